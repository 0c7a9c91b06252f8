/*
 * What is kept of any body is JSON and within its limit. The first byte chooses the
 * shape, the rest is the body, and once more a query string.
 */
#include "fuzz.h"

#include <string.h>

#include "codec/json.h"
#include "trail/redact.h"

#define LIMIT 2048

static const struct shape_member members[] = {
    {"date", PRIVACY_BUSINESS, NULL}, {"reason", PRIVACY_SENSITIVE, NULL}, {0}};
static const struct shape shapes[] = {
    {.kind = SHAPE_RECORD},
    {.kind = SHAPE_LIST},
    {.kind = SHAPE_SEARCH},
    {.kind = SHAPE_NOTHING},
    {.kind = SHAPE_MEMBERS, .members = members},
};

static void
redact_as(struct arena *arena, const struct shape *shape, const struct resource *resource,
    struct slice body)
{
	struct json_fault fault;
	struct str out;

	str_init(&out, arena, LIMIT + 8192);
	redact_body(&out, shape, resource, body, SLICE_OF("application/json"), LIMIT);
	MUST(out.len > 0 && !out.full);
	MUST(json_check(str_slice(&out), 32, &fault));
	str_init(&out, arena, LIMIT + 8192);
	redact_answer(&out, shape, resource, body, NULL, SLICE_OF("application/json"), LIMIT);
	MUST(out.len > 0 && !out.full);
}

static void
redact_as_query(struct arena *arena, const struct resource *resource, struct slice text)
{
	struct form form;
	struct str out;

	if (!form_read(arena, text, &form))
		return;
	str_init(&out, arena, 2 * REDACT_QUERY_MAX);
	redact_query(&out, resource, &form);
	MUST(out.len <= REDACT_QUERY_MAX && !out.full);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena();
	const struct resource *resource = catalog[0];

	if (size == 0 || size > 65536)
		return 0;
	struct slice text = fuzz_input(data + 1, size - 1);
	size_t choice = data[0] % (sizeof shapes / sizeof *shapes + 1);
	bool is_problem = choice == sizeof shapes / sizeof *shapes;
	redact_as(arena, is_problem ? &redact_problem_shape : &shapes[choice], resource, text);
	redact_as_query(arena, resource, text);
	MUST(redact_agent(text).len <= REDACT_AGENT_MAX);
	redact_media_type(text);
	return 0;
}
