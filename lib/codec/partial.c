/* Range and Content-Disposition. */
#include "codec/partial.h"

#include <string.h>

#include "codec/text.h"

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Digits alone; a number beyond all sizes is the greatest there is. */
static bool
read_position(struct slice text, uint64_t *position)
{
	if (text.len == 0)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!is_digit(text.at[i]))
			return false;
	if (!slice_to_u64(text, INT64_MAX, position))
		*position = INT64_MAX;
	return true;
}

static enum range
read_suffix(struct slice text, uint64_t size_bytes, struct byte_range *range)
{
	uint64_t len;
	if (!read_position(text, &len))
		return RANGE_WHOLE;
	if (len == 0 || size_bytes == 0)
		return RANGE_UNSATISFIABLE;
	*range = (struct byte_range){len < size_bytes ? size_bytes - len : 0, size_bytes - 1};
	return RANGE_PART;
}

static enum range
read_spec(struct slice spec, uint64_t size_bytes, struct byte_range *range)
{
	struct slice from, to;
	uint64_t first, last = INT64_MAX;
	if (!slice_cut(spec, '-', &from, &to))
		return RANGE_WHOLE;
	if (from.len == 0)
		return read_suffix(to, size_bytes, range);
	if (!read_position(from, &first) || (to.len > 0 && !read_position(to, &last)) ||
	    last < first)
		return RANGE_WHOLE;
	if (first >= size_bytes)
		return RANGE_UNSATISFIABLE;
	*range = (struct byte_range){first, last < size_bytes ? last : size_bytes - 1};
	return RANGE_PART;
}

enum range
range_read(struct slice header, uint64_t size_bytes, struct byte_range *range)
{
	struct slice unit, spec;
	if (!slice_cut(slice_trim(header), '=', &unit, &spec) ||
	    !slice_eq_nocase(unit, SLICE_OF("bytes")))
		return RANGE_WHOLE;
	return read_spec(slice_trim(spec), size_bytes, range);
}

/* RFC 8187 section 3.2.1: attr-char. */
static bool
is_attribute_byte(char byte)
{
	return is_digit(byte) || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
	       (byte != '\0' && strchr("!#$&+-.^_`|~", byte) != NULL);
}

/* Quotes, backslashes and percent signs are read differently here and there (RFC 6266, D). */
static bool
is_plain(char byte)
{
	return byte >= ' ' && byte <= '~' && strchr("\"\\%/;", byte) == NULL;
}

void
disposition_write(struct str *out, struct slice filename)
{
	bool plain = true;
	struct slice rest = filename;
	str_add_text(out, "attachment; filename=\"");
	while (rest.len > 0) {
		size_t width = utf8_width(rest);
		bool fits = width == 1 && is_plain(rest.at[0]);
		str_add_char(out, fits ? rest.at[0] : '_');
		plain = plain && fits;
		rest = slice_skip(rest, width > 0 ? width : 1);
	}
	str_add_char(out, '"');
	if (plain)
		return;
	str_add_text(out, "; filename*=UTF-8''");
	for (size_t i = 0; i < filename.len; i++) {
		if (is_attribute_byte(filename.at[i]))
			str_add_char(out, filename.at[i]);
		else
			str_addf(out, "%%%02X", (unsigned char)filename.at[i]);
	}
}
