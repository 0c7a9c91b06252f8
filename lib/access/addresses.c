/* Address lists: as they are written, as they are kept, as they are asked. */
#include "access/addresses.h"

#include <string.h>

#include "base/str.h"
#include "codec/text.h"

#define BITS_V4 96   /* of the prefix that all mapped IPv4 addresses share */
#define SHOWN_MAX 60 /* bytes */

static bool
is_between(char byte)
{
	return byte == ' ' || byte == ',' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* The next word of *rest, which moves behind it; false at the end. */
static bool
next_word(struct slice *rest, struct slice *word)
{
	size_t len = 0;
	while (rest->len > 0 && is_between(rest->at[0]))
		*rest = slice_skip(*rest, 1);
	while (len < rest->len && !is_between(rest->at[len]))
		len++;
	*word = slice_head(*rest, len);
	*rest = slice_skip(*rest, len);
	return len > 0;
}

static bool
is_everybody(const struct cidr *cidr)
{
	return cidr->bits == 0 || (cidr->bits == BITS_V4 && address_is_v4(cidr->base));
}

static bool
holds(const struct address_list *list, const struct cidr *cidr)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (list->ranges[i].bits == cidr->bits &&
		    memcmp(&list->ranges[i].base, &cidr->base, sizeof cidr->base) == 0)
			return true;
	return false;
}

static void
complain_of(struct arena *arena, struct complaints *complaints, const char *code, struct slice word,
    const char *rest)
{
	struct slice shown = utf8_head(word, SHOWN_MAX);
	act_complain(
	    complaints, "addresses", code, arena_printf(arena, "%.*s %s", SLICE_ARG(shown), rest));
}

static void
take(struct arena *arena, struct slice word, struct address_list *list,
    struct complaints *complaints)
{
	struct cidr cidr;
	if (!cidr_read(word, &cidr))
		complain_of(arena, complaints, "invalid", word,
		    "isn't an address or a range like 203.0.113.0/24.");
	else if (is_everybody(&cidr))
		complain_of(arena, complaints, "everybody", word,
		    "lets everybody in. Leave the list empty to say so.");
	else if (!holds(list, &cidr) && list->count < ADDRESSES_MAX)
		list->ranges[list->count++] = cidr;
	else if (!holds(list, &cidr))
		list->limited = true; /* more than there is room for */
}

struct slice
addresses_read(struct arena *arena, struct slice text, struct complaints *complaints)
{
	struct address_list *list = arena_alloc(arena, sizeof *list);
	struct slice word;
	struct str out;
	while (next_word(&text, &word) && complaints->count < COMPLAINTS_MAX)
		take(arena, word, list, complaints);
	if (list->limited)
		act_complain(complaints, "addresses", "too_many",
		    arena_printf(arena, "List at most %d addresses and ranges.", ADDRESSES_MAX));
	str_init(&out, arena, ADDRESSES_TEXT_MAX);
	for (uint32_t i = 0; i < list->count; i++) {
		if (i > 0)
			str_add_char(&out, ' ');
		cidr_write(&out, &list->ranges[i]);
	}
	return out.len > 0 ? str_slice(&out) : SLICE_OF("");
}

void
addresses_compile(struct slice stored, struct address_list *list)
{
	struct slice word;
	memset(list, 0, sizeof *list);
	while (next_word(&stored, &word)) {
		list->limited = true;
		if (list->count == ADDRESSES_MAX || !cidr_read(word, &list->ranges[list->count])) {
			list->count = 0;
			return;
		}
		list->count++;
	}
}

static bool
is_in_one_of(const struct cidr *range, const struct address_list *list)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (list->ranges[i].bits <= range->bits &&
		    cidr_matches(&list->ranges[i], range->base))
			return true;
	return false;
}

bool
addresses_within(struct slice inner, struct slice outer)
{
	struct address_list a, b;
	addresses_compile(inner, &a);
	addresses_compile(outer, &b);
	bool within = !b.limited || a.limited;
	for (uint32_t i = 0; i < a.count && b.limited; i++)
		within = within && is_in_one_of(&a.ranges[i], &b);
	return within;
}

bool
addresses_admit(const struct address_list *list, const unsigned char address[16])
{
	struct address asked;
	memcpy(asked.byte, address, sizeof asked.byte);
	for (uint32_t i = 0; i < list->count; i++)
		if (cidr_matches(&list->ranges[i], asked))
			return true;
	return !list->limited;
}
