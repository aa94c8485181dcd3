#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What "make bench-check" runs: the benchmarks that need no other programs, of this tree and of
# another revision of it in turn, in one VM whose clock counts instructions (run.sh). What counts is
# the ratio to the peer; more than a tenth lost fails.
#
# usage: compare.sh [REVISION]	(default: origin/main, else the commit before this one)
#
# MPR_BENCH_ROUNDS: how often each, default 1

set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
build=${MPR_BUILD:-$top/build}
other=${1:-}
if [ -z "$other" ]; then
	other=origin/main
	if ! git -C "$top" rev-parse -q --verify "$other^{commit}" > /dev/null ||
		[ "$(git -C "$top" rev-parse "$other")" = "$(git -C "$top" rev-parse HEAD)" ]; then
		other=HEAD~1
	fi
fi
commit=$(git -C "$top" rev-parse --verify "$other^{commit}") || {
	echo "bench-check: there is no revision $other" >&2
	exit 1
}
src=$build/bench-base/$commit
if [ ! -f "$src/Makefile" ]; then
	mkdir -p "$src"
	git -C "$top" archive "$commit" | tar -x -C "$src"
fi
unset MAKEFLAGS MFLAGS MAKELEVEL
make -s -C "$src" BUILD="$src/build" MPR_BUILD="$src/build" modules lib > "$src/log" 2>&1 || {
	tail -n 5 "$src/log" >&2
	echo "bench-check: $other cannot be built, log $src/log" >&2
	exit 1
}
make -s -C "$here" BUILD="$build"

rows=$build/bench-check.rows
MPR_VM_ACCEL=${MPR_VM_ACCEL-count} MPR_VM_MEM=${MPR_VM_MEM:-3G} \
	MPR_VM_TIMEOUT=${MPR_VM_TIMEOUT:-3600} bash "$top/selftests/vm/run.sh" \
	"bash selftests/bench/compare_guest.sh '$src/build' '$build'" > "$rows"
echo "bench-check: $(git -C "$top" describe --always --dirty), against $other ($commit)"
python3 "$here/compare.py" "$rows"
