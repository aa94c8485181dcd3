#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Second stage of a test guest, process 1 on its root file system:
# load the module, run the command, leave its exit status and the kernel
# log in the run's directory, and end the guest.

run=/run/mpr-vm
repo=$1
kver=$(uname -r)

fail() {
	echo "mpr-vm: $*" > /dev/console
	echo b > /proc/sysrq-trigger
}

set +m
unset BASH_ENV ENV
# shellcheck source=/dev/null
. "$run/env"
build=$MPR_BUILD
export HOME=/root USER=root LOGNAME=root SHELL=/bin/bash TERM=dumb LANG=C.UTF-8
export PATH=$build/bin:$build/sbin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LD_LIBRARY_PATH=$build/lib
export MPR_VM=1 MPR_VM_OUT=$run/out
export MPR_MODULE=$build/kmod/$kver/mpr.ko
export MPR_LIBEXECDIR=$build/libexec/mpr MPR_PLUGINDIR=$build/lib/mpr

# The port takes one writer only: a fifo in between lets the command open
# /dev/stdout and /dev/stderr again, as scripts do.
mkfifo /run/mpr-out
# The host names the port after the driver has bound.
out=
for ((i = 0; i < 100; i++)); do
	for port in /sys/class/virtio-ports/*; do
		[ "$(cat "$port/name" 2> /dev/null)" = mpr.out ] && out=/dev/${port##*/}
	done
	[ -c "$out" ] && break
	sleep 0.05
done
[ -c "$out" ] || fail 'there is no output port'
cat /run/mpr-out > "$out" &
cat=$!
exec 3> /run/mpr-out

# Tests run as other users too, who must get to a clone in root's home; only the overlay changes.
dir=$repo
while [ -n "$dir" ]; do
	chmod o+x "$dir"
	dir=${dir%/*}
done

if [ -n "${MPR_VM_MODULES:-}" ]; then
	ln -sfn "$MPR_VM_MODULES/lib/modules/$kver" "/lib/modules/$kver"
fi
hostname mpr-vm
ip link set lo up
cd "$repo" || status=97

load_module() {
	[ "${MPR_VM_NOMODULE:-0}" = 1 ] && return 0
	if [ ! -f "$MPR_MODULE" ]; then
		echo "mpr-vm: $MPR_MODULE is not there; run 'make modules KVER=$kver'"
		return 1
	fi
	for dep in $(modinfo -F depends "$MPR_MODULE" | tr , ' '); do
		modprobe "$dep" || return 1
	done
	insmod "$MPR_MODULE"
}

if load_module >&3 2>&1 < /dev/null; then
	setsid --wait bash "$run/cmd" < /dev/null >&3 2>&1 3>&-
	status=$?
else
	status=98
fi

# What the command left running holds the output open and would never be waited for.
exec 3>&-
for proc in /proc/[0-9]*; do
	pid=${proc#/proc/}
	case $pid in
	1 | "$cat") ;;
	*) [ -e "$proc/exe" ] && kill -9 "$pid" ;;
	esac
done 2> /dev/null
wait "$cat"

dmesg --decode > "$run/kmsg.log"
echo "$status" > "$run/status.tmp" && mv "$run/status.tmp" "$run/status"
sync -f "$run"
echo b > /proc/sysrq-trigger
