/*
 * What a FastCGI program costs that does nothing but its work: one prepared SELECT
 * of an employee by primary key, answered as JSON. No key, no limit, no log. The
 * bench measures Hub as a share of it. It speaks to libfcgi and libmariadb itself,
 * since its point is to share no code with Hub.
 *
 *   GET /bare?<realm>-<32 hex digits of the employee's id>
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <fcgiapp.h>
#include <ini.h>
#include <mysql.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS                                                                                    \
	"id, external_id, person_id, employee_number, status, worker_type, "                       \
	"employment_type, original_hire_date, hire_date, seniority_date, "                         \
	"scheduled_termination_date, termination_date, last_day_worked, "                          \
	"termination_type, termination_reason, rehire_eligibility, department_id, "                \
	"location_id, job_code_id, job_id, labor_class_id, cost_code_id, rate_code_id, "           \
	"pay_schedule_id, union_id, union_local_id, union_class_id, "                              \
	"supervisor_employee_id, union_member_number, title, flsa_status, pay_type, "              \
	"pay_rate, pay_rate_period, currency, standard_hours_per_week, work_state, "               \
	"resident_state, workers_comp_code, eeo1_job_category, apprentice_level, "                 \
	"apprentice_percent, certified_payroll_classification, version, created_at, "              \
	"updated_at"
#define NCOLUMNS 46
#define VALUE_MAX 512
#define ANSWER_MAX 65536

struct account {
	char *socket, *name, *user, *password_file;
};

struct bare {
	MYSQL *db;
	MYSQL_STMT *find;
	const char *names[NCOLUMNS];
	char values[NCOLUMNS][VALUE_MAX];
	unsigned long lengths[NCOLUMNS];
	my_bool nulls[NCOLUMNS];
	MYSQL_BIND rows[NCOLUMNS];
	unsigned long long realm;
	unsigned char id[16];
	char answer[ANSWER_MAX];
	size_t used;
};

static int
read_setting(void *context, const char *section, const char *name, const char *value)
{
	struct account *account = context;
	if (strcmp(section, "database") != 0)
		return 1;
	if (strcmp(name, "socket") == 0)
		account->socket = strdup(value);
	else if (strcmp(name, "name") == 0)
		account->name = strdup(value);
	else if (strcmp(name, "serve_user") == 0)
		account->user = strdup(value);
	else if (strcmp(name, "serve_password_file") == 0)
		account->password_file = strdup(value);
	return 1;
}

static void
read_password(const char *path, char password[static 256])
{
	password[0] = '\0';
	FILE *file = path ? fopen(path, "r") : NULL;
	if (!file)
		return;
	if (fgets(password, 256, file))
		password[strcspn(password, "\r\n")] = '\0';
	fclose(file);
}

static bool
open_database(struct bare *bare)
{
	struct account account = {0};
	const char *conf = getenv("HUB_CONF");
	char password[256];
	if (!conf || ini_parse(conf, read_setting, &account) != 0)
		return false;
	read_password(account.password_file, password);
	bare->db = mysql_init(NULL);
	mysql_options(bare->db, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	return mysql_real_connect(bare->db, NULL, account.user ? account.user : "hub_serve",
		   password, account.name ? account.name : "hub", 0, account.socket, 0) != NULL;
}

static void
bind_rows(struct bare *bare)
{
	MYSQL_RES *meta = mysql_stmt_result_metadata(bare->find);
	for (int at = 0; at < NCOLUMNS; at++) {
		bare->names[at] = strdup(mysql_fetch_field_direct(meta, (unsigned)at)->name);
		bare->rows[at] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_STRING,
		    .buffer = bare->values[at],
		    .buffer_length = VALUE_MAX,
		    .length = &bare->lengths[at],
		    .is_null = &bare->nulls[at]};
	}
	mysql_free_result(meta);
}

static bool
prepare(struct bare *bare)
{
	static const char text[] =
	    "SELECT " COLUMNS " FROM employees WHERE realm_id = ? AND id = ?";
	static unsigned long id_length = 16;
	MYSQL_BIND in[2] = {
	    {.buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &bare->realm, .is_unsigned = 1},
	    {.buffer_type = MYSQL_TYPE_BLOB,
		.buffer = bare->id,
		.buffer_length = sizeof bare->id,
		.length = &id_length}};
	bare->find = mysql_stmt_init(bare->db);
	if (mysql_stmt_prepare(bare->find, text, sizeof text - 1) != 0)
		return false;
	bind_rows(bare);
	return !mysql_stmt_bind_param(bare->find, in) &&
	       !mysql_stmt_bind_result(bare->find, bare->rows);
}

static bool
read_id(struct bare *bare, const char *query)
{
	char *rest;
	bare->realm = strtoull(query, &rest, 10);
	if (*rest++ != '-' || strlen(rest) != 2 * sizeof bare->id)
		return false;
	for (size_t at = 0; at < sizeof bare->id; at++) {
		char pair[3] = {rest[2 * at], rest[2 * at + 1], '\0'};
		if (!isxdigit((unsigned char)pair[0]) || !isxdigit((unsigned char)pair[1]))
			return false;
		bare->id[at] = (unsigned char)strtoul(pair, NULL, 16);
	}
	return true;
}

static void
put(struct bare *bare, const char *bytes, size_t len)
{
	if (bare->used + len > sizeof bare->answer)
		return;
	memcpy(bare->answer + bare->used, bytes, len);
	bare->used += len;
}

static void
put_text(struct bare *bare, const char *bytes, size_t len)
{
	put(bare, "\"", 1);
	for (size_t at = 0; at < len; at++) {
		char escaped[8];
		unsigned char byte = (unsigned char)bytes[at];
		if (byte == '"' || byte == '\\' || byte < ' ')
			put(bare, escaped,
			    (size_t)snprintf(escaped, sizeof escaped, "\\u%04x", byte));
		else
			put(bare, bytes + at, 1);
	}
	put(bare, "\"", 1);
}

static void
put_id(struct bare *bare, const char *bytes)
{
	char hex[33];
	for (int at = 0; at < 16; at++)
		snprintf(hex + 2 * at, 3, "%02x", (unsigned char)bytes[at]);
	put_text(bare, hex, 32);
}

static void
put_record(struct bare *bare)
{
	for (int at = 0; at < NCOLUMNS; at++) {
		put(bare, at ? "," : "{", 1);
		put_text(bare, bare->names[at], strlen(bare->names[at]));
		put(bare, ":", 1);
		if (bare->nulls[at])
			put(bare, "null", 4);
		else if (strcmp(bare->names[at], "id") == 0 ||
			 (strlen(bare->names[at]) > 3 &&
			     strcmp(bare->names[at] + strlen(bare->names[at]) - 3, "_id") == 0 &&
			     bare->lengths[at] == 16))
			put_id(bare, bare->values[at]);
		else
			put_text(bare, bare->values[at], bare->lengths[at]);
	}
	put(bare, "}", 1);
}

static int
answer(struct bare *bare, const char *query)
{
	if (!query || !read_id(bare, query))
		return 400;
	if (mysql_stmt_execute(bare->find) != 0)
		return 503;
	int fetched = mysql_stmt_fetch(bare->find);
	bare->used = 0;
	if (fetched == 0)
		put_record(bare);
	mysql_stmt_free_result(bare->find);
	return fetched == 0 ? 200 : 404;
}

int
main(void)
{
	static struct bare bare;
	FCGX_Request request;
	if (!open_database(&bare) || !prepare(&bare) || FCGX_Init() != 0)
		return 1;
	FCGX_InitRequest(&request, 0, 0);
	while (FCGX_Accept_r(&request) == 0) {
		int status = answer(&bare, FCGX_GetParam("QUERY_STRING", request.envp));
		char head[256];
		int len = snprintf(head, sizeof head,
		    "Status: %d\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
		    status, status == 200 ? bare.used : 0);
		FCGX_PutStr(head, len, request.out);
		if (status == 200)
			FCGX_PutStr(bare.answer, (int)bare.used, request.out);
		FCGX_Finish_r(&request);
	}
	mysql_close(bare.db);
	return 0;
}
