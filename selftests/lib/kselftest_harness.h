/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's test harness with a limit for a test, in seconds, that is there for what hangs
 * and not for what is slow: a guest without KVM, or with a kernel that checks everything.
 */
#ifndef SELFTESTS_KSELFTEST_HARNESS_H
#define SELFTESTS_KSELFTEST_HARNESS_H

#include_next <kselftest_harness.h>

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 240

#endif /* SELFTESTS_KSELFTEST_HARNESS_H */
