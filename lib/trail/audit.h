/*
 * The audit trail: one row for every administrative act, in the act's own
 * transaction, chained for each company (DESIGN.md section 9).
 */
#ifndef TRAIL_AUDIT_H
#define TRAIL_AUDIT_H

#include <stdio.h>

#include "db/txn.h"
#include "web/caller.h"

/* The types of events: one table in audit.c gives names ("key.created") and sentences. */
enum audit_event {
	AUDIT_ENTITY_CREATED, AUDIT_USER_CREATED, AUDIT_USER_SIGNED_IN, AUDIT_USER_SIGN_IN_FAILED,
	AUDIT_USER_SIGNED_OUT, AUDIT_USER_PASSWORD_CHANGED,
	AUDIT_KEY_CREATED, AUDIT_KEY_CHANGED, AUDIT_KEY_PAUSED, AUDIT_KEY_RESUMED, AUDIT_KEY_REVOKED,
	AUDIT_KEYS_REVOKED_ALL, AUDIT_KEY_ROTATED,
	AUDIT_EXPORTED, AUDIT_SANDBOX_CREATED, AUDIT_REFUSED,
	AUDIT_EVENTS
};

/* One changed property; texts, never a secret. NULL slice: did not exist. */
struct audit_change {
	const char *field;
	struct slice before;
	struct slice after;
};

struct audit_entry {
	enum audit_event event;
	uint64_t entity_id;
	const char *actor_kind;      /* "user", "key", "system" */
	struct uuid actor_id;        /* nil for system */
	struct slice actor_name;
	const char *subject_kind;    /* "key", "user", … or NULL */
	struct uuid subject_id;
	struct slice subject_name;
	unsigned char address[16];   /* all zero: from a shell */
	struct uuid request_id;      /* nil: from a shell */
	const struct audit_change *changes;
	size_t nchanges;
};

/* Fills actor, address and request from the call's caller. */
struct call;
struct audit_entry audit_entry_of(const struct call *call, enum audit_event event);

/*
 * Appends inside an open transaction (txn_run), as its last statements: locks the
 * company's head, chains, inserts. The status goes through to txn_run.
 */
enum db_status audit_append(struct db *db, struct arena *arena, const struct audit_entry *entry);

/* A company's first link; in the transaction that creates it. */
enum db_status audit_begin_chain(struct db *db, uint64_t entity_id);

#endif
