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
		grep -vE '^(uapi/linux/mpr\.h|kmod/mpr_nl_gen\.[ch])$')
fi

# one FILE
# shellcheck disable=SC2317 # xargs calls it
one() {
	local extra=
	case $1 in
	# The names of the Windows API are not ours to choose, and user space has its own idioms.
	libmpr/* | tools/* | selftests/* | scripts/*) extra=,ARRAY_SIZE,BIT_MACRO,CAMELCASE
		extra+=,CONST_STRUCT,EMBEDDED_FUNCTION_NAME,NEW_TYPEDEFS
		extra+=,PREFER_DEFINED_ATTRIBUTE_MACRO,PREFER_FALLTHROUGH,PREFER_KERNEL_TYPES
		extra+=,STRCPY,STRLCPY,STRNCPY,USE_NEGATIVE_ERRNO ;;
	esac
	perl "$src/scripts/checkpatch.pl" --strict --no-tree \
		--no-summary --quiet --terse --show-types \
		--max-line-length=100 \
		--typedefsfile scripts/typedefs.checkpatch --ignore "$ignore$extra" \
		--file "$1"
}
export src ignore
export -f one
status=0
# A file at a time is what checkpatch.pl can do; several at once, because it is slow.
# shellcheck disable=SC2016 # the inner shell's variable
printf '%s\n' "${files[@]}" | while read -r file; do
	[ ! -f "$file" ] || echo "$file"
done | xargs -d '\n' -P "$(nproc)" -I{} bash -c 'one "$1"' - {} || status=1
rm -f .checkpatch-camelcase.*
exit $status
