/* What the commands of hubctl share: options, complaints, companies. */
#include "hubctl.h"

#include <string.h>

#include "access/companies.h"
#include "base/clock.h"
#include "codec/date.h"

int
hubctl_common_options(int *argc, char **argv, const char **conf, bool *json)
{
	int kept = 1;
	*conf = NULL;
	for (int i = 1; i < *argc; i++) {
		if (strcmp(argv[i], "--json") == 0)
			*json = true;
		else if (strcmp(argv[i], "--conf") == 0 && i + 1 < *argc)
			*conf = argv[++i];
		else
			argv[kept++] = argv[i];
	}
	*argc = kept;
	return 1;
}

/* How many arguments the words take; 0 if they differ. */
static int
count_words(const char *words, int argc, char **argv)
{
	struct slice word, rest = slice_from(words);
	bool more = true;
	int count = 0;
	while (more) {
		more = slice_cut(rest, ' ', &word, &rest);
		if (count == argc || !slice_is(word, argv[count]))
			return 0;
		count++;
	}
	return count;
}

const struct hubctl_command *
hubctl_find(const struct hubctl_command *commands, int argc, char **argv, int *words)
{
	for (; commands->words; commands++) {
		int count = count_words(commands->words, argc - *words, argv + *words);
		if (count == 0)
			continue;
		*words += count;
		return commands;
	}
	return NULL;
}

void
hubctl_print_usage(const struct hubctl_command *command, FILE *out)
{
	struct slice line, rest = slice_from(command->usage);
	bool more = true;
	fprintf(out, "\n  hubctl %s", command->words);
	while (more) {
		more = slice_cut(rest, '\n', &line, &rest);
		fprintf(out, "%s%.*s", line.len > 0 ? " " : "", SLICE_ARG(line));
		if (more)
			fputs("\n       ", out);
	}
	fprintf(out, "\n      %s\n", command->meaning);
}

static const struct hubctl_option *
find_option(const struct hubctl_option *options, const char *argument)
{
	if (strncmp(argument, "--", 2) != 0)
		return NULL;
	while (options->name && strcmp(options->name, argument + 2) != 0)
		options++;
	return options->name ? options : NULL;
}

static bool
say(const char *argument, const char *what)
{
	fprintf(stderr, "hubctl: %s: %s\n", argument, what);
	return false;
}

static bool
stands_before(char **argv, int at)
{
	int i = 0;
	while (i < at && strcmp(argv[i], argv[at]) != 0)
		i++;
	return i < at;
}

static bool
take_option(const struct hubctl_option *option, int argc, char **argv, int *at)
{
	const char *name = argv[*at];
	if (!option)
		return say(name, "unknown option");
	if (stands_before(argv, *at))
		return say(name, "given twice");
	if (!option->value) {
		*option->given = true;
		return true;
	}
	if (++*at >= argc)
		return say(name, "needs a value");
	*option->value = slice_from(argv[*at]);
	return true;
}

bool
hubctl_options(const struct hubctl_option *options, int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		if (!take_option(find_option(options, argv[i]), argc, argv, &i))
			return false;
	for (const struct hubctl_option *option = options; option->name; option++) {
		if (!option->required || option->value->at)
			continue;
		fprintf(stderr, "hubctl: --%s is needed\n", option->name);
		return false;
	}
	return true;
}

const struct hubctl_option hubctl_no_options[] = {{0}};

bool
hubctl_values(const char *name, struct hubctl_values *values, int *argc, char **argv)
{
	int kept = 0;
	values->count = 0;
	for (int i = 0; i < *argc; i++) {
		if (strncmp(argv[i], "--", 2) != 0 || strcmp(argv[i] + 2, name) != 0) {
			argv[kept++] = argv[i];
			continue;
		}
		if (i + 1 == *argc)
			return say(argv[i], "needs a value");
		if (values->count == HUBCTL_VALUES_MAX)
			return say(argv[i], "given too often");
		values->list[values->count++] = slice_from(argv[++i]);
	}
	*argc = kept;
	return true;
}

int
hubctl_changed(const struct hubctl *hub, bool changed)
{
	if (hub->json)
		printf("{\"changed\":%s}\n", changed ? "true" : "false");
	else
		puts(changed ? "changed" : "was so already");
	return 0;
}

int
hubctl_db_failed(struct hubctl *hub, const char *place, enum db_status status)
{
	static const char *const advice[] = {
	    [DB_AWAY] = "the database cannot be reached",
	    [DB_SLOW] = "a statement took longer than it may",
	    [DB_LOST] = "the connection was lost; nothing was changed",
	    [DB_UNKNOWN] = "the connection was lost at the end; look whether it was done",
	    [DB_RERUN] = "others were in the way; try again",
	    [DB_FAULT] = "the database refused; is the schema up to date (hubctl migrate)?",
	};
	size_t known = sizeof advice / sizeof advice[0];
	const char *text = (size_t)status < known ? advice[status] : NULL;
	fprintf(
	    stderr, "hubctl: %s: %s (%u)\n", place, text ? text : "not done", db_errno(hub->db));
	return 1;
}

int
hubctl_refused(const struct complaints *complaints)
{
	for (size_t i = 0; i < complaints->count; i++) {
		const struct complaint *complaint = &complaints->list[i];
		fprintf(stderr, "hubctl: %s: %.*s\n", complaint->parameter,
		    SLICE_ARG(complaint->detail));
	}
	return 1;
}

bool
hubctl_company(struct hubctl *hub, struct slice code, struct act *act, struct company *company)
{
	*act = act_of_system(hub->arena, hub->db, hub->settings, hub->secrets);
	enum db_status status = company_find(act, code, company);
	if (status == DB_NO_ROW)
		return say("--entity", "there is no company of that code");
	if (status != DB_OK)
		return hubctl_db_failed(hub, "company", status) == 0;
	act->entity_id = company->entity_id;
	return true;
}

int
hubctl_company_options(struct hubctl *hub, const struct hubctl_option *own, int argc, char **argv,
    struct act *act, struct company *company)
{
	struct slice entity = SLICE_NONE;
	struct hubctl_option options[HUBCTL_OPTIONS_MAX] = {{"entity", &entity, NULL, true}};
	for (size_t i = 1; i + 1 < HUBCTL_OPTIONS_MAX && own->name; i++)
		options[i] = *own++;
	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	return hubctl_company(hub, entity, act, company) ? 0 : 1;
}

bool
hubctl_read_time(struct slice text, int64_t *time_us)
{
	int32_t day;
	if (!text.at)
		return true;
	if (!date_read(text, &day))
		return time_read(text, time_us);
	*time_us = (int64_t)day * CLOCK_DAY;
	return true;
}

bool
hubctl_read_count(struct slice text, uint32_t *count)
{
	uint64_t number = 0;
	if (!text.at)
		return true;
	if (!slice_is(text, "none") && (!slice_to_u64(text, UINT32_MAX, &number) || number == 0))
		return false;
	*count = (uint32_t)number;
	return true;
}
