#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the guest: the fault injection program, and a last look at what it leaves behind.
#
# usage: guest.sh [PATTERN...]

set -u

"$MPR_BUILD/selftests/fault/fault" "$@"
status=$?
tests=$(dirname "$0")/..
number=1000
last() {
	local name=$1

	shift
	if said=$("$@" 2>&1); then
		echo "ok $((++number)) - $name"
	else
		echo "not ok $((++number)) - $name"
		printf '%s\n' "$said" | sed 's/^/# /'
		status=1
	fi
}
last 'afterwards: the module unloads, nothing has leaked' bash "$tests/debug/after.sh"
exit $status
