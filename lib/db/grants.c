/*
 * GRANT takes no bound values, so its text is put together here: from the table
 * list, the settings, and what the server says of our own account.
 */
#include "db/grants.h"

#include <mysqld_error.h>
#include <string.h>

#include "base/str.h"
#include "db/connection.h"
#include "db/schema.h"
#include "sql/migrations.h"

#define GRANT_BYTES_MAX 4096

static const struct {
	const char *table;
	const char *privileges;
} exceptions[] = {
    {"audit_events", "SELECT, INSERT"},
    {"audit_heads", "SELECT, INSERT, UPDATE"},
    {"schema_migrations", "SELECT"},
};

const char *
grants_for(const char *table)
{
	for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
		if (strcmp(exceptions[i].table, table) == 0)
			return exceptions[i].privileges;
	return "SELECT, INSERT, UPDATE, DELETE";
}

static void
add_name(struct str *text, char quote, struct slice name)
{
	str_add_char(text, quote);
	for (size_t i = 0; i < name.len; i++) {
		if (name.at[i] == quote)
			str_add_char(text, quote);
		str_add_char(text, name.at[i]);
	}
	str_add_char(text, quote);
}

static enum db_status
grant(struct db *owner, struct arena *arena, const struct settings *settings, const char *table,
    struct slice host)
{
	struct str text;
	str_init(&text, arena, GRANT_BYTES_MAX);
	str_addf(&text, "GRANT %s ON ", grants_for(table));
	add_name(&text, '`', slice_from(settings->db_name));
	str_add_char(&text, '.');
	add_name(&text, '`', slice_from(table));
	str_add_text(&text, " TO ");
	add_name(&text, '`', slice_from(settings->db_serve_user));
	str_add_char(&text, '@');
	add_name(&text, '`', host);
	enum db_status status = connection_open(owner);
	return status == DB_OK ? connection_run(owner, str_slice(&text)) : status;
}

static enum db_status
grant_all(struct db *owner, struct arena *arena, const struct settings *settings, struct slice host)
{
	enum db_status status = DB_OK;
	for (const struct schema_table *each = schema_tables; status == DB_OK && each->name; each++)
		status = grant(owner, arena, settings, each->name, host);
	return status;
}

/* What GRANT answers for an account that does not exist, if we may not make one. */
static bool
means_no_account(unsigned number)
{
	return number == ER_PASSWORD_NO_MATCH || number == ER_CANT_CREATE_USER_WITH_GRANT;
}

enum db_status
grants_renew(struct db *owner, struct arena *arena, const struct settings *settings)
{
	struct migration_account_row row;
	struct slice user, host = SLICE_NONE;
	if (strcmp(settings->db_owner_user, settings->db_serve_user) == 0)
		return DB_OK;
	enum db_status status = migration_account(owner, arena, &row);
	if (status != DB_OK)
		return status;
	slice_cut(row.account, '@', &user, &host);
	status = grant_all(owner, arena, settings, host);
	if (status == DB_FAULT && means_no_account(db_errno(owner)))
		status = grant_all(owner, arena, settings, SLICE_OF("%"));
	return status;
}
