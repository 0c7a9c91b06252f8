/*
 * Figures: totals by hour with a histogram, endpoints and failures by day, keys
 * by day. A batch has few groups, so they are found by looking through them.
 */
#include "trail/tally.h"

#include <string.h>

#include "base/clock.h"
#include "sql/figures.h"
#include "trail/figures.h"

struct hour {
	uint64_t entity_id;
	enum mode mode;
	int64_t start_us;
	uint64_t requests, refused, server_errors, duration_us;
	struct latency latency;
};

struct tally {
	struct arena *arena;
	struct hour **hours;
	size_t nhours;
	/* Rows as they are sent, but for the host. */
	struct figures_endpoint_add_in *endpoints;
	size_t nendpoints;
	struct figures_failure_add_in *failures;
	size_t nfailures;
	struct figures_key_add_in *keys;
	size_t nkeys;
};

static const struct slice no_text = SLICE("");

struct tally *
tally_new(struct arena *arena, size_t max_records)
{
	struct tally *tally = arena_alloc(arena, sizeof *tally);

	tally->arena = arena;
	tally->hours = arena_array(arena, max_records, sizeof(struct hour *));
	tally->endpoints = arena_array(arena, max_records, sizeof *tally->endpoints);
	tally->failures = arena_array(arena, max_records, sizeof *tally->failures);
	tally->keys = arena_array(arena, max_records, sizeof *tally->keys);
	return tally;
}

static int64_t
hour_of(int64_t ts_us)
{
	return ts_us - ts_us % CLOCK_HOUR;
}

static int32_t
day_of(int64_t ts_us)
{
	return (int32_t)(ts_us / CLOCK_DAY);
}

static struct slice
mode_text(enum mode mode)
{
	return mode == 0 ? no_text : slice_from(mode_name(mode));
}

static struct slice
or_empty(struct slice text)
{
	return text.at != NULL ? text : no_text;
}

static bool
is_refused(const struct journal_record *record)
{
	return record->status >= 400 && record->status < 500;
}

static bool
is_server_error(const struct journal_record *record)
{
	return record->status >= 500;
}

static struct hour *
find_hour(struct tally *tally, const struct journal_record *record)
{
	int64_t start_us = hour_of(record->ts_us);

	for (size_t i = 0; i < tally->nhours; i++) {
		struct hour *hour = tally->hours[i];
		if (hour->start_us == start_us && hour->entity_id == record->entity_id &&
		    hour->mode == record->mode)
			return hour;
	}
	struct hour *hour = arena_alloc(tally->arena, sizeof *hour);
	hour->entity_id = record->entity_id;
	hour->mode = record->mode;
	hour->start_us = start_us;
	tally->hours[tally->nhours++] = hour;
	return hour;
}

static void
add_hour(struct tally *tally, const struct journal_record *record)
{
	struct hour *hour = find_hour(tally, record);

	hour->requests++;
	hour->refused += is_refused(record);
	hour->server_errors += is_server_error(record);
	hour->duration_us += record->duration_us;
	hour->latency.count[latency_bucket(record->duration_us)]++;
}

static void
add_endpoint(struct tally *tally, const struct journal_record *record)
{
	struct figures_endpoint_add_in added = {
	    .entity_id = record->entity_id,
	    .mode = mode_text(record->mode),
	    .day = day_of(record->ts_us),
	    .method = or_empty(record->method),
	    .operation = or_empty(record->operation),
	    .status = record->status,
	    .code = or_empty(record->code),
	};
	struct figures_endpoint_add_in *row = tally->endpoints;
	struct figures_endpoint_add_in *end = row + tally->nendpoints;

	while (
	    row < end && !(row->entity_id == added.entity_id && row->status == added.status &&
			     row->day == added.day && slice_eq(row->operation, added.operation) &&
			     slice_eq(row->method, added.method) &&
			     slice_eq(row->code, added.code) && slice_eq(row->mode, added.mode)))
		row++;
	if (row == end) {
		*row = added;
		tally->nendpoints++;
	}
	row->requests++;
	row->duration_us += record->duration_us;
}

static void
add_failure(struct tally *tally, const struct journal_record *record)
{
	struct figures_failure_add_in added = {
	    .entity_id = record->entity_id,
	    .mode = mode_text(record->mode),
	    .day = day_of(record->ts_us),
	    .method = or_empty(record->method),
	    .operation = or_empty(record->operation),
	    .status = record->status,
	    .code = or_empty(record->code),
	    .key_id = record->key_id,
	    .first_at = record->ts_us,
	    .last_at = record->ts_us,
	};
	struct figures_failure_add_in *row = tally->failures;
	struct figures_failure_add_in *end = row + tally->nfailures;

	while (row < end && !(row->entity_id == added.entity_id && row->status == added.status &&
				row->day == added.day && uuid_eq(row->key_id, added.key_id) &&
				slice_eq(row->operation, added.operation) &&
				slice_eq(row->method, added.method) &&
				slice_eq(row->code, added.code) && slice_eq(row->mode, added.mode)))
		row++;
	if (row == end) {
		*row = added;
		tally->nfailures++;
	}
	row->requests++;
	if (record->ts_us < row->first_at)
		row->first_at = record->ts_us;
	if (record->ts_us > row->last_at)
		row->last_at = record->ts_us;
}

static void
add_key(struct tally *tally, const struct journal_record *record)
{
	struct figures_key_add_in added = {
	    .entity_id = record->entity_id,
	    .mode = mode_text(record->mode),
	    .day = day_of(record->ts_us),
	    .key_id = record->key_id,
	};
	struct figures_key_add_in *row = tally->keys;
	struct figures_key_add_in *end = row + tally->nkeys;

	while (
	    row < end && !(uuid_eq(row->key_id, added.key_id) && row->day == added.day &&
			     row->entity_id == added.entity_id && slice_eq(row->mode, added.mode)))
		row++;
	if (row == end) {
		*row = added;
		tally->nkeys++;
	}
	row->requests++;
	row->refused += is_refused(record);
	row->server_errors += is_server_error(record);
}

void
tally_add(struct tally *tally, const struct journal_record *record)
{
	add_hour(tally, record);
	add_endpoint(tally, record);
	if (is_refused(record) || is_server_error(record))
		add_failure(tally, record);
	if (!uuid_is_nil(record->key_id))
		add_key(tally, record);
}

/* --- writing --- */

/* The stored histogram of that hour with ours added, as it is to be stored. */
static enum db_status
merge_latency(struct db *db, struct arena *arena, const struct figures_hour_add_in *row,
    struct latency latency, struct slice *merged)
{
	struct figures_hour_latency_in in = {row->entity_id, row->mode, row->hour, row->host};
	struct figures_hour_latency_row found;
	struct str stored;
	enum db_status status = figures_hour_latency(db, arena, &in, &found);

	if (status != DB_OK && status != DB_NO_ROW)
		return status;
	if (status == DB_OK)
		latency_read_add(found.latency, &latency);
	str_init(&stored, arena, 1 + 4 * LATENCY_BUCKETS);
	latency_write(&stored, &latency);
	*merged = str_slice(&stored);
	return DB_OK;
}

static enum db_status
write_hours(const struct tally *tally, struct db *db, struct arena *arena, struct uuid host)
{
	struct figures_hour_add_in *rows = arena_array(arena, tally->nhours, sizeof *rows);

	for (size_t i = 0; i < tally->nhours; i++) {
		const struct hour *hour = tally->hours[i];
		rows[i] = (struct figures_hour_add_in){
		    .entity_id = hour->entity_id,
		    .mode = mode_text(hour->mode),
		    .hour = hour->start_us,
		    .host = host,
		    .requests = hour->requests,
		    .refused = hour->refused,
		    .server_errors = hour->server_errors,
		    .duration_us = hour->duration_us,
		};
		enum db_status status =
		    merge_latency(db, arena, &rows[i], hour->latency, &rows[i].latency);
		if (status != DB_OK)
			return status;
	}
	return figures_hour_add(db, rows, tally->nhours, NULL);
}

enum db_status
tally_write(const struct tally *tally, struct db *db, struct arena *arena, struct uuid host)
{
	enum db_status status = write_hours(tally, db, arena, host);

	for (size_t i = 0; i < tally->nendpoints; i++)
		tally->endpoints[i].host = host;
	for (size_t i = 0; i < tally->nfailures; i++)
		tally->failures[i].host = host;
	for (size_t i = 0; i < tally->nkeys; i++)
		tally->keys[i].host = host;
	if (status == DB_OK)
		status = figures_endpoint_add(db, tally->endpoints, tally->nendpoints, NULL);
	if (status == DB_OK && tally->nfailures > 0)
		status = figures_failure_add(db, tally->failures, tally->nfailures, NULL);
	if (status == DB_OK && tally->nkeys > 0)
		status = figures_key_add(db, tally->keys, tally->nkeys, NULL);
	return status;
}
