/*
 * The second step of signing in: an authenticator app (crypt/totp.h), and codes on paper that
 * stand in for it, each once. The app's secret is sealed in the database, bound to its user;
 * recovery codes are 80 random bits, kept as digests.
 *
 * The acts are of the person who acts, on themselves, and ask for RIGHT_SIGN_IN_CHANGE
 * (a step-up); each is one transaction with its audit row.
 */
#ifndef ACCESS_TWO_STEP_H
#define ACCESS_TWO_STEP_H

#include "access/rights.h"

#define RECOVERY_CODES 10

/* What goes into the app, typed or scanned. */
struct two_step_key {
	struct slice key; /* base32 in groups of four */
	struct slice uri; /* otpauth://totp/… */
};

struct recovery_codes {
	struct slice code[RECOVERY_CODES]; /* "7k2p-9d4x-…": shown once */
};

/* A new secret waits for its first code; one that waited before is forgotten. */
enum db_status two_step_begin(const struct act *act, struct complaints *complaints);
/* The one that waits. DB_NO_ROW: none does. */
enum db_status two_step_waiting(const struct act *act, struct two_step_key *key);
/*
 * The first code: from now on the second step is asked for, other sessions end. Complaints:
 * "code" (wrong, none_waits).
 */
enum db_status two_step_confirm(struct call *call, struct slice code, struct complaints *complaints,
    struct recovery_codes *codes);
/* Ten new ones; those before open nothing any more. Complaints: "two_step" (off). */
enum db_status two_step_new_codes(
    const struct act *act, struct complaints *complaints, struct recovery_codes *codes);
/*
 * Off. Complaints: "two_step" (short_password: a password of fewer than 15 characters does
 * not stand alone).
 */
enum db_status two_step_end(const struct act *act, struct complaints *complaints);

enum db_status two_step_codes_left(const struct act *act, uint64_t *left);

enum two_step_proof { TWO_STEP_WRONG, TWO_STEP_BY_APP, TWO_STEP_BY_RECOVERY };

/*
 * Takes a code of the app or a recovery code and uses it up, in the transaction of what it
 * opens. sealed: users.totp_secret; after_step: users.totp_step.
 */
enum db_status two_step_take(struct db *db, struct arena *arena, const struct secrets *secrets,
    uint64_t entity_id, struct uuid user_id, struct slice sealed, uint64_t after_step,
    struct slice code, enum two_step_proof *proof);

#endif
