#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Print the lines of kernel logs in which the kernel complains about itself;
# exit 1 when there is one. What user space wrote to /dev/kmsg (dmesg
# --decode marks it) does not count, nor do KCSAN's reports of races that our
# module has no part in: it finds races all over the kernel.
#
# usage: kmsg-check.sh LOG...

patterns='WARNING:
BUG:
kernel BUG at
Oops:
general protection fault
Kernel panic
KASAN:
KCSAN:
KFENCE:
UBSAN:
ODEBUG:
kmemleak: .*(new suspected|unreferenced object)
refcount_t:
ref_tracker:
leaked reference
(rcu|RCU).*(stall|starved)
suspicious RCU usage
possible (circular locking|recursive locking|irq lock inversion)
inconsistent lock state
trying to register non-static key
(still has|with) locks? held
blocked for more than
soft lockup
hard LOCKUP
unregister_netdevice: waiting for
(list_add|list_del) corruption
scheduling while atomic
sleeping function called from invalid context
sysfs: cannot create duplicate
Bad page'

user='^(user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local[0-7]) *:'

# A report of KCSAN lies between two lines of "=": its first line stays if there is one about us,
# not counting what an interrupt has come in between of.
# shellcheck disable=SC2016 # a program for awk
races='/BUG: KCSAN:/ { title = $0 }
/ by (task|interrupt) / { below = 0 }
/asm_(sysvec|common_interrupt)/ { below = 1 }
title != "" && /\[mpr\]/ && !below { ours = 1 }
title == ""
title != "" && /======/ { if (ours) print title; title = ""; ours = 0; below = 0 }
END { if (ours) print title }'

bad=0
for log; do
	[ -f "$log" ] || continue
	grep -anvE "$user" "$log" | awk "$races" |
		grep -aE "$patterns" && bad=1
done
exit $bad
