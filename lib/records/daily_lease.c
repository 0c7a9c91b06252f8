/* The row that says who does the daily work. */
#include "records/daily_lease.h"

#include "base/clock.h"
#include "sql/daily.h"

#define PROLONGED_AFTER_US (DAILY_LEASE_SECONDS / 6 * CLOCK_SECOND)
#define ROW_BYTES_MAX 4096

bool
daily_is_due(struct db *db)
{
	struct arena *arena = arena_new(ROW_BYTES_MAX);
	struct daily_lease_due_row row = {0};
	enum db_status status = daily_lease_due(db, arena, &row);
	arena_free(arena);
	return status == DB_OK && row.due;
}

enum db_status
daily_lease_begin(
    struct daily_lease *lease, struct db *db, const atomic_bool *stop, bool anyway, bool *taken)
{
	uint64_t affected = 0;
	*lease = (struct daily_lease){
	    .db = db, .holder = uuid_v7(), .kept_us = clock_monotonic(), .stop = stop};
	struct daily_lease_take_in in = {lease->holder, DAILY_LEASE_SECONDS, anyway};
	enum db_status status = daily_lease_take(db, &in, &affected);
	*taken = status == DB_OK && affected == 1;
	return status;
}

bool
daily_lease_holds(struct daily_lease *lease)
{
	struct daily_lease_keep_in in = {lease->holder, DAILY_LEASE_SECONDS};
	uint64_t affected = 0;
	int64_t now_us = clock_monotonic();
	if (lease->stop != NULL && atomic_load(lease->stop))
		return false;
	if (lease->lost || now_us - lease->kept_us < PROLONGED_AFTER_US)
		return !lease->lost;
	lease->lost = daily_lease_keep(lease->db, &in, &affected) != DB_OK || affected != 1;
	lease->kept_us = now_us;
	return !lease->lost;
}

enum db_status
daily_lease_give(struct daily_lease *lease, uint64_t seconds)
{
	struct daily_lease_end_in in = {lease->holder, seconds};
	return daily_lease_end(lease->db, &in, NULL);
}
