/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A memory control group for the caller: what the kernel allocates for it is charged there, and
 * can be counted.
 */
#ifndef SELFTESTS_BENCH_GROUP_H
#define SELFTESTS_BENCH_GROUP_H

/* The number behind @key in a file of the kernel's. */
long group_number(const char *path, const char *key);

void group_make(void);
void group_enter(void);
/* What is made from now on is somebody else's. */
void group_leave(void);
void group_remove(void);
/* Bytes of kernel memory. */
long group_charged(void);

#endif /* SELFTESTS_BENCH_GROUP_H */
