/*
 * The side towards the web server, the same for FastCGI (fcgi.c) and plain CGI
 * (cgi.c). One request at a time; everything it lends is valid until finish().
 */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "base/slice.h"

enum server_event {
	SERVER_REQUEST, /* one has come */
	SERVER_IDLE,    /* none came for some while: time to rest, then ask again */
	SERVER_END      /* none will come: the process was told to end, or CGI has had its one */
};

enum server_finish {
	SERVER_DONE,      /* the answer is complete */
	SERVER_DONE_LAST, /* complete, and this process takes no other request */
	SERVER_CUT /* a stream without a length broke after its head: let the client notice */
};

struct server {
	enum server_event (*next)(void);
	/* A parameter by its CGI name (RFC 3875 section 4.1); NULL if absent. */
	const char *(*parameter)(const char *name);
	/* Up to len bytes of the body; 0 at its end, or when the server went away. */
	size_t (*read)(void *bytes, size_t len);
	/* False once the server or the client is gone. */
	bool (*write)(struct slice bytes);
	void (*finish)(enum server_finish how);
};

/* Sets FastCGI up; NULL if this process was started as plain CGI or from a shell. */
const struct server *fcgi_server(void);
const struct server *cgi_server(void);

#endif
