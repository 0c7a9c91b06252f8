/* Addresses by the C library's own reader and writer, which are strict (POSIX inet_pton). */
#define _GNU_SOURCE
#include "codec/cidr.h"

#include <arpa/inet.h>
#include <string.h>

#define V4_PREFIX_BITS 96

static const unsigned char v4_prefix[12] = {[10] = 0xff, [11] = 0xff};

bool
address_read(struct slice text, struct address *address)
{
	char copy[ADDRESS_TEXT_MAX + 1];
	struct address read;
	if (text.len == 0 || text.len > ADDRESS_TEXT_MAX || slice_find(text, '\0') >= 0)
		return false;
	memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	memcpy(read.byte, v4_prefix, sizeof v4_prefix);
	if (inet_pton(AF_INET, copy, read.byte + sizeof v4_prefix) != 1 &&
	    inet_pton(AF_INET6, copy, read.byte) != 1)
		return false;
	*address = read;
	return true;
}

void
address_write(struct str *out, struct address address)
{
	char text[INET6_ADDRSTRLEN];
	bool v4 = address_is_v4(address);
	if (inet_ntop(v4 ? AF_INET : AF_INET6, address.byte + (v4 ? sizeof v4_prefix : 0), text,
		sizeof text))
		str_add_text(out, text);
}

bool
address_is_v4(struct address address)
{
	return memcmp(address.byte, v4_prefix, sizeof v4_prefix) == 0;
}

static struct address
mask(struct address address, unsigned bits)
{
	for (unsigned i = 0; i < 16; i++) {
		unsigned kept = bits >= 8 * (i + 1) ? 8 : bits > 8 * i ? bits - 8 * i : 0;
		address.byte[i] = (unsigned char)(address.byte[i] & (0xff00u >> kept));
	}
	return address;
}

/* An IPv4 address written as IPv6 may only be cut within its 32 bits. */
static bool
bits_read(struct slice text, struct address base, bool dotted, unsigned *bits)
{
	uint64_t number;
	if (text.len > 3 || (text.len > 1 && text.at[0] == '0'))
		return false;
	if (!slice_to_u64(text, dotted ? 32 : 128, &number))
		return false;
	*bits = (unsigned)number + (dotted ? V4_PREFIX_BITS : 0);
	return !address_is_v4(base) || *bits >= V4_PREFIX_BITS;
}

bool
cidr_read(struct slice text, struct cidr *cidr)
{
	struct slice address_text, bits_text;
	struct address base;
	unsigned bits = 128;
	bool has_bits = slice_cut(text, '/', &address_text, &bits_text);
	if (!address_read(address_text, &base))
		return false;
	bool dotted = slice_find(address_text, ':') < 0;
	if (has_bits && !bits_read(bits_text, base, dotted, &bits))
		return false;
	*cidr = (struct cidr){mask(base, bits), bits};
	return true;
}

static bool
is_v4_range(const struct cidr *cidr)
{
	return cidr->bits >= V4_PREFIX_BITS && address_is_v4(cidr->base);
}

void
cidr_write(struct str *out, const struct cidr *cidr)
{
	address_write(out, cidr->base);
	if (cidr->bits == 128)
		return;
	str_add_char(out, '/');
	str_add_u64(out, cidr->bits - (is_v4_range(cidr) ? V4_PREFIX_BITS : 0));
}

bool
cidr_matches(const struct cidr *cidr, struct address address)
{
	struct address masked = mask(address, cidr->bits);
	return is_v4_range(cidr) == address_is_v4(address) &&
	       memcmp(masked.byte, cidr->base.byte, sizeof masked.byte) == 0;
}
