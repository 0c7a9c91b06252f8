/* Changing the file of secrets: a new one beside it, which takes its place in one step. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypt/secrets.h"

#define SECRET_BYTES 32
#define WAITING " waiting"

/* One change under way: the folder is locked, so that no two are. */
struct change {
	const char *path;
	char fresh_path[PATH_MAX];
	int folder;
	FILE *old, *fresh;
	FILE *complaints;
};

static bool
complain(const struct change *change, const char *what)
{
	fprintf(change->complaints, "%s: %s: %s\n", change->path, what, strerrorname_np(errno));
	return false;
}

static bool
lock_folder(struct change *change)
{
	char copy[PATH_MAX];
	if (snprintf(copy, sizeof copy, "%s", change->path) >= PATH_MAX ||
	    snprintf(change->fresh_path, sizeof change->fresh_path, "%s.new", change->path) >=
		PATH_MAX) {
		errno = ENAMETOOLONG;
		return complain(change, "cannot be changed");
	}
	change->folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (change->folder < 0 || flock(change->folder, LOCK_EX) != 0)
		return complain(change, "its folder cannot be locked");
	return true;
}

/* A file of that name is what a change left that was broken off. */
static bool
open_files(struct change *change)
{
	struct stat about;
	change->old = fopen(change->path, "re");
	if (!change->old || fstat(fileno(change->old), &about) != 0)
		return complain(change, "cannot be opened");
	unlink(change->fresh_path);
	int fd = open(change->fresh_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return complain(change, "a new file cannot be made beside it");
	change->fresh = fdopen(fd, "w");
	if (!change->fresh) {
		close(fd);
		return complain(change, "a new file cannot be made beside it");
	}
	if ((about.st_uid != geteuid() || about.st_gid != getegid()) &&
	    fchown(fd, about.st_uid, about.st_gid) != 0)
		return complain(change, "its owner cannot be kept");
	return fchmod(fd, about.st_mode & 07777) == 0 ||
	       complain(change, "its mode cannot be kept");
}

/* What was not read or written whole, or cannot be loaded, takes the place of nothing. */
static bool
put_in_place(struct change *change)
{
	if (ferror(change->old) || ferror(change->fresh)) {
		errno = EIO;
		return complain(change, "cannot be copied");
	}
	if (fflush(change->fresh) != 0 || fsync(fileno(change->fresh)) != 0)
		return complain(change, "cannot be copied");
	if (!secrets_load(change->fresh_path, change->complaints))
		return false;
	if (rename(change->fresh_path, change->path) != 0 || fsync(change->folder) != 0)
		return complain(change, "cannot be replaced");
	return true;
}

typedef void editor(struct change *change, enum secret_purpose purpose, bool waiting);

static bool
change_file(
    const char *path, enum secret_purpose purpose, bool waiting, editor *edit, FILE *complaints)
{
	struct change change = {.path = path, .folder = -1, .complaints = complaints};
	bool done = lock_folder(&change) && open_files(&change);
	if (done) {
		edit(&change, purpose, waiting);
		done = put_in_place(&change);
	}
	if (change.old)
		fclose(change.old);
	if (change.fresh)
		fclose(change.fresh);
	if (!done && change.fresh)
		unlink(change.fresh_path);
	if (change.folder >= 0)
		close(change.folder);
	return done;
}

/* The number of a line of that purpose; 0 for all other lines. */
static uint64_t
number_of(struct slice line, enum secret_purpose purpose)
{
	struct slice word, id, rest;
	uint64_t number;
	if (!slice_cut(slice_trim(line), ' ', &word, &rest) || !slice_cut(rest, ' ', &id, &rest) ||
	    !slice_is(word, secret_purpose_name(purpose)) || !slice_to_u64(id, UINT32_MAX, &number))
		return 0;
	return number;
}

/* Lines of the purpose go without " waiting" if in_use. Answers its highest number. */
static uint64_t
copy_lines(struct change *change, enum secret_purpose purpose, bool in_use)
{
	char text[SECRETS_FILE_MAX];
	uint64_t highest = 0;
	while (fgets(text, sizeof text, change->old)) {
		struct slice line = slice_trim(slice_from(text));
		uint64_t number = number_of(line, purpose);
		if (number > 0 && in_use && slice_has_suffix(line, WAITING))
			line = slice_head(line, line.len - strlen(WAITING));
		highest = number > highest ? number : highest;
		fprintf(change->fresh, "%.*s\n", SLICE_ARG(line));
	}
	OPENSSL_cleanse(text, sizeof text);
	return highest;
}

static void
edit_add(struct change *change, enum secret_purpose purpose, bool waiting)
{
	unsigned char secret[SECRET_BYTES], base64[(SECRET_BYTES + 2) / 3 * 4 + 1];
	uint64_t number = copy_lines(change, purpose, false) + 1;
	random_bytes(secret, sizeof secret);
	EVP_EncodeBlock(base64, secret, sizeof secret);
	fprintf(change->fresh, "%s %llu %s%s\n", secret_purpose_name(purpose),
	    (unsigned long long)number, (const char *)base64, waiting ? WAITING : "");
	OPENSSL_cleanse(secret, sizeof secret);
	OPENSSL_cleanse(base64, sizeof base64);
}

static void
edit_use(struct change *change, enum secret_purpose purpose, bool waiting)
{
	(void)waiting;
	copy_lines(change, purpose, true);
}

bool
secrets_add(const char *path, enum secret_purpose purpose, bool waiting, FILE *complaints)
{
	return change_file(path, purpose, waiting, edit_add, complaints);
}

bool
secrets_use(const char *path, enum secret_purpose purpose, FILE *complaints)
{
	return change_file(path, purpose, false, edit_use, complaints);
}
