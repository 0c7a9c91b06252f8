/*
 * Population: the employees that a key may reach at all, if it is limited (DESIGN.md section
 * 7). Dimensions are joined by AND, the values in one by OR. Visible are the employees that
 * match, whatever their status, their persons and everything about them; a person whom no
 * employee has only to the key that made it. Reference data are not limited.
 *
 * Values stand in key_population, a row for each that a key reaches: those chosen for it, and
 * the departments below those. These are written by whoever moves a department, in the same
 * transaction, so that the tree is never asked while data are read: what a key reaches is a
 * look-up by primary key, and changes in the instant in which the tree does.
 */
#ifndef CATALOG_POPULATION_H
#define CATALOG_POPULATION_H

#include "base/arena.h"
#include "catalog/catalog.h"

/* Bits of a population; none: everybody. */
enum {
	POPULATION_DEPARTMENTS = 1u << 0,
	POPULATION_LOCATIONS = 1u << 1,
	POPULATION_UNIONS = 1u << 2,
	/* A dimension that this program does not know: nobody. */
	POPULATION_UNKNOWN = 1u << 3
};

#define POPULATION_DIMENSIONS 3

struct dimension {
	const char *name;   /* permanent: "departments" */
	const char *column; /* of employees */
	const struct resource *resource;
};

/* In the order of the bits. */
extern const struct dimension population_dimensions[POPULATION_DIMENSIONS];

/* Names parted by blanks, as they are kept; NULL slice: everybody. */
unsigned population_read(struct slice names);
/* The same written; NULL slice for everybody. A population of unknown dimensions is a bug. */
struct slice population_names(struct arena *arena, unsigned population);
/* POPULATION_DIMENSIONS if there is none of that name. */
size_t population_dimension(struct slice name);

/* The rule by which whoever changes the tree, or what a key reaches of it, goes alone. */
#define POPULATION_TREE_RULE "departments.parent"

/* Whether records of the resource are about somebody: a path leads to an employee. */
bool population_limits(const struct resource *resource);

#endif
