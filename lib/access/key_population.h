/*
 * The population of a key as an administrator chooses it, and as it is kept
 * (catalog/population.h says what it does).
 *
 * Its text form, both ways: dimensions parted by blanks, each a name, a colon, and its values
 * parted by commas. People may write codes for ids; what is shown has ids, in their order.
 *
 *     departments:dep_01k9…,dep_01ka… unions:uni_01k9…
 *
 * A dimension that is named is one that limits, also without values: then nobody is reached.
 * That becomes of one whose values a new sandbox no longer has: populations are carried over
 * by code, and never widen.
 */
#ifndef ACCESS_KEY_POPULATION_H
#define ACCESS_KEY_POPULATION_H

#include "access/act.h"
#include "catalog/population.h"

#define KEY_POPULATION_MAX 200 /* values of one key */

/* One value as it was written. */
struct population_item {
	size_t dimension;
	struct slice text; /* an id or a code */
};

struct population_wish {
	unsigned population; /* dimensions that are named */
	struct population_item *items;
	size_t count;
};

/*
 * Reads the text; for the NULL slice a wish for everybody. Complains about the control
 * "population": malformed, unknown (a dimension), repeated, too_many.
 */
struct population_wish population_parse(
    struct arena *arena, struct slice text, struct complaints *complaints);

/*
 * In the transaction of the act, the key's row written or locked before: the key reaches what
 * the wish says, in the current realm of its mode, and nothing else. The caller keeps
 * population_names() of it with the key and raises the stamp. Complains about "population":
 * unknown, naming what the realm does not have.
 */
enum db_status population_put(struct db *db, const struct act *act, struct uuid key_id,
    enum mode mode, const struct population_wish *wish, struct complaints *complaints);

/*
 * Whether the wish would let the key, whose population is `now`, reach anybody whom it does not
 * reach: a dimension does not limit any more, or has a value that the key does not reach. In the
 * transaction of the act, before population_put(). Values that are not there count for nothing.
 */
enum db_status population_widens(struct db *db, const struct act *act, struct uuid key_id,
    enum mode mode, unsigned now, const struct population_wish *wish, bool *widens);

/* What is chosen for a key now. */
struct population_choice {
	unsigned population;
	struct population_value {
		size_t dimension;
		struct uuid id;
	} * values;
	size_t count;
};

/* `population` as population_read() has it of the key; everybody costs no query. */
enum db_status population_load(struct db *db, struct arena *arena, uint64_t entity_id,
    struct uuid key_id, unsigned population, struct population_choice *choice);
/* Its text; NULL slice for everybody. */
struct slice population_text(struct arena *arena, const struct population_choice *choice);
/* Both. */
enum db_status population_show(struct db *db, struct arena *arena, uint64_t entity_id,
    struct uuid key_id, unsigned population, struct slice *text);

/*
 * In the transaction that makes one realm of a company current in the place of another, once
 * the company's keys are locked: what was chosen there holds here too, by code.
 */
enum db_status population_carry_over(
    struct db *db, struct arena *arena, uint64_t entity_id, uint64_t from_realm, uint64_t to_realm);

#endif
