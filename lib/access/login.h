/*
 * The login flow: a key makes short-lived access tokens, a token ends itself, and either
 * learns what it may do. Handlers of the API; their answers are in HTTP.md.
 */
#ifndef ACCESS_LOGIN_H
#define ACCESS_LOGIN_H

#include "web/route.h"

#define TOKEN_SECONDS 3600

/* POST /v1/auth/login, ACCESS_CREDENTIAL. Answer 200; neither body is ever stored. */
handler auth_login;
/* POST /v1/auth/logout, ACCESS_CREDENTIAL. 204; 409 invalid_transition if called with a key. */
handler auth_logout;
/* GET /v1/auth/whoami, ACCESS_CREDENTIAL. */
handler auth_whoami;

extern const struct shape login_shape; /* request and answer of login and logout: nothing kept */
extern const struct shape whoami_shape;

#endif
