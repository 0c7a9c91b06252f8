/* Keys for one tenant and one use, and values sealed with them. */
#define _GNU_SOURCE
#include "crypt/secrets.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define ID_LEN 4
#define NONCE_LEN 12
#define TAG_LEN 16
#define NAME_MAX_LEN 128
#define PURPOSE_MAX_LEN 16

_Static_assert(SEAL_BEFORE == ID_LEN + NONCE_LEN, "these two stand in front");
_Static_assert(SEAL_OVERHEAD == ID_LEN + NONCE_LEN + TAG_LEN, "the overhead is these three");

/* purpose NUL scope (8 bytes, big endian) name: no two triples give one text. */
struct digest
secrets_derive(const struct secrets *secrets, enum secret_purpose purpose, uint32_t id,
    uint64_t scope, const char *name)
{
	char info[PURPOSE_MAX_LEN + 8 + NAME_MAX_LEN];
	const char *purpose_name = secret_purpose_name(purpose);
	size_t at = strlen(purpose_name) + 1, name_len = strlen(name);
	struct slice secret = secrets_find(secrets, purpose, id);
	assert(secret.at && at <= PURPOSE_MAX_LEN && name_len <= NAME_MAX_LEN);
	memcpy(info, purpose_name, at);
	for (int shift = 56; shift >= 0; shift -= 8)
		info[at++] = (char)(scope >> shift);
	memcpy(info + at, name, name_len);
	return hkdf_sha256(secret, (struct slice){info, at + name_len});
}

static EVP_CIPHER *cipher;

static void
fetch_cipher(void)
{
	cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
	if (!cipher)
		abort();
}

static const EVP_CIPHER *
aes_gcm(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, fetch_cipher);
	return cipher;
}

bool
gcm_seal(const struct digest *key, const unsigned char nonce[static 12], struct slice associated,
    struct slice plain, unsigned char *out)
{
	int len;
	if (plain.len > INT32_MAX || associated.len > INT32_MAX)
		return false;
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	bool done = context && EVP_EncryptInit_ex(context, aes_gcm(), NULL, key->byte, nonce) &&
		    (associated.len == 0 ||
			EVP_EncryptUpdate(context, NULL, &len, (const unsigned char *)associated.at,
			    (int)associated.len)) &&
		    (plain.len == 0 || EVP_EncryptUpdate(context, out, &len,
					   (const unsigned char *)plain.at, (int)plain.len)) &&
		    EVP_EncryptFinal_ex(context, out + plain.len, &len) &&
		    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, TAG_LEN, out + plain.len);
	EVP_CIPHER_CTX_free(context);
	return done;
}

bool
gcm_open(const struct digest *key, const unsigned char nonce[static 12], struct slice associated,
    struct slice sealed, unsigned char *out)
{
	int len;
	unsigned char tag[TAG_LEN];
	if (sealed.len < TAG_LEN || sealed.len > INT32_MAX || associated.len > INT32_MAX)
		return false;
	size_t plain_len = sealed.len - TAG_LEN;
	memcpy(tag, sealed.at + plain_len, TAG_LEN);
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	bool done = context && EVP_DecryptInit_ex(context, aes_gcm(), NULL, key->byte, nonce) &&
		    (associated.len == 0 ||
			EVP_DecryptUpdate(context, NULL, &len, (const unsigned char *)associated.at,
			    (int)associated.len)) &&
		    (plain_len == 0 || EVP_DecryptUpdate(context, out, &len,
					   (const unsigned char *)sealed.at, (int)plain_len)) &&
		    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, TAG_LEN, tag) &&
		    EVP_DecryptFinal_ex(context, out + plain_len, &len) > 0;
	EVP_CIPHER_CTX_free(context);
	return done;
}

/* To `out`, behind whose first SEAL_BEFORE bytes the plain ones may lie. */
static struct slice
seal_to(const struct secrets *secrets, enum secret_purpose purpose, uint64_t scope,
    const char *name, struct slice associated, struct slice plain, unsigned char *out)
{
	uint32_t id = 0;
	if (purpose == SECRET_SEAL)
		secrets_refresh(secrets);
	secrets_newest(secrets, purpose, &id);
	struct digest key = secrets_derive(secrets, purpose, id, scope, name);
	for (size_t i = 0; i < ID_LEN; i++)
		out[i] = (unsigned char)(id >> (24 - 8 * i));
	random_bytes(out + ID_LEN, NONCE_LEN);
	bool sealed = gcm_seal(&key, out + ID_LEN, associated, plain, out + ID_LEN + NONCE_LEN);
	OPENSSL_cleanse(&key, sizeof key);
	if (!sealed)
		abort();
	return (struct slice){(const char *)out, plain.len + SEAL_OVERHEAD};
}

struct slice
seal(struct arena *arena, const struct secrets *secrets, enum secret_purpose purpose,
    uint64_t scope, const char *name, struct slice associated, struct slice plain)
{
	unsigned char *out = arena_alloc(arena, plain.len + SEAL_OVERHEAD);
	return seal_to(secrets, purpose, scope, name, associated, plain, out);
}

struct slice
seal_there(const struct secrets *secrets, enum secret_purpose purpose, uint64_t scope,
    const char *name, struct slice associated, char *room, size_t len)
{
	struct slice plain = {room + SEAL_BEFORE, len};
	return seal_to(secrets, purpose, scope, name, associated, plain, (unsigned char *)room);
}

/* To `plain`, which may be where the ciphertext lies. */
static bool
open_to(const struct secrets *secrets, enum secret_purpose purpose, uint64_t scope,
    const char *name, struct slice associated, struct slice sealed, unsigned char *plain)
{
	const unsigned char *at = (const unsigned char *)sealed.at;
	uint32_t id = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
	if (!secrets_find(secrets, purpose, id).at)
		secrets_refresh(secrets);
	if (!secrets_find(secrets, purpose, id).at)
		return false;
	struct digest key = secrets_derive(secrets, purpose, id, scope, name);
	bool opened =
	    gcm_open(&key, at + ID_LEN, associated, slice_skip(sealed, ID_LEN + NONCE_LEN), plain);
	OPENSSL_cleanse(&key, sizeof key);
	return opened;
}

struct slice
unseal(struct arena *arena, const struct secrets *secrets, enum secret_purpose purpose,
    uint64_t scope, const char *name, struct slice associated, struct slice sealed)
{
	if (sealed.len < SEAL_OVERHEAD)
		return SLICE_NONE;
	unsigned char *plain = arena_alloc(arena, sealed.len - SEAL_OVERHEAD + 1);
	if (!open_to(secrets, purpose, scope, name, associated, sealed, plain))
		return SLICE_NONE;
	return (struct slice){(const char *)plain, sealed.len - SEAL_OVERHEAD};
}

struct slice
unseal_there(const struct secrets *secrets, enum secret_purpose purpose, uint64_t scope,
    const char *name, struct slice associated, struct slice sealed)
{
	if (sealed.len < SEAL_OVERHEAD)
		return SLICE_NONE;
	struct slice plain = {sealed.at + ID_LEN + NONCE_LEN, sealed.len - SEAL_OVERHEAD};
	unsigned char *there = (unsigned char *)plain.at;
	return open_to(secrets, purpose, scope, name, associated, sealed, there) ? plain
										 : SLICE_NONE;
}
