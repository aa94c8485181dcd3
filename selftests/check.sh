#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What "make check" runs once everything is built: the host's tests, then those that need the
# module in a VM. The last line says how many passed, failed and were skipped.
#
# usage: check.sh [TEST...]     (names without .c or .sh; default all)

set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
log=$(mktemp "${TMPDIR:-/tmp}/mpr-check.XXXXXX")
trap 'rm -f "$log"' EXIT
extra=

# listed VARIABLE: how many tests of this kind the names select
listed() {
	make -s -C "$here" T="$tests" --eval "list: ; @echo \$(words \$($1))" list
}

tests=$*
if [ "$(listed HOST_PROGS)" != 0 ]; then
	make -s -C "$here" run_host_tests T="$tests" 2>&1 < /dev/null | tee -a "$log"
fi
if [ "$(listed TEST_PROGS)" != 0 ] || [ "$(listed TEST_GEN_PROGS)" != 0 ]; then
	complaint=$(mktemp "${TMPDIR:-/tmp}/mpr-check.XXXXXX")
	mkdir -p "$top/build/vm"
	MPR_VM_RUN=$(mktemp -d "$top/build/vm/check.XXXX")
	export MPR_VM_RUN
	MPR_VM_TIMEOUT=${MPR_VM_TIMEOUT:-2400} bash "$here/vm/run.sh" \
		"make -s -C selftests run_tests T='$tests'" 2> "$complaint" | tee -a "$log"
	status=${PIPESTATUS[0]}
	cat "$complaint" >&2
	if [ "$status" != 0 ]; then
		extra="VM: exit status $status: $(head -n 2 "$complaint" | tr '\n' ' ')"
	fi
	rm -f "$complaint"
	echo "# VM: $(cat "$MPR_VM_RUN/seconds") seconds, kernel log ${MPR_VM_RUN#"$top/"}/kmsg.log"
fi

awk -v extra="$extra" -f "$here/tally.awk" "$log"
