/* Departments: the company's tree of responsibility. */
#include "catalog/fields.h"

/* clang-format off */
static const struct field fields[] = REFERENCE_DATA_FIELDS(UNIQUE,
	REFERENCE("parent_department_id", B, departments, FILTERABLE, "Department above; ten levels at most, never in a circle"),
	REFERENCE("manager_employee_id", B, employees, FILTERABLE, "Who runs it"),
	CODE("gl_segment", B, 20, 0, "Segment in the general ledger"),
	CODE("cost_center", B, 20, 0, "Cost center")
);
/* clang-format on */

const struct resource resource_departments = {
    .name = "departments",
    .object = "department",
    .title = "Departments",
    .prefix = "dep",
    .table = "departments",
    .meaning = "The company's tree of responsibility.",
    .operations = OPERATIONS_OF_REFERENCE_DATA,
    FIELDS(fields),
};
