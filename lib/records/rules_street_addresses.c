/* Street addresses: parts that are their country's, and days in order. */
#include "catalog/resources.h"
#include "records/pieces.h"
#include "records/rules.h"

static void
check(struct write *write)
{
	piece_address(write, "");
	piece_dates(write, "valid_from", "valid_to");
}

const struct rules rules_street_addresses = {
    .resource = &resource_street_addresses,
    .check = check,
};
