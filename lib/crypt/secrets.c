/*
 * The operator's secrets: kept for the life of the process, and read again where the file has
 * become another one. Changing the file: secrets_file.c.
 */
#define _GNU_SOURCE
#include "crypt/secrets.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_BYTES_MIN 32
#define SECRET_BYTES_MAX 96
#define SECRETS_ARENA_MAX ((size_t)16 << 20)
#define FILE_BYTES_MAX SECRETS_FILE_MAX
#define BASE64_LEN(bytes) (((size_t)(bytes) + 2) / 3 * 4)
#define WAITING " waiting"

struct secret {
	enum secret_purpose purpose;
	uint32_t id;
	bool waiting; /* opens, and does not seal yet */
	size_t len;
	unsigned char bytes[SECRET_BYTES_MAX + 3];
	struct hmac_key begun; /* of peppers, under which each request has a digest made */
};

struct table {
	size_t count;
	struct secret at[SECRETS_MAX];
};

struct state {
	struct stat about; /* the file as it was read */
	struct table table;
};

struct holder {
	pthread_mutex_t changing;
	_Atomic(const struct state *) now;
};

/*
 * The callers' handle is constant; what it leads to becomes another state when the file does.
 * States are never freed, so that what was found in one stays.
 */
struct secrets {
	const char *path;
	struct holder *holder;
};

static const struct state *
state_of(const struct secrets *secrets)
{
	return atomic_load(&secrets->holder->now);
}

static const struct table *
table_of(const struct secrets *secrets)
{
	return &state_of(secrets)->table;
}

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
read_base64(struct slice text, struct secret *secret)
{
	unsigned char again[BASE64_LEN(SECRET_BYTES_MAX) + 1];
	if (text.len % 4 != 0 || text.len == 0 || text.len > BASE64_LEN(SECRET_BYTES_MAX))
		return false;
	int len = EVP_DecodeBlock(secret->bytes, (const unsigned char *)text.at, (int)text.len);
	if (len < 0)
		return false;
	len -= slice_has_suffix(text, "==") ? 2 : slice_has_suffix(text, "=") ? 1 : 0;
	EVP_EncodeBlock(again, secret->bytes, len);
	bool same = slice_eq_secret(slice_from((const char *)again), text);
	OPENSSL_cleanse(again, sizeof again);
	secret->len = (size_t)len;
	return same && len >= SECRET_BYTES_MIN;
}

static const struct secret *
find(const struct table *table, enum secret_purpose purpose, uint32_t id)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->at[i].purpose == purpose && table->at[i].id == id)
			return &table->at[i];
	return NULL;
}

static bool
take_waiting(struct slice *line)
{
	bool waiting = slice_has_suffix(*line, WAITING);
	*line = slice_head(*line, line->len - (waiting ? strlen(WAITING) : 0));
	return waiting;
}

/* NULL, or what is wrong with the line. */
static const char *
take_line(struct table *table, struct slice line)
{
	struct slice purpose, id, base64, rest;
	struct secret secret = {.waiting = take_waiting(&line)};
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
	if (find(table, secret.purpose, secret.id))
		return "this purpose has that number already";
	if (!read_base64(base64, &secret))
		return "expected base64 of at least 32 bytes";
	if (table->count == SECRETS_MAX)
		return "too many secrets";
	table->at[table->count++] = secret;
	OPENSSL_cleanse(&secret, sizeof secret);
	return NULL;
}

/* Its length, and what the file is; -1 with a complaint. */
static ssize_t
read_whole(const char *path, char text[static FILE_BYTES_MAX], struct stat *about, FILE *complaints)
{
	ssize_t len = -1;
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 || fstat(file, about) != 0) {
		fprintf(complaints, "%s: cannot be opened: %s\n", path, strerrorname_np(errno));
		if (file >= 0)
			close(file);
		return -1;
	}
	if (about->st_mode & (S_IROTH | S_IWOTH)) {
		fprintf(complaints, "%s: can be read or changed by everybody\n", path);
	} else if (about->st_size > FILE_BYTES_MAX) {
		fprintf(complaints, "%s: too long\n", path);
	} else {
		len = read(file, text, FILE_BYTES_MAX);
		if (len < 0)
			fprintf(
			    complaints, "%s: cannot be read: %s\n", path, strerrorname_np(errno));
	}
	close(file);
	return len;
}

static bool
take_lines(struct table *table, const char *path, struct slice text, FILE *complaints)
{
	struct slice line;
	bool more = true;
	for (int number = 1; more; number++) {
		more = slice_cut(text, '\n', &line, &text);
		const char *wrong = take_line(table, slice_trim(line));
		if (wrong) {
			fprintf(complaints, "%s:%d: %s\n", path, number, wrong);
			return false;
		}
	}
	return true;
}

static const struct secret *
newest(const struct table *table, enum secret_purpose purpose)
{
	const struct secret *newest = NULL;
	for (size_t i = 0; i < table->count; i++) {
		const struct secret *secret = &table->at[i];
		if (secret->purpose == purpose && !secret->waiting &&
		    (!newest || secret->id > newest->id))
			newest = secret;
	}
	return newest;
}

static bool
has_all_purposes(const struct table *table, const char *path, FILE *complaints)
{
	for (int i = 0; i < SECRET_PURPOSES; i++)
		if (!newest(table, (enum secret_purpose)i)) {
			fprintf(complaints, "%s: no secret for %s\n", path, purpose_names[i]);
			return false;
		}
	return true;
}

static void
begin_peppers(struct table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		struct secret *secret = &table->at[i];
		if (secret->purpose == SECRET_PEPPER)
			secret->begun = hmac_key_begin(
			    (struct slice){(const char *)secret->bytes, secret->len});
	}
}

/* NULL with a complaint. */
static const struct state *
read_state(const char *path, FILE *complaints)
{
	struct state fresh = {0}, *lasting = NULL;
	char text[FILE_BYTES_MAX];
	ssize_t len = read_whole(path, text, &fresh.about, complaints);
	bool good = len >= 0 &&
		    take_lines(&fresh.table, path, (struct slice){text, (size_t)len}, complaints) &&
		    has_all_purposes(&fresh.table, path, complaints);
	if (good) {
		begin_peppers(&fresh.table);
		lasting = arena_alloc(kept(), sizeof *lasting);
		*lasting = fresh;
	}
	OPENSSL_cleanse(text, sizeof text);
	OPENSSL_cleanse(&fresh, sizeof fresh);
	return lasting;
}

const struct secrets *
secrets_load(const char *path, FILE *complaints)
{
	const struct state *state = read_state(path, complaints);
	if (!state)
		return NULL;
	struct secrets *secrets = arena_alloc(kept(), sizeof *secrets);
	secrets->path = arena_text(kept(), slice_from(path));
	secrets->holder = arena_alloc(kept(), sizeof *secrets->holder);
	pthread_mutex_init(&secrets->holder->changing, NULL);
	atomic_init(&secrets->holder->now, state);
	return secrets;
}

static bool
is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* A file that has become bad changes nothing: it is told of when a program starts. */
static bool
replace_state(const struct secrets *secrets)
{
	FILE *nobody = fopen("/dev/null", "w");
	const struct state *state = nobody ? read_state(secrets->path, nobody) : NULL;
	if (nobody)
		fclose(nobody);
	if (state)
		atomic_store(&secrets->holder->now, state);
	return state != NULL;
}

bool
secrets_refresh(const struct secrets *secrets)
{
	struct stat about;
	bool replaced = false;
	if (stat(secrets->path, &about) != 0 || is_same_file(&about, &state_of(secrets)->about))
		return false;
	pthread_mutex_lock(&secrets->holder->changing);
	if (!is_same_file(&about, &state_of(secrets)->about))
		replaced = replace_state(secrets);
	pthread_mutex_unlock(&secrets->holder->changing);
	return replaced;
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

/* NULL slice for none. */
static struct slice
bytes_of(const struct secret *secret, uint32_t *id)
{
	if (!secret)
		return SLICE_NONE;
	if (id)
		*id = secret->id;
	return (struct slice){(const char *)secret->bytes, secret->len};
}

struct slice
secrets_newest(const struct secrets *secrets, enum secret_purpose purpose, uint32_t *id)
{
	return bytes_of(newest(table_of(secrets), purpose), id);
}

struct slice
secrets_oldest(const struct secrets *secrets, enum secret_purpose purpose, uint32_t *id)
{
	const struct secret *oldest = NULL;
	const struct table *table = table_of(secrets);
	for (size_t i = 0; i < table->count; i++)
		if (table->at[i].purpose == purpose && !table->at[i].waiting &&
		    (!oldest || table->at[i].id < oldest->id))
			oldest = &table->at[i];
	return bytes_of(oldest, id);
}

struct slice
secrets_find(const struct secrets *secrets, enum secret_purpose purpose, uint32_t id)
{
	return bytes_of(find(table_of(secrets), purpose, id), NULL);
}

struct digest
secrets_pepper(const struct secrets *secrets, uint32_t *id, struct slice bytes)
{
	const struct secret *pepper = newest(table_of(secrets), SECRET_PEPPER);
	*id = pepper->id;
	return hmac_digest(&pepper->begun, bytes);
}

struct digest
secrets_pepper_of(const struct secrets *secrets, uint32_t id, struct slice bytes)
{
	const struct secret *pepper = find(table_of(secrets), SECRET_PEPPER, id);
	assert(pepper != NULL);
	return hmac_digest(&pepper->begun, bytes);
}

size_t
secrets_list(const struct secrets *secrets, enum secret_purpose purpose,
    struct secret_about list[static SECRETS_MAX])
{
	size_t count = 0;
	const struct table *table = table_of(secrets);
	for (size_t i = 0; i < table->count; i++)
		if (table->at[i].purpose == purpose)
			list[count++] =
			    (struct secret_about){table->at[i].id, table->at[i].waiting};
	return count;
}

int64_t
secrets_changed_us(const struct secrets *secrets)
{
	const struct timespec *changed = &state_of(secrets)->about.st_mtim;
	return (int64_t)changed->tv_sec * 1000000 + changed->tv_nsec / 1000;
}

const char *
secret_purpose_name(enum secret_purpose purpose)
{
	return purpose_names[purpose];
}
