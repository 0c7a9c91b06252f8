/*
 * Rate limits of one host: a memory-mapped file of 64-bit words, each two 32-bit
 * millisecond times changed together by compare-and-swap, so that both limits of
 * a word are spent or neither (DESIGN.md section 8).
 *
 * The model is the generic cell rate algorithm: at most `quantity` at once, one more every
 * T ms, T = window / quantity rounded up to a whole millisecond: more than one a millisecond
 * never comes back, whatever `quantity` says. A time that lies further ahead than
 * `quantity` × T is stale (clock, reboot, wrap) and counts as now.
 */
#ifndef ACCESS_LIMITS_H
#define ACCESS_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/settings.h"

/* quantity 0: no limit. */
struct limit {
	const char *name; /* "sustained" */
	uint32_t quantity;
	uint32_t window_seconds;
};

#define LIMITS_OF_A_WORD 2

/* A word's two limits: sustained and burst of a key; one and none of an address. */
struct limit_pair {
	struct limit limit[LIMITS_OF_A_WORD];
};

struct limit_verdict {
	bool admitted;
	uint32_t left[LIMITS_OF_A_WORD];          /* requests that would be admitted now */
	uint32_t full_after_ms[LIMITS_OF_A_WORD]; /* until all of `quantity` is there again */
	int tightest;            /* the limit nearest its end; the one that refused */
	uint32_t retry_after_ms; /* 0 if admitted */
};

/* What a word belongs to. Hashed kinds share 65,536 words each. */
enum limit_kind {
	LIMIT_KEY,     /* number: the key's serial */
	LIMIT_ADDRESS, /* requests of an address that ended in 401 */
	LIMIT_SIGN_IN_ADDRESS,
	LIMIT_SIGN_IN_ACCOUNT
};

/* Maps the file for this process, making it if need be (0600, sparse). False: errno says why. */
bool limits_open(const char *path);
void limits_close(void);

/*
 * Spends one, if both limits allow it. If no file is mapped everything is
 * admitted: the program says so at its start.
 */
struct limit_verdict limits_spend(
    enum limit_kind kind, uint64_t number, const struct limit_pair *pair);
/* What limits_spend() would answer, spending nothing. */
struct limit_verdict limits_look(
    enum limit_kind kind, uint64_t number, const struct limit_pair *pair);
/* Gives back one that was spent: a sign-in that succeeded. */
void limits_give_back(enum limit_kind kind, uint64_t number, const struct limit_pair *pair);

/* Numbers for the hashed kinds: an IPv4 address, the /64 of an IPv6 one, any text. */
uint64_t limits_number_of_address(const unsigned char address[16]);
uint64_t limits_number_of_text(struct slice text);

/* The limits of a key: its own where given (0: not), else the settings' for its mode. */
struct limit_pair limits_of_key(
    const struct settings *settings, bool live, uint32_t per_minute, uint32_t burst);

/*
 * The pure step, for tests: judges one word at a time, and puts into *next what the
 * word becomes (unchanged if refused).
 */
struct limit_verdict limit_step(
    uint64_t word, uint32_t now_ms, const struct limit_pair *pair, uint64_t *next);

#endif
