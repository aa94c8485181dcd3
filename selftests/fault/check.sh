#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What "make check-faults" runs: the fault injection program in a guest with the debug kernel. The
# last line says how many operations passed and failed; a complaint of the kernel, a leak or a
# module that stays is a failure too. MPR_GCOV=y leaves the module's line counts in RUN/out/gcov.
#
# usage: check.sh [PATTERN...]     (operations whose names hold one of them)

set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# All caches may fail but those of the debugging aids, see inject.c.
export MPR_VM_APPEND="slub_debug=A;-,kmemleak_object,kmemleak_scan_area,debug_objects_cache"
export flavour=debug
# shellcheck source=selftests/debug/env.sh
. "$top/selftests/debug/env.sh"
export MPR_VM_TIMEOUT=${MPR_VM_TIMEOUT:-7200}
mkdir -p "$top/build/vm"
MPR_VM_RUN=$(mktemp -d "$top/build/vm/faults.XXXX")
export MPR_VM_RUN

make -s -C "$here" BUILD="$top/build" || exit 1
printf -v patterns '%q ' "$@"
[ $# -gt 0 ] || patterns=
log=$MPR_VM_RUN/tap
bash "$top/selftests/vm/run.sh" "bash selftests/fault/guest.sh $patterns" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
passed=$(grep -c '^ok ' "$log")
failed=$(grep -c '^not ok ' "$log")
if [ "$failed" = 0 ] && [ "$status" != 0 ]; then
	echo "failed: the guest's exit status is $status"
	failed=1
fi
grep '^not ok ' "$log" | sed 's/^not ok [0-9]* - /failed: /'
awk 'match($0, /[0-9]+ allocations failed \([0-9]+/) {
		split(substr($0, RSTART, RLENGTH), n, / allocations failed \(/)
		all += n[1]
		ours += n[2]
	}
	END { if (all) print "# " all " allocations failed, " ours + 0 " of them in mpr" }' "$log"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
