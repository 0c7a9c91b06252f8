/* Commands about the journal, the request history and the audit trail. */
#define _GNU_SOURCE
#include "hubctl.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "access/keys.h"
#include "access/sweep.h"
#include "base/clock.h"
#include "codec/json.h"
#include "records/daily.h"
#include "records/sandbox.h"
#include "trail/audit.h"
#include "trail/partitions.h"
#include "trail/ship.h"

#define OUTPUT_MAX ((size_t)16 << 20)
#define LOOK_MEMORY_MAX ((size_t)1 << 30)
#define WAIT_SECONDS_MAX 3600
#define LOOK_AGAIN_NS 100000000
#define DAILY_WAIT_US (90 * CLOCK_SECOND) /* longer than the lease of a holder that died */

/* --- ship --- */

static int
say_shipped(struct hubctl *hub, const struct ship_count *count)
{
	struct str out;

	str_init(&out, hub->arena, OUTPUT_MAX);
	if (hub->json)
		str_addf(&out, "{\"records\":%llu,\"files\":%llu,\"damaged\":%llu}",
		    (unsigned long long)count->records, (unsigned long long)count->files,
		    (unsigned long long)count->damaged);
	else
		str_addf(&out, "%llu requests shipped, %llu files finished, %llu records damaged",
		    (unsigned long long)count->records, (unsigned long long)count->files,
		    (unsigned long long)count->damaged);
	hubctl_print(&out);
	return 0;
}

/* A program's own shipper is at work: until it has carried everything, or the time is over. */
static int
await_others(struct hubctl *hub, struct arena *arena, int64_t until_us)
{
	static const struct timespec pause = {.tv_nsec = LOOK_AGAIN_NS};
	struct ship_state state;

	for (;;) {
		arena_reset(arena);
		enum db_status status = ship_state(hub->settings, hub->db, arena, &state);
		if (status != DB_OK)
			return hubctl_db_failed(hub, "ship", status);
		if (state.waiting_since_us == 0)
			return 0;
		if (clock_monotonic() >= until_us) {
			fputs("hubctl: another shipper is at work and has not finished\n", stderr);
			return 1;
		}
		nanosleep(&pause, NULL);
	}
}

static int
await(struct hubctl *hub, int64_t until_us)
{
	struct arena *arena = arena_new(LOOK_MEMORY_MAX);
	int status = await_others(hub, arena, until_us);

	arena_free(arena);
	return status;
}

int
hubctl_ship(struct hubctl *hub, int argc, char **argv)
{
	struct slice wait = SLICE("0");
	struct ship_count count;
	uint64_t seconds;
	const struct hubctl_option options[] = {{"wait", &wait, NULL, false}, {0}};

	if (!hubctl_options(options, argc, argv) || !slice_to_u64(wait, WAIT_SECONDS_MAX, &seconds))
		return HUBCTL_USED_WRONGLY;
	int64_t until_us = clock_monotonic() + (int64_t)seconds * CLOCK_SECOND;
	switch (ship_once(hub->settings, hub->db, &count)) {
	case SHIP_DONE:
		return say_shipped(hub, &count);
	case SHIP_BUSY:
		if (seconds > 0 && await(hub, until_us) != 0)
			return 1;
		return say_shipped(hub, &count);
	case SHIP_FOLDER:
		fprintf(
		    stderr, "hubctl: the journal's folder cannot be used: %s\n", strerror(errno));
		return 1;
	case SHIP_AWAY:
		break;
	}
	say_shipped(hub, &count);
	return hubctl_db_failed(hub, "ship", DB_AWAY);
}

/* --- audit verify --- */

/* `1204:<64 hex>`, as the last line of an export has it. */
static bool
read_head(struct slice text, struct audit_head *head)
{
	struct slice seq, hash;

	return slice_cut(text, ':', &seq, &hash) && slice_to_u64(seq, INT64_MAX, &head->seq) &&
	       digest_read_hex(hash, &head->hash);
}

static void
put_verdict(struct json_writer *w, struct arena *arena, const char *code,
    const struct audit_verdict *verdict)
{
	char hash[2 * DIGEST_LEN + 1];

	digest_hex(&verdict->head.hash, hash);
	json_begin_object(w);
	json_name(w, "entity");
	json_put_string(w, arena_printf(arena, "ent_%s", code));
	json_name(w, "whole");
	json_put_bool(w, verdict->whole);
	json_name(w, "entries");
	json_put_integer(w, (int64_t)verdict->entries);
	json_name(w, "bad_seq");
	json_put_integer(w, (int64_t)verdict->bad_seq);
	json_name(w, "fault");
	json_put_text(w, verdict->fault);
	json_name(w, "hash");
	json_put_text(w, hash);
	json_end_object(w);
}

static void
say_verdict(struct str *out, const char *code, const struct audit_verdict *verdict)
{
	char hash[2 * DIGEST_LEN + 1];

	digest_hex(&verdict->head.hash, hash);
	if (verdict->whole)
		str_addf(out, "ent_%s: chain complete, %llu entries, head %llu:%s\n", code,
		    (unsigned long long)verdict->entries, (unsigned long long)verdict->head.seq,
		    hash);
	else
		str_addf(out, "ent_%s: BROKEN at entry %llu: %s\n", code,
		    (unsigned long long)verdict->bad_seq, verdict->fault);
}

static int
verify(struct hubctl *hub, const struct company *companies, size_t ncompanies,
    const struct audit_head *published)
{
	struct audit_verdict verdict;
	struct str out;
	bool whole = true;

	str_init(&out, hub->arena, OUTPUT_MAX);
	struct json_writer w = json_writer(&out);
	if (hub->json)
		json_begin_array(&w);
	for (size_t i = 0; i < ncompanies; i++) {
		enum db_status status =
		    audit_verify(hub->db, companies[i].entity_id, published, &verdict);
		if (status != DB_OK)
			return hubctl_db_failed(hub, "audit verify", status);
		whole = whole && verdict.whole;
		if (hub->json)
			put_verdict(&w, hub->arena, companies[i].code, &verdict);
		else
			say_verdict(&out, companies[i].code, &verdict);
	}
	if (hub->json)
		json_end_array(&w);
	else if (out.len > 0)
		str_cut(&out, out.len - 1);
	hubctl_print(&out);
	return whole ? 0 : 1;
}

int
hubctl_audit_verify(struct hubctl *hub, int argc, char **argv)
{
	struct act act = act_of_system(hub->arena, hub->db, hub->settings, hub->secrets);
	struct slice code = SLICE_NONE, head_text = SLICE_NONE;
	struct audit_head published;
	struct company one, *companies = &one;
	size_t ncompanies = 1;
	const struct hubctl_option options[] = {
	    {"entity", &code, NULL, false}, {"head", &head_text, NULL, false}, {0}};

	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	if (head_text.at != NULL && (code.at == NULL || !read_head(head_text, &published)))
		return HUBCTL_USED_WRONGLY;
	if (code.at != NULL) {
		if (!hubctl_company(hub, code, &act, &one))
			return 1;
	} else {
		enum db_status status = company_list(&act, &companies, &ncompanies);
		if (status != DB_OK)
			return hubctl_db_failed(hub, "audit verify", status);
	}
	return verify(hub, companies, ncompanies, head_text.at != NULL ? &published : NULL);
}

/* --- daily --- */

/* While the journal waits for long, what the database knows of last uses is too old to judge by. */
static enum db_status
end_unused(struct hubctl *hub, uint64_t *count)
{
	struct act act = act_of_system(hub->arena, hub->db, hub->settings, hub->secrets);
	struct ship_state state;
	enum db_status status = ship_state(hub->settings, hub->db, hub->arena, &state);

	if (status != DB_OK)
		return status;
	if (state.waiting_since_us != 0 && state.waiting_since_us < clock_now() - CLOCK_HOUR) {
		fputs(
		    "hubctl: unused keys are not ended while the journal is not shipped\n", stderr);
		return DB_OK;
	}
	return keys_end_unused(&act, count);
}

/* A program may be at it: its turn is awaited, since what it has done need not be done again. */
static enum db_status
turn_records(struct hubctl *hub, struct daily_count *turned)
{
	static const struct timespec pause = {.tv_nsec = LOOK_AGAIN_NS};
	const struct daily_run run = {.db = hub->db, .secrets = hub->secrets, .again = true};
	int64_t until_us = clock_monotonic() + DAILY_WAIT_US;
	enum daily_outcome outcome;
	enum db_status status = records_daily(&run, &outcome, turned);

	while (status == DB_OK && outcome == DAILY_ELSEWHERE && clock_monotonic() < until_us) {
		nanosleep(&pause, NULL);
		status = records_daily(&run, &outcome, turned);
	}
	if (status == DB_OK && outcome == DAILY_ELSEWHERE)
		fputs("hubctl: records are being turned by a program that serves\n", stderr);
	else if (status == DB_OK && outcome == DAILY_BROKEN_OFF)
		fputs("hubctl: somebody else goes on with the records\n", stderr);
	return status;
}

int
hubctl_daily(struct hubctl *hub, int argc, char **argv)
{
	const struct hubctl_option options[] = {{0}};
	struct partitions_count count;
	struct daily_count turned = {0};
	struct swept swept;
	uint64_t emptied = 0, unused = 0;
	struct str out;

	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	enum db_status status = turn_records(hub, &turned);
	if (status == DB_OK)
		status = sandbox_sweep(hub->db, &emptied);
	if (status == DB_OK)
		status = partitions_keep(hub->db, hub->arena, hub->settings, clock_now(), &count);
	if (status == DB_OK)
		status = access_sweep(hub->db, hub->settings, &swept);
	if (status == DB_OK)
		status = end_unused(hub, &unused);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "daily", status);
	str_init(&out, hub->arena, OUTPUT_MAX);
	str_addf(&out,
	    hub->json ? "{\"begun\":%llu,\"ended\":%llu,\"taken\":%llu,"
			"\"expired\":%llu,\"answers\":%llu,\"contents\":%llu,"
			"\"partitions_made\":%u,\"partitions_dropped\":%u,\"rows_forgotten\":%llu,"
			"\"sessions\":%llu,\"forms\":%llu,\"tokens\":%llu,\"links\":%llu,\"sandbox_"
			"rows\":%llu,\"unused_keys\":%llu}"
		      : "%llu hires begun, %llu employments ended, %llu spells of time off "
			"taken, %llu identifications expired, %llu kept answers and "
			"%llu contents of documents forgotten; "
			"%u partitions made, %u dropped, %llu rows of usage and journal forgotten; "
			"%llu sessions, %llu form ids, %llu tokens, %llu links and "
			"%llu rows of former sandboxes swept; %llu unused keys ended",
	    (unsigned long long)turned.begun, (unsigned long long)turned.ended,
	    (unsigned long long)turned.taken, (unsigned long long)turned.expired,
	    (unsigned long long)turned.swept, (unsigned long long)turned.contents, count.made,
	    count.dropped, (unsigned long long)count.forgotten, (unsigned long long)swept.sessions,
	    (unsigned long long)swept.forms, (unsigned long long)swept.tokens,
	    (unsigned long long)swept.links, (unsigned long long)emptied,
	    (unsigned long long)unused);
	hubctl_print(&out);
	return 0;
}
