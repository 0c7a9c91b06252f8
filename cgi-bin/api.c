/* api.fcgi: the REST API below /v1 (HTTP.md). */
#include "access/steps.h"
#include "records/api.h"
#include "records/daily.h"
#include "trail/record.h"
#include "trail/ship.h"
#include "web/program.h"

/* HTTP.md, order of judgement. */
static step *const steps[] = {
    check_schema,
    access_identify,
    access_admit,
    access_spend,
    find_route,
    access_authorize,
    check_body,
    run_handler,
    NULL,
};

static bool
start(const struct settings *settings, const struct secrets *secrets)
{
	return access_start(settings, secrets) && records_ship_start(settings, secrets);
}

static void
record(struct call *call)
{
	access_finish(call);
	trail_record(call);
}

static void
stop(void)
{
	trail_record_stop();
	ship_stop();
}

static const struct program api = {
    .name = "api",
    .routes = api_routes,
    .steps = steps,
    .compose = problem_compose,
    .record = record,
    .start = start,
    .stop = stop,
    .body_max = CALL_BODY_MAX,
};

int
main(int argc, char **argv)
{
	return program_run(&api, argc, argv);
}
