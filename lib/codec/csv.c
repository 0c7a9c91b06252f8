/* The CSV writer. */
#include "codec/csv.h"

#include <string.h>

struct csv_writer
csv_writer(struct str *out)
{
	return (struct csv_writer){.out = out, .need_comma = false};
}

static void
put_comma(struct csv_writer *w)
{
	if (w->need_comma)
		str_add_char(w->out, ',');
	w->need_comma = true;
}

static bool
begins_like_a_formula(struct slice text)
{
	static const char *const full_width[] = {
	    "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};
	if (text.len > 0 && text.at[0] && strchr("=+-@\t\r\n", text.at[0]))
		return true;
	for (size_t i = 0; i < sizeof full_width / sizeof full_width[0]; i++)
		if (slice_has_prefix(text, full_width[i]))
			return true;
	return false;
}

static bool
needs_quotes(struct slice text)
{
	if (text.len > 0 && (text.at[0] == ' ' || text.at[text.len - 1] == ' '))
		return true;
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] < 0x20 || text.at[i] == '"' || text.at[i] == ',' ||
		    text.at[i] == ';')
			return true;
	return false;
}

static void
put_doubled(struct str *out, struct slice text)
{
	struct slice part, rest = text;
	while (slice_cut(rest, '"', &part, &rest)) {
		str_add(out, part);
		str_add_text(out, "\"\"");
	}
	str_add(out, part);
}

void
csv_put(struct csv_writer *w, struct slice text)
{
	bool formula = begins_like_a_formula(text);
	put_comma(w);
	if (!formula && !needs_quotes(text)) {
		str_add(w->out, text);
		return;
	}
	str_add_text(w->out, formula ? "\"'" : "\"");
	put_doubled(w->out, text);
	str_add_char(w->out, '"');
}

void
csv_put_text(struct csv_writer *w, const char *text)
{
	csv_put(w, slice_from(text));
}

void
csv_put_integer(struct csv_writer *w, int64_t number)
{
	put_comma(w);
	str_add_i64(w->out, number);
}

void
csv_end_row(struct csv_writer *w)
{
	str_add_text(w->out, "\r\n");
	w->need_comma = false;
}
