/* Formats of single texts; each answers only whether the text is well formed. */
#include "catalog/formats.h"

#include <string.h>

#include "codec/date.h"

static const char countries[] =
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCL"
    "CMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGU"
    "GWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMC"
    "MDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPT"
    "PWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUA"
    "UGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";

/* USPS: states, the district, outlying areas, freely associated states, armed forces. */
static const char states[] = "ALAKAZARCACOCTDEDCFLGAHIIDILINIAKSKYLAMEMDMAMIMNMSMOMTNENVNHNJNMNY"
			     "NCNDOHOKORPARISCSDTNTXUTVTVAWAWVWIWYASGUMPPRVIFMMHPWAAAEAP";

/* ISO 3166-2 of the neighbours, behind the hyphen. */
static const char provinces[] = "ABBCMBNBNLNSNTNUONPEQCSKYT";
static const char estados[] =
    "AGUBCNBCSCAMCHHCHPCMXCOACOLDURGROGUAHIDJALMEXMICMORNAYNLEOAXPUEQUEROOSINSLPSONTABTAMTLAVERYUC"
    "ZAC";

static const char currencies[] =
    "AEDAFNALLAMDANGAOAARSAUDAWGAZNBAMBBDBDTBGNBHDBIFBMDBNDBOBBRLBSDBTNBWPBYNBZDCADCDFCHFCLPCNY"
    "COPCRCCUPCVECZKDJFDKKDOPDZDEGPERNETBEURFJDFKPGBPGELGHSGIPGMDGNFGTQGYDHKDHNLHTGHUFIDRILSINR"
    "IQDIRRISKJMDJODJPYKESKGSKHRKMFKPWKRWKWDKYDKZTLAKLBPLKRLRDLSLLYDMADMDLMGAMKDMMKMNTMOPMRUMUR"
    "MVRMWKMXNMYRMZNNADNGNNIONOKNPRNZDOMRPABPENPGKPHPPKRPLNPYGQARRONRSDRUBRWFSARSBDSCRSDGSEKSGD"
    "SHPSLESOSSRDSSPSTNSVCSYPSZLTHBTJSTMTTNDTOPTRYTTDTWDTZSUAHUGXUSDUYUUZSVEDVESVNDVUVWSTXAFXCD"
    "XOFXPFYERZARZMWZWG";

static bool
is_upper(char byte)
{
	return byte >= 'A' && byte <= 'Z';
}

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool
is_letter(char byte)
{
	return is_upper(byte) || (byte >= 'a' && byte <= 'z');
}

static bool
is_alphanumeric(char byte)
{
	return is_letter(byte) || is_digit(byte);
}

static bool
all(struct slice text, bool (*is)(char byte))
{
	for (size_t i = 0; i < text.len; i++)
		if (!is(text.at[i]))
			return false;
	return true;
}

/* Words of equal width, one after the other. */
static bool
among(const char *words, size_t width, struct slice text)
{
	if (text.len != width)
		return false;
	for (const char *at = words; *at != '\0'; at += width)
		if (memcmp(at, text.at, width) == 0)
			return true;
	return false;
}

bool
format_is_printable(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < ' ' || text.at[i] > '~')
			return false;
	return true;
}

bool
format_is_country(struct slice text)
{
	return among(countries, 2, text);
}

bool
format_is_currency(struct slice text)
{
	return among(currencies, 3, text);
}

/* Of far countries by shape: a code that is not there any more does no harm to a payroll. */
bool
format_is_state(struct slice text)
{
	if (text.len == 2)
		return among(states, 2, text);
	if (text.len < 4 || text.len > 6 || text.at[2] != '-')
		return false;
	struct slice country = slice_head(text, 2), part = slice_skip(text, 3);
	if (slice_is(country, "US"))
		return false;
	if (slice_is(country, "CA"))
		return among(provinces, 2, part);
	if (slice_is(country, "MX"))
		return among(estados, 3, part);
	for (size_t i = 0; i < part.len; i++)
		if (!is_upper(part.at[i]) && !is_digit(part.at[i]))
			return false;
	return format_is_country(country);
}

bool
format_is_workers_comp(struct slice text)
{
	if (text.len < 4 || text.len > 8 || !all(slice_head(text, 4), is_digit))
		return false;
	for (size_t i = 4; i < text.len; i++)
		if (!is_upper(text.at[i]) && !is_digit(text.at[i]))
			return false;
	return true;
}

/* What may follow the language: script (4 letters), region (2 letters, 3 digits), variants. */
static bool
is_subtag(struct slice tag, int *stage)
{
	if (*stage < 1 && tag.len == 4 && all(tag, is_letter)) {
		*stage = 1;
		return true;
	}
	if (*stage < 2 &&
	    ((tag.len == 2 && all(tag, is_letter)) || (tag.len == 3 && all(tag, is_digit)))) {
		*stage = 2;
		return true;
	}
	*stage = 3;
	if (tag.len == 4)
		return is_digit(tag.at[0]) && all(tag, is_alphanumeric);
	return tag.len >= 5 && tag.len <= 8 && all(tag, is_alphanumeric);
}

bool
format_is_language(struct slice text)
{
	struct slice tag, rest;
	slice_cut(text, '-', &tag, &rest);
	if (tag.len < 2 || tag.len > 3 || !all(tag, is_letter))
		return false;
	int stage = 0;
	while (rest.at != NULL) {
		struct slice all_left = rest;
		slice_cut(all_left, '-', &tag, &rest);
		if (!is_subtag(tag, &stage))
			return false;
	}
	return true;
}

/* Compares a decimal text of our own making (no sign, point always there) with a whole number. */
static bool
is_at_most(struct slice text, uint64_t bound)
{
	struct slice whole, fraction;
	uint64_t value;
	slice_cut(text, '.', &whole, &fraction);
	if (!slice_to_u64(whole, UINT64_MAX / 2, &value))
		return false;
	if (value != bound)
		return value < bound;
	for (size_t i = 0; i < fraction.len; i++)
		if (fraction.at[i] != '0')
			return false;
	return true;
}

bool
format_is_amount(struct slice text)
{
	return text.len > 0 && text.at[0] != '-';
}

bool
format_is_percent(struct slice text)
{
	return format_is_amount(text) && is_at_most(text, 100);
}

bool
format_is_hours_per_week(struct slice text)
{
	return format_is_amount(text) && is_at_most(text, 168) && !is_at_most(text, 0);
}

bool
format_is_hours(struct slice text)
{
	return format_is_amount(text) && !is_at_most(text, 0);
}

static bool
is_within(struct slice text, uint64_t bound)
{
	return is_at_most(slice_skip(text, text.len > 0 && text.at[0] == '-' ? 1 : 0), bound);
}

bool
format_is_latitude(struct slice text)
{
	return is_within(text, 90);
}

bool
format_is_longitude(struct slice text)
{
	return is_within(text, 180);
}

/* Pattern: `9` a digit, `A` a capital letter, `X` either; all else stands for itself. */
bool
format_looks_like(struct slice text, const char *pattern)
{
	if (text.len != strlen(pattern))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		bool digit = is_digit(text.at[i]), upper = is_upper(text.at[i]);
		bool fits = pattern[i] == '9'   ? digit
			    : pattern[i] == 'A' ? upper
			    : pattern[i] == 'X' ? digit || upper
						: text.at[i] == pattern[i];
		if (!fits)
			return false;
	}
	return true;
}

bool
format_is_postal_code(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!is_upper(text.at[i]) && !is_digit(text.at[i]) && text.at[i] != ' ' &&
		    text.at[i] != '-')
			return false;
	return text.len > 0;
}

/* Canada Post: never D, F, I, O, Q, U; never W or Z at the start. */
static bool
is_canadian_postal_code(struct slice text)
{
	if (!format_looks_like(text, "A9A 9A9") && !format_looks_like(text, "A9A9A9"))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (is_upper(text.at[i]) && strchr("DFIOQU", text.at[i]) != NULL)
			return false;
	return text.at[0] != 'W' && text.at[0] != 'Z';
}

bool
format_is_postal_code_of(struct slice country, struct slice text)
{
	if (slice_is(country, "US"))
		return format_looks_like(text, "99999") || format_looks_like(text, "99999-9999");
	if (slice_is(country, "MX"))
		return format_looks_like(text, "99999");
	if (slice_is(country, "CA"))
		return is_canadian_postal_code(text);
	return format_is_postal_code(text);
}

bool
format_is_subdivision_of(struct slice country, struct slice text)
{
	if (slice_is(country, "US"))
		return among(states, 2, text);
	return text.len > 2 && format_is_state(text) && slice_eq(slice_head(text, 2), country);
}

/* NXX NXX XXXX, where N is 2 to 9, and an area code is none of the N11 services. */
static bool
is_north_american(struct slice digits)
{
	return digits.len == 10 && digits.at[0] >= '2' && digits.at[3] >= '2' &&
	       !(digits.at[1] == '1' && digits.at[2] == '1');
}

bool
format_is_phone(struct slice text)
{
	struct slice digits = slice_skip(text, 1);
	if (text.len < 8 || text.len > 16 || text.at[0] != '+' || !all(digits, is_digit))
		return false;
	if (digits.at[0] == '1')
		return is_north_american(slice_skip(digits, 1));
	return digits.at[0] != '0';
}

bool
format_is_extension(struct slice text)
{
	return text.len > 0 && text.len <= 8 && all(text, is_digit);
}

/* The database's own names; beside them its folder has copies and files of the system. */
bool
format_is_time_zone(struct slice text)
{
	char zone[65] = "";
	int minutes;
	if (text.len == 0 || text.len >= sizeof zone || memchr(text.at, '\0', text.len) != NULL)
		return false;
	if (slice_has_prefix(text, "posix") || slice_has_prefix(text, "right/") ||
	    slice_is(text, "localtime"))
		return false;
	memcpy(zone, text.at, text.len);
	return zone_offset(zone, 0, &minutes);
}

bool
format_is_url(struct slice text)
{
	size_t scheme = slice_has_prefix(text, "https://")  ? 8
			: slice_has_prefix(text, "http://") ? 7
							    : 0;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] <= ' ' || text.at[i] > '~' || strchr("\"<>\\^`{|}", text.at[i]))
			return false;
	return scheme > 0 && text.len > scheme && is_alphanumeric(text.at[scheme]);
}

bool
format_is_soc(struct slice text)
{
	return format_looks_like(text, "99-9999");
}

bool
format_is_masterformat(struct slice text)
{
	return format_looks_like(text, "99 99 99") || format_looks_like(text, "99 99 99.99");
}

bool
format_is_wage_determination(struct slice text)
{
	return format_looks_like(text, "AA99999999");
}

bool
format_is_unit(struct slice text)
{
	return text.len > 0 && text.len <= 6 && format_looks_like(text, &"XXXXXX"[6 - text.len]);
}

bool
format_is_shown_identifier(struct slice text)
{
	size_t masked = slice_has_prefix(text, "****") ? 4 : 0;
	struct slice shown = slice_skip(text, masked);
	for (size_t i = 0; i < shown.len; i++)
		if (!is_upper(shown.at[i]) && !is_digit(shown.at[i]))
			return false;
	return masked > 0 ? shown.len <= 4 : shown.len > 0;
}

/* atext of RFC 5322, and all beyond ASCII by RFC 6531; dots only between. */
static bool
is_local_part(struct slice local)
{
	if (local.len == 0 || local.len > 64)
		return false;
	if (local.at[0] == '.' || local.at[local.len - 1] == '.')
		return false;
	for (size_t i = 0; i < local.len; i++) {
		char byte = local.at[i];
		bool extended = (unsigned char)byte >= 0x80;
		if (!extended && !is_alphanumeric(byte) &&
		    (byte == '\0' || strchr("!#$%&'*+-/=?^_`{|}~.", byte) == NULL))
			return false;
		if (byte == '.' && local.at[i - 1] == '.')
			return false;
	}
	return true;
}

static bool
is_label(struct slice label)
{
	if (label.len == 0 || label.len > 63 || label.at[0] == '-' ||
	    label.at[label.len - 1] == '-')
		return false;
	for (size_t i = 0; i < label.len; i++)
		if (!is_alphanumeric(label.at[i]) && label.at[i] != '-')
			return false;
	return true;
}

/* Internationalised names are taken as A-labels (xn--…). */
static bool
is_host(struct slice host)
{
	size_t labels = 0;
	struct slice label, rest = host;
	while (rest.at != NULL) {
		struct slice left = rest;
		slice_cut(left, '.', &label, &rest);
		if (!is_label(label))
			return false;
		labels++;
	}
	return labels >= 2 && !all(label, is_digit);
}

bool
format_is_email(struct slice text)
{
	size_t at = text.len;
	while (at > 0 && text.at[at - 1] != '@')
		at--;
	if (at == 0 || text.len > 254)
		return false;
	return is_local_part(slice_head(text, at - 1)) && is_host(slice_skip(text, at));
}
