/*
 * The address list of a key: from where it may be used. Kept as the canonical texts of
 * its ranges (codec/cidr), parted by blanks; an empty list lets every address in.
 */
#ifndef ACCESS_ADDRESSES_H
#define ACCESS_ADDRESSES_H

#include "access/act.h"
#include "codec/cidr.h"

#define ADDRESSES_MAX 50
#define ADDRESSES_TEXT_MAX (ADDRESSES_MAX * (CIDR_TEXT_MAX + 1))

struct address_list {
	bool limited; /* false: from anywhere */
	uint32_t count;
	struct cidr ranges[ADDRESSES_MAX];
};

/*
 * What an administrator wrote: addresses and ranges parted by blanks, commas or lines. The
 * canonical text, each range once; the empty text for none. Complaints on "addresses":
 * invalid, everybody (a range of all addresses), too_many.
 */
struct slice addresses_read(struct arena *arena, struct slice text, struct complaints *complaints);

/* What is stored. A text that cannot be read lets nobody in. */
void addresses_compile(struct slice stored, struct address_list *list);

/* True if the stored text `outer` lets in whatever `inner` does, one range of it a range. */
bool addresses_within(struct slice inner, struct slice outer);

/* An IPv4 address is the same in both of its forms. */
bool addresses_admit(const struct address_list *list, const unsigned char address[16]);

#endif
