/*
 * The operator's tool: finds the row of the command, opens what it needs, runs it.
 * `hubctl help` is printed from the same table.
 */
#define _GNU_SOURCE
#include "hubctl.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/log.h"
#include "codec/text.h"

#define MEMORY_MAX ((size_t)1 << 30)
#define NEEDS_ALL (NEEDS_SETTINGS | NEEDS_SECRETS | NEEDS_DB)

static hubctl_run help;

/* clang-format off */
static const struct hubctl_command commands[] = {
	{"help", "", "this list", 0, help},
	{"settings", "", "every setting with its type, default and meaning", 0, hubctl_settings},
	{"secrets create", "", "write a fresh file of secrets, once", NEEDS_SETTINGS, hubctl_secrets_create},
	{"secrets add", "", "add a secret for sealing that waits until rotate-seal puts it in use",
	 NEEDS_SETTINGS | NEEDS_SECRETS, hubctl_secrets_add},
	{"rotate-seal", "[--new]",
	 "seal numbers and contents anew under the newest secret, while programs serve; --new: under a new one",
	 NEEDS_ALL, hubctl_rotate_seal},
	{"migrate", "", "bring the schema up to date and set the grants of the serving account",
	 NEEDS_SETTINGS | NEEDS_DB, hubctl_migrate},
	{"company create", "--name NAME --time-zone ZONE --currency CODE [--sandbox]",
	 "make a company, with its sandbox if asked", NEEDS_ALL, hubctl_company_create},
	{"company list", "", "all companies", NEEDS_ALL, hubctl_company_list},
	{"company show", "--entity CODE", "a company with its settings", NEEDS_ALL, hubctl_company_show},
	{"company set", "--entity CODE [--name NAME] [--time-zone ZONE] [--state active|suspended|closed]\n"
	 "[--require-login yes|no] [--require-if-match yes|no] [--key-days-max 1-366|none]\n"
	 "[--key-unused-days N|none] [--key-approval yes|no] [--key-addresses yes|no]",
	 "change a company's settings and what it demands of its keys", NEEDS_ALL, hubctl_company_set},
	{"limits", "--entity CODE [--live-per-minute N|none] [--live-burst N|none] [--test-per-minute N|none]\n"
	 "[--test-burst N|none]",
	 "show or set the rate limits of a company's keys that have none of their own", NEEDS_ALL, hubctl_limits},
	{"user create", "--entity CODE --email ADDRESS --name NAME --role owner|admin|developer|auditor\n"
	 "[--password-stdin]", "make somebody who signs in to the portal", NEEDS_ALL, hubctl_user_create},
	{"user list", "--entity CODE", "the people of a company", NEEDS_ALL, hubctl_user_list},
	{"user show", "--entity CODE --user ID|ADDRESS", "one of them", NEEDS_ALL, hubctl_user_show},
	{"user invite", "--entity CODE --email ADDRESS --role ROLE [--name NAME] | --entity CODE --user ID|ADDRESS",
	 "invite somebody, or once more; the link is sent, or shown this once", NEEDS_ALL, hubctl_user_invite},
	{"user change-role", "--entity CODE --user ID|ADDRESS --role ROLE", "give another role; their sessions end",
	 NEEDS_ALL, hubctl_user_change_role},
	{"user deactivate", "--entity CODE --user ID|ADDRESS", "let somebody in no more; their keys stay", NEEDS_ALL,
	 hubctl_user_deactivate},
	{"user reactivate", "--entity CODE --user ID|ADDRESS", "let them in again", NEEDS_ALL, hubctl_user_reactivate},
	{"user reset", "--entity CODE --user ID|ADDRESS", "a link to a new password, sent or shown this once", NEEDS_ALL,
	 hubctl_user_reset},
	{"user sessions", "--entity CODE --user ID|ADDRESS", "where somebody is signed in", NEEDS_ALL,
	 hubctl_user_sessions},
	{"user end-sessions", "--entity CODE --user ID|ADDRESS", "sign somebody out everywhere", NEEDS_ALL,
	 hubctl_user_end_sessions},
	{"user totp-off", "--entity CODE --user ID|ADDRESS", "turn two-step sign-in off for who lost app and codes",
	 NEEDS_ALL, hubctl_user_totp_off},
	{"key create", "--entity CODE --mode live|test --name NAME --level full|read_only|custom\n"
	 "[--grants SCOPES] [--group NAME …] [--expires TIME] [--addresses LIST] [--per-minute N] [--burst N]\n"
	 "[--population DIMENSION:LIST …|everybody] [--hand-over]",
	 "make an API key; its secret is shown this once, or made later by who collects it", NEEDS_ALL, hubctl_key_create},
	{"key change", "--entity CODE --key ID [--name NAME] [--level full|read_only|custom]\n"
	 "[--grants SCOPES | --no-grants] [--group NAME … | --no-groups]\n"
	 "[--expires TIME|never] [--addresses LIST|any] [--per-minute N|none] [--burst N|none]\n"
	 "[--population DIMENSION:LIST …|everybody]",
	 "set anew what a key is called, may do and is limited to, from its next request on", NEEDS_ALL,
	 hubctl_key_change},
	{"key policy", "--entity CODE --key ID", "what a key may do, with its groups, as scopes", NEEDS_ALL,
	 hubctl_key_policy},
	{"key list", "--entity CODE [--mode live|test] [--all] [--ending DAYS]",
	 "the keys of a company, ended ones too with --all; --ending: those that end within DAYS", NEEDS_ALL,
	 hubctl_key_list},
	{"key show", "--entity CODE --key ID", "a key with its secrets", NEEDS_ALL,
	 hubctl_key_show},
	{"key rotate", "--entity CODE --key ID [--overlap 0|1h|24h|7d|30d]",
	 "make a new secret; the old one ends after the overlap (24h)", NEEDS_ALL, hubctl_key_rotate},
	{"key end-secret", "--entity CODE --key ID --secret ID", "end an older secret of a key now", NEEDS_ALL,
	 hubctl_key_end_secret},
	{"key pause", "--entity CODE --key ID", "refuse a key until it is resumed", NEEDS_ALL, hubctl_key_pause},
	{"key resume", "--entity CODE --key ID", "let a paused key work again", NEEDS_ALL, hubctl_key_resume},
	{"key revoke", "--entity CODE --key ID", "end a key, its secrets and its tokens", NEEDS_ALL,
	 hubctl_key_revoke},
	{"key revoke-all", "--entity CODE --mode live|test", "end every key of a mode at once", NEEDS_ALL,
	 hubctl_key_revoke_all},
	{"key approve", "--entity CODE --key ID", "approve a live key that somebody else asked for, or a change of one",
	 NEEDS_ALL, hubctl_key_approve},
	{"key withdraw", "--entity CODE --key ID", "turn down the change of a key that waits for approval", NEEDS_ALL,
	 hubctl_key_withdraw},
	{"key collect", "--entity CODE --key ID", "make and show the secret of a key that waits for it", NEEDS_ALL,
	 hubctl_key_collect},
	{"key hand-over", "--entity CODE --key ID [--overlap 0|1h|24h|7d|30d]",
	 "a link, valid 72 hours, whose holder makes and sees the secret once", NEEDS_ALL, hubctl_key_hand_over},
	{"group create", "--entity CODE --name NAME --grants SCOPES", "make a security group", NEEDS_ALL,
	 hubctl_group_create},
	{"group change", "--entity CODE --group NAME [--name NAME] [--grants SCOPES]",
	 "set anew what a security group is called and allows; its keys follow at their next request", NEEDS_ALL,
	 hubctl_group_change},
	{"group delete", "--entity CODE --group NAME", "delete a security group that no key is in", NEEDS_ALL,
	 hubctl_group_delete},
	{"group list", "--entity CODE", "the security groups of a company", NEEDS_ALL, hubctl_group_list},
	{"group show", "--entity CODE --group NAME", "one of them with the keys in it", NEEDS_ALL,
	 hubctl_group_show},
	{"ship", "[--wait SECONDS]", "carry the request journal to the database; wait for another shipper at work",
	 NEEDS_SETTINGS | NEEDS_DB, hubctl_ship},
	{"audit verify", "[--entity CODE [--head NUMBER:HASH]]",
	 "recompute the audit chain of one company or of all; --head: as an export printed it",
	 NEEDS_SETTINGS | NEEDS_DB, hubctl_audit_verify},
	{"daily", "", "turn what follows from today's date, make the history's partitions ahead and end what has "
	 "had its time",
	 NEEDS_ALL, hubctl_daily},
	{"sample", "--entity CODE --mode live|test [--employees COUNT] [--seed NUMBER]",
	 "fill a company that has no records with invented ones", NEEDS_ALL, hubctl_sample},
	{"sandbox show", "--entity CODE", "how far a company's sandbox is", NEEDS_ALL, hubctl_sandbox_show},
	{"sandbox list", "", "the companies that wait for a sandbox to be approved", NEEDS_ALL, hubctl_sandbox_list},
	{"sandbox ask", "--entity CODE", "build the sandbox of a company that has none", NEEDS_ALL, hubctl_sandbox_ask},
	{"sandbox approve", "--entity CODE", "build the sandbox that a company asked for", NEEDS_ALL,
	 hubctl_sandbox_approve},
	{"sandbox refuse", "--entity CODE", "end the wait for one", NEEDS_ALL, hubctl_sandbox_refuse},
	{"sandbox reset", "--entity CODE", "build it anew: what was written to it is lost, keys stay", NEEDS_ALL,
	 hubctl_sandbox_reset},
	{"openapi", "[--server URL]", "the OpenAPI document of the API", 0, hubctl_openapi},
	{"catalog", "", "every resource and field with limits and traits, as JSON", 0, hubctl_catalog},
	{"schema", "RESOURCE", "the CREATE TABLE of a resource of the catalog", 0, hubctl_schema},
	{0}};
/* clang-format on */

static int
help(struct hubctl *hub, int argc, char **argv)
{
	(void)hub, (void)argc, (void)argv;
	puts("usage: hubctl [--conf FILE] [--json] COMMAND");
	for (const struct hubctl_command *row = commands; row->words; row++)
		hubctl_print_usage(row, stdout);
	return 0;
}

/* Opens what the row asks for; false after a line on stderr. */
static bool
open_hub(struct hubctl *hub, const struct hubctl_command *command, const char *conf)
{
	if (command->needs & NEEDS_SETTINGS)
		hub->settings = settings_load(settings_path(conf), stderr);
	if ((command->needs & NEEDS_SETTINGS) && !hub->settings)
		return false;
	if (command->needs & NEEDS_SECRETS)
		hub->secrets = secrets_load(hub->settings->secrets_file, stderr);
	if ((command->needs & NEEDS_SECRETS) && !hub->secrets)
		return false;
	if (command->needs & NEEDS_DB)
		hub->db = db_new(hub->settings, DB_OWNER);
	return true;
}

/* What is behind takes texts as UTF-8 without looking. */
static bool
are_texts(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!utf8_is_valid(slice_from(argv[i]))) {
			fprintf(stderr, "hubctl: argument %d is not UTF-8\n", i);
			return false;
		}
	return true;
}

/* A full disk must not pass for success: some answers are shown once. */
static bool
is_said(void)
{
	bool said = fflush(stdout) == 0 && !ferror(stdout);
	if (!said)
		fputs("hubctl: the answer could not be written\n", stderr);
	return said;
}

int
main(int argc, char **argv)
{
	const struct rlimit no_core = {0, 0};
	const char *conf;
	struct hubctl hub = {0};
	setrlimit(RLIMIT_CORE, &no_core);
	umask(S_IRWXO);
	log_open("hubctl", LOG_WARNING_LEVEL);
	if (!are_texts(argc, argv))
		return HUBCTL_USED_WRONGLY;
	int words = hubctl_common_options(&argc, argv, &conf, &hub.json);
	const struct hubctl_command *command = hubctl_find(commands, argc, argv, &words);
	if (!command) {
		help(&hub, 0, NULL);
		return HUBCTL_USED_WRONGLY;
	}
	int status = 1;
	hub.arena = arena_new(MEMORY_MAX);
	if (open_hub(&hub, command, conf))
		status = command->run(&hub, argc - words, argv + words);
	if (status == HUBCTL_USED_WRONGLY)
		hubctl_print_usage(command, stderr);
	if (hub.db)
		db_free(hub.db);
	arena_free(hub.arena);
	return is_said() ? status : 1;
}
