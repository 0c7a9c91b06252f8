/*
 * The limiter's file: a header, three tables of hashed words, one word a key. Beyond
 * the words that are given room at once the file is sparse.
 */
#define _GNU_SOURCE
#include "access/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "crypt/crypt.h"

#define HASHED_WORDS 65536u
#define HASHED_KINDS 3u
#define KEY_WORDS (1u << 23)
/* Room taken at once: writing to a hole on a full disk would end the process. */
#define KEY_WORDS_READY 65536u
#define HEADER_BYTES 4096u
#define QUANTITY_MAX 10000000u

static const char magic[16] = "hub limits 1";

struct limits_map {
	union {
		struct {
			char magic[sizeof magic];
			unsigned char seed[DIGEST_LEN];
		};
		char room[HEADER_BYTES];
	};
	_Atomic uint64_t hashed[HASHED_KINDS][HASHED_WORDS];
	_Atomic uint64_t keys[KEY_WORDS];
};

static struct limits_map *map;

static struct {
	unsigned char address[16];
	uint64_t number; /* under the map's seed; 0: none yet */
} last;

static bool
prepare(int file)
{
	static const char unmade[sizeof magic];
	struct limits_map *fresh;
	char found[sizeof magic] = {0};
	ssize_t got = pread(file, found, sizeof found, 0);
	if (got == (ssize_t)sizeof found && memcmp(found, magic, sizeof magic) == 0)
		return lseek(file, 0, SEEK_END) == (off_t)sizeof *fresh || (errno = EINVAL, false);
	/* The magic comes last: without it whoever made the file ended in the midst. */
	if (got < 0 || memcmp(found, unmade, sizeof unmade) != 0) {
		errno = got < 0 ? errno : EINVAL;
		return false;
	}
	unsigned char seed[DIGEST_LEN];
	random_bytes(seed, sizeof seed);
	int full = posix_fallocate(file, 0,
	    (off_t)(offsetof(struct limits_map, keys) + KEY_WORDS_READY * sizeof(uint64_t)));
	if (full) {
		errno = full;
		return false;
	}
	return ftruncate(file, (off_t)sizeof *fresh) == 0 &&
	       pwrite(file, seed, sizeof seed, offsetof(struct limits_map, seed)) ==
		   (ssize_t)sizeof seed &&
	       pwrite(file, magic, sizeof magic, 0) == (ssize_t)sizeof magic;
}

bool
limits_open(const char *path)
{
	limits_close();
	int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (file < 0)
		return false;
	void *at = MAP_FAILED;
	if (flock(file, LOCK_EX) == 0 && prepare(file))
		at = mmap(NULL, sizeof *map, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	int error = errno;
	/* The mapping keeps the open file alive, and with it the lock: closing does not end it. */
	flock(file, LOCK_UN);
	close(file);
	errno = error;
	if (at == MAP_FAILED)
		return false;
	map = at;
	return true;
}

void
limits_close(void)
{
	if (map)
		munmap(map, sizeof *map);
	map = NULL;
	last.number = 0;
}

static uint32_t
step_ms(const struct limit *limit)
{
	uint64_t window_ms = (uint64_t)limit->window_seconds * 1000;
	return (uint32_t)((window_ms + limit->quantity - 1) / limit->quantity);
}

static uint32_t
horizon_ms(const struct limit *limit)
{
	return limit->quantity * step_ms(limit);
}

/*
 * How far the time in this half of the word lies ahead of now, 0 if behind or stale. A word of
 * zeros was never spent from, whatever the clock says.
 */
static uint32_t
ahead_ms(uint64_t word, int half, uint32_t now_ms, const struct limit *limit)
{
	uint32_t ahead = (uint32_t)(word >> (32 * half)) - now_ms;
	return word == 0 || ahead > horizon_ms(limit) ? 0 : ahead;
}

static uint64_t
with_half(uint64_t word, int half, uint32_t time_ms)
{
	uint64_t mask = (uint64_t)UINT32_MAX << (32 * half);
	return (word & ~mask) | (uint64_t)time_ms << (32 * half);
}

/* Nearer its end: less of its quantity is left. Without rounding: a/b < c/d is ad < cb. */
static bool
is_tighter(const struct limit_verdict *verdict, const struct limit_pair *pair, int a, int b)
{
	return (uint64_t)verdict->left[a] * pair->limit[b].quantity <
	       (uint64_t)verdict->left[b] * pair->limit[a].quantity;
}

static void
describe(struct limit_verdict *verdict, int i, const struct limit *limit, uint32_t ahead)
{
	verdict->left[i] = (horizon_ms(limit) - ahead) / step_ms(limit);
	verdict->full_after_ms[i] = ahead;
}

struct limit_verdict
limit_step(uint64_t word, uint32_t now_ms, const struct limit_pair *pair, uint64_t *next)
{
	struct limit_verdict verdict = {.admitted = true};
	uint64_t spent = word;
	uint32_t ahead[LIMITS_OF_A_WORD] = {0};
	for (int i = 0; i < LIMITS_OF_A_WORD; i++) {
		const struct limit *limit = &pair->limit[i];
		if (limit->quantity == 0)
			continue;
		uint32_t step = step_ms(limit), horizon = horizon_ms(limit);
		ahead[i] = ahead_ms(word, i, now_ms, limit);
		spent = with_half(spent, i, now_ms + ahead[i] + step);
		if (ahead[i] + step <= horizon)
			continue;
		uint32_t wait = ahead[i] + step - horizon;
		if (verdict.admitted || wait > verdict.retry_after_ms) {
			verdict.retry_after_ms = wait;
			verdict.tightest = i;
		}
		verdict.admitted = false;
	}
	for (int i = 0; i < LIMITS_OF_A_WORD; i++) {
		if (pair->limit[i].quantity == 0)
			continue;
		uint32_t now_ahead = ahead[i] + (verdict.admitted ? step_ms(&pair->limit[i]) : 0);
		describe(&verdict, i, &pair->limit[i], now_ahead);
	}
	if (verdict.admitted && pair->limit[1].quantity > 0)
		verdict.tightest = is_tighter(&verdict, pair, 1, 0) ? 1 : 0;
	if (spent == 0)
		spent = 1;
	*next = verdict.admitted ? spent : word;
	return verdict;
}

static _Atomic uint64_t *
word_of(enum limit_kind kind, uint64_t number)
{
	if (kind == LIMIT_KEY)
		return &map->keys[number % KEY_WORDS];
	return &map->hashed[kind - LIMIT_ADDRESS][number % HASHED_WORDS];
}

/* Of the monotonic clock, which all processes of a host share and nobody sets. */
static uint32_t
now_of_host(void)
{
	return (uint32_t)(clock_monotonic() / 1000);
}

static struct limit_verdict
unlimited(const struct limit_pair *pair)
{
	return (struct limit_verdict){
	    .admitted = true,
	    .left = {pair->limit[0].quantity, pair->limit[1].quantity},
	};
}

struct limit_verdict
limits_spend(enum limit_kind kind, uint64_t number, const struct limit_pair *pair)
{
	if (!map)
		return unlimited(pair);
	_Atomic uint64_t *at = word_of(kind, number);
	uint64_t word = atomic_load(at), next;
	struct limit_verdict verdict;
	do
		verdict = limit_step(word, now_of_host(), pair, &next);
	while (verdict.admitted && !atomic_compare_exchange_weak(at, &word, next));
	return verdict;
}

struct limit_verdict
limits_look(enum limit_kind kind, uint64_t number, const struct limit_pair *pair)
{
	uint64_t next;
	if (!map)
		return unlimited(pair);
	return limit_step(atomic_load(word_of(kind, number)), now_of_host(), pair, &next);
}

void
limits_give_back(enum limit_kind kind, uint64_t number, const struct limit_pair *pair)
{
	if (!map)
		return;
	_Atomic uint64_t *at = word_of(kind, number);
	uint64_t word = atomic_load(at), next;
	do {
		uint32_t now_ms = now_of_host();
		next = word;
		for (int i = 0; i < LIMITS_OF_A_WORD; i++) {
			if (pair->limit[i].quantity == 0)
				continue;
			uint32_t ahead = ahead_ms(word, i, now_ms, &pair->limit[i]);
			uint32_t step = step_ms(&pair->limit[i]);
			next = with_half(next, i, now_ms + (ahead > step ? ahead - step : 0));
		}
	} while (!atomic_compare_exchange_weak(at, &word, next));
}

/* Keyed by the file's own seed, so that nobody can aim at another's word. */
uint64_t
limits_number_of_text(struct slice text)
{
	if (!map)
		return 0;
	struct slice seed = {(const char *)map->seed, sizeof map->seed};
	struct digest digest = sha256_pair(seed, text);
	uint64_t number;
	memcpy(&number, digest.byte, sizeof number);
	return number;
}

/* Requests come from the same address again and again: the last one's number is kept. */
uint64_t
limits_number_of_address(const unsigned char address[16])
{
	static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
	if (last.number != 0 && memcmp(address, last.address, sizeof last.address) == 0)
		return last.number;
	bool ipv4 = memcmp(address, mapped, sizeof mapped) == 0;
	last.number = limits_number_of_text((struct slice){(const char *)address, ipv4 ? 16 : 8});
	memcpy(last.address, address, sizeof last.address);
	return last.number;
}

static uint32_t
quantity(uint32_t own, int64_t usual)
{
	uint64_t wanted = own > 0 ? own : (uint64_t)usual;
	return wanted > QUANTITY_MAX ? QUANTITY_MAX : (uint32_t)wanted;
}

struct limit_pair
limits_of_key(const struct settings *settings, bool live, uint32_t per_minute, uint32_t burst)
{
	int64_t usual_minute = live ? settings->live_per_minute : settings->test_per_minute;
	int64_t usual_burst = live ? settings->live_burst : settings->test_burst;
	return (struct limit_pair){{
	    {"sustained", quantity(per_minute, usual_minute), 60},
	    {"burst", quantity(burst, usual_burst), 1},
	}};
}
