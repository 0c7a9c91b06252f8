/*
 * Recomputing a chain. Rows are read by number, so a row that is gone, added or
 * moved shows as a gap or as a link that does not fit.
 */
#include <string.h>

#include "codec/date.h"
#include "codec/json.h"
#include "sql/audit.h"
#include "trail/audit.h"
#include "trail/audit_ids.h"

#define PAGE 1000
#define ARENA_MAX ((size_t)320 * 1024 * 1024) /* a page of the longest records, parsed */

struct check {
	struct db *db;
	struct arena *arena;
	uint64_t entity_id;
	const struct audit_head *published;
	struct audit_verdict verdict;
};

static bool
break_at(struct check *check, uint64_t seq, const char *fault)
{
	check->verdict.whole = false;
	check->verdict.bad_seq = seq;
	check->verdict.fault = fault;
	return false;
}

/* --- copies --- */

static struct slice
text_in(const struct json *object, const char *name)
{
	const struct json *value = json_member(object, slice_from(name));

	return value != NULL && json_type(value) == JSON_STRING ? json_string(value) : SLICE_NONE;
}

static bool
party_agrees(const struct json *record, const char *name, struct slice kind, struct uuid id)
{
	const struct json *party = json_member(record, slice_from(name));

	if (party == NULL || json_type(party) != JSON_OBJECT)
		return kind.at == NULL && uuid_is_nil(id);
	return slice_eq(text_in(party, "kind"), kind) &&
	       uuid_eq(audit_id_read(text_in(party, "id")), id);
}

/* The columns beside the record are only copies for searching: they must say the same. */
static bool
copies_agree(struct check *check, const struct audit_chain_row *row)
{
	struct json_fault fault;
	const struct json *record = json_read(check->arena, row->record, &fault);
	const struct json *seq;

	if (record == NULL || json_type(record) != JSON_OBJECT)
		return false;
	seq = json_member(record, SLICE_OF("seq"));
	return seq != NULL && json_type(seq) == JSON_INTEGER &&
	       (uint64_t)json_integer(seq) == row->seq &&
	       slice_eq(text_in(record, "at"), time_text(check->arena, row->at)) &&
	       slice_eq(text_in(record, "event"), row->event) &&
	       party_agrees(record, "actor", row->actor_kind, row->actor_id) &&
	       party_agrees(record, "subject", row->subject_kind, row->subject_id);
}

/* --- links --- */

static struct slice
bytes_of(const struct digest *digest)
{
	return (struct slice){(const char *)digest->byte, DIGEST_LEN};
}

static bool
check_row(struct check *check, const struct audit_chain_row *row)
{
	struct audit_head *head = &check->verdict.head;
	struct digest hash = sha256_pair(bytes_of(&row->previous), row->record);

	if (row->seq != head->seq + 1)
		return break_at(check, head->seq + 1, "missing entry");
	if (!digest_eq(&row->previous, &head->hash))
		return break_at(check, row->seq, "link does not fit its predecessor");
	if (!digest_eq(&row->hash, &hash))
		return break_at(check, row->seq, "changed record");
	if (!copies_agree(check, row))
		return break_at(check, row->seq, "columns differ from the record");
	*head = (struct audit_head){row->seq, hash};
	check->verdict.entries++;
	const struct audit_head *published = check->published;
	if (published != NULL && published->seq == row->seq && !digest_eq(&published->hash, &hash))
		return break_at(check, row->seq, "not the entry that was published");
	return true;
}

/* The next page; *more false at the end of the rows or of the chain's soundness. */
static enum db_status
check_page(struct check *check, bool *more)
{
	struct audit_chain_in in = {check->entity_id, check->verdict.head.seq, PAGE};
	struct audit_chain_row *rows;
	size_t nrows;

	arena_reset(check->arena);
	enum db_status status = audit_chain(check->db, check->arena, &in, &rows, &nrows);
	if (status != DB_OK)
		return status;
	*more = nrows == PAGE;
	for (size_t i = 0; i < nrows; i++)
		if (!check_row(check, &rows[i])) {
			*more = false;
			break;
		}
	return DB_OK;
}

static enum db_status
check_pages(struct check *check)
{
	enum db_status status = DB_OK;
	bool more = true;

	while (status == DB_OK && more)
		status = check_page(check, &more);
	return status;
}

/*
 * The kept head against the last row. It is read after the rows, so entries written meanwhile lie
 * before it: *again asks for another look at them.
 */
static enum db_status
check_end(struct check *check, bool *again)
{
	const struct audit_head *last = &check->verdict.head;
	uint64_t seen = last->seq;
	struct audit_head kept;
	enum db_status status = audit_head(check->db, check->arena, check->entity_id, &kept);

	*again = false;
	if (status != DB_OK)
		return status;
	if (kept.seq > last->seq) {
		status = check_pages(check);
		if (status != DB_OK || !check->verdict.whole)
			return status;
		*again = last->seq > seen;
		if (!*again)
			break_at(check, last->seq + 1, "missing entry at the end");
		return DB_OK;
	}
	if (kept.seq < last->seq)
		break_at(check, kept.seq + 1, "added entry");
	else if (!digest_eq(&kept.hash, &last->hash))
		break_at(check, last->seq, "the end is not the kept head");
	return DB_OK;
}

enum db_status
audit_verify(struct db *db, uint64_t entity_id, const struct audit_head *published,
    struct audit_verdict *verdict)
{
	struct check check = {
	    .db = db,
	    .arena = arena_new(ARENA_MAX),
	    .entity_id = entity_id,
	    .published = published,
	    .verdict = {.whole = true},
	};
	enum db_status status = check_pages(&check);
	bool again = true;

	while (status == DB_OK && check.verdict.whole && again)
		status = check_end(&check, &again);
	if (check.verdict.whole && published != NULL && published->seq > check.verdict.head.seq)
		break_at(&check, check.verdict.head.seq + 1, "cut off before the published head");
	arena_free(check.arena);
	if (status == DB_OK)
		*verdict = check.verdict;
	return status;
}
