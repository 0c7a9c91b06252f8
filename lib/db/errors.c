/*
 * What the numbers of server and client mean, and the one thing that is read
 * from a server's error text: the name of the constraint. The texts themselves
 * quote values and go no further.
 */
#include "db/connection.h"

#include <errmsg.h>
#include <mysqld_error.h>
#include <string.h>

static const struct {
	unsigned number;
	enum db_status status;
} meanings[] = {
    {ER_DUP_ENTRY, DB_DUPLICATE},
    {ER_DUP_ENTRY_WITH_KEY_NAME, DB_DUPLICATE},
    {ER_ROW_IS_REFERENCED_2, DB_REFERENCED},
    {ER_ROW_IS_REFERENCED, DB_REFERENCED},
    {ER_NO_REFERENCED_ROW_2, DB_DANGLING},
    {ER_NO_REFERENCED_ROW, DB_DANGLING},
    {ER_LOCK_WAIT_TIMEOUT, DB_RERUN},
    {ER_LOCK_DEADLOCK, DB_RERUN},
    {ER_CHECKREAD, DB_RERUN},         /* Galera: the row changed under a snapshot */
    {ER_UNKNOWN_COM_ERROR, DB_RERUN}, /* 1047, Galera: this node is not in the majority */
    {ER_STATEMENT_TIMEOUT, DB_SLOW},
    {ER_CON_COUNT_ERROR, DB_AWAY},
    {ER_TOO_MANY_USER_CONNECTIONS, DB_AWAY},
    {ER_USER_LIMIT_REACHED, DB_AWAY},
    {ER_SERVER_SHUTDOWN, DB_LOST},
    {ER_NORMAL_SHUTDOWN, DB_LOST},
    {ER_FORCING_CLOSE, DB_LOST},
    {ER_CONNECTION_KILLED, DB_LOST},
    {ER_ABORTING_CONNECTION, DB_LOST},
    {ER_NET_READ_ERROR_FROM_PIPE, DB_LOST},
    {ER_NET_FCNTL_ERROR, DB_LOST},
    {ER_NET_READ_ERROR, DB_LOST},
    {ER_NET_READ_INTERRUPTED, DB_LOST},
    {ER_NET_ERROR_ON_WRITE, DB_LOST},
    {ER_NET_WRITE_INTERRUPTED, DB_LOST},
    {CR_CONNECTION_ERROR, DB_LOST},
    {CR_CONN_HOST_ERROR, DB_LOST},
    {CR_UNKNOWN_HOST, DB_LOST},
    {CR_SERVER_GONE_ERROR, DB_LOST},
    {CR_SERVER_HANDSHAKE_ERR, DB_LOST},
    {CR_SERVER_LOST, DB_LOST},
    {CR_SERVER_LOST_EXTENDED, DB_LOST},
    {CR_MALFORMED_PACKET, DB_LOST},
};

enum db_status
error_status(unsigned number)
{
	for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
		if (meanings[i].number == number)
			return meanings[i].status;
	return DB_FAULT;
}

static void
keep_name(const char *from, const char *end, char name[static CONSTRAINT_BYTES_MAX])
{
	size_t len = (size_t)(end - from);
	if (len >= CONSTRAINT_BYTES_MAX)
		return;
	memcpy(name, from, len);
	name[len] = '\0';
}

/* `… for key 'NAME'`: the value before it may hold quotes, the name does not. */
static void
duplicate_key(const char *text, char name[static CONSTRAINT_BYTES_MAX])
{
	const char *end = strrchr(text, '\'');
	const char *from = end;
	while (from && from > text && from[-1] != '\'')
		from--;
	if (from && from > text)
		keep_name(from, end, name);
}

/* `… CONSTRAINT `NAME` FOREIGN KEY …` */
static void
foreign_key(const char *text, char name[static CONSTRAINT_BYTES_MAX])
{
	static const char mark[] = "CONSTRAINT `";
	const char *from = strstr(text, mark);
	const char *end = from ? strchr(from + sizeof mark - 1, '`') : NULL;
	if (end)
		keep_name(from + sizeof mark - 1, end, name);
}

void
error_constraint(unsigned number, const char *text, char name[static CONSTRAINT_BYTES_MAX])
{
	name[0] = '\0';
	switch (error_status(number)) {
	case DB_DUPLICATE:
		duplicate_key(text, name);
		break;
	case DB_REFERENCED:
	case DB_DANGLING:
		foreign_key(text, name);
		break;
	default:
		break;
	}
}
