/* Choosing a password. */
#include "access/passwords.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "codec/text.h"

#define DISTINCT_MIN 5 /* different characters */
#define OWN_MIN 6      /* characters beside names and common words */
#define WORD_MIN 3     /* shorter words of a name are no hint */
#define LINE_BYTES_MAX 1024
#define FOLDED_MAX (2 * PASSWORD_BYTES_MAX)
#define SCRATCH_MAX ((size_t)64 * 1024)

/*
 * What people choose first, without blanks, signs and digits at the ends. The rule is not
 * complete without the operator's own file; these are here so that there is always a rule.
 */
static const char *const common[] = {"password", "passwort", "passphrase", "passw0rd", "p4ssword",
    "letmein", "letmeinplease", "welcome", "welcomeback", "iloveyou", "qwerty", "qwertyuiop",
    "qwertzuiop", "azertyuiop", "qazwsxedc", "1qaz2wsx3edc", "asdfghjkl", "zxcvbnm",
    "administrator", "superuser", "superman", "batman", "spiderman", "trustno1", "changeme",
    "changethis", "changemenow", "changeit", "default", "defaultpassword", "temporary",
    "temporarypassword", "monkey", "dragon", "football", "baseball", "basketball", "sunshine",
    "princess", "starwars", "whatever", "computer", "internet", "michael", "jennifer", "charlie",
    "master", "mustang", "shadow", "abcdefghijklmnop", "abcdefghijklmnopqrstuvwxyz",
    "correcthorsebatterystaple", "correcthorsebattery", "thequickbrownfox",
    "thequickbrownfoxjumpsoverthelazydog", "tobeornottobe", "tobeornottobethatisthequestion",
    "maytheforcebewithyou", "openthedoor", "opensesame", "loremipsumdolor",
    "loremipsumdolorsitamet", "onetwothreefourfive", "idontknow", "nopassword", "mypassword",
    "newpassword", "secretpassword", "summertime", "wintertime", "yankees", "liverpool",
    "liverpoolfc", "manchesterunited", "chelseafc", "construction", "contractor", "timeclock",
    "payroll", "employee", "workforce"};

/* Words that are no secret here, wherever they stand. */
static const char *const everywhere[] = {"hub", "password", "admin", "owner", "portal", "login"};

struct password_cost
user_password_cost(const struct settings *settings)
{
	return (struct password_cost){
	    .memory_kib = (uint32_t)settings->password_memory_kib,
	    .passes = (uint32_t)settings->password_passes,
	};
}

struct slice
password_typed(struct arena *arena, struct slice password)
{
	if (password.len > PASSWORD_BYTES_MAX)
		return password;
	struct slice normal = text_nfc(arena, password);
	return normal.at ? normal : password;
}

bool
password_stands_alone(struct slice normal)
{
	return utf8_is_valid(normal) && utf8_length(normal) >= PASSWORD_LENGTH_MIN;
}

static size_t
distinct_characters(struct slice text)
{
	uint32_t seen[DISTINCT_MIN], code_point;
	size_t count = 0;
	while (count < DISTINCT_MIN && utf8_next(&text, &code_point)) {
		size_t i = 0;
		while (i < count && seen[i] != code_point)
			i++;
		if (i == count)
			seen[count++] = code_point;
	}
	return count;
}

static bool
is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (unsigned char)byte >= 0x80;
}

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Small letters and digits; blanks and signs are left out. */
static struct slice
folded(struct arena *arena, struct slice text)
{
	struct str out;
	str_init(&out, arena, FOLDED_MAX);
	for (size_t i = 0; i < text.len; i++) {
		char byte = text.at[i];
		if (byte >= 'A' && byte <= 'Z')
			byte = (char)(byte - 'A' + 'a');
		if (is_letter(byte) || is_digit(byte))
			str_add_char(&out, byte);
	}
	return str_slice(&out);
}

/* "abcabcabc" → "abc". */
static struct slice
unit_of(struct slice text)
{
	for (size_t len = 1; len <= text.len / 2; len++)
		if (text.len % len == 0 && memcmp(text.at, text.at + len, text.len - len) == 0)
			return slice_head(text, len);
	return text;
}

static struct slice
without_digits_at_ends(struct slice text)
{
	while (text.len > 0 && is_digit(text.at[0]))
		text = slice_skip(text, 1);
	while (text.len > 0 && is_digit(text.at[text.len - 1]))
		text = slice_head(text, text.len - 1);
	return text;
}

/* Each character follows the one before, up or down: 123456789012345, zyxwvu. */
static bool
is_a_run(struct slice text)
{
	size_t steps = 0;
	for (size_t i = 1; i < text.len; i++) {
		int step = text.at[i] - text.at[i - 1];
		steps += step == 1 || step == -1 || step == 0 || (step == -9 && text.at[i] == '0');
	}
	return text.len > 1 && steps + 2 >= text.len;
}

static bool
is_common(struct slice text)
{
	struct slice bare = without_digits_at_ends(text);
	for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
		if (slice_is(text, common[i]) || slice_is(bare, common[i]) ||
		    slice_is(unit_of(text), common[i]) || slice_is(unit_of(bare), common[i]))
			return true;
	return false;
}

/* Blanks out the word wherever it stands in the text. */
static void
strike(char *text, size_t len, struct slice word)
{
	if (word.len < WORD_MIN)
		return;
	for (size_t i = 0; i + word.len <= len; i++)
		if (memcmp(text + i, word.at, word.len) == 0)
			memset(text + i, ' ', word.len);
}

static void
strike_words(struct arena *arena, char *text, size_t len, struct slice words)
{
	size_t start = 0;
	for (size_t i = 0; i <= words.len; i++) {
		if (i < words.len && folded(arena, (struct slice){words.at + i, 1}).len > 0)
			continue;
		strike(text, len, folded(arena, (struct slice){words.at + start, i - start}));
		start = i + 1;
	}
}

/* What is left when everybody's words are taken out; digits alone are a year or a count. */
static bool
is_made_of_names(struct arena *arena, struct slice text, const struct password_owner *owner)
{
	size_t letters = 0, digits = 0;
	char *left = arena_text(arena, text);
	const struct slice names[] = {owner->email, owner->name, owner->company};
	/* Whole ones first: a word of one would tear another apart. */
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		strike(left, text.len, folded(arena, names[i]));
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		strike_words(arena, left, text.len, names[i]);
	for (size_t i = 0; i < sizeof everywhere / sizeof everywhere[0]; i++)
		strike(left, text.len, slice_from(everywhere[i]));
	for (size_t i = 0; i < text.len; i++) {
		letters += is_letter(left[i]);
		digits += is_digit(left[i]);
	}
	bool struck = letters + digits < text.len;
	return struck && (letters + digits < OWN_MIN || letters == 0);
}

/* False if the file cannot be read. */
static bool
look_in_file(const char *path, struct slice text, bool *known)
{
	char line[LINE_BYTES_MAX];
	FILE *file = fopen(path, "r");
	if (!file)
		return false;
	struct arena *scratch = arena_new(SCRATCH_MAX);
	while (!*known && fgets(line, sizeof line, file)) {
		line[strcspn(line, "\r\n")] = '\0';
		struct slice word =
		    folded(scratch, slice_head(slice_from(line), PASSWORD_BYTES_MAX));
		*known = word.len > 0 && slice_eq(word, text);
		arena_reset(scratch);
	}
	arena_free(scratch);
	bool whole = !ferror(file);
	fclose(file);
	return whole;
}

static void
check_guess(struct arena *arena, const struct settings *settings, struct slice normal,
    const struct password_owner *owner, const char *control, struct complaints *complaints)
{
	struct slice text = folded(arena, normal);
	bool known = distinct_characters(normal) < DISTINCT_MIN || is_a_run(text) ||
		     is_common(text) || is_made_of_names(arena, text, owner);
	if (!known && settings->password_block_file &&
	    !look_in_file(settings->password_block_file, text, &known))
		act_complain(complaints, control, "unchecked",
		    SLICE_OF("The list of known passwords cannot be read at this moment, so no "
			     "password can be chosen. Tell the operator."));
	else if (known)
		act_complain(complaints, control, "guessable",
		    SLICE_OF("This password is easy to guess. Choose another."));
}

struct slice
password_choose(struct arena *arena, const struct settings *settings, struct slice password,
    const struct password_owner *owner, const char *control, struct complaints *complaints)
{
	size_t before = complaints->count;
	size_t least = owner->two_step ? PASSWORD_LENGTH_TWO_STEP : PASSWORD_LENGTH_MIN;
	struct slice normal =
	    password.len <= PASSWORD_BYTES_MAX ? text_nfc(arena, password) : password;
	if (!normal.at)
		act_complain(complaints, control, "invalid",
		    SLICE_OF("The password is not text that Hub can read."));
	else if (normal.len > PASSWORD_BYTES_MAX || utf8_length(normal) > PASSWORD_LENGTH_MAX)
		act_complain(complaints, control, "too_long",
		    SLICE_OF("Use at most 128 characters for the password."));
	else if (utf8_length(normal) < least)
		act_complain(complaints, control, "too_short",
		    arena_printf(arena, "Use at least %zu characters for the password.", least));
	else
		check_guess(arena, settings, normal, owner, control, complaints);
	return complaints->count == before ? normal : SLICE_NONE;
}
