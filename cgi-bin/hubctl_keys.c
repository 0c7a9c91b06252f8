/* Commands that make, list and show keys. */
#include "hubctl.h"

#include "access/key_change.h"

#include <string.h>

#define DAYS_MAX 3660

static void
put_made(struct json_writer *w, struct arena *arena, const void *value)
{
	const struct key_made *made = value;
	hubctl_put(w, "id", id_text(arena, KEY_PREFIX, made->key_id));
	hubctl_put(w, "secret", made->secret);
	hubctl_put(w, "state", slice_from(key_state_name(made->state)));
}

static void
put_made_lines(struct str *out, struct arena *arena, const void *value)
{
	const struct key_made *made = value;
	str_addf(out, "%.*s\n", SLICE_ARG(id_text(arena, KEY_PREFIX, made->key_id)));
	str_add(out, made->secret.at ? made->secret : slice_from(key_state_name(made->state)));
}

static const struct hubctl_row made_row = {put_made, put_made_lines};

static int
make_key(struct hubctl *hub, struct slice entity, const struct hubctl_values *groups,
    struct key_order *order)
{
	struct complaints complaints;
	struct company company;
	struct key_made made;
	struct act act;
	if (!hubctl_company(hub, entity, &act, &company) ||
	    !hubctl_groups(hub, &act, groups, &order->choice))
		return 1;
	enum db_status status = key_create(&act, order, &complaints, &made);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "key create", status);
	return complaints.count > 0 ? hubctl_refused(&complaints)
				    : hubctl_say(hub, &made_row, &made);
}

int
hubctl_key_create(struct hubctl *hub, int argc, char **argv)
{
	struct slice entity = SLICE_NONE, mode = SLICE_NONE, level = SLICE_NONE;
	struct slice expires = SLICE_NONE, per_minute = SLICE_NONE, burst = SLICE_NONE;
	struct hubctl_values groups;
	struct key_order order = {0};
	const struct hubctl_option options[] = {
	    {"entity", &entity, NULL, true},
	    {"mode", &mode, NULL, true},
	    {"name", &order.name, NULL, true},
	    {"level", &level, NULL, true},
	    {"grants", &order.choice.grants, NULL, false},
	    {"expires", &expires, NULL, false},
	    {"addresses", &order.addresses, NULL, false},
	    {"population", &order.population, NULL, false},
	    {"per-minute", &per_minute, NULL, false},
	    {"burst", &burst, NULL, false},
	    {"hand-over", NULL, &order.hand_over, false},
	    {0},
	};
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], "--access") == 0) /* its name before there were three */
			argv[i] = "--level";
	if (!hubctl_values("group", &groups, &argc, argv) || !hubctl_options(options, argc, argv) ||
	    !mode_read(mode, &order.mode) || !level_read(level, &order.level) ||
	    !hubctl_read_time(expires, &order.expires_us) ||
	    !hubctl_read_count(per_minute, &order.limits.per_minute) ||
	    !hubctl_read_count(burst, &order.limits.burst))
		return HUBCTL_USED_WRONGLY;
	if (slice_is(order.population, HUBCTL_EVERYBODY))
		order.population = SLICE_NONE;
	return make_key(hub, entity, &groups, &order);
}

/* Reading */

static void
put_use(struct json_writer *w, struct arena *arena, int64_t used_us, struct slice address,
    struct slice agent)
{
	hubctl_put_time(w, arena, "used_at", used_us);
	hubctl_put_address(w, arena, "used_address", address);
	hubctl_put(w, "used_agent", agent);
}

static void
put_key(struct json_writer *w, struct arena *arena, const void *value)
{
	const struct key_info *key = value;
	hubctl_put(w, "id", id_text(arena, KEY_PREFIX, key->id));
	hubctl_put(w, "name", key->name);
	hubctl_put(w, "mode", slice_from(mode_name(key->mode)));
	hubctl_put(w, "access", slice_from(level_name(key->level)));
	hubctl_put(w, "state", slice_from(key_state_name(key->state)));
	hubctl_put(w, "last_four", key->last_four);
	hubctl_put(w, "addresses", key->addresses);
	hubctl_put(w, "population", key->population);
	hubctl_put_count(w, "per_minute", key->limits.per_minute);
	hubctl_put_count(w, "burst", key->limits.burst);
	hubctl_put_time(w, arena, "created_at", key->created_us);
	hubctl_put(w, "created_by", key->created_by);
	hubctl_put_time(w, arena, "approved_at", key->approved_us);
	hubctl_put_time(w, arena, "expires_at", key->expires_us);
	hubctl_put_time(w, arena, "revoked_at", key->revoked_us);
	put_use(w, arena, key->used_us, key->used_address, key->used_agent);
}

static void
put_key_line(struct str *out, struct arena *arena, const void *value)
{
	const struct key_info *key = value;
	struct slice id = id_text(arena, KEY_PREFIX, key->id);
	str_addf(out, "%.*s\t%s\t%s\t%s\t…%.*s\t%.*s", SLICE_ARG(id), mode_name(key->mode),
	    level_name(key->level), key_state_name(key->state), SLICE_ARG(key->last_four),
	    SLICE_ARG(key->name));
}

static int
list_keys(struct hubctl *hub, struct slice entity, const struct key_filter *filter)
{
	static const struct hubctl_row row = {put_key, put_key_line};
	struct company company;
	struct key_info *keys;
	size_t nkeys;
	struct act act;
	if (!hubctl_company(hub, entity, &act, &company))
		return 1;
	enum db_status status = key_list(&act, filter, &keys, &nkeys);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "key list", status);
	return hubctl_say_list(hub, &row, keys, nkeys, sizeof *keys);
}

int
hubctl_key_list(struct hubctl *hub, int argc, char **argv)
{
	struct slice entity = SLICE_NONE, mode = SLICE_NONE, ending = SLICE_NONE;
	struct key_filter filter = {0};
	uint64_t days = 0;
	const struct hubctl_option options[] = {
	    {"entity", &entity, NULL, true},
	    {"mode", &mode, NULL, false},
	    {"all", NULL, &filter.with_ended, false},
	    {"ending", &ending, NULL, false},
	    {0},
	};
	if (!hubctl_options(options, argc, argv) || (mode.at && !mode_read(mode, &filter.mode)) ||
	    (ending.at && !slice_to_u64(ending, DAYS_MAX, &days)))
		return HUBCTL_USED_WRONGLY;
	if (ending.at)
		filter.ends_before_us = clock_now() + (int64_t)days * CLOCK_DAY;
	return list_keys(hub, entity, &filter);
}

/* A key with its secrets and the change of it that waits. */
struct shown {
	struct key_info key;
	struct key_waiting_change change;
	bool waits;
	struct secret_info *secrets;
	size_t nsecrets;
};

static void
put_waiting(struct json_writer *w, struct arena *arena, const struct shown *shown)
{
	const struct key_waiting_change *change = &shown->change;
	json_name(w, "waiting_change");
	if (!shown->waits) {
		json_put_null(w);
		return;
	}
	json_begin_object(w);
	hubctl_put(w, "asked_by", change->asked_by);
	hubctl_put_time(w, arena, "asked_at", change->asked_us);
	hubctl_put_yes(w, "stale", change->stale);
	json_name(w, "changes");
	json_begin_array(w);
	for (size_t i = 0; i < change->nchanges; i++) {
		json_begin_object(w);
		hubctl_put(w, "field", slice_from(change->changes[i].field));
		hubctl_put(w, "before", change->changes[i].before);
		hubctl_put(w, "after", change->changes[i].after);
		json_end_object(w);
	}
	json_end_array(w);
	json_end_object(w);
}

static void
put_shown(struct json_writer *w, struct arena *arena, const void *value)
{
	const struct shown *shown = value;
	put_key(w, arena, &shown->key);
	json_name(w, "secrets");
	json_begin_array(w);
	for (size_t i = 0; i < shown->nsecrets; i++) {
		const struct secret_info *secret = &shown->secrets[i];
		json_begin_object(w);
		hubctl_put(w, "id", id_text(arena, CREDENTIAL_PREFIX, secret->id));
		hubctl_put(w, "last_four", secret->last_four);
		hubctl_put_yes(w, "alive", secret->alive);
		hubctl_put_time(w, arena, "created_at", secret->created_us);
		hubctl_put_time(w, arena, "expires_at", secret->expires_us);
		hubctl_put_time(w, arena, "ended_at", secret->ended_us);
		put_use(w, arena, secret->used_us, secret->used_address, secret->used_agent);
		json_end_object(w);
	}
	json_end_array(w);
	put_waiting(w, arena, shown);
}

static void
put_shown_lines(struct str *out, struct arena *arena, const void *value)
{
	const struct shown *shown = value;
	put_key_line(out, arena, &shown->key);
	if (shown->key.population.at)
		str_addf(out, "\n  %.*s", SLICE_ARG(shown->key.population));
	for (size_t i = 0; i < shown->nsecrets; i++) {
		const struct secret_info *secret = &shown->secrets[i];
		struct slice id = id_text(arena, CREDENTIAL_PREFIX, secret->id);
		str_addf(out, "\n  %.*s\t…%.*s\t%s", SLICE_ARG(id), SLICE_ARG(secret->last_four),
		    secret->alive ? "alive" : "ended");
	}
}

static int
show(struct hubctl *hub, const struct hubctl_key *of)
{
	static const struct hubctl_row row = {put_shown, put_shown_lines};
	struct shown shown = {.nsecrets = 0};
	enum db_status status = key_find(&of->act, of->id, &shown.key);
	if (status == DB_OK)
		status = key_secrets(&of->act, of->id, &shown.secrets, &shown.nsecrets);
	if (status == DB_OK) {
		status = key_change_waiting(&of->act, of->id, &shown.change);
		shown.waits = status == DB_OK;
		status = status == DB_NO_ROW ? DB_OK : status;
	}
	if (status != DB_OK)
		return hubctl_key_failed(hub, "key show", status);
	return hubctl_say(hub, &row, &shown);
}

int
hubctl_key_show(struct hubctl *hub, int argc, char **argv)
{
	struct hubctl_key key;
	int wrong = hubctl_key_options(hub, hubctl_no_options, argc, argv, &key);
	return wrong ? wrong : show(hub, &key);
}
