#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the library and mprd do when the system refuses memory or a system call (refuse.h).

set -u

here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
build=${BUILD:-$root/build}
test=$build/selftests/host/refusal_test

wrapped='socket bind setsockopt send recv recvmsg poll opendir fopen64 fdopen fclose mkostemp64
	open64 mkdir rename unlink flock fsync write getrandom epoll_create1 epoll_ctl epoll_wait
	eventfd madvise mmap64 setns'
mkdir -p "$build/selftests/host"
# shellcheck disable=SC2086 # words
${CC:-gcc} -std=gnu11 -O2 -g -Wall -Wextra -Werror -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 \
	-D_TIME_BITS=64 "-I$build/include" "-I$root/libmpr/src" "-I$here/../fuzz" \
	$(printf -- '-Wl,--wrap=%s ' $wrapped) -o "$test" "$here/refusal_test.c" \
	"$here/../fuzz/seam.c" "$here/../fuzz/seam_dir.c" "$build/lib/libmpr.a" -lmnl -pthread ||
	{ echo "Bail out! refusal_test does not build"; exit 1; }
# Another machine runs it.
[ -z "${MPR_BUILD_ONLY:-}" ] || exit 0
exec "$test"
