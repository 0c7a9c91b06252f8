/*
 * The filters of the request history: read from the query, shown in the form, told as
 * chips, and kept in each link.
 */
#ifndef PAGES_REQUEST_FILTER_H
#define PAGES_REQUEST_FILTER_H

#include "access/keys.h"
#include "cgi-bin/pages/link.h"
#include "cgi-bin/pages/say.h"
#include "templates/pages.h"
#include "trail/history.h"

struct request_filter {
	struct history_filter filter;
	struct link link;        /* the page with all filters, without place */
	struct slice period;     /* "7d", or "dates" */
	struct complaints wrong; /* filters that could not be read */
	struct slice from, to, result, status, address, code, slower, operation, key; /* as typed */
};

/* The query's filters within the caller's company. What cannot be read narrows nothing. */
void request_filter_read(struct call *call, const struct say *say, struct request_filter *filter);

/* Selects, fields and chips of the form; keys: the company's, for names. */
void request_filter_show(struct call *call, const struct request_filter *filter,
    const struct key_info *keys, size_t nkeys, struct hub_requests *data);

#endif
