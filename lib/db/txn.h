/*
 * The one way to write. BEGIN, closure, COMMIT; on a conflict from any statement
 * (COMMIT included) the transaction is rolled back and the whole closure runs
 * again, at most three times in all. So a closure touches nothing outside the
 * transaction but what it resets at its start.
 */
#ifndef DB_TXN_H
#define DB_TXN_H

#include "db/db.h"

#define TXN_TRIES 3

/* What a closure answers. */
enum txn_verdict {
	TXN_COMMIT,
	TXN_ROLLBACK, /* a refusal (or rehearsal): nothing is kept, txn_run answers DB_OK */
	TXN_STATUS    /* a statement failed: its status was put into *status */
};

typedef enum txn_verdict txn_closure(struct db *db, void *context, enum db_status *status);

/*
 * DB_OK: committed, or rolled back because the closure said so (the closure knows
 * which). DB_AWAY: never begun; DB_RERUN: conflicts did not end; try later. DB_LOST,
 * DB_UNKNOWN, DB_FAULT and statuses that the closure passed on as for statements.
 * A connection lost before BEGIN is opened anew once.
 */
enum db_status txn_run(struct db *db, txn_closure *closure, void *context);

#endif
