#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What "make check-arches" does: build everything for other machines, and run the tests on each
# of them, emulated, with a Debian kernel and user space of that architecture. "i386" is 32-bit
# user space on a 64-bit kernel, "i686" is on a 32-bit one. A line for each says how many passed,
# failed and were skipped, and the last one how many all together.
#
# usage: check.sh [ARCH...]     (s390x, arm64, i386, i686; default all but the last)
#
# T: some tests only
# MPR_CHECK_VMS: how many VMs run at the same time, by default one for each processor
# MPR_CHECK_TIMEOUT: seconds for each test program, by default 2400: these machines are slow
# MPR_PATIENCE: seconds to wait for what has to come, by default 120

set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
vms=${MPR_CHECK_VMS:-$(nproc)}
# What make has exported is about this machine's kernel and build.
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL BUILD CC MPR_BUILD MPR_VM_KVER MPR_VM_KERNEL
arches=("$@")
[ ${#arches[@]} -gt 0 ] || arches=(s390x arm64 i386)

# Tests of programs that need no module, too. Those of sources and headers say the same on any
# machine, and valgrind's many runs would take hours in an emulated one.
host='event libmpr mprctl_cli mprd'
elsewhere='test_valgrind'

# the names of the tests to run
selected() {
	local file name

	for file in "$top"/selftests/test_*.{c,sh} "$top"/selftests/host/*.sh; do
		name=${file##*/}
		name=${name%.*}
		case $file in
		*/host/*) [[ " $host " = *" $name "* ]] || continue ;;
		esac
		[[ " $elsewhere " != *" $name "* ]] || continue
		[ -z "${T:-}" ] || [[ " $T " = *" $name "* ]] || continue
		echo "$name"
	done
}

# shellcheck disable=SC2016
run_built='run_built: ; @$(call RUN_TESTS,$(TEST_GEN_PROGS) $(TEST_PROGS))'

# run ARCH ROOT BUILD: leaves the output and what went wrong in BUILD
run() {
	local arch=$1 root=$2 build=$3 run machine names

	case $arch in
	arm64) machine=aarch64 ;;
	i386 | i686) machine=x86_64 ;;
	*) machine=$arch ;;
	esac
	names=$(selected | tr '\n' ' ')
	mkdir -p "$build/vm"
	run=$(mktemp -d "$build/vm/check.XXXX")
	: > "$build/bad"
	# The tests are built: CC has nothing to do, and nothing is made anew there.
	MPR_BUILD=$build MPR_VM_ROOT=$root MPR_VM_ARCH=$machine MPR_VM_RUN=$run \
		MPR_VM_TIMEOUT=${MPR_VM_TIMEOUT:-7200} bash "$top/selftests/vm/run.sh" "
			export BUILD=\$MPR_BUILD
			export kselftest_override_timeout=${MPR_CHECK_TIMEOUT:-2400}
			export MPR_PATIENCE=${MPR_PATIENCE:-120}
			make -s -C selftests run_host_tests CC=true T='$names'
			make -s -C selftests run_built CC=true T='$names' --eval '$run_built'" \
		> "$build/tap" 2> "$build/err" ||
		echo "VM: exit status $?: $(head -n 2 "$build/err" | tr '\n' ' ')" > "$build/bad"
	echo "# $arch: $(cat "$run/seconds") seconds, log ${run#"$top/"}/kmsg.log" >> "$build/tap"
}

[ -n "$(selected)" ] || {
	echo "check-arches: T selects no test" >&2
	exit 1
}
declare -A running=()
for arch in "${arches[@]}"; do
	build=$top/build/arches/$arch
	if ! root=$(bash "$here/root.sh" "$arch") ||
		! bash "$here/build.sh" "$arch" "$root" "$build"; then
		continue
	fi
	while [ "$(jobs -pr | wc -l)" -ge "$vms" ]; do
		wait -n
	done
	run "$arch" "$root" "$build" &
	running[$arch]=$!
done

sums=()
for arch in "${arches[@]}"; do
	build=$top/build/arches/$arch
	if [ -z "${running[$arch]:-}" ]; then
		sums+=("$arch: not built: 0 passed, 1 failed")
		continue
	fi
	wait "${running[$arch]}"
	cat "$build/tap"
	cat "$build/err" >&2
	awk -v extra="$(cat "$build/bad")" -f "$top/selftests/tally.awk" "$build/tap" > "$build/sum"
	sums+=("$(sed "s/^/$arch: /" "$build/sum")")
done
printf '%s\n' "${sums[@]}"
printf '%s\n' "${sums[@]}" | awk -f "$top/selftests/sum.awk"
