/* Links that may be used once. */
#include "access/links.h"

#include "base/clock.h"
#include "crypt/token.h"
#include "sql/links.h"

#define TOKEN_MAX 100

static const struct {
	const char *name, *path;
	unsigned hours;
} purposes[LINK_PURPOSES] = {
    [LINK_INVITATION] = {"invitation", "/invitation", 72},
    [LINK_RESET] = {"reset", "/reset", 1},
    [LINK_HANDOVER] = {"handover", "/hand-over", 72},
};

const char *
links_path(enum link_purpose purpose)
{
	return purposes[purpose].path;
}

unsigned
links_hours(enum link_purpose purpose)
{
	return purposes[purpose].hours;
}

static struct slice
url_of(const struct act *act, enum link_purpose purpose, struct slice token)
{
	struct slice site = slice_from(act->settings->public_urls[0]);
	if (slice_has_suffix(site, "/"))
		site = slice_head(site, site.len - 1);
	return arena_printf(
	    act->arena, "%.*s/hub%s/%.*s", SLICE_ARG(site), links_path(purpose), SLICE_ARG(token));
}

enum db_status
links_make(struct db *db, const struct act *act, enum link_purpose purpose, struct uuid subject_id,
    struct slice *url)
{
	int64_t now_us = clock_now();
	struct slice token = token_new(act->arena, SLICE_OF(""));
	struct link_row_insert_in row = {
	    .digest = sha256(token),
	    .entity_id = act->entity_id,
	    .purpose = slice_from(purposes[purpose].name),
	    .subject_id = subject_id,
	    .created_by = act->actor_id,
	    .now = now_us,
	    .expires_at = now_us + purposes[purpose].hours * CLOCK_HOUR,
	};
	enum db_status status = links_withdraw(db, act->entity_id, purpose, subject_id);
	if (status == DB_OK)
		status = link_row_insert(db, &row, NULL);
	if (status == DB_OK)
		*url = url_of(act, purpose, token);
	return status;
}

static enum link_state
state_of(const struct link_row_find_row *row)
{
	if (row->used_at.has)
		return LINK_USED;
	if (row->withdrawn_at.has)
		return LINK_WITHDRAWN;
	return row->expires_at <= clock_now() ? LINK_EXPIRED : LINK_OPEN;
}

enum db_status
links_find(struct db *db, struct arena *arena, enum link_purpose purpose, struct slice token,
    struct single_link *link)
{
	struct slice head;
	struct link_row_find_row row;
	if (token.len > TOKEN_MAX || !token_check(token, &head))
		return DB_NO_ROW;
	struct link_row_find_in in = {sha256(token), slice_from(purposes[purpose].name)};
	enum db_status status = link_row_find(db, arena, &in, &row);
	if (status != DB_OK)
		return status;
	*link = (struct single_link){
	    .purpose = purpose,
	    .state = state_of(&row),
	    .entity_id = row.entity_id,
	    .subject_id = row.subject_id,
	    .created_by = row.created_by,
	    .created_us = row.created_at,
	    .expires_us = row.expires_at,
	    .digest = in.digest,
	};
	return DB_OK;
}

enum db_status
links_find_open(struct db *db, struct arena *arena, uint64_t entity_id, enum link_purpose purpose,
    struct uuid subject_id, struct single_link *link)
{
	struct link_row_open_of_in in = {
	    entity_id, subject_id, slice_from(purposes[purpose].name), clock_now()};
	struct link_row_open_of_row row;
	enum db_status status = link_row_open_of(db, arena, &in, &row);
	if (status != DB_OK)
		return status;
	*link = (struct single_link){
	    .purpose = purpose,
	    .state = LINK_OPEN,
	    .entity_id = entity_id,
	    .subject_id = subject_id,
	    .created_by = row.created_by,
	    .created_us = row.created_at,
	    .expires_us = row.expires_at,
	};
	return DB_OK;
}

enum db_status
links_use(struct db *db, const struct single_link *link)
{
	struct link_row_use_in in = {link->entity_id, link->digest, clock_now()};
	uint64_t used;
	enum db_status status = link_row_use(db, &in, &used);
	return status == DB_OK && used == 0 ? DB_NO_ROW : status;
}

enum db_status
links_withdraw(struct db *db, uint64_t entity_id, enum link_purpose purpose, struct uuid subject_id)
{
	struct link_rows_withdraw_in in = {
	    entity_id, subject_id, slice_from(purposes[purpose].name), clock_now()};
	return link_rows_withdraw(db, &in, NULL);
}

struct slice
links_state_sentence(enum link_state state)
{
	switch (state) {
	case LINK_USED:
		return SLICE_OF("This link was used already. It works once.");
	case LINK_WITHDRAWN:
		return SLICE_OF("This link was replaced by a newer one, or taken back.");
	case LINK_EXPIRED:
		return SLICE_OF("This link is too old.");
	case LINK_OPEN:
		break;
	}
	return SLICE_NONE;
}
