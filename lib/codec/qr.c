/* QR codes by libqrencode. */
#include "codec/qr.h"

#include <qrencode.h>
#include <string.h>

#define TEXT_BYTES_MAX 1000
#define QUIET 4
#define DARK 1

static bool
is_dark(const QRcode *code, int x, int y)
{
	return x < code->width && (code->data[y * code->width + x] & DARK);
}

bool
qr_draw(struct arena *arena, struct slice text, struct qr *qr)
{
	if (text.len == 0 || text.len > TEXT_BYTES_MAX || memchr(text.at, '\0', text.len))
		return false;
	QRcode *code = QRcode_encodeString8bit(arena_text(arena, text), 0, QR_ECLEVEL_M);
	if (!code)
		return false;
	size_t squares = (size_t)code->width * (size_t)code->width;
	struct qr drawn = {.size = (uint64_t)code->width + 2 * QUIET,
	    .runs = arena_array(arena, squares / 2 + (size_t)code->width, sizeof *drawn.runs)};
	for (int y = 0; y < code->width; y++)
		for (int x = 0; x < code->width; x++) {
			int start = x;
			while (is_dark(code, x, y))
				x++;
			if (x > start)
				drawn.runs[drawn.nruns++] = (struct qr_run){(uint64_t)start + QUIET,
				    (uint64_t)y + QUIET, (uint64_t)(x - start)};
		}
	QRcode_free(code);
	*qr = drawn;
	return true;
}
