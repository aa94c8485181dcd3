#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Print the newest kernel release of which the headers and, when there is such a one,
# also the image are installed. Nothing is printed when there is none.
#
# usage: kver.sh [ROOT]     (the root directory of another system)

root=${1:-}
best=
for build in $(printf '%s\n' "$root"/lib/modules/*/build | sort -V); do
	# Of another system, an absolute link leads elsewhere.
	headers=$build
	case $(readlink "$build") in
	/*) headers=$root$(readlink "$build") ;;
	esac
	[ -f "$headers/Makefile" ] || continue
	kver=${build#"$root/lib/modules/"}
	kver=${kver%/build}
	if [ -e "$root/boot/vmlinuz-$kver" ] || [ ! -e "$root/boot/vmlinuz-${best:-none}" ]; then
		best=$kver
	fi
done
[ -z "$best" ] || echo "$best"
