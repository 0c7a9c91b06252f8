/* Keys that wait: approved, collected, handed over. */
#include "access/key_change.h"
#include "access/key_links.h"
#include "cgi-bin/pages/key_words.h"
#include "cgi-bin/pages/page.h"
#include "cgi-bin/pages/pages.h"
#include "cgi-bin/pages/step_up.h"

/* False after an answer; complaints of these acts are one sentence each. */
static bool
was_done(struct call *call, const struct form *form, enum db_status status,
    const struct complaints *complaints)
{
	if (status != DB_OK)
		fail_db(call, "key.wait", status);
	else if (complaints->count > 0 && !step_up_asked(call, form, complaints))
		refuse(call, PROBLEM_INVALID_TRANSITION, complaints->list[0].detail.at);
	return status == DB_OK && complaints->count == 0;
}

/* What was looked at is approved, and nothing else: the key as it was, or this change of it. */
void
hub_key_approve(struct call *call)
{
	struct form form;
	struct key_info key = {0};
	struct complaints *complaints = arena_alloc(call->arena, sizeof *complaints);
	struct uuid change;
	uint64_t version = 0;
	if (!page_form(call, &form) || !key_of_path(call, &key))
		return;
	struct act act = act_of(call);
	bool changes = id_read(KEY_CHANGE_PREFIX, page_value(&form, "change"), &change);
	slice_to_u64(page_value(&form, "version"), UINT64_MAX, &version);
	enum db_status status = changes ? key_change_approve(&act, key.id, change, complaints)
					: key_approve(&act, key.id, version, complaints);
	if (!was_done(call, &form, status, complaints))
		return;
	struct slice id = id_text(call->arena, KEY_PREFIX, key.id);
	page_go(call, page_url(call, "/keys/%.*s?said=%s", SLICE_ARG(id),
			  changes ? "change-approved" : "key-approved"));
}

void
hub_key_withdraw(struct call *call)
{
	struct key_info key = {0};
	bool changed = false;
	if (!key_of_path(call, &key))
		return;
	struct act act = act_of(call);
	enum db_status status = key_change_withdraw(&act, key.id, &changed);
	struct slice id = id_text(call->arena, KEY_PREFIX, key.id);
	if (status != DB_OK)
		fail_db(call, "key.withdraw", status);
	else
		page_go(call, page_url(call, "/keys/%.*s%s", SLICE_ARG(id),
				  changed ? "?said=change-withdrawn" : ""));
}

void
hub_key_collect(struct call *call)
{
	struct form form;
	struct key_info key = {0};
	struct slice secret = SLICE_NONE;
	struct complaints *complaints = arena_alloc(call->arena, sizeof *complaints);
	if (!page_form(call, &form) || !key_of_path(call, &key))
		return;
	struct act act = act_of(call);
	if (was_done(call, &form, key_collect(&act, key.id, complaints, &secret), complaints))
		hub_key_once(call, key.name, key.mode, key.level, key.id, secret);
}

void
hub_key_hand_over(struct call *call)
{
	struct form form;
	struct key_info key = {0};
	struct key_link link = {.url = SLICE_NONE};
	struct complaints *complaints = arena_alloc(call->arena, sizeof *complaints);
	if (!page_form(call, &form) || !key_of_path(call, &key))
		return;
	struct act act = act_of(call);
	struct say say = say_of(call);
	enum db_status status = key_hand_over(&act, key.id, CLOCK_DAY, complaints, &link);
	if (!was_done(call, &form, status, complaints))
		return;
	hub_key_link_render(
	    page_begin(call, 200), &(struct hub_key_link){.page = page_of(call),
				       .name = key.name,
				       .id = id_text(call->arena, KEY_PREFIX, key.id),
				       .url = link.url,
				       .until = say_exact(&say, link.expires_us),
				       .rotates = key.state != KEY_UNCOLLECTED});
}
