/* Links that hand over a secret. */
#include "access/key_links.h"

#include <string.h>

#include "access/key_work.h"
#include "sql/users.h"

/* Making one */

struct handing {
	const struct act *act;
	struct uuid id;
	int64_t overlap_us;
	struct complaints *complaints;
	bool refused; /* for who wanted it */
	struct key_link link;
};

/* A first secret goes where its maker sends it: an approver could collect it himself else. */
static void
judge_key(struct handing *handing, const struct key_row_lock_row *key)
{
	const struct act *act = handing->act;
	bool waits = slice_is(key->state, "waiting");
	handing->refused = waits && act->role && !uuid_eq(act->actor_id, key->created_by);
	if (handing->refused)
		act_complain(handing->complaints, "key", "not_maker",
		    SLICE_OF("Who asked for the key hands it over."));
	else if (slice_is(key->state, "revoked"))
		act_complain(handing->complaints, "key", "ended",
		    SLICE_OF("This key is revoked and has no secrets any more."));
	else if (waits && !slice_is(key->awaits, "collection"))
		act_complain(handing->complaints, "key", "awaits_approval",
		    SLICE_OF("This key still waits for approval."));
}

static enum db_status
make_link(struct db *db, struct handing *handing)
{
	const struct act *act = handing->act;
	struct key_row_set_overlap_in overlap = {
	    act->entity_id, handing->id, (uint64_t)(handing->overlap_us / CLOCK_SECOND)};
	enum db_status status = key_row_set_overlap(db, &overlap, NULL);
	if (status == DB_OK)
		status = links_make(db, act, LINK_HANDOVER, handing->id, &handing->link.url);
	handing->link.expires_us = clock_now() + links_hours(LINK_HANDOVER) * CLOCK_HOUR;
	return status;
}

static enum db_status
hand_over(struct db *db, struct handing *handing)
{
	const struct act *act = handing->act;
	struct key_row_lock_row key;
	struct act_changes changes = {.count = 0};
	enum db_status status = key_lock(db, act, handing->id, &key);
	if (status != DB_OK)
		return status;
	judge_key(handing, &key);
	if (handing->complaints->count > 0)
		return DB_OK;
	if ((status = make_link(db, handing)) != DB_OK)
		return status;
	act_note(
	    &changes, "link_valid_until", SLICE_NONE, act_time_text(act, handing->link.expires_us));
	return key_audit(db, act, AUDIT_KEY_HANDED_OVER, handing->id, key.name, &changes);
}

static enum txn_verdict
hand_over_closure(struct db *db, void *context, enum db_status *status)
{
	struct handing *handing = context;
	handing->complaints->count = 0;
	*status = hand_over(db, handing);
	if (*status != DB_OK)
		return TXN_STATUS;
	return handing->complaints->count > 0 ? TXN_ROLLBACK : TXN_COMMIT;
}

enum db_status
key_hand_over(const struct act *act, struct uuid id, int64_t overlap_us,
    struct complaints *complaints, struct key_link *link)
{
	struct handing handing = {
	    .act = act, .id = id, .overlap_us = overlap_us, .complaints = complaints};
	struct act_subject subject;
	enum db_status status = key_permit_secret(act, id, complaints, &subject);
	if (status != DB_OK || complaints->count > 0)
		return status;
	status = txn_run(act->db, hand_over_closure, &handing);
	if (status == DB_OK && handing.refused)
		return act_refused(act, SLICE_OF("key.hand_over"), &subject, "not_maker");
	if (status == DB_OK && complaints->count == 0)
		*link = handing.link;
	return status;
}

/* Using one */

static struct act
act_of_holder(const struct key_link_holder *holder, const struct single_link *link)
{
	struct act act =
	    act_of_system(holder->arena, holder->db, holder->settings, holder->secrets);
	act.entity_id = link->entity_id;
	act.actor_kind = "link";
	act.request_id = holder->request_id;
	memcpy(act.address, holder->address, sizeof act.address);
	return act;
}

static enum db_status
find_maker(const struct key_link_holder *holder, struct key_link_info *info)
{
	struct user_row_name_in in = {info->link.entity_id, info->link.created_by};
	struct user_row_name_row row;
	if (uuid_is_nil(info->link.created_by))
		return DB_OK;
	enum db_status status = user_row_name(holder->db, holder->arena, &in, &row);
	if (status == DB_OK)
		info->from = row.name;
	return status == DB_NO_ROW ? DB_OK : status;
}

enum db_status
key_link_look(const struct key_link_holder *holder, struct key_link_info *info)
{
	struct key_link_info found = {.from = SLICE_NONE};
	enum db_status status =
	    links_find(holder->db, holder->arena, LINK_HANDOVER, holder->token, &found.link);
	if (status != DB_OK)
		return status;
	struct act act = act_of_holder(holder, &found.link);
	if ((status = company_load(&act, act.entity_id, &found.company)) != DB_OK ||
	    (status = key_find(&act, found.link.subject_id, &found.key)) != DB_OK ||
	    (status = find_maker(holder, &found)) != DB_OK)
		return status;
	bool ended = found.key.state == KEY_REVOKED || found.key.state == KEY_EXPIRED ||
		     slice_is(found.company.state, "closed");
	if (found.link.state == LINK_OPEN && ended)
		found.link.state = LINK_WITHDRAWN;
	*info = found;
	return DB_OK;
}

struct collecting {
	struct act act;
	const struct single_link *link;
	bool mine;
	struct slice secret;
};

/* The first of a key that waits, else one more, with the overlap chosen for the old one. */
static enum db_status
make_secret(struct db *db, struct collecting *collecting, const struct key_row_lock_row *key)
{
	const struct act *act = &collecting->act;
	struct uuid id = collecting->link->subject_id;
	int64_t now_us = clock_now();
	enum mode mode = MODE_TEST;
	if (slice_is(key->state, "waiting"))
		return key_open(db, act, id, key, &collecting->secret);
	int64_t overlap_us = (int64_t)key_number(key->handover_overlap) * CLOCK_SECOND;
	mode_read(key->mode, &mode);
	enum db_status status = key_end_older_secrets(db, act, id, overlap_us, now_us);
	if (status == DB_OK)
		status = key_insert_secret(db, act, id, mode, now_us, &collecting->secret);
	return status == DB_OK ? key_raise(db, act, id, now_us) : status;
}

static enum db_status
collect(struct db *db, struct collecting *collecting)
{
	const struct act *act = &collecting->act;
	struct key_row_lock_row key;
	struct act_changes changes = {.count = 0};
	enum db_status status = key_lock(db, act, collecting->link->subject_id, &key);
	if (status != DB_OK || slice_is(key.state, "revoked") || slice_is(key.awaits, "approval"))
		return status;
	status = links_use(db, collecting->link);
	if (status != DB_OK)
		return status == DB_NO_ROW ? DB_OK : status;
	if ((status = make_secret(db, collecting, &key)) != DB_OK)
		return status;
	act_note(&changes, "secret_ending_in", SLICE_NONE,
	    slice_skip(collecting->secret, collecting->secret.len - 4));
	collecting->mine = true;
	return key_audit(
	    db, act, AUDIT_KEY_COLLECTED, collecting->link->subject_id, key.name, &changes);
}

static enum txn_verdict
collect_closure(struct db *db, void *context, enum db_status *status)
{
	struct collecting *collecting = context;
	collecting->mine = false;
	*status = collect(db, collecting);
	if (*status != DB_OK)
		return TXN_STATUS;
	return collecting->mine ? TXN_COMMIT : TXN_ROLLBACK;
}

enum db_status
key_link_collect(
    const struct key_link_holder *holder, struct key_link_info *info, struct slice *secret)
{
	enum db_status status = key_link_look(holder, info);
	if (status != DB_OK || info->link.state != LINK_OPEN)
		return status;
	struct collecting collecting = {
	    .act = act_of_holder(holder, &info->link), .link = &info->link};
	status = txn_run(holder->db, collect_closure, &collecting);
	if (status == DB_OK && collecting.mine)
		*secret = collecting.secret;
	else if (status == DB_OK)
		info->link.state = LINK_USED;
	return status;
}
