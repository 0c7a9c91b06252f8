/* From and to: days of the company's zone, or points in time. */
#include "trail/export_period.h"

#include "base/clock.h"
#include "codec/date.h"
#include "web/problem.h"

static bool
refuse_parameter(struct call *call, const char *name, const char *code)
{
	struct complaints complaints = {.count = 1};

	complaints.list[0] = (struct complaint){
	    .parameter = name,
	    .code = code,
	    .detail = SLICE("A date, or an RFC 3339 time with its zone; mode is live or test."),
	};
	refuse_with(call, PROBLEM_INVALID_PARAMETER, &complaints);
	return false;
}

/* The instant at which the day begins in the company's zone. */
static int64_t
day_start(const struct call *call, int32_t day)
{
	int64_t start;
	const char *zone = arena_text(call->arena, call->caller.time_zone);

	return zone_day_start(zone, day, &start) ? start : day * CLOCK_DAY;
}

/* days_after: 1 makes a date mean the end of its day. */
static bool
read_point(const struct call *call, struct slice text, int32_t days_after, int64_t *time_us)
{
	int32_t day;

	if (date_read(text, &day)) {
		*time_us = day_start(call, day + days_after);
		return true;
	}
	return time_read(text, time_us);
}

static bool
has_unknown(const struct call *call, bool with_mode)
{
	const struct form *query = &call->request.query;

	for (size_t i = 0; i < query->npairs; i++) {
		struct slice name = query->pairs[i].name;
		if (!slice_is(name, "from") && !slice_is(name, "to") &&
		    !(with_mode && slice_is(name, "mode")))
			return true;
	}
	return form_count(query, "from") > 1 || form_count(query, "to") > 1 ||
	       form_count(query, "mode") > 1;
}

bool
export_period_read(struct call *call, bool with_mode, struct export_period *period)
{
	const struct form *query = &call->request.query;
	struct slice mode = form_value(query, "mode");
	struct export_period read = {
	    .to_us = TIME_LAST_US,
	    .mode = MODE_LIVE,
	    .from = form_value(query, "from"),
	    .to = form_value(query, "to"),
	};

	if (call->request.query_malformed || has_unknown(call, with_mode))
		return refuse_parameter(call, NULL, "unknown_parameter");
	if (read.from.at != NULL && !read_point(call, read.from, 0, &read.from_us))
		return refuse_parameter(call, "from", "invalid_date");
	if (read.to.at != NULL && !read_point(call, read.to, 1, &read.to_us))
		return refuse_parameter(call, "to", "invalid_date");
	if (read.to_us <= read.from_us)
		return refuse_parameter(call, "to", "before_from");
	if (mode.at != NULL && !mode_read(mode, &read.mode))
		return refuse_parameter(call, "mode", "invalid_choice");
	if (read.from_us < 0)
		read.from_us = 0;
	read.has_to = read.to.at != NULL;
	*period = read;
	return true;
}
