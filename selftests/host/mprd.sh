#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Parts of mprd that need no module: saved interfaces, the table of pppd's results, WireGuard's
# files, which programs are trusted. Below valgrind where that is installed.

set -u

here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
build=${BUILD:-$root/build}
test=$build/selftests/host/mprd_test
tools=$root/tools

mkdir -p "$build/selftests/host"
${CC:-gcc} -std=gnu11 -O2 -g -Wall -Wextra -Werror -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 \
	-D_TIME_BITS=64 "-I$build/include" "-I$tools/common" "-I$tools/mprd" -o "$test" \
	"$here/mprd_test.c" \
	"$tools/common/ini.c" "$tools/common/ifconf.c" "$tools/common/pppcode.c" \
	"$tools/mprd/wgconf.c" "$tools/mprd/trusted.c" "$tools/mprd/log.c" \
	"$build/lib/libmpr.a" -lmnl -linih -pthread ||
	{ echo "Bail out! mprd_test does not build"; exit 1; }
# Another machine runs it.
[ -z "${MPR_BUILD_ONLY:-}" ] || exit 0

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
if command -v valgrind > /dev/null; then
	valgrind -q --leak-check=full --error-exitcode=9 "$test" "$dir" 2> "$dir.err"
else
	"$test" "$dir" 2> "$dir.err"
fi
status=$?
# mprd's own messages are on standard error as well.
grep -a '^==' "$dir.err" | sed 's/^/# /' | head -n 40
rm -f "$dir.err"
exit $status
