/* Commands that make, list and show keys. */
#include "hubctl.h"

#include "access/keys.h"
#include "codec/cidr.h"
#include "codec/date.h"

#include <string.h>

#define OUTPUT_MAX ((size_t)16 << 20)
#define DAYS_MAX 3660

static int
say_made(struct hubctl *hub, const struct key_made *made)
{
	struct str out;
	struct slice id = id_text(hub->arena, KEY_PREFIX, made->key_id);
	str_init(&out, hub->arena, OUTPUT_MAX);
	struct json_writer w = json_writer(&out);
	if (hub->json) {
		json_begin_object(&w);
		hubctl_put(&w, "id", id);
		hubctl_put(&w, "secret", made->secret);
		hubctl_put(&w, "state", slice_from(key_state_name(made->state)));
		json_end_object(&w);
	} else {
		str_addf(&out, "%.*s\n", SLICE_ARG(id));
		str_add(
		    &out, made->secret.at ? made->secret : slice_from(key_state_name(made->state)));
	}
	hubctl_print(&out);
	return 0;
}

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
	return complaints.count > 0 ? hubctl_refused(&complaints) : say_made(hub, &made);
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
	return make_key(hub, entity, &groups, &order);
}

/* Reading */

static void
put_limit(struct json_writer *w, const char *name, uint32_t limit)
{
	json_name(w, name);
	if (limit == 0)
		json_put_null(w);
	else
		json_put_integer(w, limit);
}

static void
put_use(struct json_writer *w, struct arena *arena, int64_t used_us, struct slice address,
    struct slice agent)
{
	struct address bytes;
	struct str text;
	hubctl_put_time(w, arena, "used_at", used_us);
	str_init(&text, arena, ADDRESS_TEXT_MAX);
	if (address.len == sizeof bytes.byte) {
		memcpy(bytes.byte, address.at, sizeof bytes.byte);
		address_write(&text, bytes);
	}
	hubctl_put(w, "used_address", text.len > 0 ? str_slice(&text) : SLICE_NONE);
	hubctl_put(w, "used_agent", agent);
}

static void
put_key_members(struct json_writer *w, struct arena *arena, const struct key_info *key)
{
	hubctl_put(w, "id", id_text(arena, KEY_PREFIX, key->id));
	hubctl_put(w, "name", key->name);
	hubctl_put(w, "mode", slice_from(mode_name(key->mode)));
	hubctl_put(w, "access", slice_from(level_name(key->level)));
	hubctl_put(w, "state", slice_from(key_state_name(key->state)));
	hubctl_put(w, "last_four", key->last_four);
	hubctl_put(w, "addresses", key->addresses);
	put_limit(w, "per_minute", key->limits.per_minute);
	put_limit(w, "burst", key->limits.burst);
	hubctl_put_time(w, arena, "created_at", key->created_us);
	hubctl_put(w, "created_by", key->created_by);
	hubctl_put_time(w, arena, "approved_at", key->approved_us);
	hubctl_put_time(w, arena, "expires_at", key->expires_us);
	hubctl_put_time(w, arena, "revoked_at", key->revoked_us);
	put_use(w, arena, key->used_us, key->used_address, key->used_agent);
}

static void
put_key_line(struct str *out, struct arena *arena, const struct key_info *key)
{
	struct slice id = id_text(arena, KEY_PREFIX, key->id);
	str_addf(out, "%s%.*s\t%s\t%s\t%s\t…%.*s\t%.*s", out->len > 0 ? "\n" : "", SLICE_ARG(id),
	    mode_name(key->mode), level_name(key->level), key_state_name(key->state),
	    SLICE_ARG(key->last_four), SLICE_ARG(key->name));
}

static int
list_keys(struct hubctl *hub, struct slice entity, const struct key_filter *filter)
{
	struct company company;
	struct key_info *keys;
	size_t nkeys;
	struct str out;
	struct act act;
	if (!hubctl_company(hub, entity, &act, &company))
		return 1;
	enum db_status status = key_list(&act, filter, &keys, &nkeys);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "key list", status);
	str_init(&out, hub->arena, OUTPUT_MAX);
	struct json_writer w = json_writer(&out);
	if (hub->json)
		json_begin_array(&w);
	for (size_t i = 0; i < nkeys; i++) {
		if (!hub->json) {
			put_key_line(&out, hub->arena, &keys[i]);
			continue;
		}
		json_begin_object(&w);
		put_key_members(&w, hub->arena, &keys[i]);
		json_end_object(&w);
	}
	if (hub->json)
		json_end_array(&w);
	hubctl_print(&out);
	return 0;
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

static void
put_secrets(
    struct json_writer *w, struct arena *arena, const struct secret_info *secrets, size_t nsecrets)
{
	json_name(w, "secrets");
	json_begin_array(w);
	for (size_t i = 0; i < nsecrets; i++) {
		const struct secret_info *secret = &secrets[i];
		json_begin_object(w);
		hubctl_put(w, "id", id_text(arena, CREDENTIAL_PREFIX, secret->id));
		hubctl_put(w, "last_four", secret->last_four);
		json_name(w, "alive");
		json_put_bool(w, secret->alive);
		hubctl_put_time(w, arena, "created_at", secret->created_us);
		hubctl_put_time(w, arena, "expires_at", secret->expires_us);
		hubctl_put_time(w, arena, "ended_at", secret->ended_us);
		put_use(w, arena, secret->used_us, secret->used_address, secret->used_agent);
		json_end_object(w);
	}
	json_end_array(w);
}

static int
show(struct hubctl *hub, const struct hubctl_key *of)
{
	struct key_info key = {0};
	struct secret_info *secrets = NULL;
	size_t nsecrets = 0;
	struct str out;
	enum db_status status = key_find(&of->act, of->id, &key);
	if (status == DB_OK)
		status = key_secrets(&of->act, of->id, &secrets, &nsecrets);
	if (status != DB_OK)
		return hubctl_key_failed(hub, "key show", status);
	str_init(&out, hub->arena, OUTPUT_MAX);
	struct json_writer w = json_writer(&out);
	if (hub->json) {
		json_begin_object(&w);
		put_key_members(&w, hub->arena, &key);
		put_secrets(&w, hub->arena, secrets, nsecrets);
		json_end_object(&w);
	} else
		put_key_line(&out, hub->arena, &key);
	for (size_t i = 0; i < nsecrets && !hub->json; i++) {
		struct slice id = id_text(hub->arena, CREDENTIAL_PREFIX, secrets[i].id);
		str_addf(&out, "\n  %.*s\t…%.*s\t%s", SLICE_ARG(id),
		    SLICE_ARG(secrets[i].last_four), secrets[i].alive ? "alive" : "ended");
	}
	hubctl_print(&out);
	return 0;
}

int
hubctl_key_show(struct hubctl *hub, int argc, char **argv)
{
	static const struct hubctl_option none[] = {{0}};
	struct hubctl_key key;
	int wrong = hubctl_key_options(hub, none, argc, argv, &key);
	return wrong ? wrong : show(hub, &key);
}
