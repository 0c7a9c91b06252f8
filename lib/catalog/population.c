/* The dimensions, and which records they limit. */
#include "catalog/population.h"

#include <assert.h>

#include "base/str.h"
#include "catalog/resources.h"

#define NAMES_MAX 64

const struct dimension population_dimensions[POPULATION_DIMENSIONS] = {
    {"departments", "department_id", &resource_departments},
    {"locations", "location_id", &resource_locations},
    {"unions", "union_id", &resource_unions},
};

size_t
population_dimension(struct slice name)
{
	size_t at = 0;
	while (at < POPULATION_DIMENSIONS && !slice_is(name, population_dimensions[at].name))
		at++;
	return at;
}

unsigned
population_read(struct slice names)
{
	unsigned population = 0;
	struct slice name, rest = names;
	if (names.at == NULL)
		return 0;
	while (rest.at != NULL) {
		struct slice left = rest;
		slice_cut(left, ' ', &name, &rest);
		size_t at = population_dimension(name);
		population |= at == POPULATION_DIMENSIONS ? POPULATION_UNKNOWN : 1u << at;
	}
	return population;
}

struct slice
population_names(struct arena *arena, unsigned population)
{
	struct str names;
	if (population == 0)
		return SLICE_NONE;
	assert((population & POPULATION_UNKNOWN) == 0);
	str_init(&names, arena, NAMES_MAX);
	for (size_t i = 0; i < POPULATION_DIMENSIONS; i++)
		if ((population & 1u << i) != 0)
			str_addf(&names, "%s%s", names.len > 0 ? " " : "",
			    population_dimensions[i].name);
	return str_slice(&names);
}

bool
population_limits(const struct resource *resource)
{
	while (resource->owner != NULL)
		resource = resource->owner;
	return resource->employee_column != NULL;
}
