/*
 * The file `secrets`: lines `purpose id base64`, the operator's. The newest id of
 * a purpose makes new values; older ones are kept to read what they made. A line that ends in
 * `waiting` is known, but makes nothing yet: so that every host can open before one seals.
 */
#ifndef CRYPT_SECRETS_H
#define CRYPT_SECRETS_H

#include <stdio.h>

#include "crypt/crypt.h"

enum secret_purpose {
	SECRET_PEPPER,
	SECRET_SEAL,
	SECRET_BLIND,
	SECRET_REPLAY,
	SECRET_CURSOR,
	SECRET_PURPOSES
};

struct secrets;

#define SECRETS_MAX 64 /* of all purposes together */
#define SECRETS_FILE_MAX 16384

/*
 * NULL with one line to complaints: missing, malformed, a purpose without a secret, readable
 * by others. The answer is never freed.
 */
const struct secrets *secrets_load(const char *path, FILE *complaints);
/*
 * Reads the file again if it is another one than was read; true if so. A file that is missing or
 * malformed by now changes nothing. seal() for SECRET_SEAL asks this first, so that what is made
 * is made under the newest secret as soon as the file has it; unseal() of a value whose id is
 * unknown does.
 */
bool secrets_refresh(const struct secrets *secrets);
/* Writes a fresh file (0600), a 256-bit secret for each purpose; false if it exists or fails. */
bool secrets_create(const char *path);
/*
 * Adds a line with a fresh secret under the next number, or takes `waiting` from all lines of the
 * purpose. The file is replaced in one step, with its owner and mode; others who change it so
 * wait meanwhile. False after a line to complaints, the file as it was.
 */
bool secrets_add(const char *path, enum secret_purpose purpose, bool waiting, FILE *complaints);
bool secrets_use(const char *path, enum secret_purpose purpose, FILE *complaints);
/* The ids of a purpose in the file's order; how many. */
struct secret_about {
	uint32_t id;
	bool waiting;
};
size_t secrets_list(const struct secrets *secrets, enum secret_purpose purpose,
    struct secret_about list[static SECRETS_MAX]);
/* When the file that was read was written. */
int64_t secrets_changed_us(const struct secrets *secrets);
/* As the file writes it. */
const char *secret_purpose_name(enum secret_purpose purpose);
/* The newest secret; *id receives its number if not NULL. */
struct slice secrets_newest(
    const struct secrets *secrets, enum secret_purpose purpose, uint32_t *id);
/* The first one, which stays: of `blind`, under which values are found again. */
struct slice secrets_oldest(
    const struct secrets *secrets, enum secret_purpose purpose, uint32_t *id);
/* NULL slice if there is none of that id. */
struct slice secrets_find(const struct secrets *secrets, enum secret_purpose purpose, uint32_t id);

/* HMAC-SHA-256 under a pepper, the newest (*id receives its number) or one that is there. */
struct digest secrets_pepper(const struct secrets *secrets, uint32_t *id, struct slice bytes);
struct digest secrets_pepper_of(const struct secrets *secrets, uint32_t id, struct slice bytes);

/*
 * The key for one tenant and one use: HKDF of the secret with purpose, scope
 * (a realm or entity number) and a name such as "cursor" or a field's,
 * at most 128 bytes. The secret must be there: secrets_find() first for an id from outside.
 */
struct digest secrets_derive(const struct secrets *secrets, enum secret_purpose purpose,
    uint32_t id, uint64_t scope, const char *name);

/*
 * AES-256-GCM itself (NIST SP 800-38D), for seal() and its test: `out` takes the bytes and then
 * 16 of tag, or gives the bytes without them. False: too long; opened elsewhere or changed.
 */
bool gcm_seal(const struct digest *key, const unsigned char nonce[static 12],
    struct slice associated, struct slice plain, unsigned char *out);
bool gcm_open(const struct digest *key, const unsigned char nonce[static 12],
    struct slice associated, struct slice sealed, unsigned char *out);

/*
 * AES-256-GCM with a random nonce: u32 secret id (big endian) | nonce | ciphertext | tag.
 * The associated data binds the value to its place; opening elsewhere fails.
 */
struct slice seal(struct arena *arena, const struct secrets *secrets, enum secret_purpose purpose,
    uint64_t scope, const char *name, struct slice associated, struct slice plain);
/*
 * The same where the value lies, for large ones: `room` has SEAL_OVERHEAD bytes more than it,
 * SEAL_BEFORE of them in front.
 */
#define SEAL_BEFORE 16
struct slice seal_there(const struct secrets *secrets, enum secret_purpose purpose, uint64_t scope,
    const char *name, struct slice associated, char *room, size_t len);
/* NULL slice if it was not sealed here, so, for this place. */
struct slice unseal(struct arena *arena, const struct secrets *secrets, enum secret_purpose purpose,
    uint64_t scope, const char *name, struct slice associated, struct slice sealed);
/*
 * The same where the sealed bytes lie, which are lost: for large values. Whatever they become
 * that does not open, is not to be looked at.
 */
struct slice unseal_there(const struct secrets *secrets, enum secret_purpose purpose,
    uint64_t scope, const char *name, struct slice associated, struct slice sealed);

#endif
