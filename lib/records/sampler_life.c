/* What surrounds a sample employee: agreement and place of work, contacts, time off. */
#include "catalog/resources.h"
#include "records/sampler.h"

#define HEAD_OFFICE 0
#define YARD 1
#define ACTIVE_JOBS 3 /* the first in their table */

static void
set_union(struct sampler *sampler, size_t trade, enum sample_level level, struct record *employee)
{
	bool member = value_is(record_at(employee, "worker_type"), "union_hall_dispatch") ||
		      sampler_percent(sampler, 70);
	if (!member)
		return;
	sampler_refer(employee, "union_id", sampler->unions[trade]);
	sampler_refer(employee, "union_local_id", sampler->locals[trade]);
	sampler_refer(employee, "union_class_id", sampler->union_classes[trade][level]);
}

static void
set_trade(struct sampler *sampler, const struct sample_place *place, size_t trade,
    struct record *employee)
{
	size_t job = sampler_below(sampler, ACTIVE_JOBS);
	enum sample_level level = place->apprentice               ? SAMPLE_APPRENTICE
				  : place->foreman || place->head ? SAMPLE_FOREMAN
								  : SAMPLE_JOURNEYMAN;
	sampler_refer(employee, "labor_class_id", sampler->labor_classes[trade][level]);
	sampler_refer(employee, "cost_code_id", sampler->cost_codes[trade]);
	sampler_refer(employee, "job_id", sampler->jobs[job]);
	sampler_refer(employee, "location_id", sampler->locations[sample_jobs[job].location]);
	set_union(sampler, trade, level, employee);
}

void
sampler_place(struct sampler *sampler, const struct sample_place *place, struct record *employee)
{
	size_t trade = sample_trade_of(sample_departments[place->department].code);
	sampler_refer(employee, "job_code_id", sampler->job_codes[place->department]);
	sampler_refer(employee, "pay_schedule_id",
	    sampler->schedules[place->hourly ? SAMPLE_WEEKLY : SAMPLE_BIWEEKLY]);
	if (place->hourly)
		sampler_refer(employee, "rate_code_id", sampler->rates[0]);
	if (trade < sample_ntrades)
		set_trade(sampler, place, trade, employee);
	else
		sampler_refer(employee, "location_id",
		    sampler->locations[place->hourly ? YARD : HEAD_OFFICE]);
}

/* Numbers of the 555-01XX range are nobody's. */
static struct record
make_phone(struct sampler *sampler, struct arena *arena, struct uuid person_id, const char *type,
    bool primary)
{
	static const char *const areas[] = {"214", "972", "817", "512", "918"};
	struct record record =
	    sampler_record(sampler, arena, &resource_phone_numbers, sampler_id(sampler));
	sampler_refer(&record, "person_id", person_id);
	sampler_text(&record, "type", type);
	record_set(&record, "number",
	    value_text(arena_printf(arena, "+1%s55501%02u", areas[sampler_below(sampler, 5)],
		sampler_below(sampler, 100))));
	record_set(&record, "is_primary", value_bool(primary));
	record_set(&record, "sms_consent", value_bool(primary && sampler_percent(sampler, 60)));
	return record;
}

static struct record
make_address(struct sampler *sampler, struct arena *arena, struct uuid person_id)
{
	static const struct {
		const char *city, *county, *subdivision, *postal_code;
	} places[] = {{"Dallas", "Dallas", "TX", "75201"}, {"Irving", "Dallas", "TX", "75061"},
	    {"Fort Worth", "Tarrant", "TX", "76102"}, {"Austin", "Travis", "TX", "78701"},
	    {"Tulsa", "Tulsa", "OK", "74103"}};
	size_t at = sampler_below(sampler, 5);
	struct record record =
	    sampler_record(sampler, arena, &resource_street_addresses, sampler_id(sampler));
	sampler_refer(&record, "person_id", person_id);
	sampler_text(&record, "type", "home");
	record_set(&record, "line1",
	    value_text(
		arena_printf(arena, "%u Example Street", sampler_between(sampler, 100, 9999))));
	sampler_text(&record, "city", places[at].city);
	sampler_text(&record, "county", places[at].county);
	sampler_text(&record, "subdivision", places[at].subdivision);
	sampler_text(&record, "postal_code", places[at].postal_code);
	sampler_text(&record, "country", "US");
	record_set(&record, "is_primary", value_bool(true));
	return record;
}

/* Days that lie behind are taken, those ahead are granted or asked for. */
static struct record
make_time_off(struct sampler *sampler, struct arena *arena, struct uuid employee_id, bool behind)
{
	static const char *const types[] = {
	    "vacation", "vacation", "sick", "personal", "jury_duty"};
	unsigned days = sampler_between(sampler, 1, 5), away = sampler_between(sampler, 6, 80);
	int32_t first = sampler->today + (behind ? -(int32_t)(away + days) : (int32_t)away);
	struct record record =
	    sampler_record(sampler, arena, &resource_time_off, sampler_id(sampler));
	sampler_refer(&record, "employee_id", employee_id);
	sampler_text(&record, "type", types[sampler_below(sampler, 5)]);
	record_set(&record, "starts_on", value_date(first));
	record_set(&record, "ends_on", value_date(first + (int32_t)days - 1));
	sampler_decimal(&record, "hours", arena_printf(arena, "%u.00", days * 8));
	sampler_text(&record, "status",
	    behind                         ? "taken"
	    : sampler_percent(sampler, 60) ? "approved"
					   : "requested");
	return record;
}

static struct record
make_identification(struct sampler *sampler, struct arena *arena, struct uuid person_id,
    const char *type, struct slice number)
{
	struct record record = sampler_record(
	    sampler, arena, &resource_government_identifications, sampler_id(sampler));
	sampler_refer(&record, "person_id", person_id);
	sampler_text(&record, "type", type);
	record_set(&record, "number", value_text(number));
	sampler_text(&record, "issuing_country", "US");
	sampler_text(&record, "status", sampler_percent(sampler, 80) ? "verified" : "unverified");
	return record;
}

static void
set_expiry(struct sampler *sampler, struct record *paper)
{
	int32_t last = sampler->today + (int32_t)sampler_between(sampler, 0, 8 * 365) - 180;
	record_set(paper, "issued_on", value_date(last - 10 * 365));
	record_set(paper, "expires_on", value_date(last));
	if (last < sampler->today)
		sampler_text(paper, "status", "expired");
}

/* Areas from 900 on and these groups are nobody's: neither SSN nor ITIN. */
static struct slice
never_issued(struct arena *arena, unsigned number)
{
	return arena_printf(
	    arena, "%u%02u%04u", 900 + number % 100, 1 + number / 100 % 49, 1 + number / 4900);
}

static void
identify(struct sampler *sampler, struct arena *arena, struct sample *sample)
{
	unsigned number = (unsigned)sampler->nemployees - 1;
	struct uuid person_id = record_id(&sample->person);
	bool citizen = value_is(record_at(&sample->person, "work_authorization"), "us_citizen");
	struct record *paper = &sample->identifications[1];
	sample->identifications[0] =
	    make_identification(sampler, arena, person_id, "us_ssn", never_issued(arena, number));
	sample->nidentifications = 1;
	if (citizen && !sampler_percent(sampler, 30))
		return;
	*paper = make_identification(sampler, arena, person_id,
	    citizen ? "us_drivers_license" : "us_permanent_resident_card",
	    arena_printf(arena, citizen ? "00%06u" : "ZZZ%010u", number));
	if (citizen)
		sampler_text(paper, "issuing_subdivision", "TX");
	set_expiry(sampler, paper);
	sample->nidentifications = 2;
}

void
sampler_contacts(struct sampler *sampler, struct arena *arena, struct sample *sample)
{
	struct uuid person_id = record_id(&sample->person);
	struct uuid employee_id = record_id(&sample->employee);
	sample->nphones = sample->ntime_off = 0;
	sample->phones[sample->nphones++] = make_phone(sampler, arena, person_id, "mobile", true);
	if (sampler_percent(sampler, 30))
		sample->phones[sample->nphones++] =
		    make_phone(sampler, arena, person_id, "emergency", false);
	sample->address = make_address(sampler, arena, person_id);
	identify(sampler, arena, sample);
	if (!value_is(record_at(&sample->employee, "status"), "active"))
		return;
	if (sampler_percent(sampler, 25))
		sample->time_off[sample->ntime_off++] =
		    make_time_off(sampler, arena, employee_id, true);
	if (sampler_percent(sampler, 15))
		sample->time_off[sample->ntime_off++] =
		    make_time_off(sampler, arena, employee_id, false);
}
