/* Ranges of bytes, names of files, and the first bytes of contents. */
#include "codec/media.h"
#include "codec/partial.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define SIZE 1000

static void
ranges_are_read_as_RFC_9110_says(void **state)
{
	(void)state;
	static const struct {
		const char *header;
		enum range range;
		uint64_t first, last;
	} cases[] = {
	    {"bytes=0-0", RANGE_PART, 0, 0},
	    {"bytes=0-499", RANGE_PART, 0, 499},
	    {"bytes=999-", RANGE_PART, 999, 999},
	    {"bytes=500-5000", RANGE_PART, 500, 999},
	    {"bytes=-1", RANGE_PART, 999, 999},
	    {"bytes=-5000", RANGE_PART, 0, 999},
	    {"Bytes= 1-2 ", RANGE_PART, 1, 2},
	    {"bytes=5-99999999999999999999999999", RANGE_PART, 5, 999},
	    {"bytes=1000-", RANGE_UNSATISFIABLE, 0, 0},
	    {"bytes=1000-2000", RANGE_UNSATISFIABLE, 0, 0},
	    {"bytes=-0", RANGE_UNSATISFIABLE, 0, 0},
	    {"bytes=99999999999999999999999999-", RANGE_UNSATISFIABLE, 0, 0},
	    {"bytes=2-1", RANGE_WHOLE, 0, 0},
	    {"bytes=0-1,5-6", RANGE_WHOLE, 0, 0},
	    {"bytes=", RANGE_WHOLE, 0, 0},
	    {"bytes=-", RANGE_WHOLE, 0, 0},
	    {"bytes=+1-2", RANGE_WHOLE, 0, 0},
	    {"bytes=1-2-3", RANGE_WHOLE, 0, 0},
	    {"bytes 1-2", RANGE_WHOLE, 0, 0},
	    {"items=1-2", RANGE_WHOLE, 0, 0},
	    {"", RANGE_WHOLE, 0, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct byte_range range = {0};
		enum range answer = range_read(slice_from(cases[i].header), SIZE, &range);
		if (answer != cases[i].range || range.first != cases[i].first ||
		    range.last != cases[i].last)
			fail_msg("%s: %d, %llu-%llu", cases[i].header, (int)answer,
			    (unsigned long long)range.first, (unsigned long long)range.last);
	}
}

static void
names_of_files_stay_inside_their_quotes(void **state)
{
	(void)state;
	static const struct {
		const char *name, *value;
	} cases[] = {
	    {"scan 1.pdf", "attachment; filename=\"scan 1.pdf\""},
	    {"a\"b\\c.pdf", "attachment; filename=\"a_b_c.pdf\"; filename*=UTF-8''a%22b%5Cc.pdf"},
	    {"100%41.txt", "attachment; filename=\"100_41.txt\"; filename*=UTF-8''100%2541.txt"},
	    {"\xc3\xbc.png", "attachment; filename=\"_.png\"; filename*=UTF-8''%C3%BC.png"},
	    {"x;y=z", "attachment; filename=\"x_y=z\"; filename*=UTF-8''x%3By%3Dz"},
	};
	struct arena *arena = arena_new(1 << 16);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct str out;
		str_init(&out, arena, 4096);
		disposition_write(&out, slice_from(cases[i].name));
		assert_string_equal(str_text(&out), cases[i].value);
	}
	arena_free(arena);
}

static void
a_content_begins_as_its_media_type_says(void **state)
{
	(void)state;
	static const struct {
		const char *type;
		struct slice first;
		bool fits;
	} cases[] = {
	    {"application/pdf", SLICE("%PDF-1.7\n"), true},
	    {"application/pdf", SLICE("%PDF"), false},
	    {"application/pdf", SLICE(" %PDF-1.7"), false},
	    {"IMAGE/PNG", SLICE("\x89PNG\r\n\x1a\n...."), true},
	    {"image/png", SLICE("\x89PNG\n\x1a\n...."), false},
	    {"image/jpeg", SLICE("\xff\xd8\xff\xe0"), true},
	    {"image/jpeg", SLICE("\xff\xd8"), false},
	    {"image/webp", SLICE("RIFF\1\0\0\0WEBPVP8 "), true},
	    {"image/webp", SLICE("RIFF\1\0\0\0WAVEfmt "), false},
	    {"image/heic",
		SLICE("\0\0\0\x18"
		      "ftypheic\0\0\0\0"),
		true},
	    {"image/heic",
		SLICE("\0\0\0\x18"
		      "ftypisom\0\0\0\0"),
		false},
	    {"text/plain", SLICE("plain\ttext\r\n\xc3\xbc"), true},
	    {"text/plain", SLICE("cut in a letter \xe2\x82"), true},
	    {"text/plain", SLICE("a\0b"), false},
	    {"text/plain",
		SLICE("\xff\xfe"
		      "a"),
		false},
	    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		SLICE("PK\x03\x04\x14"), true},
	    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		SLICE("PK\x05\x06"), false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct media *media = media_find(slice_from(cases[i].type));
		assert_non_null(media);
		if (media->fits(cases[i].first) != cases[i].fits)
			fail_msg("case %zu, %s", i, cases[i].type);
	}
	assert_null(media_find(SLICE_OF("text/html")));
	assert_null(media_find(SLICE_OF("image/svg+xml")));
	assert_null(media_find(SLICE_OF("")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ranges_are_read_as_RFC_9110_says),
	    cmocka_unit_test(names_of_files_stay_inside_their_quotes),
	    cmocka_unit_test(a_content_begins_as_its_media_type_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
