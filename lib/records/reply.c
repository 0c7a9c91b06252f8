/* Answers of resource routes. */
#include "records/reply.h"

#include <string.h>

#include "catalog/check.h"
#include "catalog/etag.h"
#include "codec/http.h"

#define LINK_MAX 8192

struct view
reply_view(const struct call *call)
{
	return (struct view){
	    .entity_id = call->caller.entity_id,
	    .realm_id = call->caller.realm_id,
	    .readable = call->readable,
	    .writable = call->writable,
	    .guard = &call->caller.guard,
	    .secrets = call->secrets,
	    .reveal = call->reveal,
	    .population = call->caller.population,
	    .caller_kind = "key",
	    .caller_id = call->caller.key_id,
	};
}

/* The canonical public URL without scheme and host: "" or "/prefix". */
static struct slice
public_prefix(const struct settings *settings)
{
	const char *host = strstr(settings->public_urls[0], "://");
	const char *path = host == NULL ? NULL : strchr(host + 3, '/');
	return path == NULL ? SLICE_OF("") : slice_from(path);
}

struct slice
reply_path(const struct call *call)
{
	struct str path;
	str_init(&path, call->arena, LINK_MAX);
	str_add(&path, public_prefix(call->settings));
	str_add(&path, call->request.path);
	return str_slice(&path);
}

struct slice
reply_location(const struct call *call, const struct resource *resource, struct uuid id)
{
	struct str location;
	str_init(&location, call->arena, LINK_MAX);
	str_add(&location, reply_path(call));
	str_add_char(&location, '/');
	id_write(&location, resource->prefix, id);
	return str_slice(&location);
}

struct slice
reply_field_names(struct arena *arena, const struct resource *resource, struct fieldset fields)
{
	struct str names;
	str_init(&names, arena, LINK_MAX);
	fieldset_put_names(&names, resource, &fields, "\"", ",", "\"");
	return str_slice(&names);
}

void
reply_withheld(struct call *call)
{
	const struct resource *resource = call->notes.resource;
	struct fieldset known = fieldset_or(call->readable, call->notes.shown);
	struct fieldset withheld = fieldset_minus(fieldset_all(resource), known);
	if (fieldset_is_empty(&withheld))
		return;
	struct str names;
	str_init(&names, call->arena, LINK_MAX);
	fieldset_put_names(&names, resource, &withheld, "", ", ", "");
	answer_header(call, "X-Withheld-Fields", str_slice(&names));
}

void
reply_fields_not_permitted(struct call *call, struct fieldset fields)
{
	struct slice names = reply_field_names(call->arena, call->notes.resource, fields);
	refuse_extra(call, PROBLEM_FIELD_NOT_PERMITTED, NULL,
	    arena_printf(call->arena, "\"fields\":[%.*s]", SLICE_ARG(names)));
}

struct fieldset
reply_shown_to_writer(const struct call *call)
{
	struct fieldset shown = call->readable;
	fieldset_add(&shown, 0);
	fieldset_add(&shown, resource_version(call->notes.resource));
	return shown;
}

static void
write_record(struct json_writer *writer, const struct record *record, struct fieldset shown,
    bool dry_run, struct marks *marks)
{
	json_begin_object(writer);
	record_write_members(writer, record, shown, marks);
	if (dry_run) {
		json_name(writer, "dry_run");
		json_put_bool(writer, true);
	}
	json_end_object(writer);
}

/* Into the answer's body, marked. */
static void
write_marked(struct call *call, struct json_writer *writer, const struct record *record,
    struct fieldset shown, bool dry_run)
{
	struct answer *answer = &call->answer;
	size_t from = answer->body.len + (writer->need_comma ? 1 : 0);
	size_t mark = marks_begin_record(&answer->marks, from);
	write_record(writer, record, shown, dry_run, &answer->marks);
	marks_end_record(&answer->marks, mark, answer->body.len);
}

struct slice
reply_record_body(
    struct arena *arena, const struct record *record, struct fieldset shown, bool dry_run)
{
	struct str body;
	str_init(&body, arena, CALL_ANSWER_MAX);
	struct json_writer writer = json_writer(&body);
	write_record(&writer, record, shown, dry_run, NULL);
	return str_slice(&body);
}

static void
answer_record(
    struct call *call, int status, const struct record *record, struct fieldset shown, bool dry_run)
{
	call->notes.shown = shown;
	answer_begin(call, status, "application/json");
	struct json_writer writer = json_writer(&call->answer.body);
	write_marked(call, &writer, record, shown, dry_run);
	reply_withheld(call);
}

void
reply_record(
    struct call *call, int status, const struct record *record, struct fieldset shown, bool dry_run)
{
	fieldset_add(&shown, 0);
	answer_record(call, status, record, shown, dry_run);
	if (!dry_run)
		answer_header(call, "ETag", etag_write(call->arena, record, shown));
}

void
reply_record_tagged(
    struct call *call, const struct record *record, struct fieldset shown, struct slice etag)
{
	answer_record(call, 200, record, shown, false);
	answer_header(call, "ETag", etag);
}

void
reply_not_modified(struct call *call, struct slice etag)
{
	answer_begin(call, 304, NULL);
	answer_header(call, "ETag", etag);
}

void
reply_nothing(struct call *call)
{
	answer_begin(call, 204, NULL);
}

/* The same list from its next page on: everything that was asked, with the new position. */
static struct slice
next_target(struct call *call, const char *parameter, struct slice position)
{
	struct str target;
	const struct form *form = &call->request.query;
	str_init(&target, call->arena, LINK_MAX);
	str_add(&target, reply_path(call));
	str_add_char(&target, '?');
	for (size_t i = 0; i < form->npairs; i++) {
		if (slice_is(form->pairs[i].name, parameter))
			continue;
		percent_write(&target, form->pairs[i].name);
		str_add_char(&target, '=');
		percent_write(&target, form->pairs[i].value);
		str_add_char(&target, '&');
	}
	str_add_text(&target, parameter);
	str_add_char(&target, '=');
	percent_write(&target, position);
	return target.full ? SLICE_NONE : str_slice(&target);
}

void
reply_link_next(struct call *call, const char *parameter, struct slice position)
{
	struct slice target = next_target(call, parameter, position);
	if (target.at == NULL)
		return;
	struct str link;
	str_init(&link, call->arena, LINK_MAX + 64);
	link_write(&link, target, "next");
	answer_header(call, "Link", str_slice(&link));
}

static void
write_total(struct json_writer *writer, const struct count *total)
{
	json_name(writer, "total_count");
	json_put_integer(writer, (int64_t)total->n);
	json_name(writer, "total_count_exact");
	json_put_bool(writer, total->exact);
}

void
reply_list(struct call *call, const struct query *query, const struct page *page, struct slice next,
    const struct count *total)
{
	struct fieldset shown = query->fields;
	fieldset_add(&shown, 0);
	call->notes.shown = shown;
	answer_begin(call, 200, "application/json");
	struct json_writer writer = json_writer(&call->answer.body);
	json_begin_object(&writer);
	json_name(&writer, "object");
	json_put_text(&writer, "list");
	json_name(&writer, "data");
	json_begin_array(&writer);
	for (size_t i = 0; i < page->count; i++)
		write_marked(call, &writer, &page->records[i], shown, false);
	json_end_array(&writer);
	json_name(&writer, "has_more");
	json_put_bool(&writer, page->has_more);
	json_name(&writer, "next_cursor");
	json_put_string(&writer, next);
	json_name(&writer, "url");
	json_put_string(&writer, reply_path(call));
	if (total != NULL)
		write_total(&writer, total);
	json_end_object(&writer);
	if (next.at != NULL && call->request.method == METHOD_GET)
		reply_link_next(call, "cursor", next);
	reply_withheld(call);
}
