/* The JSON gate, the tree, the writer, the canonical form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "codec/json.h"

static struct arena *arena;

static int
open_arena(void **state)
{
	(void)state;
	arena = arena_new(8 << 20);
	return 0;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static const struct json *
read_text(const char *text)
{
	struct json_fault fault = {0};
	const struct json *value = json_read(arena, slice_from(text), &fault);
	if (!value)
		fail_msg("%s: %s at %zu", text, fault.reason, fault.offset);
	return value;
}

static const struct {
	const char *text;
	const char *reason;
	size_t offset;
} refusals[] = {
    {"", "text ends where a value is expected", 0},
    {"  ", "text ends where a value is expected", 2},
    {"{\"a\":1,\"b\":2,\"a\":3}", "duplicate member name", 14},
    {"{\"a\":1,\"\\u0061\":3}", "duplicate member name", 8},
    {"{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":3}", "duplicate member name", 19},
    {"[{\"x\":{\"a\":1,\"a\":1}}]", "duplicate member name", 14},
    {"{\"/\":1,\"\\/\":3}", "duplicate member name", 8},
    {"\"\xc0\x80\"", "invalid UTF-8", 1},
    {"\"\xed\xa0\x80\"", "invalid UTF-8", 1},
    {"\"\xf5\x80\x80\x80\"", "invalid UTF-8", 1},
    {"\"\xf4\x90\x80\x80\"", "invalid UTF-8", 1},
    {"\"\xe2\x82\"", "invalid UTF-8", 1},
    {"\"\\u0000\"", "NUL character", 3},
    {"\"\\ud800\"", "unpaired surrogate", 7},
    {"\"\\udc00\"", "unpaired surrogate", 3},
    {"\"\\ud800\\u0041\"", "unpaired surrogate", 7},
    {"\"\n\"", "control character in a string", 1},
    {"\"\\x\"", "invalid escape", 2},
    {"\"\\u12g4\"", "invalid escape", 3},
    {"\"abc", "text ends inside a string", 4},
    {"\"abc\\", "text ends inside a string", 5},
    {"01", "invalid number", 1},
    {"-", "invalid number", 1},
    {"1.", "invalid number", 2},
    {"1e", "invalid number", 2},
    {"1e+", "invalid number", 3},
    {".5", "unexpected character", 0},
    {"+1", "unexpected character", 0},
    {"NaN", "unexpected character", 0},
    {"-Infinity", "invalid number", 1},
    {"{'a':1}", "expected a member name", 1},
    {"{\"a\" 1}", "expected a colon", 5},
    {"{\"a\":1,}", "expected a member name", 7},
    {"{\"a\":1 \"b\":2}", "expected a comma or a closing brace", 7},
    {"[1,]", "unexpected character", 3},
    {"[1 2]", "expected a comma or a closing bracket", 3},
    {"[1", "expected a comma or a closing bracket", 2},
    {"1 2", "bytes after the value", 2},
    {"null\f", "bytes after the value", 4},
    {"\xef\xbb\xbf{}", "unexpected character", 0},
    {"tru", "unexpected character", 0},
    {"[[[[[[[[[1]]]]]]]]]", "nested too deeply", 8},
    {"/* */1", "unexpected character", 0},
};

static void
the_gate_refuses_and_says_where(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		struct json_fault fault = {"accepted", 0};
		const struct json *value = json_read(arena, slice_from(refusals[i].text), &fault);
		if (value || strcmp(fault.reason, refusals[i].reason) != 0 ||
		    fault.offset != refusals[i].offset)
			fail_msg("%s: %s at %zu, expected: %s at %zu", refusals[i].text,
			    fault.reason, fault.offset, refusals[i].reason, refusals[i].offset);
	}
	struct json_fault fault;
	assert_false(json_check((struct slice){"\"\0\"", 3}, 8, &fault));
	assert_string_equal(fault.reason, "control character in a string");
	assert_false(json_check((struct slice){"1\0", 2}, 8, &fault));
	assert_string_equal(fault.reason, "bytes after the value");
}

static void
the_gate_admits_only_so_many_values(void **state)
{
	(void)state;
	struct str text;
	struct json_fault fault;
	str_init(&text, arena, 1 << 20);
	str_add_text(&text, "[0");
	for (int i = 2; i < JSON_ELEMENTS_MAX; i++)
		str_add_text(&text, ",0");
	size_t most = text.len;
	str_add_text(&text, "]");
	assert_true(json_check(str_slice(&text), 8, &fault));
	str_cut(&text, most);
	str_add_text(&text, ",0]");
	assert_false(json_check(str_slice(&text), 8, &fault));
	assert_string_equal(fault.reason, "too many values");
}

static void
finds_a_duplicate_among_many_names(void **state)
{
	(void)state;
	struct str text;
	struct json_fault fault;
	str_init(&text, arena, 1 << 20);
	str_add_text(&text, "{");
	for (int i = 0; i < 15000; i++)
		str_addf(&text, "\"n%d\":{\"n\":0},", (i * 7919) % 15000);
	size_t before = text.len;
	str_add_text(&text, "\"n15000\":0}");
	assert_false(json_check(str_slice(&text), 8, &fault));
	assert_string_equal(fault.reason, "too many values");
	str_cut(&text, 1);
	for (int i = 0; i < 15000; i++)
		str_addf(&text, "\"n%d\":0,", (i * 7919) % 15000);
	before = text.len;
	str_add_text(&text, "\"n15000\":0}");
	assert_true(json_check(str_slice(&text), 8, &fault));
	str_cut(&text, before);
	str_add_text(&text, "\"n\\u0031234\":0}");
	assert_false(json_check(str_slice(&text), 8, &fault));
	assert_string_equal(fault.reason, "duplicate member name");
	assert_int_equal(fault.offset, before + 1);
}

static const struct {
	const char *text;
	enum json_type type;
	int64_t integer;
} scalars[] = {
    {"null", JSON_NULL, 0},
    {" true ", JSON_BOOL, 0},
    {"0", JSON_INTEGER, 0},
    {"-0", JSON_INTEGER, 0},
    {"-12", JSON_INTEGER, -12},
    {"9223372036854775807", JSON_INTEGER, INT64_MAX},
    {"-9223372036854775807", JSON_INTEGER, -INT64_MAX},
    {"9223372036854775808", JSON_FRACTION, 0},
    {"-9223372036854775809", JSON_FRACTION, 0},
    {"99999999999999999999999999999999", JSON_FRACTION, 0},
    {"-99999999999999999999999999999999", JSON_FRACTION, 0},
    {"1.0", JSON_FRACTION, 0},
    {"1e2", JSON_FRACTION, 0},
    {"1E400", JSON_FRACTION, 0},
    {"\"\"", JSON_STRING, 0},
    {"[]", JSON_ARRAY, 0},
    {"{}", JSON_OBJECT, 0},
};

static void
tells_types_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof scalars / sizeof scalars[0]; i++) {
		const struct json *value = read_text(scalars[i].text);
		if (json_type(value) != scalars[i].type)
			fail_msg("%s: type %d", scalars[i].text, (int)json_type(value));
		if (scalars[i].type == JSON_INTEGER)
			assert_true(json_integer(value) == scalars[i].integer);
	}
	assert_true(json_bool(read_text("true")));
	assert_false(json_bool(read_text("false")));
	assert_true(slice_is(json_fraction(read_text("1.50")), "1.50"));
	assert_true(slice_is(json_fraction(read_text("1E400")), "1E400"));
}

static bool
join_names(void *context, struct slice name, const struct json *value)
{
	struct str *joined = context;
	str_add(joined, name);
	str_add_char(joined, json_type(value) == JSON_NULL ? '0' : '1');
	return !slice_is(name, "stop");
}

static void
walks_a_tree(void **state)
{
	(void)state;
	const struct json *tree =
	    read_text("{\"z\":1,\"a\":null,\"list\":[1,null,\"x\\ny\\u00e9\"],"
		      "\"stop\":2,\"never\":3}");
	assert_int_equal(json_count(tree), 5);
	assert_null(json_member(tree, SLICE_OF("absent")));
	assert_null(json_member(tree, SLICE_OF("")));
	assert_int_equal(json_type(json_member(tree, SLICE_OF("a"))), JSON_NULL);
	const struct json *list = json_member(tree, SLICE_OF("list"));
	assert_int_equal(json_count(list), 3);
	assert_int_equal(json_type(json_at(list, 1)), JSON_NULL);
	assert_true(slice_is(json_string(json_at(list, 2)), "x\ny\xc3\xa9"));
	struct str joined;
	str_init(&joined, arena, 100);
	json_each(tree, join_names, &joined);
	assert_string_equal(str_text(&joined), "z1a0list1stop1");
}

static void
writes_with_commas_and_escapes(void **state)
{
	(void)state;
	struct str out;
	str_init(&out, arena, 1000);
	struct json_writer w = json_writer(&out);
	json_begin_object(&w);
	json_name(&w, "a");
	json_begin_array(&w);
	json_put_integer(&w, -5);
	json_put_bool(&w, true);
	json_put_null(&w);
	json_begin_object(&w);
	json_end_object(&w);
	json_begin_array(&w);
	json_end_array(&w);
	json_put_text(&w, NULL);
	json_put_string(&w, SLICE_OF(""));
	json_put_raw(&w, SLICE_OF("{\"raw\":1}"));
	json_end_array(&w);
	json_name_slice(&w, SLICE_OF("q\"\\"));
	json_put_text(
	    &w, "\b\f\n\r\t\v\x01\x7f/<\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa\xf0\x9f\x98\x80");
	json_name(&w, "tree");
	json_put_tree(&w, read_text("{\"b\":[1.5,null,\"x\"],\"a\":false}"));
	json_end_object(&w);
	assert_string_equal(str_text(&out),
	    "{\"a\":[-5,true,null,{},[],null,\"\",{\"raw\":1}],\"q\\\"\\\\\":"
	    "\"\\b\\f\\n\\r\\t\\u000b\\u0001\\u007f/<\\u2028\\u2029\xe2\x80\xaa\xf0\x9f\x98\x80\","
	    "\"tree\":{\"b\":[1.5,null,\"x\"],\"a\":false}}");
	struct json_fault fault;
	assert_true(json_check(str_slice(&out), 8, &fault));
}

/* The second and third case are from RFC 8785, sections 3.2.2 and 3.2.3 (without its fractions). */
static const struct {
	const char *text, *canonical;
} canonicals[] = {
    {" { \"b\" : 1 , \"a\" : [ 3 , { } , null ] } ", "{\"a\":[3,{},null],\"b\":1}"},
    {"{\"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
     "\"literals\": [null, true, false]}",
	"{\"literals\":[null,true,false],"
	"\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"},
    {"{\"\\u20ac\": \"Euro Sign\", \"\\r\": \"Carriage Return\","
     "\"\\ufb33\": \"Hebrew Letter Dalet With Dagesh\", \"1\": \"One\","
     "\"\\ud83d\\ude00\": \"Emoji: Grinning Face\", \"\\u0080\": \"Control\","
     "\"\\u00f6\": \"Latin Small Letter O With Diaeresis\"}",
	"{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
	"\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\",\"\xe2\x82\xac\":\"Euro Sign\","
	"\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\","
	"\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}"},
    {"\"\\u007f\\u2028\\u2029\\u001b\"", "\"\x7f\xe2\x80\xa8\xe2\x80\xa9\\u001b\""},
    {"[-0,9007199254740991,-1]", "[0,9007199254740991,-1]"},
    {"{\"aa\":1,\"a\":2,\"\":3}", "{\"\":3,\"a\":2,\"aa\":1}"},
};

static void
the_canonical_form_is_that_of_rfc_8785(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof canonicals / sizeof canonicals[0]; i++) {
		struct str out;
		str_init(&out, arena, 1000);
		json_canonical(&out, read_text(canonicals[i].text));
		assert_string_equal(str_text(&out), canonicals[i].canonical);
	}
}

static void
a_tree_ends_with_its_arena(void **state)
{
	(void)state;
	struct arena *own = arena_new(1 << 16);
	struct json_fault fault;
	for (int i = 0; i < 100; i++) {
		assert_non_null(json_read(own, SLICE_OF("{\"a\":[1,2,{\"b\":\"text\"}]}"), &fault));
		arena_reset(own);
	}
	arena_free(own);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_gate_refuses_and_says_where),
	    cmocka_unit_test(the_gate_admits_only_so_many_values),
	    cmocka_unit_test(finds_a_duplicate_among_many_names),
	    cmocka_unit_test(tells_types_apart),
	    cmocka_unit_test(walks_a_tree),
	    cmocka_unit_test(writes_with_commas_and_escapes),
	    cmocka_unit_test(the_canonical_form_is_that_of_rfc_8785),
	    cmocka_unit_test(a_tree_ends_with_its_arena),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
