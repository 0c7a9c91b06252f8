/*
 * RFC 4648, section 5: base64 for URLs and file names, without padding. Reading is strict: one
 * text for each value, so blanks, padding and stray bits in the last character are refused.
 */
#ifndef CODEC_BASE64_H
#define CODEC_BASE64_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/str.h"

void base64url_write(struct str *out, struct slice bytes);
/* Bytes in the arena (never the NULL slice on success); false leaves *bytes untouched. */
bool base64url_read(struct arena *arena, struct slice text, struct slice *bytes);

#endif
