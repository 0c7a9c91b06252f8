/*
 * Records and their place in a file. One table says how each member of struct
 * journal_record is written; encoder and decoder both read it.
 */
#define _GNU_SOURCE
#include "trail/journal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypt/crypt.h"
#include "trail/journal_file.h"

enum kind { KIND_U64, KIND_I64, KIND_MODE, KIND_UUID, KIND_ADDRESS, KIND_TEXT };

struct member {
	unsigned char number; /* permanent; a number is never used for anything else again */
	enum kind kind;
	size_t offset;
};

#define MEMBER(number, kind, name)                                                                 \
	{                                                                                          \
		number, kind, offsetof(struct journal_record, name)                                \
	}

static const struct member members[] = {
    MEMBER(1, KIND_UUID, id),
    MEMBER(2, KIND_I64, ts_us),
    MEMBER(3, KIND_U64, entity_id),
    MEMBER(4, KIND_MODE, mode),
    MEMBER(5, KIND_UUID, key_id),
    MEMBER(6, KIND_UUID, credential_id),
    MEMBER(7, KIND_TEXT, method),
    MEMBER(8, KIND_TEXT, operation),
    MEMBER(9, KIND_TEXT, resource),
    MEMBER(10, KIND_TEXT, path),
    MEMBER(11, KIND_TEXT, query),
    MEMBER(12, KIND_TEXT, code),
    MEMBER(13, KIND_TEXT, reason),
    MEMBER(14, KIND_TEXT, agent),
    MEMBER(15, KIND_U64, status),
    MEMBER(16, KIND_U64, duration_us),
    MEMBER(17, KIND_U64, request_bytes),
    MEMBER(18, KIND_U64, answer_bytes),
    MEMBER(19, KIND_ADDRESS, address),
    MEMBER(20, KIND_TEXT, request_headers),
    MEMBER(21, KIND_TEXT, request_body),
    MEMBER(22, KIND_TEXT, answer_headers),
    MEMBER(23, KIND_TEXT, answer_body),
    MEMBER(24, KIND_TEXT, shown),
    MEMBER(25, KIND_TEXT, written),
    MEMBER(26, KIND_TEXT, named),
    MEMBER(27, KIND_U64, lost),
    MEMBER(28, KIND_I64, lost_from_us),
    MEMBER(29, KIND_I64, lost_to_us),
};

#define NMEMBERS (sizeof members / sizeof *members)
#define FIELD_HEAD_LEN 5
#define INTEGER_LEN 8
#define ADDRESS_LEN 16

/* --- numbers --- */

static void
put_little(unsigned char *at, uint64_t number, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		at[i] = (unsigned char)(number >> (8 * i));
}

static uint64_t
get_little(const char *at, size_t bytes)
{
	uint64_t number = 0;

	for (size_t i = 0; i < bytes; i++)
		number |= (uint64_t)(unsigned char)at[i] << (8 * i);
	return number;
}

/* --- encoding --- */

static void
put_field(struct str *out, unsigned char number, const void *bytes, size_t len)
{
	unsigned char head[FIELD_HEAD_LEN] = {number};

	put_little(head + 1, len, 4);
	str_add(out, (struct slice){(const char *)head, sizeof head});
	str_add(out, (struct slice){bytes, len});
}

static void
put_integer(struct str *out, unsigned char number, uint64_t value)
{
	unsigned char bytes[INTEGER_LEN];

	if (value == 0)
		return;
	put_little(bytes, value, sizeof bytes);
	put_field(out, number, bytes, sizeof bytes);
}

static void
put_member(struct str *out, const struct member *member, const void *at)
{
	static const unsigned char nothing[ADDRESS_LEN];
	const struct slice *text = at;
	uint64_t number;
	int64_t time;
	enum mode mode;

	switch (member->kind) {
	case KIND_U64:
		memcpy(&number, at, sizeof number);
		put_integer(out, member->number, number);
		break;
	case KIND_I64:
		memcpy(&time, at, sizeof time);
		put_integer(out, member->number, (uint64_t)time);
		break;
	case KIND_MODE:
		memcpy(&mode, at, sizeof mode);
		put_integer(out, member->number, mode);
		break;
	case KIND_UUID:
	case KIND_ADDRESS:
		if (memcmp(at, nothing, ADDRESS_LEN) != 0)
			put_field(out, member->number, at, ADDRESS_LEN);
		break;
	case KIND_TEXT:
		if (text->at != NULL)
			put_field(out, member->number, text->at, text->len);
		break;
	}
}

void
journal_encode(struct str *out, const struct journal_record *record)
{
	static const unsigned char head[JOURNAL_HEAD_LEN + 1] = {
	    [JOURNAL_HEAD_LEN] = JOURNAL_FORMAT};
	size_t start = out->len;

	str_add(out, (struct slice){(const char *)head, sizeof head});
	for (size_t i = 0; i < NMEMBERS; i++)
		put_member(out, &members[i], (const char *)record + members[i].offset);
	if (out->full)
		return;
	struct slice payload = slice_skip(str_slice(out), start + JOURNAL_HEAD_LEN);
	put_little((unsigned char *)out->at + start, payload.len, 4);
	put_little((unsigned char *)out->at + start + 4, crc32c(payload), 4);
}

/* --- decoding --- */

static const struct member *
find_member(unsigned char number)
{
	/* Numbers are given out in order, so this is where it stands if it is known. */
	return number >= 1 && number <= NMEMBERS ? &members[number - 1] : NULL;
}

static bool
get_mode(struct slice bytes, enum mode *mode)
{
	uint64_t number = get_little(bytes.at, bytes.len);

	if (number > MODE_LIVE)
		return false;
	*mode = (enum mode)number;
	return true;
}

static bool
get_member(const struct member *member, struct slice bytes, void *at)
{
	bool is_wide = member->kind == KIND_UUID || member->kind == KIND_ADDRESS;
	uint64_t number;

	if (member->kind == KIND_TEXT) {
		memcpy(at, &bytes, sizeof bytes);
		return true;
	}
	if (bytes.len != (is_wide ? ADDRESS_LEN : INTEGER_LEN))
		return false;
	if (is_wide) {
		memcpy(at, bytes.at, ADDRESS_LEN);
		return true;
	}
	if (member->kind == KIND_MODE)
		return get_mode(bytes, at);
	number = get_little(bytes.at, INTEGER_LEN);
	memcpy(at, &number, sizeof number);
	return true;
}

static bool
get_fields(struct slice rest, struct journal_record *record)
{
	while (rest.len > 0) {
		if (rest.len < FIELD_HEAD_LEN)
			return false;
		const struct member *member = find_member((unsigned char)rest.at[0]);
		size_t len = (size_t)get_little(rest.at + 1, 4);
		rest = slice_skip(rest, FIELD_HEAD_LEN);
		if (len > rest.len)
			return false;
		if (member != NULL &&
		    !get_member(member, slice_head(rest, len), (char *)record + member->offset))
			return false;
		rest = slice_skip(rest, len);
	}
	return !uuid_is_nil(record->id);
}

enum journal_read
journal_decode(struct slice bytes, struct journal_record *record, size_t *used)
{
	struct journal_record found = {0};

	if (bytes.len < JOURNAL_HEAD_LEN)
		return JOURNAL_PARTIAL;
	size_t len = (size_t)get_little(bytes.at, 4);
	if (len < 1 || len > JOURNAL_RECORD_MAX - JOURNAL_HEAD_LEN)
		return JOURNAL_BAD;
	if (bytes.len - JOURNAL_HEAD_LEN < len)
		return JOURNAL_PARTIAL;
	struct slice payload = slice_head(slice_skip(bytes, JOURNAL_HEAD_LEN), len);
	if (crc32c(payload) != (uint32_t)get_little(bytes.at + 4, 4))
		return JOURNAL_BAD;
	if (payload.at[0] != JOURNAL_FORMAT || !get_fields(slice_skip(payload, 1), &found))
		return JOURNAL_BAD;
	*record = found;
	*used = JOURNAL_HEAD_LEN + len;
	return JOURNAL_RECORD;
}
