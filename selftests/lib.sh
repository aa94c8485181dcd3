# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2119,SC2120
#
# For tests of mprd: a network namespace with an mprd of its own, a PPPoE provider in another one,
# and ways to wait for what happens. It brings tap.sh along.

lib_dir=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
# shellcheck source=selftests/tap.sh
. "$lib_dir/tap.sh"
build=${MPR_BUILD:-$lib_dir/../build}
PATH=$build/bin:$build/sbin:$PATH
export LD_LIBRARY_PATH=$build/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export MPR_PLUGINDIR=${MPR_PLUGINDIR:-$build/lib/mpr}
export MPR_STATE_DIR=$tap_tmp/state MPR_CONF_DIR=$tap_tmp/conf

# The log tells why, when a test has failed.
show_log() {
	if [ "$tap_failed" != 0 ]; then
		sed 's/^/# mprd: /' "$mprd_log" >&3
	fi
}
exec 3>&1
at_exit show_log

ns=mprd-$$
isp=isp-$$
conf=$MPR_CONF_DIR/netns/$ns
state=$MPR_STATE_DIR/netns/$ns
mprd_log=$tap_tmp/mprd.log
mprd_pid=
mprd_conf=$tap_tmp/mprd.conf

# needs TOOL...: skip everything when one is missing, or the module
needs() {
	local tool

	[ "$(id -u)" = 0 ] || skip_all "needs root"
	for tool in mprctl mprd jq ip "$@"; do
		command -v "$tool" > /dev/null || skip_all "needs $tool"
	done
	[ -e /sys/module/mpr ] || skip_all "mpr.ko is not loaded"
	if [[ " $* " = *' pppd '* ]]; then
		modprobe -q ppp_generic
		[ -c /dev/ppp ] || skip_all "the kernel has no PPP"
	fi
	ip netns add "$ns" || skip_all "needs network namespaces"
	at_exit "ip netns del $ns"
	ip -n "$ns" link set lo up
	chmod 755 "$tap_tmp"
	mkdir -p "$conf" "$state"
	: > "$mprd_conf"
	: > "$mprd_log"
}

ctl() {
	mprctl -n "$ns" "$@"
}

in_ns() {
	ip netns exec "$ns" "$@"
}

# get ARGS... FILTER: the JSON of mprctl through jq
get() {
	ctl -j "${@:1:$#-1}" | jq -r "${*: -1}"
}

iface() {
	get interface show "$1" "$2"
}

# ---- waiting; nothing here polls

# Until the file has a line that matches: wait_line FILE PATTERN [SECONDS]. The part of the file
# to look at begins behind line $from.
from=0
wait_line() {
	timeout "${3:-$patience}" grep -Eqm1 -- "$2" \
		< <(exec tail -n "+$((from + 1))" -F "$1" 2> /dev/null)
}

# What follows is about lines of mprd's log that are yet to come.
mark_log() {
	from=$(wc -l < "$mprd_log")
}

wait_log() {
	wait_line "$mprd_log" "$@"
}

# Until the process has ended (or was never there): wait_end PID [SECONDS]
wait_end() {
	timeout "${2:-$patience}" tail --pid="$1" -f /dev/null
}

# watch ARGS...: follow events from now on; "seen" waits for them to end as --until says.
watch() {
	local ready=$tap_tmp/ready

	rm -f "$ready"
	mkfifo "$ready"
	ctl -j monitor --ready-fd 3 --timeout "$patience" "$@" > /dev/null 3> "$ready" &
	watching=$!
	read -r < "$ready"
}

seen() {
	wait "$watching"
}

# Milliseconds between the last event of each of two kinds, which are filters of jq: between
# FILTER FILTER
between() {
	local begin end

	begin=$(get events "select($1) | .time" | tail -n 1)
	end=$(get events "select($2) | .time" | tail -n 1)
	echo $((($(date -d "$end" +%s%N) - $(date -d "$begin" +%s%N)) / 1000000))
}

# How long the last attempt on an interface took, in ms.
attempt_time() {
	local its='.kind == "interface-change" and .interface.name == "'$1'" and .interface.state'

	between "$its == \"connecting\" and (.old_state // \"connecting\") != \"connecting\"" \
		"$its != \"connecting\" and .old_state == \"connecting\""
}

# The code with which the last connection ended.
end_reason() {
	get events connections 'select(.kind == "connection-down") | .connection.end_reason.code' |
		tail -n 1
}

# ---- mprd

# start_mprd [ARGS...]: waits until it dials
start_mprd() {
	mark_log
	mprd -v -c "$mprd_conf" --netns "$ns" "$@" 2>> "$mprd_log" &
	mprd_pid=$!
	# The shell has no word to say about a kill.
	disown "$mprd_pid"
	at_exit "kill -9 $mprd_pid"
	wait_log 'ready to dial'
}

# stop_mprd [SIGNAL]
stop_mprd() {
	kill "-${1:-TERM}" "$mprd_pid"
	wait_end "$mprd_pid"
}

# Processes of that name in the namespace: of the network, so that others on the machine do not
# count.
processes() {
	local pid

	for pid in $(ip netns pids "$ns"); do
		if [ "$(cat "/proc/$pid/comm" 2> /dev/null)" = "$1" ]; then
			echo "$pid"
		fi
	done
}

# Until there are none; each of those found is awaited: gone NAME
gone() {
	local pid

	for pid in $(processes "$1"); do
		wait_end "$pid" 10 || return 1
	done
	[ -z "$(processes "$1")" ]
}

# ---- a provider

# isp_setup: wan0 in our namespace, at its other end a namespace for a PPPoE server
isp_setup() {
	modprobe -aq pppoe ppp_async veth
	ip netns add "$isp"
	at_exit "ip netns del $isp; rm -rf /etc/netns/$isp"
	at_exit "kill -9 \$(ip netns pids $isp)"
	ip -n "$isp" link set lo up
	ip -n "$ns" link add wan0 type veth peer name isp0 netns "$isp"
	ip -n "$ns" link set wan0 up
	ip -n "$isp" link set isp0 up
	mkdir -p "/etc/netns/$isp/ppp"
	: > "/etc/netns/$isp/ppp/options"
	install -m 600 /dev/stdin "/etc/netns/$isp/ppp/chap-secrets" <<< 'alice * "open sesame" *'
	cp -p "/etc/netns/$isp/ppp/chap-secrets" "/etc/netns/$isp/ppp/pap-secrets"
	# An emulator may take longer than the 6 s that a line is given.
	printf '%s\n' '[pppd]' "options = lcp-max-configure $patience" > "$mprd_conf"
}

# isp_start [OPTION...]: of the server's pppd
isp_start() {
	printf '%s\n' 'name concentrator' 'lcp-echo-interval 10' 'lcp-echo-failure 3' "$@" \
		> "/etc/netns/$isp/ppp/pppoe-server-options"
	ip netns exec "$isp" pppoe-server -F -I isp0 -L 10.67.0.1 -R 10.67.0.100 -N 8 -C provider \
		> "$tap_tmp/isp.log" 2>&1 &
	isp_pid=$!
	disown "$isp_pid"
}

# The whole provider, without a word to anybody.
isp_kill() {
	local pid

	for pid in $(ip netns pids "$isp"); do
		kill -9 "$pid"
		wait_end "$pid"
	done 2> /dev/null
}
