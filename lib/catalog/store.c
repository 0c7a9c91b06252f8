/* Running the generator's commands and reading their rows into records. */
#include "catalog/store.h"

#include <assert.h>

#include "catalog/outline.h"
#include "catalog/sealed.h"

#define WEIGHED_MOST 4 /* conditions, of which one may leave few records */

static enum db_status
select_rows(struct db *db, struct arena *arena, const struct command *command, struct db_rows *rows)
{
	assert(!command->text.full);
	return db_select_kept(db, arena, str_slice(&command->text), command->number,
	    command->arguments, command->narguments, command->types, command->ncolumns, rows);
}

static enum db_status
execute(struct db *db, const struct command *command)
{
	uint64_t affected = 0;
	assert(db_in_transaction(db) && !command->text.full);
	enum db_status status = db_execute(
	    db, str_slice(&command->text), command->arguments, command->narguments, &affected);
	return status == DB_OK && affected != 1 ? DB_RERUN : status;
}

/* Opens the sealed fields of a record as its row has them; DB_FAULT if one does not open. */
static enum db_status
unseal_record(struct arena *arena, const struct view *view, struct record *record)
{
	const struct resource *resource = record->resource;
	size_t nfields = outline_of(resource)->has_sealed ? resource->nfields : 0;
	for (size_t i = 0; i < nfields; i++) {
		const struct field *field = &resource->fields[i];
		struct db_value *value = &record->values[i];
		if ((field->traits & FIELD_SEALED) == 0 || !fieldset_has(&record->has, (int)i))
			continue;
		value->type = DB_TEXT;
		if (!value->null)
			value->text = sealed_open(
			    arena, view, resource, field, record_id(record), value->text);
		if (!value->null && value->text.at == NULL)
			return DB_FAULT;
	}
	record->revealed = view->reveal;
	return DB_OK;
}

/* The cells of one row, in the order of add_columns(). */
static enum db_status
take_record(struct arena *arena, const struct view *view, const struct resource *resource,
    struct fieldset columns, const struct db_value *cells, struct record *record)
{
	*record = record_new(arena, resource);
	for (size_t i = 0; i < resource->nfields; i++)
		if (i == 0 || fieldset_has(&columns, (int)i)) {
			record->values[i] = *cells++;
			fieldset_add(&record->has, (int)i);
		}
	return unseal_record(arena, view, record);
}

/* What a reader sees: what the view may read, and what identifies the state of a record. */
static struct fieldset
columns_of(const struct view *view, const struct resource *resource)
{
	struct fieldset columns = view->readable;
	fieldset_add(&columns, 0);
	fieldset_add(&columns, resource_version(resource));
	return columns;
}

static enum found
judge(const struct view *view, const struct db_rows *rows)
{
	if (rows->nrows == 0)
		return view->guard != NULL ? FOUND_NO_CREDENTIAL : FOUND_NOTHING;
	return rows->cells[0].null ? FOUND_NOTHING : FOUND;
}

enum db_status
store_get(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, struct uuid id, enum found *found, struct record *record)
{
	struct db_rows rows;
	struct fieldset columns = columns_of(view, resource);
	struct command command = sql_get(arena, view, resource, columns, id);
	enum db_status status = select_rows(db, arena, &command, &rows);
	if (status != DB_OK)
		return status;
	*found = judge(view, &rows);
	if (*found == FOUND)
		status = take_record(arena, view, resource, columns, rows.cells, record);
	return status;
}

static enum db_status
take_page(struct arena *arena, const struct view *view, const struct resource *resource,
    struct fieldset columns, const struct db_rows *rows, size_t most, struct page *page)
{
	enum db_status status = DB_OK;
	page->has_more = rows->nrows > most;
	page->count = page->has_more ? most : rows->nrows;
	page->records = arena_array(arena, page->count, sizeof *page->records);
	for (size_t i = 0; status == DB_OK && i < page->count; i++)
		status = take_record(arena, view, resource, columns,
		    rows->cells + i * rows->ncolumns, &page->records[i]);
	return status;
}

/* Where there is a condition that leaves few records, its field's index. */
static enum db_status
find_few(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, const struct filter *filter, int *index, bool *found)
{
	int fields[WEIGHED_MOST];
	struct db_rows rows;
	size_t nfields = query_indexed(resource, filter, fields, WEIGHED_MOST);
	*found = false;
	if (nfields == 0)
		return DB_OK;
	struct command command =
	    sql_weigh(arena, view, resource, filter, fields, nfields, LIST_LOOKED_MOST + 1);
	enum db_status status = select_rows(db, arena, &command, &rows);
	for (size_t i = 0; status == DB_OK && i < nfields && !*found; i++)
		if (rows.cells[i].u64 <= LIST_LOOKED_MOST) {
			*index = fields[i];
			*found = true;
		}
	return status;
}

static enum db_status
find_horizon(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, const struct query *query, struct stretch *stretch)
{
	struct db_rows rows;
	struct command command =
	    sql_horizon(arena, view, resource, query, stretch, LIST_LOOKED_MOST);
	enum db_status status = select_rows(db, arena, &command, &rows);
	if (status != DB_OK || rows.nrows == 0)
		return status;
	struct position *until = arena_alloc(arena, sizeof *until);
	*until = (struct position){rows.cells[rows.ncolumns - 1], rows.cells[0].uuid};
	stretch->until = until;
	return DB_OK;
}

static enum db_status
find_stretch(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, const struct query *query, struct stretch *stretch)
{
	bool few = false;
	stretch->index = query_index(resource, query);
	if (query_is_about(&query->filter, stretch->index) && !sql_is_limited(view, resource))
		return DB_OK;
	enum db_status status =
	    find_few(db, arena, view, resource, &query->filter, &stretch->index, &few);
	if (status != DB_OK || few)
		return status;
	return find_horizon(db, arena, view, resource, query, stretch);
}

/* Where the next page begins: behind the last record, or behind all that was looked at. */
static void
find_next(struct page *page, const struct query *query, const struct stretch *stretch)
{
	if (page->has_more) {
		page->next = position_of(&page->records[page->count - 1], &query->sort);
	} else if (stretch->until != NULL) {
		page->has_more = true;
		page->next = *stretch->until;
	}
}

enum db_status
store_list(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, const struct query *query, const struct position *position,
    enum found *found, struct page *page)
{
	struct db_rows rows;
	struct stretch stretch = {.after = position};
	struct fieldset columns = columns_of(view, resource);
	fieldset_add(&columns, query->sort.field);
	enum db_status status = find_stretch(db, arena, view, resource, query, &stretch);
	if (status != DB_OK)
		return status;
	struct command command = sql_list(arena, view, resource, columns, query, &stretch);
	status = select_rows(db, arena, &command, &rows);
	if (status != DB_OK)
		return status;
	*page = (struct page){0};
	*found = judge(view, &rows);
	if (*found == FOUND)
		status = take_page(arena, view, resource, columns, &rows, query->limit, page);
	else if (*found == FOUND_NOTHING)
		*found = FOUND;
	if (status == DB_OK)
		find_next(page, query, &stretch);
	return status;
}

static enum db_status
select_count(struct db *db, struct arena *arena, const struct command *command, uint64_t *count)
{
	struct db_rows rows;
	enum db_status status = select_rows(db, arena, command, &rows);
	if (status == DB_OK)
		*count = rows.cells[0].u64;
	return status;
}

static enum db_status
count_near(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, const struct filter *filter, int index, struct count *count)
{
	struct db_rows rows;
	uint64_t far = sql_is_limited(view, resource) ? COUNT_LOOKED_MOST : LIST_LOOKED_MOST;
	struct command command = sql_count_near(arena, view, resource, filter, index, far);
	enum db_status status = select_rows(db, arena, &command, &rows);
	if (status == DB_OK)
		*count = (struct count){rows.cells[1].u64, rows.cells[0].u64 < far};
	return status;
}

enum db_status
store_count(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, const struct query *query, uint64_t most, struct count *count)
{
	const struct filter *filter = &query->filter;
	int index = query_index(resource, query);
	bool whole = query_is_about(filter, index) && !sql_is_limited(view, resource);
	enum db_status status =
	    whole ? DB_OK : find_few(db, arena, view, resource, filter, &index, &whole);
	if (status != DB_OK)
		return status;
	if (!whole)
		return count_near(db, arena, view, resource, filter, index, count);
	struct command command = sql_count(arena, view, resource, filter, index, most + 1);
	status = select_count(db, arena, &command, &count->n);
	count->exact = count->n <= most;
	if (!count->exact)
		count->n = most;
	return status;
}

/* Of a command with one column of ids. */
static enum db_status
select_ids(struct db *db, struct arena *arena, const struct command *command, struct uuid **ids,
    size_t *count)
{
	struct db_rows rows;
	enum db_status status = select_rows(db, arena, command, &rows);
	if (status != DB_OK)
		return status;
	*count = rows.nrows;
	*ids = arena_array(arena, rows.nrows, sizeof **ids);
	for (size_t i = 0; i < rows.nrows; i++)
		(*ids)[i] = rows.cells[i].uuid;
	return DB_OK;
}

enum db_status
store_reach(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, const struct uuid *ids, size_t count, bool locked,
    struct uuid **reached, size_t *nreached)
{
	struct command command = sql_reach(arena, view, resource, ids, count, locked);
	assert(!locked || db_in_transaction(db));
	return select_ids(db, arena, &command, reached, nreached);
}

enum db_status
store_lock(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, struct uuid id, struct record *record)
{
	struct db_rows rows;
	struct command command = sql_lock(arena, view, resource, id);
	assert(db_in_transaction(db));
	enum db_status status = select_rows(db, arena, &command, &rows);
	if (status != DB_OK)
		return status;
	if (rows.nrows == 0)
		return DB_NO_ROW;
	return take_record(arena, view, resource, fieldset_all(resource), rows.cells, record);
}

enum db_status
store_refer(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, struct uuid id, bool *is_active)
{
	struct db_rows rows;
	struct command command = sql_refer(arena, view, resource, id);
	assert(db_in_transaction(db));
	enum db_status status = select_rows(db, arena, &command, &rows);
	if (status != DB_OK)
		return status;
	if (rows.nrows == 0)
		return DB_NO_ROW;
	*is_active = rows.ncolumns < 2 || rows.cells[1].i64 != 0;
	return DB_OK;
}

enum db_status
store_hold(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, struct uuid id)
{
	struct db_rows rows;
	struct command command = sql_hold(arena, view, resource, id);
	assert(db_in_transaction(db));
	enum db_status status = select_rows(db, arena, &command, &rows);
	return status == DB_OK && rows.nrows == 0 ? DB_NO_ROW : status;
}

/* Records with id and version alone, of a command that locks them. */
static enum db_status
select_versions(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, const struct command *command, struct page *page)
{
	struct db_rows rows;
	struct fieldset columns = {0};
	assert(db_in_transaction(db));
	enum db_status status = select_rows(db, arena, command, &rows);
	if (status != DB_OK)
		return status;
	fieldset_add(&columns, resource_version(resource));
	return take_page(arena, view, resource, columns, &rows, rows.nrows, page);
}

enum db_status
store_children(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, const struct field *field, struct uuid id,
    struct page *children)
{
	struct command command = sql_children(arena, view, resource, field, id);
	return select_versions(db, arena, view, resource, &command, children);
}

enum db_status
store_sole(struct db *db, struct arena *arena, const struct view *view, const struct record *record,
    struct page *others)
{
	struct command command = sql_sole(arena, view, record);
	return select_versions(db, arena, view, record->resource, &command, others);
}

enum db_status
store_sole_unset(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, struct uuid id, int64_t now_us)
{
	struct command command = sql_sole_unset(arena, view, resource, id, now_us);
	return execute(db, &command);
}

enum db_status
store_path(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, const struct field *field, struct uuid id, uint64_t most,
    struct uuid **ids, size_t *count)
{
	struct command command = sql_path(arena, view, resource, field, id, most);
	return select_ids(db, arena, &command, ids, count);
}

enum db_status
store_count_children(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, const struct field *field, struct uuid id, uint64_t *count)
{
	struct command command = sql_count_children(arena, view, resource, field, id);
	return select_count(db, arena, &command, count);
}

enum db_status
store_insert(
    struct db *db, struct arena *arena, const struct view *view, const struct record *record)
{
	return store_insert_bulk(db, arena, view, record, 1);
}

enum db_status
store_insert_bulk(struct db *db, struct arena *arena, const struct view *view,
    const struct record *records, size_t count)
{
	if (count == 0)
		return DB_OK;
	const struct resource *resource = records[0].resource;
	size_t width = sql_insert_width(resource);
	struct slice text = sql_insert(arena, resource);
	struct db_value *arguments = arena_array(arena, count * width, sizeof *arguments);
	assert(db_in_transaction(db));
	for (size_t i = 0; i < count; i++)
		sql_insert_arguments(arena, view, &records[i], arguments + i * width);
	if (count == 1)
		return db_execute(db, text, arguments, width, NULL);
	return db_execute_bulk(db, text, arguments, count, width);
}

enum db_status
store_update(struct db *db, struct arena *arena, const struct view *view,
    const struct record *record, uint64_t version)
{
	struct command command = sql_update(arena, view, record, version);
	return execute(db, &command);
}

enum db_status
store_delete(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, struct uuid id, uint64_t version)
{
	struct command command = sql_delete(arena, view, resource, id, version);
	return execute(db, &command);
}
