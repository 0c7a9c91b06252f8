/*
 * The template compiler's own shapes: declarations, the place of the next byte in
 * the HTML, and the words between braces. What it reads and writes is told in
 * templates/FORMAT. Every mistake ends the program with `file:line: message`.
 */
#ifndef GEN_TEMPLATE_H
#define GEN_TEMPLATE_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/str.h"

enum value_type {
	VALUE_TEXT,
	VALUE_URL,
	VALUE_I64,
	VALUE_U64,
	VALUE_COUNT,
	VALUE_BOOL,
	VALUE_RECORD,
	VALUE_LIST
};

struct field {
	struct slice name;
	enum value_type type;
	bool optional;
	struct slice record_name; /* of VALUE_RECORD and VALUE_LIST */
	int line;
};

#define FIELDS_MAX 64

struct record {
	struct slice name;
	const struct template *home;
	struct field fields[FIELDS_MAX];
	size_t nfields;
	struct record *next;
};

/* One file. */
struct template
{
	const char *path; /* as given; stands in complaints and #line */
	struct slice text;
	struct record *data;
	size_t body_at; /* where the declarations end */
	int body_line;
	bool has_content;
	struct template *next;
};

struct compiler {
	struct arena *arena;
	struct template *templates;
	struct record *records;
	struct str code;
};

void complain(const char *path, int line, const char *format, ...)
    __attribute__((noreturn, format(printf, 3, 4)));

/* The words of one pair of braces. */
enum word_kind { WORD_END, WORD_NAME, WORD_NUMBER, WORD_STRING, WORD_MARK };

struct words {
	const char *path;
	int line;
	struct slice rest;
	enum word_kind kind;
	struct slice word; /* a string's without its quotes; of a mark one byte */
	bool after_line;   /* a line ended between the word before and this one */
};

/*
 * text starts just after "{". Puts the words up to the matching "}" into *words, at
 * the first of them; answers the bytes used, "}" counted.
 */
size_t words_open(struct words *words, const char *path, int line, struct slice text);
void words_next(struct words *words);
bool words_are_at(const struct words *words, const char *name_or_mark);
/* Passes the word, or complains that it is missing. */
void words_expect(struct words *words, const char *name_or_mark);
struct slice words_name(struct words *words);
void words_finish(const struct words *words);

/* Reads the declarations at a file's start; fills data, body_at, body_line. */
void declarations_read(struct compiler *compiler, struct template *template);
const struct record *record_find(const struct compiler *compiler, struct slice name);
const struct field *field_find(const struct record *record, struct slice name);
/* structs and prototypes */
void declarations_write(const struct compiler *compiler, struct str *header);

/* Where in the HTML the next byte stands. Plain data: branches are compared by it. */
enum where {
	IN_TEXT,
	IN_WORDS_ONLY,
	IN_SCRIPT,
	IN_TAG_START,
	IN_TAG_NAME,
	IN_END_TAG,
	IN_TAG,
	IN_ATTRIBUTE_NAME,
	IN_ATTRIBUTE_START,
	IN_ATTRIBUTE,
	IN_SELF_CLOSE,
	IN_DOCTYPE
};

enum link { LINK_START, LINK_PART, LINK_DATA };

#define NAME_MAX_LEN 31
#define LITERAL_MAX_LEN 63
#define DEPTH_MAX 64

struct element {
	char name[NAME_MAX_LEN + 1];
	int line;
};

struct place {
	enum where where;
	enum link link;
	struct element tag;
	char attribute[NAME_MAX_LEN + 1];
	char literal[LITERAL_MAX_LEN + 1]; /* what stands first in the attribute */
	size_t nliteral;
	struct element open[DEPTH_MAX];
	size_t depth;
	size_t floor; /* elements below were opened outside this {if} or {each} */
	const char *path;
};

void place_feed(struct place *place, int line, char byte);
/* True where white space may be folded. */
bool place_folds(const struct place *place);
/* The function that writes a value of the type here; complains where none may stand. */
const char *place_writer(struct place *place, int line, enum value_type type);
/*
 * Before {if}, {else} and the like: what stands so far of a name or link is judged. True if
 * a name ended thereby, so that a blank must follow.
 */
bool place_settle(struct place *place, int line);
bool place_same(const struct place *a, const struct place *b);
/* The end of a file: nothing open. */
void place_finish(const struct place *place, int line);

/* Appends one template's functions to compiler->code. */
void template_compile(struct compiler *compiler, struct template *template);

#endif
