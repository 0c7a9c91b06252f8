/* Marks beside a text of records. */
#include "catalog/marks.h"

#include <string.h>

#define ROOM_FIRST 32

static struct mark *
add(struct marks *marks)
{
	if (marks->count == marks->room) {
		size_t room = marks->room > 0 ? 2 * marks->room : ROOM_FIRST;
		struct mark *more = arena_array(marks->arena, room, sizeof *more);
		if (marks->count > 0)
			memcpy(more, marks->at, marks->count * sizeof *more);
		marks->at = more;
		marks->room = room;
	}
	return &marks->at[marks->count++];
}

size_t
marks_begin_record(struct marks *marks, size_t from)
{
	*add(marks) = (struct mark){.from = from};
	return marks->count - 1;
}

void
marks_end_record(struct marks *marks, size_t record, size_t to)
{
	marks->at[record].to = to;
}

/*
 * Of a form that leaves no room for anything else: written by us from numbers, chosen from our own
 * lists, or too short.
 */
static bool
is_of_fixed_form(enum field_type type, size_t len)
{
	switch (type) {
	case FIELD_ID:
	case FIELD_REFERENCE:
	case FIELD_CHOICE:
	case FIELD_DATE:
	case FIELD_TIME:
	case FIELD_BOOL:
	case FIELD_INTEGER:
	case FIELD_MONEY:
	case FIELD_DECIMAL:
	case FIELD_VERSION:
		return true;
	case FIELD_OBJECTS:
	case FIELD_IDENTIFIER:
		return false;
	default:
		return len < MARKS_SHORT_TEXT;
	}
}

void
marks_value(struct marks *marks, const struct field *field, size_t from, size_t len)
{
	if (!is_of_fixed_form(field->type, len) || !privacy_is_readable(field->privacy))
		*add(marks) = (struct mark){.field = field, .from = from};
}
