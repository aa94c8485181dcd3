#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The kernel module, its unit tests and the benchmarks' own module by sparse, and by the compiler
# with the warnings of W=1, in a build tree of their own.

. "$(dirname "$0")/common.sh"

rm -rf "$build/lint/kmod" "$build/lint/bench"
# build ARGUMENT...
build() {
	make --no-print-directory modules KBUILD_MIRROR="$build/lint/kmod" \
		W=1 C=2 CF=-Wsparse-error "$@" >> "$work/sparse.log" 2>&1
}
: > "$work/sparse.log"
build
status=$?
# Not linked: the kernel need not have KUnit.
tests=(kmod/kunit/*.c)
build MPR_KUNIT=y KBUILD_GOALS="${tests[*]/%.c/.o}" || status=$?
make --no-print-directory -C selftests/bench BUILD="$build/lint" \
	"$build/lint/bench/floor/mpr_floor.ko" W=1 C=2 CF=-Wsparse-error \
	>> "$work/sparse.log" 2>&1 || status=$?
grep -E '(warning|error):' "$work/sparse.log" > "$work/sparse.out"
report "$work/sparse.out" "$status"
