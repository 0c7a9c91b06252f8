/*
 * Names and birth of files in the journal's folder, shared by the writer and the
 * shipper.
 */
#ifndef TRAIL_JOURNAL_FILE_H
#define TRAIL_JOURNAL_FILE_H

#include "trail/journal.h"

#define JOURNAL_NAME_LEN (UUID_TEXT_LEN + 1 + 16 + 4) /* <uuid>-<16 hex>.jnl */
#define JOURNAL_BIRTH_SUFFIX ".new"                   /* a file before its lock is held */

/* NUL-terminated. */
void journal_name_write(char name[static JOURNAL_NAME_LEN + 1], struct uuid host, uint64_t number);
bool journal_name_read(struct slice name, struct uuid *host, uint64_t *number);

/*
 * A new file below dirfd, open for appending and locked before it bears its name, so that
 * nobody can take it for one whose process is gone. -1 with errno.
 */
int journal_file_create(int dirfd, struct uuid host);

/*
 * A file that root makes belongs to the folder's owner, so that the programs, which run as that
 * one, can use it.
 */
void journal_file_hand_over(int dirfd, int fd);

#endif
