/* What can be taken along: collections, a template of the environment, plain text. */
#include "cgi-bin/pages/docs.h"
#include "cgi-bin/pages/pages.h"
#include "records/api.h"
#include "records/postman.h"

#define TEXT_MAX ((size_t)1024 * 1024)

static const char *
base_of(const struct call *call)
{
	return call->settings->public_urls[0];
}

static struct slice
entity_of(struct call *call)
{
	if (call->caller.kind != CALLER_USER)
		return SLICE_OF("");
	return arena_printf(call->arena, "ent_%s", call->caller.entity_code);
}

void
hub_docs_downloads(struct call *call)
{
	struct slice link = page_url(call, "%s", "");
	link = arena_printf(call->arena, "%.*s/v1/openapi.json", (int)(link.len - 4), link.at);
	hub_docs_downloads_render(page_begin(call, 200),
	    &(struct hub_docs_downloads){.page = page_of(call),
		.openapi = docs_curl(call, "GET", SLICE_OF("/v1/openapi.json"), NULL, SLICE_NONE),
		.openapi_link = link});
}

void
hub_docs_postman(struct call *call)
{
	answer_begin(call, 200, "application/json");
	postman_write_collection(&call->answer.body, call->arena, api_routes, base_of(call));
}

void
hub_docs_postman_environment(struct call *call)
{
	answer_begin(call, 200, "application/json");
	postman_write_environment(&call->answer.body, base_of(call), entity_of(call));
}

void
hub_docs_env(struct call *call)
{
	struct str *text = &call->answer.body;
	answer_begin(call, 200, "text/plain; charset=utf-8");
	str_addf(text, "HUB_BASE_URL=%s\nHUB_ENTITY_ID=", base_of(call));
	str_add(text, entity_of(call));
	str_add_text(text, "\nHUB_API_KEY=\n");
}

static void
put_page(struct str *text, const struct call *call, const char *title, const char *path,
    const char *meaning)
{
	str_addf(text, "- [%s](%s/hub/docs%s): %s\n", title, base_of(call), path, meaning);
}

/* By the manner of llmstxt.org: a title, a summary, lists of links. */
void
hub_docs_llms(struct call *call)
{
	static const struct {
		const char *title, *path, *meaning;
	} guide[] = {
	    {"Getting started", "/getting-started", "from a test key to a safe change"},
	    {"Authentication", "/authentication", "keys, access tokens, 401 and 403"},
	    {"Errors", "/problems", "every code, and who mends it"},
	    {"Reading lists", "/lists", "pages, order, filters, search by body"},
	    {"Writing safely", "/writing", "merge patch, If-Match, dry_run"},
	    {"Limits", "/limits", "rates, sizes, when to retry"},
	    {"Keeping in step", "/in-step", "the change feed, from a full copy to a loop"},
	    {"Recipes", "/recipes", "payroll, onboarding, time clock, leaving, migration"},
	    {"What changed", "/changed", "what may be added, and what was"},
	};
	answer_begin(call, 200, "text/plain; charset=utf-8");
	struct str *text = &call->answer.body;
	str_add_text(text, "# Hub\n\n> A REST API over a company's workforce data. JSON, bearer "
			   "keys, cursors, problem+json.\n\n");
	str_addf(text, "The whole contract: [OpenAPI 3.1](%s/v1/openapi.json)\n\n## Guide\n\n",
	    base_of(call));
	for (size_t i = 0; i < sizeof guide / sizeof guide[0]; i++)
		put_page(text, call, guide[i].title, guide[i].path, guide[i].meaning);
	str_add_text(text, "\n## Resources\n\n");
	for (size_t i = 0; catalog[i] != NULL; i++)
		put_page(text, call, catalog[i]->title,
		    arena_printf(call->arena, "/reference/%s", catalog[i]->name).at,
		    catalog[i]->meaning);
}
