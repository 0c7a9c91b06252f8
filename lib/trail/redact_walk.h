/*
 * A walk over the text of a JSON body beside which another text is made: reading,
 * replacing, and the structure of objects and arrays. What is kept decides redact.c.
 * Functions that answer bool answer false where the text is not well-formed.
 */
#ifndef TRAIL_REDACT_WALK_H
#define TRAIL_REDACT_WALK_H

#include "base/str.h"
#include "catalog/marks.h"

#define WALK_DEPTH_MAX 16 /* of arrays within arrays */

struct walk {
	const char *text, *at, *end;
	const struct mark *mark, *marks_end; /* of records that are still ahead */
	struct str *out;
	const struct resource *resource; /* whose fields are named here */
	size_t limit;                    /* of out->len: no new member or element beyond it */
	bool cut;                        /* something was, and it was said */
	int next_field;                  /* bodies of ours name fields in the catalog's order */
	int depth;
};

/* One object being rebuilt. */
struct object {
	bool any;
	unsigned nunknown;
};

/* What stands in a place of which nothing is kept. */
extern const struct slice walk_redacted, walk_invalid, walk_unknown, walk_cut_mark;

void walk_blanks(struct walk *walk);
/* The next byte that is no blank; NUL at the end. */
char walk_peek(struct walk *walk);
/* The mark of the record that begins here, or NULL. */
const struct mark *walk_marked_record(struct walk *walk);
/* What stands between the quotes, escapes and all. */
bool walk_string(struct walk *walk, struct slice *inside);
/* A number, true, false or null. */
bool walk_bare(struct walk *walk, struct slice *text);

/* Puts the mark and goes past one value. */
bool walk_replace(struct walk *walk, struct slice mark);
/* Copies the name, as walk_string() gave it, with what parts it from the member before. */
void walk_name(struct walk *walk, struct object *object, struct slice name);
/* `"?1":"[unknown]"` in the place of a member whose name was read. */
bool walk_drop_unknown(struct walk *walk, struct object *object);

/* Consumes one value and appends what is kept of it. */
typedef bool walk_keeper(struct walk *walk, const void *context);
/* The same for a member of which only the name has been read. */
typedef bool walk_member(
    struct walk *walk, struct object *object, struct slice name, const void *context);

/* An object, member by member; any other value is replaced as unknown. */
bool walk_object(struct walk *walk, walk_member *each, const void *context);
/* An array of at most REDACT_ELEMENTS_MAX; any other value is replaced as unknown. */
bool walk_array(struct walk *walk, walk_keeper *each, const void *context);

#endif
