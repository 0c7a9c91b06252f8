/* Rules between fields that more than one resource has. They complain; no statements. */
#ifndef RECORDS_PIECES_H
#define RECORDS_PIECES_H

#include "records/write.h"

/* Where both dates are there, the second is not before the first. */
void piece_dates(struct write *write, const char *from, const char *to);
/* Where both amounts are there, the second is not below the first. */
void piece_amounts(struct write *write, const char *least, const char *most);
/* The field is needed where the flag is true. */
void piece_needed(struct write *write, const char *flag, const char *field);
/*
 * A flat address whose fields begin with `prefix` ("address_"): what it says needs a
 * country, subdivision and postal code are that country's.
 */
void piece_address(struct write *write, const char *prefix);

#endif
