/*
 * The body of a request in pieces, for routes whose request is SHAPE_BYTES: the request loop
 * leaves it unread for their handler, and drains what is left before the answer goes out.
 */
#ifndef WEB_UPLOAD_H
#define WEB_UPLOAD_H

#include "web/call.h"

struct upload {
	struct call *call;
	uint64_t max_bytes;
	uint64_t declared_bytes; /* Content-Length; only if is_declared */
	bool is_declared;
	/* Kept by upload_take(). */
	uint64_t taken_bytes;
	bool has_ahead;
	char ahead; /* one byte, read to know whether more comes */
};

enum upload_state {
	UPLOAD_MORE,      /* the piece is full and another follows */
	UPLOAD_END,       /* the piece was the last; it is empty if the body was */
	UPLOAD_TOO_LARGE, /* more than max_bytes have come */
	UPLOAD_CUT_SHORT  /* the body ended before its declared length */
};

struct upload upload_open(struct call *call, uint64_t max_bytes);
/* True if the declared length alone is over the limit. */
bool upload_is_too_large(const struct upload *upload);
/* Fills `bytes` but for the end of the body; *len bytes are there, also if something is wrong. */
enum upload_state upload_take(struct upload *upload, char *bytes, size_t room, size_t *len);

#endif
