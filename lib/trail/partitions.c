/*
 * Partition `p20261122` holds that day; `pmax` whatever comes later. The texts are
 * made here because DDL takes no arguments; in them stand only our own table names
 * and digits of dates.
 */
#include "trail/partitions.h"

#include "base/clock.h"
#include "codec/date.h"
#include "sql/journal.h"
#include "sql/usage.h"

#define NAME_LEN 9 /* p20261122 */
#define SQL_MAX 4096

static const char *const tables[] = {"request_log", "request_bodies"};

struct partitions {
	int32_t *days; /* of those named after one, oldest first */
	size_t ndays;
};

static bool
read_name(struct slice name, int32_t *day)
{
	char text[DATE_TEXT_LEN];

	if (name.len != NAME_LEN || name.at[0] != 'p')
		return false;
	for (size_t from = 1, to = 0; to < sizeof text; to++)
		text[to] = to == 4 || to == 7 ? '-' : name.at[from++];
	return date_read((struct slice){text, sizeof text}, day);
}

static void
write_name(struct str *out, int32_t day)
{
	struct civil civil = date_civil(day);

	str_addf(out, "p%04d%02d%02d", civil.year, civil.month, civil.day);
}

static enum db_status
list(struct db *owner, struct arena *arena, const char *table, struct partitions *found)
{
	static const char sql[] = "SELECT partition_name FROM information_schema.partitions WHERE "
				  "table_schema = DATABASE() AND table_name = ? ORDER BY "
				  "partition_ordinal_position";
	static const enum db_type types[] = {DB_TEXT};
	struct db_value argument = {.type = DB_TEXT, .text = slice_from(table)};
	struct db_rows rows;
	enum db_status status =
	    db_select(owner, arena, slice_from(sql), &argument, 1, types, 1, &rows);

	if (status != DB_OK)
		return status;
	found->days = arena_array(arena, rows.nrows, sizeof *found->days);
	found->ndays = 0;
	for (size_t i = 0; i < rows.nrows; i++)
		if (read_name(rows.cells[i].text, &found->days[found->ndays]))
			found->ndays++;
	return DB_OK;
}

/* The newest day that has a partition decides where to go on; none has: everything up to today in
 * one. */
static enum db_status
make_ahead(struct db *owner, struct arena *arena, const char *table, const struct partitions *found,
    int32_t today, unsigned *made)
{
	int32_t first = found->ndays > 0 ? found->days[found->ndays - 1] + 1 : today;
	int32_t last = today + PARTITIONS_AHEAD;
	struct str sql;

	if (first > last)
		return DB_OK;
	str_init(&sql, arena, SQL_MAX * 16);
	str_addf(&sql, "ALTER TABLE %s WAIT 10 REORGANIZE PARTITION pmax INTO (", table);
	for (int32_t day = first; day <= last; day++) {
		str_add_text(&sql, "PARTITION ");
		write_name(&sql, day);
		str_add_text(&sql, " VALUES LESS THAN ('");
		date_write(&sql, day + 1);
		str_add_text(&sql, "'), ");
	}
	str_add_text(&sql, "PARTITION pmax VALUES LESS THAN (MAXVALUE))");
	enum db_status status = db_execute(owner, str_slice(&sql), NULL, 0, NULL);
	if (status == DB_OK)
		*made += (unsigned)(last - first + 1);
	return status;
}

static enum db_status
drop_old(struct db *owner, struct arena *arena, const char *table, const struct partitions *found,
    int32_t oldest, unsigned *dropped)
{
	for (size_t i = 0; i < found->ndays && found->days[i] < oldest; i++) {
		struct str sql;
		str_init(&sql, arena, SQL_MAX);
		str_addf(&sql, "ALTER TABLE %s WAIT 10 DROP PARTITION ", table);
		write_name(&sql, found->days[i]);
		enum db_status status = db_execute(owner, str_slice(&sql), NULL, 0, NULL);
		if (status != DB_OK)
			return status;
		++*dropped;
	}
	return DB_OK;
}

static enum db_status
keep_table(struct db *owner, struct arena *arena, const char *table, int32_t today, int32_t oldest,
    struct partitions_count *count)
{
	struct partitions found;
	enum db_status status = list(owner, arena, table, &found);

	if (status == DB_OK)
		status = make_ahead(owner, arena, table, &found, today, &count->made);
	if (status == DB_OK)
		status = drop_old(owner, arena, table, &found, oldest, &count->dropped);
	return status;
}

/* In portions, so that no statement runs long. */
static enum db_status
forget_usage(struct db *owner, int32_t before, uint64_t *forgotten)
{
	struct key_usage_forget_in usage = {before};
	struct key_usage_sets_forget_in sets = {before};
	uint64_t rows = 0, set_rows = 0;

	do {
		enum db_status status = key_usage_sets_forget(owner, &sets, &set_rows);
		if (status == DB_OK)
			status = key_usage_forget(owner, &usage, &rows);
		if (status != DB_OK)
			return status;
		*forgotten += rows + set_rows;
	} while (rows + set_rows > 0);
	return DB_OK;
}

static enum db_status
forget_journal(struct db *owner, int64_t before_us, uint64_t *forgotten)
{
	struct journal_files_forget_in files = {before_us};
	struct journal_losses_forget_in losses = {before_us};
	uint64_t rows = 0;
	enum db_status status = journal_files_forget(owner, &files, &rows);

	*forgotten += rows;
	if (status == DB_OK)
		status = journal_losses_forget(owner, &losses, &rows);
	*forgotten += status == DB_OK ? rows : 0;
	return status;
}

enum db_status
partitions_keep(struct db *owner, struct arena *arena, const struct settings *settings,
    int64_t now_us, struct partitions_count *count)
{
	int32_t today = (int32_t)(now_us / CLOCK_DAY);
	int32_t oldest = today - (int32_t)settings->retention_days;
	enum db_status status = DB_OK;

	*count = (struct partitions_count){0};
	for (size_t i = 0; i < sizeof tables / sizeof *tables && status == DB_OK; i++)
		status = keep_table(owner, arena, tables[i], today, oldest, count);
	if (status == DB_OK)
		status = forget_usage(owner, today - USAGE_DAYS, &count->forgotten);
	if (status == DB_OK)
		status = forget_journal(owner, oldest * CLOCK_DAY, &count->forgotten);
	return status;
}
