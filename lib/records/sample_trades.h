/*
 * What the sample company builds, where, and by which agreements: its reference data.
 * Unions are named as they are; locals, numbers, contracts and people are made up.
 */
#ifndef RECORDS_SAMPLE_TRADES_H
#define RECORDS_SAMPLE_TRADES_H

#include <stdbool.h>
#include <stddef.h>

#define SAMPLE_TRADES_MAX 8
#define SAMPLE_LOCATIONS_MAX 8
#define SAMPLE_JOBS_MAX 8
#define SAMPLE_RATES_MAX 8

enum sample_level { SAMPLE_JOURNEYMAN, SAMPLE_FOREMAN, SAMPLE_APPRENTICE, SAMPLE_LEVELS };
enum sample_schedule { SAMPLE_WEEKLY, SAMPLE_BIWEEKLY, SAMPLE_SCHEDULES };

/* One trade of one department, with its union, labor classes and cost code. */
struct sample_trade {
	const char *department; /* code */
	const char *code, *trade;
	const char *abbreviation, *union_name;
	const char *local_number, *local_name;
	const char *workers_comp;
	unsigned base_rate; /* whole dollars an hour */
	const char *cost_code, *cost_name, *masterformat;
};

struct sample_location {
	const char *code, *name, *type, *line1, *city, *subdivision, *postal_code;
	const char *phone, *latitude, *longitude;
};

struct sample_job {
	const char *code, *name, *status, *customer;
	size_t location;
	int starts_in, ends_in;                           /* days from today */
	const char *contract_number, *wage_determination; /* of certified payroll, or NULL */
};

struct sample_rate {
	const char *code, *name, *rate_type, *method, *amount, *unit;
	int from, to; /* days from today; 0: no end */
};

extern const struct sample_trade sample_trades[];
extern const struct sample_location sample_locations[];
extern const struct sample_job sample_jobs[];
extern const struct sample_rate sample_rates[];
extern const size_t sample_ntrades, sample_nlocations, sample_njobs, sample_nrates;

/* The trade of the department of that code; sample_ntrades if it has none. */
size_t sample_trade_of(const char *department);

#endif
