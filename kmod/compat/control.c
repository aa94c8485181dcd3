// SPDX-License-Identifier: GPL-2.0-only
/* Compiles everywhere: if this does not, what the other probes say means nothing. */
#include <linux/module.h>
#include <net/genetlink.h>
