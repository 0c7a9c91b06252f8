/* Union locals: the hall's address, and an agreement whose days are in order. */
#include "catalog/resources.h"
#include "records/pieces.h"
#include "records/rules.h"

static void
check(struct write *write)
{
	piece_address(write, "hall_address_");
	piece_dates(write, "cba_effective_from", "cba_effective_to");
}

const struct rules rules_union_locals = {
    .resource = &resource_union_locals,
    .check = check,
};
