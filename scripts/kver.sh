#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Print the newest kernel release of which the headers and, when there is such a one,
# also the image are installed. Nothing is printed when there is none.

best=
for build in $(printf '%s\n' /lib/modules/*/build | sort -V); do
	[ -f "$build/Makefile" ] || continue
	kver=${build#/lib/modules/}
	kver=${kver%/build}
	if [ -e "/boot/vmlinuz-$kver" ] || [ ! -e "/boot/vmlinuz-${best:-none}" ]; then
		best=$kver
	fi
done
[ -z "$best" ] || echo "$best"
