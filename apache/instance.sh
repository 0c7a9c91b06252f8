# Functions that start and end a private Apache with Hub's programs, for quickstart
# and the tests. To be read by a POSIX shell: . apache/instance.sh
#
#   web_start DIR PORT TLS_PORT BUILD   DIR holds hub.conf, which names the public address
#   web_stop DIR
#   web_is_running DIR
#
# The programs, static files and error documents that serve are copies below DIR/web,
# so that a build or a checkout that the servers' account cannot enter does not matter.
# Started by root, Apache serves as the account in HUB_USER. The sources are found by
# HUB_SOURCE. All say on standard error why they fail, and keep their variables to
# themselves by running in a subshell.

WEB_WORKERS=${WEB_WORKERS:-80}
WEB_MODULES=${WEB_MODULES:-/usr/lib/apache2/modules}
WEB_APACHE=${WEB_APACHE:-/usr/sbin/apache2}
WEB_PROGRAMS=${WEB_PROGRAMS:-'api content hub export'}

web_say() { printf '%s\n' "$*" >&2; }

web_pid() { # DIR
	cat "$1/web/run/httpd.pid" 2>/dev/null
}

# True only for the very server that was started here: process numbers are used again.
web_is_running() ( # DIR
	pid=$(web_pid "$1") && [ -n "$pid" ] && [ -r "/proc/$pid/cmdline" ] &&
		tr '\0' '\n' <"/proc/$pid/cmdline" | grep -Fqx -e "$1/web/httpd.conf"
)

# A program that runs cannot be written over, but its name can be given to another file.
web_put() { # from, to
	cp "$1" "$2.new" && chmod 755 "$2.new" && mv -f "$2.new" "$2"
}

web_certificate() { # DIR
	[ -s "$1/tls/certificate.pem" ] && return 0
	mkdir -p "$1/tls" && chmod 700 "$1/tls" &&
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825 \
			-subj '/CN=localhost' -addext basicConstraints=critical,CA:FALSE \
			-addext 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1' \
			-keyout "$1/tls/key.pem" -out "$1/tls/certificate.pem" 2>"$1/log/openssl.log" &&
		chmod 600 "$1/tls/key.pem"
}

web_copy() ( # DIR/web, BUILD, public address
	for program in $WEB_PROGRAMS; do
		web_put "$2/cgi-bin/$program.fcgi" "$1/cgi-bin/$program.fcgi" || return 1
	done
	if [ -d "$HUB_SOURCE/static" ]; then cp -R "$HUB_SOURCE/static/." "$1/static/"; fi &&
		"$2/apache/error-documents" "$HUB_SOURCE/apache/error.html" "$1/errors" "$3" &&
		cp "$HUB_SOURCE/apache/limits.conf" "$HUB_SOURCE/apache/site.conf" \
			"$HUB_SOURCE/apache/log-filter" "$1/" &&
		chmod -R a+rX "$1/cgi-bin" "$1/static" "$1/errors"
)

# Sanitizers are told by their environment, which mod_fcgid does not hand on by itself.
web_environment() (
	for name in ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS; do
		eval "value=\${$name:-}"
		[ -z "$value" ] || printf 'FcgidInitialEnv %s "%s"\n' "$name" "$value"
	done
)

# Both loopback addresses where there are two: "localhost" may mean either.
web_listen() ( # port, tls port
	for port in "$1" "$2"; do
		printf 'Listen 127.0.0.1:%s\n' "$port"
		[ ! -s /proc/net/if_inet6 ] || ! grep -q '^0\{31\}1 ' /proc/net/if_inet6 ||
			printf 'Listen [::1]:%s\n' "$port"
	done
)

# Whose X-Forwarded-For is believed: nobody's, unless HUB_PROXIES lists addresses and ranges.
web_proxies() {
	[ -z "${HUB_PROXIES:-}" ] || printf 'Define HUB_PROXIES "%s"\n' "$HUB_PROXIES"
}

# User and Group stand in the configuration only if root starts it.
web_user() {
	[ "$(id -u)" -ne 0 ] || printf 'User %s\nGroup %s\n' "$HUB_USER" "$(id -gn "$HUB_USER")"
}

web_configure() { # DIR, port, tls port
	web_environment >"$1/web/environment.conf"
	web_listen "$2" "$3" >"$1/web/listen.conf"
	web_user >"$1/web/user.conf"
	web_proxies >"$1/web/proxies.conf"
	sed -e "s|@DIR@|$1/web|g" -e "s|@SETTINGS@|$1/hub.conf|g" -e "s|@TLS_PORT@|$3|g" \
		-e "s|@WORKERS@|$WEB_WORKERS|g" -e "s|@MODULES@|$WEB_MODULES|g" \
		"$HUB_SOURCE/apache/httpd.conf.in" >"$1/web/httpd.conf"
}

web_wait() ( # DIR, port
	tries=0
	until curl -s -o /dev/null --max-time 2 "http://127.0.0.1:$2/hub-errors/"; do
		tries=$((tries + 1))
		if [ "$tries" -gt 100 ] || ! web_is_running "$1"; then
			web_say "Apache does not answer:"
			tail -n 20 "$1/web/log/start.log" "$1/web/log/error.log" >&2
			return 1
		fi
		sleep 0.1
	done
)

# A pool that does not come up says why in the error log.
web_warm() { # DIR, program, count, URL
	[ -f "$1/web/cgi-bin/$2.fcgi" ] || return 0
	"$HUB_SOURCE/apache/warm" "$1/web/cgi-bin/$2.fcgi" "$3" "$4" || {
		tail -n 5 "$1/web/log/error.log" >&2
		web_stop "$1"
		return 1
	}
}

web_start() ( # DIR PORT TLS_PORT BUILD
	web_is_running "$1" && return 0
	for folder in cgi-bin static errors empty log run run/sock tls; do
		mkdir -p "$1/web/$folder" || return 1
	done
	url=$(sed -n 's/^ *public_url *= *\([^, ]*\).*/\1/p' "$1/hub.conf" | head -n 1)
	web_certificate "$1/web" && web_copy "$1/web" "$4" "$url" &&
		web_configure "$1" "$2" "$3" || return 1
	if [ "$(id -u)" -eq 0 ]; then
		chown "$HUB_USER" "$1/web/run/sock" || return 1
	fi
	rm -f "$1/web/run/httpd.pid"
	TZ=UTC "$WEB_APACHE" -d "$1/web" -f "$1/web/httpd.conf" -k start >"$1/web/log/start.log" 2>&1 || {
		cat "$1/web/log/start.log" >&2
		return 1
	}
	tries=0
	until web_is_running "$1" || [ "$tries" -gt 100 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	web_wait "$1" "$2" || return 1
	web_warm "$1" api "$WEB_WORKERS" "http://127.0.0.1:$2/v1/health" &&
		web_warm "$1" hub 6 "http://127.0.0.1:$2/hub/sign-in"
)

web_stop() ( # DIR
	web_is_running "$1" || return 0
	pid=$(web_pid "$1")
	kill "$pid"
	tries=0
	while web_is_running "$1"; do
		tries=$((tries + 1))
		if [ "$tries" -gt 300 ]; then
			web_say "Apache does not end"
			return 1
		fi
		sleep 0.1
	done
)
