/* The periods of a pay schedule that touch some days: reckoned, not stored. */
#include "catalog/resources.h"
#include "codec/date.h"
#include "codec/text.h"
#include "records/one.h"
#include "records/periods.h"
#include "records/records.h"
#include "records/reply.h"

#define YEAR_LAST 2199
#define DAYS_MOST 1100 /* three years and some days: 160 periods at most */

static const struct shape_member period_members[] = {
    {"object", PRIVACY_OPEN, NULL},
    {"starts_on", PRIVACY_BUSINESS, NULL},
    {"ends_on", PRIVACY_BUSINESS, NULL},
    {"pay_date", PRIVACY_BUSINESS, NULL},
    {0},
};
static const struct shape period_shape = {SHAPE_MEMBERS, NULL, period_members};
static const struct shape_member list_members[] = {
    {"object", PRIVACY_OPEN, NULL},
    {"data", PRIVACY_OPEN, &period_shape},
    {"has_more", PRIVACY_OPEN, NULL},
    {"next_cursor", PRIVACY_OPEN, NULL},
    {"url", PRIVACY_OPEN, NULL},
    {0},
};
const struct shape pay_periods_shape = {SHAPE_MEMBERS, NULL, list_members};

struct span {
	int32_t from, to;
};

static void
read_day(const struct form *form, const char *name, int32_t *day, struct complaints *complaints)
{
	size_t count = form_count(form, name);
	if (count == 0)
		complain_parameter(
		    complaints, name, "required", SLICE_OF("Say from and to which day."));
	else if (count > 1)
		complain_parameter(
		    complaints, name, "repeated", SLICE_OF("This parameter stands here twice."));
	else if (!date_read(form_value(form, name), day))
		complain_parameter(complaints, name, "invalid_date",
		    SLICE_OF("Write a date that exists, as YYYY-MM-DD."));
	else if (date_civil(*day).year > YEAR_LAST)
		complain_parameter(
		    complaints, name, "out_of_range", SLICE_OF("Write a date up to 2199."));
}

static void
refuse_others(struct call *call, const struct form *form, struct complaints *complaints)
{
	for (size_t i = 0; i < form->npairs; i++) {
		struct slice name = form->pairs[i].name;
		if (!slice_is(name, "from") && !slice_is(name, "to"))
			complain_parameter(complaints,
			    arena_text(call->arena, utf8_head(name, 100)), "unknown_parameter",
			    SLICE_OF("There is no such parameter."));
	}
}

static bool
read_span(struct call *call, struct span *span)
{
	struct complaints complaints = {0};
	const struct form *form = &call->request.query;
	if (call->request.query_malformed) {
		refuse(call, PROBLEM_INVALID_PARAMETER, "The query is not well formed.");
		return false;
	}
	refuse_others(call, form, &complaints);
	read_day(form, "from", &span->from, &complaints);
	read_day(form, "to", &span->to, &complaints);
	if (complaints.count == 0 && span->to < span->from)
		complain_parameter(
		    &complaints, "to", "before_start", SLICE_OF("This day is before the first."));
	else if (complaints.count == 0 && span->to - span->from > DAYS_MOST)
		complain_parameter(&complaints, "to", "out_of_range",
		    SLICE_OF("At most three years are possible."));
	if (complaints.count > 0)
		refuse_with(call, PROBLEM_INVALID_PARAMETER, &complaints);
	return complaints.count == 0;
}

struct fieldset
pay_periods_fields(void)
{
	static const char *const names[] = {
	    "frequency", "first_period_start", "semimonthly_days", "pay_date_offset_days"};
	struct fieldset needed = {0};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		fieldset_add(
		    &needed, resource_field(&resource_pay_schedules, slice_from(names[i])));
	return needed;
}

static bool
may_be_reckoned(struct call *call)
{
	struct fieldset needed = pay_periods_fields();
	struct fieldset missing = fieldset_minus(needed, call->readable);
	call->notes.shown = needed;
	if (fieldset_is_empty(&missing))
		return true;
	reply_fields_not_permitted(call, missing);
	return false;
}

static void
put_day(struct json_writer *writer, const char *name, int32_t day)
{
	struct str text;
	str_init(&text, writer->out->arena, DATE_TEXT_LEN);
	date_write(&text, day);
	json_name(writer, name);
	json_put_string(writer, str_slice(&text));
}

static void
put_period(struct json_writer *writer, const struct period *period, const struct db_value *offset)
{
	json_begin_object(writer);
	json_name(writer, "object");
	json_put_text(writer, "pay_period");
	put_day(writer, "starts_on", period->starts_on);
	put_day(writer, "ends_on", period->ends_on);
	if (offset->null) {
		json_name(writer, "pay_date");
		json_put_null(writer);
	} else {
		put_day(writer, "pay_date", period->ends_on + (int32_t)offset->i64);
	}
	json_end_object(writer);
}

static void
put_periods(struct json_writer *writer, const struct record *schedule, const struct span *span)
{
	struct calendar calendar = calendar_of(schedule);
	int64_t number = calendar_number(&calendar, span->from);
	struct period period = calendar_period(&calendar, number);
	json_begin_array(writer);
	while (period.starts_on <= span->to) {
		put_period(writer, &period, record_at(schedule, "pay_date_offset_days"));
		period = calendar_period(&calendar, ++number);
	}
	json_end_array(writer);
}

static void
answer(struct call *call, const struct record *schedule, const struct span *span)
{
	answer_begin(call, 200, "application/json");
	struct json_writer writer = json_writer(&call->answer.body);
	json_begin_object(&writer);
	json_name(&writer, "object");
	json_put_text(&writer, "list");
	json_name(&writer, "data");
	put_periods(&writer, schedule, span);
	json_name(&writer, "has_more");
	json_put_bool(&writer, false);
	json_name(&writer, "next_cursor");
	json_put_null(&writer);
	json_name(&writer, "url");
	json_put_string(&writer, reply_path(call));
	json_end_object(&writer);
}

static void
answer_span(struct call *call, const struct record *schedule)
{
	struct span span = {0};
	if (read_span(call, &span))
		answer(call, schedule, &span);
}

void
pay_periods_list(struct call *call)
{
	static const struct one_reading reading = {"records.periods", may_be_reckoned, answer_span};
	one_get(call, &reading);
}
