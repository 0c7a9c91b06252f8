/* Which index leads a list. */
#include "catalog/query.h"

static bool
names(const struct filter *filter, int field)
{
	for (size_t i = 0; i < filter->count; i++)
		if (filter->list[i].field == field)
			return true;
	return false;
}

bool
query_is_about(const struct filter *filter, int field)
{
	for (size_t i = 0; i < filter->count; i++)
		if (filter->list[i].field != field)
			return false;
	return true;
}

int
query_index(const struct resource *resource, const struct query *query)
{
	const struct filter *filter = &query->filter;
	if (query->sort.field != 0 || names(filter, 0))
		return query->sort.field;
	for (size_t i = 0; i < filter->count; i++)
		if (filter->list[i].op == FILTER_EQ &&
		    field_is_indexed(&resource->fields[filter->list[i].field]))
			return filter->list[i].field;
	return 0;
}

size_t
query_indexed(
    const struct resource *resource, const struct filter *filter, int *fields, size_t most)
{
	size_t count = 0;
	struct fieldset seen = {0};
	for (size_t i = 0; i < filter->count && count < most; i++) {
		int field = filter->list[i].field;
		if (fieldset_has(&seen, field) || !field_is_indexed(&resource->fields[field]))
			continue;
		fieldset_add(&seen, field);
		fields[count++] = field;
	}
	return count;
}
