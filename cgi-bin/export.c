/* export.fcgi: streams of audit trail and request history below /export. */
#include "access/steps.h"
#include "records/daily.h"
#include "trail/export.h"
#include "trail/ship.h"
#include "web/health.h"
#include "web/problem.h"

#define READS_TRAIL (ROLE_OWNER | ROLE_ADMIN | ROLE_AUDITOR)

/* clang-format off */
static const struct route routes[] = {
	{"export.audit.ndjson", METHOD_GET, "/export/audit.ndjson", ACCESS_SESSION, 0, READS_TRAIL,
	 export_audit_ndjson, NULL, NULL, false},
	{"export.audit.csv", METHOD_GET, "/export/audit.csv", ACCESS_SESSION, 0, READS_TRAIL,
	 export_audit_csv, NULL, NULL, false},
	{"export.requests.ndjson", METHOD_GET, "/export/requests.ndjson", ACCESS_SESSION, 0, READS_TRAIL,
	 export_requests_ndjson, NULL, NULL, false},
	{"export.requests.csv", METHOD_GET, "/export/requests.csv", ACCESS_SESSION, 0, READS_TRAIL,
	 export_requests_csv, NULL, NULL, false},
	{0},
};
/* clang-format on */

static step *const steps[] = {check_schema, refuse_forgery, resume_session, find_route,
    require_role, check_body, run_handler, NULL};

static bool
start(const struct settings *settings, const struct secrets *secrets)
{
	return access_start(settings, secrets) && records_ship_start(settings, secrets);
}

int
main(int argc, char **argv)
{
	static const struct program export = {
	    .name = "export",
	    .routes = routes,
	    .steps = steps,
	    .compose = problem_compose,
	    .start = start,
	    .stop = ship_stop,
	};
	return program_run(&export, argc, argv);
}
