/*
 * Recipes: whole tasks, each a row with the permissions of its key and its lines in order.
 * A line may use what a line before it kept (`PERSON_ID=…`); the tests run every one.
 */
#include "cgi-bin/pages/docs.h"
#include "cgi-bin/pages/pages.h"

#define STEPS_MAX 12

#define ENTITY "/v1/entities/$HUB_ENTITY_ID"
#define CALL(path)                                                                                 \
	"curl -sS \"$HUB_BASE_URL" ENTITY path "\" -H \"Authorization: Bearer $HUB_API_KEY\""
#define BODY(media, json) " \\\n  -H \"Content-Type: " media "\" -d '" json "'"
#define GET(path) CALL(path)
#define POST(path, json) CALL(path) BODY("application/json", json)
#define ONCE(path, name, json)                                                                     \
	CALL(path) " \\\n  -H \"Idempotency-Key: " name "\"" BODY("application/json", json)
/* Ids of records made before stand outside the quotes of the shell. */
#define ID(variable) "'\"$" variable "\"'"
#define KEEP(variable, call) variable "=$(" call " | jq -r .id)"
#define FIRST(variable, call) variable "=$(" call " | jq -r '.data[0].id')"

struct step_text {
	const char *prose; /* names between backticks become code */
	const char *line;  /* NULL: none */
};

struct recipe {
	const char *name, *title, *meaning, *scopes;
	struct step_text steps[STEPS_MAX];
};

/* clang-format off */
static const struct recipe recipes[] = {
	{"payroll", "Nightly payroll pull",
	 "Every night a payroll system takes over who works, on what terms, and who was off.",
	 "persons:read employees:read government-identifications:read time-off:read pay-schedules:read rate-codes:read union-classes:read changes:read",
	 {
	  {"Keep the time at which this run began, in UTC: it is the `updated_since` of the next one. Taking the time first means that nothing is missed in between; a record that is read twice does no harm.",
	   "SINCE=$(date -u +%Y-%m-%dT%H:%M:%SZ)"},
	  {"The first night, read everybody, 200 a page. Give `next_cursor` back as `cursor` until `has_more` is false. Ask for the fields that you keep and no others.",
	   GET("/employees?limit=200&fields=employee_number,person_id,status,hire_date,termination_date,pay_type,pay_rate,pay_rate_period,pay_schedule_id")},
	  {"Every later night, only what has changed:",
	   GET("/employees?updated_since=$SINCE&limit=200")},
	  {"Names belong to persons. Search for those of the page by their ids, many at a time:",
	   FIRST("PERSON_ID", GET("/persons?limit=1")) "\n" POST("/persons/search", "{\"filter\":{\"id\":{\"in\":[\"" ID("PERSON_ID") "\"]}},\"fields\":[\"legal_first_name\",\"legal_last_name\"]}")},
	  {"Time off that touches the pay period: it ends on its first day or later and starts on its last day or earlier.",
	   GET("/time-off?status=taken&ends_on[gte]=2026-11-01&starts_on[lte]=2026-11-15&limit=200") " -g"},
	  {"The period itself, from the schedule of the employee:",
	   FIRST("SCHEDULE_ID", GET("/pay-schedules?is_default=true")) "\n" GET("/pay-schedules/$SCHEDULE_ID/periods?from=2026-11-01&to=2026-11-30")},
	  {"Rates and union scales change seldom; read them whole.",
	   GET("/rate-codes?is_active=true&limit=200") "\n" GET("/union-classes?is_active=true&limit=200")},
	  {"Government identifications come masked: the last four characters are enough to tell them apart. Whoever files with the authorities needs `government-identifications:reveal` as well and asks with `reveal=true`; every such read stands in the company's audit trail.",
	   GET("/government-identifications?limit=50")},
	  {"A field named in `X-Withheld-Fields` is one that the key may not read: have the permission widened rather than guess.", NULL},
	 }},
	{"onboarding", "Onboarding a hire",
	 "A recruiting system hands over somebody who starts soon, with everything that belongs to the first day.",
	 "persons:read persons:write employees:read employees:write email-addresses:write phone-numbers:write departments:read pay-schedules:read documents:read documents:write",
	 {
	  {"The person comes first. The name in `Idempotency-Key` is yours, one for this hire: after a broken connection send the very same line again, and nobody is made twice.",
	   KEEP("PERSON_ID", ONCE("/persons", "hire-20814-person", "{\"legal_first_name\":\"Rosa\",\"legal_last_name\":\"Quintero\"}"))},
	  {"How to reach her:",
	   ONCE("/email-addresses", "hire-20814-email", "{\"person_id\":\"" ID("PERSON_ID") "\",\"type\":\"personal\",\"address\":\"rosa.quintero@example.com\",\"is_primary\":true}") "\n"
	   ONCE("/phone-numbers", "hire-20814-phone", "{\"person_id\":\"" ID("PERSON_ID") "\",\"type\":\"mobile\",\"number\":\"+13035550142\",\"is_primary\":true}")},
	  {"What the employment refers to. Codes are the company's own; ids are found by them once and kept.",
	   FIRST("DEPARTMENT_ID", GET("/departments?code=EXEC")) "\n" FIRST("SCHEDULE_ID", GET("/pay-schedules?is_default=true"))},
	  {"Rehearse the employment: `dry_run=true` checks everything, down to uniqueness and references, and keeps nothing.",
	   POST("/employees?dry_run=true", "{\"person_id\":\"" ID("PERSON_ID") "\",\"employee_number\":\"20814\",\"worker_type\":\"employee\",\"employment_type\":\"full_time\",\"hire_date\":\"'\"$(date -d '+14 days' +%F)\"'\",\"flsa_status\":\"nonexempt\",\"department_id\":\"" ID("DEPARTMENT_ID") "\",\"pay_schedule_id\":\"" ID("SCHEDULE_ID") "\"}")},
	  {"Then for good. The first day lies ahead, so the status is `pending`; it becomes `active` by itself on that day.",
	   KEEP("EMPLOYEE_ID", ONCE("/employees", "hire-20814-employee", "{\"person_id\":\"" ID("PERSON_ID") "\",\"employee_number\":\"20814\",\"worker_type\":\"employee\",\"employment_type\":\"full_time\",\"hire_date\":\"'\"$(date -d '+14 days' +%F)\"'\",\"flsa_status\":\"nonexempt\",\"department_id\":\"" ID("DEPARTMENT_ID") "\",\"pay_schedule_id\":\"" ID("SCHEDULE_ID") "\"}"))},
	  {"A paper is a record first, and then its content. The bytes must be what `media_type` says.",
	   KEEP("DOCUMENT_ID", ONCE("/documents", "hire-20814-offer", "{\"person_id\":\"" ID("PERSON_ID") "\",\"type\":\"offer_letter\",\"title\":\"Offer letter\",\"filename\":\"offer.txt\",\"media_type\":\"text/plain\"}"))
	   "\nprintf 'Offer, 22 November\\n' | curl -sS -X PUT \"$HUB_BASE_URL" ENTITY "/documents/$DOCUMENT_ID/content\" \\\n  -H \"Authorization: Bearer $HUB_API_KEY\" -H \"Content-Type: text/plain\" --data-binary @-"},
	  {"She does not come after all? A hire whose day has not come is taken back:",
	   CALL("/employees/$EMPLOYEE_ID/cancel-hire") " -X POST"},
	  {"409 `duplicate` names the fields: the number is taken, or the person is an employee already, whom `rehire` brings back. 422 names every member that is wrong at once.", NULL},
	 }},
	{"time-clock", "Time clock",
	 "A clock at the gate needs to know who may punch in and for what, and hands back absences.",
	 "persons:read(display_name) employees:read(business) jobs:read cost-codes:read time-off:read time-off:write changes:read",
	 {
	  {"Who works today. Names come from persons, and this key may read no more of them than the name to show.",
	   GET("/employees?status=active&limit=200&fields=person_id,job_id,cost_code_id,department_id") "\n" GET("/persons?limit=200&fields=display_name")},
	  {"What hours are booked on:",
	   FIRST("JOB_ID", GET("/jobs?status=active&limit=200")) "\n" GET("/cost-codes?job_id=$JOB_ID&limit=200")},
	  {"An absence is asked for, then granted. Granted days of one employee never overlap: the second is 422.",
	   FIRST("EMPLOYEE_ID", GET("/employees?status=active&limit=1")) "\n"
	   KEEP("TIME_OFF_ID", ONCE("/time-off", "clock-7-551", "{\"employee_id\":\"" ID("EMPLOYEE_ID") "\",\"type\":\"vacation\",\"starts_on\":\"2031-07-07\",\"ends_on\":\"2031-07-11\",\"hours\":\"40\"}")) "\n"
	   CALL("/time-off/$TIME_OFF_ID") " -X PATCH" BODY("application/merge-patch+json", "{\"status\":\"approved\"}")},
	  {"Called off again:",
	   CALL("/time-off/$TIME_OFF_ID") " -X PATCH" BODY("application/merge-patch+json", "{\"status\":\"cancelled\"}")},
	  {"Follow the feed rather than read everything every few minutes: see Keeping in step. A terminated employee turns up there within seconds.",
	   GET("/changes?after=latest")},
	 }},
	{"ending", "Ending an employment",
	 "Somebody leaves: now, on a day ahead, or not after all.",
	 "employees:read employees:update",
	 {
	  {"Status never changes by PATCH, only by an action. Find the employee by number. A number is personal, so it belongs in a body and not in a URL:",
	   FIRST("EMPLOYEE_ID", POST("/employees/search", "{\"filter\":{\"status\":\"active\"},\"limit\":1}"))},
	  {"Rehearse it first. The answer shows the employee as it would be.",
	   POST("/employees/$EMPLOYEE_ID/terminate?dry_run=true", "{\"termination_date\":\"'\"$(date +%F)\"'\",\"type\":\"voluntary\",\"reason\":\"resignation\"}")},
	  {"With a day ahead the termination is only scheduled: `scheduled_termination_date` is set, the status stays, and daily work turns it when the day is over. A second termination is refused until then.",
	   "LEAVING_ID=$(" POST("/employees/search", "{\"filter\":{\"status\":\"active\"},\"limit\":2}") " | jq -r '.data[1].id')\n"
	   ONCE("/employees/$LEAVING_ID/terminate", "leave-$LEAVING_ID", "{\"termination_date\":\"'\"$(date -d '+30 days' +%F)\"'\",\"type\":\"voluntary\",\"reason\":\"resignation\"}")},
	  {"With today or a day that is over it ends at once:",
	   POST("/employees/$EMPLOYEE_ID/terminate", "{\"termination_date\":\"'\"$(date -d 'yesterday' +%F)\"'\",\"type\":\"voluntary\",\"reason\":\"resignation\",\"rehire_eligibility\":\"yes\"}")},
	  {"Back again: the same employee, id and number, in a new spell.",
	   POST("/employees/$EMPLOYEE_ID/rehire", "{\"start_date\":\"'\"$(date -d '+1 day' +%F)\"'\"}")},
	  {"409 `invalid_transition` means that the status does not allow the action: read the employee again before you decide.", NULL},
	 }},
	{"migration", "One-time migration",
	 "Everything moves in from another system, once, and can be begun again wherever it stopped.",
	 "departments:read departments:write jobs:read jobs:write pay-schedules:read pay-schedules:write persons:read persons:write employees:read employees:write",
	 {
	  {"Ask for a key that ends in two weeks, and try the whole run against the sandbox first. Go from what others refer to towards what refers: departments, locations, job codes, unions, jobs, pay schedules; then persons; then employees; then everything about them.",
	   GET("/departments?limit=1&include_count=true")},
	  {"Give every record the id that the old system knows it by as `external_id`. It is unique, so a second run cannot make a second record: 409 `duplicate` tells that it is there already.",
	   ONCE("/departments", "old-dep-17", "{\"external_id\":\"old-dep-17\",\"code\":\"M-YARD\",\"name\":\"Yard\"}") "\n"
	   KEEP("PERSON_ID", ONCE("/persons", "old-per-4711", "{\"external_id\":\"old-per-4711\",\"legal_first_name\":\"Amos\",\"legal_last_name\":\"Sample\"}"))},
	  {"Find what a stopped run has left by that id:",
	   FIRST("DEPARTMENT_ID", GET("/departments?external_id=old-dep-17")) "\n"
	   FIRST("SCHEDULE_ID", GET("/pay-schedules?is_default=true"))},
	  {"Employments that began long ago are created with their own `hire_date`; those that have ended are ended by the action, so that the spell is right.",
	   KEEP("EMPLOYEE_ID", ONCE("/employees", "old-emp-4711", "{\"external_id\":\"old-emp-4711\",\"person_id\":\"" ID("PERSON_ID") "\",\"employee_number\":\"M4711\",\"worker_type\":\"employee\",\"employment_type\":\"full_time\",\"hire_date\":\"2014-03-03\",\"flsa_status\":\"nonexempt\",\"department_id\":\"" ID("DEPARTMENT_ID") "\",\"pay_schedule_id\":\"" ID("SCHEDULE_ID") "\"}")) "\n"
	   ONCE("/employees/$EMPLOYEE_ID/terminate", "old-emp-4711-end", "{\"termination_date\":\"2019-08-30\",\"type\":\"layoff\"}")},
	  {"Stay below the limit: read `RateLimit` on each answer, and at 429 wait for the seconds in `Retry-After`. Count at the end, and compare.",
	   GET("/employees?limit=1&include_count=true")},
	  {"When the numbers agree, have the key revoked.", NULL},
	 }},
};
/* clang-format on */

#define NRECIPES (sizeof recipes / sizeof recipes[0])

void
hub_docs_recipes(struct call *call)
{
	struct recipe_row *rows = arena_array(call->arena, NRECIPES, sizeof *rows);
	for (size_t i = 0; i < NRECIPES; i++)
		rows[i] = (struct recipe_row){.title = slice_from(recipes[i].title),
		    .href = page_url(call, "/docs/recipes/%s", recipes[i].name),
		    .meaning = slice_from(recipes[i].meaning)};
	hub_docs_recipes_render(page_begin(call, 200),
	    &(struct hub_docs_recipes){.page = page_of(call), .rows = rows, .nrows = NRECIPES});
}

static void
list_steps(struct call *call, const struct recipe *recipe, struct hub_docs_recipe *data)
{
	struct recipe_step *steps = arena_array(call->arena, STEPS_MAX, sizeof *steps);
	size_t count = 0;
	for (; count < STEPS_MAX && recipe->steps[count].prose != NULL; count++) {
		const struct step_text *text = &recipe->steps[count];
		struct recipe_step *row = &steps[count];
		*row = (struct recipe_step){.id = arena_printf(call->arena, "line-%zu", count + 1),
		    .line = text->line != NULL ? slice_from(text->line) : SLICE_NONE};
		docs_prose(call, text->prose, &row->prose, &row->nprose);
	}
	data->steps = steps;
	data->nsteps = count;
}

void
hub_docs_recipe(struct call *call)
{
	struct slice name = call_parameter(call, "name");
	for (size_t i = 0; i < NRECIPES; i++) {
		if (!slice_is(name, recipes[i].name))
			continue;
		struct hub_docs_recipe data = {.page = page_of(call),
		    .title = slice_from(recipes[i].title),
		    .meaning = slice_from(recipes[i].meaning),
		    .scopes = slice_from(recipes[i].scopes)};
		list_steps(call, &recipes[i], &data);
		hub_docs_recipe_render(page_begin(call, 200), &data);
		return;
	}
	page_gone(call, "There is no recipe of that name.");
}
