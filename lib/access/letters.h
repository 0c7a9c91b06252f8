/*
 * Letters to people: handed to the program that portal.sendmail names, started directly with
 * fixed arguments, the letter on its standard input. Without that setting nothing is sent.
 */
#ifndef ACCESS_LETTERS_H
#define ACCESS_LETTERS_H

#include "base/arena.h"
#include "base/settings.h"

enum letter_fate {
	LETTER_NOT_SENT, /* no program is set: show the link instead */
	LETTER_SENT,     /* the program took it */
	LETTER_FAILED    /* it could not be started, refused it, or took longer than it may */
};

/*
 * `to` is one address as user_email_is_plausible() wants it; subject is ASCII; text is UTF-8,
 * lines ending in LF.
 */
enum letter_fate letter_send(struct arena *arena, const struct settings *settings, struct slice to,
    const char *subject, struct slice text);

#endif
