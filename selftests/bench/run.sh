#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What "make bench" runs: benchmarks, each of ours and of its peer in turn in one VM. Leaves
# build/bench.json and build/bench.png, and prints the table.
#
# Two VMs, one after the other, have different clocks. "time" is that of an emulated machine of two
# processors: what runs beside the other goes by it, but it differs from run to run by more than
# some things cost. "count" is one processor on which each instruction takes a nanosecond, and what
# is waited for as long as it takes: the same in each run, also on a busy machine.
#
# usage: run.sh [BENCHMARK...]	(of those below)
#
# MPR_BENCH_CLOCK: time or count, for all
# MPR_BENCH_CONNECTIONS, _INTERFACES, _DEVICES, _LISTENERS: how many, for a short run

set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
build=${MPR_BUILD:-$top/build}
rows=$build/bench.rows
only=${MPR_BENCH_CLOCK:-}

declare -A clock=(
	[event]=time [nmcli]=time [pppoe]=time [memory]=time [namespace]=time [dump]=time
	[connect]=count [churn]=count)
# What "memory" leaves takes minutes to go, beside which nothing is to be measured.
[ $# -gt 0 ] || set -- event nmcli pppoe namespace dump memory connect churn
declare -A of=()
for name; do
	[ -n "${clock[$name]:-}" ] || {
		echo "bench: there is no benchmark \"$name\"; there are: ${!clock[*]}" >&2
		exit 1
	}
	of[${only:-${clock[$name]}}]+=" $name"
done

# in_vm CLOCK BENCHMARK...
in_vm() {
	local accel=${MPR_VM_ACCEL:-}

	[ "$1" != count ] || accel=count
	export MPR_BENCH_CLOCK=$1
	shift
	MPR_VM_ACCEL=$accel bash "$top/selftests/vm/run.sh" "bash selftests/bench/guest.sh $*" |
		tee -a "$rows" | grep --line-buffered -v '^{"curve"'
	return "${PIPESTATUS[0]}"
}

export MPR_VM_MEM=${MPR_VM_MEM:-6G} MPR_VM_TIMEOUT=${MPR_VM_TIMEOUT:-7200}
make -s -C "$here" BUILD="$build" all floor || exit 1
: > "$rows"
status=0
for c in time count; do
	# shellcheck disable=SC2086 # a list
	[ -z "${of[$c]:-}" ] || in_vm "$c" ${of[$c]} || status=$?
done
python3 "$here/report.py" "$rows" "$build/bench" || exit 1
exit "$status"
