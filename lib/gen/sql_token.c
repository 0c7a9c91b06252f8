/*
 * Splits SQL into words, texts, numbers, parameters and single signs. Only as
 * much SQL is known as the checks of the statement compiler need.
 */
#include "gen/sql.h"

#include <ctype.h>

static bool
is_word_byte(char byte)
{
	return isalnum((unsigned char)byte) || byte == '_' || byte == '$' || (byte & 0x80) != 0;
}

static size_t
word_length(struct slice text)
{
	size_t len = 0;
	while (len < text.len && is_word_byte(text.at[len]))
		len++;
	return len;
}

/* Length with both quotes, a doubled or escaped quote inside; 0 if it never ends. */
static size_t
quoted_length(struct slice text)
{
	char quote = text.at[0];
	for (size_t i = 1; i < text.len; i++) {
		if (text.at[i] == '\\' && quote != '`')
			i++;
		else if (text.at[i] == quote && i + 1 < text.len && text.at[i + 1] == quote)
			i++;
		else if (text.at[i] == quote)
			return i + 1;
	}
	return 0;
}

static size_t
number_length(struct slice text)
{
	size_t len = 0;
	while (len < text.len && (is_word_byte(text.at[len]) || text.at[len] == '.'))
		len++;
	return len;
}

static size_t
read_quoted(struct slice rest, struct sql_token *token)
{
	size_t len = quoted_length(rest);
	if (len == 0)
		return 0;
	bool backquoted = rest.at[0] == '`';
	token->sign = backquoted ? SIGN_WORD : SIGN_TEXT;
	token->quoted = backquoted;
	token->text = backquoted ? slice_head(slice_skip(rest, 1), len - 2) : slice_head(rest, len);
	return len;
}

/* How many bytes the token takes; 0 after a complaint that ends the reading. */
static size_t
read_token(struct sql *sql, const char *file, struct slice rest, struct sql_token *token)
{
	char byte = rest.at[0];
	size_t len = 1;
	if (byte == '\'' || byte == '"' || byte == '`') {
		len = read_quoted(rest, token);
		if (len == 0)
			sql_complain(sql, file, token->line, "a quote is not closed");
		return len;
	}
	if (isdigit((unsigned char)byte)) {
		token->sign = SIGN_NUMBER;
		len = number_length(rest);
	} else if (is_word_byte(byte)) {
		token->sign = SIGN_WORD;
		len = word_length(rest);
	} else if (byte == ':' && rest.len > 1 && is_word_byte(rest.at[1])) {
		token->sign = SIGN_PARAMETER;
		len = 1 + word_length(slice_skip(rest, 1));
		token->text = slice_head(slice_skip(rest, 1), len - 1);
		return len;
	}
	token->text = slice_head(rest, len);
	return len;
}

static void
refuse_sign(struct sql *sql, const char *file, struct slice rest, unsigned line)
{
	if (rest.at[0] == '?')
		sql_complain(
		    sql, file, line, "`?` is not written here: name the parameter, `:name`");
	else if (rest.at[0] == '@')
		sql_complain(sql, file, line, "variables (`@`) are not used");
	else if (rest.at[0] == ';')
		sql_complain(sql, file, line, "one statement, without `;`");
	else if (rest.at[0] == '#' || slice_has_prefix(rest, "/*"))
		sql_complain(
		    sql, file, line, "comments stand on lines of their own and begin with `-- `");
	else if (rest.at[0] == ':')
		sql_complain(sql, file, line, "`:` begins a parameter, `:name`");
}

struct sql_token *
sql_tokens(struct sql *sql, const struct sql_statement *statement)
{
	struct slice rest = statement->body;
	struct sql_token *tokens = arena_array(sql->arena, rest.len + 1, sizeof *tokens);
	size_t ntokens = 0;
	unsigned line = statement->body_line;
	while (rest.len > 0) {
		if (isspace((unsigned char)rest.at[0])) {
			line += rest.at[0] == '\n';
			rest = slice_skip(rest, 1);
			continue;
		}
		struct sql_token *token = &tokens[ntokens++];
		*token = (struct sql_token){.sign = SIGN_OTHER, .line = line};
		size_t len = read_token(sql, statement->file, rest, token);
		if (len == 0) {
			ntokens--;
			break;
		}
		if (token->sign == SIGN_OTHER)
			refuse_sign(sql, statement->file, rest, line);
		for (size_t i = 0; i < len; i++)
			line += rest.at[i] == '\n';
		rest = slice_skip(rest, len);
	}
	tokens[ntokens] =
	    (struct sql_token){.sign = SIGN_END, .text = SLICE_OF("end"), .line = line};
	return tokens;
}

bool
sql_is_word(const struct sql_token *token, const char *keyword)
{
	return token->sign == SIGN_WORD && !token->quoted &&
	       slice_eq_nocase(token->text, slice_from(keyword));
}

bool
sql_is_other(const struct sql_token *token, char byte)
{
	return token->sign == SIGN_OTHER && token->text.at[0] == byte;
}
