/*
 * The pages of the portal: each handler bears the name of its operation and of its
 * template. Who may open it stands in its row of the table in hub.c.
 */
#ifndef PAGES_PAGES_H
#define PAGES_PAGES_H

#include "web/program.h"

/*
 * In the place of resume_session: a POST whose session has ended is answered by the
 * sign-in page, which brings the form back filled, never carried out.
 */
step resume_session_or_keep_form;

/* A form that brings the proof of a step-up (cgi-bin/pages/step_up.h): taken before its handler. */
step take_step_up;

/*
 * A form that came back from the sign-in page: shown filled, not carried out. Whoever has
 * a page for one adds its row in kept.c.
 */
typedef void kept_page(struct call *call, const struct form *form);
#define PAGES_KEPT                                                                                 \
	"You were signed out before this was sent. Nothing was done yet: look it over and send "   \
	"it again."
kept_page hub_key_new_kept;
kept_page hub_users_kept;

handler hub_start; /* /hub/ → dashboard */

handler hub_sign_in; /* the page */
handler hub_sign_in_post;
handler hub_signed_in; /* did the browser bring the cookie back? */
handler hub_sign_out;

handler hub_invitation; /* what links open: they set a password by POST alone */
handler hub_invitation_post;
handler hub_reset;
handler hub_reset_post;

handler hub_account;
handler hub_account_two_step;
handler hub_account_post; /* what its forms ask for, by the last word of the path */
handler hub_account_two_step_post;
handler hub_users;
handler hub_users_invite;
handler hub_user;
handler hub_user_post; /* the same */

handler hub_search; /* 303 to the one thing that the text names */

handler hub_dashboard;       /* ?mode=live&days=30 */
handler hub_dashboard_first; /* JSON for the watcher of the empty page */

handler hub_keys;         /* ?mode=&text=&ended= */
handler hub_key_new;      /* ?mode=test */
handler hub_key_new_post; /* the key, once */
handler hub_key;
handler hub_key_first; /* JSON for the watcher: {"text": "First request: …"} or null */
handler hub_key_pause;
handler hub_key_resume;
handler hub_key_revoke; /* the confirmation */
handler hub_key_revoke_post;

handler hub_key_approve; /* or the change of it that waits */
handler hub_key_withdraw;
handler hub_key_collect;   /* the key, once */
handler hub_key_hand_over; /* a link, once */

handler hub_hand_over;      /* by whoever holds a link: what it is for */
handler hub_hand_over_post; /* the key, once */

handler hub_requests;       /* every filter in the query */
handler hub_requests_newer; /* JSON: how many are newer than the page */
handler hub_request;

handler hub_audit;
handler hub_audit_entry;

handler hub_docs;
handler hub_docs_started;
handler hub_docs_authentication;
handler hub_docs_lists;
handler hub_docs_writing;
handler hub_docs_limits;
handler hub_docs_in_step;
handler hub_docs_recipes;
handler hub_docs_recipe; /* by its name */
handler hub_docs_changed;
handler hub_docs_administrators;
handler hub_docs_reference;
handler hub_docs_resource;
handler hub_docs_downloads;
handler hub_docs_postman;
handler hub_docs_postman_environment;
handler hub_docs_env;
handler hub_docs_llms;
handler hub_docs_problems;
handler hub_docs_problem; /* the `type` of problems points here */

#endif
