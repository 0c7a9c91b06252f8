/* Numbers of the server and the names of constraints; needs no server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "db/connection.h"

static const struct {
	unsigned number;
	enum db_status status;
	const char *text;
	const char *constraint;
} cases[] = {
    {1062, DB_DUPLICATE, "Duplicate entry 'x' for key 'user_email'", "user_email"},
    {1062, DB_DUPLICATE, "Duplicate entry 'it's 'quoted'' for key 'PRIMARY'", "PRIMARY"},
    {1062, DB_DUPLICATE, "something else", ""},
    {1062, DB_DUPLICATE, "", ""},
    {1451, DB_REFERENCED,
	"Cannot delete or update a parent row: a foreign key constraint fails (`hub`.`realms`, "
	"CONSTRAINT `realm_entity` FOREIGN KEY (`entity_id`) REFERENCES `entities` (`id`))",
	"realm_entity"},
    {1452, DB_DANGLING,
	"Cannot add or update a child row: a foreign key constraint fails (`hub`.`realms`, "
	"CONSTRAINT `realm_entity` FOREIGN KEY (`entity_id`) REFERENCES `entities` (`id`))",
	"realm_entity"},
    {1205, DB_RERUN, "Lock wait timeout exceeded; try restarting transaction", ""},
    {1213, DB_RERUN, "Deadlock found when trying to get lock", ""},
    {1020, DB_RERUN, "", ""},
    {1047, DB_RERUN, "", ""},
    {1040, DB_AWAY, "", ""},
    {1203, DB_AWAY, "", ""},
    {1226, DB_AWAY, "", ""},
    {2006, DB_LOST, "", ""},
    {2013, DB_LOST, "", ""},
    {1927, DB_LOST, "", ""},
    {1064, DB_FAULT, "You have an error near 'canary' at line 1", ""},
    {1969, DB_SLOW, "", ""},
};

static void
tells_statuses_and_names_of_constraints(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char name[CONSTRAINT_BYTES_MAX];
		error_constraint(cases[i].number, cases[i].text, name);
		assert_int_equal(error_status(cases[i].number), cases[i].status);
		assert_string_equal(name, cases[i].constraint);
	}
}

static void
a_node_outside_its_cluster_is_not_ready(void **state)
{
	(void)state;
	assert_true(connection_takes_part("", ""));
	assert_true(connection_takes_part("", "OFF")); /* built for clusters, in none */
	assert_true(connection_takes_part("Galera", "ON"));
	assert_false(connection_takes_part("Galera", "OFF"));
	assert_false(connection_takes_part("Galera", ""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_statuses_and_names_of_constraints),
	    cmocka_unit_test(a_node_outside_its_cluster_is_not_ready),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
