/*
 * The schema as sql/migrations declares it, compiled in: the tables with what
 * binds each to its tenant, and the migrations in their order.
 */
#ifndef DB_SCHEMA_H
#define DB_SCHEMA_H

#include <stddef.h>

enum table_scope { TABLE_REALM, TABLE_ENTITY, TABLE_GLOBAL };

struct schema_table {
	const char *name;
	enum table_scope scope;
	const char *column; /* of the tenant; NULL if global */
};

struct schema_migration {
	const char *name;              /* 0001_tenancy */
	const char *const *statements; /* without `;`, ended by NULL */
};

/* Both end with a row whose name is NULL. */
extern const struct schema_table schema_tables[];
extern const size_t schema_ntables;
extern const struct schema_migration schema_migrations[];
extern const size_t schema_nmigrations;

#endif
