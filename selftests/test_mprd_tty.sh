#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mprd dials PPP over a program's pty and over a tty, and the pppd of a server tells who dialled in.

# shellcheck source=selftests/lib.sh disable=SC2119
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib.sh"
needs pppd
pty=${MPR_HELPERS:-$build/selftests}/helper_pty
[ -x "$pty" ] || skip_all "needs $pty"
modprobe -aq ppp_async
ip netns add "$isp"
at_exit "ip netns del $isp; rm -rf /etc/netns/$isp"
at_exit "kill -9 \$(ip netns pids $isp)"
mkdir -p "/etc/netns/$isp/ppp"
install -m 600 /dev/stdin "/etc/netns/$isp/ppp/chap-secrets" <<< 'EXAMPLE\\alice * sesame *'
cat > "/etc/netns/$isp/ppp/options" << END
nodetach
auth
require-mschap-v2
name concentrator
plugin $MPR_PLUGINDIR/mpr.so
END
start_mprd

# The other end of the line: a dial-in server on the standard input of this program.
install -m 755 /dev/stdin "$tap_tmp/line" << END
#!/bin/sh
exec ip netns exec $isp pppd notty 10.68.0.1:10.68.0.100
END

dial() {
	run ctl interface connect line --wait "$patience"
	code=$(iface line .last_error.code)
}

ctl interface add line --device-type direct --device "$tap_tmp/line" --user alice \
	--domain EXAMPLE --password-stdin --backoff-first 0 <<< sesame
dial
is "PPP over a program's pty connects" "$status" 0
conn=$(get connection list '.[0]')
is "user and domain are told apart" "$(jq -r '"\(.user) \(.domain)"' <<< "$conn")" "alice EXAMPLE"
is "the addresses of both ends are there" \
	"$(jq -r '.addresses[0] | "\(.local) \(.remote)"' <<< "$conn")" "10.68.0.100 10.68.0.1"
is "the connection says that MS-CHAP v2 was used" \
	"$(jq -r '.ppp | "\(.auth_protocol) \(.auth_data)"' <<< "$conn")" "49699 129"
server=$(mprctl -n "$isp" -j connection list | jq -r '.[0]')
is "a dial-in server's pppd with the plugin tells who dialled in" \
	"$(jq -r '"\(.user) \(.domain)"' <<< "$server")" "alice EXAMPLE"
is "and its interface is a client" "$(jq -r .interface_type <<< "$server")" client
is "and how the other end proved who it is" \
	"$(jq -c '.ppp | [.remote_auth_protocol, .remote_auth_data]' <<< "$server")" "[49699,129]"
ok "disconnect hangs up" ctl interface disconnect line
ok "disconnect ends pppd and the worker" eval 'gone pppd && gone mprd-worker'
ok "disconnect ends the program" [ -z "$(ip netns pids "$isp")" ]

install -m 755 /dev/stdin "$tap_tmp/mute" <<< $'#!/bin/sh\nexec sleep 99'
ctl interface set line --device-type direct --device "$tap_tmp/mute"
dial
is "a line without an answer ends in 721" "$code" 721
ok "its program is ended" gone sleep
chmod 777 "$tap_tmp/mute"
dial
is "a program that others can write to is refused with 925" "$code" 925
ctl interface set line --device-type serial --device "$tap_tmp/mute"
dial
is "a tty that is none is refused with 925" "$code" 925

"$pty" "$tap_tmp/line" > "$tap_tmp/tty" 2> /dev/null &
disown $!
from=0
ok "there is a tty" wait_line "$tap_tmp/tty" '^/dev/' 10
ctl interface set line --device-type serial --device "$(cat "$tap_tmp/tty")"
dial
is "PPP over a tty connects" "$status" 0
is "the addresses of both ends are there over a tty" \
	"$(get connection list '.[0].addresses[0] | [.local, .remote] | join(" ")')" \
	"10.68.0.100 10.68.0.1"
ctl interface disconnect line
stop_mprd

if [ "${MPR_VM:-0}" = 1 ] && [ -f "${MPR_MODULE:-}" ]; then
	rmmod mpr
	in_ns pppd nodetach noauth noipdefault plugin "$MPR_PLUGINDIR/mpr.so" user 'EXAMPLE\alice' \
		password sesame pty "exec $tap_tmp/line" > "$tap_tmp/pppd.log" 2>&1 &
	from=0
	ok "without the module, pppd with the plugin connects all the same" \
		wait_line "$tap_tmp/pppd.log" 'remote +IP address 10.68.0.1'
	insmod "$MPR_MODULE"
else
	skip "without the module: needs the VM"
fi
finish
