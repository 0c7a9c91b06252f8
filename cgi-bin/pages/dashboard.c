/* The dashboard: what happened in the last days, and where to look next. */
#include "base/clock.h"
#include "access/companies.h"
#include "cgi-bin/pages/behind.h"
#include "cgi-bin/pages/chart.h"
#include "cgi-bin/pages/key_words.h"
#include "cgi-bin/pages/operations.h"
#include "cgi-bin/pages/page.h"
#include "cgi-bin/pages/pages.h"
#include "codec/json.h"

#define SHARE_UNITS 1000
#define ENDPOINTS_SHOWN 3
#define KEYS_SHOWN 5
#define FAILURES_SHOWN 8

static const struct {
	const char *text;
	const char *value;
	unsigned days;
} periods[] = {{"7 days", "7", 7}, {"30 days", "30", 30}, {"90 days", "90", 90}};

static unsigned
days_of(const struct call *call)
{
	for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
		if (slice_is(form_value(&call->request.query, "days"), periods[i].value))
			return periods[i].days;
	return 30;
}

static void
show_controls(struct call *call, enum mode mode, unsigned days, struct hub_dashboard *data)
{
	size_t count = sizeof periods / sizeof *periods;
	struct tab *list = arena_array(call->arena, count, sizeof *list);
	struct link link = link_to(call, page_url(call, "/dashboard"));
	link_set(&link, "mode", slice_from(mode_name(mode)));
	for (size_t i = 0; i < count; i++)
		list[i] = (struct tab){.text = slice_from(periods[i].text),
		    .href = link_with(&link, "days", slice_from(periods[i].value)),
		    .current = periods[i].days == days};
	data->periods = list;
	data->nperiods = count;
	link_set(&link, "mode", SLICE_NONE);
	link_set(&link, "days", arena_printf(call->arena, "%u", days));
	page_mode_tabs(call, mode, link_url(&link), false, &data->modes, &data->nmodes);
}

static double
percent_of(uint64_t part, uint64_t whole)
{
	return whole == 0 ? 0 : 100.0 * (double)part / (double)whole;
}

static uint64_t
failed_in(const struct figures_sum *sum)
{
	return sum->refused + sum->server_errors;
}

/* "+4.1 % on the 30 days before". */
static struct slice
change_text(const struct say *say, double change, const char *unit, unsigned days)
{
	return arena_printf(say->arena, "%s%.1f %s on the %u days before", change < 0 ? "−" : "+",
	    change < 0 ? -change : change, unit, days);
}

static void
show_changes(
    const struct say *say, const struct figures *f, unsigned days, struct hub_dashboard *data)
{
	const struct figures_sum *now = &f->sum, *before = &f->before;
	struct slice none = SLICE_OF("no earlier data");
	data->requests_change = data->succeeded_change = none;
	data->failed_change = data->slowest_change = none;
	if (!before->has_data || before->requests == 0)
		return;
	double grown = percent_of(now->requests, before->requests) - 100;
	double failing = percent_of(failed_in(now), now->requests) -
			 percent_of(failed_in(before), before->requests);
	double slower = percent_of(now->p95_us, before->p95_us) - 100;
	data->requests_change = change_text(say, grown, "%", days);
	data->succeeded_change = change_text(say, -failing, "points", days);
	data->failed_change = change_text(say, failing, "points", days);
	data->succeeded_worse = data->failed_worse = failing > 0.05;
	if (before->p95_us == 0 || now->p95_us == 0)
		return;
	data->slowest_change = change_text(say, slower, "%", days);
	data->slowest_worse = slower > 5;
}

static void
show_sums(const struct say *say, const struct figures *f, unsigned days, struct hub_dashboard *data)
{
	uint64_t failed = failed_in(&f->sum), requests = f->sum.requests;
	data->requests = requests;
	data->failed = failed;
	data->keys_in_use = f->nkeys;
	data->succeeded = requests == 0 ? SLICE_OF("–")
					: arena_printf(say->arena, "%.1f %%",
					      percent_of(requests - failed, requests));
	struct slice ms = say_ms(say, (int64_t)f->sum.p95_us);
	data->slowest = f->sum.p95_us == 0
			    ? SLICE_OF("–")
			    : arena_printf(say->arena, "over %.*s ms", SLICE_ARG(ms));
	show_changes(say, f, days, data);
}

static struct slice
failed_text(const struct say *say, uint64_t failed, uint64_t requests)
{
	return arena_printf(say->arena, "%.1f %%", percent_of(failed, requests));
}

static void
show_endpoints(const struct say *say, const struct figures *f, const struct link *history,
    struct hub_dashboard *data)
{
	size_t count = f->nendpoints < ENDPOINTS_SHOWN ? f->nendpoints : ENDPOINTS_SHOWN;
	struct dashboard_share *list = arena_array(say->arena, count, sizeof *list);
	for (size_t i = 0; i < count; i++) {
		const struct figures_endpoint *row = &f->endpoints[i];
		struct link link = *history;
		link_set(&link, "operation", row->operation);
		link_set(&link, "method", row->method);
		list[i] =
		    (struct dashboard_share){.name = operation_words(say->arena, row->operation),
			.href = link_url(&link),
			.requests = row->requests,
			.failed = failed_text(say, row->failed, row->requests),
			.width = row->requests * SHARE_UNITS / f->endpoints[0].requests};
	}
	data->endpoints = list;
	data->nendpoints = count;
	data->more_endpoints = f->nendpoints - count;
}

static void
show_keys(const struct say *say, const struct figures *f, const struct link *history,
    struct hub_dashboard *data)
{
	size_t count = f->nkeys < KEYS_SHOWN ? f->nkeys : KEYS_SHOWN;
	struct dashboard_share *list = arena_array(say->arena, count, sizeof *list);
	for (size_t i = 0; i < count; i++) {
		const struct figures_key *row = &f->keys[i];
		list[i] = (struct dashboard_share){
		    .name = row->name.at ? row->name : SLICE_OF("A key that is gone"),
		    .href = link_with(history, "key", key_id_text(say, row->key_id)),
		    .requests = row->requests,
		    .failed = failed_text(say, row->refused + row->server_errors, row->requests),
		    .width = row->requests * SHARE_UNITS / f->keys[0].requests};
	}
	data->keys = list;
	data->nkeys = count;
}

static void
show_failures(const struct say *say, const struct figures *f, const struct link *history,
    struct hub_dashboard *data)
{
	size_t count = f->nfailures < FAILURES_SHOWN ? f->nfailures : FAILURES_SHOWN;
	struct dashboard_failure *list = arena_array(say->arena, count, sizeof *list);
	for (size_t i = 0; i < count; i++) {
		const struct figures_failure *row = &f->failures[i];
		struct link link = *history;
		struct slice status = arena_printf(say->arena, "%d", row->status);
		link_set(&link, "code", row->code);
		link_set(&link, "status", status);
		link_set(&link, "operation", row->operation);
		if (row->key_name.at)
			link_set(&link, "key", key_id_text(say, row->key_id));
		list[i] = (struct dashboard_failure){
		    .code = arena_printf(say->arena, "%d %.*s", row->status, SLICE_ARG(row->code)),
		    .where = operation_words(say->arena, row->operation),
		    .key = row->key_name.at ? row->key_name : SLICE_OF("no key"),
		    .requests = row->requests,
		    .last = say_ago(say, row->last_us),
		    .href = link_url(&link)};
	}
	data->failures = list;
	data->nfailures = count;
}

static struct link
history_link(struct call *call, enum mode mode, unsigned days)
{
	struct link link = link_to(call, page_url(call, "/requests"));
	link_set(&link, "mode", slice_from(mode_name(mode)));
	link_set(&link, "period", arena_printf(call->arena, "%ud", days));
	return link;
}

static void
show_failed_parts(struct call *call, const bool failed[static FIGURES_PARTS], size_t nfailed,
    struct slice again, struct hub_dashboard *data)
{
	char id[UUID_TEXT_LEN + 1];
	uuid_text(call->request.id, id);
	data->hours_failed = failed[FIGURES_HOURS];
	data->endpoints_failed = failed[FIGURES_ENDPOINTS];
	data->failures_failed = failed[FIGURES_FAILURES];
	data->keys_failed = failed[FIGURES_KEYS];
	data->request_id = arena_printf(call->arena, "%s", id);
	data->alone = nfailed == 1;
	data->again = again;
}

/* Part by part: what fails says so in its place. Only if all fail the page does. */
static enum db_status
read_parts(struct call *call, const struct figures_query *query, struct slice again,
    struct figures *figures, struct hub_dashboard *data)
{
	static const char *const places[FIGURES_PARTS] = {[FIGURES_HOURS] = "dashboard.hours",
	    [FIGURES_ENDPOINTS] = "dashboard.endpoints",
	    [FIGURES_FAILURES] = "dashboard.failures",
	    [FIGURES_KEYS] = "dashboard.keys"};
	bool failed[FIGURES_PARTS] = {false};
	size_t nfailed = 0;
	enum db_status status = DB_OK;
	figures_begin(call->arena, query, figures);
	for (enum figures_part part = 0; part < FIGURES_PARTS; part++) {
		enum db_status read =
		    figures_read_part(call->db, call->arena, query, part, figures);
		if (read == DB_OK)
			continue;
		fail_part(call, places[part]);
		failed[part] = true;
		nfailed++;
		status = read;
	}
	show_failed_parts(call, failed, nfailed, again, data);
	return nfailed == FIGURES_PARTS ? status : DB_OK;
}

static enum db_status
read_figures(struct call *call, const struct say *say, enum mode mode, unsigned days,
    struct hub_dashboard *data)
{
	struct figures figures;
	struct figures_query query = {.entity_id = call->caller.entity_id,
	    .mode = mode,
	    .days = days,
	    .zone = say->zone,
	    .now_us = say->now_us};
	struct slice again = page_url(call, "/dashboard?mode=%s&days=%u", mode_name(mode), days);
	enum db_status status = read_parts(call, &query, again, &figures, data);
	if (status != DB_OK)
		return status;
	struct link history = history_link(call, mode, days);
	data->history = link_url(&history);
	data->history_failed = link_with(&history, "result", SLICE_OF("failed"));
	data->behind = behind_sentence(call, say, mode, figures.from_us, say->now_us);
	show_sums(say, &figures, days, data);
	chart_show(say, &figures, &history, data);
	show_endpoints(say, &figures, &history, data);
	show_keys(say, &figures, &history, data);
	show_failures(say, &figures, &history, data);
	return DB_OK;
}

/* The page is the three steps until a first request came in either mode. */
static enum db_status
judge_empty(struct call *call, struct hub_dashboard *data)
{
	bool live = false, test = false;
	uint64_t entity = call->caller.entity_id;
	enum db_status status = figures_any(call->db, call->arena, entity, MODE_LIVE, &live);
	if (status == DB_OK)
		status = figures_any(call->db, call->arena, entity, MODE_TEST, &test);
	data->empty = !live && !test;
	if (status != DB_OK || !data->empty)
		return status;
	struct company company = {0};
	struct act act = act_of(call);
	status = company_load(&act, entity, &company);
	data->sandbox = company.test_realm != 0;
	data->check = page_url(call, "/dashboard/first");
	data->curl = arena_printf(call->arena,
	    "curl -sS \"%s/v1/entities/ent_%s/employees?limit=3\" -H \"Authorization: Bearer "
	    "$HUB_API_KEY\"",
	    call->settings->public_urls[0], call->caller.entity_code);
	return status;
}

void
hub_dashboard(struct call *call)
{
	struct say say = say_of(call);
	unsigned days = days_of(call);
	enum mode mode = page_mode(call, MODE_LIVE);
	struct page *page = page_of(call);
	struct hub_dashboard data = {.page = page, .makes_keys = call->caller.role != ROLE_AUDITOR};
	page->test_data = mode == MODE_TEST;
	show_controls(call, mode, days, &data);
	enum db_status status = judge_empty(call, &data);
	if (status == DB_OK && !data.empty)
		status = read_figures(call, &say, mode, days, &data);
	if (status != DB_OK)
		fail_db(call, "dashboard", status);
	else
		hub_dashboard_render(page_begin(call, 200), &data);
}

static struct slice
first_text(const struct call *call, const struct history_place *newest)
{
	struct say say = say_of(call);
	struct slice time = say_clock(&say, newest->ts_us);
	return arena_printf(call->arena, "First request: %.*s. Reload this page.", SLICE_ARG(time));
}

void
hub_dashboard_first(struct call *call)
{
	struct history_place newest = {0};
	uint64_t entity = call->caller.entity_id;
	enum db_status status = history_newest(call->db, call->arena, entity, MODE_TEST, &newest);
	if (status == DB_NO_ROW && call->caller.role != ROLE_DEVELOPER)
		status = history_newest(call->db, call->arena, entity, MODE_LIVE, &newest);
	if (status != DB_OK && status != DB_NO_ROW) {
		fail_db(call, "dashboard.first", status);
		return;
	}
	answer_begin(call, 200, "application/json");
	struct json_writer w = json_writer(&call->answer.body);
	json_begin_object(&w);
	json_name(&w, "text");
	json_put_string(&w, status == DB_OK ? first_text(call, &newest) : SLICE_NONE);
	json_end_object(&w);
}
