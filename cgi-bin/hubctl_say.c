/* What the commands of hubctl say: JSON for programs, tabbed lines for people. */
#include "hubctl.h"

#include <string.h>

#include "codec/cidr.h"
#include "codec/date.h"

#define OUTPUT_MAX ((size_t)16 << 20)

void
hubctl_print(const struct str *text)
{
	fwrite(text->at, 1, text->len, stdout);
	putchar('\n');
}

struct slice
hubctl_time(struct arena *arena, int64_t time_us)
{
	return time_us == 0 ? SLICE_NONE : time_text(arena, time_us);
}

void
hubctl_put(struct json_writer *w, const char *name, struct slice value)
{
	json_name(w, name);
	json_put_string(w, value);
}

void
hubctl_put_time(struct json_writer *w, struct arena *arena, const char *name, int64_t time_us)
{
	hubctl_put(w, name, hubctl_time(arena, time_us));
}

void
hubctl_put_yes(struct json_writer *w, const char *name, bool yes)
{
	json_name(w, name);
	json_put_bool(w, yes);
}

void
hubctl_put_count(struct json_writer *w, const char *name, uint64_t count)
{
	json_name(w, name);
	if (count == 0)
		json_put_null(w);
	else
		json_put_integer(w, (int64_t)count);
}

void
hubctl_put_address(struct json_writer *w, struct arena *arena, const char *name, struct slice bytes)
{
	struct address address;
	struct str text;
	str_init(&text, arena, ADDRESS_TEXT_MAX);
	if (bytes.len == sizeof address.byte) {
		memcpy(address.byte, bytes.at, sizeof address.byte);
		address_write(&text, address);
	}
	hubctl_put(w, name, text.len > 0 ? str_slice(&text) : SLICE_NONE);
}

static void
put_row(struct hubctl *hub, struct str *out, struct json_writer *w, const struct hubctl_row *row,
    const void *value)
{
	if (!hub->json) {
		row->line(out, hub->arena, value);
		return;
	}
	json_begin_object(w);
	row->members(w, hub->arena, value);
	json_end_object(w);
}

int
hubctl_say(struct hubctl *hub, const struct hubctl_row *row, const void *value)
{
	struct str out;
	str_init(&out, hub->arena, OUTPUT_MAX);
	struct json_writer w = json_writer(&out);
	put_row(hub, &out, &w, row, value);
	hubctl_print(&out);
	return 0;
}

int
hubctl_say_list(
    struct hubctl *hub, const struct hubctl_row *row, const void *values, size_t count, size_t size)
{
	struct str out;
	str_init(&out, hub->arena, OUTPUT_MAX);
	struct json_writer w = json_writer(&out);
	if (hub->json)
		json_begin_array(&w);
	for (size_t i = 0; i < count; i++) {
		if (!hub->json && i > 0)
			str_add_char(&out, '\n');
		put_row(hub, &out, &w, row, (const char *)values + i * size);
	}
	if (hub->json)
		json_end_array(&w);
	if (hub->json || count > 0)
		hubctl_print(&out);
	return 0;
}
