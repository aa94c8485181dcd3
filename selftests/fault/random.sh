#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the guest: ordinary test programs while one in so many allocations of theirs, and of the kernel
# threads that run work items, fails. What they say does not count: they were not made for that.
# That the kernel has nothing to complain about and nothing leaks is looked at afterwards; here,
# that the service is still there and that enough has failed.
#
# usage: random.sh

set -u

one_in=${MPR_FAULT_ONE_IN:-50}
seconds=${MPR_FAULT_SECONDS:-20}
failslab=/sys/kernel/debug/failslab
many=1000000000

echo 0 > $failslab/verbose
echo N > $failslab/ignore-gfp-wait
echo Y > $failslab/task-filter
echo "$one_in" > $failslab/interval
echo $many > $failslab/times
echo 100 > $failslab/probability
grep -l '^kworker/u' /proc/[0-9]*/comm 2> /dev/null | while read -r comm; do
	echo 1 > "${comm%comm}make-it-fail"
done
for name in wire native state dial connection ports journal paging; do
	before=$(cat $failslab/times)
	# Many end at their first fault.
	end=$((SECONDS + seconds))
	while [ "$SECONDS" -lt "$end" ]; do
		(
			echo 1 > /proc/self/make-it-fail
			exec timeout -k 1 $((end - SECONDS)) "$MPR_BUILD/selftests/test_$name"
		) > /dev/null 2>&1
	done
	echo "# test_$name: $((before - $(cat $failslab/times))) allocations failed"
done
failed=$((many - $(cat $failslab/times)))
echo 0 > $failslab/probability
echo N > $failslab/task-filter
echo "# $failed allocations failed"
[ "$failed" -gt 100 ] && mprctl service show > /dev/null
