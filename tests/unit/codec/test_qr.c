/*
 * QR codes, read back by a second reading of ISO/IEC 18004: versions 1 to 10 at level M, byte
 * mode, without correcting anything, since nothing may be wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "codec/qr.h"

#define QUIET 4
#define SIDE_MAX (17 + 4 * 10)

/* Table 9, level M: blocks of `data` codewords, and more of one more; Annex E: the centres. */
static const struct {
	int codewords, blocks, data, longer, centres[3];
} versions[] = {
    {0, 0, 0, 0, {0}},
    {26, 1, 16, 0, {0}},
    {44, 1, 28, 0, {6, 18}},
    {70, 1, 44, 0, {6, 22}},
    {100, 2, 32, 0, {6, 26}},
    {134, 2, 43, 0, {6, 30}},
    {172, 4, 27, 0, {6, 34}},
    {196, 4, 31, 0, {6, 22, 38}},
    {242, 2, 38, 2, {6, 24, 42}},
    {292, 3, 36, 2, {6, 26, 46}},
    {346, 4, 43, 1, {6, 28, 50}},
};

struct drawing {
	int side, version;
	bool dark[SIDE_MAX][SIDE_MAX]; /* by row, column */
};

static void
paint(const struct qr *qr, struct drawing *drawing)
{
	memset(drawing, 0, sizeof *drawing);
	drawing->side = (int)qr->size - 2 * QUIET;
	drawing->version = (drawing->side - 17) / 4;
	assert_in_range(drawing->version, 1, 10);
	assert_int_equal(drawing->side, 17 + 4 * drawing->version);
	for (size_t i = 0; i < qr->nruns; i++) {
		struct qr_run run = qr->runs[i];
		assert_true(run.x >= QUIET && run.y >= QUIET && run.width > 0);
		assert_true(run.x + run.width <= qr->size - QUIET && run.y < qr->size - QUIET);
		for (uint64_t x = 0; x < run.width; x++)
			drawing->dark[run.y - QUIET][run.x + x - QUIET] = true;
	}
}

static bool
is_near_centre(const struct drawing *drawing, int row, int column)
{
	const int *centres = versions[drawing->version].centres;
	int last = 0;
	for (int i = 0; i < 3; i++)
		last = centres[i] > last ? centres[i] : last;
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			int y = centres[i], x = centres[j];
			bool corner =
			    (y == 6 && x == 6) || (y == 6 && x == last) || (y == last && x == 6);
			if (y != 0 && x != 0 && !corner && abs(row - y) <= 2 &&
			    abs(column - x) <= 2)
				return true;
		}
	return false;
}

/* Finder, timing and alignment patterns, and what tells format and version. */
static bool
is_pattern(const struct drawing *drawing, int row, int column)
{
	int end = drawing->side - 8;
	bool finder =
	    (row <= 8 && column <= 8) || (row <= 8 && column >= end) || (row >= end && column <= 8);
	bool version = drawing->version >= 7 && ((row < 6 && column >= end - 3 && column < end) ||
						    (column < 6 && row >= end - 3 && row < end));
	return finder || version || row == 6 || column == 6 || is_near_centre(drawing, row, column);
}

static unsigned
format_of(const struct drawing *drawing)
{
	unsigned bits = 0;
	for (int i = 0; i < 15; i++) {
		int row = i < 6 ? i : i < 8 ? i + 1 : 8;
		int column = i < 8 ? 8 : i == 8 ? 7 : 14 - i;
		bits |= (unsigned)drawing->dark[row][column] << i;
	}
	return bits ^ 0x5412;
}

static bool
mask(unsigned which, int y, int x)
{
	const int terms[] = {(x + y) % 2, y % 2, x % 3, (x + y) % 3, (x / 3 + y / 2) % 2,
	    x * y % 2 + x * y % 3, (x * y % 2 + x * y % 3) % 2, ((x + y) % 2 + x * y % 3) % 2};
	return terms[which] == 0;
}

static size_t
codewords_of(const struct drawing *drawing, unsigned which, unsigned char *bytes)
{
	size_t nbits = 0;
	for (int right = drawing->side - 1; right >= 1; right -= 2) {
		right = right == 6 ? 5 : right;
		for (int i = 0; i < 2 * drawing->side; i++) {
			int x = right - i % 2, y = i / 2;
			y = ((right + 1) & 2) == 0 ? drawing->side - 1 - y : y;
			if (is_pattern(drawing, y, x))
				continue;
			unsigned bit = drawing->dark[y][x] != mask(which, y, x);
			bytes[nbits / 8] =
			    (unsigned char)(bytes[nbits / 8] | bit << (7 - nbits % 8));
			nbits++;
		}
	}
	return nbits / 8;
}

/* The data of the blocks, which stand in turn, one after the other. */
static void
order(const struct drawing *drawing, const unsigned char *from, unsigned char *to)
{
	int blocks = versions[drawing->version].blocks, longer = versions[drawing->version].longer;
	int data = versions[drawing->version].data, all = blocks + longer;
	for (int block = 0, at = 0; block < all; block++)
		for (int i = 0; i < data + (block >= blocks); i++)
			to[at++] = from[i < data ? i * all + block : data * all + block - blocks];
}

static unsigned
take(const unsigned char *bytes, size_t *at, int count)
{
	unsigned value = 0;
	for (; count > 0; count--, ++*at)
		value = value << 1 | ((unsigned)bytes[*at / 8] >> (7 - *at % 8) & 1);
	return value;
}

static struct slice
read_back(struct arena *arena, const struct qr *qr)
{
	struct drawing drawing;
	paint(qr, &drawing);
	unsigned format = format_of(&drawing);
	assert_int_equal(format >> 13, 0); /* level M */
	unsigned char *raw = arena_alloc(arena, 512), *data = arena_alloc(arena, 512);
	memset(raw, 0, 512);
	assert_int_equal(
	    codewords_of(&drawing, format >> 10 & 7, raw), versions[drawing.version].codewords);
	order(&drawing, raw, data);
	size_t at = 0;
	assert_int_equal(take(data, &at, 4), 4); /* bytes */
	unsigned len = take(data, &at, drawing.version < 10 ? 8 : 16);
	struct str text;
	str_init(&text, arena, 512);
	for (unsigned i = 0; i < len; i++)
		str_add_char(&text, (char)take(data, &at, 8));
	return str_slice(&text);
}

static void
draws_what_was_said(void **state)
{
	(void)state;
	struct arena *arena = arena_new(1 << 20);
	for (size_t len = 1; len <= 210; len += 11) {
		struct str text;
		struct qr qr;
		str_init(&text, arena, 512);
		for (size_t i = 0; i < len; i++)
			str_add_char(&text, (char)('!' + (i * 7 + len) % 90));
		assert_true(qr_draw(arena, str_slice(&text), &qr));
		struct slice back = read_back(arena, &qr);
		assert_int_equal(back.len, len);
		assert_memory_equal(back.at, text.at, len);
	}
	arena_free(arena);
}

static void
draws_the_address_of_an_authenticator(void **state)
{
	(void)state;
	static const char uri[] = "otpauth://totp/Northgate%20Builders:li%40example.com?secret="
				  "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Northgate%20Builders";
	struct arena *arena = arena_new(1 << 20);
	struct qr qr;
	assert_true(qr_draw(arena, slice_from(uri), &qr));
	assert_string_equal(arena_text(arena, read_back(arena, &qr)), uri);
	arena_free(arena);
}

static void
refuses_what_is_none(void **state)
{
	(void)state;
	struct arena *arena = arena_new(1 << 20);
	char *lengthy = arena_alloc(arena, 1001);
	struct qr qr;
	memset(lengthy, 'x', 1001);
	assert_false(qr_draw(arena, SLICE_OF(""), &qr));
	assert_false(qr_draw(arena, (struct slice){"a\0b", 3}, &qr));
	assert_false(qr_draw(arena, (struct slice){lengthy, 1001}, &qr));
	assert_true(qr_draw(arena, (struct slice){lengthy, 1000}, &qr));
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(draws_what_was_said),
	    cmocka_unit_test(draws_the_address_of_an_authenticator),
	    cmocka_unit_test(refuses_what_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
