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
#define HEALTH_ROUTE(name, path, handle) \
	{name, METHOD_GET, path, ACCESS_PUBLIC, 0, 0, handle, NULL, &health_shape, true}
#define HEALTH_ROUTES \
	HEALTH_ROUTE("health", "/v1/health", health_alive), \
	HEALTH_ROUTE("ready", "/v1/ready", health_ready)
/* clang-format on */

#endif
