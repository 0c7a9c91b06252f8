/*
 * The statement compiler: SQL files in, typed C out. Run by the build.
 *
 *     statements FOLDER MIGRATION.sql… -- QUERIES.sql…
 *
 * Complaints and the generated text name the files as they were given.
 */
#include "gen/sql.h"

#include <string.h>

#define MEMORY_MAX ((size_t)256 << 20)

int
main(int argc, char **argv)
{
	if (argc < 3) {
		fputs("usage: statements FOLDER MIGRATION.sql... -- QUERIES.sql...\n", stderr);
		return 2;
	}
	struct sql sql = {.arena = arena_new(MEMORY_MAX), .complaints = stderr};
	int i = 2;
	for (; i < argc && strcmp(argv[i], "--") != 0; i++)
		sql_read_migration(&sql, argv[i]);
	for (i++; i < argc; i++)
		sql_read_queries(&sql, argv[i]);
	sql_check_tables(&sql);
	bool written = sql.ncomplaints == 0 && sql_write(&sql, argv[1]);
	arena_free(sql.arena);
	return written ? 0 : 1;
}
