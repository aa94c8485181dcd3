#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What "make fuzz" runs: the netlink fuzzer in a VM with the debug kernel. The last line says how
# many checks passed.
#
# MPR_FUZZ_MESSAGES: default 1,000,000; MPR_FUZZ_SEED: repeat a run; more in nl_guest.sh.

set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
flavour=debug
# shellcheck source=selftests/debug/env.sh
. "$here/../debug/env.sh"
make -s -C "$here" || exit
tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT

export MPR_FUZZ_MESSAGES=${MPR_FUZZ_MESSAGES:-1000000}
[ -n "${SEED:-}" ] && export MPR_FUZZ_SEED=$SEED
# Emulated, with every check that the kernel has, it is some 300 messages a second.
export MPR_VM_TIMEOUT=${MPR_VM_TIMEOUT:-$((600 + MPR_FUZZ_MESSAGES / 60))}
bash "$top/selftests/vm/run.sh" "bash selftests/fuzz/nl_guest.sh" | tee "$tmp"
status=${PIPESTATUS[0]}
passed=$(grep -c '^ok' "$tmp")
skipped=$(grep -c '^ok .*# SKIP' "$tmp")
failed=$(grep -c '^not ok' "$tmp")
if [ "$status" != 0 ] && [ "$failed" = 0 ]; then
	echo "failed: the VM (status $status)"
	failed=1
fi
[ "$skipped" = 0 ] || echo "skipped: $skipped"
echo "$((passed - skipped)) passed, $failed failed"
[ "$failed" = 0 ]
