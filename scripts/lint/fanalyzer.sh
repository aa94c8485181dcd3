#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The library and the programs by the compiler's own analyzer. fanalyzer.known lists what it says
# without ground; an entry that it no longer says is a finding too.

. "$(dirname "$0")/common.sh"

known=scripts/lint/fanalyzer.known
# Not optimized: inlined and split functions are not what was written, and analyzed worse.
# shellcheck disable=SC2016 # the inner shell's variables
jq -r '.[] | [.directory] + [.arguments[1:][] | select(startswith("-O") | not)] | @sh' \
	"$database" |
	xargs -d '\n' -P "$jobs" -I{} bash -c 'set -- {}
		cd "$1" && shift
		gcc "$@" -O0 -fanalyzer -fdiagnostics-plain-output -o /dev/null' \
		> "$work/fanalyzer.log" 2>&1
status=$?
sed "s|$top/||g" "$work/fanalyzer.log" | awk -v known="$known" '
	BEGIN {
		while ((getline line < known) > 0)
			if (line !~ /^(#|$)/) {
				split(line, word, " ")
				entry[word[1] " " word[2] " " word[3]] = line
			}
	}
	/: In function / {
		name = $0
		gsub(/.*In function .|.:$|[^a-zA-Z0-9_]*$/, "", name)
	}
	/(warning|error):/ {
		split($0, place, ":")
		kind = $0
		sub(/.*\[/, "", kind)
		sub(/\]$/, "", kind)
		key = place[1] " " name " " kind
		if (key in entry)
			used[key] = 1
		else
			print
	}
	END {
		for (key in entry)
			if (!(key in used))
				print known ":1: error: no longer reported: " key
	}' > "$work/fanalyzer.out"
report "$work/fanalyzer.out" && exit $status
