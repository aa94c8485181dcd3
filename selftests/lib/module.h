/* SPDX-License-Identifier: GPL-2.0-only */
/* Loading and unloading the module in $MPR_MODULE. All return 0 or an errno. */
#ifndef SELFTESTS_MODULE_H
#define SELFTESTS_MODULE_H

/* That it is loaded already is fine. */
int module_load(void);
/* EWOULDBLOCK: in use. */
int module_unload(void);
/*
 * The same, once those who used it have let go: the kernel drops what a socket held some RCU
 * grace periods after its end.
 */
int module_unload_unused(void);

#endif /* SELFTESTS_MODULE_H */
