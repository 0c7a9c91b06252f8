/*
 * How parties of an audit entry are named: by the public id that people see
 * elsewhere (`key_…`, `usr_…`).
 */
#ifndef TRAIL_AUDIT_IDS_H
#define TRAIL_AUDIT_IDS_H

#include "base/id.h"

/* NULL slice for the nil id. */
struct slice audit_id_text(struct arena *arena, struct slice kind, struct uuid id);
/* Nil if the text is no id. */
struct uuid audit_id_read(struct slice text);

#endif
