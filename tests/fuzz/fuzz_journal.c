/*
 * The decoder stays within its bytes whatever they are, and what it accepts it
 * accepts again once written anew. The input counts twice: as a file, and as the
 * inside of a record whose length and CRC are right.
 */
#include "fuzz.h"

#include <string.h>

#include "crypt/crypt.h"
#include "trail/journal.h"

static void
must_come_back(struct arena *arena, const struct journal_record *record)
{
	struct journal_record again;
	struct str out;
	size_t used;

	str_init(&out, arena, 2 * JOURNAL_RECORD_MAX);
	journal_encode(&out, record);
	if (out.len > JOURNAL_RECORD_MAX)
		return;
	MUST(journal_decode(str_slice(&out), &again, &used) == JOURNAL_RECORD);
	MUST(used == out.len);
	MUST(uuid_eq(again.id, record->id));
	MUST(slice_eq(again.answer_body, record->answer_body));
	MUST(again.status == record->status && again.mode == record->mode);
}

static void
read_file(struct arena *arena, struct slice bytes)
{
	struct journal_record record;
	size_t used;

	while (journal_decode(bytes, &record, &used) == JOURNAL_RECORD) {
		MUST(used > JOURNAL_HEAD_LEN && used <= bytes.len);
		must_come_back(arena, &record);
		bytes = slice_skip(bytes, used);
	}
}

static struct slice
as_record(struct arena *arena, struct slice inside)
{
	char head[JOURNAL_HEAD_LEN + 1] = {[JOURNAL_HEAD_LEN] = JOURNAL_FORMAT};
	struct str out;

	str_init(&out, arena, inside.len + sizeof head);
	str_add(&out, (struct slice){head, sizeof head});
	str_add(&out, inside);
	struct slice payload = slice_skip(str_slice(&out), JOURNAL_HEAD_LEN);
	uint32_t crc = crc32c(payload);
	for (int i = 0; i < 4; i++) {
		out.at[i] = (char)(payload.len >> (8 * i));
		out.at[4 + i] = (char)(crc >> (8 * i));
	}
	return str_slice(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct slice input = fuzz_input(data, size);

	if (size > JOURNAL_RECORD_MAX / 2)
		return 0;
	read_file(arena, input);
	read_file(arena, as_record(arena, input));
	return 0;
}
