#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What "make check-kill" runs: test_mprd_kill with every step, in two VMs at once; pppd has as many
# steps as all others together.

set -u

here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/mpr-kill.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
export MPR_KILL_STRIDE=1 MPR_CHECK_TIMEOUT=5400 MPR_VM_TIMEOUT=5700 MPR_CHECK_VMS=1

part() {
	local status

	MPR_KILL_VICTIMS=$2 bash "$here/check.sh" test_mprd_kill > "$tmp/$1" 2>&1
	status=$?
	# The sums come last, in one line.
	sed '$d' "$tmp/$1"
	tail -n 1 "$tmp/$1" > "$tmp/sum$1"
	return $status
}

part 1 pppd &
status=0
part 2 'mprctl mprd mprd-worker mprd-plugins' || status=1
wait $! || status=1
awk -f "$here/sum.awk" "$tmp"/sum? || status=1
exit $status
