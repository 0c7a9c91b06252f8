/*
 * Named formats of texts: what a value must look like, and the sentence that says
 * so. Texts come trimmed and without controls.
 */
#ifndef CATALOG_FORMATS_H
#define CATALOG_FORMATS_H

#include "base/slice.h"

/* Character by character: 9 is any digit, A a capital, X either, all others themselves. */
bool format_looks_like(struct slice text, const char *pattern);
/* Visible ASCII and blanks. */
bool format_is_printable(struct slice text);
/* BCP 47 (RFC 5646 section 2.1) by shape: language, script, region, variants; no extensions. */
bool format_is_language(struct slice text);
/* ISO 4217. */
bool format_is_currency(struct slice text);
/*
 * A state as the US Postal Service writes it, or a code of ISO 3166-2 of another country: TX,
 * CA-ON. Those of Canada and Mexico exactly, all others by country and shape.
 */
bool format_is_state(struct slice text);
/* NCCI class code: four digits and up to four letters or digits. */
bool format_is_workers_comp(struct slice text);
/* Decimal texts as FIELD_DECIMAL and FIELD_MONEY keep them: a value and its bounds. */
bool format_is_amount(struct slice text);         /* 0 or more */
bool format_is_percent(struct slice text);        /* 0 to 100 */
bool format_is_hours_per_week(struct slice text); /* above 0, to 168 */
bool format_is_hours(struct slice text);          /* above 0 */
bool format_is_latitude(struct slice text);       /* -90 to 90 */
bool format_is_longitude(struct slice text);      /* -180 to 180 */
/* ISO 3166-1 alpha-2. */
bool format_is_country(struct slice text);
/* A postal code of any country: capital letters, digits, blanks, hyphens. */
bool format_is_postal_code(struct slice text);
/* The same by its country: US, CA and MX exactly, all others as format_is_postal_code. */
bool format_is_postal_code_of(struct slice country, struct slice text);
/* A subdivision of that country: by the US Postal Service, else ISO 3166-2. */
bool format_is_subdivision_of(struct slice country, struct slice text);
/* E.164, without separators; numbers of +1 by the North American plan (ITU E.164.1, NANPA). */
bool format_is_phone(struct slice text);
/* 1 to 8 digits. */
bool format_is_extension(struct slice text);
/* A name of the IANA time zone database that this system knows. */
bool format_is_time_zone(struct slice text);
/* An absolute URL of http or https (RFC 3986), ASCII. */
bool format_is_url(struct slice text);
/* Standard Occupational Classification: 47-2111. */
bool format_is_soc(struct slice text);
/* CSI MasterFormat: 26 05 19, and with a fourth level 26 05 19.10. */
bool format_is_masterformat(struct slice text);
/* A wage determination of the US Department of Labor: CO20260012. */
bool format_is_wage_determination(struct slice text);
/* An official number as answers show it: whole, or masked to its last characters. */
bool format_is_shown_identifier(struct slice text);
/* UN/CEFACT Recommendation 20 or the trade's own: HUR, EA, CY. */
bool format_is_unit(struct slice text);

/* An address by RFC 5321 and 6531: dot-atom local part up to 64 bytes, host name with a dot. */
bool format_is_email(struct slice text);

#define format_rule_printable "Use visible ASCII characters and blanks."
#define format_rule_language "Write a BCP 47 language tag such as en or es-MX."
#define format_rule_currency "Write a currency of ISO 4217 such as USD."
#define format_rule_state "Write a US state such as TX, or a code of ISO 3166-2 such as CA-ON."
#define format_rule_workers_comp "Write four digits and at most four capital letters or digits."
#define format_rule_amount "Write an amount of 0 or more."
#define format_rule_percent "Write a number from 0 to 100."
#define format_rule_hours_per_week "Write hours above 0, up to 168."
#define format_rule_hours "Write hours above 0."
#define format_rule_latitude "Write degrees from -90 to 90."
#define format_rule_longitude "Write degrees from -180 to 180."
#define format_rule_country "Write a country of ISO 3166-1 with two capital letters, such as US."
#define format_rule_postal_code "Use capital letters, digits, blanks and hyphens only."
#define format_rule_extension "Write at most eight digits."
#define format_rule_time_zone "Write an IANA time zone such as America/Denver."
#define format_rule_url "Write an address that begins with https:// or http://."
#define format_rule_soc "Write two digits, a hyphen and four digits."
#define format_rule_masterformat "Write three pairs of digits such as 26 05 19."
#define format_rule_wage_determination "Write two capital letters and eight digits."
#define format_rule_unit "Write one to six capital letters or digits."

#endif
