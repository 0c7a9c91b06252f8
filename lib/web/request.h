/* Reading a request from the server's side into a call. */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "web/call.h"

/* Fills call->request; the body is read to its end always, kept up to body_max bytes. */
void request_read(struct call *call, size_t body_max);

#endif
