#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every file says its licence, one that its folder has, and the texts are there.

. "$(dirname "$0")/common.sh"

sources '*' | grep -vE '^LICENSES/' | while read -r file; do
	id=$(head -n 4 "$file" | sed -nE 's/.*SPDX-License-Identifier: ([^*>]*[^ *>-]).*/\1/p')
	case $file in
	kmod/mpr_nl_gen.* | uapi/mpr.yaml | uapi/linux/*)
		want='((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)' ;;
	libmpr/Makefile) want=GPL-2.0-only ;;
	libmpr/*) want=LGPL-2.1-or-later ;;
	*) want=GPL-2.0-only ;;
	esac
	case $id in
	"$want") ;;
	'') echo "$file:1: error: there is no SPDX line" ;;
	*) echo "$file:1: error: its licence is $id, where the folder has $want" ;;
	esac
done > "$work/licences.out"
for text in BSD-3-Clause GPL-2.0 LGPL-2.1 Linux-syscall-note; do
	[ -s "LICENSES/$text" ] || echo "LICENSES/$text:1: error: the text is not there"
done >> "$work/licences.out"
report "$work/licences.out"
