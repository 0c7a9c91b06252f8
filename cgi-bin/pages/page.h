/*
 * What every page of the portal begins and ends with: the frame's data, the answer
 * in HTML, links below the portal's path, and going elsewhere after a POST.
 */
#ifndef PAGES_PAGE_H
#define PAGES_PAGE_H

#include "templates/pages.h"
#include "web/problem.h"

/* Once at start: content hashes of static/, so that browsers may keep assets for ever. */
bool page_start(const struct settings *settings);

/*
 * The frame's data for the caller of this request; in the arena. The notice is the one
 * that `said` names in the query ("key-revoked").
 */
struct page *page_of(struct call *call);

/* Starts an HTML answer; the template writes into what is returned. */
struct str *page_begin(struct call *call, int status);

/* "<prefix>/hub" and what the format adds; the path is written here, values are checked ids. */
struct slice page_url(const struct call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* 303 to a path of ours. */
void page_go(struct call *call, struct slice path);

/* The body's pairs; false after a refusal, if it is no form. */
bool page_form(struct call *call, struct form *form);
/* The value, or the empty text. */
struct slice page_value(const struct form *form, const char *name);

/* The sentence about a control, empty if there is none. */
struct slice complaint_of(const struct complaints *complaints, const char *control);
/* All of them as rows of {part error_summary}. */
void complaints_list(struct call *call, const struct complaints *complaints,
    const struct form_complaint **rows, size_t *nrows);

/* "This key doesn't exist or belongs to another company.": 404. */
void page_gone(struct call *call, const char *sentence);

/* Live or test, as the query says, else the last resort; developers see test data only. */
enum mode page_mode(const struct call *call, enum mode otherwise);
/* Links to the same page in the other mode: `url` with mode=… appended after ? or &. */
void page_mode_tabs(struct call *call, enum mode mode, struct slice url, bool with_all,
    const struct tab **tabs, size_t *ntabs);

/* struct program.compose: a refusal or failure in the frame. */
void page_compose(struct call *call, enum problem problem, const char *constant_detail,
    const struct complaints *complaints, struct slice members);

#endif
