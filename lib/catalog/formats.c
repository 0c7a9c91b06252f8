/* Formats of single texts; each answers only whether the text is well formed. */
#include "catalog/formats.h"

#include <string.h>

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

bool
format_is_state(struct slice text)
{
	if (text.len == 2)
		return among(states, 2, text);
	if (text.len < 4 || text.len > 6 || text.at[2] != '-')
		return false;
	struct slice part = slice_skip(text, 3);
	for (size_t i = 0; i < part.len; i++)
		if (!is_upper(part.at[i]) && !is_digit(part.at[i]))
			return false;
	return format_is_country(slice_head(text, 2));
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
