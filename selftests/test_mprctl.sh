#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mprctl with the module: every verb, as a table and as JSON, exit codes, errors, events.
# Everything is done in a network namespace of its own, on dummy and veth devices that the
# kernel itself dials.

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
. "$here/tap.sh"
build=${MPR_BUILD:-$here/../build}
PATH=$build/bin:$PATH
export LD_LIBRARY_PATH=$build/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export MPR_STATE_DIR=$tap_tmp/state MPR_CONF_DIR=$tap_tmp/conf

[ "$(id -u)" = 0 ] || skip_all "needs root"
for tool in mprctl jq ip setpriv; do
	command -v $tool > /dev/null || skip_all "needs $tool"
done
[ -e /sys/module/mpr ] || skip_all "mpr.ko is not loaded"

ns=mprctl-$$
long=$((2 * patience))	# seconds, for what goes on beside many commands
ip netns add $ns || skip_all "needs network namespaces"
at_exit "ip netns del $ns"
ip netns exec $ns sysctl -qw net.ipv6.conf.default.disable_ipv6=1	# nothing sent unasked
ip -n $ns link set lo up
ip -n $ns link add d0 type dummy
ip -n $ns link add d1 type dummy
ip -n $ns link add v0 type veth peer name v1	# without carrier while v1 is down

ctl() {
	mprctl -n $ns "$@"
}

# json FILTER: of what the last command printed
json() {
	jq -r "$1" <<< "$out"
}

# json_is [-s] NAME FILTER WANTED [NAME FILTER WANTED]...: what a filter finds in that, with blanks
# between. One jq for all of them, as starting it takes long in an emulated machine.
json_is() {
	local flags=-r filters='' got i

	[ "$1" = -s ] && flags=-rs && shift
	for ((i = 2; i <= $#; i += 3)); do
		filters+="${filters:+,} ([${!i}] | map(tostring) | join(\" \"))"
	done
	mapfile -t got < <(jq $flags "$filters" <<< "$out")
	for ((i = 0; $# > 0; i++)); do
		is "$1" "${got[i]}" "$3"
		shift 3
	done
}

# has NAME INTERFACE TEXT: the JSON of the interface as it is now has that text
has() {
	run ctl -j interface show "$2"
	[[ $out == *"$3"* ]]
	tap_result $? "$1" "it has not: $3"
}

slots='.devices[] | [.slot, .type, .name, .phone] + .alternates | map(tostring) | join(",")'
no_gap='map(.seq // empty) | . == [range(.[0]; .[0] + length)]'

# shellcheck disable=SC2317 # others call it by its name
as_nobody() {
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

# ---- nothing there yet

exits "interface list: exits 0 when there are none" 0 ctl -j interface list
unlike "interface list: JSON of none is an array without any" "$out" configured
like "interface list: ... but an array" "$out" '^\[.*\]$'
exits "connection list: exits 0 when there are none" 0 ctl -j connection list
is "connection list: JSON of none is an empty array" "$out" "[]"
exits "service show: exits 0" 0 ctl -j service show
json_is "service show: numbers are numbers" \
	'[.uptime_ms, .max_interfaces, .journal_size] | map(type) | unique[]' number \
	"service show: nobody dials yet" '.kinds | length' 0
exits "service show: the table" 0 ctl service show
like "service show: the table says that it runs" "$out" '^state +running'

# ---- add, show, set

exits "interface add: every setting" 0 ctl -j interface add full --type home-router \
	--device-type modem --device ttyX --phone 111 --alternate 112 --alternate 113 \
	--slot 2 --device-type serial --device ttyY --dialer other --connect-timeout 5s \
	--redial-count 3 --redial-interval 250ms --backoff-first 2m --backoff-max 1h \
	--persistent yes --hours '1 09:00-12:00 13:00-17:30; 2 00:00-24:00' --enabled no \
	--hold-up 10 --hold-down 20
id=$(json .id)
like "interface add: prints the name" "$out" '"name":"full"'
exits "interface show: by name" 0 ctl -j interface show full
json_is "interface show: the id that add has printed" .id "$id" \
	"interface show: what add was given" '.type, .origin, .dialer, .enabled, .persistent' \
	"home-router configured other false true" \
	"interface show: the times that add was given" '.connect_timeout_ms, .redial_count,
	.redial_interval_ms, .backoff_first_ms, .backoff_max_ms, .hold_up_ms, .hold_down_ms' \
	"5000 3 250 120000 3600000 10 20" \
	"interface show: device slots" "$slots" "1,modem,ttyX,111,112,113 2,serial,ttyY," \
	"interface show: dial-out hours" '.hours[] | "\(.day) \(.from)-\(.to)"' \
	"1 09:00-12:00 1 13:00-17:30 2 00:00-24:00" \
	"interface show: the state of a disabled one" '.state, .reasons[0]' \
	"unreachable admin-disabled" \
	"interface show: codes are objects" '.last_error | .code, .name' "0 NO_ERROR" \
	"interface show: what there is not is null" \
	'[.ifindex, .ifname, .connection_id, .attempt_id] | unique' "[null]"
exits "interface show: by number, as a table" 0 ctl interface show "id:$id"
like "interface show: the table has the hours as add takes them" "$out" \
	'dial-out hours +1 09:00-12:00 13:00-17:30; 2 00:00-24:00'
like "interface show: the table has times with units" "$out" 'connect timeout +5s'

exits "interface set: a part of a slot" 0 ctl interface set full --phone 999 --slot 2 --device ttyZ
run ctl -j interface show full
json_is "interface set: the rest of the slots stays" "$slots" \
	"1,modem,ttyX,999,112,113 2,serial,ttyZ,"
exits "interface set: alternates can be cleared" 0 ctl interface set full --alternate ''
has "interface set: ... and are" full '"phone":"999","alternates":[]'
exits "interface set: a slot can be cleared" 0 \
	ctl interface set full --slot 2 --device-type '' --device ''
run ctl -j interface show full
unlike "interface set: ... and is" "$out" '"slot":2'
exits "interface set: hours are lifted" 0 ctl interface set full --hours always
has "interface set: ... all of them" full '"hours":[]'
exits "interface set: a value that the kernel refuses" 1 \
	ctl interface set full --redial-count 7 --hold-up 9h
like "interface set: names the code" "$err" '\(87 ERROR_INVALID_PARAMETER\)'
like "interface set: has the kernel's words or its attribute" "$err" '^Details: .*hold-up'
has "interface set: all or nothing" full '"redial_count":3,'
exits "interface set: nothing to set is wrong usage" 2 ctl interface set full
exits "interface add: a name that is taken" 7 ctl interface add full
like "interface add: ... names the code" "$err" '904 ERROR_INTERFACE_ALREADY_EXISTS'

# ---- names

name=$(printf 'é%.0s' {1..256})
exits "names: 256 characters of UTF-8" 0 ctl interface add "$name" --enabled no
has "names: ... come back as they were" "$name" "\"name\":\"$name\","
exits "names: ... and are found" 0 ctl interface del "$name"
exits "names: 257 characters are refused" 1 ctl interface add "é$name"
exits "names: nothing is refused" 1 ctl interface add ''
exits "names: a slash is refused" 1 ctl interface add a/b
like "names: ... with what a name is like" "$err" 'no slash'
exits "names: a control character is refused" 1 ctl interface add $'a\e[31mb'
unlike "names: ... and does not reach the terminal" "$err" $'\e'
exits "names: what is not UTF-8 is refused" 1 ctl interface add $'a\xffb'
exits "names: 10,000 characters are refused" 1 \
	ctl interface add "$(printf 'x%.0s' {1..10000})"
is "names: none of these was created" "$(ctl interface list --names | grep -cv '^full$')" 0
exits "names: blanks, quotes and backslashes" 0 ctl interface add $'a "b\\\' c' --device d1
is "names: ... in JSON" "$(ctl -j interface list | jq -r '.[].name' | tail -n 1)" \
	$'a "b\\\' c'
exits "names: ... can be deleted" 0 ctl interface del $'a "b\\\' c'

# ---- what is not there

exits "no such interface by name: 3" 3 ctl interface show nobody
like "no such interface: what to do" "$err" 'mprctl interface list'
like "no such interface: what failed on what" "$err" 'cannot show interface "nobody"'
exits "no such interface by number: 3" 3 ctl interface show id:4000000000
exits "no such interface to connect: 3" 3 ctl interface connect nobody
exits "no such interface to delete: 3" 3 ctl interface del nobody
exits "no such connection to show: 3" 3 ctl connection show 4000000000
exits "no such connection to clear: 3" 3 ctl connection clear-stats 4000000000
exits "no such connection to hang up: 3" 3 ctl connection hangup id:4000000000
exits "an interface without a connection: 3" 3 ctl connection show full
like "an interface without a connection: says so" "$err" 'interface "full": it is not connected'
exits "no such namespace: 3" 3 mprctl -n no-such-$$ interface list
exits "an id of another kind is no connection: 3" 3 ctl connection show "id:$id"

# ---- connect

exits "interface add: kernel dialler" 0 ctl interface add lab --device-type generic --device d0
has "interface list: it is disconnected" lab '"state":"disconnected"'
mkfifo "$tap_tmp/ready"
ctl -j monitor --until connection-down --timeout $long --ready-fd 3 \
	> "$tap_tmp/monitor" 3> "$tap_tmp/ready" &
monitor=$!
read -r line < "$tap_tmp/ready"
is "monitor: says on the file descriptor that it is ready" "$line" ready
like "monitor: its first line says so, too" "$(head -n 1 "$tap_tmp/monitor")" '"kind":"ready"'
ctl -j monitor ports --interface lab --until port-change --timeout $long --ready-fd 3 \
	> "$tap_tmp/ports" 3> "$tap_tmp/ready" &
ports=$!
read -r line < "$tap_tmp/ready"
exits "interface connect --wait: exits 0" 0 ctl interface connect lab --wait "$patience"
like "interface connect: says on which device" "$out" '^Connected lab on d0\.$'
wait $ports
is "monitor: one interface's ports: exits 0" $? 0
out=$(cat "$tap_tmp/ports")
json_is -s "monitor: one interface's ports: they are found by its number" \
	'.[1:] | map(.port.interface_id) | unique | length' 1 \
	"monitor: one interface's ports: ... which is that of the one asked for" \
	'.[1].port.device_name' d0
exits "interface list: the table" 0 ctl interface list
like "interface list: has headings" "$out" '^ *ID +NAME +TYPE +DEVICE +DIALER +STATE +DETAIL'
like "interface list: has the connected one" "$out" \
	' lab +full-router +generic d0 +kernel +connected +on d0'
unlike "interface list: no colours unless on a terminal" "$out" $'\e'
exits "interface connect: connected already is 0" 0 ctl -j interface connect lab
like "interface connect: ... with the code for it" "$out" '"result":\{"code":0,'
exits "interface del: a connected one is refused" 7 ctl interface del lab
like "interface del: ... says what to do" "$err" 'mprctl interface disconnect'

ip -n $ns addr add 10.99.0.1 peer 10.99.0.2/32 dev d0
ip netns exec $ns ping -c 3 -i 0.2 -W 1 10.99.0.2 > /dev/null
exits "connection list: JSON" 0 ctl -j connection list
json_is "connection list: one" length 1 \
	"connection list: interface and device" '.[0] | .interface_name, .ifname' "lab d0" \
	"connection list: addresses of both ends" \
	'.[0].addresses[] | select(.local == "10.99.0.1") | .remote' 10.99.0.2 \
	"connection list: it counts" '.[0].stats.tx_packets >= 3' true \
	"connection list: it lasts" '.[0].duration_ms > 0' true \
	"connection list: start in UTC" \
	'.[0].start_time | test("^20[0-9-]+T[0-9:]+[.][0-9]{9}Z$")' true
connection=$(json '.[0].id')
exits "connection list: the table" 0 ctl connection list
like "connection list: has duration and addresses" "$out" \
	"^ *$connection +lab +d0 .*[0-9]s .* B .*10\.99\.0\.1 -> 10\.99\.0\.2"
exits "connection show: by number" 0 ctl connection show "$connection"
like "connection show: the table has the interface" "$out" '^interface +lab '
exits "connection show: by the name of its interface" 0 ctl -j connection show lab
like "connection show: it is the same" "$out" "^\{\"id\":$connection,"
exits "port list: JSON" 0 ctl -j port list --connection "$connection"
json_is "port list: the port of the connection" \
	'.[] | .condition, .connection_id, .device_name' "authenticated $connection d0"
exits "port list: the table" 0 ctl port list
like "port list: has it" "$out" "authenticated"
exits "connection clear-stats: exits 0" 0 ctl connection clear-stats lab
like "connection clear-stats: the counters are zero" "$(ctl -j connection show lab)" \
	'"tx_packets":0,'
exits "connection hangup: exits 0" 0 ctl connection hangup "$connection"
exits "connection hangup: a second time there is none" 3 ctl connection hangup "$connection"
wait $monitor
is "monitor --until: exits 0" $? 0
out=$(cat "$tap_tmp/monitor")
json_is -s "monitor: every line is an object" length "$(wc -l < "$tap_tmp/monitor")" \
	"monitor: no gap and no repetition" "$no_gap" true \
	"monitor: shows connecting and connected" 'map(select(.kind == "interface-change") |
	"\(.old_state)-\(.interface.state)" |
	select(test("^(disc.*ed-c.*ing|c.*ing-conn.*ed)$")))[]' \
	"disconnected-connecting connecting-connected" \
	"monitor: the connection begins and ends once" \
	'.[].kind | select(. == "connection-up" or . == "connection-down")' \
	"connection-up connection-down" \
	"monitor: the end has its reason" '.[] | select(.kind == "connection-down") | .connection |
	.end_reason.code, .end_cause' "929 admin"
exits "interface disconnect: not connected is 7" 7 ctl interface disconnect lab
like "interface disconnect: names the code" "$err" '906 ERROR_INTERFACE_NOT_CONNECTED'

# ---- connects that fail

exits "connect: device not there: 7" 7 ctl interface connect full
exits "interface add: a device that is not there" 0 ctl interface add nodev --device nodev0
exits "connect: 925 is 7" 7 ctl interface connect nodev --wait
like "connect: 925 is named" "$err" '925 ERROR_INTERFACE_HAS_NO_DEVICES'
exits "interface set: disable" 0 ctl interface set lab --enabled no
exits "connect: 916 is 7" 7 ctl interface connect lab --wait
like "connect: 916: what to do" "$err" '--enabled yes'
exits "interface set: enable" 0 ctl interface set lab --enabled yes
exits "service pause" 0 ctl service pause
like "service show: says that it is paused" "$(ctl service show)" '^state +paused'
exits "connect: 928 is 7" 7 ctl interface connect lab
like "connect: 928: what to do" "$err" 'mprctl service resume'
exits "service resume" 0 ctl service resume
exits "service lan-only on" 0 ctl service lan-only on
like "service show: LAN-only" "$(ctl -j service show)" '"lan_only":true'
exits "connect: 903 is 5" 5 ctl interface connect lab
like "connect: 903: what to do" "$err" 'service lan-only off'
exits "service lan-only off" 0 ctl service lan-only off
exits "interface set: only another day" 0 \
	ctl interface set lab --hours "$((($(date -u +%w) + 3) % 7)) 00:00-24:00"
exits "connect: 944 is 7" 7 ctl interface connect lab
like "connect: 944 is named" "$err" '944 ERROR_DIALOUT_HOURS_RESTRICTION'
exits "interface set: at all hours" 0 ctl interface set lab --hours always
exits "interface add: of a kind that nobody dials" 0 \
	ctl interface add lonely --device-type exec --device d1
exits "connect: nobody dials it: 5" 5 ctl interface connect lonely
like "connect: nobody dials it: what to do" "$err" 'systemctl start mprd'

exits "interface add: a link that never comes" 0 ctl interface add dead --device v0 \
	--connect-timeout 300ms --backoff-first 10m
exits "connect --wait: tried in vain is 6" 6 ctl -j interface connect dead --wait "$patience"
result=$out
run ctl -j interface show dead
json_is "interface show: why it is unreachable" '.reasons[]' connection-failure \
	"interface show: the back-off runs" '.backoff_left_ms > 500000' true
result=${result#*\"result\":} last_error=${out#*\"last_error\":}
is "connect --wait: JSON has the code that is the last error then" \
	"${result%%\}*}" "${last_error%%\}*}"
like "interface list: says why and until when" "$(ctl interface list)" \
	' dead .* unreachable +connection-failure, [0-9]+ .*again in 9m '
exits "interface set: a dial that takes long" 0 ctl interface set dead --connect-timeout 60s
exits "connect --wait TIME: the time is over: 8" 8 ctl interface connect dead --wait 200ms
like "connect --wait TIME: it goes on" "$err" 'still being connected'
has "connect --wait TIME: it is connecting" dead '"state":"connecting"'
exits "connect: while connecting: 7" 7 ctl interface connect dead --wait
like "connect: while connecting: 910" "$err" '910 ERROR_ALREADY_CONNECTING'
exits "interface disconnect: gives up the dialling" 0 ctl interface disconnect dead
mkfifo "$tap_tmp/ready2"
ctl monitor interfaces --interface dead --until connecting --ready-fd 3 \
	> /dev/null 3> "$tap_tmp/ready2" &
monitor=$!
read -r < "$tap_tmp/ready2"
ctl interface connect dead --wait "$patience" > /dev/null 2> "$tap_tmp/waiter" &
waiter=$!
wait $monitor
ctl interface disconnect dead
wait $waiter
is "connect --wait: disconnected meanwhile is 6" $? 6
like "connect --wait: disconnected meanwhile is 929" \
	"$(cat "$tap_tmp/waiter")" '929 ERROR_INTERFACE_DISCONNECTED'

# ---- who may

exits "another user: 4" 4 as_nobody mprctl interface list
like "another user: the code" "$err" '5 ERROR_ACCESS_DENIED'
like "another user: what to do" "$err" 'as root'
exits "another user: monitor: 4" 4 as_nobody mprctl monitor --timeout 5
exits "another user: add: 4" 4 as_nobody mprctl interface add x
exits "another user: journal: 4" 4 as_nobody mprctl events

# ---- credentials

secret='s3cret "word" é'
printf '%s\n' "$secret" > "$tap_tmp/pw"
chmod 600 "$tap_tmp/pw"
exits "credentials: from a file" 0 \
	ctl interface credentials lab --user $'ali\e[1mce' --domain CORP \
	--password-file "$tap_tmp/pw"
exits "credentials: shown" 0 ctl interface credentials lab
like "credentials: the user, without control characters" "$out" '^user +ali\\x1b\[1mce$'
like "credentials: that there is a password" "$out" '^password +stored$'
unlike "credentials: not the password itself" "$out" s3cret
exits "credentials: JSON" 0 ctl -j interface credentials lab
like "credentials: JSON has them" "$out" '"stored":true,.*"domain":"CORP","password":true'
unlike "credentials: JSON has no password" "$out" s3cret
file=$(grep -rl s3cret "$MPR_STATE_DIR")
is "credentials: the file is root's alone" "$(stat -c '%a %u' "$file")" "600 0"
is "credentials: so is the directory" "$(stat -c %a "$(dirname "$file")")" 700
printf 'other\nrest\n' |
	{ ctl interface credentials lab --password-stdin; cat; } > "$tap_tmp/rest"
is "credentials: only one line of standard input is used" "$(cat "$tap_tmp/rest")" rest
ok "credentials: the password has changed" grep -q other "$file"
like "credentials: the user stays" "$(ctl interface credentials lab)" '^domain +CORP$'
exits "credentials: removed" 0 ctl interface credentials lab --remove
like "credentials: ... and gone" "$(ctl -j interface credentials lab)" '"stored":false'
ok "credentials: nothing of them is left" \
	test -z "$(grep -rl -e s3cret -e other "$MPR_STATE_DIR")"
exits "credentials: of no interface: 3" 3 ctl interface credentials nobody --user u
printf '%s\n' "$secret" | ctl interface add withpw --device d1 --user bob --password-stdin
is "interface add: with credentials" $? 0
like "interface add: they are stored" "$(ctl -j interface credentials withpw)" \
	'"user":"bob",.*"password":true'
exits "interface del: of one with credentials" 0 ctl interface del withpw
ok "interface del: the credentials go with it" test -z "$(grep -rl bob "$MPR_STATE_DIR")"

# ---- saving

conf=$MPR_CONF_DIR/netns/$ns/interfaces.d
exits "--save: add" 0 \
	ctl interface add kept --device d1 --redial-count 2 --save --autoconnect yes \
	--user eve --password-file "$tap_tmp/pw"
like "--save: the file has the setting" "$(cat "$conf/kept.conf")" '^redial-count = 2$'
like "--save: and that it is dialled at start" "$(cat "$conf/kept.conf")" '^connect = yes$'
exits "--save: set" 0 ctl interface set kept --hold-up 2s --save
like "--save: set changes the file" "$(cat "$conf/kept.conf")" '^hold-up = 2s$'
like "--save: what was there stays" "$(cat "$conf/kept.conf")" '^connect = yes$'
exits "--save: set without it" 0 ctl interface set kept --hold-up 3s
like "--save: ... leaves the file" "$(cat "$conf/kept.conf")" '^hold-up = 2s$'
echo nonsense >> "$conf/kept.conf"
exits "--save: a corrupt file is not overwritten" 1 ctl interface set kept --hold-up 4s --save
like "--save: ... and is named with its line" "$err" 'kept\.conf:[0-9]+: '
exits "--save: del without it" 0 ctl interface del kept
like "--save: ... leaves the file" "$(< "$conf/kept.conf")" '^name = kept$'
ok "--save: ... and the credentials" grep -rq eve "$MPR_STATE_DIR"
exits "--save: the interface is back" 0 ctl interface add kept --device d1
exits "--save: del" 0 ctl interface del kept --save
ok "--save: del removes the credentials" test -z "$(grep -rl eve "$MPR_STATE_DIR")"
ok "--save: del removes the file" test ! -e "$conf/kept.conf"
rm -rf "$conf" && : > "$conf"
exits "--save: a directory that cannot be made" 1 ctl interface add unsaved --save
like "--save: ... says what could not be done" "$err" "cannot save interface \"unsaved\""
exits "--save: ... and nothing is created" 3 ctl interface show unsaved
rm -f "$conf"

# ---- events and monitor

exits "events: exits 0" 0 ctl -j events
json_is -s "events: in order and without a gap" "$no_gap" true \
	"events: has the end of the connection" \
	'map(select(.kind == "connection-down")) | length > 0' true
last=$(tail -n 1 <<< "$out")
last=${last#*\"seq\":} last=${last%%,*}
exits "events: --since the last one" 0 ctl events --since "$last"
is "events: --since the last one is nothing" "$out" ""
exits "events: --since the one before" 0 ctl -j events --since $((last - 1))
like "events: --since the one before is one" "$out" "^\{\"seq\":$last,"
exits "events: a group" 0 ctl -j events connections
unlike "events: a group has only its kinds" "$out" '"kind":"[^c]'
exits "events: of an interface" 0 ctl -j events interfaces --interface lab
json_is -s "events: of an interface are its own" 'map(.interface.name) | unique[]' lab
exits "events: for people" 0 ctl events connections
like "events: for people: time, number, kind, what" "$out" \
	'^20[0-9-]+ [0-9:.]+ #[0-9]+ connection-down +lab: connection [0-9]+ on d0 ended after '
like "events: for people: how much, and why it ended" "$out" \
	' B in, .* out: admin \(929 ERROR_INTERFACE_DISCONNECTED\)$'
exits "service set: a journal of three" 0 ctl service set --journal-size 3
exits "events: after it was cut" 0 ctl -j events --since 0
json_is -s "events: says how many are lost" \
	'.[0].kind == "lost" and .[0].lost == .[1].seq - 1' true \
	"events: the journal has three" 'map(select(.seq)) | length' 3
exits "service set: the journal as it was" 0 ctl service set --journal-size 1024

exits "monitor --timeout: 8" 8 ctl monitor --timeout 300ms
last=$(ctl -j events | tail -n 1)
last=${last#*\"seq\":} last=${last%%,*}
mkfifo "$tap_tmp/ready3"
ctl -j monitor --since $((last - 2)) --until interface-new --timeout $long --ready-fd 3 \
	> "$tap_tmp/monitor" 3> "$tap_tmp/ready3" &
monitor=$!
read -r < "$tap_tmp/ready3"
ctl interface add late --device nodev1
wait $monitor
is "monitor --since: exits 0" $? 0
out=$(< "$tap_tmp/monitor")
json_is -s "monitor --since: begins in the journal, and has no gap and no repetition" \
	"map(.seq // empty) | . == [range($((last - 1)); .[-1] + 1)]" true \
	"monitor --since: ends with what happened while it listened" '.[-1].interface.name' late
mkfifo "$tap_tmp/ready4"
ctl monitor --timeout $long --ready-fd 3 2> "$tap_tmp/err4" 3> "$tap_tmp/ready4" |
	head -n 1 > "$tap_tmp/first" &
monitor=$!
read -r < "$tap_tmp/ready4"
started=$SECONDS
wait $monitor
ok "monitor: ends when its reader does" test $((SECONDS - started)) -lt "$patience"
is "monitor: ... without a word" "$(cat "$tap_tmp/err4")" ""
like "monitor: the first line says what it listens to" "$(cat "$tap_tmp/first")" \
	'^-- listening to connections, interfaces, ports, service'

# ---- a storm of events while the reader does not read

exits "storm: a journal of 64" 0 ctl service set --journal-size 64
exits "storm: an interface whose link comes and goes" 0 ctl interface set lab --enabled yes
mkfifo "$tap_tmp/ready6"
ctl -j monitor --until service-change --timeout $long --ready-fd 3 \
	> "$tap_tmp/monitor" 3> "$tap_tmp/ready6" &
monitor=$!
read -r < "$tap_tmp/ready6"
kill -STOP $monitor
for ((i = 0; i < 100; i++)); do
	echo "link set d0 up"
	echo "link set d0 down"
done | ip -n $ns -batch -
ctl service set --max-attempts 99
kill -CONT $monitor
wait $monitor
is "storm: the monitor survives it" $? 0
out=$(grep -v '"kind":"ready"' "$tap_tmp/monitor")
json_is -s "storm: there are no gaps, or they are told" \
	'[.[1:], .[:-1]] | transpose | map(.[0].seq - .[1].seq == 1 + (.[0].lost // 0)) | all' \
	true \
	"storm: each coming and going is there" \
	'map(select(.kind == "connection-down")) | length + (map(.lost // 0) | add) >= 100' true
first=$(ctl -j service show)
first=${first#*\"journal_first\":} first=${first%%,*}
run ctl -j monitor --since 2 --count 1
like "monitor --since: what the journal no longer has is told exactly" "$out" \
	"^\{\"kind\":\"lost\",\"lost\":$((first - 3))\}"
exits "storm: the journal as it was" 0 ctl service set --journal-size 1024

# ---- the module is unloaded while somebody listens (in the VM only: others may be using it)

if [ "${MPR_VM:-0}" = 1 ] && [ -f "${MPR_MODULE:-}" ]; then
	mkfifo "$tap_tmp/ready5"
	ctl -j monitor --until interface-new --timeout $long --ready-fd 3 \
		> "$tap_tmp/monitor" 3> "$tap_tmp/ready5" &
	monitor=$!
	read -r < "$tap_tmp/ready5"
	ctl interface connect dead --wait "$patience" > /dev/null 2> "$tap_tmp/waiter" &
	waiter=$!
	for ((i = 0; i < 100; i++)); do
		grep -q '"connecting"' "$tap_tmp/monitor" && break
		sleep 0.1
	done
	exits "unload: rmmod with clients" 0 rmmod mpr
	wait $waiter
	is "unload: who waits for a connect wakes with 5" $? 5
	like "unload: ... and 903" "$(< "$tap_tmp/waiter")" '903 ERROR_DDM_NOT_RUNNING'
	exits "unload: commands exit with 5" 5 ctl interface list
	like "unload: ... and say what to do" "$err" 'modprobe mpr'
	exits "unload: insmod" 0 insmod "$MPR_MODULE"
	exits "unload: commands work again" 0 ctl interface add again --device d1
	wait $monitor
	is "unload: the monitor goes on" $? 0
	out=$(< "$tap_tmp/monitor")
	json_is -s "unload: the monitor said so, and heard of what came then" \
		'map(.kind) | (index("service-stop") or index("gone")), .[-1]' \
		"true interface-new"
else
	skip "the module stays loaded outside of the VM"
fi

finish
