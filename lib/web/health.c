/* The two public questions, and the step that holds requests back from an old schema. */
#include "web/health.h"

#include "base/log.h"
#include "codec/json.h"
#include "db/migrate.h"

const struct shape health_shape = {
    SHAPE_MEMBERS, NULL, (const struct shape_member[]){{"status", PRIVACY_OPEN, NULL}, {0}}};

static void
say(struct call *call, const char *status)
{
	answer_begin(call, 200, "application/json");
	struct json_writer w = json_writer(&call->answer.body);
	json_begin_object(&w);
	json_name(&w, "status");
	json_put_text(&w, status);
	json_end_object(&w);
}

void
health_alive(struct call *call)
{
	say(call, "alive");
}

static bool
schema_is_new_enough(struct call *call)
{
	enum db_status status = migrate_check(call->db);
	if (status == DB_OK)
		return true;
	if (status != DB_NO_ROW) {
		fail_db(call, "schema", status);
		return false;
	}
	log_line(LOG_ERROR_LEVEL, "schema", 0, &call->request.id, "migrate first");
	refuse(call, PROBLEM_UNAVAILABLE, "The database is waiting for its migration.");
	answer_header(call, "Retry-After", SLICE_OF("30"));
	return false;
}

void
health_ready(struct call *call)
{
	enum db_status status = db_ping(call->db);
	if (status != DB_OK)
		fail_db(call, "ready", status);
	else if (schema_is_new_enough(call))
		say(call, "ready");
}

/* Asked until it was so once: a schema does not grow older. */
bool
check_schema(struct call *call)
{
	static bool seen;
	if (!seen && !call->open_to_all)
		seen = schema_is_new_enough(call);
	return seen || call->open_to_all;
}
