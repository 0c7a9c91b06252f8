/* Silence about requests that are missing would make the page a liar. */
#include "cgi-bin/pages/behind.h"

#include "base/clock.h"
#include "trail/history.h"
#include "trail/ship.h"

#define LAG_SAID (10 * CLOCK_SECOND)

static struct slice
waiting_sentence(struct call *call, const struct say *say, enum mode mode)
{
	struct ship_state state = {0};
	struct history_place newest = {0};
	enum db_status status = ship_state(call->settings, call->db, call->arena, &state);
	if (status != DB_OK || state.waiting_since_us == 0 ||
	    say->now_us - state.waiting_since_us < LAG_SAID)
		return SLICE_NONE;
	status = history_newest(call->db, call->arena, call->caller.entity_id, mode, &newest);
	if (status != DB_OK)
		return SLICE_OF("Requests are kept safe and will appear here in a moment.");
	struct slice clock = say_clock(say, newest.ts_us), ago = say_ago(say, newest.ts_us);
	return arena_printf(call->arena,
	    "Newest request shown is from %.*s, %.*s. Requests are kept safe and will appear.",
	    SLICE_ARG(clock), SLICE_ARG(ago));
}

static struct slice
lost_sentence(struct call *call, const struct say *say, int64_t from_us, int64_t to_us)
{
	struct history_loss *losses;
	size_t nlosses;
	enum db_status status =
	    history_losses(call->db, call->arena, from_us, to_us, &losses, &nlosses);
	if (status != DB_OK || nlosses == 0)
		return SLICE_NONE;
	struct slice count = say_count(say, losses[0].requests, "request", "requests");
	struct slice from = say_exact(say, losses[0].from_us), to = say_clock(say, losses[0].to_us);
	return arena_printf(call->arena,
	    "%.*s between %.*s and %.*s were answered on this host but could not be recorded.",
	    SLICE_ARG(count), SLICE_ARG(from), SLICE_ARG(to));
}

struct slice
behind_sentence(
    struct call *call, const struct say *say, enum mode mode, int64_t from_us, int64_t to_us)
{
	struct slice waiting = waiting_sentence(call, say, mode);
	return waiting.at ? waiting : lost_sentence(call, say, from_us, to_us);
}
