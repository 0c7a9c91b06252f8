/* Commands about companies, people and keys. */
#include "hubctl.h"

#include <string.h>

#include "access/companies.h"
#include "access/keys.h"
#include "access/users.h"
#include "codec/json.h"

#define OUTPUT_MAX ((size_t)16 << 20)

static void
put(struct json_writer *w, const char *name, struct slice value)
{
	json_name(w, name);
	json_put_string(w, value);
}

/* Companies */

static struct slice
entity_text(struct arena *arena, const struct company *company)
{
	return arena_printf(arena, "ent_%s", company->code);
}

static void
put_company(struct json_writer *w, struct arena *arena, const struct company *company)
{
	json_begin_object(w);
	put(w, "id", entity_text(arena, company));
	put(w, "entity_id", entity_text(arena, company));
	put(w, "code", slice_from(company->code));
	put(w, "name", company->name);
	put(w, "time_zone", company->time_zone);
	put(w, "currency", company->currency);
	put(w, "state", company->state);
	json_name(w, "sandbox");
	json_put_bool(w, company->test_realm != 0);
	json_end_object(w);
}

int
hubctl_company_create(struct hubctl *hub, int argc, char **argv)
{
	struct company_order order = {0};
	struct complaints complaints;
	struct company company;
	struct str out;
	const struct hubctl_option options[] = {
	    {"name", &order.name, NULL, true},
	    {"time-zone", &order.time_zone, NULL, true},
	    {"currency", &order.currency, NULL, true},
	    {"sandbox", NULL, &order.sandbox, false},
	    {0},
	};
	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	struct act act = act_of_system(hub->arena, hub->db, hub->settings, hub->secrets);
	enum db_status status = company_create(&act, &order, &complaints, &company);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "company create", status);
	if (complaints.count > 0)
		return hubctl_refused(&complaints);
	str_init(&out, hub->arena, OUTPUT_MAX);
	struct json_writer w = json_writer(&out);
	if (hub->json)
		put_company(&w, hub->arena, &company);
	else
		str_add(&out, entity_text(hub->arena, &company));
	hubctl_print(&out);
	return 0;
}

int
hubctl_company_list(struct hubctl *hub, int argc, char **argv)
{
	static const struct hubctl_option options[] = {{0}};
	struct company *companies;
	size_t ncompanies;
	struct str out;
	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	struct act act = act_of_system(hub->arena, hub->db, hub->settings, hub->secrets);
	enum db_status status = company_list(&act, &companies, &ncompanies);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "company list", status);
	str_init(&out, hub->arena, OUTPUT_MAX);
	struct json_writer w = json_writer(&out);
	if (hub->json)
		json_begin_array(&w);
	for (size_t i = 0; i < ncompanies; i++) {
		if (hub->json)
			put_company(&w, hub->arena, &companies[i]);
		else
			str_addf(&out, "%sent_%s\t%.*s\t%.*s", i > 0 ? "\n" : "", companies[i].code,
			    SLICE_ARG(companies[i].state), SLICE_ARG(companies[i].name));
	}
	if (hub->json)
		json_end_array(&w);
	hubctl_print(&out);
	return 0;
}

/* People */

/* One line of stdin without its end; NULL slice if there is none. */
static struct slice
read_password(struct arena *arena)
{
	char line[2 * PASSWORD_BYTES_MAX];
	if (!fgets(line, sizeof line, stdin))
		return SLICE_NONE;
	line[strcspn(line, "\r\n")] = '\0';
	struct slice password = arena_copy(arena, slice_from(line));
	memset(line, 0, sizeof line);
	return password;
}

int
hubctl_user_create(struct hubctl *hub, int argc, char **argv)
{
	struct slice entity = SLICE_NONE, role = SLICE_NONE;
	bool password = false;
	struct user_order order = {0};
	struct complaints complaints;
	struct company company;
	struct act act;
	struct uuid id;
	const struct hubctl_option options[] = {
	    {"entity", &entity, NULL, true},
	    {"email", &order.email, NULL, true},
	    {"name", &order.name, NULL, true},
	    {"role", &role, NULL, true},
	    {"password-stdin", NULL, &password, false},
	    {0},
	};
	if (!hubctl_options(options, argc, argv) || !role_read(role, &order.role))
		return HUBCTL_USED_WRONGLY;
	if (!hubctl_company(hub, entity, &act, &company))
		return 1;
	order.password = password ? read_password(hub->arena) : SLICE_NONE;
	enum db_status status = user_create(&act, &order, &complaints, &id);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "user create", status);
	if (complaints.count > 0)
		return hubctl_refused(&complaints);
	struct slice text = id_text(hub->arena, USER_PREFIX, id);
	printf(hub->json ? "{\"id\":\"%.*s\"}\n" : "%.*s\n", SLICE_ARG(text));
	return 0;
}

/* Keys */

int
hubctl_key_create(struct hubctl *hub, int argc, char **argv)
{
	struct slice entity = SLICE_NONE, mode = SLICE_NONE, level = SLICE_NONE;
	struct hubctl_values groups;
	struct key_order order = {0};
	struct complaints complaints;
	struct company company;
	struct key_made made;
	struct act act;
	const struct hubctl_option options[] = {
	    {"entity", &entity, NULL, true},
	    {"mode", &mode, NULL, true},
	    {"name", &order.name, NULL, true},
	    {"level", &level, NULL, true},
	    {"grants", &order.choice.grants, NULL, false},
	    {0},
	};
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], "--access") == 0) /* its name before there were three */
			argv[i] = "--level";
	if (!hubctl_values("group", &groups, &argc, argv) || !hubctl_options(options, argc, argv) ||
	    !mode_read(mode, &order.mode) || !level_read(level, &order.level))
		return HUBCTL_USED_WRONGLY;
	if (!hubctl_company(hub, entity, &act, &company) ||
	    !hubctl_groups(hub, &act, &groups, &order.choice))
		return 1;
	enum db_status status = key_create(&act, &order, &complaints, &made);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "key create", status);
	if (complaints.count > 0)
		return hubctl_refused(&complaints);
	struct slice id = id_text(hub->arena, KEY_PREFIX, made.key_id);
	printf(hub->json ? "{\"id\":\"%.*s\",\"secret\":\"%.*s\"}\n" : "%.*s\n%.*s\n",
	    SLICE_ARG(id), SLICE_ARG(made.secret));
	return 0;
}

static void
put_key(struct json_writer *w, struct arena *arena, const struct key_info *key)
{
	json_begin_object(w);
	put(w, "id", id_text(arena, KEY_PREFIX, key->id));
	put(w, "name", key->name);
	put(w, "mode", slice_from(mode_name(key->mode)));
	put(w, "access", slice_from(level_name(key->level)));
	put(w, "state", slice_from(key_state_name(key->state)));
	put(w, "last_four", key->last_four);
	put(w, "created_at", hubctl_time(arena, key->created_us));
	put(w, "expires_at", hubctl_time(arena, key->expires_us));
	put(w, "used_at", hubctl_time(arena, key->used_us));
	json_end_object(w);
}

static void
put_key_line(struct str *out, struct arena *arena, const struct key_info *key)
{
	struct slice id = id_text(arena, KEY_PREFIX, key->id);
	str_addf(out, "%s%.*s\t%s\t%s\t%s\t…%.*s\t%.*s", out->len > 0 ? "\n" : "", SLICE_ARG(id),
	    mode_name(key->mode), level_name(key->level), key_state_name(key->state),
	    SLICE_ARG(key->last_four), SLICE_ARG(key->name));
}

int
hubctl_key_list(struct hubctl *hub, int argc, char **argv)
{
	struct slice entity = SLICE_NONE;
	struct key_filter filter = {0};
	struct company company;
	struct key_info *keys;
	size_t nkeys;
	struct str out;
	struct act act;
	const struct hubctl_option options[] = {
	    {"entity", &entity, NULL, true},
	    {"all", NULL, &filter.with_ended, false},
	    {0},
	};
	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	if (!hubctl_company(hub, entity, &act, &company))
		return 1;
	enum db_status status = key_list(&act, &filter, &keys, &nkeys);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "key list", status);
	str_init(&out, hub->arena, OUTPUT_MAX);
	struct json_writer w = json_writer(&out);
	if (hub->json)
		json_begin_array(&w);
	for (size_t i = 0; i < nkeys; i++) {
		if (hub->json)
			put_key(&w, hub->arena, &keys[i]);
		else
			put_key_line(&out, hub->arena, &keys[i]);
	}
	if (hub->json)
		json_end_array(&w);
	hubctl_print(&out);
	return 0;
}

int
hubctl_key_revoke(struct hubctl *hub, int argc, char **argv)
{
	struct slice entity = SLICE_NONE, key = SLICE_NONE;
	struct company company;
	struct uuid id;
	struct act act;
	bool changed = false;
	const struct hubctl_option options[] = {
	    {"entity", &entity, NULL, true},
	    {"key", &key, NULL, true},
	    {0},
	};
	if (!hubctl_options(options, argc, argv) || !id_read(KEY_PREFIX, key, &id))
		return HUBCTL_USED_WRONGLY;
	if (!hubctl_company(hub, entity, &act, &company))
		return 1;
	enum db_status status = key_revoke(&act, id, &changed);
	if (status == DB_NO_ROW) {
		fprintf(stderr, "hubctl: --key: the company has no such key\n");
		return 1;
	}
	if (status != DB_OK)
		return hubctl_db_failed(hub, "key revoke", status);
	if (hub->json)
		printf("{\"revoked\":%s}\n", changed ? "true" : "false");
	else
		puts(changed ? "revoked" : "was revoked already");
	return 0;
}
