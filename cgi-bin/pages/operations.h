/* The API's operations in words, from the catalog: for selects, chips and tables. */
#ifndef PAGES_OPERATIONS_H
#define PAGES_OPERATIONS_H

#include "base/arena.h"
#include "templates/pages.h"

/* "GET /employees/{id}" of "employees.get"; the name itself if it is unknown. */
struct slice operation_words(struct arena *arena, struct slice operation);

/*
 * The operation that a text names: "employees.list", "GET /employees/{id}", "/employees"
 * (its first), or a path as clients send it, with entity and ids. NULL slice if none.
 */
struct slice operation_find(struct arena *arena, struct slice text);

/* All of them, "Any" first, as options. */
void operation_options(
    struct arena *arena, struct slice chosen, const struct option **options, size_t *noptions);

#endif
