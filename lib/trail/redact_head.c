/*
 * Redaction of what surrounds the body: query strings and headers. Only values
 * whose grammar we know are kept, since each of these places takes any text.
 */
#include <string.h>

#include "codec/json.h"
#include "codec/text.h"
#include "trail/plausible.h"
#include "trail/redact.h"

#define VALUE_MAX 200

/* --- query --- */

static bool
is_digits_and(struct slice text, const char *also, size_t max)
{
	if (text.len == 0 || text.len > max)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if ((text.at[i] < '0' || text.at[i] > '9') &&
		    (text.at[i] == '\0' || strchr(also, text.at[i]) == NULL))
			return false;
	return true;
}

static bool
is_truth(struct slice text)
{
	return slice_is(text, "true") || slice_is(text, "false");
}

/* A parameter's value that can be nothing else. */
static bool
parameter_fits(const struct resource *resource, struct slice name, struct slice value)
{
	if (slice_is(name, "limit"))
		return plausible_limit(value);
	if (slice_is(name, "sort") || slice_is(name, "fields"))
		return plausible_fields(resource, value);
	if (slice_is(name, "include_count") || slice_is(name, "dry_run") ||
	    slice_is(name, "reveal"))
		return is_truth(value);
	return is_digits_and(value, "-+:.TtZz ", 35);
}

static bool
list_fits(const struct field *field, struct slice values)
{
	struct slice value, rest = values;

	while (rest.at != NULL) {
		slice_cut(rest, ',', &value, &rest);
		if (!plausible_text(field, value) && !plausible_bare(field, value))
			return false;
	}
	return true;
}

static bool
value_fits(const struct field *field, struct slice value)
{
	return value.len <= VALUE_MAX && list_fits(field, value);
}

static void
put_value(struct str *out, bool fits, struct slice value)
{
	if (fits && value.len <= VALUE_MAX)
		percent_write(out, value);
	else
		str_add_text(out, "[invalid]");
}

static void
put_pair(struct str *out, const struct resource *resource, const struct pair *pair)
{
	struct slice name = pair->name, field_name, operator;

	str_add(out, name);
	str_add_char(out, '=');
	if (slice_is(name, "cursor") || slice_is(name, "after")) {
		str_add_text(out, "[cursor]");
		return;
	}
	slice_cut(name, '[', &field_name, &operator);
	const struct field *field = plausible_field(resource, field_name);
	if (field == NULL)
		put_value(out, parameter_fits(resource, name, pair->value), pair->value);
	else if (privacy_is_readable(field->privacy) && (field->traits & FIELD_FILTERABLE) != 0)
		put_value(out, value_fits(field, pair->value), pair->value);
	else
		str_add_text(out, "[redacted]");
}

void
redact_query(struct str *out, const struct resource *resource, const struct form *query)
{
	unsigned nunknown = 0;
	size_t start = out->len;

	for (size_t i = 0; i < query->npairs; i++) {
		size_t before = out->len;
		if (i > 0)
			str_add_char(out, '&');
		if (plausible_filter_name(resource, query->pairs[i].name))
			put_pair(out, resource, &query->pairs[i]);
		else
			str_addf(out, "?%u=[unknown]", ++nunknown);
		if (out->len - start > REDACT_QUERY_MAX - sizeof "&[cut]") {
			str_cut(out, before);
			str_add_text(out, "&[cut]");
			return;
		}
	}
}

/* --- headers --- */

static const char *const media_types[] = {
    "application/json", /* what comes most stands first */
    "*/*",
    "application/merge-patch+json",
    "application/problem+json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/octet-stream",
    "application/pdf",
    "application/xml",
    "application/x-ndjson",
    "text/plain",
    "text/html",
    "text/csv",
    "text/xml",
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/heic",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/*",
    NULL,
};

struct slice
redact_media_type(struct slice value)
{
	struct slice type, parameters;

	if (value.at == NULL)
		return SLICE_NONE;
	slice_cut(value, ';', &type, &parameters);
	type = slice_trim(type);
	for (const char *const *known = media_types; *known != NULL; known++)
		if (slice_eq_nocase(type, slice_from(*known)))
			return slice_from(*known);
	return SLICE_OF("[other]");
}

static bool
is_agent_byte(unsigned char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') ||
	       (byte != '\0' && strchr(" /.;:,()_+-~", byte) != NULL);
}

struct slice
redact_agent(struct slice value)
{
	if (value.at == NULL || value.len == 0)
		return SLICE_NONE;
	if (value.len > REDACT_AGENT_MAX)
		return SLICE_OF("[other]");
	for (size_t i = 0; i < value.len; i++)
		if (!is_agent_byte((unsigned char)value.at[i]))
			return SLICE_OF("[other]");
	return plausible_credential(value) ? SLICE_OF("[other]") : value;
}

static void
put_accept(struct json_writer *w, struct str *scratch, struct slice value)
{
	struct slice range, rest = value;
	size_t count = 0;

	while (rest.at != NULL && count++ < 8) {
		slice_cut(rest, ',', &range, &rest);
		if (count > 1)
			str_add_text(scratch, ", ");
		str_add(scratch, redact_media_type(range));
	}
	json_put_string(w, str_slice(scratch));
}

/* One entity tag as ours are: `"7-3fa9c1"`, perhaps weak, perhaps with `-gzip` at its end. */
static bool
is_tag(struct slice tag)
{
	struct slice version, view;

	if (slice_has_prefix(tag, "W/"))
		tag = slice_skip(tag, 2);
	if (tag.len < 2 || tag.at[0] != '"' || tag.at[tag.len - 1] != '"')
		return false;
	tag = slice_head(slice_skip(tag, 1), tag.len - 2);
	if (slice_has_suffix(tag, "-gzip"))
		tag.len -= 5;
	slice_cut(tag, '-', &version, &view);
	if (!is_digits_and(version, "", 19))
		return false;
	return view.at == NULL || is_digits_and(view, "abcdefghijklmnopqrstuvwxyz", 32);
}

static bool
is_tag_list(struct slice value)
{
	struct slice tag, rest = value;

	if (slice_is(value, "*"))
		return true;
	if (value.len > VALUE_MAX)
		return false;
	while (rest.at != NULL) {
		slice_cut(rest, ',', &tag, &rest);
		if (!is_tag(slice_trim(tag)))
			return false;
	}
	return true;
}

static void
put_header(struct json_writer *w, const char *name, struct slice value)
{
	json_name(w, name);
	json_put_string(w, value);
}

void
redact_request_headers(struct str *out, const struct call *call)
{
	struct json_writer w = json_writer(out);
	struct slice type = call_header(call, "CONTENT_TYPE");
	struct slice accept = call_header(call, "HTTP_ACCEPT");
	struct slice match = call_header(call, "HTTP_IF_MATCH");
	struct slice none_match = call_header(call, "HTTP_IF_NONE_MATCH");
	struct slice repetition = call_header(call, "HTTP_IDEMPOTENCY_KEY");
	struct str scratch;

	if (type.at == NULL && accept.at == NULL && match.at == NULL && none_match.at == NULL &&
	    repetition.at == NULL)
		return;
	json_begin_object(&w);
	if (type.len > 0)
		put_header(&w, "Content-Type", redact_media_type(type));
	if (accept.len > 0) {
		str_init(&scratch, call->arena, 512);
		json_name(&w, "Accept");
		put_accept(&w, &scratch, accept);
	}
	if (match.len > 0)
		put_header(&w, "If-Match", is_tag_list(match) ? match : SLICE_OF("[other]"));
	if (none_match.len > 0)
		put_header(&w, "If-None-Match",
		    is_tag_list(none_match) ? none_match : SLICE_OF("[other]"));
	if (repetition.len > 0)
		put_header(&w, "Idempotency-Key", SLICE_OF("[present]"));
	json_end_object(&w);
}

/* Of ours that help to understand an answer and hold nothing of anybody. */
static bool
is_kept_answer_header(const char *name)
{
	static const char *const kept[] = {"ETag", "Location", "Allow", "Retry-After",
	    "X-Withheld-Fields", "Idempotency-Replayed", "RateLimit", "Accept-Patch", "Accept-Post",
	    NULL};

	for (const char *const *one = kept; *one != NULL; one++)
		if (strcmp(*one, name) == 0)
			return true;
	return false;
}

void
redact_answer_headers(struct str *out, const struct call *call)
{
	struct json_writer w = json_writer(out);
	bool any = false;

	for (size_t i = 0; i < call->answer.nheaders; i++) {
		const struct header *header = &call->answer.headers[i];
		if (!is_kept_answer_header(header->name))
			continue;
		if (!any)
			json_begin_object(&w);
		any = true;
		put_header(&w, header->name, header->value);
	}
	if (any)
		json_end_object(&w);
}
