/* One-time codes. */
#include "crypt/totp.h"

#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#define SHA1_LEN 20
#define MODULUS 1000000u
#define MICROSECONDS 1000000

uint32_t
totp_code(struct slice secret, uint64_t step)
{
	unsigned char counter[8], mac[SHA1_LEN];
	unsigned len = 0;
	for (int i = 7; i >= 0; i--, step >>= 8)
		counter[i] = (unsigned char)step;
	const unsigned char *made =
	    HMAC(EVP_sha1(), secret.at, (int)secret.len, counter, sizeof counter, mac, &len);
	assert(made && len == SHA1_LEN);
	(void)made;
	unsigned at = mac[SHA1_LEN - 1] & 0x0f;
	uint32_t cut = (uint32_t)(mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16 |
		       (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	return cut % MODULUS;
}

static bool
read_code(struct slice text, uint32_t *code)
{
	unsigned digits = 0;
	uint32_t value = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == ' ')
			continue;
		if (text.at[i] < '0' || text.at[i] > '9' || ++digits > TOTP_DIGITS)
			return false;
		value = value * 10 + (uint32_t)(text.at[i] - '0');
	}
	*code = value;
	return digits == TOTP_DIGITS;
}

uint64_t
totp_find(struct slice secret, struct slice code, int64_t now_us, uint64_t after_step)
{
	uint64_t found = 0, now = (uint64_t)(now_us / MICROSECONDS / TOTP_STEP_SECONDS);
	uint32_t tried;
	if (!read_code(code, &tried))
		return 0;
	for (uint64_t step = now - 1; step <= now + 1; step++)
		if (step > after_step && totp_code(secret, step) == tried && found == 0)
			found = step;
	return found;
}
