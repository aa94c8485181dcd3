#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The kernel module by sparse, and by the compiler with the warnings of W=1, in a build tree of
# its own.

. "$(dirname "$0")/common.sh"

rm -rf "$build/lint/kmod"
make --no-print-directory modules KBUILD_MIRROR="$build/lint/kmod" W=1 C=2 CF=-Wsparse-error \
	> "$work/sparse.log" 2>&1
status=$?
grep -E '(warning|error):|\*\*\*' "$work/sparse.log" > "$work/sparse.out"
report "$work/sparse.out" && exit $status
