/* Records become rows. Last use of credentials comes last, since requests read those rows. */
#include "trail/batch.h"

#include <string.h>

#include "sql/journal.h"

#define PATH_MAX_KEPT 255

static const struct slice no_text = SLICE("");

struct batch *
batch_new(struct arena *arena, struct uuid host, size_t max_records)
{
	struct batch *batch = arena_alloc(arena, sizeof *batch);

	batch->arena = arena;
	batch->host = host;
	batch->max_records = max_records;
	batch->records = arena_array(arena, max_records, sizeof *batch->records);
	batch->places = arena_array(arena, max_records, sizeof *batch->places);
	batch->tally = tally_new(arena, max_records);
	batch->usage = usage_new(arena, max_records);
	return batch;
}

void
batch_add(struct batch *batch, const struct journal_record *record, const struct batch_place *place)
{
	batch->records[batch->nrecords] = *record;
	batch->places[batch->nrecords] = *place;
	batch->nrecords++;
	tally_add(batch->tally, record);
	usage_add(batch->usage, record);
}

static struct slice
or_empty(struct slice text)
{
	return text.at != NULL ? text : no_text;
}

static struct slice
address_of(const struct journal_record *record)
{
	return (struct slice){(const char *)record->address, sizeof record->address};
}

/* 3xx are answers that were wanted: 2. */
static uint64_t
class_of(uint64_t status)
{
	if (status >= 500)
		return 5;
	return status >= 400 ? 4 : 2;
}

static struct journal_log_add_in
log_row(const struct journal_record *record)
{
	return (struct journal_log_add_in){
	    .id = record->id,
	    .ts = record->ts_us,
	    .entity_id = record->entity_id,
	    .mode = record->mode == 0 ? no_text : slice_from(mode_name(record->mode)),
	    .key_id = record->key_id,
	    .credential_id = record->credential_id,
	    .method = or_empty(record->method),
	    .operation = or_empty(record->operation),
	    .path = slice_head(or_empty(record->path), PATH_MAX_KEPT),
	    .query = record->query,
	    .status = record->status,
	    .status_class = class_of(record->status),
	    .code = record->code,
	    .reason = record->reason,
	    .duration_us = record->duration_us > UINT32_MAX ? UINT32_MAX : record->duration_us,
	    .request_bytes = record->request_bytes,
	    .answer_bytes = record->answer_bytes,
	    .address = address_of(record),
	    .agent = record->agent,
	};
}

static enum db_status
write_log(const struct batch *batch, struct db *db)
{
	struct journal_log_add_in *rows = arena_array(batch->arena, batch->nrecords, sizeof *rows);

	for (size_t i = 0; i < batch->nrecords; i++)
		rows[i] = log_row(&batch->records[i]);
	return journal_log_add(db, rows, batch->nrecords, NULL);
}

static bool
has_bodies(const struct journal_record *record)
{
	return record->request_headers.at != NULL || record->request_body.at != NULL ||
	       record->answer_headers.at != NULL || record->answer_body.at != NULL;
}

static enum db_status
write_bodies(const struct batch *batch, struct db *db)
{
	struct journal_bodies_add_in *rows =
	    arena_array(batch->arena, batch->nrecords, sizeof *rows);
	size_t nrows = 0;

	for (size_t i = 0; i < batch->nrecords; i++) {
		const struct journal_record *record = &batch->records[i];
		if (!has_bodies(record))
			continue;
		rows[nrows++] = (struct journal_bodies_add_in){
		    .id = record->id,
		    .ts = record->ts_us,
		    .entity_id = record->entity_id,
		    .request_headers = record->request_headers,
		    .request_body = record->request_body,
		    .answer_headers = record->answer_headers,
		    .answer_body = record->answer_body,
		};
	}
	return nrows > 0 ? journal_bodies_add(db, rows, nrows, NULL) : DB_OK;
}

static enum db_status
write_losses(const struct batch *batch, struct db *db)
{
	struct journal_losses_add_in *rows =
	    arena_array(batch->arena, batch->nrecords, sizeof *rows);
	size_t nrows = 0;

	for (size_t i = 0; i < batch->nrecords; i++) {
		const struct journal_record *record = &batch->records[i];
		if (record->lost == 0)
			continue;
		rows[nrows++] = (struct journal_losses_add_in){
		    .host = batch->places[i].host,
		    .file = batch->places[i].file,
		    .place = batch->places[i].place,
		    .requests = record->lost,
		    .from_at = record->lost_from_us,
		    .to_at = record->lost_to_us,
		};
	}
	return nrows > 0 ? journal_losses_add(db, rows, nrows, NULL) : DB_OK;
}

/* A dead credential's use is no use. */
static bool
tells_use(const struct journal_record *record)
{
	return !uuid_is_nil(record->credential_id) && record->status != 401;
}

static enum db_status
write_last_use(const struct batch *batch, struct db *db)
{
	struct journal_credential_used_in *rows =
	    arena_array(batch->arena, batch->nrecords, sizeof *rows);
	size_t nrows = 0, at;

	for (size_t i = 0; i < batch->nrecords; i++) {
		const struct journal_record *record = &batch->records[i];
		if (!tells_use(record))
			continue;
		for (at = 0; at < nrows && !uuid_eq(rows[at].id, record->credential_id); at++)
			;
		if (at < nrows && rows[at].used_at >= record->ts_us)
			continue;
		nrows = at == nrows ? nrows + 1 : nrows;
		rows[at] = (struct journal_credential_used_in){
		    .entity_id = record->entity_id,
		    .id = record->credential_id,
		    .used_at = record->ts_us,
		    .address = address_of(record),
		    .agent = record->agent,
		};
	}
	return nrows > 0 ? journal_credential_used(db, rows, nrows, NULL) : DB_OK;
}

enum db_status
batch_write(const struct batch *batch, struct db *db)
{
	enum db_status status = write_log(batch, db);

	if (status == DB_OK)
		status = write_bodies(batch, db);
	if (status == DB_OK)
		status = write_losses(batch, db);
	if (status == DB_OK)
		status = tally_write(batch->tally, db, batch->arena, batch->host);
	if (status == DB_OK)
		status = usage_write(batch->usage, db, batch->arena, batch->host);
	if (status == DB_OK)
		status = write_last_use(batch, db);
	return status;
}
