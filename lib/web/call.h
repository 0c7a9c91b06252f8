/*
 * One HTTP request on its way through a program's steps: what came in, what goes
 * out, and what will be remembered of it. Lives in the request's arena.
 */
#ifndef WEB_CALL_H
#define WEB_CALL_H

#include "base/arena.h"
#include "base/settings.h"
#include "base/str.h"
#include "catalog/marks.h"
#include "catalog/shape.h"
#include "codec/form.h"
#include "crypt/secrets.h"
#include "db/db.h"
#include "web/caller.h"
#include "web/route.h"

#define CALL_BODY_MAX (1024 * 1024)          /* request bodies, contents of documents apart */
#define CALL_ANSWER_MAX (64u * 1024 * 1024)
#define CALL_HEADERS_MAX 32

struct server;

struct request {
	enum method method;           /* HEAD is given as METHOD_GET with head_only set */
	bool head_only;
	struct slice method_text;
	struct slice path;            /* PATH_INFO, decoded by the server; empty if unsound */
	struct slice query_text;      /* raw */
	struct form query;            /* decoded; empty if query_malformed */
	bool query_malformed;
	/* Read to its end always; NULL slice if none was sent, or by web/upload.h instead. */
	struct slice body;
	bool body_too_large;          /* drained, not kept */
	bool body_cut_short;          /* fewer bytes than CONTENT_LENGTH said */
	uint64_t body_bytes;
	bool https;
	unsigned char address[16];    /* IPv4 mapped into IPv6 */
	struct uuid id;               /* made here */
	int64_t started_us;           /* wall clock */
	int64_t started_monotonic_us;
};

struct header {
	const char *name;
	struct slice value;
	bool lasting;
};

struct answer {
	int status;                   /* 0: none composed yet */
	const char *media_type;       /* NULL: no body */
	struct str body;
	struct marks marks;           /* in the body, of its records; what is not marked is read */
	struct header headers[CALL_HEADERS_MAX];
	size_t nheaders;
	/*
	 * For streams: called after the head was sent, writes with call_write() until done.
	 * False: something broke; the connection ends. Under mod_fcgid a client of a chunked
	 * answer cannot tell that from its end: set stream_bytes, which also has the connection
	 * closed after the answer, or give the format an end mark of its own.
	 */
	bool (*stream)(struct call *call, void *context);
	void *stream_context;
	uint64_t stream_bytes;        /* declared as Content-Length; 0: not known */
	const char *content_security_policy; /* NULL: the program's */
};

/* What the journal will say; steps and handlers fill it as they learn it. */
struct notes {
	const struct resource *resource;
	struct slice operation;       /* "employees.list"; NULL slice if no route was met */
	struct slice path;            /* rebuilt from route and valid ids; NULL slice if none met */
	uint64_t entity_id;           /* 0: nobody's */
	enum mode mode;               /* 0 if unknown */
	struct uuid key_id;
	struct uuid credential_id;
	const char *code;             /* problem code, or NULL */
	const char *reason;           /* for the owner only: "revoked", "expired", … or NULL */
	struct fieldset shown, written, named;
	const struct shape *request_shape;
	const struct shape *answer_shape;
};

struct call {
	struct arena *arena;
	const struct settings *settings;
	const struct secrets *secrets;
	struct db *db;
	const struct program *program;
	/* Found before the first step, so that every step knows what is asked for. */
	enum route_match match;
	unsigned allowed;             /* methods that exist at this path; 0 if ROUTE_UNKNOWN */
	bool open_to_all;             /* all rows at this path are public: needs no credential */
	const struct route *route;    /* NULL unless ROUTE_FOUND */
	struct slice parameters[ROUTE_PARAMETERS_MAX]; /* of the pattern's {names}, in order */
	struct request request;
	struct answer answer;
	struct caller caller;
	struct notes notes;
	struct fieldset readable, writable; /* of notes.resource, by authorize */
	bool reveal;                        /* sealed fields unmasked, by access_may_reveal() */
	const struct server *server;  /* the FastCGI or CGI side; lib/web only */
};

/* A request header by its CGI name ("HTTP_IF_MATCH"); NULL slice if absent. */
struct slice call_header(const struct call *call, const char *cgi_name);
/* The value of the pattern's {name}; a bug if the route has none of that name. */
struct slice call_parameter(const struct call *call, const char *name);

/* Adds a header to the answer. Values with control bytes are a bug. name is static. */
void answer_header(struct call *call, const char *name, struct slice value);
/* The same, but kept when a refusal replaces the answer: rate limits stand on every answer. */
void answer_header_lasting(struct call *call, const char *name, struct slice value);
/* Starts the answer (again): status, media type (NULL for none), empty body; headers stay. */
void answer_begin(struct call *call, int status, const char *media_type);
/* Forgets status, media type, body, stream and all but lasting headers. */
void answer_clear(struct call *call);
/* Only inside answer.stream; false once the client is gone. */
bool call_write(struct call *call, struct slice bytes);

#endif
