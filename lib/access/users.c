/* People of the portal: made, signed in, signed out. */
#include "access/users.h"

#include <string.h>

#include "access/limits.h"
#include "access/name.h"
#include "access/sessions.h"
#include "base/clock.h"
#include "codec/text.h"
#include "crypt/password.h"
#include "sql/users.h"

#define EMAIL_BYTES_MAX 254
#define DISTINCT_MIN 5 /* different characters of a password */

static const struct {
	enum role role;
	const char *name;
} roles[] = {
    {ROLE_OWNER, "owner"},
    {ROLE_ADMIN, "admin"},
    {ROLE_DEVELOPER, "developer"},
    {ROLE_AUDITOR, "auditor"},
};

#define NROLES (sizeof roles / sizeof roles[0])

const char *
role_name(enum role role)
{
	for (size_t i = 0; i < NROLES; i++)
		if (roles[i].role == role)
			return roles[i].name;
	return "";
}

bool
role_read(struct slice text, enum role *role)
{
	for (size_t i = 0; i < NROLES; i++) {
		if (!slice_is(text, roles[i].name))
			continue;
		*role = roles[i].role;
		return true;
	}
	return false;
}

struct password_cost
user_password_cost(const struct settings *settings)
{
	return (struct password_cost){
	    .memory_kib = (uint32_t)settings->password_memory_kib,
	    .passes = (uint32_t)settings->password_passes,
	};
}

/* Making one */

/* One @ with something before and a dotted name after; whether it reaches anybody only mail can
 * tell. */
static bool
email_is_plausible(struct slice email)
{
	struct slice local, domain;
	if (email.len > EMAIL_BYTES_MAX || !slice_cut(email, '@', &local, &domain))
		return false;
	if (local.len == 0 || slice_find(domain, '@') >= 0 || slice_find(domain, '.') <= 0 ||
	    slice_has_suffix(domain, "."))
		return false;
	for (size_t i = 0; i < email.len; i++)
		if (email.at[i] <= ' ' || email.at[i] == 0x7f)
			return false;
	return utf8_is_valid(email) && !text_has_controls(email);
}

static size_t
distinct_characters(struct slice text)
{
	uint32_t seen[DISTINCT_MIN], code_point;
	size_t count = 0;
	while (count < DISTINCT_MIN && utf8_next(&text, &code_point)) {
		size_t i = 0;
		while (i < count && seen[i] != code_point)
			i++;
		if (i == count)
			seen[count++] = code_point;
	}
	return count;
}

static void
check_password(struct slice password, struct slice email, struct complaints *complaints)
{
	bool text = password.len <= PASSWORD_BYTES_MAX && utf8_is_valid(password);
	size_t length = text ? utf8_length(password) : PASSWORD_LENGTH_MAX + 1;
	if (length > PASSWORD_LENGTH_MAX)
		act_complain(complaints, "password", "too_long",
		    SLICE_OF("Use at most 128 characters for the password."));
	else if (length < PASSWORD_LENGTH_MIN)
		act_complain(complaints, "password", "too_short",
		    SLICE_OF("Use at least 15 characters for the password."));
	else if (distinct_characters(password) < DISTINCT_MIN || slice_eq_nocase(password, email))
		act_complain(complaints, "password", "guessable",
		    SLICE_OF("This password is easy to guess. Choose another."));
}

struct user_making {
	const struct act *act;
	struct complaints *complaints;
	struct user_row_insert_in row;
	enum role role;
};

static enum db_status
insert_user(struct db *db, struct user_making *making)
{
	const struct act *act = making->act;
	const struct audit_change changes[] = {
	    {"role", SLICE_NONE, slice_from(role_name(making->role))}};
	enum db_status status = user_row_insert(db, &making->row, NULL);
	if (status == DB_DUPLICATE) {
		act_complain(making->complaints, "email", "duplicate",
		    SLICE_OF("Somebody with this e-mail address has an account already."));
		return DB_OK;
	}
	if (status != DB_OK)
		return status;
	struct audit_entry entry = act_entry(act, AUDIT_USER_CREATED);
	entry.subject_kind = "user";
	entry.subject_id = making->row.id;
	entry.subject_name = making->row.name;
	entry.changes = changes;
	entry.nchanges = 1;
	return audit_append(db, act->arena, &entry);
}

static enum txn_verdict
insert_user_closure(struct db *db, void *context, enum db_status *status)
{
	struct user_making *making = context;
	making->complaints->count = 0;
	*status = insert_user(db, making);
	if (*status != DB_OK)
		return TXN_STATUS;
	return making->complaints->count > 0 ? TXN_ROLLBACK : TXN_COMMIT;
}

enum db_status
user_create(const struct act *act, const struct user_order *order, struct complaints *complaints,
    struct uuid *id)
{
	struct user_making making = {.act = act, .complaints = complaints, .role = order->role};
	complaints->count = 0;
	making.row.entity_id = act->entity_id;
	making.row.id = uuid_v7();
	making.row.email = slice_trim(order->email);
	making.row.name = name_read(act->arena, order->name, "a name", complaints);
	making.row.role = slice_from(role_name(order->role));
	making.row.now = clock_now();
	if (making.row.email.len == 0)
		act_complain(complaints, "email", "required", SLICE_OF("Enter an e-mail address."));
	else if (!email_is_plausible(making.row.email))
		act_complain(complaints, "email", "invalid",
		    SLICE_OF("Enter an e-mail address like name@example.com."));
	if (!order->role)
		act_complain(complaints, "role", "required", SLICE_OF("Choose a role."));
	if (order->password.at)
		check_password(order->password, making.row.email, complaints);
	if (complaints->count > 0)
		return DB_OK;
	if (order->password.at)
		making.row.password_hash =
		    password_hash(act->arena, order->password, user_password_cost(act->settings));
	enum db_status status = txn_run(act->db, insert_user_closure, &making);
	if (status == DB_OK && complaints->count == 0)
		*id = making.row.id;
	return status;
}

enum db_status
user_owners(const struct act *act, size_t most, struct slice **names, size_t *nnames)
{
	struct users_owners_in in = {act->entity_id, most};
	struct users_owners_row *rows;
	size_t nrows;
	enum db_status status = users_owners(act->db, act->arena, &in, &rows, &nrows);
	if (status != DB_OK)
		return status;
	struct slice *list = arena_array(act->arena, nrows, sizeof *list);
	for (size_t i = 0; i < nrows; i++)
		list[i] = rows[i].name;
	*names = list;
	*nnames = nrows;
	return DB_OK;
}

/* Changing the password */

struct password_change {
	struct call *call;
	struct act act;
	struct slice hash;
};

static enum txn_verdict
change_password_closure(struct db *db, void *context, enum db_status *status)
{
	struct password_change *change = context;
	const struct act *act = &change->act;
	struct user_row_set_password_in row = {
	    .entity_id = act->entity_id,
	    .id = act->actor_id,
	    .password_hash = change->hash,
	    .now = clock_now(),
	};
	struct audit_entry entry = act_entry(act, AUDIT_USER_PASSWORD_CHANGED);
	entry.subject_kind = "user";
	entry.subject_id = act->actor_id;
	entry.subject_name = act->actor_name;
	if ((*status = user_row_set_password(db, &row, NULL)) != DB_OK ||
	    (*status = session_end_all(change->call, act->entity_id, act->actor_id, true)) !=
		DB_OK ||
	    (*status = audit_append(db, act->arena, &entry)) != DB_OK)
		return TXN_STATUS;
	return TXN_COMMIT;
}

enum db_status
user_change_password(
    struct call *call, struct slice current, struct slice password, struct complaints *complaints)
{
	struct password_change change = {.call = call, .act = act_of(call)};
	struct password_cost cost = user_password_cost(call->settings);
	struct user_row_password_in in = {change.act.entity_id, change.act.actor_id};
	struct user_row_password_row row;
	complaints->count = 0;
	enum db_status status = user_row_password(call->db, call->arena, &in, &row);
	if (status != DB_OK)
		return status;
	check_password(password, row.email, complaints);
	if (current.len > PASSWORD_BYTES_MAX || !password_matches(row.password_hash, current, cost))
		act_complain(complaints, "current_password", "wrong",
		    SLICE_OF("This is not your current password."));
	if (complaints->count > 0)
		return DB_OK;
	change.hash = password_hash(call->arena, password, cost);
	return txn_run(call->db, change_password_closure, &change);
}
