/* One request of the history. */
#include "base/clock.h"
#include "cgi-bin/pages/body.h"
#include "cgi-bin/pages/key_words.h"
#include "cgi-bin/pages/link.h"
#include "cgi-bin/pages/operations.h"
#include "cgi-bin/pages/page.h"
#include "cgi-bin/pages/pages.h"
#include "cgi-bin/pages/why.h"
#include "codec/date.h"

static struct link
history_link(const struct call *call, const struct say *say, const struct history_row *row)
{
	struct str day;
	str_init(&day, call->arena, DATE_TEXT_LEN);
	date_write(&day, say_day_of(say, row->ts_us));
	struct link link = link_to(call, page_url(call, "/requests"));
	link_set(&link, "mode", slice_from(mode_name(row->mode)));
	link_set(&link, "from", str_slice(&day));
	link_set(&link, "to", str_slice(&day));
	return link;
}

/* "Same key ± 5 minutes": the page of that key that begins five minutes later. */
static void
show_neighbours(const struct call *call, const struct say *say, const struct history_row *row,
    struct hub_request *data)
{
	struct link day = history_link(call, say, row), around = day;
	struct history_place later = {.ts_us = row->ts_us + 5 * CLOCK_MINUTE, .id = row->id};
	struct str place;
	str_init(&place, call->arena, 100);
	history_place_write(&place, &later);
	if (row->key_name.at)
		link_set(&around, "key", key_id_text(say, row->key_id));
	link_set(&around, "older", str_slice(&place));
	data->around = link_url(&around);
	data->alike = link_with(&day, "code", row->code);
	data->endpoint = link_with(&day, "operation", row->operation);
}

static void
show_row(const struct say *say, const struct history_row *row, struct hub_request *data)
{
	char id[UUID_TEXT_LEN + 1];
	struct slice ids;
	uuid_text(row->id, id);
	data->method = row->method;
	data->route = request_route(say, row, &ids);
	data->status = (uint64_t)row->status;
	data->word = say_status(row->status);
	data->code = row->code;
	data->failed = row->status >= 400;
	data->id = arena_printf(say->arena, "%s", id);
	data->at = say_exact(say, row->ts_us);
	data->at_utc = say_utc(say, row->ts_us);
	data->iso = say_iso(say, row->ts_us);
	data->key = row->key_name.at ? row->key_name : SLICE_OF("None that Hub knows");
	data->last_four = row->last_four;
	data->address = say_address(say, row->address);
	data->agent = row->agent;
	data->path = row->path;
	data->query = row->query;
	data->ms = say_ms(say, row->duration_us);
	data->operation = operation_words(say->arena, row->operation);
}

static void
send_request(struct call *call, const struct history_request *request)
{
	struct say say = say_of(call);
	struct request_side in = {.bytes = request->row.request_bytes};
	struct request_side out = {.bytes = request->row.answer_bytes};
	struct page *page = page_of(call);
	struct hub_request data = {.page = page, .request = &in, .answer = &out};
	page->test_data = request->row.mode == MODE_TEST;
	show_row(&say, &request->row, &data);
	why_tell(call, &say, request, &data);
	show_neighbours(call, &say, &request->row, &data);
	body_show(call->arena, request->request_headers, request->request_body, &in);
	body_show(call->arena, request->answer_headers, request->answer_body, &out);
	body_complaints(call->arena, request->answer_body, &data.complaints, &data.ncomplaints);
	if (request->row.key_name.at) {
		struct slice key = key_id_text(&say, request->row.key_id);
		data.key_href = page_url(call, "/keys/%.*s", SLICE_ARG(key));
	}
	hub_request_render(page_begin(call, 200), &data);
}

void
hub_request(struct call *call)
{
	struct uuid id;
	struct history_request request = {0};
	enum db_status status = DB_NO_ROW;
	if (uuid_read(call_parameter(call, "id"), &id))
		status = history_find(call->db, call->arena, call->caller.entity_id, id, &request);
	bool hidden =
	    status == DB_OK && call->caller.role == ROLE_DEVELOPER && request.row.mode != MODE_TEST;
	if (status == DB_NO_ROW || hidden)
		page_gone(call,
		    "This request doesn’t exist, is not in the history yet, or belongs to another "
		    "company.");
	else if (status != DB_OK)
		fail_db(call, "request", status);
	else
		send_request(call, &request);
}
