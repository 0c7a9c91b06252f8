/* Field values. Small takers move along a slice; each answers whether it found its thing. */
#define _GNU_SOURCE
#include "codec/http.h"

#include <string.h>

static bool
is_alphanumeric(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9');
}

/* RFC 9110 section 5.6.2. */
static bool
is_token_char(char byte)
{
	return is_alphanumeric(byte) || (byte && strchr("!#$%&'*+-.^_`|~", byte));
}

static void
skip_blanks(struct slice *rest)
{
	while (rest->len > 0 && (rest->at[0] == ' ' || rest->at[0] == '\t'))
		*rest = slice_skip(*rest, 1);
}

static bool
take(struct slice *rest, char byte)
{
	if (rest->len == 0 || rest->at[0] != byte)
		return false;
	*rest = slice_skip(*rest, 1);
	return true;
}

static bool
take_token(struct slice *rest, struct slice *token)
{
	size_t len = 0;
	while (len < rest->len && is_token_char(rest->at[len]))
		len++;
	*token = slice_head(*rest, len);
	*rest = slice_skip(*rest, len);
	return len > 0;
}

/* RFC 9110 section 5.6.4; *inside is what stands between the quotes, escapes unread. */
static bool
take_quoted(struct slice *rest, struct slice *inside)
{
	if (rest->len == 0 || rest->at[0] != '"')
		return false;
	for (size_t i = 1; i < rest->len; i++) {
		unsigned char byte = (unsigned char)rest->at[i];
		if (byte == '"') {
			*inside = (struct slice){rest->at + 1, i - 1};
			*rest = slice_skip(*rest, i + 1);
			return true;
		}
		if (byte == '\\' && ++i < rest->len)
			byte = (unsigned char)rest->at[i];
		if ((byte < 0x20 && byte != '\t') || byte == 0x7f)
			return false;
	}
	return false;
}

/* RFC 9110 section 8.8.3: no escapes inside, so a backslash is a backslash. */
static bool
take_etag(struct slice *rest, struct etag *tag)
{
	tag->weak = slice_has_prefix(*rest, "W/");
	if (tag->weak)
		*rest = slice_skip(*rest, 2);
	if (!take(rest, '"'))
		return false;
	size_t len = 0;
	while (len < rest->len && rest->at[len] != '"') {
		unsigned char byte = (unsigned char)rest->at[len++];
		if (byte <= 0x20 || byte == 0x7f)
			return false;
	}
	tag->opaque = slice_head(*rest, len);
	*rest = slice_skip(*rest, len);
	if (slice_has_suffix(tag->opaque, "-gzip"))
		tag->opaque.len -= strlen("-gzip");
	return take(rest, '"');
}

bool
etags_read(struct arena *arena, struct slice header, struct etags *etags)
{
	struct slice rest = slice_trim(header);
	struct etags read = {.any = slice_is(rest, "*")};
	if (read.any) {
		*etags = read;
		return true;
	}
	read.at = arena_array(arena, ETAGS_MAX, sizeof *read.at);
	do {
		skip_blanks(&rest);
		if (rest.len == 0 || rest.at[0] == ',')
			continue; /* RFC 9110 section 5.6.1.2: empty elements are borne */
		if (read.count == ETAGS_MAX || !take_etag(&rest, &read.at[read.count++]))
			return false;
		skip_blanks(&rest);
	} while (take(&rest, ','));
	if (rest.len != 0 || read.count == 0)
		return false;
	*etags = read;
	return true;
}

bool
etags_match_weak(const struct etags *etags, struct slice opaque)
{
	if (etags->any)
		return true;
	for (size_t i = 0; i < etags->count; i++)
		if (slice_eq(etags->at[i].opaque, opaque))
			return true;
	return false;
}

/*
 * `; name=value` with the value a token or quoted; *value as it stands between the quotes.
 * Semicolons with nothing behind them are borne (RFC 9110 section 5.6.6).
 */
static bool
take_parameter(struct slice *rest, struct slice *name, struct slice *value)
{
	struct slice at = *rest;
	bool parted = false;
	for (skip_blanks(&at); take(&at, ';'); skip_blanks(&at))
		parted = true;
	if (!parted)
		return false;
	if (at.len == 0 || at.at[0] == ',')
		*rest = at;
	if (!take_token(&at, name) || !take(&at, '='))
		return false;
	if (!take_quoted(&at, value) && !take_token(&at, value))
		return false;
	*rest = at;
	return true;
}

static bool
take_type(struct slice *rest, struct slice *type)
{
	struct slice start = *rest, part;
	if (!take_token(rest, &part) || !take(rest, '/') || !take_token(rest, &part))
		return false;
	*type = slice_head(start, start.len - rest->len);
	return true;
}

/* RFC 9110 section 12.4.2, in thousandths. */
static bool
read_quality(struct slice text, int *quality)
{
	if (text.len == 0 || text.len > 5 || (text.at[0] != '0' && text.at[0] != '1'))
		return false;
	if (text.len > 1 && text.at[1] != '.')
		return false;
	int value = 0, unit = 1000;
	for (size_t i = 0; i < text.len; i++) {
		if (i == 1)
			continue;
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
		value += unit * (text.at[i] - '0');
		unit /= 10;
	}
	*quality = value;
	return value <= 1000;
}

struct range {
	struct slice type;
	int quality;
};

static bool
take_range(struct slice *rest, struct range *range)
{
	struct slice name, value;
	range->quality = 1000;
	skip_blanks(rest);
	if (!take_type(rest, &range->type))
		return false;
	while (take_parameter(rest, &name, &value))
		if (slice_eq_nocase(name, SLICE_OF("q")) && !read_quality(value, &range->quality))
			return false;
	skip_blanks(rest);
	return rest->len == 0 || rest->at[0] == ',';
}

/* 3 the very type, 2 its family, 1 anything, 0 another. */
static int
specificity(struct slice range, struct slice type)
{
	if (slice_eq_nocase(range, type))
		return 3;
	if (slice_is(range, "*/*"))
		return 1;
	if (!slice_has_suffix(range, "/*"))
		return 0;
	size_t family = range.len - 1;
	return slice_eq_nocase(slice_head(range, family), slice_head(type, family)) ? 2 : 0;
}

/* Up to the next comma outside quotes. */
static void
skip_element(struct slice *rest)
{
	struct slice quoted;
	while (rest->len > 0 && rest->at[0] != ',')
		if (!take_quoted(rest, &quoted))
			*rest = slice_skip(*rest, 1);
}

bool
http_accepts(struct slice accept, const char *type)
{
	struct slice rest = slice_trim(accept);
	int best = 0, quality = 0;
	if (rest.len == 0)
		return true;
	do {
		struct range range;
		bool sound = take_range(&rest, &range);
		if (!sound)
			skip_element(&rest);
		int fits = sound ? specificity(range.type, slice_from(type)) : 0;
		if (fits > best || (fits == best && fits > 0 && range.quality > quality)) {
			best = fits;
			quality = range.quality;
		}
	} while (take(&rest, ','));
	return quality > 0;
}

bool
media_type_read(struct slice header, struct media_type *media)
{
	struct slice rest = slice_trim(header), name, value;
	struct media_type read;
	if (!take_type(&rest, &read.type))
		return false;
	read.parameters = rest;
	while (take_parameter(&rest, &name, &value))
		continue;
	if (rest.len != 0)
		return false;
	*media = read;
	return true;
}

bool
media_type_is(const struct media_type *media, const char *type)
{
	return slice_eq_nocase(media->type, slice_from(type));
}

static struct slice
unquote(struct arena *arena, struct slice value)
{
	char *text = arena_alloc(arena, value.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < value.len; i++) {
		if (value.at[i] == '\\' && i + 1 < value.len)
			i++;
		text[len++] = value.at[i];
	}
	return (struct slice){text, len};
}

struct slice
media_type_parameter(struct arena *arena, const struct media_type *media, const char *name)
{
	struct slice rest = media->parameters, found, value;
	while (take_parameter(&rest, &found, &value))
		if (slice_eq_nocase(found, slice_from(name)))
			return unquote(arena, value);
	return SLICE_NONE;
}

/* RFC 3986: reserved, unreserved, and the percent sign of what is encoded already. */
static bool
may_stand_in_uri(char byte)
{
	return is_alphanumeric(byte) || (byte && strchr("-._~:/?#[]@!$&'()*+,;=%", byte));
}

void
link_write(struct str *out, struct slice target, const char *rel)
{
	str_add_text(out, out->len > 0 ? ", <" : "<");
	for (size_t i = 0; i < target.len; i++) {
		if (may_stand_in_uri(target.at[i]))
			str_add_char(out, target.at[i]);
		else
			str_addf(out, "%%%02X", (unsigned char)target.at[i]);
	}
	str_addf(out, ">; rel=\"%s\"", rel);
}
