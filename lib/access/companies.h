/*
 * Companies: the tenants, and the realms in which their catalog data live.
 */
#ifndef ACCESS_COMPANIES_H
#define ACCESS_COMPANIES_H

#include "access/act.h"

struct company_order {
	struct slice name;
	struct slice time_zone; /* IANA */
	struct slice currency;  /* ISO 4217 letters */
	bool sandbox;           /* a test realm at once */
};

struct company {
	uint64_t entity_id;
	char code[ENTITY_CODE_LEN + 1];
	struct slice name, time_zone, currency;
	struct slice state; /* "active", "suspended", "closed" */
	bool require_login, require_if_match;
	uint64_t live_realm, test_realm; /* the current ones; 0: none */
	int64_t created_us;
};

/*
 * Entity, live realm, test realm if asked, their rules, the first link of the audit chain,
 * in one transaction. Controls of complaints: "name", "time_zone", "currency".
 */
enum db_status company_create(const struct act *act, const struct company_order *order,
    struct complaints *complaints, struct company *company);

/* Gives the company of act->entity_id its test realm; *realm_id is the one there was, if any. */
enum db_status company_create_sandbox(const struct act *act, uint64_t *realm_id);

/* By code, with or without `ent_`. DB_NO_ROW: none. */
enum db_status company_find(const struct act *act, struct slice code, struct company *company);
enum db_status company_load(const struct act *act, uint64_t entity_id, struct company *company);
/* Every company, oldest first: the operator's. */
enum db_status company_list(const struct act *act, struct company **companies, size_t *ncompanies);

#endif
