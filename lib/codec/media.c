/* First bytes, as the formats' own documents give them. */
#include "codec/media.h"

#include <string.h>

#include "codec/text.h"

static bool
has_at(struct slice bytes, size_t at, const char *mark, size_t len)
{
	return bytes.len >= at + len && memcmp(bytes.at + at, mark, len) == 0;
}

/* ISO 32000-1 section 7.5.2. */
static bool
is_pdf(struct slice first)
{
	return has_at(first, 0, "%PDF-", 5);
}

static bool
is_jpeg(struct slice first)
{
	return has_at(first, 0, "\xff\xd8\xff", 3);
}

/* RFC 2083 section 3.1. */
static bool
is_png(struct slice first)
{
	return has_at(first, 0, "\x89PNG\r\n\x1a\n", 8);
}

static bool
is_webp(struct slice first)
{
	return has_at(first, 0, "RIFF", 4) && has_at(first, 8, "WEBP", 4);
}

/* ISO/IEC 23008-12, section 10.2: brands of a file type box. */
static bool
is_heic(struct slice first)
{
	static const char brands[][5] = {"heic", "heix", "heim", "heis", "mif1"};
	if (!has_at(first, 4, "ftyp", 4))
		return false;
	for (size_t i = 0; i < sizeof brands / sizeof brands[0]; i++)
		if (has_at(first, 8, brands[i], 4))
			return true;
	return false;
}

static bool
has_binary(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.at[i];
		if (byte == 0x7f || (byte < 0x20 && memchr("\t\n\f\r", byte, 4) == NULL))
			return true;
	}
	return false;
}

/* The first bytes of a character (RFC 3629), not all of them. */
static bool
is_cut_character(struct slice bytes)
{
	if (bytes.len == 0)
		return true;
	unsigned char lead = (unsigned char)bytes.at[0];
	size_t needs = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
	for (size_t i = 1; i < bytes.len; i++)
		if (((unsigned char)bytes.at[i] & 0xc0) != 0x80)
			return false;
	return lead >= 0xc2 && lead <= 0xf4 && bytes.len < needs;
}

/* UTF-8; the last character of a beginning may be cut. */
static bool
is_text(struct slice first)
{
	struct slice rest = first;
	size_t width;
	if (has_binary(first))
		return false;
	while ((width = utf8_width(rest)) > 0)
		rest = slice_skip(rest, width);
	return is_cut_character(rest);
}

/* A ZIP file with a first member (APPNOTE 4.3.7); Office files are such. */
static bool
is_zip(struct slice first)
{
	return has_at(first, 0, "PK\x03\x04", 4);
}

static const struct media medias[] = {
    {"application/pdf", "pdf", is_pdf},
    {"image/jpeg", "jpg", is_jpeg},
    {"image/png", "png", is_png},
    {"image/webp", "webp", is_webp},
    {"image/heic", "heic", is_heic},
    {"text/plain", "txt", is_text},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", is_zip},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", is_zip},
};

const struct media *
media_find(struct slice type)
{
	for (size_t i = 0; i < sizeof medias / sizeof medias[0]; i++)
		if (slice_eq_nocase(type, slice_from(medias[i].type)))
			return &medias[i];
	return NULL;
}
