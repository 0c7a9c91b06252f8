/* A collection and an environment for Postman, from the same tables as the OpenAPI document. */
#ifndef RECORDS_POSTMAN_H
#define RECORDS_POSTMAN_H

#include "base/str.h"
#include "web/route.h"

/*
 * Collection format 2.1: a folder "Start here", then one a resource; bearer {{api_key}},
 * {{base_url}} and {{entity_id}} from the environment.
 */
void postman_write_collection(
    struct str *out, struct arena *arena, const struct route *routes, const char *base);

/* The three values; the key is empty and of type secret. */
void postman_write_environment(struct str *out, const char *base, struct slice entity_id);

#endif
