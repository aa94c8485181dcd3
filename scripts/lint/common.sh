# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034 # the variables are for those who source it
#
# What the scripts beside it share. Each of them prints its findings, a line each, as
# "file:line: text" with names from the top of the repository, and fails when there is one; it
# prints nothing else. TOOL.known lists what TOOL says without ground.

set -u

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$top" || exit 1
tool=${0##*/}
tool=${tool%.sh}
build=${MPR_BUILD:-$top/build}
work=$build/lint
database=$work/compile_commands.json
jobs=$(nproc)
export work LC_ALL=C.UTF-8
mkdir -p "$work"

# sources PATTERN...: the files of the repository that match, committed or about to be; a * matches
# slashes too. What fuzzers have found is data.
sources() {
	git ls-files --cached --others --exclude-standard -- "$@" ':!selftests/fuzz/corpus' |
		while read -r file; do
			[ ! -f "$file" ] || echo "$file"
		done
}

# kernel_source: where the scripts of the kernel's own tree are
kernel_source() {
	bash scripts/kernel-source.sh
}

# report FILE [STATUS]: print the findings in FILE with our names for the files, each once, without
# those that are known; fail when there are any. When there are none, STATUS tells whether the tool
# itself failed; the end of TOOL.log says why.
report() {
	local known=scripts/lint/$tool.known

	[ -f "$known" ] || known=/dev/null
	sed -e "s|$build/lint/kmod/||g" -e "s|$build/include/mpr/win32/|libmpr/include/win32/|g" \
		-e "s|$build/include/linux/|uapi/linux/|g" \
		-e "s|$build/include/|libmpr/include/|g" -e "s|$top/||g" "$1" | awk '!seen[$0]++' |
		python3 scripts/lint/known.py "$known" > "$work/$tool.findings" ||
		echo 'scripts/lint/known.py:1: error: it failed' >> "$work/$tool.findings"
	if [ ! -s "$work/$tool.findings" ] && [ "${2:-0}" != 0 ]; then
		echo "scripts/lint/$tool.sh:1: error: the tool failed:" \
			"$(tail -n 1 "$work/$tool.log")" > "$work/$tool.findings"
	fi
	cat "$work/$tool.findings"
	[ ! -s "$work/$tool.findings" ]
}

# each COMMAND: run it for each line of standard input, split as the shell does, as many at a time
# as there are processors. What one of them prints stays together, in TOOL.log.
each() {
	local status

	rm -rf "$work/$tool.each"
	mkdir "$work/$tool.each"
	xargs -d '\n' -P "$jobs" -I{} bash -c "set -- {}; { $1; } >> '$work/$tool.each/'\$\$ 2>&1"
	status=$?
	find "$work/$tool.each" -type f -exec cat {} + > "$work/$tool.log"
	return $status
}

# compilations FILTER: for each(), the folder and the options of each compilation, after a jq filter
compilations() {
	jq -r ".[] | .arguments |= .[1:] | $1 | [.directory] + .arguments | @sh" "$database"
}
