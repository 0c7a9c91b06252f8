/*
 * Which passwords people may choose (NIST SP 800-63B-4 section 3.1.1): 15 characters, or 8
 * beside a second step; any characters; no rules of composition; none that is known or
 * made of the company's, the person's or the product's own names.
 */
#ifndef ACCESS_PASSWORDS_H
#define ACCESS_PASSWORDS_H

#include "access/act.h"
#include "crypt/password.h"

#define PASSWORD_LENGTH_MIN 15 /* code points, where nothing else is asked for */
#define PASSWORD_LENGTH_TWO_STEP 8
#define PASSWORD_LENGTH_MAX 128

/* Whose password it will be. */
struct password_owner {
	struct slice email, name, company;
	bool two_step;
};

/*
 * The form in which it is hashed (normalisation form C), or the NULL slice after a complaint
 * about the control: too_short, too_long, invalid, guessable, unchecked (the file of known
 * ones could not be read).
 */
struct slice password_choose(struct arena *arena, const struct settings *settings,
    struct slice password, const struct password_owner *owner, const char *control,
    struct complaints *complaints);

/* As somebody types it to prove who they are: the same form; text that is not UTF-8 as it is. */
struct slice password_typed(struct arena *arena, struct slice password);

/* Long enough without a second step. */
bool password_stands_alone(struct slice normal);

/* What the settings ask of a hash. */
struct password_cost user_password_cost(const struct settings *settings);

#endif
