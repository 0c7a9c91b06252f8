/* Going through realms and duties. */
#include "records/daily.h"

#include <stddef.h>

#include "base/clock.h"
#include "catalog/resources.h"
#include "codec/date.h"
#include "records/actions.h"
#include "records/contents.h"
#include "records/replay.h"
#include "sql/life.h"

#define AT_ONCE 200
#define MEMORY_MAX ((size_t)64 << 20)

struct day {
	struct db *db;
	const struct secrets *secrets;
	struct arena *arena; /* emptied after each batch */
	uint64_t entity_id, realm_id;
	int32_t today;
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

static enum db_status
turn_all(const struct day *day, const struct duty *duty, struct daily_count *turned)
{
	uint64_t *number = (uint64_t *)(void *)((char *)turned + duty->counted);
	struct uuid ids[AT_ONCE], after = {{0}};
	size_t count;
	do {
		enum db_status status = duty->find(day, after, ids, &count);
		for (size_t i = 0; status == DB_OK && i < count; i++)
			status = turn(day, duty, ids[i], number);
		if (status != DB_OK)
			return status;
		if (count > 0)
			after = ids[count - 1];
		arena_reset(day->arena);
	} while (count == AT_ONCE);
	return DB_OK;
}

enum db_status
records_daily_realm(struct db *db, const struct secrets *secrets, uint64_t entity_id,
    uint64_t realm_id, const char *time_zone, struct daily_count *count)
{
	int64_t now_us = clock_now();
	struct day day = {
	    .db = db, .secrets = secrets, .entity_id = entity_id, .realm_id = realm_id};
	enum db_status status = DB_OK;
	if (!zone_day(time_zone, now_us, &day.today))
		day.today = (int32_t)(now_us / CLOCK_DAY);
	day.arena = arena_new(MEMORY_MAX);
	for (size_t i = 0; status == DB_OK && i < sizeof duties / sizeof duties[0]; i++)
		status = turn_all(&day, &duties[i], count);
	if (status == DB_OK)
		status = replay_sweep(db, realm_id, now_us, &count->swept);
	if (status == DB_OK)
		status =
		    contents_sweep(db, realm_id, now_us - CONTENTS_ORPHANED_US, &count->contents);
	arena_free(day.arena);
	return status;
}

enum db_status
records_daily(struct db *db, const struct secrets *secrets, struct daily_count *count)
{
	struct daily_realms_row *realms;
	size_t nrealms;
	struct arena *arena = arena_new(MEMORY_MAX);
	enum db_status status = daily_realms(db, arena, &realms, &nrealms);
	for (size_t i = 0; status == DB_OK && i < nrealms; i++)
		status = records_daily_realm(db, secrets, realms[i].entity_id, realms[i].realm_id,
		    arena_text(arena, realms[i].time_zone), count);
	arena_free(arena);
	return status;
}
