/*
 * An export is a loop over pages: read one, write it as text, send it. Each page
 * has the same arena, reset before the next, so memory does not grow with the rows.
 */
#include "trail/export.h"

#include <string.h>

#include "base/clock.h"
#include "codec/csv.h"
#include "codec/date.h"
#include "codec/json.h"
#include "db/txn.h"
#include "sql/audit.h"
#include "sql/history.h"
#include "trail/audit.h"
#include "trail/audit_ids.h"
#include "trail/export_period.h"
#include "trail/history.h"
#include "web/problem.h"

#define PAGE 2000
#define PAGE_TEXT_MAX ((size_t)640 * 1024 * 1024) /* a page of the longest records, escaped */
#define ARENA_MAX ((size_t)2048 * 1024 * 1024)
#define CELL_MAX 64

struct export
{
	struct call *call;
	struct arena *page; /* of the page at hand */
	uint64_t entity_id;
	struct export_period period;
	bool csv;
	uint64_t rows;
	/* Of the audit trail. */
	struct audit_head head;
	uint64_t seq; /* the last one sent */
	/* Of the request history. */
	struct history_place place;
};

/* --- cells --- */

static struct slice
hex_of(struct arena *arena, const struct digest *digest)
{
	char text[2 * DIGEST_LEN + 1];

	digest_hex(digest, text);
	return arena_copy(arena, slice_from(text));
}

static void
put(struct json_writer *w, const char *name, struct slice value)
{
	json_name(w, name);
	json_put_string(w, value);
}

static void
put_number(struct json_writer *w, const char *name, uint64_t number)
{
	json_name(w, name);
	json_put_integer(w, (int64_t)number);
}

/* --- audit --- */

static void
audit_json(struct export *export, struct str *out, const struct audit_chain_row *row)
{
	struct json_writer w = json_writer(out);

	json_begin_object(&w);
	put(&w, "record", row->record);
	put(&w, "previous", hex_of(export->page, &row->previous));
	put(&w, "hash", hex_of(export->page, &row->hash));
	json_end_object(&w);
	str_add_char(out, '\n');
}

static void
audit_csv(struct export *export, struct str *out, const struct audit_chain_row *row)
{
	struct csv_writer w = csv_writer(out);
	struct arena *arena = export->page;

	csv_put_text(&w, "entry");
	csv_put_integer(&w, (int64_t)row->seq);
	csv_put(&w, time_text(arena, row->at));
	csv_put(&w, row->event);
	csv_put(&w, row->actor_kind);
	csv_put(&w, audit_id_text(arena, row->actor_kind, row->actor_id));
	csv_put(&w, row->subject_kind);
	csv_put(&w, audit_id_text(arena, row->subject_kind, row->subject_id));
	csv_put(&w, row->record);
	csv_put(&w, hex_of(arena, &row->previous));
	csv_put(&w, hex_of(arena, &row->hash));
	csv_end_row(&w);
}

static void
audit_head_json(struct export *export, struct str *out)
{
	struct json_writer w = json_writer(out);

	json_begin_object(&w);
	json_name(&w, "head");
	json_begin_object(&w);
	put_number(&w, "seq", export->head.seq);
	put(&w, "hash", hex_of(export->page, &export->head.hash));
	json_end_object(&w);
	put_number(&w, "rows", export->rows);
	json_end_object(&w);
	str_add_char(out, '\n');
}

static void
audit_head_csv(struct export *export, struct str *out)
{
	struct csv_writer w = csv_writer(out);

	csv_put_text(&w, "head");
	csv_put_integer(&w, (int64_t) export->head.seq);
	for (int i = 0; i < 8; i++)
		csv_put_text(&w, NULL);
	csv_put(&w, hex_of(export->page, &export->head.hash));
	csv_end_row(&w);
}

static const char audit_columns[] =
    "kind,seq,at,event,actor_kind,actor_id,subject_kind,subject_id,record,previous,hash\r\n";

/* The next page as text; *more says whether another may follow. */
typedef enum db_status next_page(struct export *export, struct str *out, bool *more);

static enum db_status
next_audit(struct export *export, struct str *out, bool *more)
{
	struct audit_chain_in in = {export->entity_id, export->seq, PAGE};
	struct audit_chain_row *rows;
	size_t nrows;
	enum db_status status = audit_chain(export->call->db, export->page, &in, &rows, &nrows);

	if (status != DB_OK)
		return status;
	*more = nrows == PAGE;
	for (size_t i = 0; i < nrows; i++) {
		if (rows[i].seq > export->head.seq || rows[i].at >= export->period.to_us) {
			*more = false;
			break;
		}
		(export->csv ? audit_csv : audit_json)(export, out, &rows[i]);
		export->seq = rows[i].seq;
		export->rows++;
	}
	return DB_OK;
}

/* --- requests --- */

static void
request_json(struct export *export, struct str *out, const struct history_export_row *row)
{
	struct json_writer w = json_writer(out);
	struct arena *arena = export->page;
	struct slice address = row->address.len == 16
				   ? history_address(arena, (const unsigned char *)row->address.at)
				   : SLICE_NONE;

	json_begin_object(&w);
	put(&w, "id", uuid_slice(arena, row->id));
	put(&w, "at", time_text(arena, row->ts));
	put(&w, "mode", row->mode);
	put(&w, "key_id", audit_id_text(arena, SLICE_OF("key"), row->key_id));
	put(&w, "key_name", row->key_name);
	put(&w, "method", row->method);
	put(&w, "operation", row->operation);
	put(&w, "path", row->path);
	put(&w, "query", row->query);
	put_number(&w, "status", row->status);
	put(&w, "code", row->code);
	put(&w, "reason", row->reason);
	put_number(&w, "duration_us", row->duration_us);
	put_number(&w, "request_bytes", row->request_bytes);
	put_number(&w, "answer_bytes", row->answer_bytes);
	put(&w, "address", address);
	put(&w, "agent", row->agent);
	json_end_object(&w);
	str_add_char(out, '\n');
}

static void
request_csv(struct export *export, struct str *out, const struct history_export_row *row)
{
	struct csv_writer w = csv_writer(out);
	struct arena *arena = export->page;
	struct slice address = row->address.len == 16
				   ? history_address(arena, (const unsigned char *)row->address.at)
				   : SLICE_NONE;

	csv_put(&w, uuid_slice(arena, row->id));
	csv_put(&w, time_text(arena, row->ts));
	csv_put(&w, row->mode);
	csv_put(&w, audit_id_text(arena, SLICE_OF("key"), row->key_id));
	csv_put(&w, row->key_name);
	csv_put(&w, row->method);
	csv_put(&w, row->operation);
	csv_put(&w, row->path);
	csv_put(&w, row->query);
	csv_put_integer(&w, (int64_t)row->status);
	csv_put(&w, row->code);
	csv_put(&w, row->reason);
	csv_put_integer(&w, (int64_t)row->duration_us);
	csv_put_integer(&w, (int64_t)row->request_bytes);
	csv_put_integer(&w, (int64_t)row->answer_bytes);
	csv_put(&w, address);
	csv_put(&w, row->agent);
	csv_end_row(&w);
}

static const char request_columns[] =
    "id,at,mode,key_id,key_name,method,operation,path,query,status,code,reason,duration_us,"
    "request_bytes,answer_bytes,address,agent\r\n";

#define REQUEST_COLUMNS 17

static enum db_status
next_requests(struct export *export, struct str *out, bool *more)
{
	struct history_export_in in = {
	    .entity_id = export->entity_id,
	    .mode = slice_from(mode_name(export->period.mode)),
	    .place_at = export->place.ts_us,
	    .place_id = export->place.id,
	    .to_at = export->period.to_us,
	    .rows = PAGE,
	};
	struct history_export_row *rows;
	size_t nrows;
	enum db_status status = history_export(export->call->db, export->page, &in, &rows, &nrows);

	if (status != DB_OK)
		return status;
	*more = nrows == PAGE;
	for (size_t i = 0; i < nrows; i++)
		(export->csv ? request_csv : request_json)(export, out, &rows[i]);
	if (nrows > 0)
		export->place = (struct history_place){rows[nrows - 1].ts, rows[nrows - 1].id};
	export->rows += nrows;
	return DB_OK;
}

static void
request_end(struct export *export, struct str *out)
{
	struct json_writer w = json_writer(out);
	struct csv_writer csv = csv_writer(out);

	if (export->csv) {
		csv_put_text(&csv, "end");
		csv_put_integer(&csv, (int64_t) export->rows);
		for (size_t i = 2; i < REQUEST_COLUMNS; i++)
			csv_put_text(&csv, NULL);
		csv_end_row(&csv);
		return;
	}
	json_begin_object(&w);
	put(&w, "object", SLICE_OF("end"));
	put_number(&w, "rows", export->rows);
	json_end_object(&w);
	str_add_char(out, '\n');
}

/* --- streams --- */

static bool
send(struct export *export, const struct str *out)
{
	return out->len == 0 || call_write(export->call, str_slice(out));
}

/* Page after page. False: the database or the client went away, so the stream must not end well. */
static bool
send_pages(struct export *export, next_page *next)
{
	bool more = true;
	struct str out;

	while (more) {
		arena_reset(export->page);
		str_init(&out, export->page, PAGE_TEXT_MAX);
		if (next(export, &out, &more) != DB_OK || out.full || !send(export, &out))
			return false;
	}
	return true;
}

/* What tells a whole stream from one that was cut. */
static bool
send_end(struct export *export, void (*write)(struct export *export, struct str *out))
{
	struct str out;

	str_init(&out, export->page, CELL_MAX * 8);
	write(export, &out);
	return send(export, &out);
}

static bool
stream_audit(struct call *call, void *context)
{
	struct export *export = context;

	(void)call;
	export->page = arena_new(ARENA_MAX);
	bool whole = (!export->csv || call_write(export->call, slice_from(audit_columns))) &&
		     send_pages(export, next_audit) &&
		     send_end(export, export->csv ? audit_head_csv : audit_head_json);
	arena_free(export->page);
	return whole;
}

static bool
stream_requests(struct call *call, void *context)
{
	struct export *export = context;

	(void)call;
	export->page = arena_new(ARENA_MAX);
	bool whole = (!export->csv || call_write(export->call, slice_from(request_columns))) &&
		     send_pages(export, next_requests) && send_end(export, request_end);
	arena_free(export->page);
	return whole;
}

/* --- the act --- */

struct deed {
	struct call *call;
	struct audit_entry entry;
};

static enum txn_verdict
note_export(struct db *db, void *context, enum db_status *status)
{
	struct deed *deed = context;

	*status = audit_append(db, deed->call->arena, &deed->entry);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

static enum db_status
record_export(struct export *export, const char *subject_kind, const char *subject_name)
{
	struct call *call = export->call;
	const struct audit_change changes[] = {
	    {"format", SLICE_NONE, slice_from(export->csv ? "csv" : "ndjson")},
	    {"from", SLICE_NONE, export->period.from},
	    {"to", SLICE_NONE, export->period.to},
	    {"mode", SLICE_NONE, slice_from(mode_name(export->period.mode))},
	};
	bool is_requests = strcmp(subject_kind, "history") == 0;
	struct deed deed = {call, audit_entry_of(call, AUDIT_EXPORTED)};

	deed.entry.subject_kind = subject_kind;
	deed.entry.subject_name = slice_from(subject_name);
	deed.entry.changes = changes;
	deed.entry.nchanges = is_requests ? 4 : 3;
	return txn_run(call->db, note_export, &deed);
}

static void
begin_answer(struct export *export, const char *name)
{
	struct call *call = export->call;
	const char *ending = export->csv ? "csv" : "ndjson";
	struct str disposition;

	answer_begin(call, 200, export->csv ? "text/csv; charset=utf-8" : "application/x-ndjson");
	str_init(&disposition, call->arena, 200);
	str_addf(&disposition, "attachment; filename=\"%s-ent_%s-", name, call->caller.entity_code);
	date_write(&disposition, (int32_t)(clock_now() / CLOCK_DAY));
	str_addf(&disposition, ".%s\"", ending);
	answer_header(call, "Content-Disposition", str_slice(&disposition));
}

static struct export *
export_new(struct call *call, bool csv)
{
	struct export *export = arena_alloc(call->arena, sizeof *export);

	export->call = call;
	export->csv = csv;
	export->entity_id = call->caller.entity_id;
	return export;
}

/* The number before the first entry of the period. DB_NO_ROW: there is none. */
static enum db_status
find_start(struct export *export)
{
	struct audit_seq_from_in in = {export->entity_id, export->period.from_us};
	struct audit_seq_from_row row;
	enum db_status status = audit_seq_from(export->call->db, export->call->arena, &in, &row);

	if (status == DB_OK)
		export->seq = row.seq - 1;
	else if (status == DB_NO_ROW)
		export->seq = export->head.seq;
	return status == DB_NO_ROW ? DB_OK : status;
}

static void
export_audit(struct call *call, bool csv)
{
	struct export *export = export_new(call, csv);
	enum db_status status = DB_OK;

	if (!export_period_read(call, false, &export->period))
		return;
	if (!call->request.head_only)
		status = record_export(export, "trail", "audit trail");
	if (status == DB_OK)
		status = audit_head(call->db, call->arena, export->entity_id, &export->head);
	if (status == DB_OK)
		status = find_start(export);
	if (status != DB_OK) {
		fail_db(call, "export.audit", status);
		return;
	}
	begin_answer(export, "audit");
	call->answer.stream = stream_audit;
	call->answer.stream_context = export;
}

static void
export_requests(struct call *call, bool csv)
{
	struct export *export = export_new(call, csv);
	enum db_status status = DB_OK;

	if (!export_period_read(call, true, &export->period))
		return;
	export->place.ts_us = export->period.from_us;
	if (!call->request.head_only)
		status = record_export(export, "history", "request history");
	if (status != DB_OK) {
		fail_db(call, "export.requests", status);
		return;
	}
	begin_answer(export, "requests");
	call->answer.stream = stream_requests;
	call->answer.stream_context = export;
}

void
export_audit_ndjson(struct call *call)
{
	export_audit(call, false);
}

void
export_audit_csv(struct call *call)
{
	export_audit(call, true);
}

void
export_requests_ndjson(struct call *call)
{
	export_requests(call, false);
}

void
export_requests_csv(struct call *call)
{
	export_requests(call, true);
}
