/*
 * HTTP field values (RFC 9110) as an API needs them: entity tags, content
 * negotiation, media types, links. Values come from outside;
 * nothing here trusts their shape.
 */
#ifndef CODEC_HTTP_H
#define CODEC_HTTP_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/str.h"

#define ETAGS_MAX 100

struct etag {
	/* Between the quotes, without a trailing "-gzip", which mod_deflate adds. */
	struct slice opaque;
	bool weak;
};

/* If-Match and If-None-Match (RFC 9110 section 13.1): `*` or a list. */
struct etags {
	bool any;
	struct etag *at;
	size_t count;
};

/* False if malformed, empty or longer than ETAGS_MAX. Opaque texts point into the header. */
bool etags_read(struct arena *arena, struct slice header, struct etags *etags);
/* Weak comparison, for If-None-Match. `*` matches. */
bool etags_match_weak(const struct etags *etags, struct slice opaque);

/*
 * Whether an Accept field (RFC 9110 section 12.5.1) admits a media type, such as
 * "application/json": the most specific range decides, q=0 refuses. An absent (NULL) or
 * empty field admits everything; malformed ranges are passed over; parameters other
 * than q are not compared.
 */
bool http_accepts(struct slice accept, const char *type);

/* Content-Type (RFC 9110 section 8.3). */
struct media_type {
	struct slice type;       /* type/subtype as written */
	struct slice parameters; /* what follows, sound but unread */
};

/* False if malformed, parameters included. Points into the header. */
bool media_type_read(struct slice header, struct media_type *media);
/* Without regard to case and parameters. */
bool media_type_is(const struct media_type *media, const char *type);
/* A parameter's value, unquoted, in the arena; NULL slice if absent. */
struct slice media_type_parameter(
    struct arena *arena, const struct media_type *media, const char *name);

/*
 * Appends `<target>; rel="rel"` (RFC 8288 section 3), after a comma if something stands there
 * already. What may not stand in a URI is percent-encoded, so a target cannot end its brackets.
 */
void link_write(struct str *out, struct slice target, const char *rel);

#endif
