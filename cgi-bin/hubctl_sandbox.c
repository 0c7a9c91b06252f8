/* Commands about sandboxes. */
#include "hubctl.h"

#include "access/companies.h"
#include "codec/json.h"
#include "records/sandbox.h"

#define OUTPUT_MAX ((size_t)1 << 20)

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

static bool
find_company(
    struct hubctl *hub, int argc, char **argv, struct act *act, struct company *company, int *code)
{
	struct slice entity = SLICE_NONE;
	const struct hubctl_option options[] = {{"entity", &entity, NULL, true}, {0}};
	*code = HUBCTL_USED_WRONGLY;
	if (!hubctl_options(options, argc, argv))
		return false;
	*code = 1;
	return hubctl_company(hub, entity, act, company);
}

static int
run(struct hubctl *hub, int argc, char **argv, sandbox_act *perform)
{
	struct company company;
	struct act act;
	enum sandbox_outcome outcome;
	int code;
	if (!find_company(hub, argc, argv, &act, &company, &code))
		return code;
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
put_time(struct json_writer *w, const char *name, int64_t time_us)
{
	json_name(w, name);
	json_put_string(w, hubctl_time(w->out->arena, time_us));
}

int
hubctl_sandbox_show(struct hubctl *hub, int argc, char **argv)
{
	struct company company;
	struct sandbox_info info;
	struct act act;
	struct str out;
	int code;
	if (!find_company(hub, argc, argv, &act, &company, &code))
		return code;
	enum db_status status = sandbox_look(&act, &info);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "sandbox show", status);
	if (!hub->json) {
		puts(sandbox_state_name(info.state));
		return 0;
	}
	str_init(&out, hub->arena, OUTPUT_MAX);
	struct json_writer w = json_writer(&out);
	json_begin_object(&w);
	json_name(&w, "state");
	json_put_string(&w, slice_from(sandbox_state_name(info.state)));
	put_time(&w, "asked_at", info.asked_us);
	put_time(&w, "built_at", info.built_us);
	put_time(&w, "reset_at", info.reset_us);
	json_end_object(&w);
	hubctl_print(&out);
	return 0;
}

/* Those that wait for the operator. */
int
hubctl_sandbox_list(struct hubctl *hub, int argc, char **argv)
{
	static const struct hubctl_option options[] = {{0}};
	struct sandbox_waiting *waiting;
	struct str out;
	size_t count;
	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	struct act act = act_of_system(hub->arena, hub->db, hub->settings, hub->secrets);
	enum db_status status = sandbox_list_waiting(&act, &waiting, &count);
	str_init(&out, hub->arena, OUTPUT_MAX);
	struct json_writer w = json_writer(&out);
	if (hub->json)
		json_begin_array(&w);
	for (size_t i = 0; status == DB_OK && i < count; i++) {
		struct company company;
		status = company_load(&act, waiting[i].entity_id, &company);
		if (status != DB_OK)
			break;
		if (!hub->json) {
			str_addf(&out, "%sent_%s\t%.*s", i > 0 ? "\n" : "", company.code,
			    SLICE_ARG(company.name));
			continue;
		}
		json_begin_object(&w);
		json_name(&w, "entity_id");
		json_put_string(&w, arena_printf(hub->arena, "ent_%s", company.code));
		put_time(&w, "asked_at", waiting[i].asked_us);
		json_end_object(&w);
	}
	if (status != DB_OK)
		return hubctl_db_failed(hub, "sandbox list", status);
	if (hub->json)
		json_end_array(&w);
	if (hub->json || count > 0)
		hubctl_print(&out);
	return 0;
}
