/* One rule for names, whoever is named. */
#include "access/name.h"

#include "codec/text.h"

/* Much longer than any name, and short enough to normalise without a thought. */
#define TEXT_BYTES_MAX 4096

struct slice
name_read(struct arena *arena, struct slice text, const char *what, struct complaints *complaints)
{
	struct slice name = text_trim(text);
	if (name.len == 0) {
		act_complain(
		    complaints, "name", "required", arena_printf(arena, "Enter %s.", what));
		return SLICE_NONE;
	}
	name = name.len <= TEXT_BYTES_MAX ? text_nfc(arena, name) : SLICE_NONE;
	if (!name.at || utf8_length(name) > NAME_MAX_CODE_POINTS)
		act_complain(complaints, "name", "too_long",
		    SLICE_OF("Use at most 100 characters for the name."));
	else if (text_has_controls(name))
		act_complain(complaints, "name", "controls",
		    SLICE_OF("Leave invisible characters and line breaks out of the name."));
	else
		return name;
	return SLICE_NONE;
}
