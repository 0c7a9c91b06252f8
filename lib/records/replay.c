/* Reserving, keeping and giving again. */
#include "records/replay.h"

#include <string.h>

#include "base/clock.h"
#include "records/reply.h"
#include "sql/idempotency.h"

#define KEY_MAX 255
#define ASKED_MAX 1024
#define SWEPT_AT_ONCE 1000

static const char fingerprint_name[] = "fingerprint";
static const char answer_name[] = "answer";

static bool
is_visible(char byte)
{
	return byte > ' ' && byte < 0x7f;
}

/* RFC 9651 section 4.2.5: between quotes, with \" and \\ alone escaped. */
static bool
read_quoted(struct slice header, struct str *key)
{
	size_t at = 1;
	for (; at < header.len && header.at[at] != '"'; at++) {
		if (header.at[at] == '\\' && ++at < header.len && header.at[at] != '"' &&
		    header.at[at] != '\\')
			return false;
		if (at == header.len || (!is_visible(header.at[at]) && header.at[at] != ' '))
			return false;
		str_add_char(key, header.at[at]);
	}
	return at + 1 == header.len;
}

static bool
read_bare(struct slice header, struct str *key)
{
	for (size_t i = 0; i < header.len; i++)
		if (!is_visible(header.at[i]) || memchr("\",;", header.at[i], 3) != NULL)
			return false;
	str_add(key, header);
	return true;
}

bool
replay_read_key(struct arena *arena, struct slice header, struct slice *key)
{
	struct str text;
	header = slice_trim(header);
	str_init(&text, arena, KEY_MAX);
	bool sound = header.len > 0 && header.at[0] == '"' ? read_quoted(header, &text)
							   : read_bare(header, &text);
	if (!sound || text.full || text.len == 0)
		return false;
	*key = str_slice(&text);
	return true;
}

/* Parts one after the other, each ended by a NUL, which none of them holds. */
static struct slice
joined(struct arena *arena, struct slice first, struct slice second, struct slice last)
{
	struct str text;
	str_init(&text, arena, ASKED_MAX);
	str_add(&text, first);
	str_add_char(&text, '\0');
	str_add(&text, second);
	str_add_char(&text, '\0');
	str_add(&text, last);
	return str_slice(&text);
}

static struct slice
bytes_of(const struct digest *digest)
{
	return (struct slice){(const char *)digest->byte, DIGEST_LEN};
}

static struct slice
id_bytes(const struct uuid *id)
{
	return (struct slice){(const char *)id->byte, sizeof id->byte};
}

bool
replay_prepare(struct call *call, struct write *write, replay_compose *compose)
{
	struct slice key, header = call_header(call, "HTTP_IDEMPOTENCY_KEY");
	if (header.at == NULL)
		return true;
	if (!replay_read_key(call->arena, header, &key)) {
		refuse(call, PROBLEM_INVALID_HEADER, "Idempotency-Key is not well formed.");
		return false;
	}
	struct slice operation = call->notes.operation;
	struct slice record = write->kind == WRITE_CREATE ? SLICE_OF("") : id_bytes(&write->id);
	struct digest body = sha256(call->request.body);
	struct replay *replay = arena_alloc(call->arena, sizeof *replay);
	replay->call = call;
	replay->secrets = call->secrets;
	replay->compose = compose;
	replay->id = sha256(joined(call->arena, operation, key, id_bytes(&call->caller.key_id)));
	replay->asked =
	    sha256_pair(joined(call->arena, operation, record, SLICE_OF("")), bytes_of(&body));
	write->replay = replay;
	return true;
}

/* Keyed, for the bodies are guessable. */
static struct digest
fingerprint(const struct write *write, uint32_t secret_id)
{
	const struct replay *replay = write->replay;
	struct digest key = secrets_derive(
	    replay->secrets, SECRET_REPLAY, secret_id, write->view.realm_id, fingerprint_name);
	return hmac_sha256(bytes_of(&key), bytes_of(&replay->asked));
}

static bool
refuse_as_running(struct write *write)
{
	return write_refuse(write, PROBLEM_IDEMPOTENCY_IN_PROGRESS, NULL);
}

bool
replay_reserve(struct write *write)
{
	struct replay *replay = write->replay;
	uint32_t secret_id;
	if (replay == NULL)
		return true;
	secrets_newest(replay->secrets, SECRET_REPLAY, &secret_id);
	struct idempotency_reserve_in in = {
	    .realm_id = write->view.realm_id,
	    .id = replay->id,
	    .secret_id = secret_id,
	    .fingerprint = fingerprint(write, secret_id),
	    .now = write->now_us,
	};
	enum db_status status = idempotency_reserve(write->db, &in, NULL);
	replay->met = status == DB_DUPLICATE;
	if (status == DB_LOCKED)
		return refuse_as_running(write);
	return replay->met || write_went(write, status);
}

/* The row has had its time: it is ours, unless somebody else just takes it too. */
static bool
renew(struct write *write)
{
	struct replay *replay = write->replay;
	uint32_t secret_id;
	uint64_t renewed = 0;
	secrets_newest(replay->secrets, SECRET_REPLAY, &secret_id);
	struct idempotency_renew_in in = {
	    .realm_id = write->view.realm_id,
	    .id = replay->id,
	    .secret_id = secret_id,
	    .fingerprint = fingerprint(write, secret_id),
	    .now = write->now_us,
	    .before = write->now_us - REPLAY_KEPT_US,
	};
	enum db_status status = idempotency_renew(write->db, &in, &renewed);
	if (status == DB_LOCKED)
		return refuse_as_running(write);
	if (status == DB_OK && renewed == 0)
		status = DB_RERUN;
	return write_went(write, status);
}

static bool
is_same_request(const struct write *write, const struct idempotency_find_row *row)
{
	uint32_t secret_id = (uint32_t)row->secret_id;
	if (secrets_find(write->replay->secrets, SECRET_REPLAY, secret_id).at == NULL)
		return false;
	struct digest own = fingerprint(write, secret_id);
	return digest_eq(&own, &row->fingerprint);
}

static bool
take_kept(struct write *write, const struct idempotency_find_row *row)
{
	struct replay *replay = write->replay;
	struct kept *kept = &replay->kept;
	*kept = (struct kept){
	    .status = (unsigned)row->status.value,
	    .record_id = row->record_id,
	    .location = row->location,
	    .etag = row->etag,
	};
	if (row->shown.len == DIGEST_LEN)
		memcpy(kept->shown.byte, row->shown.at, DIGEST_LEN);
	if (row->body.at == NULL)
		return true;
	kept->body = unseal(write->arena, replay->secrets, SECRET_REPLAY, write->view.realm_id,
	    answer_name, bytes_of(&replay->id), row->body);
	return kept->body.at != NULL;
}

bool
replay_look(struct write *write)
{
	struct idempotency_find_row row;
	if (write->replay == NULL || !write->replay->met)
		return true;
	struct idempotency_find_in in = {write->view.realm_id, write->replay->id};
	enum db_status status = idempotency_find(write->db, write->arena, &in, &row);
	/* Swept since; or its writer is about to fill it, which the next run will see. */
	if (status == DB_NO_ROW || (status == DB_OK && !row.status.has))
		return write_fail(write, DB_RERUN);
	if (!write_went(write, status))
		return false;
	if (row.created_at < write->now_us - REPLAY_KEPT_US)
		return renew(write);
	if (!is_same_request(write, &row))
		return write_refuse(write, PROBLEM_IDEMPOTENCY_KEY_REUSED, NULL);
	if (!take_kept(write, &row))
		return write_fail(write, DB_FAULT);
	bool reached;
	if (!write_reaches(write, write->resource, row.record_id, &reached))
		return false;
	write->replay->hidden = !reached;
	write->replayed = true;
	write->verdict = TXN_ROLLBACK;
	return false;
}

bool
replay_keep(struct write *write)
{
	struct replay *replay = write->replay;
	struct kept kept = {.record_id = write->id};
	if (replay == NULL || write->dry_run)
		return true;
	replay->compose(replay->call, write, &kept);
	struct idempotency_keep_in in = {
	    .realm_id = write->view.realm_id,
	    .id = replay->id,
	    .status = kept.status,
	    .record_id = kept.record_id,
	    .location = kept.location,
	    .etag = kept.etag,
	};
	if (kept.body.at != NULL) {
		in.shown = bytes_of(&kept.shown);
		in.body = seal(write->arena, replay->secrets, SECRET_REPLAY, write->view.realm_id,
		    answer_name, bytes_of(&replay->id), kept.body);
	}
	return write_went(write, idempotency_keep(write->db, &in, NULL));
}

/* Of the record that was written, no more than which it is. */
static struct slice
body_without_fields(struct call *call, struct uuid id)
{
	struct str body;
	const struct resource *resource = call->notes.resource;
	str_init(&body, call->arena, ASKED_MAX);
	struct json_writer writer = json_writer(&body);
	json_begin_object(&writer);
	json_name(&writer, "id");
	json_put_string(&writer, id_text(call->arena, resource->prefix, id));
	json_name(&writer, "object");
	json_put_text(&writer, resource->object);
	json_end_object(&writer);
	return str_slice(&body);
}

void
replay_answer(struct call *call, const struct write *write)
{
	const struct kept *kept = &write->replay->kept;
	struct fieldset shown = reply_shown_to_writer(call);
	struct digest now = sha256(reply_field_names(call->arena, call->notes.resource, shown));
	bool has_body = kept->body.at != NULL;
	bool same_view =
	    has_body && digest_eq(&now, &kept->shown) && !write->replay->hidden;
	answer_begin(call, (int)kept->status, has_body ? "application/json" : NULL);
	if (same_view)
		call->notes.shown = shown;
	if (has_body)
		str_add(&call->answer.body,
		    same_view ? kept->body : body_without_fields(call, kept->record_id));
	if (kept->location.at != NULL)
		answer_header(call, "Location", kept->location);
	if (kept->etag.at != NULL && same_view)
		answer_header(call, "ETag", kept->etag);
	if (has_body)
		reply_withheld(call);
	answer_header(call, "Idempotency-Replayed", SLICE_OF("true"));
}

enum db_status
replay_sweep(struct db *db, uint64_t realm_id, int64_t now_us, uint64_t *swept)
{
	uint64_t gone;
	do {
		struct idempotency_sweep_in in = {realm_id, now_us - REPLAY_KEPT_US, SWEPT_AT_ONCE};
		gone = 0;
		enum db_status status = idempotency_sweep(db, &in, &gone);
		if (status != DB_OK)
			return status;
		*swept += gone;
	} while (gone == SWEPT_AT_ONCE);
	return DB_OK;
}
