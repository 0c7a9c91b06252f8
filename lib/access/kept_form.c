/* Sealing a late form, and opening it within the hour. */
#include "access/kept_form.h"

#include <string.h>

#include "access/credentials.h"
#include "access/users.h"
#include "base/clock.h"
#include "codec/base64.h"

#define SEAL_NAME "kept form"
#define AGE_MAX_US CLOCK_HOUR
#define PLAIN_MAX (3 * KEPT_FORM_BYTES_MAX) /* a byte escaped is three */
#define TEXT_MAX (2 * PLAIN_MAX)

static const char *const secret_words[] = {"password", "secret", "token", "code"};

static bool
speaks_of_a_secret(struct slice name)
{
	for (size_t i = 0; i < sizeof secret_words / sizeof secret_words[0]; i++)
		for (size_t at = 0; at < name.len; at++)
			if (slice_has_prefix(slice_skip(name, at), secret_words[i]))
				return true;
	return false;
}

static bool
is_secret(const struct settings *settings, const struct pair *pair)
{
	return speaks_of_a_secret(pair->name) || credential_within(settings, pair->value).at;
}

static struct slice
associated_of(struct arena *arena, const struct kept_form *kept)
{
	return arena_printf(arena, "%s %.*s", kept->operation, SLICE_ARG(kept->path));
}

static bool
fits(const struct form *form)
{
	size_t bytes = 0;
	for (size_t i = 0; i < form->npairs; i++)
		bytes += form->pairs[i].name.len + form->pairs[i].value.len + 2;
	return bytes <= KEPT_FORM_BYTES_MAX;
}

/* `<µs> name=value&…`: the time, then the form as browsers write it. */
static struct slice
plain_of(struct arena *arena, const struct settings *settings, const struct kept_form *kept)
{
	struct str plain;
	str_init(&plain, arena, PLAIN_MAX + 64);
	str_addf(&plain, "%lld ", (long long)kept->kept_us);
	for (size_t i = 0; i < kept->form.npairs; i++) {
		const struct pair *pair = &kept->form.pairs[i];
		if (is_secret(settings, pair))
			continue;
		percent_write(&plain, pair->name);
		str_add_char(&plain, '=');
		percent_write(&plain, pair->value);
		str_add_char(&plain, '&');
	}
	return str_slice(&plain);
}

static bool
sender_of(const struct form *form, struct uuid *user_id)
{
	return id_read(USER_PREFIX, form_value(form, KEPT_FORM_SENDER), user_id);
}

struct slice
kept_form_seal(struct arena *arena, const struct settings *settings, const struct secrets *secrets,
    const struct kept_form *kept)
{
	struct uuid sender;
	struct str text;
	if (!fits(&kept->form) || !sender_of(&kept->form, &sender))
		return SLICE_NONE;
	struct slice sealed = seal(arena, secrets, SECRET_CURSOR, 0, SEAL_NAME,
	    associated_of(arena, kept), plain_of(arena, settings, kept));
	str_init(&text, arena, TEXT_MAX);
	base64url_write(&text, sealed);
	return str_slice(&text);
}

bool
kept_form_open(struct arena *arena, const struct secrets *secrets, struct slice text,
    int64_t now_us, struct kept_form *kept)
{
	struct slice sealed, plain, time, rest;
	struct kept_form found = *kept;
	uint64_t kept_us;
	if (text.len == 0 || text.len > TEXT_MAX || !base64url_read(arena, text, &sealed))
		return false;
	plain =
	    unseal(arena, secrets, SECRET_CURSOR, 0, SEAL_NAME, associated_of(arena, kept), sealed);
	if (!plain.at || !slice_cut(plain, ' ', &time, &rest) ||
	    !slice_to_u64(time, INT64_MAX, &kept_us) || !form_read(arena, rest, &found.form) ||
	    !sender_of(&found.form, &found.user_id))
		return false;
	found.kept_us = (int64_t)kept_us;
	if (now_us - found.kept_us >= AGE_MAX_US)
		return false;
	*kept = found;
	return true;
}
