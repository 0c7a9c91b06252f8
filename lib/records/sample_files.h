/*
 * Small files for sample documents, whole and valid: a PDF of one page (ISO 32000-1) and a PNG
 * image (RFC 2083). Their texts say what they are.
 */
#ifndef RECORDS_SAMPLE_FILES_H
#define RECORDS_SAMPLE_FILES_H

#include "base/arena.h"
#include "base/slice.h"

/* ASCII without parentheses and backslashes. */
struct slice sample_pdf(struct arena *arena, const char *title, const char *line);

/* A card with a coloured head; the colour is 24 bits, red first. */
struct slice sample_png(struct arena *arena, uint32_t colour);

#endif
