/* Addresses and ranges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "codec/cidr.h"

static struct arena *arena;

static int
open_arena(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	return 0;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static const struct {
	const char *text, *canonical; /* NULL: refused */
} ranges[] = {
    {"10.1.2.3", "10.1.2.3"},
    {"10.1.2.3/8", "10.0.0.0/8"},
    {"10.1.2.3/32", "10.1.2.3"},
    {"0.0.0.0/0", "0.0.0.0/0"},
    {"192.168.1.128/25", "192.168.1.128/25"},
    {"::ffff:10.1.2.3", "10.1.2.3"},
    {"::ffff:10.1.2.3/104", "10.0.0.0/8"},
    {"::FFFF:0A01:0203", "10.1.2.3"},
    {"2001:DB8::1", "2001:db8::1"},
    {"2001:db8:0:0:0:0:0:1/64", "2001:db8::/64"},
    {"2001:db8::/32", "2001:db8::/32"},
    {"::/0", "::/0"},
    {"::1", "::1"},
    {"fe80::1/10", "fe80::/10"},
    {"", NULL},
    {"10.1.2", NULL},
    {"10.1.2.256", NULL},
    {"010.1.2.3", NULL},
    {"10.1.2.3.4", NULL},
    {"10.1.2.3/33", NULL},
    {"10.1.2.3/", NULL},
    {"10.1.2.3/08", NULL},
    {"10.1.2.3/-1", NULL},
    {"10.1.2.3/255.0.0.0", NULL},
    {"10.1.2.3/8/8", NULL},
    {" 10.1.2.3", NULL},
    {"0x0a010203", NULL},
    {"2001:db8::1::2", NULL},
    {"2001:db8::/129", NULL},
    {"::ffff:10.0.0.0/95", NULL},
    {"fe80::1%eth0", NULL},
    {"[::1]", NULL},
    {"localhost", NULL},
};

static void
ranges_have_one_canonical_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
		struct cidr cidr, again;
		struct str out;
		str_init(&out, arena, CIDR_TEXT_MAX);
		bool sound = cidr_read(slice_from(ranges[i].text), &cidr);
		if (sound != (ranges[i].canonical != NULL))
			fail_msg("%s: %d", ranges[i].text, sound);
		if (!sound)
			continue;
		cidr_write(&out, &cidr);
		assert_string_equal(str_text(&out), ranges[i].canonical);
		assert_true(cidr_read(str_slice(&out), &again));
		assert_memory_equal(&cidr.base, &again.base, sizeof cidr.base);
		assert_int_equal(cidr.bits, again.bits);
	}
	struct address address;
	assert_false(address_read((struct slice){"::1\0", 4}, &address));
}

static const struct {
	const char *range, *address;
	bool matches;
} matches[] = {
    {"10.0.0.0/8", "10.255.0.1", true},
    {"10.0.0.0/8", "::ffff:10.255.0.1", true},
    {"10.0.0.0/8", "11.0.0.0", false},
    {"192.168.1.128/25", "192.168.1.127", false},
    {"192.168.1.128/25", "192.168.1.255", true},
    {"10.1.2.3", "10.1.2.3", true},
    {"10.1.2.3", "10.1.2.2", false},
    {"0.0.0.0/0", "1.2.3.4", true},
    {"0.0.0.0/0", "::1", false},
    {"::/0", "2001:db8::1", true},
    {"::/0", "1.2.3.4", false},
    {"2001:db8::/33", "2001:db8:7fff::1", true},
    {"2001:db8::/33", "2001:db8:8000::1", false},
};

static void
an_address_matches_ranges_of_its_own_family(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof matches / sizeof matches[0]; i++) {
		struct cidr cidr;
		struct address address;
		assert_true(cidr_read(slice_from(matches[i].range), &cidr));
		assert_true(address_read(slice_from(matches[i].address), &address));
		if (cidr_matches(&cidr, address) != matches[i].matches)
			fail_msg("%s in %s", matches[i].address, matches[i].range);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ranges_have_one_canonical_text),
	    cmocka_unit_test(an_address_matches_ranges_of_its_own_family),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
