/* The frame's data, answers in HTML, refusals as pages. */
#include "cgi-bin/pages/page.h"

#include <stdio.h>
#include <string.h>

#include "access/sessions.h"
#include "access/users.h"
#include "cgi-bin/pages/say.h"
#include "crypt/crypt.h"

#define ASSET_MAX ((size_t)256 * 1024)
#define VERSION_LEN 12
#define URL_MAX 4096
#define OWNERS_SHOWN 10

/* The files of static/ that the frame links, each with the hash of its bytes. */
static struct asset {
	const char *name;
	char version[VERSION_LEN + 1];
} assets[] = {{"hub.css", "0"}, {"hub.js", "0"}, {"hub.svg", "0"}};

/* Pages that not every role may open, by the beginning of their operation's name. */
static const struct {
	const char *operation;
	const char *name;
} page_names[] = {
    {"hub.audit", "Audit trail"},
    {"hub.user", "Users"},
    {"hub.key.new", "Create a key"},
    {"hub.key.revoke", "Revoke a key"},
    {"hub.key.pause", "Pause a key"},
    {"hub.key.resume", "Resume a key"},
    {"hub.key.approve", "Approve a key"},
    {"hub.key.collect", "Collect a key"},
    {"hub.key.hand_over", "Hand a key over"},
};

static const struct {
	const char *code;
	struct slice sentence;
} said[] = {
    {"signed-out", SLICE("You are signed out.")},
    {"user-changed", SLICE("Role changed. Their sessions have ended.")},
    {"user-gone", SLICE("Account deactivated. Their sessions have ended; their keys stay.")},
    {"user-back", SLICE("Account reactivated.")},
    {"user-out", SLICE("Their sessions have ended.")},
    {"two-step-off", SLICE("Two-step sign-in is off.")},
    {"name-saved", SLICE("Name saved.")},
    {"password-saved", SLICE("Password changed. Your other sessions have ended.")},
    {"password-set", SLICE("Password set. Sign in with it.")},
    {"display-saved", SLICE("Saved.")},
    {"sessions-ended", SLICE("Ended.")},
    {"joined", SLICE("Welcome. You can turn on two-step sign-in here.")},
    {"key-paused", SLICE("Key paused. Requests with it get 401 until you resume it.")},
    {"key-resumed", SLICE("Key resumed. Requests with it are answered again.")},
    {"key-approved", SLICE("Key approved. Who asked for it collects it now.")},
    {"change-approved", SLICE("Change approved. The key may do so from its next request on.")},
    {"change-withdrawn", SLICE("Nothing was changed: the key stays as it is.")},
    {"key-waits", SLICE("Key asked for. It waits for a second admin; its text is made when you "
			"collect it, so there is nothing to lose meanwhile.")},
    {"key-revoked", SLICE("Key revoked. Requests with it are refused from now on.")},
};

static bool
hash_asset(struct arena *arena, const char *folder, struct asset *asset)
{
	struct slice path = arena_printf(arena, "%s/%s", folder, asset->name);
	FILE *file = fopen(path.at, "rb");
	if (!file)
		return false;
	char *bytes = arena_alloc(arena, ASSET_MAX);
	size_t len = fread(bytes, 1, ASSET_MAX, file);
	fclose(file);
	char hex[2 * DIGEST_LEN + 1];
	struct digest digest = sha256((struct slice){bytes, len});
	digest_hex(&digest, hex);
	memcpy(asset->version, hex, VERSION_LEN);
	return true;
}

bool
page_start(const struct settings *settings)
{
	struct arena *arena = arena_new(8 * ASSET_MAX);
	bool all = settings->static_dir != NULL;
	for (size_t i = 0; all && i < sizeof assets / sizeof *assets; i++)
		all = hash_asset(arena, settings->static_dir, &assets[i]);
	arena_free(arena);
	return all;
}

struct slice
page_url(const struct call *call, const char *format, ...)
{
	struct str url;
	va_list args;
	char rest[URL_MAX];
	va_start(args, format);
	vsnprintf(rest, sizeof rest, format, args);
	va_end(args);
	str_init(&url, call->arena, URL_MAX * 2);
	str_add(&url, session_prefix(call->settings));
	str_add_text(&url, "/hub");
	str_add_text(&url, rest);
	return str_slice(&url);
}

static struct slice
said_sentence(const struct call *call)
{
	struct slice code = form_value(&call->request.query, "said");
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		if (slice_is(code, said[i].code))
			return said[i].sentence;
	return SLICE_NONE;
}

struct page *
page_of(struct call *call)
{
	struct page *page = arena_alloc(call->arena, sizeof *page);
	page->hub = page_url(call, "%s", "");
	page->style = page_url(call, "/static/%s?v=%s", assets[0].name, assets[0].version);
	page->script = page_url(call, "/static/%s?v=%s", assets[1].name, assets[1].version);
	page->icon = page_url(call, "/static/%s?v=%s", assets[2].name, assets[2].version);
	page->said = said_sentence(call);
	if (call->caller.kind != CALLER_USER)
		return page;
	page->signed_in = true;
	page->company = call->caller.entity_name;
	page->user = call->caller.user_name;
	page->sender = id_text(call->arena, USER_PREFIX, call->caller.user_id);
	page->role = slice_from(role_name(call->caller.role));
	page->sees_audit = right_held(RIGHT_AUDIT_READ, call->caller.role);
	page->sees_users = right_held(RIGHT_USERS_READ, call->caller.role);
	page->look = call->caller.look;
	page->shortcuts = call->caller.shortcuts;
	return page;
}

struct str *
page_begin(struct call *call, int status)
{
	answer_begin(call, status, "text/html; charset=utf-8");
	return &call->answer.body;
}

void
page_go(struct call *call, struct slice path)
{
	answer_begin(call, 303, NULL);
	answer_header(call, "Location", path);
}

bool
page_form(struct call *call, struct form *form)
{
	struct slice body = call->request.body;
	struct slice type = call_header(call, "CONTENT_TYPE");
	*form = (struct form){0};
	bool ours = slice_has_prefix(type, "application/x-www-form-urlencoded");
	if ((body.len == 0 || ours) && form_read(call->arena, body, form))
		return true;
	refuse(call, PROBLEM_INVALID_PARAMETER, "The form could not be read.");
	return false;
}

struct slice
page_value(const struct form *form, const char *name)
{
	struct slice value = form_value(form, name);
	return value.at ? value : SLICE_OF("");
}

struct slice
complaint_of(const struct complaints *complaints, const char *control)
{
	for (size_t i = 0; i < complaints->count; i++)
		if (complaints->list[i].parameter &&
		    strcmp(complaints->list[i].parameter, control) == 0)
			return complaints->list[i].detail;
	return SLICE_NONE;
}

void
complaints_list(struct call *call, const struct complaints *complaints,
    const struct form_complaint **rows, size_t *nrows)
{
	struct form_complaint *list = arena_array(call->arena, complaints->count, sizeof *list);
	for (size_t i = 0; i < complaints->count; i++)
		list[i] = (struct form_complaint){
		    .control = slice_from(complaints->list[i].parameter),
		    .sentence = complaints->list[i].detail,
		};
	*rows = list;
	*nrows = complaints->count;
}

enum mode
page_mode(const struct call *call, enum mode otherwise)
{
	enum mode mode = otherwise;
	if (call->caller.role == ROLE_DEVELOPER)
		return MODE_TEST;
	mode_read(form_value(&call->request.query, "mode"), &mode);
	return mode;
}

void
page_mode_tabs(struct call *call, enum mode mode, struct slice url, bool with_all,
    const struct tab **tabs, size_t *ntabs)
{
	static const struct {
		const char *text;
		const char *value;
		enum mode mode;
	} all[] = {{"All", "all", 0}, {"Live", "live", MODE_LIVE}, {"Test", "test", MODE_TEST}};
	struct tab *list = arena_array(call->arena, 3, sizeof *list);
	const char *joint = slice_find(url, '?') < 0 ? "?" : "&";
	*ntabs = 0;
	for (size_t i = 0; i < 3; i++) {
		bool shown = all[i].mode == 0 ? with_all : true;
		if (!shown || (call->caller.role == ROLE_DEVELOPER && all[i].mode != MODE_TEST))
			continue;
		struct str href;
		str_init(&href, call->arena, 2 * URL_MAX);
		str_add(&href, url);
		str_add_text(&href, joint);
		str_add_text(&href, "mode=");
		str_add_text(&href, all[i].value);
		list[(*ntabs)++] = (struct tab){.text = slice_from(all[i].text),
		    .href = str_slice(&href),
		    .current = all[i].mode == mode};
	}
	*tabs = list;
}

static void
send_problem(struct call *call, int status, const struct hub_problem *data)
{
	hub_problem_render(page_begin(call, status), data);
}

void
page_gone(struct call *call, const char *sentence)
{
	send_problem(call, 404,
	    &(struct hub_problem){.page = page_of(call),
		.title = SLICE_OF("Not found"),
		.text = slice_from(sentence),
		.href = page_url(call, "/dashboard"),
		.action = SLICE_OF("Go to the dashboard")});
}

static struct slice
problem_title(enum problem problem)
{
	switch (problem) {
	case PROBLEM_NOT_FOUND:
		return SLICE_OF("Not found");
	case PROBLEM_UNAVAILABLE:
		return SLICE_OF("Hub cannot answer at this moment");
	case PROBLEM_INTERNAL_ERROR:
		return SLICE_OF("Something failed on our side");
	case PROBLEM_INSUFFICIENT_SCOPE:
		return SLICE_OF("Not allowed");
	default:
		return slice_from(problem_kinds[problem].title);
	}
}

static const char *
name_of_page(const struct call *call)
{
	for (size_t i = 0; call->route && i < sizeof page_names / sizeof *page_names; i++)
		if (slice_has_prefix(slice_from(call->route->operation), page_names[i].operation))
			return page_names[i].name;
	return "this page";
}

/* Should they not be readable now, the page stands without them. */
static void
show_owners(struct call *call, struct hub_problem *data)
{
	struct act act = act_of(call);
	struct slice *names;
	size_t count;
	if (user_owners(&act, OWNERS_SHOWN, &names, &count) != DB_OK)
		return;
	struct owner *list = arena_array(call->arena, count, sizeof *list);
	for (size_t i = 0; i < count; i++)
		list[i] = (struct owner){.name = names[i], .more = i + 1 < count};
	data->owners = list;
	data->nowners = count;
}

static struct slice
problem_text(struct call *call, enum problem problem, const char *constant_detail)
{
	/* Before the session is known this problem is a form from elsewhere, which says so itself.
	 */
	if (problem == PROBLEM_INSUFFICIENT_SCOPE && call->caller.kind == CALLER_USER)
		return arena_printf(call->arena, "Your role, %s, can’t open %s.",
		    role_name(call->caller.role), name_of_page(call));
	if (constant_detail)
		return slice_from(constant_detail);
	if (problem == PROBLEM_NOT_FOUND)
		return SLICE_OF("There is no page at this address.");
	if (problem == PROBLEM_UNAVAILABLE)
		return SLICE_OF("Nothing was changed. Try again in a few seconds.");
	return slice_from(problem_kinds[problem].advice);
}

void
page_compose(struct call *call, enum problem problem, const char *constant_detail,
    const struct complaints *complaints, struct slice members)
{
	(void)members;
	int status = problem_kinds[problem].status;
	char id[UUID_TEXT_LEN + 1];
	uuid_text(call->request.id, id);
	struct slice text = problem_text(call, problem, constant_detail);
	if (complaints && complaints->count > 0)
		text = complaints->list[0].detail;
	struct hub_problem data = {.page = page_of(call),
	    .title = problem_title(problem),
	    .text = text,
	    .href = page_url(call, "/dashboard"),
	    .action = SLICE_OF("Go to the dashboard"),
	    .request_id = status >= 500 ? slice_from(id) : SLICE_NONE};
	if (problem == PROBLEM_INSUFFICIENT_SCOPE && call->caller.kind == CALLER_USER)
		show_owners(call, &data);
	send_problem(call, status, &data);
}
