/* Filters of the request history, between URL, form and query. */
#include "cgi-bin/pages/request_filter.h"

#include <string.h>

#include "base/clock.h"
#include "cgi-bin/pages/operations.h"
#include "cgi-bin/pages/page.h"
#include "codec/cidr.h"
#include "codec/date.h"

struct named {
	const char *value;
	const char *text;
};

static const struct {
	struct named named;
	int64_t span_us; /* 0: whole days */
	int days;
} periods[] = {
    {{"15m", "15 minutes"}, 15 * CLOCK_MINUTE, 0},
    {{"1h", "1 hour"}, CLOCK_HOUR, 0},
    {{"today", "Today"}, 0, 1},
    {{"7d", "7 days"}, 0, 7},
    {{"30d", "30 days"}, 0, 30},
    {{"90d", "90 days"}, 0, 90},
    {{"dates", "The dates beside"}, 0, 0},
};

static const struct named results[] = {{"", "All"}, {"succeeded", "Succeeded"},
    {"refused", "Refused"}, {"server_error", "Server error"}, {"failed", "Refused or error"}};
static const enum history_result result_values[] = {
    HISTORY_ALL, HISTORY_SUCCEEDED, HISTORY_REFUSED, HISTORY_SERVER_ERROR, HISTORY_FAILED};
static const struct named methods[] = {
    {"", "Any"}, {"GET", "GET"}, {"POST", "POST"}, {"PATCH", "PATCH"}, {"DELETE", "DELETE"}};

#define COUNT(list) (sizeof list / sizeof *list)
#define PERIOD_USUAL 3

static void
note_wrong(struct request_filter *f, const char *control, struct slice sentence)
{
	act_complain(&f->wrong, control, "invalid", sentence);
}

static void
read_dates(struct request_filter *f, const struct say *say)
{
	int32_t first, last;
	if (f->from.len == 0 && f->to.len == 0)
		return;
	if (f->from.len == 0)
		f->from = f->to;
	if (f->to.len == 0) {
		struct str today;
		str_init(&today, say->arena, DATE_TEXT_LEN);
		date_write(&today, say_day_of(say, say->now_us));
		f->to = str_slice(&today);
	}
	if (!date_read(f->from, &first) || !date_read(f->to, &last) || first > last) {
		note_wrong(f, "from",
		    SLICE_OF("The dates could not be read. Write them like 2026-11-22, the "
			     "earlier one first."));
		f->from = f->to = SLICE_NONE;
		return;
	}
	f->period = SLICE_OF("dates");
	f->filter.from_us = say_midnight(say, first);
	f->filter.to_us = say_midnight(say, last + 1);
}

static void
read_period(struct request_filter *f, const struct say *say)
{
	size_t at = PERIOD_USUAL;
	for (size_t i = 0; i + 1 < COUNT(periods); i++)
		if (slice_is(f->period, periods[i].named.value))
			at = i;
	f->period = slice_from(periods[at].named.value);
	f->filter.to_us = say->now_us + CLOCK_DAY;
	f->filter.from_us =
	    periods[at].span_us
		? say->now_us - periods[at].span_us
		: say_midnight(say, say_day_of(say, say->now_us) - periods[at].days + 1);
	read_dates(f, say);
}

static void
read_address(struct request_filter *f)
{
	struct cidr range;
	if (f->address.len == 0)
		return;
	if (!cidr_read(f->address, &range)) {
		note_wrong(f, "address",
		    SLICE_OF(
			"The address could not be read. Write one like 203.0.113.9, or a range "
			"like 203.0.113.0/24."));
		return;
	}
	f->filter.by_address = true;
	memcpy(f->filter.address, range.base.byte, sizeof f->filter.address);
	f->filter.address_bits = range.bits;
}

static void
read_numbers(struct request_filter *f)
{
	uint64_t status = 0, slower = 0;
	if (f->status.len > 0 && (!slice_to_u64(f->status, 599, &status) || status < 100))
		note_wrong(f, "status", SLICE_OF("The status is a number from 100 to 599."));
	else
		f->filter.status = (int)status;
	if (f->slower.len > 0 && !slice_to_u64(f->slower, 1000000, &slower))
		note_wrong(
		    f, "slower", SLICE_OF("The time taken is a whole number of milliseconds."));
	else
		f->filter.slower_than_us = (int64_t)slower * 1000;
}

/* As routes are called: the server compares its column with nothing but ASCII. */
static bool
is_operation(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!((text.at[i] >= 'a' && text.at[i] <= 'z') || text.at[i] == '.' ||
			text.at[i] == '_' || text.at[i] == '-'))
			return false;
	return text.len < 61;
}

static bool
is_code(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!((text.at[i] >= 'a' && text.at[i] <= 'z') || text.at[i] == '_'))
			return false;
	return text.len < 41;
}

static void
read_choices(struct request_filter *f, const struct form *query)
{
	struct slice method = form_value(query, "method");
	f->filter.result = HISTORY_ALL;
	for (size_t i = 0; i < COUNT(results); i++)
		if (slice_is(f->result, results[i].value))
			f->filter.result = result_values[i];
	for (size_t i = 1; i < COUNT(methods); i++)
		if (slice_is(method, methods[i].value))
			f->filter.method = slice_from(methods[i].value);
	if (!is_operation(f->operation)) {
		note_wrong(f, "operation", SLICE_OF("There is no endpoint of that name."));
		f->operation = SLICE_OF("");
	}
	if (f->operation.len > 0)
		f->filter.operation = f->operation;
	if (f->key.len > 0 && !id_read(KEY_PREFIX, f->key, &f->filter.key_id)) {
		note_wrong(f, "key", SLICE_OF("There is no key of that id."));
		f->key = SLICE_OF("");
	}
	if (f->code.len > 0 && is_code(f->code))
		f->filter.code = f->code;
	else if (f->code.len > 0)
		note_wrong(f, "code", SLICE_OF("An error code is written like validation_failed."));
}

static void
fill_link(struct call *call, struct request_filter *f)
{
	struct link *link = &f->link;
	*link = link_to(call, page_url(call, "/requests"));
	bool dates = slice_is(f->period, "dates");
	link_set(link, "mode", slice_from(mode_name(f->filter.mode)));
	link_set(link, "period", dates ? SLICE_NONE : f->period);
	link_set(link, "from", dates ? f->from : SLICE_NONE);
	link_set(link, "to", dates ? f->to : SLICE_NONE);
	link_set(link, "result", f->filter.result == HISTORY_ALL ? SLICE_NONE : f->result);
	link_set(link, "operation", f->operation);
	link_set(link, "key", f->key);
	link_set(link, "method", f->filter.method);
	link_set(link, "status", f->filter.status ? f->status : SLICE_NONE);
	link_set(link, "code", f->filter.code);
	link_set(link, "address", f->filter.by_address ? f->address : SLICE_NONE);
	link_set(link, "slower", f->filter.slower_than_us ? f->slower : SLICE_NONE);
}

void
request_filter_read(struct call *call, const struct say *say, struct request_filter *f)
{
	const struct form *query = &call->request.query;
	*f = (struct request_filter){
	    .filter = {.entity_id = call->caller.entity_id, .mode = page_mode(call, MODE_LIVE)},
	    .period = page_value(query, "period"),
	    .from = slice_trim(page_value(query, "from")),
	    .to = slice_trim(page_value(query, "to")),
	    .result = page_value(query, "result"),
	    .status = slice_trim(page_value(query, "status")),
	    .address = slice_trim(page_value(query, "address")),
	    .code = slice_trim(page_value(query, "code")),
	    .slower = slice_trim(page_value(query, "slower")),
	    .operation = page_value(query, "operation"),
	    .key = page_value(query, "key"),
	};
	read_period(f, say);
	read_address(f);
	read_numbers(f);
	read_choices(f, query);
	fill_link(call, f);
}

static void
named_options(struct call *call, const struct named *list, size_t count, struct slice chosen,
    const struct option **options, size_t *noptions)
{
	struct option *shown = arena_array(call->arena, count, sizeof *shown);
	for (size_t i = 0; i < count; i++)
		shown[i] = (struct option){.value = slice_from(list[i].value),
		    .text = slice_from(list[i].text),
		    .chosen = slice_is(chosen, list[i].value)};
	*options = shown;
	*noptions = count;
}

static void
period_options(struct call *call, const struct request_filter *f, struct hub_requests *data)
{
	struct named list[COUNT(periods)];
	for (size_t i = 0; i < COUNT(periods); i++)
		list[i] = periods[i].named;
	named_options(call, list, COUNT(periods), f->period, &data->periods, &data->nperiods);
}

static void
key_options(struct call *call, const struct request_filter *f, const struct key_info *keys,
    size_t nkeys, struct hub_requests *data)
{
	struct option *shown = arena_array(call->arena, nkeys + 1, sizeof *shown);
	size_t count = 0;
	shown[count++] = (struct option){.value = SLICE_OF(""), .text = SLICE_OF("Any")};
	for (size_t i = 0; i < nkeys; i++) {
		if (keys[i].mode != f->filter.mode)
			continue;
		shown[count++] =
		    (struct option){.value = id_text(call->arena, KEY_PREFIX, keys[i].id),
			.text = keys[i].name,
			.chosen = uuid_eq(keys[i].id, f->filter.key_id)};
	}
	data->keys = shown;
	data->nkeys = count;
}

static void
add_chip(const struct request_filter *f, struct hub_requests *data, struct chip *chips,
    const char *name, struct slice text)
{
	chips[data->nchips++] =
	    (struct chip){.text = text, .without = link_with(&f->link, name, SLICE_NONE)};
}

static struct slice
key_name(const struct request_filter *f, const struct key_info *keys, size_t nkeys)
{
	for (size_t i = 0; i < nkeys; i++)
		if (uuid_eq(keys[i].id, f->filter.key_id))
			return keys[i].name;
	return f->key;
}

static void
date_chip(struct call *call, const struct request_filter *f, struct hub_requests *data,
    struct chip *chips)
{
	struct link link = f->link;
	if (!slice_is(f->period, "dates"))
		return;
	link_set(&link, "from", SLICE_NONE);
	link_set(&link, "to", SLICE_NONE);
	bool one = slice_eq(f->from, f->to);
	chips[data->nchips++] =
	    (struct chip){.text = one ? f->from
				      : arena_printf(call->arena, "%.*s to %.*s",
					    SLICE_ARG(f->from), SLICE_ARG(f->to)),
		.without = link_url(&link)};
}

static void
show_chips(struct call *call, const struct request_filter *f, const struct key_info *keys,
    size_t nkeys, struct hub_requests *data)
{
	struct arena *arena = call->arena;
	const struct history_filter *h = &f->filter;
	struct chip *chips = arena_array(arena, LINK_PAIRS_MAX, sizeof *chips);
	data->chips = chips;
	date_chip(call, f, data, chips);
	for (size_t i = 1; i < COUNT(results); i++)
		if (h->result == result_values[i])
			add_chip(f, data, chips, "result", slice_from(results[i].text));
	if (h->operation.at)
		add_chip(f, data, chips, "operation", operation_words(arena, h->operation));
	if (!uuid_is_nil(h->key_id))
		add_chip(f, data, chips, "key", key_name(f, keys, nkeys));
	if (h->method.at)
		add_chip(f, data, chips, "method", h->method);
	if (h->status)
		add_chip(f, data, chips, "status", arena_printf(arena, "Status %d", h->status));
	if (h->code.at)
		add_chip(f, data, chips, "code", h->code);
	if (h->by_address)
		add_chip(f, data, chips, "address",
		    arena_printf(arena, "From %.*s", SLICE_ARG(f->address)));
	if (h->slower_than_us)
		add_chip(f, data, chips, "slower",
		    arena_printf(arena, "Slower than %.*s ms", SLICE_ARG(f->slower)));
}

static void
show_wrong(struct call *call, const struct request_filter *f, struct hub_requests *data)
{
	data->failed = f->wrong.count > 0;
	complaints_list(call, &f->wrong, &data->complaints, &data->ncomplaints);
	data->from_error = complaint_of(&f->wrong, "from");
	data->status_error = complaint_of(&f->wrong, "status");
	data->code_error = complaint_of(&f->wrong, "code");
	data->address_error = complaint_of(&f->wrong, "address");
	data->slower_error = complaint_of(&f->wrong, "slower");
}

void
request_filter_show(struct call *call, const struct request_filter *f, const struct key_info *keys,
    size_t nkeys, struct hub_requests *data)
{
	const struct history_filter *h = &f->filter;
	struct link none = link_to(call, page_url(call, "/requests"));
	link_set(&none, "mode", slice_from(mode_name(h->mode)));
	data->none = link_url(&none);
	data->widest = link_with(&none, "period", SLICE_OF("90d"));
	data->mode = slice_from(mode_name(h->mode));
	data->from = f->from;
	data->to = f->to;
	data->status = f->status;
	data->address = f->address;
	data->code = f->code;
	data->slower = f->slower;
	show_wrong(call, f, data);
	data->more =
	    f->status.len + f->address.len + f->code.len + f->slower.len > 0 || h->method.at;
	period_options(call, f, data);
	named_options(call, results, COUNT(results), f->result, &data->results, &data->nresults);
	named_options(call, methods, COUNT(methods), h->method, &data->methods, &data->nmethods);
	operation_options(call->arena, f->operation, &data->operations, &data->noperations);
	key_options(call, f, keys, nkeys, data);
	show_chips(call, f, keys, nkeys, data);
}
