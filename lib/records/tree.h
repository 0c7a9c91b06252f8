/* Records that stand above one another by a reference to their own kind. */
#ifndef RECORDS_TREE_H
#define RECORDS_TREE_H

#include "records/write.h"

/*
 * If the write sets `field` anew: goes alone by `rule`, looks at what stands above, and
 * complains `cycle` if the record itself does, `too_deep` if with it there are more than
 * `most`. *above is how many there are, 0 if the write does not set the field.
 */
bool tree_check(
    struct write *write, const char *field, const char *rule, size_t most, size_t *above);

#endif
