#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kill -9 of the client, of mprd, of its worker, of pppd and of the plugins' process at the steps
# of a dial and its hang-up: right before the 1st, 2nd, 3rd... call with which the process acts on
# the world, until it makes none any more. Whoever dies: the attempt or the connection ends with a
# code, long before its time is over; nothing is left; no hang-up is told twice or lost; and the
# next dial works.
#
# MPR_KILL_STRIDE: 1 takes every step, as "make check-kill" does; by default some of them.
# MPR_KILL_VICTIMS: names of processes

# shellcheck source=selftests/lib.sh disable=SC2119
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib.sh"
needs pppd pppoe-server
helpers=${MPR_HELPERS:-$build/selftests}
plugin=$helpers/plugin_mprd.so
kill_control=$tap_tmp/kill
stride=${MPR_KILL_STRIDE:-23}
victims=${MPR_KILL_VICTIMS:-mprctl mprd mprd-worker pppd mprd-plugins}

patience=90
isp_setup
isp_start require-chap
export MPR_TEST_PLUGIN=$tap_tmp/told
: > "$MPR_TEST_PLUGIN"
killer() {
	"$helpers/helper_kill" "$kill_control" "$@"
}
killer disarm > /dev/null
victim_env=(env "LD_PRELOAD=$helpers/preload_kill.so" "MPR_KILL_CONTROL=$kill_control")

# mprd gives pppd an environment of its own.
install -m 755 /dev/stdin "$tap_tmp/pppd" << END
#!/bin/sh
exec ${victim_env[*]} $(command -v pppd) "\$@"
END
printf '%s\n' '[pppd]' "program = $tap_tmp/pppd" '[plugins]' "plugin = $plugin" >> "$mprd_conf"

# As a service manager does: whenever mprd dies it is started again.
supervise() {
	while [ ! -e "$tap_tmp/over" ]; do
		"${victim_env[@]}" mprd -v -c "$mprd_conf" --netns "$ns" 2>> "$mprd_log"
	done 2> /dev/null
}
# shellcheck disable=SC2317 # at_exit calls it
kill_mprd() {
	processes mprd | xargs -r kill -9
}
at_exit kill_mprd
at_exit "touch $tap_tmp/over"

ctl interface add branch --device-type pppoe --device wan0 --user alice --password-stdin \
	--backoff-first 0 --connect-timeout 1h <<< 'open sesame'

nothing_left() {
	gone pppd && gone mprd-worker && ! ip -n "$ns" link show ppp0 > /dev/null 2>&1
}

# Numbers of the connections that have ended, and of those that the plugin was told of.
ended() {
	get events connections 'select(.kind == "connection-down") | .connection.id' | sort
}

told() {
	sed -n 's/^.* hangup \([0-9]*\)$/\1/p' "$MPR_TEST_PLUGIN" | sort
}

# A callback that was under way when its process died is reported and not made again.
reported() {
	sed -n 's/.*plugin crashed: .*Hangup.* for connection \([0-9]*\) .*/\1/p' "$mprd_log" |
		sort -u
}

# One dial and its hang-up, in which a process is killed at a step. Prints what is wrong.
dial() {
	local state code status

	# The client can be the victim; its shell has no word to say about that.
	{
		timeout "$patience" "${victim_env[@]}" mprctl -n "$ns" \
			interface connect branch --wait "$patience"
		status=$?
	} >> "$tap_tmp/client.log" 2>&1
	[ "$status" != 124 ] || echo "the client gets no answer"
	state=$(iface branch .state)
	if [ "$state" = connecting ]; then
		# Its client is dead, or the attempt waits for the next mprd.
		watch interfaces --interface branch --until connected --until disconnected \
			--until unreachable
		state=$(iface branch .state)
		if [ "$state" = connecting ]; then
			seen || echo "the attempt does not end"
			state=$(iface branch .state)
		fi
	fi
	code=$(iface branch .last_error.code)
	case $state in
	connected)
		# The kill may come between the two.
		ctl interface disconnect branch >> "$tap_tmp/client.log" 2>&1 ||
			[ "$(iface branch .state)" != connected ] ||
			echo "it cannot be disconnected"
		;;
	*) [ "$status" != 0 ] || [ "$state" = disconnected ] || echo "connected, but $state" ;;
	esac
	nothing_left || echo "$state ($code) leaves $(processes pppd) $(processes mprd-worker)" \
		"$(ip -n "$ns" link show ppp0 2> /dev/null)"
}

supervise &
disown
wait_log 'ready to dial'
for victim in $victims; do
	wrong=
	kills=0
	for ((at = 1; ; at += stride)); do
		killer arm "$victim" "$at"
		said=$(dial)
		read -r calls call <<< "$(killer disarm)"
		[ -z "$said" ] || wrong+="# before call $at ($call): $said"$'\n'
		[ -n "$call" ] || break
		kills=$((kills + 1))
	done
	echo "# $victim: killed at $kills of its $calls calls"
	is "kill -9 of $victim at any step: the attempt ends, nothing is left" "$wrong" ""
	ok "kill -9 of $victim: there were steps to kill it at" [ "$kills" -gt 0 ]
done
run dial
is "a dial works after all that" "$out" ""
is "that dial connected" "$(get connection list length) $(end_reason)" "0 929"
last=$(ended | sort -n | tail -n 1)
wait_line "$MPR_TEST_PLUGIN" "hangup $last\$"
is "no hang-up is told twice" "$(told | uniq -d)" ""
is "every hang-up is told, or the callback that died is reported" \
	"$(comm -23 <(ended) <(sort -u <(told) <(reported)))" ""
finish
