#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: compare_guest.sh BUILD-OF-BASE BUILD-OF-THIS	the rows of each, behind "base" or "this"

bench=$2/bench
export MPR_BENCH_CONNECTIONS=2000 MPR_BENCH_INTERFACES=10000 MPR_BENCH_LISTENERS=300

# side NAME BUILD
side() {
	[ ! -d /sys/module/mpr ] || rmmod mpr || return
	insmod "$2/kmod/$(uname -r)/mpr.ko" || return
	for name in event connect dump memory; do
		LD_LIBRARY_PATH=$2/lib "$bench/bench_$name" | sed -n "s/^{\"name/$1 &/p"
		[ "${PIPESTATUS[0]}" = 0 ] || return
	done
}

modprobe -aq dummy veth ppp_generic
for ((round = 0; round < ${MPR_BENCH_ROUNDS:-1}; round++)); do
	if ((round & 1)); then
		side this "$2" && side base "$1"
	else
		side base "$1" && side this "$2"
	fi || exit 1
done
