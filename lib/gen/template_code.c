/* A template's body becomes C: literals as they stand, values through the writer of their place. */
#include "gen/template_body.h"

#include <string.h>

void
write_c_string(struct str *out, struct slice text)
{
	str_add_char(out, '"');
	for (size_t at = 0; at < text.len; at++) {
		char byte = text.at[at];
		if (byte == '\n')
			str_add_text(out, "\\n");
		else if (byte == '\t')
			str_add_text(out, "\\t");
		else if (byte == '"' || byte == '\\' || byte == '?')
			str_addf(out, "\\%c", byte);
		else
			str_add_char(out, byte);
		if (byte == '\n' && at + 1 < text.len)
			str_add_text(out, "\"\n\t    \"");
	}
	str_add_char(out, '"');
}

static void
flush_literal(struct body *body)
{
	if (body->literal.len == 0)
		return;
	struct str *code = &body->compiler->code;
	str_add_text(code, "\tstr_add(out, SLICE_OF(");
	write_c_string(code, str_slice(&body->literal));
	str_add_text(code, "));\n");
	str_cut(&body->literal, 0);
}

struct str *
begin_code(struct body *body, int line)
{
	flush_literal(body);
	struct str *code = &body->compiler->code;
	str_addf(code, "#line %d ", line);
	write_c_string(code, slice_from(body->template->path));
	str_add_char(code, '\n');
	return code;
}

static struct value
value_of_field(const struct body *body, const struct words *words, struct slice c,
    const struct record *record, struct slice name)
{
	const struct field *field = field_find(record, name);
	if (!field)
		complain(words->path, words->line, "'%.*s' is not declared in %.*s",
		    SLICE_ARG(name), SLICE_ARG(record->name));
	struct arena *arena = body->compiler->arena;
	struct value value = {.type = field->type,
	    .record = record_find(body->compiler, field->record_name),
	    .c = arena_printf(arena, "%.*s->%.*s", SLICE_ARG(c), SLICE_ARG(name))};
	if (field->type == VALUE_LIST)
		value.c_count = arena_printf(arena, "%.*s->n%.*s", SLICE_ARG(c), SLICE_ARG(name));
	if ((field->type == VALUE_LIST || field->type == VALUE_RECORD) && !value.record)
		complain(record->home->path, field->line, "no type or record is called '%.*s'",
		    SLICE_ARG(field->record_name));
	return value;
}

static const struct block *
block_of_variable(const struct body *body, struct slice name)
{
	for (size_t i = body->nblocks; i-- > 0;)
		if (body->blocks[i].kind == BLOCK_EACH && !body->blocks[i].has_else &&
		    slice_eq(body->blocks[i].variable, name))
			return &body->blocks[i];
	return NULL;
}

struct value
read_path(struct body *body, struct words *words)
{
	struct slice name = words_name(words);
	const struct block *loop = block_of_variable(body, name);
	struct value value = {.type = VALUE_RECORD};
	if (loop) {
		value.record = loop->record;
		value.c = arena_printf(body->compiler->arena, "each_%.*s", SLICE_ARG(name));
	} else {
		value = value_of_field(body, words, SLICE_OF("data"), body->template->data, name);
	}
	while (words_are_at(words, ".")) {
		words_next(words);
		if (value.type != VALUE_RECORD)
			complain(words->path, words->line, "'%.*s' has no fields", SLICE_ARG(name));
		name = words_name(words);
		value = value_of_field(body, words, value.c, value.record, name);
	}
	return value;
}

static void
write_value(struct body *body, struct words *words)
{
	int line = words->line;
	struct value value = read_path(body, words);
	words_finish(words);
	const char *writer = place_writer(&body->place, line, value.type);
	struct str *code = begin_code(body, line);
	str_addf(code, "\t%s(out, %.*s);\n", writer, SLICE_ARG(value.c));
}

static void
write_truth(struct str *code, struct body *body, struct words *words)
{
	if (words_are_at(words, "not")) {
		words_next(words);
		str_add_char(code, '!');
	}
	struct value value = read_path(body, words);
	if (words_are_at(words, "is")) {
		words_next(words);
		if (words->kind != WORD_STRING ||
		    (value.type != VALUE_TEXT && value.type != VALUE_URL))
			complain(words->path, words->line, "'is' compares a text with a \"word\"");
		str_addf(code, "slice_is(%.*s, ", SLICE_ARG(value.c));
		write_c_string(code, words->word);
		str_add_char(code, ')');
		words_next(words);
	} else if (value.type == VALUE_TEXT || value.type == VALUE_URL) {
		str_addf(code, "(%.*s.len > 0)", SLICE_ARG(value.c));
	} else if (value.type == VALUE_LIST) {
		str_addf(code, "(%.*s > 0)", SLICE_ARG(value.c_count));
	} else {
		str_addf(code, "(%.*s != 0)", SLICE_ARG(value.c));
	}
}

/* A AND B AND … or A OR B OR …; mixed ones would need parentheses that nobody reads. */
static void
write_condition(struct str *code, struct body *body, struct words *words)
{
	write_truth(code, body, words);
	bool and = words_are_at(words, "and");
	while (words_are_at(words, and? "and" : "or")) {
		words_next(words);
		str_add_text(code, and? " && " : " || ");
		write_truth(code, body, words);
	}
	words_finish(words);
}

struct block *
push_block(struct body *body, enum block_kind kind, int line)
{
	if (body->nblocks == BLOCKS_MAX)
		complain(body->template->path, line, "braces nest too deep");
	struct block *block = &body->blocks[body->nblocks++];
	*block = (struct block){.kind = kind, .line = line, .start = body->place};
	body->place.floor = body->place.depth;
	return block;
}

static void
begin_if(struct body *body, struct words *words)
{
	struct str *code = begin_code(body, words->line);
	int line = words->line;
	words_next(words);
	str_add_text(code, "\tif (");
	write_condition(code, body, words);
	str_add_text(code, ") {\n");
	push_block(body, BLOCK_IF, line);
}

static void
begin_each(struct body *body, struct words *words)
{
	int line = words->line;
	struct str *code = begin_code(body, line);
	words_next(words);
	struct value list = read_path(body, words);
	if (list.type != VALUE_LIST)
		complain(words->path, line, "{each} goes over a list");
	words_expect(words, "as");
	struct slice name = words_name(words);
	words_finish(words);
	if (block_of_variable(body, name) || field_find(body->template->data, name))
		complain(words->path, line, "'%.*s' means something else already", SLICE_ARG(name));
	unsigned number = ++body->counter;
	str_addf(code, "\tfor (size_t at_%u = 0; at_%u < %.*s; at_%u++) {\n", number, number,
	    SLICE_ARG(list.c_count), number);
	str_addf(code, "\tconst struct %.*s *each_%.*s = &%.*s[at_%u];\n\t(void)each_%.*s;\n",
	    SLICE_ARG(list.record->name), SLICE_ARG(name), SLICE_ARG(list.c), number,
	    SLICE_ARG(name));
	struct block *block = push_block(body, BLOCK_EACH, line);
	block->variable = name;
	block->record = list.record;
	block->list = list.c_count;
}

static void
judge_branch(const struct body *body, const struct block *block, int line, bool last)
{
	const struct place *wanted = block->has_branch ? &block->branch : &block->start;
	bool free = block->kind == BLOCK_IF && !block->has_branch && !last;
	if (body->place.depth != block->start.depth)
		complain(body->template->path, body->place.open[body->place.depth - 1].line,
		    "<%s> is still open where its braces end",
		    body->place.open[body->place.depth - 1].name);
	if (!free && !place_same(&body->place, wanted))
		complain(body->template->path, line,
		    "the branches that began at line %d end in different places", block->line);
}

/* {else}, {else if …}: the branch so far is judged, the next begins where the first did. */
static void
begin_else(struct body *body, struct words *words)
{
	int line = words->line;
	struct block *block = body->nblocks > 0 ? &body->blocks[body->nblocks - 1] : NULL;
	if (!block || block->kind == BLOCK_PART || block->has_else)
		complain(words->path, line, "{else} belongs to no {if} or {each}");
	judge_branch(body, block, line, false);
	if (block->kind == BLOCK_IF) {
		block->branch = body->place;
		block->has_branch = true;
	}
	body->place = block->start;
	body->place.floor = body->place.depth;
	struct str *code = begin_code(body, line);
	words_next(words);
	if (block->kind == BLOCK_EACH) {
		str_addf(code, "\t}\n\tif (%.*s == 0) {\n", SLICE_ARG(block->list));
	} else if (words_are_at(words, "if")) {
		words_next(words);
		str_add_text(code, "\t} else if (");
		write_condition(code, body, words);
		str_add_text(code, ") {\n");
		return;
	} else {
		str_add_text(code, "\t} else {\n");
	}
	words_finish(words);
	block->has_else = true;
}

static void
end_block(struct body *body, struct words *words)
{
	int line = words->line;
	words_next(words);
	words_finish(words);
	if (body->nblocks == 0)
		complain(words->path, line, "{end} ends nothing");
	struct block *block = &body->blocks[body->nblocks - 1];
	if (block->has_branch && !block->has_else && !place_same(&block->branch, &block->start))
		complain(words->path, line,
		    "the branches that began at line %d end in different places", block->line);
	judge_branch(body, block, line, true);
	struct str *code = begin_code(body, line);
	if (block->kind == BLOCK_PART)
		str_addf(code, "\t%.*s_close(out, &part_%u);\n", SLICE_ARG(block->record->name),
		    block->number);
	str_add_text(code, "\t}\n");
	body->place.floor = block->start.floor;
	body->nblocks--;
}

static void
open_function(struct body *body, const char *verb)
{
	struct slice name = body->template->data->name;
	str_addf(&body->compiler->code,
	    "\nvoid\n%.*s_%s(struct str *out, const struct %.*s *data)\n{\n\t(void)data;\n",
	    SLICE_ARG(name), verb, SLICE_ARG(name));
}

static void
write_content(struct body *body, struct words *words)
{
	words_next(words);
	words_finish(words);
	if (body->nblocks > 0 || body->said_content || body->place.where != IN_TEXT)
		complain(words->path, words->line,
		    "{content} stands once, between tags, outside other braces");
	body->said_content = true;
	flush_literal(body);
	str_add_text(&body->compiler->code, "}\n");
	open_function(body, "close");
}

static void
write_string(struct body *body, struct words *words)
{
	place_writer(&body->place, words->line, VALUE_TEXT);
	for (size_t at = 0; at < words->word.len; at++) {
		if (strchr("<>&\"'", words->word.at[at]))
			complain(words->path, words->line, "a literal text holds no markup");
		str_add_char(&body->literal, words->word.at[at]);
	}
	words_next(words);
	words_finish(words);
}

static const struct {
	const char *word;
	void (*compile)(struct body *body, struct words *words);
} directives[] = {
    {"if", begin_if},
    {"each", begin_each},
    {"else", begin_else},
    {"end", end_block},
    {"part", write_part},
    {"content", write_content},
};

/* True if it was a word of structure, which leaves no line behind. */
static bool
compile_words(struct body *body, struct words *words)
{
	if (words->kind == WORD_STRING) {
		write_string(body, words);
		return false;
	}
	for (size_t i = 0; i < sizeof directives / sizeof *directives; i++) {
		if (!words_are_at(words, directives[i].word))
			continue;
		if (place_settle(&body->place, words->line))
			str_add_char(&body->literal, ' ');
		directives[i].compile(body, words);
		return true;
	}
	write_value(body, words);
	return false;
}

/* From the end of a word of structure over the next line's indentation, if only blanks are between.
 */
static size_t
blank_to_next_line(struct slice text, size_t at)
{
	size_t from = at;
	while (at < text.len && (text.at[at] == ' ' || text.at[at] == '\t'))
		at++;
	if (at == text.len || text.at[at] != '\n')
		return 0;
	at++;
	while (at < text.len && (text.at[at] == ' ' || text.at[at] == '\t'))
		at++;
	return at - from;
}

static bool
stands_alone(struct slice text, size_t brace)
{
	while (brace > 0 && (text.at[brace - 1] == ' ' || text.at[brace - 1] == '\t'))
		brace--;
	return brace == 0 || text.at[brace - 1] == '\n';
}

static size_t
skip_comment(struct body *body, struct slice text, size_t at)
{
	for (size_t end = at + 2; end + 1 < text.len; end++) {
		if (text.at[end] == '\n')
			body->line++;
		if (text.at[end] == '#' && text.at[end + 1] == '}')
			return end + 2;
	}
	complain(body->template->path, body->line, "a comment is not closed");
}

static size_t
compile_braces(struct body *body, struct slice text, size_t brace)
{
	bool alone = stands_alone(text, brace), structure = true;
	size_t after;
	if (brace + 1 < text.len && text.at[brace + 1] == '#') {
		after = skip_comment(body, text, brace);
	} else {
		struct words words;
		after = brace + 1 +
			words_open(
			    &words, body->template->path, body->line, slice_skip(text, brace + 1));
		structure = compile_words(body, &words);
		for (size_t at = brace; at < after; at++)
			body->line += text.at[at] == '\n';
	}
	size_t blanks = blank_to_next_line(text, after);
	if (!alone || !structure || blanks == 0 || !place_folds(&body->place))
		return after;
	body->line++;
	return after + blanks;
}

/* Runs of white space become one byte: a line feed if they held one, else a blank. */
static size_t
fold_blanks(struct body *body, struct slice text, size_t at)
{
	char folded = ' ';
	for (; at < text.len && strchr(" \t\r\n", text.at[at]); at++) {
		if (text.at[at] != '\n')
			continue;
		folded = '\n';
		body->line++;
	}
	if (body->place.where == IN_TAG)
		folded = ' ';
	struct str *literal = &body->literal;
	if (literal->len == 0 || !strchr(" \n", literal->at[literal->len - 1]))
		str_add_char(literal, folded);
	return at;
}

static size_t
compile_byte(struct body *body, struct slice text, size_t at)
{
	char byte = text.at[at];
	if (byte == '{')
		return compile_braces(body, text, at);
	if (byte == '}')
		complain(body->template->path, body->line, "a brace closes nothing");
	if (place_folds(&body->place) && strchr(" \t\r\n", byte))
		return fold_blanks(body, text, at);
	place_feed(&body->place, body->line, byte);
	str_add_char(&body->literal, byte);
	if (byte == '\n')
		body->line++;
	return at + 1;
}

void
template_compile(struct compiler *compiler, struct template *template)
{
	struct body *body = arena_alloc(compiler->arena, sizeof *body);
	*body = (struct body){.compiler = compiler,
	    .template = template,
	    .place = {.where = IN_TEXT, .path = template->path},
	    .line = template->body_line};
	str_init(&body->literal, compiler->arena, 1024 * 1024);
	open_function(body, template->has_content ? "open" : "render");
	struct slice text = template->text;
	for (size_t at = template->body_at; at < text.len;)
		at = compile_byte(body, text, at);
	if (body->nblocks > 0)
		complain(template->path, body->blocks[body->nblocks - 1].line,
		    "these braces have no {end}");
	place_finish(&body->place, body->line);
	flush_literal(body);
	str_add_text(&compiler->code, "}\n");
}
