/*
 * Everything that hides or proves: digests, derivation, sealing, passwords,
 * random tokens. OpenSSL and libargon2 are used nowhere else.
 */
#ifndef CRYPT_CRYPT_H
#define CRYPT_CRYPT_H

#include "base/arena.h"
#include "base/slice.h"

#define DIGEST_LEN 32
#define SEAL_OVERHEAD 32 /* u32 secret id, 12 byte nonce, 16 byte tag */

struct digest {
	unsigned char byte[DIGEST_LEN];
};

/* From getrandom(2); dies rather than answer weakly. */
void random_bytes(void *bytes, size_t len);

struct digest sha256(struct slice bytes);
/* SHA-256 of two parts, one after the other, without joining them. */
struct digest sha256_pair(struct slice first, struct slice second);
struct digest hmac_sha256(struct slice key, struct slice bytes);

/*
 * The same for a key that is used again and again: what can be done before the bytes are known is
 * done once. A key may be used by several threads.
 */
struct hmac_key {
	struct evp_md_ctx_st *inner, *outer; /* OpenSSL's, with the key's block in them */
};
struct hmac_key hmac_key_begin(struct slice key);
void hmac_key_end(struct hmac_key *key);
struct digest hmac_digest(const struct hmac_key *key, struct slice bytes);

/* HKDF-SHA-256 (RFC 5869), empty salt, 32 bytes; info at most 512 bytes. */
struct digest hkdf_sha256(struct slice secret, struct slice info);
bool digest_eq(const struct digest *a, const struct digest *b); /* constant time */
/* Lower-case hex, 64 characters and a NUL. */
void digest_hex(const struct digest *digest, char text[static 2 * DIGEST_LEN + 1]);
bool digest_read_hex(struct slice text, struct digest *digest);
uint32_t crc32_ieee(struct slice bytes);  /* for the check characters of keys */
uint32_t crc32c(struct slice bytes);      /* Castagnoli, for journal and entity tags */
/* The same on any processor; crc32c() takes it where there is no instruction for it. */
uint32_t crc32c_by_table(struct slice bytes);

#endif
