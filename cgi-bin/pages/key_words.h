/* What pages say of a key: its state, what it may do, its rows of the history. */
#ifndef PAGES_KEY_WORDS_H
#define PAGES_KEY_WORDS_H

#include "access/keys.h"
#include "cgi-bin/pages/say.h"
#include "templates/pages.h"
#include "trail/history.h"

/* Kind of {part badge} and its word; the most urgent of a key's states. */
struct key_badge {
	struct slice kind, text;
};
struct key_badge key_badge(const struct say *say, const struct key_info *key);
struct slice key_may(enum access_level level);
/* One paragraph: what it reads, changes, reaches, and until when. */
struct slice key_plain(const struct say *say, const struct key_info *key);
struct slice key_expires(const struct say *say, const struct key_info *key);
/* "key_01k9…" */
struct slice key_id_text(const struct say *say, struct uuid id);

/* The key of the path's {id}; false after 404 or a failure. */
bool key_of_path(struct call *call, struct key_info *key);

/* Rows of {part request_table}; hub is the portal's path. days: with headings. */
void request_rows(const struct say *say, struct slice hub, const struct history_row *rows,
    size_t nrows, bool days, const struct request_row **list);

/* "/employees/{id}" of "/v1/entities/ent_…/employees/emp_…", and the ids in it. */
struct slice request_route(const struct say *say, const struct history_row *row, struct slice *ids);

/* The answer to a POST that made a secret: the key, once. */
void hub_key_once(struct call *call, struct slice name, enum mode mode, enum access_level level,
    struct uuid id, struct slice secret);

#endif
