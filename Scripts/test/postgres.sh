#!/usr/bin/env bash
# Runs a command beside two throw-away PostgreSQL servers, and takes them away again whatever happens:
#
#   Scripts/test/postgres.sh swift test
#
# What the command finds in its environment:
#   ENLACE_TEST_POSTGRES              address of the first server
#   ENLACE_TEST_POSTGRES_RESTARTABLE  address of the second one, which tests may stop and start
#   ENLACE_TEST_PG_STOP, _START, _RESTART   shell commands that do that to the second one, and return when it is done
#
# Needs PostgreSQL 15 or later with its contrib modules (Debian: postgresql). Servers refuse to run as root: when this is
# run by root they get the user `postgres`, or `nobody` where there is none.
set -eu

[ $# -gt 0 ] || { echo "usage: $0 COMMAND…" >&2; exit 64; }

fail() { echo "postgres.sh: $*" >&2; exit 69; }

bin=$(for folder in /usr/lib/postgresql/*/bin; do [ -x "$folder/initdb" ] && echo "$folder"; done | sort -t/ -k5 -n | tail -1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || true)")
[ -x "$bin/initdb" ] || fail "PostgreSQL is not installed; on Debian: apt-get install postgresql"

as_user=()
if [ "$(id -u)" = 0 ]; then
    user=postgres
    id "$user" >/dev/null 2>&1 || user=nobody
    as_user=(runuser -u "$user" --)
fi

# A folder whose way is open to that user: TMPDIR may be closed to it.
folder=$(mktemp -d /tmp/enlace-postgres.XXXXXX)
[ ${#as_user[@]} = 0 ] || chown "$user" "$folder"

child=
finish() {
    status=$?
    trap - EXIT INT TERM HUP
    if [ -n "$child" ]; then kill -TERM -- "-$child" 2>/dev/null && wait "$child" || true; fi
    for cluster in "$folder"/*/; do
        [ -f "$cluster/postmaster.pid" ] && "${as_user[@]}" "$bin/pg_ctl" --pgdata "$cluster" --mode immediate --wait stop >/dev/null || true
    done
    rm -rf "$folder"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# start NAME: makes and starts a server, and sets `port`. A port that is taken meanwhile costs one more try.
start() {
    local cluster=$folder/$1 try
    "${as_user[@]}" "$bin/initdb" --pgdata "$cluster" --username enlace --auth trust --encoding UTF8 --locale C.UTF-8 --no-sync >"$folder/$1.initdb" 2>&1 \
        || { cat "$folder/$1.initdb" >&2; fail "initdb failed"; }
    for try in 1 2 3 4 5 6 7 8 9 10; do
        port=$((20000 + RANDOM % 12000))
        "${as_user[@]}" tee "$cluster/postgresql.auto.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
max_connections = 500
shared_buffers = 64MB
fsync = on
CONF
        if "${as_user[@]}" "$bin/pg_ctl" --pgdata "$cluster" --log "$cluster.log" --wait start >/dev/null 2>&1 </dev/null; then return; fi
        grep -q "Address already in use" "$cluster.log" || break
    done
    cat "$cluster.log" >&2
    fail "PostgreSQL does not start"
}

# A control command as text, for `sh -c` in a test.
control() { printf '%q ' "${as_user[@]}" "$bin/pg_ctl" --pgdata "$folder/restartable" --log "$folder/restartable.log" --wait "$@"; }

cd /
start shared
export ENLACE_TEST_POSTGRES=postgres://enlace@127.0.0.1:$port/postgres
start restartable
export ENLACE_TEST_POSTGRES_RESTARTABLE=postgres://enlace@127.0.0.1:$port/postgres
ENLACE_TEST_PG_STOP=$(control --mode fast stop)
ENLACE_TEST_PG_START=$(control start)
ENLACE_TEST_PG_RESTART=$(control --mode fast restart)
export ENLACE_TEST_PG_STOP ENLACE_TEST_PG_START ENLACE_TEST_PG_RESTART
cd "$OLDPWD"

# In a process group of its own, so that nothing of it is left when this script is stopped.
set -m
"$@" </dev/null &
child=$!
status=0
wait "$child" || status=$?
child=
exit "$status"
