/* The form of credentials, their look-up, and the cache of what was found. */
#include "access/credentials.h"

#include <string.h>

#include "access/policy_text.h"
#include "base/clock.h"
#include "catalog/population.h"
#include "codec/date.h"
#include "crypt/token.h"
#include "sql/credentials.h"

#define CACHE_WAYS 4
#define CACHE_SETS (CREDENTIAL_CACHE / CACHE_WAYS)

struct cached {
	struct identity identity;
	uint64_t used; /* 0: empty */
};

/*
 * One process serves one request at a time, so this needs no lock. A dead credential is
 * handed out through `uncached`, which no look-up finds.
 */
static struct cached cache[CACHE_SETS][CACHE_WAYS];
static struct identity uncached;
static uint64_t uses;

static const char *const fate_names[] = {
    [FATE_ALIVE] = "alive",
    [FATE_EXPIRED] = "expired",
    [FATE_ENDED] = "ended",
    [FATE_PAUSED] = "paused",
    [FATE_REVOKED] = "revoked",
    [FATE_CLOSED] = "company_closed",
};

const char *
fate_name(enum credential_fate fate)
{
	return fate_names[fate];
}

struct slice
credential_new_secret(
    struct arena *arena, const struct settings *settings, enum mode mode, const char *entity_code)
{
	struct slice head = arena_printf(
	    arena, "%s_%s_ent_%s_", settings->key_prefix, mode_name(mode), entity_code);
	return token_new(arena, head);
}

struct slice
credential_new_token(struct arena *arena, const struct settings *settings)
{
	return token_new(arena, arena_printf(arena, "%s_tok_", settings->key_prefix));
}

struct slice
credential_bearer(struct slice header)
{
	struct slice scheme, text;
	if (!slice_cut(slice_trim(header), ' ', &scheme, &text))
		return SLICE_NONE;
	return slice_eq_nocase(scheme, SLICE_OF("Bearer")) ? slice_trim(text) : SLICE_NONE;
}

bool
credential_is_well_formed(struct slice text)
{
	struct slice head;
	return text.len <= CREDENTIAL_TEXT_MAX && token_check(text, &head) && head.len > 0;
}

bool
credential_is_suspected(const struct settings *settings, struct slice text)
{
	static const char *const kinds[] = {"_live_", "_test_", "_tok_"};
	text = slice_trim(text);
	if (!slice_has_prefix(text, settings->key_prefix))
		return false;
	text = slice_skip(text, strlen(settings->key_prefix));
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (slice_has_prefix(text, kinds[i]))
			return true;
	return false;
}

static bool
is_of_a_credential(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= 'a' && byte <= 'z') || byte == '_';
}

struct slice
credential_within(const struct settings *settings, struct slice text)
{
	size_t from = 0, len = 0;
	while (from < text.len && !credential_is_suspected(settings, slice_skip(text, from)))
		from++;
	if (from == text.len)
		return SLICE_NONE;
	while (from < text.len && !is_of_a_credential(text.at[from]))
		from++; /* blanks before it are trimmed by the question */
	while (from + len < text.len && is_of_a_credential(text.at[from + len]))
		len++;
	return slice_head(slice_skip(text, from), len);
}

struct digest
credential_digest_under(const struct secrets *secrets, uint32_t pepper_id, struct slice text)
{
	return secrets_pepper_of(secrets, pepper_id, text);
}

struct digest
credential_digest(const struct secrets *secrets, struct slice text, uint32_t *pepper_id)
{
	return secrets_pepper(secrets, pepper_id, text);
}

static struct cached *
cache_set(const struct digest *digest)
{
	uint32_t number;
	memcpy(&number, digest->byte, sizeof number);
	return cache[number % CACHE_SETS];
}

static struct cached *
cache_find(const struct digest *digest)
{
	struct cached *set = cache_set(digest);
	for (size_t i = 0; i < CACHE_WAYS; i++)
		if (set[i].used && digest_eq(&set[i].identity.guard.digest, digest))
			return &set[i];
	return NULL;
}

/* Where a new one goes: what was used longest ago makes room. */
static struct cached *
cache_room(const struct digest *digest)
{
	struct cached *set = cache_set(digest), *room = cache_find(digest);
	for (size_t i = 0; i < CACHE_WAYS && !room; i++)
		if (!set[i].used)
			room = &set[i];
	if (room)
		return room;
	room = set;
	for (size_t i = 1; i < CACHE_WAYS; i++)
		if (set[i].used < room->used)
			room = &set[i];
	return room;
}

void
credential_forget(const struct digest *digest)
{
	struct cached *entry = cache_find(digest);
	if (entry)
		memset(entry, 0, sizeof *entry);
}

void
credential_forget_all(void)
{
	memset(cache, 0, sizeof cache);
}

static enum credential_fate
fate_of(const struct credential_rows_identify_row *row)
{
	if (slice_is(row->key_state, "revoked"))
		return FATE_REVOKED;
	if (row->ended)
		return FATE_ENDED;
	if (row->expired)
		return FATE_EXPIRED;
	if (!slice_is(row->key_state, "active"))
		return FATE_PAUSED;
	if (slice_is(row->entity_state, "closed"))
		return FATE_CLOSED;
	return FATE_ALIVE;
}

static uint32_t
own_limit(struct maybe_u64 limit)
{
	if (!limit.has)
		return 0;
	return limit.value > UINT32_MAX ? UINT32_MAX : (uint32_t)limit.value;
}

/* Each row has one of the key's groups. A level that this program does not know grants nothing. */
static void
take_policy(
    struct identity *identity, const struct credential_rows_identify_row *rows, size_t nrows)
{
	enum access_level level;
	struct grants sum = {0};
	bool chosen = false;
	if (!level_read(rows[0].access_level, &level)) {
		policy_compile(LEVEL_CUSTOM, NULL, &identity->policy);
		return;
	}
	grants_gather(rows[0].grants, &sum, &chosen);
	for (size_t i = 0; i < nrows; i++)
		grants_gather(rows[i].group_grants, &sum, &chosen);
	policy_compile(level, chosen ? &sum : NULL, &identity->policy);
}

static void
take_row(struct identity *identity, const struct settings *settings, const struct digest *digest,
    const struct credential_rows_identify_row *row)
{
	memset(identity, 0, sizeof *identity);
	identity->guard = (struct guard){.key_id = row->key_id,
	    .stamp = row->stamp,
	    .until_us = row->expires_at.has ? row->expires_at.value : TIME_LAST_US,
	    .digest = *digest};
	identity->fate = fate_of(row);
	identity->is_token = slice_is(row->kind, "token");
	identity->credential_id = row->id;
	identity->key_id = row->key_id;
	identity->key_serial = row->key_serial;
	identity->entity_id = row->entity_id;
	identity->realm_id = row->realm_id.has ? row->realm_id.value : 0;
	if (row->entity_code.len == ENTITY_CODE_LEN)
		memcpy(identity->entity_code, row->entity_code.at, ENTITY_CODE_LEN);
	identity->suspended = slice_is(row->entity_state, "suspended");
	identity->require_login = row->require_login;
	identity->mode = MODE_TEST;
	mode_read(row->mode, &identity->mode);
	identity->expires_us = row->expires_at.has ? row->expires_at.value : 0;
	identity->warns_us = row->warns_at.has ? row->warns_at.value : 0;
	identity->population = population_read(row->population);
	addresses_compile(row->addresses, &identity->addresses);
	identity->limits = limits_of_key(settings, identity->mode == MODE_LIVE,
	    own_limit(row->per_minute), own_limit(row->burst));
}

static enum db_status
look_up(struct db *db, struct arena *arena, const struct settings *settings,
    const struct digest *digest, const struct identity **identity)
{
	struct credential_rows_identify_in in = {.digest = *digest};
	struct credential_rows_identify_row *rows;
	size_t nrows;
	enum db_status status = credential_rows_identify(db, arena, &in, &rows, &nrows);
	if (status != DB_OK)
		return status;
	if (nrows == 0)
		return DB_NO_ROW;
	take_row(&uncached, settings, digest, &rows[0]);
	take_policy(&uncached, rows, nrows);
	*identity = &uncached;
	if (uncached.fate != FATE_ALIVE)
		return DB_OK;
	struct cached *room = cache_room(digest);
	room->identity = uncached;
	room->used = ++uses;
	*identity = &room->identity;
	return DB_OK;
}

/* One past its time is asked about anew, so that its owner learns why. */
static const struct identity *
recall(const struct digest *digest)
{
	struct cached *entry = cache_find(digest);
	if (!entry)
		return NULL;
	int64_t expires_us = entry->identity.expires_us;
	if (expires_us != 0 && expires_us <= clock_now())
		return NULL;
	entry->used = ++uses;
	return &entry->identity;
}

uint32_t
credential_older_pepper(const struct secrets *secrets, uint32_t id)
{
	while (id > 1)
		if (secrets_find(secrets, SECRET_PEPPER, --id).at)
			return id;
	return 0;
}

enum db_status
credential_find(struct db *db, struct arena *arena, const struct settings *settings,
    const struct secrets *secrets, struct slice text, const struct identity **identity,
    bool *cached)
{
	uint32_t newest;
	struct digest digest = credential_digest(secrets, text, &newest);
	const struct identity *known = recall(&digest);
	for (uint32_t id = newest; !known && (id = credential_older_pepper(secrets, id)) != 0;) {
		struct digest older = credential_digest_under(secrets, id, text);
		known = recall(&older);
	}
	*cached = known != NULL;
	if (known) {
		*identity = known;
		return DB_OK;
	}
	enum db_status status = look_up(db, arena, settings, &digest, identity);
	for (uint32_t id = newest;
	     status == DB_NO_ROW && (id = credential_older_pepper(secrets, id)) != 0;) {
		digest = credential_digest_under(secrets, id, text);
		status = look_up(db, arena, settings, &digest, identity);
	}
	return status;
}

enum db_status
credential_confirm(
    struct db *db, struct arena *arena, uint64_t entity_id, const struct guard *guard)
{
	struct credential_row_confirm_in in = {
	    entity_id, guard->key_id, guard->stamp, guard->until_us};
	struct credential_row_confirm_row row;
	return credential_row_confirm(db, arena, &in, &row);
}
