/* Companies and their realms. */
#include "access/companies.h"

#include <string.h>

#include "access/name.h"
#include "base/clock.h"
#include "catalog/formats.h"
#include "codec/date.h"
#include "sql/keys.h"
#include "sql/tenancy.h"

#define CODE_TRIES 3

static enum db_status
make_realm(struct db *db, struct arena *arena, uint64_t entity_id, enum mode mode, uint64_t *id)
{
	struct realm_row_insert_in insert = {entity_id, slice_from(mode_name(mode)), clock_now()};
	struct realm_row_current_in find = {entity_id, slice_from(mode_name(mode))};
	struct realm_row_current_row realm;
	enum db_status status = realm_row_insert(db, &insert, NULL);
	if (status == DB_OK)
		status = realm_row_current(db, arena, &find, &realm);
	if (status == DB_OK)
		*id = realm.id;
	return status;
}

/* Making one */

struct founding {
	const struct act *act;
	const struct company_order *order;
	struct slice name;
	char code[ENTITY_CODE_LEN + 1];
	uint64_t entity_id;
};

static enum db_status
insert_entity(struct db *db, struct founding *founding)
{
	struct entity_row_insert_in row = {
	    .name = founding->name,
	    .time_zone = founding->order->time_zone,
	    .currency = founding->order->currency,
	    .now = clock_now(),
	};
	enum db_status status = DB_DUPLICATE;
	for (int i = 0; i < CODE_TRIES && status == DB_DUPLICATE; i++) {
		entity_code_new(founding->code);
		row.code = slice_from(founding->code);
		status = entity_row_insert(db, &row, NULL);
	}
	if (status != DB_OK)
		return status;
	struct entity_row_id_in find = {row.code};
	struct entity_row_id_row found;
	status = entity_row_id(db, founding->act->arena, &find, &found);
	if (status == DB_OK)
		founding->entity_id = found.id;
	return status;
}

static enum db_status
audit_founding(struct db *db, const struct founding *founding)
{
	struct act act = *founding->act;
	act.entity_id = founding->entity_id;
	struct audit_entry entry = act_entry(&act, AUDIT_ENTITY_CREATED);
	entry.subject_kind = "entity";
	entry.subject_name = founding->name;
	return audit_append(db, act.arena, &entry);
}

static enum txn_verdict
found_closure(struct db *db, void *context, enum db_status *status)
{
	struct founding *founding = context;
	struct arena *arena = founding->act->arena;
	uint64_t realm_id;
	if ((*status = insert_entity(db, founding)) != DB_OK ||
	    (*status = make_realm(db, arena, founding->entity_id, MODE_LIVE, &realm_id)) != DB_OK)
		return TXN_STATUS;
	if (founding->order->sandbox &&
	    (*status = make_realm(db, arena, founding->entity_id, MODE_TEST, &realm_id)) != DB_OK)
		return TXN_STATUS;
	if ((*status = audit_begin_chain(db, founding->entity_id)) != DB_OK ||
	    (*status = audit_founding(db, founding)) != DB_OK)
		return TXN_STATUS;
	return TXN_COMMIT;
}

enum db_status
company_create(const struct act *act, const struct company_order *order,
    struct complaints *complaints, struct company *company)
{
	struct founding founding = {.act = act, .order = order};
	complaints->count = 0;
	founding.name = name_read(act->arena, order->name, "the company's name", complaints);
	company_check_zone(act, order->time_zone, complaints);
	if (!format_is_currency(order->currency))
		act_complain(complaints, "currency", "invalid", SLICE_OF(format_rule_currency));
	if (complaints->count > 0)
		return DB_OK;
	enum db_status status = txn_run(act->db, found_closure, &founding);
	return status == DB_OK ? company_load(act, founding.entity_id, company) : status;
}

/* Reading */

static uint32_t
number_of(struct maybe_u64 value)
{
	return value.has && value.value <= UINT32_MAX ? (uint32_t)value.value : 0;
}

enum db_status
company_load(const struct act *act, uint64_t entity_id, struct company *company)
{
	struct entity_row_select_in in = {entity_id};
	struct entity_row_select_row row;
	enum db_status status = entity_row_select(act->db, act->arena, &in, &row);
	if (status != DB_OK)
		return status;
	*company = (struct company){
	    .entity_id = row.id,
	    .name = row.name,
	    .time_zone = row.time_zone,
	    .currency = row.currency,
	    .state = row.state,
	    .require_login = row.require_login,
	    .require_if_match = row.require_if_match,
	    .rules = {number_of(row.key_days_max), number_of(row.key_unused_days), row.key_approval,
		row.key_addresses},
	    .live_limits = {number_of(row.live_per_minute), number_of(row.live_burst)},
	    .test_limits = {number_of(row.test_per_minute), number_of(row.test_burst)},
	    .version = row.version,
	    .live_realm = row.live_realm.value,
	    .test_realm = row.test_realm.value,
	    .created_us = row.created_at,
	};
	if (row.code.len == ENTITY_CODE_LEN)
		memcpy(company->code, row.code.at, ENTITY_CODE_LEN);
	return DB_OK;
}

enum db_status
company_find(const struct act *act, struct slice code, struct company *company)
{
	if (slice_has_prefix(code, "ent_"))
		code = slice_skip(code, strlen("ent_"));
	if (!entity_code_is_valid(code))
		return DB_NO_ROW;
	struct entity_row_id_in in = {code};
	struct entity_row_id_row row;
	enum db_status status = entity_row_id(act->db, act->arena, &in, &row);
	return status == DB_OK ? company_load(act, row.id, company) : status;
}

enum db_status
company_list(const struct act *act, struct company **companies, size_t *ncompanies)
{
	struct entity_rows_select_row *rows;
	size_t nrows;
	enum db_status status = entity_rows_select(act->db, act->arena, &rows, &nrows);
	if (status != DB_OK)
		return status;
	struct company *list = arena_array(act->arena, nrows, sizeof *list);
	for (size_t i = 0; status == DB_OK && i < nrows; i++)
		status = company_load(act, rows[i].id, &list[i]);
	if (status == DB_OK) {
		*companies = list;
		*ncompanies = nrows;
	}
	return status;
}
