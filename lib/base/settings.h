/*
 * Settings: one INI file, each setting one row of the table in settings.c.
 * Unknown keys, bad values and a secret that others may read refuse to start
 * and name file and line. Texts live as long as the process.
 *
 * File: --conf PATH, else getenv("HUB_CONF"), else the path fixed at configure
 * time. Never a request parameter.
 */
#ifndef BASE_SETTINGS_H
#define BASE_SETTINGS_H

#include <stdio.h>

#include "base/slice.h"

#define SETTINGS_PUBLIC_URLS_MAX 4

struct settings {
	/* [site] */
	/* NULL-terminated, the first canonical, no trailing slash: http://localhost:8080 */
	const char *public_urls[SETTINGS_PUBLIC_URLS_MAX + 1];
	const char *key_prefix; /* "hub" */
	const char *static_dir; /* where static/ lies; for content hashes of assets */
	const char *sandbox;    /* "granted" or "approval" */

	/* [database] */
	const char *db_socket; /* path, or NULL for TCP */
	const char *db_host;   /* "h1:p1,h2:p2" if no socket */
	const char *db_name;
	const char *db_owner_user;
	const char *db_owner_password_file; /* NULL: no password (socket authentication) */
	const char *db_serve_user;
	const char *db_serve_password_file;

	/* [files] */
	const char *secrets_file; /* lines `purpose id base64` */
	const char *journal_dir;  /* local folder, writable by the programs */
	const char *limits_file;  /* the rate limiter's memory-mapped file */

	/* [process] */
	int64_t max_requests; /* requests after which a process ends; 0 never */
	bool ship;            /* the programs start a shipper thread */
	int64_t idle_connection_seconds;

	/* [portal] */
	int64_t session_idle_minutes;
	int64_t session_max_hours;
	int64_t password_memory_kib;
	int64_t password_passes;
	const char *password_block_file; /* words that are no passwords, one a line; NULL: none */
	const char *sendmail;            /* program that takes letters; NULL: links are shown */
	int64_t sendmail_seconds;
	const char *mail_from; /* NULL: as the program has it */

	/* [trail] */
	int64_t retention_days;
	int64_t body_bytes_max; /* bodies are cut here after redaction */

	/* [limits] default rate limits per minute and burst per second */
	int64_t live_per_minute, live_burst;
	int64_t test_per_minute, test_burst;
	int64_t address_failures_per_minute;

	const char *path; /* the file itself */
};

/*
 * Reads the file. On failure prints one line naming file and line to `complaints`
 * and returns NULL. The answer is never freed.
 */
const struct settings *settings_load(const char *path, FILE *complaints);

/* The path by the order above; conf_argument may be NULL. */
const char *settings_path(const char *conf_argument);

/* Writes the table as documentation: `section.name  type  default  meaning`. */
void settings_describe(FILE *out);

#endif
