/* The sample company's reference data, from their tables. */
#include "catalog/resources.h"
#include "records/sampler.h"

struct level {
	const char *suffix, *word, *skill;
	unsigned percent; /* of the journeyman's rate */
};

static const struct level levels[SAMPLE_LEVELS] = {
    [SAMPLE_JOURNEYMAN] = {"J", "journeyman", "journeyman", 100},
    [SAMPLE_FOREMAN] = {"F", "foreman", "foreman", 112},
    [SAMPLE_APPRENTICE] = {"A", "apprentice", "apprentice", 65},
};

typedef struct record maker(struct sampler *sampler, struct arena *arena, size_t at);

static void
draw(struct sampler *sampler, struct uuid *ids, size_t count)
{
	for (size_t i = 0; i < count; i++)
		ids[i] = sampler_id(sampler);
}

void
sampler_begin_reference(struct sampler *sampler)
{
	draw(sampler, sampler->job_codes, sample_ndepartments);
	draw(sampler, sampler->locations, sample_nlocations);
	draw(sampler, sampler->jobs, sample_njobs);
	draw(sampler, sampler->schedules, SAMPLE_SCHEDULES);
	draw(sampler, sampler->rates, sample_nrates);
	draw(sampler, sampler->cost_codes, sample_ntrades);
	draw(sampler, sampler->unions, sample_ntrades);
	draw(sampler, sampler->locals, sample_ntrades);
	for (size_t i = 0; i < sample_ntrades; i++) {
		draw(sampler, sampler->labor_classes[i], SAMPLE_LEVELS);
		draw(sampler, sampler->union_classes[i], SAMPLE_LEVELS);
	}
}

static struct record
make(struct sampler *sampler, struct arena *arena, const struct resource *resource, struct uuid id,
    const char *code, const char *name)
{
	struct record record = sampler_record(sampler, arena, resource, id);
	sampler_text(&record, "code", code);
	sampler_text(&record, "name", name);
	return record;
}

static struct record
make_location(struct sampler *sampler, struct arena *arena, size_t at)
{
	const struct sample_location *words = &sample_locations[at];
	struct record record = make(
	    sampler, arena, &resource_locations, sampler->locations[at], words->code, words->name);
	sampler_text(&record, "type", words->type);
	sampler_text(&record, "address_line1", words->line1);
	sampler_text(&record, "address_city", words->city);
	sampler_text(&record, "address_subdivision", words->subdivision);
	sampler_text(&record, "address_postal_code", words->postal_code);
	sampler_text(&record, "address_country", "US");
	sampler_text(&record, "timezone", "America/Chicago");
	sampler_text(&record, "phone", words->phone);
	sampler_decimal(&record, "latitude", slice_from(words->latitude));
	sampler_decimal(&record, "longitude", slice_from(words->longitude));
	return record;
}

/* Monday three years ago or so: 2023-01-02. */
#define FIRST_PERIOD 19359

static struct record
make_schedule(struct sampler *sampler, struct arena *arena, size_t at)
{
	bool weekly = at == SAMPLE_WEEKLY;
	struct record record = make(sampler, arena, &resource_pay_schedules, sampler->schedules[at],
	    weekly ? "WK" : "BW", weekly ? "Weekly, field" : "Biweekly, office");
	sampler_text(&record, "frequency", weekly ? "weekly" : "biweekly");
	record_set(&record, "first_period_start", value_date(FIRST_PERIOD));
	sampler_text(&record, "week_starts_on", "monday");
	sampler_integer(&record, "pay_date_offset_days", 5);
	record_set(&record, "is_default", value_bool(weekly));
	return record;
}

/* Classes stand trade by trade, level by level. */
static struct record
make_class(struct sampler *sampler, struct arena *arena, const struct resource *resource,
    const struct uuid *ids, size_t at)
{
	const struct sample_trade *trade = &sample_trades[at / SAMPLE_LEVELS];
	const struct level *level = &levels[at % SAMPLE_LEVELS];
	return make(sampler, arena, resource, ids[at % SAMPLE_LEVELS],
	    arena_text(arena, arena_printf(arena, "%s-%s", trade->code, level->suffix)),
	    arena_text(arena, arena_printf(arena, "%s, %s", trade->trade, level->word)));
}

static struct record
make_labor_class(struct sampler *sampler, struct arena *arena, size_t at)
{
	size_t trade = at / SAMPLE_LEVELS;
	const struct level *level = &levels[at % SAMPLE_LEVELS];
	bool apprentice = at % SAMPLE_LEVELS == SAMPLE_APPRENTICE;
	struct record record =
	    make_class(sampler, arena, &resource_labor_classes, sampler->labor_classes[trade], at);
	sampler_text(&record, "trade", sample_trades[trade].trade);
	sampler_text(&record, "skill_level", level->skill);
	record_set(&record, "is_apprentice", value_bool(apprentice));
	if (apprentice)
		sampler_decimal(
		    &record, "apprentice_percent", arena_printf(arena, "%u.00", level->percent));
	sampler_text(&record, "certified_payroll_classification", sample_trades[trade].trade);
	sampler_text(&record, "workers_comp_code", sample_trades[trade].workers_comp);
	return record;
}

static struct record
make_union(struct sampler *sampler, struct arena *arena, size_t at)
{
	const struct sample_trade *trade = &sample_trades[at];
	struct record record = make(sampler, arena, &resource_unions, sampler->unions[at],
	    trade->abbreviation, trade->union_name);
	sampler_text(&record, "abbreviation", trade->abbreviation);
	sampler_text(&record, "parent_body", "nabtu");
	sampler_text(&record, "website", "https://union.example.com/");
	sampler_text(&record, "contact_name", "Sam Sample");
	sampler_text(&record, "contact_email", "agent@union.example.com");
	sampler_text(&record, "contact_phone", "+12145550150");
	return record;
}

static struct record
make_local(struct sampler *sampler, struct arena *arena, size_t at)
{
	const struct sample_trade *trade = &sample_trades[at];
	struct record record = make(sampler, arena, &resource_union_locals, sampler->locals[at],
	    arena_text(
		arena, arena_printf(arena, "%s-%s", trade->abbreviation, trade->local_number)),
	    trade->local_name);
	sampler_refer(&record, "union_id", sampler->unions[at]);
	sampler_text(&record, "local_number", trade->local_number);
	sampler_text(&record, "jurisdiction", "[\"TX\",\"OK\"]");
	sampler_text(&record, "hall_address_line1", "500 Example Hall Street");
	sampler_text(&record, "hall_address_city", "Dallas");
	sampler_text(&record, "hall_address_subdivision", "TX");
	sampler_text(&record, "hall_address_postal_code", "75201");
	sampler_text(&record, "hall_address_country", "US");
	sampler_text(&record, "cba_number", trade->abbreviation);
	record_set(&record, "cba_effective_from", value_date(sampler->today - 500));
	record_set(&record, "cba_effective_to", value_date(sampler->today + 595));
	sampler_decimal(&record, "dues_rate", SLICE_OF("38.5000"));
	return record;
}

static const char fringes[] =
    "[{\"code\":\"HW\",\"name\":\"Health and welfare\",\"method\":\"per_hour_worked\","
    "\"amount\":\"9.2500\",\"paid_to\":\"fund\"},"
    "{\"code\":\"PEN\",\"name\":\"Pension\",\"method\":\"per_hour_paid\","
    "\"amount\":\"7.1000\",\"paid_to\":\"fund\"},"
    "{\"code\":\"JATC\",\"name\":\"Apprenticeship fund\",\"method\":\"per_hour_worked\","
    "\"amount\":\"0.6500\",\"paid_to\":\"fund\"}]";

static struct record
make_union_class(struct sampler *sampler, struct arena *arena, size_t at)
{
	size_t trade = at / SAMPLE_LEVELS;
	const struct level *level = &levels[at % SAMPLE_LEVELS];
	unsigned cents = sample_trades[trade].base_rate * level->percent;
	struct record record =
	    make_class(sampler, arena, &resource_union_classes, sampler->union_classes[trade], at);
	sampler_refer(&record, "union_id", sampler->unions[trade]);
	sampler_refer(&record, "union_local_id", sampler->locals[trade]);
	sampler_text(&record, "classification", level->skill);
	sampler_refer(&record, "labor_class_id", sampler->labor_classes[trade][at % SAMPLE_LEVELS]);
	if (at % SAMPLE_LEVELS == SAMPLE_APPRENTICE) {
		sampler_integer(&record, "apprentice_period", 4);
		sampler_decimal(
		    &record, "apprentice_percent", arena_printf(arena, "%u.00", level->percent));
	}
	sampler_decimal(
	    &record, "base_rate", arena_printf(arena, "%u.%02u00", cents / 100, cents % 100));
	sampler_text(&record, "fringes", fringes);
	record_set(&record, "effective_from", value_date(sampler->today - 200));
	return record;
}

static struct record
make_job_code(struct sampler *sampler, struct arena *arena, size_t at)
{
	const struct sample_department *words = &sample_departments[at];
	size_t trade = sample_trade_of(words->code);
	const char *title = words->titles[0] != NULL ? words->titles[0] : words->name;
	struct record record =
	    make(sampler, arena, &resource_job_codes, sampler->job_codes[at], words->code, title);
	sampler_text(&record, "title", title);
	sampler_text(&record, "eeo1_job_category", words->eeo1);
	sampler_text(&record, "flsa_status", words->foreman != NULL ? "nonexempt" : "exempt");
	sampler_text(&record, "workers_comp_code", words->workers_comp);
	record_set(&record, "is_active", value_bool(words->share > 0));
	if (trade < sample_ntrades)
		sampler_refer(&record, "default_labor_class_id",
		    sampler->labor_classes[trade][SAMPLE_JOURNEYMAN]);
	return record;
}

static struct record
make_job(struct sampler *sampler, struct arena *arena, size_t at)
{
	const struct sample_job *words = &sample_jobs[at];
	bool certified = words->contract_number != NULL;
	struct record record =
	    make(sampler, arena, &resource_jobs, sampler->jobs[at], words->code, words->name);
	sampler_text(&record, "status", words->status);
	sampler_text(&record, "customer_name", words->customer);
	sampler_refer(&record, "location_id", sampler->locations[words->location]);
	record_set(&record, "start_date", value_date(sampler->today + words->starts_in));
	record_set(&record, "end_date", value_date(sampler->today + words->ends_in));
	record_set(&record, "is_prevailing_wage", value_bool(certified));
	record_set(&record, "is_certified_payroll", value_bool(certified));
	sampler_text(&record, "contract_number", words->contract_number);
	sampler_text(&record, "wage_determination", words->wage_determination);
	return record;
}

static struct record
make_cost_code(struct sampler *sampler, struct arena *arena, size_t at)
{
	const struct sample_trade *trade = &sample_trades[at];
	struct record record = make(sampler, arena, &resource_cost_codes, sampler->cost_codes[at],
	    trade->cost_code, trade->cost_name);
	sampler_text(&record, "category", "labor");
	sampler_text(&record, "unit_of_measure", "HUR");
	sampler_text(&record, "csi_masterformat", trade->masterformat);
	return record;
}

static struct record
make_rate(struct sampler *sampler, struct arena *arena, size_t at)
{
	const struct sample_rate *words = &sample_rates[at];
	struct record record = make(
	    sampler, arena, &resource_rate_codes, sampler->rates[at], words->code, words->name);
	sampler_text(&record, "rate_type", words->rate_type);
	sampler_text(&record, "method", words->method);
	sampler_decimal(&record, "amount", slice_from(words->amount));
	record_set(&record, "currency", value_text(sampler->currency));
	sampler_text(&record, "unit", words->unit);
	record_set(&record, "is_base_rate", value_bool(at == 0));
	record_set(&record, "effective_from", value_date(sampler->today + words->from));
	if (words->to != 0)
		record_set(&record, "effective_to", value_date(sampler->today + words->to));
	return record;
}

static struct page
make_page(struct sampler *sampler, struct arena *arena, maker *make_one, size_t count)
{
	struct page page = {.count = count};
	page.records = arena_array(arena, count, sizeof *page.records);
	for (size_t i = 0; i < count; i++)
		page.records[i] = make_one(sampler, arena, i);
	return page;
}

void
sampler_reference(struct sampler *sampler, struct arena *arena, bool early,
    struct page pages[static SAMPLE_PAGES_MAX], size_t *npages)
{
	const struct {
		bool early;
		maker *make;
		size_t count;
	} plan[] = {
	    {true, make_location, sample_nlocations},
	    {true, make_schedule, SAMPLE_SCHEDULES},
	    {true, make_labor_class, sample_ntrades * SAMPLE_LEVELS},
	    {true, make_union, sample_ntrades},
	    {true, make_local, sample_ntrades},
	    {true, make_union_class, sample_ntrades * SAMPLE_LEVELS},
	    {true, make_job_code, sample_ndepartments},
	    {false, make_job, sample_njobs},
	    {false, make_cost_code, sample_ntrades},
	    {false, make_rate, sample_nrates},
	};
	*npages = 0;
	for (size_t i = 0; i < sizeof plan / sizeof plan[0]; i++)
		if (plan[i].early == early)
			pages[(*npages)++] = make_page(sampler, arena, plan[i].make, plan[i].count);
}
