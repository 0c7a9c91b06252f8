/* Bars in thousandths of their plot; four units a bar, of which the last one is gap. */
#include "cgi-bin/pages/chart.h"

#include "codec/date.h"

#define PLOT 1000
#define SLOT 4

uint64_t
chart_scale(uint64_t value)
{
	static const unsigned steps[] = {1, 2, 4};
	for (uint64_t power = 1;; power *= 10)
		for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
			if (steps[i] * power >= value && steps[i] * power >= 2)
				return steps[i] * power;
}

/* What is there at all can be seen. */
static uint64_t
height_of(uint64_t value, uint64_t scale)
{
	uint64_t height = value * PLOT / scale;
	return value > 0 && height < 8 ? 8 : height;
}

static uint64_t
failed_of(const struct figures_bar *bar)
{
	return bar->refused + bar->server_errors;
}

static struct chart_bar
bar_of(const struct figures_bar *bar, size_t at, uint64_t most, uint64_t most_failed)
{
	struct chart_bar shown = {.x = at * SLOT, .height = height_of(bar->requests, most)};
	shown.y = PLOT - shown.height;
	shown.refused_height = height_of(bar->refused, most_failed);
	shown.broken_height = height_of(bar->server_errors, most_failed);
	if (shown.refused_height + shown.broken_height > PLOT)
		shown.refused_height = PLOT - shown.broken_height;
	shown.refused_y = PLOT - shown.refused_height;
	shown.broken_y = shown.refused_y - shown.broken_height;
	return shown;
}

static struct slice
grouped(const struct say *say, uint64_t count)
{
	if (count < 1000)
		return arena_printf(say->arena, "%llu", (unsigned long long)count);
	struct slice head = grouped(say, count / 1000);
	return arena_printf(say->arena, "%.*s,%03u", SLICE_ARG(head), (unsigned)(count % 1000));
}

static void
finish_day(const struct say *say, const struct link *history, int32_t day, struct chart_day *shown)
{
	struct link link = *history;
	struct str date;
	struct slice words = say_calendar_day(say, day);
	struct slice requests = grouped(say, shown->requests), failed = grouped(say, shown->failed);
	str_init(&date, say->arena, DATE_TEXT_LEN);
	date_write(&date, day);
	link_set(&link, "period", SLICE_NONE);
	link_set(&link, "from", str_slice(&date));
	link_set(&link, "to", str_slice(&date));
	shown->day = words;
	shown->href = link_url(&link);
	shown->label = arena_printf(say->arena, "%.*s: %.*s %s, %.*s failed", SLICE_ARG(words),
	    SLICE_ARG(requests), shown->requests == 1 ? "request" : "requests", SLICE_ARG(failed));
}

/* Bars of hours are gathered into days; bars of days are days. */
static void
show_days(const struct say *say, const struct figures *f, const struct link *history,
    struct hub_dashboard *data)
{
	struct chart_day *days = arena_array(say->arena, f->nbars, sizeof *days);
	int32_t day = 0;
	size_t count = 0;
	for (size_t i = 0; i < f->nbars; i++) {
		int32_t own = say_day_of(say, f->bars[i].start_us);
		if (count == 0 || own != day)
			days[count++] = (struct chart_day){.x = i * SLOT};
		struct chart_day *shown = &days[count - 1];
		shown->width += SLOT;
		shown->requests += f->bars[i].requests;
		shown->failed += failed_of(&f->bars[i]);
		day = own;
		finish_day(say, history, day, shown);
	}
	data->days = days;
	data->ndays = count;
}

void
chart_show(const struct say *say, const struct figures *f, const struct link *history,
    struct hub_dashboard *data)
{
	struct chart_bar *bars = arena_array(say->arena, f->nbars, sizeof *bars);
	uint64_t most = 0, most_failed = 0;
	for (size_t i = 0; i < f->nbars; i++) {
		most = f->bars[i].requests > most ? f->bars[i].requests : most;
		most_failed =
		    failed_of(&f->bars[i]) > most_failed ? failed_of(&f->bars[i]) : most_failed;
	}
	most = chart_scale(most);
	most_failed = chart_scale(most_failed);
	for (size_t i = 0; i < f->nbars; i++)
		bars[i] = bar_of(&f->bars[i], i, most, most_failed);
	data->bars = bars;
	data->nbars = f->nbars;
	data->units = f->nbars * SLOT;
	data->most = most;
	data->half = most / 2;
	data->most_failed = most_failed;
	if (f->nbars == 0)
		return;
	data->first = say_short_day(say, say_day_of(say, f->bars[0].start_us));
	data->last = say_short_day(say, say_day_of(say, f->bars[f->nbars - 1].start_us));
	data->chart_label = f->by_hour
				? SLICE_OF("Each bar is an hour. Point at a day for its numbers.")
				: SLICE_OF("Each bar is a day. Point at one for its numbers.");
	show_days(say, f, history, data);
}
