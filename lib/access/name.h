/* Names that people give to keys, users and companies. */
#ifndef ACCESS_NAME_H
#define ACCESS_NAME_H

#include "access/act.h"

#define NAME_MAX_CODE_POINTS 100

/*
 * The name in normalisation form C without blanks at its ends; NULL slice after one
 * complaint about the control "name": required, too_long or controls.
 * what: "a name for the key", for the sentence.
 */
struct slice name_read(
    struct arena *arena, struct slice text, const char *what, struct complaints *complaints);

#endif
