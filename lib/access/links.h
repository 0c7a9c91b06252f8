/*
 * Links that may be used once, by somebody without a session: an invitation, a new
 * password, a key handed over. The token in the link is 256 random bits; the database
 * keeps its digest. Looking a link up changes nothing, since mail scanners open every
 * link: a page shows what it is for, and the POST of its button uses it, in the
 * transaction of what is done by it.
 */
#ifndef ACCESS_LINKS_H
#define ACCESS_LINKS_H

#include "access/act.h"

/* One table in links.c gives name in the database, path and hours of life. */
enum link_purpose {
	LINK_INVITATION, /* subject: the user; 72 hours */
	LINK_RESET,      /* subject: the user; one hour */
	LINK_HANDOVER,   /* subject: the key; 72 hours */
	LINK_PURPOSES
};

enum link_state { LINK_OPEN, LINK_USED, LINK_WITHDRAWN, LINK_EXPIRED };

struct single_link {
	enum link_purpose purpose;
	enum link_state state; /* judged now */
	uint64_t entity_id;
	struct uuid subject_id;
	struct uuid created_by; /* a user; nil: the operator */
	int64_t created_us, expires_us;
	struct digest digest;
};

/* "/invitation": the pages of the purpose lie at `<prefix>/hub/invitation/{token}`. */
const char *links_path(enum link_purpose purpose);
unsigned links_hours(enum link_purpose purpose);

/*
 * A new one, the only one alive of its purpose and subject: those before it are withdrawn.
 * *url is its absolute address below the canonical public URL, in the arena; it stands in
 * the answer to this act, or in one letter, and nowhere else. In the act's transaction.
 */
enum db_status links_make(struct db *db, const struct act *act, enum link_purpose purpose,
    struct uuid subject_id, struct slice *url);

/* DB_NO_ROW: the text is no token of a link of this purpose. Changes nothing. */
enum db_status links_find(struct db *db, struct arena *arena, enum link_purpose purpose,
    struct slice token, struct single_link *link);

/* The newest that waits to be used, without its digest. DB_NO_ROW: none does. */
enum db_status links_find_open(struct db *db, struct arena *arena, uint64_t entity_id,
    enum link_purpose purpose, struct uuid subject_id, struct single_link *link);

/*
 * Uses it up, in the transaction of what it was for; of two at once one succeeds. DB_NO_ROW:
 * it is not open (any more).
 */
enum db_status links_use(struct db *db, const struct single_link *link);

/* Whatever waits of that purpose for the subject opens nothing from now on. */
enum db_status links_withdraw(
    struct db *db, uint64_t entity_id, enum link_purpose purpose, struct uuid subject_id);

/* How a page tells that a link is not open: "This link was used already." and the like. */
struct slice links_state_sentence(enum link_state state);

#endif
