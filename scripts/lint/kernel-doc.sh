#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The module's kernel-doc: well-formed and complete, and there for each function that is called
# from another file.

. "$(dirname "$0")/common.sh"

mapfile -t files < <(sources 'kmod/*.[ch]' | grep -v mpr_nl_gen)
perl "$(kernel_source)/scripts/kernel-doc" -none -Wall "${files[@]}" > "$work/kernel-doc.out" 2>&1

# What a header declares is what other files call.
printf '%s\n' "${files[@]}" | grep '\.h$' | while read -r header; do
	# The definition may say it all instead.
	awk '/^(static inline |extern )?[a-z].*[ *][a-z0-9_]+\(/ && !/^typedef/ {
		name = $0
		sub(/\(.*/, "", name)
		sub(/.*[ *]/, "", name)
		print FNR, name
	}' "$header" | while read -r line name; do
		grep -qsE "^ \* $name(\(\))?( -|:)" "${files[@]}" ||
			echo "$header:$line: warning: $name() has no kernel-doc"
	done
done >> "$work/kernel-doc.out"
report "$work/kernel-doc.out"
