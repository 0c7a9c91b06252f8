/* Looking up the step from one state to the next. */
#include "records/transition.h"

bool
transition_check(struct write *write, const char *field, const struct transition *transitions)
{
	if (write->kind == WRITE_CREATE || !write_changes(write, field))
		return true;
	const struct db_value *from = record_at(&write->before, field);
	const struct db_value *to = record_at(&write->after, field);
	for (; transitions->from != NULL; transitions++)
		if (value_is(from, transitions->from) && value_is(to, transitions->to))
			return true;
	return write_refuse(write, PROBLEM_INVALID_TRANSITION, NULL);
}
