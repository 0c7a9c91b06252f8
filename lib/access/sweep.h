/* Daily work of lib/access: what can never open anything again goes. */
#ifndef ACCESS_SWEEP_H
#define ACCESS_SWEEP_H

#include "base/settings.h"
#include "db/db.h"

struct swept {
	uint64_t sessions; /* that idled or aged out */
	uint64_t forms;    /* single-use form ids older than a week */
	uint64_t tokens;   /* dead for a week; the one used last stays, since it tells when */
	uint64_t links;    /* too old for a month */
};

/* In small statements of their own, so that nobody waits long for a lock. db: the owner's. */
enum db_status access_sweep(struct db *db, const struct settings *settings, struct swept *swept);

#endif
