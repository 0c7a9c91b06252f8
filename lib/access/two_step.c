/* The second step of signing in. */
#include "access/two_step.h"

#include "access/sessions.h"
#include "base/clock.h"
#include "codec/base32.h"
#include "codec/form.h"
#include "crypt/totp.h"
#include "sql/users.h"

#define SEAL_NAME "totp"
#define RECOVERY_LETTERS 16
#define GROUP 4
#define KEY_MAX 64
#define URI_MAX 4096

static struct slice
place_of(struct arena *arena, struct uuid user_id)
{
	return id_text(arena, "usr", user_id);
}

static struct slice
open_secret(struct arena *arena, const struct secrets *secrets, uint64_t entity_id,
    struct uuid user_id, struct slice sealed)
{
	return unseal(
	    arena, secrets, SECRET_SEAL, entity_id, SEAL_NAME, place_of(arena, user_id), sealed);
}

static enum db_status
load(const struct act *act, struct db *db, struct user_row_proof_row *user)
{
	struct user_row_proof_in in = {act->entity_id, act->actor_id};
	return user_row_proof(db, act->arena, &in, user);
}

static enum db_status
audit(const struct act *act, struct db *db, enum audit_event event)
{
	struct audit_entry entry = act_entry(act, event);
	entry.subject_kind = "user";
	entry.subject_id = act->actor_id;
	entry.subject_name = act->actor_name;
	return audit_append(db, act->arena, &entry);
}

static enum db_status
permit(const struct act *act, struct complaints *complaints)
{
	const struct act_subject self = {"user", act->actor_id, act->actor_name};
	complaints->count = 0;
	return act_permit(act, RIGHT_SIGN_IN_CHANGE, &self, "two_step", complaints);
}

/* The secret that waits */

enum db_status
two_step_begin(const struct act *act, struct complaints *complaints)
{
	unsigned char secret[TOTP_SECRET_LEN];
	enum db_status status = permit(act, complaints);
	if (status != DB_OK || complaints->count > 0)
		return status;
	random_bytes(secret, sizeof secret);
	struct user_row_set_pending_in in = {
	    .entity_id = act->entity_id,
	    .id = act->actor_id,
	    .totp_pending = seal(act->arena, act->secrets, SECRET_SEAL, act->entity_id, SEAL_NAME,
		place_of(act->arena, act->actor_id),
		(struct slice){(const char *)secret, sizeof secret}),
	    .now = clock_now(),
	};
	return user_row_set_pending(act->db, &in, NULL);
}

static struct slice
grouped(struct arena *arena, struct slice text, char between)
{
	struct str out;
	str_init(&out, arena, 2 * KEY_MAX);
	for (size_t i = 0; i < text.len; i++) {
		if (i > 0 && i % GROUP == 0)
			str_add_char(&out, between);
		str_add_char(&out, text.at[i]);
	}
	return str_slice(&out);
}

/* The form that apps agree on: label "issuer:account", issuer said again. */
static struct slice
uri_of(struct arena *arena, struct slice company, struct slice email, struct slice key)
{
	struct str uri;
	struct slice issuer = arena_printf(arena, "Hub %.*s", SLICE_ARG(company));
	str_init(&uri, arena, URI_MAX);
	str_add_text(&uri, "otpauth://totp/");
	percent_write(&uri, issuer);
	str_add_char(&uri, ':');
	percent_write(&uri, email);
	str_addf(&uri, "?secret=%.*s&issuer=", SLICE_ARG(key));
	percent_write(&uri, issuer);
	str_addf(&uri, "&algorithm=SHA1&digits=%d&period=%d", TOTP_DIGITS, TOTP_STEP_SECONDS);
	return str_slice(&uri);
}

enum db_status
two_step_waiting(const struct act *act, struct two_step_key *key)
{
	struct user_row_proof_row user;
	struct str text;
	enum db_status status = load(act, act->db, &user);
	if (status == DB_OK && !user.totp_pending.at)
		status = DB_NO_ROW;
	if (status != DB_OK)
		return status;
	struct slice secret =
	    open_secret(act->arena, act->secrets, act->entity_id, act->actor_id, user.totp_pending);
	if (!secret.at)
		return DB_NO_ROW;
	str_init(&text, act->arena, KEY_MAX);
	base32_write(&text, secret);
	key->key = grouped(act->arena, str_slice(&text), ' ');
	key->uri = uri_of(act->arena, user.entity_name, user.email, str_slice(&text));
	return DB_OK;
}

/* Recovery codes */

/* As they are typed: letters large or small, any signs between them. */
static struct digest
recovery_digest(struct arena *arena, struct uuid user_id, struct slice code)
{
	struct str plain;
	str_init(&plain, arena, 2 * KEY_MAX);
	for (size_t i = 0; i < code.len && plain.len < KEY_MAX; i++) {
		char byte = code.at[i];
		if (byte >= 'A' && byte <= 'Z')
			byte = (char)(byte - 'A' + 'a');
		if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
			str_add_char(&plain, byte);
	}
	return sha256_pair(
	    (struct slice){(const char *)user_id.byte, sizeof user_id.byte}, str_slice(&plain));
}

/* Digits and letters that nobody mistakes for another. */
static struct slice
recovery_code(struct arena *arena)
{
	static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
	unsigned char bytes[RECOVERY_LETTERS];
	struct str code;
	random_bytes(bytes, sizeof bytes);
	str_init(&code, arena, KEY_MAX);
	for (size_t i = 0; i < RECOVERY_LETTERS; i++)
		str_add_char(&code, letters[bytes[i] & 31]);
	return grouped(arena, str_slice(&code), '-');
}

static enum db_status
renew_codes(struct db *db, const struct act *act, struct recovery_codes *codes)
{
	struct recovery_rows_delete_in gone = {act->entity_id, act->actor_id};
	enum db_status status = recovery_rows_delete(db, &gone, NULL);
	for (size_t i = 0; status == DB_OK && i < RECOVERY_CODES; i++) {
		codes->code[i] = recovery_code(act->arena);
		struct recovery_row_insert_in row = {act->entity_id, act->actor_id,
		    recovery_digest(act->arena, act->actor_id, codes->code[i])};
		status = recovery_row_insert(db, &row, NULL);
	}
	return status;
}

enum db_status
two_step_codes_left(const struct act *act, uint64_t *left)
{
	struct recovery_rows_left_in in = {act->entity_id, act->actor_id};
	struct recovery_rows_left_row row;
	enum db_status status = recovery_rows_left(act->db, act->arena, &in, &row);
	if (status == DB_OK)
		*left = row.left_over;
	return status;
}

/* Turning it on and off */

struct turning {
	struct call *call;
	struct act act;
	struct slice code;
	struct complaints *complaints;
	struct recovery_codes *codes;
};

static enum db_status
confirm(struct db *db, struct turning *turning)
{
	const struct act *act = &turning->act;
	struct user_row_proof_row user;
	uint64_t turned = 0;
	enum db_status status = load(act, db, &user);
	if (status != DB_OK)
		return status;
	struct slice secret = user.totp_pending.at
				  ? open_secret(act->arena, act->secrets, act->entity_id,
					act->actor_id, user.totp_pending)
				  : SLICE_NONE;
	uint64_t step = secret.at ? totp_find(secret, turning->code, clock_now(), 0) : 0;
	if (secret.at && step == 0) {
		act_complain(turning->complaints, "code", "wrong",
		    SLICE_OF("This is not the code that the app shows now."));
		return DB_OK;
	}
	struct user_row_two_step_on_in on = {
	    act->entity_id, act->actor_id, user.totp_pending, step, clock_now()};
	if (secret.at && (status = user_row_two_step_on(db, &on, &turned)) != DB_OK)
		return status;
	if (turned == 0) {
		act_complain(turning->complaints, "code", "none_waits",
		    SLICE_OF("Begin again: no key waits for its first code."));
		return DB_OK;
	}
	if ((status = renew_codes(db, act, turning->codes)) != DB_OK ||
	    (status = session_end_others(turning->call, NULL)) != DB_OK)
		return status;
	return audit(act, db, AUDIT_USER_TWO_STEP_ON);
}

static enum db_status
renew(struct db *db, struct turning *turning)
{
	const struct act *act = &turning->act;
	struct user_row_proof_row user;
	enum db_status status = load(act, db, &user);
	if (status == DB_OK && !user.totp_secret.at)
		act_complain(turning->complaints, "two_step", "off",
		    SLICE_OF("Two-step sign-in is off, so there are no recovery codes."));
	if (status != DB_OK || turning->complaints->count > 0)
		return status;
	status = renew_codes(db, act, turning->codes);
	return status == DB_OK ? audit(act, db, AUDIT_USER_RECOVERY_CODES) : status;
}

static enum db_status
end(struct db *db, struct turning *turning)
{
	const struct act *act = &turning->act;
	struct user_row_proof_row user;
	enum db_status status = load(act, db, &user);
	if (status != DB_OK || !user.totp_secret.at)
		return status;
	if (!user.password_alone) {
		act_complain(turning->complaints, "two_step", "short_password",
		    SLICE_OF("Your password has fewer than 15 characters, so it does not stand "
			     "alone. Choose a longer one first."));
		return DB_OK;
	}
	struct user_row_two_step_off_in off = {act->entity_id, act->actor_id, clock_now()};
	struct recovery_rows_delete_in gone = {act->entity_id, act->actor_id};
	if ((status = user_row_two_step_off(db, &off, NULL)) != DB_OK ||
	    (status = recovery_rows_delete(db, &gone, NULL)) != DB_OK)
		return status;
	return audit(act, db, AUDIT_USER_TWO_STEP_OFF);
}

typedef enum db_status turn(struct db *db, struct turning *turning);

struct turned {
	turn *turn;
	struct turning *turning;
};

static enum txn_verdict
turn_closure(struct db *db, void *context, enum db_status *status)
{
	const struct turned *turned = context;
	turned->turning->complaints->count = 0;
	*status = turned->turn(db, turned->turning);
	if (*status != DB_OK)
		return TXN_STATUS;
	return turned->turning->complaints->count > 0 ? TXN_ROLLBACK : TXN_COMMIT;
}

static enum db_status
run(turn *act, struct turning *turning)
{
	struct turned turned = {act, turning};
	enum db_status status = permit(&turning->act, turning->complaints);
	if (status != DB_OK || turning->complaints->count > 0)
		return status;
	return txn_run(turning->act.db, turn_closure, &turned);
}

enum db_status
two_step_confirm(struct call *call, struct slice code, struct complaints *complaints,
    struct recovery_codes *codes)
{
	struct turning turning = {call, act_of(call), code, complaints, codes};
	return run(confirm, &turning);
}

enum db_status
two_step_new_codes(
    const struct act *act, struct complaints *complaints, struct recovery_codes *codes)
{
	struct turning turning = {.act = *act, .complaints = complaints, .codes = codes};
	return run(renew, &turning);
}

enum db_status
two_step_end(const struct act *act, struct complaints *complaints)
{
	struct turning turning = {.act = *act, .complaints = complaints};
	return run(end, &turning);
}

/* Taking a code */

static enum db_status
take_recovery(struct db *db, struct arena *arena, uint64_t entity_id, struct uuid user_id,
    struct slice code, enum two_step_proof *proof)
{
	struct recovery_row_use_in in = {
	    entity_id, user_id, recovery_digest(arena, user_id, code), clock_now()};
	uint64_t used;
	enum db_status status = recovery_row_use(db, &in, &used);
	if (status == DB_OK)
		*proof = used > 0 ? TWO_STEP_BY_RECOVERY : TWO_STEP_WRONG;
	return status;
}

enum db_status
two_step_take(struct db *db, struct arena *arena, const struct secrets *secrets, uint64_t entity_id,
    struct uuid user_id, struct slice sealed, uint64_t after_step, struct slice code,
    enum two_step_proof *proof)
{
	struct slice secret = open_secret(arena, secrets, entity_id, user_id, sealed);
	uint64_t used, step = secret.at ? totp_find(secret, code, clock_now(), after_step) : 0;
	if (step == 0)
		return take_recovery(db, arena, entity_id, user_id, code, proof);
	struct user_row_use_step_in in = {entity_id, user_id, step};
	enum db_status status = user_row_use_step(db, &in, &used);
	if (status == DB_OK)
		*proof = used > 0 ? TWO_STEP_BY_APP : TWO_STEP_WRONG;
	return status;
}
