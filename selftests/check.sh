#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What "make check" runs once everything is built: the host's tests, then those that need the
# module in a VM. The last line says how many passed, failed and were skipped.
#
# usage: check.sh [TEST...]     (names without .c or .sh; default all)
#
# MPR_CHECK_VMS: how many VMs share the tests, by default one for each processor

set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
tests=$*
vms=${MPR_CHECK_VMS:-$(nproc)}
tmp=$(mktemp -d "${TMPDIR:-/tmp}/mpr-check.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$top/build/vm"

# listed LISTS: the names of the tests in these variables of the Makefile that the arguments select
listed() {
	make -s -C "$here" T="$tests" --eval "list: ; @echo \$(basename \$(notdir $1))" list
}

# in_vm NUMBER TEST...: run these in a VM of their own; output and what went wrong go to files
in_vm() {
	local run number=$1
	shift
	run=$(mktemp -d "$top/build/vm/check.XXXX")
	MPR_VM_RUN=$run MPR_VM_TIMEOUT=${MPR_VM_TIMEOUT:-2400} bash "$here/vm/run.sh" \
		"make -s -C selftests run_tests T='$*'" > "$tmp/vm$number" 2> "$tmp/err$number" ||
		echo "VM: exit status $?: $(head -n 2 "$tmp/err$number" | tr '\n' ' ')" \
			> "$tmp/bad$number"
	echo "# VM: $(cat "$run/seconds") seconds, log ${run#"$top/"}/kmsg.log" >> "$tmp/vm$number"
}

if [ -n "$(listed '$(HOST_PROGS)')" ]; then
	make -s -C "$here" run_host_tests T="$tests" 2>&1 < /dev/null | tee "$tmp/host"
fi

# One VM a processor: a guest is busy with one of its own for most of the time.
read -ra names < <(listed '$(TEST_GEN_PROGS) $(TEST_PROGS)')
[ "$vms" -le "${#names[@]}" ] || vms=${#names[@]}
for ((vm = 0; vm < vms; vm++)); do
	part=()
	for ((i = vm; i < ${#names[@]}; i += vms)); do
		part+=("${names[i]}")
	done
	in_vm "$vm" "${part[@]}" &
	pids[vm]=$!
done
for ((vm = 0; vm < vms; vm++)); do
	touch "$tmp/vm$vm"
	tail -n +1 -f --pid="${pids[vm]}" "$tmp/vm$vm"
	wait "${pids[vm]}"
	cat "$tmp/err$vm" >&2
done

cat "$tmp"/host "$tmp"/vm* 2> /dev/null |
	awk -v extra="$(cat "$tmp"/bad* 2> /dev/null)" -f "$here/tally.awk"
