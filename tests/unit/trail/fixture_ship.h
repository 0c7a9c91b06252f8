/* What the tests of the shipper share: a folder that begins empty, records, a pass. */
#ifndef TESTS_UNIT_TRAIL_FIXTURE_SHIP_H
#define TESTS_UNIT_TRAIL_FIXTURE_SHIP_H

#include "fixture.h"

#include "trail/ship.h"

#define ROWS "SELECT COUNT(*) FROM request_log WHERE entity_id = ?"

static inline int
fresh(void **state)
{
	(void)state;
	if (!db)
		return 0;
	company = fixture_number();
	fixture_empty_folder();
	arena_reset(arena);
	return 0;
}

static inline void
append(struct journal *journal, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct journal_record record = fixture_record();
		assert_true(journal_append(journal, arena, &record));
	}
}

static inline struct ship_count
ship(void)
{
	struct ship_count count;

	assert_int_equal(ship_once(&settings, db, &count), SHIP_DONE);
	return count;
}

#endif
