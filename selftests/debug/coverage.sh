#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Line coverage of the module in runs on the debug kernel. Of the whole suite, 90 % of all lines
# must have run, and the rest must be what uncovered.txt lists.
#
# usage: coverage.sh whole|part RUN...   (directories below build/vm; default those of the last
#                                         check-debug)
#
# MPR_COVERAGE_ADD: more directories with *.gcda of the same build

set -eu

what=${1:?usage: coverage.sh whole|part RUN...}
shift
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
build=${MPR_BUILD:-$top/build}
last=$build/coverage-module.runs

if [ $# -gt 0 ]; then
	printf '%s\n' "$MPR_VM_KVER" "$@" > "$last"
elif [ ! -f "$last" ]; then
	echo "coverage: nothing has run; use make check-debug" >&2
	exit 1
fi
{ read -r kver && mapfile -t runs; } < "$last"
dirs=()
for run in "${runs[@]}"; do
	[ -d "$run/out/gcov" ] && dirs+=("$run/out/gcov")
done
read -ra added <<< "${MPR_COVERAGE_ADD:-}"
dirs+=("${added[@]}")
[ ${#dirs[@]} -gt 0 ] || {
	echo 'coverage: no guest left counters' >&2
	exit 1
}
strict=()
[ "$what" != whole ] || strict=(--uncovered "$here/uncovered.txt" --least 90)
/usr/bin/python3 -B "$top/scripts/coverage/module.py" --top "$top" --gcno "$build/kmod/$kver/kmod" \
	"${strict[@]}" "${dirs[@]}"
