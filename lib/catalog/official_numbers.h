/*
 * What is known of official numbers of persons by their type: who issues them, and which were
 * never issued (SSA: area 000, 666 and 900-999, group 00, serial 0000; IRS: ITIN; Luhn for SIN
 * and NSS; CURP by its pattern). Numbers come as FIELD_IDENTIFIER keeps them.
 */
#ifndef CATALOG_OFFICIAL_NUMBERS_H
#define CATALOG_OFFICIAL_NUMBERS_H

#include "base/slice.h"

/* NULL if the number can be one of that type; else the sentence that says what it must be. */
const char *official_number_fault(struct slice type, struct slice number);
/* The country that issues numbers of that type, "US"; NULL: any may. */
const char *official_number_country(struct slice type);
/* True if one of its subdivisions does. */
bool official_number_is_of_subdivision(struct slice type);

#endif
