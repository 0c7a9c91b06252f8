/* Made by lib/gen/statements from sql/migrations. */
#include "db/schema.h"

static const char *const migration_0001[] = {
    "CREATE TABLE things (\n"
    "realm_id INT, id INT\n"
    ")",
    "CREATE TABLE IF NOT EXISTS parts (realm_id INT, id INT)",
    "CREATE TABLE people (entity_id INT, id INT)",
    "CREATE TABLE realms (id INT, entity_id INT)",
    "CREATE TABLE entities (id INT)",
    "CREATE TABLE notes (id INT)",
    NULL,
};

const struct schema_migration schema_migrations[] = {
    {"0001_all", migration_0001},
    {NULL, NULL},
};

const size_t schema_nmigrations = 1;

const struct schema_table schema_tables[] = {
    {"notes", TABLE_GLOBAL, NULL},
    {"entities", TABLE_ENTITY, "id"},
    {"realms", TABLE_ENTITY, "entity_id"},
    {"people", TABLE_ENTITY, "entity_id"},
    {"parts", TABLE_REALM, "realm_id"},
    {"things", TABLE_REALM, "realm_id"},
    {NULL, TABLE_GLOBAL, NULL},
};

const size_t schema_ntables = 6;
