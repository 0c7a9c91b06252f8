/*
 * What the product stores, as data. One const table a resource (persons.c,
 * employees.c, …); validation, SQL, JSON, filters, permissions, redaction and
 * documentation are all derived from it.
 */
#ifndef CATALOG_CATALOG_H
#define CATALOG_CATALOG_H

#include <assert.h>

#include "base/id.h"
#include "base/str.h"
#include "base/slice.h"

/* Who may see a value in a log: DESIGN.md section 5. 0 is no class and refused by a test. */
enum privacy { PRIVACY_OPEN = 1, PRIVACY_BUSINESS, PRIVACY_PERSONAL, PRIVACY_SENSITIVE };

/* May values of the class be read in the history, by people of the company? Said here alone. */
static inline bool
privacy_is_readable(enum privacy privacy)
{
	return privacy == PRIVACY_OPEN || privacy == PRIVACY_BUSINESS;
}

enum field_type {
	FIELD_ID,        /* the record's own id */
	FIELD_REFERENCE, /* id of a row of `refers` in the same realm */
	FIELD_NAME,      /* one line, 1..max code points, NFC, no controls */
	FIELD_TEXT,      /* lines allowed, 1..max code points */
	FIELD_CODE,      /* ASCII code of 1..max characters, case kept, compared without case */
	FIELD_STRING,    /* ASCII pattern checked by `check` */
	FIELD_CHOICE,    /* one of `choices` */
	FIELD_CHOICES,   /* JSON array of distinct choices, at most max */
	FIELD_NAMES,     /* JSON array of names, at most max of 100 code points */
	FIELD_COUNTRIES, /* JSON array of ISO 3166-1 alpha-2, at most max */
	FIELD_INTEGERS,  /* JSON array, at most max; `members` is the one field of an element */
	FIELD_OBJECTS, /* JSON array of objects made of `members`, at most max; the first differs */
	FIELD_PHONE,   /* E.164; separators are left out as it is read */
	FIELD_EMAIL,
	FIELD_IDENTIFIER, /* official number: A-Z and 0-9; separators are left out as it is read */
	FIELD_DATE,
	FIELD_TIME,
	FIELD_BOOL,
	FIELD_INTEGER, /* min..max */
	FIELD_MONEY,   /* DECIMAL(12,4) as a string */
	FIELD_DECIMAL, /* DECIMAL(min,max): total digits, fraction digits; a string */
	FIELD_VERSION
};

/* Traits of a field. */
enum {
	FIELD_REQUIRED = 1u << 0,
	FIELD_UNIQUE = 1u << 1,     /* in the realm, decided by an index */
	FIELD_FILTERABLE = 1u << 2, /* in a URL only if OPEN or BUSINESS; in a search body always */
	FIELD_SORTABLE = 1u << 3,   /* not null and indexed by (realm, field, id) */
	FIELD_ONCE = 1u << 4,       /* fixed after creation */
	FIELD_KEPT = 1u << 5,       /* kept by the system: read-only */
	/* Encrypted at rest, masked outside: sealed.h; first in the unique index of its name. */
	FIELD_SEALED = 1u << 6,
	FIELD_INDEXED = 1u << 7 /* by (realm, field, id), to be found by; those that sort are */
};

struct choice {
	const char *value;
	const char *meaning;
};

struct resource;

struct field {
	const char *name; /* JSON member and column alike */
	enum field_type type;
	enum privacy privacy;
	unsigned traits;
	int64_t min, max;
	const struct choice *choices; /* ends with a NULL value */
	const struct resource *refers;
	/* Texts of any type: true if well formed; the complaint then says `rule`. May be NULL. */
	bool (*check)(struct slice text);
	const char *rule;
	/* Of the elements of a list. */
	const struct field *members;
	size_t nmembers;
	/* What a record is created with if nothing is given ("true"); such a field is never null.
	 */
	const char *initial;
	const char *meaning; /* one line, for the reference pages */
};

/*
 * Fields that are unique in the realm together; a reference to nothing equals another such.
 * With `where`, one of them, only among records in which it is `is`.
 */
#define UNIQUE_FIELDS_MAX 3
struct unique {
	const char *index;
	const char *fields[UNIQUE_FIELDS_MAX + 1]; /* ends with NULL */
	const char *where, *is;
};

/* A flag that one record bears among those alike in `among`: setting it unsets the other. */
struct sole {
	const char *index;
	const char *flag; /* NULL: there is none */
	const char *among[UNIQUE_FIELDS_MAX + 1];
};

/* The six things a caller may do with a resource; grants are made of these. */
enum operation {
	OPERATION_CREATE = 1u << 0,
	OPERATION_READ = 1u << 1,
	OPERATION_UPDATE = 1u << 2,
	OPERATION_DELETE = 1u << 3,
	OPERATION_DOWNLOAD = 1u << 4,
	OPERATION_REVEAL = 1u << 5
};

/* Positions of fields within one resource of this process; never stored. */
#define FIELDS_MAX 128
struct fieldset {
	uint64_t bits[FIELDS_MAX / 64];
};

struct resource {
	const char *name;   /* plural kebab-case: URL, scope */
	const char *object; /* singular snake_case: the member "object" */
	const char *title;  /* "Email addresses" */
	const char *prefix; /* "eml" */
	const char *table;
	const char *meaning;
	unsigned operations;        /* those that exist at all */
	const struct field *fields; /* id first; version, created_at, updated_at last */
	size_t nfields;
	const struct unique *uniques; /* beyond FIELD_UNIQUE; ends with {0}, or NULL */
	struct sole sole;
	/*
	 * Path to the employee, for populations: the column that leads one step up and the
	 * resource there. Where a path ends `employee_column` stands instead: the column of
	 * employees that has this record's id. Reference data have neither: nobody is kept
	 * from them.
	 */
	const char *owner_column;
	const struct resource *owner;
	const char *employee_column;
	/* A column that is no field: the key that made a record to which no employee leads yet. */
	const char *creator_column;
};

/* All resources in the order of the reference; NULL-terminated. */
extern const struct resource *const catalog[];

const struct resource *catalog_find(struct slice name);
const struct resource *catalog_find_prefix(struct slice prefix);
/* Position of the field or -1. */
int resource_field(const struct resource *resource, struct slice name);
/* That of the field "version". */
int resource_version(const struct resource *resource);
/* Whether an index finds the records by the field's value: also sorting, unique, references. */
bool field_is_indexed(const struct field *field);
const char *operation_name(enum operation operation);

static inline void
fieldset_add(struct fieldset *set, int field)
{
	assert(field >= 0 && field < FIELDS_MAX);
	set->bits[field / 64] |= UINT64_C(1) << (field % 64);
}

static inline bool
fieldset_has(const struct fieldset *set, int field)
{
	assert(field >= 0 && field < FIELDS_MAX);
	return (set->bits[field / 64] >> (field % 64) & 1) != 0;
}

bool fieldset_is_empty(const struct fieldset *set);
struct fieldset fieldset_and(struct fieldset a, struct fieldset b);
struct fieldset fieldset_or(struct fieldset a, struct fieldset b);
struct fieldset fieldset_minus(struct fieldset a, struct fieldset b);
/* All fields of the resource. */
struct fieldset fieldset_all(const struct resource *resource);
/* The names of the fields in it, in the catalog's order, each between `before` and `after`. */
void fieldset_put_names(struct str *out, const struct resource *resource,
    const struct fieldset *set, const char *before, const char *between, const char *after);
/* The same joined by commas; "" for none. */
struct slice fieldset_names(
    struct arena *arena, const struct resource *resource, const struct fieldset *set);
/* Those of one privacy class. */
struct fieldset fieldset_of_class(const struct resource *resource, enum privacy privacy);

#endif
