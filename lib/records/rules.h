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
	/* What goes before the row can be deleted. */
	bool (*remove)(struct write *write);
	/*
	 * A unique index of the table's own, and whether its duplicate means that another
	 * transaction came between, so that all is to be run again.
	 */
	const char *rerun_index;
};

/* Never NULL: resources without rules share an empty row. */
const struct rules *rules_of(const struct resource *resource);

extern const struct rules rules_persons, rules_employees, rules_departments, rules_email_addresses;

#endif
