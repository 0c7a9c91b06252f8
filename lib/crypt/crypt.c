/*
 * Digests and randomness. OpenSSL fails here only when memory is short or its
 * installation broken; neither is survivable, so both end the process.
 */
#define _GNU_SOURCE
#include "crypt/crypt.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

void
random_bytes(void *bytes, size_t len)
{
	unsigned char *at = bytes;
	while (len > 0) {
		ssize_t got = getrandom(at, len, 0);
		if (got < 0 && errno != EINTR)
			abort();
		if (got > 0) {
			at += got;
			len -= (size_t)got;
		}
	}
}

static EVP_MD *md_sha256;

static void
fetch_sha256(void)
{
	md_sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (!md_sha256)
		abort();
}

/* Fetched once: a fetch by name at each use costs more than the digest. */
static const EVP_MD *
sha256_method(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, fetch_sha256);
	return md_sha256;
}

struct digest
sha256_pair(struct slice first, struct slice second)
{
	struct digest digest;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool done = context && EVP_DigestInit_ex(context, sha256_method(), NULL) &&
		    EVP_DigestUpdate(context, first.at, first.len) &&
		    EVP_DigestUpdate(context, second.at, second.len) &&
		    EVP_DigestFinal_ex(context, digest.byte, NULL);
	EVP_MD_CTX_free(context);
	if (!done)
		abort();
	return digest;
}

struct digest
sha256(struct slice bytes)
{
	return sha256_pair(bytes, SLICE_NONE);
}

static struct slice
digest_slice(const struct digest *digest)
{
	return (struct slice){(const char *)digest->byte, DIGEST_LEN};
}

#define HMAC_BLOCK 64

/* RFC 2104: a digest of which the key's block, changed by the pad, is the beginning. */
static EVP_MD_CTX *
begin_with_key(struct slice key, unsigned char pad)
{
	unsigned char block[HMAC_BLOCK];
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	for (size_t i = 0; i < sizeof block; i++)
		block[i] = (i < key.len ? (unsigned char)key.at[i] : 0) ^ pad;
	bool done = context && EVP_DigestInit_ex(context, sha256_method(), NULL) &&
		    EVP_DigestUpdate(context, block, sizeof block);
	OPENSSL_cleanse(block, sizeof block);
	if (!done)
		abort();
	return context;
}

struct hmac_key
hmac_key_begin(struct slice key)
{
	struct digest short_key = {0};
	if (key.len > HMAC_BLOCK) {
		short_key = sha256(key);
		key = digest_slice(&short_key);
	}
	struct hmac_key begun = {begin_with_key(key, 0x36), begin_with_key(key, 0x5c)};
	OPENSSL_cleanse(&short_key, sizeof short_key);
	return begun;
}

void
hmac_key_end(struct hmac_key *key)
{
	EVP_MD_CTX_free(key->inner);
	EVP_MD_CTX_free(key->outer);
}

struct digest
hmac_digest(const struct hmac_key *key, struct slice bytes)
{
	struct digest digest;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool done = context && EVP_MD_CTX_copy_ex(context, key->inner) &&
		    EVP_DigestUpdate(context, bytes.at, bytes.len) &&
		    EVP_DigestFinal_ex(context, digest.byte, NULL) &&
		    EVP_MD_CTX_copy_ex(context, key->outer) &&
		    EVP_DigestUpdate(context, digest.byte, sizeof digest.byte) &&
		    EVP_DigestFinal_ex(context, digest.byte, NULL);
	EVP_MD_CTX_free(context);
	if (!done)
		abort();
	return digest;
}

struct digest
hmac_sha256(struct slice key, struct slice bytes)
{
	struct hmac_key begun = hmac_key_begin(key);
	struct digest digest = hmac_digest(&begun, bytes);
	hmac_key_end(&begun);
	return digest;
}

#define INFO_MAX 512

struct digest
hkdf_sha256(struct slice secret, struct slice info)
{
	static const struct digest
	    no_salt; /* RFC 5869 section 2.2: as many zeros as the hash is long */
	unsigned char block[INFO_MAX + 1];
	if (info.len > INFO_MAX)
		abort();
	if (info.len > 0)
		memcpy(block, info.at, info.len);
	block[info.len] = 1;
	struct digest key = hmac_sha256(digest_slice(&no_salt), secret);
	struct digest out =
	    hmac_sha256(digest_slice(&key), (struct slice){(const char *)block, info.len + 1});
	OPENSSL_cleanse(&key, sizeof key);
	return out;
}

bool
digest_eq(const struct digest *a, const struct digest *b)
{
	return CRYPTO_memcmp(a->byte, b->byte, DIGEST_LEN) == 0;
}

void
digest_hex(const struct digest *digest, char text[static 2 * DIGEST_LEN + 1])
{
	static const char hex[] = "0123456789abcdef";
	for (size_t i = 0; i < DIGEST_LEN; i++) {
		text[2 * i] = hex[digest->byte[i] >> 4];
		text[2 * i + 1] = hex[digest->byte[i] & 15];
	}
	text[(size_t)2 * DIGEST_LEN] = '\0';
}

static int
hex_value(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

bool
digest_read_hex(struct slice text, struct digest *digest)
{
	struct digest read;
	if (text.len != (size_t)2 * DIGEST_LEN)
		return false;
	for (size_t i = 0; i < DIGEST_LEN; i++) {
		int high = hex_value(text.at[2 * i]), low = hex_value(text.at[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		read.byte[i] = (unsigned char)(high << 4 | low);
	}
	*digest = read;
	return true;
}

#define CRC_STRIDE 8

/* entry[k] is what a byte comes to when k zero bytes follow it, so that eight are taken at once. */
struct crc_table {
	uint32_t polynomial; /* reflected */
	uint32_t entry[CRC_STRIDE][256];
	pthread_once_t once;
};

static struct crc_table castagnoli = {.polynomial = 0x82f63b78, .once = PTHREAD_ONCE_INIT};

static void
fill_table(struct crc_table *table)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t value = i;
		for (int bit = 0; bit < 8; bit++)
			value = value >> 1 ^ (value & 1 ? table->polynomial : 0);
		table->entry[0][i] = value;
	}
	for (int k = 1; k < CRC_STRIDE; k++)
		for (uint32_t i = 0; i < 256; i++) {
			uint32_t before = table->entry[k - 1][i];
			table->entry[k][i] = before >> 8 ^ table->entry[0][before & 0xff];
		}
}

static void
fill_castagnoli(void)
{
	fill_table(&castagnoli);
}

static uint32_t
crc32(const struct crc_table *table, struct slice bytes)
{
	const unsigned char *at = (const unsigned char *)(bytes.len > 0 ? bytes.at : "");
	const unsigned char *end = at + bytes.len;
	uint32_t crc = UINT32_MAX;
	for (; end - at >= CRC_STRIDE; at += CRC_STRIDE) {
		uint32_t next = 0;
		for (uint32_t i = 0; i < 4; i++)
			next ^= table->entry[7 - i][(crc >> 8 * i ^ at[i]) & 0xff];
		for (uint32_t i = 4; i < 8; i++)
			next ^= table->entry[7 - i][at[i]];
		crc = next;
	}
	for (; at < end; at++)
		crc = crc >> 8 ^ table->entry[0][(crc ^ *at) & 0xff];
	return ~crc;
}

/* By half bytes: texts are short, and a table of one cache line is nearer than one of many. */
uint32_t
crc32_ieee(struct slice bytes)
{
	static const uint32_t half[] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190,
	    0x6b6b51f4, 0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
	    0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
	uint32_t crc = UINT32_MAX;
	for (size_t i = 0; i < bytes.len; i++) {
		crc ^= (unsigned char)bytes.at[i];
		crc = crc >> 4 ^ half[crc & 15];
		crc = crc >> 4 ^ half[crc & 15];
	}
	return ~crc;
}

#if defined(__x86_64__) && defined(__GNUC__)
static bool
has_crc32c(void)
{
	return __builtin_cpu_supports("sse4.2");
}

/* The processor's own instruction: every answer's record in the journal has one. */
__attribute__((target("sse4.2"))) static uint32_t
crc32c_of_processor(struct slice bytes)
{
	uint64_t crc = UINT32_MAX;
	for (; bytes.len >= CRC_STRIDE; bytes = slice_skip(bytes, CRC_STRIDE)) {
		uint64_t eight;
		memcpy(&eight, bytes.at, sizeof eight);
		crc = __builtin_ia32_crc32di(crc, eight);
	}
	uint32_t rest = (uint32_t)crc;
	for (size_t i = 0; i < bytes.len; i++)
		rest = __builtin_ia32_crc32qi(rest, (unsigned char)bytes.at[i]);
	return ~rest;
}
#else
static bool
has_crc32c(void)
{
	return false;
}

static uint32_t
crc32c_of_processor(struct slice bytes)
{
	return crc32c_by_table(bytes);
}
#endif

uint32_t
crc32c_by_table(struct slice bytes)
{
	pthread_once(&castagnoli.once, fill_castagnoli);
	return crc32(&castagnoli, bytes);
}

uint32_t
crc32c(struct slice bytes)
{
	return has_crc32c() ? crc32c_of_processor(bytes) : crc32c_by_table(bytes);
}
