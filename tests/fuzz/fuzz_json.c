/*
 * What the gate accepts, json-c builds; what is written from the tree is accepted
 * again and reads as the same tree; the canonical form is a fixed point.
 */
#include "fuzz.h"

#include "codec/json.h"

#define OUT_MAX ((size_t)8 << 20)

static bool has_fraction(const struct json *value);

static bool
is_free_of_fractions(void *context, struct slice name, const struct json *value)
{
	(void)name;
	*(bool *)context = has_fraction(value);
	return !*(bool *)context;
}

static bool
has_fraction(const struct json *value)
{
	bool found = json_type(value) == JSON_FRACTION;
	if (json_type(value) == JSON_ARRAY)
		for (size_t i = 0; i < json_count(value) && !found; i++)
			found = has_fraction(json_at(value, i));
	if (json_type(value) == JSON_OBJECT)
		json_each(value, is_free_of_fractions, &found);
	return found;
}

static struct slice
written(struct arena *arena, const struct json *value)
{
	struct str out;
	str_init(&out, arena, OUT_MAX);
	struct json_writer w = json_writer(&out);
	json_put_tree(&w, value);
	MUST(!out.full);
	return str_slice(&out);
}

static struct slice
canonical(struct arena *arena, const struct json *value)
{
	struct str out;
	str_init(&out, arena, OUT_MAX);
	json_canonical(&out, value);
	MUST(!out.full);
	return str_slice(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct slice text = fuzz_input(data, size);
	struct json_fault fault = {0};
	bool accepted = json_check(text, JSON_DEPTH_MAX, &fault);
	const struct json *value = json_read(arena, text, &fault);
	MUST(accepted == (value != NULL));
	if (!value) {
		MUST(fault.reason && fault.offset <= size);
		return 0;
	}
	struct slice once = written(arena, value);
	const struct json *again = json_read(arena, once, &fault);
	MUST(again && slice_eq(once, written(arena, again)));
	if (has_fraction(value))
		return 0;
	struct slice canon = canonical(arena, value);
	const struct json *third = json_read(arena, canon, &fault);
	MUST(third && slice_eq(canon, canonical(arena, third)));
	return 0;
}
