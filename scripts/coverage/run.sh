#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Build the library and the tools with counters, run all tests of host and VM with them, and print
# how many lines were reached, for each file and in all; build/coverage/uncovered.txt names those
# that no test reached. Fails when a part is below its limit, a test fails, or the whole suite has
# not reached a line that uncovered.txt beside this file gives no reason for.
#
# usage: run.sh [TEST...]	(as for check.sh)
#
# MPR_COVERAGE_KEEP=1: only evaluate again what the last run left

set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$(dirname "$here")")
export BUILD=$top/build/coverage MPR_BUILD=$top/build/coverage
runs=$BUILD/runs
# The report's arguments; of some tests only, more lines are missing.
report=("$BUILD" 90)
[ $# -gt 0 ] || report+=("$here/uncovered.txt")

build() {
	local cc=gcc
	! command -v ccache > /dev/null || cc='ccache gcc'
	mkdir -p "$BUILD/lib"
	# The module is that of the ordinary build.
	ln -sfn ../kmod "$BUILD/kmod"
	gcc -O2 -shared -fPIC -Wl,-soname,libmprcoverage.so -o "$BUILD/lib/libmprcoverage.so" \
		"$here/exit.c" &&
		gcc -O2 -fPIC -c -o "$BUILD/object.o" "$here/object.c" || return 1
	# The library comes before the C library in each program: its _exit() is the one called.
	export CC="$cc --coverage -Wl,--no-as-needed,$BUILD/object.o,$BUILD/lib/libmprcoverage.so"
	CC+=" -Wl,--as-needed,-rpath,$BUILD/lib"
	export CFLAGS='-O0 -g'
	for part in libmpr tools selftests; do
		make -s -C "$top/$part" CC="$CC" || return 1
	done
}

# Counters stand beside the object files. Those of the host's tests go away first, so that a
# guest, which sees these files too, begins at zero.
tests() {
	local status=0
	rm -rf "$runs" "$BUILD/vm"
	mkdir -p "$runs"
	find "$BUILD" -name '*.gcda' -delete
	export MPR_CHECK_HOST_DONE="bash $here/collect.sh $runs/host.tar"
	export MPR_CHECK_AFTER="bash $here/collect.sh \$MPR_VM_OUT/coverage.tar"
	bash "$top/selftests/check.sh" "$@" || status=$?
	return $status
}

if [ -z "${MPR_COVERAGE_KEEP:-}" ]; then
	mkdir -p "$BUILD"
	build > "$BUILD/build.log" 2>&1 || {
		tail -n 20 "$BUILD/build.log" >&2
		exit 1
	}
	status=0
	tests "$@" || status=$?
	python3 -B "$here/report.py" "${report[@]}" || status=1
	exit $status
fi
exec python3 -B "$here/report.py" "${report[@]}"
