#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The kernel module and its unit tests by sparse, and by the compiler with the warnings of W=1, in a
# build tree of their own.

. "$(dirname "$0")/common.sh"

rm -rf "$build/lint/kmod"
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
grep -E '(warning|error):' "$work/sparse.log" > "$work/sparse.out"
report "$work/sparse.out" "$status"
