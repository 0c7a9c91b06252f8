/*
 * Marks beside a text of records: where each record stands, and within it the values that must be
 * judged before the text may be kept anywhere. Whoever writes a record knows its fields; the marks
 * spare the trail to find them again in the text.
 */
#ifndef CATALOG_MARKS_H
#define CATALOG_MARKS_H

#include "base/arena.h"
#include "catalog/catalog.h"

/* Bytes: a text of open words that is shorter can be no credential, and is not marked. */
#define MARKS_SHORT_TEXT 32

struct mark {
	const struct field *field; /* NULL: a record, whose values follow */
	size_t from;               /* byte of the text at which it begins */
	size_t to;                 /* of a record: the byte behind it */
};

/* In the text's order. All zeros with an arena: none yet. */
struct marks {
	struct arena *arena;
	struct mark *at;
	size_t count, room;
};

/* A record begins at the byte; how to call it at its end. */
size_t marks_begin_record(struct marks *marks, size_t from);
void marks_end_record(struct marks *marks, size_t record, size_t to);

/*
 * Which values of a field are to be judged. Never: it is of a class that stays readable and of a
 * form that leaves no room for anything else, since we write it from a number or choose it from our
 * own lists. Open words only if they are long enough.
 */
enum judged { JUDGED_ALWAYS, JUDGED_IF_LONG, JUDGED_NEVER };

enum judged marks_judged(const struct field *field);

/* A value of the field, as it is shown, stands at the byte: marked if it is to be judged. */
void marks_value(
    struct marks *marks, enum judged judged, const struct field *field, size_t from, size_t len);

#endif
