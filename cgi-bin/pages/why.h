/* "Why and what to do": by problem code, with the facts of the request at hand. */
#ifndef PAGES_WHY_H
#define PAGES_WHY_H

#include "cgi-bin/pages/say.h"
#include "templates/pages.h"
#include "trail/history.h"

/* Fills why, todo, todo_href, todo_action and about; nothing for requests that succeeded. */
void why_tell(struct call *call, const struct say *say, const struct history_request *request,
    struct hub_request *data);

#endif
