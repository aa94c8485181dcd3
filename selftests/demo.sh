#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The story that "make demo" tells, inside the VM: a PPPoE line with real parts, from the first
# dial to a wrong password. Every command is shown before it runs, and every step is checked: the
# first thing that is not as it should be ends the demo with exit status 1.

set -u
[ "${MPR_VM:-0}" = 1 ] || { echo "demo.sh runs inside the VM: use \"make demo\"." >&2; exit 2; }

started=$SECONDS
tmp=$(mktemp -d)
secret=open-sesame
log=$tmp/mprd.log
last=

if [ -t 1 ]; then
	bold=$'\e[1m' plain=$'\e[0m'
else
	bold='' plain=''
fi

chapter() {
	printf '\n%s== %s%s\n' "$bold" "$*" "$plain"
}

say() {
	printf '\n'
	printf '%s\n' "$*" | fmt -w 96
}

command_line() {
	printf '\n%s# %s%s\n' "$bold" "$*" "$plain"
}

# Show a command, run it, keep its output for the checks; show has its exit status.
show() {
	local status

	command_line "$*"
	bash -c "$*" 2>&1 | sed -u 's/^/  /' | tee "$tmp/last"
	status=${PIPESTATUS[0]}
	last=$(cat "$tmp/last")
	return "$status"
}

fail() {
	printf '\nThe demo ends here: %s.\n' "$*"
	printf '\nThe log of mprd:\n'
	sed 's/^/  /' "$log" 2> /dev/null
	exit 1
}

# check WHAT COMMAND...
check() {
	local what=$1

	shift
	"$@" > "$tmp/check" 2>&1 || fail "not so: $what ($(cat "$tmp/check"))"
	printf '  -> %s\n' "$what"
}

# The JSON of something of mprctl through a filter for jq
get() {
	mprctl -j "${@:1:$#-1}" | jq -r "${*: -1}"
}

# shellcheck disable=SC2317 # others call it by its name
says() {
	grep -Eq -- "$1" <<< "$last"
}

# Start to watch in the background, and return when nothing is missed any more: watch NAME ARGS...
watch() {
	local name=$1

	shift
	mkfifo "$tmp/$name.ready"
	mprctl -j monitor --ready-fd 3 --timeout 60 "$@" > "$tmp/$name" 3> "$tmp/$name.ready" &
	watching=$!
	read -r < "$tmp/$name.ready"
}

start_server() {
	ip netns exec provider pppoe-server -F -I provider0 -L 10.67.15.1 -R 10.67.15.100 \
		-N 4 -C provider -O /etc/ppp/pppoe-server-options > "$tmp/server.log" 2>&1 &
	server=$!
}

say "This is mpr: it lets a Linux router treat its WAN lines as named interfaces, which any" \
	"program can dial, hang up and watch through the API that Windows routers have" \
	"(MprAdmin*). Here is one PPPoE line, on a machine with kernel $(uname -r). Lines that" \
	"begin with # are commands, and lines that begin with -> are checks."

# ---------------------------------------------------------------------------
chapter "1. The kernel module, and a provider to dial"

[ -e /sys/module/mpr ] && rmmod mpr
show "insmod ${MPR_MODULE#"$PWD"/}" || fail "the module does not load"
check "the service answers" mprctl service show

say "The provider lives in a network namespace of its own, at the other end of a cable (a veth" \
	"pair). Its access concentrator is pppoe-server, and it wants a user and a password (CHAP)."
mkdir -p /etc/netns/provider/ppp
printf '%s\n' 'require-chap' 'name provider' 'lcp-echo-interval 10' 'lcp-echo-failure 3' \
	> /etc/netns/provider/ppp/pppoe-server-options
: > /etc/netns/provider/ppp/options
install -m 600 /dev/stdin /etc/netns/provider/ppp/chap-secrets <<< "alice provider $secret *"
modprobe -a pppoe ppp_async 2> /dev/null
show "ip netns add provider &&
  ip link add wan0 type veth peer name provider0 netns provider &&
  ip link set wan0 up && ip -n provider link set provider0 up" || fail "no cable"
command_line "ip netns exec provider pppoe-server -I provider0 -L 10.67.15.1 -R 10.67.15.100 &"
start_server
check "the provider runs" kill -0 $server

# ---------------------------------------------------------------------------
chapter "2. The interface \"branch\""

say "mprd is what dials: it listens to the kernel, and runs pppd when a PPPoE interface is to be" \
	"connected. It also hosts plugins: this one, libmpr/examples/hangup-plugin.c, will be" \
	"told when a connection has ended."
mkdir -p /etc/mpr
printf '[plugins]\nplugin = %s\n' "$MPR_PLUGINDIR/hangup-plugin.so" > /etc/mpr/mprd.conf
show "cat /etc/mpr/mprd.conf"
watch dialers service --until service-change
command_line "MPR_HANGUP_LOG=/tmp/hangups mprd &"
rm -f /tmp/hangups
MPR_HANGUP_LOG=/tmp/hangups mprd -v 2> "$log" &
mprd=$!
wait $watching || fail "mprd has not registered its dialers"
check "the kernel knows who dials PPPoE" \
	test "$(get service show '.kinds | index("pppd") != null')" = true

say "The password comes from a file that only root can read. It is never on a command line," \
	"and never in the kernel."
install -m 600 /dev/stdin /root/branch.pw <<< "$secret"
show "mprctl interface add branch --device-type pppoe --device wan0 \\
         --user alice --password-file /root/branch.pw" || fail "cannot add the interface"
show "mprctl interface list"
check "branch is there, and not connected" test "$(get interface show branch .state)" = disconnected

# ---------------------------------------------------------------------------
chapter "3. A program connects it"

say "In a second terminal somebody watches. What is printed there has a bar in front:"
printf '\n  | %s# mprctl monitor interfaces connections --interface branch%s\n' "$bold" "$plain"
mkfifo "$tmp/monitor.ready"
mprctl monitor interfaces connections --interface branch --ready-fd 3 3> "$tmp/monitor.ready" \
	> >(tee "$tmp/monitor" | sed -u 's/^/  | /') &
monitor=$!
read -r < "$tmp/monitor.ready"
sleep 0.3	# only for the looks: its first line comes through a pipe

say "And this is a C program of 60 lines, libmpr/examples/connect.c. It asks to be told of" \
	"every connection through one event (MprAdminRegisterConnectionNotification), starts to" \
	"connect with another (MprAdminInterfaceConnect returns PENDING), waits for both in one" \
	"poll(), and then asks for what there is (MprAdminConnectionEnum at levels 0 to 3)."
show "mpr-example-connect branch" || fail "the example has failed"
check "it was told PENDING first" says 'PENDING|600'
check "it has seen who is connected" says alice
check "it has seen both addresses" says '10\.67\.15\.1([^0-9]|$)'
check "the kernel agrees that branch is connected" \
	test "$(get interface show branch .state)" = connected
check "the password is in no command line and in no environment" \
	test "$(cat /proc/[0-9]*/{cmdline,environ} 2> /dev/null | grep -acFf /root/branch.pw)" = 0

say "A ping through the line, and the counters of the connection move:"
before=$(get connection show branch .stats.rx_packets)
show "ping -c 3 -i 0.2 10.67.15.1" || fail "nothing gets through the line"
after=$(get connection show branch .stats.rx_packets)
check "received $before packets before, $after after" test "$after" -ge $((before + 3))

# ---------------------------------------------------------------------------
chapter "4. The same for everybody else"

say "For people:"
show "mprctl connection list"
check "user and addresses are shown" says 'alice .*10\.67\.15\.[0-9]+ -> 10\.67\.15\.1'
say "For programs:"
show "mprctl -j connection show branch |
  jq '{interface_name, ifname, user, duration_ms, addresses, rx_bytes: .stats.rx_bytes}'"
check "it is JSON with the same user" says '"user": "alice"'
check "the second terminal has seen it come up" grep -q 'connection-up .*branch' "$tmp/monitor"

# ---------------------------------------------------------------------------
chapter "5. The provider goes away"

say "Somebody switches the access concentrator off. Nobody here has asked for that; everybody" \
	"here hears of it."
watch down connections --until connection-down
command_line "kill \$(ip netns pids provider)"
for pid in $(ip netns pids provider); do
	kill "$pid" 2> /dev/null
done
wait $watching || fail "the line has not dropped"
wait $server 2> /dev/null
event=$(tail -n 1 "$tmp/down")
reason=$(jq -r '.connection.end_reason | "\(.code) \(.name)"' <<< "$event")
check "the end was told with a reason: $reason" test "${reason%% *}" -gt 0

say "The plugin has been called with the connection as it was at its end: how long, how much."
for ((i = 0; i < 100; i++)); do
	grep -q '^hangup ' /tmp/hangups 2> /dev/null && break
	sleep 0.1
done
show "grep '^hangup ' /tmp/hangups | fmt -w 90"
check "it was told once, with interface and user" \
	test "$(grep -c '^hangup .*interface=branch user=alice ' /tmp/hangups)" = 1
show "mprctl interface list"
check "branch is disconnected" test "$(get interface show branch .state)" = disconnected
check "its last error is that reason" \
	test "$(get interface show branch '.last_error | "\(.code) \(.name)"')" = "$reason"
check "the second terminal has seen it go" grep -q 'connection-down .*branch' "$tmp/monitor"

# ---------------------------------------------------------------------------
chapter "6. A wrong password"

say "The provider is back, but somebody mistypes the password here. This time mprctl waits" \
	"for the result, as a blocking MprAdminInterfaceConnect does:"
start_server
command_line "mprctl interface credentials branch --password-stdin"
mprctl interface credentials branch --password-stdin <<< "not-$secret" || fail "cannot set it"
before=$SECONDS
show "mprctl interface connect branch --wait 30"
status=$?
took=$((SECONDS - before))
check "mprctl exits with 6, connect failed" test $status = 6
check "the reason is 691 ERROR_AUTHENTICATION_FAILURE" says '691 ERROR_AUTHENTICATION_FAILURE'
check "it took $took s" test $took -lt 20
show "mprctl interface show branch"
check "branch is unreachable until the back-off is over" \
	test "$(get interface show branch '.state + " " + (.reasons | join(","))')" = \
	"unreachable connection-failure"

# ---------------------------------------------------------------------------
kill $monitor $mprd
wait $mprd
check "mprd has ended in order" test $? = 0
kill $server 2> /dev/null
say "That was the whole way: kernel module, netlink, library, command line, daemon, plugin." \
	"It took $((SECONDS - started)) seconds in an emulated machine."
rm -rf "$tmp"
exit 0
