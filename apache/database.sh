# Sourced by quickstart and by tests/instance: a private MariaDB that listens on
# a socket only and keeps everything below one folder. DIR is that folder, USER
# the account that the server runs as (only root may choose another than its own).
#
#   database_init DIR USER              makes the data folder if there is none
#   database_start DIR USER OPTION...   starts it unless it runs, waits until it answers
#   database_running DIR                whether it runs
#   database_stop DIR                   ends it and waits until it is gone
#   database_socket DIR                 says the path of the socket
#   database_sql DIR                    runs the statements on standard input as administrator
#   database_accounts DIR NAME FILE_OWNER FILE_SERVE
#                                       makes database NAME and the accounts hub_owner and
#                                       hub_serve with the passwords in the two files
#   database_password FILE USER         writes a random password that only USER can read
#
# Each answers non-zero after a line on standard error.

database_say() {
	printf 'database: %s\n' "$*" >&2
	return 1
}

# The kernel takes at most 107 bytes for the path of a socket.
database_socket() {
	if [ -f "$1/socket.path" ]; then
		cat "$1/socket.path"
	else
		printf '%s\n' "$1/mariadb.sock"
	fi
}

# A path that is too long moves to a short folder of its own, noted beside the data.
database_place_socket() {
	[ -f "$1/socket.path" ] && [ -d "$(dirname "$(cat "$1/socket.path")")" ] && return 0
	rm -f "$1/socket.path"
	[ ${#1} -le 90 ] && return 0
	database_short=$(mktemp -d /tmp/hub-XXXXXX) || return 1
	chown "$2" "$database_short" && chmod 755 "$database_short" || return 1
	printf '%s\n' "$database_short/mariadb.sock" >"$1/socket.path"
}

database_init() {
	[ -d "$1/data/mysql" ] && return 0
	mkdir -p "$1/data" && chown "$2" "$1" "$1/data" && chmod 700 "$1/data" || return 1
	mariadb-install-db --no-defaults --datadir="$1/data" --user="$2" --skip-test-db \
		--skip-name-resolve --auth-root-authentication-method=socket \
		--auth-root-socket-user="$(id -un)" >"$1/install.log" 2>&1 ||
		database_say "mariadb-install-db failed, see $1/install.log"
}

# True only for the very server that was started here: process numbers are used again.
database_running() {
	database_pid=$(cat "$1/mariadb.pid" 2>/dev/null) || return 1
	[ -n "$database_pid" ] && [ -r "/proc/$database_pid/cmdline" ] || return 1
	tr '\0' '\n' <"/proc/$database_pid/cmdline" | grep -Fqx -e "--datadir=$1/data"
}

database_sql() {
	mariadb --no-defaults --socket="$(database_socket "$1")" --user="$(id -un)" --batch \
		--skip-column-names
}

database_answers() {
	echo 'DO 1;' | database_sql "$1" >/dev/null 2>&1
}

database_start() {
	database_dir=$1
	database_user=$2
	shift 2
	database_running "$database_dir" && database_answers "$database_dir" && return 0
	database_place_socket "$database_dir" "$database_user" || return 1
	rm -f "$database_dir/mariadb.pid"
	setsid mariadbd --no-defaults --user="$database_user" --datadir="$database_dir/data" \
		--socket="$(database_socket "$database_dir")" --pid-file="$database_dir/mariadb.pid" \
		--log-error="$database_dir/error.log" --skip-networking --skip-name-resolve \
		--skip-log-bin --local-infile=0 --max-connections=300 --default-time-zone=+00:00 \
		--character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_520_ci \
		--innodb-print-all-deadlocks=0 "$@" >/dev/null 2>&1 </dev/null &
	database_await "$database_dir" $!
}

# Until it answers, or has ended, or a minute has passed.
database_await() {
	database_tries=600
	until database_answers "$1"; do
		kill -0 "$2" 2>/dev/null || { database_say "the server ended, see $1/error.log"; return 1; }
		database_tries=$((database_tries - 1))
		[ "$database_tries" -gt 0 ] || { database_say "the server does not answer"; return 1; }
		sleep 0.1
	done
}

database_stop() {
	database_running "$1" || return 0
	kill "$database_pid" 2>/dev/null
	database_tries=600
	while database_running "$1"; do
		database_tries=$((database_tries - 1))
		[ "$database_tries" -gt 0 ] || { database_say "the server does not end"; return 1; }
		sleep 0.1
	done
	[ -f "$1/socket.path" ] && rmdir "$(dirname "$(cat "$1/socket.path")")" 2>/dev/null
	rm -f "$1/socket.path"
	return 0
}

database_password() {
	[ -s "$1" ] && return 0
	(umask 077 && od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$1") && chown "$2" "$1"
}

# The owner owns the one database; what the other may do is granted by `hubctl migrate`.
database_accounts() {
	database_sql "$1" <<-END || database_say "the accounts cannot be made"
		CREATE DATABASE IF NOT EXISTS \`$2\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
		CREATE USER IF NOT EXISTS hub_owner@localhost, hub_serve@localhost;
		ALTER USER hub_owner@localhost IDENTIFIED BY '$(cat "$3")';
		ALTER USER hub_serve@localhost IDENTIFIED BY '$(cat "$4")';
		GRANT ALL ON \`$2\`.* TO hub_owner@localhost WITH GRANT OPTION;
	END
}
