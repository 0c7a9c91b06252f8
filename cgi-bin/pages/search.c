/* The search box: a text that names one thing leads there. A POST, since it may be a whole key. */
#include <string.h>

#include "access/credentials.h"
#include "access/keys.h"
#include "catalog/catalog.h"
#include "cgi-bin/pages/link.h"
#include "cgi-bin/pages/operations.h"
#include "cgi-bin/pages/page.h"
#include "cgi-bin/pages/pages.h"
#include "trail/history.h"

#define TEXT_MAX 300
#define NOTHING "Hub looks for request ids, keys, endpoints, error codes and docs pages."

/* DB_NO_ROW: nothing of this kind bears the text. */
typedef enum db_status finder(struct call *call, struct slice text, struct slice *path);

static const struct {
	const char *title;
	const char *path;
} docs[] = {
    {"Docs", "/docs"},
    {"Getting started", "/docs/getting-started"},
    {"Authentication", "/docs/authentication"},
    {"Errors", "/docs/problems"},
    {"Error codes", "/docs/problems"},
    {"Reading lists", "/docs/lists"},
    {"Writing safely", "/docs/writing"},
    {"Limits", "/docs/limits"},
    {"Keeping in step", "/docs/in-step"},
    {"Change feed", "/docs/in-step"},
    {"Recipes", "/docs/recipes"},
    {"What changed", "/docs/changed"},
    {"For administrators", "/docs/administrators"},
    {"Reference", "/docs/reference"},
    {"Downloads", "/docs/downloads"},
};

static struct slice
key_path(struct call *call, struct uuid id)
{
	struct slice text = id_text(call->arena, KEY_PREFIX, id);
	return page_url(call, "/keys/%.*s", SLICE_ARG(text));
}

/* "Which key is this?", with whatever stood around it in a file. */
static enum db_status
find_pasted_key(struct call *call, struct slice text, struct slice *path)
{
	struct act act = act_of(call);
	struct key_info key;
	enum db_status status =
	    key_find_by_text(&act, credential_within(call->settings, text), &key);
	if (status == DB_OK)
		*path = key_path(call, key.id);
	return status;
}

static enum db_status
find_request(struct call *call, struct slice text, struct slice *path)
{
	struct uuid id;
	struct history_request request;
	char id_text_[UUID_TEXT_LEN + 1];
	if (!uuid_read(text, &id))
		return DB_NO_ROW;
	enum db_status status =
	    history_find(call->db, call->arena, call->caller.entity_id, id, &request);
	if (status != DB_OK)
		return status;
	if (call->caller.role == ROLE_DEVELOPER && request.row.mode != MODE_TEST)
		return DB_NO_ROW;
	uuid_text(id, id_text_);
	*path = page_url(call, "/requests/%s", id_text_);
	return DB_OK;
}

static struct slice
list_path(struct call *call, struct slice text)
{
	struct link link = link_to(call, page_url(call, "/keys"));
	link_set(&link, "text", text);
	link_set(&link, "ended", SLICE_OF("yes"));
	return link_url(&link);
}

static bool
is_exact(struct call *call, const struct key_info *key, struct slice text)
{
	return slice_eq_nocase(key->name, text) || slice_eq(key->last_four, text) ||
	       slice_eq(id_text(call->arena, KEY_PREFIX, key->id), text);
}

/* The one key that fits, or the list of those that do. */
static enum db_status
find_keys(struct call *call, struct slice text, bool exact, struct slice *path)
{
	struct act act = act_of(call);
	struct key_filter filter = {.text = text, .with_ended = true};
	struct key_info *keys;
	size_t nkeys, nfound = 0, found = 0;
	enum db_status status = key_list(&act, &filter, &keys, &nkeys);
	for (size_t i = 0; status == DB_OK && i < nkeys; i++) {
		if (exact && !is_exact(call, &keys[i], text))
			continue;
		found = i;
		nfound++;
	}
	if (status != DB_OK || nfound == 0)
		return status == DB_OK ? DB_NO_ROW : status;
	*path = nfound == 1 ? key_path(call, keys[found].id) : list_path(call, text);
	return DB_OK;
}

static enum db_status
find_key(struct call *call, struct slice text, struct slice *path)
{
	return find_keys(call, text, true, path);
}

static enum db_status
find_part_of_key(struct call *call, struct slice text, struct slice *path)
{
	return find_keys(call, text, false, path);
}

static enum db_status
find_error(struct call *call, struct slice text, struct slice *path)
{
	for (size_t i = 0; i < PROBLEMS; i++) {
		if (!slice_eq_nocase(text, slice_from(problem_kinds[i].code)) &&
		    !slice_eq_nocase(text, slice_from(problem_kinds[i].title)))
			continue;
		*path = page_url(call, "/docs/problems/%s", problem_kinds[i].code);
		return DB_OK;
	}
	return DB_NO_ROW;
}

static enum db_status
find_endpoint(struct call *call, struct slice text, struct slice *path)
{
	struct slice operation = operation_find(call->arena, text);
	struct link link = link_to(call, page_url(call, "/requests"));
	if (!operation.at)
		return DB_NO_ROW;
	link_set(&link, "period", SLICE_OF("30d"));
	link_set(&link, "operation", operation);
	*path = link_url(&link);
	return DB_OK;
}

static enum db_status
find_docs(struct call *call, struct slice text, struct slice *path)
{
	for (size_t i = 0; i < sizeof docs / sizeof *docs; i++) {
		if (!slice_eq_nocase(text, slice_from(docs[i].title)))
			continue;
		*path = page_url(call, "%s", docs[i].path);
		return DB_OK;
	}
	for (size_t i = 0; catalog[i]; i++) {
		if (!slice_eq_nocase(text, slice_from(catalog[i]->name)))
			continue;
		*path = page_url(call, "/docs/reference/%s", catalog[i]->name);
		return DB_OK;
	}
	return DB_NO_ROW;
}

/* A text with a key in it is compared with keys' digests alone, and never shown again. */
static enum db_status
find(struct call *call, struct slice text, struct slice *path)
{
	static finder *const finders[] = {
	    find_request, find_key, find_error, find_endpoint, find_docs, find_part_of_key, NULL};
	enum db_status status = DB_NO_ROW;
	if (credential_within(call->settings, text).at)
		return find_pasted_key(call, text, path);
	for (size_t i = 0; finders[i] && status == DB_NO_ROW; i++)
		status = finders[i](call, text, path);
	return status;
}

static void
send_nothing(struct call *call, struct slice text)
{
	struct page *page = page_of(call);
	if (!credential_within(call->settings, text).at)
		page->sought = text;
	hub_problem_render(page_begin(call, 404),
	    &(struct hub_problem){
		.page = page, .title = SLICE_OF("Nothing matches"), .text = SLICE_OF(NOTHING)});
}

void
hub_search(struct call *call)
{
	struct form form;
	struct slice path = SLICE_NONE;
	enum db_status status = DB_NO_ROW;
	if (!page_form(call, &form))
		return;
	struct slice text = slice_trim(page_value(&form, "search"));
	if (text.len > 0 && text.len <= TEXT_MAX)
		status = find(call, text, &path);
	if (status == DB_OK)
		page_go(call, path);
	else if (status == DB_NO_ROW)
		send_nothing(call, slice_head(text, text.len <= TEXT_MAX ? text.len : 0));
	else
		fail_db(call, "search", status);
}
