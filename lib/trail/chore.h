/*
 * Inside lib/trail: what the process that ships does besides, in a thread of its own. One at a
 * time; each function belongs to the thread that ships, but for chore_stop().
 */
#ifndef TRAIL_CHORE_H
#define TRAIL_CHORE_H

#include <time.h>

#include "trail/ship.h"

/* Before the thread that ships. NULL: there is none. */
void chore_give(const struct settings *settings, const struct ship_chore *chore);

/* Once a minute, whatever is asked more often: begins if it is due and not under way. */
void chore_look(struct db *db);

/* Tells it to end and waits for it until that time of the monotonic clock. */
void chore_stop(const struct timespec *until);

#endif
