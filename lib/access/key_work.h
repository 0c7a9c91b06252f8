/*
 * What the acts on keys share; lib/access only. All but the first and the last run inside the
 * act's own transaction.
 */
#ifndef ACCESS_KEY_WORK_H
#define ACCESS_KEY_WORK_H

#include "access/keys.h"
#include "access/rights.h"
#include "sql/keys.h"

/*
 * Before an act that makes a secret, or lets somebody make it: who does so for a live key holds
 * live_keys.make and has stepped up, else complaints on "key". *subject names the key in the
 * trail. DB_NO_ROW: the company has no such key.
 */
enum db_status key_permit_secret(const struct act *act, struct uuid id,
    struct complaints *complaints, struct act_subject *subject);

struct maybe_i64 key_maybe_time(int64_t time_us);   /* 0: NULL */
struct maybe_u64 key_maybe_number(uint32_t number); /* 0: NULL */
uint32_t key_number(struct maybe_u64 number);       /* NULL: 0 */

/* The key's row, locked; DB_NO_ROW: there is none that the actor reaches. */
enum db_status key_lock(
    struct db *db, const struct act *act, struct uuid id, struct key_row_lock_row *row);
/* The same, and it has a secret and may have another: neither revoked nor waiting. */
enum db_status key_lock_opened(
    struct db *db, const struct act *act, struct uuid id, struct key_row_lock_row *row);

/* A new secret of the key; its text in the arena, in no other place. */
enum db_status key_insert_secret(struct db *db, const struct act *act, struct uuid key_id,
    enum mode mode, int64_t now_us, struct slice *secret);
/* The newest lives on for the overlap; older ones and their tokens end now. */
enum db_status key_end_older_secrets(
    struct db *db, const struct act *act, struct uuid key_id, int64_t overlap_us, int64_t now_us);
/* From waiting to active, with its first secret. */
enum db_status key_open(struct db *db, const struct act *act, struct uuid id,
    const struct key_row_lock_row *key, struct slice *secret);
/* Raises the stamp, which ends what processes have cached. */
enum db_status key_raise(struct db *db, const struct act *act, struct uuid id, int64_t now_us);

/* The audit entry about the key; changes may be NULL. */
enum db_status key_audit(struct db *db, const struct act *act, enum audit_event event,
    struct uuid id, struct slice name, const struct act_changes *changes);

/* The complaint that another key has the name. */
void key_complain_of_name(const struct act *act, struct slice name, struct complaints *complaints);
/* The end of new keys: the order's, or the last that the rule allows; complains. */
int64_t key_check_end(const struct act *act, const struct key_rules *rules, int64_t from_us,
    int64_t expires_us, struct complaints *complaints);
/* An address list where the rule demands one. */
void key_check_addresses(const struct key_rules *rules, enum mode mode, struct slice addresses,
    struct complaints *complaints);

#endif
