/* From a population's text to its rows, and back. */
#include "access/key_population.h"

#include "codec/text.h"
#include "sql/population.h"
#include "sql/records.h"

#define TEXT_MAX ((size_t)KEY_POPULATION_MAX * (ID_TEXT_MAX + 1) + 100)
#define SHOWN_MAX 60 /* of a value in a complaint */
#define CONTROL "population"

/* --- reading --- */

/* A sentence about what was written, in quotation marks between both halves. */
static void
complain_about(struct arena *arena, struct complaints *complaints, const char *code,
    const char *head, struct slice text, const char *tail)
{
	struct slice shown = utf8_head(text, SHOWN_MAX);
	act_complain(complaints, CONTROL, code,
	    arena_printf(arena, "%s“%.*s”%s", head, SLICE_ARG(shown), tail));
}

static bool
read_dimension(struct arena *arena, struct slice name, struct population_wish *wish,
    struct complaints *complaints, size_t *dimension)
{
	*dimension = population_dimension(name);
	if (*dimension == POPULATION_DIMENSIONS) {
		complain_about(arena, complaints, "unknown", "", name,
		    " does not limit a key: write departments, locations or unions.");
		return false;
	}
	if ((wish->population & 1u << *dimension) != 0) {
		complain_about(arena, complaints, "repeated", "", name,
		    " stands here twice: write all its values in one place.");
		return false;
	}
	wish->population |= 1u << *dimension;
	return true;
}

static bool
read_values(struct arena *arena, struct slice text, size_t dimension, struct population_wish *wish,
    struct complaints *complaints)
{
	struct slice value, rest = slice_trim(text);
	if (rest.len == 0)
		return true;
	while (rest.at != NULL) {
		struct slice left = rest;
		slice_cut(left, ',', &value, &rest);
		value = slice_trim(value);
		if (value.len == 0) {
			complain_about(arena, complaints, "malformed", "In ", slice_trim(text),
			    " a value is missing beside a comma.");
			return false;
		}
		if (wish->count == KEY_POPULATION_MAX) {
			act_complain(complaints, CONTROL, "too_many",
			    SLICE_OF(
				"At most 200 departments, locations and unions are possible."));
			return false;
		}
		wish->items[wish->count++] = (struct population_item){dimension, value};
	}
	return true;
}

/* Where the values before the next colon end: at the word that stands before it. */
static size_t
values_end(struct slice text)
{
	ptrdiff_t colon = slice_find(text, ':');
	if (colon < 0)
		return text.len;
	size_t end = (size_t)colon;
	while (end > 0 && text.at[end - 1] == ' ')
		end--;
	while (end > 0 && text.at[end - 1] != ' ' && text.at[end - 1] != ',')
		end--;
	return end;
}

struct population_wish
population_parse(struct arena *arena, struct slice text, struct complaints *complaints)
{
	struct population_wish wish = {0};
	struct slice name, rest = slice_trim(text);
	if (text.at == NULL)
		return wish;
	wish.items = arena_array(arena, KEY_POPULATION_MAX, sizeof *wish.items);
	if (rest.len == 0)
		act_complain(complaints, CONTROL, "malformed",
		    SLICE_OF("Say whom the key reaches, as in departments:ENG,OPS unions:IBEW."));
	while (rest.len > 0) {
		size_t dimension;
		struct slice left = rest;
		if (!slice_cut(left, ':', &name, &rest)) {
			complain_about(arena, complaints, "malformed", "A colon is missing behind ",
			    name, ", as in departments:ENG,OPS.");
			break;
		}
		size_t end = values_end(rest);
		if (!read_dimension(arena, slice_trim(name), &wish, complaints, &dimension) ||
		    !read_values(arena, slice_head(rest, end), dimension, &wish, complaints))
			break;
		rest = slice_skip(rest, end);
	}
	return wish;
}

/* --- keeping --- */

struct putting {
	struct db *db;
	const struct act *act;
	struct uuid key_id;
	uint64_t realm_id;
	struct slice names;
	struct population_insert_in *rows;
	size_t nrows;
};

static struct population_insert_in
row_of(const struct putting *putting, size_t dimension, struct uuid value, bool chosen)
{
	return (struct population_insert_in){
	    .entity_id = putting->act->entity_id,
	    .key_id = putting->key_id,
	    .realm_id = putting->realm_id,
	    .population = putting->names,
	    .dimension = slice_from(population_dimensions[dimension].name),
	    .value = value,
	    .chosen = chosen,
	};
}

static bool
is_there(const struct putting *putting, const struct population_insert_in *row)
{
	for (size_t i = 0; i < putting->nrows; i++)
		if (slice_eq(putting->rows[i].dimension, row->dimension) &&
		    uuid_eq(putting->rows[i].value, row->value))
			return true;
	return false;
}

static enum db_status
find_value(
    struct putting *putting, const struct population_item *item, struct complaints *complaints)
{
	const struct dimension *dimension = &population_dimensions[item->dimension];
	struct population_value_find_in in = {
	    .realm_id = putting->realm_id, .dimension = slice_from(dimension->name)};
	struct population_value_find_row found;
	bool is_id = id_read(dimension->resource->prefix, item->text, &in.id);
	in.code = is_id ? SLICE_OF("") : item->text;
	enum db_status status =
	    population_value_find(putting->db, putting->act->arena, &in, &found);
	if (status == DB_OK) {
		struct population_insert_in row = row_of(putting, item->dimension, found.id, true);
		if (!is_there(putting, &row))
			putting->rows[putting->nrows++] = row;
		return DB_OK;
	}
	if (status != DB_NO_ROW)
		return status;
	struct slice head =
	    arena_printf(putting->act->arena, "There is no %s ", dimension->resource->object);
	complain_about(putting->act->arena, complaints, "unknown", head.at, item->text,
	    " among the key's data.");
	return DB_OK;
}

/* What stands below the departments that were chosen. */
static enum db_status
put_below(struct putting *putting)
{
	const struct act *act = putting->act;
	struct population_below_in in = {act->entity_id, putting->key_id, putting->realm_id};
	struct population_below_row *below;
	size_t count;
	enum db_status status = population_below(putting->db, act->arena, &in, &below, &count);
	if (status != DB_OK || count == 0)
		return status;
	struct population_insert_in *rows = arena_array(act->arena, count, sizeof *rows);
	for (size_t i = 0; i < count; i++)
		rows[i] = row_of(putting, 0, below[i].id, false);
	return population_insert(putting->db, rows, count, NULL);
}

/* Nobody moves a department until COMMIT. */
static enum db_status
go_alone(struct db *db, uint64_t realm_id)
{
	struct realm_rule_raise_in in = {realm_id, SLICE_OF(POPULATION_TREE_RULE)};
	return realm_rule_raise(db, &in, NULL);
}

static enum db_status
find_values(
    struct putting *putting, const struct population_wish *wish, struct complaints *complaints)
{
	enum db_status status = DB_OK;
	putting->rows = arena_array(putting->act->arena, wish->count + 1, sizeof *putting->rows);
	for (size_t i = 0; status == DB_OK && i < wish->count; i++)
		status = find_value(putting, &wish->items[i], complaints);
	return status;
}

enum db_status
population_put(struct db *db, const struct act *act, struct uuid key_id, enum mode mode,
    const struct population_wish *wish, struct complaints *complaints)
{
	struct population_realm_in which = {act->entity_id, slice_from(mode_name(mode))};
	struct population_realm_row realm;
	enum db_status status = population_realm(db, act->arena, &which, &realm);
	if (status == DB_NO_ROW && wish->count == 0)
		return DB_OK;
	if (status != DB_OK)
		return status == DB_NO_ROW ? DB_FAULT : status;
	struct putting putting = {.db = db,
	    .act = act,
	    .key_id = key_id,
	    .realm_id = realm.id,
	    .names = population_names(act->arena, wish->population)};
	struct population_delete_in gone = {act->entity_id, key_id, realm.id};
	if ((status = go_alone(db, realm.id)) != DB_OK ||
	    (status = population_delete(db, &gone, NULL)) != DB_OK ||
	    (status = find_values(&putting, wish, complaints)) != DB_OK || complaints->count > 0 ||
	    putting.nrows == 0)
		return status;
	status = population_insert(db, putting.rows, putting.nrows, NULL);
	return status == DB_OK ? put_below(&putting) : status;
}

static enum db_status
is_reached(const struct putting *putting, const struct population_insert_in *row, bool *reached)
{
	struct population_has_in in = {
	    row->entity_id, row->key_id, row->realm_id, row->dimension, row->value};
	struct population_has_row has;
	enum db_status status = population_has(putting->db, putting->act->arena, &in, &has);
	*reached = status == DB_OK;
	return status == DB_NO_ROW ? DB_OK : status;
}

enum db_status
population_widens(struct db *db, const struct act *act, struct uuid key_id, enum mode mode,
    unsigned now, const struct population_wish *wish, bool *widens)
{
	struct population_realm_in which = {act->entity_id, slice_from(mode_name(mode))};
	struct population_realm_row realm;
	struct complaints ignored = {.count = 0};
	*widens = (now & ~wish->population) != 0;
	if (now == 0 || *widens)
		return DB_OK;
	enum db_status status = population_realm(db, act->arena, &which, &realm);
	if (status != DB_OK)
		return status == DB_NO_ROW ? DB_OK : status;
	struct putting putting = {.db = db, .act = act, .key_id = key_id, .realm_id = realm.id};
	status = find_values(&putting, wish, &ignored);
	for (size_t i = 0; status == DB_OK && !*widens && i < putting.nrows; i++) {
		bool reached = true;
		if ((now & 1u << population_dimension(putting.rows[i].dimension)) != 0)
			status = is_reached(&putting, &putting.rows[i], &reached);
		*widens = !reached;
	}
	return status;
}

enum db_status
population_carry_over(
    struct db *db, struct arena *arena, uint64_t entity_id, uint64_t from_realm, uint64_t to_realm)
{
	struct act act = {.arena = arena, .entity_id = entity_id};
	struct population_carry_in carry = {entity_id, from_realm, to_realm};
	struct population_keys_in in = {entity_id, to_realm};
	struct population_keys_row *keys = NULL;
	size_t nkeys = 0;
	enum db_status status = go_alone(db, to_realm);
	if (status == DB_OK)
		status = population_carry(db, &carry, NULL);
	if (status == DB_OK)
		status = population_keys(db, arena, &in, &keys, &nkeys);
	for (size_t i = 0; status == DB_OK && i < nkeys; i++) {
		struct putting putting = {.db = db,
		    .act = &act,
		    .key_id = keys[i].key_id,
		    .realm_id = to_realm,
		    .names = keys[i].population};
		status = put_below(&putting);
	}
	return status;
}

/* --- showing --- */

enum db_status
population_load(struct db *db, struct arena *arena, uint64_t entity_id, struct uuid key_id,
    unsigned population, struct population_choice *choice)
{
	struct population_chosen_in in = {entity_id, key_id};
	struct population_chosen_row *rows;
	size_t nrows;
	*choice = (struct population_choice){.population = population};
	if (choice->population == 0)
		return DB_OK;
	enum db_status status = population_chosen(db, arena, &in, &rows, &nrows);
	if (status != DB_OK)
		return status;
	choice->values = arena_array(arena, nrows, sizeof *choice->values);
	for (size_t i = 0; i < nrows; i++) {
		size_t dimension = population_dimension(rows[i].dimension);
		if (dimension < POPULATION_DIMENSIONS)
			choice->values[choice->count++] =
			    (struct population_value){dimension, rows[i].value};
	}
	return DB_OK;
}

struct slice
population_text(struct arena *arena, const struct population_choice *choice)
{
	struct str text;
	if (choice->population == 0)
		return SLICE_NONE;
	str_init(&text, arena, TEXT_MAX);
	for (size_t i = 0; i < POPULATION_DIMENSIONS; i++) {
		const char *comma = "";
		if ((choice->population & 1u << i) == 0)
			continue;
		str_addf(&text, "%s%s:", text.len > 0 ? " " : "", population_dimensions[i].name);
		for (size_t j = 0; j < choice->count; j++) {
			if (choice->values[j].dimension != i)
				continue;
			str_add_text(&text, comma);
			id_write(
			    &text, population_dimensions[i].resource->prefix, choice->values[j].id);
			comma = ",";
		}
	}
	return str_slice(&text);
}

enum db_status
population_show(struct db *db, struct arena *arena, uint64_t entity_id, struct uuid key_id,
    unsigned population, struct slice *text)
{
	struct population_choice choice;
	enum db_status status = population_load(db, arena, entity_id, key_id, population, &choice);
	if (status == DB_OK)
		*text = population_text(arena, &choice);
	return status;
}
