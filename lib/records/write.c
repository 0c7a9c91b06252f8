/* The steps of every write, and the words in which rules speak. */
#include "records/write.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"
#include "catalog/column.h"
#include "catalog/etag.h"
#include "catalog/population.h"
#include "codec/date.h"
#include "records/populations.h"
#include "records/references.h"
#include "records/replay.h"
#include "records/reply.h"
#include "records/rules.h"
#include "records/sole.h"
#include "sql/records.h"

bool
write_refuse(struct write *write, enum problem problem, const char *detail)
{
	write->refused = true;
	write->problem = problem;
	write->detail = detail;
	write->verdict = TXN_ROLLBACK;
	return false;
}

bool
write_refuse_with(struct write *write, enum problem problem, struct slice members)
{
	write->members = members;
	return write_refuse(write, problem, NULL);
}

bool
write_fail(struct write *write, enum db_status status)
{
	assert(status != DB_OK);
	write->verdict = TXN_STATUS;
	write->status = status;
	return false;
}

bool
write_went(struct write *write, enum db_status status)
{
	return status == DB_OK || write_fail(write, status);
}

static bool
has_complaint(const struct complaints *complaints, struct slice pointer)
{
	for (size_t i = 0; i < complaints->count; i++)
		if (slice_eq(complaints->list[i].pointer, pointer))
			return true;
	return false;
}

void
write_complain(
    struct write *write, const char *field, const char *code, const char *constant_detail)
{
	struct slice pointer = pointer_join(write->arena, SLICE_OF(""), slice_from(field));
	if (!has_complaint(&write->complaints, pointer))
		complain(&write->complaints, pointer, code, slice_from(constant_detail));
}

bool
write_is_sound(struct write *write)
{
	return write->complaints.count == 0 || write_refuse(write, PROBLEM_VALIDATION_FAILED, NULL);
}

bool
write_changes(const struct write *write, const char *field)
{
	if (write->kind == WRITE_CREATE)
		return !record_at(&write->after, field)->null;
	return !value_eq(record_at(&write->before, field), record_at(&write->after, field));
}

static void
reset(struct write *write, struct db *db)
{
	write->db = db;
	write->nchanges = 0;
	write->complaints = write->given_complaints;
	write->verdict = TXN_COMMIT;
	write->status = DB_OK;
	write->no_credential = write->malformed = write->unchanged = write->refused = false;
	write->replayed = false;
	write->detail = NULL;
	write->members = SLICE_NONE;
	write->now_us = clock_now();
}

static bool
take_company(struct write *write, const char *time_zone, struct slice currency, bool if_match)
{
	write->currency = currency;
	write->require_if_match = if_match;
	if (!zone_day(time_zone, write->now_us, &write->today))
		write->today = (int32_t)(write->now_us / CLOCK_DAY);
	return true;
}

static bool
begin_as_system(struct write *write)
{
	struct write_begin_system_in in = {write->view.entity_id};
	struct write_begin_system_row row;
	enum db_status status = write_begin_system(write->db, write->arena, &in, &row);
	return write_went(write, status) &&
	       take_company(write, arena_text(write->arena, row.time_zone), row.currency,
		   row.require_if_match);
}

/* The credential stands; what the company has settled is known. */
static bool
begin(struct write *write)
{
	struct write_begin_guarded_row row;
	if (write->view.guard == NULL)
		return begin_as_system(write);
	const struct guard *guard = write->view.guard;
	struct write_begin_guarded_in in = {
	    write->view.entity_id, guard->key_id, guard->stamp, guard->until_us};
	enum db_status status = write_begin_guarded(write->db, write->arena, &in, &row);
	if (status == DB_NO_ROW) {
		write->no_credential = true;
		write->verdict = TXN_ROLLBACK;
		return false;
	}
	return write_went(write, status) &&
	       take_company(write, arena_text(write->arena, row.time_zone), row.currency,
		   row.require_if_match);
}

bool
write_reaches(struct write *write, const struct resource *resource, struct uuid id, bool *reached)
{
	struct uuid *ids;
	size_t count = 1;
	if (write->view.population != 0 && population_limits(resource) &&
	    !write_went(write, store_reach(write->db, write->arena, &write->view, resource, &id, 1,
				   true, &ids, &count)))
		return false;
	*reached = count == 1;
	return true;
}

/* What the population does not reach is answered like what does not exist. */
static bool
find_before(struct write *write)
{
	bool reached;
	enum db_status status = store_lock(
	    write->db, write->arena, &write->view, write->resource, write->id, &write->before);
	if (status == DB_NO_ROW)
		return write_refuse(write, PROBLEM_NOT_FOUND, NULL);
	return write_went(write, status) &&
	       write_reaches(write, write->resource, write->id, &reached) &&
	       (reached || write_refuse(write, PROBLEM_NOT_FOUND, NULL));
}

/* The record as it has just been written is within reach still: whatever was changed. */
static bool
stay_within(struct write *write)
{
	bool reached;
	return write_reaches(write, write->resource, write->id, &reached) &&
	       (reached || write_refuse(write, PROBLEM_OUTSIDE_POPULATION, NULL));
}

static bool
check_body_was_read(struct write *write)
{
	if (write->body != NULL)
		return true;
	write->malformed = true;
	write->verdict = TXN_ROLLBACK;
	return false;
}

static bool
meet_condition(struct write *write)
{
	switch (etag_if_match(write->arena, write->if_match, record_version(&write->before))) {
	case ETAG_MET:
		return true;
	case ETAG_ABSENT:
		return !write->require_if_match ||
		       write_refuse(write, PROBLEM_PRECONDITION_REQUIRED, NULL);
	case ETAG_MALFORMED:
		return write_refuse(write, PROBLEM_INVALID_HEADER, "If-Match is not well formed.");
	case ETAG_UNMET:
		break;
	}
	return write_refuse(write, PROBLEM_PRECONDITION_FAILED, NULL);
}

static void
begin_record(struct write *write)
{
	write->after = record_new(write->arena, write->resource);
	record_set(&write->after, "id", value_uuid(write->id));
	record_set(&write->after, "version", value_u64(1));
	record_set(&write->after, "created_at", value_time(write->now_us));
	record_set(&write->after, "updated_at", value_time(write->now_us));
	record_merge(&write->after, &write->given);
}

/* Everything that can be said against the record as it will be. */
static bool
judge(struct write *write)
{
	const struct rules *rules = rules_of(write->resource);
	if (rules->derive != NULL)
		rules->derive(write);
	if (rules->check != NULL)
		rules->check(write);
	if (!sole_queue(write) || !references_check(write))
		return false;
	if (write->complaints.count == 0 && rules->prepare != NULL && !rules->prepare(write))
		return false;
	return write_is_sound(write) && sole_take(write);
}

static struct slice
duplicate_members(struct write *write, const struct unique *unique)
{
	struct fieldset fields = {0};
	for (const char *const *name = unique->fields; *name != NULL; name++)
		fieldset_add(&fields, resource_field(write->resource, slice_from(*name)));
	struct slice names = reply_field_names(write->arena, write->resource, fields);
	return arena_printf(write->arena, "\"fields\":[%.*s]", SLICE_ARG(names));
}

/* 409 naming the field or fields whose index refused. */
static bool
refuse_duplicate(struct write *write)
{
	const char *index = db_constraint(write->db);
	const struct unique *unique = column_unique_of_index(write->resource, index);
	int at = column_of_index(write->resource, index);
	if (sole_is_index(write->resource, index))
		return write_fail(write, DB_RERUN);
	if (unique != NULL)
		return write_refuse_with(
		    write, PROBLEM_DUPLICATE, duplicate_members(write, unique));
	if (at < 0)
		return write_fail(write, DB_FAULT);
	return write_refuse_with(write, PROBLEM_DUPLICATE,
	    arena_printf(write->arena, "\"fields\":[\"%s\"]", write->resource->fields[at].name));
}

static bool
wrote(struct write *write, enum db_status status)
{
	if (status == DB_DUPLICATE)
		return refuse_duplicate(write);
	return write_went(write, status);
}

static bool
follow(struct write *write)
{
	const struct rules *rules = rules_of(write->resource);
	return rules->follow == NULL || rules->follow(write);
}

/* What a new record has, record keeping left out. */
static void
add_named_fields(const struct write *write, struct fieldset *fields)
{
	for (size_t i = 0; i < write->resource->nfields; i++) {
		enum privacy privacy = write->resource->fields[i].privacy;
		if (!write->after.values[i].null && privacy != PRIVACY_OPEN)
			fieldset_add(fields, (int)i);
	}
}

static bool
insert(struct write *write)
{
	struct change change = {.resource = write->resource,
	    .id = write->id,
	    .kind = WRITE_CREATE,
	    .version = record_version(&write->after)};
	add_named_fields(write, &change.fields);
	write_note_change(write, &change);
	return wrote(write, store_insert(write->db, write->arena, &write->view, &write->after));
}

static bool
update(struct write *write)
{
	struct change change = {.resource = write->resource,
	    .id = write->id,
	    .kind = WRITE_UPDATE,
	    .fields = record_diff(&write->before, &write->after)};
	uint64_t version = record_version(&write->before);
	int64_t last_us = record_at(&write->before, "updated_at")->i64;
	if (fieldset_is_empty(&change.fields)) {
		write->unchanged = true;
		return true;
	}
	change.version = version + 1;
	record_set(&write->after, "version", value_u64(version + 1));
	record_set(&write->after, "updated_at",
	    value_time(write->now_us > last_us ? write->now_us : last_us + 1));
	change.left = populations_left(write);
	write_note_change(write, &change);
	return wrote(
	    write, store_update(write->db, write->arena, &write->view, &write->after, version));
}

static bool
remove_record(struct write *write)
{
	const struct rules *rules = rules_of(write->resource);
	uint64_t version = record_version(&write->before);
	struct change change = {
	    .resource = write->resource, .id = write->id, .kind = WRITE_DELETE, .version = version};
	if (!populations_find_place(write))
		return false;
	change.left = write->place;
	if (!references_remove_owned(write) ||
	    (rules->remove != NULL && !rules->remove(write, write->id)))
		return false;
	enum db_status status = store_delete(
	    write->db, write->arena, &write->view, write->resource, write->id, version);
	write_note_change(write, &change);
	return status == DB_REFERENCED ? references_refuse(write) : write_went(write, status);
}

static bool
run_create(struct write *write)
{
	if (!check_body_was_read(write))
		return false;
	begin_record(write);
	return judge(write) && insert(write) && follow(write) && stay_within(write);
}

static bool
run_update(struct write *write)
{
	if (!find_before(write) || !check_body_was_read(write))
		return false;
	write->after = record_copy(write->arena, &write->before);
	record_merge(&write->after, &write->given);
	return judge(write) && meet_condition(write) && update(write) &&
	       (write->unchanged || (follow(write) && stay_within(write)));
}

static bool
leads_anywhere(const struct write *write)
{
	const struct deed *deed = write->deed;
	bool from = deed->from[0] == NULL;
	for (size_t i = 0; i < DEED_FROM_MAX && deed->from[i] != NULL; i++)
		from = from || value_is(record_at(&write->before, "status"), deed->from[i]);
	return from && (deed->is_possible == NULL || deed->is_possible(write));
}

/* A state from which nothing leads there is told last, but no rule is asked that rests on it. */
static bool
run_deed(struct write *write)
{
	const struct deed *deed = write->deed;
	if (!find_before(write) || !check_body_was_read(write))
		return false;
	write->after = record_copy(write->arena, &write->before);
	bool possible = leads_anywhere(write);
	if (possible && deed->check != NULL && !deed->check(write))
		return false;
	if (!write_is_sound(write) || !meet_condition(write))
		return false;
	if (!possible)
		return write_refuse(write, PROBLEM_INVALID_TRANSITION, NULL);
	return deed->apply(write) && update(write) && stay_within(write);
}

static bool
run_delete(struct write *write)
{
	return find_before(write) && meet_condition(write) && remove_record(write);
}

static bool
run(struct write *write)
{
	switch (write->kind) {
	case WRITE_CREATE:
		return run_create(write);
	case WRITE_UPDATE:
		return write->deed != NULL ? run_deed(write) : run_update(write);
	case WRITE_DELETE:
		break;
	}
	return run_delete(write);
}

/* The trail's head is locked last of all. */
static bool
put_audit(struct write *write)
{
	if (write->audit == NULL || write->unchanged)
		return true;
	const struct audit_change change = {
	    .field = "status",
	    .before = record_at(&write->before, "status")->text,
	    .after = record_at(&write->after, "status")->text,
	};
	struct audit_entry entry = *write->audit;
	entry.subject_id = write->id;
	entry.changes = &change;
	entry.nchanges = slice_eq(change.before, change.after) ? 0 : 1;
	return write_went(write, audit_append(write->db, write->arena, &entry));
}

static bool
run_whole(struct write *write)
{
	return replay_reserve(write) && begin(write) && replay_look(write) && run(write) &&
	       replay_keep(write) && (write->nchanges == 0 || write_put_changes(write)) &&
	       put_audit(write);
}

static enum txn_verdict
closure(struct db *db, void *context, enum db_status *status)
{
	struct write *write = context;
	reset(write, db);
	if (run_whole(write)) {
		bool keeps_nothing = write->unchanged && write->replay == NULL;
		return write->dry_run || keeps_nothing ? TXN_ROLLBACK : TXN_COMMIT;
	}
	*status = write->status;
	return write->verdict;
}

enum db_status
write_run(struct write *write, struct db *db)
{
	return txn_run(db, closure, write);
}
