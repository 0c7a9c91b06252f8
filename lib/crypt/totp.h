/*
 * One-time codes of an authenticator app: TOTP (RFC 6238) over HOTP (RFC 4226) with
 * HMAC-SHA-1, six digits, steps of 30 seconds, as apps understand it.
 */
#ifndef CRYPT_TOTP_H
#define CRYPT_TOTP_H

#include "base/slice.h"

#define TOTP_SECRET_LEN 20 /* 160 bits (RFC 4226 section 4, R6) */
#define TOTP_DIGITS 6
#define TOTP_STEP_SECONDS 30

/* HOTP of the counter, below 10^6. */
uint32_t totp_code(struct slice secret, uint64_t step);

/*
 * The step within one of now's whose code is `code` (six digits, blanks between them pass),
 * later than after_step: a step opens once (RFC 6238 section 5.2). 0: none.
 */
uint64_t totp_find(struct slice secret, struct slice code, int64_t now_us, uint64_t after_step);

#endif
