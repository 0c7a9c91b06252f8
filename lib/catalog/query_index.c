/* Which index a list is read by. */
#include "catalog/query.h"

/* The field that all conditions are about; -1: several, or none. */
static int
only_field(const struct filter *filter)
{
	int field = filter->count == 0 ? -1 : filter->list[0].field;
	for (size_t i = 1; i < filter->count; i++)
		if (filter->list[i].field != field)
			return -1;
	return field;
}

int
query_index(const struct resource *resource, const struct query *query)
{
	const struct filter *filter = &query->filter;
	int field = only_field(filter);
	if (filter->count == 0 || field == query->sort.field)
		return query->sort.field;
	bool equal = filter->count == 1 && filter->list[0].op == FILTER_EQ;
	if (field <= 0 || !equal || query->sort.field != 0)
		return 0;
	const struct field *asked = &resource->fields[field];
	bool indexed = (asked->traits & (FIELD_SORTABLE | FIELD_UNIQUE | FIELD_SEALED)) != 0 ||
		       asked->type == FIELD_REFERENCE;
	return indexed ? field : 0;
}
