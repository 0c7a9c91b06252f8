/*
 * Internet addresses and ranges of them. An address is 16 bytes: IPv6 as it is,
 * IPv4 as ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2), so that both forms of one
 * IPv4 address are one value, in memory and in the database.
 */
#ifndef CODEC_CIDR_H
#define CODEC_CIDR_H

#include "base/slice.h"
#include "base/str.h"

struct address {
	unsigned char byte[16];
};

/* The addresses that share the first `bits` (0 to 128) of base; the other bits of base are 0. */
struct cidr {
	struct address base;
	unsigned bits;
};

#define ADDRESS_TEXT_MAX 45
#define CIDR_TEXT_MAX (ADDRESS_TEXT_MAX + 4)

/* Dotted IPv4 without leading zeros, or IPv6 without a zone; else false and *address untouched. */
bool address_read(struct slice text, struct address *address);
/* RFC 5952; IPv4 dotted. */
void address_write(struct str *out, struct address address);
bool address_is_v4(struct address address);

/*
 * `address/bits` (of IPv4 0 to 32), or an address alone for itself. Bits behind the
 * prefix are cleared: 10.1.2.3/8 is 10.0.0.0/8. False, *cidr untouched, if malformed.
 */
bool cidr_read(struct slice text, struct cidr *cidr);
/* `10.0.0.0/8`; a single address without the slash. */
void cidr_write(struct str *out, const struct cidr *cidr);
/* IPv4 and IPv6 never match each other: ::/0 holds no IPv4 address. */
bool cidr_matches(const struct cidr *cidr, struct address address);

#endif
