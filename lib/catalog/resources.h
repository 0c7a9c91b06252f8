/*
 * The tables of the catalog by name, for references among themselves and for code
 * that is about one resource. Code about all of them reads `catalog` instead.
 */
#ifndef CATALOG_RESOURCES_H
#define CATALOG_RESOURCES_H

#include "catalog/catalog.h"

extern const struct resource resource_persons;
extern const struct resource resource_employees;
extern const struct resource resource_email_addresses;
extern const struct resource resource_phone_numbers;
extern const struct resource resource_street_addresses;
extern const struct resource resource_government_identifications;
extern const struct resource resource_documents;
extern const struct resource resource_time_off;
extern const struct resource resource_departments;
extern const struct resource resource_locations;
extern const struct resource resource_job_codes;
extern const struct resource resource_jobs;
extern const struct resource resource_rate_codes;
extern const struct resource resource_pay_schedules;
extern const struct resource resource_labor_classes;
extern const struct resource resource_cost_codes;
extern const struct resource resource_unions;
extern const struct resource resource_union_locals;
extern const struct resource resource_union_classes;

#endif
