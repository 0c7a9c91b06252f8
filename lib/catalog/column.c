/* The type table, and CREATE TABLE made from it. */
#include "catalog/column.h"

#include <assert.h>
#include <string.h>

#include "base/str.h"
#include "crypt/crypt.h"

#define TEXT_CHARSET "utf8mb4"
#define NOTHING "X'00000000000000000000000000000000'"
#define TEXT_COLLATION "utf8mb4_unicode_520_ci"

#define CHOICE_MAX 60 /* of most; fields of longer ones say so */

enum sizing { SIZED_NOT, SIZED_BY_MAX, SIZED_BY_DIGITS, SIZED_BY_CHOICES };

static const struct kind {
	enum db_type db_type;
	const char *type, *reported; /* %d: the field's max; %d,%d: min and max */
	enum sizing sizing;
	const char *charset, *collation;
} kinds[] = {
    [FIELD_ID] = {DB_UUID, "BINARY(16)", "binary(16)", SIZED_NOT, NULL, NULL},
    [FIELD_REFERENCE] = {DB_UUID, "BINARY(16)", "binary(16)", SIZED_NOT, NULL, NULL},
    [FIELD_NAME] = {DB_TEXT, "VARCHAR", "varchar", SIZED_BY_MAX, TEXT_CHARSET, TEXT_COLLATION},
    [FIELD_TEXT] = {DB_TEXT, "VARCHAR", "varchar", SIZED_BY_MAX, TEXT_CHARSET, TEXT_COLLATION},
    [FIELD_CODE] = {DB_TEXT, "VARCHAR", "varchar", SIZED_BY_MAX, "ascii", "ascii_general_ci"},
    [FIELD_STRING] = {DB_TEXT, "VARCHAR", "varchar", SIZED_BY_MAX, "ascii", "ascii_bin"},
    [FIELD_CHOICE] = {DB_TEXT, "VARCHAR", "varchar", SIZED_BY_CHOICES, "ascii", "ascii_bin"},
    [FIELD_CHOICES] = {DB_TEXT, "JSON", "longtext", SIZED_NOT, "utf8mb4", "utf8mb4_bin"},
    [FIELD_NAMES] = {DB_TEXT, "JSON", "longtext", SIZED_NOT, "utf8mb4", "utf8mb4_bin"},
    [FIELD_COUNTRIES] = {DB_TEXT, "JSON", "longtext", SIZED_NOT, "utf8mb4", "utf8mb4_bin"},
    [FIELD_INTEGERS] = {DB_TEXT, "JSON", "longtext", SIZED_NOT, "utf8mb4", "utf8mb4_bin"},
    [FIELD_OBJECTS] = {DB_TEXT, "JSON", "longtext", SIZED_NOT, "utf8mb4", "utf8mb4_bin"},
    [FIELD_PHONE] = {DB_TEXT, "VARCHAR", "varchar", SIZED_BY_MAX, "ascii", "ascii_bin"},
    [FIELD_IDENTIFIER] = {DB_TEXT, "VARCHAR", "varchar", SIZED_BY_MAX, "ascii", "ascii_bin"},
    [FIELD_EMAIL] = {DB_TEXT, "VARCHAR", "varchar", SIZED_BY_MAX, TEXT_CHARSET, TEXT_COLLATION},
    [FIELD_DATE] = {DB_DATE, "DATE", "date", SIZED_NOT, NULL, NULL},
    [FIELD_TIME] = {DB_TIME, "DATETIME(6)", "datetime(6)", SIZED_NOT, NULL, NULL},
    [FIELD_BOOL] = {DB_BOOL, "BOOLEAN", "tinyint(1)", SIZED_NOT, NULL, NULL},
    [FIELD_INTEGER] = {DB_I64, "BIGINT", "bigint(20)", SIZED_NOT, NULL, NULL},
    [FIELD_MONEY] = {DB_DECIMAL, "DECIMAL", "decimal", SIZED_BY_DIGITS, NULL, NULL},
    [FIELD_DECIMAL] = {DB_DECIMAL, "DECIMAL", "decimal", SIZED_BY_DIGITS, NULL, NULL},
    [FIELD_VERSION] = {DB_U64, "BIGINT UNSIGNED", "bigint(20) unsigned", SIZED_NOT, NULL, NULL},
};

static struct slice
sized(struct arena *arena, const char *word, enum sizing sizing, const struct field *field)
{
	switch (sizing) {
	case SIZED_BY_MAX:
		return arena_printf(arena, "%s(%d)", word, (int)field->max);
	case SIZED_BY_DIGITS:
		return arena_printf(arena, "%s(%d,%d)", word, (int)field->min, (int)field->max);
	case SIZED_BY_CHOICES:
		return arena_printf(
		    arena, "%s(%d)", word, field->max > 0 ? (int)field->max : CHOICE_MAX);
	case SIZED_NOT:
		break;
	}
	return slice_from(word);
}

static bool
may_be_null(const struct field *field)
{
	return (field->traits & FIELD_REQUIRED) == 0 && field->initial == NULL;
}

/* Room for the longest value, whatever its type, in UTF-8 only where it is ASCII. */
static struct column
sealed_column(struct arena *arena, const struct field *field)
{
	int bytes = (int)field->max + SEAL_OVERHEAD;
	return (struct column){
	    .type = arena_printf(arena, "VARBINARY(%d)", bytes),
	    .reported = arena_printf(arena, "varbinary(%d)", bytes),
	    .nullable = may_be_null(field),
	};
}

struct column
column_of(struct arena *arena, const struct field *field)
{
	assert((size_t)field->type < sizeof kinds / sizeof kinds[0]);
	const struct kind *kind = &kinds[field->type];
	if ((field->traits & FIELD_SEALED) != 0)
		return sealed_column(arena, field);
	return (struct column){
	    .type = sized(arena, kind->type, kind->sizing, field),
	    .reported = sized(arena, kind->reported, kind->sizing, field),
	    .charset = kind->charset,
	    .collation = kind->collation,
	    .nullable = may_be_null(field),
	};
}

const char *
column_suffix(const struct field *field)
{
	return (field->traits & FIELD_SEALED) != 0 ? COLUMN_SEALED : "";
}

enum db_type
column_db_type(const struct field *field)
{
	assert((size_t)field->type < sizeof kinds / sizeof kinds[0]);
	return kinds[field->type].db_type;
}

enum db_type
column_stored_type(const struct field *field)
{
	return (field->traits & FIELD_SEALED) != 0 ? DB_BYTES : column_db_type(field);
}

struct slice
column_index_name(struct arena *arena, const struct resource *resource, const struct field *field)
{
	return arena_printf(arena, "%s_%s", resource->table, field->name);
}

int
column_of_index(const struct resource *resource, const char *index)
{
	size_t head = strlen(resource->table);
	if (index == NULL || strncmp(index, resource->table, head) != 0 || index[head] != '_')
		return -1;
	int field = resource_field(resource, slice_from(index + head + 1));
	return field >= 0 && (resource->fields[field].traits & FIELD_UNIQUE) != 0 ? field : -1;
}

const struct unique *
column_unique_of_index(const struct resource *resource, const char *index)
{
	const struct unique *unique = resource->uniques;
	for (; index != NULL && unique != NULL && unique->index != NULL; unique++)
		if (strcmp(index, unique->index) == 0)
			return unique;
	return NULL;
}

static void
print_default(const struct field *field, FILE *out)
{
	if (field->type == FIELD_CHOICE)
		fprintf(out, " DEFAULT '%s'", field->initial);
	else
		fprintf(out, " DEFAULT %s", strcmp(field->initial, "true") == 0 ? "TRUE" : "FALSE");
}

static void
print_column(struct arena *arena, const struct field *field, FILE *out)
{
	struct column column = column_of(arena, field);
	fprintf(out, "\t%s%s %.*s", field->name, column_suffix(field), SLICE_ARG(column.type));
	if (column.charset != NULL && strcmp(column.charset, "ascii") == 0)
		fprintf(out, " CHARACTER SET ascii COLLATE %s", column.collation);
	fputs(column.nullable ? " NULL" : " NOT NULL", out);
	if (field->initial != NULL)
		print_default(field, out);
	fputs(",\n", out);
	if ((field->traits & FIELD_SEALED) != 0)
		fprintf(out, "\t%s" COLUMN_DIGEST " BINARY(%d)%s,\n", field->name, DIGEST_LEN,
		    column.nullable ? " NULL" : " NOT NULL");
}

static void
print_indexes(const struct resource *resource, const struct field *field, FILE *out)
{
	const char *table = resource->table, *name = field->name;
	if ((field->traits & FIELD_UNIQUE) != 0)
		fprintf(out, ",\n\tUNIQUE KEY %s_%s (realm_id, %s)", table, name, name);
	else if (field->type != FIELD_ID && (field->traits & FIELD_SEALED) == 0 &&
		 field_is_indexed(field))
		fprintf(out, ",\n\tKEY %s_%s (realm_id, %s, id)", table, name, name);
	if (field->type == FIELD_REFERENCE)
		fprintf(out,
		    ",\n\tCONSTRAINT %s_%s_fk FOREIGN KEY (realm_id, %s)\n\t\tREFERENCES %s "
		    "(realm_id, id)",
		    table, name, name, field->refers->table);
}

static const struct field *
field_named(const struct resource *resource, const char *name)
{
	return &resource->fields[resource_field(resource, slice_from(name))];
}

/*
 * A unique index takes no two NULLs for equal: a generated column stands in for each reference
 * that may be nothing. That they are never equal serves an index over some records alone.
 */
static void
print_unique_columns(const struct resource *resource, const struct unique *unique, FILE *out)
{
	for (const char *const *name = unique->fields; *name != NULL; name++)
		if (may_be_null(field_named(resource, *name)))
			fprintf(out,
			    "\t%s_or_none BINARY(16)\n\t\tAS (IFNULL(%s, %s)) PERSISTENT,\n", *name,
			    *name, NOTHING);
	if (unique->where != NULL)
		fprintf(out, "\t%s_%s BOOLEAN AS (IF(%s = '%s', TRUE, NULL)) PERSISTENT,\n",
		    unique->where, unique->is, unique->where, unique->is);
}

static void
print_generated_columns(const struct resource *resource, FILE *out)
{
	const struct unique *unique = resource->uniques;
	for (; unique != NULL && unique->index != NULL; unique++)
		print_unique_columns(resource, unique, out);
	if (resource->sole.flag != NULL)
		fprintf(out, "\tsole BOOLEAN AS (IF(%s, TRUE, NULL)) PERSISTENT,\n",
		    resource->sole.flag);
}

static void
print_unique_member(
    const struct resource *resource, const struct unique *unique, const char *name, FILE *out)
{
	const struct field *field = field_named(resource, name);
	bool sealed = (field->traits & FIELD_SEALED) != 0;
	if (unique->where != NULL && strcmp(unique->where, name) == 0)
		fprintf(out, ", %s_%s", name, unique->is);
	else
		fprintf(out, ", %s%s", name,
		    sealed               ? COLUMN_DIGEST
		    : may_be_null(field) ? "_or_none"
					 : "");
}

static void
print_generated_indexes(const struct resource *resource, FILE *out)
{
	const struct unique *unique = resource->uniques;
	for (; unique != NULL && unique->index != NULL; unique++) {
		fprintf(out, ",\n\tUNIQUE KEY %s (realm_id", unique->index);
		for (const char *const *name = unique->fields; *name != NULL; name++)
			print_unique_member(resource, unique, *name, out);
		fputc(')', out);
	}
	if (resource->sole.flag == NULL)
		return;
	fprintf(out, ",\n\tUNIQUE KEY %s (realm_id", resource->sole.index);
	for (const char *const *name = resource->sole.among; *name != NULL; name++)
		fprintf(out, ", %s", *name);
	fputs(", sole)", out);
}

void
catalog_print_schema(const struct resource *resource, FILE *out)
{
	struct arena *arena = arena_new(1 << 16);
	fprintf(out, "-- %s\n-- table %s: realm\nCREATE TABLE IF NOT EXISTS %s (\n",
	    resource->meaning, resource->table, resource->table);
	fputs("\trealm_id BIGINT UNSIGNED NOT NULL,\n", out);
	for (size_t i = 0; i < resource->nfields; i++)
		print_column(arena, &resource->fields[i], out);
	if (resource->creator_column != NULL)
		fprintf(out, "\t%s BINARY(16) NULL,\n", resource->creator_column);
	print_generated_columns(resource, out);
	fputs("\tPRIMARY KEY (realm_id, id)", out);
	print_generated_indexes(resource, out);
	for (size_t i = 0; i < resource->nfields; i++)
		print_indexes(resource, &resource->fields[i], out);
	fprintf(out, "\n) ENGINE=InnoDB DEFAULT CHARSET=%s COLLATE=%s;\n", TEXT_CHARSET,
	    TEXT_COLLATION);
	arena_free(arena);
}
