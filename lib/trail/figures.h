/*
 * Sums for the dashboard and the list of keys. They are kept by the shipper and
 * never counted from the history, so that reading them costs the same however
 * many requests there were.
 *
 * Latency is a histogram of buckets 10 % wide: bucket 0 holds durations below 100 µs,
 * bucket i (1 … 143) those from 100 µs × 1.1^(i-1) to below 100 µs × 1.1^i, the last one
 * everything from there on (82 s). A percentile is told as the upper end of its bucket.
 */
#ifndef TRAIL_FIGURES_H
#define TRAIL_FIGURES_H

#include "db/db.h"
#include "web/caller.h"

#define LATENCY_BUCKETS 144

struct latency {
	uint64_t count[LATENCY_BUCKETS];
};

unsigned latency_bucket(uint64_t duration_us);
/* The duration below which all of the bucket lie; of the last one its lower end. */
uint64_t latency_upper_us(unsigned bucket);
/* Upper end of the bucket in which the percentile (1 to 100) lies; 0 if nothing was counted. */
uint64_t latency_percentile_us(const struct latency *latency, unsigned percent);
/* As stored: u8 first bucket, then u32 big endian counts up to the last that is not 0. */
void latency_write(struct str *out, const struct latency *latency);
/* Adds a stored histogram; false if it is none. */
bool latency_read_add(struct slice stored, struct latency *sum);

struct figures_sum {
	uint64_t requests;
	uint64_t refused;       /* 4xx */
	uint64_t server_errors; /* 5xx */
	uint64_t p95_us;        /* "the slowest 5 % took longer"; 0: no requests */
	bool has_data;          /* false: nothing was kept for that time ("no earlier data") */
};

/* One bar: a day of the company's zone, or an hour. */
struct figures_bar {
	int64_t start_us, end_us;
	uint64_t requests, refused, server_errors;
};

struct figures_endpoint {
	struct slice method, operation;
	uint64_t requests, failed; /* failed: 4xx and 5xx */
	uint64_t mean_us;
};

struct figures_failure {
	struct slice code; /* "" for a failure without a code */
	int status;
	struct slice method, operation;
	struct uuid key_id;
	struct slice key_name; /* NULL slice: no key */
	uint64_t requests;
	int64_t first_us, last_us;
};

struct figures_key {
	struct uuid key_id;
	struct slice name; /* NULL slice: the key is gone */
	uint64_t requests, refused, server_errors;
};

struct figures_query {
	uint64_t entity_id;
	enum mode mode;
	unsigned days;    /* 7, 30 or 90: whole days of `zone`, today included */
	const char *zone; /* IANA; an unknown one counts as UTC */
	int64_t now_us;
};

struct figures {
	int64_t from_us, to_us; /* of sum and bars */
	struct figures_sum sum;
	struct figures_sum before; /* the same number of days before from */
	bool by_hour;              /* bars are hours (7 days), else days */
	struct figures_bar *bars;  /* oldest first, without gaps, the last one unfinished */
	size_t nbars;
	/* These are kept by UTC days and cover days_from … to. */
	int64_t days_from_us, days_to_us;
	struct figures_endpoint *endpoints; /* most requests first */
	size_t nendpoints;
	struct figures_failure *failures; /* most requests first */
	size_t nfailures;
	struct figures_key *keys; /* most requests first */
	size_t nkeys;
};

/* What is read by a statement of its own, and can fail while the rest is shown. */
enum figures_part {
	FIGURES_HOURS, /* sum, before, bars */
	FIGURES_ENDPOINTS,
	FIGURES_FAILURES,
	FIGURES_KEYS,
	FIGURES_PARTS
};

/* Times and empty bars; every part is empty until it is read. */
void figures_begin(struct arena *arena, const struct figures_query *query, struct figures *figures);
/* One statement; a part that fails stays as it was. */
enum db_status figures_read_part(struct db *db, struct arena *arena,
    const struct figures_query *query, enum figures_part part, struct figures *figures);

/* The whole dashboard: four statements, all or nothing. */
enum db_status figures_read(
    struct db *db, struct arena *arena, const struct figures_query *query, struct figures *figures);

/* Requests of each key (both modes) in the last `days` UTC days, for the list of keys. */
enum db_status figures_of_keys(struct db *db, struct arena *arena, uint64_t entity_id,
    unsigned days, int64_t now_us, struct figures_key **keys, size_t *nkeys);

/* Has this company ever sent a request in this mode? */
enum db_status figures_any(
    struct db *db, struct arena *arena, uint64_t entity_id, enum mode mode, bool *any);

#endif
