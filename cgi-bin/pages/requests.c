/* The request history: a page of it, and how much is newer. */
#include "base/clock.h"
#include "cgi-bin/pages/behind.h"
#include "cgi-bin/pages/key_words.h"
#include "cgi-bin/pages/page.h"
#include "cgi-bin/pages/pages.h"
#include "cgi-bin/pages/request_filter.h"
#include "codec/json.h"

static struct slice
place_text(struct call *call, struct history_place place)
{
	struct str text;
	str_init(&text, call->arena, 100);
	history_place_write(&text, &place);
	return str_slice(&text);
}

static void
show_views(struct call *call, const struct request_filter *f, struct hub_requests *data)
{
	static const struct {
		const char *text, *period, *name, *value;
	} views[] = {{"Failures today", "today", "result", "failed"},
	    {"Missing permission", "7d", "code", "insufficient_scope"},
	    {"Slow", "7d", "slower", "1000"}, {"Rate limited", "7d", "code", "rate_limited"}};
	size_t count = sizeof views / sizeof *views;
	struct tab *list = arena_array(call->arena, count, sizeof *list);
	struct slice now = link_url(&f->link);
	for (size_t i = 0; i < count; i++) {
		struct link link = link_to(call, page_url(call, "/requests"));
		link_set(&link, "mode", slice_from(mode_name(f->filter.mode)));
		link_set(&link, "period", slice_from(views[i].period));
		link_set(&link, views[i].name, slice_from(views[i].value));
		struct slice href = link_url(&link);
		list[i] = (struct tab){.text = slice_from(views[i].text),
		    .href = href,
		    .current = slice_eq(href, now)};
	}
	data->views = list;
	data->nviews = count;
}

/* The page's place: `older` than a row, `newer` than one, or the newest. */
static enum db_status
read_page(struct call *call, const struct history_filter *filter, struct history_page *page)
{
	struct history_place place;
	const struct form *query = &call->request.query;
	if (history_place_read(page_value(query, "newer"), &place))
		return history_newer(call->db, call->arena, filter, &place, page);
	bool older = history_place_read(page_value(query, "older"), &place);
	return history_older(call->db, call->arena, filter, older ? &place : NULL, page);
}

static void
show_pager(struct call *call, const struct request_filter *f, const struct history_page *page,
    struct hub_requests *data)
{
	if (page->gave_up)
		data->older = link_with(&f->link, "older", place_text(call, page->looked_to));
	if (page->nrows == 0)
		return;
	const struct history_row *first = &page->rows[0], *last = &page->rows[page->nrows - 1];
	if (page->has_older && !page->gave_up)
		data->older =
		    link_with(&f->link, "older", place_text(call, history_place_of(last)));
	if (!page->has_newer)
		return;
	data->newer = link_with(&f->link, "newer", place_text(call, history_place_of(first)));
	data->newest = link_url(&f->link);
}

static struct slice
summary_of(const struct say *say, const struct history_page *page)
{
	if (page->gave_up) {
		struct slice when = say_exact(say, page->looked_to.ts_us);
		return arena_printf(say->arena,
		    "%zu found so far. These filters have no index: looked back to %.*s.",
		    page->nrows, SLICE_ARG(when));
	}
	return arena_printf(say->arena, "%zu shown%s", page->nrows,
	    page->has_older ? ", more follow" : ". That is all.");
}

static void
show_newer(struct call *call, const struct say *say, const struct request_filter *f,
    const struct history_page *page, struct hub_requests *data)
{
	if (page->has_newer || page->nrows == 0)
		return;
	struct link count = f->link;
	struct slice clock = say_clock(say, page->rows[0].ts_us);
	count.path = page_url(call, "/requests/newer");
	link_set(&count, "than", place_text(call, history_place_of(&page->rows[0])));
	data->newer_count = link_url(&count);
	data->newer_here = link_url(&f->link);
	data->newer_text = arena_printf(call->arena, "Show newer than %.*s", SLICE_ARG(clock));
}

/* "The last one was on 3 November": only asked where nothing is shown. */
static void
show_last(struct call *call, const struct say *say, const struct request_filter *f,
    struct hub_requests *data)
{
	struct history_place newest;
	if (data->nrows > 0 || history_newest(call->db, call->arena, call->caller.entity_id,
				   f->filter.mode, &newest) != DB_OK)
		return;
	struct link link = link_to(call, page_url(call, "/requests"));
	struct slice day = slice_head(say_iso(say, newest.ts_us), 10);
	link_set(&link, "mode", slice_from(mode_name(f->filter.mode)));
	link_set(&link, "from", day);
	data->last = say_date(say, newest.ts_us);
	data->last_href = link_url(&link);
}

static enum db_status
read_all(struct call *call, const struct say *say, const struct request_filter *f,
    struct history_page *page, struct hub_requests *data)
{
	struct key_info *keys;
	size_t nkeys;
	struct act act = act_of(call);
	struct key_filter every = {.with_ended = true};
	enum db_status status = key_list(&act, &every, &keys, &nkeys);
	if (status == DB_OK)
		status = read_page(call, &f->filter, page);
	if (status != DB_OK)
		return status;
	request_filter_show(call, f, keys, nkeys, data);
	data->nrows = page->nrows;
	request_rows(say, data->page->hub, page->rows, page->nrows, true, &data->rows);
	return DB_OK;
}

void
hub_requests(struct call *call)
{
	struct say say = say_of(call);
	struct request_filter filter;
	struct history_page page = {0};
	struct page *frame = page_of(call);
	struct hub_requests data = {.page = frame};
	request_filter_read(call, &say, &filter);
	frame->test_data = filter.filter.mode == MODE_TEST;
	enum db_status status = read_all(call, &say, &filter, &page, &data);
	if (status != DB_OK) {
		fail_db(call, "requests", status);
		return;
	}
	data.behind = behind_sentence(
	    call, &say, filter.filter.mode, filter.filter.from_us, filter.filter.to_us);
	data.behind_kind = SLICE_OF("warn");
	data.summary = summary_of(&say, &page);
	page_mode_tabs(call, filter.filter.mode, link_with(&filter.link, "mode", SLICE_NONE), false,
	    &data.modes, &data.nmodes);
	show_views(call, &filter, &data);
	show_pager(call, &filter, &page, &data);
	show_newer(call, &say, &filter, &page, &data);
	show_last(call, &say, &filter, &data);
	hub_requests_render(page_begin(call, 200), &data);
}

void
hub_requests_newer(struct call *call)
{
	struct say say = say_of(call);
	struct request_filter filter;
	struct history_place place;
	uint64_t count = 0;
	enum db_status status = DB_OK;
	request_filter_read(call, &say, &filter);
	if (history_place_read(page_value(&call->request.query, "than"), &place))
		status = history_count_newer(call->db, call->arena, &filter.filter, &place, &count);
	if (status != DB_OK) {
		fail_db(call, "requests.newer", status);
		return;
	}
	answer_begin(call, 200, "application/json");
	struct json_writer w = json_writer(&call->answer.body);
	json_begin_object(&w);
	json_name(&w, "text");
	json_put_string(&w,
	    count == 0 ? SLICE_NONE
		       : arena_printf(call->arena, "%llu new. Show", (unsigned long long)count));
	json_end_object(&w);
}
