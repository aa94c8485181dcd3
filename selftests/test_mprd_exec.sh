#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mprd dials with scripts: the contract of mpr-exec-dialer(7).

# shellcheck source=selftests/lib.sh disable=SC2119
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib.sh"
needs
scripts=$tap_tmp/scripts
mkdir -p "$scripts"
chmod 755 "$scripts"
seen_file=$tap_tmp/seen
start_mprd

# new_script NAME: from standard input
new_script() {
	{ echo '#!/bin/bash'; cat; } > "$scripts/$1"
	chmod 755 "$scripts/$1"
}

dial() {
	run ctl interface connect line --wait "$patience"
	code=$(iface line .last_error.code)
	took=$(attempt_time line)
}

use() {
	ctl interface set line --device-type exec --device "$1" > /dev/null
}

# ---- a script that works

new_script good << END
env > $seen_file.\$MPR_ACTION
case \$MPR_ACTION in
connect)
	{ read -r user; read -r domain; read -r password; } <&3
	echo "\$user/\$domain/\$password" > $seen_file.secret
	echo device=ex0
	echo user=carol
	echo remote-computer=exchange
	echo a word to the log
	ip link add ex0 type dummy && ip link set ex0 up
	;;
disconnect)
	ip link del ex0
	;;
esac
END
ctl interface add line --device-type exec --device "$scripts/good" --phone 5550100 --user bob \
	--domain EXAMPLE --password-stdin --backoff-first 0 --connect-timeout 20s <<< 'let me in'
dial
is "a script that exits with 0 connects" "$status" 0
is "the device that the script names carries the interface" "$(iface line .ifname)" ex0
said=$(get connection list '.[] | select(.interface_name == "line") | [.user, .remote_computer]')
is "who is at the other end is what the script says" "$(jq -c . <<< "$said")" '["carol","exchange"]'
env=$(cat "$seen_file.connect")
like "MPR_ACTION is connect" "$env" '^MPR_ACTION=connect$'
like "MPR_INTERFACE is the name" "$env" '^MPR_INTERFACE=line$'
like "MPR_INTERFACE_ID is the number" "$env" "^MPR_INTERFACE_ID=$(iface line .id)\$"
like "MPR_DEVICE_NAME is the script" "$env" "^MPR_DEVICE_NAME=$scripts/good\$"
like "MPR_DEVICE_PHONE is the number to dial" "$env" '^MPR_DEVICE_PHONE=5550100$'
like "MPR_TRY counts from 0" "$env" '^MPR_TRY=0$'
like "MPR_TIMEOUT says how long there is" "$env" '^MPR_TIMEOUT=(1[0-9]{4}|20000)$'
unlike "the environment has no password" "$env" 'let me in'
is "descriptor 3 has user, domain and password" "$(cat "$seen_file.secret")" \
	'bob/EXAMPLE/let me in'
ok "other lines go to the log" wait_log 'line: script: a word to the log' 5
is "the log has no password" "$(grep -c 'let me in' "$mprd_log")" 0
ok "disconnect hangs up" ctl interface disconnect line
from=0
ok "disconnect runs the script again" wait_line "$seen_file.disconnect" '^MPR_ACTION=disconnect'
gone mprd-worker
like "MPR_DEVICE is the device to hang up" "$(cat "$seen_file.disconnect")" '^MPR_DEVICE=ex0$'
is "the script has removed the device" "$(ip -n "$ns" -br link show ex0 2> /dev/null)" ""

# ---- scripts that fail

while read -r st wanted; do
	new_script fails <<< "exit $st"
	use "$scripts/fails"
	dial
	is "exit status $st is code $wanted" "$code" "$wanted"
done << 'END'
1 635
2 665
3 678
4 691
5 676
6 679
7 680
8 608
9 633
10 638
11 629
12 716
13 630
77 635
END
new_script names <<< 'echo error=930; exit 1'
use "$scripts/names"
dial
is "a line error=CODE goes before the exit status" "$code" 930
new_script dies <<< 'kill -9 $$'
use "$scripts/dies"
dial
is "a script killed by a signal is code 619" "$code" 619

# A script that hangs, deaf to SIGTERM, with a child that is too.
new_script hangs << 'END'
trap '' TERM
sleep 1000 &
echo started
wait
while :; do sleep 1000; done
END
use "$scripts/hangs"
ctl interface set line --connect-timeout 3s
dial
is "a script that hangs ends in 638" "$code" 638
ok "a script that hangs: the attempt ends before its deadline ($took ms of 3000)" \
	[ "$took" -lt 3000 ]
ok "a script that hangs is killed with all it started" gone sleep
ok "a script that hangs leaves no worker" gone mprd-worker
ctl interface set line --connect-timeout 60s
mark_log
ctl interface connect line > /dev/null
wait_log 'line: script: started'
watch interfaces --interface line --until disconnected
ctl interface disconnect line
seen
ok "a dial that is given up ends its worker" gone mprd-worker
ok "a dial that is given up kills the script with all it started" gone sleep
mark_log
watch interfaces --interface line --until disconnected
ctl interface connect line > /dev/null
wait_log 'line: script: started'
stop_mprd KILL
seen
is "mprd killed with -9 while a script runs: the attempt ends with 903" \
	"$(iface line .last_error.code)" 903
ok "mprd killed with -9: the script and all it started is gone" gone sleep
start_mprd
mark_log
watch interfaces --interface line --until disconnected
ctl interface connect line > /dev/null
wait_log 'line: script: started'
# A request whose worker died is handed out once more, and then no more.
mark_log
kill -9 "$(processes mprd-worker)"
ok "the worker killed with -9: another one dials" wait_log 'line: script: started'
kill -9 "$(processes mprd-worker)"
seen
is "that one killed with -9 as well: the attempt ends with 903" \
	"$(iface line .last_error.code)" 903
ok "the worker killed with -9: the script and all it started is gone" gone sleep

# ---- scripts that are not run

new_script public <<< "touch $seen_file.bad"
chmod 777 "$scripts/public"
use "$scripts/public"
dial
is "a script that everybody can write to is refused with 665" "$code" 665
chmod 755 "$scripts/public"
chown nobody "$scripts/public"
dial
is "a script that is not root's is refused with 665" "$code" 665
use good
dial
is "a script without an absolute path is refused with 665" "$code" 665
use "$scripts/none"
dial
is "a script that does not exist is refused with 665" "$code" 665
ok "none of them was run" [ ! -e "$seen_file.bad" ]
stop_mprd
finish
