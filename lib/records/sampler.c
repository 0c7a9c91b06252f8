/* Making sample records, one employee after the other, from a stream of numbers. */
#include <assert.h>
#include <string.h>

#include "base/str.h"
#include "catalog/resources.h"
#include "catalog/value.h"
#include "codec/date.h"
#include "records/sampler.h"

#define CREW 8 /* one in so many leads the others */
#define YEAR 365
#define IDS_FROM_MS                                                                                \
	INT64_C(1767600000000) /* 5 January 2026: before anything that is made later               \
				*/

/* SplitMix64 (Steele, Lea and Flood 2014). */
static uint64_t
next_number(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

unsigned
sampler_below(struct sampler *sampler, unsigned bound)
{
	assert(bound > 0);
	return (unsigned)(next_number(&sampler->numbers) % bound);
}

bool
sampler_percent(struct sampler *sampler, unsigned chance)
{
	return sampler_below(sampler, 100) < chance;
}

unsigned
sampler_between(struct sampler *sampler, unsigned from, unsigned to)
{
	return from + sampler_below(sampler, to - from + 1);
}

struct uuid
sampler_id(struct sampler *sampler)
{
	struct uuid id;
	uint64_t high = next_number(&sampler->ids), low = next_number(&sampler->ids);
	uint64_t ms = (uint64_t)IDS_FROM_MS + sampler->nids++;
	for (int i = 0; i < 6; i++)
		id.byte[i] = (unsigned char)(ms >> (8 * (5 - i)));
	for (int i = 6; i < 8; i++)
		id.byte[i] = (unsigned char)(high >> (8 * i));
	for (int i = 8; i < 16; i++)
		id.byte[i] = (unsigned char)(low >> (8 * (i - 8)));
	id.byte[6] = (unsigned char)(0x70 | (id.byte[6] & 0x0f));
	id.byte[8] = (unsigned char)(0x80 | (id.byte[8] & 0x3f));
	return id;
}

struct sampler *
sampler_new(struct arena *arena, uint64_t realm_id, uint64_t seed, int64_t now_us, int32_t today,
    struct slice currency)
{
	struct sampler *sampler = arena_alloc(arena, sizeof *sampler);
	sampler->numbers = seed;
	sampler->ids = seed;
	sampler->ids = next_number(&sampler->ids) ^ realm_id;
	sampler->realm_id = realm_id;
	sampler->now_us = now_us;
	sampler->today = today;
	sampler->currency = currency;
	for (size_t i = 0; i < sample_ndepartments; i++)
		sampler->departments[i] = sampler_id(sampler);
	sampler_begin_reference(sampler);
	return sampler;
}

struct record
sampler_record(
    struct sampler *sampler, struct arena *arena, const struct resource *resource, struct uuid id)
{
	struct record record = record_new(arena, resource);
	record_set(&record, "id", value_uuid(id));
	record_set(&record, "version", value_u64(1));
	record_set(&record, "created_at", value_time(sampler->now_us));
	record_set(&record, "updated_at", value_time(sampler->now_us));
	for (size_t i = 0; i < resource->nfields; i++)
		if (resource->fields[i].initial != NULL)
			record_set(
			    &record, resource->fields[i].name, value_initial(&resource->fields[i]));
	return record;
}

void
sampler_text(struct record *record, const char *field, const char *text)
{
	if (text != NULL)
		record_set(record, field, value_text(slice_from(text)));
}

void
sampler_decimal(struct record *record, const char *field, struct slice text)
{
	record_set(record, field, (struct db_value){.type = DB_DECIMAL, .text = text});
}

void
sampler_integer(struct record *record, const char *field, int64_t number)
{
	record_set(record, field, (struct db_value){.type = DB_I64, .i64 = number});
}

void
sampler_refer(struct record *record, const char *field, struct uuid id)
{
	if (!uuid_is_nil(id))
		record_set(record, field, value_uuid(id));
}

static size_t
department_of_code(const char *code)
{
	size_t at = 0;
	while (strcmp(sample_departments[at].code, code) != 0)
		at++;
	assert(at < sample_ndepartments);
	return at;
}

static struct record
make_department(struct sampler *sampler, struct arena *arena, size_t at)
{
	const struct sample_department *words = &sample_departments[at];
	struct record record =
	    sampler_record(sampler, arena, &resource_departments, sampler->departments[at]);
	sampler_text(&record, "code", words->code);
	sampler_text(&record, "name", words->name);
	sampler_text(&record, "gl_segment", words->gl_segment);
	sampler_text(&record, "cost_center", words->cost_center);
	record_set(&record, "is_active", value_bool(words->share > 0));
	if (words->parent != NULL)
		record_set(&record, "parent_department_id",
		    value_uuid(sampler->departments[department_of_code(words->parent)]));
	return record;
}

struct page
sampler_departments(struct sampler *sampler, struct arena *arena)
{
	struct page page = {.count = sample_ndepartments};
	page.records = arena_array(arena, page.count, sizeof *page.records);
	for (size_t i = 0; i < page.count; i++)
		page.records[i] = make_department(sampler, arena, i);
	return page;
}

struct page
sampler_managed(struct sampler *sampler, struct arena *arena)
{
	struct page page = {0};
	page.records = arena_array(arena, sample_ndepartments, sizeof *page.records);
	for (size_t i = 0; i < sample_ndepartments; i++) {
		if (uuid_is_nil(sampler->heads[i]))
			continue;
		struct record *record = &page.records[page.count++];
		*record = make_department(sampler, arena, i);
		record_set(record, "manager_employee_id", value_uuid(sampler->heads[i]));
		record_set(record, "version", value_u64(2));
		record_set(record, "updated_at", value_time(sampler->now_us + 1));
	}
	return page;
}

/* Heads first, one a department; then by the departments' shares. */
static size_t
choose_department(struct sampler *sampler)
{
	unsigned total = 0, chosen;
	size_t at = 0;
	for (; at < sample_ndepartments; at++)
		if (sample_departments[at].share > 0 && uuid_is_nil(sampler->heads[at]))
			return at;
	for (at = 0; at < sample_ndepartments; at++)
		total += sample_departments[at].share;
	chosen = sampler_below(sampler, total);
	for (at = 0; chosen >= sample_departments[at].share; at++)
		chosen -= sample_departments[at].share;
	return at;
}

struct names {
	const struct sample_name *first, *last;
};

static void
add_private_life(struct sampler *sampler, struct record *person)
{
	static const char *const genders[] = {
	    "female", "male", "male", "male", "non_binary", "prefer_not_to_disclose"};
	static const char *const races[] = {"[\"white\"]", "[\"hispanic_or_latino\"]",
	    "[\"black_or_african_american\"]", "[\"asian\"]",
	    "[\"american_indian_or_alaska_native\"]", "[\"prefer_not_to_disclose\"]",
	    "[\"white\",\"hispanic_or_latino\"]"};
	static const char *const veterans[] = {"[\"not_protected_veteran\"]",
	    "[\"not_protected_veteran\"]", "[\"not_protected_veteran\"]",
	    "[\"armed_forces_service_medal\"]", "[\"recently_separated\"]"};
	static const char *const languages[] = {"en", "en", "en", "es-US", "es-MX", "pl", "vi"};
	sampler_text(person, "gender", genders[sampler_below(sampler, 6)]);
	sampler_text(person, "race_ethnicity", races[sampler_below(sampler, 7)]);
	sampler_text(person, "veteran_status", veterans[sampler_below(sampler, 5)]);
	sampler_text(person, "disability_status", sampler_percent(sampler, 8) ? "yes" : "no");
	sampler_text(person, "marital_status",
	    sampler_percent(sampler, 50) ? "married_filing_jointly" : "single");
	sampler_text(person, "preferred_language", languages[sampler_below(sampler, 7)]);
	if (sampler_percent(sampler, 85)) {
		sampler_text(person, "citizenship_countries", "[\"US\"]");
		sampler_text(person, "work_authorization", "us_citizen");
	} else {
		sampler_text(person, "citizenship_countries", "[\"MX\"]");
		sampler_text(person, "work_authorization", "lawful_permanent_resident");
	}
}

static void
make_person(
    struct sampler *sampler, struct arena *arena, const struct names *names, struct record *person)
{
	struct slice called;
	*person = sampler_record(sampler, arena, &resource_persons, sampler_id(sampler));
	sampler_text(person, "legal_last_name", names->last->name);
	sampler_text(person, "legal_first_name", names->first->name);
	if (sampler_percent(sampler, 20))
		sampler_text(person, "legal_middle_name",
		    sample_first_names[sampler_below(sampler, (unsigned)sample_nfirst)].name);
	if (sampler_percent(sampler, 3))
		sampler_text(person, "suffix", sampler_percent(sampler, 70) ? "jr" : "iii");
	if (sampler_percent(sampler, 4))
		sampler_text(person, "former_last_names", "[\"Hollister\"]");
	called = arena_printf(arena, "%s %s", names->first->name, names->last->name);
	record_set(person, "display_name", value_text(called));
	record_set(person, "date_of_birth",
	    value_date(sampler->today - (int32_t)sampler_between(sampler, 20 * YEAR, 66 * YEAR)));
	add_private_life(sampler, person);
}

/* What somebody's place in a department says about work and pay. */
struct place {
	size_t department;
	bool head, foreman;
	unsigned number; /* of the employee */
};

static struct place
choose_place(struct sampler *sampler)
{
	struct place place = {.department = choose_department(sampler)};
	const struct sample_department *words = &sample_departments[place.department];
	size_t before = sampler->in_department[place.department]++;
	place.head = before == 0;
	place.foreman = words->foreman != NULL && before % CREW == 1;
	place.number = (unsigned)(1000 + sampler->nemployees++);
	return place;
}

static const char *
choose_title(struct sampler *sampler, const struct place *place)
{
	const struct sample_department *words = &sample_departments[place->department];
	if (place->head)
		return words->head;
	return place->foreman ? words->foreman : words->titles[sampler_below(sampler, 4)];
}

static void
set_decimal(struct arena *arena, struct record *record, const char *field, const char *format,
    unsigned whole, unsigned hundredths)
{
	struct slice text = strcmp(format, "money") == 0
				? arena_printf(arena, "%u.%02u00", whole, hundredths)
				: arena_printf(arena, "%u.%02u", whole, hundredths);
	record_set(record, field, (struct db_value){.type = DB_DECIMAL, .text = text});
}

static void
set_pay(struct sampler *sampler, struct arena *arena, const struct place *place,
    struct record *employee)
{
	const struct sample_department *words = &sample_departments[place->department];
	bool hourly = words->foreman != NULL && !place->head;
	unsigned spread = words->pay_to - words->pay_from;
	unsigned base = words->pay_from + (place->head         ? spread
					      : place->foreman ? spread * 3 / 4
							       : sampler_below(sampler, spread));
	if (!hourly && words->foreman != NULL)
		base = base * 2; /* an hourly range, told in thousands a year */
	sampler_text(employee, "flsa_status", hourly ? "nonexempt" : "exempt");
	sampler_text(employee, "pay_type", hourly ? "hourly" : "salary");
	sampler_text(employee, "pay_rate_period", hourly ? "hour" : "year");
	set_decimal(arena, employee, "pay_rate", "money", hourly ? base : base * 1000,
	    hourly ? 25 * sampler_below(sampler, 4) : 0);
	set_decimal(arena, employee, "standard_hours_per_week", "hours", 40, 0);
	record_set(employee, "currency", value_text(sampler->currency));
}

static struct uuid
supervisor_of(const struct sampler *sampler, const struct place *place)
{
	const struct sample_department *words = &sample_departments[place->department];
	struct uuid none = {{0}};
	if (place->head)
		return words->parent == NULL ? none
					     : sampler->heads[department_of_code(words->parent)];
	if (place->foreman || uuid_is_nil(sampler->foremen[place->department]))
		return sampler->heads[place->department];
	return sampler->foremen[place->department];
}

static void
end_employment(struct sampler *sampler, int32_t hired, struct record *employee)
{
	int32_t worked = sampler->today - hired;
	int32_t last =
	    hired + worked / 2 + (int32_t)sampler_below(sampler, (unsigned)(worked / 3 + 1));
	bool quit = sampler_percent(sampler, 60);
	sampler_text(employee, "status", "terminated");
	record_set(employee, "termination_date", value_date(last));
	record_set(employee, "last_day_worked", value_date(last));
	sampler_text(employee, "termination_type", quit ? "voluntary" : "layoff");
	sampler_text(employee, "termination_reason", quit ? "resignation" : "lack_of_work");
	sampler_text(
	    employee, "rehire_eligibility", sampler_percent(sampler, 80) ? "yes" : "review");
}

/* Leaders stay; of the others some are still to come, on leave, or gone. */
static void
set_life(struct sampler *sampler, const struct place *place, struct record *employee)
{
	bool leads = place->head || place->foreman;
	bool pending = !leads && sampler_percent(sampler, 3);
	int32_t hired =
	    pending ? sampler->today + (int32_t)sampler_between(sampler, 3, 40)
		    : sampler->today - (int32_t)sampler_between(sampler, leads ? 3 * YEAR : 30,
					   leads ? 20 * YEAR : 12 * YEAR);
	record_set(employee, "hire_date", value_date(hired));
	record_set(employee, "original_hire_date", value_date(hired));
	record_set(employee, "seniority_date", value_date(hired));
	sampler_text(employee, "status", pending ? "pending" : "active");
	if (leads || pending)
		return;
	if (sampler_percent(sampler, 8))
		end_employment(sampler, hired, employee);
	else if (sampler_percent(sampler, 4))
		sampler_text(employee, "status", "on_leave");
}

static void
set_work(struct sampler *sampler, struct arena *arena, const struct place *place,
    struct record *employee)
{
	static const char *const states[] = {"TX", "TX", "TX", "OK", "LA", "NM"};
	const struct sample_department *words = &sample_departments[place->department];
	const char *title = choose_title(sampler, place);
	bool apprentice = strncmp(title, "Apprentice ", 11) == 0;
	sampler_text(employee, "title", title);
	sampler_text(employee, "worker_type",
	    words->foreman != NULL && sampler_percent(sampler, 15) ? "union_hall_dispatch"
								   : "employee");
	sampler_text(
	    employee, "employment_type", sampler_percent(sampler, 92) ? "full_time" : "seasonal");
	sampler_text(employee, "work_state", states[sampler_below(sampler, 6)]);
	sampler_text(employee, "resident_state", states[sampler_below(sampler, 6)]);
	sampler_text(employee, "workers_comp_code", words->workers_comp);
	sampler_text(employee, "eeo1_job_category", words->eeo1);
	if (words->foreman != NULL && !place->head)
		sampler_text(employee, "certified_payroll_classification", title);
	if (!apprentice)
		return;
	sampler_integer(employee, "apprentice_level", sampler_between(sampler, 1, 8));
	set_decimal(
	    arena, employee, "apprentice_percent", "percent", sampler_between(sampler, 50, 90), 0);
}

static void
set_agreement(struct sampler *sampler, const struct place *place, struct record *employee)
{
	struct sample_place work = {
	    .department = place->department,
	    .head = place->head,
	    .foreman = place->foreman,
	    .apprentice = !record_at(employee, "apprentice_level")->null,
	    .hourly = value_is(record_at(employee, "pay_type"), "hourly"),
	};
	sampler_place(sampler, &work, employee);
}

static void
make_employee(struct sampler *sampler, struct arena *arena, const struct place *place,
    struct uuid person_id, struct record *employee)
{
	struct uuid id = sampler_id(sampler), supervisor = supervisor_of(sampler, place);
	*employee = sampler_record(sampler, arena, &resource_employees, id);
	record_set(employee, "person_id", value_uuid(person_id));
	record_set(
	    employee, "employee_number", value_text(arena_printf(arena, "E%05u", place->number)));
	sampler_refer(employee, "department_id", sampler->departments[place->department]);
	sampler_refer(employee, "supervisor_employee_id", supervisor);
	set_work(sampler, arena, place, employee);
	set_pay(sampler, arena, place, employee);
	set_life(sampler, place, employee);
	set_agreement(sampler, place, employee);
	if (place->head)
		sampler->heads[place->department] = id;
	if (place->foreman)
		sampler->foremen[place->department] = id;
}

static struct record
make_email(struct sampler *sampler, struct arena *arena, struct uuid person_id, const char *type,
    struct slice address)
{
	struct record email =
	    sampler_record(sampler, arena, &resource_email_addresses, sampler_id(sampler));
	record_set(&email, "person_id", value_uuid(person_id));
	sampler_text(&email, "type", type);
	record_set(&email, "address", value_text(address));
	record_set(&email, "is_primary", value_bool(strcmp(type, "work") == 0));
	return email;
}

void
sampler_next(struct sampler *sampler, struct arena *arena, struct sample *sample)
{
	struct place place = choose_place(sampler);
	struct names names = {&sample_first_names[sampler_below(sampler, (unsigned)sample_nfirst)],
	    &sample_last_names[sampler_below(sampler, (unsigned)sample_nlast)]};
	make_person(sampler, arena, &names, &sample->person);
	struct uuid person_id = record_id(&sample->person);
	make_employee(sampler, arena, &place, person_id, &sample->employee);
	sample->nemails = sampler_percent(sampler, 40) ? 2 : 1;
	sample->emails[0] = make_email(sampler, arena, person_id, "work",
	    arena_printf(arena, "%s.%s.%u@example.com", names.first->plain, names.last->plain,
		place.number));
	if (sample->nemails == 2)
		sample->emails[1] = make_email(sampler, arena, person_id, "personal",
		    arena_printf(arena, "%s%u@home.example.com", names.last->plain, place.number));
	sampler_contacts(sampler, arena, sample);
	sampler_documents(sampler, arena, sample);
}
