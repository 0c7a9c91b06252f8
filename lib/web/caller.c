/* Words for modes. */
#include "web/caller.h"

const char *
mode_name(enum mode mode)
{
	return mode == MODE_LIVE ? "live" : "test";
}

bool
mode_read(struct slice text, enum mode *mode)
{
	if (slice_is(text, "live"))
		*mode = MODE_LIVE;
	else if (slice_is(text, "test"))
		*mode = MODE_TEST;
	else
		return false;
	return true;
}
