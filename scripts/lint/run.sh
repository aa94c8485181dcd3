#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What "make lint" runs: each tool beside this file, or those that are named. Prints what they
# find, then a line for each tool with the seconds it took, and how many passed and failed.
#
# usage: run.sh [TOOL...]

. "$(dirname "$0")/common.sh"

here=scripts/lint
tools=(licences generated abi mandoc codespell yaml python shellcheck checkpatch kernel-doc sparse
	coccicheck clang cppcheck fanalyzer clang-tidy)
[ $# -eq 0 ] || tools=("$@")

for tool in "${tools[@]}"; do
	if [ ! -f "$here/$tool.sh" ] || [[ $tool =~ ^(run|common)$ ]]; then
		echo "lint: there is no tool \"$tool\"" >&2
		exit 1
	fi
done
python3 "$here/compile-commands.py" "$database" || exit 1

failed=0
lines=()
for tool in "${tools[@]}"; do
	start=$EPOCHREALTIME
	word=ok
	bash "$here/$tool.sh" > "$work/$tool.run" 2>&1 || word=FAILED
	[ ! -s "$work/$tool.run" ] || word=FAILED
	cat "$work/$tool.run"
	# What a tool says in no other way
	[ "$word" = ok ] || [ -s "$work/$tool.run" ] || tail -n 5 "$work/$tool.log"
	[ "$word" = ok ] || failed=$((failed + 1))
	lines+=("$(printf '%-7s %-12s %6.1f s' "$word" "$tool" \
		"$(awk "BEGIN { print $EPOCHREALTIME - $start }")")")
done
printf '%s\n' "${lines[@]}"
echo "$((${#tools[@]} - failed)) passed, $failed failed"
[ $failed = 0 ]
