/*
 * A process's end of the journal: its own file, one write(2) a record, and an
 * honest count of what could not be kept.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trail/journal.h"
#include "trail/journal_file.h"

struct journal {
	struct arena *arena;
	const char *dir;
	int fd; /* -1: none is open */
	off_t size;
	uint64_t lost;
	int64_t lost_from_us, lost_to_us;
};

#define ARENA_MAX 4096

struct journal *
journal_new(const char *dir)
{
	struct arena *arena = arena_new(ARENA_MAX);
	struct journal *journal = arena_alloc(arena, sizeof *journal);

	*journal = (struct journal){.arena = arena, .dir = dir, .fd = -1};
	return journal;
}

static void
end_file(struct journal *journal)
{
	if (journal->fd >= 0)
		close(journal->fd);
	journal->fd = -1;
	journal->size = 0;
}

static bool
begin_file(struct journal *journal)
{
	struct uuid host;

	if (!journal_host(journal->dir, &host))
		return false;
	int dirfd = open(journal->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dirfd < 0)
		return false;
	journal->fd = journal_file_create(dirfd, host);
	int why = errno;
	close(dirfd);
	errno = why;
	return journal->fd >= 0;
}

/* Half a record must not stay: what followed it could not be read. */
static void
take_back(struct journal *journal, ssize_t written)
{
	int why = errno;

	if (written > 0 && ftruncate(journal->fd, journal->size) != 0)
		end_file(journal);
	errno = written >= 0 ? ENOSPC : why;
}

static bool
write_whole(struct journal *journal, struct slice bytes)
{
	if (journal->fd < 0 && !begin_file(journal))
		return false;
	ssize_t written = write(journal->fd, bytes.at, bytes.len);
	if (written != (ssize_t)bytes.len) {
		take_back(journal, written);
		return false;
	}
	journal->size += written;
	if (journal->size >= (off_t)JOURNAL_FILE_MAX)
		end_file(journal);
	return true;
}

static void
count_lost(struct journal *journal, int64_t ts_us)
{
	if (journal->lost++ == 0)
		journal->lost_from_us = ts_us;
	journal->lost_to_us = ts_us;
}

bool
journal_append(struct journal *journal, struct arena *arena, struct journal_record *record)
{
	struct str bytes;

	record->lost = journal->lost;
	record->lost_from_us = journal->lost_from_us;
	record->lost_to_us = journal->lost_to_us;
	str_init(&bytes, arena, JOURNAL_RECORD_MAX);
	journal_encode(&bytes, record);
	if (bytes.full || !write_whole(journal, str_slice(&bytes))) {
		int why = bytes.full ? EMSGSIZE : errno;
		count_lost(journal, record->ts_us);
		errno = why;
		return false;
	}
	journal->lost = 0;
	journal->lost_from_us = journal->lost_to_us = 0;
	return true;
}

uint64_t
journal_lost(const struct journal *journal)
{
	return journal->lost;
}

void
journal_free(struct journal *journal)
{
	end_file(journal);
	arena_free(journal->arena);
}
