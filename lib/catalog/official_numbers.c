/* One row a type; what a row's check does not know passes. */
#include "catalog/official_numbers.h"

#include <string.h>

#include "catalog/formats.h"

#define SSN_LEN 9

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool
are_digits(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!is_digit(text.at[i]))
			return false;
	return text.len > 0;
}

static bool
is_long(struct slice text, size_t least, size_t most)
{
	return text.len >= least && text.len <= most;
}

static unsigned
digits_at(struct slice text, size_t from, size_t len)
{
	unsigned value = 0;
	for (size_t i = from; i < from + len; i++)
		value = value * 10 + (unsigned)(text.at[i] - '0');
	return value;
}

static bool
is_one_digit_repeated(struct slice text)
{
	for (size_t i = 1; i < text.len; i++)
		if (text.at[i] != text.at[0])
			return false;
	return true;
}

/* Printed on a specimen card, in a pamphlet, and on every form that is filled in to try it. */
static bool
is_famous(struct slice number)
{
	return slice_is(number, "078051120") || slice_is(number, "219099999") ||
	       slice_is(number, "123456789");
}

static bool
is_ssn(struct slice number)
{
	if (number.len != SSN_LEN || !are_digits(number))
		return false;
	unsigned area = digits_at(number, 0, 3), group = digits_at(number, 3, 2);
	return area != 0 && area != 666 && area < 900 && group != 0 &&
	       digits_at(number, 5, 4) != 0 && !is_famous(number) && !is_one_digit_repeated(number);
}

static bool
is_itin(struct slice number)
{
	if (number.len != SSN_LEN || !are_digits(number) || number.at[0] != '9')
		return false;
	unsigned group = digits_at(number, 3, 2);
	return (group >= 50 && group <= 65) || (group >= 70 && group <= 88) ||
	       (group >= 90 && group <= 92) || group >= 94;
}

/* ISO/IEC 7812-1 annex B: every second digit from the last but one doubled. */
static bool
meets_luhn(struct slice number)
{
	unsigned sum = 0;
	for (size_t i = 0; i < number.len; i++) {
		unsigned digit = (unsigned)(number.at[number.len - 1 - i] - '0');
		if (i % 2 == 1)
			digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
		sum += digit;
	}
	return sum % 10 == 0;
}

static bool
is_sin(struct slice number)
{
	return number.len == 9 && are_digits(number) && number.at[0] != '0' &&
	       number.at[0] != '8' && meets_luhn(number);
}

static bool
is_nss(struct slice number)
{
	return number.len == 11 && are_digits(number) && meets_luhn(number);
}

static bool
is_curp(struct slice number)
{
	return format_looks_like(number, "AAAA999999AAAAAAX9") &&
	       strchr("AEIOUX", number.at[1]) != NULL && strchr("HMX", number.at[10]) != NULL;
}

static bool
is_us_passport(struct slice number)
{
	return is_long(number, 6, 9);
}

static bool
is_passport(struct slice number)
{
	return is_long(number, 5, 15);
}

static bool
is_licence(struct slice number)
{
	return is_long(number, 1, 25);
}

/* The number of the card, or the A-number of its holder. */
static bool
is_immigration_card(struct slice number)
{
	bool prefixed = slice_has_prefix(number, "A");
	struct slice digits = slice_skip(number, prefixed ? 1 : 0);
	return format_looks_like(number, "AAA9999999999") ||
	       (is_long(digits, 7, 9) && are_digits(digits));
}

static bool
is_visa(struct slice number)
{
	return format_looks_like(number, "X9999999");
}

static bool
is_i94(struct slice number)
{
	return format_looks_like(number, "999999999X9");
}

static bool
is_long_enough(struct slice number)
{
	return is_long(number, 3, 40);
}

static const struct official_number {
	const char *type;
	const char *country; /* NULL: any */
	bool of_subdivision;
	bool (*check)(struct slice number);
	const char *rule;
} numbers[] = {
    {"us_ssn", "US", false, is_ssn, "Write a social security number that can have been issued."},
    {"us_itin", "US", false, is_itin,
	"Write a taxpayer number: 9, and in the fourth and fifth place 50-65, 70-88, 90-92 or "
	"94-99."},
    {"us_passport", "US", false, is_us_passport, "Write 6 to 9 letters and digits."},
    {"us_drivers_license", "US", true, is_licence, "Write at most 25 letters and digits."},
    {"us_state_id", "US", true, is_licence, "Write at most 25 letters and digits."},
    {"us_permanent_resident_card", "US", false, is_immigration_card,
	"Write three letters and ten digits, or A and seven to nine digits."},
    {"us_employment_authorization", "US", false, is_immigration_card,
	"Write three letters and ten digits, or A and seven to nine digits."},
    {"us_visa", "US", false, is_visa, "Write eight characters, a letter or digit and digits."},
    {"us_i94", "US", false, is_i94, "Write eleven characters as the arrival record has them."},
    {"us_military_id", "US", false, is_long_enough, "Write at least three characters."},
    {"us_tribal_id", "US", false, is_long_enough, "Write at least three characters."},
    {"us_twic", "US", false, is_long_enough, "Write at least three characters."},
    {"foreign_passport", NULL, false, is_passport, "Write 5 to 15 letters and digits."},
    {"foreign_national_id", NULL, false, is_long_enough, "Write at least three characters."},
    {"ca_sin", "CA", false, is_sin, "Write a social insurance number with its check digit."},
    {"mx_curp", "MX", false, is_curp, "Write the 18 characters of a CURP."},
    {"mx_nss", "MX", false, is_nss, "Write eleven digits, the last of which checks the others."},
    {"other", NULL, false, is_long_enough, "Write at least three characters."},
};

static const struct official_number *
find(struct slice type)
{
	static const struct official_number unknown;
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		if (slice_is(type, numbers[i].type))
			return &numbers[i];
	return &unknown;
}

const char *
official_number_fault(struct slice type, struct slice number)
{
	const struct official_number *row = find(type);
	return row->check != NULL && !row->check(number) ? row->rule : NULL;
}

const char *
official_number_country(struct slice type)
{
	return find(type)->country;
}

bool
official_number_is_of_subdivision(struct slice type)
{
	return find(type)->of_subdivision;
}
