/*
 * A key handed over: whoever holds the link sees what it is for; only the button of that
 * page makes the secret, since mail scanners open every link.
 */
#include "access/key_links.h"
#include "cgi-bin/pages/key_words.h"
#include "cgi-bin/pages/page.h"
#include "cgi-bin/pages/pages.h"

static struct key_link_holder
holder_of(const struct call *call)
{
	return (struct key_link_holder){
	    .arena = call->arena,
	    .db = call->db,
	    .settings = call->settings,
	    .secrets = call->secrets,
	    .token = call_parameter(call, "token"),
	    .address = call->request.address,
	    .request_id = call->request.id,
	};
}

/* False after an answer. */
static bool
read_link(struct call *call, enum db_status status)
{
	if (status == DB_NO_ROW)
		page_gone(call, "This link opens nothing. Look whether it was copied whole.");
	else if (status != DB_OK)
		fail_db(call, "hand_over", status);
	return status == DB_OK;
}

static void
send_page(struct call *call, const struct key_link_info *info)
{
	struct say say = say_of(call);
	bool open = info->link.state == LINK_OPEN;
	struct hub_hand_over data = {
	    .page = page_of(call),
	    .open = open,
	    .closed = links_state_sentence(info->link.state),
	    .from = info->from.len > 0 ? info->from : SLICE_OF("The operator"),
	    .company = info->company.name,
	    .name = info->key.name,
	    .test = info->key.mode == MODE_TEST,
	    .plain = key_plain(&say, &info->key),
	    .expires = key_expires(&say, &info->key),
	    .until = say_utc(&say, info->link.expires_us),
	    .post = page_url(call, "%s/%.*s", links_path(LINK_HANDOVER),
		SLICE_ARG(call_parameter(call, "token"))),
	};
	hub_hand_over_render(page_begin(call, open ? 200 : 410), &data);
}

void
hub_hand_over(struct call *call)
{
	struct key_link_info info;
	struct key_link_holder holder = holder_of(call);
	if (read_link(call, key_link_look(&holder, &info)))
		send_page(call, &info);
}

void
hub_hand_over_post(struct call *call)
{
	struct key_link_info info;
	struct slice secret = SLICE_NONE;
	struct key_link_holder holder = holder_of(call);
	const char *base = call->settings->public_urls[0];
	if (!read_link(call, key_link_collect(&holder, &info, &secret)))
		return;
	if (!secret.at) {
		send_page(call, &info);
		return;
	}
	struct hub_hand_over_made data = {
	    .page = page_of(call),
	    .name = info.key.name,
	    .company = info.company.name,
	    .secret = secret,
	    .test = info.key.mode == MODE_TEST,
	    .base = slice_from(base),
	    .entity = arena_printf(call->arena, "ent_%s", info.company.code),
	    .curl = arena_printf(call->arena,
		"curl -sS \"%s/v1/auth/whoami\" -H \"Authorization: Bearer %.*s\"", base,
		SLICE_ARG(secret)),
	};
	hub_hand_over_made_render(page_begin(call, 200), &data);
}
