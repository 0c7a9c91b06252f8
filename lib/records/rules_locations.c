/* Locations: an address whose parts agree. */
#include "catalog/resources.h"
#include "records/pieces.h"
#include "records/rules.h"

static void
check(struct write *write)
{
	piece_address(write, "address_");
}

const struct rules rules_locations = {
    .resource = &resource_locations,
    .check = check,
};
