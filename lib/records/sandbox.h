/*
 * A company's sandbox: a test realm full of sample data (DESIGN.md section 11). It is
 * filled beside the one in use and takes its place in one transaction, which raises the
 * stamp of every key; keys, history and figures stay.
 */
#ifndef RECORDS_SANDBOX_H
#define RECORDS_SANDBOX_H

#include "access/act.h"

#define SANDBOX_EMPLOYEES 250
#define SANDBOX_SEED 1 /* the same for everybody: what an integrator learned stays true */

enum sandbox_state {
	SANDBOX_NONE,
	SANDBOX_WAITING, /* asked for; the operator has not answered */
	SANDBOX_BUILDING,
	SANDBOX_READY,
	SANDBOX_FAILED
};

/* "none", "waiting", "building", "ready", "failed". */
const char *sandbox_state_name(enum sandbox_state state);

struct sandbox_info {
	enum sandbox_state state;
	uint64_t employees; /* made so far, of SANDBOX_EMPLOYEES, while it is built */
	int64_t asked_us;   /* 0: never; so the next two */
	int64_t built_us;
	int64_t reset_us; /* the last time */
};

enum db_status sandbox_look(const struct act *act, struct sandbox_info *info);

enum sandbox_outcome {
	SANDBOX_DONE,
	SANDBOX_WAITS,      /* for the operator */
	SANDBOX_BUSY,       /* it is being built at this moment */
	SANDBOX_THERE,      /* there is one already */
	SANDBOX_NOT_THERE,  /* there is none to build anew */
	SANDBOX_NOT_ASKED,  /* nothing waits for an answer */
	SANDBOX_NOT_ALLOWED /* auditors read; only the operator answers */
};

/*
 * Asks for one: built at once by the setting `sandbox = granted` and by the operator, else it
 * waits. Building takes about a second. Each act leaves its audit event, and all work on
 * act->entity_id. A failure while filling leaves the state `failed`, or the sandbox there was.
 */
enum db_status sandbox_ask(const struct act *act, enum sandbox_outcome *outcome);
/* The operator's answer to one that waits. */
enum db_status sandbox_approve(const struct act *act, enum sandbox_outcome *outcome);
enum db_status sandbox_refuse(const struct act *act, enum sandbox_outcome *outcome);
/* Everything written to it is lost. */
enum db_status sandbox_reset(const struct act *act, enum sandbox_outcome *outcome);

struct sandbox_waiting {
	uint64_t entity_id;
	int64_t asked_us;
};

/* Of all companies, the longest waiting first: the operator's. */
enum db_status sandbox_list_waiting(
    const struct act *act, struct sandbox_waiting **waiting, size_t *count);

/* Daily work: empties retired realms and forgets them; *rows grows by the rows deleted. */
enum db_status sandbox_sweep(struct db *db, uint64_t *rows);

#endif
