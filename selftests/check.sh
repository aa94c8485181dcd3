#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What "make check" runs once everything is built: the host's tests, and meanwhile those that need
# the module, in VMs. The last line says how many passed, failed and were skipped.
#
# usage: check.sh [TEST...]     (names without .c or .sh; default all)
#
# MPR_CHECK_VMS        how many VMs share the scripts, by default one for each processor; 1 is one
#                      VM for everything
# MPR_VM_CPUS          processors of each VM: they share all tests then, see deal()
# MPR_CHECK_TIMEOUT    seconds for each test program instead of those in the file "settings"
# MPR_CHECK_HOST       0: leave the host's tests out
# MPR_CHECK_HOST_DONE  a command to run after the host's tests and before the VMs' begin, which
#                      otherwise does not wait for them
# MPR_CHECK_AFTER      a command that each VM runs when its tests are over, which may report like a
#                      test
# MPR_CHECK_FINALLY    a command that gets the directories of the VMs' runs; a failure if it fails

set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
tests=$*
vms=${MPR_CHECK_VMS:-$(nproc)}
build=${MPR_BUILD:-$top/build}
tmp=$(mktemp -d "${TMPDIR:-/tmp}/mpr-check.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$build/vm"

# listed LISTS: the names of the tests in these variables of the Makefile that the arguments select
listed() {
	make -s -C "$here" T="$tests" --eval "list: ; @echo \$(basename \$(notdir $1))" list
}

# deal VMS PROGRAMS SCRIPTS: a line for each VM, with its processors and its tests. Programs race
# with themselves, on two processors. Scripts do not, and emulating a second one costs a fifth, as
# processors that wait for each other do so busily.
deal() {
	if [ "$1" = 1 ] || [ -n "${MPR_VM_CPUS:-}" ] || [ -z "$3" ]; then
		share "$1" "${MPR_VM_CPUS:-2}" "$2 $3"
	else
		share 1 2 "$2"
		share "$1" 1 "$3"
	fi
}

# share VMS CPUS TESTS: those that take longest first, each to the VM that has least to do; what the
# file "seconds" does not name takes 10
share() {
	# shellcheck disable=SC2086 # a list
	printf '%s\n' $3 | awk '
		FNR == NR { if (!/^#/) takes[$1] = $2; next }
		NF { print $1 in takes ? takes[$1] : 10, $1 }' "$here/seconds" - |
		sort -k1,1nr -k2 | awk -v vms="$1" -v cpus="$2" '
		{
			least = 0
			for (vm = 1; vm < vms; vm++)
				if (sum[vm] < sum[least])
					least = vm
			sum[least] += $1
			tests[least] = tests[least] " " $2
		}
		END {
			for (vm = 0; vm < vms; vm++)
				if (vm in tests)
					print cpus tests[vm]
		}'
}

# in_vm NUMBER CPUS TEST...: run these in a VM of their own; output and what went wrong go to files
in_vm() {
	local run status try number=$1 cpus=$2 command
	shift 2
	command="make -s -C selftests run_tests T='$*'"
	[ -z "${MPR_CHECK_TIMEOUT:-}" ] ||
		command="kselftest_override_timeout=$MPR_CHECK_TIMEOUT $command"
	[ -z "${MPR_CHECK_AFTER:-}" ] ||
		command="$command; status=\$?; $MPR_CHECK_AFTER; exit \$status"
	for try in first second; do
		run=$(mktemp -d "$build/vm/check.XXXX")
		MPR_VM_RUN=$run MPR_VM_TIMEOUT=${MPR_VM_TIMEOUT:-2400} \
			MPR_VM_CPUS=$cpus bash "$here/vm/run.sh" "$command" \
			> "$tmp/vm$number" 2> "$tmp/err$number"
		status=$?
		# The emulator's own mistake: a second one in a row counts.
		{ [ "$status" = 97 ] && [ "$try" = first ]; } || break
		sed 's/^/# /' "$tmp/err$number"
	done
	echo "$run" >> "$tmp/runs"
	[ "$status" = 0 ] ||
		echo "VM: exit status $status: $(head -n 2 "$tmp/err$number" | tr '\n' ' ')" \
			> "$tmp/bad$number"
	echo "# VM: $(cat "$run/seconds") seconds, log ${run#"$top/"}/kmsg.log" >> "$tmp/vm$number"
}

# The host of the host's tests is the system whose root the VM has.
on_host() {
	if [ -n "${MPR_VM_ROOT:-}" ]; then
		bash "$here/kernels/enter.sh" "$MPR_VM_ROOT" "$*"
	else
		bash -c "$*"
	fi
}

# Two at a time or more, each in its own share of the tests.
hosts_start() {
	local names part share i shares

	[ "${MPR_CHECK_HOST:-1}" != 0 ] || return
	# shellcheck disable=SC2016 # variables of make
	read -ra names < <(listed '$(HOST_PROGS)')
	shares=$(nproc)
	[ "$shares" -le "${#names[@]}" ] || shares=${#names[@]}
	for ((share = 0; share < shares; share++)); do
		part=()
		for ((i = share; i < ${#names[@]}; i += shares)); do
			part+=("${names[i]}")
		done
		on_host make -s -C "$here" run_host_tests "T='${part[*]}'" \
			> "$tmp/host$share" 2>&1 < /dev/null &
		host_pids+=($!)
		wanted+=("${#part[@]}")
	done
}

vms_start() {
	local programs scripts line part dealt

	# shellcheck disable=SC2016
	programs=$(listed '$(TEST_GEN_PROGS)') scripts=$(listed '$(TEST_PROGS)')
	mapfile -t dealt < <(deal "$vms" "$programs" "$scripts")
	[ "$(wc -w <<< "${dealt[*]}")" = $(($(wc -w <<< "$programs $scripts") + ${#dealt[@]})) ] ||
		echo "VMs: some tests have not been dealt" > "$tmp/bad-dealt"
	for line in "${dealt[@]}"; do
		read -ra part <<< "$line"
		in_vm "${#vm_pids[@]}" "${part[@]}" &
		vm_pids+=($!)
	done
}

# await FILE PID: shows what comes until it ends
await() {
	touch "$1"
	tail -n +1 -f --pid="$2" "$1"
	wait "$2"
}

host_pids=() wanted=() vm_pids=()
hosts_start
[ -n "${MPR_CHECK_HOST_DONE:-}" ] || vms_start
for share in "${!host_pids[@]}"; do
	await "$tmp/host$share" "${host_pids[share]}"
	[ "$(grep -cE '^(not )?ok ' "$tmp/host$share")" = "${wanted[share]}" ] ||
		echo "host tests: some did not run" > "$tmp/bad-host$share"
done
if [ -n "${MPR_CHECK_HOST_DONE:-}" ]; then
	eval "$MPR_CHECK_HOST_DONE"
	vms_start
fi
for vm in "${!vm_pids[@]}"; do
	await "$tmp/vm$vm" "${vm_pids[vm]}"
	cat "$tmp/err$vm" >&2
done

if [ -n "${MPR_CHECK_FINALLY:-}" ] && [ -f "$tmp/runs" ]; then
	mapfile -t runs < "$tmp/runs"
	$MPR_CHECK_FINALLY "${runs[@]}" || echo "$MPR_CHECK_FINALLY: see above" > "$tmp/bad-finally"
fi

cat "$tmp"/host* "$tmp"/vm* 2> /dev/null |
	awk -v extra="$(cat "$tmp"/bad* 2> /dev/null)" -f "$here/tally.awk"
