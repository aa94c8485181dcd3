#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The library and the programs by the compiler's own analyzer.

. "$(dirname "$0")/common.sh"

# Not optimized: inlined and split functions are not what was written, and analyzed worse.
# shellcheck disable=SC2016 # the inner shell's variables
compilations '.arguments |= map(select(startswith("-O") | not))' |
	each 'cd "$1" && shift &&
		gcc "$@" -O0 -fanalyzer -fdiagnostics-plain-output -o /dev/null'
status=$?
grep -E '(warning|error):' "$work/fanalyzer.log" > "$work/fanalyzer.out"
report "$work/fanalyzer.out" "$status"
