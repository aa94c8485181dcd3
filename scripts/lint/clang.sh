#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# All programs by clang with -Wall -Wextra.

. "$(dirname "$0")/common.sh"

# shellcheck disable=SC2016 # the inner shell's variables
compilations . | each 'cd "$1" && shift && clang -Wall -Wextra -fsyntax-only "$@"'
status=$?
grep -E '(warning|error):' "$work/clang.log" > "$work/clang.out"
report "$work/clang.out" "$status"
