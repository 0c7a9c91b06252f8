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

enum judged
marks_judged(const struct field *field)
{
	if (!privacy_is_readable(field->privacy))
		return JUDGED_ALWAYS;
	switch (field->type) {
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
		return JUDGED_NEVER;
	case FIELD_OBJECTS:
	case FIELD_IDENTIFIER:
		return JUDGED_ALWAYS;
	default:
		return JUDGED_IF_LONG;
	}
}

void
marks_value(
    struct marks *marks, enum judged judged, const struct field *field, size_t from, size_t len)
{
	if (judged == JUDGED_ALWAYS || (judged == JUDGED_IF_LONG && len >= MARKS_SHORT_TEXT))
		*add(marks) = (struct mark){.field = field, .from = from};
}
