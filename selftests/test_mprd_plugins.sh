#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mprd hosts admin plugins: asked and told in order, every hang-up exactly once across restarts,
# crashes and hangs, and dialling goes on whatever they do.

# shellcheck source=selftests/lib.sh disable=SC2119
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib.sh"
needs
example=$MPR_PLUGINDIR/hangup-plugin.so
plugin=${MPR_HELPERS:-$build/selftests}/plugin_mprd.so
[ -f "$example" ] || skip_all "needs $example"
[ -f "$plugin" ] || skip_all "needs $plugin"
# Plugins are told apart by their file names.
a=$tap_tmp/a.so b=$tap_tmp/b.so
cp "$plugin" "$a"
cp "$plugin" "$b"
export MPR_HANGUP_LOG=$tap_tmp/hangup.log
export MPR_TEST_PLUGIN=$tap_tmp/told
: > "$MPR_HANGUP_LOG"
: > "$MPR_TEST_PLUGIN"

told() {
	grep -c -- "$1" "$MPR_TEST_PLUGIN"
}

wait_told() {
	local from=0

	wait_line "$MPR_TEST_PLUGIN" "$1"
}

behave() {
	echo "$1" > "$MPR_TEST_PLUGIN.behave"
}

# plugins TIMEOUT LINE...
plugins() {
	printf '[plugins]\ntimeout = %s\n' "$1" > "$mprd_conf"
	shift
	printf 'plugin = %s\n' "$@" >> "$mprd_conf"
}

host_gone() {
	local pid

	for pid in $(processes mprd-plugins); do
		wait_end "$pid" 15 || return 1
	done
}

for i in 0 1 2 3; do
	ip -n "$ns" link add d$i type dummy
	ctl interface add line$i --device d$i
done

up() {
	ctl interface connect "line$1" --wait "$patience" > /dev/null
}

down() {
	ctl interface disconnect "line$1"
}

conn() {
	iface "line$1" .connection_id
}

# More than one of the same line
twice() {
	grep " $1 " "$MPR_TEST_PLUGIN" | sort | uniq -d
}

# ---- order and contents

behave well
plugins 30s "$example" "$a; $b"
start_mprd
ok "plugins are loaded in configured order" wait_log "plugin $b is loaded"
up 0
c=$(conn 0)
ok "a connection that begins is told to the last plugin" wait_told "b.so accept-link $c\$"
down 0
ok "a connection that ends is told to the last plugin" wait_told "b.so hangup $c\$"
order=
for call in accept accept-link hangup-link hangup; do
	order+="a.so $call,b.so $call,"
done
is "the plugins are called in order, for the connection before its link and at the end after it" \
	"$(grep " $c\$" "$MPR_TEST_PLUGIN" | cut -d' ' -f1,2 | tr '\n' ',')" \
	"$order"
like "the example plugin wrote a line for the hang-up" "$(cat "$MPR_HANGUP_LOG")" \
	"^hangup connection=$c interface=line0 .*seconds=[0-9]+ received=[0-9]+ sent=[0-9]+"
ip -n "$ns" link add d4 type dummy
ctl interface add Zürich --device d4
ctl interface connect Zürich --wait "$patience" > /dev/null
c=$(iface Zürich .connection_id)
ctl interface disconnect Zürich
wait_told "b.so hangup $c\$"
like "names in any script reach the plugins" "$(cat "$MPR_HANGUP_LOG")" \
	"^hangup connection=$c interface=Zürich "
like "a call from inside a callback returns" "$(cat "$MPR_TEST_PLUGIN")" \
	"a.so enumerated from inside: 0"

# ---- refusal

behave 'a.so refuse'
up 1
ok "a connection that a plugin refuses is asked about" wait_told "a.so refused"
c=$(sed -n 's/^a.so refused //p' "$MPR_TEST_PLUGIN")
ok "the log says who refused it" wait_log "connection $c .*is refused by admin plugin $a"
ok "it is hung up, and its end is told to all" wait_told "b.so hangup $c\$"
is "plugins behind the one that refuses are not asked" "$(told "b.so accept $c\$")" 0
behave well

# ---- exactly once

up 2
c=$(conn 2)
wait_told "b.so accept-link $c\$"
stop_mprd
host_gone
down 2
up 3
c3=$(conn 3)
start_mprd
ok "a hang-up while mprd was down reaches the plugins" wait_told "b.so hangup $c\$"
ok "a connection that began while mprd was down reaches them" wait_told "b.so accept-link $c3\$"
stop_mprd KILL
host_gone
down 3
start_mprd
ok "a hang-up while mprd was killed reaches the plugins" wait_told "b.so hangup $c3\$"
stop_mprd
start_mprd
up 0
wait_told "b.so accept-link $(conn 0)\$"
is "no plugin has been told of a hang-up twice" "$(twice hangup)" ""
is "no plugin has been asked about a connection twice" "$(twice accept)" ""

# ---- a plugin that crashes

mark_log
c=$(conn 0)
up 1
c1=$(conn 1)
wait_told "b.so accept-link $c1\$"
behave 'a.so crash'
down 0
down 1
ok "a crash is reported with plugin and event" \
	wait_log "plugin crashed: MprAdminConnectionHangupNotification of $a for connection $c "
# libev's default loop does, if it comes first, and then nobody knows how a child ended.
ok "mprd alone collects its children: no handler of SIGCHLD does" \
	[ $((0x$(sed -n 's/^SigCgt:\s*//p' "/proc/$mprd_pid/status") >> 16 & 1)) = 0 ]
ok "the next plugin is told what the one before crashed on" wait_told "b.so hangup $c\$"
ok "the event behind the crash is told as well" wait_told "b.so hangup $c1\$"
is "the callback that crashed is not made again" "$(told "a.so crashes $c\$")" 1
up 2
is "dialling goes on" "$(iface line2 .state)" connected
wait_told "b.so accept-link $(conn 2)\$"
behave well
down 2
wait_told "b.so hangup $(conn 2)"
stop_mprd

# ---- a plugin that hangs

plugins 2s "$a" "$b"
start_mprd
mark_log
up 0
c=$(conn 0)
wait_told "b.so accept-link $c\$"
behave 'a.so hang'
down 0
ok "a hang is reported with plugin and event" \
	wait_log "plugin hangs: MprAdminConnectionHangupNotification of $a for connection $c "
ok "the next plugin is told what the one before hung on" wait_told "b.so hangup $c\$"
is "the callback that hung is not made again" "$(told "a.so hangs $c\$")" 1
behave well
up 1
c=$(conn 1)
wait_told "b.so accept-link $c\$"
behave 'a.so hang'
down 1
wait_told "a.so hangs $c\$"
stop_mprd KILL
ok "a plugin that hangs does not outlive a killed mprd by much more than its time" host_gone
behave well
start_mprd
ok "and the next mprd goes on behind it" wait_told "b.so hangup $c\$"
is "no hang-up has been told twice" "$(twice hangup)" ""
stop_mprd

# ---- plugins that cannot be used

# A shared object, but no admin plugin.
plugins 30s "$MPR_PLUGINDIR/../libmpr.so"
start_mprd
ok "a plugin without the exports that it must have is refused by name" \
	wait_log "libmpr.so exports neither MprAdminInitializeDll"
up 3
is "dialling goes on without plugins" "$(iface line3 .state)" connected
plugins 30s "$tap_tmp/none.so"
mark_log
kill -HUP "$mprd_pid"
ok "a plugin that does not exist is reported" wait_log 'cannot load admin plugin'
plugins 30s "$a"
behave 'a.so refuse-init'
mark_log
kill -HUP "$mprd_pid"
ok "a plugin that fails to initialize is reported with its code" \
	wait_log 'MprAdminInitializeDll returned .*5'
behave well
stop_mprd
finish
