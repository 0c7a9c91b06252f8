/*
 * Sample data: a construction company that never was, for trying things out. The same
 * seed makes the same company (hire dates lie as far from today). Plainly fictitious:
 * addresses at example.com, nobody's numbers: social security numbers of areas 900 to 999, which
 * were never issued and which the API would refuse.
 */
#ifndef RECORDS_SAMPLE_H
#define RECORDS_SAMPLE_H

#include "catalog/store.h"
#include "crypt/secrets.h"

#define SAMPLE_EMPLOYEES_MAX 1000000

/*
 * Fills the realm with reference data, departments and their managers, and nemployees
 * employees with persons, contact details, identifications, spells, time off and documents; every
 * record leaves its change, by `system`. Several transactions of some hundred employees;
 * DB_DUPLICATE if sample data are there already. secrets: for values that are kept sealed.
 */
enum db_status sample_fill(struct db *db, const struct secrets *secrets, uint64_t entity_id,
    uint64_t realm_id, uint64_t seed, size_t nemployees);

/* The parts, for tests that look at every record. */
struct sampler;

#define SAMPLE_EMAILS_MAX 2
#define SAMPLE_PHONES_MAX 2
#define SAMPLE_TIME_OFF_MAX 2
#define SAMPLE_IDENTIFICATIONS_MAX 2
#define SAMPLE_DOCUMENTS_MAX 2

struct sample {
	struct record person, employee;
	struct record emails[SAMPLE_EMAILS_MAX];
	size_t nemails;
	struct record phones[SAMPLE_PHONES_MAX];
	size_t nphones;
	struct record address;
	struct record time_off[SAMPLE_TIME_OFF_MAX];
	size_t ntime_off;
	struct record identifications[SAMPLE_IDENTIFICATIONS_MAX];
	size_t nidentifications;
	struct record documents[SAMPLE_DOCUMENTS_MAX];
	struct slice contents[SAMPLE_DOCUMENTS_MAX]; /* of each document */
	size_t ndocuments;
};

/* now_us: when the records are made; today: from where their dates are counted. */
struct sampler *sampler_new(struct arena *arena, uint64_t realm_id, uint64_t seed, int64_t now_us,
    int32_t today, struct slice currency);
/*
 * Reference data but departments, one page a resource, in the order in which each refers to
 * those before it. `early` is what departments need not be there for; *npages of them.
 */
#define SAMPLE_PAGES_MAX 8
void sampler_reference(struct sampler *sampler, struct arena *arena, bool early,
    struct page pages[static SAMPLE_PAGES_MAX], size_t *npages);
/* All departments, parents before their children, without managers. */
struct page sampler_departments(struct sampler *sampler, struct arena *arena);
/* The next employee and what belongs to it; the heads of departments come first. */
void sampler_next(struct sampler *sampler, struct arena *arena, struct sample *sample);
/* The departments again, those with a head changed to name it as manager: version 2. */
struct page sampler_managed(struct sampler *sampler, struct arena *arena);

#endif
