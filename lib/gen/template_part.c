/* {part NAME(…)}: another template is called with a struct filled in place. */
#include "gen/template_body.h"

static void
append_to_text(struct str *code, unsigned number, struct value value)
{
	switch (value.type) {
	case VALUE_TEXT:
	case VALUE_URL:
		str_addf(code, "\tstr_add(&text_%u, %.*s);\n", number, SLICE_ARG(value.c));
		break;
	case VALUE_I64:
		str_addf(code, "\tstr_add_i64(&text_%u, %.*s);\n", number, SLICE_ARG(value.c));
		break;
	case VALUE_U64:
		str_addf(code, "\tstr_add_u64(&text_%u, %.*s);\n", number, SLICE_ARG(value.c));
		break;
	default:
		str_addf(code, "\thtml_count(&text_%u, %.*s);\n", number, SLICE_ARG(value.c));
	}
}

/* "Revoke {key.name}": joined in the answer's arena before the part is called. */
static struct slice
write_joined_text(struct body *body, const struct words *words, struct str *code)
{
	unsigned number = ++body->counter;
	str_addf(code, "\tstruct str text_%u;\n\tstr_init(&text_%u, out->arena, 65536);\n", number,
	    number);
	struct slice rest = words->word;
	while (rest.len > 0) {
		ptrdiff_t brace = slice_find(rest, '{');
		struct slice literal = brace < 0 ? rest : slice_head(rest, (size_t)brace);
		if (literal.len > 0) {
			str_addf(code, "\tstr_add(&text_%u, SLICE_OF(", number);
			write_c_string(code, literal);
			str_add_text(code, "));\n");
		}
		rest = slice_skip(rest, literal.len);
		if (rest.len == 0)
			break;
		struct words inner;
		size_t used = words_open(&inner, words->path, words->line, slice_skip(rest, 1));
		struct value value = read_path(body, &inner);
		words_finish(&inner);
		if (value.type >= VALUE_BOOL)
			complain(
			    words->path, words->line, "only texts, urls and numbers can be shown");
		append_to_text(code, number, value);
		rest = slice_skip(rest, 1 + used);
	}
	return arena_printf(body->compiler->arena, "str_slice(&text_%u)", number);
}

static bool
types_fit(enum value_type wanted, enum value_type given)
{
	return wanted == given || (wanted == VALUE_TEXT && given == VALUE_URL) ||
	       (wanted == VALUE_COUNT && given == VALUE_U64) ||
	       (wanted == VALUE_U64 && given == VALUE_COUNT);
}

static struct slice
read_literal(struct body *body, struct words *words, const struct field *field, struct str *before)
{
	struct arena *arena = body->compiler->arena;
	struct slice word = words->word;
	struct str text;
	str_init(&text, arena, 65536);
	bool joined = words->kind == WORD_STRING && slice_find(word, '{') >= 0;
	bool fits =
	    words->kind == WORD_NUMBER
		? field->type == VALUE_I64 || field->type == VALUE_U64 || field->type == VALUE_COUNT
	    : words->kind == WORD_STRING ? field->type == VALUE_TEXT || field->type == VALUE_URL
					 : field->type == VALUE_BOOL;
	if (!fits || (joined && field->type == VALUE_URL && *word.at == '{'))
		complain(
		    words->path, words->line, "'%.*s' is of another type", SLICE_ARG(field->name));
	if (joined)
		return write_joined_text(body, words, before);
	if (words->kind == WORD_STRING) {
		str_add_text(&text, "SLICE(");
		write_c_string(&text, word);
		str_add_char(&text, ')');
	} else {
		str_add(&text, word);
	}
	return str_slice(&text);
}

/* One `name: value`; texts that must be joined are written to `before`, the initialiser to `init`.
 */
static void
write_argument(struct body *body, struct words *words, const struct record *part, bool *given,
    struct str *before, struct str *init)
{
	struct slice name = words_name(words);
	const struct field *field = field_find(part, name);
	if (!field)
		complain(words->path, words->line, "the part %.*s knows no '%.*s'",
		    SLICE_ARG(part->name), SLICE_ARG(name));
	if (given[field - part->fields])
		complain(words->path, words->line, "'%.*s' is given twice", SLICE_ARG(name));
	given[field - part->fields] = true;
	words_expect(words, ":");
	if (words->kind == WORD_NAME && !words_are_at(words, "true") &&
	    !words_are_at(words, "false")) {
		struct value value = read_path(body, words);
		bool same = value.type < VALUE_RECORD ||
			    (value.record && slice_eq(value.record->name, field->record_name));
		if (!types_fit(field->type, value.type) || !same)
			complain(
			    words->path, words->line, "'%.*s' is of another type", SLICE_ARG(name));
		str_addf(init, ".%.*s = %.*s, ", SLICE_ARG(name), SLICE_ARG(value.c));
		if (value.type == VALUE_LIST)
			str_addf(
			    init, ".n%.*s = %.*s, ", SLICE_ARG(name), SLICE_ARG(value.c_count));
		return;
	}
	struct slice literal = read_literal(body, words, field, before);
	str_addf(init, ".%.*s = %.*s, ", SLICE_ARG(name), SLICE_ARG(literal));
	words_next(words);
}

static void
write_arguments(struct body *body, struct words *words, const struct record *part, struct str *code,
    unsigned number)
{
	bool given[FIELDS_MAX] = {false};
	int line = words->line;
	struct str init;
	str_init(&init, body->compiler->arena, 65536);
	words_expect(words, "(");
	while (!words_are_at(words, ")")) {
		write_argument(body, words, part, given, code, &init);
		if (!words_are_at(words, ")"))
			words_expect(words, ",");
	}
	words_next(words);
	words_finish(words);
	for (size_t i = 0; i < part->nfields; i++)
		if (!given[i] && !part->fields[i].optional)
			complain(words->path, line, "the part %.*s needs '%.*s'",
			    SLICE_ARG(part->name), SLICE_ARG(part->fields[i].name));
	str_addf(code, "\tconst struct %.*s part_%u = {%.*s};\n", SLICE_ARG(part->name), number,
	    SLICE_ARG(init.len ? str_slice(&init) : SLICE_OF("0")));
}

static const struct template *
template_of(const struct compiler *compiler, struct slice name)
{
	for (const struct template *t = compiler->templates; t; t = t->next)
		if (slice_eq(t->data->name, name))
			return t;
	return NULL;
}

void
write_part(struct body *body, struct words *words)
{
	int line = words->line;
	words_next(words);
	struct slice name = words_name(words);
	const struct template *part = template_of(body->compiler, name);
	if (!part)
		complain(words->path, line, "no part is called '%.*s'", SLICE_ARG(name));
	if (body->place.where != IN_TEXT)
		complain(words->path, line, "a part stands between tags");
	struct str *code = begin_code(body, line);
	unsigned number = ++body->counter;
	str_add_text(code, "\t{\n");
	write_arguments(body, words, part->data, code, number);
	str_addf(code, "\t%.*s_%s(out, &part_%u);\n", SLICE_ARG(name),
	    part->has_content ? "open" : "render", number);
	if (!part->has_content) {
		str_add_text(code, "\t}\n");
		return;
	}
	struct block *block = push_block(body, BLOCK_PART, line);
	block->record = part->data;
	block->number = number;
}
