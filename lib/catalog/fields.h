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
	KEPT = FIELD_KEPT,
	SEALED = FIELD_SEALED,
	INDEXED = FIELD_INDEXED
};

#define CLASS_O PRIVACY_OPEN
#define CLASS_B PRIVACY_BUSINESS
#define CLASS_P PRIVACY_PERSONAL
#define CLASS_S PRIVACY_SENSITIVE

#define FIELD(NAME, TYPE, CLASS, TRAITS, MEANING, ...)                                             \
	{                                                                                          \
		.name = NAME, .type = TYPE, .privacy = CLASS_##CLASS,                              \
		.traits = (unsigned)(TRAITS), .meaning = MEANING, __VA_ARGS__                      \
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
/* Of 1 to MAX characters as written, kept without separators and in capitals. */
#define IDENTIFIER(NAME, CLASS, MAX, TRAITS, MEANING)                                              \
	FIELD(NAME, FIELD_IDENTIFIER, CLASS, TRAITS, MEANING, .max = MAX)
#define PHONE(NAME, CLASS, TRAITS, MEANING)                                                        \
	FIELD(NAME, FIELD_PHONE, CLASS, TRAITS, MEANING, .max = 16)
/* FORMAT is one of catalog/formats.h: format_is_FORMAT checks, FORMAT_RULE says what is wrong. */
#define STRING(NAME, CLASS, MAX, FORMAT, TRAITS, MEANING)                                          \
	FIELD(NAME, FIELD_STRING, CLASS, TRAITS, MEANING, .max = MAX, .check = format_is_##FORMAT, \
	    .rule = format_rule_##FORMAT)

/* One of the choices; FROM is an array that ends with {0}. */
#define CHOICE(NAME, CLASS, FROM, TRAITS, MEANING)                                                 \
	FIELD(NAME, FIELD_CHOICE, CLASS, TRAITS, MEANING, .choices = FROM)
/* The same where choices are longer than others: at most MAX characters. */
#define LONG_CHOICE(NAME, CLASS, MAX, FROM, TRAITS, MEANING)                                       \
	FIELD(NAME, FIELD_CHOICE, CLASS, TRAITS, MEANING, .choices = FROM, .max = MAX)
/* One that begins as INITIAL and is never nothing. */
#define STATE(NAME, CLASS, FROM, INITIAL, TRAITS, MEANING)                                         \
	FIELD(NAME, FIELD_CHOICE, CLASS, TRAITS, MEANING, .choices = FROM, .initial = INITIAL)
/* Lists, replaced whole. */
#define CHOICES(NAME, CLASS, MAX, FROM, TRAITS, MEANING)                                           \
	FIELD(NAME, FIELD_CHOICES, CLASS, TRAITS, MEANING, .max = MAX, .choices = FROM)
#define NAMES(NAME, CLASS, MAX, TRAITS, MEANING)                                                   \
	FIELD(NAME, FIELD_NAMES, CLASS, TRAITS, MEANING, .max = MAX)
/* COUNT whole numbers at most, each as ELEMENT (an array of one INTEGER) says. */
#define INTEGERS(NAME, CLASS, COUNT, ELEMENT, TRAITS, MEANING)                                     \
	FIELD(NAME, FIELD_INTEGERS, CLASS, TRAITS, MEANING, .max = COUNT, .members = ELEMENT,      \
	    .nmembers = 1)
/* COUNT objects at most, made of MEMBERS, an array; no two have the same first member. */
#define OBJECTS(NAME, CLASS, COUNT, MEMBERS, TRAITS, MEANING)                                      \
	FIELD(NAME, FIELD_OBJECTS, CLASS, TRAITS, MEANING, .max = COUNT, .members = MEMBERS,       \
	    .nmembers = sizeof(MEMBERS) / sizeof(MEMBERS)[0])
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
	{                                                                                          \
		FIELD("id", FIELD_ID, O, REQUIRED | KEPT | FILTERABLE | SORTABLE,                  \
		    "Identifies the record for ever; records sort by it in the order of "          \
		    "creation"),                                                                   \
		    STRING("external_id", B, 64, printable, UNIQUE | FILTERABLE,                   \
			"Your own key for the record; no two records of a kind share one"),        \
		    __VA_ARGS__,                                                                   \
		    FIELD("version", FIELD_VERSION, O, REQUIRED | KEPT,                            \
			"Rises by one with each change; stands in the ETag"),                      \
		    TIME("created_at", O, REQUIRED | KEPT | FILTERABLE | SORTABLE,                 \
			"When the record was made"),                                               \
		    TIME("updated_at", O, REQUIRED | KEPT | FILTERABLE | SORTABLE,                 \
			"When the record last changed"),                                           \
	}

/* What reference data have besides; CODE_TRAITS is UNIQUE, or 0 where it is so only with others. */
#define REFERENCE_DATA_FIELDS(CODE_TRAITS, ...)                                                    \
	RECORD_FIELDS(CODE("code", B, 30, REQUIRED | (CODE_TRAITS) | FILTERABLE | SORTABLE,        \
			  "Short code; case does not tell two apart"),                             \
	    NAME("name", B, 100, REQUIRED | FILTERABLE | SORTABLE, "Name"),                        \
	    TEXT("description", S, 500, 0, "Free text"),                                           \
	    BOOL("is_active", B, "true", FILTERABLE, "Whether it can be newly assigned"),          \
	    __VA_ARGS__)

/* A business address, flat; rules between its parts are in lib/records/rules_address.c. */
#define ADDRESS(PREFIX)                                                                            \
	NAME(PREFIX "line1", B, 100, 0, "First line of the address"),                              \
	    NAME(PREFIX "line2", B, 100, 0, "Second line"),                                        \
	    NAME(PREFIX "line3", B, 100, 0, "Third line"),                                         \
	    NAME(PREFIX "city", B, 60, FILTERABLE, "City"),                                        \
	    NAME(PREFIX "county", B, 60, 0, "County"),                                             \
	    STRING(PREFIX "subdivision", B, 6, state, FILTERABLE,                                  \
		"State as the US Postal Service writes it; elsewhere a code of ISO 3166-2"),       \
	    STRING(                                                                                \
		PREFIX "postal_code", B, 12, postal_code, 0, "Postal code as its country has it"), \
	    STRING(PREFIX "country", B, 2, country, FILTERABLE, "Country, ISO 3166-1")

/* The fields of a table, with their number. */
#define FIELDS(ARRAY) .fields = ARRAY, .nfields = sizeof(ARRAY) / sizeof(ARRAY)[0]

/* What may be done with records of people, and with reference data, which is never deleted. */
#define OPERATIONS_OF_RECORDS                                                                      \
	(OPERATION_CREATE | OPERATION_READ | OPERATION_UPDATE | OPERATION_DELETE)
#define OPERATIONS_OF_REFERENCE_DATA (OPERATION_CREATE | OPERATION_READ | OPERATION_UPDATE)

#endif
