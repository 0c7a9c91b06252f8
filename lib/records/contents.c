/* Sealed pieces: writing, reading, pointing at them, and removing what nobody points at. */
#include "records/contents.h"

#include <assert.h>
#include <string.h>

#include "db/txn.h"
#include "sql/documents.h"

#define SEAL_NAME "document_chunks.bytes"
#define SECRET_ID_BYTES 4
#define UUID_BYTES sizeof(((struct uuid *)0)->byte)
#define PLACE_BYTES (8 + UUID_BYTES + 4 + 1)
#define AT_ONCE 100
#define MEMORY_MAX ((size_t)8 * 1024 * 1024)

uint64_t
content_npieces(uint64_t size_bytes)
{
	return size_bytes <= CONTENT_PIECE_BYTES
		   ? 1
		   : (size_bytes + CONTENT_PIECE_BYTES - 1) / CONTENT_PIECE_BYTES;
}

static void
put_big_endian(unsigned char *at, uint64_t number, size_t nbytes)
{
	for (size_t i = 0; i < nbytes; i++)
		at[i] = (unsigned char)(number >> (8 * (nbytes - 1 - i)));
}

static struct slice
place_of(unsigned char place[static PLACE_BYTES], uint64_t realm_id, struct uuid content_id,
    uint64_t seq, bool last)
{
	assert(seq <= UINT32_MAX);
	put_big_endian(place, realm_id, 8);
	memcpy(place + 8, content_id.byte, UUID_BYTES);
	put_big_endian(place + 8 + UUID_BYTES, seq, 4);
	place[PLACE_BYTES - 1] = last;
	return (struct slice){(const char *)place, PLACE_BYTES};
}

struct slice
content_seal(struct arena *arena, const struct secrets *secrets, uint64_t realm_id,
    struct uuid content_id, uint64_t seq, bool last, struct slice piece)
{
	unsigned char place[PLACE_BYTES];
	struct slice associated = place_of(place, realm_id, content_id, seq, last);
	return seal(arena, secrets, SECRET_SEAL, realm_id, SEAL_NAME, associated, piece);
}

struct slice
content_open(struct arena *arena, const struct secrets *secrets, uint64_t realm_id,
    struct uuid content_id, uint64_t seq, bool last, struct slice sealed)
{
	unsigned char place[PLACE_BYTES];
	struct slice associated = place_of(place, realm_id, content_id, seq, last);
	return unseal(arena, secrets, SECRET_SEAL, realm_id, SEAL_NAME, associated, sealed);
}

enum db_status
contents_find(struct db *db, struct arena *arena, uint64_t realm_id, struct uuid document_id,
    struct content *content)
{
	struct document_content_in in = {realm_id, document_id};
	struct document_content_row row;
	enum db_status status = document_content(db, arena, &in, &row);
	if (status == DB_OK)
		*content = (struct content){.id = row.content_id,
		    .version = row.version,
		    .media_type = row.media_type,
		    .size_bytes = row.size_bytes.value};
	return status;
}

enum db_status
contents_begin(struct db *db, uint64_t realm_id, struct uuid content_id, int64_t now_us)
{
	struct document_orphan_insert_in in = {realm_id, content_id, now_us};
	return document_orphan_insert(db, &in, NULL);
}

enum db_status
contents_put(struct db *db, const struct secrets *secrets, uint64_t realm_id,
    struct uuid content_id, uint64_t seq, bool last, char *room, size_t piece_bytes)
{
	unsigned char place[PLACE_BYTES];
	struct slice associated = place_of(place, realm_id, content_id, seq, last);
	struct document_chunk_insert_in in = {realm_id, content_id, seq,
	    seal_there(secrets, SECRET_SEAL, realm_id, SEAL_NAME, associated, room, piece_bytes)};
	return document_chunk_insert(db, &in, 1, NULL);
}

enum db_status
contents_get(struct db *db, struct arena *arena, const struct secrets *secrets, uint64_t realm_id,
    const struct content *content, uint64_t seq, struct slice *piece)
{
	struct document_chunk_in in = {realm_id, content->id, seq};
	struct document_chunk_row row;
	bool last = seq + 1 == content_npieces(content->size_bytes);
	unsigned char place[PLACE_BYTES];
	enum db_status status = document_chunk(db, arena, &in, &row);
	if (status == DB_OK)
		*piece = unseal_there(secrets, SECRET_SEAL, realm_id, SEAL_NAME,
		    place_of(place, realm_id, content->id, seq, last), row.bytes);
	return status;
}

enum db_status
contents_point(struct db *db, struct arena *arena, uint64_t realm_id, struct uuid document_id,
    struct uuid content_id, int64_t now_us)
{
	struct document_orphan_delete_in taken = {realm_id, content_id};
	struct document_point_in point = {realm_id, document_id, content_id};
	struct content before;
	uint64_t affected = 0;
	assert(db_in_transaction(db));
	enum db_status status = document_orphan_delete(db, &taken, &affected);
	if (status == DB_OK && affected == 0)
		return DB_NO_ROW;
	if (status == DB_OK)
		status = contents_find(db, arena, realm_id, document_id, &before);
	if (status == DB_OK && !uuid_is_nil(before.id))
		status = contents_begin(db, realm_id, before.id, now_us);
	return status == DB_OK ? document_point(db, &point, 1, NULL) : status;
}

enum db_status
contents_remove(struct db *db, struct arena *arena, uint64_t realm_id, struct uuid document_id)
{
	struct content content;
	assert(db_in_transaction(db));
	enum db_status status = contents_find(db, arena, realm_id, document_id, &content);
	if (status != DB_OK || uuid_is_nil(content.id))
		return status == DB_NO_ROW ? DB_OK : status;
	struct document_unpoint_in pointer = {realm_id, document_id};
	struct document_chunks_delete_in pieces = {realm_id, content.id};
	status = document_unpoint(db, &pointer, NULL);
	return status == DB_OK ? document_chunks_delete(db, &pieces, NULL) : status;
}

struct drop {
	uint64_t realm_id;
	struct uuid content_id;
};

/* Whoever deletes the orphan's row owns the pieces: a document that points at it, or we. */
static enum txn_verdict
drop(struct db *db, void *context, enum db_status *status)
{
	const struct drop *what = context;
	struct document_orphan_delete_in orphan = {what->realm_id, what->content_id};
	struct document_chunks_delete_in pieces = {what->realm_id, what->content_id};
	uint64_t affected = 0;
	*status = document_orphan_delete(db, &orphan, &affected);
	if (*status == DB_OK && affected > 0)
		*status = document_chunks_delete(db, &pieces, NULL);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

enum db_status
contents_drop(struct db *db, uint64_t realm_id, struct uuid content_id)
{
	struct drop what = {realm_id, content_id};
	return txn_run(db, drop, &what);
}

enum db_status
contents_sweep(struct db *db, uint64_t realm_id, int64_t before_us, uint64_t *swept)
{
	struct document_orphans_of_in in = {realm_id, before_us, AT_ONCE};
	struct document_orphans_of_row *rows;
	struct arena *arena = arena_new(MEMORY_MAX);
	enum db_status status;
	size_t nrows;
	do {
		nrows = 0;
		status = document_orphans_of(db, arena, &in, &rows, &nrows);
		for (size_t i = 0; status == DB_OK && i < nrows; i++) {
			status = contents_drop(db, realm_id, rows[i].content_id);
			*swept += status == DB_OK;
		}
		arena_reset(arena);
	} while (status == DB_OK && nrows == AT_ONCE);
	arena_free(arena);
	return status;
}

/* What opens no more and belongs to no document is nobody's loss, and goes with daily work. */
static enum db_status
count_unreadable(struct db *db, struct arena *arena, uint64_t realm_id, struct uuid content_id,
    struct reseal_count *count)
{
	struct document_orphan_find_in in = {realm_id, content_id};
	struct document_orphan_find_row row;
	enum db_status status = document_orphan_find(db, arena, &in, &row);
	if (status == DB_NO_ROW)
		count->unreadable++;
	return status == DB_NO_ROW ? DB_OK : status;
}

/* Which piece is the last is not written beside it: it opens as one of the two. */
static enum db_status
reseal_one(struct db *db, struct arena *arena, const struct secrets *secrets, uint64_t realm_id,
    const struct document_chunks_stale_row *at, struct reseal_count *count)
{
	struct document_chunk_in in = {realm_id, at->content_id, at->seq};
	struct document_chunk_row row;
	enum db_status status = document_chunk(db, arena, &in, &row);
	if (status != DB_OK)
		return status == DB_NO_ROW ? DB_OK : status;
	struct slice piece = SLICE_NONE;
	bool last = true;
	for (int i = 0; piece.at == NULL && i < 2; i++) {
		last = !last;
		piece = content_open(
		    arena, secrets, realm_id, at->content_id, at->seq, last, row.bytes);
	}
	if (piece.at == NULL)
		return count_unreadable(db, arena, realm_id, at->content_id, count);
	struct document_chunk_replace_in to = {realm_id, at->content_id, at->seq,
	    content_seal(arena, secrets, realm_id, at->content_id, at->seq, last, piece)};
	count->resealed++;
	return document_chunk_replace(db, &to, NULL);
}

enum db_status
contents_reseal(
    struct db *db, const struct secrets *secrets, uint64_t realm_id, struct reseal_count *count)
{
	unsigned char newest[SECRET_ID_BYTES];
	uint32_t id = 0;
	struct document_chunks_stale_row at = {0}, *rows;
	struct arena *listed = arena_new(MEMORY_MAX), *arena = arena_new(MEMORY_MAX);
	enum db_status status;
	size_t nrows;
	secrets_newest(secrets, SECRET_SEAL, &id);
	put_big_endian(newest, id, SECRET_ID_BYTES);
	do {
		struct document_chunks_stale_in in = {realm_id, at.content_id, at.seq,
		    {(const char *)newest, SECRET_ID_BYTES}, AT_ONCE};
		nrows = 0;
		status = document_chunks_stale(db, listed, &in, &rows, &nrows);
		for (size_t i = 0; status == DB_OK && i < nrows; i++) {
			at = rows[i];
			status = reseal_one(db, arena, secrets, realm_id, &at, count);
			arena_reset(arena);
		}
		arena_reset(listed);
	} while (status == DB_OK && nrows == AT_ONCE);
	arena_free(arena);
	arena_free(listed);
	return status;
}
