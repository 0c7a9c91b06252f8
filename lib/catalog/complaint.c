/* Complaints and the JSON pointers (RFC 6901) that they carry. */
#include "catalog/complaint.h"

#include "base/str.h"

#define POINTER_MAX 512

void
complain(struct complaints *complaints, struct slice pointer, const char *code, struct slice detail)
{
	if (complaints->count == COMPLAINTS_MAX)
		return;
	complaints->list[complaints->count++] =
	    (struct complaint){.pointer = pointer, .code = code, .detail = detail};
}

void
complain_parameter(
    struct complaints *complaints, const char *parameter, const char *code, struct slice detail)
{
	if (complaints->count == COMPLAINTS_MAX)
		return;
	complaints->list[complaints->count++] =
	    (struct complaint){.parameter = parameter, .code = code, .detail = detail};
}

struct slice
pointer_join(struct arena *arena, struct slice parent, struct slice member)
{
	struct str text;
	str_init(&text, arena, POINTER_MAX);
	str_add(&text, parent);
	str_add_char(&text, '/');
	for (size_t i = 0; i < member.len; i++) {
		if (member.at[i] == '~')
			str_add_text(&text, "~0");
		else if (member.at[i] == '/')
			str_add_text(&text, "~1");
		else
			str_add_char(&text, member.at[i]);
	}
	return text.full ? parent : str_slice(&text);
}

struct slice
pointer_index(struct arena *arena, struct slice parent, size_t index)
{
	return arena_printf(arena, "%.*s/%zu", SLICE_ARG(parent), index);
}
