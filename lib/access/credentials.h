/*
 * What opens the API: secrets of keys and the tokens made from them. Text, digest,
 * look-up, and the cache of decoded credentials that a process keeps.
 */
#ifndef ACCESS_CREDENTIALS_H
#define ACCESS_CREDENTIALS_H

#include "access/addresses.h"
#include "access/limits.h"
#include "access/policy.h"
#include "crypt/secrets.h"
#include "db/db.h"
#include "web/caller.h"

#define CREDENTIAL_TEXT_MAX 200
#define CREDENTIAL_CACHE 512 /* of one process */

/* Why a known credential does not open; the owner's history shows the names. */
enum credential_fate {
	FATE_ALIVE,
	FATE_EXPIRED,
	FATE_ENDED,
	FATE_PAUSED,
	FATE_REVOKED,
	FATE_CLOSED
};
const char *fate_name(enum credential_fate fate);

/* All that a request needs to know of a credential; no pointers into an arena. */
struct identity {
	struct guard guard;
	enum credential_fate fate;
	bool is_token;
	struct uuid credential_id, key_id;
	uint64_t key_serial;
	uint64_t entity_id, realm_id;
	char entity_code[ENTITY_CODE_LEN + 1];
	bool suspended, require_login;
	enum mode mode;
	int64_t expires_us; /* the earlier of credential and key; 0: never */
	int64_t warns_us;   /* the earlier of the secret it comes from and key; 0: never */
	struct address_list addresses;
	struct limit_pair limits;
	struct policy policy;
	unsigned population; /* dimensions that limit the key (catalog/population.h) */
};

/* The text after `Bearer` (RFC 6750 section 2.1); NULL slice if the header says no such thing. */
struct slice credential_bearer(struct slice header);

/* `hub_live_ent_k3v9…_…`, `hub_test_ent_…`; and `hub_tok_…`. */
struct slice credential_new_secret(
    struct arena *arena, const struct settings *settings, enum mode mode, const char *entity_code);
struct slice credential_new_token(struct arena *arena, const struct settings *settings);
/* Has the form of ours and agreeing check characters. */
bool credential_is_well_formed(struct slice text);
/* Begins as ours do, whole or not: what must not stand in a URL or a log. */
bool credential_is_suspected(const struct settings *settings, struct slice text);
/* The first part of a text that is suspected, up to a byte that none of ours has; NULL slice if
 * none.
 */
struct slice credential_within(const struct settings *settings, struct slice text);
/* The digest under the newest pepper, whose number goes to *pepper_id. */
struct digest credential_digest(
    const struct secrets *secrets, struct slice text, uint32_t *pepper_id);

/* Under an older one, and the numbers of those: 0 after the last. */
struct digest credential_digest_under(
    const struct secrets *secrets, uint32_t pepper_id, struct slice text);
uint32_t credential_older_pepper(const struct secrets *secrets, uint32_t pepper_id);

/*
 * Finds the credential: in the cache (*cached true: nobody was asked), else with one query
 * for each pepper, newest first. DB_NO_ROW: unknown. Dead ones are found too
 * (identity->fate) but not cached. *identity lives until the next call or credential_forget().
 */
enum db_status credential_find(struct db *db, struct arena *arena, const struct settings *settings,
    const struct secrets *secrets, struct slice text, const struct identity **identity,
    bool *cached);

/* DB_OK: stands as it was identified; DB_NO_ROW: died or changed since. One query. */
enum db_status credential_confirm(
    struct db *db, struct arena *arena, uint64_t entity_id, const struct guard *guard);

void credential_forget(const struct digest *digest);
void credential_forget_all(void);

#endif
