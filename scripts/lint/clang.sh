#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# All programs by clang with -Wall -Wextra.

. "$(dirname "$0")/common.sh"

# shellcheck disable=SC2016 # the inner shell's variables
jq -r '.[] | [.directory] + .arguments[1:] | @sh' "$database" |
	xargs -d '\n' -P "$jobs" -I{} bash -c 'set -- {}
		cd "$1" && shift && clang -Wall -Wextra -fsyntax-only "$@"' > "$work/clang.log" 2>&1
status=$?
grep -E '(warning|error):' "$work/clang.log" > "$work/clang.out"
report "$work/clang.out" && exit $status
