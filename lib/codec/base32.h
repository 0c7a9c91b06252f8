/* Base32 (RFC 4648 section 6) without padding: how secrets of one-time codes are typed in. */
#ifndef CODEC_BASE32_H
#define CODEC_BASE32_H

#include "base/slice.h"
#include "base/str.h"

void base32_write(struct str *out, struct slice bytes);

#endif
