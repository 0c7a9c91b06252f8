/* The table of everything below /v1 (HTTP.md, "URLs"). */
#include "records/api.h"

#include "access/login.h"
#include "records/openapi.h"
#include "records/records.h"
#include "web/health.h"

const struct route api_routes[] = {
    {"auth.login", METHOD_POST, "/v1/auth/login", ACCESS_CREDENTIAL, 0, 0, auth_login, &login_shape,
	&login_shape, false},
    {"auth.logout", METHOD_POST, "/v1/auth/logout", ACCESS_CREDENTIAL, 0, 0, auth_logout,
	&login_shape, &login_shape, false},
    {"auth.whoami", METHOD_GET, "/v1/auth/whoami", ACCESS_CREDENTIAL, 0, 0, auth_whoami, NULL,
	&whoami_shape, false},
    RECORDS_ROUTES,
    {"openapi", METHOD_GET, "/v1/openapi.json", ACCESS_PUBLIC, 0, 0, openapi_get, NULL,
	&openapi_shape, false},
    HEALTH_ROUTES,
    {0},
};
