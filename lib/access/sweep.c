/* Deletes in batches; each statement stands alone and may be repeated. */
#include "access/sweep.h"

#include "base/clock.h"
#include "sql/credentials.h"
#include "sql/keys.h"
#include "sql/links.h"
#include "sql/sessions.h"

#define BATCH 1000
#define KEPT_US (7 * CLOCK_DAY)
#define LINKS_KEPT_US (30 * CLOCK_DAY)

struct sweeping {
	const struct settings *settings;
	int64_t now_us;
};

typedef enum db_status batch(struct db *db, const struct sweeping *sweeping, uint64_t *gone);

static enum db_status
sweep_sessions(struct db *db, const struct sweeping *sweeping, uint64_t *gone)
{
	const struct settings *settings = sweeping->settings;
	struct session_rows_sweep_in in = {
	    .seen_before = sweeping->now_us - settings->session_idle_minutes * CLOCK_MINUTE,
	    .created_before = sweeping->now_us - settings->session_max_hours * CLOCK_HOUR,
	    .most = BATCH,
	};
	return session_rows_sweep(db, &in, gone);
}

static enum db_status
sweep_forms(struct db *db, const struct sweeping *sweeping, uint64_t *gone)
{
	struct form_rows_sweep_in in = {sweeping->now_us - KEPT_US, BATCH};
	return form_rows_sweep(db, &in, gone);
}

static enum db_status
sweep_tokens(struct db *db, const struct sweeping *sweeping, uint64_t *gone)
{
	struct credential_rows_sweep_in in = {sweeping->now_us - KEPT_US, BATCH};
	return credential_rows_sweep(db, &in, gone);
}

static enum db_status
sweep_links(struct db *db, const struct sweeping *sweeping, uint64_t *gone)
{
	struct link_rows_sweep_in in = {sweeping->now_us - LINKS_KEPT_US, BATCH};
	return link_rows_sweep(db, &in, gone);
}

static enum db_status
repeat(batch *one, struct db *db, const struct sweeping *sweeping, uint64_t *total)
{
	uint64_t gone = BATCH;
	enum db_status status = DB_OK;
	while (status == DB_OK && gone == BATCH) {
		status = one(db, sweeping, &gone);
		if (status == DB_OK)
			*total += gone;
	}
	return status;
}

enum db_status
access_sweep(struct db *db, const struct settings *settings, struct swept *swept)
{
	struct sweeping sweeping = {settings, clock_now()};
	*swept = (struct swept){0};
	enum db_status status = repeat(sweep_sessions, db, &sweeping, &swept->sessions);
	if (status == DB_OK)
		status = repeat(sweep_forms, db, &sweeping, &swept->forms);
	if (status == DB_OK)
		status = repeat(sweep_tokens, db, &sweeping, &swept->tokens);
	if (status == DB_OK)
		status = repeat(sweep_links, db, &sweeping, &swept->links);
	return status;
}
