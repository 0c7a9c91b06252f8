/* Settings and the error log. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/settings.h"

static char folder[] = "/tmp/test_settings.XXXXXX";
static char conf[64], secret[64];

static void
write_file(const char *path, const char *text, mode_t mode)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static int
make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(conf, sizeof conf, "%s/hub.conf", folder);
	snprintf(secret, sizeof secret, "%s/password", folder);
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	unlink(conf);
	unlink(secret);
	return rmdir(folder);
}

/* What settings_load says of a text; "" if it loads. */
static const struct settings *
load(const char *text, char complaint[256])
{
	write_file(conf, text, 0644);
	FILE *out = fmemopen(complaint, 256, "w");
	const struct settings *settings = settings_load(conf, out);
	fclose(out);
	return settings;
}

static void
an_empty_file_with_a_database_has_sensible_defaults(void **state)
{
	(void)state;
	char complaint[256] = "";
	const struct settings *s = load("[database]\nsocket = /run/db.sock\n", complaint);
	assert_string_equal(complaint, "");
	assert_non_null(s);
	assert_string_equal(s->public_urls[0], "http://localhost:8080");
	assert_null(s->public_urls[1]);
	assert_string_equal(s->key_prefix, "hub");
	assert_string_equal(s->sandbox, "granted");
	assert_string_equal(s->db_socket, "/run/db.sock");
	assert_null(s->db_host);
	assert_null(s->db_owner_password_file);
	assert_int_equal(s->max_requests, 0);
	assert_true(s->ship);
	assert_int_equal(s->session_idle_minutes, 30);
	assert_int_equal(s->session_max_hours, 12);
	assert_int_equal(s->password_memory_kib, 19456);
	assert_int_equal(s->password_passes, 2);
	assert_int_equal(s->retention_days, 90);
	assert_int_equal(s->body_bytes_max, 65536);
	assert_int_equal(s->live_per_minute, 1200);
	assert_int_equal(s->live_burst, 100);
	assert_int_equal(s->test_per_minute, 300);
	assert_int_equal(s->test_burst, 20);
	assert_int_equal(s->address_failures_per_minute, 30);
	assert_string_equal(s->path, conf);
}

static void
reads_every_kind_of_value(void **state)
{
	(void)state;
	char complaint[256] = "";
	write_file(secret, "x\n", 0640);
	char text[1024];
	snprintf(text, sizeof text,
	    "; a comment\n# another\n[site]\n"
	    "public_url = https://hub.example.com/, http://[::1]:8080/~me/x\n"
	    "sandbox = approval ; said here\n"
	    "[database]\nhost = db1:3306,db2:3306\nserve_password_file = %s\n"
	    "[process]\nship = no\nmax_requests = 500\n",
	    secret);
	const struct settings *s = load(text, complaint);
	assert_string_equal(complaint, "");
	assert_string_equal(s->public_urls[0], "https://hub.example.com");
	assert_string_equal(s->public_urls[1], "http://[::1]:8080/~me/x");
	assert_null(s->public_urls[2]);
	assert_string_equal(s->sandbox, "approval");
	assert_string_equal(s->db_host, "db1:3306,db2:3306");
	assert_null(s->db_socket);
	assert_string_equal(s->db_serve_password_file, secret);
	assert_false(s->ship);
	assert_int_equal(s->max_requests, 500);
}

#define DB "[database]\nsocket=/s\n"

static const struct {
	const char *text;
	const char *complaint; /* after the path */
} refusals[] = {
    {"[site]\ncolour = red\n" DB, ":2: site.colour: unknown setting"},
    {"[sight]\nsandbox = granted\n" DB, ":2: sight.sandbox: unknown setting"},
    {"sandbox = granted\n" DB, ":1: (no section).sandbox: unknown setting"},
    {DB "[limits]\n\nlive_burst = many\n", ":5: limits.live_burst: expected a whole number"},
    {DB "[limits]\nlive_burst = -1\n", ":4: limits.live_burst: expected a whole number"},
    {DB "[limits]\nlive_burst = 1201\n", "limits.live_burst: more than live_per_minute"},
    {DB "[portal]\npassword_memory_kib = 1024\n", ":4: portal.password_memory_kib: expected"},
    {DB "[process]\nship = perhaps\n", ":4: process.ship: expected yes or no"},
    {DB "[site]\nsandbox = maybe\n", ":4: site.sandbox: expected one of"},
    {DB "[site]\npublic_url = ftp://x\n", ":4: site.public_url: expected http"},
    {DB "[site]\npublic_url = http://a?b\n", ":4: site.public_url: expected http"},
    {DB "[site]\npublic_url = http://a,http://b,,\n", ":4: site.public_url: expected http"},
    {DB "[site]\npublic_url = http://a,http://b,http://c,http://d,http://e\n", "too many"},
    {DB "[site]\nkey_prefix = My_Hub\n", ":4: site.key_prefix: expected"},
    {DB "[files]\nsecrets = secrets\n", ":4: files.secrets: expected a path"},
    {DB "[site]\nsandbox = granted\nsandbox = granted\n", ":5: site.sandbox: given twice"},
    {DB "[site]\nnonsense\n", ":4: neither a section"},
    {DB "[site\n", ":3: neither a section"},
    {"", ": database.socket: give either socket or host"},
    {DB "host = h:1\n", ": database.socket: give either socket or host"},
    {DB "[site]\nsandbox =\n continued\n", ":4: site.sandbox"},
};

static void
refuses_and_names_file_and_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		char complaint[256] = "";
		assert_null(load(refusals[i].text, complaint));
		assert_memory_equal(complaint, conf, strlen(conf));
		const char *rest = complaint + strlen(conf);
		if (refusals[i].complaint[1] == ' ') {
			assert_int_equal(rest[0], ':');
			rest += 1 + strspn(rest + 1, "0123456789");
		}
		if (!strstr(rest, refusals[i].complaint))
			fail_msg("%s\nsaid:     %s\nexpected: %s", refusals[i].text, rest,
			    refusals[i].complaint);
		assert_int_equal(complaint[strlen(complaint) - 1], '\n');
		assert_ptr_equal(strchr(complaint, '\n'), complaint + strlen(complaint) - 1);
	}
}

static void
refuses_a_secret_that_everybody_may_read(void **state)
{
	(void)state;
	char text[512], complaint[256] = "";
	snprintf(text, sizeof text, DB "owner_password_file = %s\n", secret);
	static const mode_t bad_modes[] = {0644, 0604, 0602};
	for (size_t i = 0; i < 3; i++) {
		write_file(secret, "x\n", bad_modes[i]);
		assert_null(load(text, complaint));
		assert_non_null(strstr(complaint, ":3: database.owner_password_file: the file"));
	}
	write_file(secret, "x\n", 0600);
	assert_non_null(load(text, complaint));
}

static void
refuses_a_line_that_is_too_long(void **state)
{
	(void)state;
	char text[6000], complaint[256] = "";
	memset(text, 'x', sizeof text);
	memcpy(text, "[site]\nkey_prefix = ", 20);
	text[sizeof text - 1] = '\0';
	assert_null(load(text, complaint));
	assert_non_null(strstr(complaint, ":2: line too long"));
	memset(text, ' ', sizeof text);
	memcpy(text, "[database]\nsocket = /", 21);
	memcpy(text + 3000, "x\n", 3);
	const struct settings *s = load(text, complaint);
	assert_non_null(s);
}

static void
a_missing_file_is_named(void **state)
{
	(void)state;
	char complaint[256] = "";
	FILE *out = fmemopen(complaint, sizeof complaint, "w");
	assert_null(settings_load("/nonexistent/hub.conf", out));
	fclose(out);
	assert_string_equal(complaint, "/nonexistent/hub.conf: cannot be opened: ENOENT\n");
}

static void
an_argument_goes_before_the_environment(void **state)
{
	(void)state;
	setenv("HUB_CONF", "/from/environment", 1);
	assert_string_equal(settings_path("/from/argument"), "/from/argument");
	assert_string_equal(settings_path(NULL), "/from/environment");
	unsetenv("HUB_CONF");
	assert_int_equal(settings_path(NULL)[0], '/');
}

static void
describes_each_setting_on_a_line(void **state)
{
	(void)state;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	settings_describe(out);
	fclose(out);
	assert_non_null(strstr(text, "portal.session_idle_minutes\t1-1440\t30\t"));
	assert_non_null(strstr(text, "site.sandbox\tgranted|approval\tgranted\t"));
	assert_non_null(strstr(text, "database.host\thosts\t-\t"));
	free(text);
}

static void
a_log_line_holds_place_number_and_request(void **state)
{
	(void)state;
	int ends[2], saved = dup(STDERR_FILENO);
	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	clock_pretend(INT64_C(1700000000123456));
	struct uuid id = {{0xab}};
	log_open("test", LOG_INFO_LEVEL);
	log_line(LOG_DEBUG_LEVEL, "not.shown", 0, NULL, "nothing");
	log_line(LOG_ERROR_LEVEL, "db.connect", 2002, &id, "no connection");
	log_line(LOG_INFO_LEVEL, "start", 0, NULL, "ready");
	clock_pretend(0);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(ends[1]);
	char text[512] = "", expected[512];
	assert_true(read(ends[0], text, sizeof text - 1) > 0);
	close(ends[0]);
	snprintf(expected, sizeof expected,
	    "2023-11-14T22:13:20.123Z test[%ld] error db.connect 2002 "
	    "ab000000-0000-0000-0000-000000000000 no connection\n"
	    "2023-11-14T22:13:20.123Z test[%ld] info start 0 - ready\n",
	    (long)getpid(), (long)getpid());
	assert_string_equal(text, expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_empty_file_with_a_database_has_sensible_defaults),
	    cmocka_unit_test(reads_every_kind_of_value),
	    cmocka_unit_test(refuses_and_names_file_and_line),
	    cmocka_unit_test(refuses_a_secret_that_everybody_may_read),
	    cmocka_unit_test(refuses_a_line_that_is_too_long),
	    cmocka_unit_test(a_missing_file_is_named),
	    cmocka_unit_test(an_argument_goes_before_the_environment),
	    cmocka_unit_test(describes_each_setting_on_a_line),
	    cmocka_unit_test(a_log_line_holds_place_number_and_request),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
