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

#define KEY_DAYS_MAX 366
#define KEY_UNUSED_DAYS_MAX 3650

/* What the company demands of its keys. */
struct key_rules {
	uint32_t days_max;    /* longest lifetime of new keys; 0: any */
	uint32_t unused_days; /* after which daily work ends a key; 0: never */
	bool approval;        /* live keys wait for a second admin */
	bool addresses;       /* live keys need an address list */
};

/* Of each key that has none of its own; 0: the operator's setting. */
struct key_limits {
	uint32_t per_minute, burst;
};

struct company {
	uint64_t entity_id;
	char code[ENTITY_CODE_LEN + 1];
	struct slice name, time_zone, currency;
	struct slice state; /* "active", "suspended", "closed" */
	bool require_login, require_if_match;
	struct key_rules rules;
	struct key_limits live_limits, test_limits;
	uint64_t version;
	uint64_t live_realm, test_realm; /* the current ones; 0: none */
	int64_t created_us;
};

/*
 * Entity, live realm, test realm if asked, their rules, the first link of the audit chain,
 * in one transaction. Controls of complaints: "name", "time_zone", "currency".
 */
enum db_status company_create(const struct act *act, const struct company_order *order,
    struct complaints *complaints, struct company *company);

/*
 * Makes of the company's name, time zone, state, demands, rules and limits what *wanted says;
 * its entity_id, code, realms and times are not looked at. wanted->version is the one that was
 * shown: another in between is the complaint "changed" on "version". Other controls: "name",
 * "time_zone", "state", "key_days_max", "key_unused_days", "live_per_minute" and its likes.
 * Every key of the company is judged anew at its next request. Wants settings.change
 * ("settings", role; recorded); another state is the operator's alone ("state", role).
 */
enum db_status company_change(
    const struct act *act, const struct company *wanted, struct complaints *complaints);

/* The complaint "unknown" on "time_zone", if it is none. */
void company_check_zone(const struct act *act, struct slice zone, struct complaints *complaints);
/* Complaints about limits of a key or a company, on the controls named. */
void key_limits_check(const struct key_limits *limits, const char *per_minute_control,
    const char *burst_control, struct complaints *complaints);

/* By code, with or without `ent_`. DB_NO_ROW: none. */
enum db_status company_find(const struct act *act, struct slice code, struct company *company);
enum db_status company_load(const struct act *act, uint64_t entity_id, struct company *company);
/* Every company, oldest first: the operator's. */
enum db_status company_list(const struct act *act, struct company **companies, size_t *ncompanies);

#endif
