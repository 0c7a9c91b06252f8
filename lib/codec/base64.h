/*
 * RFC 4648: base64 (section 4, with padding) and its form for URLs and file names
 * (section 5, without). Reading is strict: one text for each value, so blanks, wrong
 * or missing padding and stray bits in the last character are refused.
 */
#ifndef CODEC_BASE64_H
#define CODEC_BASE64_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/str.h"

/* Standard alphabet, padded. */
void base64_write(struct str *out, struct slice bytes);
/* Bytes in the arena (never the NULL slice on success); false leaves *bytes untouched. */
bool base64_read(struct arena *arena, struct slice text, struct slice *bytes);
/* Alphabet with '-' and '_', no padding. */
void base64url_write(struct str *out, struct slice bytes);
bool base64url_read(struct arena *arena, struct slice text, struct slice *bytes);

#endif
