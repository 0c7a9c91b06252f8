/* Choices that fields of more than one resource offer. Only the tables include this. */
#ifndef CATALOG_CHOICES_H
#define CATALOG_CHOICES_H

#include "catalog/catalog.h"

extern const struct choice choices_flsa_status[];
extern const struct choice choices_eeo1_job_category[];
extern const struct choice choices_skill_level[];

#endif
