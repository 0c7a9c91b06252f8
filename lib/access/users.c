/* People of the portal: made and read. */
#include "access/user_letters.h"

#include <string.h>

#include "access/name.h"
#include "base/clock.h"
#include "codec/text.h"
#include "sql/users.h"

#define EMAIL_BYTES_MAX 254
#define DOMAIN_SIGNS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"
#define LOCAL_SIGNS DOMAIN_SIGNS "!#$%&'*+/=?^_`{|}~"

static const char *const state_names[] = {
    [USER_INVITED] = "invited",
    [USER_ACTIVE] = "active",
    [USER_DEACTIVATED] = "deactivated",
};

const char *
user_state_name(enum user_state state)
{
	return state_names[state];
}

/* Making one */

/* Letters beyond ASCII too (RFC 6532); `common` are the others that may stand. */
static bool
has_only(struct slice text, const char *common)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] < 0x80 && !strchr(common, text.at[i]))
			return false;
	return text.len > 0 && !memchr(text.at, '\0', text.len);
}

bool
user_email_is_plausible(struct slice email)
{
	struct slice local, domain;
	if (email.len > EMAIL_BYTES_MAX || !slice_cut(email, '@', &local, &domain))
		return false;
	if (slice_find(domain, '.') <= 0 || slice_has_suffix(domain, ".") || local.len == 0 ||
	    local.at[0] == '-')
		return false;
	return has_only(local, LOCAL_SIGNS) && has_only(domain, DOMAIN_SIGNS) &&
	       utf8_is_valid(email) && !text_has_controls(email);
}

static void
check_order(const struct act *act, const struct user_order *order, struct complaints *complaints,
    struct user_row_insert_in *row)
{
	row->entity_id = act->entity_id;
	row->id = uuid_v7();
	row->email = slice_trim(order->email);
	row->name = name_read(act->arena, order->name, "a name", complaints);
	row->role = slice_from(role_name(order->role));
	row->now = clock_now();
	row->password_alone = true;
	if (row->email.len == 0)
		act_complain(complaints, "email", "required", SLICE_OF("Enter an e-mail address."));
	else if (!user_email_is_plausible(row->email))
		act_complain(complaints, "email", "invalid",
		    SLICE_OF("Enter an e-mail address like name@example.com."));
	if (!order->role)
		act_complain(complaints, "role", "required", SLICE_OF("Choose a role."));
}

static enum db_status
check_password(const struct act *act, struct slice password, struct user_row_insert_in *row,
    struct complaints *complaints)
{
	struct user_company_in in = {act->entity_id};
	struct user_company_row company;
	enum db_status status = user_company(act->db, act->arena, &in, &company);
	if (status != DB_OK)
		return status;
	struct password_owner owner = {.email = row->email,
	    .name = row->name.at ? row->name : SLICE_OF(""),
	    .company = company.name};
	struct slice normal =
	    password_choose(act->arena, act->settings, password, &owner, "password", complaints);
	if (complaints->count == 0)
		row->password_hash =
		    password_hash(act->arena, normal, user_password_cost(act->settings));
	return DB_OK;
}

struct making {
	const struct act *act;
	struct complaints *complaints;
	struct user_row_insert_in row;
	struct user_link *link; /* NULL: none wanted */
};

static enum db_status
insert_user(struct db *db, struct making *making)
{
	const struct act *act = making->act;
	const struct audit_change changes[] = {{"role", SLICE_NONE, making->row.role}};
	enum db_status status = user_row_insert(db, &making->row, NULL);
	if (status == DB_DUPLICATE) {
		act_complain(making->complaints, "email", "duplicate",
		    SLICE_OF("Somebody with this e-mail address has an account already."));
		return DB_OK;
	}
	if (status == DB_OK && making->link)
		status = links_make(db, act, LINK_INVITATION, making->row.id, &making->link->url);
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
	struct making *making = context;
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
	struct making making = {.act = act, .complaints = complaints};
	enum db_status status = DB_OK;
	complaints->count = 0;
	check_order(act, order, complaints, &making.row);
	if (order->password.at)
		status = check_password(act, order->password, &making.row, complaints);
	if (status != DB_OK || complaints->count > 0)
		return status;
	status = txn_run(act->db, insert_user_closure, &making);
	if (status == DB_OK && complaints->count == 0)
		*id = making.row.id;
	return status;
}

/* Until they say what they are called. */
static struct slice
name_of_address(struct slice email)
{
	struct slice local, domain;
	slice_cut(slice_trim(email), '@', &local, &domain);
	return utf8_head(local, NAME_MAX_CODE_POINTS);
}

enum db_status
user_invite(const struct act *act, const struct user_order *order, struct complaints *complaints,
    struct user_link *link)
{
	struct making making = {.act = act, .complaints = complaints, .link = link};
	struct user_order whole = *order;
	bool major = (order->role & (ROLE_OWNER | ROLE_ADMIN)) != 0;
	complaints->count = 0;
	if (slice_trim(order->name).len == 0 && user_email_is_plausible(slice_trim(order->email)))
		whole.name = name_of_address(order->email);
	check_order(act, &whole, complaints, &making.row);
	if (complaints->count > 0)
		return DB_OK;
	const struct act_subject subject = {"user", making.row.id, making.row.name};
	enum db_status status = act_permit(
	    act, major ? RIGHT_USERS_MAJOR : RIGHT_USERS_MINOR, &subject, "role", complaints);
	if (status != DB_OK || complaints->count > 0)
		return status;
	status = txn_run(act->db, insert_user_closure, &making);
	if (status != DB_OK || complaints->count > 0)
		return status;
	link->user_id = making.row.id;
	link->email = making.row.email;
	return user_letter_send(act, LINK_INVITATION, link);
}

/* Reading */

static enum user_state
state_of(struct slice state, bool invited)
{
	if (!slice_is(state, "active"))
		return USER_DEACTIVATED;
	return invited ? USER_INVITED : USER_ACTIVE;
}

static int64_t
later(struct maybe_i64 a, struct maybe_i64 b)
{
	return a.value > b.value ? a.value : b.value;
}

/* The two statements have the same columns, in structs of their own. */
#define INFO_OF(row)                                                                               \
	(struct user_info)                                                                         \
	{                                                                                          \
		.id = (row).id, .email = (row).email, .name = (row).name,                          \
		.state = state_of((row).state, (row).invited), .two_step = (row).two_step,         \
		.seen_us = later((row).seen_at, (row).signed_in_at),                               \
		.created_us = (row).created_at, .version = (row).version,                          \
		.time_zone = (row).time_zone, .look = (row).look, .shortcuts = (row).shortcuts,    \
	}

enum db_status
user_list(const struct act *act, struct user_info **users, size_t *nusers)
{
	struct user_rows_select_in in = {act->entity_id};
	struct user_rows_select_row *rows;
	size_t nrows;
	enum db_status status = user_rows_select(act->db, act->arena, &in, &rows, &nrows);
	if (status != DB_OK)
		return status;
	struct user_info *list = arena_array(act->arena, nrows, sizeof *list);
	for (size_t i = 0; i < nrows; i++) {
		list[i] = INFO_OF(rows[i]);
		role_read(rows[i].role, &list[i].role);
	}
	*users = list;
	*nusers = nrows;
	return DB_OK;
}

enum db_status
user_find(const struct act *act, struct uuid id, struct user_info *user)
{
	struct user_row_select_in in = {act->entity_id, id};
	struct user_row_select_row row;
	enum db_status status = user_row_select(act->db, act->arena, &in, &row);
	if (status != DB_OK)
		return status;
	*user = INFO_OF(row);
	role_read(row.role, &user->role);
	return DB_OK;
}

enum db_status
user_find_by_email(const struct act *act, struct slice email, struct user_info *user)
{
	struct user_row_by_address_in in = {act->entity_id, email};
	struct user_row_by_address_row row;
	enum db_status status = user_row_by_address(act->db, act->arena, &in, &row);
	return status == DB_OK ? user_find(act, row.id, user) : status;
}

enum db_status
user_keys(const struct act *act, struct uuid id, uint64_t *nkeys)
{
	struct user_keys_count_in in = {act->entity_id, id};
	struct user_keys_count_row row;
	enum db_status status = user_keys_count(act->db, act->arena, &in, &row);
	if (status == DB_OK)
		*nkeys = row.alive;
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
