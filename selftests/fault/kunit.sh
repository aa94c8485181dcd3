#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What "make check-kunit" runs: the module with its KUnit suites (kmod/kunit), which run when it is
# loaded, in a guest with the debug kernel. Its results are KTAP in the kernel log.

set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
export flavour=debug
# shellcheck source=selftests/debug/env.sh
. "$top/selftests/debug/env.sh"
mkdir -p "$top/build/vm"
MPR_VM_RUN=$(mktemp -d "$top/build/vm/kunit.XXXX")
export MPR_VM_RUN

mirror=$top/build/kunit/$MPR_VM_KVER
make -s -C "$top" modules KDIR="$MPR_VM_MODULES/build" KVER="$MPR_VM_KVER" \
	KBUILD_MIRROR="$mirror" MPR_KUNIT=y || exit 1
MPR_VM_NOMODULE=1 bash "$top/selftests/vm/run.sh" \
	"insmod '$mirror/mpr.ko' && rmmod mpr" || { echo '0 passed, 1 failed'; exit 1; }
suites=$(find "$top/kmod/kunit" -name '*_test.c' | wc -l)

# "    ok 1 - case" below a suite, "        ok 1 parameter" below a case: the lowest ones count.
sed -n 's/^kern *:[a-z]* *: \[ *[0-9.]*\] //p' "$MPR_VM_RUN/kmsg.log" |
	awk -v suites="$suites" '
	/^ *(# |1\.\.|not ok |ok )/ { print }
	/^ *1\.\.[0-9]+$/ { match($0, /^ */); planned[RLENGTH] = substr($0, RLENGTH + 4) + 0 }
	/^        (not )?ok / { inner++; n[$1 == "ok"]++; next }
	/^    (not )?ok / {
		seen++
		if (!inner)
			n[$1 == "ok"]++
		inner = 0
		next
	}
	/^(not )?ok [0-9]+ (- )?mpr-/ {
		finished++
		if (seen != planned[4]) {
			print "failed: " $NF " has not run to its end"
			n[0]++
		}
		seen = 0
	}
	END {
		if (finished != suites) {
			print "failed: " finished + 0 " of " suites " suites have run"
			n[0]++
		}
		print n[1] + 0 " passed, " n[0] + 0 " failed"
		exit n[0] > 0
	}'
