/* "Behind": what pages say when the history is not up to date, or has holes. */
#ifndef PAGES_BEHIND_H
#define PAGES_BEHIND_H

#include "cgi-bin/pages/say.h"

/* The sentence, or the empty slice if nothing waits longer than ten seconds and nothing was lost.
 */
struct slice behind_sentence(
    struct call *call, const struct say *say, enum mode mode, int64_t from_us, int64_t to_us);

#endif
