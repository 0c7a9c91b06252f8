/*
 * Files, locks and offsets on disk. A file's lock is held by its writer from
 * before it bears its name until the writer ends it or dies, so whoever gets the
 * lock knows that nothing more will be written.
 */
#define _GNU_SOURCE
#include "trail/ship_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOCK_FILE "shipper.lock"
#define PRIVATE_MODE 0600
#define BIRTH_SECONDS_MAX 60
#define ARENA_MAX (256u * 1024)

bool
ship_folder_open(struct ship_folder *folder, const char *dir)
{
	struct uuid host;

	if (!journal_host(dir, &host))
		return false;
	int dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dirfd < 0)
		return false;
	*folder = (struct ship_folder){
	    .arena = arena_new(ARENA_MAX),
	    .dirfd = dirfd,
	    .lockfd = -1,
	    .host = host,
	};
	folder->files = arena_array(folder->arena, SHIP_FILES_MAX, sizeof *folder->files);
	return true;
}

void
ship_folder_close(struct ship_folder *folder)
{
	for (size_t i = 0; i < folder->nfiles; i++)
		close(folder->files[i].fd);
	if (folder->lockfd >= 0)
		close(folder->lockfd);
	close(folder->dirfd);
	arena_free(folder->arena);
}

bool
ship_folder_lock(struct ship_folder *folder)
{
	if (folder->lockfd >= 0)
		return true;
	int fd = openat(folder->dirfd, LOCK_FILE, O_RDWR | O_CREAT | O_CLOEXEC, PRIVATE_MODE);
	if (fd < 0)
		return false;
	journal_file_hand_over(folder->dirfd, fd);
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		int why = errno;
		close(fd);
		errno = why;
		return false;
	}
	folder->lockfd = fd;
	return true;
}

static struct ship_file *
find_file(struct ship_folder *folder, struct uuid host, uint64_t number)
{
	for (size_t i = 0; i < folder->nfiles; i++)
		if (folder->files[i].number == number && uuid_eq(folder->files[i].host, host))
			return &folder->files[i];
	return NULL;
}

static void
notice(struct ship_folder *folder, const char *name, struct uuid host, uint64_t number)
{
	struct ship_file *file = find_file(folder, host, number);

	if (file == NULL && folder->nfiles < SHIP_FILES_MAX) {
		int fd = openat(folder->dirfd, name, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			return;
		file = &folder->files[folder->nfiles++];
		*file = (struct ship_file){.host = host, .number = number, .fd = fd};
	}
	if (file == NULL)
		return;
	file->seen = true;
	file->limit = ship_file_size(file);
}

/* A process that died between making a file and naming it left it behind, empty. */
static void
remove_stillborn(struct ship_folder *folder, const char *name)
{
	struct stat stat;
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (fstatat(folder->dirfd, name, &stat, AT_SYMLINK_NOFOLLOW) == 0 &&
	    stat.st_mtim.tv_sec + BIRTH_SECONDS_MAX < now.tv_sec)
		unlinkat(folder->dirfd, name, 0);
}

static void
forget_unseen(struct ship_folder *folder)
{
	for (size_t i = folder->nfiles; i > 0; i--) {
		struct ship_file *file = &folder->files[i - 1];
		if (file->seen)
			continue;
		close(file->fd);
		*file = folder->files[--folder->nfiles];
	}
}

bool
ship_folder_scan(struct ship_folder *folder)
{
	int fd = openat(folder->dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;
	struct uuid host;
	uint64_t number;

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	for (size_t i = 0; i < folder->nfiles; i++)
		folder->files[i].seen = folder->files[i].unreadable = false;
	while ((entry = readdir(dir)) != NULL) {
		struct slice name = slice_from(entry->d_name);
		if (journal_name_read(name, &host, &number))
			notice(folder, entry->d_name, host, number);
		else if (slice_has_suffix(name, JOURNAL_BIRTH_SUFFIX))
			remove_stillborn(folder, entry->d_name);
	}
	closedir(dir);
	forget_unseen(folder);
	return true;
}

bool
ship_file_adopt(struct ship_file *file)
{
	if (!file->dead && flock(file->fd, LOCK_EX | LOCK_NB) == 0) {
		file->dead = true;
		file->limit = ship_file_size(file);
	}
	return file->dead;
}

uint64_t
ship_file_size(const struct ship_file *file)
{
	struct stat stat;

	return fstat(file->fd, &stat) == 0 ? (uint64_t)stat.st_size : 0;
}

size_t
ship_file_rest(const struct ship_file *file, uint64_t place, size_t max)
{
	uint64_t rest = file->limit > place ? file->limit - place : 0;

	return rest < max ? (size_t)rest : max;
}

bool
ship_file_read(const struct ship_file *file, uint64_t place, char *to, size_t *len)
{
	ssize_t got;

	do {
		got = pread(file->fd, to, *len, (off_t)place);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return false;
	*len = (size_t)got;
	return true;
}

void
ship_file_sync(const struct ship_file *file)
{
	fdatasync(file->fd);
}

void
ship_folder_remove(struct ship_folder *folder, struct ship_file *file)
{
	char name[JOURNAL_NAME_LEN + 1];

	journal_name_write(name, file->host, file->number);
	unlinkat(folder->dirfd, name, 0);
	close(file->fd);
	*file = folder->files[--folder->nfiles];
}
