/*
 * A form that came after its session had ended, on its way through the sign-in page:
 * sealed into a hidden value there, so that it can be shown again, filled and not
 * carried out, to the person who sent it. It never travels in a URL.
 */
#ifndef ACCESS_KEPT_FORM_H
#define ACCESS_KEPT_FORM_H

#include "base/id.h"
#include "base/settings.h"
#include "codec/form.h"
#include "crypt/secrets.h"

#define KEPT_FORM_BYTES_MAX ((size_t)64 * 1024)
/* The field by which a form says whose page it stands on: usr_…. */
#define KEPT_FORM_SENDER "sender"

struct kept_form {
	const char *operation; /* "hub.key.new.post": what the form would have done */
	struct slice path;     /* the page it is shown on */
	struct uuid user_id;   /* who sent it */
	int64_t kept_us;
	struct form form; /* without passwords and secrets */
};

/*
 * base64url of the sealed form, bound to operation and path. Fields whose names speak of
 * passwords, codes, tokens or secrets stay behind, and so do values that look like a
 * credential of ours. NULL slice: too long to be kept, or it does not say who sent it.
 */
struct slice kept_form_seal(struct arena *arena, const struct settings *settings,
    const struct secrets *secrets, const struct kept_form *kept);
/*
 * Fills user_id, kept_us and form of *kept, whose operation and path are given. False: not
 * sealed here for them, or an hour ago and longer.
 */
bool kept_form_open(struct arena *arena, const struct secrets *secrets, struct slice text,
    int64_t now_us, struct kept_form *kept);

#endif
