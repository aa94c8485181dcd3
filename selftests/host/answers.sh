#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# libmpr and a kernel that loses messages or answers oddly, below valgrind where that is installed.

set -u

here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
build=${BUILD:-$root/build}
test=$build/selftests/host/answers_test

mkdir -p "$build/selftests/host"
# shellcheck disable=SC2046 # words
${CC:-gcc} -std=gnu11 -O2 -g -Wall -Wextra -Werror -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 \
	-D_TIME_BITS=64 "-I$build/include" "-I$root/libmpr/src" "-I$here/../fuzz" \
	$(printf -- '-Wl,--wrap=%s ' socket bind setsockopt send recv recvmsg poll) -o "$test" \
	"$here/answers_test.c" "$here/../fuzz/seam.c" "$build/lib/libmpr.a" -lmnl -pthread ||
	{ echo "Bail out! answers_test does not build"; exit 1; }
# Another machine runs it.
[ -z "${MPR_BUILD_ONLY:-}" ] || exit 0

if ! command -v valgrind > /dev/null; then
	exec "$test"
fi
valgrind -q --child-silent-after-fork=yes --leak-check=full --error-exitcode=9 "$test" \
	2> "$test.err"
status=$?
sed 's/^/# /' "$test.err" | head -n 40
exit $status
