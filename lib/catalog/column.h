/*
 * How a field lies in the database: one row a type, read by the generator of
 * statements, by `hubctl schema` and by the test that compares the migrations
 * with the catalog.
 */
#ifndef CATALOG_COLUMN_H
#define CATALOG_COLUMN_H

#include <stdio.h>

#include "catalog/catalog.h"
#include "db/db.h"

struct column {
	struct slice type;     /* as a migration writes it: "VARCHAR(100)" */
	struct slice reported; /* as information_schema says it: "varchar(100)" */
	const char *charset;   /* NULL: not a text */
	const char *collation;
	bool nullable;
};

/* A sealed field has two columns: NAME_sealed and NAME_digest, a BINARY(32) beside it. */
#define COLUMN_SEALED "_sealed"
#define COLUMN_DIGEST "_digest"

/* What stands behind the field's name in that of its column: "", or COLUMN_SEALED. */
const char *column_suffix(const struct field *field);

struct column column_of(struct arena *arena, const struct field *field);
/* Of the value in a record; and of what lies in the column. */
enum db_type column_db_type(const struct field *field);
enum db_type column_stored_type(const struct field *field);

/*
 * The index or constraint that serves a field: "employees_person_id". Unique
 * indexes are named so, which is how a duplicate is told to the client.
 */
struct slice column_index_name(
    struct arena *arena, const struct resource *resource, const struct field *field);
/* The field whose unique index has that name; -1 if none has. */
int column_of_index(const struct resource *resource, const char *index);
/* Those that the index of the table's own keeps unique together; NULL if it is none. */
const struct unique *column_unique_of_index(const struct resource *resource, const char *index);

/* CREATE TABLE for a new resource's migration. */
void catalog_print_schema(const struct resource *resource, FILE *out);

#endif
