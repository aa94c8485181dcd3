# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034 # the variables are for those who source it
#
# What the scripts beside it share. Each of them prints its findings as "file:line: text" with
# names from the top of the repository, and fails when there is one; it prints nothing else.

set -u

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$top" || exit 1
build=$top/build
work=$build/lint
database=$work/compile_commands.json
jobs=$(nproc)
export LC_ALL=C.UTF-8
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

# report FILE: print findings with our names for the files, each once; fail when there are any
report() {
	sed -e "s|$build/lint/kmod/||g" -e "s|$build/include/mpr/win32/|libmpr/include/win32/|g" \
		-e "s|$build/include/linux/|uapi/linux/|g" \
		-e "s|$build/include/|libmpr/include/|g" -e "s|$top/||g" "$1" | awk '!seen[$0]++'
	[ ! -s "$1" ]
}
