/* Sessions as rows of a table. */
#include "cgi-bin/pages/session_rows.h"

#include "access/sessions.h"
#include "cgi-bin/pages/say.h"

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
		    .agent = from->agent.len > 0 ? from->agent : SLICE_OF("Unknown"),
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
