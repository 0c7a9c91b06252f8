/* UUIDv7 and its texts. */
#define _GNU_SOURCE
#include "base/id.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"

#define COUNTER_MAX 0xfffu

static const char base32[] = "0123456789abcdefghjkmnpqrstvwxyz";

static void
random_fill(void *bytes, size_t len)
{
	unsigned char *at = bytes;
	while (len > 0) {
		ssize_t got = getrandom(at, len, 0);
		if (got < 0) {
			if (errno != EINTR)
				abort();
			continue;
		}
		at += got;
		len -= (size_t)got;
	}
}

/*
 * The next pair of millisecond and 12 bit counter. A new millisecond seeds the
 * counter with its top bit clear, so that at least 2048 ids fit before the
 * millisecond must be borrowed from the future.
 */
static void
next_tick(uint16_t seed, uint64_t *ms, unsigned *counter)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static uint64_t last_ms;
	static unsigned last_counter;

	uint64_t now = (uint64_t)(clock_now() / 1000);
	pthread_mutex_lock(&lock);
	if (now > last_ms) {
		last_ms = now;
		last_counter = seed & (COUNTER_MAX >> 1);
	} else if (last_counter < COUNTER_MAX) {
		last_counter++;
	} else {
		last_ms++;
		last_counter = seed & (COUNTER_MAX >> 1);
	}
	*ms = last_ms;
	*counter = last_counter;
	pthread_mutex_unlock(&lock);
}

struct uuid
uuid_v7(void)
{
	uint64_t ms;
	unsigned counter;
	struct uuid id;
	uint16_t seed;
	random_fill(id.byte + 6, 10);
	memcpy(&seed, id.byte + 6, sizeof seed);
	next_tick(seed, &ms, &counter);
	for (int i = 0; i < 6; i++)
		id.byte[i] = (unsigned char)(ms >> (8 * (5 - i)));
	id.byte[6] = (unsigned char)(0x70 | counter >> 8);
	id.byte[7] = (unsigned char)counter;
	id.byte[8] = (unsigned char)((id.byte[8] & 0x3f) | 0x80);
	return id;
}

int64_t
uuid_ms(struct uuid id)
{
	int64_t ms = 0;
	for (int i = 0; i < 6; i++)
		ms = ms << 8 | id.byte[i];
	return ms;
}

bool
uuid_is_nil(struct uuid id)
{
	return uuid_eq(id, (struct uuid){{0}});
}

bool
uuid_eq(struct uuid a, struct uuid b)
{
	return uuid_cmp(a, b) == 0;
}

int
uuid_cmp(struct uuid a, struct uuid b)
{
	return memcmp(a.byte, b.byte, sizeof a.byte);
}

static bool
hyphen_follows(size_t byte_index)
{
	return byte_index == 3 || byte_index == 5 || byte_index == 7 || byte_index == 9;
}

void
uuid_text(struct uuid id, char text[static UUID_TEXT_LEN + 1])
{
	static const char hex[] = "0123456789abcdef";
	char *at = text;
	for (size_t i = 0; i < sizeof id.byte; i++) {
		*at++ = hex[id.byte[i] >> 4];
		*at++ = hex[id.byte[i] & 15];
		if (hyphen_follows(i))
			*at++ = '-';
	}
	*at = '\0';
}

struct slice
uuid_slice(struct arena *arena, struct uuid id)
{
	char text[UUID_TEXT_LEN + 1];
	if (uuid_is_nil(id))
		return SLICE_NONE;
	uuid_text(id, text);
	return arena_copy(arena, slice_from(text));
}

bool
uuid_read(struct slice text, struct uuid *id)
{
	if (text.len != UUID_TEXT_LEN)
		return false;
	struct uuid read;
	const char *at = text.at;
	for (size_t i = 0; i < sizeof read.byte; i++) {
		int high = hex_digit(at[0]), low = hex_digit(at[1]);
		if (high < 0 || low < 0)
			return false;
		read.byte[i] = (unsigned char)(high << 4 | low);
		at += 2;
		if (hyphen_follows(i) && *at++ != '-')
			return false;
	}
	*id = read;
	return true;
}

/* 128 bits as two halves, most significant first: 26 digits are taken from and put to the end. */
struct halves {
	uint64_t high, low;
};

static struct halves
halves_of(struct uuid id)
{
	struct halves halves = {0};
	for (int i = 0; i < 8; i++) {
		halves.high = halves.high << 8 | id.byte[i];
		halves.low = halves.low << 8 | id.byte[8 + i];
	}
	return halves;
}

static struct uuid
uuid_of(struct halves halves)
{
	struct uuid id;
	for (int i = 7; i >= 0; i--) {
		id.byte[i] = (unsigned char)halves.high;
		id.byte[8 + i] = (unsigned char)halves.low;
		halves.high >>= 8;
		halves.low >>= 8;
	}
	return id;
}

void
id_write(struct str *out, const char *prefix, struct uuid id)
{
	char text[ID_BASE32_LEN];
	struct halves rest = halves_of(id);
	for (int i = ID_BASE32_LEN - 1; i >= 0; i--) {
		text[i] = base32[rest.low & 31];
		rest.low = rest.low >> 5 | rest.high << 59;
		rest.high >>= 5;
	}
	str_add_text(out, prefix);
	str_add_char(out, '_');
	str_add(out, (struct slice){text, sizeof text});
}

struct slice
id_text(struct arena *arena, const char *prefix, struct uuid id)
{
	struct str out;
	str_init(&out, arena, ID_TEXT_MAX);
	id_write(&out, prefix, id);
	assert(!out.full);
	return (struct slice){str_text(&out), out.len};
}

/* The digits of base32 by their character, one more than their value; 0: no digit. */
static const unsigned char base32_digits[256] = {
    ['0'] = 1,
    ['1'] = 2,
    ['2'] = 3,
    ['3'] = 4,
    ['4'] = 5,
    ['5'] = 6,
    ['6'] = 7,
    ['7'] = 8,
    ['8'] = 9,
    ['9'] = 10,
    ['a'] = 11,
    ['b'] = 12,
    ['c'] = 13,
    ['d'] = 14,
    ['e'] = 15,
    ['f'] = 16,
    ['g'] = 17,
    ['h'] = 18,
    ['j'] = 19,
    ['k'] = 20,
    ['m'] = 21,
    ['n'] = 22,
    ['p'] = 23,
    ['q'] = 24,
    ['r'] = 25,
    ['s'] = 26,
    ['t'] = 27,
    ['v'] = 28,
    ['w'] = 29,
    ['x'] = 30,
    ['y'] = 31,
    ['z'] = 32,
};

static int
base32_value(char byte)
{
	return base32_digits[(unsigned char)byte] - 1;
}

static bool
body_read(struct slice body, struct uuid *id)
{
	if (body.len != ID_BASE32_LEN || body.at[0] > '7')
		return false;
	struct halves read = {0};
	for (int i = 0; i < ID_BASE32_LEN; i++) {
		int value = base32_value(body.at[i]);
		if (value < 0)
			return false;
		read.high = read.high << 5 | read.low >> 59;
		read.low = read.low << 5 | (uint64_t)value;
	}
	*id = uuid_of(read);
	return true;
}

bool
id_read(const char *prefix, struct slice text, struct uuid *id)
{
	struct slice found;
	struct uuid read;
	if (!id_split(text, &found, &read) || !slice_is(found, prefix))
		return false;
	*id = read;
	return true;
}

bool
id_split(struct slice text, struct slice *prefix, struct uuid *id)
{
	struct slice head, body;
	if (!slice_cut(text, '_', &head, &body) || head.len < 1 || head.len > ID_PREFIX_MAX)
		return false;
	for (size_t i = 0; i < head.len; i++)
		if (head.at[i] < 'a' || head.at[i] > 'z')
			return false;
	if (!body_read(body, id))
		return false;
	*prefix = head;
	return true;
}

void
entity_code_new(char code[static ENTITY_CODE_LEN + 1])
{
	unsigned char random[ENTITY_CODE_LEN];
	random_fill(random, sizeof random);
	for (size_t i = 0; i < sizeof random; i++)
		code[i] = base32[random[i] & 31];
	code[ENTITY_CODE_LEN] = '\0';
}

bool
entity_code_is_valid(struct slice code)
{
	if (code.len != ENTITY_CODE_LEN)
		return false;
	for (size_t i = 0; i < code.len; i++)
		if (base32_value(code.at[i]) < 0)
			return false;
	return true;
}
