#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mprd where there is no module: its command line, what it refuses to start with, what it says
# while it waits, and admin plugins that fail, hang or crash when they are initialized.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=selftests/tap.sh
. "$here/../tap.sh"
build=${MPR_BUILD:-$here/../../build}
PATH=$build/sbin:$PATH
export LD_LIBRARY_PATH=$build/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export MPR_STATE_DIR=$tap_tmp/state MPR_CONF_DIR=$tap_tmp/conf
mkdir -p "$MPR_CONF_DIR"
log=$tap_tmp/log
conf=$tap_tmp/mprd.conf

[ ! -e /sys/module/mpr ] || skip_all "the module is loaded here"
[ "$(id -u)" = 0 ] || skip_all "needs root"

# comes FILE LINE PATTERN: until FILE has one that matches, from LINE on; at most 20 seconds
comes() {
	timeout 20 grep -Eqm1 -- "$3" < <(exec tail -n "+$2" -F "$1" 2> /dev/null)
}

says() {
	comes "$log" $((from + 1)) "$1"
}

# What follows is about lines that are yet to come.
mark() {
	from=$(wc -l < "$log")
}

# start [COMMAND...]: mprd with our file, unless it says otherwise
start() {
	[ $# -gt 0 ] || set -- mprd -f -v -c "$conf"
	mark
	"$@" 2>> "$log" &
	pid=$!
}

# It ends: $status is mprd's.
ends() {
	wait "$pid"
	status=$?
	pid=
}

# stop [SIGNAL]
stop() {
	kill "-${1:-TERM}" "$pid"
	ends
}
pid=
# shellcheck disable=SC2317 # at_exit calls it
kill_mprd() {
	[ -z "$pid" ] || kill -9 "$pid"
}
at_exit kill_mprd
: > "$log"
: > "$conf"

# ---- the command line

for option in --help -h; do
	exits "mprd $option exits with 0" 0 mprd $option
	like "mprd $option says what mprd is for" "$out" '^Dials WAN interfaces'
	for name in config foreground netns hangup-on-exit syslog verbose; do
		like "mprd $option has --$name" "$out" "^  .*--$name"
	done
done
exits "an operand is wrong usage" 2 mprd now
like "an operand is named" "$err" 'operand "now" too many'
exits "an option that there is not is wrong usage" 2 mprd --now
like "an option that there is not: where help is" "$err" "mprd --help"
exits "with --syslog" 1 mprd -s -c "$tap_tmp/none.conf"
is "with --syslog nothing is said elsewhere" "$out$err" ""
run setpriv --reuid 65534 --clear-groups mprd
is "another user is refused" "$status" 1
like "another user: says so" "$err" 'must be run as root'
exits "a configuration that was asked for and is not there" 1 mprd -c "$tap_tmp/none.conf"
like "a configuration that is not there is named" "$err" 'none\.conf: No such file'
exits "a namespace that is no name" 1 mprd --netns a/b
like "a namespace that is no name: what to do" "$err" '"a/b": not a name; .ip netns. lists'
long=/$(printf 'x%.0s' {1..4200})
MPR_CONF_DIR=$long mprd > /dev/null 2>&1
is "a directory whose name is too long ends mprd" $? 1

# ---- the life of a daemon

start
ok "without the module mprd waits for it" says 'module mpr is not loaded \(modprobe mpr\); waiting'
mark
kill -HUP "$pid"
ok "it can be reloaded meanwhile" says 'reloaded'
stop INT
is "SIGINT ends it in good order" "$status" 0
ok "it says that lines stay up" says 'ending; lines that are up stay up'
printf '[mprd]\nhangup-on-exit = yes\n' > "$conf"
start
says 'waiting for it'
kill -TERM "$pid"
stop
is "SIGTERM does, however often it comes" "$status" 0
ok "with hangup-on-exit it says that it hangs up" says 'ending; hanging up'
: > "$conf"
cp "$conf" "$MPR_CONF_DIR/mprd.conf"
start mprd
ok "without -c it reads mprd.conf in its directory, which need not be there" says 'waiting for it'
stop

# What it tells a service manager.
/usr/bin/python3 -c '
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("listening", flush=True)
while True:
    print(s.recv(200).decode(), flush=True)
' "$tap_tmp/manager" > "$tap_tmp/notified" &
manager=$!
at_exit "kill $manager"
comes "$tap_tmp/notified" 1 listening
start env "NOTIFY_SOCKET=$tap_tmp/manager" mprd -c "$conf"
says 'waiting for it'
mark
kill -HUP "$pid"
says reloaded
stop
comes "$tap_tmp/notified" 2 STOPPING
is "a service manager is told of each step" \
	"$(tail -n +2 "$tap_tmp/notified" | sort -u | tr '\n' '|')" \
	"READY=1|RELOADING=1|STATUS=Waiting for the module mpr|STOPPING=1|"

# ---- admin plugins that cannot be initialized

# plugin NAME STATEMENT [STATEMENT]: what its MprAdminInitializeDll() does, and what its
# MprAdminTerminateDll() does
plugin() {
	{
		printf '#include <%s>\n' fcntl.h stdlib.h unistd.h
		for name in AcceptNewLink LinkHangupNotification AcceptNewConnection \
				ConnectionHangupNotification; do
			printf 'int MprAdmin%s(void) { return 0; }\n' "$name"
		done
		printf 'int MprAdminInitializeDll(void) { %s; return 0; }\n' "$2"
		printf 'int MprAdminTerminateDll(void) { %s; return 0; }\n' "${3-}"
	} | gcc -shared -fPIC -x c -o "$tap_tmp/$1.so" -
}

# configure NAME TIMEOUT
configure() {
	printf '[plugins]\nplugin = %s\ntimeout = %s\n' "$tap_tmp/$1.so" "$2" > "$conf"
}

# shellcheck disable=SC2317 # ok calls it
host_ends() {
	timeout 20 tail --pid="$1" -f /dev/null
}

plugin good ''
mkfifo "$tap_tmp/go"
plugin slow '' "open(\"$tap_tmp/go\", O_RDONLY)"
: > "$tap_tmp/empty.conf"
plugin fails 'return 5'
plugin hangs 'for (;;) pause()'
plugin crashes 'abort()'
plugin leaves '_exit(3)'
configure good 30s
start
ok "a plugin is loaded without the module" says "admin plugin $tap_tmp/good.so is loaded"
host=$(pgrep -P "$pid" | head -n 1)
mark
kill -9 "$host"
ok "a host that dies by itself is reported" says "plugins' host has ended \\(status 0x9\\)"
ok "and starts again" says 'good.so is loaded'
mark
configure fails 30s
kill -HUP "$pid"
ok "a plugin that fails is reported with its code" \
	says 'fails.so: MprAdminInitializeDll returned ERROR_ACCESS_DENIED \(5\)'
ok "and not tried again before the next reload" says 'not hosted until mprd is reloaded'
mark
configure crashes 30s
kill -HUP "$pid"
ok "a plugin that crashes is reported with its signal" \
	says 'plugin crashed: MprAdminInitializeDll of .*crashes.so ended with signal 6'
ok "it is tried again, each time later: first" says 'starts again in 0.2 s'
ok "it is tried again, each time later: then" says 'starts again in 0.4 s'
mark
configure leaves 30s
kill -HUP "$pid"
ok "a plugin that ends its process is reported" \
	says 'admin plugin ended its host: MprAdminInitializeDll of .*leaves.so'
mark
configure hangs 300ms
kill -HUP "$pid"
ok "a plugin that hangs is reported with its time" \
	says 'plugin hangs: MprAdminInitializeDll of .*hangs.so has not returned in 300 ms'
mark
configure good 30s
kill -HUP "$pid"
ok "after all that a good one is loaded" says 'good.so is loaded'
stop
is "and mprd ends in good order" "$status" 0
start
says 'good.so is loaded'
host=$(pgrep -P "$pid" | head -n 1)
disown "$pid"
kill -9 "$pid"
ok "the plugins' host ends when mprd is killed" host_ends "$host"
mkdir -p "$MPR_STATE_DIR"
rm -f "$MPR_STATE_DIR/plugins.lock"
mkdir "$MPR_STATE_DIR/plugins.lock"
start
ok "a place in the journal that cannot be locked is reported" says 'cannot lock .*plugins.lock'
ok "and the host tries again" says "plugins' host has ended \\(status 0x100\\)"
mark
rmdir "$MPR_STATE_DIR/plugins.lock"
ok "until it can be" says "plugins' host starts again|is loaded"
stop
is "mprd with plugins ends in good order" "$status" 0
mark
configure slow 30s
start
says 'slow.so is loaded'
kill -TERM "$pid"
says 'ending; '
kill -HUP "$pid"
kill -INT "$pid"
ok "a plugin that ends is waited for" timeout 20 tee "$tap_tmp/go" < /dev/null
ends
is "whatever mprd is told meanwhile" "$status" 0
unlike "a reload comes too late then" "$(tail -n "+$((from + 1))" "$log")" 'reloaded'

# ---- without descriptors

# mprd with COUNT descriptors at most, none of which are those that our caller left open.
# shellcheck disable=SC2317 # start calls it
few() {
	local fd

	for fd in /proc/self/fd/*; do
		fd=${fd##*/}
		[ "$fd" -le 2 ] || exec {fd}>&-
	done
	ulimit -S -n "$1"
	exec mprd -c "$tap_tmp/empty.conf"
}

wrong=
# With less, it does not find its libraries.
for ((i = 4; i < 12; i++)); do
	start few "$i"
	says . || kill -9 "$pid"
	said=$(tail -n "+$((from + 1))" "$log")
	case $said in
	*'trying again: '* | *'; waiting for it'*)
		wanted=0
		stop
		;;
	*)
		wanted=1
		ends
		;;
	esac
	[ "$status" = $wanted ] || wrong+="$i descriptors: status $status, \"$said\"; "
done
is "without descriptors it says so and ends, or waits" "$wrong" ""
finish
