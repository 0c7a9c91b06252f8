/* Commands about sandboxes. */
#include "hubctl.h"

#include "access/companies.h"
#include "records/sandbox.h"

static const struct {
	const char *word;
	const char *sentence; /* NULL: done */
} outcomes[] = {
    [SANDBOX_DONE] = {"done", NULL},
    [SANDBOX_WAITS] = {"waiting", NULL},
    [SANDBOX_BUSY] = {"busy", "it is being built at this moment"},
    [SANDBOX_THERE] = {"there", "the company has one; `sandbox reset` builds it anew"},
    [SANDBOX_NOT_THERE] = {"not_there", "the company has none; `sandbox ask` builds one"},
    [SANDBOX_NOT_ASKED] = {"not_asked", "nobody waits for an answer"},
    [SANDBOX_NOT_ALLOWED] = {"not_allowed", "not allowed"},
};

typedef enum db_status sandbox_act(const struct act *act, enum sandbox_outcome *outcome);

static int
run(struct hubctl *hub, int argc, char **argv, sandbox_act *perform)
{
	struct company company;
	struct act act;
	enum sandbox_outcome outcome;
	int wrong = hubctl_company_options(hub, hubctl_no_options, argc, argv, &act, &company);
	if (wrong)
		return wrong;
	enum db_status status = perform(&act, &outcome);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "sandbox", status);
	if (outcomes[outcome].sentence != NULL) {
		fprintf(stderr, "hubctl: sandbox: %s\n", outcomes[outcome].sentence);
		return 1;
	}
	printf(hub->json ? "{\"outcome\":\"%s\"}\n" : "%s\n", outcomes[outcome].word);
	return 0;
}

int
hubctl_sandbox_ask(struct hubctl *hub, int argc, char **argv)
{
	return run(hub, argc, argv, sandbox_ask);
}

int
hubctl_sandbox_approve(struct hubctl *hub, int argc, char **argv)
{
	return run(hub, argc, argv, sandbox_approve);
}

int
hubctl_sandbox_refuse(struct hubctl *hub, int argc, char **argv)
{
	return run(hub, argc, argv, sandbox_refuse);
}

int
hubctl_sandbox_reset(struct hubctl *hub, int argc, char **argv)
{
	return run(hub, argc, argv, sandbox_reset);
}

static void
put_sandbox(struct json_writer *w, struct arena *arena, const void *value)
{
	const struct sandbox_info *info = value;
	hubctl_put(w, "state", slice_from(sandbox_state_name(info->state)));
	hubctl_put_time(w, arena, "asked_at", info->asked_us);
	hubctl_put_time(w, arena, "built_at", info->built_us);
	hubctl_put_time(w, arena, "reset_at", info->reset_us);
}

static void
put_sandbox_line(struct str *out, struct arena *arena, const void *value)
{
	const struct sandbox_info *info = value;
	(void)arena;
	str_add_text(out, sandbox_state_name(info->state));
}

int
hubctl_sandbox_show(struct hubctl *hub, int argc, char **argv)
{
	static const struct hubctl_row row = {put_sandbox, put_sandbox_line};
	struct company company;
	struct sandbox_info info;
	struct act act;
	int wrong = hubctl_company_options(hub, hubctl_no_options, argc, argv, &act, &company);
	if (wrong)
		return wrong;
	enum db_status status = sandbox_look(&act, &info);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "sandbox show", status);
	return hubctl_say(hub, &row, &info);
}

/* Those that wait for the operator. */

struct asking {
	struct company company;
	int64_t asked_us;
};

static void
put_asking(struct json_writer *w, struct arena *arena, const void *value)
{
	const struct asking *asking = value;
	hubctl_put(w, "entity_id", arena_printf(arena, "ent_%s", asking->company.code));
	hubctl_put_time(w, arena, "asked_at", asking->asked_us);
}

static void
put_asking_line(struct str *out, struct arena *arena, const void *value)
{
	const struct asking *asking = value;
	(void)arena;
	str_addf(out, "ent_%s\t%.*s", asking->company.code, SLICE_ARG(asking->company.name));
}

int
hubctl_sandbox_list(struct hubctl *hub, int argc, char **argv)
{
	static const struct hubctl_option options[] = {{0}};
	static const struct hubctl_row row = {put_asking, put_asking_line};
	struct sandbox_waiting *waiting;
	size_t count = 0;
	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	struct act act = act_of_system(hub->arena, hub->db, hub->settings, hub->secrets);
	enum db_status status = sandbox_list_waiting(&act, &waiting, &count);
	struct asking *asking = arena_array(hub->arena, count, sizeof *asking);
	for (size_t i = 0; status == DB_OK && i < count; i++) {
		asking[i].asked_us = waiting[i].asked_us;
		status = company_load(&act, waiting[i].entity_id, &asking[i].company);
	}
	if (status != DB_OK)
		return hubctl_db_failed(hub, "sandbox list", status);
	return hubctl_say_list(hub, &row, asking, count, sizeof *asking);
}
