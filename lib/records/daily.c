/* Going through realms and duties. */
#include "records/daily.h"

#include <stddef.h>

#include "base/clock.h"
#include "catalog/resources.h"
#include "codec/date.h"
#include "records/actions.h"
#include "records/contents.h"
#include "records/daily_lease.h"
#include "records/replay.h"
#include "sql/daily.h"
#include "sql/life.h"
#include "trail/ship.h"

#define AT_ONCE 200
#define REALMS_AT_ONCE 1000
#define MEMORY_MAX ((size_t)64 << 20)

struct day {
	struct db *db;
	const struct secrets *secrets;
	struct arena *arena; /* emptied after each batch */
	uint64_t entity_id, realm_id;
	int32_t today;
	struct daily_lease *lease; /* NULL: asked for without one */
};

/* The next records that wait, beyond `after`. */
typedef enum db_status finder(
    const struct day *day, struct uuid after, struct uuid *ids, size_t *count);

/* Each statement has a row of its own type, with the same member. */
#define FINDER(NAME)                                                                               \
	static enum db_status find_##NAME(                                                         \
	    const struct day *day, struct uuid after, struct uuid *ids, size_t *count)             \
	{                                                                                          \
		struct daily_##NAME##_in in = {day->realm_id, day->today, after, AT_ONCE};         \
		struct daily_##NAME##_row *rows;                                                   \
		enum db_status status = daily_##NAME(day->db, day->arena, &in, &rows, count);      \
		for (size_t i = 0; status == DB_OK && i < *count; i++)                             \
			ids[i] = rows[i].id;                                                       \
		return status;                                                                     \
	}

FINDER(hires)
FINDER(terminations)
FINDER(time_off)
FINDER(identifications)

static bool
is_over(const struct write *write, const char *last_day)
{
	const struct db_value *day = record_at(&write->before, last_day);
	return !day->null && day->i64 < write->today;
}

static bool
has_status(const struct write *write, const char *status)
{
	return value_is(record_at(&write->before, "status"), status);
}

static bool
take_time_off(struct write *write)
{
	if (has_status(write, "approved") && is_over(write, "ends_on"))
		record_set(&write->after, "status", value_text(SLICE_OF("taken")));
	return true;
}

/* What was rejected stays so. */
static bool
let_expire(struct write *write)
{
	bool relied_on = has_status(write, "unverified") || has_status(write, "verified");
	if (relied_on && is_over(write, "expires_on"))
		record_set(&write->after, "status", value_text(SLICE_OF("expired")));
	return true;
}

static const struct deed take = {.apply = take_time_off}, expire = {.apply = let_expire};

/* What a date turns. */
static const struct duty {
	const struct resource *resource;
	finder *find;
	const struct deed *deed;
	size_t counted; /* where in struct daily_count */
} duties[] = {
    {&resource_employees, find_hires, &action_turn, offsetof(struct daily_count, begun)},
    {&resource_employees, find_terminations, &action_turn, offsetof(struct daily_count, ended)},
    {&resource_time_off, find_time_off, &take, offsetof(struct daily_count, taken)},
    {&resource_government_identifications, find_identifications, &expire,
	offsetof(struct daily_count, expired)},
};

static struct view
system_view(const struct day *day, const struct resource *resource)
{
	return (struct view){
	    .entity_id = day->entity_id,
	    .realm_id = day->realm_id,
	    .readable = fieldset_all(resource),
	    .writable = fieldset_all(resource),
	    .secrets = day->secrets,
	    .caller_kind = "system",
	};
}

/* A record that was deleted meanwhile, or turned by somebody else, counts for nothing. */
static enum db_status
turn(const struct day *day, const struct duty *duty, struct uuid id, uint64_t *turned)
{
	struct json_fault fault;
	struct write write = {
	    .arena = day->arena,
	    .view = system_view(day, duty->resource),
	    .resource = duty->resource,
	    .kind = WRITE_UPDATE,
	    .id = id,
	    .if_match = SLICE_OF("*"),
	    .body = json_read(day->arena, SLICE_OF("{}"), &fault),
	    .deed = duty->deed,
	};
	enum db_status status = write_run(&write, day->db);
	if (status == DB_OK && !write.refused && !write.unchanged)
		++*turned;
	return status;
}

static bool
goes_on(const struct day *day)
{
	return day->lease == NULL || daily_lease_holds(day->lease);
}

static enum db_status
turn_all(const struct day *day, const struct duty *duty, struct daily_count *turned)
{
	uint64_t *number = (uint64_t *)(void *)((char *)turned + duty->counted);
	struct uuid ids[AT_ONCE], after = {{0}};
	size_t count;
	do {
		enum db_status status = duty->find(day, after, ids, &count);
		for (size_t i = 0; status == DB_OK && i < count && goes_on(day); i++)
			status = turn(day, duty, ids[i], number);
		if (status != DB_OK)
			return status;
		if (count > 0)
			after = ids[count - 1];
		arena_reset(day->arena);
	} while (count == AT_ONCE && goes_on(day));
	return DB_OK;
}

static int32_t
today_in(const char *time_zone, int64_t now_us)
{
	int32_t today;
	return zone_day(time_zone, now_us, &today) ? today : (int32_t)(now_us / CLOCK_DAY);
}

static enum db_status
do_realm(struct day *day, struct daily_count *count)
{
	int64_t now_us = clock_now();
	enum db_status status = DB_OK;
	day->arena = arena_new(MEMORY_MAX);
	for (size_t i = 0; status == DB_OK && i < sizeof duties / sizeof duties[0]; i++)
		status = turn_all(day, &duties[i], count);
	if (status == DB_OK)
		status = replay_sweep(day->db, day->realm_id, now_us, &count->swept);
	if (status == DB_OK)
		status = contents_sweep(
		    day->db, day->realm_id, now_us - CONTENTS_ORPHANED_US, &count->contents);
	arena_free(day->arena);
	return status;
}

enum db_status
records_daily_realm(struct db *db, const struct secrets *secrets, uint64_t entity_id,
    uint64_t realm_id, const char *time_zone, struct daily_count *count)
{
	struct day day = {.db = db,
	    .secrets = secrets,
	    .entity_id = entity_id,
	    .realm_id = realm_id,
	    .today = today_in(time_zone, clock_now())};
	return do_realm(&day, count);
}

/* The realm has its mark if it was gone through to the end. */
static enum db_status
take_realm(const struct daily_run *run, struct daily_lease *lease, struct arena *arena,
    const struct daily_realms_row *realm, struct daily_count *count)
{
	int32_t today = today_in(arena_text(arena, realm->time_zone), clock_now());
	struct day day = {.db = run->db,
	    .secrets = run->secrets,
	    .entity_id = realm->entity_id,
	    .realm_id = realm->realm_id,
	    .today = today,
	    .lease = lease};
	struct daily_day_mark_in mark = {realm->realm_id, today};
	if (!run->again && realm->done.has && realm->done.value >= today)
		return DB_OK;
	enum db_status status = do_realm(&day, count);
	if (status == DB_OK && daily_lease_holds(lease))
		status = daily_day_mark(run->db, &mark, NULL);
	return status;
}

/* Every realm has its turn, whatever becomes of others; the first failure is told. */
static enum db_status
do_realms(const struct daily_run *run, struct daily_lease *lease, struct arena *arena,
    struct daily_count *count)
{
	struct daily_realms_in in = {0, REALMS_AT_ONCE};
	struct daily_realms_row *realms;
	enum db_status first = DB_OK;
	size_t nrealms;
	do {
		arena_reset(arena);
		enum db_status status = daily_realms(run->db, arena, &in, &realms, &nrealms);
		if (status != DB_OK)
			return first == DB_OK ? status : first;
		for (size_t i = 0; first != DB_AWAY && i < nrealms && daily_lease_holds(lease);
		     i++) {
			status = take_realm(run, lease, arena, &realms[i], count);
			if (first == DB_OK)
				first = status;
			in.after = realms[i].realm_id;
		}
	} while (nrealms == REALMS_AT_ONCE && first != DB_AWAY && daily_lease_holds(lease));
	return first;
}

enum db_status
records_daily(const struct daily_run *run, enum daily_outcome *outcome, struct daily_count *count)
{
	struct daily_lease lease;
	bool taken;
	enum db_status status = daily_lease_begin(&lease, run->db, run->stop, run->again, &taken);
	*outcome = DAILY_ELSEWHERE;
	if (status != DB_OK || !taken)
		return status;
	struct arena *arena = arena_new(MEMORY_MAX);
	status = do_realms(run, &lease, arena, count);
	arena_free(arena);
	*outcome = daily_lease_holds(&lease) ? DAILY_DONE : DAILY_BROKEN_OFF;
	uint64_t seconds = status != DB_OK ? DAILY_RETRY_SECONDS : DAILY_AGAIN_SECONDS;
	enum db_status given = daily_lease_give(&lease, *outcome == DAILY_BROKEN_OFF ? 0 : seconds);
	return status != DB_OK ? status : given;
}

static long
do_chore(struct db *db, const void *secrets, const atomic_bool *stop)
{
	struct daily_run run = {.db = db, .secrets = secrets, .stop = stop};
	struct daily_count count = {0};
	enum daily_outcome outcome;
	enum db_status status = records_daily(&run, &outcome, &count);
	return status == DB_OK ? 0 : status == DB_FAULT ? (long)db_errno(db) : -1;
}

bool
records_ship_start(const struct settings *settings, const struct secrets *secrets)
{
	struct ship_chore chore = {daily_is_due, do_chore, secrets};
	return ship_start(settings, &chore);
}
