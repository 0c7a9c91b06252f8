/*
 * The folder: who the host is, what files are called, and how one is born.
 */
#define _GNU_SOURCE
#include "trail/journal_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypt/crypt.h"

#define HOST_FILE "host"
#define PRIVATE_MODE 0600

void
journal_name_write(char name[static JOURNAL_NAME_LEN + 1], struct uuid host, uint64_t number)
{
	char uuid[UUID_TEXT_LEN + 1];

	uuid_text(host, uuid);
	snprintf(name, JOURNAL_NAME_LEN + 1, "%s-%016" PRIx64 ".jnl", uuid, number);
}

static bool
read_hex(struct slice text, uint64_t *number)
{
	static const char digits[] = "0123456789abcdef";
	uint64_t sum = 0;

	for (size_t i = 0; i < text.len; i++) {
		const char *digit = text.at[i] != '\0' ? strchr(digits, text.at[i]) : NULL;
		if (digit == NULL)
			return false;
		sum = sum << 4 | (uint64_t)(digit - digits);
	}
	*number = sum;
	return true;
}

bool
journal_name_read(struct slice name, struct uuid *host, uint64_t *number)
{
	struct slice hex = slice_head(slice_skip(name, UUID_TEXT_LEN + 1), 16);

	return name.len == JOURNAL_NAME_LEN && slice_has_suffix(name, ".jnl") &&
	       name.at[UUID_TEXT_LEN] == '-' && uuid_read(slice_head(name, UUID_TEXT_LEN), host) &&
	       read_hex(hex, number) && *number != 0;
}

void
journal_file_hand_over(int dirfd, int fd)
{
	struct stat folder;

	if (geteuid() != 0 || fstat(dirfd, &folder) != 0 || folder.st_uid == 0)
		return;
	/* Failing leaves the file root's: the programs then say that they cannot use it. */
	if (fchown(fd, folder.st_uid, folder.st_gid) != 0)
		return;
}

int
journal_file_create(int dirfd, struct uuid host)
{
	char name[JOURNAL_NAME_LEN + 1];
	char birth[JOURNAL_NAME_LEN + sizeof JOURNAL_BIRTH_SUFFIX];
	uint64_t number = 0;

	while (number == 0)
		random_bytes(&number, sizeof number);
	journal_name_write(name, host, number);
	snprintf(birth, sizeof birth, "%s%s", name, JOURNAL_BIRTH_SUFFIX);
	int fd =
	    openat(dirfd, birth, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, PRIVATE_MODE);
	if (fd < 0)
		return -1;
	journal_file_hand_over(dirfd, fd);
	/* link(2) refuses a name that exists, which rename(2) would not. */
	bool born = flock(fd, LOCK_EX | LOCK_NB) == 0 && linkat(dirfd, birth, dirfd, name, 0) == 0;
	int why = errno;
	unlinkat(dirfd, birth, 0);
	if (born)
		return fd;
	close(fd);
	errno = why;
	return -1;
}

static bool
read_host(int dirfd, struct uuid *host)
{
	char text[UUID_TEXT_LEN];
	int fd = openat(dirfd, HOST_FILE, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	ssize_t len = read(fd, text, sizeof text);
	int why = len < 0 ? errno : EINVAL;
	close(fd);
	if (len == (ssize_t)sizeof text && uuid_read((struct slice){text, sizeof text}, host))
		return true;
	errno = why;
	return false;
}

/* Whole before it is called `host`; whoever links first decides. */
static bool
make_host(int dirfd)
{
	char text[UUID_TEXT_LEN + 1], name[sizeof HOST_FILE + UUID_TEXT_LEN + 1];
	struct uuid host;

	random_bytes(&host, sizeof host);
	uuid_text(host, text);
	snprintf(name, sizeof name, "%s.%s", HOST_FILE, text);
	int fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, PRIVATE_MODE);
	if (fd < 0)
		return false;
	journal_file_hand_over(dirfd, fd);
	bool written = write(fd, text, UUID_TEXT_LEN) == UUID_TEXT_LEN && fsync(fd) == 0;
	written = written && (linkat(dirfd, name, dirfd, HOST_FILE, 0) == 0 || errno == EEXIST);
	int why = errno;
	unlinkat(dirfd, name, 0);
	close(fd);
	errno = why;
	return written;
}

bool
journal_host(const char *dir, struct uuid *host)
{
	int dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool found;

	if (dirfd < 0)
		return false;
	found = read_host(dirfd, host);
	if (!found && errno == ENOENT)
		found = make_host(dirfd) && read_host(dirfd, host);
	int why = errno;
	close(dirfd);
	errno = why;
	return found;
}
