/* One template's body while it becomes C: shared by template_code.c and template_part.c. */
#ifndef GEN_TEMPLATE_BODY_H
#define GEN_TEMPLATE_BODY_H

#include "gen/template.h"

#define BLOCKS_MAX 32

enum block_kind { BLOCK_IF, BLOCK_EACH, BLOCK_PART };

/* {if}, {each} or {part} until its {end}. */
struct block {
	enum block_kind kind;
	int line;
	struct place start;  /* where it began */
	struct place branch; /* where its first branch ended */
	bool has_branch, has_else;
	struct slice variable;       /* of {each} */
	const struct record *record; /* of {each}: what it goes over; of {part}: its data */
	struct slice list;           /* of {each}, as C */
	unsigned number;             /* of {part}, for its C variable */
};

struct body {
	struct compiler *compiler;
	const struct template *template;
	struct place place;
	struct block blocks[BLOCKS_MAX];
	size_t nblocks;
	struct str literal; /* not yet written */
	int line;
	unsigned counter;
	bool said_content;
};

struct value {
	enum value_type type;
	const struct record *record;
	struct slice c;       /* the C expression */
	struct slice c_count; /* of a list */
};

/* A C string literal; '?' is escaped because of trigraphs. */
void write_c_string(struct str *out, struct slice text);
/* Literals are written, then the C that follows is said to stand at the template's line. */
struct str *begin_code(struct body *body, int line);
/* NAME or NAME.NAME…: a loop's variable first, then the template's own data. */
struct value read_path(struct body *body, struct words *words);
struct block *push_block(struct body *body, enum block_kind kind, int line);
/* At the word `part`. */
void write_part(struct body *body, struct words *words);

#endif
