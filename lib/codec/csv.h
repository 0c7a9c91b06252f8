/*
 * Writing CSV (RFC 4180: commas, CRLF, doubled quotes) that a spreadsheet opens
 * without running anything: a cell that begins like a formula gets an apostrophe.
 */
#ifndef CODEC_CSV_H
#define CODEC_CSV_H

#include "base/slice.h"
#include "base/str.h"

struct csv_writer {
	struct str *out;
	bool need_comma;
};

struct csv_writer csv_writer(struct str *out);
/* A cell of text, neutralised if it begins with = + - @ TAB CR LF or a full-width = + - @. */
void csv_put(struct csv_writer *w, struct slice text);
/* The same; NULL gives an empty cell, as the NULL slice does. */
void csv_put_text(struct csv_writer *w, const char *text);
/* A number stays one: never neutralised. */
void csv_put_integer(struct csv_writer *w, int64_t number);
/* Ends the row. */
void csv_end_row(struct csv_writer *w);

#endif
