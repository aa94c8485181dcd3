#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What "make check-kernels" runs: for each kernel, build inside a root directory of the Debian
# release that has it, with its gcc and its clang, and run all tests with that kernel on that
# root. Logs are below build/roots/KERNEL/. One line a kernel, then all together.
#
# usage: check.sh [TEST...]
#
# K: the kernels, default all       MPR_CHECK_VMS: as for selftests/check.sh, but one VM at a time
# on a machine that has other things to do

set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
tests=("$@")
read -ra kernels <<< "${K:-5.10 6.1 6.12 7.2}"
summary='^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$'
sums=()
# What make has exported is about this machine's kernel and build.
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL BUILD CC MPR_VM_KVER MPR_VM_KERNEL T K
export MPR_CACHE=${MPR_CACHE:-$HOME/.cache/mpr}

if [ -z "${MPR_CHECK_VMS:-}" ] && awk '{ exit $1 < 1 }' /proc/loadavg; then
	export MPR_CHECK_VMS=1
fi

suite_of() {
	case $1 in
	5.10) echo bullseye ;;
	6.1) echo bookworm ;;
	6.12) echo trixie ;;
	7.2) echo sid ;;
	*)
		echo "check-kernels: no Debian release is known for kernel $1" >&2
		return 1
		;;
	esac
}

result() {
	if [ "$1" = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "failed: $2"
	fi
}

# step NAME COMMAND...: its output goes to NAME.log
step() {
	local name=$1 status

	shift
	"$@" > "$MPR_BUILD/$name.log" 2>&1 < /dev/null
	status=$?
	if [ "$status" != 0 ]; then
		grep -E 'error|warning' "$MPR_BUILD/$name.log" | head -n 10
		tail -n 5 "$MPR_BUILD/$name.log"
	fi
	result "$status" "kernel $kernel: $name (see ${MPR_BUILD#"$top/"}/$name.log)"
	return "$status"
}

inside() {
	bash "$here/enter.sh" "$root" "$1"
}

# module_of BUILD TEST: that it loads says that it was built as it should be, and a test that it
# does what it should.
module_of() {
	MPR_VM_ROOT=$root MPR_BUILD=$MPR_BUILD/$1 bash "$top/selftests/vm/run.sh" \
		"make -s -C selftests run_tests T=$2 | tee /dev/stderr | tail -n 1 | grep -q ^ok"
}

check_kernel() {
	local kernel=$1 suite root counts versions line start=$SECONDS passed=0 failed=0 skipped=0

	export MPR_BUILD=$top/build/roots/$kernel
	mkdir -p "$MPR_BUILD"
	echo "# kernel $kernel"
	suite=$(suite_of "$kernel") && root=$(bash "$here/root.sh" "$suite")
	result $? "kernel $kernel: there is a root directory for it"
	if [ "$failed" = 0 ] && step gcc inside 'bash selftests/kernels/build.sh gcc'; then
		MPR_VM_ROOT=$root bash "$top/selftests/check.sh" "${tests[@]}" 2>&1 |
			tee "$MPR_BUILD/tests.log"
		counts=$(tail -n 1 "$MPR_BUILD/tests.log")
		if [[ $counts =~ $summary ]]; then
			passed=$((passed + BASH_REMATCH[1]))
			failed=$((failed + BASH_REMATCH[2]))
			skipped=${BASH_REMATCH[4]:-0}
		else
			result 1 "kernel $kernel: the tests did not end"
		fi
		step kbuild inside 'bash selftests/kernels/kbuild.sh'
		step clang inside 'bash selftests/kernels/build.sh clang' &&
			step clang-module module_of clang test_state
		# Later ones have had since their first release what is left out.
		[ "$kernel" != 5.10 ] ||
			{ step early inside 'bash selftests/kernels/build.sh early' &&
				step early-module module_of early test_intruder_groups; }
	fi
	if [ -n "${root:-}" ]; then
		# shellcheck disable=SC2016
		versions=$(inside 'echo $(bash scripts/kver.sh), gcc $(gcc -dumpfullversion), \
			clang $(clang -dumpversion)')
	fi
	line="kernel $kernel (${suite:-?}: ${versions:-?}): $passed passed, $failed failed"
	sums+=("$line, $skipped skipped, $((SECONDS - start)) s")
}

for kernel in "${kernels[@]}"; do
	check_kernel "$kernel"
done
printf '%s\n' "${sums[@]}"
printf '%s\n' "${sums[@]}" | awk -f "$top/selftests/sum.awk"
