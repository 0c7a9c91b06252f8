/*
 * Files as lines, and complaints about them.
 */
#include "gen/sql.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

void
sql_complain(struct sql *sql, const char *file, unsigned line, const char *format, ...)
{
	va_list arguments;
	fprintf(sql->complaints, "%s:%u: ", file, line);
	va_start(arguments, format);
	vfprintf(sql->complaints, format, arguments);
	va_end(arguments);
	fputc('\n', sql->complaints);
	sql->ncomplaints++;
}

static size_t
file_bytes(FILE *file)
{
	long bytes = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
	rewind(file);
	return bytes < 0 ? 0 : (size_t)bytes;
}

struct slice
sql_read_whole(struct sql *sql, const char *path)
{
	FILE *file = fopen(path, "rb");
	if (!file) {
		sql_complain(sql, path, 1, "cannot be read: %s", strerror(errno));
		return SLICE_NONE;
	}
	size_t len = file_bytes(file);
	char *bytes = arena_alloc(sql->arena, len + 1);
	bool whole = fread(bytes, 1, len, file) == len;
	fclose(file);
	if (!whole)
		sql_complain(sql, path, 1, "cannot be read whole");
	return whole ? (struct slice){bytes, len} : SLICE_NONE;
}

struct slice
sql_base_name(const char *path)
{
	const char *last = strrchr(path, '/');
	struct slice name = slice_from(last ? last + 1 : path);
	return slice_has_suffix(name, ".sql") ? slice_head(name, name.len - 4) : name;
}

bool
sql_next_line(struct slice *text, struct slice *line)
{
	struct slice rest = SLICE_NONE;
	if (text->len == 0)
		return false;
	if (!slice_cut(*text, '\n', line, &rest))
		rest = slice_skip(*text, text->len);
	*text = rest;
	return true;
}
