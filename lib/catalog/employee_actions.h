/*
 * The bodies of the actions of an employment, as tables like those of the resources, so
 * that they are checked, redacted and documented by the same code. They have no rows.
 */
#ifndef CATALOG_EMPLOYEE_ACTIONS_H
#define CATALOG_EMPLOYEE_ACTIONS_H

#include "catalog/catalog.h"

extern const struct resource body_terminate, body_rehire, body_start_leave, body_return,
    body_cancel_hire;

/* Choices that the employee's own fields share. */
extern const struct choice employee_termination_types[], employee_termination_reasons[],
    employee_rehire_eligibilities[];

#endif
