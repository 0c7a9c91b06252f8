/*
 * Human text: UTF-8, Unicode normalisation (utf8proc), what may be shown where.
 */
#ifndef CODEC_TEXT_H
#define CODEC_TEXT_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/str.h"

/* RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
bool utf8_is_valid(struct slice text);
/* Bytes of the first character if it is well-formed; 0 if it is not, or at the end. */
size_t utf8_width(struct slice text);
/* Code points of valid UTF-8. */
size_t utf8_length(struct slice text);
/* The next code point; false at the end. Text must be valid. */
bool utf8_next(struct slice *rest, uint32_t *code_point);
/* The longest prefix of at most max_bytes that does not split a code point. */
struct slice utf8_head(struct slice text, size_t max_bytes);

/* Normalisation form C; NULL slice if the text is not valid UTF-8. */
struct slice text_nfc(struct arena *arena, struct slice text);
/*
 * C0, C1, DEL, U+2028/9, bidi controls and other format controls, noncharacters. The two
 * joiners U+200C and U+200D count as text: Persian and Indic names are written with them.
 */
bool text_has_controls(struct slice text);
/* Like text_has_controls (both want valid UTF-8), but line feeds and tabs pass: free text. */
bool text_has_controls_beyond_lines(struct slice text);
/* Only Unicode white space, or nothing. */
bool text_is_blank(struct slice text);
/* Without Unicode white space at both ends. */
struct slice text_trim(struct slice text);

#endif
