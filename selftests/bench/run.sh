#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What "make bench" runs: all benchmarks in one VM. Leaves build/bench.json and build/bench.png, and
# prints the table.
#
# usage: run.sh [BENCHMARK...]	(see guest.sh)
#
# MPR_BENCH_CONNECTIONS, _INTERFACES, _DEVICES, _LISTENERS: how many, for a short run

set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
build=${MPR_BUILD:-$top/build}
rows=$build/bench.rows

make -s -C "$here" BUILD="$build" all floor || exit 1
MPR_VM_MEM=${MPR_VM_MEM:-6G} MPR_VM_TIMEOUT=${MPR_VM_TIMEOUT:-7200} \
	bash "$top/selftests/vm/run.sh" "bash selftests/bench/guest.sh $*" | tee "$rows" |
	grep --line-buffered -v '^{"curve"'
status=${PIPESTATUS[0]}
python3 "$here/report.py" "$rows" "$build/bench" || exit 1
exit "$status"
