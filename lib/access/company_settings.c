/* What a company's owner, or the operator, may set. */
#include "access/companies.h"
#include "access/name.h"
#include "access/rights.h"
#include "base/clock.h"
#include "codec/date.h"
#include "sql/keys.h"
#include "sql/tenancy.h"

#define ZONE_BYTES_MAX 64
/* The limiter counts whole milliseconds a request, so a burst beyond one a millisecond is none. */
#define PER_MINUTE_MAX 60000
#define BURST_MAX 1000

static bool
is_zone(struct arena *arena, struct slice text)
{
	int minutes;
	return text.len > 0 && text.len <= ZONE_BYTES_MAX &&
	       zone_offset(arena_text(arena, text), clock_now(), &minutes);
}

void
company_check_zone(const struct act *act, struct slice zone, struct complaints *complaints)
{
	if (!is_zone(act->arena, zone))
		act_complain(complaints, "time_zone", "unknown",
		    SLICE_OF("Enter a time zone like America/Denver."));
}

void
key_limits_check(const struct key_limits *limits, const char *per_minute_control,
    const char *burst_control, struct complaints *complaints)
{
	if (limits->per_minute > PER_MINUTE_MAX)
		act_complain(complaints, per_minute_control, "too_large",
		    SLICE_OF("Enter at most 60000 requests a minute."));
	if (limits->burst > BURST_MAX)
		act_complain(complaints, burst_control, "too_large",
		    SLICE_OF("Enter at most 1000 requests a second."));
}

static void
check_state(struct slice state, struct complaints *complaints)
{
	static const char *const states[] = {"active", "suspended", "closed"};
	for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
		if (slice_is(state, states[i]))
			return;
	act_complain(
	    complaints, "state", "unknown", SLICE_OF("A company is active, suspended or closed."));
}

static void
check(const struct act *act, const struct company *wanted, struct complaints *complaints)
{
	company_check_zone(act, wanted->time_zone, complaints);
	check_state(wanted->state, complaints);
	if (wanted->rules.days_max > KEY_DAYS_MAX)
		act_complain(complaints, "key_days_max", "too_large",
		    SLICE_OF("Choose a lifetime of 1 to 366 days."));
	if (wanted->rules.unused_days > KEY_UNUSED_DAYS_MAX)
		act_complain(complaints, "key_unused_days", "too_large",
		    SLICE_OF("Choose at most 3650 days."));
	key_limits_check(&wanted->live_limits, "live_per_minute", "live_burst", complaints);
	key_limits_check(&wanted->test_limits, "test_per_minute", "test_burst", complaints);
}

static struct slice
yes_no(bool yes)
{
	return yes ? SLICE_OF("yes") : SLICE_OF("no");
}

static void
note_limits(const struct act *act, struct act_changes *changes, const char *const names[2],
    struct key_limits before, struct key_limits after)
{
	act_note(changes, names[0], act_number_text(act, before.per_minute),
	    act_number_text(act, after.per_minute));
	act_note(changes, names[1], act_number_text(act, before.burst),
	    act_number_text(act, after.burst));
}

static void
note_all(const struct act *act, const struct company *before, const struct company *after,
    struct act_changes *changes)
{
	static const char *const live[] = {"live_per_minute", "live_burst"};
	static const char *const test[] = {"test_per_minute", "test_burst"};
	act_note(changes, "name", before->name, after->name);
	act_note(changes, "time_zone", before->time_zone, after->time_zone);
	act_note(changes, "state", before->state, after->state);
	act_note(
	    changes, "require_login", yes_no(before->require_login), yes_no(after->require_login));
	act_note(changes, "require_if_match", yes_no(before->require_if_match),
	    yes_no(after->require_if_match));
	act_note(changes, "key_days_max", act_number_text(act, before->rules.days_max),
	    act_number_text(act, after->rules.days_max));
	act_note(changes, "key_unused_days", act_number_text(act, before->rules.unused_days),
	    act_number_text(act, after->rules.unused_days));
	act_note(
	    changes, "key_approval", yes_no(before->rules.approval), yes_no(after->rules.approval));
	act_note(changes, "key_addresses", yes_no(before->rules.addresses),
	    yes_no(after->rules.addresses));
	note_limits(act, changes, live, before->live_limits, after->live_limits);
	note_limits(act, changes, test, before->test_limits, after->test_limits);
}

static struct maybe_u64
or_null(uint32_t number)
{
	return (struct maybe_u64){.has = number != 0, .value = number};
}

static enum db_status
write_row(struct db *db, const struct company *wanted, int64_t now_us)
{
	struct entity_row_set_in row = {
	    .entity_id = wanted->entity_id,
	    .name = wanted->name,
	    .time_zone = wanted->time_zone,
	    .state = wanted->state,
	    .require_login = wanted->require_login,
	    .require_if_match = wanted->require_if_match,
	    .key_days_max = or_null(wanted->rules.days_max),
	    .key_unused_days = or_null(wanted->rules.unused_days),
	    .key_approval = wanted->rules.approval,
	    .key_addresses = wanted->rules.addresses,
	    .live_per_minute = or_null(wanted->live_limits.per_minute),
	    .live_burst = or_null(wanted->live_limits.burst),
	    .test_per_minute = or_null(wanted->test_limits.per_minute),
	    .test_burst = or_null(wanted->test_limits.burst),
	    .now = now_us,
	};
	struct key_rows_raise_in raise = {wanted->entity_id};
	enum db_status status = entity_row_set(db, &row, NULL);
	return status == DB_OK ? key_rows_raise(db, &raise, NULL) : status;
}

struct changing {
	const struct act *act;
	struct company wanted;
	struct complaints *complaints;
};

static enum db_status
change(struct db *db, struct changing *changing, struct act_changes *changes)
{
	const struct act *act = changing->act;
	struct entity_row_hold_in hold = {act->entity_id};
	struct entity_row_hold_row held;
	struct company before;
	enum db_status status = entity_row_hold(db, act->arena, &hold, &held);
	if (status == DB_OK)
		status = company_load(act, act->entity_id, &before);
	if (status != DB_OK)
		return status;
	if (held.version != changing->wanted.version) {
		act_complain(changing->complaints, "version", "changed",
		    SLICE_OF("Somebody has changed these settings meanwhile."));
		return DB_OK;
	}
	if (act->role && !slice_eq(before.state, changing->wanted.state))
		act_complain(changing->complaints, "state", "role",
		    SLICE_OF("The operator of Hub suspends and closes companies."));
	note_all(act, &before, &changing->wanted, changes);
	if (changes->count == 0 || changing->complaints->count > 0)
		return DB_OK;
	if ((status = write_row(db, &changing->wanted, clock_now())) != DB_OK)
		return status;
	struct audit_entry entry = act_entry(act, AUDIT_ENTITY_CHANGED);
	entry.subject_kind = "entity";
	entry.subject_name = changing->wanted.name;
	entry.changes = changes->list;
	entry.nchanges = changes->count;
	return audit_append(db, act->arena, &entry);
}

static enum txn_verdict
change_closure(struct db *db, void *context, enum db_status *status)
{
	struct changing *changing = context;
	struct act_changes changes = {.count = 0};
	changing->complaints->count = 0;
	*status = change(db, changing, &changes);
	if (*status != DB_OK)
		return TXN_STATUS;
	return changes.count > 0 && changing->complaints->count == 0 ? TXN_COMMIT : TXN_ROLLBACK;
}

enum db_status
company_change(const struct act *act, const struct company *wanted, struct complaints *complaints)
{
	struct changing changing = {act, *wanted, complaints};
	const struct act_subject subject = {"entity", {{0}}, wanted->name};
	complaints->count = 0;
	enum db_status status =
	    act_permit(act, RIGHT_SETTINGS_CHANGE, &subject, "settings", complaints);
	if (status != DB_OK || complaints->count > 0)
		return status;
	changing.wanted.entity_id = act->entity_id;
	changing.wanted.name =
	    name_read(act->arena, wanted->name, "the company's name", complaints);
	check(act, wanted, complaints);
	return complaints->count > 0 ? DB_OK : txn_run(act->db, change_closure, &changing);
}
