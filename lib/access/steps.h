/*
 * The steps of a request that decide who may do what (HTTP.md, order of judgement).
 *
 * API:    access_identify, access_admit, access_spend, find_route, access_authorize,
 *         check_body, run_handler; and access_finish first of all in program.record.
 * Portal: refuse_forgery, find_route, resume_session, require_role, check_body, run_handler.
 */
#ifndef ACCESS_STEPS_H
#define ACCESS_STEPS_H

#include "web/program.h"

/* Once at start, in program.start: maps the limiter's file. False after a line in the log. */
bool access_start(const struct settings *settings, const struct secrets *secrets);

/*
 * `Authorization: Bearer` → call->caller. Refuses with 400 credential_in_url or
 * invalid_header, 401 authentication_required or invalid_credential, 429 for an
 * address that has failed too often (before any query). Public paths pass as
 * CALLER_NOBODY when they bring no credential. notes.entity_id, mode, key_id and
 * credential_id are set for every credential we know, dead ones included;
 * notes.reason tells its owner why it was refused. A credential known to this process
 * costs no query and leaves caller.confirmed false.
 */
step access_identify;

/* The {entity} of the path is the key's own; the company is active; login demanded or not. */
step access_admit;

/* Spends one of the key's two limits, or 429. */
step access_spend;

/*
 * ACCESS_FEED: changes:read. ACCESS_RESOURCE: the route's needs against the policy. Else 403
 * insufficient_scope or read_only_key with `required`. Sets call->readable and call->writable for
 * notes.resource. After find_route.
 */
step access_authorize;

/*
 * For readings that ask for it: `reveal` on notes.resource, which no other operation implies. Sets
 * call->reveal. False: refused with 403 insufficient_scope.
 */
bool access_may_reveal(struct call *call);

/*
 * For the start of program.record: if nothing has confirmed the caller yet, asks the
 * database, and replaces the answer by 401 if the credential has died since it was
 * cached. Then adds RateLimit headers, and charges the address for a 401.
 */
void access_finish(struct call *call);

/*
 * For a handler whose statement hung on caller.guard and found no credential: forgets what
 * is cached, identifies anew and judges anew. True: run the statement once more (guard,
 * realm, readable and writable are fresh); false: an answer has been composed.
 */
bool access_reidentify(struct call *call);

/*
 * The database's word that the credential still stands as it was identified, for handlers
 * that answer without a guarded statement; sets caller.confirmed. False: an answer has
 * been composed.
 */
bool access_confirm(struct call *call);

/* Forgets every cached credential: tests. */
void access_forget(void);

/*
 * Every request that is not GET: Origin is the origin of one of settings->public_urls, or is
 * absent and Sec-Fetch-Site says same-origin; else 403. Runs before anything reads the form.
 */
step refuse_forgery;

/*
 * Cookie → call->caller (CALLER_USER). Without a living session, ACCESS_SESSION routes
 * are answered 303 to the sign-in page with the wished path as `next` (GET only;
 * a path of ours, never an address), ACCESS_ANONYMOUS and ACCESS_PUBLIC ones go on as
 * CALLER_NOBODY. With one, anonymous routes see it too.
 */
step resume_session;

/* ACCESS_SESSION: one of route->roles, else 403. A suspended company's portal only reads: 403 else.
 */
step require_role;

#endif
