/*
 * For load balancers and people: is the process alive, is the database usable.
 * Public and unrecorded; rows for any program's route table.
 */
#ifndef WEB_HEALTH_H
#define WEB_HEALTH_H

#include "web/program.h"

extern const struct shape health_shape;

handler health_alive; /* 200 without asking anybody */
handler health_ready; /* 200 if the database answers and its schema is new enough; else 503 */

/* clang-format off */
#define HEALTH_ROUTES \
	{"health", METHOD_GET, "/v1/health", ACCESS_PUBLIC, 0, 0, health_alive, NULL, \
	    &health_shape, true}, \
	{"ready", METHOD_GET, "/v1/ready", ACCESS_PUBLIC, 0, 0, health_ready, NULL, \
	    &health_shape, true}
/* clang-format on */

#endif
