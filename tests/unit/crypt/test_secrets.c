/* Secrets, keys derived from them, sealed values, passwords. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypt/password.h"
#include "crypt/secrets.h"

static struct arena *arena;
static char folder[] = "/tmp/test_secrets.XXXXXX";
static char path[64];

static int
open_folder(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/secrets", folder);
	return 0;
}

static int
close_folder(void **state)
{
	(void)state;
	arena_free(arena);
	unlink(path);
	return rmdir(folder);
}

#define A32 "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
#define B32 "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI="
#define REST "blind 1 " A32 "\nreplay 1 " A32 "\ncursor 1 " A32 "\n"
#define GOOD "# ours\n\npepper 1 " A32 "\nseal 1 " A32 "\nseal 2 " B32 "\n" REST

static const struct secrets *
load(const char *text, mode_t mode, char complaint[256])
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	chmod(path, mode);
	FILE *out = fmemopen(complaint, 256, "w");
	const struct secrets *secrets = secrets_load(path, out);
	fclose(out);
	unlink(path);
	return secrets;
}

static const struct secrets *
load_good(void)
{
	char complaint[256] = "";
	const struct secrets *secrets = load(GOOD, 0640, complaint);
	assert_string_equal(complaint, "");
	assert_non_null(secrets);
	return secrets;
}

static void
the_newest_secret_makes_and_older_ones_are_found(void **state)
{
	(void)state;
	const struct secrets *secrets = load_good();
	uint32_t id = 0;
	assert_true(slice_is(
	    secrets_newest(secrets, SECRET_SEAL, &id), "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"));
	assert_int_equal(id, 2);
	assert_true(
	    slice_is(secrets_find(secrets, SECRET_SEAL, 1), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
	assert_null(secrets_find(secrets, SECRET_SEAL, 3).at);
}

/* A file of its own for those who change it. */
static const struct secrets *
create_and_load(void)
{
	assert_true(secrets_create(path));
	const struct secrets *secrets = secrets_load(path, stderr);
	assert_non_null(secrets);
	return secrets;
}

static void
a_waiting_secret_opens_and_does_not_seal_until_it_is_used(void **state)
{
	(void)state;
	struct stat about;
	uint32_t id = 0;
	struct secret_about list[SECRETS_MAX];
	const struct secrets *writer = create_and_load(), *reader = secrets_load(path, stderr);
	assert_int_equal(chmod(path, 0640), 0);
	struct slice place = SLICE_OF("row"), plain = SLICE_OF("219098999");
	struct slice first = seal(arena, writer, SECRET_SEAL, 7, "number", place, plain);
	assert_true(secrets_add(path, SECRET_SEAL, true, stderr));
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0640);
	struct slice second = seal(arena, writer, SECRET_SEAL, 7, "number", place, plain);
	assert_memory_equal(second.at, "\0\0\0\1", 4);
	assert_int_equal(secrets_list(writer, SECRET_SEAL, list), 2);
	assert_true(!list[0].waiting && list[1].id == 2 && list[1].waiting);
	assert_true(secrets_use(path, SECRET_SEAL, stderr));
	struct slice third = seal(arena, writer, SECRET_SEAL, 7, "number", place, plain);
	assert_memory_equal(third.at, "\0\0\0\2", 4);
	/* Who has not looked since meets an unknown number and looks then. */
	secrets_newest(reader, SECRET_SEAL, &id);
	assert_int_equal(id, 1);
	assert_true(slice_eq(unseal(arena, reader, SECRET_SEAL, 7, "number", place, third), plain));
	assert_true(slice_eq(unseal(arena, reader, SECRET_SEAL, 7, "number", place, first), plain));
	secrets_newest(reader, SECRET_SEAL, &id);
	assert_int_equal(id, 2);
	unlink(path);
}

static void
blind_stays_with_its_first_secret(void **state)
{
	(void)state;
	uint32_t first = 0, newest = 0;
	const struct secrets *secrets = create_and_load();
	struct slice before = secrets_oldest(secrets, SECRET_BLIND, &first);
	assert_true(secrets_add(path, SECRET_BLIND, false, stderr));
	assert_true(secrets_refresh(secrets));
	assert_false(secrets_refresh(secrets));
	secrets_newest(secrets, SECRET_BLIND, &newest);
	assert_int_equal(newest, 2);
	assert_true(slice_eq(before, secrets_oldest(secrets, SECRET_BLIND, &first)));
	assert_int_equal(first, 1);
	unlink(path);
}

static void
a_file_that_has_become_bad_changes_nothing(void **state)
{
	(void)state;
	uint32_t id = 0;
	const struct secrets *secrets = create_and_load();
	FILE *file = fopen(path, "w");
	fputs("seal 9 nonsense\n", file);
	fclose(file);
	assert_false(secrets_refresh(secrets));
	assert_non_null(secrets_newest(secrets, SECRET_SEAL, &id).at);
	assert_int_equal(id, 1);
	unlink(path);
	assert_false(secrets_refresh(secrets));
	FILE *nobody = fopen("/dev/null", "w");
	assert_false(secrets_add(path, SECRET_SEAL, false, nobody));
	fclose(nobody);
	assert_int_equal(access(path, F_OK), -1);
}

static void
a_file_that_is_full_stays_as_it_is(void **state)
{
	(void)state;
	FILE *nobody = fopen("/dev/null", "w");
	create_and_load();
	for (int i = SECRET_PURPOSES; i < SECRETS_MAX; i++)
		assert_true(secrets_add(path, SECRET_SEAL, false, nobody));
	assert_false(secrets_add(path, SECRET_SEAL, false, nobody));
	fclose(nobody);
	assert_non_null(secrets_load(path, stderr));
}

static const struct {
	const char *text, *complaint;
} refusals[] = {
    {"pepper 1 " A32 "\n", ": no secret for seal\n"},
    {GOOD "salt 1 " A32 "\n", ":9: unknown purpose\n"},
    {GOOD "seal 2 " A32 "\n", ":9: this purpose has that number already\n"},
    {GOOD "seal 0 " A32 "\n", ":9: expected a number from 1 on\n"},
    {GOOD "seal x " A32 "\n", ":9: expected a number from 1 on\n"},
    {GOOD "seal\n", ":9: expected: purpose, number, base64\n"},
    {"seal 3 QUFB\n", ":1: expected base64 of at least 32 bytes\n"},
    {"seal 3 QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE\n", ":1: expected base64 of at least"},
    {"seal 3 QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUF=\n", ":1: expected base64 of at least"},
    {"seal 3 QUFBQUFBQUFBQUFB\tUFBQUFBQUFBQUFBQUFBQUFBQUE=\n", ":1: expected base64 of at least"},
    {"seal 3 " A32 A32 A32 A32 A32 "\n", ":1: expected base64 of at least 32 bytes\n"},
};

static void
refuses_a_malformed_file_and_names_the_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		char complaint[256] = "";
		assert_null(load(refusals[i].text, 0600, complaint));
		assert_memory_equal(complaint, path, strlen(path));
		if (strncmp(complaint + strlen(path), refusals[i].complaint,
			strlen(refusals[i].complaint)) != 0)
			fail_msg("%s said %s", refusals[i].text, complaint);
		assert_null(strstr(complaint, "QUFB"));
	}
}

static void
refuses_a_file_that_everybody_may_read_or_none(void **state)
{
	(void)state;
	char complaint[256] = "";
	assert_null(load(GOOD, 0644, complaint));
	assert_non_null(strstr(complaint, ": can be read or changed by everybody\n"));
	FILE *out = fmemopen(complaint, sizeof complaint, "w");
	assert_null(secrets_load("/nonexistent/secrets", out));
	fclose(out);
	assert_string_equal(complaint, "/nonexistent/secrets: cannot be opened: ENOENT\n");
}

static void
a_fresh_file_loads_and_is_never_written_over(void **state)
{
	(void)state;
	struct stat about;
	assert_true(secrets_create(path));
	assert_false(secrets_create(path));
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	const struct secrets *secrets = secrets_load(path, stderr);
	assert_non_null(secrets);
	struct slice pepper = secrets_newest(secrets, SECRET_PEPPER, NULL);
	assert_int_equal(pepper.len, 32);
	assert_false(slice_eq(pepper, secrets_newest(secrets, SECRET_SEAL, NULL)));
	unlink(path);
}

static void
keys_differ_by_purpose_number_scope_and_name(void **state)
{
	(void)state;
	const struct secrets *s = load_good();
	const struct digest keys[] = {
	    secrets_derive(s, SECRET_SEAL, 1, 7, "number"),
	    secrets_derive(s, SECRET_SEAL, 2, 7, "number"),
	    secrets_derive(s, SECRET_SEAL, 1, 8, "number"),
	    secrets_derive(s, SECRET_SEAL, 1, 7, "numbers"),
	    secrets_derive(s, SECRET_BLIND, 1, 7, "number"),
	    secrets_derive(s, SECRET_SEAL, 1, UINT64_C(7) << 56, "number"),
	};
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		for (size_t j = 0; j < i; j++)
			assert_false(digest_eq(&keys[i], &keys[j]));
	struct digest again = secrets_derive(s, SECRET_SEAL, 1, 7, "number");
	assert_true(digest_eq(&keys[0], &again));
}

static struct slice
bytes_of_hex(const char *hex)
{
	unsigned char *bytes = arena_alloc(arena, strlen(hex) / 2 + 1);
	for (size_t i = 0; hex[2 * i]; i++)
		bytes[i] =
		    (unsigned char)strtoul((char[]){hex[2 * i], hex[2 * i + 1], 0}, NULL, 16);
	return (struct slice){(const char *)bytes, strlen(hex) / 2};
}

/* Test cases 13 to 16 of the GCM specification (McGrew and Viega): AES-256. */
static const struct {
	const char *key, *nonce, *associated, *plain, *sealed;
} vectors[] = {
    {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000",
	"", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000",
	"", "00000000000000000000000000000000",
	"cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
    {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
	"",
	"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
	"1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
	"522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
	"8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
	"b094dac5d93471bdec1a502270e3cc6c"},
    {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
	"feedfacedeadbeeffeedfacedeadbeefabaddad2",
	"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
	"1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
	"522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
	"8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
	"76fc6ece0f4e1768cddf8853bb2d551b"},
};

static void
sealing_agrees_with_the_gcm_specification(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		struct digest key;
		assert_true(digest_read_hex(slice_from(vectors[i].key), &key));
		struct slice nonce = bytes_of_hex(vectors[i].nonce);
		struct slice associated = bytes_of_hex(vectors[i].associated);
		struct slice plain = bytes_of_hex(vectors[i].plain);
		struct slice expected = bytes_of_hex(vectors[i].sealed);
		unsigned char *out = arena_alloc(arena, expected.len + 1);
		assert_true(
		    gcm_seal(&key, (const unsigned char *)nonce.at, associated, plain, out));
		assert_memory_equal(out, expected.at, expected.len);
		unsigned char *back = arena_alloc(arena, plain.len + 1);
		assert_true(
		    gcm_open(&key, (const unsigned char *)nonce.at, associated, expected, back));
		assert_memory_equal(back, plain.at, plain.len);
	}
}

static void
a_sealed_value_opens_only_in_its_place(void **state)
{
	(void)state;
	const struct secrets *s = load_good();
	struct slice place = SLICE("row 1"), plain = SLICE("123-45-6789");
	struct slice sealed = seal(arena, s, SECRET_SEAL, 7, "number", place, plain);
	assert_int_equal(sealed.len, plain.len + SEAL_OVERHEAD);
	assert_memory_equal(sealed.at, "\0\0\0\2", 4);
	assert_true(slice_eq(unseal(arena, s, SECRET_SEAL, 7, "number", place, sealed), plain));
	assert_null(unseal(arena, s, SECRET_SEAL, 7, "number", SLICE_OF("row 2"), sealed).at);
	assert_null(unseal(arena, s, SECRET_SEAL, 8, "number", place, sealed).at);
	assert_null(unseal(arena, s, SECRET_SEAL, 7, "other", place, sealed).at);
	assert_null(unseal(arena, s, SECRET_REPLAY, 7, "number", place, sealed).at);
	char *changed = arena_text(arena, sealed);
	for (size_t i = 0; i < sealed.len; i++) {
		changed[i] ^= 1;
		struct slice tried = {changed, sealed.len};
		assert_null(unseal(arena, s, SECRET_SEAL, 7, "number", place, tried).at);
		changed[i] ^= 1;
	}
	for (size_t len = 0; len < sealed.len; len++)
		assert_null(
		    unseal(arena, s, SECRET_SEAL, 7, "number", place, slice_head(sealed, len)).at);
	struct slice empty = seal(arena, s, SECRET_SEAL, 7, "number", SLICE_NONE, SLICE_OF(""));
	assert_true(slice_is(unseal(arena, s, SECRET_SEAL, 7, "number", SLICE_NONE, empty), ""));
	struct slice again = seal(arena, s, SECRET_SEAL, 7, "number", place, plain);
	assert_false(slice_eq(sealed, again));
	struct slice copy = arena_copy(arena, sealed);
	struct slice there = unseal_there(s, SECRET_SEAL, 7, "number", place, copy);
	assert_true(slice_eq(there, plain));
	assert_true(there.at > copy.at && there.at + there.len < copy.at + copy.len);
	char room[64] = {0};
	memcpy(room + SEAL_BEFORE, plain.at, plain.len);
	copy = seal_there(s, SECRET_SEAL, 7, "number", place, room, plain.len);
	assert_ptr_equal(copy.at, room);
	assert_int_equal(copy.len, plain.len + SEAL_OVERHEAD);
	assert_true(slice_eq(unseal(arena, s, SECRET_SEAL, 7, "number", place, copy), plain));
	copy = arena_copy(arena, sealed);
	assert_null(unseal_there(s, SECRET_SEAL, 7, "number", SLICE_OF("row 2"), copy).at);
	assert_null(unseal_there(s, SECRET_SEAL, 7, "number", place, slice_head(sealed, 10)).at);
}

static const struct password_cost cost = {19456, 2};

static void
a_password_matches_its_own_hash_only(void **state)
{
	(void)state;
	struct slice phc = password_hash(arena, SLICE_OF("correct horse"), cost);
	assert_true(slice_has_prefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$"));
	assert_true(password_matches(phc, SLICE_OF("correct horse"), cost));
	assert_false(password_matches(phc, SLICE_OF("correct horsf"), cost));
	assert_false(password_matches(phc, SLICE_OF("correct horse "), cost));
	assert_false(password_matches(phc, SLICE_OF(""), cost));
	assert_false(password_matches(SLICE_NONE, SLICE_OF("correct horse"), cost));
	assert_false(password_matches(SLICE_OF("$argon2id$junk"), SLICE_OF("x"), cost));
	assert_false(slice_eq(phc, password_hash(arena, SLICE_OF("correct horse"), cost)));
}

static void
a_password_that_is_too_long_is_no_password(void **state)
{
	(void)state;
	struct slice full = {memset(arena_alloc(arena, 600), 'a', 600), PASSWORD_BYTES_MAX};
	struct slice over = {full.at, PASSWORD_BYTES_MAX + 1};
	struct slice phc = password_hash(arena, full, cost);
	assert_true(password_matches(phc, full, cost));
	assert_false(password_matches(phc, over, cost));
	assert_null(password_hash(arena, over, cost).at);
}

static void
a_hash_of_less_cost_is_weaker(void **state)
{
	(void)state;
	struct slice phc = SLICE("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA");
	assert_false(password_is_weaker(phc, cost));
	assert_true(password_is_weaker(phc, (struct password_cost){19457, 2}));
	assert_true(password_is_weaker(phc, (struct password_cost){19456, 3}));
	assert_true(password_is_weaker(SLICE_OF("$argon2i$v=19$m=19456,t=2,p=1$"), cost));
	assert_true(password_is_weaker(SLICE_OF("$argon2id$v=19$m=x,t=2,p=1$"), cost));
	assert_true(password_is_weaker(SLICE_NONE, cost));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_newest_secret_makes_and_older_ones_are_found),
	    cmocka_unit_test(refuses_a_malformed_file_and_names_the_line),
	    cmocka_unit_test(refuses_a_file_that_everybody_may_read_or_none),
	    cmocka_unit_test(a_fresh_file_loads_and_is_never_written_over),
	    cmocka_unit_test(a_waiting_secret_opens_and_does_not_seal_until_it_is_used),
	    cmocka_unit_test(blind_stays_with_its_first_secret),
	    cmocka_unit_test(a_file_that_has_become_bad_changes_nothing),
	    cmocka_unit_test(a_file_that_is_full_stays_as_it_is),
	    cmocka_unit_test(keys_differ_by_purpose_number_scope_and_name),
	    cmocka_unit_test(sealing_agrees_with_the_gcm_specification),
	    cmocka_unit_test(a_sealed_value_opens_only_in_its_place),
	    cmocka_unit_test(a_password_matches_its_own_hash_only),
	    cmocka_unit_test(a_password_that_is_too_long_is_no_password),
	    cmocka_unit_test(a_hash_of_less_cost_is_weaker),
	};
	return cmocka_run_group_tests(tests, open_folder, close_folder);
}
