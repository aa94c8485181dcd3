#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A password is nowhere but in its file: while PPPoE lines are dialled with it, everything that
# others can look at is watched; and whoever has it in use crashes, and leaves nothing of it.

# shellcheck source=selftests/lib.sh disable=SC2119
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib.sh"
[ "$MPR_VM" = 1 ] || skip_all "needs the VM: it changes where core dumps go"
needs pppd pppoe-server
helper=${MPR_HELPERS:-$build/selftests}/helper_secrets
modprobe -aq nlmon
ip -n "$ns" link add nlmon0 type nlmon 2> /dev/null || skip_all "the kernel has no nlmon"
ip -n "$ns" link set nlmon0 up
isp_setup

touch "$tap_tmp/begin"
# Of the shell's own: no command has it as an argument. What is found with it is "mallory".
password=pw-$(tr -d - < /proc/sys/kernel/random/uuid)
user=mallory-$$
for file in chap-secrets pap-secrets; do
	printf '%s * "%s" *\n' "$user" "$password" > "/etc/netns/$isp/ppp/$file"
done

# words: the password, and one that is to be found, so that finding is seen to work
words() {
	printf '%s\n' "$password" "$user"
}

# spy NAME COMMAND...: runs until "tell NAME"
spy() {
	local ready=$tap_tmp/spy

	rm -f "$ready"
	mkfifo "$ready"
	words | "${@:2}" > "$tap_tmp/spy-$1" 2> "$ready" &
	spies[$1]=$!
	read -r < "$ready"
}
declare -A spies

# What it has found. In a subshell, which has no children to wait for.
tell() {
	kill "${spies[$1]}"
	wait_end "${spies[$1]}"
	cat "$tap_tmp/spy-$1"
}

set_password() {
	ctl interface credentials branch --user "$user" --password-stdin <<< "$1"
}

dial() {
	run ctl interface connect branch --wait "$patience"
}

hang_up() {
	ctl interface disconnect branch
	gone pppd
	gone mprd-worker
}

# ---- lines are dialled, and everything is watched

ulimit -c unlimited
cores=$tap_tmp/cores
mkdir -m 1777 "$cores"
core_pattern=$(< /proc/sys/kernel/core_pattern)
echo "$cores/core.%e.%p" > /proc/sys/kernel/core_pattern
at_exit "echo '$core_pattern' > /proc/sys/kernel/core_pattern"

spy proc "$helper" proc
spy syslog "$helper" syslog /dev/log
spy netlink ip netns exec "$ns" "$helper" netlink nlmon0
isp_start require-chap
start_mprd
ctl interface add branch --device-type pppoe --device wan0 --user "$user" --password-stdin \
	--backoff-first 0 <<< "$password"
install -D -m 600 /dev/stdin "$conf/ppp/branch" <<< 'debug'
dial
is "a line is dialled with CHAP" "$status" 0
files=$( (find /tmp /run /var /etc /home /dev/shm -type f -newer "$tap_tmp/begin" -print0
	find /root -maxdepth 1 -type f -newer "$tap_tmp/begin" -print0) |
	xargs -0 grep -lsF -f <(echo "$password") |
	sed "s|$tap_tmp||; s|$ns|NS|; s|$isp|ISP|" | sort | tr '\n' ' ')
theirs="/etc/netns/ISP/ppp/chap-secrets /etc/netns/ISP/ppp/pap-secrets"
is "it is in no file but its own and the provider's" "$files" \
	"$theirs /state/netns/NS/credentials/branch "
is "its file is root's alone, and so is the directory" \
	"$(stat -c '%u %a' "$state/credentials/branch" "$state/credentials" | tr '\n' ' ')" \
	"0 600 0 700 "
hang_up
isp_kill
isp_start require-pap
dial
is "a line is dialled with PAP" "$status" 0
hang_up
set_password not-it
dial
is "a wrong password is refused" "$(iface branch .last_error.code)" 691
set_password "$password"

read -r secret control <<< "$(tell proc)"
is "no process ever had it in its command line or environment" "$secret" 0
ok "what is in a command line is found there ($control times)" [ "$control" -gt 0 ]
read -r secret control <<< "$(tell netlink)"
is "no netlink message of the whole namespace had it" "$secret" 0
ok "what is in a netlink message is found there ($control times)" [ "$control" -gt 0 ]
read -r secret control <<< "$(tell syslog)"
is "no message to syslog had it, pppd's debugging included" "$secret" 0
ok "what is in a message to syslog is found there ($control times)" [ "$control" -gt 0 ]
rm -f /dev/log
read -r secret control <<< "$(words | "$helper" files "$mprd_log")"
is "mprd's log at its highest level does not have it" "$secret" 0
ok "what is in the log is found there ($control times)" [ "$control" -gt 0 ]
is "the specification has nothing that could carry it" \
	"$(grep -ciE 'password|secret|credential|passphrase' "$lib_dir/../uapi/mpr.yaml")" 0
read -r secret control <<< "$(dmesg > "$tap_tmp/dmesg"; words | "$helper" files "$tap_tmp/dmesg")"
is "the kernel log does not have it" "$secret" 0

# ---- whoever has it in use crashes

# in_cores: how many core dumps have it
in_cores() {
	local core n=0 got

	for core in "$cores"/*; do
		[ -e "$core" ] || continue
		read -r got _ <<< "$(words | "$helper" files "$core")"
		n=$((n + got))
	done
	echo $n
}

clean() {
	rm -f "$cores"/*
}

clean
words | in_ns "$helper" client branch careless 2> /dev/null
ok "a program that crashes leaves a core dump" compgen -G "$cores/core.helper_secrets.*"
is "a program that keeps the password has it in its core dump" "$(in_cores)" 1
clean
words | in_ns "$helper" client branch 2> /dev/null
ok "a program that does not keep it leaves a core dump too" \
	compgen -G "$cores/core.helper_secrets.*"
is "MprAdminInterfaceSetCredentials and -GetCredentials leave no copy behind" "$(in_cores)" 0
clean

mkfifo "$tap_tmp/typed"
mprctl -n "$ns" interface credentials branch --user "$user" --password-stdin < "$tap_tmp/typed" &
pid=$!
exec 4> "$tap_tmp/typed"
printf '%s' "$password" >&4
# Nothing is left to read, and it sleeps: it waits for more. (5.10 has no wchan.)
until ! read -r -t 0 < "$tap_tmp/typed" && [ "$(cut -d ' ' -f 3 "/proc/$pid/stat")" = S ]; do
	kill -0 "$pid" || break
done
ok "mprctl waits for the rest of a line" kill -SEGV "$pid"
wait "$pid" 2> /dev/null
exec 4>&-
is "mprctl, crashed while it reads it: no core dump has it" "$(in_cores)" 0
clean

# The worker, pppd and mprd, while the line is dialled and when it is up.
crash() {
	local pid

	for pid in $(processes "$1"); do
		kill -SEGV "$pid"
		wait_end "$pid"
	done
}

for phase in dialled up; do
	for process in mprd-worker pppd mprd; do
		mark_log
		if [ $phase = up ]; then
			dial
		else
			ctl interface connect branch > /dev/null
			wait_log 'pppd: .*sent .PAP AuthReq'
		fi
		ok "a $process is there when the line is $phase" [ -n "$(processes "$process")" ]
		crash "$process"
		echo "# left behind: $(cd "$cores" && echo *)"
		is "$process, crashed when the line is $phase: no core dump has it" "$(in_cores)" 0
		clean
		ctl interface disconnect branch
		[ "$process" = mprd ] && start_mprd
		gone pppd
		gone mprd-worker
	done
done
unset password
stop_mprd
finish
