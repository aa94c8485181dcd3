#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mprd dials PPPoE with a real server: who connected and with what, the codes of what fails, and
# that nothing is left behind whoever dies.

# shellcheck source=selftests/lib.sh disable=SC2119
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib.sh"
needs pppd pppoe-server ping
isp_setup
isp_start require-chap
start_mprd
password='open sesame'

set_password() {
	ctl interface credentials branch --user alice --password-stdin <<< "$1"
}

# A connect: $code is the result, $took how long the attempt was under way, in ms
dial() {
	run ctl interface connect branch --wait "$patience"
	code=$(iface branch .last_error.code)
	took=$(attempt_time branch)
}

nothing_left() {
	gone pppd && gone mprd-worker && ! ip -n "$ns" link show ppp0 > /dev/null 2>&1
}

# What the kernel runs to load a module says what it was asked for.
modprobe=$(sysctl -n kernel.modprobe)
printf '#!/bin/sh\necho "$*" >> %s\nexec %s "$@"\n' "$tap_tmp/modules" "$modprobe" \
	> "$tap_tmp/modprobe"
chmod +x "$tap_tmp/modprobe"
: > "$tap_tmp/modules"
at_exit "sysctl -qw kernel.modprobe=$modprobe"
sysctl -qw kernel.modprobe="$tap_tmp/modprobe"

# ---- a line, and what is known about it

ctl interface add branch --device-type pppoe --device wan0 --user alice --password-stdin \
	--backoff-first 0 <<< "$password"
dial
is "a PPPoE interface connects" "$status" 0
is "no module is loaded for a name of a netdevice" "$(grep -c 'ppp0$' "$tap_tmp/modules")" 0
conn=$(get connection list '.[] | select(.interface_name == "branch")')
is "the connection says who authenticated" "$(jq -r .user <<< "$conn")" alice
is "the connection says who is at the other end" \
	"$(jq -r .remote_computer <<< "$conn")" concentrator
is "the connection has the addresses of both ends as soon as it is connected" \
	"$(jq -r '.addresses[0] | "\(.local) \(.remote)"' <<< "$conn")" "10.67.0.100 10.67.0.1"
is "the connection is flagged as PPP" "$(jq -r '.flags | join(" ")' <<< "$conn")" ppp
is "the connection says that CHAP with MD5 was used" \
	"$(jq -r '.ppp | "\(.auth_protocol) \(.auth_data)"' <<< "$conn")" "49699 5"
is "IPCP is negotiated, compression is not" \
	"$(jq -r '.ppp | "\(.ipcp_error.code) \(.ccp_error.code != 0)"' <<< "$conn")" "0 true"
in_ns ping -q -c 3 -i 0.2 10.67.0.1 > /dev/null
ok "a ping through the line makes its counters move" \
	[ "$(get connection list '.[0].stats | .rx_packets')" -ge 3 ]
is "there is no default route unless it was configured" "$(ip -n "$ns" route show default)" ""
ok "IPv6 follows IPv4" wait_log 'remote LL address'

secrets_seen() {
	local pid

	for pid in $(ip netns pids "$ns"); do
		tr '\0' ' ' < "/proc/$pid/cmdline"
		tr '\0' ' ' < "/proc/$pid/environ"
	done 2> /dev/null | grep -c -e "$password" -e alice
	grep -c "$password" "$mprd_log"
}
is "neither a command line, nor an environment, nor the log has the password" \
	"$(secrets_seen | tr '\n' ' ')" "0 0 "
ok "the credentials' file is root's alone" \
	[ -z "$(find "$MPR_STATE_DIR" -type f -path '*credentials*' -perm /077)" ]

# ---- the end

ok "disconnect hangs up" ctl interface disconnect branch
ok "disconnect leaves no pppd, no worker and no device behind" nothing_left
is "an administrator's disconnect ends the connection with 929" "$(end_reason)" 929
is "the interface is disconnected" "$(iface branch .state)" disconnected

dial
watch interfaces --interface branch --until disconnected
server=$(for pid in $(ip netns pids "$isp"); do
	[ "$(cat "/proc/$pid/comm")" = pppd ] && echo "$pid"
done)
kill "$server"
seen
is "a server that hangs up ends the connection with 629" "$(end_reason)" 629
is "the interface is disconnected after the server hung up" "$(iface branch .state)" disconnected
ok "a server that hangs up leaves nothing behind" nothing_left

dial
watch interfaces --interface branch --until disconnected
kill -9 "$(processes pppd)"
seen
ok "pppd killed: the connection ends with a code" [ "$(end_reason)" -gt 600 ]
ok "pppd killed: nothing is left" nothing_left

dial
watch interfaces --interface branch --until disconnected
kill -9 "$(processes mprd-worker)"
seen
ok "a worker killed with -9: the connection ends with a code" [ "$(end_reason)" -gt 600 ]
ok "a worker killed with -9: nothing is left" nothing_left

# ---- mprd comes and goes

dial
stop_mprd
is "SIGTERM to mprd hangs nothing up" "$(iface branch .state)" connected
ok "the line carries data without mprd" in_ns ping -q -c 1 -W 5 10.67.0.1
ok "without mprd, a line can still be hung up" ctl interface disconnect branch
ok "hung up without mprd, nothing is left" nothing_left
start_mprd --hangup-on-exit
dial
stop_mprd
ok "mprd --hangup-on-exit leaves nothing behind" nothing_left
is "mprd --hangup-on-exit hangs up" "$(iface branch .state)" disconnected
start_mprd

# ---- failures

set_password wrong
dial
is "a wrong password ends in 691" "$code" 691
ok "a wrong password ends within seconds ($took ms)" [ "$took" -lt 10000 ]
ok "a wrong password leaves nothing behind" nothing_left
ctl interface credentials branch --remove
dial
is "a server that wants a password when there is none ends in 909" "$code" 909
set_password "$password"

isp_kill
dial
is "no server ends in 678" "$code" 678
ok "no server is noticed in seconds ($took ms)" [ "$took" -lt 15000 ]
ctl interface set branch --connect-timeout 3s
dial
is "an attempt out of time ends in 678 as well" "$code" 678
ok "an attempt out of time ends before its deadline ($took ms of 3000)" [ "$took" -lt 3000 ]
ok "an attempt out of time leaves nothing behind" nothing_left
ctl interface set branch --connect-timeout 60s

mark_log
watch interfaces --interface branch --until disconnected
ctl interface connect branch > /dev/null
wait_log 'Plugin rp-pppoe.so loaded'
kill -9 "$(processes pppd)"
seen
ok "pppd killed while dialling: the attempt ends with a code" \
	[ "$(iface branch .last_error.code)" -gt 600 ]
ok "pppd killed while dialling: nothing is left" nothing_left

mark_log
watch interfaces --interface branch --until disconnected
ctl interface connect branch > /dev/null
wait_log 'Plugin rp-pppoe.so loaded'
ctl interface disconnect branch
seen
ok "a dial that is given up leaves nothing behind" nothing_left

mark_log
watch interfaces --interface branch --until disconnected
ctl interface connect branch > /dev/null
wait_log 'Plugin rp-pppoe.so loaded'
begun=$SECONDS
stop_mprd KILL
seen
is "mprd killed with -9 in the middle of a dial: the attempt ends with 903" \
	"$(iface branch .last_error.code)" 903
ok "mprd killed with -9 in the middle of a dial: long before the deadline" \
	[ $((SECONDS - begun)) -lt 10 ]
ok "mprd killed with -9 in the middle of a dial: nothing is left" nothing_left

# ---- other ways to authenticate, other devices

isp_start require-pap
start_mprd
dial
is "PAP connects" "$status" 0
is "the connection says that PAP was used" \
	"$(get connection list '.[0].ppp.auth_protocol')" 49187
ctl interface disconnect branch
nothing_left
install -D -m 600 /dev/stdin "$conf/ppp/branch" <<< 'defaultroute'
dial
like "options for one interface are read from its own file" "$(ip -n "$ns" route show default)" ppp0
ctl interface disconnect branch
nothing_left
chmod 666 "$conf/ppp/branch"
dial
is "an options file that others can write to is refused" "$code" 665
rm "$conf/ppp/branch"
ctl interface add nowhere --device-type pppoe --device wan9
exits "an Ethernet device that is not there is 925" 7 ctl interface connect nowhere --wait
like "an Ethernet device that is not there is 925" "$err" 925
stop_mprd
finish
