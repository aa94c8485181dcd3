#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Bad input below valgrind: nothing is read or written where it should not be.

here=$(cd "$(dirname "$0")" && pwd)
test=${MPR_HELPERS:-$here/../build/selftests}/test_bad_handles

echo '1..1'
if ! command -v valgrind > /dev/null; then
	echo 'ok 1 # SKIP valgrind is not installed'
elif [ ! -x "$test" ]; then
	echo "ok 1 # SKIP $test is not built"
elif out=$(valgrind -q --error-exitcode=9 "$test" 2>&1); then
	echo 'ok 1 bad input of every kind is valgrind clean'
else
	printf '%s\n' "$out" | sed 's/^/# /' | head -n 100
	echo 'not ok 1 bad input of every kind is valgrind clean'
	exit 1
fi
