/*
 * The journal's folder as the shipper sees it: which files there are, how far each
 * is shipped, and whose writer is gone. No database here.
 */
#ifndef TRAIL_SHIP_FOLDER_H
#define TRAIL_SHIP_FOLDER_H

#include "trail/journal_file.h"

#define SHIP_FILES_MAX 1024 /* known at once; others wait until some of these are done */

struct ship_file {
	struct uuid host;
	uint64_t number;
	int fd;
	bool known; /* `shipped` is what the database says */
	bool dead;  /* its writer is gone; we hold its lock */
	bool ended; /* dead, and nothing more can be read: to be finished */
	uint64_t
	    limit; /* how far the pass at hand reads: the size when it began, or when adopted */
	uint64_t shipped; /* committed */
	uint64_t read_to; /* in the batch at hand; equals shipped between batches */
	uint64_t damaged; /* found since `shipped`, not yet told to the database */
	bool seen;        /* by the scan at hand */
	bool unreadable;  /* the system could not read it in the pass at hand: it waits */
};

struct ship_folder {
	struct arena *arena;
	int dirfd;
	int lockfd; /* -1: not ours */
	struct uuid host;
	struct ship_file *files;
	size_t nfiles;
};

/* False with errno set. */
bool ship_folder_open(struct ship_folder *folder, const char *dir);
void ship_folder_close(struct ship_folder *folder);

/*
 * True once this process's shipper holds the folder's lock; kept until close. False with errno
 * set: EWOULDBLOCK if somebody else holds it.
 */
bool ship_folder_lock(struct ship_folder *folder);

/* Takes notice of new files, forgets removed ones, removes births that were never finished. */
bool ship_folder_scan(struct ship_folder *folder);

/* Tries to adopt the file, and then reads it to its end: true if its writer is gone. */
bool ship_file_adopt(struct ship_file *file);
/* Bytes in the file now. */
uint64_t ship_file_size(const struct ship_file *file);
/* How many bytes can be read from the place on, below the file's limit: at most `max`. */
size_t ship_file_rest(const struct ship_file *file, uint64_t place, size_t max);
/* Reads so many into `to`; fewer if the file has lost some. False with errno set: unreadable now.
 */
bool ship_file_read(const struct ship_file *file, uint64_t place, char *to, size_t *len);
/* To disk, for what the database does not have yet. */
void ship_file_sync(const struct ship_file *file);
/* Removes it from the folder and from the list; the last file takes its place in `files`. */
void ship_folder_remove(struct ship_folder *folder, struct ship_file *file);

#endif
