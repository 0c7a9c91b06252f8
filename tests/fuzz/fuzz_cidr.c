/* A range that is read has one canonical text, and holds its own base. */
#include "fuzz.h"

#include <string.h>

#include "codec/cidr.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct cidr cidr, again;
	struct str out;
	if (!cidr_read(fuzz_input(data, size), &cidr))
		return 0;
	str_init(&out, arena, CIDR_TEXT_MAX);
	cidr_write(&out, &cidr);
	MUST(!out.full && cidr_read(str_slice(&out), &again));
	MUST(cidr.bits == again.bits && memcmp(&cidr.base, &again.base, sizeof cidr.base) == 0);
	MUST(cidr_matches(&cidr, cidr.base));
	return 0;
}
