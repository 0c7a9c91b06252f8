/*
 * The actions of an employment: what leads from which status, with which body, under which
 * rules. One table; the API's routes and daily work read it.
 */
#ifndef RECORDS_ACTIONS_H
#define RECORDS_ACTIONS_H

#include "catalog/employee_actions.h"
#include "records/write.h"

#define ACTION_FIELDS_MAX 6

struct action {
	const struct resource *body; /* its name is the action's: "terminate" */
	const char *to;              /* the status that it leads to, for the reference */
	bool needs_body;
	enum audit_event event;
	/*
	 * The employee's fields that a member of the body becomes; `status` is one always. These
	 * the caller must be allowed to write, by the grant of `update`. What follows from the
	 * act by itself needs no right of its own: the spells, what a rehire clears, and
	 * seniority_date where it says nothing of it.
	 */
	struct {
		const char *member, *field;
	} fields[ACTION_FIELDS_MAX];
	struct deed deed;
};

/* NULL if there is none of that name. */
const struct action *action_find(struct slice name);

/* Whether somebody who may update these fields of employees can act so at all. */
bool action_is_open_to(struct fieldset writable);
/* The members of the body that he may name. */
struct fieldset action_terms(const struct action *action, struct fieldset writable);

/* Of daily work: a hire whose day has come, a scheduled termination whose day is over. */
extern const struct deed action_turn;

#endif
