/* What is kept of bodies, queries and headers, by a resource of the test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "codec/json.h"
#include "trail/redact.h"

#define ROOM ((size_t)1024 * 1024)
#define ID "emp_01k9zzzzzzzzzzzzzzzzzzzzzz"
#define KEY "hub_live_ent_abcdefghjk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijk"
#define TOKEN "acme_tok_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijk"

static const struct choice statuses[] = {{"active", ""}, {"terminated", ""}, {0}};
static const struct choice races[] = {{"asian", ""}, {0}};

static const struct field day[] = {
    {.name = "day", .type = FIELD_INTEGER, .privacy = PRIVACY_BUSINESS, .min = 1, .max = 31},
};
static const struct field pieces[] = {
    {.name = "code", .type = FIELD_CODE, .privacy = PRIVACY_BUSINESS, .max = 10},
    {.name = "amount", .type = FIELD_MONEY, .privacy = PRIVACY_BUSINESS},
    {.name = "payee", .type = FIELD_NAME, .privacy = PRIVACY_PERSONAL, .max = 10},
};

static const struct field fields[] = {
    {.name = "id", .type = FIELD_ID, .privacy = PRIVACY_OPEN, .traits = FIELD_FILTERABLE},
    {.name = "name",
	.type = FIELD_NAME,
	.privacy = PRIVACY_PERSONAL,
	.max = 100,
	.traits = FIELD_FILTERABLE},
    {.name = "status",
	.type = FIELD_CHOICE,
	.privacy = PRIVACY_BUSINESS,
	.choices = statuses,
	.traits = FIELD_FILTERABLE},
    {.name = "hire_date",
	.type = FIELD_DATE,
	.privacy = PRIVACY_BUSINESS,
	.traits = FIELD_FILTERABLE},
    {.name = "title", .type = FIELD_NAME, .privacy = PRIVACY_BUSINESS, .max = 10},
    {.name = "code", .type = FIELD_CODE, .privacy = PRIVACY_BUSINESS, .max = 10},
    {.name = "races", .type = FIELD_CHOICES, .privacy = PRIVACY_BUSINESS, .choices = races},
    {.name = "pay_rate", .type = FIELD_MONEY, .privacy = PRIVACY_SENSITIVE},
    {.name = "days",
	.type = FIELD_INTEGERS,
	.privacy = PRIVACY_BUSINESS,
	.members = day,
	.nmembers = 1},
    {.name = "parts",
	.type = FIELD_OBJECTS,
	.privacy = PRIVACY_BUSINESS,
	.members = pieces,
	.nmembers = 3},
    {.name = "phone", .type = FIELD_PHONE, .privacy = PRIVACY_BUSINESS, .max = 16},
    {.name = "is_active", .type = FIELD_BOOL, .privacy = PRIVACY_BUSINESS},
    {.name = "version", .type = FIELD_VERSION, .privacy = PRIVACY_OPEN},
    {.name = "remark",
	.type = FIELD_TEXT,
	.privacy = PRIVACY_BUSINESS,
	.max = 500,
	.traits = FIELD_FILTERABLE},
};

static const struct resource resource = {
    .name = "employees",
    .object = "employee",
    .prefix = "emp",
    .fields = fields,
    .nfields = sizeof fields / sizeof *fields,
};

static const struct shape record_shape = {.kind = SHAPE_RECORD};
static const struct shape list_shape = {.kind = SHAPE_LIST};
static const struct shape search_shape = {.kind = SHAPE_SEARCH};
static const struct shape nothing_shape = {.kind = SHAPE_NOTHING};
static const struct shape_member address_members[] = {
    {"city", PRIVACY_BUSINESS, NULL}, {"line", PRIVACY_PERSONAL, NULL}, {0}};
static const struct shape address_shape = {SHAPE_MEMBERS, NULL, address_members};
static const struct shape_member action_members[] = {{"date", PRIVACY_BUSINESS, NULL},
    {"reason", PRIVACY_SENSITIVE, NULL}, {"addresses", PRIVACY_OPEN, &address_shape},
    {"employee", PRIVACY_OPEN, &record_shape}, {0}};
static const struct shape action_shape = {SHAPE_MEMBERS, NULL, action_members};

static struct arena *arena;

static int
open_arena(void **state)
{
	(void)state;
	arena = arena_new((size_t)64 * 1024 * 1024);
	return 0;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static const char *
redacted(const struct shape *shape, const char *body, const char *type, size_t max)
{
	struct str out;

	str_init(&out, arena, max + 8192);
	redact_body(&out, shape, &resource, slice_from(body), slice_from(type), max);
	return str_text(&out);
}

struct body_case {
	const struct shape *shape;
	const char *body, *kept;
};

static const struct body_case bodies[] = {
    {&record_shape, "{}", "{}"},
    {&record_shape, "{\"status\":\"active\"}", "{\"status\":\"active\"}"},
    {&record_shape, " { \"status\" : \"active\" , \"name\" : \"Ann\" } ",
	"{\"status\":\"active\",\"name\":\"[redacted]\"}"},
    {&record_shape, "{\"name\":null,\"pay_rate\":\"31.5\",\"version\":7}",
	"{\"name\":\"[redacted]\",\"pay_rate\":\"[redacted]\",\"version\":7}"},
    {&record_shape, "{\"078-05-1120\":1,\"x\":{\"y\":[1,{\"z\":\"}\"}]}}",
	"{\"?1\":\"[unknown]\",\"?2\":\"[unknown]\"}"},
    {&record_shape, "{\"object\":\"employee\",\"id\":\"" ID "\",\"hire_date\":\"2026-11-22\"}",
	"{\"object\":\"employee\",\"id\":\"" ID "\",\"hire_date\":\"2026-11-22\"}"},
    {&record_shape, "{\"object\":\"078-05-1120\",\"dry_run\":\"Ann\",\"deleted\":true}",
	"{\"object\":\"[invalid]\",\"dry_run\":\"[invalid]\",\"deleted\":true}"},
    /* Values that are not of their field. */
    {&record_shape,
	"{\"status\":\"Ann\",\"hire_date\":\"Ann\",\"id\":\"Ann\",\"is_active\":\"Ann\"}",
	"{\"status\":\"[invalid]\",\"hire_date\":\"[invalid]\",\"id\":\"[invalid]\","
	"\"is_active\":\"[invalid]\"}"},
    {&record_shape, "{\"status\":1,\"version\":true,\"is_active\":1,\"title\":{\"a\":\"Ann\"}}",
	"{\"status\":\"[invalid]\",\"version\":\"[invalid]\",\"is_active\":\"[invalid]\","
	"\"title\":\"[unknown]\"}"},
    {&record_shape, "{\"title\":\"01234567890123456789012345678901234567890\"}",
	"{\"title\":\"[invalid]\"}"},
    {&record_shape, "{\"code\":\"EL-1\"}", "{\"code\":\"EL-1\"}"},
    {&record_shape, "{\"code\":\"Ann!\"}", "{\"code\":\"[invalid]\"}"},
    {&record_shape, "{\"races\":[\"asian\",\"Ann\",[\"Ann\"]],\"is_active\":true}",
	"{\"races\":[\"asian\",\"[invalid]\",[\"[invalid]\"]],\"is_active\":true}"},
    {&record_shape, "{\"days\":[1,\"Ann\",16],\"phone\":\"+1 303 555 0100\"}",
	"{\"days\":[1,\"[invalid]\",16],\"phone\":\"+1 303 555 0100\"}"},
    {&record_shape, "{\"phone\":\"Ann\",\"days\":{\"Ann\":1}}",
	"{\"phone\":\"[invalid]\",\"days\":\"[unknown]\"}"},
    {&record_shape,
	"{\"parts\":[{\"code\":\"HW\",\"amount\":\"9.25\",\"payee\":\"Ann\",\"Ann\":1},\"Ann\","
	"{\"amount\":\"Ann\",\"code\":{\"Ann\":1}}]}",
	"{\"parts\":[{\"code\":\"HW\",\"amount\":\"9.25\",\"payee\":\"[redacted]\",\"?1\":"
	"\"[unknown]\"},\"[invalid]\",{\"amount\":\"[invalid]\",\"code\":\"[unknown]\"}]}"},
    {&redact_problem_shape,
	"{\"errors\":[{\"pointer\":\"/parts/0/amount\"},{\"pointer\":\"/parts/0/Ann\"}]}",
	"{\"errors\":[{\"pointer\":\"/parts/0/amount\"},{\"pointer\":\"[unknown]\"}]}"},
    /* An escaped name is not looked through. */
    {&record_shape, "{\"\\u0073tatus\":\"active\"}", "{\"?1\":\"[unknown]\"}"},
    {&record_shape, "[\"Ann\"]", "\"[unknown]\""},
    {&record_shape, "\"Ann\"", "\"[unknown]\""},
    {&list_shape,
	"{\"object\":\"list\",\"data\":[{\"name\":\"Ann\",\"status\":\"active\"},{\"name\":"
	"\"B\"}],"
	"\"has_more\":true,\"next_cursor\":\"abc\",\"url\":\"/v1/"
	"x?cursor=abc\",\"total_count\":2}",
	"{\"object\":\"list\",\"data\":[{\"name\":\"[redacted]\",\"status\":\"active\"},"
	"{\"name\":\"[redacted]\"}],\"has_more\":true,\"next_cursor\":\"[cursor]\","
	"\"url\":\"/v1/x\",\"total_count\":2}"},
    {&list_shape, "{\"data\":[],\"next_cursor\":null}", "{\"data\":[],\"next_cursor\":null}"},
    {&search_shape,
	"{\"filter\":{\"status\":\"active\",\"name\":{\"prefix\":\"An\"},\"hire_date\":{"
	"\"gte\":"
	"\"2026-01-01\",\"Ann\":1},\"Ann\":2},\"sort\":\"-hire_date\",\"limit\":50,"
	"\"cursor\":\"x\","
	"\"fields\":[\"status\",\"Ann\"],\"include_count\":true,\"Bob\":1}",
	"{\"filter\":{\"status\":\"active\",\"name\":{\"prefix\":\"[redacted]\"},\"hire_"
	"date\":{"
	"\"gte\":\"2026-01-01\",\"?1\":\"[unknown]\"},\"?1\":\"[unknown]\"},\"sort\":\"-"
	"hire_date\","
	"\"limit\":50,\"cursor\":\"[cursor]\",\"fields\":[\"status\",\"[unknown]\"],"
	"\"include_count\":true,\"?1\":\"[unknown]\"}"},
    {&search_shape, "{\"filter\":{\"id\":{\"in\":[\"" ID "\",\"Ann\"]}},\"limit\":\"Ann\"}",
	"{\"filter\":{\"id\":{\"in\":[\"" ID "\",\"[invalid]\"]}},\"limit\":\"[invalid]\"}"},
    {&search_shape, "{\"limit\":[\"Ann\"],\"include_count\":[[\"Ann\"]]}",
	"{\"limit\":\"[invalid]\",\"include_count\":\"[invalid]\"}"},
    {&search_shape, "{\"limit\":{\"Ann\":1},\"include_count\":123}",
	"{\"limit\":\"[invalid]\",\"include_count\":\"[invalid]\"}"},
    {&search_shape, "{\"limit\":078051120,\"include_count\":null}",
	"{\"?\":\"[not kept]\",\"bytes\":40,\"media_type\":\"application/json\"}"},
    {&search_shape, "{\"limit\":178051120,\"include_count\":false}",
	"{\"limit\":\"[invalid]\",\"include_count\":false}"},
    /* Credentials, wherever they were pasted. */
    {&record_shape, "{\"remark\":\"" KEY "\",\"title\":\"it_live_on\"}",
	"{\"remark\":\"[invalid]\",\"title\":\"it_live_on\"}"},
    {&record_shape, "{\"remark\":\"use " TOKEN ", please\"}", "{\"remark\":\"[invalid]\"}"},
    {&action_shape,
	"{\"date\":\"2026-11-22\",\"reason\":\"ill\",\"addresses\":[{\"city\":\"Reno\","
	"\"line\":\"1 A St\"}],"
	"\"employee\":{\"name\":\"Ann\",\"status\":\"active\"}}",
	"{\"date\":\"2026-11-22\",\"reason\":\"[redacted]\",\"addresses\":[{\"city\":"
	"\"Reno\","
	"\"line\":\"[redacted]\"}],\"employee\":{\"name\":\"[redacted]\",\"status\":"
	"\"active\"}}"},
    {&redact_problem_shape,
	"{\"type\":\"about:blank\",\"status\":422,\"code\":\"validation_failed\","
	"\"errors\":["
	"{\"pointer\":\"/hire_date\",\"code\":\"invalid_date\",\"detail\":\"no\"},"
	"{\"pointer\":\"/078-05-1120\",\"code\":\"unknown\"},{\"pointer\":\"/filter/status/"
	"gte\"},"
	"{\"parameter\":\"hire_date[gte]\"},{\"parameter\":\"Ann\"}],\"fields\":["
	"\"status\",\"Ann\"]}",
	"{\"type\":\"about:blank\",\"status\":422,\"code\":\"validation_failed\","
	"\"errors\":["
	"{\"pointer\":\"/hire_date\",\"code\":\"invalid_date\",\"detail\":\"no\"},"
	"{\"pointer\":\"[unknown]\",\"code\":\"unknown\"},{\"pointer\":\"/filter/status/"
	"gte\"},"
	"{\"parameter\":\"hire_date[gte]\"},{\"parameter\":\"[unknown]\"}],\"fields\":["
	"\"status\","
	"\"[unknown]\"]}"},
};

static void
rebuilds_bodies_beside_their_shape(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
		assert_string_equal(
		    redacted(bodies[i].shape, bodies[i].body, "application/json", 65536),
		    bodies[i].kept);
}

static void
keeps_only_size_and_type_of_what_has_no_shape(void **state)
{
	static const struct {
		const struct shape *shape;
		const char *body, *type, *kept;
	} cases[] = {
	    {NULL, "{\"a\":1}", "application/json",
		"{\"?\":\"[not kept]\",\"bytes\":7,\"media_type\":\"application/json\"}"},
	    {&nothing_shape, "{\"a\":1}", "application/json; charset=utf-8",
		"{\"?\":\"[not kept]\",\"bytes\":7,\"media_type\":\"application/json\"}"},
	    {&record_shape, "Ann", "text/Ann",
		"{\"?\":\"[not kept]\",\"bytes\":3,\"media_type\":\"[other]\"}"},
	    {&record_shape, "status=active", "application/x-www-form-urlencoded",
		"{\"?\":\"[not "
		"kept]\",\"bytes\":13,\"media_type\":\"application/x-www-form-urlencoded\"}"},
	    {&record_shape, "{\"status\":\"active\"", "application/json",
		"{\"?\":\"[not kept]\",\"bytes\":18,\"media_type\":\"application/json\"}"},
	    {&record_shape, "{\"status\":\"active\"}}", "application/merge-patch+json",
		"{\"?\":\"[not "
		"kept]\",\"bytes\":20,\"media_type\":\"application/merge-patch+json\"}"},
	    {&record_shape, "{\"status\":\"active\"}", NULL, "{\"?\":\"[not kept]\",\"bytes\":19}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(
		    redacted(cases[i].shape, cases[i].body, cases[i].type, 65536), cases[i].kept);
	assert_string_equal(redacted(&record_shape, NULL, "application/json", 65536), "");
}

/* No prefix of a body gives away what the whole one would not. */
static void
a_body_broken_at_any_place_gives_nothing_away(void **state)
{
	static const char body[] =
	    "{\"object\":\"list\",\"data\":[{\"name\":\"Canary1\",\"status\":\"active\","
	    "\"Canary2\":{\"Canary3\":[\"Canary4\\\"\"]},\"pay_rate\":\"Canary5\"}]}";
	char part[sizeof body];

	(void)state;
	for (size_t len = 0; len < sizeof body; len++) {
		memcpy(part, body, len);
		part[len] = '\0';
		assert_null(
		    strstr(redacted(&list_shape, part, "application/json", 65536), "Canary"));
		arena_reset(arena);
	}
}

static void
cuts_long_bodies_between_values_and_says_so(void **state)
{
	struct json_fault fault;
	struct str body;

	(void)state;
	str_init(&body, arena, ROOM);
	str_add_text(&body, "{\"object\":\"list\",\"data\":[");
	for (int i = 0; i < 190; i++)
		str_addf(&body, "%s{\"status\":\"active\",\"name\":\"Ann\",\"version\":%d}",
		    i > 0 ? "," : "", i);
	str_add_text(&body, "],\"has_more\":false}");
	for (size_t max = 0; max < 4000; max += 37) {
		const char *kept = redacted(&list_shape, str_text(&body), "application/json", max);
		assert_true(json_check(slice_from(kept), 16, &fault));
		assert_true(strlen(kept) <= max + 128);
		assert_non_null(strstr(kept, "\"[cut]\""));
	}
	assert_null(
	    strstr(redacted(&list_shape, str_text(&body), "application/json", 65536), "[cut]"));
}

static void
keeps_at_most_so_many_elements(void **state)
{
	struct str body;

	(void)state;
	str_init(&body, arena, ROOM);
	str_add_text(&body, "{\"races\":[\"asian\"");
	for (int i = 0; i < REDACT_ELEMENTS_MAX; i++)
		str_add_text(&body, ",\"asian\"");
	str_add_text(&body, "]}");
	const char *kept = redacted(&record_shape, str_text(&body), "application/json", 65536);
	assert_non_null(strstr(kept, ",\"[cut]\"]}"));
}

static void
treats_query_values_like_fields(void **state)
{
	static const struct {
		const char *query, *kept;
	} cases[] = {
	    {"status=active&limit=50", "status=active&limit=50"},
	    {"cursor=abc&hire_date[gte]=2024-01-01", "cursor=[cursor]&hire_date[gte]=2024-01-01"},
	    {"name=Ann&Ann=1&Bob=2", "name=[redacted]&?1=[unknown]&?2=[unknown]"},
	    {"title=Foreman", "title=[redacted]"}, /* not filterable */
	    {"status=Ann&limit=Ann&sort=Ann", "status=[invalid]&limit=[invalid]&sort=[invalid]"},
	    {"sort=-hire_date&fields=status,name", "sort=-hire_date&fields=status%2Cname"},
	    {"status[Ann]=active", "?1=[unknown]"},
	    {"id[in]=" ID "," ID, "id[in]=" ID "%2C" ID},
	    {"id=078-05-1120", "id=[invalid]"},
	    {"include_count=true&dry_run=Ann", "include_count=true&dry_run=[invalid]"},
	    {"remark=" KEY "&remark[prefix]=see+" TOKEN,
		"remark=[invalid]&remark[prefix]=[invalid]"},
	    {"remark[in]=a," KEY, "remark[in]=[invalid]"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct form form;
		struct str out;
		assert_true(form_read(arena, slice_from(cases[i].query), &form));
		str_init(&out, arena, ROOM);
		redact_query(&out, &resource, &form);
		assert_string_equal(str_text(&out), cases[i].kept);
	}
}

static void
bounds_long_queries(void **state)
{
	struct str query, out;
	struct form form;

	(void)state;
	str_init(&query, arena, ROOM);
	for (int i = 0; i < 300; i++)
		str_add_text(&query, i > 0 ? "&status=active" : "status=active");
	assert_true(form_read(arena, str_slice(&query), &form));
	str_init(&out, arena, ROOM);
	redact_query(&out, &resource, &form);
	assert_true(out.len <= REDACT_QUERY_MAX);
	assert_true(slice_has_suffix(str_slice(&out), "&[cut]"));
}

static void
keeps_user_agents_of_the_usual_grammar_only(void **state)
{
	struct slice agent = SLICE("python-requests/2.31.0 (+https://example.com)");
	char longer[REDACT_AGENT_MAX + 2];

	(void)state;
	assert_true(slice_eq(redact_agent(agent), agent));
	assert_null(redact_agent(SLICE_NONE).at);
	assert_true(slice_is(redact_agent(SLICE_OF("ann@example.com")), "[other]"));
	assert_true(slice_is(redact_agent(SLICE_OF("a\nb")), "[other]"));
	assert_true(slice_is(redact_agent(SLICE_OF(KEY)), "[other]"));
	assert_true(slice_is(redact_agent(SLICE_OF("sync/1.0 (" TOKEN ")")), "[other]"));
	memset(longer, 'a', sizeof longer);
	assert_true(slice_is(redact_agent((struct slice){longer, sizeof longer - 1}), "[other]"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rebuilds_bodies_beside_their_shape),
	    cmocka_unit_test(keeps_only_size_and_type_of_what_has_no_shape),
	    cmocka_unit_test(a_body_broken_at_any_place_gives_nothing_away),
	    cmocka_unit_test(cuts_long_bodies_between_values_and_says_so),
	    cmocka_unit_test(keeps_at_most_so_many_elements),
	    cmocka_unit_test(treats_query_values_like_fields),
	    cmocka_unit_test(bounds_long_queries),
	    cmocka_unit_test(keeps_user_agents_of_the_usual_grammar_only),
	};

	return cmocka_run_group_tests_name("trail/redact", tests, open_arena, close_arena);
}
