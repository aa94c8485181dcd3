#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# All programs by clang-tidy, with the checks of .clang-tidy.

. "$(dirname "$0")/common.sh"

# One source a time: of a second one it says that all its va_lists are not initialized.
# shellcheck disable=SC2016 # the inner shell's variables
jq -r '.[].file | @sh' "$database" | each 'clang-tidy -p "$work" --quiet "$1"'
status=$?
# Some findings go on in the next line, up to the name of the check.
awk '/(warning|error):/ {
		line = $0
		while (line !~ /\]$/ && (getline rest) > 0)
			line = line " " rest
		print line
	}' "$work/clang-tidy.log" > "$work/clang-tidy.out"
report "$work/clang-tidy.out" "$status"
