/* QR codes (ISO/IEC 18004), drawn as runs of dark squares for an SVG of ours. */
#ifndef CODEC_QR_H
#define CODEC_QR_H

#include "base/arena.h"
#include "base/slice.h"

struct qr_run {
	uint64_t x, y, width; /* in squares; each run is one square high */
};

struct qr {
	uint64_t size; /* squares a side, with a quiet zone of four around */
	struct qr_run *runs;
	size_t nruns;
};

/* False: the text is too long for one (more than 1,000 bytes), or holds a NUL. */
bool qr_draw(struct arena *arena, struct slice text, struct qr *qr);

#endif
