/*
 * Portal passwords: argon2id as PHC strings (RFC 9106), one lane.
 */
#ifndef CRYPT_PASSWORD_H
#define CRYPT_PASSWORD_H

#include "base/arena.h"

struct password_cost {
	uint32_t memory_kib; /* at least 19456 */
	uint32_t passes;     /* at least 2 */
};

#define PASSWORD_BYTES_MAX 512

/* PHC text in the arena; NULL slice if the password is too long. Short of memory it aborts. */
struct slice password_hash(struct arena *arena, struct slice password, struct password_cost cost);
/* phc NULL: burns the same time and answers false, so that unknown users cost alike. */
bool password_matches(struct slice phc, struct slice password, struct password_cost cost);
/* True if the hash was made with less than the cost now asked. */
bool password_is_weaker(struct slice phc, struct password_cost cost);

#endif
