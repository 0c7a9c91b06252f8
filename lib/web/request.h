/* Reading a request from the server's side into a call. */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "web/call.h"

/* Fills call->request but for the body. */
void request_read(struct call *call);

/* The body to its end, kept up to body_max bytes. */
void request_read_body(struct call *call, size_t body_max);

/* What nobody has read of the body. */
void request_drain(struct call *call);

#endif
