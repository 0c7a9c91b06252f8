/*
 * What populations (catalog/population.h) mean to those who write: a department that comes to
 * stand elsewhere in the tree takes what is below it into other populations, at once; and who
 * leaves a population, by a move or a deletion, is told to those whom it belonged to, by the feed.
 */
#ifndef RECORDS_POPULATIONS_H
#define RECORDS_POPULATIONS_H

#include "records/write.h"

/*
 * A step after the department has been written with another one above it, inside the rule of the
 * tree: populations follow. A caller who would so reach more or fewer departments
 * is refused with 403 outside_population.
 */
bool populations_follow(struct write *write);

/*
 * Deleting: finds where the person or employee stands that the record is about, before anything
 * goes. Updating: what the change row says was left, if the employee now stands elsewhere.
 */
bool populations_find_place(struct write *write);
struct place populations_left(const struct write *write);

#endif
