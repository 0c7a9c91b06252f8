/*
 * Streams of the audit trail and of the request history, for auditors and their
 * SIEM: NDJSON and CSV, in constant memory by keyset pages. The handlers want a
 * signed-in user; roles are the routes' matter.
 *
 *   GET /export/audit.ndjson?from=2026-11-01&to=2026-11-30
 *     {"record":"{…}","previous":"<hex>","hash":"<hex>"}    one a line, verbatim
 *     {"head":{"seq":1204,"hash":"<hex>"},"rows":1204}      last line
 *   GET /export/requests.ndjson?mode=live&from=…&to=…
 *     {"id":"…","at":"…", … ,"agent":"…"}                   one a line
 *     {"object":"end","rows":250}                           last line
 *   GET /export/requests.csv?mode=live&from=…&to=…
 *     end,250,,,,,,,,,,,,,,,                                last row: `end` and the number
 *
 * from and to: dates (whole days of the company's zone, `to` included) or RFC 3339 times
 * (`to` excluded); both may be left out. mode is live unless it says test. The export is
 * itself an audit event, written before the first byte; the head is the one after it. A stream
 * whose last line is neither head nor end was cut.
 */
#ifndef TRAIL_EXPORT_H
#define TRAIL_EXPORT_H

#include "web/route.h"

handler export_audit_ndjson;
handler export_audit_csv;
handler export_requests_ndjson;
handler export_requests_csv;

#endif
