/*
 * The API's resource routes: list, search, get, create, update and delete for every
 * resource of the catalog, the actions of an employment, the change feed, and the company
 * itself. HTTP.md is the contract.
 */
#ifndef RECORDS_RECORDS_H
#define RECORDS_RECORDS_H

#include "web/route.h"

handler records_list;
handler records_search;
handler records_get;
handler records_create;
handler records_update;
handler records_delete;
handler employees_act; /* the route's name is the action's */
handler feed_read;
handler pay_periods_list;
handler documents_download;
handler documents_upload;
handler entity_get;

extern const struct shape record_shape, list_shape, search_shape, entity_shape, pay_periods_shape;
extern const struct shape terminate_shape, rehire_shape, start_leave_shape, return_shape,
    cancel_hire_shape, feed_shape, content_shape;

/* The fields of a schedule that its periods give away. */
struct fieldset pay_periods_fields(void);
/* The field of a document that stands for its content where only some may be written. */
struct fieldset documents_upload_fields(void);

#define ACTION_ROUTE(NAME, SHAPE)                                                                  \
	{                                                                                          \
		NAME, METHOD_POST, "/v1/entities/{entity}/{resource=employees}/{id}/" NAME,        \
		    ACCESS_RESOURCE, OPERATION_UPDATE, 0, employees_act, &SHAPE, &record_shape,    \
		    false                                                                          \
	}

#define RECORDS_ROUTES                                                                             \
	{"entities.read", METHOD_GET, "/v1/entities/{entity}", ACCESS_CREDENTIAL, 0, 0,            \
	    entity_get, NULL, &entity_shape, false},                                               \
	    {"changes.list", METHOD_GET, "/v1/entities/{entity}/changes", ACCESS_FEED, 0, 0,       \
		feed_read, NULL, &feed_shape, false},                                              \
	    {"list", METHOD_GET, "/v1/entities/{entity}/{resource}", ACCESS_RESOURCE,              \
		OPERATION_READ, 0, records_list, NULL, &list_shape, false},                        \
	    {"create", METHOD_POST, "/v1/entities/{entity}/{resource}", ACCESS_RESOURCE,           \
		OPERATION_CREATE, 0, records_create, &record_shape, &record_shape, false},         \
	    {"search", METHOD_POST, "/v1/entities/{entity}/{resource}/search", ACCESS_RESOURCE,    \
		OPERATION_READ, 0, records_search, &search_shape, &list_shape, false},             \
	    {"get", METHOD_GET, "/v1/entities/{entity}/{resource}/{id}", ACCESS_RESOURCE,          \
		OPERATION_READ, 0, records_get, NULL, &record_shape, false},                       \
	    {"update", METHOD_PATCH, "/v1/entities/{entity}/{resource}/{id}", ACCESS_RESOURCE,     \
		OPERATION_UPDATE, 0, records_update, &record_shape, &record_shape, false},         \
	    ACTION_ROUTE("terminate", terminate_shape), ACTION_ROUTE("rehire", rehire_shape),      \
	    ACTION_ROUTE("start-leave", start_leave_shape), ACTION_ROUTE("return", return_shape),  \
	    ACTION_ROUTE("cancel-hire", cancel_hire_shape),                                        \
	    {"periods", METHOD_GET,                                                                \
		"/v1/entities/{entity}/{resource=pay-schedules}/{id}/periods",                     \
		ACCESS_RESOURCE, OPERATION_READ, 0, pay_periods_list, NULL, &pay_periods_shape,    \
		false},                                                                            \
	    {"download", METHOD_GET,                                                               \
		"/v1/entities/{entity}/{resource=documents}/{id}/content", ACCESS_RESOURCE,        \
		OPERATION_DOWNLOAD, 0, documents_download, NULL, &content_shape, false},           \
	    {"upload", METHOD_PUT, "/v1/entities/{entity}/{resource=documents}/{id}/content",      \
		ACCESS_RESOURCE, OPERATION_UPDATE, 0, documents_upload, &content_shape,            \
		&record_shape, false},                                                             \
	{                                                                                          \
		"delete", METHOD_DELETE, "/v1/entities/{entity}/{resource}/{id}", ACCESS_RESOURCE, \
		    OPERATION_DELETE, 0, records_delete, NULL, &record_shape, false                \
	}

#endif
