/*
 * A population that is read has values of its named dimensions alone, each within the text; one
 * of ids is written in a form that is read back as the same. What is refused is complained about
 * once, in few words, whatever it says.
 */
#include "fuzz.h"

#include "access/key_population.h"

static void
check_items(struct slice text, const struct population_wish *wish)
{
	MUST(wish->count <= KEY_POPULATION_MAX);
	for (size_t i = 0; i < wish->count; i++) {
		const struct population_item *item = &wish->items[i];
		MUST(item->dimension < POPULATION_DIMENSIONS);
		MUST((wish->population & 1u << item->dimension) != 0);
		MUST(item->text.len > 0 && item->text.at >= text.at &&
		     item->text.at + item->text.len <= text.at + text.len);
	}
}

static void
check_ids(struct arena *arena, const struct population_wish *wish)
{
	struct complaints complaints = {.count = 0};
	struct population_choice choice = {.population = wish->population};
	choice.values = arena_array(arena, wish->count, sizeof *choice.values);
	for (size_t i = 0; i < wish->count; i++) {
		size_t dimension = wish->items[i].dimension;
		struct population_value *value = &choice.values[choice.count];
		value->dimension = dimension;
		if (id_read(population_dimensions[dimension].resource->prefix, wish->items[i].text,
			&value->id))
			choice.count++;
	}
	struct slice text = population_text(arena, &choice);
	struct population_wish again = population_parse(arena, text, &complaints);
	MUST(complaints.count == 0 && again.population == wish->population &&
	     again.count == choice.count);
	for (size_t i = 0; i < again.count; i++) {
		struct uuid id;
		size_t dimension = again.items[i].dimension;
		MUST(id_read(
		    population_dimensions[dimension].resource->prefix, again.items[i].text, &id));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct slice text = fuzz_input(data, size);
	struct complaints complaints = {.count = 0};
	struct population_wish wish = population_parse(arena, text, &complaints);
	MUST(complaints.count <= 1);
	if (complaints.count == 1) {
		MUST(complaints.list[0].detail.len < 200);
		return 0;
	}
	MUST(wish.population != 0);
	check_items(text, &wish);
	check_ids(arena, &wish);
	(void)population_read(text);
	return 0;
}
