/* Histograms of durations: the buckets of figures.h, their sums, and how they are stored. */
#include <pthread.h>
#include <string.h>

#include "trail/figures.h"

#define FIRST_US 100.0
#define STEP 1.1
#define COUNT_LEN 4

/* Lower ends of buckets 1 …, in µs, rounded up so that a whole µs lies on one side. */
static uint64_t lower_ends[LATENCY_BUCKETS];

static void
compute_ends(void)
{
	double end = FIRST_US;

	for (unsigned bucket = 1; bucket < LATENCY_BUCKETS; bucket++) {
		uint64_t whole = (uint64_t)end;
		lower_ends[bucket] = (double)whole < end ? whole + 1 : whole;
		end *= STEP;
	}
}

static const uint64_t *
ends(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, compute_ends);
	return lower_ends;
}

unsigned
latency_bucket(uint64_t duration_us)
{
	const uint64_t *lower = ends();
	unsigned low = 0, high = LATENCY_BUCKETS;

	while (high - low > 1) {
		unsigned middle = (low + high) / 2;
		if (duration_us >= lower[middle])
			low = middle;
		else
			high = middle;
	}
	return low;
}

uint64_t
latency_upper_us(unsigned bucket)
{
	return bucket + 1 < LATENCY_BUCKETS ? ends()[bucket + 1] : ends()[bucket];
}

uint64_t
latency_percentile_us(const struct latency *latency, unsigned percent)
{
	uint64_t all = 0, below = 0;

	for (unsigned bucket = 0; bucket < LATENCY_BUCKETS; bucket++)
		all += latency->count[bucket];
	if (all == 0)
		return 0;
	/* The smallest duration that at least so many percent do not exceed. */
	uint64_t wanted = (all * percent + 99) / 100;
	for (unsigned bucket = 0; bucket < LATENCY_BUCKETS; bucket++) {
		below += latency->count[bucket];
		if (below >= wanted)
			return latency_upper_us(bucket);
	}
	return latency_upper_us(LATENCY_BUCKETS - 1);
}

static void
put_count(struct str *out, uint64_t count)
{
	uint32_t stored = count > UINT32_MAX ? UINT32_MAX : (uint32_t)count;
	char bytes[COUNT_LEN] = {
	    (char)(stored >> 24),
	    (char)(stored >> 16),
	    (char)(stored >> 8),
	    (char)stored,
	};

	str_add(out, (struct slice){bytes, sizeof bytes});
}

void
latency_write(struct str *out, const struct latency *latency)
{
	unsigned first = 0, end = LATENCY_BUCKETS;

	while (first < LATENCY_BUCKETS - 1 && latency->count[first] == 0)
		first++;
	while (end > first && latency->count[end - 1] == 0)
		end--;
	str_add_char(out, (char)first);
	for (unsigned bucket = first; bucket < end; bucket++)
		put_count(out, latency->count[bucket]);
}

bool
latency_read_add(struct slice stored, struct latency *sum)
{
	if (stored.len < 1 || (stored.len - 1) % COUNT_LEN != 0)
		return false;
	size_t first = (unsigned char)stored.at[0];
	size_t ncounts = (stored.len - 1) / COUNT_LEN;
	if (first + ncounts > LATENCY_BUCKETS)
		return false;
	const unsigned char *at = (const unsigned char *)stored.at + 1;
	for (size_t i = 0; i < ncounts; i++, at += COUNT_LEN)
		sum->count[first + i] += (uint64_t)at[0] << 24 | (uint64_t)at[1] << 16 |
					 (uint64_t)at[2] << 8 | (uint64_t)at[3];
	return true;
}
