/*
 * The audit trail: one row for every administrative act, in the act's own
 * transaction, chained for each company (DESIGN.md section 9).
 */
#ifndef TRAIL_AUDIT_H
#define TRAIL_AUDIT_H

#include <stdio.h>

#include "crypt/crypt.h"
#include "db/txn.h"
#include "web/caller.h"

/* The types of events: one table in audit.c gives names ("key.created") and sentences. */
enum audit_event {
	AUDIT_ENTITY_CREATED,
	AUDIT_ENTITY_CHANGED,
	AUDIT_USER_CREATED,
	AUDIT_USER_SIGNED_IN,
	AUDIT_USER_SIGN_IN_FAILED,
	AUDIT_USER_SIGNED_OUT,
	AUDIT_USER_PASSWORD_CHANGED,
	AUDIT_USER_CHANGED,
	AUDIT_USER_INVITED_AGAIN,
	AUDIT_USER_JOINED,
	AUDIT_USER_ROLE_CHANGED,
	AUDIT_USER_DEACTIVATED,
	AUDIT_USER_REACTIVATED,
	AUDIT_USER_RESET_LINK,
	AUDIT_USER_PASSWORD_RESET,
	AUDIT_USER_TWO_STEP_ON,
	AUDIT_USER_TWO_STEP_OFF,
	AUDIT_USER_RECOVERY_CODES,
	AUDIT_USER_RECOVERY_CODE_USED,
	AUDIT_USER_SESSIONS_ENDED,
	AUDIT_USER_CONFIRMED,
	AUDIT_USER_CONFIRM_FAILED,
	AUDIT_KEY_CREATED,
	AUDIT_KEY_CHANGED,
	AUDIT_KEY_CHANGE_ASKED,
	AUDIT_KEY_CHANGE_WITHDRAWN,
	AUDIT_KEY_PAUSED,
	AUDIT_KEY_RESUMED,
	AUDIT_KEY_REVOKED,
	AUDIT_KEYS_REVOKED_ALL,
	AUDIT_GROUP_CREATED,
	AUDIT_GROUP_CHANGED,
	AUDIT_GROUP_DELETED,
	AUDIT_KEY_ROTATED,
	AUDIT_KEY_SECRET_ENDED,
	AUDIT_KEY_SECRET_EXTENDED,
	AUDIT_KEY_APPROVED,
	AUDIT_KEY_COLLECTED,
	AUDIT_KEY_HANDED_OVER,
	AUDIT_KEY_ENDED_UNUSED,
	AUDIT_EXPORTED,
	AUDIT_SANDBOX_ASKED,
	AUDIT_SANDBOX_REFUSED,
	AUDIT_SANDBOX_CREATED,
	AUDIT_SANDBOX_RESET,
	AUDIT_REFUSED,
	AUDIT_EMPLOYEE_TERMINATED,
	AUDIT_EMPLOYEE_REHIRED,
	AUDIT_EMPLOYEE_LEAVE_STARTED,
	AUDIT_EMPLOYEE_RETURNED,
	AUDIT_EMPLOYEE_HIRE_CANCELLED,
	AUDIT_NUMBERS_REVEALED,
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
	const char *actor_kind; /* "user", "key", "system", "link" (whoever held it) */
	struct uuid actor_id;   /* nil for system */
	struct slice actor_name;
	const char *subject_kind; /* "key", "user", …, a resource's prefix, or NULL */
	struct uuid subject_id;
	struct slice subject_name;
	unsigned char address[16]; /* all zero: from a shell */
	struct uuid request_id;    /* nil: from a shell */
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

/* What is said of a type of event: one row of the table in audit.c. */
struct audit_event_kind {
	const char *name;     /* "key.created": permanent */
	const char *group;    /* "keys", "sign-in", "exports", …: for filters */
	const char *sentence; /* "{actor} created key {subject}" */
};

extern const struct audit_event_kind audit_event_kinds[AUDIT_EVENTS];

/* False if there is none of that name. */
bool audit_event_find(struct slice name, enum audit_event *event);

/*
 * The trail as pages read it. NULL slices, nil ids and 0 mean "any"; names in `event` may be
 * an event ("key.created") or a group ("keys").
 */
struct audit_filter {
	uint64_t entity_id;
	int64_t from_us, to_us; /* from ≤ time < to; both 0: all */
	struct slice event;
	struct uuid actor_id;
	struct uuid subject_id;
};

struct audit_row {
	uint64_t seq;
	int64_t at_us;
	struct uuid id;
	struct slice event; /* name; also of types that this release does not know */
	struct slice actor_kind, actor_name, subject_kind, subject_name;
	struct uuid actor_id, subject_id;
	unsigned char address[16];
	struct uuid request_id; /* nil: from a shell */
	const struct audit_change *changes;
	size_t nchanges;
	struct slice record; /* verbatim */
	struct digest previous, hash;
};

#define AUDIT_PAGE 50

struct audit_page {
	struct audit_row *rows; /* newest first */
	size_t nrows;
	bool has_older, has_newer;
};

/* Entries with a smaller number than before_seq (0: from the newest on). */
enum db_status audit_older(struct db *db, struct arena *arena, const struct audit_filter *filter,
    uint64_t before_seq, struct audit_page *page);
/* The page that borders on after_seq, newest first all the same. */
enum db_status audit_newer(struct db *db, struct arena *arena, const struct audit_filter *filter,
    uint64_t after_seq, struct audit_page *page);
/* DB_NO_ROW if the company has no entry of that number. */
enum db_status audit_find(
    struct db *db, struct arena *arena, uint64_t entity_id, uint64_t seq, struct audit_row *row);

/* The row's sentence in pieces; names are strong. Ends with the last piece, no full stop. */
struct audit_piece {
	struct slice text;
	bool strong;
};
#define AUDIT_PIECES_MAX 8
size_t audit_sentence(
    const struct audit_row *row, struct audit_piece pieces[static AUDIT_PIECES_MAX]);

struct audit_head {
	uint64_t seq; /* 0: the chain is empty */
	struct digest hash;
};

enum db_status audit_head(
    struct db *db, struct arena *arena, uint64_t entity_id, struct audit_head *head);

/* What a verification found. */
struct audit_verdict {
	bool whole;
	uint64_t entries;       /* looked at, up to the first bad one */
	uint64_t bad_seq;       /* where the chain breaks; 0 if whole */
	const char *fault;      /* "missing entry", "changed record", … or NULL */
	struct audit_head head; /* as computed */
};

/*
 * Recomputes the company's chain in constant memory and compares it with its head and, if
 * published is given (a head that an export printed), with that: it must lie on the chain.
 * DB_OK whatever the verdict; other statuses if rows could not be read.
 */
enum db_status audit_verify(struct db *db, uint64_t entity_id, const struct audit_head *published,
    struct audit_verdict *verdict);

#endif
