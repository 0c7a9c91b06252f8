/*
 * The table of settings and its reader. libinih splits lines; what a line may
 * say is decided by its row alone.
 */
#define _GNU_SOURCE
#include "base/settings.h"

#include <errno.h>
#include <ini.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"

#ifndef HUB_CONF_DEFAULT
#define HUB_CONF_DEFAULT "/etc/hub/hub.conf"
#endif
#ifndef HUB_STATIC_DEFAULT
#define HUB_STATIC_DEFAULT "/usr/share/hub/static"
#endif

#define TEXTS_BYTES_MAX ((size_t)1 << 20)
#define LINE_BYTES_MAX 4096

enum setting_type {
	TYPE_URLS,
	TYPE_WORD,
	TYPE_NAME,
	TYPE_PATH,
	TYPE_SECRET_PATH,
	TYPE_ADDRESS,
	TYPE_CHOICE,
	TYPE_HOSTS,
	TYPE_NUMBER,
	TYPE_BOOL
};

struct setting_row {
	const char *section, *name;
	enum setting_type type;
	size_t offset;
	const char *initial; /* as it would be written; NULL: none */
	int64_t min, max;    /* TYPE_NUMBER */
	const char *choices; /* TYPE_CHOICE, separated by '|' */
	const char *meaning;
};

#define AT(member) offsetof(struct settings, member)

/* clang-format off */
static const struct setting_row rows[] = {
	{"site", "public_url", TYPE_URLS, AT(public_urls), "http://localhost:8080", 0, 0, NULL,
	 "addresses under which people reach Hub, separated by commas, the canonical one first"},
	{"site", "key_prefix", TYPE_WORD, AT(key_prefix), "hub", 0, 0, NULL,
	 "first word of every API key and token"},
	{"site", "static_dir", TYPE_PATH, AT(static_dir), HUB_STATIC_DEFAULT, 0, 0, NULL,
	 "folder of style sheets, scripts and icons"},
	{"site", "sandbox", TYPE_CHOICE, AT(sandbox), "granted", 0, 0, "granted|approval",
	 "whether a company gets its sandbox at once or after the operator's approval"},

	{"database", "socket", TYPE_PATH, AT(db_socket), NULL, 0, 0, NULL,
	 "socket of the database server; give this or host"},
	{"database", "host", TYPE_HOSTS, AT(db_host), NULL, 0, 0, NULL,
	 "host:port of the database server, several separated by commas"},
	{"database", "name", TYPE_NAME, AT(db_name), "hub", 0, 0, NULL,
	 "the database"},
	{"database", "owner_user", TYPE_NAME, AT(db_owner_user), "hub_owner", 0, 0, NULL,
	 "account of hubctl, which owns the tables"},
	{"database", "owner_password_file", TYPE_SECRET_PATH, AT(db_owner_password_file), NULL, 0, 0, NULL,
	 "file with that account's password; none: the socket tells who we are"},
	{"database", "serve_user", TYPE_NAME, AT(db_serve_user), "hub_serve", 0, 0, NULL,
	 "account of the programs that serve requests"},
	{"database", "serve_password_file", TYPE_SECRET_PATH, AT(db_serve_password_file), NULL, 0, 0, NULL,
	 "file with that account's password; none: the socket tells who we are"},

	{"files", "secrets", TYPE_SECRET_PATH, AT(secrets_file), "/etc/hub/secrets", 0, 0, NULL,
	 "file of secrets, one on a line: purpose, number, base64"},
	{"files", "journal_dir", TYPE_PATH, AT(journal_dir), "/var/lib/hub/journal", 0, 0, NULL,
	 "folder on a local disk for the request journal"},
	{"files", "limits", TYPE_PATH, AT(limits_file), "/var/lib/hub/limits", 0, 0, NULL,
	 "file that all processes of a host map to count against rate limits"},

	{"process", "max_requests", TYPE_NUMBER, AT(max_requests), "0", 0, 1000000000, NULL,
	 "requests after which a process ends and is replaced; 0: never"},
	{"process", "ship", TYPE_BOOL, AT(ship), "yes", 0, 0, NULL,
	 "whether the programs carry the journal to the database themselves"},
	{"process", "idle_connection_seconds", TYPE_NUMBER, AT(idle_connection_seconds), "60", 1, 86400, NULL,
	 "idle time after which a process closes its database connection"},

	{"portal", "session_idle_minutes", TYPE_NUMBER, AT(session_idle_minutes), "30", 1, 1440, NULL,
	 "idle time after which a portal session ends"},
	{"portal", "session_max_hours", TYPE_NUMBER, AT(session_max_hours), "12", 1, 168, NULL,
	 "age at which a portal session ends"},
	{"portal", "password_memory_kib", TYPE_NUMBER, AT(password_memory_kib), "19456", 19456, 1048576, NULL,
	 "memory that hashing one password takes (argon2id)"},
	{"portal", "password_passes", TYPE_NUMBER, AT(password_passes), "2", 2, 64, NULL,
	 "passes that hashing one password takes (argon2id)"},
	{"portal", "password_block_file", TYPE_PATH, AT(password_block_file), NULL, 0, 0, NULL,
	 "file of passwords that are known and refused, one a line, beside the built-in ones"},
	{"portal", "sendmail", TYPE_PATH, AT(sendmail), NULL, 0, 0, NULL,
	 "program that takes letters as sendmail does; none: links are shown to who makes them"},
	{"portal", "sendmail_seconds", TYPE_NUMBER, AT(sendmail_seconds), "20", 1, 120, NULL,
	 "time that it has for a letter; then it is ended, and the link is shown"},
	{"portal", "mail_from", TYPE_ADDRESS, AT(mail_from), NULL, 0, 0, NULL,
	 "sender of letters; none: as the program has it"},

	{"trail", "retention_days", TYPE_NUMBER, AT(retention_days), "90", 1, 3660, NULL,
	 "days for which the request history is kept"},
	{"trail", "body_bytes_max", TYPE_NUMBER, AT(body_bytes_max), "65536", 0, 196608, NULL,
	 "length at which a body in the history is cut, after redaction"},

	{"limits", "live_per_minute", TYPE_NUMBER, AT(live_per_minute), "1200", 1, 10000000, NULL,
	 "requests a minute that a live key may send"},
	{"limits", "live_burst", TYPE_NUMBER, AT(live_burst), "100", 1, 1000000, NULL,
	 "requests a second that a live key may send at once"},
	{"limits", "test_per_minute", TYPE_NUMBER, AT(test_per_minute), "300", 1, 10000000, NULL,
	 "requests a minute that a test key may send"},
	{"limits", "test_burst", TYPE_NUMBER, AT(test_burst), "20", 1, 1000000, NULL,
	 "requests a second that a test key may send at once"},
	{"limits", "address_failures_per_minute", TYPE_NUMBER, AT(address_failures_per_minute), "30", 1, 1000000, NULL,
	 "refused credentials a minute after which an address has to wait"},
};
/* clang-format on */

#define NROWS (sizeof rows / sizeof rows[0])

/* Each answers NULL, or what is wrong with the value. */
typedef const char *value_reader(const struct setting_row *row, const char *value, void *member);

struct load {
	struct settings *settings;
	const char *path;
	FILE *file;
	FILE *complaints;
	int line;
	int line_of[NROWS]; /* where each row was given; 0: not */
	bool complained;
};

/* Texts of settings live as long as the process, whatever is loaded again. */
static struct arena *
texts(void)
{
	static struct arena *arena;
	if (!arena)
		arena = arena_new(TEXTS_BYTES_MAX);
	return arena;
}

static bool
has_only(const char *text, const char *allowed)
{
	return text[0] != '\0' && text[strspn(text, allowed)] == '\0';
}

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

static void
keep_text(const char *value, void *member)
{
	*(const char **)member = arena_text(texts(), slice_from(value));
}

static const char *
read_word(const struct setting_row *row, const char *value, void *member)
{
	(void)row;
	if (!has_only(value, LOWER DIGITS) || strlen(value) > 12)
		return "expected one to twelve lower-case letters and digits";
	keep_text(value, member);
	return NULL;
}

static const char *
read_name(const struct setting_row *row, const char *value, void *member)
{
	(void)row;
	if (!has_only(value, LOWER UPPER DIGITS "_-.") || strlen(value) > 64)
		return "expected a name of letters, digits, '_', '-' and '.'";
	keep_text(value, member);
	return NULL;
}

static const char *
read_path(const struct setting_row *row, const char *value, void *member)
{
	(void)row;
	if (value[0] != '/')
		return "expected a path that begins with '/'";
	keep_text(value, member);
	return NULL;
}

/* A file that is not there yet, or that this account may not see, is judged by whoever opens it. */
static const char *
read_secret_path(const struct setting_row *row, const char *value, void *member)
{
	struct stat about;
	if (stat(value, &about) == 0 && (about.st_mode & (S_IROTH | S_IWOTH)))
		return "the file named here can be read or changed by everybody";
	return read_path(row, value, member);
}

static const char *
read_address(const struct setting_row *row, const char *value, void *member)
{
	(void)row;
	if (!has_only(value, LOWER UPPER DIGITS ".-_+@") || value[0] == '-' || !strchr(value, '@'))
		return "expected an e-mail address like hub@example.com";
	keep_text(value, member);
	return NULL;
}

static const char *
read_choice(const struct setting_row *row, const char *value, void *member)
{
	struct slice choice, rest = slice_from(row->choices);
	bool more = true;
	while (more) {
		more = slice_cut(rest, '|', &choice, &rest);
		if (slice_is(choice, value)) {
			keep_text(value, member);
			return NULL;
		}
	}
	return "expected one of the words that the documentation lists";
}

static const char *
read_hosts(const struct setting_row *row, const char *value, void *member)
{
	(void)row;
	if (!has_only(value, LOWER UPPER DIGITS ".-_:,[]"))
		return "expected host:port, several separated by commas";
	keep_text(value, member);
	return NULL;
}

static const char *
read_number(const struct setting_row *row, const char *value, void *member)
{
	if (!slice_to_i64(slice_from(value), row->min, row->max, member))
		return "expected a whole number within the documented range";
	return NULL;
}

static const char *
read_bool(const struct setting_row *row, const char *value, void *member)
{
	(void)row;
	bool yes = strcmp(value, "yes") == 0;
	if (!yes && strcmp(value, "no") != 0)
		return "expected yes or no";
	*(bool *)member = yes;
	return NULL;
}

static bool
url_is_sound(const char *url)
{
	size_t scheme = strncmp(url, "https://", 8) == 0  ? 8
			: strncmp(url, "http://", 7) == 0 ? 7
							  : 0;
	if (scheme == 0 || !has_only(url + scheme, LOWER UPPER DIGITS ".-_~:/[]"))
		return false;
	return url[scheme] != '/' && url[scheme] != ':' && !strstr(url + scheme, "//");
}

static const char *
read_urls(const struct setting_row *row, const char *value, void *member)
{
	(void)row;
	const char **urls = member;
	struct slice url, rest = slice_from(value);
	size_t count = 0;
	bool more = true;
	while (more) {
		more = slice_cut(rest, ',', &url, &rest);
		url = slice_trim(url);
		while (slice_has_suffix(url, "/"))
			url.len--;
		if (count == SETTINGS_PUBLIC_URLS_MAX)
			return "too many addresses";
		urls[count] = arena_text(texts(), url);
		if (!url_is_sound(urls[count++]))
			return "expected http:// or https://, a host and perhaps a port and a path";
	}
	urls[count] = NULL;
	return NULL;
}

static value_reader *const readers[] = {
    [TYPE_URLS] = read_urls,
    [TYPE_WORD] = read_word,
    [TYPE_NAME] = read_name,
    [TYPE_PATH] = read_path,
    [TYPE_SECRET_PATH] = read_secret_path,
    [TYPE_ADDRESS] = read_address,
    [TYPE_CHOICE] = read_choice,
    [TYPE_HOSTS] = read_hosts,
    [TYPE_NUMBER] = read_number,
    [TYPE_BOOL] = read_bool,
};

static const char *const type_names[] = {
    [TYPE_URLS] = "addresses",
    [TYPE_WORD] = "word",
    [TYPE_NAME] = "name",
    [TYPE_PATH] = "path",
    [TYPE_SECRET_PATH] = "path",
    [TYPE_ADDRESS] = "address",
    [TYPE_CHOICE] = "choice",
    [TYPE_HOSTS] = "hosts",
    [TYPE_NUMBER] = "number",
    [TYPE_BOOL] = "yes|no",
};

/* The first complaint is the one that counts: what follows is often its echo. */
static void
complain(struct load *load, int line, const char *section, const char *name, const char *what)
{
	if (load->complained)
		return;
	load->complained = true;
	if (name)
		fprintf(
		    load->complaints, "%s:%d: %s.%s: %s\n", load->path, line, section, name, what);
	else
		fprintf(load->complaints, "%s:%d: %s\n", load->path, line, what);
}

static const char *
apply(struct load *load, const struct setting_row *row, const char *value)
{
	return readers[row->type](row, value, (char *)load->settings + row->offset);
}

static int
take_line(void *context, const char *section, const char *name, const char *value)
{
	struct load *load = context;
	for (size_t i = 0; i < NROWS; i++) {
		if (strcmp(rows[i].section, section) != 0 || strcmp(rows[i].name, name) != 0)
			continue;
		const char *wrong = load->line_of[i] ? "given twice" : apply(load, &rows[i], value);
		load->line_of[i] = load->line;
		if (wrong)
			complain(load, load->line, section, name, wrong);
		return !wrong;
	}
	complain(load, load->line, section[0] ? section : "(no section)", name, "unknown setting");
	return 0;
}

static char *
next_line(char *line, int size, void *context)
{
	struct load *load = context;
	if (load->complained || !fgets(line, size, load->file))
		return NULL;
	load->line++;
	size_t len = strlen(line);
	if (len + 1 == (size_t)size && line[len - 1] != '\n') {
		complain(load, load->line, NULL, NULL, "line too long");
		return NULL;
	}
	return line;
}

static void
apply_initial(struct load *load)
{
	for (size_t i = 0; i < NROWS && !load->complained; i++) {
		if (load->line_of[i] || !rows[i].initial)
			continue;
		const char *wrong = apply(load, &rows[i], rows[i].initial);
		if (wrong)
			complain(load, load->line, rows[i].section, rows[i].name, wrong);
	}
}

static void
check_together(struct load *load)
{
	const struct settings *s = load->settings;
	if (load->complained)
		return;
	if (!s->db_socket == !s->db_host)
		complain(
		    load, load->line, "database", "socket", "give either socket or host, not both");
	else if (s->live_burst > s->live_per_minute)
		complain(load, load->line, "limits", "live_burst", "more than live_per_minute");
	else if (s->test_burst > s->test_per_minute)
		complain(load, load->line, "limits", "test_burst", "more than test_per_minute");
}

static void
read_file(struct load *load)
{
	ini_allow_multiline = false;
	ini_stop_on_first_error = true;
	ini_max_line = LINE_BYTES_MAX;
	int bad_line = ini_parse_stream(next_line, load, take_line, load);
	if (bad_line != 0)
		complain(
		    load, load->line, NULL, NULL, "neither a section, a setting nor a comment");
	if (ferror(load->file))
		complain(load, load->line, NULL, NULL, "cannot be read");
}

const struct settings *
settings_load(const char *path, FILE *complaints)
{
	struct load load = {.path = path, .complaints = complaints};
	load.file = fopen(path, "re");
	if (!load.file) {
		fprintf(complaints, "%s: cannot be opened: %s\n", path, strerrorname_np(errno));
		return NULL;
	}
	load.settings = arena_alloc(texts(), sizeof *load.settings);
	load.settings->path = arena_text(texts(), slice_from(path));
	read_file(&load);
	fclose(load.file);
	apply_initial(&load);
	check_together(&load);
	return load.complained ? NULL : load.settings;
}

const char *
settings_path(const char *conf_argument)
{
	if (conf_argument)
		return conf_argument;
	const char *named = getenv("HUB_CONF");
	return named && named[0] ? named : HUB_CONF_DEFAULT;
}

static void
describe_values(FILE *out, const struct setting_row *row)
{
	if (row->type == TYPE_NUMBER)
		fprintf(out, "%lld-%lld", (long long)row->min, (long long)row->max);
	else if (row->type == TYPE_CHOICE)
		fputs(row->choices, out);
	else
		fputs(type_names[row->type], out);
}

void
settings_describe(FILE *out)
{
	for (size_t i = 0; i < NROWS; i++) {
		fprintf(out, "%s.%s\t", rows[i].section, rows[i].name);
		describe_values(out, &rows[i]);
		fprintf(
		    out, "\t%s\t%s\n", rows[i].initial ? rows[i].initial : "-", rows[i].meaning);
	}
}
