/* Cells, read back by the rules of RFC 4180, are the texts that went in and begin no formula. */
#include "fuzz.h"

#include <string.h>

#include "codec/csv.h"

/* The cell at the front of *rest, unquoted. */
static struct slice
read_cell(struct arena *arena, struct slice *rest)
{
	char *cell = arena_alloc(arena, rest->len + 1);
	size_t len = 0, at = 0;
	bool quoted = rest->len > 0 && rest->at[0] == '"';
	for (at = quoted; at < rest->len; at++) {
		if (quoted && rest->at[at] == '"') {
			if (at + 1 >= rest->len || rest->at[at + 1] != '"')
				break;
			at++;
		} else if (!quoted && (rest->at[at] == ',' || rest->at[at] == '\r')) {
			break;
		}
		cell[len++] = rest->at[at];
	}
	*rest = slice_skip(*rest, at + quoted);
	return (struct slice){cell, len};
}

static void
check_cell(struct slice cell, struct slice text)
{
	MUST(cell.len == 0 || !cell.at[0] || !strchr("=+-@\t\r\n", cell.at[0]));
	MUST(slice_eq(cell, text) || (cell.at[0] == '\'' && slice_eq(slice_skip(cell, 1), text)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct slice text = fuzz_input(data, size), first, second;
	struct str out;
	str_init(&out, arena, 2 * size + 64);
	slice_cut(text, '|', &first, &second);
	struct csv_writer w = csv_writer(&out);
	csv_put(&w, first);
	csv_put(&w, second);
	csv_end_row(&w);
	MUST(!out.full);
	struct slice rest = str_slice(&out);
	check_cell(read_cell(arena, &rest), first);
	MUST(slice_has_prefix(rest, ","));
	rest = slice_skip(rest, 1);
	check_cell(read_cell(arena, &rest), second);
	MUST(slice_is(rest, "\r\n"));
	return 0;
}
