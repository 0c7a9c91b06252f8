/* The parameters of an export. */
#ifndef TRAIL_EXPORT_PERIOD_H
#define TRAIL_EXPORT_PERIOD_H

#include "web/call.h"

struct export_period {
	int64_t from_us, to_us; /* from ≤ time < to */
	bool has_to;
	enum mode mode;
	/* As asked for, for the audit entry; NULL slices if not. */
	struct slice from, to;
};

/* False after a refusal that names the parameter. with_mode: `mode` is known. */
bool export_period_read(struct call *call, bool with_mode, struct export_period *period);

#endif
