/*
 * Pages of the request history. One index leads, chosen here; what it does not
 * answer is looked for among its rows, and the looking has an end.
 */
#include "trail/history.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "codec/cidr.h"
#include "codec/date.h"
#include "sql/history.h"

#define MILLISECOND 1000
#define STATUS_MAX 999
#define COUNT_MAX 100

static const struct uuid nil_id;
static const struct uuid last_id = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

/* --- rows --- */

static int
status_of(uint64_t status)
{
	return status <= STATUS_MAX ? (int)status : 0;
}

static struct history_row
row_of(const struct history_page_older_row *found)
{
	struct history_row row = {
	    .id = found->id,
	    .ts_us = found->ts,
	    .key_id = found->key_id,
	    .credential_id = found->credential_id,
	    .key_name = found->key_name,
	    .last_four = found->last_four,
	    .method = found->method,
	    .operation = found->operation,
	    .path = found->path,
	    .query = found->query,
	    .status = status_of(found->status),
	    .code = found->code,
	    .reason = found->reason,
	    .duration_us = (int64_t)found->duration_us,
	    .request_bytes = found->request_bytes,
	    .answer_bytes = found->answer_bytes,
	    .agent = found->agent,
	};

	mode_read(found->mode, &row.mode);
	if (found->address.len == sizeof row.address)
		memcpy(row.address, found->address.at, sizeof row.address);
	return row;
}

/* --- filters --- */

/* Statuses that the result stands for; an exact one decides alone. */
static void
status_range(const struct history_filter *filter, uint64_t *low, uint64_t *high)
{
	static const struct {
		uint64_t low, high;
	} ranges[] = {
	    [HISTORY_ALL] = {0, STATUS_MAX},
	    [HISTORY_SUCCEEDED] = {0, 399},
	    [HISTORY_REFUSED] = {400, 499},
	    [HISTORY_SERVER_ERROR] = {500, STATUS_MAX},
	    [HISTORY_FAILED] = {400, STATUS_MAX},
	};

	*low = ranges[filter->result].low;
	*high = ranges[filter->result].high;
	if (filter->status > 0)
		*low = *high = (uint64_t)filter->status;
}

/* The class column's value that the filter asks for, or 0. */
static uint64_t
status_class(const struct history_filter *filter)
{
	uint64_t low, high;

	status_range(filter, &low, &high);
	if (high < 400 && (low > 0 || filter->result == HISTORY_SUCCEEDED))
		return 2;
	if (low >= 400 && high < 500)
		return 4;
	return low >= 500 ? 5 : 0;
}

/* First and last address of the range. */
static void
address_range(
    struct arena *arena, const struct history_filter *filter, struct slice *low, struct slice *high)
{
	unsigned char *ends = arena_alloc(arena, 32);
	unsigned bits = filter->by_address ? filter->address_bits : 0;

	for (unsigned bit = 0; bit < 128; bit++) {
		unsigned char mask = (unsigned char)(0x80 >> bit % 8);
		bool fixed = bit < bits, set = (filter->address[bit / 8] & mask) != 0;
		if (fixed ? set : false)
			ends[bit / 8] = (unsigned char)(ends[bit / 8] | mask);
		if (fixed ? set : true)
			ends[16 + bit / 8] = (unsigned char)(ends[16 + bit / 8] | mask);
	}
	*low = (struct slice){(const char *)ends, 16};
	*high = (struct slice){(const char *)ends + 16, 16};
}

/* How a page is looked for. */
struct look {
	struct history_page_older_in in;
	bool has_remainder; /* something is asked for that the leading index does not answer */
};

static struct slice
or_none(struct slice text)
{
	return text.len > 0 ? text : SLICE_NONE;
}

/* The narrowest index leads: a key, then an operation, then a class. */
static const char *
leading_path(const struct history_filter *filter)
{
	if (!uuid_is_nil(filter->key_id))
		return "key";
	if (filter->operation.len > 0)
		return "operation";
	return status_class(filter) != 0 ? "class" : "time";
}

static bool
has_remainder(const struct history_filter *filter, const char *path)
{
	bool by_class = strcmp(path, "class") == 0;
	bool result = filter->status > 0 || (filter->result != HISTORY_ALL && !by_class);
	bool operation = filter->operation.len > 0 && strcmp(path, "operation") != 0;

	return result || operation || filter->method.len > 0 || filter->code.len > 0 ||
	       (filter->by_address && filter->address_bits > 0) || filter->slower_than_us > 0;
}

static struct look
look_for(struct arena *arena, const struct history_filter *filter)
{
	const char *path = leading_path(filter);
	struct look look = {.has_remainder = has_remainder(filter, path)};
	struct history_page_older_in *in = &look.in;

	in->path = slice_from(path);
	in->entity_id = filter->entity_id;
	in->mode = slice_from(mode_name(filter->mode));
	in->key_id = filter->key_id;
	in->operation = or_none(filter->operation);
	in->status_class = status_class(filter);
	status_range(filter, &in->status_low, &in->status_high);
	address_range(arena, filter, &in->address_low, &in->address_high);
	in->slower_than_us = filter->slower_than_us > 0 ? (uint64_t)filter->slower_than_us : 0;
	in->method = or_none(filter->method);
	in->code = or_none(filter->code);
	in->rows = HISTORY_PAGE + 1;
	return look;
}

/* --- pages --- */

static_assert(sizeof(struct history_page_older_in) == sizeof(struct history_page_newer_in) &&
		  sizeof(struct history_page_older_row) == sizeof(struct history_page_newer_row),
    "both directions of history.sql take and answer the same");

static struct history_floor_older_in
floor_in(const struct history_page_older_in *in)
{
	return (struct history_floor_older_in){
	    .path = in->path,
	    .entity_id = in->entity_id,
	    .mode = in->mode,
	    .place_at = in->place_at,
	    .place_id = in->place_id,
	    .floor_at = in->floor_at,
	    .floor_id = in->floor_id,
	    .key_id = in->key_id,
	    .operation = in->operation,
	    .status_class = in->status_class,
	    .look = HISTORY_LOOK_MAX - 1,
	};
}

/* Where looking ends before the period does. DB_NO_ROW: it does not. */
static enum db_status
find_floor(struct db *db, struct arena *arena, const struct history_page_older_in *in, bool newer,
    struct history_place *floor)
{
	struct history_floor_older_in older = floor_in(in);
	struct history_floor_newer_in upwards;
	struct history_floor_older_row row = {0};
	struct history_floor_newer_row up = {0};
	enum db_status status;

	static_assert(sizeof older == sizeof upwards && sizeof row == sizeof up, "twins");
	if (newer) {
		memcpy(&upwards, &older, sizeof upwards);
		status = history_floor_newer(db, arena, &upwards, &up);
		memcpy(&row, &up, sizeof row);
	} else {
		status = history_floor_older(db, arena, &older, &row);
	}
	if (status == DB_OK)
		*floor = (struct history_place){row.ts, row.id};
	return status;
}

static enum db_status
find_rows(struct db *db, struct arena *arena, const struct history_page_older_in *in, bool newer,
    struct history_page_older_row **rows, size_t *nrows)
{
	struct history_page_newer_in upwards;
	struct history_page_newer_row *up;

	if (!newer)
		return history_page_older(db, arena, in, rows, nrows);
	memcpy(&upwards, in, sizeof upwards);
	enum db_status status = history_page_newer(db, arena, &upwards, &up, nrows);
	if (status == DB_OK)
		*rows = (struct history_page_older_row *)(void *)up;
	return status;
}

static void
fill_rows(struct arena *arena, const struct history_page_older_row *found, size_t nfound,
    bool newer, struct history_page *page)
{
	page->nrows = nfound > HISTORY_PAGE ? HISTORY_PAGE : nfound;
	page->rows = arena_array(arena, page->nrows, sizeof *page->rows);
	for (size_t i = 0; i < page->nrows; i++)
		page->rows[i] = row_of(&found[newer ? page->nrows - 1 - i : i]);
}

static enum db_status
find_page(
    struct db *db, struct arena *arena, struct look *look, bool newer, struct history_page *page)
{
	struct history_page_older_row *found;
	struct history_place floor;
	bool has_floor = false;
	size_t nfound;

	if (look->has_remainder) {
		enum db_status status = find_floor(db, arena, &look->in, newer, &floor);
		if (status != DB_OK && status != DB_NO_ROW)
			return status;
		has_floor = status == DB_OK;
	}
	if (has_floor) {
		look->in.floor_at = floor.ts_us;
		look->in.floor_id = floor.id;
	}
	enum db_status status = find_rows(db, arena, &look->in, newer, &found, &nfound);
	if (status != DB_OK)
		return status;
	*page = (struct history_page){.gave_up = has_floor && nfound <= HISTORY_PAGE};
	if (page->gave_up)
		page->looked_to = floor;
	fill_rows(arena, found, nfound, newer, page);
	page->has_older = newer || nfound > HISTORY_PAGE;
	page->has_newer = newer && nfound > HISTORY_PAGE;
	return DB_OK;
}

enum db_status
history_older(struct db *db, struct arena *arena, const struct history_filter *filter,
    const struct history_place *place, struct history_page *page)
{
	struct look look = look_for(arena, filter);
	bool inside = place != NULL && place->ts_us < filter->to_us;

	look.in.place_at = inside ? place->ts_us : filter->to_us;
	look.in.place_id = inside ? place->id : nil_id;
	look.in.floor_at = filter->from_us;
	look.in.floor_id = nil_id;
	enum db_status status = find_page(db, arena, &look, false, page);
	if (status == DB_OK)
		page->has_newer = inside;
	return status;
}

enum db_status
history_newer(struct db *db, struct arena *arena, const struct history_filter *filter,
    const struct history_place *place, struct history_page *page)
{
	struct look look = look_for(arena, filter);
	bool inside = place->ts_us >= filter->from_us;

	look.in.place_at = inside ? place->ts_us : filter->from_us - 1;
	look.in.place_id = inside ? place->id : last_id;
	look.in.floor_at = filter->to_us - 1;
	look.in.floor_id = last_id;
	return find_page(db, arena, &look, true, page);
}

enum db_status
history_count_newer(struct db *db, struct arena *arena, const struct history_filter *filter,
    const struct history_place *place, uint64_t *count)
{
	struct look look = look_for(arena, filter);
	struct history_page_older_row *found;
	size_t nfound;

	look.in.place_at = place->ts_us;
	look.in.place_id = place->id;
	look.in.floor_at = filter->to_us - 1;
	look.in.floor_id = last_id;
	look.in.rows = COUNT_MAX;
	enum db_status status = find_rows(db, arena, &look.in, true, &found, &nfound);
	if (status == DB_OK)
		*count = nfound;
	return status;
}

/* --- places --- */

void
history_place_write(struct str *out, const struct history_place *place)
{
	char id[UUID_TEXT_LEN + 1];

	uuid_text(place->id, id);
	str_add_i64(out, place->ts_us);
	str_add_char(out, '-');
	str_add_text(out, id);
}

bool
history_place_read(struct slice text, struct history_place *place)
{
	struct slice time, id;
	struct history_place read;

	if (!slice_cut(text, '-', &time, &id) ||
	    !slice_to_i64(time, 0, INT64_MAX / 2, &read.ts_us) || !uuid_read(id, &read.id))
		return false;
	*place = read;
	return true;
}

struct history_place
history_place_of(const struct history_row *row)
{
	return (struct history_place){row->ts_us, row->id};
}

/* --- single rows --- */

enum db_status
history_find(struct db *db, struct arena *arena, uint64_t entity_id, struct uuid id,
    struct history_request *request)
{
	int64_t from_us = uuid_ms(id) * MILLISECOND;
	struct history_one_in in = {entity_id, id, from_us, from_us + MILLISECOND};
	struct history_one_row found;
	struct history_page_older_row row;
	/* Further than any clock of ours: not an id that we made. */
	if (uuid_ms(id) < 0 || uuid_ms(id) > TIME_LAST_US / MILLISECOND)
		return DB_NO_ROW;
	enum db_status status = history_one(db, arena, &in, &found);
	if (status != DB_OK)
		return status;
	static_assert(offsetof(struct history_one_row, request_headers) == sizeof row,
	    "one request begins with the columns of a row");
	memcpy(&row, &found, sizeof row);
	*request = (struct history_request){
	    .row = row_of(&row),
	    .request_headers = found.request_headers,
	    .request_body = found.request_body,
	    .answer_headers = found.answer_headers,
	    .answer_body = found.answer_body,
	};
	return DB_OK;
}

/* The newest row that the filter's index leads to. */
static enum db_status
newest_of(struct db *db, struct arena *arena, const struct history_filter *filter,
    struct history_row *row)
{
	struct look look = look_for(arena, filter);
	struct history_page_older_row *found;
	size_t nfound;

	look.in.place_at = filter->to_us;
	look.in.floor_at = filter->from_us;
	look.in.rows = 1;
	enum db_status status = find_rows(db, arena, &look.in, false, &found, &nfound);
	if (status != DB_OK)
		return status;
	if (nfound == 0)
		return DB_NO_ROW;
	*row = row_of(&found[0]);
	return DB_OK;
}

enum db_status
history_newest(struct db *db, struct arena *arena, uint64_t entity_id, enum mode mode,
    struct history_place *newest)
{
	struct history_filter filter = {
	    .entity_id = entity_id, .mode = mode, .to_us = TIME_LAST_US};
	struct history_row row;
	enum db_status status = newest_of(db, arena, &filter, &row);

	if (status == DB_OK)
		*newest = history_place_of(&row);
	return status;
}

enum db_status
history_of_key(struct db *db, struct arena *arena, uint64_t entity_id, enum mode mode,
    struct uuid key_id, struct history_row *row)
{
	struct history_filter filter = {
	    .entity_id = entity_id, .mode = mode, .key_id = key_id, .to_us = TIME_LAST_US};

	return newest_of(db, arena, &filter, row);
}

enum db_status
history_losses(struct db *db, struct arena *arena, int64_t from_us, int64_t to_us,
    struct history_loss **losses, size_t *nlosses)
{
	struct history_losses_of_in in = {from_us, to_us};
	struct history_losses_of_row *rows;
	size_t nrows;
	enum db_status status = history_losses_of(db, arena, &in, &rows, &nrows);

	if (status != DB_OK)
		return status;
	*losses = arena_array(arena, nrows, sizeof **losses);
	for (size_t i = 0; i < nrows; i++)
		(*losses)[i] =
		    (struct history_loss){rows[i].from_at, rows[i].to_at, rows[i].requests};
	*nlosses = nrows;
	return DB_OK;
}

struct slice
history_address(struct arena *arena, const unsigned char address[16])
{
	struct address value;
	struct str text;

	memcpy(value.byte, address, sizeof value.byte);
	str_init(&text, arena, ADDRESS_TEXT_MAX);
	address_write(&text, value);
	return str_slice(&text);
}
