/*
 * The operator's tool. Each command is one row of the table in hubctl.c; its function
 * stands in a hubctl_*.c beside it, reads its own options, says what it did on
 * stdout (one JSON object with --json) and why not on stderr.
 */
#ifndef HUBCTL_H
#define HUBCTL_H

#include <stdio.h>

#include "access/act.h"
#include "base/settings.h"
#include "codec/json.h"
#include "crypt/secrets.h"
#include "db/db.h"

/* What every command gets; opened before it runs as far as it asks. */
struct hubctl {
	struct arena *arena;
	const struct settings *settings; /* NULL for commands that need none */
	const struct secrets *secrets;   /* NULL unless the row asks */
	struct db *db;                   /* as owner; connects at the first statement */
	bool json;
};

/* What a command wants opened. */
enum { NEEDS_SETTINGS = 1u << 0, NEEDS_SECRETS = 1u << 1, NEEDS_DB = 1u << 2 };

/* Exit status: 0 done, 1 not done (said on stderr), 2 used wrongly (usage follows). */
typedef int hubctl_run(struct hubctl *hub, int argc, char **argv);

struct hubctl_command {
	const char *words; /* "key create" */
	const char *usage; /* "--entity CODE --mode live|test …" */
	const char *meaning;
	unsigned needs;
	hubctl_run *run; /* argv: what stands after the words */
};

#define HUBCTL_USED_WRONGLY 2

/*
 * Takes --conf and --json out of the arguments, wherever they stand; answers the
 * position of the first word. Then the row whose words come next; *words moves behind them.
 */
int hubctl_common_options(int *argc, char **argv, const char **conf, bool *json);
const struct hubctl_command *hubctl_find(
    const struct hubctl_command *commands, int argc, char **argv, int *words);
void hubctl_print_usage(const struct hubctl_command *command, FILE *out);

/*
 * Reads `--name VALUE` and `--flag` options. Rows end with a NULL name; a flag
 * has no value and sets *given. *value keeps what it held if the option is absent. False
 * after a line on stderr (unknown, twice, missing).
 */
struct hubctl_option {
	const char *name;    /* "entity" */
	struct slice *value; /* NULL for a flag */
	bool *given;         /* NULL if not asked */
	bool required;
};
bool hubctl_options(const struct hubctl_option *options, int argc, char **argv);
extern const struct hubctl_option hubctl_no_options[];
#define HUBCTL_OPTIONS_MAX 16 /* of a command whose options are gathered */

/* The population of a key that is not limited. */
#define HUBCTL_EVERYBODY "everybody"

/* Values of an option that may be given more than once. */
#define HUBCTL_VALUES_MAX 32
struct hubctl_values {
	struct slice list[HUBCTL_VALUES_MAX];
	size_t count;
};
/* Takes each `--name VALUE` out of the arguments, before hubctl_options(). Likewise false. */
bool hubctl_values(const char *name, struct hubctl_values *values, int *argc, char **argv);

/* Says whether anything was changed; answers 0. */
int hubctl_changed(const struct hubctl *hub, bool changed);
/* Says on stderr that the database did not do it: status and number, and what to try; answers 1. */
int hubctl_db_failed(struct hubctl *hub, const char *place, enum db_status status);
/* Says each complaint on stderr; answers 1. */
int hubctl_refused(const struct complaints *complaints);
/* A key's id and the company that has it: options of every act on a key. */
struct hubctl_key {
	struct act act;
	struct uuid id;
};
/* Reads --entity and --key beside the command's own options; 0, or the exit status. */
int hubctl_key_options(struct hubctl *hub, const struct hubctl_option *own, int argc, char **argv,
    struct hubctl_key *key);
/* What became of an act on a key: says so and answers 1, or 0 if it was carried out. */
int hubctl_key_failed(struct hubctl *hub, const char *place, enum db_status status);

/* The company of --entity; false after a line on stderr. Sets act->entity_id. */
struct company;
bool hubctl_company(
    struct hubctl *hub, struct slice code, struct act *act, struct company *company);
/* Reads --entity beside the command's own options; 0, or the exit status. */
int hubctl_company_options(struct hubctl *hub, const struct hubctl_option *own, int argc,
    char **argv, struct act *act, struct company *company);

/* The groups of these names or ids, for a key; false after a line on stderr. */
struct policy_choice;
bool hubctl_groups(struct hubctl *hub, const struct act *act, const struct hubctl_values *names,
    struct policy_choice *choice);
/* A point in time: RFC 3339, or a date for the beginning of its day in UTC; NULL leaves it. */
bool hubctl_read_time(struct slice text, int64_t *time_us);
/* A count, "none" for 0; NULL leaves it. */
bool hubctl_read_count(struct slice text, uint32_t *count);

/* hubctl_say.c */

/* The text and a line's end, on stdout. */
void hubctl_print(const struct str *text);
/* RFC 3339; NULL slice for 0, never. */
struct slice hubctl_time(struct arena *arena, int64_t time_us);
/* One member of a JSON object; NULL slices, and times and counts of 0, are null. */
void hubctl_put(struct json_writer *w, const char *name, struct slice value);
void hubctl_put_time(struct json_writer *w, struct arena *arena, const char *name, int64_t time_us);
void hubctl_put_yes(struct json_writer *w, const char *name, bool yes);
void hubctl_put_count(struct json_writer *w, const char *name, uint64_t count);
/* The 16 bytes of an address as text; null for anything else. */
void hubctl_put_address(
    struct json_writer *w, struct arena *arena, const char *name, struct slice bytes);

/* How a thing is said: members of its JSON object, or lines for people without the last end. */
struct hubctl_row {
	void (*members)(struct json_writer *w, struct arena *arena, const void *value);
	void (*line)(struct str *out, struct arena *arena, const void *value);
};
/* One such thing, or `count` of them, `size` bytes each: a JSON array, or a line each. Answer 0. */
int hubctl_say(struct hubctl *hub, const struct hubctl_row *row, const void *value);
int hubctl_say_list(struct hubctl *hub, const struct hubctl_row *row, const void *values,
    size_t count, size_t size);

/* hubctl_access.c */
hubctl_run hubctl_company_create, hubctl_company_list, hubctl_company_show, hubctl_company_set;
hubctl_run hubctl_limits, hubctl_user_create;
hubctl_run hubctl_user_list, hubctl_user_show, hubctl_user_invite, hubctl_user_reset;
hubctl_run hubctl_user_change_role, hubctl_user_deactivate, hubctl_user_reactivate;
hubctl_run hubctl_user_sessions, hubctl_user_end_sessions, hubctl_user_totp_off;
/* hubctl_keys.c */
hubctl_run hubctl_key_create, hubctl_key_list, hubctl_key_show;
/* hubctl_key_acts.c */
hubctl_run hubctl_key_rotate, hubctl_key_end_secret, hubctl_key_pause, hubctl_key_resume;
hubctl_run hubctl_key_revoke, hubctl_key_revoke_all, hubctl_key_approve, hubctl_key_collect;
hubctl_run hubctl_key_hand_over, hubctl_key_withdraw;
/* hubctl_catalog.c */
hubctl_run hubctl_catalog;
/* hubctl_groups.c */
hubctl_run hubctl_group_create, hubctl_group_change, hubctl_group_delete;
hubctl_run hubctl_group_list, hubctl_group_show, hubctl_key_change, hubctl_key_policy;
/* hubctl_house.c */
hubctl_run hubctl_migrate, hubctl_secrets_create, hubctl_settings, hubctl_sample, hubctl_schema;
/* hubctl_seal.c */
hubctl_run hubctl_secrets_add, hubctl_rotate_seal;
/* hubctl_openapi.c */
hubctl_run hubctl_openapi;
/* hubctl_sandbox.c */
hubctl_run hubctl_sandbox_ask, hubctl_sandbox_approve, hubctl_sandbox_refuse;
hubctl_run hubctl_sandbox_reset, hubctl_sandbox_show, hubctl_sandbox_list;
/* hubctl_trail.c */
hubctl_run hubctl_ship, hubctl_audit_verify, hubctl_daily;

#endif
