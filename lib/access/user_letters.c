/* Letters of invitation, and with a link to a new password. */
#include "access/user_letters.h"

#include "sql/users.h"

static struct slice
text_of(const struct act *act, enum link_purpose purpose, struct slice company,
    const struct user_link *link)
{
	struct slice from = act->actor_name.at ? act->actor_name : SLICE_OF("The operator of Hub");
	const char *sentence =
	    purpose == LINK_INVITATION
		? "invited you to Hub, where programs reach the data of"
		: "made a link by which you can choose a new password for Hub at";
	return arena_printf(act->arena,
	    "%.*s %s %.*s.\n\nOpen this link within %u hour%s:\n\n%.*s\n\n"
	    "It works once. If you did not expect this letter, leave it: nothing happens.\n",
	    SLICE_ARG(from), sentence, SLICE_ARG(company), links_hours(purpose),
	    links_hours(purpose) == 1 ? "" : "s", SLICE_ARG(link->url));
}

enum db_status
user_letter_send(const struct act *act, enum link_purpose purpose, struct user_link *link)
{
	struct user_company_in in = {act->entity_id};
	struct user_company_row company;
	link->fate = LETTER_NOT_SENT;
	if (!act->settings->sendmail)
		return DB_OK;
	enum db_status status = user_company(act->db, act->arena, &in, &company);
	if (status != DB_OK)
		return status;
	const char *subject =
	    purpose == LINK_INVITATION ? "Your invitation to Hub" : "A new password for Hub";
	link->fate = letter_send(act->arena, act->settings, link->email, subject,
	    text_of(act, purpose, company.name, link));
	return DB_OK;
}
