/*
 * One write, from its parsed body to its COMMIT. A write is a closure of small steps
 * (struct write is its context); each answers true to go on, or false after it has
 * said how the transaction ends. Rules of single resources hang in by rules.h.
 */
#ifndef RECORDS_WRITE_H
#define RECORDS_WRITE_H

#include "catalog/complaint.h"
#include "catalog/store.h"
#include "codec/json.h"
#include "db/txn.h"
#include "trail/audit.h"
#include "web/problem.h"

struct replay;
struct write;

enum write_kind { WRITE_CREATE, WRITE_UPDATE, WRITE_DELETE };

/* Where somebody stood, for the populations that reached him there; nil: nowhere. */
struct place {
	struct uuid department_id, location_id, union_id;
	struct uuid creator_key_id; /* of a person without an employee */
};

struct change {
	const struct resource *resource;
	struct uuid id;
	enum write_kind kind;
	uint64_t version;
	struct fieldset fields;
	struct place left; /* by a deletion, or by an update that took him elsewhere */
};

/*
 * What an update may be instead of a patch: an action that takes a record from one state to
 * another. The record is locked; write->terms are the good members of the action's body.
 */
#define DEED_FROM_MAX 2

struct deed {
	const char *from[DEED_FROM_MAX]; /* the statuses that it leads from; none: all */
	/* What else the record's state must allow. May be NULL. */
	bool (*is_possible)(const struct write *write);
	/* Rules between terms and record, asked only if the state allows it. May be NULL. */
	bool (*check)(struct write *write);
	/* Changes write->after, and rows beside it. */
	bool (*apply)(struct write *write);
};

struct write {
	/* Given, and not touched by the closure. */
	struct arena *arena;
	struct view view;
	const struct resource *resource;
	enum write_kind kind;
	struct uuid id; /* of a new record too, so that a rerun makes the same one */
	bool dry_run;
	struct slice if_match;   /* header; NULL slice if absent */
	const struct json *body; /* NULL: malformed, or none (delete) */
	struct record given;     /* the good members of the body */
	struct complaints given_complaints;
	const struct deed *deed; /* NULL: a patch */
	struct record terms;     /* of the deed */
	const void *context;     /* what else the deed knows of; NULL for those of tables */
	struct replay *replay;   /* NULL: without Idempotency-Key */
	/* Appended to the company's trail if not NULL, with the change of the record's status. */
	const struct audit_entry *audit;

	/* Of one run of the closure; all else begins anew with each. */
	struct db *db;
	int64_t now_us;
	int32_t today;         /* in the company's zone */
	struct slice currency; /* the company's */
	bool require_if_match;
	struct record before; /* update and delete */
	struct record after;  /* create and update: the whole record as it will be */
	struct place place;   /* delete: where whom it is about stands, and all that goes along */
	struct change *changes;
	size_t nchanges, room;
	struct complaints complaints;

	/* How it ended. */
	enum txn_verdict verdict;
	enum db_status status; /* with TXN_STATUS */
	bool no_credential;    /* the guard met nothing */
	bool malformed;        /* the record is there, but the body is no JSON */
	bool unchanged;        /* a patch that changes nothing */
	bool replayed;         /* done before under this Idempotency-Key: see the replay */
	enum problem problem;  /* if refused */
	bool refused;
	const char *detail;
	struct slice members; /* of the problem */
};

/* Runs the transaction. DB_OK: look at the ends above. */
enum db_status write_run(struct write *write, struct db *db);

/* For steps. Each answers false. */
bool write_refuse(struct write *write, enum problem problem, const char *detail);
bool write_refuse_with(struct write *write, enum problem problem, struct slice members);
/* A statement failed: the status goes through to txn_run. */
bool write_fail(struct write *write, enum db_status status);
/* True if the status is DB_OK, else write_fail(). */
bool write_went(struct write *write, enum db_status status);

/* Complains about a field of the record; a field that has a complaint gets no second. */
void write_complain(
    struct write *write, const char *field, const char *code, const char *constant_detail);
/* True if nothing was complained about; else refuses with all of it. */
bool write_is_sound(struct write *write);

/* True if the write sets the field to something else than it was. */
bool write_changes(const struct write *write, const char *field);

/*
 * Whether the caller's population reaches the record, which then stays within it until COMMIT.
 * Always for a caller without one, and for reference data. False: write_fail(); *reached is
 * untouched.
 */
bool write_reaches(
    struct write *write, const struct resource *resource, struct uuid id, bool *reached);

/* A row of the change feed, written with the others as the last act before COMMIT. */
void write_note_change(struct write *write, const struct change *change);
bool write_put_changes(struct write *write);

/* Raises the realm's row of the rule, so that whoever comes next waits for this COMMIT. */
bool write_go_alone(struct write *write, const char *rule);

#endif
