/* Made by lib/gen/statements from good.sql. */
#ifndef SQL_GOOD_H
#define SQL_GOOD_H

#include "crypt/crypt.h"
#include "db/db.h"

struct thing_find_in {
	uint64_t realm_id;
	struct uuid id;
};

struct thing_find_row {
	struct slice name;
	struct digest digest;
	struct maybe_i64 ended_at;
	struct slice size;
};

/*
 * The thing of that id.
 * Whatever its state.
 */
enum db_status thing_find(struct db *db, struct arena *arena, const struct thing_find_in *in,
    struct thing_find_row *row);

struct thing_list_in {
	uint64_t realm_id;
	int32_t since;
};

struct thing_list_row {
	struct uuid id;
	bool kept;
	int64_t n;
};

enum db_status thing_list(struct db *db, struct arena *arena, const struct thing_list_in *in,
    struct thing_list_row **rows, size_t *nrows);

struct note_each_row {
	uint64_t id;
};

enum db_status note_each(struct db *db, struct arena *arena,
    bool (*visit)(void *context, const struct note_each_row *row), void *context);

struct thing_forget_in {
	int64_t before;
};

enum db_status thing_forget(struct db *db, const struct thing_forget_in *in,
    uint64_t *affected);

struct thing_add_in {
	uint64_t realm_id;
	struct uuid id;
	struct uuid parent;
	struct maybe_u64 rank;
	struct slice bytes;
};

enum db_status thing_add(struct db *db, const struct thing_add_in *in, size_t nrows,
    uint64_t *affected);

#endif
