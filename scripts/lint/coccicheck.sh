#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The module by the kernel's semantic patches. Left out are those that are about the kernel's own
# tree, as their names say:
#   tests/                   KUnit, and patches that are examples
#   api/check_bq27xxx_data   one driver
# and those with a part in OCaml, which needs its compiler.

. "$(dirname "$0")/common.sh"

limit=60 # seconds of a processor that one semantic patch may take
src=$(kernel_source)/scripts/coccinelle
export limit
find "$src" -name '*.cocci' | grep -vE '/tests/|check_bq27xxx' | xargs grep -l '^virtual report' |
	xargs grep -L ':ocaml' |
	sort > "$work/coccicheck.list"
[ -s "$work/coccicheck.list" ] || {
	echo 'scripts/lint/coccicheck.sh:1: error: there are no semantic patches'
	exit 1
}

# one SEMANTIC-PATCH: findings, or that it failed
one() {
	local name=${1##*/} options
	read -ra options < <(sed -n 's|^// Options: *||p' "$1")
	prlimit --cpu="$limit" spatch --very-quiet -D report --no-show-diff --cocci-file "$1" \
		"${options[@]}" -I kmod -I uapi --dir kmod 2> "$work/coccicheck.$name.err" |
		sed -nE "s/^([^:]+:[0-9]+.*)/\1 [${name%.cocci}]/p"
	[ "${PIPESTATUS[0]}" = 0 ] && return
	echo "$1:1: error: spatch failed: $(tail -n 1 "$work/coccicheck.$name.err")"
}
export -f one
# shellcheck disable=SC2016 # the inner shell's variables
each 'one "$1"' < "$work/coccicheck.list"
report "$work/coccicheck.log" "$?"
