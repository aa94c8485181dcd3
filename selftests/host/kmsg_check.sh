#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A VM run fails for what the kernel complains about, and for nothing else in its log; and one that
# fails for the emulator's sake is told from all others.

cd "$(dirname "$0")/../vm" || exit 1
log=$(mktemp)
trap 'rm -f "$log"' EXIT
n=0
status=0

# stale yes|no LINE
stale() {
	n=$((n + 1))
	printf '%b\n' "$2" > "$log"
	got=no
	! sh ./stale-code.sh "$log" || got=yes
	if [ "$got" = "$1" ]; then
		echo "ok $n code that is not there any more: $1"
	else
		echo "not ok $n code that is not there any more: $2 is $got"
		status=1
	fi
}

# expect complaint|fine LINE
expect() {
	n=$((n + 1))
	printf '%b\n' "$2" > "$log"
	got=fine
	sh ./kmsg-check.sh "$log" > /dev/null || got=complaint
	if [ "$got" = "$1" ]; then
		echo "ok $n $1: $2"
	else
		echo "not ok $n $1: $2"
		status=1
	fi
}

warn='kern  :warn  : [   9.1] '
echo '1..26'
expect complaint "${warn}WARNING: CPU: 1 PID: 135 at kmod/main.c:4 e+0xc/0x1000 [mpr]"
expect complaint "${warn}WARNING: possible circular locking dependency detected"
expect complaint "${warn}WARNING: suspicious RCU usage"
expect complaint "${warn}BUG: KASAN: slab-use-after-free in mpr_conn_end+0x1/0x2"
expect complaint "${warn}BUG: kernel NULL pointer dereference, address: 0000000000000008"
expect complaint "${warn}Oops: 0000 [#1] PREEMPT SMP"
expect complaint "${warn}refcount_t: underflow; use-after-free."
expect complaint "${warn}rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:"
expect complaint "${warn}INFO: task rmmod:12 blocked for more than 120 seconds."
expect complaint "${warn}unregister_netdevice: waiting for ppp0 to become free. Usage count = 2"
expect complaint "${warn}kmemleak: 2 new suspected memory leaks (see /sys/kernel/debug/kmemleak)"
expect complaint "${warn}watchdog: BUG: soft lockup - CPU#0 stuck for 22s!"
expect complaint '[    4.359733] Kernel panic - not syncing: sysrq triggered crash'
expect fine "${warn}mpr: loading out-of-tree module taints kernel."
expect fine "${warn}bond0: Warning: No 802.3ad response from the link partner"
expect fine 'kern  :info  : [   0.1] rcu: RCU calculated value of scheduler-enlistment delay is 25'
expect fine 'user  :notice: [   9.1] WARNING: a test says so'
expect fine 'kern  :info  : [   9.1] ppp0: renamed from ppp1'
race="${warn}BUG: KCSAN: data-race in"
line="${warn}=================================================================="
expect complaint "$race mpr_a [mpr] / mpr_b [mpr]\n$line"
expect complaint "$race a / b\n$warn a+0x1/0x2\n$warn mpr_b+0x1/0x2 [mpr]\n$line"
read="${warn}read to 0xff110000bba1e408 of 8 bytes by task 1 on cpu 1:"
tick="$warn a+0x1/0x2\n$warn asm_sysvec_apic_timer_interrupt+0x16/0x20\n$warn mpr_b+0x1/0x2 [mpr]"
expect fine "$race a / b\n$read\n$tick\n$line"
expect complaint "$race a / b\n$read\n$tick\n$read\n$warn mpr_b+0x1/0x2 [mpr]\n$line"
expect complaint "$race a / b\n$read\n$tick\n$line\n$race mpr_a [mpr] / b\n$line"
expect fine "$race a / b\n$warn a+0x1/0x2\n$line\n$warn mpr_b+0x1/0x2 [mpr]"
int3="${warn}Oops: int3: 0000 [#1] PREEMPT SMP NOPTI\n${warn}RIP: 0010:__alloc_skb+0x47/0x1a0"
stale yes "$int3\n${warn}Code: 89 ce c6 44 24 0f 00 e9 <d4> 00 00 00 83 e2"
stale no "$int3\n${warn}Code: 89 ce c6 44 24 0f 00 cc <d4> 00 00 00 83 e2"
stale no "${warn}WARNING: CPU: 1\n$int3\n${warn}Code: 89 ce c6 44 24 0f 00 e9 <d4> 00 00"
stale yes "${warn}int3: 0000 [#1] PREEMPT SMP\n${warn}Code: 89 ce c6 44 24 0f 00 0f <1f> 44"
stale no "${warn}Oops: 0000 [#1] PREEMPT SMP\n${warn}Code: 89 ce c6 44 24 0f 00 e9 <d4> 00"
exit $status
