/* The page of one key, its pause and its end. */
#include "access/key_change.h"
#include "access/rights.h"
#include "base/clock.h"
#include "cgi-bin/pages/key_words.h"
#include "cgi-bin/pages/link.h"
#include "cgi-bin/pages/page.h"
#include "cgi-bin/pages/pages.h"
#include "codec/json.h"
#include "trail/figures.h"

#define ROWS_SHOWN 10
#define DAYS_BACK 90

static bool
may_change(const struct call *call)
{
	return call->caller.role != ROLE_AUDITOR;
}

static struct slice
key_path(const struct call *call, const struct key_info *key, const char *rest)
{
	struct slice id = id_text(call->arena, KEY_PREFIX, key->id);
	return page_url(call, "/keys/%.*s%s", SLICE_ARG(id), rest);
}

static struct slice
history_of_this(const struct call *call, const struct key_info *key)
{
	struct link link = link_to(call, page_url(call, "/requests"));
	link_set(&link, "mode", slice_from(mode_name(key->mode)));
	link_set(&link, "period", SLICE_OF("90d"));
	link_set(&link, "key", id_text(call->arena, KEY_PREFIX, key->id));
	return link_url(&link);
}

static enum db_status
read_requests(
    struct call *call, const struct say *say, const struct key_info *key, struct hub_key *data)
{
	struct history_filter filter = {.entity_id = call->caller.entity_id,
	    .mode = key->mode,
	    .from_us = say->now_us - DAYS_BACK * CLOCK_DAY,
	    .to_us = say->now_us + CLOCK_DAY,
	    .key_id = key->id};
	struct history_page page = {0};
	enum db_status status = history_older(call->db, call->arena, &filter, NULL, &page);
	data->nrows = page.nrows < ROWS_SHOWN ? page.nrows : ROWS_SHOWN;
	request_rows(say, data->page->hub, page.rows, data->nrows, true, &data->rows);
	return status;
}

/* The change of the key that waits for a second admin, if one does. */
static enum db_status
read_change(
    struct call *call, const struct say *say, const struct key_info *key, struct hub_key *data)
{
	struct act act = act_of(call);
	struct key_waiting_change change;
	enum db_status status = key_change_waiting(&act, key->id, &change);
	if (status != DB_OK)
		return status == DB_NO_ROW ? DB_OK : status;
	struct audit_difference *rows = arena_array(call->arena, change.nchanges, sizeof *rows);
	for (size_t i = 0; i < change.nchanges; i++)
		rows[i] = (struct audit_difference){slice_from(change.changes[i].field),
		    change.changes[i].before, change.changes[i].after};
	data->change = id_text(call->arena, KEY_CHANGE_PREFIX, change.id);
	data->changes = rows;
	data->nchanges = change.nchanges;
	data->asked = say_ago(say, change.asked_us);
	data->asked_by = change.asked_by.at ? change.asked_by : SLICE_OF("The operator of Hub");
	data->stale = change.stale;
	data->approves_change = right_held(RIGHT_LIVE_KEYS_MAKE, call->caller.role);
	data->own_change = uuid_eq(change.asked_by_id, call->caller.user_id);
	return DB_OK;
}

void
hub_key(struct call *call)
{
	struct key_info key = {0};
	if (!key_of_path(call, &key))
		return;
	struct say say = say_of(call);
	struct key_badge badge = key_badge(&say, &key);
	bool mine = uuid_eq(key.created_by_id, call->caller.user_id);
	bool opened = key.state == KEY_ACTIVE || key.state == KEY_PAUSED;
	bool waits = key.state == KEY_WAITING || key.state == KEY_UNCOLLECTED;
	struct hub_key data = {
	    .page = page_of(call),
	    .id = key_id_text(&say, key.id),
	    .name = key.name,
	    .badge = badge.kind,
	    .state = badge.text,
	    .may_change = may_change(call) && (opened || waits),
	    .approves = key.state == KEY_WAITING && !mine,
	    .collects = key.state == KEY_UNCOLLECTED && mine,
	    .hands_over = opened || (key.state == KEY_UNCOLLECTED && mine),
	    .pauses = key.state == KEY_ACTIVE,
	    .resumes = key.state == KEY_PAUSED,
	    .test = key.mode == MODE_TEST,
	    .may = key_may(key.level),
	    .plain = key_plain(&say, &key),
	    .last_four = key.last_four,
	    .created = say_exact(&say, key.created_us),
	    .created_by = key.created_by,
	    .used = say_ago(&say, key.used_us),
	    .used_exact = key.used_us ? say_exact(&say, key.used_us) : SLICE_NONE,
	    .from = say_address(&say, (const unsigned char *)key.used_address.at),
	    .agent = key.used_agent,
	    .expires = key_expires(&say, &key),
	    .revoked = key.revoked_us ? say_exact(&say, key.revoked_us) : SLICE_NONE,
	    .version = key.version,
	    .history = history_of_this(call, &key),
	};
	enum db_status status = read_requests(call, &say, &key, &data);
	if (status == DB_OK)
		status = read_change(call, &say, &key, &data);
	if (status != DB_OK)
		fail_db(call, "key.requests", status);
	else
		hub_key_render(page_begin(call, 200), &data);
}

/* The same for both: the newest request, as the line that replaces "No request yet". */
static struct slice
first_text(const struct call *call, const struct history_row *row)
{
	struct say say = say_of(call);
	struct slice ids, route = request_route(&say, row, &ids);
	struct slice time = say_clock(&say, row->ts_us), from = say_address(&say, row->address);
	return arena_printf(call->arena, "First request: %d %.*s %.*s · %.*s · %.*s", row->status,
	    SLICE_ARG(row->method), SLICE_ARG(route), SLICE_ARG(time), SLICE_ARG(from));
}

void
hub_key_first(struct call *call)
{
	struct key_info key = {0};
	struct history_row row = {0};
	if (!key_of_path(call, &key))
		return;
	enum db_status status =
	    history_of_key(call->db, call->arena, call->caller.entity_id, key.mode, key.id, &row);
	if (status != DB_OK && status != DB_NO_ROW) {
		fail_db(call, "key.first", status);
		return;
	}
	answer_begin(call, 200, "application/json");
	struct json_writer w = json_writer(&call->answer.body);
	json_begin_object(&w);
	json_name(&w, "text");
	json_put_string(&w, status == DB_OK ? first_text(call, &row) : SLICE_NONE);
	json_end_object(&w);
}

typedef enum db_status key_act(const struct act *act, struct uuid id, bool *changed);

static void
act_and_go(struct call *call, key_act *carry_out, const char *said)
{
	struct key_info key = {0};
	bool changed = false;
	if (!key_of_path(call, &key))
		return;
	struct act act = act_of(call);
	enum db_status status = carry_out(&act, key.id, &changed);
	if (status != DB_OK)
		fail_db(call, said, status);
	else
		page_go(call, changed ? key_path(call, &key, said) : key_path(call, &key, ""));
}

void
hub_key_pause(struct call *call)
{
	act_and_go(call, key_pause, "?said=key-paused");
}

void
hub_key_resume(struct call *call)
{
	act_and_go(call, key_resume, "?said=key-resumed");
}

void
hub_key_revoke_post(struct call *call)
{
	act_and_go(call, key_revoke, "?said=key-revoked");
}

static uint64_t
requests_of_key(struct call *call, const struct say *say, struct uuid id)
{
	struct figures_key *figures;
	size_t nfigures;
	enum db_status status = figures_of_keys(
	    call->db, call->arena, call->caller.entity_id, 30, say->now_us, &figures, &nfigures);
	for (size_t i = 0; status == DB_OK && i < nfigures; i++)
		if (uuid_eq(figures[i].key_id, id))
			return figures[i].requests;
	return 0;
}

void
hub_key_revoke(struct call *call)
{
	struct key_info key = {0};
	if (!key_of_path(call, &key))
		return;
	if (key.state == KEY_REVOKED) {
		page_go(call, key_path(call, &key, ""));
		return;
	}
	struct say say = say_of(call);
	struct hub_key_revoke data = {
	    .page = page_of(call),
	    .id = key_id_text(&say, key.id),
	    .name = key.name,
	    .last_four = key.last_four,
	    .test = key.mode == MODE_TEST,
	    .used = say_ago(&say, key.used_us),
	    .from = say_address(&say, (const unsigned char *)key.used_address.at),
	    .requests = requests_of_key(call, &say, key.id),
	    .pauses = key.state == KEY_ACTIVE,
	    .post = key_path(call, &key, "/revoke"),
	    .back = key_path(call, &key, ""),
	};
	hub_key_revoke_render(page_begin(call, 200), &data);
}
