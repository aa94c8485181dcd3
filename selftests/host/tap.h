/* SPDX-License-Identifier: GPL-2.0-only */
/* The little TAP that tests on the build machine print. */
#ifndef HOST_TAP_H
#define HOST_TAP_H

#include <stdio.h>

static unsigned int tap_tests, tap_failures;

#define ok(cond, name) tap_result(!!(cond), name, #cond, __FILE__, __LINE__)

static inline int tap_result(int good, const char *name, const char *cond, const char *file,
			     int line)
{
	printf("%s %u - %s\n", good ? "ok" : "not ok", ++tap_tests, name);
	if (!good) {
		printf("# %s:%d: %s\n", file, line, cond);
		tap_failures++;
	}
	fflush(stdout);
	return good;
}

/* The exit status of the program. */
static inline int tap_done(void)
{
	printf("1..%u\n", tap_tests);
	return tap_failures ? 1 : 0;
}

#endif /* HOST_TAP_H */
