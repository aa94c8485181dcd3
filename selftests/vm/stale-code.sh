#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Is the first complaint in a kernel log a breakpoint (int3, cc) where none is? While the kernel
# patches its code there is one for a moment, in which another emulated processor may translate
# it, and run what it has translated after it is gone.
#
# usage: stale-code.sh LOG...

here=$(cd "$(dirname "$0")" && pwd)

before=$(mktemp)
trap 'rm -f "$before"' EXIT
for log; do
	grep -aq 'int3: 0000 \[#1\]' "$log" || continue
	sed '/int3: 0000 \[#1\]/,$d' "$log" > "$before"
	sh "$here/kmsg-check.sh" "$before" > /dev/null || continue
	# The byte before the one marked is what is there now.
	sed -n '/int3: 0000 \[#1\]/,$p' "$log" | grep -am1 'Code: ' |
		grep -aqE ' ([0-9abd-f][0-9a-f]|c[0-9abd-f]) <' && exit 0
done
exit 1
