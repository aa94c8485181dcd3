#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# All programs by clang-tidy, with the checks of .clang-tidy.

. "$(dirname "$0")/common.sh"

# One source a time: of a second one it says that all its va_lists are not initialized.
jq -r '.[].file' "$database" | xargs -P "$jobs" -n 1 clang-tidy -p "$work" --quiet \
	> "$work/clang-tidy.log" 2> "$work/clang-tidy.err"
status=$?
grep -E '(warning|error):' "$work/clang-tidy.log" > "$work/clang-tidy.out"
grep -hE 'error' "$work/clang-tidy.err" >> "$work/clang-tidy.out"
report "$work/clang-tidy.out" && exit $status
