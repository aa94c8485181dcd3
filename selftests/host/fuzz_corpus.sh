#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every input that the fuzzers of user space have kept, once, with address and undefined behaviour
# sanitizers: what broke something once (bug-*) does not again.

set -u

here=$(cd "$(dirname "$0")" && pwd)
fuzz=$here/../fuzz
build=${BUILD:-$here/../../build}

# The runner makes programs write line by line with a library that would come before ASan.
unset LD_PRELOAD
mapfile -t targets < <(cd "$fuzz/corpus" && printf '%s\n' *)
echo "1..${#targets[@]}"
if ! out=$(make -s -C "$fuzz" replay BUILD="$build" 2>&1); then
	printf '%s\n' "$out" | tail -n 20 | sed 's/^/# /'
	echo 'Bail out! the targets do not build'
	exit 1
fi
status=0
n=0
for target in "${targets[@]}"; do
	n=$((n + 1))
	# What mprctl leaves allocated at exit() goes with its process.
	leaks=1
	[ "$target" = mprctl ] && leaks=0
	if out=$(ASAN_OPTIONS=detect_leaks=$leaks "$build/fuzz/replay_$target" \
			"$fuzz/corpus/$target" 2>&1); then
		echo "ok $n - $target: ${out##*$'\n'}"
	else
		printf '%s\n' "$out" | tail -n 30 | sed 's/^/# /'
		echo "not ok $n - $target: no input breaks it"
		status=1
	fi
done
exit $status
