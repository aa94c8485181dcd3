#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# libmpr.so exports what libmpr.map lists, neither more nor less; each of these functions is
# documented in a public header and has a manual page.

. "$(dirname "$0")/common.sh"

map=libmpr/libmpr.map
sed -nE 's/^\t([A-Za-z_0-9]+);$/\1/p' $map | sort > "$work/abi.map"
nm -D --defined-only --format=posix "$build/lib/libmpr.so" |
	awk '$2 != "A" { sub(/@.*/, "", $1); print $1 }' | sort > "$work/abi.so"
{
	comm -23 "$work/abi.map" "$work/abi.so" |
		sed "s|.*|$map:1: error: & is listed and not exported|"
	comm -13 "$work/abi.map" "$work/abi.so" |
		sed "s|.*|$map:1: error: & is exported and not listed|"
	while read -r name; do
		line=$(grep -n "^	$name;" $map | cut -d: -f1)
		# A comment stands before the declaration, or the first of a paragraph of them.
		perl -00 -ne '$found = 1 if m{\*/\n.*\b'"$name"'\(}s; END { exit !$found }' \
			libmpr/include/*.h libmpr/include/mpr/*.h ||
			echo "$map:$line: error: no public header documents $name()"
		awk -v name="$name" '/^# NAME/ { on = 1; next } /^#/ { on = 0 }
			on { gsub(/,/, " "); for (i = 1; i <= NF && $i != "-"; i++)
				found += $i == name } END { exit !found }' libmpr/man/*.3.scd ||
			echo "$map:$line: error: no manual page is about $name(3)"
	done < "$work/abi.map"
} > "$work/abi.out"
[ -s "$work/abi.map" ] || echo "$map:1: error: it lists nothing" >> "$work/abi.out"
report "$work/abi.out"
