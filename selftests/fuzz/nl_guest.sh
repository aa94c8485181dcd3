#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The netlink fuzzer where mpr.ko is loaded, then what a debug kernel has to say about leaks, and
# the end of the module. Prints TAP.
#
# MPR_FUZZ_MESSAGES, MPR_FUZZ_SECONDS, MPR_FUZZ_SEED, MPR_FUZZ_WORKERS; MPR_FUZZ_SYNC=1: the last
# messages survive a panic, in the run's directory.

here=$(cd "$(dirname "$0")" && pwd)
build=${MPR_BUILD:-$here/../../build}
seed=${MPR_FUZZ_SEED:-}
kmemleak=/sys/kernel/debug/kmemleak

# From the emulated disk they take longer than a short run does.
for module in dummy veth ppp_generic wireguard ipip; do
	modprobe -q "$module"
done
mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug

"$build/fuzz/nl_fuzz" -n "${MPR_FUZZ_MESSAGES:-20000}" ${seed:+-s "$seed"} \
	${MPR_FUZZ_SECONDS:+-t "$MPR_FUZZ_SECONDS"} \
	-w "${MPR_FUZZ_WORKERS:-4}" ${MPR_VM_OUT:+-o "$MPR_VM_OUT"} ${MPR_FUZZ_SYNC:+-S}
status=$?

# Namespaces go from a work item: the module's count is zero when the last has.
if [ -w "$kmemleak" ]; then
	echo scan > "$kmemleak"
	sleep 6		# younger objects are not looked at
	echo scan > "$kmemleak"
	leaks=$(head -c 4000 "$kmemleak")
	if [ -z "$leaks" ]; then
		echo 'ok 8 - nothing leaked (kmemleak, two scans)'
	else
		printf '%s\n' "$leaks" | sed 's/^/# /'
		echo 'not ok 8 - nothing leaked (kmemleak, two scans)'
		status=1
	fi
else
	echo 'ok 8 - nothing leaked # SKIP the kernel has no kmemleak'
fi
if rmmod mpr && [ ! -d /sys/module/mpr ]; then
	echo 'ok 9 - the module can be unloaded'
else
	echo 'not ok 9 - the module can be unloaded'
	status=1
fi
echo '1..9'
exit $status
