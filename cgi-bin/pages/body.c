/*
 * Bodies lie in the history as JSON rebuilt by the redaction, whose marks are texts
 * in brackets. Text between marks is gathered into one piece.
 */
#include "cgi-bin/pages/body.h"

#include "codec/json.h"

#define TEXT_MAX ((size_t)1024 * 1024)
#define PIECES_MAX 8000
#define ROWS_MAX 100

struct printer {
	struct arena *arena;
	struct str text; /* since the last mark */
	struct body_piece *pieces;
	size_t npieces;
	uint64_t hidden;
	int depth;
	bool first; /* in the object or array being written */
};

static void
end_piece(struct printer *p)
{
	if (p->text.len == 0 || p->npieces == PIECES_MAX)
		return;
	p->pieces[p->npieces++] = (struct body_piece){.text = str_slice(&p->text)};
	str_init(&p->text, p->arena, TEXT_MAX);
}

static bool
is_mark(struct slice text)
{
	static const char *const marks[] = {
	    "[redacted]", "[unknown]", "[invalid]", "[cut]", "[not kept]", "[cursor]", "[other]"};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (slice_is(text, marks[i]))
			return true;
	return false;
}

static void
print_string(struct printer *p, struct slice text)
{
	if (!is_mark(text)) {
		struct json_writer w = json_writer(&p->text);
		json_put_string(&w, text);
		return;
	}
	end_piece(p);
	if (p->npieces < PIECES_MAX)
		p->pieces[p->npieces++] = (struct body_piece){.text = text, .hidden = true};
	p->hidden++;
}

static void print_value(struct printer *p, const struct json *value);

static void
begin_entry(struct printer *p)
{
	str_add_text(&p->text, p->first ? "\n" : ",\n");
	for (int i = 0; i < p->depth; i++)
		str_add_text(&p->text, "  ");
	p->first = false;
}

static bool
print_member(void *context, struct slice name, const struct json *value)
{
	struct printer *p = context;
	begin_entry(p);
	struct json_writer w = json_writer(&p->text);
	json_put_string(&w, name);
	str_add_text(&p->text, ": ");
	print_value(p, value);
	return true;
}

static void
print_group(struct printer *p, const struct json *value)
{
	bool object = json_type(value) == JSON_OBJECT;
	str_add_char(&p->text, object ? '{' : '[');
	p->depth++;
	p->first = true;
	if (object)
		json_each(value, print_member, p);
	for (size_t i = 0; !object && i < json_count(value); i++) {
		begin_entry(p);
		print_value(p, json_at(value, i));
	}
	p->depth--;
	if (json_count(value) > 0) {
		p->first = true;
		begin_entry(p);
	}
	p->first = false;
	str_add_char(&p->text, object ? '}' : ']');
}

static void
print_value(struct printer *p, const struct json *value)
{
	struct json_writer w = json_writer(&p->text);
	switch (json_type(value)) {
	case JSON_STRING:
		print_string(p, json_string(value));
		break;
	case JSON_ARRAY:
	case JSON_OBJECT:
		print_group(p, value);
		break;
	default:
		json_put_tree(&w, value);
	}
}

struct header_list {
	struct request_header *rows;
	size_t nrows;
};

static bool
take_header(void *context, struct slice name, const struct json *value)
{
	struct header_list *list = context;
	if (list->nrows < ROWS_MAX && json_type(value) == JSON_STRING)
		list->rows[list->nrows++] =
		    (struct request_header){.name = name, .value = json_string(value)};
	return true;
}

static void
show_headers(struct arena *arena, struct slice text, struct request_side *side)
{
	struct json_fault fault;
	const struct json *tree = text.len > 0 ? json_read(arena, text, &fault) : NULL;
	if (!tree || json_type(tree) != JSON_OBJECT)
		return;
	struct header_list list = {.rows = arena_array(arena, ROWS_MAX, sizeof *list.rows)};
	json_each(tree, take_header, &list);
	side->headers = list.rows;
	side->nheaders = list.nrows;
}

void
body_show(struct arena *arena, struct slice headers, struct slice body, struct request_side *side)
{
	struct json_fault fault;
	struct printer p = {.arena = arena};
	show_headers(arena, headers, side);
	side->none = body.len == 0 ? SLICE_OF("No body.") : SLICE_OF("The body was not kept.");
	const struct json *tree = body.len > 0 ? json_read(arena, body, &fault) : NULL;
	if (!tree)
		return;
	p.pieces = arena_array(arena, PIECES_MAX, sizeof *p.pieces);
	str_init(&p.text, arena, TEXT_MAX);
	print_value(&p, tree);
	end_piece(&p);
	side->lines = p.pieces;
	side->nlines = p.npieces;
	side->hidden = p.hidden;
	side->one = p.hidden == 1;
}

static struct slice
member_text(const struct json *object, const char *name)
{
	const struct json *value =
	    json_type(object) == JSON_OBJECT ? json_member(object, slice_from(name)) : NULL;
	return value && json_type(value) == JSON_STRING ? json_string(value) : SLICE_NONE;
}

void
body_complaints(
    struct arena *arena, struct slice body, const struct request_complaint **rows, size_t *nrows)
{
	struct json_fault fault;
	const struct json *tree = body.len > 0 ? json_read(arena, body, &fault) : NULL;
	const struct json *errors =
	    tree && json_type(tree) == JSON_OBJECT ? json_member(tree, SLICE_OF("errors")) : NULL;
	*nrows = 0;
	if (!errors || json_type(errors) != JSON_ARRAY)
		return;
	struct request_complaint *list = arena_array(arena, json_count(errors), sizeof *list);
	for (size_t i = 0; i < json_count(errors); i++) {
		const struct json *error = json_at(errors, i);
		struct slice pointer = member_text(error, "pointer");
		list[(*nrows)++] = (struct request_complaint){
		    .pointer = pointer.at ? pointer : member_text(error, "parameter"),
		    .code = member_text(error, "code"),
		    .detail = member_text(error, "detail")};
	}
	*rows = list;
}
