/*
 * The words in which a resource's table is written. Only the tables include this.
 *
 * Each field is one line: its name; its class, O(pen) B(usiness) P(ersonal)
 * S(ensitive), without which it does not compile; what limits it; its traits
 * joined by `|`, or 0; and what it means, for the reference pages.
 */
#ifndef CATALOG_FIELDS_H
#define CATALOG_FIELDS_H

#include "catalog/formats.h"
#include "catalog/resources.h"

enum {
	REQUIRED = FIELD_REQUIRED,
	UNIQUE = FIELD_UNIQUE,
	FILTERABLE = FIELD_FILTERABLE,
	SORTABLE = FIELD_SORTABLE,
	ONCE = FIELD_ONCE,
	KEPT = FIELD_KEPT
};

#define CLASS_O PRIVACY_OPEN
#define CLASS_B PRIVACY_BUSINESS
#define CLASS_P PRIVACY_PERSONAL
#define CLASS_S PRIVACY_SENSITIVE

#define FIELD(NAME, TYPE, CLASS, TRAITS, MEANING, ...)                                            \
	{                                                                                         \
		.name = NAME, .type = TYPE, .privacy = CLASS_##CLASS, .traits = (unsigned)(TRAITS), \
		.meaning = MEANING, __VA_ARGS__                                                   \
	}

/* Texts: MAX is in code points, for codes in characters. */
#define NAME(NAME, CLASS, MAX, TRAITS, MEANING)                                                    \
	FIELD(NAME, FIELD_NAME, CLASS, TRAITS, MEANING, .max = MAX)
#define TEXT(NAME, CLASS, MAX, TRAITS, MEANING)                                                    \
	FIELD(NAME, FIELD_TEXT, CLASS, TRAITS, MEANING, .max = MAX)
#define CODE(NAME, CLASS, MAX, TRAITS, MEANING)                                                    \
	FIELD(NAME, FIELD_CODE, CLASS, TRAITS, MEANING, .max = MAX)
#define EMAIL(NAME, CLASS, TRAITS, MEANING)                                                        \
	FIELD(NAME, FIELD_EMAIL, CLASS, TRAITS, MEANING, .max = 254)
/* FORMAT is one of catalog/formats.h: format_is_FORMAT checks, FORMAT_RULE says what is wrong. */
#define STRING(NAME, CLASS, MAX, FORMAT, TRAITS, MEANING)                                          \
	FIELD(NAME, FIELD_STRING, CLASS, TRAITS, MEANING, .max = MAX,                              \
	    .check = format_is_##FORMAT, .rule = format_rule_##FORMAT)

/* One of the choices; FROM is an array that ends with {0}. */
#define CHOICE(NAME, CLASS, FROM, TRAITS, MEANING)                                                 \
	FIELD(NAME, FIELD_CHOICE, CLASS, TRAITS, MEANING, .choices = FROM)
/* Lists, replaced whole. */
#define CHOICES(NAME, CLASS, MAX, FROM, TRAITS, MEANING)                                           \
	FIELD(NAME, FIELD_CHOICES, CLASS, TRAITS, MEANING, .max = MAX, .choices = FROM)
#define NAMES(NAME, CLASS, MAX, TRAITS, MEANING)                                                   \
	FIELD(NAME, FIELD_NAMES, CLASS, TRAITS, MEANING, .max = MAX)
#define COUNTRIES(NAME, CLASS, MAX, TRAITS, MEANING)                                               \
	FIELD(NAME, FIELD_COUNTRIES, CLASS, TRAITS, MEANING, .max = MAX)

/* TO is a resource of catalog/resources.h without its prefix: employees. */
#define REFERENCE(NAME, CLASS, TO, TRAITS, MEANING)                                                \
	FIELD(NAME, FIELD_REFERENCE, CLASS, TRAITS, MEANING, .refers = &resource_##TO)
#define DATE(NAME, CLASS, TRAITS, MEANING) FIELD(NAME, FIELD_DATE, CLASS, TRAITS, MEANING)
#define TIME(NAME, CLASS, TRAITS, MEANING) FIELD(NAME, FIELD_TIME, CLASS, TRAITS, MEANING)
/* INITIAL is "true" or "false": what it is unless somebody says otherwise. */
#define BOOL(NAME, CLASS, INITIAL, TRAITS, MEANING)                                                \
	FIELD(NAME, FIELD_BOOL, CLASS, TRAITS, MEANING, .initial = INITIAL)
#define INTEGER(NAME, CLASS, MIN, MAX, TRAITS, MEANING)                                            \
	FIELD(NAME, FIELD_INTEGER, CLASS, TRAITS, MEANING, .min = MIN, .max = MAX)
/* An amount that is not below nothing. */
#define MONEY(NAME, CLASS, TRAITS, MEANING)                                                        \
	FIELD(NAME, FIELD_MONEY, CLASS, TRAITS, MEANING, .min = 12, .max = 4,                      \
	    .check = format_is_amount, .rule = format_rule_amount)
/* TOTAL digits, FRACTION of them behind the point. */
#define DECIMAL(NAME, CLASS, TOTAL, FRACTION, FORMAT, TRAITS, MEANING)                             \
	FIELD(NAME, FIELD_DECIMAL, CLASS, TRAITS, MEANING, .min = TOTAL, .max = FRACTION,          \
	    .check = format_is_##FORMAT, .rule = format_rule_##FORMAT)

/* What every record has, around its own fields. */
#define RECORD_FIELDS(...)                                                                         \
	{                                                                                         \
		FIELD("id", FIELD_ID, O, REQUIRED | KEPT | FILTERABLE | SORTABLE,                 \
		    "Identifies the record for ever; records sort by it in the order of creation"), \
		STRING("external_id", B, 64, printable, UNIQUE | FILTERABLE,                      \
		    "Your own key for the record; no two records of a kind share one"),           \
		__VA_ARGS__,                                                                      \
		FIELD("version", FIELD_VERSION, O, REQUIRED | KEPT,                               \
		    "Rises by one with each change; stands in the ETag"),                         \
		TIME("created_at", O, REQUIRED | KEPT | FILTERABLE | SORTABLE,                    \
		    "When the record was made"),                                                  \
		TIME("updated_at", O, REQUIRED | KEPT | FILTERABLE | SORTABLE,                    \
		    "When the record last changed"),                                              \
	}

/* The fields of a table, with their number. */
#define FIELDS(ARRAY) .fields = ARRAY, .nfields = sizeof(ARRAY) / sizeof(ARRAY)[0]

/* What may be done with records of people, and with reference data, which is never deleted. */
#define OPERATIONS_OF_RECORDS                                                                      \
	(OPERATION_CREATE | OPERATION_READ | OPERATION_UPDATE | OPERATION_DELETE)
#define OPERATIONS_OF_REFERENCE_DATA (OPERATION_CREATE | OPERATION_READ | OPERATION_UPDATE)

#endif
