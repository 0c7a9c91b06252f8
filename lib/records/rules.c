/* Which rules belong to which resource. */
#include "records/rules.h"

static const struct rules *const table[] = {
    &rules_persons,
    &rules_employees,
    &rules_departments,
    &rules_email_addresses,
};

static const struct rules none;

const struct rules *
rules_of(const struct resource *resource)
{
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (table[i]->resource == resource)
			return table[i];
	return &none;
}
