/* What a template declares: read, looked up, and written as C structs. */
#include "gen/template.h"

#include <string.h>

static const struct {
	const char *name;
	enum value_type type;
	const char *c;
} types[] = {
    {"text", VALUE_TEXT, "struct slice "},
    {"url", VALUE_URL, "struct slice "},
    {"i64", VALUE_I64, "int64_t "},
    {"u64", VALUE_U64, "uint64_t "},
    {"count", VALUE_COUNT, "uint64_t "},
    {"bool", VALUE_BOOL, "bool "},
};

#define TYPES (sizeof types / sizeof *types)

static void
read_type(struct words *words, struct field *field)
{
	bool list = words_are_at(words, "list");
	if (list) {
		words_next(words);
		words_expect(words, "of");
	}
	field->record_name = words_name(words);
	field->type = list ? VALUE_LIST : VALUE_RECORD;
	for (size_t i = 0; i < TYPES; i++) {
		if (!slice_is(field->record_name, types[i].name))
			continue;
		if (list)
			complain(words->path, words->line, "lists are lists of records");
		field->type = types[i].type;
	}
	field->optional = words_are_at(words, "?");
	if (field->optional)
		words_next(words);
}

static void
read_field(struct words *words, struct record *record)
{
	if (record->nfields == FIELDS_MAX)
		complain(words->path, words->line, "more than %d fields", FIELDS_MAX);
	struct field *field = &record->fields[record->nfields];
	field->line = words->line;
	field->name = words_name(words);
	if (field_find(record, field->name))
		complain(
		    words->path, words->line, "'%.*s' is declared twice", SLICE_ARG(field->name));
	read_type(words, field);
	record->nfields++;
	if (words_are_at(words, ","))
		words_next(words);
	else if (words->kind != WORD_END && !words->after_line)
		complain(words->path, words->line, "a comma or a new line is missing before '%.*s'",
		    SLICE_ARG(words->word));
}

static struct record *
read_record(struct compiler *compiler, struct template *template, struct words *words)
{
	words_next(words);
	struct slice name = words_name(words);
	if (record_find(compiler, name))
		complain(words->path, words->line, "'%.*s' is declared already in %s",
		    SLICE_ARG(name), record_find(compiler, name)->home->path);
	struct record *record = arena_alloc(compiler->arena, sizeof *record);
	*record = (struct record){.name = name, .home = template, .next = compiler->records};
	compiler->records = record;
	while (words->kind != WORD_END)
		read_field(words, record);
	return record;
}

static bool
name_is_of_file(struct slice name, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct slice base = slice_from(slash ? slash + 1 : path);
	return base.len == name.len + strlen(".html") && slice_eq(slice_head(base, name.len), name);
}

static int
lines_in(struct slice text)
{
	int lines = 0;
	for (size_t at = 0; at < text.len; at++)
		lines += text.at[at] == '\n';
	return lines;
}

static void
read_data(struct compiler *compiler, struct template *template, struct words *words)
{
	if (template->data)
		complain(words->path, words->line, "a second {data …}");
	int line = words->line;
	template->data = read_record(compiler, template, words);
	if (!name_is_of_file(template->data->name, template->path))
		complain(template->path, line, "{data %.*s} does not bear the file's name",
		    SLICE_ARG(template->data->name));
}

/* The bytes of a comment that starts here, or 0. */
static size_t
comment_length(const struct template *template, int line, struct slice rest)
{
	if (!slice_has_prefix(rest, "{#"))
		return 0;
	for (size_t at = 2; at + 1 < rest.len; at++)
		if (rest.at[at] == '#' && rest.at[at + 1] == '}')
			return at + 2;
	complain(template->path, line, "a comment is not closed");
}

/* Comments, {data} and {record} at the start; the body begins with whatever else comes. */
void
declarations_read(struct compiler *compiler, struct template *template)
{
	size_t at = 0;
	int line = 1;
	for (;;) {
		struct slice rest = slice_skip(template->text, at);
		size_t len = comment_length(template, line, rest);
		struct words words;
		if (len == 0 && rest.len > 0 && strchr(" \t\r\n", *rest.at)) {
			len = 1;
		} else if (len == 0 && (slice_has_prefix(rest, "{data ") ||
					   slice_has_prefix(rest, "{record "))) {
			bool data = slice_has_prefix(rest, "{data ");
			len = 1 + words_open(&words, template->path, line, slice_skip(rest, 1));
			if (data)
				read_data(compiler, template, &words);
			else
				read_record(compiler, template, &words);
		}
		if (len == 0)
			break;
		line += lines_in(slice_head(rest, len));
		at += len;
	}
	if (!template->data)
		complain(template->path, line, "the file does not open with {data …}");
	template->body_at = at;
	template->body_line = line;
}

const struct record *
record_find(const struct compiler *compiler, struct slice name)
{
	for (const struct record *record = compiler->records; record; record = record->next)
		if (slice_eq(record->name, name))
			return record;
	return NULL;
}

const struct field *
field_find(const struct record *record, struct slice name)
{
	for (size_t i = 0; i < record->nfields; i++)
		if (slice_eq(record->fields[i].name, name))
			return &record->fields[i];
	return NULL;
}

static void
write_field(const struct compiler *compiler, const struct record *record, const struct field *field,
    struct str *header)
{
	if (field->type == VALUE_RECORD || field->type == VALUE_LIST) {
		if (!record_find(compiler, field->record_name))
			complain(record->home->path, field->line,
			    "no type or record is called '%.*s'", SLICE_ARG(field->record_name));
		str_addf(header, "\tconst struct %.*s *%.*s;\n", SLICE_ARG(field->record_name),
		    SLICE_ARG(field->name));
		if (field->type == VALUE_LIST)
			str_addf(header, "\tsize_t n%.*s;\n", SLICE_ARG(field->name));
		return;
	}
	for (size_t i = 0; i < TYPES; i++)
		if (types[i].type == field->type)
			str_addf(header, "\t%s%.*s;\n", types[i].c, SLICE_ARG(field->name));
}

static void
write_struct(const struct compiler *compiler, const struct record *record, struct str *header)
{
	str_addf(
	    header, "\n/* %s */\nstruct %.*s {\n", record->home->path, SLICE_ARG(record->name));
	for (size_t i = 0; i < record->nfields; i++)
		write_field(compiler, record, &record->fields[i], header);
	if (record->nfields == 0)
		str_add_text(header, "\tbool nothing;\n");
	str_add_text(header, "};\n");
}

void
declarations_write(const struct compiler *compiler, struct str *header)
{
	for (const struct record *record = compiler->records; record; record = record->next)
		str_addf(header, "struct %.*s;\n", SLICE_ARG(record->name));
	for (const struct record *record = compiler->records; record; record = record->next)
		write_struct(compiler, record, header);
	str_add_char(header, '\n');
	for (const struct template *t = compiler->templates; t; t = t->next) {
		const char *const *suffix = t->has_content
						? (const char *const[]){"open", "close", NULL}
						: (const char *const[]){"render", NULL};
		for (; *suffix; suffix++)
			str_addf(header,
			    "void %.*s_%s(struct str *out, const struct %.*s *data);\n",
			    SLICE_ARG(t->data->name), *suffix, SLICE_ARG(t->data->name));
	}
}
