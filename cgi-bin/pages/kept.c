/* Keeping late forms, and showing them again. */
#include "cgi-bin/pages/kept.h"

#include <string.h>

#include "access/kept_form.h"
#include "access/keys.h"
#include "access/sessions.h"
#include "base/clock.h"
#include "cgi-bin/pages/page.h"
#include "cgi-bin/pages/pages.h"

static const struct kept_row {
	const char *operation;
	kept_page *show;
} rows[] = {
    {"hub.key.new.post", hub_key_new_kept},
    {"hub.users.invite", hub_users_kept},
};

static const struct kept_row *
row_of(struct slice operation)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (slice_is(operation, rows[i].operation))
			return &rows[i];
	return NULL;
}

struct slice
kept_path(struct call *call)
{
	struct slice rest, id, path = call->request.path;
	struct uuid key;
	if (call->allowed & METHOD_GET)
		return arena_printf(call->arena, "%.*s%.*s",
		    SLICE_ARG(session_prefix(call->settings)), SLICE_ARG(path));
	rest = slice_has_prefix(path, "/hub/keys/") ? slice_skip(path, 10) : SLICE_NONE;
	slice_cut(rest, '/', &id, &rest);
	return id_read(KEY_PREFIX, id, &key) ? page_url(call, "/keys/%.*s", SLICE_ARG(id))
					     : page_url(call, "/");
}

struct slice
kept_text(struct call *call)
{
	struct kept_form kept = {.path = kept_path(call), .kept_us = clock_now()};
	const struct kept_row *row =
	    row_of(slice_from(call->route ? call->route->operation : NULL));
	if (!row || !form_read(call->arena, call->request.body, &kept.form))
		return SLICE_NONE;
	kept.operation = row->operation;
	return kept_form_seal(call->arena, call->settings, call->secrets, &kept);
}

static bool
role_may_send(const struct call *call, const char *operation)
{
	for (const struct route *route = call->program->routes; route->operation; route++)
		if (strcmp(route->operation, operation) == 0)
			return (route->roles & call->caller.role) != 0;
	return false;
}

bool
kept_show(struct call *call, const struct form *sign_in, struct slice path, struct slice cookie)
{
	const struct kept_row *row = row_of(form_value(sign_in, "kept_as"));
	struct kept_form kept = {.path = path};
	if (!row)
		return false;
	kept.operation = row->operation;
	if (!kept_form_open(
		call->arena, call->secrets, form_value(sign_in, "kept"), clock_now(), &kept) ||
	    session_resume_new(call, cookie) != DB_OK)
		return false;
	if (!uuid_eq(kept.user_id, call->caller.user_id) || !role_may_send(call, row->operation)) {
		call->caller = (struct caller){0};
		return false;
	}
	row->show(call, &kept.form);
	return true;
}
