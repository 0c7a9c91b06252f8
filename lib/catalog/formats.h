/*
 * Named formats of texts: what a value must look like, and the sentence that says
 * so. Texts come trimmed and without controls.
 */
#ifndef CATALOG_FORMATS_H
#define CATALOG_FORMATS_H

#include "base/slice.h"

/* Visible ASCII and blanks. */
bool format_is_printable(struct slice text);
/* BCP 47 (RFC 5646 section 2.1) by shape: language, script, region, variants. */
bool format_is_language(struct slice text);
/* ISO 4217. */
bool format_is_currency(struct slice text);
/* A state as the US Postal Service writes it, or an ISO 3166-2 code: TX, CA-ON. */
bool format_is_state(struct slice text);
/* NCCI class code: four digits and up to four letters or digits. */
bool format_is_workers_comp(struct slice text);
/* Decimal texts as FIELD_DECIMAL and FIELD_MONEY keep them: a value and its bounds. */
bool format_is_amount(struct slice text);         /* 0 or more */
bool format_is_percent(struct slice text);        /* 0 to 100 */
bool format_is_hours_per_week(struct slice text); /* above 0, to 168 */
/* ISO 3166-1 alpha-2. */
bool format_is_country(struct slice text);

/* An address by RFC 5321 and 6531: dot-atom local part up to 64 bytes, host name with a dot. */
bool format_is_email(struct slice text);

#define format_rule_printable "Use visible ASCII characters and blanks."
#define format_rule_country "Write a country of ISO 3166-1 with two capital letters, such as US."
#define format_rule_language "Write a BCP 47 language tag such as en or es-MX."
#define format_rule_currency "Write a currency of ISO 4217 such as USD."
#define format_rule_state "Write a US state such as TX, or a code of ISO 3166-2 such as CA-ON."
#define format_rule_workers_comp "Write four digits and at most four capital letters or digits."
#define format_rule_amount "Write an amount of 0 or more."
#define format_rule_percent "Write a number from 0 to 100."
#define format_rule_hours_per_week "Write hours above 0, up to 168."

#endif
