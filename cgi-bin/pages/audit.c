/* The audit trail and one entry of it. */
#include "trail/audit.h"

#include "access/act.h"
#include "cgi-bin/pages/link.h"
#include "cgi-bin/pages/page.h"
#include "cgi-bin/pages/pages.h"
#include "cgi-bin/pages/say.h"
#include "codec/date.h"

struct audit_query {
	struct audit_filter filter;
	struct slice from, to, event;
	struct complaints wrong;
	struct link link;
};

static void
read_dates(struct audit_query *q, const struct say *say)
{
	int32_t first = 0, last = say_day_of(say, say->now_us);
	if (q->from.len == 0 && q->to.len == 0)
		return;
	bool read = (q->from.len == 0 || date_read(q->from, &first)) &&
		    (q->to.len == 0 || date_read(q->to, &last)) && first <= last;
	if (!read) {
		act_complain(&q->wrong, "from", "invalid",
		    SLICE_OF("The dates could not be read. Write them like 2026-11-22, the "
			     "earlier one first."));
		q->from = q->to = SLICE_NONE;
		return;
	}
	q->filter.from_us = q->from.len > 0 ? say_midnight(say, first) : 1;
	q->filter.to_us = say_midnight(say, last + 1);
}

static bool
is_known_event(struct slice name)
{
	enum audit_event event;
	if (audit_event_find(name, &event))
		return true;
	for (size_t i = 0; i < AUDIT_EVENTS; i++)
		if (slice_is(name, audit_event_kinds[i].group))
			return true;
	return false;
}

static struct audit_query
read_query(struct call *call, const struct say *say)
{
	const struct form *query = &call->request.query;
	struct audit_query q = {.filter = {.entity_id = call->caller.entity_id},
	    .from = slice_trim(page_value(query, "from")),
	    .to = slice_trim(page_value(query, "to")),
	    .event = page_value(query, "event"),
	    .link = link_to(call, page_url(call, "/audit"))};
	read_dates(&q, say);
	if (is_known_event(q.event))
		q.filter.event = q.event;
	link_set(&q.link, "from", q.from);
	link_set(&q.link, "to", q.to);
	link_set(&q.link, "event", q.filter.event);
	return q;
}

/* Groups first said, each once, then nothing finer: an event's own page names it. */
static void
show_events(struct call *call, const struct audit_query *q, struct hub_audit *data)
{
	struct option *list = arena_array(call->arena, AUDIT_EVENTS + 1, sizeof *list);
	size_t count = 0;
	list[count++] = (struct option){.value = SLICE_OF(""), .text = SLICE_OF("Everything")};
	for (size_t i = 0; i < AUDIT_EVENTS; i++) {
		struct slice group = slice_from(audit_event_kinds[i].group);
		bool said = false;
		for (size_t j = 1; j < count; j++)
			said = said || slice_eq(list[j].value, group);
		if (said)
			continue;
		char *text = arena_text(call->arena, group);
		if (*text >= 'a' && *text <= 'z')
			*text = (char)(*text - 'a' + 'A');
		list[count++] = (struct option){
		    .value = group, .text = slice_from(text), .chosen = slice_eq(group, q->event)};
	}
	data->events = list;
	data->nevents = count;
}

static void
show_chips(struct call *call, const struct audit_query *q, struct hub_audit *data)
{
	struct chip *chips = arena_array(call->arena, 3, sizeof *chips);
	if (q->from.len > 0)
		chips[data->nchips++] = (struct chip){
		    .text = arena_printf(call->arena, "From %.*s", SLICE_ARG(q->from)),
		    .without = link_with(&q->link, "from", SLICE_NONE)};
	if (q->to.len > 0)
		chips[data->nchips++] =
		    (struct chip){.text = arena_printf(call->arena, "To %.*s", SLICE_ARG(q->to)),
			.without = link_with(&q->link, "to", SLICE_NONE)};
	if (q->filter.event.at)
		chips[data->nchips++] = (struct chip){
		    .text = q->event, .without = link_with(&q->link, "event", SLICE_NONE)};
	data->chips = chips;
}

static void
show_pieces(struct call *call, const struct audit_row *row, const struct audit_words **words,
    size_t *nwords)
{
	struct audit_piece pieces[AUDIT_PIECES_MAX];
	*nwords = audit_sentence(row, pieces);
	struct audit_words *list = arena_array(call->arena, *nwords, sizeof *list);
	for (size_t i = 0; i < *nwords; i++)
		list[i] = (struct audit_words){.text = pieces[i].text, .strong = pieces[i].strong};
	*words = list;
}

static void
show_rows(
    struct call *call, const struct say *say, const struct audit_page *page, struct hub_audit *data)
{
	struct audit_line *lines = arena_array(call->arena, page->nrows, sizeof *lines);
	int32_t day = 0;
	for (size_t i = 0; i < page->nrows; i++) {
		const struct audit_row *row = &page->rows[i];
		int32_t own = say_day_of(say, row->at_us);
		lines[i] = (struct audit_line){
		    .day = i == 0 || own != day ? say_day(say, row->at_us) : SLICE_NONE,
		    .time = say_clock(say, row->at_us),
		    .iso = say_iso(say, row->at_us),
		    .number = row->seq,
		    .address = say_address(say, row->address)};
		show_pieces(call, row, &lines[i].pieces, &lines[i].npieces);
		day = own;
	}
	data->rows = lines;
	data->nrows = page->nrows;
}

static struct slice
number_text(struct call *call, uint64_t number)
{
	return arena_printf(call->arena, "%llu", (unsigned long long)number);
}

static void
show_pager(struct call *call, const struct audit_query *q, const struct audit_page *page,
    struct hub_audit *data)
{
	if (page->nrows == 0)
		return;
	if (page->has_older)
		data->older = link_with(
		    &q->link, "before", number_text(call, page->rows[page->nrows - 1].seq));
	if (!page->has_newer)
		return;
	data->newer = link_with(&q->link, "after", number_text(call, page->rows[0].seq));
	data->newest = link_url(&q->link);
}

static void
show_exports(struct call *call, const struct audit_query *q, struct hub_audit *data)
{
	struct slice prefix = slice_head(data->page->hub, data->page->hub.len - 4);
	struct link link = q->link;
	link_set(&link, "event", SLICE_NONE);
	link.path = arena_printf(call->arena, "%.*s/export/audit.csv", SLICE_ARG(prefix));
	data->export_csv = link_url(&link);
	link.path = arena_printf(call->arena, "%.*s/export/audit.ndjson", SLICE_ARG(prefix));
	data->export_ndjson = link_url(&link);
	data->exports = true;
}

static enum db_status
read_page(struct call *call, const struct audit_filter *filter, struct audit_page *page)
{
	uint64_t number = 0;
	const struct form *query = &call->request.query;
	if (slice_to_u64(page_value(query, "after"), INT64_MAX, &number))
		return audit_newer(call->db, call->arena, filter, number, page);
	slice_to_u64(page_value(query, "before"), INT64_MAX, &number);
	return audit_older(call->db, call->arena, filter, number, page);
}

void
hub_audit(struct call *call)
{
	struct say say = say_of(call);
	struct audit_query q = read_query(call, &say);
	struct audit_page page = {0};
	struct audit_head head = {0};
	enum db_status status = read_page(call, &q.filter, &page);
	if (status == DB_OK)
		status = audit_head(call->db, call->arena, call->caller.entity_id, &head);
	if (status != DB_OK) {
		fail_db(call, "audit", status);
		return;
	}
	struct hub_audit data = {.page = page_of(call),
	    .from = q.from,
	    .to = q.to,
	    .failed = q.wrong.count > 0,
	    .from_error = complaint_of(&q.wrong, "from"),
	    .none = page_url(call, "/audit")};
	struct slice count = say_count(&say, head.seq, "entry", "entries");
	data.chain = arena_printf(call->arena, "The chain has %.*s.", SLICE_ARG(count));
	complaints_list(call, &q.wrong, &data.complaints, &data.ncomplaints);
	show_events(call, &q, &data);
	show_chips(call, &q, &data);
	show_rows(call, &say, &page, &data);
	show_pager(call, &q, &page, &data);
	show_exports(call, &q, &data);
	hub_audit_render(page_begin(call, 200), &data);
}

static void
show_changes(struct call *call, const struct audit_row *row, struct hub_audit_entry *data)
{
	struct audit_difference *list = arena_array(call->arena, row->nchanges, sizeof *list);
	for (size_t i = 0; i < row->nchanges; i++)
		list[i] = (struct audit_difference){.field = slice_from(row->changes[i].field),
		    .before = row->changes[i].before.at ? row->changes[i].before : SLICE_OF("–"),
		    .after = row->changes[i].after.at ? row->changes[i].after : SLICE_OF("–")};
	data->changes = list;
	data->nchanges = row->nchanges;
}

static struct slice
hex_of(struct call *call, const struct digest *digest)
{
	char hex[2 * DIGEST_LEN + 1];
	digest_hex(digest, hex);
	return arena_printf(call->arena, "%s", hex);
}

static struct slice
entry_url(struct call *call, uint64_t number)
{
	return page_url(call, "/audit/%llu", (unsigned long long)number);
}

static void
send_entry(struct call *call, const struct audit_row *row, uint64_t last)
{
	struct say say = say_of(call);
	char id[UUID_TEXT_LEN + 1];
	uuid_text(row->request_id, id);
	struct hub_audit_entry data = {
	    .page = page_of(call),
	    .number = row->seq,
	    .event = row->event,
	    .at = say_exact(&say, row->at_us),
	    .at_utc = say_utc(&say, row->at_us),
	    .iso = say_iso(&say, row->at_us),
	    .actor = row->actor_name.len > 0 ? row->actor_name : row->actor_kind,
	    .subject = row->subject_name,
	    .address = say_address(&say, row->address),
	    .request_id = uuid_is_nil(row->request_id) ? SLICE_NONE : slice_from(id),
	    .hash = hex_of(call, &row->hash),
	    .previous = hex_of(call, &row->previous),
	    .before = row->seq > 1 ? entry_url(call, row->seq - 1) : SLICE_NONE,
	    .after = row->seq < last ? entry_url(call, row->seq + 1) : SLICE_NONE,
	};
	show_pieces(call, row, &data.pieces, &data.npieces);
	show_changes(call, row, &data);
	hub_audit_entry_render(page_begin(call, 200), &data);
}

void
hub_audit_entry(struct call *call)
{
	uint64_t number;
	struct audit_row row = {0};
	struct audit_head head = {0};
	enum db_status status = DB_NO_ROW;
	if (slice_to_u64(call_parameter(call, "number"), INT64_MAX, &number))
		status = audit_find(call->db, call->arena, call->caller.entity_id, number, &row);
	if (status == DB_OK)
		status = audit_head(call->db, call->arena, call->caller.entity_id, &head);
	if (status == DB_NO_ROW)
		page_gone(call, "This entry doesn’t exist or belongs to another company.");
	else if (status != DB_OK)
		fail_db(call, "audit_entry", status);
	else
		send_entry(call, &row, head.seq);
}
