/* Handlers as the program calls them, with callers whose policy is narrower than the whole. */
#define _GNU_SOURCE
#include "fixture.h"

#include "crypt/secrets.h"
#include "records/records.h"
#include "web/program.h"
#include "web/request.h"
#include "web/server.h"

static const struct secrets *secrets;
static struct call *call;

/* What a client sends beside method and path. */
static struct wish {
	const char *query, *body, *type, *accept, *if_match, *if_none_match;
} wish;
static size_t body_read;

static const char *
fake_parameter(const char *name)
{
	static char length[24];
	const struct {
		const char *name, *value;
	} parameters[] = {
	    {"REQUEST_METHOD", "GET"},
	    {"PATH_INFO", "/v1/entities/ent_x/departments"},
	    {"QUERY_STRING", wish.query ? wish.query : ""},
	    {"REMOTE_ADDR", "192.0.2.1"},
	    {"CONTENT_LENGTH", wish.body ? length : NULL},
	    {"CONTENT_TYPE", wish.type   ? wish.type
			     : wish.body ? "application/json"
					 : NULL},
	    {"HTTP_ACCEPT", wish.accept},
	    {"HTTP_IF_MATCH", wish.if_match},
	    {"HTTP_IF_NONE_MATCH", wish.if_none_match},
	};
	snprintf(length, sizeof length, "%zu", wish.body ? strlen(wish.body) : 0);
	for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++)
		if (strcmp(parameters[i].name, name) == 0)
			return parameters[i].value;
	return NULL;
}

static size_t
fake_read(void *bytes, size_t len)
{
	size_t left = wish.body ? strlen(wish.body) - body_read : 0;
	size_t part = left < len ? left : len;
	memcpy(bytes, wish.body ? wish.body + body_read : "", part);
	body_read += part;
	return part;
}

static const struct server fake_server = {.parameter = fake_parameter, .read = fake_read};

static const struct route record_route = {
    .operation = "get", .pattern = "/v1/entities/{entity}/{resource}/{id}"};
static const struct program api = {.name = "api", .compose = problem_compose};

static struct fieldset
only(const char *const *names)
{
	struct fieldset set = {0};
	for (; *names != NULL; names++)
		fieldset_add(&set, resource_field(&resource_departments, slice_from(*names)));
	return set;
}

/* A request of a key that may read and write just these fields of departments. */
static int
send_as(handler *handle, struct fieldset readable, struct fieldset writable, const char *id)
{
	body_read = 0;
	call = arena_alloc(arena, sizeof *call);
	call->arena = arena;
	call->settings = settings;
	call->secrets = secrets;
	call->db = db;
	call->program = &api;
	call->server = &fake_server;
	answer_begin(call, 0, NULL);
	request_read(call);
	request_read_body(call, CALL_BODY_MAX);
	call->route = &record_route;
	call->notes.resource = &resource_departments;
	call->parameters[2] = slice_from(id ? id : "");
	call->caller = (struct caller){.kind = CALLER_KEY,
	    .entity_id = acme.entity_id,
	    .realm_id = acme.realm_id,
	    .key_id = acme.key_id,
	    .guard = acme.guard};
	call->readable = readable;
	call->writable = writable;
	handle(call);
	return call->answer.status;
}

static int
send_whole(handler *handle, const char *id)
{
	struct fieldset all = fieldset_all(&resource_departments);
	return send_as(handle, all, all, id);
}

static struct slice
sent_header(const char *name)
{
	for (size_t i = 0; i < call->answer.nheaders; i++)
		if (strcmp(call->answer.headers[i].name, name) == 0)
			return call->answer.headers[i].value;
	return SLICE_NONE;
}

static const struct json *
sent(void)
{
	struct json_fault fault;
	const struct json *body = json_read(arena, str_slice(&call->answer.body), &fault);
	assert_non_null(body);
	return body;
}

static struct slice
sent_text(const char *name)
{
	const struct json *member = json_member(sent(), slice_from(name));
	return member ? json_string(member) : SLICE_NONE;
}

static const char *const code_and_name[] = {"id", "code", "name", "version", NULL};

static const char *
new_department(void)
{
	struct write *write = make_department(&acme, ",\"description\":\"secret\"");
	expect_done(write);
	return id_of(write);
}

static void
withholds_fields_and_says_which(void **state)
{
	(void)state;
	fixture_need_server();
	const char *id = new_department();
	wish = (struct wish){0};
	assert_int_equal(
	    send_as(records_get, only(code_and_name), (struct fieldset){{0}}, id), 200);
	assert_int_equal(json_count(sent()), 5);
	assert_non_null(json_member(sent(), SLICE_OF("code")));
	assert_null(json_member(sent(), SLICE_OF("description")));
	assert_true(slice_is(sent_header("X-Withheld-Fields"),
	    "external_id, description, is_active, parent_department_id, manager_employee_id, "
	    "gl_segment, cost_center, created_at, updated_at"));
	assert_true(call->caller.confirmed);
	struct slice narrow = sent_header("ETag");
	assert_int_equal(send_whole(records_get, id), 200);
	assert_null(sent_header("X-Withheld-Fields").at);
	assert_false(slice_eq(narrow, sent_header("ETag")));
}

static void
what_may_not_be_read_can_be_neither_asked_for_nor_filtered_by(void **state)
{
	(void)state;
	fixture_need_server();
	static const char *const queries[] = {"fields=is_active", "is_active=true",
	    "sort=updated_at", "updated_since=2020-01-01T00:00:00Z"};
	for (size_t i = 0; i < 4; i++) {
		wish = (struct wish){.query = queries[i]};
		assert_int_equal(
		    send_as(records_list, only(code_and_name), (struct fieldset){{0}}, NULL), 400);
		assert_true(slice_is(sent_text("code"), "invalid_parameter"));
	}
}

static void
what_may_not_be_written_is_refused_by_name(void **state)
{
	(void)state;
	fixture_need_server();
	const char *id = new_department();
	wish = (struct wish){.body = "{\"name\":\"x\",\"gl_segment\":5,\"cost_center\":\"9\"}"};
	assert_int_equal(
	    send_as(records_update, only(code_and_name), only(code_and_name), id), 403);
	assert_true(slice_is(sent_text("code"), "field_not_permitted"));
	const struct json *fields = json_member(sent(), SLICE_OF("fields"));
	assert_int_equal(json_count(fields), 2);
	assert_true(slice_is(json_string(json_at(fields, 0)), "gl_segment"));
	assert_true(slice_is(json_string(json_at(fields, 1)), "cost_center"));
}

static void
a_writer_who_may_not_read_learns_id_and_version(void **state)
{
	(void)state;
	fixture_need_server();
	wish = (struct wish){.body = "{\"code\":\"W-1\",\"name\":\"x\"}"};
	assert_int_equal(send_as(records_create, (struct fieldset){{0}},
			     fieldset_all(&resource_departments), NULL),
	    201);
	assert_int_equal(json_count(sent()), 3);
	assert_non_null(json_member(sent(), SLICE_OF("version")));
	assert_true(
	    slice_has_prefix(sent_header("Location"), "/v1/entities/ent_x/departments/dep_"));
	wish = (struct wish){.body = "{\"code\":\"W-2\",\"name\":\"x\"}", .query = "dry_run=true"};
	assert_int_equal(send_whole(records_create, NULL), 200);
	assert_null(sent_header("Location").at);
	assert_null(sent_header("ETag").at);
	assert_true(json_bool(json_member(sent(), SLICE_OF("dry_run"))));
	wish = (struct wish){.body = "{\"code\":\"W-2\",\"name\":\"x\"}"};
	assert_int_equal(send_whole(records_create, NULL), 201);
}

static void
notes_what_was_shown_written_and_named(void **state)
{
	(void)state;
	fixture_need_server();
	static const char *const shown[] = {"id", "name", NULL}, *const named[] = {"code",
								     "is_active", "name", NULL};
	struct fieldset wanted;
	wish = (struct wish){.query = "is_active=true&sort=code&fields=name"};
	assert_int_equal(send_whole(records_list, NULL), 200);
	wanted = only(shown);
	assert_memory_equal(&call->notes.shown, &wanted, sizeof wanted);
	wanted = only(named);
	assert_memory_equal(&call->notes.named, &wanted, sizeof wanted);
	static const char *const written[] = {"code", "name", NULL};
	wish = (struct wish){.body = "{\"code\":\"N-1\",\"name\":\"x\",\"zzz\":1,\"version\":2}"};
	assert_int_equal(send_whole(records_create, NULL), 422);
	wanted = only(written);
	assert_memory_equal(&call->notes.written, &wanted, sizeof wanted);
}

static void
media_types_are_judged(void **state)
{
	(void)state;
	fixture_need_server();
	static const struct {
		const char *type, *accept;
		int status;
	} cases[] = {
	    {"text/plain", NULL, 415},
	    {"application/merge-patch+json", NULL, 415},
	    {"application/json; charset=latin1", NULL, 415},
	    {"application/json; charset=UTF-8", NULL, 422},
	    {"APPLICATION/JSON", "*/*", 422},
	    {"application/json", "text/html", 406},
	    {"application/json", "application/json;q=0, */*", 406},
	    {"application/json", "application/*", 422},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		wish =
		    (struct wish){.body = "{}", .type = cases[i].type, .accept = cases[i].accept};
		assert_int_equal(send_whole(records_create, NULL), cases[i].status);
	}
	wish = (struct wish){.body = "{}", .type = "application/merge-patch+json"};
	assert_int_equal(send_whole(records_update, new_department()), 200);
	wish = (struct wish){.body = "{}", .type = "text/plain"};
	assert_int_equal(send_whole(records_update, new_department()), 415);
	assert_true(slice_has_prefix(sent_header("Accept-Patch"), "application/merge-patch+json"));
}

static void
an_empty_or_broken_body_is_refused_after_the_record_was_found(void **state)
{
	(void)state;
	fixture_need_server();
	const char *gone = id_text(arena, "dep", uuid_v7()).at;
	static const char *const bodies[] = {"", "{", "{\"a\":1,\"a\":2}"};
	for (size_t i = 0; i < 3; i++) {
		wish = (struct wish){.body = bodies[i]};
		assert_int_equal(send_whole(records_update, gone), 404);
		assert_int_equal(send_whole(records_update, new_department()), 400);
		assert_true(slice_is(sent_text("code"), "malformed_json"));
		assert_int_equal(send_whole(records_create, NULL), 400);
		assert_int_equal(send_whole(records_search, NULL), 400);
	}
}

static void
getting_one_record_costs_one_statement(void **state)
{
	(void)state;
	fixture_need_server();
	const char *id = new_department();
	wish = (struct wish){0};
	assert_int_equal(send_whole(records_get, id), 200);
	db_round_trips(db, true);
	assert_int_equal(send_whole(records_get, id), 200);
	assert_int_equal(db_round_trips(db, true), 1);
	wish.if_none_match = sent_header("ETag").at;
	assert_int_equal(send_whole(records_get, id), 304);
	assert_int_equal(db_round_trips(db, true), 1);
	assert_int_equal(call->answer.body.len, 0);
	wish.if_none_match = "nonsense";
	assert_int_equal(send_whole(records_get, id), 400);
}

static void
deleting_may_be_rehearsed(void **state)
{
	(void)state;
	fixture_need_server();
	const char *id = new_department();
	wish = (struct wish){.query = "dry_run=true"};
	assert_int_equal(send_whole(records_delete, id), 200);
	assert_true(json_bool(json_member(sent(), SLICE_OF("dry_run"))));
	wish = (struct wish){.query = "dry_run=maybe"};
	assert_int_equal(send_whole(records_delete, id), 400);
	wish = (struct wish){0};
	assert_int_equal(send_whole(records_delete, id), 204);
	assert_int_equal(send_whole(records_delete, id), 404);
	assert_int_equal(send_whole(records_delete, "per_01k9zzzzzzzzzzzzzzzzzzzzzz"), 404);
}

static int
open_all(void **state)
{
	if (fixture_open_acme(state) != 0)
		return -1;
	if (db == NULL)
		return 0;
	secrets = secrets_load(settings->secrets_file, stderr);
	return secrets != NULL ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(withholds_fields_and_says_which),
	    cmocka_unit_test(what_may_not_be_read_can_be_neither_asked_for_nor_filtered_by),
	    cmocka_unit_test(what_may_not_be_written_is_refused_by_name),
	    cmocka_unit_test(a_writer_who_may_not_read_learns_id_and_version),
	    cmocka_unit_test(notes_what_was_shown_written_and_named),
	    cmocka_unit_test(media_types_are_judged),
	    cmocka_unit_test(an_empty_or_broken_body_is_refused_after_the_record_was_found),
	    cmocka_unit_test(getting_one_record_costs_one_statement),
	    cmocka_unit_test(deleting_may_be_rehearsed),
	};
	return cmocka_run_group_tests(tests, open_all, fixture_close);
}
