/*
 * Scopes that are read have one canonical text, which is read back as the same; what is
 * kept of them says the same; and what is refused has faults within the text, and never says
 * more as a thing that was kept than its readable part.
 */
#include "fuzz.h"

#include <string.h>

#include "access/policy_text.h"

static bool
reach_same(const struct reach *a, const struct reach *b)
{
	return a->words == b->words && memcmp(&a->fields, &b->fields, sizeof a->fields) == 0;
}

static bool
grants_same(const struct grants *a, const struct grants *b)
{
	bool same = a->feed == b->feed;
	for (size_t i = 0; catalog[i] && same; i++)
		same = a->of[i].operations == b->of[i].operations &&
		       reach_same(&a->of[i].read, &b->of[i].read) &&
		       reach_same(&a->of[i].create, &b->of[i].create) &&
		       reach_same(&a->of[i].update, &b->of[i].update);
	return same;
}

static void
check_faults(struct arena *arena, struct slice text, const struct scope_faults *faults)
{
	struct complaints complaints = {0};
	MUST(faults->count > 0 && faults->count <= SCOPE_FAULTS_MAX);
	for (size_t i = 0; i < faults->count; i++)
		MUST(faults->list[i].at <= text.len &&
		     faults->list[i].len <= text.len - faults->list[i].at);
	scope_faults_complain(arena, text, faults, "grants", &complaints);
	MUST(complaints.count == faults->count);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct grants grants, again;
	struct arena *arena = fuzz_arena();
	struct slice text = fuzz_input(data, size);
	struct scope_faults faults;
	grants_load(text, &again);
	MUST(grants_write(arena, &again).at);
	if (!grants_read(text, &grants, &faults)) {
		check_faults(arena, text, &faults);
		return 0;
	}
	struct slice canonical = grants_write(arena, &grants);
	struct slice stored = grants_store(arena, &grants);
	MUST(grants_read(canonical, &again, &faults) && grants_same(&grants, &again));
	MUST(slice_eq(canonical, grants_write(arena, &again)));
	if (!stored.at)
		return 0;
	grants_load(stored, &again);
	MUST(grants_same(&grants, &again));
	return 0;
}
