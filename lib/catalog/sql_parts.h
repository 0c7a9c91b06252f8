/* The words in which commands are put together. For the generator's own files alone. */
#ifndef CATALOG_SQL_PARTS_H
#define CATALOG_SQL_PARTS_H

#include "catalog/sql.h"

struct command sql_command(struct arena *arena);
void sql_add(struct command *command, const char *text);
/* The next argument. */
void sql_bind(struct command *command, struct db_value value);
/* A digest as its column has it. */
struct db_value sql_digest(struct arena *arena, struct digest digest);

#endif
