/*
 * Inside the sampler: its state, and the words in which records are made. For the
 * sampler's own files alone.
 */
#ifndef RECORDS_SAMPLER_H
#define RECORDS_SAMPLER_H

#include "records/sample.h"
#include "records/sample_trades.h"
#include "records/sample_words.h"

struct sampler {
	uint64_t numbers, ids; /* states of the two streams */
	uint64_t nids;
	uint64_t realm_id;
	int64_t now_us;
	int32_t today;
	struct slice currency;
	size_t nemployees;
	struct uuid departments[SAMPLE_DEPARTMENTS_MAX];
	struct uuid heads[SAMPLE_DEPARTMENTS_MAX];   /* nil: none yet */
	struct uuid foremen[SAMPLE_DEPARTMENTS_MAX]; /* the latest */
	size_t in_department[SAMPLE_DEPARTMENTS_MAX];
	/* Ids of reference data, by their places in sample_trades.h. */
	struct uuid job_codes[SAMPLE_DEPARTMENTS_MAX];
	struct uuid locations[SAMPLE_LOCATIONS_MAX];
	struct uuid jobs[SAMPLE_JOBS_MAX];
	struct uuid schedules[SAMPLE_SCHEDULES];
	struct uuid rates[SAMPLE_RATES_MAX];
	struct uuid cost_codes[SAMPLE_TRADES_MAX];
	struct uuid unions[SAMPLE_TRADES_MAX];
	struct uuid locals[SAMPLE_TRADES_MAX];
	struct uuid labor_classes[SAMPLE_TRADES_MAX][SAMPLE_LEVELS];
	struct uuid union_classes[SAMPLE_TRADES_MAX][SAMPLE_LEVELS];
};

unsigned sampler_below(struct sampler *sampler, unsigned bound);
bool sampler_percent(struct sampler *sampler, unsigned chance);
unsigned sampler_between(struct sampler *sampler, unsigned from, unsigned to);
/* Ids in the order of making, of the realm's own. */
struct uuid sampler_id(struct sampler *sampler);

/* A record with its initial values and that id. */
struct record sampler_record(
    struct sampler *sampler, struct arena *arena, const struct resource *resource, struct uuid id);
/* Nothing is set if there is no text. */
void sampler_text(struct record *record, const char *field, const char *text);
void sampler_decimal(struct record *record, const char *field, struct slice text);
void sampler_integer(struct record *record, const char *field, int64_t number);
/* An id that is nil is nothing. */
void sampler_refer(struct record *record, const char *field, struct uuid id);

/* Draws the ids of all reference data. */
void sampler_begin_reference(struct sampler *sampler);
/* Where an employee of the department works, at what, and by which agreement. */
struct sample_place {
	size_t department;
	bool head, foreman, apprentice, hourly;
};
void sampler_place(
    struct sampler *sampler, const struct sample_place *place, struct record *employee);
/* Phone numbers, addresses, identifications and time off. */
void sampler_contacts(struct sampler *sampler, struct arena *arena, struct sample *sample);
/* After person and employee. */
void sampler_documents(struct sampler *sampler, struct arena *arena, struct sample *sample);

#endif
