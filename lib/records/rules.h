/*
 * What a resource demands beyond its fields: one row each, found by resource. Every
 * function may be NULL. Fields that are wrong by themselves are null in write->after.
 */
#ifndef RECORDS_RULES_H
#define RECORDS_RULES_H

#include "records/write.h"

struct rules {
	const struct resource *resource;
	/* Sets what follows from other fields, and fields kept by the system. No statements. */
	void (*derive)(struct write *write);
	/* Rules between fields, on the whole record as it will be. Complains. No statements. */
	void (*check)(struct write *write);
	/* Rules between rows, before the row is written. May complain or end the write. */
	bool (*prepare)(struct write *write);
	/* What else is written once the row is there. */
	bool (*follow)(struct write *write);
	/* What goes before the row of that id can be deleted, with its owner or by itself. */
	bool (*remove)(struct write *write, struct uuid id);
};

/* Never NULL: resources without rules share an empty row. */
const struct rules *rules_of(const struct resource *resource);

extern const struct rules rules_persons;
extern const struct rules rules_employees;
extern const struct rules rules_government_identifications;
extern const struct rules rules_documents;
extern const struct rules rules_time_off;
extern const struct rules rules_street_addresses;
extern const struct rules rules_departments;
extern const struct rules rules_locations;
extern const struct rules rules_job_codes;
extern const struct rules rules_jobs;
extern const struct rules rules_rate_codes;
extern const struct rules rules_pay_schedules;
extern const struct rules rules_labor_classes;
extern const struct rules rules_cost_codes;
extern const struct rules rules_union_locals;
extern const struct rules rules_union_classes;

#endif
