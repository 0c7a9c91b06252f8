/* Commands about companies. */
#include "hubctl.h"

#include "access/companies.h"

/* Companies */

static struct slice
entity_text(struct arena *arena, const struct company *company)
{
	return arena_printf(arena, "ent_%s", company->code);
}

static void
put_company(struct json_writer *w, struct arena *arena, const void *value)
{
	const struct company *company = value;
	hubctl_put(w, "id", entity_text(arena, company));
	hubctl_put(w, "entity_id", entity_text(arena, company));
	hubctl_put(w, "code", slice_from(company->code));
	hubctl_put(w, "name", company->name);
	hubctl_put(w, "time_zone", company->time_zone);
	hubctl_put(w, "currency", company->currency);
	hubctl_put(w, "state", company->state);
	hubctl_put_yes(w, "sandbox", company->test_realm != 0);
	hubctl_put_yes(w, "require_login", company->require_login);
	hubctl_put_yes(w, "require_if_match", company->require_if_match);
	hubctl_put_count(w, "key_days_max", company->rules.days_max);
	hubctl_put_count(w, "key_unused_days", company->rules.unused_days);
	hubctl_put_yes(w, "key_approval", company->rules.approval);
	hubctl_put_yes(w, "key_addresses", company->rules.addresses);
	hubctl_put_count(w, "live_per_minute", company->live_limits.per_minute);
	hubctl_put_count(w, "live_burst", company->live_limits.burst);
	hubctl_put_count(w, "test_per_minute", company->test_limits.per_minute);
	hubctl_put_count(w, "test_burst", company->test_limits.burst);
}

static void
put_company_line(struct str *out, struct arena *arena, const void *value)
{
	const struct company *company = value;
	str_addf(out, "%.*s\t%.*s\t%.*s", SLICE_ARG(entity_text(arena, company)),
	    SLICE_ARG(company->state), SLICE_ARG(company->name));
}

static void
put_code(struct str *out, struct arena *arena, const void *value)
{
	str_add(out, entity_text(arena, value));
}

static const struct hubctl_row company_row = {put_company, put_code};

static void
put_limit_line(
    struct str *out, const char *mode, struct key_limits own, int64_t per_minute, int64_t burst)
{
	str_addf(out, "%s\t%lld a minute%s\t%lld a second%s", mode,
	    own.per_minute ? (long long)own.per_minute : (long long)per_minute,
	    own.per_minute ? "" : " (the settings')",
	    own.burst ? (long long)own.burst : (long long)burst,
	    own.burst ? "" : " (the settings')");
}

/* What holds for keys without limits of their own. */
struct limits_of {
	struct company company;
	const struct settings *settings;
};

static void
put_limits(struct json_writer *w, struct arena *arena, const void *value)
{
	const struct limits_of *of = value;
	put_company(w, arena, &of->company);
}

static void
put_limits_lines(struct str *out, struct arena *arena, const void *value)
{
	const struct limits_of *of = value;
	const struct settings *settings = of->settings;
	(void)arena;
	put_limit_line(
	    out, "live", of->company.live_limits, settings->live_per_minute, settings->live_burst);
	str_add_char(out, '\n');
	put_limit_line(
	    out, "test", of->company.test_limits, settings->test_per_minute, settings->test_burst);
}

static const struct hubctl_row limits_row = {put_limits, put_limits_lines};

int
hubctl_company_create(struct hubctl *hub, int argc, char **argv)
{
	struct company_order order = {0};
	struct complaints complaints;
	struct company company;
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
	return hubctl_say(hub, &company_row, &company);
}

static bool
read_yes(struct slice text, bool *yes)
{
	if (!text.at)
		return true;
	*yes = slice_is(text, "yes");
	return *yes || slice_is(text, "no");
}

/* What `company set` was told, as texts; NULL slices leave what stands. */
struct told {
	struct slice name, zone, state, login, if_match, days, unused, approval, addresses;
	struct slice live_minute, live_burst, test_minute, test_burst;
};

static bool
take_told(const struct told *told, struct company *company)
{
	if (told->name.at)
		company->name = told->name;
	if (told->zone.at)
		company->time_zone = told->zone;
	if (told->state.at)
		company->state = told->state;
	return read_yes(told->login, &company->require_login) &&
	       read_yes(told->if_match, &company->require_if_match) &&
	       read_yes(told->approval, &company->rules.approval) &&
	       read_yes(told->addresses, &company->rules.addresses) &&
	       hubctl_read_count(told->days, &company->rules.days_max) &&
	       hubctl_read_count(told->unused, &company->rules.unused_days) &&
	       hubctl_read_count(told->live_minute, &company->live_limits.per_minute) &&
	       hubctl_read_count(told->live_burst, &company->live_limits.burst) &&
	       hubctl_read_count(told->test_minute, &company->test_limits.per_minute) &&
	       hubctl_read_count(told->test_burst, &company->test_limits.burst);
}

static int
set_company(struct hubctl *hub, struct slice entity, const struct told *told, struct company *set)
{
	struct complaints complaints;
	struct company company;
	struct act act;
	if (!hubctl_company(hub, entity, &act, &company))
		return 1;
	if (!take_told(told, &company))
		return HUBCTL_USED_WRONGLY;
	enum db_status status = company_change(&act, &company, &complaints);
	if (status == DB_OK && complaints.count == 0)
		status = company_load(&act, act.entity_id, &company);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "company set", status);
	if (complaints.count > 0)
		return hubctl_refused(&complaints);
	*set = company;
	return 0;
}

int
hubctl_company_set(struct hubctl *hub, int argc, char **argv)
{
	struct slice entity = SLICE_NONE;
	struct told told = {0};
	struct company company;
	const struct hubctl_option options[] = {
	    {"entity", &entity, NULL, true},
	    {"name", &told.name, NULL, false},
	    {"time-zone", &told.zone, NULL, false},
	    {"state", &told.state, NULL, false},
	    {"require-login", &told.login, NULL, false},
	    {"require-if-match", &told.if_match, NULL, false},
	    {"key-days-max", &told.days, NULL, false},
	    {"key-unused-days", &told.unused, NULL, false},
	    {"key-approval", &told.approval, NULL, false},
	    {"key-addresses", &told.addresses, NULL, false},
	    {0},
	};
	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	int wrong = set_company(hub, entity, &told, &company);
	return wrong ? wrong : hubctl_say(hub, &company_row, &company);
}

int
hubctl_limits(struct hubctl *hub, int argc, char **argv)
{
	struct slice entity = SLICE_NONE;
	struct told told = {0};
	struct limits_of of = {.settings = hub->settings};
	const struct hubctl_option options[] = {
	    {"entity", &entity, NULL, true},
	    {"live-per-minute", &told.live_minute, NULL, false},
	    {"live-burst", &told.live_burst, NULL, false},
	    {"test-per-minute", &told.test_minute, NULL, false},
	    {"test-burst", &told.test_burst, NULL, false},
	    {0},
	};
	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	int wrong = set_company(hub, entity, &told, &of.company);
	return wrong ? wrong : hubctl_say(hub, &limits_row, &of);
}

int
hubctl_company_show(struct hubctl *hub, int argc, char **argv)
{
	struct company company;
	struct act act;
	int wrong = hubctl_company_options(hub, hubctl_no_options, argc, argv, &act, &company);
	return wrong ? wrong : hubctl_say(hub, &company_row, &company);
}

int
hubctl_company_list(struct hubctl *hub, int argc, char **argv)
{
	static const struct hubctl_option options[] = {{0}};
	static const struct hubctl_row row = {put_company, put_company_line};
	struct company *companies;
	size_t ncompanies;
	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	struct act act = act_of_system(hub->arena, hub->db, hub->settings, hub->secrets);
	enum db_status status = company_list(&act, &companies, &ncompanies);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "company list", status);
	return hubctl_say_list(hub, &row, companies, ncompanies, sizeof *companies);
}
