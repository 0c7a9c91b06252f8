/* Inside lib/access: how often somebody signed in may try to prove who they are. */
#ifndef ACCESS_CONFIRM_H
#define ACCESS_CONFIRM_H

#include "web/call.h"

/* Spends one of the caller's tries; false: *retry_seconds until the next. */
bool confirm_may_try(const struct call *call, uint32_t *retry_seconds);
/* The try succeeded and does not count. */
void confirm_succeeded(const struct call *call);

#endif
