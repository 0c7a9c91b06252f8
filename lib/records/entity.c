/* The company itself, as its own keys see it. */
#include "access/steps.h"
#include "codec/date.h"
#include "codec/json.h"
#include "records/body.h"
#include "records/records.h"
#include "sql/records.h"
#include "web/call.h"
#include "web/problem.h"

static const struct shape_member members[] = {
    {"id", PRIVACY_OPEN, NULL},
    {"object", PRIVACY_OPEN, NULL},
    {"name", PRIVACY_BUSINESS, NULL},
    {"time_zone", PRIVACY_BUSINESS, NULL},
    {"currency", PRIVACY_BUSINESS, NULL},
    {"status", PRIVACY_BUSINESS, NULL},
    {"require_login", PRIVACY_BUSINESS, NULL},
    {"require_if_match", PRIVACY_BUSINESS, NULL},
    {"version", PRIVACY_OPEN, NULL},
    {"created_at", PRIVACY_OPEN, NULL},
    {"updated_at", PRIVACY_OPEN, NULL},
    {0},
};

const struct shape entity_shape = {SHAPE_MEMBERS, NULL, members};

static void
put_time(struct json_writer *writer, const char *name, int64_t time_us)
{
	json_name(writer, name);
	json_put_string(writer, time_text(writer->out->arena, time_us));
}

static void
put_texts(struct json_writer *writer, const struct entity_show_row *row)
{
	const struct {
		const char *name;
		struct slice value;
	} texts[] = {
	    {"id", arena_printf(writer->out->arena, "ent_%.*s", SLICE_ARG(row->code))},
	    {"object", SLICE_OF("entity")},
	    {"name", row->name},
	    {"time_zone", row->time_zone},
	    {"currency", row->currency},
	    {"status", row->state},
	};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		json_name(writer, texts[i].name);
		json_put_string(writer, texts[i].value);
	}
}

static void
answer(struct call *call, const struct entity_show_row *row)
{
	answer_begin(call, 200, "application/json");
	struct json_writer writer = json_writer(&call->answer.body);
	json_begin_object(&writer);
	put_texts(&writer, row);
	json_name(&writer, "require_login");
	json_put_bool(&writer, row->require_login);
	json_name(&writer, "require_if_match");
	json_put_bool(&writer, row->require_if_match);
	json_name(&writer, "version");
	json_put_integer(&writer, (int64_t)row->version);
	put_time(&writer, "created_at", row->created_at);
	put_time(&writer, "updated_at", row->updated_at);
	json_end_object(&writer);
}

static enum db_status
find(struct call *call, struct entity_show_row *row)
{
	const struct caller *caller = &call->caller;
	const struct guard *guard = &caller->guard;
	struct entity_show_in in = {
	    caller->entity_id, guard->key_id, guard->stamp, guard->until_us};
	return entity_show(call->db, call->arena, &in, row);
}

void
entity_get(struct call *call)
{
	struct entity_show_row row;
	if (!body_accept_answer(call))
		return;
	enum db_status status = find(call, &row);
	if (status == DB_NO_ROW) {
		if (!access_reidentify(call))
			return;
		status = find(call, &row);
	}
	if (status != DB_OK) {
		fail_db(call, "entity", status);
		return;
	}
	call->caller.confirmed = true;
	answer(call, &row);
}
