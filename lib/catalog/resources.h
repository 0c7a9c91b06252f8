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
extern const struct resource resource_departments;

#endif
