/*
 * One shipper at work: a folder, a connection, and batches between them. ship.c
 * decides when it runs.
 */
#ifndef TRAIL_SHIPPER_H
#define TRAIL_SHIPPER_H

#include <stdatomic.h>

#include "trail/ship.h"
#include "trail/ship_folder.h"

struct shipper {
	struct ship_folder folder;
	struct db *db;
	struct arena *arena; /* of the batch at hand */
	size_t batch_max; /* records; falls while the database refuses a batch, or is too slow for
			     it */
	const atomic_bool
	    *stop; /* a pass ends after the batch at hand once this is true; or NULL */
};

/* False with errno set. The connection stays the caller's. */
bool shipper_open(struct shipper *shipper, const char *dir, struct db *db);
void shipper_close(struct shipper *shipper);

/*
 * One pass over all files: ships every record that was whole when it began, finishes files
 * whose writers are gone.
 * SHIP_BUSY if the folder's lock is another's. Adds to *count.
 */
enum ship_status shipper_pass(struct shipper *shipper, struct ship_count *count);

/* Syncs the files that hold what the database has not. */
void shipper_sync(struct shipper *shipper);

/*
 * Tests only: called between the transaction and the removal of finished files, and may end the
 * process there.
 */
extern void (*shipper_after_commit)(void);

#endif
