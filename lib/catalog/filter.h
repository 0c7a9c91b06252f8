/*
 * Conditions on a list, from a URL (`hire_date[gte]=2024-01-01`) or from a search
 * body (`{"hire_date": {"gte": "2024-01-01"}}`). Only filterable fields that the
 * caller may read; personal and sensitive ones never from a URL.
 */
#ifndef CATALOG_FILTER_H
#define CATALOG_FILTER_H

#include "catalog/complaint.h"
#include "catalog/catalog.h"
#include "codec/json.h"
#include "crypt/crypt.h"
#include "db/db.h"

#define FILTER_CONDITIONS_MAX 20
#define FILTER_VALUES_MAX 128 /* of one `in` */

enum filter_operator {
	FILTER_EQ,
	FILTER_GT,
	FILTER_GTE,
	FILTER_LT,
	FILTER_LTE,
	FILTER_IN,
	FILTER_PREFIX,
	FILTER_OPERATORS
};

struct condition {
	int field;
	enum filter_operator op;
	struct db_value *values; /* one, but for FILTER_IN */
	size_t nvalues;
};

struct filter {
	struct condition list[FILTER_CONDITIONS_MAX];
	size_t count;
};

/* Whose eyes, whose table, and where complaints go. */
struct filtering {
	struct arena *arena;
	const struct resource *resource;
	struct fieldset readable;
	struct complaints *complaints;
};

/* One URL parameter, name and value decoded. Complains about what cannot be. */
void filter_read_parameter(const struct filtering *filtering, struct slice name, struct slice value,
    struct filter *filter);

/* The member "filter" of a search body. Complains below `pointer`. */
void filter_read_body(const struct filtering *filtering, const struct json *body,
    struct slice pointer, struct filter *filter);

/* Adds a condition of our own making; false if there are too many. */
bool filter_add(struct arena *arena, struct filter *filter, int field, enum filter_operator op,
    struct db_value value);

/* "gte". */
const char *filter_operator_name(enum filter_operator op);
/* True if fields of that type can be compared so. */
bool filter_takes(const struct field *field, enum filter_operator op);

/* The fields that the conditions name. */
struct fieldset filter_fields(const struct filter *filter);

/* Equal for equal conditions in the same order; stands in cursors. */
struct digest filter_digest(const struct resource *resource, const struct filter *filter);

#endif
