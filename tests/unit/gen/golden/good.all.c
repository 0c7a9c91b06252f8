/* Made by lib/gen/statements: every statement of sql/queries. */
#include "db/statement.h"

extern const struct statement thing_find_statement;
extern const struct statement thing_list_statement;
extern const struct statement note_each_statement;
extern const struct statement thing_forget_statement;
extern const struct statement thing_add_statement;

const struct statement *const statement_list[] = {
    &thing_find_statement,
    &thing_list_statement,
    &note_each_statement,
    &thing_forget_statement,
    &thing_add_statement,
    NULL,
};

const size_t statement_count = 5;
