/* Values that are lists: one JSON text in one column, replaced whole. For value_json.c alone. */
#ifndef CATALOG_VALUE_LIST_H
#define CATALOG_VALUE_LIST_H

#include "catalog/value.h"

bool value_is_list(enum field_type type);

/*
 * A list of a JSON tree as its text: elements in their order, members of objects in the
 * order of the field's table, all of them. Complains at the list, the element or its member.
 */
bool value_check_list(struct arena *arena, const struct field *field, const struct json *json,
    struct slice pointer, struct db_value *value, struct complaints *complaints);

#endif
