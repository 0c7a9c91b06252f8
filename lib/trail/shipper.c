/*
 * Batches across files: whatever is new in any file goes into one transaction, and
 * each file's offset with it. What a transaction did not keep is read again.
 */
#include "trail/shipper.h"

#include <errno.h>

#include "base/clock.h"
#include "sql/journal.h"
#include "trail/batch.h"
#include "db/txn.h"

#define CHUNK_MAX (1024u * 1024) /* read at once; more than a record */
#define BATCH_BYTES_MAX (4u * 1024 * 1024)
#define READ_BYTES_MAX (16u * 1024 * 1024) /* held by the chunks of a batch */
#define ARENA_MAX ((size_t)64 * 1024 * 1024)
#define CHUNK_FIRST 4096u

void (*shipper_after_commit)(void);

bool
shipper_open(struct shipper *shipper, const char *dir, struct db *db)
{
	struct ship_folder folder;

	if (!ship_folder_open(&folder, dir))
		return false;
	*shipper = (struct shipper){
	    .folder = folder,
	    .db = db,
	    .arena = arena_new(ARENA_MAX),
	    .batch_max = SHIP_BATCH_MAX,
	};
	return true;
}

void
shipper_close(struct shipper *shipper)
{
	ship_folder_close(&shipper->folder);
	arena_free(shipper->arena);
}

/* --- one transaction --- */

struct sending {
	struct shipper *shipper;
	const struct batch *batch;
	bool skip_records; /* the database refuses the only record: only the offset moves */
	bool overtaken;    /* somebody else has shipped from one of these places */
};

static bool
has_news(const struct ship_file *file)
{
	return file->read_to != file->shipped || file->damaged > 0 || file->ended;
}

static enum db_status
advance(struct sending *sending, struct db *db)
{
	struct ship_folder *folder = &sending->shipper->folder;
	struct journal_files_advance_in *rows =
	    arena_array(sending->shipper->arena, folder->nfiles, sizeof *rows);
	size_t nrows = 0;
	uint64_t affected = 0;

	for (size_t i = 0; i < folder->nfiles; i++) {
		const struct ship_file *file = &folder->files[i];
		if (!has_news(file))
			continue;
		rows[nrows++] = (struct journal_files_advance_in){
		    .host = file->host,
		    .file = file->number,
		    .was = file->shipped,
		    .shipped = file->read_to,
		    .damaged = file->damaged,
		    .finished = file->ended,
		    .now = clock_now(),
		};
	}
	enum db_status status = journal_files_advance(db, rows, nrows, &affected);
	sending->overtaken = status == DB_OK && affected != nrows;
	return status;
}

static enum txn_verdict
send(struct db *db, void *context, enum db_status *status)
{
	struct sending *sending = context;
	struct journal_host_lock_in lock = {sending->shipper->folder.host, clock_now()};

	sending->overtaken = false;
	*status = journal_host_lock(db, &lock, NULL);
	if (*status == DB_OK)
		*status = advance(sending, db);
	if (*status != DB_OK)
		return TXN_STATUS;
	if (sending->overtaken)
		return TXN_ROLLBACK;
	if (sending->batch->nrecords > 0 && !sending->skip_records)
		*status = batch_write(sending->batch, db);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

/* Offsets are read from the database again, and records from the files. */
static void
forget_offsets(struct shipper *shipper)
{
	for (size_t i = 0; i < shipper->folder.nfiles; i++) {
		struct ship_file *file = &shipper->folder.files[i];
		if (has_news(file))
			file->known = false;
		file->read_to = file->shipped;
		file->damaged = 0;
		file->ended = false;
	}
}

static void
keep_offsets(struct shipper *shipper, struct ship_count *count)
{
	struct ship_folder *folder = &shipper->folder;

	if (shipper_after_commit != NULL)
		shipper_after_commit();
	for (size_t i = folder->nfiles; i > 0; i--) {
		struct ship_file *file = &folder->files[i - 1];
		file->shipped = file->read_to;
		count->damaged += file->damaged;
		file->damaged = 0;
		if (!file->ended)
			continue;
		ship_folder_remove(folder, file);
		count->files++;
	}
}

/*
 * True if the number says that a value does not fit its column or is there already: a fault of
 * one record, which would block all others for ever.
 */
static bool
is_fault_of_a_record(unsigned number)
{
	static const unsigned faults[] = {
	    1048, /* NULL */
	    1062, /* there already */
	    1264, /* out of range */
	    1265, /* cut */
	    1292, /* no such time or number */
	    1366, /* no text of this character set */
	    1406, /* too long */
	    1526, /* no partition */
	    1690, /* a sum out of range */
	    4025, /* refused by a CHECK */
	};

	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		if (faults[i] == number)
			return true;
	return false;
}

/* The one record that the database refuses is left out and counted. */
static void
skip_record(struct shipper *shipper)
{
	for (size_t i = 0; i < shipper->folder.nfiles; i++) {
		struct ship_file *file = &shipper->folder.files[i];
		if (file->read_to != file->shipped)
			file->damaged++;
	}
}

enum outcome { SENT, SEND_AGAIN, SEND_LATER };

static bool
is_refused(const struct shipper *shipper, enum db_status status)
{
	return status == DB_DUPLICATE ||
	       (status == DB_FAULT && is_fault_of_a_record(db_errno(shipper->db)));
}

/*
 * Smaller and smaller batches lead to the record at fault, or fit into the time that a statement
 * may take.
 */
static enum outcome
try_smaller(struct shipper *shipper, const struct batch *batch, enum db_status status)
{
	bool curable = status == DB_SLOW || is_refused(shipper, status);
	forget_offsets(shipper);
	if (!curable || batch->nrecords <= 1)
		return SEND_LATER;
	shipper->batch_max = batch->nrecords / 2;
	return SEND_AGAIN;
}

static enum outcome
send_batch(struct shipper *shipper, const struct batch *batch, struct ship_count *count)
{
	struct sending sending = {.shipper = shipper, .batch = batch};
	enum db_status status = txn_run(shipper->db, send, &sending);

	if (batch->nrecords == 1 && is_refused(shipper, status)) {
		skip_record(shipper);
		sending.skip_records = true;
		status = txn_run(shipper->db, send, &sending);
	}
	if (status != DB_OK)
		return try_smaller(shipper, batch, status);
	if (sending.overtaken) {
		forget_offsets(shipper);
		return SEND_AGAIN;
	}
	count->records += sending.skip_records ? 0 : batch->nrecords;
	keep_offsets(shipper, count);
	shipper->batch_max *= 2;
	if (shipper->batch_max > SHIP_BATCH_MAX)
		shipper->batch_max = SHIP_BATCH_MAX;
	return SENT;
}

/* --- reading files --- */

/* What files are read into. A chunk of which nothing was used serves the next file. */
struct reading {
	struct batch *batch;
	char *spare;
	size_t spare_bytes;
	size_t held; /* by chunks that are in use */
};

static bool
is_full(const struct reading *reading)
{
	const struct batch *batch = reading->batch;

	return batch->nrecords >= batch->max_records || batch->bytes >= BATCH_BYTES_MAX ||
	       reading->held >= READ_BYTES_MAX;
}

/* By powers of two, so that spare chunks that were too small add up to less than the last. */
static char *
chunk_for(struct reading *reading, size_t need)
{
	size_t bytes = CHUNK_FIRST;

	if (need <= reading->spare_bytes)
		return reading->spare;
	while (bytes < need)
		bytes *= 2;
	reading->spare = arena_alloc(reading->batch->arena, bytes);
	reading->spare_bytes = bytes;
	return reading->spare;
}

/* The next chunk of the file; empty at its end, or if it cannot be read now. */
static struct slice
read_chunk(struct reading *reading, struct ship_file *file)
{
	size_t len = ship_file_rest(file, file->read_to, CHUNK_MAX);
	char *to = chunk_for(reading, len);

	file->unreadable = len > 0 && !ship_file_read(file, file->read_to, to, &len);
	return (struct slice){to, file->unreadable ? 0 : len};
}

static void
hold_chunk(struct reading *reading)
{
	reading->held += reading->spare_bytes;
	reading->spare_bytes = 0;
}

/* Whole records of one chunk. *left: the reason for which it stopped. */
static void
take_records(
    struct reading *reading, struct ship_file *file, struct slice chunk, enum journal_read *left)
{
	struct batch *batch = reading->batch;
	struct journal_record record;
	size_t used;

	*left = JOURNAL_PARTIAL;
	while (!is_full(reading)) {
		*left = journal_decode(chunk, &record, &used);
		if (*left != JOURNAL_RECORD)
			return;
		struct batch_place place = {file->host, file->number, file->read_to};
		batch_add(batch, &record, &place);
		batch->bytes += used;
		file->read_to += used;
		chunk = slice_skip(chunk, used);
	}
	*left = JOURNAL_RECORD;
}

/*
 * Fills the batch from the file. True if the file has nothing more that can be read now; then a
 * dead one is marked as ended, and what is left of it is damage.
 */
static bool
take_from(struct reading *reading, struct ship_file *file)
{
	enum journal_read left = JOURNAL_RECORD;

	while (!is_full(reading)) {
		uint64_t before = file->read_to;
		struct slice chunk = read_chunk(reading, file);
		take_records(reading, file, chunk, &left);
		if (file->read_to == before)
			break;
		hold_chunk(reading);
		if (left == JOURNAL_BAD)
			break;
	}
	if (is_full(reading))
		return false;
	if (file->dead && !file->unreadable) {
		file->ended = true;
		file->damaged += file->limit > file->read_to;
	}
	return true;
}

static enum db_status
load_offset(struct shipper *shipper, struct ship_file *file)
{
	struct journal_file_begin_in begin = {file->host, file->number, clock_now()};
	struct journal_file_find_in find = {file->host, file->number};
	struct journal_file_find_row found;
	enum db_status status = journal_file_begin(shipper->db, &begin, NULL);

	if (status == DB_OK)
		status = journal_file_find(shipper->db, shipper->arena, &find, &found);
	if (status != DB_OK)
		return status;
	file->known = true;
	file->shipped = file->read_to = found.shipped;
	/* Finished by a shipper that ended before it could remove the file. */
	if (found.finished)
		ship_folder_remove(&shipper->folder, file);
	return DB_OK;
}

/* Every file's offset; files that are finished already disappear from the list. */
static enum ship_status
load_offsets(struct shipper *shipper)
{
	for (size_t i = shipper->folder.nfiles; i > 0; i--) {
		struct ship_file *file = &shipper->folder.files[i - 1];
		if (!file->known && load_offset(shipper, file) != DB_OK)
			return SHIP_AWAY;
	}
	return SHIP_DONE;
}

/* One batch from as many files as it takes. *rest: there may be more. */
static struct batch *
fill_batch(struct shipper *shipper, bool *rest)
{
	struct ship_folder *folder = &shipper->folder;
	struct reading reading = {
	    .batch = batch_new(shipper->arena, folder->host, shipper->batch_max)};
	bool all = true;

	for (size_t i = 0; i < folder->nfiles && !is_full(&reading); i++) {
		struct ship_file *file = &folder->files[i];
		ship_file_adopt(file);
		all = take_from(&reading, file) && all;
	}
	*rest = !all || is_full(&reading);
	return reading.batch;
}

static bool
is_anything_new(const struct ship_folder *folder)
{
	for (size_t i = 0; i < folder->nfiles; i++)
		if (has_news(&folder->files[i]))
			return true;
	return false;
}

static bool
is_any_unreadable(const struct ship_folder *folder)
{
	for (size_t i = 0; i < folder->nfiles; i++)
		if (folder->files[i].unreadable)
			return true;
	return false;
}

static bool
is_stopped(const struct shipper *shipper)
{
	return shipper->stop != NULL && atomic_load(shipper->stop);
}

enum ship_status
shipper_pass(struct shipper *shipper, struct ship_count *count)
{
	bool rest = true;

	if (!ship_folder_lock(&shipper->folder))
		return errno == EWOULDBLOCK ? SHIP_BUSY : SHIP_FOLDER;
	if (!ship_folder_scan(&shipper->folder))
		return SHIP_FOLDER;
	for (bool first = true; rest && (first || !is_stopped(shipper)); first = false) {
		enum outcome outcome = SENT;
		arena_reset(shipper->arena);
		if (load_offsets(shipper) != SHIP_DONE)
			return SHIP_AWAY;
		const struct batch *batch = fill_batch(shipper, &rest);
		if (is_anything_new(&shipper->folder))
			outcome = send_batch(shipper, batch, count);
		if (outcome == SEND_LATER)
			return SHIP_AWAY;
		rest = rest || outcome == SEND_AGAIN;
	}
	if (is_any_unreadable(&shipper->folder)) {
		errno = EIO;
		return SHIP_FOLDER;
	}
	return SHIP_DONE;
}

void
shipper_sync(struct shipper *shipper)
{
	for (size_t i = 0; i < shipper->folder.nfiles; i++) {
		const struct ship_file *file = &shipper->folder.files[i];
		if (ship_file_size(file) > file->shipped)
			ship_file_sync(file);
	}
}
