/* Sending what was composed: the head with the headers of every answer, then body or stream. */
#ifndef WEB_ANSWER_H
#define WEB_ANSWER_H

#include "web/call.h"

/* False if a stream broke off, or the client went: the connection must not look whole. */
bool answer_send(struct call *call);

#endif
