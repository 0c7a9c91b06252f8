/* The tables of the catalog, walked: what every field and resource must have. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/column.h"
#include "catalog/official_numbers.h"
#include "catalog/outline.h"
#include "catalog/population.h"
#include "catalog/resources.h"
#include "catalog/value.h"

static bool
is_name(const char *text, char joint)
{
	for (const char *at = text; *at != '\0'; at++)
		if (!(*at >= 'a' && *at <= 'z') && !(*at >= '0' && *at <= '9') && *at != joint)
			return false;
	return *text >= 'a' && *text <= 'z';
}

static void
each_resource_is_complete(void **state)
{
	(void)state;
	for (size_t i = 0; catalog[i] != NULL; i++) {
		const struct resource *one = catalog[i];
		assert_true(is_name(one->name, '-'));
		assert_true(is_name(one->object, '_'));
		assert_true(is_name(one->prefix, '_'));
		assert_true(is_name(one->table, '_'));
		assert_true(strlen(one->prefix) <= ID_PREFIX_MAX);
		assert_true(strlen(one->meaning) > 10);
		assert_non_null(one->title);
		assert_true(one->operations & OPERATION_READ);
		assert_true(one->nfields <= FIELDS_MAX);
		assert_ptr_equal(catalog_find(slice_from(one->name)), one);
		assert_ptr_equal(catalog_find_prefix(slice_from(one->prefix)), one);
		if (one->owner != NULL)
			assert_true(resource_field(one, slice_from(one->owner_column)) > 0);
	}
	assert_null(catalog_find(SLICE_OF("nothing")));
	assert_null(catalog_find(SLICE_OF("person")));
}

static void
each_record_has_the_standard_fields_in_their_places(void **state)
{
	(void)state;
	for (size_t i = 0; catalog[i] != NULL; i++) {
		const struct resource *one = catalog[i];
		size_t last = one->nfields - 1;
		assert_string_equal(one->fields[0].name, "id");
		assert_int_equal(one->fields[0].type, FIELD_ID);
		assert_string_equal(one->fields[1].name, "external_id");
		assert_string_equal(one->fields[last - 2].name, "version");
		assert_string_equal(one->fields[last - 1].name, "created_at");
		assert_string_equal(one->fields[last].name, "updated_at");
	}
}

static void
each_field_has_class_and_meaning(void **state)
{
	(void)state;
	for (size_t i = 0; catalog[i] != NULL; i++)
		for (size_t j = 0; j < catalog[i]->nfields; j++) {
			const struct field *field = &catalog[i]->fields[j];
			assert_true(is_name(field->name, '_'));
			assert_in_range(field->privacy, PRIVACY_OPEN, PRIVACY_SENSITIVE);
			assert_non_null(field->meaning);
			assert_true(strlen(field->meaning) > 3);
			assert_int_equal(
			    resource_field(catalog[i], slice_from(field->name)), (int)j);
			for (size_t k = 0; field->choices != NULL && field->choices[k].value; k++) {
				assert_true(strchr(field->choices[k].value, '/') != NULL ||
					    is_name(field->choices[k].value, '_'));
				assert_non_null(field->choices[k].meaning);
			}
		}
}

/* A truth, or one of its choices. */
static bool
is_initial(const struct field *field)
{
	if (field->type == FIELD_BOOL)
		return strcmp(field->initial, "true") == 0 || strcmp(field->initial, "false") == 0;
	for (const struct choice *choice = field->choices; choice->value != NULL; choice++)
		if (strcmp(choice->value, field->initial) == 0)
			return true;
	return false;
}

static void
assert_outlined(const struct resource *resource)
{
	const struct outline *outline = outline_of(resource);
	char name[256];
	for (size_t i = 0; i < resource->nfields; i++) {
		const struct field *field = &resource->fields[i];
		snprintf(name, sizeof name, "\"%s\":", field->name);
		assert_true(slice_is(outline_name(outline, i), name));
		assert_int_equal(outline->types[i], column_db_type(field));
		assert_int_equal(outline->judged[i], marks_judged(field));
		assert_true(outline->has_sealed || (field->traits & FIELD_SEALED) == 0);
	}
}

/* Twice, since those made later must leave the first as they are. */
static void
outlines_say_what_the_tables_say(void **state)
{
	(void)state;
	for (int round = 0; round < 2; round++)
		for (const struct resource *const *each = catalog; *each; each++)
			assert_outlined(*each);
	assert_ptr_equal(outline_of(catalog[0]), outline_of(catalog[0]));
	assert_true(outline_of(&resource_government_identifications)->has_sealed);
	assert_false(outline_of(&resource_departments)->has_sealed);
}

static void
types_have_what_they_need(void **state)
{
	(void)state;
	struct arena *arena = arena_new(1 << 20);
	for (size_t i = 0; catalog[i] != NULL; i++)
		for (size_t j = 0; j < catalog[i]->nfields; j++) {
			const struct field *field = &catalog[i]->fields[j];
			struct column column = column_of(arena, field);
			assert_true(column.type.len > 0 && column.reported.len > 0);
			if (field->type == FIELD_CHOICE || field->type == FIELD_CHOICES)
				assert_non_null(field->choices);
			if (field->type == FIELD_REFERENCE)
				assert_non_null(field->refers);
			if (field->type == FIELD_STRING)
				assert_true(field->check != NULL && field->rule != NULL);
			if (field->traits & FIELD_SORTABLE)
				assert_false(column.nullable);
			if (field->initial != NULL)
				assert_true(is_initial(field));
			if (field->type == FIELD_INTEGERS || field->type == FIELD_OBJECTS)
				assert_true(field->nmembers > 0 && field->max > 0);
			if (strcmp(field->name, "description") == 0 ||
			    strcmp(field->name, "notes") == 0)
				assert_int_equal(field->privacy, PRIVACY_SENSITIVE);
		}
	arena_free(arena);
}

static void
choices_fit_their_column(void **state)
{
	(void)state;
	for (size_t i = 0; catalog[i] != NULL; i++)
		for (size_t j = 0; j < catalog[i]->nfields; j++) {
			const struct field *field = &catalog[i]->fields[j];
			const struct choice *choice = field->choices;
			size_t room =
			    field->type == FIELD_CHOICE && field->max > 0 ? (size_t)field->max : 60;
			for (; choice != NULL && choice->value != NULL; choice++)
				assert_true(strlen(choice->value) <= room);
		}
}

static void
sets_of_fields_add_up(void **state)
{
	(void)state;
	const struct resource *one = &resource_employees;
	struct fieldset all = fieldset_all(one), joined = {0};
	for (int class = PRIVACY_OPEN; class <= PRIVACY_SENSITIVE; class ++) {
		struct fieldset part = fieldset_of_class(one, (enum privacy) class);
		assert_false(fieldset_is_empty(&part));
		struct fieldset both = fieldset_and(joined, part);
		assert_true(fieldset_is_empty(&both));
		joined = fieldset_or(joined, part);
	}
	struct fieldset rest = fieldset_minus(all, joined);
	assert_true(fieldset_is_empty(&rest));
	assert_true(fieldset_has(&all, (int)one->nfields - 1));
	assert_false(fieldset_has(&all, (int)one->nfields));
}

static void
reference_data_is_never_deleted(void **state)
{
	(void)state;
	assert_false(resource_departments.operations & OPERATION_DELETE);
	assert_true(resource_persons.operations & OPERATION_DELETE);
}

static void
a_unique_index_leads_back_to_its_field(void **state)
{
	(void)state;
	int code = resource_field(&resource_departments, SLICE_OF("code"));
	assert_int_equal(column_of_index(&resource_departments, "departments_code"), code);
	assert_int_equal(column_of_index(&resource_departments, "departments_name"), -1);
	assert_int_equal(column_of_index(&resource_departments, "PRIMARY"), -1);
	assert_int_equal(column_of_index(&resource_departments, "employees_code"), -1);
	assert_int_equal(column_of_index(&resource_departments, NULL), -1);
}

static void
indexes_of_several_fields_name_fields_that_there_are(void **state)
{
	(void)state;
	for (size_t i = 0; catalog[i] != NULL; i++) {
		const struct resource *one = catalog[i];
		for (const struct unique *unique = one->uniques;
		     unique != NULL && unique->index != NULL; unique++) {
			assert_ptr_equal(column_unique_of_index(one, unique->index), unique);
			for (const char *const *name = unique->fields; *name != NULL; name++)
				assert_true(resource_field(one, slice_from(*name)) > 0);
		}
		assert_null(column_unique_of_index(one, "PRIMARY"));
		assert_null(column_unique_of_index(one, NULL));
		if (one->sole.flag == NULL)
			continue;
		int flag = resource_field(one, slice_from(one->sole.flag));
		assert_int_equal(one->fields[flag].type, FIELD_BOOL);
		for (const char *const *name = one->sole.among; *name != NULL; name++)
			assert_true(resource_field(one, slice_from(*name)) > 0);
	}
}

static void
the_printed_schema_stands_in_for_nothing(void **state)
{
	(void)state;
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	catalog_print_schema(&resource_cost_codes, out);
	catalog_print_schema(&resource_street_addresses, out);
	catalog_print_schema(&resource_jobs, out);
	fclose(out);
	assert_non_null(strstr(text, "\tjob_id_or_none BINARY(16)\n\t\tAS (IFNULL(job_id, X'0000"));
	assert_non_null(
	    strstr(text, "UNIQUE KEY cost_codes_job_code (realm_id, job_id_or_none, code)"));
	assert_non_null(strstr(text, "\tsole BOOLEAN AS (IF(is_primary, TRUE, NULL)) PERSISTENT,"));
	assert_non_null(
	    strstr(text, "UNIQUE KEY street_addresses_primary (realm_id, person_id, type, sole)"));
	assert_non_null(strstr(text, "ascii_bin NOT NULL DEFAULT 'planned',\n"));
	free(text);
}

static void
a_sealed_field_is_sensitive_short_and_in_no_order(void **state)
{
	(void)state;
	struct arena *arena = arena_new(1 << 16);
	for (size_t i = 0; catalog[i] != NULL; i++)
		for (size_t j = 0; j < catalog[i]->nfields; j++) {
			const struct field *field = &catalog[i]->fields[j];
			if ((field->traits & FIELD_SEALED) == 0)
				continue;
			assert_int_equal(field->privacy, PRIVACY_SENSITIVE);
			assert_int_equal(field->type, FIELD_IDENTIFIER);
			assert_true(field->max > 0);
			assert_int_equal(field->traits & (FIELD_SORTABLE | FIELD_UNIQUE), 0);
			assert_true(catalog[i]->operations & OPERATION_REVEAL);
			const char *index = column_index_name(arena, catalog[i], field).at;
			const struct unique *unique = column_unique_of_index(catalog[i], index);
			assert_non_null(unique);
			assert_string_equal(unique->fields[0], field->name);
		}
	arena_free(arena);
}

static void
the_printed_schema_seals_numbers(void **state)
{
	(void)state;
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	catalog_print_schema(&resource_government_identifications, out);
	fclose(out);
	assert_non_null(strstr(text,
	    "\tnumber_sealed VARBINARY(72) NOT NULL,\n\tnumber_digest BINARY(32) NOT NULL,\n"));
	assert_non_null(strstr(text, "(realm_id, number_digest, type, issuing_country)"));
	assert_non_null(
	    strstr(text, "\ttype_us_ssn BOOLEAN AS (IF(type = 'us_ssn', TRUE, NULL)) PERSISTENT"));
	assert_non_null(strstr(text, "(realm_id, person_id, type_us_ssn)"));
	assert_null(strstr(text, "\tnumber VARCHAR"));
	free(text);
}

static const struct {
	const char *type, *number;
	bool good;
} official[] = {
    {"us_ssn", "219098999", true},
    {"us_ssn", "000121234", false},
    {"us_ssn", "666121234", false},
    {"us_ssn", "900121234", false},
    {"us_ssn", "999121234", false},
    {"us_ssn", "899121234", true},
    {"us_ssn", "219001234", false},
    {"us_ssn", "219120000", false},
    {"us_ssn", "078051120", false},
    {"us_ssn", "219099999", false},
    {"us_ssn", "123456789", false},
    {"us_ssn", "333333333", false},
    {"us_ssn", "21909899", false},
    {"us_ssn", "2190989990", false},
    {"us_ssn", "21909899A", false},
    {"us_itin", "900501234", true},
    {"us_itin", "900651234", true},
    {"us_itin", "900661234", false},
    {"us_itin", "900701234", true},
    {"us_itin", "900881234", true},
    {"us_itin", "900891234", false},
    {"us_itin", "900921234", true},
    {"us_itin", "900931234", false},
    {"us_itin", "900991234", true},
    {"us_itin", "900491234", false},
    {"us_itin", "800701234", false},
    {"us_passport", "X00000001", true},
    {"us_passport", "X0000", false},
    {"us_passport", "X000000012", false},
    {"us_permanent_resident_card", "ABC1234567890", true},
    {"us_permanent_resident_card", "A012345678", true},
    {"us_permanent_resident_card", "B012345678", false},
    {"us_visa", "A1234567", true},
    {"us_visa", "A123456", false},
    {"us_i94", "123456789A1", true},
    {"us_i94", "123456789AB", false},
    {"ca_sin", "130692544", true},
    {"ca_sin", "130692545", false},
    {"ca_sin", "046454286", false},
    {"mx_nss", "12345678903", true},
    {"mx_nss", "12345678901", false},
    {"mx_curp", "HEGG560427MVZRRL04", true},
    {"mx_curp", "HEGG560427QVZRRL04", false},
    {"mx_curp", "HBGG560427MVZRRL04", false},
    {"foreign_passport", "AB123", true},
    {"foreign_passport", "AB12", false},
    {"other", "AB", false},
    {"other", "ABC", true},
};

static void
numbers_that_were_never_issued_are_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof official / sizeof official[0]; i++) {
		const char *fault = official_number_fault(
		    slice_from(official[i].type), slice_from(official[i].number));
		if ((fault == NULL) != official[i].good)
			fail_msg("%s %s", official[i].type, official[i].number);
	}
}

static void
each_type_of_number_has_its_rule(void **state)
{
	(void)state;
	const struct resource *one = &resource_government_identifications;
	const struct choice *type = one->fields[resource_field(one, SLICE_OF("type"))].choices;
	for (; type->value != NULL; type++)
		assert_non_null(official_number_fault(slice_from(type->value), SLICE_OF("")));
	assert_string_equal(official_number_country(SLICE_OF("mx_nss")), "MX");
	assert_null(official_number_country(SLICE_OF("foreign_passport")));
	assert_true(official_number_is_of_subdivision(SLICE_OF("us_state_id")));
	assert_false(official_number_is_of_subdivision(SLICE_OF("us_ssn")));
}

static void
the_printed_schema_names_every_field(void **state)
{
	(void)state;
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	catalog_print_schema(&resource_employees, out);
	fclose(out);
	assert_non_null(strstr(text, "-- table employees: realm\n"));
	assert_non_null(strstr(text, "\tpay_rate DECIMAL(12,4) NULL,\n"));
	assert_non_null(strstr(text, "\thire_date DATE NOT NULL,\n"));
	assert_non_null(strstr(text, "UNIQUE KEY employees_person_id (realm_id, person_id)"));
	assert_non_null(strstr(text, "REFERENCES persons (realm_id, id)"));
	for (size_t i = 0; i < resource_employees.nfields; i++)
		assert_non_null(strstr(text, resource_employees.fields[i].name));
	free(text);
}

/* Deny by default: whatever is not reference data says how it leads to an employee. */
static void
every_record_about_somebody_leads_to_an_employee(void **state)
{
	(void)state;
	for (size_t i = 0; catalog[i] != NULL; i++) {
		const struct resource *one = catalog[i], *end = one->owner ? one->owner : one;
		bool deleted = (one->operations & OPERATION_DELETE) != 0;
		if (population_limits(one) != deleted)
			fail_msg("%s: no path to the employee, or one too many", one->name);
		if (!deleted)
			continue;
		assert_null(end->owner);
		assert_non_null(end->employee_column);
		assert_true(
		    resource_field(&resource_employees, slice_from(end->employee_column)) >= 0);
		assert_true(
		    one->owner == NULL || resource_field(one, slice_from(one->owner_column)) >= 0);
	}
}

static void
populations_are_kept_by_name(void **state)
{
	(void)state;
	struct arena *arena = arena_new(1 << 16);
	assert_int_equal(population_read(SLICE_NONE), 0);
	assert_null(population_names(arena, 0).at);
	for (unsigned population = 1; population < 1u << POPULATION_DIMENSIONS; population++)
		assert_int_equal(population_read(population_names(arena, population)), population);
	assert_int_equal(population_read(SLICE_OF("unions departments")),
	    POPULATION_UNIONS | POPULATION_DEPARTMENTS);
	assert_true(population_read(SLICE_OF("departments planets")) & POPULATION_UNKNOWN);
	assert_true(population_read(SLICE_OF("")) & POPULATION_UNKNOWN);
	for (size_t i = 0; i < POPULATION_DIMENSIONS; i++) {
		const struct dimension *one = &population_dimensions[i];
		int at = resource_field(&resource_employees, slice_from(one->column));
		assert_true(at >= 0 && resource_employees.fields[at].refers == one->resource);
		assert_string_equal(one->name, one->resource->name);
	}
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_record_about_somebody_leads_to_an_employee),
	    cmocka_unit_test(populations_are_kept_by_name),
	    cmocka_unit_test(outlines_say_what_the_tables_say),
	    cmocka_unit_test(each_resource_is_complete),
	    cmocka_unit_test(each_record_has_the_standard_fields_in_their_places),
	    cmocka_unit_test(each_field_has_class_and_meaning),
	    cmocka_unit_test(types_have_what_they_need),
	    cmocka_unit_test(choices_fit_their_column),
	    cmocka_unit_test(sets_of_fields_add_up),
	    cmocka_unit_test(reference_data_is_never_deleted),
	    cmocka_unit_test(a_unique_index_leads_back_to_its_field),
	    cmocka_unit_test(indexes_of_several_fields_name_fields_that_there_are),
	    cmocka_unit_test(the_printed_schema_stands_in_for_nothing),
	    cmocka_unit_test(the_printed_schema_names_every_field),
	    cmocka_unit_test(a_sealed_field_is_sensitive_short_and_in_no_order),
	    cmocka_unit_test(the_printed_schema_seals_numbers),
	    cmocka_unit_test(numbers_that_were_never_issued_are_known),
	    cmocka_unit_test(each_type_of_number_has_its_rule),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
