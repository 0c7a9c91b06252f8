/* A date or time that is read is written as a text that reads the same. Zones never crash. */
#include "fuzz.h"

#include "codec/date.h"

static void
check_time(struct arena *arena, struct slice text)
{
	int64_t time_us, again;
	struct str out;
	if (!time_read(text, &time_us))
		return;
	str_init(&out, arena, 64);
	time_write(&out, time_us);
	MUST(out.len == TIME_TEXT_LEN && time_read(str_slice(&out), &again));
	MUST(again <= time_us && time_us - again < 1000);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct slice text = fuzz_input(data, size);
	int32_t day;
	if (date_read(text, &day)) {
		struct str out;
		str_init(&out, arena, 64);
		date_write(&out, day);
		MUST(slice_eq(str_slice(&out), text));
	}
	check_time(arena, text);
	int minutes;
	const char *zone = arena_text(arena, text);
	if (zone_offset(zone, (int64_t)size * INT64_C(1000000000000), &minutes))
		MUST(minutes > -24 * 60 && minutes < 27 * 60 && zone_day(zone, 0, &day));
	return 0;
}
