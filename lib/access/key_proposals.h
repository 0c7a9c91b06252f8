/*
 * Changes of keys that wait for a second admin's word (access/key_change.h), as they are kept;
 * lib/access only. A change is kept as what was asked for, so that every rule is asked again
 * when it is carried out, and as what it came to then, for who has to judge it.
 */
#ifndef ACCESS_KEY_PROPOSALS_H
#define ACCESS_KEY_PROPOSALS_H

#include "access/key_change.h"

struct key_proposal {
	struct key_waiting_change shown;
	struct key_change change;
	uint64_t key_version; /* of the key that was asked about */
};

/* Keeps it in the place of any other of the key; in the transaction of the act. */
enum db_status key_proposal_put(struct db *db, const struct act *act, struct uuid key_id,
    uint64_t key_version, const struct key_change *change, const struct act_changes *shown);
/* DB_NO_ROW: none waits, or the key is revoked. */
enum db_status key_proposal_find(
    struct db *db, const struct act *act, struct uuid key_id, struct key_proposal *proposal);
/* Takes it out; *there false: somebody else has. */
enum db_status key_proposal_take(
    struct db *db, const struct act *act, struct uuid key_id, struct uuid id, bool *there);

#endif
