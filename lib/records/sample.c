/* Writing sample records: in bulk, some hundred employees a transaction. */
#include "records/sample.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"
#include "catalog/resources.h"
#include "codec/date.h"
#include "records/contents.h"
#include "records/write.h"
#include "sql/documents.h"
#include "sql/records.h"

#define BATCH 200
#define MEMORY_MAX ((size_t)256 << 20)

/* One transaction: nothing here is changed by the closure but what write begins anew. */
struct fill {
	struct write write;
	struct page pages[SAMPLE_PAGES_MAX]; /* inserted in this order */
	size_t npages;
	struct page updated; /* departments with their managers */
	struct employment_period_insert_in *periods;
	size_t nperiods;
	const struct secrets *secrets;
	struct document_chunk_insert_in *pieces; /* contents of documents, of one piece each */
	struct document_point_in *pointers;
	size_t ncontents;
};

static bool
insert_page(struct write *write, const struct page *page)
{
	enum db_status status =
	    store_insert_bulk(write->db, write->arena, &write->view, page->records, page->count);
	for (size_t i = 0; i < page->count; i++) {
		struct change change = {.resource = page->records[i].resource,
		    .id = record_id(&page->records[i]),
		    .kind = WRITE_CREATE,
		    .version = 1};
		for (size_t j = 0; j < change.resource->nfields; j++)
			if (!page->records[i].values[j].null &&
			    change.resource->fields[j].privacy != PRIVACY_OPEN)
				fieldset_add(&change.fields, (int)j);
		write_note_change(write, &change);
	}
	return write_went(write, status);
}

static bool
update_department(struct write *write, const struct record *record)
{
	struct change change = {.resource = record->resource,
	    .id = record_id(record),
	    .kind = WRITE_UPDATE,
	    .version = record_version(record)};
	fieldset_add(
	    &change.fields, resource_field(record->resource, SLICE_OF("manager_employee_id")));
	write_note_change(write, &change);
	return write_went(write, store_update(write->db, write->arena, &write->view, record,
				     record_version(record) - 1));
}

static bool
run_fill(struct fill *fill)
{
	struct write *write = &fill->write;
	for (size_t i = 0; i < fill->npages; i++)
		if (!insert_page(write, &fill->pages[i]))
			return false;
	for (size_t i = 0; i < fill->updated.count; i++)
		if (!update_department(write, &fill->updated.records[i]))
			return false;
	return write_went(write,
		   employment_period_insert(write->db, fill->periods, fill->nperiods, NULL)) &&
	       write_went(
		   write, document_chunk_insert(write->db, fill->pieces, fill->ncontents, NULL)) &&
	       write_went(
		   write, document_point(write->db, fill->pointers, fill->ncontents, NULL)) &&
	       write_put_changes(write);
}

static enum txn_verdict
closure(struct db *db, void *context, enum db_status *status)
{
	struct fill *fill = context;
	fill->write.db = db;
	fill->write.nchanges = 0;
	if (run_fill(fill))
		return TXN_COMMIT;
	*status = fill->write.status;
	return fill->write.verdict;
}

static struct fill
fill_new(struct arena *arena, const struct view *view, int64_t now_us)
{
	return (struct fill){.write = {.arena = arena, .view = *view, .now_us = now_us}};
}

/* What departments do not need, departments, and what needs them: three transactions. */
static enum db_status
fill_reference(struct db *db, struct arena *arena, const struct view *view, struct sampler *sampler,
    int64_t now_us)
{
	struct fill early = fill_new(arena, view, now_us), late = early, departments = early;
	sampler_reference(sampler, arena, true, early.pages, &early.npages);
	departments.pages[departments.npages++] = sampler_departments(sampler, arena);
	sampler_reference(sampler, arena, false, late.pages, &late.npages);
	enum db_status status = txn_run(db, closure, &early);
	if (status == DB_OK)
		status = txn_run(db, closure, &departments);
	return status == DB_OK ? txn_run(db, closure, &late) : status;
}

static enum db_status
fill_managers(struct db *db, struct arena *arena, const struct view *view, struct sampler *sampler,
    int64_t now_us)
{
	struct fill fill = fill_new(arena, view, now_us);
	fill.updated = sampler_managed(sampler, arena);
	return fill.updated.count == 0 ? DB_OK : txn_run(db, closure, &fill);
}

static struct page
page_new(struct arena *arena, size_t room)
{
	return (struct page){.records = arena_array(arena, room, sizeof(struct record))};
}

static struct employment_period_insert_in
period_of(struct fill *fill, const struct record *employee)
{
	const struct db_value *ended = record_at(employee, "termination_date");
	return (struct employment_period_insert_in){
	    .realm_id = fill->write.view.realm_id,
	    .id = uuid_v7(),
	    .employee_id = record_id(employee),
	    .starts_on = (int32_t)record_at(employee, "hire_date")->i64,
	    .ends_on = {.has = !ended->null, .value = ended->i64},
	    .now = fill->write.now_us,
	};
}

enum batch_page {
	PERSONS,
	EMPLOYEES,
	EMAILS,
	PHONES,
	ADDRESSES,
	IDENTIFICATIONS,
	TIME_OFF,
	DOCUMENTS,
	BATCH_PAGES
};

static void
put(struct fill *fill, enum batch_page page, const struct record *records, size_t count)
{
	struct page *to = &fill->pages[page];
	memcpy(to->records + to->count, records, count * sizeof *records);
	to->count += count;
}

static void
put_content(struct fill *fill, struct uuid document_id, struct slice content)
{
	uint64_t realm_id = fill->write.view.realm_id;
	struct uuid id = uuid_v7();
	fill->pieces[fill->ncontents] = (struct document_chunk_insert_in){realm_id, id, 0,
	    content_seal(fill->write.arena, fill->secrets, realm_id, id, 0, true, content)};
	fill->pointers[fill->ncontents++] = (struct document_point_in){realm_id, document_id, id};
}

static enum db_status
fill_batch(struct db *db, struct arena *arena, const struct secrets *secrets,
    const struct view *view, struct sampler *sampler, int64_t now_us, size_t count)
{
	struct fill fill = fill_new(arena, view, now_us);
	fill.secrets = secrets;
	fill.pieces = arena_array(arena, count * SAMPLE_DOCUMENTS_MAX, sizeof *fill.pieces);
	fill.pointers = arena_array(arena, count * SAMPLE_DOCUMENTS_MAX, sizeof *fill.pointers);
	for (; fill.npages < BATCH_PAGES; fill.npages++)
		fill.pages[fill.npages] = page_new(arena, count * SAMPLE_EMAILS_MAX);
	fill.periods = arena_array(arena, count, sizeof *fill.periods);
	for (size_t i = 0; i < count; i++) {
		struct sample sample;
		sampler_next(sampler, arena, &sample);
		put(&fill, PERSONS, &sample.person, 1);
		put(&fill, EMPLOYEES, &sample.employee, 1);
		put(&fill, EMAILS, sample.emails, sample.nemails);
		put(&fill, PHONES, sample.phones, sample.nphones);
		put(&fill, ADDRESSES, &sample.address, 1);
		put(&fill, IDENTIFICATIONS, sample.identifications, sample.nidentifications);
		put(&fill, TIME_OFF, sample.time_off, sample.ntime_off);
		put(&fill, DOCUMENTS, sample.documents, sample.ndocuments);
		for (size_t j = 0; j < sample.ndocuments; j++)
			put_content(&fill, record_id(&sample.documents[j]), sample.contents[j]);
		fill.periods[fill.nperiods++] = period_of(&fill, &sample.employee);
	}
	return txn_run(db, closure, &fill);
}

_Static_assert(BATCH_PAGES <= SAMPLE_PAGES_MAX, "a batch has room for its pages");
_Static_assert(SAMPLE_PHONES_MAX <= SAMPLE_EMAILS_MAX, "pages have room for the most of a kind");
_Static_assert(SAMPLE_DOCUMENTS_MAX <= SAMPLE_EMAILS_MAX, "pages have room for the most of a kind");
_Static_assert(
    SAMPLE_IDENTIFICATIONS_MAX <= SAMPLE_EMAILS_MAX, "pages have room for the most of a kind");
_Static_assert(SAMPLE_TIME_OFF_MAX <= SAMPLE_EMAILS_MAX, "pages have room for the most of a kind");

static enum db_status
fill_all(struct db *db, const struct secrets *secrets, struct arena *lasting, struct arena *arena,
    const struct view *view, uint64_t seed, size_t nemployees)
{
	struct write_begin_system_in in = {view->entity_id};
	struct write_begin_system_row company;
	int64_t now_us = clock_now();
	int32_t today;
	enum db_status status = write_begin_system(db, lasting, &in, &company);
	if (status != DB_OK)
		return status;
	if (!zone_day(arena_text(lasting, company.time_zone), now_us, &today))
		today = (int32_t)(now_us / CLOCK_DAY);
	struct sampler *sampler =
	    sampler_new(lasting, view->realm_id, seed, now_us, today, company.currency);
	status = fill_reference(db, arena, view, sampler, now_us);
	for (size_t done = 0; status == DB_OK && done < nemployees; done += BATCH) {
		size_t left = nemployees - done;
		arena_reset(arena);
		status = fill_batch(
		    db, arena, secrets, view, sampler, now_us, left < BATCH ? left : BATCH);
	}
	return status == DB_OK ? fill_managers(db, arena, view, sampler, now_us) : status;
}

enum db_status
sample_fill(struct db *db, const struct secrets *secrets, uint64_t entity_id, uint64_t realm_id,
    uint64_t seed, size_t nemployees)
{
	struct view view = {.entity_id = entity_id,
	    .realm_id = realm_id,
	    .secrets = secrets,
	    .caller_kind = "system"};
	struct arena *lasting = arena_new(1 << 20), *arena = arena_new(MEMORY_MAX);
	assert(nemployees <= SAMPLE_EMPLOYEES_MAX);
	enum db_status status = fill_all(db, secrets, lasting, arena, &view, seed, nemployees);
	arena_free(arena);
	arena_free(lasting);
	return status;
}
