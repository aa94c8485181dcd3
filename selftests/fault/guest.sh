#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the guest: the fault injection program, and a last look at what it leaves behind.
#
# usage: guest.sh [PATTERN...]

set -u

# The traces of the faults would push out of the kernel's log what else is there.
dmesg --follow-new --decode > /tmp/kmsg.log &
follow=$!
"$MPR_BUILD/selftests/fault/fault" "$@"
status=$?
tests=$(dirname "$0")/..
# The file system that they are on has its own troubles without memory.
cp "$tests/debug/after.sh" "$tests/vm/kmsg-check.sh" /tmp
number=1000
last() {
	local name=$1

	shift
	"$@" > /tmp/said 2>&1
	verdict=$?
	sed 's/^/# /' /tmp/said
	[ $verdict = 0 ] || status=1
	[ $verdict = 0 ] || echo -n 'not '
	echo "ok $((++number)) - $name"
}
case " ${*:-random} " in
*' random '*) last 'random: ordinary programs' bash "$tests/fault/random.sh" ;;
esac
# A cache that finds no memory for its entry in sysfs loses the copy of its name; not ours to mend.
MPR_LEAKS_IN=' sysfs_slab_add+' \
	last 'afterwards: the module unloads, nothing has leaked' bash /tmp/after.sh
kill "$follow"
# One complaint is others': who moves a device to another namespace warns when there is no memory
# for its entries in sysfs. What kmemleak counts has been looked at.
grep -v -e 'WARNING: .* at net/core/dev\.c:[0-9]* __dev_change_net_namespace' \
	-e 'kmemleak: [0-9]* new suspected memory leaks' /tmp/kmsg.log > "$MPR_VM_OUT/kmsg.log"
last 'afterwards: the kernel had nothing to complain about' \
	sh /tmp/kmsg-check.sh "$MPR_VM_OUT/kmsg.log"
# Looked at, so that vm/run.sh need not.
dmesg --clear
exit $status
