/*
 * What downloads need of HTTP: ranges of bytes (RFC 9110 section 14) and names of files
 * (RFC 6266, RFC 8187). Values come from outside.
 */
#ifndef CODEC_PARTIAL_H
#define CODEC_PARTIAL_H

#include "base/str.h"

enum range {
	RANGE_WHOLE, /* absent, malformed, of another unit, or several: the whole is sent */
	RANGE_PART,
	RANGE_UNSATISFIABLE
};

/* Both included. */
struct byte_range {
	uint64_t first, last;
};

/* Of a content of that many bytes; *range is set with RANGE_PART alone and lies within it. */
enum range range_read(struct slice header, uint64_t size_bytes, struct byte_range *range);

/*
 * Appends `attachment; filename="…"`, and `filename*` where the name does not stand in ASCII
 * without doubt. The name is UTF-8 without controls.
 */
void disposition_write(struct str *out, struct slice filename);

#endif
