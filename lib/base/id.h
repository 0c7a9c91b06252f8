/*
 * Identifiers: UUIDv7 (RFC 9562) inside, `<prefix>_<26 Crockford base32>` outside,
 * and the ten-character codes of entities.
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/slice.h"
#include "base/str.h"

struct uuid {
	unsigned char byte[16];
};

#define ID_BASE32_LEN 26
#define ID_PREFIX_MAX 4
#define ID_TEXT_MAX (ID_PREFIX_MAX + 1 + ID_BASE32_LEN)
#define ENTITY_CODE_LEN 10
#define UUID_TEXT_LEN 36

/* Rises within the process even if the clock goes back (RFC 9562 section 6.2, method 1). */
struct uuid uuid_v7(void);
/* Milliseconds since 1970 that the id carries. */
int64_t uuid_ms(struct uuid id);
bool uuid_is_nil(struct uuid id);
bool uuid_eq(struct uuid a, struct uuid b);
int uuid_cmp(struct uuid a, struct uuid b);
/* 8-4-4-4-12 lower-case hex with a NUL. */
void uuid_text(struct uuid id, char text[static UUID_TEXT_LEN + 1]);
/* Likewise in the arena; NULL slice for the nil id. */
struct slice uuid_slice(struct arena *arena, struct uuid id);
/* Accepts upper case too. */
bool uuid_read(struct slice text, struct uuid *id);

/* `emp_01k9…`: lower case, 26 characters, the first 0 to 7. */
void id_write(struct str *out, const char *prefix, struct uuid id);
struct slice id_text(struct arena *arena, const char *prefix, struct uuid id);
/* Exactly this prefix and a canonical lower-case body; else false and *id untouched. */
bool id_read(const char *prefix, struct slice text, struct uuid *id);
/* Any prefix of one to four lower-case letters. *prefix points into text. */
bool id_split(struct slice text, struct slice *prefix, struct uuid *id);

/* A fresh random entity code (without `ent_`), NUL-terminated. */
void entity_code_new(char code[static ENTITY_CODE_LEN + 1]);
bool entity_code_is_valid(struct slice code);

#endif
