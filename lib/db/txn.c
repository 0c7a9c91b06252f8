/*
 * After 1205 the transaction is still open, after 1213 it is gone and the next
 * statement would run in autocommit; so the connection refuses everything from
 * the first conflict on (TXN_BROKEN) and a ROLLBACK follows in both cases.
 */
#define _GNU_SOURCE
#include "db/txn.h"

#include <assert.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "db/connection.h"

#define PAUSE_US (20 * (CLOCK_SECOND / 1000))

static const struct slice begin_text = SLICE("START TRANSACTION");
static const struct slice commit_text = SLICE("COMMIT");
static const struct slice rollback_text = SLICE("ROLLBACK");

/* A connection that turns out to be lost is opened anew once. */
static enum db_status
begin(struct db *db)
{
	enum db_status status = DB_LOST;
	for (int tries = 0; tries < 2 && status == DB_LOST; tries++) {
		status = connection_open(db);
		if (status == DB_OK)
			status = connection_run(db, begin_text);
	}
	if (status == DB_OK)
		db->txn = TXN_OPEN;
	return status;
}

/* Whatever comes of it, nothing is kept: a connection that cannot say so is closed. */
static void
roll_back(struct db *db)
{
	db->txn = TXN_NONE;
	if (db->mysql && connection_run(db, rollback_text) != DB_OK)
		connection_close(db);
}

static enum db_status
commit(struct db *db)
{
	db->txn = TXN_NONE;
	enum db_status status = connection_run(db, commit_text);
	if (status == DB_LOST)
		return DB_UNKNOWN;
	if (status != DB_OK)
		roll_back(db);
	return status;
}

static enum db_status
run_closure(struct db *db, txn_closure *closure, void *context)
{
	enum db_status status = DB_FAULT;
	enum txn_verdict verdict = closure(db, context, &status);
	if (db->txn == TXN_BROKEN)
		status = db->broken;
	else if (verdict == TXN_COMMIT)
		return commit(db);
	else if (verdict == TXN_ROLLBACK)
		status = DB_OK;
	roll_back(db);
	return status;
}

/* Longer each time and different in each process, so that two do not meet again. */
static void
pause_before(int try)
{
	int64_t us = try * PAUSE_US + (clock_monotonic() ^ getpid()) % PAUSE_US;
	struct timespec time = {.tv_nsec = (long)(us * 1000)};
	nanosleep(&time, NULL);
}

enum db_status
txn_run(struct db *db, txn_closure *closure, void *context)
{
	assert(db->txn == TXN_NONE && !db->streaming);
	enum db_status status = DB_RERUN;
	for (int try = 0; try < TXN_TRIES && status == DB_RERUN; try++) {
		if (try > 0)
			pause_before(try);
		status = begin(db);
		if (status == DB_LOST)
			return DB_AWAY;
		if (status == DB_OK)
			status = run_closure(db, closure, context);
	}
	return status;
}
