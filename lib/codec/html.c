/* Escapes by place; runs of harmless bytes are appended whole. */
#include "codec/html.h"

#include "codec/form.h"

static const char *
text_reference(char byte)
{
	switch (byte) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '\t':
	case '\n':
		return NULL;
	default:
		/* A parser would refuse or rewrite these: WHATWG HTML 13.2.3.5. */
		return (unsigned char)byte < 0x20 || byte == 0x7f ? "\xef\xbf\xbd" : NULL;
	}
}

static const char *
attribute_reference(char byte)
{
	if (byte == '"')
		return "&quot;";
	return byte == '\'' ? "&#39;" : text_reference(byte);
}

static void
write_referenced(struct str *out, struct slice text, const char *(*reference)(char byte))
{
	size_t from = 0;
	for (size_t at = 0; at < text.len; at++) {
		const char *instead = reference(text.at[at]);
		if (!instead)
			continue;
		str_add(out, (struct slice){text.at + from, at - from});
		str_add_text(out, instead);
		from = at + 1;
	}
	if (from < text.len)
		str_add(out, slice_skip(text, from));
}

void
html_text(struct str *out, struct slice text)
{
	write_referenced(out, text, text_reference);
}

void
html_attribute(struct str *out, struct slice text)
{
	write_referenced(out, text, attribute_reference);
}

static bool
url_is_ours_or_web(struct slice url)
{
	/* Browsers read a backslash as a slash: "/\host" leaves for another host too. */
	if (url.len > 1 && url.at[0] == '/')
		return url.at[1] != '/' && url.at[1] != '\\';
	return url.len == 0 || url.at[0] == '/' || url.at[0] == '?' || url.at[0] == '#' ||
	       slice_has_prefix(url, "https://") || slice_has_prefix(url, "http://");
}

/* Browsers drop tab and line feed inside URLs before they parse them. */
static bool
has_controls(struct slice url)
{
	for (size_t at = 0; at < url.len; at++)
		if ((unsigned char)url.at[at] <= 0x20 || url.at[at] == 0x7f)
			return true;
	return false;
}

void
html_url(struct str *out, struct slice url)
{
	if (has_controls(url) || !url_is_ours_or_web(url))
		url = SLICE_OF("#");
	html_attribute(out, url);
}

void
html_query_part(struct str *out, struct slice text)
{
	percent_write(out, text);
}

void
html_data_text(struct str *out, struct slice text)
{
	html_query_part(out, text);
}

void
html_i64(struct str *out, int64_t number)
{
	str_add_i64(out, number);
}

void
html_u64(struct str *out, uint64_t number)
{
	str_add_u64(out, number);
}

void
html_count(struct str *out, uint64_t number)
{
	if (number >= 1000) {
		html_count(out, number / 1000);
		str_addf(out, ",%03u", (unsigned)(number % 1000));
	} else {
		str_add_u64(out, number);
	}
}
