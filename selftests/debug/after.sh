#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# At the end of a debug guest, as a test like others: the module unloads and kmemleak finds nothing
# in two scans. What gcov counted of the module is left in $MPR_VM_OUT/gcov, kmemleak's reports in
# $MPR_VM_OUT/kmemleak.
#
# MPR_LEAKS_IN: a function of the kernel's whose allocations are known to be lost

set -u
debugfs=/sys/kernel/debug
number=0
verdict=ok

# result STATUS SENTENCE
result() {
	number=$((number + 1))
	if [ "$1" = 0 ]; then
		echo "# ok $number $2"
	else
		echo "# not ok $number $2"
		verdict='not ok'
	fi
}

unload() {
	[ ! -d /sys/module/mpr ] || rmmod mpr
}

no_leaks() {
	local leaks

	# It leaves alone what is younger than five seconds, and what has changed since it looked.
	for pause in 6 6; do
		sleep $pause
		echo scan > $debugfs/kmemleak || return 1
	done
	leaks=$(awk -v known="${MPR_LEAKS_IN:-}" '
		function tell() {
			if (leak != "" && (known == "" || !index(leak, known)))
				printf "%s", leak
			leak = ""
		}
		/^unreferenced object/ { tell() }
		{ leak = leak $0 "\n" }
		END { tell() }' $debugfs/kmemleak) || return 1
	[ -n "$leaks" ] || return 0
	printf '%s\n' "$leaks" > "$MPR_VM_OUT/kmemleak"
	head -n 40 <<< "$leaks" | sed 's/^/# # /'
	return 1
}

# The counters stay when the module is gone (gcov_persist).
counters() {
	local file

	mkdir -p "$MPR_VM_OUT/gcov"
	find $debugfs/gcov -path '*/kmod/*.gcda' | while read -r file; do
		cat "$file" > "$MPR_VM_OUT/gcov/${file##*/}"
	done
	[ -s "$MPR_VM_OUT/gcov/main.gcda" ]
}

echo '# selftests: debug: after'
unload
result $? 'the module unloads after everything'
if [ "${MPR_DEBUG_FLAVOUR:-debug}" = debug ]; then
	no_leaks
	result $? 'kmemleak finds nothing in two scans'
	if [ "${MPR_GCOV:-}" = y ]; then
		counters
		result $? 'gcov has counted'
	fi
fi
echo "# 1..$number"
echo "$verdict 1 selftests: debug: after"
[ "$verdict" = ok ]
