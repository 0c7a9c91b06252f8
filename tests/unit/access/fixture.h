/*
 * What the tests of lib/access share: a migrated database on the instance of HUB_CONF, a
 * limiter's file of their own, a company for each test, and requests that go through the
 * steps without a web server. Each program is one translation unit with this header.
 */
#ifndef TESTS_UNIT_ACCESS_FIXTURE_H
#define TESTS_UNIT_ACCESS_FIXTURE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "access/companies.h"
#include "access/credentials.h"
#include "access/keys.h"
#include "access/login.h"
#include "access/sessions.h"
#include "access/steps.h"
#include "access/users.h"
#include "codec/json.h"
#include "db/migrate.h"
#include "web/request.h"
#include "web/server.h"

/* Last: its macro fail() would meet the function of that name. */
#include <cmocka.h>

#define FIXTURE_MEMORY ((size_t)256 << 20)

static const struct settings *settings;
static const struct secrets *secrets;
static struct db *db;
static struct arena *arena;
static char limits_path[] = "/tmp/hub-access-XXXXXX";
static struct company company;
static struct act act;
static struct complaints complaints; /* of the last act */

/* What a client sends. */
struct wish {
	const char *method, *path, *query, *authorization, *cookie, *origin, *fetch_site, *address;
	const char *fetch_mode;
	const char *body;
};

static struct wish wish;
static size_t body_read;
static struct call *call;

static inline const char *
fake_parameter(const char *name)
{
	static char length[24];
	const struct {
		const char *name, *value;
	} parameters[] = {
	    {"REQUEST_METHOD", wish.method ? wish.method : "GET"},
	    {"PATH_INFO", wish.path},
	    {"QUERY_STRING", wish.query ? wish.query : ""},
	    {"HTTP_AUTHORIZATION", wish.authorization},
	    {"HTTP_COOKIE", wish.cookie},
	    {"HTTP_ORIGIN", wish.origin},
	    {"HTTP_SEC_FETCH_SITE", wish.fetch_site},
	    {"HTTP_SEC_FETCH_MODE", wish.fetch_mode},
	    {"HTTP_USER_AGENT", "fixture/1"},
	    {"REMOTE_ADDR", wish.address ? wish.address : "192.0.2.1"},
	    {"CONTENT_LENGTH", wish.body ? length : NULL},
	};
	if (wish.body)
		snprintf(length, sizeof length, "%zu", strlen(wish.body));
	for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++)
		if (strcmp(parameters[i].name, name) == 0)
			return parameters[i].value;
	return NULL;
}

static inline size_t
fake_read(void *bytes, size_t len)
{
	size_t left = wish.body ? strlen(wish.body) - body_read : 0;
	size_t part = left < len ? left : len;
	memcpy(bytes, wish.body ? wish.body + body_read : "", part);
	body_read += part;
	return part;
}

static const struct server fake_server = {.parameter = fake_parameter, .read = fake_read};

static inline void
answer_nothing(struct call *of)
{
	answer_begin(of, 200, "application/json");
	str_add_text(&of->answer.body, "{}");
}

/* clang-format off */
static const struct route routes[] = {
	{"health", METHOD_GET, "/v1/health", ACCESS_PUBLIC, 0, 0, answer_nothing, &login_shape, &login_shape, true},
	{"openapi", METHOD_GET, "/v1/openapi.json", ACCESS_PUBLIC, 0, 0, answer_nothing, &login_shape, &login_shape, false},
	{"auth.login", METHOD_POST, "/v1/auth/login", ACCESS_CREDENTIAL, 0, 0, auth_login, &login_shape, &login_shape, false},
	{"auth.logout", METHOD_POST, "/v1/auth/logout", ACCESS_CREDENTIAL, 0, 0, auth_logout, &login_shape, &login_shape, false},
	{"auth.whoami", METHOD_GET, "/v1/auth/whoami", ACCESS_CREDENTIAL, 0, 0, auth_whoami, &login_shape, &whoami_shape, false},
	{"list", METHOD_GET, "/v1/entities/{entity}/{resource}", ACCESS_RESOURCE, OPERATION_READ, 0, answer_nothing, &login_shape, &login_shape, false},
	{"create", METHOD_POST, "/v1/entities/{entity}/{resource}", ACCESS_RESOURCE, OPERATION_CREATE, 0, answer_nothing, &login_shape, &login_shape, false},
	{"page", METHOD_GET, "/hub/keys", ACCESS_SESSION, 0, ROLE_OWNER | ROLE_ADMIN, answer_nothing, NULL, NULL, false},
	{"change", METHOD_POST, "/hub/keys", ACCESS_SESSION, 0, ROLE_OWNER, answer_nothing, NULL, NULL, false},
	{"only", METHOD_POST, "/hub/only-post", ACCESS_SESSION, 0, ROLE_OWNER, answer_nothing, NULL, NULL, false},
	{"sign-in", METHOD_GET, "/hub/sign-in", ACCESS_ANONYMOUS, 0, 0, answer_nothing, NULL, NULL, false},
	{0}};
/* clang-format on */

static step *const api_steps[] = {access_identify, access_admit, access_spend, find_route,
    access_authorize, check_body, run_handler, NULL};
static step *const portal_steps[] = {
    refuse_forgery, find_route, resume_session, require_role, run_handler, NULL};

static const struct program api = {
    .name = "api", .routes = routes, .steps = api_steps, .compose = problem_compose};
static const struct program portal = {
    .name = "hub", .routes = routes, .steps = portal_steps, .compose = problem_compose};

/* Reads `wish` into `call`, and stops before the first step. */
static inline void
begin(const struct program *program)
{
	body_read = 0;
	call = arena_alloc(arena, sizeof *call);
	call->arena = arena;
	call->settings = settings;
	call->secrets = secrets;
	call->db = db;
	call->program = program;
	call->server = &fake_server;
	answer_begin(call, 0, NULL);
	request_read(call);
	request_read_body(call, CALL_BODY_MAX);
	route_find(call);
}

static inline int
finish(const struct program *program)
{
	step *const *next = program->steps;
	while (*next && (*next)(call))
		next++;
	if (program == &api)
		access_finish(call);
	return call->answer.status;
}

/* The status of the answer to `wish`. */
static inline int
ask(const struct program *program)
{
	begin(program);
	return finish(program);
}

static inline struct slice
sent_header(const char *name)
{
	for (size_t i = 0; i < call->answer.nheaders; i++)
		if (strcmp(call->answer.headers[i].name, name) == 0)
			return call->answer.headers[i].value;
	return SLICE_NONE;
}

static inline bool
sent_body_has(const char *text)
{
	return strstr(str_text(&call->answer.body), text) != NULL;
}

/* The pattern with the value in place of its "%s". */
static inline const char *
formatted(const char *pattern, const char *value)
{
	struct str text;
	const char *place = strstr(pattern, "%s");
	assert_non_null(place);
	str_init(&text, arena, 65536);
	str_add(&text, (struct slice){pattern, (size_t)(place - pattern)});
	str_add_text(&text, value);
	str_add_text(&text, place + 2);
	return str_text(&text);
}

/* GET with the credential; nothing else is wished for. */
static inline int
get(const char *path, const char *credential)
{
	wish = (struct wish){.path = path};
	if (credential)
		wish.authorization = formatted("Bearer %s", credential);
	return ask(&api);
}

static inline const char *
employees(void)
{
	return formatted("/v1/entities/ent_%s/employees", company.code);
}

static inline struct key_made
new_key(const char *name, enum mode mode, enum access_level level)
{
	struct key_made made = {0};
	struct key_order order = {.name = slice_from(name), .mode = mode, .level = level};
	assert_int_equal(key_create(&act, &order, &complaints, &made), DB_OK);
	assert_int_equal(complaints.count, 0);
	assert_non_null(made.secret.at);
	return made;
}

static inline bool
complains(const char *control, const char *code)
{
	for (size_t i = 0; i < complaints.count; i++)
		if (strcmp(complaints.list[i].parameter, control) == 0 &&
		    strcmp(complaints.list[i].code, code) == 0)
			return true;
	return false;
}

/* A new user of the company, who has stepped up. */
static inline struct act
user_act(const char *name, enum role role)
{
	const struct user_order order = {
	    .email = arena_printf(
		arena, "%s-%llu@example.com", name, (unsigned long long)company.entity_id),
	    .name = slice_from(name),
	    .role = role,
	    .password = SLICE("a long enough phrase of mine"),
	};
	struct act user = act;
	assert_int_equal(user_create(&act, &order, &complaints, &user.actor_id), DB_OK);
	assert_int_equal(complaints.count, 0);
	user.actor_kind = "user";
	user.actor_name = slice_from(name);
	user.role = role;
	user.stepped_up = true;
	return user;
}

/* How often the company's trail has the event. */
static inline uint64_t
audited(const char *event)
{
	const struct audit_filter filter = {.entity_id = act.entity_id, .event = slice_from(event)};
	struct audit_page page = {0};
	assert_int_equal(audit_older(db, arena, &filter, 0, &page), DB_OK);
	return page.nrows;
}

static inline void
execute(const char *sql)
{
	assert_int_equal(db_execute(db, slice_from(sql), NULL, 0, NULL), DB_OK);
}

/* The statement with the company's number where it says %s. */
static inline void
execute_on_company(const char *format)
{
	execute(formatted(
	    format, arena_printf(arena, "%llu", (unsigned long long)company.entity_id).at));
}

static inline int
fixture_open(void **state)
{
	(void)state;
	const char *path = getenv("HUB_CONF");
	if (!path)
		return 0;
	settings = settings_load(path, stderr);
	secrets = settings ? secrets_load(settings->secrets_file, stderr) : NULL;
	if (!secrets)
		return -1;
	int file = mkstemp(limits_path);
	db = db_new(settings, DB_OWNER);
	FILE *nobody = fopen("/dev/null", "w");
	bool ready =
	    file >= 0 && limits_open(limits_path) && migrate_run(db, settings, nobody, stderr);
	fclose(nobody);
	close(file);
	return ready ? 0 : -1;
}

static inline int
fixture_close(void **state)
{
	(void)state;
	if (!db)
		return 0;
	limits_close();
	unlink(limits_path);
	db_free(db);
	return 0;
}

/* A company with its sandbox, for one test; called again it makes another. */
static inline int
fixture_company(void **state)
{
	(void)state;
	const struct company_order order = {
	    SLICE("Northgate Builders"), SLICE("America/Denver"), SLICE("USD"), true};
	if (!db)
		return 0;
	if (!arena)
		arena = arena_new(FIXTURE_MEMORY);
	credential_forget_all();
	act = act_of_system(arena, db, settings, secrets);
	if (company_create(&act, &order, &complaints, &company) != DB_OK || complaints.count > 0)
		return -1;
	act.entity_id = company.entity_id;
	return 0;
}

static inline int
fixture_forget(void **state)
{
	(void)state;
	if (arena)
		arena_free(arena);
	arena = NULL;
	return 0;
}

/* The only reason to skip. */
static inline void
need_server(void)
{
	if (!db)
		skip();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_company, fixture_forget)

#endif
