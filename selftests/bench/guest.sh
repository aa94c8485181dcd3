#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Benchmarks, one after the other, where mpr.ko is loaded: rows and points of curves as JSON on
# standard output. What fails is a line "failed: ..." and the others go on.
#
# usage: guest.sh BENCHMARK...	(of the list in run.sh)

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
bench=${MPR_BUILD:-$here/../../build}/bench

# What no module can be faster than: one that does nothing else.
floor() {
	local status

	rmmod mpr && insmod "$bench/floor/mpr_floor.ko" || return
	"$bench/bench_event" --floor
	status=$?
	rmmod mpr_floor && insmod "$MPR_MODULE" && return "$status"
}

# From the emulated disk they take longer than what is measured with them.
modprobe -aq dummy veth ppp_generic
for name; do
	echo "# $name" >&2
	case $name in
	pppoe | nmcli) bash "$here/$name.sh" ;;
	event) "$bench/bench_event" && floor ;;
	*) "$bench/bench_$name" ;;
	esac || echo "failed: $name"
done
