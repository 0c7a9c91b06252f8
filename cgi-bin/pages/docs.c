/* The public pages for integrators: a start, and what each error code means. */
#include "cgi-bin/pages/docs.h"
#include "cgi-bin/pages/link.h"
#include "cgi-bin/pages/page.h"
#include "cgi-bin/pages/pages.h"

void
hub_start(struct call *call)
{
	page_go(call, page_url(call, "/dashboard"));
}

void
hub_docs(struct call *call)
{
	struct hub_docs data = {
	    .page = page_of(call), .base = slice_from(call->settings->public_urls[0])};
	if (call->caller.kind == CALLER_USER)
		data.entity = arena_printf(call->arena, "ent_%s", call->caller.entity_code);
	hub_docs_render(page_begin(call, 200), &data);
}

void
docs_prose(struct call *call, const char *text, const struct prose **pieces, size_t *npieces)
{
	size_t most = 1;
	for (const char *at = text; *at; at++)
		most += *at == '`';
	struct prose *list = arena_array(call->arena, most, sizeof *list);
	struct slice rest = slice_from(text), piece;
	for (*npieces = 0; rest.at; (*npieces)++) {
		slice_cut(rest, '`', &piece, &rest);
		list[*npieces] = (struct prose){.text = piece, .code = *npieces % 2 == 1};
	}
	*pieces = list;
}

struct problem_row
docs_problem_row(struct call *call, const struct problem_kind *kind)
{
	struct problem_row row = {.code = slice_from(kind->code),
	    .status = (uint64_t)kind->status,
	    .title = slice_from(kind->title),
	    .href = page_url(call, "/docs/problems/%s", kind->code)};
	docs_prose(call, kind->advice, &row.advice, &row.nadvice);
	return row;
}

void
hub_docs_problems(struct call *call)
{
	struct problem_row *rows = arena_array(call->arena, PROBLEMS, sizeof *rows);
	for (size_t i = 0; i < PROBLEMS; i++)
		rows[i] = docs_problem_row(call, &problem_kinds[i]);
	hub_docs_problems_render(page_begin(call, 200),
	    &(struct hub_docs_problems){.page = page_of(call), .rows = rows, .nrows = PROBLEMS});
}

static struct slice
who_mends(const struct problem_kind *kind)
{
	if (kind->status >= 500)
		return SLICE_OF("Nobody on your side; whoever runs Hub sees it");
	if (kind->status == 403)
		return SLICE_OF("An administrator of the company, or you by asking for less");
	return SLICE_OF("You: change the request");
}

static struct slice
whether_to_retry(const struct problem_kind *kind)
{
	if (kind->status == 429 || kind->status == 503)
		return SLICE_OF("Yes, after the seconds in Retry-After");
	if (kind->status == 500)
		return SLICE_OF("Yes, once; writes with an Idempotency-Key only");
	return SLICE_OF("Not unchanged");
}

static struct slice
find_yours(struct call *call, const struct problem_kind *kind)
{
	struct link link = link_to(call, page_url(call, "/requests"));
	if (call->caller.kind != CALLER_USER)
		return SLICE_NONE;
	link_set(&link, "period", SLICE_OF("30d"));
	link_set(&link, "code", slice_from(kind->code));
	return link_url(&link);
}

void
hub_docs_problem(struct call *call)
{
	struct slice code = call_parameter(call, "code");
	for (size_t i = 0; i < PROBLEMS; i++) {
		const struct problem_kind *kind = &problem_kinds[i];
		if (!slice_is(code, kind->code))
			continue;
		struct hub_docs_problem data = {.page = page_of(call),
		    .code = code,
		    .status = (uint64_t)kind->status,
		    .title = slice_from(kind->title),
		    .who = who_mends(kind),
		    .retry = whether_to_retry(kind),
		    .find = find_yours(call, kind),
		    .type = arena_printf(call->arena, "%s/hub/docs/problems/%s",
			call->settings->public_urls[0], kind->code)};
		docs_prose(call, kind->advice, &data.advice, &data.nadvice);
		docs_causes(call, i, &data);
		hub_docs_problem_render(page_begin(call, 200), &data);
		return;
	}
	page_gone(call, "There is no error code of that name.");
}
