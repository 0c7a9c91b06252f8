/* Words between braces. */
#include "gen/template.h"

#include <string.h>

size_t
words_open(struct words *words, const char *path, int line, struct slice text)
{
	bool quoted = false;
	int depth = 1;
	size_t len = 0;
	for (; len < text.len && depth > 0; len++) {
		char byte = text.at[len];
		if (byte == '#' && !quoted)
			while (len + 1 < text.len && text.at[len + 1] != '\n')
				len++;
		else if (byte == '"')
			quoted = !quoted;
		else if (!quoted && byte == '{')
			complain(path, line, "a brace inside braces");
		else if (!quoted && byte == '}')
			depth--;
	}
	if (depth > 0)
		complain(path, line, "braces are not closed");
	*words = (struct words){.path = path, .line = line, .rest = slice_head(text, len - 1)};
	words_next(words);
	return len;
}

static bool
is_name_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_';
}

static void
skip_blanks(struct words *words)
{
	bool comment = false;
	words->after_line = false;
	while (words->rest.len > 0 && (comment || strchr(" \t\r\n#", *words->rest.at))) {
		if (*words->rest.at == '#')
			comment = true;
		if (*words->rest.at == '\n') {
			comment = false;
			words->line++;
			words->after_line = true;
		}
		words->rest = slice_skip(words->rest, 1);
	}
}

static void
take(struct words *words, enum word_kind kind, size_t len)
{
	words->kind = kind;
	words->word = slice_head(words->rest, len);
	words->rest = slice_skip(words->rest, len);
}

static void
take_string(struct words *words)
{
	words->rest = slice_skip(words->rest, 1);
	ptrdiff_t len = slice_find(words->rest, '"');
	if (len < 0)
		complain(words->path, words->line, "a text has no closing quote");
	take(words, WORD_STRING, (size_t)len);
	words->rest = slice_skip(words->rest, 1);
}

void
words_next(struct words *words)
{
	skip_blanks(words);
	if (words->rest.len == 0) {
		take(words, WORD_END, 0);
		return;
	}
	char first = *words->rest.at;
	if (first == '"') {
		take_string(words);
		return;
	}
	size_t len = 0;
	while (len < words->rest.len && is_name_byte(words->rest.at[len]))
		len++;
	if (len == 0)
		take(words, WORD_MARK, 1);
	else
		take(words, first >= '0' && first <= '9' ? WORD_NUMBER : WORD_NAME, len);
}

bool
words_are_at(const struct words *words, const char *name_or_mark)
{
	return (words->kind == WORD_NAME || words->kind == WORD_MARK) &&
	       slice_is(words->word, name_or_mark);
}

void
words_expect(struct words *words, const char *name_or_mark)
{
	if (!words_are_at(words, name_or_mark))
		complain(words->path, words->line, "'%s' is missing before '%.*s'", name_or_mark,
		    SLICE_ARG(words->word));
	words_next(words);
}

struct slice
words_name(struct words *words)
{
	if (words->kind != WORD_NAME)
		complain(words->path, words->line, "a name is missing before '%.*s'",
		    SLICE_ARG(words->word));
	struct slice name = words->word;
	words_next(words);
	return name;
}

void
words_finish(const struct words *words)
{
	if (words->kind != WORD_END)
		complain(words->path, words->line, "'%.*s' is not understood here",
		    SLICE_ARG(words->word));
}
