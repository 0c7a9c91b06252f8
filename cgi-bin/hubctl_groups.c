/* Commands about security groups, and about what a key may do. */
#include "hubctl.h"

#include "access/companies.h"
#include "access/groups.h"
#include "access/key_change.h"

/* Answers 1 after a line on stderr. */
static int
say(const char *option, const char *what)
{
	fprintf(stderr, "hubctl: %s: %s\n", option, what);
	return 1;
}

/* The group of an option: by name or id. False after a line on stderr. */
static bool
find_group(struct hubctl *hub, const struct act *act, struct slice text, struct uuid *id)
{
	enum db_status status = group_find_by_text(act, text, id);
	if (status == DB_NO_ROW)
		say("--group", "the company has no such security group");
	else if (status != DB_OK)
		hubctl_db_failed(hub, "group", status);
	return status == DB_OK;
}

bool
hubctl_groups(struct hubctl *hub, const struct act *act, const struct hubctl_values *names,
    struct policy_choice *choice)
{
	struct uuid *ids = arena_array(hub->arena, names->count, sizeof *ids);
	for (size_t i = 0; i < names->count; i++)
		if (!find_group(hub, act, names->list[i], &ids[i]))
			return false;
	choice->groups = ids;
	choice->ngroups = names->count;
	return true;
}

/* --entity and --group, and two more options if `order` is given; 0, or the exit status. */
struct of_group {
	struct act act;
	struct uuid id;
};

static int
read_group(
    struct hubctl *hub, int argc, char **argv, struct group_order *order, struct of_group *of)
{
	struct slice group = SLICE_NONE;
	struct company company;
	struct hubctl_option options[] = {{"group", &group, NULL, true}, {0}, {0}, {0}};
	if (order) {
		options[1] = (struct hubctl_option){"name", &order->name, NULL, false};
		options[2] = (struct hubctl_option){"grants", &order->grants, NULL, false};
	}
	int wrong = hubctl_company_options(hub, options, argc, argv, &of->act, &company);
	if (wrong)
		return wrong;
	return find_group(hub, &of->act, group, &of->id) ? 0 : 1;
}

/* Security groups */

static void
put_group(struct json_writer *w, struct arena *arena, const void *value)
{
	const struct group_info *group = value;
	hubctl_put(w, "id", id_text(arena, GROUP_PREFIX, group->id));
	hubctl_put(w, "name", group->name);
	hubctl_put(w, "grants", group->scopes);
	json_name(w, "key_count");
	json_put_integer(w, (int64_t)group->nkeys);
	json_name(w, "version");
	json_put_integer(w, (int64_t)group->version);
}

static void
put_group_line(struct str *out, struct arena *arena, const void *value)
{
	const struct group_info *group = value;
	struct slice id = id_text(arena, GROUP_PREFIX, group->id);
	str_addf(out, "%.*s\t%llu\t%.*s\t%.*s", SLICE_ARG(id), (unsigned long long)group->nkeys,
	    SLICE_ARG(group->name), SLICE_ARG(group->scopes));
}

/* A group with the keys in it. */
struct shown {
	struct group_info group;
	struct group_member *members;
	size_t nmembers;
};

static void
put_shown(struct json_writer *w, struct arena *arena, const void *value)
{
	const struct shown *shown = value;
	put_group(w, arena, &shown->group);
	json_name(w, "keys");
	json_begin_array(w);
	for (size_t i = 0; i < shown->nmembers; i++) {
		json_begin_object(w);
		hubctl_put(w, "id", id_text(arena, KEY_PREFIX, shown->members[i].key_id));
		hubctl_put(w, "name", shown->members[i].name);
		json_end_object(w);
	}
	json_end_array(w);
}

static void
put_shown_lines(struct str *out, struct arena *arena, const void *value)
{
	const struct shown *shown = value;
	put_group_line(out, arena, &shown->group);
	for (size_t i = 0; i < shown->nmembers; i++)
		str_addf(out, "\n  %.*s\t%.*s",
		    SLICE_ARG(id_text(arena, KEY_PREFIX, shown->members[i].key_id)),
		    SLICE_ARG(shown->members[i].name));
}

int
hubctl_group_create(struct hubctl *hub, int argc, char **argv)
{
	struct slice entity = SLICE_NONE;
	struct group_order order = {0};
	struct complaints complaints;
	struct company company;
	struct uuid id;
	struct act act;
	const struct hubctl_option options[] = {
	    {"entity", &entity, NULL, true},
	    {"name", &order.name, NULL, true},
	    {"grants", &order.grants, NULL, true},
	    {0},
	};
	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	if (!hubctl_company(hub, entity, &act, &company))
		return 1;
	enum db_status status = group_create(&act, &order, &complaints, &id);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "group create", status);
	if (complaints.count > 0)
		return hubctl_refused(&complaints);
	struct slice text = id_text(hub->arena, GROUP_PREFIX, id);
	printf(hub->json ? "{\"id\":\"%.*s\"}\n" : "%.*s\n", SLICE_ARG(text));
	return 0;
}

int
hubctl_group_change(struct hubctl *hub, int argc, char **argv)
{
	struct group_order order = {0};
	struct complaints complaints;
	struct of_group of;
	bool changed = false;
	int wrong = read_group(hub, argc, argv, &order, &of);
	if (wrong)
		return wrong;
	enum db_status status = group_change(&of.act, of.id, &order, &complaints, &changed);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "group change", status);
	return complaints.count > 0 ? hubctl_refused(&complaints) : hubctl_changed(hub, changed);
}

int
hubctl_group_delete(struct hubctl *hub, int argc, char **argv)
{
	struct complaints complaints;
	struct of_group of;
	int wrong = read_group(hub, argc, argv, NULL, &of);
	if (wrong)
		return wrong;
	enum db_status status = group_delete(&of.act, of.id, &complaints);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "group delete", status);
	if (complaints.count > 0)
		return hubctl_refused(&complaints);
	puts(hub->json ? "{\"deleted\":true}" : "deleted");
	return 0;
}

int
hubctl_group_list(struct hubctl *hub, int argc, char **argv)
{
	static const struct hubctl_row row = {put_group, put_group_line};
	struct company company;
	struct group_info *groups;
	size_t ngroups;
	struct act act;
	int wrong = hubctl_company_options(hub, hubctl_no_options, argc, argv, &act, &company);
	if (wrong)
		return wrong;
	enum db_status status = group_list(&act, &groups, &ngroups);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "group list", status);
	return hubctl_say_list(hub, &row, groups, ngroups, sizeof *groups);
}

int
hubctl_group_show(struct hubctl *hub, int argc, char **argv)
{
	static const struct hubctl_row row = {put_shown, put_shown_lines};
	struct shown shown;
	struct of_group of;
	int wrong = read_group(hub, argc, argv, NULL, &of);
	if (wrong)
		return wrong;
	enum db_status status = group_find(&of.act, of.id, &shown.group);
	if (status == DB_OK)
		status = group_members(&of.act, of.id, &shown.members, &shown.nmembers);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "group show", status);
	return hubctl_say(hub, &row, &shown);
}

/* What a key may do */

static bool
take_change(struct hubctl *hub, const struct act *act, const struct hubctl_values *names,
    bool no_grants, bool no_groups, struct key_change *change)
{
	change->sets_grants = no_grants || change->choice.grants.at;
	change->sets_groups = no_groups || names->count > 0;
	return hubctl_groups(hub, act, names, &change->choice);
}

/* The limits of `key change`, as texts; NULL slices leave what stands. */
struct told {
	struct slice expires, addresses, population, per_minute, burst;
};

static bool
take_limits(const struct told *told, struct key_change *change)
{
	bool never = slice_is(told->expires, "never"), any = slice_is(told->addresses, "any");
	change->sets_expiry = told->expires.at;
	change->sets_addresses = told->addresses.at;
	change->sets_per_minute = told->per_minute.at;
	change->sets_burst = told->burst.at;
	change->addresses = any ? SLICE_OF("") : told->addresses;
	change->sets_population = told->population.at;
	change->population =
	    slice_is(told->population, HUBCTL_EVERYBODY) ? SLICE_NONE : told->population;
	return (never || hubctl_read_time(told->expires, &change->expires_us)) &&
	       hubctl_read_count(told->per_minute, &change->limits.per_minute) &&
	       hubctl_read_count(told->burst, &change->limits.burst);
}

int
hubctl_key_change(struct hubctl *hub, int argc, char **argv)
{
	struct slice entity = SLICE_NONE, key = SLICE_NONE, level = SLICE_NONE;
	bool no_grants = false, no_groups = false;
	enum key_change_fate fate;
	struct key_change change = {0};
	struct told told = {0};
	struct hubctl_values names;
	struct complaints complaints;
	struct company company;
	struct uuid id;
	struct act act;
	const struct hubctl_option options[] = {
	    {"entity", &entity, NULL, true},
	    {"key", &key, NULL, true},
	    {"name", &change.name, NULL, false},
	    {"level", &level, NULL, false},
	    {"grants", &change.choice.grants, NULL, false},
	    {"no-grants", NULL, &no_grants, false},
	    {"no-groups", NULL, &no_groups, false},
	    {"expires", &told.expires, NULL, false},
	    {"addresses", &told.addresses, NULL, false},
	    {"population", &told.population, NULL, false},
	    {"per-minute", &told.per_minute, NULL, false},
	    {"burst", &told.burst, NULL, false},
	    {0},
	};
	if (!hubctl_values("group", &names, &argc, argv) || !hubctl_options(options, argc, argv) ||
	    !take_limits(&told, &change) || !id_read(KEY_PREFIX, key, &id) ||
	    (level.at && !level_read(level, &change.level)) ||
	    (no_grants && change.choice.grants.at) || (no_groups && names.count > 0))
		return HUBCTL_USED_WRONGLY;
	if (!hubctl_company(hub, entity, &act, &company) ||
	    !take_change(hub, &act, &names, no_grants, no_groups, &change))
		return 1;
	enum db_status status = key_change_ask(&act, id, &change, &complaints, &fate);
	if (status == DB_NO_ROW)
		return say("--key", "the company has no such key, or it is revoked");
	if (status != DB_OK)
		return hubctl_db_failed(hub, "key change", status);
	if (complaints.count > 0)
		return hubctl_refused(&complaints);
	if (fate != KEY_CHANGE_WAITS)
		return hubctl_changed(hub, fate == KEY_CHANGED);
	puts(hub->json ? "{\"changed\":false,\"waits\":true}"
		       : "asked for: an owner or admin of the company has to approve it");
	return 0;
}

struct policy_of {
	struct uuid key_id;
	struct key_policy policy;
};

static void
put_policy(struct json_writer *w, struct arena *arena, const void *value)
{
	const struct policy_of *of = value;
	const struct key_policy *key = &of->policy;
	hubctl_put(w, "id", id_text(arena, KEY_PREFIX, of->key_id));
	hubctl_put(w, "mode", slice_from(mode_name(key->mode)));
	hubctl_put(w, "access", slice_from(level_name(key->policy.level)));
	hubctl_put(w, "grants", key->scopes);
	json_name(w, "groups");
	json_begin_array(w);
	for (size_t i = 0; i < key->ngroups; i++) {
		json_begin_object(w);
		hubctl_put(w, "id", id_text(arena, GROUP_PREFIX, key->groups[i].id));
		hubctl_put(w, "name", key->groups[i].name);
		hubctl_put(w, "grants", key->groups[i].scopes);
		json_end_object(w);
	}
	json_end_array(w);
	hubctl_put(w, "scope", policy_scopes(arena, &key->policy));
}

static void
put_policy_line(struct str *out, struct arena *arena, const void *value)
{
	const struct policy_of *of = value;
	str_add(out, policy_scopes(arena, &of->policy.policy));
}

int
hubctl_key_policy(struct hubctl *hub, int argc, char **argv)
{
	static const struct hubctl_row row = {put_policy, put_policy_line};
	struct hubctl_key key;
	int wrong = hubctl_key_options(hub, hubctl_no_options, argc, argv, &key);
	if (wrong)
		return wrong;
	struct policy_of of = {.key_id = key.id};
	enum db_status status = policy_find(&key.act, of.key_id, &of.policy);
	if (status == DB_NO_ROW)
		return say("--key", "the company has no such key");
	if (status != DB_OK)
		return hubctl_db_failed(hub, "key policy", status);
	return hubctl_say(hub, &row, &of);
}
