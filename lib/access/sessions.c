/* Portal sessions and their cookie. */
#include "access/sessions.h"

#include <string.h>

#include "access/admission.h"
#include "access/rights.h"
#include "base/clock.h"
#include "codec/text.h"
#include "crypt/token.h"
#include "sql/sessions.h"

#define SEEN_EVERY_US CLOCK_MINUTE
#define AGENT_BYTES_MAX 200
#define COOKIE_MAX 600
#define STEP_UP_LASTS_US (10 * CLOCK_MINUTE)
#define PATH_MAX_BYTES 1000

struct slice
session_prefix(const struct settings *settings)
{
	struct slice scheme, rest = slice_from(settings->public_urls[0]);
	slice_cut(rest, '/', &scheme, &rest);
	rest = slice_skip(rest, 1);
	ptrdiff_t path = slice_find(rest, '/');
	return path < 0 ? SLICE_OF("") : slice_skip(rest, (size_t)path);
}

const char *
session_cookie_name(const struct settings *settings)
{
	return session_prefix(settings).len == 0 ? "__Host-hub" : "__Secure-hub";
}

static bool
is_local(struct slice origin)
{
	static const char *const hosts[] = {"http://localhost", "http://127.0.0.1", "http://[::1]"};
	for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
		struct slice rest = slice_skip(origin, strlen(hosts[i]));
		if (slice_has_prefix(origin, hosts[i]) && (rest.len == 0 || rest.at[0] == ':'))
			return true;
	}
	return false;
}

/* Without an Origin it was Sec-Fetch-Site, which browsers send only where cookies are kept too. */
bool
session_cookie_is_kept(const struct call *call)
{
	struct slice origin = call_header(call, "HTTP_ORIGIN");
	return !slice_has_prefix(origin, "http://") || is_local(origin);
}

static bool
is_url_character(char byte)
{
	return byte > ' ' && byte < 0x7f && !strchr("\\\"<>^`{|}#", byte);
}

/* Written plainly or not, browsers take both for a step up (WHATWG URL, dot segments). */
static bool
is_dots(struct slice segment)
{
	bool dots = segment.len > 0;
	while (dots && segment.len > 0) {
		bool encoded = slice_eq_nocase(slice_head(segment, 3), SLICE_OF("%2e"));
		dots = encoded || segment.at[0] == '.';
		segment = slice_skip(segment, encoded ? 3 : 1);
	}
	return dots;
}

static bool
climbs(struct slice url)
{
	struct slice path, query, segment, left;
	for (slice_cut(url, '?', &path, &query); path.at != NULL; path = left) {
		slice_cut(path, '/', &segment, &left);
		if (is_dots(segment))
			return true;
	}
	return false;
}

struct slice
session_safe_path(struct arena *arena, const struct settings *settings, struct slice wish)
{
	struct slice home = arena_printf(arena, "%.*s/hub", SLICE_ARG(session_prefix(settings)));
	struct slice rest = slice_skip(wish, home.len);
	bool safe = wish.len < PATH_MAX_BYTES && slice_has_prefix(wish, home.at) &&
		    (rest.len == 0 || rest.at[0] == '/' || rest.at[0] == '?') && !climbs(wish);
	for (size_t i = 0; safe && i < wish.len; i++)
		safe = is_url_character(wish.at[i]);
	return safe ? wish : arena_printf(arena, "%s/", home.at);
}

static struct slice
cookie_text(const struct call *call, struct slice token, const char *age)
{
	struct slice prefix = session_prefix(call->settings);
	return arena_printf(call->arena, "%s=%.*s; Path=%.*s/; Secure; HttpOnly; SameSite=Lax%s",
	    session_cookie_name(call->settings), SLICE_ARG(token), SLICE_ARG(prefix), age);
}

/* The digest of our cookie in a header; false if there is none of our form. */
static bool
header_digest(const struct call *call, struct slice header, struct digest *digest)
{
	struct slice head, token = cookie_value(header, session_cookie_name(call->settings));
	if (!token.at || token.len > COOKIE_MAX || !token_check(token, &head))
		return false;
	*digest = sha256(token);
	return true;
}

static bool
cookie_digest(const struct call *call, struct digest *digest)
{
	return header_digest(call, call_header(call, "HTTP_COOKIE"), digest);
}

enum db_status
session_begin(struct call *call, uint64_t entity_id, struct uuid user_id, struct slice *cookie)
{
	struct slice agent = call_header(call, "HTTP_USER_AGENT");
	struct slice token = token_new(call->arena, SLICE_OF(""));
	bool readable = agent.at && utf8_is_valid(agent);
	struct session_row_insert_in row = {
	    .digest = sha256(token),
	    .id = uuid_v7(),
	    .entity_id = entity_id,
	    .user_id = user_id,
	    .now = clock_now(),
	    .address = {(const char *)call->request.address, sizeof call->request.address},
	    .agent = readable ? utf8_head(agent, AGENT_BYTES_MAX) : SLICE_OF(""),
	};
	enum db_status status = session_row_insert(call->db, &row, NULL);
	if (status == DB_OK)
		*cookie = cookie_text(call, token, "");
	return status;
}

static bool
take_row(struct call *call, const struct session_row_resume_row *row)
{
	struct caller *caller = &call->caller;
	if (!role_read(row->role, &caller->role))
		return false;
	caller->kind = CALLER_USER;
	caller->entity_id = row->entity_id;
	if (row->entity_code.len == ENTITY_CODE_LEN)
		memcpy(caller->entity_code, row->entity_code.at, ENTITY_CODE_LEN);
	caller->user_id = row->user_id;
	caller->user_name = row->user_name;
	caller->entity_name = row->entity_name;
	caller->time_zone = row->time_zone;
	caller->session_id = row->id;
	caller->stepped_up =
	    row->stepped_up_at.has && row->stepped_up_at.value > clock_now() - STEP_UP_LASTS_US;
	caller->look = row->look.at ? row->look : SLICE_OF("");
	caller->shortcuts = row->shortcuts;
	caller->confirmed = true;
	admission_of(call)->suspended = slice_is(row->entity_state, "suspended");
	return true;
}

/* What the script of an open page asks by itself must not keep the session alive. */
static bool
is_click(const struct call *call)
{
	struct slice mode = call_header(call, "HTTP_SEC_FETCH_MODE");
	return !mode.at || slice_is(mode, "navigate");
}

static enum db_status
resume(struct call *call, struct slice cookie)
{
	int64_t now_us = clock_now();
	const struct settings *settings = call->settings;
	struct session_row_resume_in in = {
	    .seen_after = now_us - settings->session_idle_minutes * CLOCK_MINUTE,
	    .created_after = now_us - settings->session_max_hours * CLOCK_HOUR,
	};
	struct session_row_resume_row row;
	if (!header_digest(call, cookie, &in.digest))
		return DB_NO_ROW;
	enum db_status status = session_row_resume(call->db, call->arena, &in, &row);
	if (status != DB_OK)
		return status;
	if (!take_row(call, &row))
		return DB_FAULT;
	struct session_row_seen_in seen = {row.entity_id, in.digest, now_us};
	/* Should it fail, the session merely ends a minute early. */
	if (is_click(call) && row.seen_at < now_us - SEEN_EVERY_US)
		session_row_seen(call->db, &seen, NULL);
	return DB_OK;
}

enum db_status
session_resume(struct call *call)
{
	return resume(call, call_header(call, "HTTP_COOKIE"));
}

enum db_status
session_resume_new(struct call *call, struct slice cookie)
{
	return resume(call, cookie);
}

enum db_status
session_step_up(struct call *call, struct slice *cookie)
{
	struct slice token = token_new(call->arena, SLICE_OF(""));
	struct session_row_step_up_in in = {
	    .entity_id = call->caller.entity_id, .fresh = sha256(token), .now = clock_now()};
	uint64_t found = 0;
	enum db_status status = DB_NO_ROW;
	if (cookie_digest(call, &in.digest))
		status = session_row_step_up(call->db, &in, &found);
	if (status == DB_OK && found == 0)
		status = DB_NO_ROW;
	if (status == DB_OK)
		*cookie = cookie_text(call, token, "");
	return status;
}

enum db_status
session_list(
    const struct act *act, struct uuid user_id, struct session_info **sessions, size_t *nsessions)
{
	int64_t now_us = clock_now();
	struct session_rows_of_user_in in = {
	    .entity_id = act->entity_id,
	    .user_id = user_id,
	    .seen_after = now_us - act->settings->session_idle_minutes * CLOCK_MINUTE,
	    .created_after = now_us - act->settings->session_max_hours * CLOCK_HOUR,
	};
	struct session_rows_of_user_row *rows;
	size_t nrows;
	enum db_status status = session_rows_of_user(act->db, act->arena, &in, &rows, &nrows);
	if (status != DB_OK)
		return status;
	struct session_info *list = arena_array(act->arena, nrows, sizeof *list);
	for (size_t i = 0; i < nrows; i++)
		list[i] = (struct session_info){.id = rows[i].id,
		    .created_us = rows[i].created_at,
		    .seen_us = rows[i].seen_at,
		    .address = rows[i].address,
		    .agent = rows[i].agent};
	*sessions = list;
	*nsessions = nrows;
	return DB_OK;
}

enum db_status
session_end(struct call *call, struct slice *cookie)
{
	struct session_row_end_in in;
	enum db_status status = DB_OK;
	if (cookie_digest(call, &in.digest))
		status = session_row_end(call->db, &in, NULL);
	if (status == DB_OK)
		*cookie = cookie_text(call, SLICE_OF(""), "; Max-Age=0");
	return status;
}

enum db_status
session_end_others(struct call *call, uint64_t *ended)
{
	struct session_rows_end_of_user_in in = {
	    call->caller.entity_id, call->caller.user_id, call->caller.session_id};
	return session_rows_end_of_user(call->db, &in, ended);
}

enum db_status
session_end_all(struct db *db, uint64_t entity_id, struct uuid user_id, uint64_t *ended)
{
	struct session_rows_end_of_user_in in = {.entity_id = entity_id, .user_id = user_id};
	return session_rows_end_of_user(db, &in, ended);
}

enum db_status
session_end_one(
    struct db *db, uint64_t entity_id, struct uuid user_id, struct uuid id, uint64_t *ended)
{
	struct session_row_end_by_id_in in = {entity_id, user_id, id};
	return session_row_end_by_id(db, &in, ended);
}
