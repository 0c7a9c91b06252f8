/*
 * Portal sessions: a random token in a cookie, its digest in the database. Ended by
 * idling, age, sign-out and password change.
 */
#ifndef ACCESS_SESSIONS_H
#define ACCESS_SESSIONS_H

#include "access/act.h"

/* Pages of the portal, below the path of the canonical public URL. */
#define SIGN_IN_PATH "/hub/sign-in"
#define SIGN_OUT_PATH "/hub/sign-out"
#define SEARCH_PATH "/hub/search" /* a POST that only reads */

/* `__Host-hub` at the root, `__Secure-hub` below a prefix. */
const char *session_cookie_name(const struct settings *settings);
/* Path of the first public URL without a slash at its end: "" or "/company/x". */
struct slice session_prefix(const struct settings *settings);
/* False if the browser reached us over plain HTTP elsewhere than on localhost: it drops the cookie.
 */
bool session_cookie_is_kept(const struct call *call);
/*
 * The path if it is one to come back to after sign-in: below `<prefix>/hub`, path and
 * query only, no address, no step up by `..`, no control byte, no backslash. Else `<prefix>/hub/`.
 */
struct slice session_safe_path(
    struct arena *arena, const struct settings *settings, struct slice wish);

/* Makes one for the user; *cookie is the Set-Cookie value. In a transaction or alone. */
enum db_status session_begin(
    struct call *call, uint64_t entity_id, struct uuid user_id, struct slice *cookie);
/*
 * The session of this request's cookie → call->caller. DB_NO_ROW: none alive. Each click puts
 * off its end by idling; what a page's script asks (Fetch Metadata: no navigation) does not.
 */
enum db_status session_resume(struct call *call);
/* The same for a session just made: `cookie` is what session_begin() gave. */
enum db_status session_resume_new(struct call *call, struct slice cookie);
/* Ends the session of this request's cookie, if any. *cookie takes it back from the browser. */
enum db_status session_end(struct call *call, struct slice *cookie);
/*
 * The caller has proved again who they are: the session goes on under a new token, *cookie.
 * In the transaction that took the proof.
 */
enum db_status session_step_up(struct call *call, struct slice *cookie);

struct session_info {
	struct uuid id; /* ses_…; nil for one that an older release began */
	int64_t created_us, seen_us;
	struct slice address; /* 16 bytes */
	struct slice agent;
};
#define SESSION_PREFIX "ses"

/* Those alive, last seen first. */
enum db_status session_list(const struct act *act, struct uuid user_id,
    struct session_info **sessions, size_t *nsessions);

/* In a transaction or alone; `ended` may be NULL. All of the caller's but the one that asks. */
enum db_status session_end_others(struct call *call, uint64_t *ended);
enum db_status session_end_all(
    struct db *db, uint64_t entity_id, struct uuid user_id, uint64_t *ended);
enum db_status session_end_one(
    struct db *db, uint64_t entity_id, struct uuid user_id, struct uuid id, uint64_t *ended);

#endif
