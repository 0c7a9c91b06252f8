/*
 * The API's routes: one table, read by api.fcgi, which serves them, and by whoever
 * documents them.
 */
#ifndef RECORDS_API_H
#define RECORDS_API_H

#include "web/route.h"

extern const struct route api_routes[]; /* ends with a NULL operation */

#endif
