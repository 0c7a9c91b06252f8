/*
 * Media types that contents of documents may have, and the bytes with which files of each
 * begin. Bytes come from outside; nothing here trusts more than their length.
 */
#ifndef CODEC_MEDIA_H
#define CODEC_MEDIA_H

#include "base/slice.h"

struct media {
	const char *type;
	const char *extension; /* "pdf" */
	/* Whether a file of this type may begin so; `first` is the whole file if it is short. */
	bool (*fits)(struct slice first);
};

/* Without regard to case; NULL if contents may not have it. */
const struct media *media_find(struct slice type);

#endif
