/* Contents at rest: sealed for their place, pointed at, left over, swept, sealed anew. */
#define _GNU_SOURCE
#include "fixture.h"

#include <unistd.h>

#include "catalog/documents.h"
#include "codec/media.h"
#include "db/txn.h"
#include "records/contents.h"
#include "records/rules.h"

static struct slice
piece_of(char byte, size_t len)
{
	char *bytes = arena_alloc(arena, len);
	memset(bytes, byte, len);
	return (struct slice){bytes, len};
}

static int64_t
count_pieces(struct uuid content_id)
{
	struct db_value arguments[] = {number((int64_t)acme.realm_id), value_uuid(content_id)};
	const enum db_type type = DB_I64;
	struct db_rows rows;
	assert_int_equal(db_select(db, arena,
			     SLICE_OF("SELECT COUNT(*) FROM document_chunks WHERE realm_id = ? "
				      "AND content_id = ?"),
			     arguments, 2, &type, 1, &rows),
	    DB_OK);
	return rows.cells[0].i64;
}

static struct uuid
put_content(const char *bytes)
{
	struct uuid id = uuid_v7();
	size_t last = strlen(bytes) - 1;
	assert_int_equal(contents_begin(db, acme.realm_id, id, clock_now()), DB_OK);
	for (size_t i = 0; i <= last; i++) {
		char *room = arena_alloc(arena, CONTENT_ROOM_BYTES);
		struct slice piece = piece_of(bytes[i], i == last ? 7 : CONTENT_PIECE_BYTES);
		memcpy(room + SEAL_BEFORE, piece.at, piece.len);
		assert_int_equal(contents_put(db, instance_secrets(), acme.realm_id, id, i,
				     i == last, room, piece.len),
		    DB_OK);
	}
	return id;
}

static uint64_t
size_of(const char *bytes)
{
	return (strlen(bytes) - 1) * CONTENT_PIECE_BYTES + 7;
}

static struct uuid
new_document(void)
{
	struct write *person = run_write(write_of(&acme, &resource_persons, WRITE_CREATE, uuid_v7(),
	    "{\"legal_first_name\":\"Ada\",\"legal_last_name\":\"Byron\"}"));
	assert_false(person->refused);
	struct slice body =
	    arena_printf(arena, "{\"person_id\":\"%.*s\",\"type\":\"i9\",\"title\":\"Form\"}",
		SLICE_ARG(id_text(arena, "per", person->id)));
	struct write *document =
	    run_write(write_of(&acme, &resource_documents, WRITE_CREATE, uuid_v7(), body.at));
	assert_false(document->refused);
	return document->id;
}

struct pointing {
	struct uuid document_id, content_id;
	enum db_status status;
};

static enum txn_verdict
point(struct db *txn, void *context, enum db_status *status)
{
	struct pointing *pointing = context;
	(void)status;
	pointing->status = contents_point(
	    txn, arena, acme.realm_id, pointing->document_id, pointing->content_id, clock_now());
	return pointing->status == DB_OK ? TXN_COMMIT : TXN_ROLLBACK;
}

static enum db_status
point_at(struct uuid document_id, struct uuid content_id)
{
	struct pointing pointing = {document_id, content_id, DB_OK};
	assert_int_equal(txn_run(db, point, &pointing), DB_OK);
	return pointing.status;
}

static void
a_piece_opens_at_its_place_alone(void **state)
{
	(void)state;
	fixture_need_server();
	const struct secrets *secrets = instance_secrets();
	struct uuid id = uuid_v7(), other = uuid_v7();
	struct slice piece = SLICE_OF("piece");
	struct slice sealed = content_seal(arena, secrets, 5, id, 3, false, piece);
	assert_true(slice_eq(content_open(arena, secrets, 5, id, 3, false, sealed), piece));
	assert_null(content_open(arena, secrets, 6, id, 3, false, sealed).at);
	assert_null(content_open(arena, secrets, 5, other, 3, false, sealed).at);
	assert_null(content_open(arena, secrets, 5, id, 2, false, sealed).at);
	assert_null(content_open(arena, secrets, 5, id, 3, true, sealed).at);
	((char *)sealed.at)[sealed.len - 1] ^= 1;
	assert_null(content_open(arena, secrets, 5, id, 3, false, sealed).at);
}

static void
pieces_are_counted_without_an_empty_one(void **state)
{
	(void)state;
	assert_int_equal(content_npieces(1), 1);
	assert_int_equal(content_npieces(CONTENT_PIECE_BYTES), 1);
	assert_int_equal(content_npieces(CONTENT_PIECE_BYTES + 1), 2);
	assert_int_equal(content_npieces(DOCUMENT_BYTES_MAX), 100);
}

static void
a_document_points_at_what_was_put_last(void **state)
{
	(void)state;
	fixture_need_server();
	struct content content;
	struct slice piece;
	struct uuid document = new_document(), first = put_content("ab"), second = put_content("c");
	assert_int_equal(contents_find(db, arena, acme.realm_id, document, &content), DB_OK);
	assert_true(uuid_is_nil(content.id));
	assert_int_equal(point_at(document, first), DB_OK);
	assert_int_equal(point_at(document, second), DB_OK);
	assert_int_equal(point_at(document, first), DB_OK);
	assert_int_equal(contents_find(db, arena, acme.realm_id, document, &content), DB_OK);
	assert_true(uuid_eq(content.id, first));
	content.size_bytes = size_of("ab");
	assert_int_equal(
	    contents_get(db, arena, instance_secrets(), acme.realm_id, &content, 0, &piece), DB_OK);
	assert_int_equal(piece.len, CONTENT_PIECE_BYTES);
	assert_int_equal(
	    contents_get(db, arena, instance_secrets(), acme.realm_id, &content, 1, &piece), DB_OK);
	assert_true(slice_eq(piece, piece_of('b', 7)));
	assert_int_equal(
	    contents_get(db, arena, instance_secrets(), acme.realm_id, &content, 2, &piece),
	    DB_NO_ROW);
}

/* A content that ends early does not pass for the whole one. */
static void
a_cut_tail_does_not_open(void **state)
{
	(void)state;
	fixture_need_server();
	struct slice piece;
	struct content content = {.id = put_content("abc"), .size_bytes = CONTENT_PIECE_BYTES};
	assert_int_equal(
	    contents_get(db, arena, instance_secrets(), acme.realm_id, &content, 0, &piece), DB_OK);
	assert_null(piece.at);
}

static void
orphans_are_swept_and_nothing_else(void **state)
{
	(void)state;
	fixture_need_server();
	uint64_t swept = 0;
	struct uuid document = new_document();
	struct uuid kept = put_content("k"), replaced = put_content("r"), left = put_content("l");
	assert_int_equal(point_at(document, replaced), DB_OK);
	assert_int_equal(point_at(document, kept), DB_OK);
	assert_int_equal(
	    contents_sweep(db, acme.realm_id, clock_now() - CONTENTS_ORPHANED_US, &swept), DB_OK);
	assert_int_equal(swept, 0);
	assert_int_equal(contents_sweep(db, acme.realm_id, clock_now() + 1, &swept), DB_OK);
	assert_true(swept >= 2);
	assert_int_equal(count_pieces(kept), 1);
	assert_int_equal(count_pieces(replaced), 0);
	assert_int_equal(count_pieces(left), 0);
	assert_int_equal(point_at(document, left), DB_NO_ROW);
	assert_int_equal(contents_drop(db, acme.realm_id, kept), DB_OK);
	assert_int_equal(count_pieces(kept), 1);
}

static void
a_deleted_document_takes_its_content_with_it(void **state)
{
	(void)state;
	fixture_need_server();
	struct uuid document = new_document(), content = put_content("xyz");
	assert_int_equal(point_at(document, content), DB_OK);
	struct write *write =
	    run_write(write_of(&acme, &resource_documents, WRITE_DELETE, document, NULL));
	assert_false(write->refused);
	assert_int_equal(count_pieces(content), 0);
}

/* A second secret beside that of the instance. */
static const struct secrets *
rotated_secrets(void)
{

	char path[] = "/tmp/hub-contents-XXXXXX";
	int descriptor = mkstemp(path);
	FILE *to = fdopen(descriptor, "w"), *from = fopen(settings->secrets_file, "r");
	char line[512];
	assert_non_null(to);
	assert_non_null(from);
	while (fgets(line, sizeof line, from) != NULL)
		fputs(line, to);
	fputs("seal 2 MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n", to);
	fclose(from);
	fclose(to);
	const struct secrets *secrets = secrets_load(path, stderr);
	unlink(path);
	assert_non_null(secrets);
	return secrets;
}

static void
pieces_are_sealed_anew_under_the_newest_secret(void **state)
{
	(void)state;
	fixture_need_server();
	struct slice piece;
	struct reseal_count count = {0}, again = {0};
	const struct secrets *rotated = rotated_secrets();
	struct company mine = acme;
	acme = make_company();
	struct content content = {.id = put_content("abc"), .size_bytes = size_of("abc")};
	assert_int_equal(contents_reseal(db, rotated, acme.realm_id, &count), DB_OK);
	assert_int_equal(count.resealed, 3);
	assert_int_equal(count.unreadable, 0);
	for (uint64_t seq = 0; seq < 3; seq++) {
		assert_int_equal(
		    contents_get(db, arena, rotated, acme.realm_id, &content, seq, &piece), DB_OK);
		assert_int_equal(piece.at[0], "abc"[seq]);
		assert_int_equal(contents_get(db, arena, instance_secrets(), acme.realm_id,
				     &content, seq, &piece),
		    DB_OK);
		assert_null(piece.at);
	}
	assert_int_equal(contents_reseal(db, rotated, acme.realm_id, &again), DB_OK);
	assert_int_equal(again.resealed, 0);
	acme = mine;
}

static void
an_unreadable_piece_counts_while_a_document_points_at_it(void **state)
{
	(void)state;
	fixture_need_server();
	const struct secrets *rotated = rotated_secrets();
	struct company mine = acme;
	acme = make_company();
	struct reseal_count orphaned = {0}, pointed = {0};
	struct db_value content = value_uuid(put_content("abc"));
	assert_int_equal(
	    db_execute(db,
		SLICE_OF("UPDATE document_chunks SET bytes = CONCAT(LEFT(bytes, 20), 'damaged') "
			 "WHERE content_id = ? AND seq = 1"),
		&content, 1, NULL),
	    DB_OK);
	assert_int_equal(contents_reseal(db, rotated, acme.realm_id, &orphaned), DB_OK);
	assert_int_equal(orphaned.resealed, 2);
	assert_int_equal(orphaned.unreadable, 0);
	assert_int_equal(
	    db_execute(db, SLICE_OF("DELETE FROM document_orphans WHERE content_id = ?"), &content,
		1, NULL),
	    DB_OK);
	assert_int_equal(contents_reseal(db, rotated, acme.realm_id, &pointed), DB_OK);
	assert_int_equal(pointed.unreadable, 1);
	acme = mine;
}

static void
each_media_type_of_documents_has_its_first_bytes(void **state)
{
	(void)state;
	int at = resource_field(&resource_documents, SLICE_OF("media_type"));
	const struct choice *choice = resource_documents.fields[at].choices;
	for (; choice->value != NULL; choice++) {
		assert_non_null(media_find(slice_from(choice->value)));
		assert_string_equal(media_find(slice_from(choice->value))->type, choice->value);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_piece_opens_at_its_place_alone),
	    cmocka_unit_test(pieces_are_counted_without_an_empty_one),
	    cmocka_unit_test(a_document_points_at_what_was_put_last),
	    cmocka_unit_test(a_cut_tail_does_not_open),
	    cmocka_unit_test(orphans_are_swept_and_nothing_else),
	    cmocka_unit_test(a_deleted_document_takes_its_content_with_it),
	    cmocka_unit_test(pieces_are_sealed_anew_under_the_newest_secret),
	    cmocka_unit_test(an_unreadable_piece_counts_while_a_document_points_at_it),
	    cmocka_unit_test(each_media_type_of_documents_has_its_first_bytes),
	};
	return cmocka_run_group_tests(tests, fixture_open_acme, fixture_close);
}
