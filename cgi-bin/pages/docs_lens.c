/* "Show as key": the reference as one of the company's keys meets it. */
#include "access/keys.h"
#include "access/policy_store.h"
#include "cgi-bin/pages/docs.h"

#define PARAMETER "key"

static void
list_keys(struct call *call, const struct key_info *keys, size_t nkeys, struct slice chosen,
    struct docs_lens *lens)
{
	struct option *options = arena_array(call->arena, nkeys + 1, sizeof *options);
	options[0] = (struct option){.value = SLICE_OF(""), .text = SLICE_OF("No key: everything")};
	for (size_t i = 0; i < nkeys; i++) {
		struct slice id = id_text(call->arena, KEY_PREFIX, keys[i].id);
		bool is_chosen = slice_eq(id, chosen);
		options[i + 1] =
		    (struct option){.value = id, .text = keys[i].name, .chosen = is_chosen};
		if (is_chosen)
			lens->name = keys[i].name;
	}
	lens->options = options;
	lens->noptions = nkeys + 1;
}

struct docs_lens
docs_lens(struct call *call)
{
	struct docs_lens lens = {0};
	struct act act = act_of(call);
	struct key_filter alive = {0};
	struct key_info *keys;
	size_t nkeys;
	struct uuid id;
	struct slice chosen = form_value(&call->request.query, PARAMETER);
	if (call->caller.kind != CALLER_USER || key_list(&act, &alive, &keys, &nkeys) != DB_OK)
		return lens;
	list_keys(call, keys, nkeys, chosen, &lens);
	struct key_policy *found = arena_alloc(call->arena, sizeof *found);
	if (lens.name.at == NULL || !id_read(KEY_PREFIX, chosen, &id) ||
	    policy_find(&act, id, found) != DB_OK)
		lens.name = SLICE_NONE;
	else
		lens.policy = &found->policy;
	return lens;
}

bool
docs_lens_lacks(const struct docs_lens *lens, const struct resource *resource, unsigned operations)
{
	return lens->policy != NULL && !policy_allows(lens->policy, resource, operations);
}

struct slice
docs_lens_field(const struct docs_lens *lens, const struct resource *resource, int field)
{
	if (lens->policy == NULL)
		return SLICE_NONE;
	struct fieldset shown = policy_readable(lens->policy, resource);
	struct fieldset writable =
	    fieldset_or(policy_writable(lens->policy, resource, OPERATION_CREATE),
		policy_writable(lens->policy, resource, OPERATION_UPDATE));
	bool reads = fieldset_has(&shown, field), writes = fieldset_has(&writable, field);
	if (!reads)
		return writes ? SLICE_OF("This key writes it and does not see it.")
			      : SLICE_OF("This key does not see it.");
	if (!writes && (resource->fields[field].traits & FIELD_KEPT) == 0)
		return SLICE_OF("This key reads it and does not write it.");
	return SLICE_NONE;
}
