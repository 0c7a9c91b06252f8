/* The operator's secrets: read once, kept for the life of the process. */
#define _GNU_SOURCE
#include "crypt/secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRETS_MAX 64 /* of all purposes together */
#define SECRET_BYTES_MIN 32
#define SECRET_BYTES_MAX 96
#define SECRETS_ARENA_MAX ((size_t)1 << 20)
#define FILE_BYTES_MAX 16384
#define BASE64_LEN(bytes) (((size_t)(bytes) + 2) / 3 * 4)

struct secret {
	enum secret_purpose purpose;
	uint32_t id;
	struct slice bytes;
};

struct secrets {
	size_t count;
	struct secret at[SECRETS_MAX];
};

static const char *const purpose_names[SECRET_PURPOSES] = {
    [SECRET_PEPPER] = "pepper",
    [SECRET_SEAL] = "seal",
    [SECRET_BLIND] = "blind",
    [SECRET_REPLAY] = "replay",
    [SECRET_CURSOR] = "cursor",
};

static struct arena *
kept(void)
{
	static struct arena *arena;
	if (!arena)
		arena = arena_new(SECRETS_ARENA_MAX);
	return arena;
}

static bool
read_purpose(struct slice word, enum secret_purpose *purpose)
{
	for (int i = 0; i < SECRET_PURPOSES; i++)
		if (slice_is(word, purpose_names[i])) {
			*purpose = (enum secret_purpose)i;
			return true;
		}
	return false;
}

/* Strict base64 with padding, checked by writing it back. */
static bool
read_base64(struct slice text, struct slice *bytes)
{
	unsigned char again[BASE64_LEN(SECRET_BYTES_MAX) + 1];
	if (text.len % 4 != 0 || text.len == 0 || text.len > BASE64_LEN(SECRET_BYTES_MAX))
		return false;
	unsigned char *out = arena_alloc(kept(), text.len / 4 * 3);
	int len = EVP_DecodeBlock(out, (const unsigned char *)text.at, (int)text.len);
	if (len < 0)
		return false;
	len -= slice_has_suffix(text, "==") ? 2 : slice_has_suffix(text, "=") ? 1 : 0;
	EVP_EncodeBlock(again, out, len);
	bool same = slice_eq_secret(slice_from((const char *)again), text);
	OPENSSL_cleanse(again, sizeof again);
	*bytes = (struct slice){(const char *)out, (size_t)len};
	return same && len >= SECRET_BYTES_MIN;
}

/* NULL, or what is wrong with the line. */
static const char *
take_line(struct secrets *secrets, struct slice line)
{
	struct slice purpose, id, base64, rest;
	struct secret secret;
	uint64_t number;
	if (line.len == 0 || line.at[0] == '#')
		return NULL;
	if (!slice_cut(line, ' ', &purpose, &rest) || !slice_cut(rest, ' ', &id, &base64))
		return "expected: purpose, number, base64";
	if (!read_purpose(purpose, &secret.purpose))
		return "unknown purpose";
	if (!slice_to_u64(id, UINT32_MAX, &number) || number == 0)
		return "expected a number from 1 on";
	secret.id = (uint32_t)number;
	if (secrets_find(secrets, secret.purpose, secret.id).at)
		return "this purpose has that number already";
	if (!read_base64(base64, &secret.bytes))
		return "expected base64 of at least 32 bytes";
	if (secrets->count == SECRETS_MAX)
		return "too many secrets";
	secrets->at[secrets->count++] = secret;
	return NULL;
}

/* The whole file in the arena; NULL slice with a complaint. */
static struct slice
read_whole(const char *path, FILE *complaints)
{
	struct stat about;
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 || fstat(file, &about) != 0) {
		fprintf(complaints, "%s: cannot be opened: %s\n", path, strerrorname_np(errno));
		if (file >= 0)
			close(file);
		return SLICE_NONE;
	}
	char *text = NULL;
	ssize_t len = -1;
	if (about.st_mode & (S_IROTH | S_IWOTH)) {
		fprintf(complaints, "%s: can be read or changed by everybody\n", path);
	} else if (about.st_size > FILE_BYTES_MAX) {
		fprintf(complaints, "%s: too long\n", path);
	} else {
		text = arena_alloc(kept(), FILE_BYTES_MAX);
		len = read(file, text, FILE_BYTES_MAX);
		if (len < 0)
			fprintf(
			    complaints, "%s: cannot be read: %s\n", path, strerrorname_np(errno));
	}
	close(file);
	return len < 0 ? SLICE_NONE : (struct slice){text, (size_t)len};
}

static bool
take_lines(struct secrets *secrets, const char *path, struct slice text, FILE *complaints)
{
	struct slice line;
	bool more = true;
	for (int number = 1; more; number++) {
		more = slice_cut(text, '\n', &line, &text);
		const char *wrong = take_line(secrets, slice_trim(line));
		if (wrong) {
			fprintf(complaints, "%s:%d: %s\n", path, number, wrong);
			return false;
		}
	}
	return true;
}

const struct secrets *
secrets_load(const char *path, FILE *complaints)
{
	struct slice text = read_whole(path, complaints);
	if (!text.at)
		return NULL;
	struct secrets *secrets = arena_alloc(kept(), sizeof *secrets);
	if (!take_lines(secrets, path, text, complaints))
		return NULL;
	for (int i = 0; i < SECRET_PURPOSES; i++)
		if (!secrets_newest(secrets, (enum secret_purpose)i, NULL).at) {
			fprintf(complaints, "%s: no secret for %s\n", path, purpose_names[i]);
			return NULL;
		}
	return secrets;
}

static bool
write_fresh(FILE *file)
{
	for (int i = 0; i < SECRET_PURPOSES; i++) {
		unsigned char secret[SECRET_BYTES_MIN], base64[BASE64_LEN(SECRET_BYTES_MIN) + 1];
		random_bytes(secret, sizeof secret);
		EVP_EncodeBlock(base64, secret, sizeof secret);
		fprintf(file, "%s 1 %s\n", purpose_names[i], (const char *)base64);
		OPENSSL_cleanse(secret, sizeof secret);
		OPENSSL_cleanse(base64, sizeof base64);
	}
	return fflush(file) == 0 && fsync(fileno(file)) == 0;
}

bool
secrets_create(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	FILE *file = fdopen(fd, "w");
	if (!file) {
		close(fd);
		unlink(path);
		return false;
	}
	bool written = write_fresh(file);
	if (fclose(file) != 0)
		written = false;
	if (!written)
		unlink(path);
	return written;
}

struct slice
secrets_newest(const struct secrets *secrets, enum secret_purpose purpose, uint32_t *id)
{
	const struct secret *newest = NULL;
	for (size_t i = 0; i < secrets->count; i++) {
		const struct secret *secret = &secrets->at[i];
		if (secret->purpose == purpose && (!newest || secret->id > newest->id))
			newest = secret;
	}
	if (!newest)
		return SLICE_NONE;
	if (id)
		*id = newest->id;
	return newest->bytes;
}

struct slice
secrets_find(const struct secrets *secrets, enum secret_purpose purpose, uint32_t id)
{
	for (size_t i = 0; i < secrets->count; i++)
		if (secrets->at[i].purpose == purpose && secrets->at[i].id == id)
			return secrets->at[i].bytes;
	return SLICE_NONE;
}

const char *
secret_purpose_name(enum secret_purpose purpose)
{
	return purpose_names[purpose];
}
