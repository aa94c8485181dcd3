#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A short run of the netlink fuzzer; "make fuzz" is the long one, on a debug kernel. A seed of its
# own each time, printed; MPR_FUZZ_SEED repeats one.

here=$(cd "$(dirname "$0")" && pwd)
fuzz=${MPR_BUILD:-$here/../build}/fuzz/nl_fuzz

for module in dummy veth ppp_generic wireguard ipip; do
	modprobe -q "$module"
done
echo '1..7'
if [ ! -x "$fuzz" ]; then
	echo "# $fuzz is not built"
	exit 1
fi
exec "$fuzz" -n "${MPR_FUZZ_MESSAGES:-20000}" ${MPR_FUZZ_SEED:+-s "$MPR_FUZZ_SEED"} \
	${MPR_VM_OUT:+-o "$MPR_VM_OUT"}
