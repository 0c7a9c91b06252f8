/* The list of keys. */
#include "access/credentials.h"
#include "cgi-bin/pages/key_words.h"
#include "cgi-bin/pages/link.h"
#include "cgi-bin/pages/page.h"
#include "cgi-bin/pages/pages.h"
#include "trail/figures.h"

#define DAYS_SHOWN 30

static uint64_t
requests_of(const struct figures_key *figures, size_t nfigures, struct uuid id)
{
	for (size_t i = 0; i < nfigures; i++)
		if (uuid_eq(figures[i].key_id, id))
			return figures[i].requests;
	return 0;
}

static struct key_row
row_of(
    const struct call *call, const struct say *say, const struct key_info *key, uint64_t requests)
{
	struct key_badge badge = key_badge(say, key);
	struct slice id = key_id_text(say, key->id);
	return (struct key_row){
	    .name = key->name,
	    .href = page_url(call, "/keys/%.*s", SLICE_ARG(id)),
	    .id = id,
	    .test = key->mode == MODE_TEST,
	    .may = key_may(key->level),
	    .last_four = key->last_four,
	    .requests = requests,
	    .used = say_ago(say, key->used_us),
	    .from = say_address(say, (const unsigned char *)key->used_address.at),
	    .expires = key_expires(say, key),
	    .badge = badge.kind,
	    .state = badge.text,
	};
}

static enum db_status
read_rows(struct call *call, const struct key_filter *filter, struct hub_keys *data)
{
	struct act act = act_of(call);
	struct say say = say_of(call);
	struct key_info *keys;
	struct figures_key *figures;
	size_t nfigures;
	enum db_status status = key_list(&act, filter, &keys, &data->nrows);
	if (status == DB_OK)
		status = figures_of_keys(call->db, call->arena, call->caller.entity_id, DAYS_SHOWN,
		    say.now_us, &figures, &nfigures);
	if (status != DB_OK)
		return status;
	struct key_row *rows = arena_array(call->arena, data->nrows, sizeof *rows);
	for (size_t i = 0; i < data->nrows; i++)
		rows[i] = row_of(call, &say, &keys[i], requests_of(figures, nfigures, keys[i].id));
	data->rows = rows;
	return DB_OK;
}

/* A key pasted as a filter leaves the address at once, and is shown nowhere. */
static bool
leads_away(struct call *call, struct slice text)
{
	struct act act = act_of(call);
	struct key_info key;
	struct slice pasted = credential_within(call->settings, text);
	if (!pasted.at)
		return false;
	enum db_status status = key_find_by_text(&act, pasted, &key);
	struct slice id = status == DB_OK ? id_text(call->arena, KEY_PREFIX, key.id) : SLICE_OF("");
	if (status != DB_OK && status != DB_NO_ROW)
		fail_db(call, "keys.pasted", status);
	else
		page_go(call, page_url(call, "/keys%s%.*s", id.len > 0 ? "/" : "", SLICE_ARG(id)));
	return true;
}

void
hub_keys(struct call *call)
{
	const struct form *query = &call->request.query;
	if (leads_away(call, page_value(query, "text")))
		return;
	struct key_filter filter = {.mode = page_mode(call, 0),
	    .text = page_value(query, "text"),
	    .with_ended = form_value(query, "ended").len > 0};
	struct link link = link_to(call, page_url(call, "/keys"));
	link_set(&link, "text", filter.text);
	link_set(&link, "ended", filter.with_ended ? SLICE_OF("yes") : SLICE_NONE);
	bool may = call->caller.role != ROLE_AUDITOR;
	bool filtered = filter.mode || filter.text.len > 0 || filter.with_ended;
	struct hub_keys data = {
	    .page = page_of(call),
	    .makes_keys = may,
	    .create =
		page_url(call, "/keys/new?mode=%s", filter.mode == MODE_LIVE ? "live" : "test"),
	    .text = filter.text,
	    .mode = filter.mode ? slice_from(mode_name(filter.mode)) : SLICE_NONE,
	    .ended = filter.with_ended,
	    .none = page_url(call, "/keys"),
	};
	page_mode_tabs(call, filter.mode, link_url(&link), true, &data.modes, &data.nmodes);
	enum db_status status = read_rows(call, &filter, &data);
	if (status != DB_OK) {
		fail_db(call, "keys", status);
		return;
	}
	data.any = data.nrows > 0 || (filtered && call->caller.role != ROLE_DEVELOPER) ||
		   filter.text.len > 0 || filter.with_ended;
	hub_keys_render(page_begin(call, 200), &data);
}
