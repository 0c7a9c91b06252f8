/* Keys and requests in words. */
#include "cgi-bin/pages/key_words.h"

#include "access/rights.h"
#include "base/clock.h"
#include "cgi-bin/pages/page.h"

#define EXPIRES_SOON (30 * CLOCK_DAY)
#define UNUSED_LONG (60 * CLOCK_DAY)
#define ENTITY_HEAD "/v1/entities/"

struct key_badge
key_badge(const struct say *say, const struct key_info *key)
{
	switch (key->state) {
	case KEY_REVOKED:
		return (struct key_badge){SLICE("off"), SLICE("Revoked")};
	case KEY_EXPIRED:
		return (struct key_badge){SLICE("off"), SLICE("Expired")};
	case KEY_PAUSED:
		return (struct key_badge){SLICE("warn"), SLICE("Paused")};
	case KEY_WAITING:
		return (struct key_badge){SLICE("warn"), SLICE("Waits for approval")};
	case KEY_UNCOLLECTED:
		return (struct key_badge){SLICE("warn"), SLICE("Waits to be collected")};
	case KEY_ACTIVE:
		break;
	}
	if (key->expires_us && key->expires_us - say->now_us < EXPIRES_SOON)
		return (struct key_badge){SLICE("warn"), SLICE("Expires soon")};
	if (key->secrets > 1)
		return (struct key_badge){SLICE("warn"), SLICE("Rotating")};
	int64_t seen = key->used_us ? key->used_us : key->created_us;
	if (say->now_us - seen > UNUSED_LONG)
		return (struct key_badge){SLICE("off"), SLICE("Unused")};
	return (struct key_badge){SLICE("ok"), SLICE("Active")};
}

struct slice
key_may(enum access_level level)
{
	switch (level) {
	case LEVEL_READ_ONLY:
		return SLICE_OF("Read-only");
	case LEVEL_FULL:
		return SLICE_OF("Full access");
	case LEVEL_CUSTOM:
		return SLICE_OF("Only what was chosen");
	}
	return SLICE_NONE;
}

struct slice
key_plain(const struct say *say, const struct key_info *key)
{
	const char *what = "Does only what was chosen for it.";
	if (!key->chosen && key->level == LEVEL_FULL)
		what = "Reads, changes and deletes everything.";
	else if (!key->chosen && key->level == LEVEL_READ_ONLY)
		what = "Reads everything, pay and birth dates included. Changes nothing. Deletes "
		       "nothing.";
	const char *whose = key->mode == MODE_TEST ? "Reaches invented employees only."
						   : "Reaches every employee of the company.";
	if (key->addresses.len == 0)
		return arena_printf(say->arena, "%s %s From any address.", what, whose);
	return arena_printf(
	    say->arena, "%s %s Only from %.*s.", what, whose, SLICE_ARG(key->addresses));
}

struct slice
key_expires(const struct say *say, const struct key_info *key)
{
	return key->expires_us ? say_date(say, key->expires_us) : SLICE_OF("Never");
}

struct slice
key_id_text(const struct say *say, struct uuid id)
{
	return id_text(say->arena, KEY_PREFIX, id);
}

/* Who wants to act on a key that his role does not reach stands in the trail, like any refusal. */
static bool
note_hidden(struct call *call, const struct act *act, struct uuid id)
{
	struct act all = *act;
	struct key_info key = {0};
	if (call->request.method == METHOD_GET || !act->role)
		return true;
	all.role = 0;
	enum db_status status = key_find(&all, id, &key);
	const struct act_subject subject = {"key", id, key.name};
	if (status == DB_OK)
		status = act_refused(act, slice_from(call->route->operation), &subject, "role");
	if (status == DB_OK || status == DB_NO_ROW)
		return true;
	fail_db(call, "key.hidden", status);
	return false;
}

bool
key_of_path(struct call *call, struct key_info *key)
{
	struct uuid id = {{0}};
	struct act act = act_of(call);
	enum db_status status = DB_NO_ROW;
	if (id_read(KEY_PREFIX, call_parameter(call, "id"), &id))
		status = key_find(&act, id, key);
	if (status == DB_NO_ROW) {
		if (note_hidden(call, &act, id))
			page_gone(call, "This key doesn’t exist or belongs to another company.");
		return false;
	}
	if (status != DB_OK)
		fail_db(call, "key_find", status);
	return status == DB_OK;
}

/* Ids are words before an underscore and 26 of ours after it. */
static bool
is_id(struct slice segment)
{
	struct slice prefix;
	struct uuid id;
	return id_split(segment, &prefix, &id);
}

struct slice
request_route(const struct say *say, const struct history_row *row, struct slice *ids)
{
	struct str route;
	struct slice rest = row->path, segment;
	*ids = SLICE_NONE;
	if (rest.len == 0)
		return SLICE_OF("(no such address)");
	if (slice_has_prefix(rest, ENTITY_HEAD)) {
		rest = slice_skip(rest, sizeof ENTITY_HEAD - 1);
		ptrdiff_t end = slice_find(rest, '/');
		rest = end < 0 ? SLICE_OF("/") : slice_skip(rest, (size_t)end);
	}
	str_init(&route, say->arena, 2 * rest.len + 1);
	while (rest.len > 0) {
		rest = slice_skip(rest, 1);
		slice_cut(rest, '/', &segment, &rest);
		str_add_char(&route, '/');
		if (is_id(segment)) {
			*ids = segment;
			segment = SLICE_OF("{id}");
		}
		str_add(&route, segment);
		rest = rest.at ? (struct slice){rest.at - 1, rest.len + 1} : SLICE_NONE;
	}
	return str_slice(&route);
}

static struct request_row
request_row(const struct say *say, struct slice hub, const struct history_row *row)
{
	char id[UUID_TEXT_LEN + 1];
	uuid_text(row->id, id);
	struct request_row shown = {
	    .time = say_clock(say, row->ts_us),
	    .id = arena_printf(say->arena, "%s", id),
	    .iso = say_iso(say, row->ts_us),
	    .status = (uint64_t)row->status,
	    .word = say_status(row->status),
	    .code = row->code,
	    .refused = row->status >= 400,
	    .broken = row->status >= 500,
	    .method = row->method,
	    .key = row->key_name.at ? row->key_name : SLICE_OF("no key"),
	    .ms = say_ms(say, row->duration_us),
	    .address = say_address(say, row->address),
	};
	shown.route = request_route(say, row, &shown.ids);
	if (row->key_name.at) {
		struct slice key = key_id_text(say, row->key_id);
		shown.key_href =
		    arena_printf(say->arena, "%.*s/keys/%.*s", SLICE_ARG(hub), SLICE_ARG(key));
	}
	return shown;
}

void
request_rows(const struct say *say, struct slice hub, const struct history_row *rows, size_t nrows,
    bool days, const struct request_row **list)
{
	struct request_row *shown = arena_array(say->arena, nrows, sizeof *shown);
	int32_t day = 0;
	for (size_t i = 0; i < nrows; i++) {
		shown[i] = request_row(say, hub, &rows[i]);
		int32_t own = say_day_of(say, rows[i].ts_us);
		if (days && (i == 0 || own != day))
			shown[i].day = say_day(say, rows[i].ts_us);
		day = own;
	}
	*list = shown;
}
