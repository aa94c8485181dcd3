/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A point in time until which to wait, from a Win32 time-out. */
#ifndef MPR_SRC_DEADLINE_H
#define MPR_SRC_DEADLINE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include <mprevent.h>

struct mpr_deadline {
	bool never;
	bool now;
	int64_t end_ns;			/* CLOCK_MONOTONIC */
};

static inline int64_t mpr_monotonic_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static inline void mpr_deadline_init(struct mpr_deadline *d, DWORD ms)
{
	d->never = ms == INFINITE;
	d->now = ms == 0;
	d->end_ns = d->never || d->now ? 0 : mpr_monotonic_ns() + ms * 1000000LL;
}

/*
 * Time-out for poll or epoll_wait: milliseconds left, rounded up so that a wait is never too
 * short; 0 once the deadline has passed; -1 for a deadline that never does.
 */
static inline int mpr_deadline_left(const struct mpr_deadline *d)
{
	int64_t ms;

	if (d->never)
		return -1;
	if (d->now)
		return 0;
	ms = (d->end_ns - mpr_monotonic_ns() + 999999) / 1000000;
	if (ms <= 0)
		return 0;
	return ms > INT_MAX ? INT_MAX : (int)ms;
}

#endif /* MPR_SRC_DEADLINE_H */
