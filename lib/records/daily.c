/* Going through realms and duties. */
#include "records/daily.h"

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
	struct arena *arena; /* emptied after each batch */
	uint64_t entity_id, realm_id;
	int32_t today;
};

/* The next records that wait, beyond `after`. */
typedef enum db_status finder(
    const struct day *day, struct uuid after, struct uuid *ids, size_t *count);

static enum db_status
find_hires(const struct day *day, struct uuid after, struct uuid *ids, size_t *count)
{
	struct daily_hires_in in = {day->realm_id, day->today, after, AT_ONCE};
	struct daily_hires_row *rows;
	enum db_status status = daily_hires(day->db, day->arena, &in, &rows, count);
	for (size_t i = 0; status == DB_OK && i < *count; i++)
		ids[i] = rows[i].id;
	return status;
}

static enum db_status
find_terminations(const struct day *day, struct uuid after, struct uuid *ids, size_t *count)
{
	struct daily_terminations_in in = {day->realm_id, day->today, after, AT_ONCE};
	struct daily_terminations_row *rows;
	enum db_status status = daily_terminations(day->db, day->arena, &in, &rows, count);
	for (size_t i = 0; status == DB_OK && i < *count; i++)
		ids[i] = rows[i].id;
	return status;
}

static struct view
system_view(const struct day *day)
{
	return (struct view){
	    .entity_id = day->entity_id,
	    .realm_id = day->realm_id,
	    .readable = fieldset_all(&resource_employees),
	    .writable = fieldset_all(&resource_employees),
	    .caller_kind = "system",
	};
}

/* A record that was deleted meanwhile, or turned by somebody else, counts for nothing. */
static enum db_status
turn(const struct day *day, struct uuid id, uint64_t *turned)
{
	struct json_fault fault;
	struct write write = {
	    .arena = day->arena,
	    .view = system_view(day),
	    .resource = &resource_employees,
	    .kind = WRITE_UPDATE,
	    .id = id,
	    .if_match = SLICE_OF("*"),
	    .body = json_read(day->arena, SLICE_OF("{}"), &fault),
	    .deed = &action_turn,
	};
	enum db_status status = write_run(&write, day->db);
	if (status == DB_OK && !write.refused && !write.unchanged)
		++*turned;
	return status;
}

static enum db_status
turn_all(const struct day *day, finder *find, uint64_t *turned)
{
	struct uuid ids[AT_ONCE], after = {{0}};
	size_t count;
	do {
		enum db_status status = find(day, after, ids, &count);
		for (size_t i = 0; status == DB_OK && i < count; i++)
			status = turn(day, ids[i], turned);
		if (status != DB_OK)
			return status;
		if (count > 0)
			after = ids[count - 1];
		arena_reset(day->arena);
	} while (count == AT_ONCE);
	return DB_OK;
}

enum db_status
records_daily_realm(struct db *db, uint64_t entity_id, uint64_t realm_id, const char *time_zone,
    struct daily_count *count)
{
	int64_t now_us = clock_now();
	struct day day = {.db = db, .entity_id = entity_id, .realm_id = realm_id};
	if (!zone_day(time_zone, now_us, &day.today))
		day.today = (int32_t)(now_us / CLOCK_DAY);
	day.arena = arena_new(MEMORY_MAX);
	enum db_status status = turn_all(&day, find_hires, &count->begun);
	if (status == DB_OK)
		status = turn_all(&day, find_terminations, &count->ended);
	if (status == DB_OK)
		status = replay_sweep(db, realm_id, now_us, &count->swept);
	if (status == DB_OK)
		status =
		    contents_sweep(db, realm_id, now_us - CONTENTS_ORPHANED_US, &count->contents);
	arena_free(day.arena);
	return status;
}

enum db_status
records_daily(struct db *db, struct daily_count *count)
{
	struct daily_realms_row *realms;
	size_t nrealms;
	struct arena *arena = arena_new(MEMORY_MAX);
	enum db_status status = daily_realms(db, arena, &realms, &nrealms);
	for (size_t i = 0; status == DB_OK && i < nrealms; i++)
		status = records_daily_realm(db, realms[i].entity_id, realms[i].realm_id,
		    arena_text(arena, realms[i].time_zone), count);
	arena_free(arena);
	return status;
}
