#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# libmpr without the module, then once more below valgrind where that is installed (the TAP is
# that of the first run).

set -u

here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
build=${BUILD:-$root/build}
test=$build/selftests/host/libmpr_test

mkdir -p "$build/selftests/host"
# The inner functions are tested too, which only the static library has.
${CC:-gcc} -std=gnu11 -O2 -g -Wall -Wextra -Werror -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 \
	-D_TIME_BITS=64 "-I$build/include" "-I$root/libmpr/src" -o "$test" \
	"$here/libmpr_test.c" "$build/lib/libmpr.a" -lmnl -pthread ||
	{ echo "Bail out! libmpr_test does not build"; exit 1; }
# Another machine runs it.
[ -z "${MPR_BUILD_ONLY:-}" ] || exit 0

"$test" > "$test.out"
status=$?
grep -v '^1\.\.' "$test.out"
n=$(grep -cE '^(not )?ok ' "$test.out")

n=$((n + 1))
if ! command -v valgrind > /dev/null; then
	echo "ok $n - # SKIP valgrind is not installed"
elif valgrind -q --child-silent-after-fork=yes --leak-check=full --error-exitcode=9 "$test" \
	> "$test.out" 2> "$test.err"; then
	echo "ok $n - the same below valgrind: no error, no leak"
else
	echo "not ok $n - the same below valgrind: no error, no leak"
	grep -h '^not ok' "$test.out" | sed 's/^/# /'
	sed 's/^/# /' "$test.err" | head -n 40
	status=1
fi
echo "1..$n"
exit $status
