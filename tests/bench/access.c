/*
 * What it costs to let a request in: identify, admit, spend, find_route and authorize of a
 * credential that the process knows, in microseconds, for a level and for a policy of forty
 * grants; and what the first sight of each costs, its query and its compilation included.
 *
 *   make tests/bench/access && HUB_CONF=… tests/bench/access
 *   HUB_CONF=… tests/bench/access keys 10000     so many new keys, a line each: company, secret
 *
 * Not counted: the database's word that the credential still stands, which a request's own
 * statement asks for (DESIGN.md section 7, "At once").
 */
#include "../unit/access/fixture.h"

#include "base/clock.h"

#define ROUNDS 20000
#define FIRST_ROUNDS 200
#define TIMES 5

/* Forty scopes, of which each has a list of fields. */
static const char *
forty_grants(void)
{
	static const char *const verbs[] = {"read", "create", "update"};
	struct str text;
	int count = 0;
	str_init(&text, arena, 65536);
	for (size_t i = 0; catalog[i] && count < 40; i++)
		for (size_t verb = 0; verb < 3 && count < 40; verb++, count++)
			str_addf(&text, "%s%s:%s(%s,%s,business)", count ? " " : "",
			    catalog[i]->name, verbs[verb], catalog[i]->fields[1].name,
			    catalog[i]->fields[2].name);
	return str_text(&text);
}

static const char *
new_secret(const char *name, enum access_level level, const char *grants)
{
	struct key_made made = {0};
	struct key_order order = {.name = slice_from(name),
	    .mode = MODE_LIVE,
	    .level = level,
	    .choice = {.grants = slice_from(grants)}};
	if (key_create(&act, &order, &complaints, &made) != DB_OK || complaints.count > 0)
		exit(1);
	return arena_text(arena, made.secret);
}

static step *const steps[] = {
    access_identify, access_admit, access_spend, find_route, access_authorize};

/* Only the steps are timed; reading a request and route_find() are the loop's. */
static int64_t
let_in(const char *secret, size_t rounds, bool first)
{
	int64_t spent_us = 0;
	wish = (struct wish){.path = employees(), .authorization = formatted("Bearer %s", secret)};
	for (size_t i = 0; i < rounds; i++) {
		if (first)
			access_forget();
		begin(&api);
		int64_t from_us = clock_monotonic();
		for (size_t at = 0; at < sizeof steps / sizeof steps[0]; at++)
			if (!steps[at](call))
				exit(2);
		spent_us += clock_monotonic() - from_us;
	}
	return spent_us;
}

/* The least of some tries: what else runs on the machine only adds. */
static double
least(const char *secret, size_t rounds, bool first)
{
	double best = 1e9;
	let_in(secret, 10, first);
	for (int i = 0; i < TIMES; i++) {
		double each = (double)let_in(secret, rounds, first) / (double)rounds;
		best = each < best ? each : best;
	}
	return best;
}

/* As many in each company as it can have. */
static int
make_keys(size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i % KEYS_MAX == 0 && (fixture_forget(NULL) != 0 || fixture_company(NULL) != 0))
			return 1;
		const char *name = arena_printf(arena, "Key %zu", i).at;
		printf("ent_%s %s\n", company.code, new_secret(name, LEVEL_READ_ONLY, NULL));
	}
	return 0;
}

int
main(int argc, char **argv)
{
	void *state = NULL;
	uint64_t count;
	if (fixture_open(&state) != 0 || !db)
		return 1;
	if (argc == 3 && slice_to_u64(slice_from(argv[2]), 1 << 20, &count))
		return make_keys(count);
	if (fixture_company(&state) != 0)
		return 1;
	/* One arena holds all rounds; requests in a program have theirs reset. */
	arena_free(arena);
	arena = arena_new((size_t)8 << 30);
	act.arena = arena;
	struct settings generous = *settings;
	generous.live_per_minute = generous.live_burst = 1 << 24;
	settings = &generous;
	const char *level = new_secret("Level", LEVEL_READ_ONLY, NULL);
	const char *forty = new_secret("Forty", LEVEL_CUSTOM, forty_grants());
	printf("known, a level:       %6.2f us\n", least(level, ROUNDS, false));
	printf("known, forty grants:  %6.2f us\n", least(forty, ROUNDS, false));
	printf("first, a level:       %6.2f us\n", least(level, FIRST_ROUNDS, true));
	printf("first, forty grants:  %6.2f us\n", least(forty, FIRST_ROUNDS, true));
	fixture_close(&state);
	return 0;
}
