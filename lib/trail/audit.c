/*
 * Writing the trail. An entry's record is the canonical text itself; everything
 * that proves something is computed over its bytes.
 */
#include "trail/audit.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"
#include "codec/cidr.h"
#include "codec/date.h"
#include "codec/json.h"
#include "sql/audit.h"
#include "trail/audit_ids.h"
#include "web/call.h"

#define RECORD_VERSION 1
#define RECORD_MAX (256u * 1024)
#define MILLISECOND (CLOCK_SECOND / 1000)

/* clang-format off */
const struct audit_event_kind audit_event_kinds[AUDIT_EVENTS] = {
	[AUDIT_ENTITY_CREATED] = {"entity.created", "company", "{actor} created the company {subject}"},
	[AUDIT_ENTITY_CHANGED] = {"entity.changed", "company", "{actor} changed the settings of {subject}"},
	[AUDIT_USER_CREATED] = {"user.created", "users", "{actor} invited {subject}"},
	[AUDIT_USER_SIGNED_IN] = {"user.signed_in", "sign-in", "{subject} signed in"},
	[AUDIT_USER_SIGN_IN_FAILED] = {"user.sign_in_failed", "sign-in", "{actor} failed to sign in as {subject}"},
	[AUDIT_USER_SIGNED_OUT] = {"user.signed_out", "sign-in", "{actor} signed out"},
	[AUDIT_USER_PASSWORD_CHANGED] = {"user.password_changed", "users", "{actor} changed the password of {subject}"},
	[AUDIT_USER_CHANGED] = {"user.changed", "users", "{actor} changed user {subject}"},
	[AUDIT_USER_INVITED_AGAIN] = {"user.invited_again", "users", "{actor} made a new invitation for {subject}"},
	[AUDIT_USER_JOINED] = {"user.joined", "users", "{subject} took the invitation and chose a password"},
	[AUDIT_USER_ROLE_CHANGED] = {"user.role_changed", "users", "{actor} changed the role of {subject}"},
	[AUDIT_USER_DEACTIVATED] = {"user.deactivated", "users", "{actor} deactivated {subject}"},
	[AUDIT_USER_REACTIVATED] = {"user.reactivated", "users", "{actor} let {subject} in again"},
	[AUDIT_USER_RESET_LINK] = {"user.reset_link", "users", "{actor} made a link to a new password for {subject}"},
	[AUDIT_USER_PASSWORD_RESET] = {"user.password_reset", "users", "{subject} chose a new password by a link"},
	[AUDIT_USER_TWO_STEP_ON] = {"user.two_step_on", "users", "{actor} turned two-step sign-in on for {subject}"},
	[AUDIT_USER_TWO_STEP_OFF] = {"user.two_step_off", "users", "{actor} turned two-step sign-in off for {subject}"},
	[AUDIT_USER_RECOVERY_CODES] = {"user.recovery_codes", "users", "{actor} made new recovery codes for {subject}"},
	[AUDIT_USER_RECOVERY_CODE_USED] = {"user.recovery_code_used", "sign-in", "{subject} used a recovery code"},
	[AUDIT_USER_SESSIONS_ENDED] = {"user.sessions_ended", "sign-in", "{actor} ended sessions of {subject}"},
	[AUDIT_USER_CONFIRMED] = {"user.confirmed", "sign-in", "{subject} confirmed who they are"},
	[AUDIT_USER_CONFIRM_FAILED] = {"user.confirm_failed", "sign-in", "{actor} failed to confirm being {subject}"},
	[AUDIT_KEY_CREATED] = {"key.created", "keys", "{actor} created key {subject}"},
	[AUDIT_KEY_CHANGED] = {"key.changed", "keys", "{actor} changed key {subject}"},
	[AUDIT_KEY_CHANGE_ASKED] = {"key.change_asked", "keys", "{actor} asked to change key {subject}"},
	[AUDIT_KEY_CHANGE_WITHDRAWN] = {"key.change_withdrawn", "keys", "{actor} turned down the change asked for of key {subject}"},
	[AUDIT_KEY_PAUSED] = {"key.paused", "keys", "{actor} paused key {subject}"},
	[AUDIT_KEY_RESUMED] = {"key.resumed", "keys", "{actor} resumed key {subject}"},
	[AUDIT_KEY_REVOKED] = {"key.revoked", "keys", "{actor} revoked key {subject}"},
	[AUDIT_KEYS_REVOKED_ALL] = {"keys.revoked_all", "keys", "{actor} revoked all {subject}"},
	[AUDIT_GROUP_CREATED] = {"group.created", "groups", "{actor} created security group {subject}"},
	[AUDIT_GROUP_CHANGED] = {"group.changed", "groups", "{actor} changed security group {subject}"},
	[AUDIT_GROUP_DELETED] = {"group.deleted", "groups", "{actor} deleted security group {subject}"},
	[AUDIT_KEY_ROTATED] = {"key.rotated", "keys", "{actor} made a new secret for key {subject}"},
	[AUDIT_KEY_SECRET_ENDED] = {"key.secret_ended", "keys", "{actor} ended an old secret of key {subject}"},
	[AUDIT_KEY_SECRET_EXTENDED] = {"key.secret_extended", "keys", "{actor} gave an old secret of key {subject} more time"},
	[AUDIT_KEY_APPROVED] = {"key.approved", "keys", "{actor} approved key {subject}"},
	[AUDIT_KEY_COLLECTED] = {"key.collected", "keys", "{actor} collected the secret of key {subject}"},
	[AUDIT_KEY_HANDED_OVER] = {"key.handed_over", "keys", "{actor} made a link that hands over key {subject}"},
	[AUDIT_KEY_ENDED_UNUSED] = {"key.ended_unused", "keys", "{actor} ended key {subject}, unused for too long"},
	[AUDIT_EXPORTED] = {"trail.exported", "exports", "{actor} exported the {subject}"},
	[AUDIT_SANDBOX_ASKED] = {"sandbox.asked", "sandbox", "{actor} asked for a sandbox"},
	[AUDIT_SANDBOX_REFUSED] = {"sandbox.refused", "sandbox", "{actor} refused the sandbox asked for"},
	[AUDIT_SANDBOX_CREATED] = {"sandbox.created", "sandbox", "{actor} created the sandbox"},
	[AUDIT_SANDBOX_RESET] = {"sandbox.reset", "sandbox", "{actor} reset the sandbox"},
	[AUDIT_REFUSED] = {"act.refused", "refused", "{actor} was refused an act on {subject}"},
	[AUDIT_EMPLOYEE_TERMINATED] = {"employee.terminated", "employees", "{actor} terminated employee {subject}"},
	[AUDIT_EMPLOYEE_REHIRED] = {"employee.rehired", "employees", "{actor} rehired employee {subject}"},
	[AUDIT_EMPLOYEE_LEAVE_STARTED] = {"employee.leave_started", "employees", "{actor} began a leave of employee {subject}"},
	[AUDIT_EMPLOYEE_RETURNED] = {"employee.returned", "employees", "{actor} ended the leave of employee {subject}"},
	[AUDIT_EMPLOYEE_HIRE_CANCELLED] = {"employee.hire_cancelled", "employees", "{actor} cancelled the hire of employee {subject}"},
	[AUDIT_NUMBERS_REVEALED] = {"numbers.revealed", "reveals", "{actor} revealed {subject}"},
};
/* clang-format on */

bool
audit_event_find(struct slice name, enum audit_event *event)
{
	for (int i = 0; i < AUDIT_EVENTS; i++)
		if (slice_is(name, audit_event_kinds[i].name)) {
			*event = (enum audit_event)i;
			return true;
		}
	return false;
}

struct audit_entry
audit_entry_of(const struct call *call, enum audit_event event)
{
	const struct caller *caller = &call->caller;
	struct audit_entry entry = {
	    .event = event,
	    .entity_id = caller->entity_id,
	    .actor_kind = caller->kind == CALLER_USER ? "user" : "key",
	    .actor_id = caller->kind == CALLER_USER ? caller->user_id : caller->key_id,
	    .actor_name = caller->user_name,
	    .request_id = call->request.id,
	};

	memcpy(entry.address, call->request.address, sizeof entry.address);
	return entry;
}

/* --- the record --- */

static void
put_party(
    struct json_writer *w, struct arena *arena, const char *kind, struct uuid id, struct slice name)
{
	if (kind == NULL) {
		json_put_null(w);
		return;
	}
	json_begin_object(w);
	json_name(w, "kind");
	json_put_text(w, kind);
	json_name(w, "id");
	json_put_string(w, audit_id_text(arena, slice_from(kind), id));
	json_name(w, "name");
	json_put_string(w, name);
	json_end_object(w);
}

static void
put_changes(struct json_writer *w, const struct audit_entry *entry)
{
	json_begin_array(w);
	for (size_t i = 0; i < entry->nchanges; i++) {
		const struct audit_change *change = &entry->changes[i];
		json_begin_object(w);
		json_name(w, "field");
		json_put_text(w, change->field);
		json_name(w, "before");
		json_put_string(w, change->before);
		json_name(w, "after");
		json_put_string(w, change->after);
		json_end_object(w);
	}
	json_end_array(w);
}

static struct slice
address_text(struct arena *arena, const unsigned char bytes[16])
{
	static const struct address nowhere;
	struct address address;
	struct str text;

	memcpy(address.byte, bytes, sizeof address.byte);
	if (memcmp(&address, &nowhere, sizeof address) == 0)
		return SLICE_NONE;
	str_init(&text, arena, ADDRESS_TEXT_MAX);
	address_write(&text, address);
	return str_slice(&text);
}

static void
put_string(struct json_writer *w, const char *name, struct slice value)
{
	json_name(w, name);
	json_put_string(w, value);
}

static void
put_record(struct json_writer *w, struct arena *arena, const struct audit_entry *entry,
    const struct audit_event_add_in *row, struct slice entity_code)
{
	json_begin_object(w);
	json_name(w, "v");
	json_put_integer(w, RECORD_VERSION);
	json_name(w, "seq");
	json_put_integer(w, (int64_t)row->seq);
	put_string(w, "id", uuid_slice(arena, row->id));
	put_string(w, "entity", arena_printf(arena, "ent_%.*s", SLICE_ARG(entity_code)));
	put_string(w, "at", time_text(arena, row->at));
	put_string(w, "event", row->event);
	json_name(w, "actor");
	put_party(w, arena, entry->actor_kind, entry->actor_id, entry->actor_name);
	json_name(w, "subject");
	put_party(w, arena, entry->subject_kind, entry->subject_id, entry->subject_name);
	put_string(w, "address", address_text(arena, entry->address));
	put_string(w, "request_id", uuid_slice(arena, entry->request_id));
	json_name(w, "changes");
	put_changes(w, entry);
	json_end_object(w);
}

/* The canonical text (RFC 8785), from which alone the hash is made. */
static struct slice
compose_record(struct arena *arena, const struct audit_entry *entry,
    const struct audit_event_add_in *row, struct slice entity_code)
{
	struct json_fault fault;
	struct str text, canonical;

	str_init(&text, arena, RECORD_MAX);
	struct json_writer w = json_writer(&text);
	put_record(&w, arena, entry, row, entity_code);
	assert(!text.full);
	const struct json *tree = json_read(arena, str_slice(&text), &fault);
	assert(tree != NULL);
	str_init(&canonical, arena, RECORD_MAX);
	json_canonical(&canonical, tree);
	assert(!canonical.full);
	return str_slice(&canonical);
}

/* --- the chain --- */

enum db_status
audit_append(struct db *db, struct arena *arena, const struct audit_entry *entry)
{
	struct audit_head_lock_in lock = {entry->entity_id};
	struct audit_head_lock_row head;

	assert(db_in_transaction(db));
	enum db_status status = audit_head_lock(db, arena, &lock, &head);
	if (status != DB_OK)
		return status == DB_NO_ROW ? DB_FAULT : status;
	struct audit_event_add_in row = {
	    .entity_id = entry->entity_id,
	    .seq = head.seq + 1,
	    .id = uuid_v7(),
	    .at = clock_now() / MILLISECOND * MILLISECOND,
	    .event = slice_from(audit_event_kinds[entry->event].name),
	    .actor_kind = slice_from(entry->actor_kind),
	    .actor_id = entry->actor_id,
	    .subject_kind = slice_from(entry->subject_kind),
	    .subject_id = entry->subject_id,
	    .previous = head.hash,
	};
	row.record = compose_record(arena, entry, &row, head.code);
	row.hash =
	    sha256_pair((struct slice){(const char *)head.hash.byte, DIGEST_LEN}, row.record);
	struct audit_head_move_in move = {entry->entity_id, head.seq, row.seq, row.hash};
	status = audit_event_add(db, &row, NULL);
	if (status == DB_OK)
		status = audit_head_move(db, &move, NULL);
	return status;
}

enum db_status
audit_begin_chain(struct db *db, uint64_t entity_id)
{
	struct audit_head_begin_in in = {.entity_id = entity_id};

	return audit_head_begin(db, &in, NULL);
}

enum db_status
audit_head(struct db *db, struct arena *arena, uint64_t entity_id, struct audit_head *head)
{
	struct audit_head_find_in in = {entity_id};
	struct audit_head_find_row row;
	enum db_status status = audit_head_find(db, arena, &in, &row);

	if (status == DB_OK)
		*head = (struct audit_head){row.seq, row.hash};
	return status;
}
