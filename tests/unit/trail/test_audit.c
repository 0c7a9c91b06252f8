/* The audit chain on a real database: what is written, read, and found when it is falsified. */
#define _GNU_SOURCE
#include "fixture.h"

#include <sys/wait.h>

#include "codec/json.h"
#include "db/txn.h"
#include "trail/audit.h"

static const struct uuid ann = {{0, 1, 2, 3, 4, 5, 0x70, 7, 0x80, 9}};
static const struct uuid clock_key = {{0, 1, 2, 3, 4, 5, 0x70, 7, 0x80, 10}};

static void
run(struct db *on, const char *sql)
{
	struct db_value argument = number(company);

	assert_int_equal(db_execute(on, slice_from(sql), &argument, 1, NULL), DB_OK);
}

static enum txn_verdict
begin_closure(struct db *on, void *context, enum db_status *status)
{
	(void)context;
	*status = audit_begin_chain(on, company);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

/* A company of its own for each test. */
static int
fresh(void **state)
{
	char code[ENTITY_CODE_LEN + 1];

	(void)state;
	if (!db)
		return 0;
	arena_reset(arena);
	company = fixture_number();
	entity_code_new(code);
	struct db_value arguments[] = {
	    number(company), {.type = DB_TEXT, .text = slice_from(code)}};
	assert_int_equal(
	    db_execute(db,
		SLICE_OF(
		    "INSERT INTO entities (id, code, name, time_zone, currency, created_at, "
		    "updated_at) "
		    "VALUES (?, ?, 'Northgate', 'UTC', 'USD', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))"),
		arguments, 2, NULL),
	    DB_OK);
	assert_int_equal(txn_run(db, begin_closure, NULL), DB_OK);
	return 0;
}

static struct audit_entry
some_entry(enum audit_event event)
{
	static const struct audit_change changes[] = {
	    {"access", SLICE_NONE, SLICE("full")},
	    {"name", SLICE("=cmd"), SLICE("Zoë \"x\" \xe2\x80\xae \xf0\x9f\x90\x9d")},
	};

	return (struct audit_entry){
	    .event = event,
	    .entity_id = company,
	    .actor_kind = "user",
	    .actor_id = ann,
	    .actor_name = SLICE("Ann O'Hara"),
	    .subject_kind = "key",
	    .subject_id = clock_key,
	    .subject_name = SLICE("Time clock"),
	    .address = {[10] = 0xff, 0xff, 203, 0, 113, 7},
	    .request_id = uuid_v7(),
	    .changes = changes,
	    .nchanges = 2,
	};
}

static enum txn_verdict
append_closure(struct db *on, void *context, enum db_status *status)
{
	const struct audit_entry *entry = context;

	*status = audit_append(on, arena, entry);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

static void
append(enum audit_event event)
{
	struct audit_entry entry = some_entry(event);

	assert_int_equal(txn_run(db, append_closure, &entry), DB_OK);
}

static void
append_many(int count)
{
	for (int i = 0; i < count; i++)
		append(AUDIT_KEY_CREATED);
}

static struct audit_verdict
verify(const struct audit_head *published)
{
	struct audit_verdict verdict;

	assert_int_equal(audit_verify(db, company, published, &verdict), DB_OK);
	return verdict;
}

static void
an_entry_comes_back_with_all_it_says(void **state)
{
	struct audit_row row;
	struct json_fault fault;
	struct str canonical;

	(void)state;
	fixture_need_server();
	append(AUDIT_KEY_CREATED);
	assert_int_equal(audit_find(db, arena, company, 1, &row), DB_OK);
	assert_true(slice_is(row.event, "key.created"));
	assert_true(slice_is(row.actor_name, "Ann O'Hara"));
	assert_true(uuid_eq(row.actor_id, ann) && uuid_eq(row.subject_id, clock_key));
	assert_int_equal(row.nchanges, 2);
	assert_null(row.changes[0].before.at);
	assert_true(slice_is(row.changes[0].after, "full"));
	assert_string_equal(row.changes[1].field, "name");
	assert_int_equal(row.address[12], 203);
	assert_false(uuid_is_nil(row.request_id));
	str_init(&canonical, arena, 65536);
	json_canonical(&canonical, json_read(arena, row.record, &fault));
	assert_true(slice_eq(str_slice(&canonical), row.record));
	assert_int_equal(audit_find(db, arena, company, 2, &row), DB_NO_ROW);
	assert_int_equal(audit_find(db, arena, company + 1, 1, &row), DB_NO_ROW);
}

static void
a_sentence_names_who_and_what(void **state)
{
	struct audit_piece pieces[AUDIT_PIECES_MAX];
	struct audit_row row;

	(void)state;
	fixture_need_server();
	append(AUDIT_KEY_REVOKED);
	assert_int_equal(audit_find(db, arena, company, 1, &row), DB_OK);
	assert_int_equal(audit_sentence(&row, pieces), 3);
	assert_true(slice_is(pieces[0].text, "Ann O'Hara") && pieces[0].strong);
	assert_true(slice_is(pieces[1].text, " revoked key ") && !pieces[1].strong);
	assert_true(slice_is(pieces[2].text, "Time clock") && pieces[2].strong);
	row.event = SLICE_OF("later.release");
	assert_int_equal(audit_sentence(&row, pieces), 1);
}

static void
every_event_has_a_name_a_group_and_a_sentence(void **state)
{
	enum audit_event event;

	(void)state;
	for (int i = 0; i < AUDIT_EVENTS; i++) {
		const struct audit_event_kind *kind = &audit_event_kinds[i];
		assert_non_null(kind->name);
		assert_non_null(kind->group);
		assert_non_null(kind->sentence);
		assert_true(strlen(kind->name) <= 40);
		assert_true(audit_event_find(slice_from(kind->name), &event));
		assert_int_equal(event, i);
	}
}

static void
lists_go_both_ways_and_filter(void **state)
{
	struct audit_page page;
	struct audit_filter filter = {.entity_id = company};

	(void)state;
	fixture_need_server();
	append_many(AUDIT_PAGE + 10);
	append(AUDIT_USER_SIGNED_IN);
	assert_int_equal(audit_older(db, arena, &filter, 0, &page), DB_OK);
	assert_int_equal(page.nrows, AUDIT_PAGE);
	assert_int_equal(page.rows[0].seq, AUDIT_PAGE + 11);
	assert_true(page.has_older && !page.has_newer);
	uint64_t last = page.rows[AUDIT_PAGE - 1].seq;
	assert_int_equal(audit_older(db, arena, &filter, last, &page), DB_OK);
	assert_int_equal(page.nrows, 11);
	assert_true(!page.has_older && page.has_newer);
	assert_int_equal(audit_newer(db, arena, &filter, page.rows[0].seq, &page), DB_OK);
	assert_int_equal(page.nrows, AUDIT_PAGE);
	assert_int_equal(page.rows[0].seq, AUDIT_PAGE + 11);
	assert_false(page.has_newer);
	filter.event = SLICE_OF("sign-in");
	assert_int_equal(audit_older(db, arena, &filter, 0, &page), DB_OK);
	assert_int_equal(page.nrows, 1);
	filter.event = SLICE_OF("key.revoked");
	assert_int_equal(audit_older(db, arena, &filter, 0, &page), DB_OK);
	assert_int_equal(page.nrows, 0);
	filter = (struct audit_filter){.entity_id = company, .subject_id = ann};
	assert_int_equal(audit_older(db, arena, &filter, 0, &page), DB_OK);
	assert_int_equal(page.nrows, 0);
	filter = (struct audit_filter){.entity_id = company, .from_us = clock_now() + CLOCK_HOUR};
	assert_int_equal(audit_older(db, arena, &filter, 0, &page), DB_OK);
	assert_int_equal(page.nrows, 0);
}

static void
a_sound_chain_is_whole(void **state)
{
	struct audit_head head;

	(void)state;
	fixture_need_server();
	assert_true(verify(NULL).whole);
	append_many(12);
	struct audit_verdict verdict = verify(NULL);
	assert_true(verdict.whole);
	assert_int_equal(verdict.entries, 12);
	assert_int_equal(audit_head(db, arena, company, &head), DB_OK);
	assert_int_equal(head.seq, 12);
	append_many(3);
	assert_true(verify(&head).whole);
}

/* Each falsification with the place and the words of what is found. */
static void
finds_what_was_falsified(void **state)
{
	static const struct {
		const char *sql;
		uint64_t bad_seq;
		const char *fault;
	} cases[] = {
	    {"UPDATE audit_events SET record = REPLACE(record, 'Ann', 'Bob') WHERE entity_id = ? "
	     "AND seq = 4",
		4, "changed record"},
	    {"UPDATE audit_events SET hash = REVERSE(hash) WHERE entity_id = ? AND seq = 4", 4,
		"changed record"},
	    {"UPDATE audit_events SET record = REPLACE(record, 'Ann', 'Bob'), "
	     "hash = UNHEX(SHA2(CONCAT(previous, record), 256)) WHERE entity_id = ? AND seq = 4",
		5, "link does not fit its predecessor"},
	    {"DELETE FROM audit_events WHERE entity_id = ? AND seq = 4", 4, "missing entry"},
	    {"DELETE FROM audit_events WHERE entity_id = ? AND seq = 10", 10,
		"missing entry at the end"},
	    {"UPDATE audit_events SET event = 'key.revoked' WHERE entity_id = ? AND seq = 7", 7,
		"columns differ from the record"},
	    {"UPDATE audit_events SET at = at + INTERVAL 1 HOUR WHERE entity_id = ? AND seq = 7", 7,
		"columns differ from the record"},
	    {"UPDATE audit_events SET actor_id = NULL WHERE entity_id = ? AND seq = 7", 7,
		"columns differ from the record"},
	    {"UPDATE audit_events a, audit_events b SET a.record = b.record, a.hash = b.hash "
	     "WHERE a.entity_id = ? AND b.entity_id = a.entity_id AND a.seq = 3 AND b.seq = 6",
		3, "changed record"},
	    {"INSERT INTO audit_events (entity_id, seq, id, at, event, actor_kind, record, "
	     "previous, hash) "
	     "SELECT entity_id, 11, REVERSE(id), at, event, actor_kind, record, hash, "
	     "UNHEX(SHA2(CONCAT(hash, record), 256)) FROM audit_events WHERE entity_id = ? AND seq "
	     "= 10",
		11, "columns differ from the record"},
	};

	fixture_need_server();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fresh(state);
		append_many(10);
		run(db, cases[i].sql);
		struct audit_verdict verdict = verify(NULL);
		assert_false(verdict.whole);
		assert_int_equal(verdict.bad_seq, cases[i].bad_seq);
		assert_string_equal(verdict.fault, cases[i].fault);
	}
}

static void
a_cut_tail_is_found_against_a_published_head(void **state)
{
	struct audit_head published;

	(void)state;
	fixture_need_server();
	append_many(10);
	assert_int_equal(audit_head(db, arena, company, &published), DB_OK);
	run(db, "DELETE FROM audit_events WHERE entity_id = ? AND seq > 7");
	run(db,
	    "UPDATE audit_heads h JOIN audit_events e ON e.entity_id = h.entity_id AND e.seq = 7 "
	    "SET h.seq = 7, h.hash = e.hash WHERE h.entity_id = ?");
	assert_true(verify(NULL).whole);
	struct audit_verdict verdict = verify(&published);
	assert_false(verdict.whole);
	assert_int_equal(verdict.bad_seq, 8);
	assert_string_equal(verdict.fault, "cut off before the published head");
	append_many(5);
	verdict = verify(&published);
	assert_string_equal(verdict.fault, "not the entry that was published");
	assert_int_equal(verdict.bad_seq, 10);
}

static void
appends_at_once_make_one_chain(void **state)
{
	pid_t children[3];
	int how;

	(void)state;
	fixture_need_server();
	for (int i = 0; i < 3; i++) {
		children[i] = fork();
		if (children[i] != 0)
			continue;
		struct db *own = db_new(&settings, DB_OWNER);
		for (int n = 0; n < 20; n++) {
			struct audit_entry entry = some_entry(AUDIT_KEY_CHANGED);
			if (txn_run(own, append_closure, &entry) != DB_OK)
				_exit(1);
		}
		_exit(0);
	}
	for (int i = 0; i < 3; i++) {
		assert_int_equal(waitpid(children[i], &how, 0), children[i]);
		assert_int_equal(how, 0);
	}
	struct audit_verdict verdict = verify(NULL);
	assert_true(verdict.whole);
	assert_int_equal(verdict.entries, 60);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(an_entry_comes_back_with_all_it_says, fresh),
	    cmocka_unit_test_setup(a_sentence_names_who_and_what, fresh),
	    cmocka_unit_test(every_event_has_a_name_a_group_and_a_sentence),
	    cmocka_unit_test_setup(lists_go_both_ways_and_filter, fresh),
	    cmocka_unit_test_setup(a_sound_chain_is_whole, fresh),
	    cmocka_unit_test(finds_what_was_falsified),
	    cmocka_unit_test_setup(a_cut_tail_is_found_against_a_published_head, fresh),
	    cmocka_unit_test_setup(appends_at_once_make_one_chain, fresh),
	};

	return cmocka_run_group_tests_name("trail/audit", tests, fixture_open, fixture_close);
}
