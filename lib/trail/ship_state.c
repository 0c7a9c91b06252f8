/* What waits in the journal: for pages that must not pretend to be up to date. */
#include "sql/journal.h"
#include "trail/ship.h"
#include "trail/ship_folder.h"

#define LOOK_FIRST 4096 /* most records are shorter */

static uint64_t
offset_of(const struct ship_file *file, const struct journal_files_of_row *rows, size_t nrows)
{
	for (size_t i = 0; i < nrows; i++)
		if (rows[i].file == file->number)
			return rows[i].shipped;
	return 0;
}

/* Time of the first record after the offset; 0 if it is not whole. */
static int64_t
first_time(const struct ship_file *file, struct arena *arena, uint64_t offset)
{
	static const size_t looks[] = {LOOK_FIRST, JOURNAL_RECORD_MAX};
	struct journal_record record;
	size_t used;

	for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
		size_t len = ship_file_rest(file, offset, looks[i]);
		char *at = arena_alloc(arena, len);
		if (!ship_file_read(file, offset, at, &len))
			return 0;
		struct slice bytes = {at, len};
		enum journal_read read = journal_decode(bytes, &record, &used);
		if (read == JOURNAL_RECORD)
			return record.ts_us;
		if (read == JOURNAL_BAD || bytes.len < looks[i])
			return 0;
	}
	return 0;
}

static void
look_at(
    const struct ship_file *file, struct arena *arena, uint64_t offset, struct ship_state *state)
{
	uint64_t size = ship_file_size(file);

	if (size <= offset)
		return;
	int64_t time_us = first_time(file, arena, offset);
	if (time_us == 0)
		return;
	state->waiting_bytes += size - offset;
	if (state->waiting_since_us == 0 || time_us < state->waiting_since_us)
		state->waiting_since_us = time_us;
}

enum db_status
ship_state(
    const struct settings *settings, struct db *db, struct arena *arena, struct ship_state *state)
{
	struct journal_files_of_row *rows;
	struct ship_folder folder;
	size_t nrows;

	*state = (struct ship_state){0};
	if (!ship_folder_open(&folder, settings->journal_dir))
		return DB_OK;
	struct journal_files_of_in in = {folder.host};
	enum db_status status = journal_files_of(db, arena, &in, &rows, &nrows);
	if (status == DB_OK && ship_folder_scan(&folder))
		for (size_t i = 0; i < folder.nfiles; i++) {
			const struct ship_file *file = &folder.files[i];
			look_at(file, arena, offset_of(file, rows, nrows), state);
		}
	ship_folder_close(&folder);
	return status;
}
