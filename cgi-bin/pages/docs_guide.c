/* The guide: pages of prose, and lines to paste. */
#include "cgi-bin/pages/docs.h"
#include "cgi-bin/pages/pages.h"
#include "catalog/query.h"

#define LINE_MAX_BYTES 16384
#define ENTITY "/v1/entities/$HUB_ENTITY_ID"
#define PERSON "{\"legal_first_name\":\"Rosa\",\"legal_last_name\":\"Quintero\"}"

struct slice
docs_curl(struct call *call, const char *method, struct slice path, const char *media_type,
    struct slice json)
{
	struct str line;
	bool plain = slice_is(slice_from(method), json.at ? "POST" : "GET");
	str_init(&line, call->arena, LINE_MAX_BYTES);
	str_add_text(&line, "curl -sS ");
	if (!plain)
		str_addf(&line, "-X %s ", method);
	str_add_text(&line, "\"$HUB_BASE_URL");
	str_add(&line, path);
	str_add_text(&line, "\" -H \"Authorization: Bearer $HUB_API_KEY\"");
	if (json.at) {
		str_addf(&line, " -H \"Content-Type: %s\" -d '", media_type);
		str_add(&line, json);
		str_add_char(&line, '\'');
	}
	return str_slice(&line);
}

static struct slice
post(struct call *call, const char *path, const char *json)
{
	return docs_curl(call, "POST", slice_from(path), "application/json", slice_from(json));
}

void
hub_docs_started(struct call *call)
{
	hub_docs_started_render(page_begin(call, 200),
	    &(struct hub_docs_started){.page = page_of(call),
		.powershell =
		    SLICE_OF("Get-Content hub.env | ForEach-Object { $n, $v = $_ -split '=', 2; "
			     "Set-Item \"env:$n\" $v }"),
		.whoami = docs_curl(call, "GET", SLICE_OF("/v1/auth/whoami"), NULL, SLICE_NONE),
		.list =
		    docs_curl(call, "GET", SLICE_OF(ENTITY "/employees?limit=3"), NULL, SLICE_NONE),
		.search = post(call, ENTITY "/persons/search",
		    "{\"filter\":{\"legal_last_name\":\"Quintero\"}}"),
		.create = post(call, ENTITY "/persons?dry_run=true", PERSON),
		.once = docs_curl(call, "POST", SLICE_OF(ENTITY "/persons"),
		    "application/json\" -H \"Idempotency-Key: hire-20814", slice_from(PERSON)),
		.terminate = post(call, ENTITY "/employees/$EMPLOYEE_ID/terminate",
		    "{\"termination_date\":\"2026-12-31\",\"type\":\"voluntary\"}"),
		.changes =
		    docs_curl(call, "GET", SLICE_OF(ENTITY "/changes?limit=10"), NULL, SLICE_NONE),
		.mistake = post(call, ENTITY "/persons",
		    "{\"legal_last_name\":\"Quintero\",\"date_of_birth\":\"2026-02-30\"}"),
		.patch = docs_curl(call, "PATCH", SLICE_OF(ENTITY "/persons/$PERSON_ID"),
		    "application/merge-patch+json\" -H \"If-Match: $ETAG",
		    SLICE_OF("{\"preferred_first_name\":\"Rosie\"}")),
		.login = docs_curl(call, "POST", SLICE_OF("/v1/auth/login"), NULL, SLICE_NONE)});
}

void
hub_docs_authentication(struct call *call)
{
	hub_docs_authentication_render(
	    page_begin(call, 200), &(struct hub_docs_authentication){.page = page_of(call)});
}

void
hub_docs_lists(struct call *call)
{
	hub_docs_lists_render(page_begin(call, 200),
	    &(struct hub_docs_lists){.page = page_of(call),
		.search = SLICE_OF("{\"filter\":{\"legal_last_name\":{\"prefix\":\"Qui\"}},"
				   "\"sort\":\"-created_at\",\"limit\":20}")});
}

void
hub_docs_writing(struct call *call)
{
	hub_docs_writing_render(
	    page_begin(call, 200), &(struct hub_docs_writing){.page = page_of(call)});
}

void
hub_docs_limits(struct call *call)
{
	const struct settings *settings = call->settings;
	struct limit_row *rows = arena_array(call->arena, 2, sizeof *rows);
	rows[0] = (struct limit_row){.mode = SLICE_OF("Test"),
	    .minute = (uint64_t)settings->test_per_minute,
	    .burst = (uint64_t)settings->test_burst};
	rows[1] = (struct limit_row){.mode = SLICE_OF("Live"),
	    .minute = (uint64_t)settings->live_per_minute,
	    .burst = (uint64_t)settings->live_burst};
	hub_docs_limits_render(page_begin(call, 200),
	    &(struct hub_docs_limits){.page = page_of(call),
		.header = SLICE_OF("RateLimit: \"sustained\";r=187;t=2"),
		.limits = rows,
		.nlimits = 2,
		.address_failures = (uint64_t)settings->address_failures_per_minute,
		.body_bytes = CALL_BODY_MAX,
		.page_most = QUERY_LIMIT_MAX,
		.page_usual = QUERY_LIMIT_DEFAULT});
}

#define IN_STEP_CALL(path)                                                                         \
	"curl -sS \"$HUB_BASE_URL" ENTITY path "\" -H \"Authorization: Bearer $HUB_API_KEY\""

void
hub_docs_in_step(struct call *call)
{
	hub_docs_in_step_render(page_begin(call, 200),
	    &(struct hub_docs_in_step){.page = page_of(call),
		.begin =
		    SLICE_OF("CURSOR=$(" IN_STEP_CALL("/changes?after=latest") " | jq -r "
									       ".next_cursor)"),
		.whole = SLICE_OF(IN_STEP_CALL("/employees?limit=200")),
		.follow = SLICE_OF(IN_STEP_CALL("/changes?after=$CURSOR&limit=200")),
		.record = SLICE_OF(IN_STEP_CALL("/employees/$EMPLOYEE_ID")),
		.loop = SLICE_OF(
		    "mkdir -p records\n"
		    "while :; do\n"
		    "  PAGE=$(curl -sSf \"$HUB_BASE_URL" ENTITY
		    "/changes?after=$(cat cursor)\" \\\n"
		    "    -H \"Authorization: Bearer $HUB_API_KEY\") || break\n"
		    "  echo \"$PAGE\" | jq -r '.data[] | [.operation, .resource, .record_id] | "
		    "@tsv' |\n"
		    "  while read -r OPERATION RESOURCE ID; do\n"
		    "    if [ \"$OPERATION\" = delete ]; then rm -f \"records/$ID\"; continue; fi\n"
		    "    curl -sSf \"$HUB_BASE_URL" ENTITY "/$RESOURCE/$ID\" \\\n"
		    "      -H \"Authorization: Bearer $HUB_API_KEY\" >\"records/$ID\" || rm -f "
		    "\"records/$ID\"\n"
		    "  done\n"
		    "  echo \"$PAGE\" | jq -r .next_cursor >cursor\n"
		    "  [ \"$(echo \"$PAGE\" | jq .has_more)\" = true ] || break\n"
		    "done")});
}

void
hub_docs_changed(struct call *call)
{
	hub_docs_changed_render(
	    page_begin(call, 200), &(struct hub_docs_changed){.page = page_of(call)});
}

void
hub_docs_administrators(struct call *call)
{
	hub_docs_administrators_render(
	    page_begin(call, 200), &(struct hub_docs_administrators){.page = page_of(call)});
}
