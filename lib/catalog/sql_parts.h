/* The words in which commands are put together. For the generator's own files alone. */
#ifndef CATALOG_SQL_PARTS_H
#define CATALOG_SQL_PARTS_H

#include "catalog/sql.h"

struct command sql_command(struct arena *arena);
void sql_add(struct command *command, const char *text);
/* The next argument. */
void sql_bind(struct command *command, struct db_value value);
/* Values parted by commas; padded to a power of two, so that few texts are prepared. */
void sql_bind_list(struct command *command, const struct db_value *values, size_t count);
/* A digest as its column has it. */
struct db_value sql_digest(struct arena *arena, struct digest digest);

/* The id comes first always: its being NULL tells that nothing was found. */
void sql_add_columns(struct command *command, const char *alias, const struct resource *resource,
    struct fieldset columns);

/* Before what is read, and after it: the key's row if its credential stands, else no row. */
void sql_begin_guard(struct command *command);
void sql_end_guard(struct command *command, const struct view *view);
/* One record; neither the text nor the types may be changed. */
struct command sql_guarded_get(struct arena *arena, const struct view *view,
    const struct resource *resource, struct fieldset columns, struct uuid id);

/*
 * The word that stands before the columns of such a view: the record itself is read first, by the
 * index that was chosen for it, and what the key reaches looked up for each. Left to choose, the
 * server begins with what is reached, and reads the whole index once for each of it (*tried*).
 */
void sql_add_select(
    struct command *command, const struct view *view, const struct resource *resource);
/*
 * What such a view demands of a record `t`: behind the FROM that names it, and at the end of its
 * conditions. Nothing at all for a view without a population, and for reference data.
 */
void sql_join_population(
    struct command *command, const struct view *view, const struct resource *resource);
void sql_add_population(
    struct command *command, const struct view *view, const struct resource *resource);
/* What both look at of `t`: columns that are no fields as text, fields in *named. */
void sql_add_path_columns(
    struct command *command, const struct resource *resource, struct fieldset *named);

#endif
