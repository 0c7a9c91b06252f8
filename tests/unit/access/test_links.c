/* Links that may be used once. */
#include "fixture.h"

#include "access/links.h"
#include "access/sweep.h"

struct trial {
	const struct single_link *link;
	enum link_purpose purpose;
	struct uuid subject;
	struct slice url;
};

static enum txn_verdict
make_closure(struct db *on, void *context, enum db_status *status)
{
	struct trial *trial = context;
	*status = links_make(on, &act, trial->purpose, trial->subject, &trial->url);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

static enum txn_verdict
use_closure(struct db *on, void *context, enum db_status *status)
{
	struct trial *trial = context;
	*status = links_use(on, trial->link);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

static struct slice
made(enum link_purpose purpose, struct uuid subject)
{
	struct trial trial = {.purpose = purpose, .subject = subject};
	assert_int_equal(txn_run(db, make_closure, &trial), DB_OK);
	return trial.url;
}

static enum db_status
used(const struct single_link *link)
{
	struct trial trial = {.link = link};
	return txn_run(db, use_closure, &trial);
}

/* What stands behind the path of the purpose. */
static struct slice
token_of(struct slice url, enum link_purpose purpose)
{
	const char *start = formatted("http://localhost:8080/hub%s/", links_path(purpose));
	assert_true(slice_has_prefix(url, start));
	return slice_skip(url, strlen(start));
}

static struct single_link
found(struct slice url, enum link_purpose purpose)
{
	struct single_link link;
	assert_int_equal(links_find(db, arena, purpose, token_of(url, purpose), &link), DB_OK);
	return link;
}

static void
opens_once_for_its_purpose_and_company(void **state)
{
	(void)state;
	need_server();
	struct uuid subject = uuid_v7();
	struct slice url = made(LINK_HANDOVER, subject);
	struct single_link again, link = found(url, LINK_HANDOVER);
	assert_int_equal(link.state, LINK_OPEN);
	assert_int_equal(link.entity_id, company.entity_id);
	assert_true(uuid_eq(link.subject_id, subject));
	assert_int_equal(link.expires_us - link.created_us, INT64_C(72) * 3600 * 1000000);
	assert_int_equal(
	    links_find(db, arena, LINK_RESET, token_of(url, LINK_HANDOVER), &again), DB_NO_ROW);
	assert_int_equal(used(&link), DB_OK);
	assert_int_equal(used(&link), DB_NO_ROW);
	assert_int_equal(found(url, LINK_HANDOVER).state, LINK_USED);
}

static void
ends_after_its_hours(void **state)
{
	(void)state;
	need_server();
	struct slice url = made(LINK_RESET, uuid_v7());
	struct single_link link = found(url, LINK_RESET);
	assert_int_equal(link.expires_us - link.created_us, INT64_C(3600) * 1000000);
	execute_on_company("UPDATE single_use_links SET expires_at = UTC_TIMESTAMP(6) "
			   "WHERE entity_id = %s");
	assert_int_equal(found(url, LINK_RESET).state, LINK_EXPIRED);
	assert_int_equal(used(&link), DB_NO_ROW);
}

static void
leaves_only_the_newest_of_a_subject_open(void **state)
{
	(void)state;
	need_server();
	struct uuid subject = uuid_v7();
	struct slice first = made(LINK_INVITATION, subject);
	struct slice reset = made(LINK_RESET, subject), other = made(LINK_INVITATION, uuid_v7());
	struct slice second = made(LINK_INVITATION, subject);
	struct single_link open, link = found(first, LINK_INVITATION);
	assert_int_equal(link.state, LINK_WITHDRAWN);
	assert_int_equal(used(&link), DB_NO_ROW);
	assert_int_equal(found(second, LINK_INVITATION).state, LINK_OPEN);
	assert_int_equal(found(reset, LINK_RESET).state, LINK_OPEN);
	assert_int_equal(found(other, LINK_INVITATION).state, LINK_OPEN);
	assert_int_equal(
	    links_find_open(db, arena, company.entity_id, LINK_INVITATION, subject, &open), DB_OK);
	assert_int_equal(open.expires_us, found(second, LINK_INVITATION).expires_us);
	assert_int_equal(links_withdraw(db, company.entity_id, LINK_INVITATION, subject), DB_OK);
	assert_int_equal(found(second, LINK_INVITATION).state, LINK_WITHDRAWN);
	assert_int_equal(
	    links_find_open(db, arena, company.entity_id, LINK_INVITATION, subject, &open),
	    DB_NO_ROW);
}

static void
keeps_no_token(void **state)
{
	(void)state;
	need_server();
	struct slice token = token_of(made(LINK_INVITATION, uuid_v7()), LINK_INVITATION);
	struct single_link link;
	char *mistyped = arena_text(arena, token);
	mistyped[3] = mistyped[3] == 'x' ? 'y' : 'x';
	assert_int_equal(
	    links_find(db, arena, LINK_INVITATION, slice_from(mistyped), &link), DB_NO_ROW);
	assert_int_equal(
	    links_find(db, arena, LINK_INVITATION, SLICE_OF("short"), &link), DB_NO_ROW);
	assert_int_equal(links_find(db, arena, LINK_INVITATION, SLICE_OF(""), &link), DB_NO_ROW);
	struct digest digest = sha256(token);
	assert_int_equal(links_find(db, arena, LINK_INVITATION, token, &link), DB_OK);
	assert_memory_equal(link.digest.byte, digest.byte, DIGEST_LEN);
}

static void
goes_a_month_after_its_end(void **state)
{
	(void)state;
	need_server();
	struct swept swept;
	struct single_link link;
	struct slice young = made(LINK_RESET, uuid_v7());
	execute_on_company(
	    "UPDATE single_use_links SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 29 DAY "
	    "WHERE entity_id = %s");
	assert_int_equal(access_sweep(db, settings, &swept), DB_OK);
	assert_int_equal(found(young, LINK_RESET).state, LINK_EXPIRED);
	execute_on_company(
	    "UPDATE single_use_links SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 31 DAY "
	    "WHERE entity_id = %s");
	assert_int_equal(access_sweep(db, settings, &swept), DB_OK);
	assert_true(swept.links >= 1);
	assert_int_equal(
	    links_find(db, arena, LINK_RESET, token_of(young, LINK_RESET), &link), DB_NO_ROW);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(opens_once_for_its_purpose_and_company),
	    TEST(ends_after_its_hours),
	    TEST(leaves_only_the_newest_of_a_subject_open),
	    TEST(keeps_no_token),
	    TEST(goes_a_month_after_its_end),
	};
	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
