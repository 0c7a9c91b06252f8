/*
 * Random texts that open something: `<head><43 base62><6 check>`. The 43
 * characters are 256 random bits; the 6 are base62 of the CRC-32 of all before
 * them, so that a mistyped text is refused without asking anybody.
 */
#ifndef CRYPT_TOKEN_H
#define CRYPT_TOKEN_H

#include "base/arena.h"
#include "base/slice.h"

#define TOKEN_RANDOM_LEN 43
#define TOKEN_CHECK_LEN 6
#define TOKEN_TAIL_LEN (TOKEN_RANDOM_LEN + TOKEN_CHECK_LEN)

/* head is e.g. "hub_live_ent_k3v9…_". */
struct slice token_new(struct arena *arena, struct slice head);
/* Ends in a well-formed tail whose check agrees; *head gets what stands before it. */
bool token_check(struct slice text, struct slice *head);

#endif
