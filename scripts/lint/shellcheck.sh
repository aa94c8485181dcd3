#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ShellCheck over all shell, with what each script sources.

. "$(dirname "$0")/common.sh"

# An executable without a suffix counts when it says that it is for a shell.
mapfile -t scripts < <({
	sources '*.sh' '*.bash-completion'
	sources '*' | grep -E '/[^.]+$' | xargs grep -lE '^#!.*\b(sh|bash)$'
} | sort -u)
printf '%s\n' "${scripts[@]}" |
	xargs -P "$jobs" -n 12 shellcheck -x -P SCRIPTDIR -f gcc > "$work/shellcheck.out" 2>&1
report "$work/shellcheck.out"
