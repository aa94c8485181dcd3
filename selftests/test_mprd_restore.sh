#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mprd restores saved interfaces: what mprctl saved comes back, damaged files are refused with
# file and line, and a module that is not there, or is loaded again, is waited for.

# shellcheck source=selftests/lib.sh disable=SC2119
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib.sh"
needs
saved=$conf/interfaces.d
mkdir -p "$saved"
ip -n "$ns" link add d0 type dummy

odd='Línea 1; "x" = #'
ctl interface add "$odd" --type full-router --device-type pppoe --device eth9 \
	--phone service --alternate b --alternate c --slot 2 --device-type modem --device ttyS9 \
	--phone 5550 --connect-timeout 90s --redial-count 3 --redial-interval 1500 \
	--backoff-first 0 --backoff-max 2h --hold-up 250ms --hold-down 1s \
	--hours '1 09:00-12:00 13:00-17:30; 6 00:00-24:00' --save
ctl interface add auto --device d0 --save --autoconnect yes
ctl interface add off --device d0 --enabled no --type home-router --dialer exec --save

# What was configured; numbers and times differ from run to run.
all() {
	get interface list '[.[] | select(.origin == "configured") | {name, type, enabled, dialer,
		devices, connect_timeout_ms, redial_count, redial_interval_ms, backoff_first_ms,
		backoff_max_ms, persistent, hold_up_ms, hold_down_ms, hours}] | sort_by(.name)'
}

before=$(all)
cp -a "$saved" "$tap_tmp/kept"
for name in "$odd" auto off; do
	ctl interface del "$name"
done
cp -a "$tap_tmp/kept/." "$saved"
cat > "$saved/bad-line.conf" << 'END'
[interface]
name = bad line
no key here
END
cat > "$saved/bad-key.conf" << 'END'
# first
[interface]
name = bad key
colour = red
END
cat > "$saved/bad-value.conf" << 'END'
[interface]
name = bad value
connect-timeout = soon
END
printf '[interface]\nname = no\0nsense\n' > "$saved/binary.conf"
printf '[device 1]\ntype = x\n' > "$saved/nameless.conf"
printf '[interface]\nname = sla/sh\n' > "$saved/kernel.conf"
mkdir "$saved/directory.conf"
ln -s /nonexistent "$saved/dangling.conf"
echo garbage > "$saved/ignored.txt"

start_mprd
ok "the files are counted" wait_log '3 saved interfaces restored, 8 refused' 10
is "every interface is restored as it was saved" "$(all)" "$before"
log=$(cat "$mprd_log")
like "a line that is none is refused with file and line" "$log" 'bad-line\.conf:3: '
like "an unknown key is refused with file and line" "$log" 'bad-key\.conf:4: there is no such key'
like "a bad value is refused with file and line" "$log" \
	'bad-value\.conf:3: the value must be a time'
like "a NUL byte is refused with file and line" "$log" 'binary\.conf:2: '
like "an interface without a name is refused with its file" "$log" 'nameless\.conf:1: '
like "what the kernel refuses is said with its file" "$log" 'kernel\.conf:1: .*sla/sh'
like "what is no file is refused" "$log" 'directory\.conf.*irectory'
like "a file that cannot be opened is refused" "$log" 'dangling\.conf: No such file'
ok "an interface with connect = yes is dialled" ctl interface connect auto --wait "$patience"
is "the interface that was dialled is connected" "$(iface auto .state)" connected
is "a disabled one stays disabled" "$(iface off .enabled)" false
offset=$(date +%z)
seconds=$((10#${offset:1:2} * 3600 + 10#${offset:3:2} * 60))
is "mprd tells the module local time's offset" "$(get service show .utc_offset_s)" \
	"$((${offset:0:1}$seconds))"

id=$(iface auto .id)
stop_mprd
start_mprd
is "a second start changes nothing that is up" "$(iface auto '"\(.id) \(.state)"')" "$id connected"
stop_mprd
mark_log
TZ=IST-5:30 mprd -v -c "$mprd_conf" --netns "$ns" 2>> "$mprd_log" &
mprd_pid=$!
wait_log 'ready to dial'
ok "another time zone has another offset" wait_log 'local time is 19800 s ahead'
is "the module has that offset" "$(get service show .utc_offset_s)" 19800

rm "$saved"/bad-*.conf
printf '[interface]\nname = late\n' > "$saved/late.conf"
mark_log
kill -HUP "$mprd_pid"
ok "SIGHUP reloads" wait_log 'reloaded'
is "SIGHUP restores what is new" "$(iface late .name)" late
mark_log
echo 'nonsense' > "$mprd_conf"
kill -HUP "$mprd_pid"
ok "a bad configuration at SIGHUP is refused with file and line" \
	wait_log 'mprd\.conf:1: .*stays as it is'
exits "a bad configuration at the start ends mprd" 1 mprd -c "$mprd_conf" --netns "$ns"
like "a bad configuration at the start is named with file and line" "$err" 'mprd\.conf:1: '
: > "$mprd_conf"
exits "a namespace that is not there ends mprd" 1 mprd --netns "$ns-none"
exits "a wrong command line ends mprd with 2" 2 mprd --nonsense

# The module can be taken away where nobody else uses it.
if [ "${MPR_VM:-0}" = 1 ] && [ -f "${MPR_MODULE:-}" ]; then
	mark_log
	rmmod mpr
	ok "mprd notices that the module goes" wait_log 'the module mpr is gone'
	ok "mprd says that it waits for the module" wait_log 'not loaded .*waiting for it'
	mark_log
	insmod "$MPR_MODULE"
	ok "mprd registers again when the module is back" wait_log 'ready to dial'
	ok "the interfaces are restored again" wait_log 'saved interfaces restored'
	stop_mprd
	rmmod mpr
	mark_log
	mprd -v -c "$mprd_conf" --netns "$ns" 2>> "$mprd_log" &
	mprd_pid=$!
	ok "mprd started without the module waits for it" wait_log 'not loaded .*waiting for it'
	mark_log
	insmod "$MPR_MODULE"
	ok "mprd goes on when the module comes" wait_log 'ready to dial'
	ok "the interfaces are restored then" wait_log 'saved interfaces restored'
	exits "what is to be dialled at the start is dialled" 0 \
		ctl interface connect auto --wait "$patience"
else
	skip "mprd waits for the module: needs the VM"
fi
stop_mprd
finish
