#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The manual pages as they are installed. scdoc writes a paragraph mark after each heading and
# before each list, which does nothing and which mandoc says of every page: those warnings are
# about scdoc.

. "$(dirname "$0")/common.sh"

mapfile -t pages < <(find "$build/share/man" "$build/man" -type f -name '*.[1-9]')
[ ${#pages[@]} -gt 0 ] || {
	echo 'scripts/lint/mandoc.sh:1: error: no page is built'
	exit 1
}
mandoc -T lint -W warning "${pages[@]}" | sed 's/^mandoc: //' |
	grep -v 'skipping paragraph macro: PP \(empty\|after S[HS]\)' > "$work/mandoc.out"
report "$work/mandoc.out"
