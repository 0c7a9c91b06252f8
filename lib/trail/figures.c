/*
 * The dashboard. Hours are UTC; days of the chart are the company's, so each hour
 * is put into the day in which it begins there.
 */
#include "trail/figures.h"

#include <string.h>

#include "base/clock.h"
#include "codec/date.h"
#include "sql/figures.h"

#define P95 95
#define BY_HOUR_DAYS 7

/* --- times --- */

/* When the calendar day begins in the zone; an unknown zone counts as UTC. */
static int64_t
day_start(const char *zone, int32_t day)
{
	int64_t start;

	return zone != NULL && zone_day_start(zone, day, &start) ? start : day * CLOCK_DAY;
}

static int32_t
day_at(const char *zone, int64_t time_us)
{
	int32_t day;

	return zone != NULL && zone_day(zone, time_us, &day) ? day : (int32_t)(time_us / CLOCK_DAY);
}

static int64_t
hour_floor(int64_t time_us)
{
	return time_us - time_us % CLOCK_HOUR;
}

/* --- hours --- */

struct reading {
	const struct figures_query *query;
	struct figures *figures;
	int32_t first_day;
	struct latency now, before;
};

static void
add_to_sum(struct figures_sum *sum, const struct figures_hours_row *row)
{
	sum->requests += row->requests;
	sum->refused += row->refused;
	sum->server_errors += row->server_errors;
	sum->has_data = true;
}

/* The bar in which the hour begins. */
static struct figures_bar *
bar_of(const struct reading *reading, int64_t hour_us)
{
	struct figures *figures = reading->figures;

	for (size_t i = 0; i < figures->nbars; i++)
		if (hour_us >= figures->bars[i].start_us && hour_us < figures->bars[i].end_us)
			return &figures->bars[i];
	return NULL;
}

static bool
take_hour(void *context, const struct figures_hours_row *row)
{
	struct reading *reading = context;
	struct figures *figures = reading->figures;
	bool is_now = row->hour >= figures->from_us;

	add_to_sum(is_now ? &figures->sum : &figures->before, row);
	latency_read_add(row->latency, is_now ? &reading->now : &reading->before);
	struct figures_bar *bar = is_now ? bar_of(reading, row->hour) : NULL;
	if (bar != NULL) {
		bar->requests += row->requests;
		bar->refused += row->refused;
		bar->server_errors += row->server_errors;
	}
	return true;
}

static void
lay_out_hours(struct arena *arena, int64_t to_us, struct figures *figures)
{
	figures->nbars = (size_t)((to_us - figures->from_us + CLOCK_HOUR - 1) / CLOCK_HOUR);
	figures->bars = arena_array(arena, figures->nbars, sizeof *figures->bars);
	for (size_t i = 0; i < figures->nbars; i++) {
		figures->bars[i].start_us = figures->from_us + (int64_t)i * CLOCK_HOUR;
		figures->bars[i].end_us = figures->bars[i].start_us + CLOCK_HOUR;
	}
}

static void
lay_out_days(struct arena *arena, const struct figures_query *query, int32_t first_day,
    struct figures *figures)
{
	const char *zone = query->zone;

	figures->nbars = query->days;
	figures->bars = arena_array(arena, figures->nbars, sizeof *figures->bars);
	for (size_t i = 0; i < figures->nbars; i++) {
		int32_t day = first_day + (int32_t)i;
		figures->bars[i].start_us = day_start(zone, day);
		figures->bars[i].end_us = day_start(zone, day + 1);
	}
}

/* Zones half an hour off begin their days within an hour: the hour counts where it begins. */
static int64_t
first_whole_hour(int64_t time_us)
{
	return hour_floor(time_us + CLOCK_HOUR - 1);
}

static enum db_status
read_hours(struct db *db, struct arena *arena, struct reading *reading)
{
	const struct figures_query *query = reading->query;
	struct figures *figures = reading->figures;
	int64_t before_us =
	    first_whole_hour(day_start(query->zone, reading->first_day - (int32_t)query->days));
	struct figures_hours_in in = {
	    .entity_id = query->entity_id,
	    .mode = slice_from(mode_name(query->mode)),
	    .from_at = before_us,
	    .to_at = figures->to_us,
	};
	enum db_status status = figures_hours(db, arena, &in, take_hour, reading);

	if (status != DB_OK)
		return status;
	figures->sum.p95_us = latency_percentile_us(&reading->now, P95);
	figures->before.p95_us = latency_percentile_us(&reading->before, P95);
	return DB_OK;
}

/* --- days --- */

struct days {
	int32_t from, to;
};

static enum db_status
read_endpoints(struct db *db, struct arena *arena, const struct figures_query *query,
    struct days days, struct figures *figures)
{
	struct figures_endpoints_in in = {
	    query->entity_id, slice_from(mode_name(query->mode)), days.from, days.to};
	struct figures_endpoints_row *rows;
	size_t nrows;
	enum db_status status = figures_endpoints(db, arena, &in, &rows, &nrows);

	if (status != DB_OK)
		return status;
	figures->endpoints = arena_array(arena, nrows, sizeof *figures->endpoints);
	figures->nendpoints = nrows;
	for (size_t i = 0; i < nrows; i++)
		figures->endpoints[i] = (struct figures_endpoint){
		    .method = rows[i].method,
		    .operation = rows[i].operation,
		    .requests = rows[i].requests,
		    .failed = rows[i].failed,
		    .mean_us = rows[i].requests > 0 ? rows[i].duration_us / rows[i].requests : 0,
		};
	return DB_OK;
}

static enum db_status
read_failures(struct db *db, struct arena *arena, const struct figures_query *query,
    struct days days, struct figures *figures)
{
	struct figures_failures_in in = {
	    query->entity_id, slice_from(mode_name(query->mode)), days.from, days.to};
	struct figures_failures_row *rows;
	size_t nrows;
	enum db_status status = figures_failures(db, arena, &in, &rows, &nrows);

	if (status != DB_OK)
		return status;
	figures->failures = arena_array(arena, nrows, sizeof *figures->failures);
	figures->nfailures = nrows;
	for (size_t i = 0; i < nrows; i++)
		figures->failures[i] = (struct figures_failure){
		    .code = rows[i].code,
		    .status = (int)rows[i].status,
		    .method = rows[i].method,
		    .operation = rows[i].operation,
		    .key_id = rows[i].key_id,
		    .key_name = rows[i].key_name,
		    .requests = rows[i].requests,
		    .first_us = rows[i].first_at,
		    .last_us = rows[i].last_at,
		};
	return DB_OK;
}

static enum db_status
read_keys(struct db *db, struct arena *arena, const struct figures_query *query, struct days days,
    struct figures *figures)
{
	struct figures_keys_in in = {
	    query->entity_id, slice_from(mode_name(query->mode)), days.from, days.to};
	struct figures_keys_row *rows;
	size_t nrows;
	enum db_status status = figures_keys(db, arena, &in, &rows, &nrows);

	if (status != DB_OK)
		return status;
	figures->keys = arena_array(arena, nrows, sizeof *figures->keys);
	figures->nkeys = nrows;
	for (size_t i = 0; i < nrows; i++)
		figures->keys[i] = (struct figures_key){
		    .key_id = rows[i].key_id,
		    .name = rows[i].name,
		    .requests = rows[i].requests,
		    .refused = rows[i].refused,
		    .server_errors = rows[i].server_errors,
		};
	return DB_OK;
}

static struct days
last_days(int64_t now_us, unsigned days)
{
	int32_t today = (int32_t)(now_us / CLOCK_DAY);

	return (struct days){today - (int32_t)days + 1, today};
}

/* --- all of it --- */

static int32_t
first_day_of(const struct figures_query *query)
{
	return day_at(query->zone, query->now_us) - (int32_t)query->days + 1;
}

static void
lay_out_bars(struct arena *arena, const struct figures_query *query, struct figures *figures)
{
	if (figures->by_hour)
		lay_out_hours(arena, figures->to_us, figures);
	else
		lay_out_days(arena, query, first_day_of(query), figures);
}

void
figures_begin(struct arena *arena, const struct figures_query *query, struct figures *figures)
{
	*figures = (struct figures){
	    .from_us = first_whole_hour(day_start(query->zone, first_day_of(query))),
	    .to_us = hour_floor(query->now_us) + CLOCK_HOUR,
	    .by_hour = query->days <= BY_HOUR_DAYS,
	};
	figures->days_from_us = last_days(query->now_us, query->days).from * CLOCK_DAY;
	figures->days_to_us = figures->to_us;
	lay_out_bars(arena, query, figures);
}

/* Into bars of its own: rows that came before the failure must not be shown as all. */
static enum db_status
read_sums(
    struct db *db, struct arena *arena, const struct figures_query *query, struct figures *figures)
{
	struct figures found = *figures;
	struct reading *reading = arena_alloc(arena, sizeof *reading);
	enum db_status status;

	lay_out_bars(arena, query, &found);
	reading->query = query;
	reading->figures = &found;
	reading->first_day = first_day_of(query);
	status = read_hours(db, arena, reading);
	if (status == DB_OK)
		*figures = found;
	return status;
}

enum db_status
figures_read_part(struct db *db, struct arena *arena, const struct figures_query *query,
    enum figures_part part, struct figures *figures)
{
	struct days days = last_days(query->now_us, query->days);

	switch (part) {
	case FIGURES_HOURS:
		return read_sums(db, arena, query, figures);
	case FIGURES_ENDPOINTS:
		return read_endpoints(db, arena, query, days, figures);
	case FIGURES_FAILURES:
		return read_failures(db, arena, query, days, figures);
	case FIGURES_KEYS:
		return read_keys(db, arena, query, days, figures);
	case FIGURES_PARTS:
		break;
	}
	return DB_OK;
}

enum db_status
figures_read(
    struct db *db, struct arena *arena, const struct figures_query *query, struct figures *figures)
{
	struct figures found;
	enum db_status status = DB_OK;

	figures_begin(arena, query, &found);
	for (enum figures_part part = 0; part < FIGURES_PARTS && status == DB_OK; part++)
		status = figures_read_part(db, arena, query, part, &found);
	if (status == DB_OK)
		*figures = found;
	return status;
}

enum db_status
figures_of_keys(struct db *db, struct arena *arena, uint64_t entity_id, unsigned days,
    int64_t now_us, struct figures_key **keys, size_t *nkeys)
{
	struct days range = last_days(now_us, days);
	struct figures_keys_any_mode_in in = {entity_id, range.from, range.to};
	struct figures_keys_any_mode_row *rows;
	size_t nrows;
	enum db_status status = figures_keys_any_mode(db, arena, &in, &rows, &nrows);

	if (status != DB_OK)
		return status;
	*keys = arena_array(arena, nrows, sizeof **keys);
	*nkeys = nrows;
	for (size_t i = 0; i < nrows; i++)
		(*keys)[i] = (struct figures_key){
		    .key_id = rows[i].key_id,
		    .requests = rows[i].requests,
		    .refused = rows[i].refused,
		    .server_errors = rows[i].server_errors,
		};
	return DB_OK;
}

enum db_status
figures_any(struct db *db, struct arena *arena, uint64_t entity_id, enum mode mode, bool *any)
{
	struct figures_hour_first_in in = {entity_id, slice_from(mode_name(mode))};
	struct figures_hour_first_row row;
	enum db_status status = figures_hour_first(db, arena, &in, &row);

	if (status != DB_OK && status != DB_NO_ROW)
		return status;
	*any = status == DB_OK;
	return DB_OK;
}
