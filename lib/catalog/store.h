/*
 * Records in the database. Reads outside transactions take one round trip, the
 * credential's check included; everything else runs inside txn_run().
 */
#ifndef CATALOG_STORE_H
#define CATALOG_STORE_H

#include "catalog/sql.h"

enum found {
	FOUND,
	FOUND_NOTHING,
	FOUND_NO_CREDENTIAL /* the guard met nothing: the caller must be identified anew */
};

/*
 * One record, with the fields that the view may read and id and version. *found says
 * what DB_OK means. Here and below: DB_FAULT also if a sealed value does not open.
 */
enum db_status store_get(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, struct uuid id, enum found *found, struct record *record);

struct page {
	struct record *records;
	size_t count;
	bool has_more;
	struct position next; /* where it goes on, if it does */
};

/*
 * What a list may look at for a page. Where conditions and order have one index, as many records
 * as it shows. Where one of the conditions leaves no more than these, they are read and put in
 * order. Else the index of the order is gone through and each record looked at, but no further
 * than this: the page is then short, or empty, and goes on where it ended. So no page costs more
 * in a larger table, however conditions and order are combined.
 */
#define LIST_LOOKED_MOST 5000

/* A page, likewise; FOUND also if it is empty. */
enum db_status store_list(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, const struct query *query, const struct position *position,
    enum found *found, struct page *page);

struct count {
	uint64_t n;
	bool exact; /* false: there are at least so many */
};

/*
 * Counts up to `most`, and looks no further than a list; for a view with a population some
 * further, so that it is told exactly in companies of usual size how many it reaches. Not guarded:
 * after store_list.
 */
#define COUNT_LOOKED_MOST 20000
enum db_status store_count(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, const struct query *query, uint64_t most, struct count *count);

/*
 * Which of the records the view may reach at all, in any order. Locked: inside a transaction;
 * they stay as they are, and within reach, until COMMIT. Not guarded.
 */
enum db_status store_reach(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, const struct uuid *ids, size_t count, bool locked,
    struct uuid **reached, size_t *nreached);

/* Inside a transaction. All fields, whatever the view may read; DB_NO_ROW if there is none. */
enum db_status store_lock(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, struct uuid id, struct record *record);

/* DB_NO_ROW if there is none in this realm. The row stays as it is until COMMIT. */
enum db_status store_refer(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, struct uuid id, bool *is_active);

/* DB_NO_ROW if there is none. Others who hold the same row wait until COMMIT. */
enum db_status store_hold(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, struct uuid id);

/* Records with id and version alone: those whose `field` is that id. */
enum db_status store_children(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, const struct field *field, struct uuid id,
    struct page *children);
enum db_status store_count_children(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, const struct field *field, struct uuid id, uint64_t *count);
/* Records with id and version alone: the others that bear the sole flag among those alike. */
enum db_status store_sole(struct db *db, struct arena *arena, const struct view *view,
    const struct record *record, struct page *others);
enum db_status store_sole_unset(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, struct uuid id, int64_t now_us);
/* The ids from the record upwards by `field`, itself first, no more than `most`. */
enum db_status store_path(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, const struct field *field, struct uuid id, uint64_t most,
    struct uuid **ids, size_t *count);

/* The record as it is, every field. DB_DUPLICATE: db_constraint() names the index. */
enum db_status store_insert(
    struct db *db, struct arena *arena, const struct view *view, const struct record *record);
enum db_status store_insert_bulk(struct db *db, struct arena *arena, const struct view *view,
    const struct record *records, size_t count);
/* Where it still has `version`; DB_RERUN if it has not. */
enum db_status store_update(struct db *db, struct arena *arena, const struct view *view,
    const struct record *record, uint64_t version);
enum db_status store_delete(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, struct uuid id, uint64_t version);

#endif
