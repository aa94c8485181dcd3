#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What "make lint" runs: each tool beside this file, or those that are named, two at a time. Prints
# what they find, then a line for each tool with the seconds it took, and how many tools were run
# and how many findings there are.
#
# usage: run.sh [TOOL...]

. "$(dirname "$0")/common.sh"

here=scripts/lint
# What takes longest begins first.
tools=(clang-tidy checkpatch fanalyzer sparse coccicheck shellcheck clang cppcheck kernel-doc python
	generated abi licences compiled codespell mandoc yaml)
[ $# -eq 0 ] || tools=("$@")

for tool in "${tools[@]}"; do
	if [ ! -f "$here/$tool.sh" ] || [[ $tool =~ ^(run|common)$ ]]; then
		echo "lint: there is no tool \"$tool\"" >&2
		exit 1
	fi
done
# Those that call make are not part of the one that calls them.
unset MAKEFLAGS MFLAGS MAKELEVEL
python3 "$here/compile-commands.py" "$database" || exit 1

# one TOOL: its findings go to TOOL.run, whether it failed and the seconds it took to TOOL.end
one() {
	local start=$EPOCHREALTIME status=0

	bash "scripts/lint/$1.sh" > "$work/$1.run" 2>&1 || status=$?
	[ "$status" = 0 ] || [ -s "$work/$1.run" ] ||
		echo "scripts/lint/$1.sh:1: error: it failed without a word" > "$work/$1.run"
	awk "BEGIN { print $status, $EPOCHREALTIME - $start }" > "$work/$1.end"
}
export -f one
rm -f "$work"/*.end
printf '%s\n' "${tools[@]}" | xargs -P 2 -I{} bash -c 'one {}'

findings=0
lines=()
for tool in "${tools[@]}"; do
	status=none seconds=0
	[ ! -f "$work/$tool.end" ] || read -r status seconds < "$work/$tool.end"
	[ "$status" != none ] ||
		echo "scripts/lint/$tool.sh:1: error: it did not end" > "$work/$tool.run"
	cat "$work/$tool.run"
	count=$(wc -l < "$work/$tool.run")
	findings=$((findings + count))
	lines+=("$(printf '%-12s %4d findings %6.1f s' "$tool" "$count" "$seconds")")
done
printf '%s\n' "${lines[@]}"
echo "${#tools[@]} tools run, $findings findings"
[ "$findings" = 0 ]
