/* Limits as clients see them: draft-ietf-httpapi-ratelimit-headers, and the 429. */
#include "access/admission.h"

#include "access/keys.h"
#include "base/clock.h"
#include "base/str.h"
#include "codec/date.h"
#include "codec/json.h"
#include "web/problem.h"

#define HEADER_MAX 200

struct admission *
admission_of(struct call *call)
{
	if (!call->caller.admission)
		call->caller.admission = arena_alloc(call->arena, sizeof *call->caller.admission);
	return call->caller.admission;
}

struct limit_pair
admission_address_limit(const struct settings *settings)
{
	return (struct limit_pair){
	    {{"address", (uint32_t)settings->address_failures_per_minute, 60}}};
}

static uint32_t
seconds_up(uint32_t ms)
{
	return ms / 1000 + (ms % 1000 != 0);
}

/* Piece by piece: these stand in every answer, and printf's way is felt there. */
static void
put_name(struct str *out, const struct limit *limit)
{
	str_add_char(out, '"');
	str_add_text(out, limit->name);
	str_add_char(out, '"');
}

static void
put_number(struct str *out, const char *parameter, uint32_t number)
{
	str_add_text(out, parameter);
	str_add_u64(out, number);
}

static void
put_policy(struct str *out, const struct limit *limit)
{
	put_name(out, limit);
	put_number(out, ";q=", limit->quantity);
	put_number(out, ";w=", limit->window_seconds);
}

/* The policies that there are, tightest window first, and the one nearest its end. */
static void
put_limits(struct call *call, const struct limit_pair *limits, const struct limit_verdict *verdict)
{
	int tightest = verdict->tightest;
	uint32_t wait_ms = verdict->left[tightest] > 0 ? verdict->full_after_ms[tightest]
						       : verdict->retry_after_ms;
	struct str policy, state;
	str_init(&policy, call->arena, HEADER_MAX);
	str_init(&state, call->arena, HEADER_MAX);
	if (limits->limit[1].name != NULL) {
		put_policy(&policy, &limits->limit[1]);
		str_add_text(&policy, ", ");
	}
	put_policy(&policy, &limits->limit[0]);
	put_name(&state, &limits->limit[tightest]);
	put_number(&state, ";r=", verdict->left[tightest]);
	put_number(&state, ";t=", seconds_up(wait_ms));
	answer_header(call, "RateLimit-Policy", str_slice(&policy));
	answer_header(call, "RateLimit", str_slice(&state));
}

void
admission_put_limits(struct call *call)
{
	struct admission *admission = call->caller.admission;
	if (!admission)
		return;
	if (admission->identity) {
		const struct limit_pair *limits = &admission->identity->limits;
		if (!admission->spent)
			admission->verdict =
			    limits_look(LIMIT_KEY, call->caller.key_serial, limits);
		put_limits(call, limits, &admission->verdict);
	} else if (admission->of_address) {
		struct limit_pair limits = admission_address_limit(call->settings);
		struct limit_verdict verdict =
		    limits_look(LIMIT_ADDRESS, admission->address_number, &limits);
		put_limits(call, &limits, &verdict);
	}
}

void
admission_put_expiry(struct call *call)
{
	const struct admission *admission = call->caller.admission;
	if (!admission || !admission->identity || admission->identity->warns_us == 0 ||
	    admission->identity->warns_us - clock_now() > KEY_WARNING_DAYS * CLOCK_DAY)
		return;
	answer_header(
	    call, "X-Key-Expires-At", time_text(call->arena, admission->identity->warns_us));
}

void
admission_refuse_limit(
    struct call *call, const struct limit_verdict *verdict, const struct limit_pair *limits)
{
	struct str member;
	str_init(&member, call->arena, HEADER_MAX);
	str_addf(&member, "\"policy\":\"%s\"", limits->limit[verdict->tightest].name);
	refuse_extra(call, PROBLEM_RATE_LIMITED, NULL, str_slice(&member));
	uint32_t seconds = seconds_up(verdict->retry_after_ms);
	answer_header(call, "Retry-After", arena_printf(call->arena, "%u", seconds ? seconds : 1));
}
