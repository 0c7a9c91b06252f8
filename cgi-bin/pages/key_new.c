/* Making a key: the form, and the answer that alone shows its text. */
#include "cgi-bin/pages/key_words.h"
#include "cgi-bin/pages/page.h"
#include "cgi-bin/pages/pages.h"
#include "cgi-bin/pages/step_up.h"

/* What the form says, from the query that fills it or from the body that sends it. */
struct answers {
	struct slice name;
	enum mode mode;
	enum access_level level;
};

static struct answers
answers_of(const struct form *form)
{
	struct answers answers = {.name = page_value(form, "name")};
	mode_read(form_value(form, "mode"), &answers.mode);
	level_read(form_value(form, "access"), &answers.level);
	/* Groups and grants come with pages of their own. */
	if (answers.level == LEVEL_CUSTOM)
		answers.level = 0;
	return answers;
}

static const struct complaints no_complaints;

static void
send_form(struct call *call, int status, const struct answers *answers, struct slice form_id,
    const struct complaints *complaints, struct slice reason)
{
	struct hub_key_new data = {
	    .page = page_of(call),
	    .failed = complaints->count > 0,
	    .reason = reason,
	    .form_id = form_id,
	    .name = answers->name,
	    .name_error = complaint_of(complaints, "name"),
	    .test = answers->mode == MODE_TEST,
	    .live = answers->mode == MODE_LIVE,
	    .mode_error = complaint_of(complaints, "mode"),
	    .offers_live = call->caller.role != ROLE_DEVELOPER,
	    .live_hint = arena_printf(
		call->arena, "Real records of %.*s.", SLICE_ARG(call->caller.entity_name)),
	    .read_only = answers->level == LEVEL_READ_ONLY,
	    .full = answers->level == LEVEL_FULL,
	    .access_error = complaint_of(complaints, "access"),
	};
	complaints_list(call, complaints, &data.complaints, &data.ncomplaints);
	hub_key_new_render(page_begin(call, status), &data);
}

static struct slice
new_form_id(struct call *call)
{
	return id_text(call->arena, "form", uuid_v7());
}

/* Opened for test data the shortest way is to type a name; for live data what it may do is asked.
 */
void
hub_key_new(struct call *call)
{
	bool filled = form_value(&call->request.query, "name").len > 0;
	struct answers answers = answers_of(&call->request.query);
	if (!answers.mode || call->caller.role == ROLE_DEVELOPER)
		answers.mode = MODE_TEST;
	if (!answers.level && answers.mode == MODE_TEST)
		answers.level = LEVEL_READ_ONLY;
	send_form(call, 200, &answers, new_form_id(call), &no_complaints,
	    filled ? SLICE_OF("Filled in for you, and not sent yet. Check each answer.")
		   : SLICE_NONE);
}

/* With the form's own id: had it arrived before its session ended, no second key is made. */
void
hub_key_new_kept(struct call *call, const struct form *form)
{
	struct answers answers = answers_of(form);
	send_form(
	    call, 200, &answers, page_value(form, "form_id"), &no_complaints, SLICE_OF(PAGES_KEPT));
}

static void
send_again(struct call *call, const struct act *act, struct uuid id)
{
	struct key_info key = {0};
	enum db_status status = key_find(act, id, &key);
	if (status != DB_OK) {
		fail_db(call, "key_again", status);
		return;
	}
	hub_key_again_render(
	    page_begin(call, 200), &(struct hub_key_again){.page = page_of(call),
				       .name = key.name,
				       .id = id_text(call->arena, KEY_PREFIX, id)});
}

/* "hub-time-clock-sync-test.env": letters and digits of the name, nothing else. */
static struct slice
file_name(struct call *call, struct slice name, enum mode mode)
{
	struct str file;
	str_init(&file, call->arena, 200);
	str_add_text(&file, "hub-");
	for (size_t i = 0; i < name.len && file.len < 60; i++) {
		char byte = name.at[i];
		if (byte >= 'A' && byte <= 'Z')
			byte = (char)(byte - 'A' + 'a');
		bool plain = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
		if (plain || file.at[file.len - 1] != '-')
			str_add_char(&file, plain ? byte : '-');
	}
	if (file.at[file.len - 1] != '-')
		str_add_char(&file, '-');
	str_addf(&file, "%s.env", mode_name(mode));
	return str_slice(&file);
}

void
hub_key_once(struct call *call, struct slice name, enum mode mode, enum access_level level,
    struct uuid id, struct slice secret)
{
	const char *base = call->settings->public_urls[0];
	const char *entity = call->caller.entity_code;
	struct hub_key_made data = {
	    .page = page_of(call),
	    .name = name,
	    .id = id_text(call->arena, KEY_PREFIX, id),
	    .secret = secret,
	    .test = mode == MODE_TEST,
	    .may = key_may(level),
	    .base = slice_from(base),
	    .entity = arena_printf(call->arena, "ent_%s", entity),
	    .file = file_name(call, name, mode),
	    .curl = arena_printf(call->arena,
		"curl -sS \"%s/v1/entities/ent_%s/employees?limit=3\" -H \"Authorization: Bearer "
		"%.*s\"",
		base, entity, SLICE_ARG(secret)),
	};
	hub_key_made_render(page_begin(call, 200), &data);
}

void
hub_key_new_post(struct call *call)
{
	struct form form;
	struct complaints *complaints = arena_alloc(call->arena, sizeof *complaints);
	struct key_made made = {0};
	if (!page_form(call, &form))
		return;
	struct answers answers = answers_of(&form);
	struct key_order order = {
	    .name = answers.name, .mode = answers.mode, .level = answers.level};
	struct slice form_id = page_value(&form, "form_id");
	if (!id_read("form", form_id, &order.form_id)) {
		refuse(call, PROBLEM_INVALID_PARAMETER, "The form is not one of ours.");
		return;
	}
	struct act act = act_of(call);
	enum db_status status = key_create(&act, &order, complaints, &made);
	if (status != DB_OK)
		fail_db(call, "key_create", status);
	else if (step_up_asked(call, &form, complaints))
		return;
	else if (complaints->count > 0)
		send_form(call, 422, &answers, form_id, complaints, SLICE_NONE);
	else if (made.secret.at)
		hub_key_once(
		    call, answers.name, answers.mode, answers.level, made.key_id, made.secret);
	else if (made.state == KEY_WAITING)
		page_go(call, page_url(call, "/keys/%.*s?said=key-waits",
				  SLICE_ARG(id_text(call->arena, KEY_PREFIX, made.key_id))));
	else
		send_again(call, &act, made.key_id);
}
