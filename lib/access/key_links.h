/*
 * Handing over: a single-use link (links.h) by which somebody without an account makes and
 * sees the secret of a key. The secret does not exist before it is made by the button on the
 * page that the link opens, and nothing keeps it afterwards.
 */
#ifndef ACCESS_KEY_LINKS_H
#define ACCESS_KEY_LINKS_H

#include "access/keys.h"
#include "access/links.h"

struct key_link {
	struct slice url; /* stands in the answer to the act that made it, and nowhere else */
	int64_t expires_us;
};

/*
 * A link to the first secret of a key that waits to be collected, or to a new one of a key
 * that has some, which then rotates with the overlap when the link is used. An earlier link of
 * the key is withdrawn. Complaints on "key": awaits_approval, ended, not_maker (of a first
 * secret; recorded in the trail). DB_NO_ROW: no such key.
 */
enum db_status key_hand_over(const struct act *act, struct uuid id, int64_t overlap_us,
    struct complaints *complaints, struct key_link *link);

/* Who comes with a link: from where, with what. */
struct key_link_holder {
	struct arena *arena;
	struct db *db;
	const struct settings *settings;
	const struct secrets *secrets;
	struct slice token;
	const unsigned char *address; /* 16 bytes */
	struct uuid request_id;
};

/* What whoever holds the link may know. */
struct key_link_info {
	struct single_link link; /* withdrawn too if its key has ended */
	struct company company;
	struct key_info key;
	struct slice from; /* who made the link; NULL: the operator */
};

/* Changes nothing. DB_NO_ROW: nobody made such a link. */
enum db_status key_link_look(const struct key_link_holder *holder, struct key_link_info *info);

/*
 * Makes the secret. DB_OK with info->link.state LINK_OPEN: *secret is it; with another state:
 * nothing was made. Of many who come at once, one gets it.
 */
enum db_status key_link_collect(
    const struct key_link_holder *holder, struct key_link_info *info, struct slice *secret);

#endif
