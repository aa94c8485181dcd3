// SPDX-License-Identifier: GPL-2.0-only
/* Timers: run when due, in order of their times, and not when cancelled. */

#include "kunit.h"

struct mpr_timer_probe {
	struct mpr_timer timer;
	struct completion ran;
	unsigned int place;
};

static unsigned int mpr_timer_runs;

static void mpr_timer_probe_due(struct mpr_net *mn, struct mpr_timer *timer)
{
	struct mpr_timer_probe *probe = container_of(timer, struct mpr_timer_probe, timer);

	lockdep_assert_held(&mn->lock);
	probe->place = ++mpr_timer_runs;
	complete(&probe->ran);
}

static void mpr_timer_probe_init(struct mpr_timer_probe *probe)
{
	memset(probe, 0, sizeof(*probe));
	init_completion(&probe->ran);
	probe->timer.fn = mpr_timer_probe_due;
}

/* With the lock given up, as it has to be for timers to run. */
static bool mpr_timer_wait(struct mpr_net *mn, struct mpr_timer_probe *probe)
{
	bool ran;

	mpr_unlock(mn);
	ran = wait_for_completion_timeout(&probe->ran, 20 * HZ);
	mpr_lock(mn);
	return ran;
}

static void mpr_timer_left_rounds_up(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;
	struct mpr_timer_probe probe;
	u32 left;

	mpr_timer_probe_init(&probe);
	KUNIT_EXPECT_FALSE(test, probe.timer.armed);
	mpr_timer_arm(w->mn, &probe.timer, 1000000);
	KUNIT_EXPECT_TRUE(test, probe.timer.armed);
	left = mpr_timer_left(&probe.timer);
	KUNIT_EXPECT_GT(test, left, 900000U);
	KUNIT_EXPECT_LE(test, left, 1000000U);
	probe.timer.node.expires = ktime_get_boottime() - 1;
	KUNIT_EXPECT_EQ(test, mpr_timer_left(&probe.timer), 0U);
	mpr_timer_cancel(w->mn, &probe.timer);
}

/* Armed again, it counts once, with the new time. */
static void mpr_timer_armed_again(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;
	struct mpr_timer_probe probe;

	mpr_timer_probe_init(&probe);
	mpr_timer_arm(w->mn, &probe.timer, 3600000);
	mpr_timer_arm(w->mn, &probe.timer, 7200000);
	KUNIT_EXPECT_GT(test, mpr_timer_left(&probe.timer), 3600000U);
	mpr_timer_cancel(w->mn, &probe.timer);
	KUNIT_EXPECT_FALSE(test, probe.timer.armed);
	KUNIT_EXPECT_NULL(test, timerqueue_getnext(&w->mn->timers));
	/* Twice is no harm. */
	mpr_timer_cancel(w->mn, &probe.timer);
}

static void mpr_timer_order(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;
	struct mpr_timer_probe first, second, never, last;

	mpr_timer_probe_init(&first);
	mpr_timer_probe_init(&second);
	mpr_timer_probe_init(&never);
	mpr_timer_probe_init(&last);
	mpr_timer_runs = 0;
	mpr_timer_arm(w->mn, &last.timer, 60);
	mpr_timer_arm(w->mn, &never.timer, 40);
	mpr_timer_arm(w->mn, &second.timer, 20);
	mpr_timer_arm(w->mn, &first.timer, 0);
	mpr_timer_cancel(w->mn, &never.timer);
	KUNIT_EXPECT_TRUE(test, mpr_timer_wait(w->mn, &last));
	KUNIT_EXPECT_EQ(test, first.place, 1U);
	KUNIT_EXPECT_EQ(test, second.place, 2U);
	KUNIT_EXPECT_EQ(test, last.place, 3U);
	KUNIT_EXPECT_EQ(test, never.place, 0U);
	KUNIT_EXPECT_FALSE(test, last.timer.armed);
	mpr_timer_cancel(w->mn, &first.timer);
	mpr_timer_cancel(w->mn, &second.timer);
	mpr_timer_cancel(w->mn, &last.timer);
}

static void mpr_timer_not_early(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;
	struct mpr_timer_probe probe;
	ktime_t begun = ktime_get_boottime();

	mpr_timer_probe_init(&probe);
	mpr_timer_arm(w->mn, &probe.timer, 50);
	KUNIT_EXPECT_TRUE(test, mpr_timer_wait(w->mn, &probe));
	KUNIT_EXPECT_GE(test, ktime_to_ms(ktime_sub(ktime_get_boottime(), begun)), 50LL);
	mpr_timer_cancel(w->mn, &probe.timer);
}

static struct kunit_case mpr_timer_cases[] = {
	KUNIT_CASE(mpr_timer_left_rounds_up),
	KUNIT_CASE(mpr_timer_armed_again),
	KUNIT_CASE(mpr_timer_order),
	KUNIT_CASE(mpr_timer_not_early),
	{ }
};

struct kunit_suite mpr_timer_suite = {
	.name = "mpr-timer",
	.init = mpr_kunit_begin,
	.exit = mpr_kunit_end,
	.test_cases = mpr_timer_cases,
};
