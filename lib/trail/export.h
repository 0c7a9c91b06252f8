/*
 * Streams of the audit trail and of the request history, for auditors and their
 * SIEM: NDJSON and CSV, in constant memory by keyset pages. The handlers want a
 * signed-in user; roles are the routes' matter.
 *
 *   GET /export/audit.ndjson?from=2026-11-01&to=2026-11-30
 *     {"record":"{…}","previous":"<hex>","hash":"<hex>"}   one a line, verbatim
 *     {"head":{"seq":1204,"hash":"<hex>"}}                last line
 *   GET /export/requests.csv?mode=live&from=…&to=…
 *
 * from and to: dates (whole days of the company's zone, `to` included) or RFC 3339 times
 * (`to` excluded); both may be left out. The export is itself an audit event, written before
 * the first byte.
 */
#ifndef TRAIL_EXPORT_H
#define TRAIL_EXPORT_H

#include "web/problem.h"

handler export_audit_ndjson;
handler export_audit_csv;
handler export_requests_ndjson;
handler export_requests_csv;

/* Rows written by the last export of this process: for tests and budgets. */
uint64_t export_rows(void);

#endif
