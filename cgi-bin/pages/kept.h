/* Forms that came after their session had ended, from one side of the sign-in to the other. */
#ifndef PAGES_KEPT_H
#define PAGES_KEPT_H

#include "web/call.h"

/* The request's form sealed, if it is one that can be shown again; else the NULL slice. */
struct slice kept_text(struct call *call);
/* The page to go to after signing in: the form's own, or that of the thing it was about. */
struct slice kept_path(struct call *call);

/*
 * After a sign-in: answers with the page of the form that the sign-in form carries, filled,
 * with a session of its own. False, and nothing was answered: it carries none, an old or a
 * changed one, or that of somebody else, or the role may not send it.
 */
bool kept_show(
    struct call *call, const struct form *sign_in, struct slice path, struct slice cookie);

#endif
