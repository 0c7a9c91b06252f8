/*
 * One administrative act: who does it, for which company, with which tools. What
 * keys, users and companies change goes through one of these, so that the audit
 * trail learns of it in the same transaction.
 */
#ifndef ACCESS_ACT_H
#define ACCESS_ACT_H

#include "crypt/secrets.h"
#include "trail/audit.h"
#include "web/call.h"
#include "web/problem.h"

struct act {
	struct arena *arena;
	struct db *db;
	const struct settings *settings;
	const struct secrets *secrets;
	uint64_t entity_id;     /* the company acted on */
	const char *actor_kind; /* "user", "key", "system" */
	struct uuid actor_id;   /* nil for system */
	struct slice actor_name;
	enum role role;            /* of a user; 0: may everything (the operator) */
	bool stepped_up;           /* proved again a moment ago who they are (access/rights.h) */
	unsigned char address[16]; /* all zero from a shell */
	struct uuid request_id;    /* nil from a shell */
};

/* By the caller of this request, for the caller's own company. */
struct act act_of(const struct call *call);

/*
 * Whether the actor's role reaches data of the mode, and so may give keys to it: nobody grants
 * more than his own role holds. Developers hold test data, auditors none.
 */
bool act_reaches(const struct act *act, enum mode mode);
/* Whether he may set what is the whole company's, such as its security groups. */
bool act_administers(const struct act *act);

/* By the operator at a shell; entity_id may be filled in later. */
struct act act_of_system(struct arena *arena, struct db *db, const struct settings *settings,
    const struct secrets *secrets);

/* An audit entry with actor, company, address and request filled in. */
struct audit_entry act_entry(const struct act *act, enum audit_event event);

/*
 * Complaints of acts are about forms: `parameter` is the name of the form's
 * control, `code` a fixed word, `detail` the sentence to show beside it.
 */
void act_complain(
    struct complaints *complaints, const char *control, const char *code, struct slice sentence);

/* Before and after of what an act changed, for its audit entry. */
#define ACT_CHANGES_MAX 24
struct act_changes {
	struct audit_change list[ACT_CHANGES_MAX];
	size_t count;
};
/* Notes nothing where both are alike; an empty text and the NULL slice are. */
void act_note(
    struct act_changes *changes, const char *field, struct slice before, struct slice after);
/* Texts for it, in the arena; 0 gives the NULL slice. */
struct slice act_number_text(const struct act *act, uint64_t number);
struct slice act_time_text(const struct act *act, int64_t time_us);

#endif
