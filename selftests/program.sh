# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2120
#
# For host tests that are a program: source it, then "build" and one of the ways to run it.

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
build=${BUILD:-$root/build}

# build NAME [OBJECT|OPTION]...: from host/NAME.c, with the static library, as the inner functions
# are tested too. $test is the program.
build() {
	test=$build/selftests/host/$1
	mkdir -p "$build/selftests/host"
	# shellcheck disable=SC2086 # words
	${CC:-gcc} -std=gnu11 ${CFLAGS:--O2 -g} -Wall -Wextra -Werror -D_GNU_SOURCE \
		-D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 "-I$build/include" "-I$root/libmpr/src" \
		"-I$root/tools/common" "-I$root/tools/mprd" "-I$root/selftests/fuzz" -o "$test" \
		"$root/selftests/host/$1.c" "${@:2}" "$build/lib/libmpr.a" -lmnl -pthread -lrt || {
		echo "Bail out! $1 does not build"
		exit 1
	}
	# Another machine runs it.
	[ -z "${MPR_BUILD_ONLY:-}" ] || exit 0
}

# wraps FUNCTION...: options that put __wrap_FUNCTION() in the place of each
wraps() {
	printf -- '-Wl,--wrap=%s ' "$@"
}

# The kernel of fuzz/seam.c
seam="$root/selftests/fuzz/seam.c $(wraps socket bind setsockopt send recv recvmsg poll)"
# What host/refuse.h refuses
refusable=$(wraps opendir fopen64 fdopen fclose mkostemp64 open64 mkdir rename unlink flock fsync \
	write getrandom epoll_create1 epoll_ctl epoll_wait eventfd madvise mmap64 setns fork pipe2 \
	dup2 fcntl64 memfd_create lseek64 timer_create syscall)
# Those of mprd but its main()
mprd_objects() {
	find "$build/obj/mprd" -name '*.o' ! -path "$build/obj/mprd/main.o"
	printf -- '-l%s ' ev inih dl rt
}

valgrind="valgrind -q --child-silent-after-fork=yes --leak-check=full --error-exitcode=9"

# Below valgrind where that is installed: run_checked [ARGUMENT...]
run_checked() {
	local status

	if ! command -v valgrind > /dev/null; then
		"$test" "$@"
		exit
	fi
	$valgrind "$test" "$@" 2> "$test.err"
	status=$?
	# The program's own messages are on standard error as well.
	grep -a '^==' "$test.err" | sed 's/^/# /' | head -n 40
	exit $status
}

# As it is, and once more below valgrind, which is one test more: run_twice [ARGUMENT...]
run_twice() {
	local status n

	"$test" "$@" > "$test.out"
	status=$?
	grep -v '^1\.\.' "$test.out"
	n=$(($(grep -cE '^(not )?ok ' "$test.out") + 1))
	if ! command -v valgrind > /dev/null; then
		echo "ok $n - # SKIP valgrind is not installed"
	elif MPR_BELOW_VALGRIND=1 $valgrind "$test" "$@" > "$test.out" 2> "$test.err"; then
		echo "ok $n - the same below valgrind: no error, no leak"
	else
		echo "not ok $n - the same below valgrind: no error, no leak"
		grep -h '^not ok' "$test.out" | sed 's/^/# /'
		sed 's/^/# /' "$test.err" | head -n 40
		status=1
	fi
	echo "1..$n"
	exit $status
}
