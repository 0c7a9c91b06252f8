/* Files written out by hand: nothing of them is compressed. */
#include "records/sample_files.h"

#include <assert.h>
#include <string.h>

#include "base/str.h"
#include "crypt/crypt.h"

#define FILE_MAX 4096
#define OBJECTS 5
#define SIDE 16
#define HEAD_ROWS 4
#define ROW_BYTES (1 + 3 * SIDE)
#define ADLER_MODULUS 65521

struct slice
sample_pdf(struct arena *arena, const char *title, const char *line)
{
	struct str pdf;
	size_t at[OBJECTS];
	struct slice page = arena_printf(
	    arena, "BT /F1 18 Tf 72 720 Td (%s) Tj 0 -28 Td /F1 11 Tf (%s) Tj ET", title, line);
	const struct slice objects[OBJECTS] = {
	    SLICE("<</Type/Catalog/Pages 2 0 R>>"),
	    SLICE("<</Type/Pages/Kids[3 0 R]/Count 1>>"),
	    SLICE("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
		  "/Resources<</Font<</F1 5 0 R>>>>>>"),
	    arena_printf(
		arena, "<</Length %zu>>\nstream\n%.*s\nendstream", page.len, SLICE_ARG(page)),
	    SLICE("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"),
	};
	str_init(&pdf, arena, FILE_MAX);
	str_add_text(&pdf, "%PDF-1.4\n");
	for (size_t i = 0; i < OBJECTS; i++) {
		at[i] = pdf.len;
		str_addf(&pdf, "%zu 0 obj\n%.*s\nendobj\n", i + 1, SLICE_ARG(objects[i]));
	}
	size_t table = pdf.len;
	str_addf(&pdf, "xref\n0 %d\n0000000000 65535 f \n", OBJECTS + 1);
	for (size_t i = 0; i < OBJECTS; i++)
		str_addf(&pdf, "%010zu 00000 n \n", at[i]);
	str_addf(&pdf, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", OBJECTS + 1,
	    table);
	assert(!pdf.full);
	return str_slice(&pdf);
}

static void
add_u32(struct str *out, uint32_t number)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		str_add_char(out, (char)(number >> shift));
}

static void
add_chunk(struct str *out, const char *type, struct slice data)
{
	size_t from = out->len + 4;
	add_u32(out, (uint32_t)data.len);
	str_add_text(out, type);
	str_add(out, data);
	add_u32(out, crc32_ieee((struct slice){out->at + from, out->len - from}));
}

/* Rows of pixels, each behind its filter's number. */
static struct slice
pixels(struct arena *arena, uint32_t colour)
{
	const unsigned char head[] = {
	    (unsigned char)(colour >> 16), (unsigned char)(colour >> 8), (unsigned char)colour};
	unsigned char *rows = arena_alloc(arena, SIDE * ROW_BYTES);
	for (size_t y = 0; y < SIDE; y++)
		for (size_t x = 0; x < 3 * SIDE; x++)
			rows[y * ROW_BYTES + 1 + x] = y < HEAD_ROWS ? head[x % 3] : 0xf4;
	return (struct slice){(const char *)rows, SIDE * ROW_BYTES};
}

static uint32_t
adler32(struct slice bytes)
{
	uint32_t a = 1, b = 0;
	for (size_t i = 0; i < bytes.len; i++) {
		a = (a + (unsigned char)bytes.at[i]) % ADLER_MODULUS;
		b = (b + a) % ADLER_MODULUS;
	}
	return b << 16 | a;
}

/* One stored block (RFC 1950, RFC 1951 section 3.2.4). */
static struct slice
stored(struct arena *arena, struct slice bytes)
{
	struct str out;
	uint16_t len = (uint16_t)bytes.len, not_len = (uint16_t)~len;
	str_init(&out, arena, FILE_MAX);
	str_add(&out, SLICE_OF("\x78\x01\x01"));
	str_add_char(&out, (char)len);
	str_add_char(&out, (char)(len >> 8));
	str_add_char(&out, (char)not_len);
	str_add_char(&out, (char)(not_len >> 8));
	str_add(&out, bytes);
	add_u32(&out, adler32(bytes));
	return str_slice(&out);
}

struct slice
sample_png(struct arena *arena, uint32_t colour)
{
	struct str png, header;
	str_init(&png, arena, FILE_MAX);
	str_init(&header, arena, FILE_MAX);
	add_u32(&header, SIDE);
	add_u32(&header, SIDE);
	str_add(&header, SLICE_OF("\x08\x02\0\0\0")); /* 8 bits, red, green, blue */
	str_add(&png, SLICE_OF("\x89PNG\r\n\x1a\n"));
	add_chunk(&png, "IHDR", str_slice(&header));
	add_chunk(&png, "IDAT", stored(arena, pixels(arena, colour)));
	add_chunk(&png, "IEND", SLICE_OF(""));
	assert(!png.full);
	return str_slice(&png);
}
