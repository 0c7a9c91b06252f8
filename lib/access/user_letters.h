/* What is written to people: the link of an invitation, or to a new password. */
#ifndef ACCESS_USER_LETTERS_H
#define ACCESS_USER_LETTERS_H

#include "access/users.h"

/*
 * Sends link->url to link->email, where the host can, after the act's transaction; sets
 * link->fate.
 */
enum db_status user_letter_send(
    const struct act *act, enum link_purpose purpose, struct user_link *link);

#endif
