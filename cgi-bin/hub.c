/* The portal: administrators of a company serve themselves in a browser. */
#include "access/rights.h"
#include "access/sessions.h"
#include "access/steps.h"
#include "cgi-bin/pages/page.h"
#include "cgi-bin/pages/pages.h"
#include "records/daily.h"
#include "trail/ship.h"

#define POLICY                                                                                     \
	"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "            \
	"img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/* A page: {name, method, path, who may come, 0, as what, handler}. */
/* clang-format off */
static const struct route routes[] = {
	{"hub.start", METHOD_GET, "/hub", ACCESS_SESSION, 0, MAY_PAGES_READ, hub_start, NULL, NULL, false},
	{"hub.start", METHOD_GET, "/hub/", ACCESS_SESSION, 0, MAY_PAGES_READ, hub_start, NULL, NULL, false},
	{"hub.sign_in", METHOD_GET, "/hub/sign-in", ACCESS_ANONYMOUS, 0, 0, hub_sign_in, NULL, NULL, false},
	{"hub.sign_in.post", METHOD_POST, "/hub/sign-in", ACCESS_ANONYMOUS, 0, 0, hub_sign_in_post, NULL, NULL, false},
	{"hub.signed_in", METHOD_GET, "/hub/signed-in", ACCESS_ANONYMOUS, 0, 0, hub_signed_in, NULL, NULL, false},
	{"hub.invitation", METHOD_GET, "/hub/invitation/{token}", ACCESS_ANONYMOUS, 0, 0, hub_invitation, NULL, NULL, false},
	{"hub.invitation.post", METHOD_POST, "/hub/invitation/{token}", ACCESS_ANONYMOUS, 0, 0, hub_invitation_post, NULL, NULL, false},
	{"hub.reset", METHOD_GET, "/hub/reset/{token}", ACCESS_ANONYMOUS, 0, 0, hub_reset, NULL, NULL, false},
	{"hub.reset.post", METHOD_POST, "/hub/reset/{token}", ACCESS_ANONYMOUS, 0, 0, hub_reset_post, NULL, NULL, false},
	{"hub.account", METHOD_GET, "/hub/account", ACCESS_SESSION, 0, MAY_ACCOUNT, hub_account, NULL, NULL, false},
	{"hub.account.two_step", METHOD_GET, "/hub/account/two-step", ACCESS_SESSION, 0, MAY_ACCOUNT, hub_account_two_step, NULL, NULL, false},
	{"hub.account.post", METHOD_POST, "/hub/account/{deed}", ACCESS_SESSION, 0, MAY_ACCOUNT, hub_account_post, NULL, NULL, false},
	{"hub.account.two_step.post", METHOD_POST, "/hub/account/two-step", ACCESS_SESSION, 0, MAY_ACCOUNT, hub_account_two_step_post, NULL, NULL, false},
	{"hub.users", METHOD_GET, "/hub/users", ACCESS_SESSION, 0, MAY_USERS_READ, hub_users, NULL, NULL, false},
	{"hub.users.invite", METHOD_POST, "/hub/users/invite", ACCESS_SESSION, 0, MAY_USERS_READ, hub_users_invite, NULL, NULL, false},
	{"hub.user", METHOD_GET, "/hub/users/{id}", ACCESS_SESSION, 0, MAY_USERS_READ, hub_user, NULL, NULL, false},
	{"hub.user.post", METHOD_POST, "/hub/users/{id}/{deed}", ACCESS_SESSION, 0, MAY_USERS_READ, hub_user_post, NULL, NULL, false},
	{"hub.sign_out", METHOD_POST, "/hub/sign-out", ACCESS_SESSION, 0, MAY_PAGES_READ, hub_sign_out, NULL, NULL, false},
	{"hub.search", METHOD_POST, SEARCH_PATH, ACCESS_SESSION, 0, MAY_PAGES_READ, hub_search, NULL, NULL, false},
	{"hub.dashboard", METHOD_GET, "/hub/dashboard", ACCESS_SESSION, 0, MAY_PAGES_READ, hub_dashboard, NULL, NULL, false},
	{"hub.dashboard.first", METHOD_GET, "/hub/dashboard/first", ACCESS_SESSION, 0, MAY_PAGES_READ, hub_dashboard_first, NULL, NULL, false},
	{"hub.keys", METHOD_GET, "/hub/keys", ACCESS_SESSION, 0, MAY_PAGES_READ, hub_keys, NULL, NULL, false},
	{"hub.key.new", METHOD_GET, "/hub/keys/new", ACCESS_SESSION, 0, MAY_TEST_KEYS_CHANGE, hub_key_new, NULL, NULL, false},
	{"hub.key.new.post", METHOD_POST, "/hub/keys/new", ACCESS_SESSION, 0, MAY_TEST_KEYS_CHANGE, hub_key_new_post, NULL, NULL, false},
	{"hub.key", METHOD_GET, "/hub/keys/{id}", ACCESS_SESSION, 0, MAY_PAGES_READ, hub_key, NULL, NULL, false},
	{"hub.key.first", METHOD_GET, "/hub/keys/{id}/first", ACCESS_SESSION, 0, MAY_PAGES_READ, hub_key_first, NULL, NULL, false},
	{"hub.key.pause", METHOD_POST, "/hub/keys/{id}/pause", ACCESS_SESSION, 0, MAY_TEST_KEYS_CHANGE, hub_key_pause, NULL, NULL, false},
	{"hub.key.resume", METHOD_POST, "/hub/keys/{id}/resume", ACCESS_SESSION, 0, MAY_TEST_KEYS_CHANGE, hub_key_resume, NULL, NULL, false},
	{"hub.key.revoke", METHOD_GET, "/hub/keys/{id}/revoke", ACCESS_SESSION, 0, MAY_TEST_KEYS_CHANGE, hub_key_revoke, NULL, NULL, false},
	{"hub.key.revoke.post", METHOD_POST, "/hub/keys/{id}/revoke", ACCESS_SESSION, 0, MAY_TEST_KEYS_CHANGE, hub_key_revoke_post, NULL, NULL, false},
	{"hub.key.approve", METHOD_POST, "/hub/keys/{id}/approve", ACCESS_SESSION, 0, MAY_LIVE_KEYS_MAKE, hub_key_approve, NULL, NULL, false},
	{"hub.key.withdraw", METHOD_POST, "/hub/keys/{id}/withdraw", ACCESS_SESSION, 0, MAY_LIVE_KEYS_MAKE, hub_key_withdraw, NULL, NULL, false},
	{"hub.key.collect", METHOD_POST, "/hub/keys/{id}/collect", ACCESS_SESSION, 0, MAY_TEST_KEYS_CHANGE, hub_key_collect, NULL, NULL, false},
	{"hub.key.hand_over", METHOD_POST, "/hub/keys/{id}/hand-over", ACCESS_SESSION, 0, MAY_TEST_KEYS_CHANGE, hub_key_hand_over, NULL, NULL, false},
	{"hub.hand_over", METHOD_GET, "/hub/hand-over/{token}", ACCESS_ANONYMOUS, 0, 0, hub_hand_over, NULL, NULL, false},
	{"hub.hand_over.post", METHOD_POST, "/hub/hand-over/{token}", ACCESS_ANONYMOUS, 0, 0, hub_hand_over_post, NULL, NULL, false},
	{"hub.requests", METHOD_GET, "/hub/requests", ACCESS_SESSION, 0, MAY_PAGES_READ, hub_requests, NULL, NULL, false},
	{"hub.requests.newer", METHOD_GET, "/hub/requests/newer", ACCESS_SESSION, 0, MAY_PAGES_READ, hub_requests_newer, NULL, NULL, false},
	{"hub.request", METHOD_GET, "/hub/requests/{id}", ACCESS_SESSION, 0, MAY_PAGES_READ, hub_request, NULL, NULL, false},
	{"hub.audit", METHOD_GET, "/hub/audit", ACCESS_SESSION, 0, MAY_AUDIT_READ, hub_audit, NULL, NULL, false},
	{"hub.audit.entry", METHOD_GET, "/hub/audit/{number}", ACCESS_SESSION, 0, MAY_AUDIT_READ, hub_audit_entry, NULL, NULL, false},
	{"hub.docs", METHOD_GET, "/hub/docs", ACCESS_PUBLIC, 0, 0, hub_docs, NULL, NULL, false},
	{"hub.docs.started", METHOD_GET, "/hub/docs/getting-started", ACCESS_PUBLIC, 0, 0, hub_docs_started, NULL, NULL, false},
	{"hub.docs.authentication", METHOD_GET, "/hub/docs/authentication", ACCESS_PUBLIC, 0, 0, hub_docs_authentication, NULL, NULL, false},
	{"hub.docs.lists", METHOD_GET, "/hub/docs/lists", ACCESS_PUBLIC, 0, 0, hub_docs_lists, NULL, NULL, false},
	{"hub.docs.writing", METHOD_GET, "/hub/docs/writing", ACCESS_PUBLIC, 0, 0, hub_docs_writing, NULL, NULL, false},
	{"hub.docs.limits", METHOD_GET, "/hub/docs/limits", ACCESS_PUBLIC, 0, 0, hub_docs_limits, NULL, NULL, false},
	{"hub.docs.in_step", METHOD_GET, "/hub/docs/in-step", ACCESS_PUBLIC, 0, 0, hub_docs_in_step, NULL, NULL, false},
	{"hub.docs.recipes", METHOD_GET, "/hub/docs/recipes", ACCESS_PUBLIC, 0, 0, hub_docs_recipes, NULL, NULL, false},
	{"hub.docs.recipe", METHOD_GET, "/hub/docs/recipes/{name}", ACCESS_PUBLIC, 0, 0, hub_docs_recipe, NULL, NULL, false},
	{"hub.docs.changed", METHOD_GET, "/hub/docs/changed", ACCESS_PUBLIC, 0, 0, hub_docs_changed, NULL, NULL, false},
	{"hub.docs.administrators", METHOD_GET, "/hub/docs/administrators", ACCESS_PUBLIC, 0, 0, hub_docs_administrators, NULL, NULL, false},
	{"hub.docs.reference", METHOD_GET, "/hub/docs/reference", ACCESS_PUBLIC, 0, 0, hub_docs_reference, NULL, NULL, false},
	{"hub.docs.resource", METHOD_GET, "/hub/docs/reference/{name}", ACCESS_PUBLIC, 0, 0, hub_docs_resource, NULL, NULL, false},
	{"hub.docs.downloads", METHOD_GET, "/hub/docs/downloads", ACCESS_PUBLIC, 0, 0, hub_docs_downloads, NULL, NULL, false},
	{"hub.docs.postman", METHOD_GET, "/hub/docs/hub.postman_collection.json", ACCESS_PUBLIC, 0, 0, hub_docs_postman, NULL, NULL, false},
	{"hub.docs.postman_environment", METHOD_GET, "/hub/docs/hub.postman_environment.json", ACCESS_PUBLIC, 0, 0, hub_docs_postman_environment, NULL, NULL, false},
	{"hub.docs.env", METHOD_GET, "/hub/docs/hub.env", ACCESS_PUBLIC, 0, 0, hub_docs_env, NULL, NULL, false},
	{"hub.docs.llms", METHOD_GET, "/hub/docs/llms.txt", ACCESS_PUBLIC, 0, 0, hub_docs_llms, NULL, NULL, false},
	{"hub.docs.problems", METHOD_GET, "/hub/docs/problems", ACCESS_PUBLIC, 0, 0, hub_docs_problems, NULL, NULL, false},
	{"hub.docs.problem", METHOD_GET, "/hub/docs/problems/{code}", ACCESS_PUBLIC, 0, 0, hub_docs_problem, NULL, NULL, false},
	{0},
};
/* clang-format on */

/* The session comes before find_route, so that "not found" has the frame of who asks. */
static step *const steps[] = {check_schema, refuse_forgery, resume_session_or_keep_form, find_route,
    require_role, check_body, take_step_up, run_handler, NULL};

static bool
start(const struct settings *settings, const struct secrets *secrets)
{
	page_start(settings);
	return access_start(settings, secrets) && records_ship_start(settings, secrets);
}

int
main(int argc, char **argv)
{
	static const struct program hub = {
	    .name = "hub",
	    .routes = routes,
	    .steps = steps,
	    .compose = page_compose,
	    .start = start,
	    .stop = ship_stop,
	    .content_security_policy = POLICY,
	    .referrer_policy = "same-origin",
	};
	return program_run(&hub, argc, argv);
}
