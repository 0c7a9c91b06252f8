/* argon2id by libargon2; its PHC texts are `$argon2id$v=19$m=…,t=…,p=1$salt$hash`. */
#define _GNU_SOURCE
#include "crypt/password.h"

#include <argon2.h>
#include <stdlib.h>
#include <string.h>

#include "crypt/crypt.h"

#define SALT_LEN 16
#define LANES 1
#define PHC_LEN_MAX 255

struct slice
password_hash(struct arena *arena, struct slice password, struct password_cost cost)
{
	unsigned char salt[SALT_LEN];
	if (password.len > PASSWORD_BYTES_MAX)
		return SLICE_NONE;
	random_bytes(salt, sizeof salt);
	size_t size =
	    argon2_encodedlen(cost.passes, cost.memory_kib, LANES, SALT_LEN, DIGEST_LEN, Argon2_id);
	char *phc = arena_alloc(arena, size);
	int result = argon2id_hash_encoded(cost.passes, cost.memory_kib, LANES, password.at,
	    password.len, salt, sizeof salt, DIGEST_LEN, phc, size);
	if (result != ARGON2_OK)
		abort();
	return slice_from(phc);
}

static void
burn(struct slice password, struct password_cost cost)
{
	static const unsigned char salt[SALT_LEN];
	unsigned char hash[DIGEST_LEN];
	argon2id_hash_raw(cost.passes, cost.memory_kib, LANES, password.at, password.len, salt,
	    sizeof salt, hash, sizeof hash);
}

bool
password_matches(struct slice phc, struct slice password, struct password_cost cost)
{
	char text[PHC_LEN_MAX + 1];
	struct slice tried = slice_head(password, PASSWORD_BYTES_MAX);
	if (!phc.at || phc.len > PHC_LEN_MAX) {
		burn(tried, cost);
		return false;
	}
	memcpy(text, phc.at, phc.len);
	text[phc.len] = '\0';
	bool matches = argon2id_verify(text, tried.at, tried.len) == ARGON2_OK;
	return matches && password.len <= PASSWORD_BYTES_MAX;
}

/* The number behind `name` at the front of *rest, up to the next ',' or '$'. */
static bool
take_parameter(struct slice *rest, const char *name, char end, uint64_t *value)
{
	struct slice number;
	if (!slice_has_prefix(*rest, name))
		return false;
	*rest = slice_skip(*rest, strlen(name));
	return slice_cut(*rest, end, &number, rest) && slice_to_u64(number, UINT32_MAX, value);
}

bool
password_is_weaker(struct slice phc, struct password_cost cost)
{
	uint64_t memory_kib, passes;
	if (!take_parameter(&phc, "$argon2id$v=19$m=", ',', &memory_kib) ||
	    !take_parameter(&phc, "t=", ',', &passes))
		return true;
	return memory_kib < cost.memory_kib || passes < cost.passes;
}
