#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# checkpatch.pl --strict over all sources that are ours. The types left out are about the kernel's
# own tree (its file list, its Kconfig) or about generated code.
#
# usage: checkpatch.sh [FILE...]

set -eu

cd "$(dirname "$0")/.."
src=$(bash scripts/kernel-source.sh)
ignore=FILE_PATH_CHANGES,SPDX_LICENSE_TAG,CONFIG_DESCRIPTION,EMBEDDED_FILENAME

if [ $# -gt 0 ]; then
	files=("$@")
else
	mapfile -t files < <(git ls-files --cached --others --exclude-standard \
		'*.c' '*.h' '*.sh' '*.awk' '*.py' Makefile '*/Makefile' Kbuild |
		grep -vE '^(uapi/linux/mpr\.h|kmod/mpr_nl_gen\.[ch])$' |
		while read -r file; do [ ! -f "$file" ] || echo "$file"; done)
fi

# The names of the Windows API are not ours to choose, and user space has its own idioms.
ours=,ARRAY_SIZE,BIT_MACRO,CAMELCASE,CONST_STRUCT,EMBEDDED_FUNCTION_NAME,NEW_TYPEDEFS
ours+=,PREFER_DEFINED_ATTRIBUTE_MACRO,PREFER_FALLTHROUGH,PREFER_KERNEL_TYPES
ours+=,STRCPY,STRLCPY,STRNCPY,USE_NEGATIVE_ERRNO
user_space='^(libmpr|tools|selftests|scripts)/'
# The name of a member, for offsetof() and sizeof(), has no side effects to happen twice.
members='^libmpr/src/field\.h$'

# check TYPES-LEFT-OUT: the files in standard input; some at a time, since each start costs as much
# as a small file
check() {
	xargs -r -d '\n' -P "$(nproc)" -n 16 perl "$src/scripts/checkpatch.pl" --strict --no-tree \
		--no-summary --quiet --terse --show-types --max-line-length=100 \
		--typedefsfile scripts/typedefs.checkpatch --ignore "$1" --file
}

status=0
printf '%s\n' "${files[@]}" | grep -E "$members" | check "$ignore$ours,MACRO_ARG_REUSE" || status=1
printf '%s\n' "${files[@]}" | grep -E "$user_space" | grep -vE "$members" |
	check "$ignore$ours" || status=1
printf '%s\n' "${files[@]}" | grep -vE "$user_space" | check "$ignore" || status=1
rm -f .checkpatch-camelcase.*
exit $status
