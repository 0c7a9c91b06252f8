/*
 * Step-up: before an act that wants it the portal asks for the password or a code once
 * more, and then goes on with the form that asked.
 */
#ifndef PAGES_STEP_UP_H
#define PAGES_STEP_UP_H

#include "codec/form.h"
#include "web/problem.h"

/* The field of a form that brings the proof; forms that are kept leave it behind. */
#define STEP_UP_FIELD "step_up_password"

/*
 * After an act that was refused for want of a step-up: the page that asks, which sends the
 * form again to where it went, with the proof. False, and nothing was answered: the
 * complaints are about something else.
 */
bool step_up_asked(struct call *call, const struct form *form, const struct complaints *complaints);

#endif
