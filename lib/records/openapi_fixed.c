/*
 * What hangs on no resource: answers of single routes, headers, parameters. Tests compare
 * the members with the shapes and with what the API really answers.
 */
#include <string.h>

#include "records/openapi_parts.h"

#define TIME "{'type':'string','format':'date-time','maxLength':40}"
#define TIME_OR_NULL "{'type':['string','null'],'format':'date-time','maxLength':40}"
#define ENTITY_PATTERN "'^ent_[0-9a-hjkmnp-tv-z]{10}$'"
#define ENTITY_ID "{'type':'string','minLength':14,'maxLength':14,'pattern':" ENTITY_PATTERN "}"
#define MODE "{'type':'string','enum':['live','test']}"
#define LINE "{'type':'string','maxLength':200,'pattern':'\\\\S'}"
#define WORD "{'type':'string','maxLength':64,'pattern':'^[a-z0-9_]+$'}"
#define SCOPE "{'type':'string','maxLength':16384,'pattern':'^[ -~]*$'}"
#define COUNT(MAX) "{'type':'integer','format':'int64','minimum':0,'maximum':" MAX "}"
#define BOOLEAN "{'type':'boolean'}"
#define DAY "{'type':'string','format':'date','minLength':10,'maxLength':10}"
#define PAGE                                                                                       \
	"'object':{'const':'list'},'has_more':" BOOLEAN                                            \
	",'next_cursor':{'type':['string','null'],"                                                \
	"'minLength':1,'maxLength':4000,'pattern':'^[!-~]+$'},"                                    \
	"'url':{'type':'string','maxLength':2048,'pattern':'^/'}"
#define VERSION COUNT("9007199254740991")
#define UUID "{'type':'string','format':'uuid','maxLength':36}"
#define NAMES                                                                                      \
	"{'type':'array','maxItems':128,'items':{'type':'string','maxLength':100,"                 \
	"'pattern':'^[a-z0-9_]+$'}}"
#define CHOSEN(PREFIX, WHAT)                                                                       \
	"{'type':['array','null'],'maxItems':200,'description':'" WHAT                             \
	"; null: they do not limit','items':{'type':'string','maxLength':30,"                      \
	"'pattern':'^" PREFIX "_[0-7][0-9a-hjkmnp-tv-z]{25}$'}}"

/* clang-format off */
static const struct {
	const char *name;
	const char *schema;
} schemas[] = {
	{"Problem",
	 "{'type':'object','description':'A refusal or a failure (RFC 9457)',"
	 "'required':['type','title','status','detail','code'],'properties':{"
	 "'type':{'type':'string','format':'uri','maxLength':500,'description':'The page of the code'},"
	 "'title':" LINE ",'status':{'type':'integer','format':'int32','minimum':400,'maximum':599},"
	 "'detail':{'type':'string','maxLength':2000,'pattern':'\\\\S','description':'Never echoes a value'},"
	 "'instance':{'type':'string','maxLength':100,'pattern':'^urn:uuid:','description':'The request'},"
	 "'code':" WORD ",'request_id':" UUID ","
	 "'required':{'type':'string','maxLength':100,'pattern':'^[a-z:-]+$','description':'The scope that lacks'},"
	 "'fields':" NAMES ",'policy':" WORD ","
	 "'references':{'type':'array','maxItems':32,'items':{'type':'object','properties':{"
	 "'resource':{'type':'string','maxLength':64,'pattern':'^[a-z-]+$'},'count':" COUNT("1000000000") "}}},"
	 "'errors':{'type':'array','maxItems':50,'items':{'$ref':'#/components/schemas/Complaint'}}}}"},
	{"Complaint",
	 "{'type':'object','description':'One thing that is wrong with a body (pointer) or with the URL (parameter)',"
	 "'required':['code','detail'],'properties':{"
	 "'pointer':{'type':'string','maxLength':2000,'pattern':'^(/|$)','description':'RFC 6901'},"
	 "'parameter':{'type':'string','maxLength':100,'pattern':'^[^\\\\u0000]*$'},'code':" WORD ","
	 "'detail':{'type':'string','maxLength':2000,'pattern':'\\\\S'}}}"},
	{"AccessToken",
	 "{'type':'object','required':['object','access_token','token_type','expires_in','expires_at'],'properties':{"
	 "'object':{'const':'access_token'},'access_token':{'type':'string','maxLength':200,'pattern':'^[!-~]+$'},"
	 "'token_type':{'const':'Bearer'},'expires_in':" COUNT("3600") ",'expires_at':" TIME ","
	 "'entity_id':" ENTITY_ID ",'mode':" MODE ",'scope':" SCOPE "}}"},
	{"Caller",
	 "{'type':'object','required':['object','key_id','entity_id','mode'],'properties':{"
	 "'object':{'const':'caller'},'key_id':{'type':'string','maxLength':31,'pattern':'^key_[0-7][0-9a-hjkmnp-tv-z]{25}$'},"
	 "'name':" LINE ",'credential':{'type':'string','enum':['key','token']},'entity_id':" ENTITY_ID ",'mode':" MODE ","
	 "'access':{'type':'string','enum':['full','read_only','custom']},'scope':" SCOPE ","
	 "'fields':{'type':'object','description':'For each resource that may be read, its readable fields',"
	 "'additionalProperties':" NAMES "},"
	 "'population':{'type':['object','null'],'description':'The employees to whom the key is limited; null: it reaches everybody',"
	 "'properties':{'departments':" CHOSEN("dep", "Departments, with those below") ","
	 "'locations':" CHOSEN("loc", "Locations") ",'unions':" CHOSEN("uni", "Unions") "}},"
	 "'limits':{'type':'array','maxItems':8,'items':{'type':'object','properties':{"
	 "'name':" WORD ",'quantity':" COUNT("1000000000") ",'window_seconds':" COUNT("86400") "}}},"
	 "'largest_body_bytes':" COUNT("1073741824") ",'expires_at':" TIME_OR_NULL "}}"},
	{"Entity",
	 "{'type':'object','required':['id','object','name'],'properties':{"
	 "'id':" ENTITY_ID ",'object':{'const':'entity'},'name':" LINE ","
	 "'time_zone':{'type':'string','maxLength':64,'pattern':'^[A-Za-z0-9_+/-]+$'},"
	 "'currency':{'type':'string','maxLength':3,'pattern':'^[A-Z]{3}$'},"
	 "'status':{'type':'string','enum':['active','suspended','closed']},"
	 "'require_login':" BOOLEAN ",'require_if_match':" BOOLEAN ",'version':" VERSION ","
	 "'created_at':" TIME ",'updated_at':" TIME "}}"},
	{"Changes",
	 "{'type':'object','description':'Changes in the order in which they were made final',"
	 "'required':['object','data','has_more','next_cursor','url'],'properties':{" PAGE ",'data':{'type':'array','maxItems':200,"
	 "'items':{'type':'object','required':['object','resource','record_id','operation'],'properties':{"
	 "'object':{'const':'change'},'resource':{'type':'string','maxLength':64,'pattern':'^[a-z-]+$'},"
	 "'record_id':{'type':'string','maxLength':31,'pattern':'^[a-z]+_[0-7][0-9a-hjkmnp-tv-z]{25}$'},"
	 "'operation':{'type':'string','enum':['create','update','delete']},'version':" VERSION ",'fields':" NAMES ","
	 "'caller':{'type':'object','properties':{'kind':{'type':'string','enum':['key','user','system']},"
	 "'id':{'type':['string','null'],'maxLength':40,'pattern':'^[a-z]+_[0-9a-z]+$'}}},'changed_at':" TIME "}}}}}"},
	{"PayPeriods",
	 "{'type':'object','required':['object','data','has_more','next_cursor','url'],'properties':{" PAGE ","
	 "'data':{'type':'array','maxItems':200,'items':{'type':'object','properties':{'object':{'const':'pay_period'},"
	 "'starts_on':" DAY ",'ends_on':" DAY ",'pay_date':{'type':['string','null'],'format':'date','maxLength':10}}}}}}"},
	{"Health", "{'type':'object','required':['status'],'properties':{'status':{'type':'string','enum':['alive','ready']}}}"},
	{"OpenApi",
	 "{'type':'object','description':'OpenAPI 3.1','required':['openapi','info','paths'],'additionalProperties':true,'properties':{"
	 "'openapi':{'type':'string','maxLength':10,'pattern':'^3[.]1[.]'},'info':{'type':'object'},'paths':{'type':'object'}}}"},
};

static const struct {
	const char *operation;
	const char *schema;
	const char *example; /* NULL: none */
} answers[] = {
	{"auth.login", "AccessToken",
	 "{'object':'access_token','access_token':'hub_tok_EXAMPLE','token_type':'Bearer','expires_in':3600,"
	 "'expires_at':'2026-11-22T10:30:00.000Z','entity_id':'ent_0123456789','mode':'test','scope':'employees:read'}"},
	{"auth.whoami", "Caller",
	 "{'object':'caller','key_id':'key_01kms3mp009tsz0bpj0h5wc000','name':'Time clock sync','credential':'key',"
	 "'entity_id':'ent_0123456789','mode':'test','access':'read_only','scope':'employees:read',"
	 "'fields':{'employees':['id','status','version']},'population':null,"
	 "'limits':[{'name':'burst','quantity':20,'window_seconds':1},{'name':'sustained','quantity':300,'window_seconds':60}],"
	 "'largest_body_bytes':1048576,'expires_at':null}"},
	{"entities.read", "Entity",
	 "{'id':'ent_0123456789','object':'entity','name':'Northgate Builders','time_zone':'America/Denver',"
	 "'currency':'USD','status':'active','require_login':false,'require_if_match':false,'version':1,"
	 "'created_at':'2026-01-05T16:00:00.000Z','updated_at':'2026-01-05T16:00:00.000Z'}"},
	{"changes.list", "Changes",
	 "{'object':'list','data':[{'object':'change','resource':'persons','record_id':'per_01kms3mp009tsz0bpj0h5wc000',"
	 "'operation':'update','version':2,'fields':['preferred_first_name'],'caller':{'kind':'key',"
	 "'id':'key_01kms3mp009tsz0bpj0h5wc000'},'changed_at':'2026-11-22T09:30:00.000Z'}],'has_more':false,"
	 "'next_cursor':'b3BhcXVl','url':'/v1/entities/ent_0123456789/changes'}"},
	{"pay-schedules.periods", "PayPeriods",
	 "{'object':'list','data':[{'object':'pay_period','starts_on':'2026-11-16','ends_on':'2026-11-22',"
	 "'pay_date':'2026-11-27'}],'has_more':false,'next_cursor':null,'url':"
	 "'/v1/entities/ent_0123456789/pay-schedules/pay_01kms3mp009tsz0bpj0h5wc000/periods'}"},
	{"openapi", "OpenApi", NULL},
	{"health", "Health", "{'status':'alive'}"},
	{"ready", "Health", "{'status':'ready'}"},
};

static const struct {
	const char *name;
	const char *header;
} headers[] = {
	{"X-Request-Id", "{'description':'Names this request; an administrator finds it by this','schema':" UUID "}"},
	{"ETag", "{'description':'Version and view of the record; give it as If-Match','schema':{'type':'string','maxLength':64,'pattern':'^\\\"'}}"},
	{"Location", "{'description':'Path of the new record','schema':{'type':'string','maxLength':2048,'pattern':'^/'}}"},
	{"Link", "{'description':'The next page, rel=next (RFC 8288)','schema':{'type':'string','maxLength':9000,'pattern':'^<'}}"},
	{"RateLimit", "{'description':'What is left of the policy nearest its end, and seconds until it is full','schema':{'type':'string','maxLength':200,'pattern':';r='}}"},
	{"RateLimit-Policy", "{'description':'Quantities and windows in seconds','schema':{'type':'string','maxLength':200,'pattern':';q='}}"},
	{"X-Key-Expires-At", "{'description':'When the secret of this key ends, in its last 30 days','schema':" TIME "}"},
	{"Retry-After", "{'description':'Seconds to wait','schema':{'type':'integer','format':'int32','minimum':0,'maximum':86400}}"},
	{"WWW-Authenticate", "{'description':'How to authenticate (RFC 6750)','schema':{'type':'string','maxLength':500,'pattern':'^Bearer '}}"},
	{"X-Withheld-Fields", "{'description':'Fields that this key may not read','schema':{'type':'string','maxLength':8192,'pattern':'^[a-z0-9_, ]+$'}}"},
	{"Idempotency-Replayed", "{'description':'The answer of an earlier request with the same Idempotency-Key','schema':{'const':'true'}}"},
	{"Content-Disposition", "{'description':'Save it, under this name (RFC 6266, RFC 8187)','schema':{'type':'string','maxLength':4096,'pattern':'^attachment'}}"},
	{"Accept-Ranges", "{'description':'One range of bytes can be asked for','schema':{'const':'bytes'}}"},
	{"Content-Range", "{'description':'Which bytes these are, and of how many (RFC 9110)','schema':{'type':'string','maxLength':100,'pattern':'^bytes '}}"},
	{"Accept", "{'description':'Media types that PUT takes here','schema':{'type':'string','maxLength':1000,'pattern':'/'}}"},
	{"Accept-Encoding", "{'description':'How a body may be coded: not at all','schema':{'type':'string','enum':['identity']}}"},
	{"Accept-Post", "{'description':'Media types that POST takes here','schema':{'type':'string','maxLength':200,'pattern':'/'}}"},
	{"Accept-Patch", "{'description':'Media types that PATCH takes here','schema':{'type':'string','maxLength':200,'pattern':'/'}}"},
};

static const struct {
	const char *name;
	const char *parameter;
} parameters[] = {
	{"limit", "{'name':'limit','in':'query','description':'Records on a page','schema':{'type':'integer','format':'int32','minimum':1,'maximum':200,'default':50}}"},
	{"cursor", "{'name':'cursor','in':'query','description':'next_cursor of the page before; all other parameters stay the same','schema':{'type':'string','minLength':1,'maxLength':4000,'pattern':'^[!-~]+$'}}"},
	{"updated_since", "{'name':'updated_since','in':'query','description':'Only those changed at this time or later','schema':" TIME "}"},
	{"include_count", "{'name':'include_count','in':'query','description':'Count all that match, to 10000','schema':{'type':'boolean','default':false}}"},
	{"reveal", "{'name':'reveal','in':'query','description':'Show numbers whole; needs reveal on the resource, and each answer that does so stands in the audit trail','schema':{'type':'boolean','default':false}}"},
	{"dry_run", "{'name':'dry_run','in':'query','description':'Do everything but keep it: the answer is what would be','schema':{'type':'boolean','default':false}}"},
	{"If-Match", "{'name':'If-Match','in':'header','description':'The ETag that was read; a company can demand it','schema':{'type':'string','maxLength':1000,'pattern':'\\\\S'}}"},
	{"If-None-Match", "{'name':'If-None-Match','in':'header','description':'ETags that are known already','schema':{'type':'string','maxLength':1000,'pattern':'\\\\S'}}"},
	{"Idempotency-Key", "{'name':'Idempotency-Key','in':'header','description':'A name for this very request: repeated within 24 hours, it is done once','schema':{'type':'string','minLength':1,'maxLength':255,'pattern':'^[ -~]+$'}}"},
};

/* Parameters of single operations. */
static const struct {
	const char *operation;
	const char *parameters;
} own[] = {
	{"changes.list",
	 "{'$ref':'#/components/parameters/limit'},{'name':'after','in':'query','description':'next_cursor of the answer "
	 "before, or latest for the end as it is now; without it the feed begins at its start','schema':{'type':'string','minLength':1,'maxLength':4000,'pattern':'^[!-~]+$'}}"},
	{"documents.download",
	 "{'$ref':'#/components/parameters/If-None-Match'},{'name':'Range','in':'header','description':'One range of bytes, bytes=0-1023; several, and what is no such range, are answered with the whole',"
	 "'schema':{'type':'string','maxLength':100,'pattern':'\\\\S'},'example':'bytes=0-1023'},"
	 "{'name':'If-Range','in':'header','description':'ETag under which the range still holds; else the whole comes','schema':{'type':'string','maxLength':100,'pattern':'\\\\S'}}"},
	{"pay-schedules.periods",
	 "{'name':'from','in':'query','required':true,'description':'First day','schema':" DAY "},"
	 "{'name':'to','in':'query','required':true,'description':'Last day, at most three years on','schema':" DAY "}"},
};
/* clang-format on */

#define COUNT_OF(TABLE) (sizeof(TABLE) / sizeof(TABLE)[0])

static bool
has_operation(const struct openapi_writer *w, const char *name)
{
	for (size_t i = 0; i < w->endpoints.count; i++)
		if (slice_is(w->endpoints.list[i].name, name))
			return true;
	return false;
}

/* Those of answers stand only where the operation does. */
static bool
is_needed(const struct openapi_writer *w, const char *schema)
{
	bool answer = false;
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		if (strcmp(answers[i].schema, schema) != 0)
			continue;
		answer = true;
		if (has_operation(w, answers[i].operation))
			return true;
	}
	return !answer;
}

void
openapi_put_fixed_schemas(struct openapi_writer *w)
{
	for (size_t i = 0; i < COUNT_OF(schemas); i++)
		if (is_needed(w, schemas[i].name))
			openapi_member(w, schemas[i].name, schemas[i].schema);
}

void
openapi_put_own_parameters(struct openapi_writer *w, const struct endpoint *endpoint)
{
	for (size_t i = 0; i < COUNT_OF(own); i++)
		if (slice_is(endpoint->name, own[i].operation))
			openapi_put(w, own[i].parameters);
}

void
openapi_put_headers(struct openapi_writer *w)
{
	for (size_t i = 0; i < COUNT_OF(headers); i++)
		openapi_member(w, headers[i].name, headers[i].header);
}

static void
put_entity_parameter(struct openapi_writer *w)
{
	const char *code = w->of->entity_code ? w->of->entity_code : "0123456789";
	json_name(&w->json, "entity_id");
	json_begin_object(&w->json);
	openapi_put(w, "'name':'entity_id','in':'path','required':true,'description':'The company; "
		       "whoami tells it','schema':" ENTITY_ID);
	json_name(&w->json, "example");
	json_put_string(&w->json, arena_printf(w->arena, "ent_%s", code));
	json_end_object(&w->json);
}

void
openapi_put_parameters(struct openapi_writer *w)
{
	put_entity_parameter(w);
	for (size_t i = 0; i < COUNT_OF(parameters); i++)
		openapi_member(w, parameters[i].name, parameters[i].parameter);
}

const char *
openapi_fixed_answer(struct slice operation)
{
	for (size_t i = 0; i < COUNT_OF(answers); i++)
		if (slice_is(operation, answers[i].operation))
			return answers[i].schema;
	return NULL;
}

const char *
openapi_fixed_example(struct slice operation)
{
	for (size_t i = 0; i < COUNT_OF(answers); i++)
		if (slice_is(operation, answers[i].operation))
			return answers[i].example;
	return NULL;
}
