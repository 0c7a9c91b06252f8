/* Commands that carry out one act on a key. */
#include "hubctl.h"

#include "access/key_change.h"
#include "access/key_links.h"

#define USUAL_OVERLAP "24h"

int
hubctl_key_failed(struct hubctl *hub, const char *place, enum db_status status)
{
	if (status == DB_OK)
		return 0;
	if (status != DB_NO_ROW)
		return hubctl_db_failed(hub, place, status);
	fprintf(stderr, "hubctl: --key: the company has no such key, or not in that state\n");
	return 1;
}

int
hubctl_key_options(struct hubctl *hub, const struct hubctl_option *own, int argc, char **argv,
    struct hubctl_key *key)
{
	struct slice id = SLICE_NONE;
	struct company company;
	struct hubctl_option options[HUBCTL_OPTIONS_MAX] = {{"key", &id, NULL, true}};
	for (size_t i = 1; i + 1 < HUBCTL_OPTIONS_MAX && own->name; i++)
		options[i] = *own++;
	int wrong = hubctl_company_options(hub, options, argc, argv, &key->act, &company);
	if (wrong)
		return wrong;
	return id_read(KEY_PREFIX, id, &key->id) ? 0 : HUBCTL_USED_WRONGLY;
}

/* States */

typedef enum db_status key_act(const struct act *act, struct uuid id, bool *changed);

/* `done` is the member of the answer and the word for people. */
static int
run_act(struct hubctl *hub, int argc, char **argv, key_act *act, const char *done)
{
	struct hubctl_key key;
	bool changed = false;
	int wrong = hubctl_key_options(hub, hubctl_no_options, argc, argv, &key);
	if (wrong)
		return wrong;
	enum db_status status = act(&key.act, key.id, &changed);
	if (status != DB_OK)
		return hubctl_key_failed(hub, done, status);
	if (hub->json)
		printf("{\"%s\":%s}\n", done, changed ? "true" : "false");
	else
		printf(
		    changed ? "%s\n" : "nothing was done: it is %s already, or cannot be\n", done);
	return 0;
}

int
hubctl_key_revoke(struct hubctl *hub, int argc, char **argv)
{
	return run_act(hub, argc, argv, key_revoke, "revoked");
}

int
hubctl_key_pause(struct hubctl *hub, int argc, char **argv)
{
	return run_act(hub, argc, argv, key_pause, "paused");
}

int
hubctl_key_resume(struct hubctl *hub, int argc, char **argv)
{
	return run_act(hub, argc, argv, key_resume, "resumed");
}

int
hubctl_key_revoke_all(struct hubctl *hub, int argc, char **argv)
{
	struct slice entity = SLICE_NONE, mode_text = SLICE_NONE;
	struct company company;
	struct act act;
	enum mode mode;
	uint64_t count = 0;
	const struct hubctl_option options[] = {
	    {"entity", &entity, NULL, true}, {"mode", &mode_text, NULL, true}, {0}};
	if (!hubctl_options(options, argc, argv) || !mode_read(mode_text, &mode))
		return HUBCTL_USED_WRONGLY;
	if (!hubctl_company(hub, entity, &act, &company))
		return 1;
	struct complaints complaints;
	enum db_status status = keys_revoke_all(&act, mode, &complaints, &count);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "key revoke-all", status);
	printf(
	    hub->json ? "{\"revoked\":%llu}\n" : "%llu keys revoked\n", (unsigned long long)count);
	return 0;
}

/* Secrets */

static int
say_secret(struct hubctl *hub, struct slice secret)
{
	printf(hub->json ? "{\"secret\":\"%.*s\"}\n" : "%.*s\n", SLICE_ARG(secret));
	return 0;
}

int
hubctl_key_rotate(struct hubctl *hub, int argc, char **argv)
{
	struct slice overlap = SLICE(USUAL_OVERLAP), secret;
	struct complaints complaints;
	struct hubctl_key key;
	int64_t overlap_us;
	const struct hubctl_option options[] = {{"overlap", &overlap, NULL, false}, {0}};
	int wrong = hubctl_key_options(hub, options, argc, argv, &key);
	if (wrong)
		return wrong;
	if (!key_overlap_read(overlap, &overlap_us))
		return HUBCTL_USED_WRONGLY;
	enum db_status status = key_rotate(&key.act, key.id, overlap_us, &complaints, &secret);
	if (status != DB_OK)
		return hubctl_key_failed(hub, "key rotate", status);
	return complaints.count > 0 ? hubctl_refused(&complaints) : say_secret(hub, secret);
}

int
hubctl_key_end_secret(struct hubctl *hub, int argc, char **argv)
{
	struct slice secret = SLICE_NONE;
	struct hubctl_key key;
	struct uuid id;
	bool changed = false;
	const struct hubctl_option options[] = {{"secret", &secret, NULL, true}, {0}};
	int wrong = hubctl_key_options(hub, options, argc, argv, &key);
	if (wrong)
		return wrong;
	if (!id_read(CREDENTIAL_PREFIX, secret, &id))
		return HUBCTL_USED_WRONGLY;
	enum db_status status = key_end_secret(&key.act, key.id, id, &changed);
	if (status != DB_OK)
		return hubctl_key_failed(hub, "key end-secret", status);
	if (hub->json)
		printf("{\"ended\":%s}\n", changed ? "true" : "false");
	else
		puts(changed ? "ended" : "not ended: it is the newest, or has ended");
	return 0;
}

/* The key itself if it waits, else the change of it that does. */
static enum db_status
approve(const struct hubctl_key *of, struct complaints *complaints, bool *change)
{
	struct key_info key = {0};
	enum db_status status = key_find(&of->act, of->id, &key);
	*change = key.state != KEY_WAITING;
	if (status != DB_OK)
		return status;
	return *change ? key_change_approve(&of->act, of->id, (struct uuid){{0}}, complaints)
		       : key_approve(&of->act, of->id, 0, complaints);
}

int
hubctl_key_approve(struct hubctl *hub, int argc, char **argv)
{
	struct complaints complaints = {.count = 0};
	struct hubctl_key key;
	bool change;
	int wrong = hubctl_key_options(hub, hubctl_no_options, argc, argv, &key);
	if (wrong)
		return wrong;
	enum db_status status = approve(&key, &complaints, &change);
	if (status != DB_OK)
		return hubctl_key_failed(hub, "key approve", status);
	if (complaints.count > 0)
		return hubctl_refused(&complaints);
	if (hub->json)
		puts("{\"approved\":true}");
	else
		puts(change ? "approved; the key is changed"
			    : "approved; who asked for it collects its secret");
	return 0;
}

int
hubctl_key_withdraw(struct hubctl *hub, int argc, char **argv)
{
	return run_act(hub, argc, argv, key_change_withdraw, "withdrawn");
}

int
hubctl_key_collect(struct hubctl *hub, int argc, char **argv)
{
	struct complaints complaints = {.count = 0};
	struct hubctl_key key;
	struct slice secret;
	int wrong = hubctl_key_options(hub, hubctl_no_options, argc, argv, &key);
	if (wrong)
		return wrong;
	enum db_status status = key_collect(&key.act, key.id, &complaints, &secret);
	if (status != DB_OK)
		return hubctl_key_failed(hub, "key collect", status);
	return complaints.count > 0 ? hubctl_refused(&complaints) : say_secret(hub, secret);
}

static void
put_link(struct json_writer *w, struct arena *arena, const void *value)
{
	const struct key_link *link = value;
	hubctl_put(w, "url", link->url);
	hubctl_put_time(w, arena, "expires_at", link->expires_us);
}

static void
put_link_line(struct str *out, struct arena *arena, const void *value)
{
	const struct key_link *link = value;
	(void)arena;
	str_add(out, link->url);
}

int
hubctl_key_hand_over(struct hubctl *hub, int argc, char **argv)
{
	static const struct hubctl_row row = {put_link, put_link_line};
	struct slice overlap = SLICE(USUAL_OVERLAP);
	struct complaints complaints = {.count = 0};
	struct hubctl_key key;
	struct key_link link;
	int64_t overlap_us;
	const struct hubctl_option options[] = {{"overlap", &overlap, NULL, false}, {0}};
	int wrong = hubctl_key_options(hub, options, argc, argv, &key);
	if (wrong)
		return wrong;
	if (!key_overlap_read(overlap, &overlap_us))
		return HUBCTL_USED_WRONGLY;
	enum db_status status = key_hand_over(&key.act, key.id, overlap_us, &complaints, &link);
	if (status != DB_OK)
		return hubctl_key_failed(hub, "key hand-over", status);
	return complaints.count > 0 ? hubctl_refused(&complaints) : hubctl_say(hub, &row, &link);
}
