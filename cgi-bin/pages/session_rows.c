/* Sessions as rows of a table. */
#define _GNU_SOURCE
#include "cgi-bin/pages/session_rows.h"

#include <string.h>

#include "access/sessions.h"
#include "cgi-bin/pages/say.h"

/* What a User-Agent holds of a browser and of its system; who claims to be several comes first. */
struct token {
	const char *held, *name;
};

static const struct token browsers[] = {{"Edg/", "Edge"}, {"OPR/", "Opera"},
    {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"CriOS/", "Chrome"}, {"FxiOS/", "Firefox"},
    {"Safari/", "Safari"}, {NULL, NULL}};
static const struct token systems[] = {{"Android", "Android"}, {"iPhone", "iPhone"},
    {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"CrOS", "ChromeOS"},
    {"Linux", "Linux"}, {NULL, NULL}};

static const char *
name_in(struct slice agent, const struct token *tokens)
{
	while (tokens->held && !memmem(agent.at, agent.len, tokens->held, strlen(tokens->held)))
		tokens++;
	return tokens->name;
}

/* "Chrome on Linux"; anything else as it came. */
static struct slice
agent_words(struct arena *arena, struct slice agent)
{
	if (agent.len == 0)
		return SLICE_OF("Unknown");
	const char *browser = name_in(agent, browsers), *system = name_in(agent, systems);
	return browser && system ? arena_printf(arena, "%s on %s", browser, system) : agent;
}

enum db_status
session_rows(struct call *call, struct uuid user_id, const struct session_row **rows, size_t *nrows)
{
	struct act act = act_of(call);
	struct say say = say_of(call);
	struct session_info *sessions;
	size_t nsessions;
	enum db_status status = session_list(&act, user_id, &sessions, &nsessions);
	if (status != DB_OK)
		return status;
	struct session_row *list = arena_array(call->arena, nsessions, sizeof *list);
	for (size_t i = 0; i < nsessions; i++) {
		const struct session_info *from = &sessions[i];
		bool known = !uuid_is_nil(from->id);
		list[i] = (struct session_row){
		    .id = known ? id_text(call->arena, SESSION_PREFIX, from->id) : SLICE_NONE,
		    .agent = agent_words(call->arena, from->agent),
		    .address = say_address(&say, (const unsigned char *)from->address.at),
		    .seen = say_ago(&say, from->seen_us),
		    .began = say_exact(&say, from->created_us),
		    .current = known && uuid_eq(from->id, call->caller.session_id),
		};
	}
	*rows = list;
	*nrows = nsessions;
	return DB_OK;
}
