/* UUIDv7 and its texts. */
#define _GNU_SOURCE
#include "base/id.h"

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
next_tick(uint64_t *ms, unsigned *counter)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static uint64_t last_ms;
	static unsigned last_counter;

	uint16_t seed;
	random_fill(&seed, sizeof seed);
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
	next_tick(&ms, &counter);
	random_fill(id.byte + 8, 8);
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

static int
hex_value(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if (byte >= 'a' && byte <= 'f')
		return byte - 'a' + 10;
	if (byte >= 'A' && byte <= 'F')
		return byte - 'A' + 10;
	return -1;
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
		int high = hex_value(at[0]), low = hex_value(at[1]);
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

/* Five bits at bit position `from`, counted from the top of 130 bits of which the first two are 0.
 */
static unsigned
five_bits(struct uuid id, int from)
{
	unsigned value = 0;
	for (int bit = from; bit < from + 5; bit++) {
		value <<= 1;
		if (bit >= 2)
			value |= (unsigned)id.byte[(bit - 2) / 8] >> (7 - (bit - 2) % 8) & 1u;
	}
	return value;
}

void
id_write(struct str *out, const char *prefix, struct uuid id)
{
	char text[ID_BASE32_LEN];
	for (int i = 0; i < ID_BASE32_LEN; i++)
		text[i] = base32[five_bits(id, 5 * i)];
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
	return (struct slice){str_text(&out), out.len};
}

static int
base32_value(char byte)
{
	const char *found = byte ? memchr(base32, byte, sizeof base32 - 1) : NULL;
	return found ? (int)(found - base32) : -1;
}

static bool
body_read(struct slice body, struct uuid *id)
{
	if (body.len != ID_BASE32_LEN || body.at[0] > '7')
		return false;
	struct uuid read = {{0}};
	for (int i = 0; i < ID_BASE32_LEN; i++) {
		int value = base32_value(body.at[i]);
		if (value < 0)
			return false;
		for (int bit = 0; bit < 5; bit++) {
			int at = 5 * i + bit - 2;
			if (at >= 0 && (value >> (4 - bit) & 1))
				read.byte[at / 8] =
				    (unsigned char)(read.byte[at / 8] | 0x80u >> (at % 8));
		}
	}
	*id = read;
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
