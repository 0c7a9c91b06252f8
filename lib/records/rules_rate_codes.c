/* Rate codes: of one code no two hold on the same day. */
#include "catalog/resources.h"
#include "codec/date.h"
#include "records/pieces.h"
#include "records/rules.h"
#include "sql/records.h"

static void
derive(struct write *write)
{
	if (write->kind == WRITE_CREATE && record_at(&write->after, "currency")->null)
		record_set(&write->after, "currency", value_text(write->currency));
}

static void
check(struct write *write)
{
	piece_dates(write, "effective_from", "effective_to");
}

static bool
prepare(struct write *write)
{
	const struct db_value *to_day = record_at(&write->after, "effective_to");
	struct rate_code_overlaps_row row;
	struct rate_code_overlaps_in in = {
	    .realm_id = write->view.realm_id,
	    .id = write->id,
	    .code = record_at(&write->after, "code")->text,
	    .from_day = (int32_t)record_at(&write->after, "effective_from")->i64,
	    .to_day = to_day->null ? DATE_LAST : (int32_t)to_day->i64,
	};
	if (write->kind == WRITE_UPDATE && !write_changes(write, "code") &&
	    !write_changes(write, "effective_from") && !write_changes(write, "effective_to"))
		return true;
	if (!write_go_alone(write, "rate_codes.effective") ||
	    !write_went(write, rate_code_overlaps(write->db, write->arena, &in, &row)))
		return false;
	if (row.n > 0)
		write_complain(write, "effective_from", "overlaps",
		    "The code has another rate on some of these days.");
	return true;
}

const struct rules rules_rate_codes = {
    .resource = &resource_rate_codes,
    .derive = derive,
    .check = check,
    .prepare = prepare,
};
