// SPDX-License-Identifier: GPL-2.0-only
/* Timers: one work item for each namespace runs whatever is due, under the lock. */

#include "mpr_priv.h"

/* Boot time goes on during suspend and jiffies do not: look again at least this often. */
#define MPR_TIMER_NAP (60 * HZ)

static void mpr_timer_schedule(struct mpr_net *mn)
{
	struct timerqueue_node *next = timerqueue_getnext(&mn->timers);
	unsigned long delay;
	s64 left;

	if (!next || mn->closing)
		return;
	left = next->expires - ktime_get_boottime();
	delay = left > 0 ? nsecs_to_jiffies(left) + 1 : 0;
	mod_delayed_work(mpr_wq, &mn->timer_work, min_t(unsigned long, delay, MPR_TIMER_NAP));
}

/**
 * mpr_timer_arm - make a timer due some time from now
 * @mn: namespace
 * @timer: timer, armed before or not
 * @ms: milliseconds from now
 */
void mpr_timer_arm(struct mpr_net *mn, struct mpr_timer *timer, u64 ms)
{
	mpr_assert_locked(mn);
	if (timer->armed)
		timerqueue_del(&mn->timers, &timer->node);
	timerqueue_init(&timer->node);
	timer->node.expires = ktime_add_ms(ktime_get_boottime(), ms);
	timer->armed = true;
	if (timerqueue_add(&mn->timers, &timer->node))
		mpr_timer_schedule(mn);
}

/**
 * mpr_timer_cancel - take a timer out; it will not run
 * @mn: namespace
 * @timer: timer, armed or not
 */
void mpr_timer_cancel(struct mpr_net *mn, struct mpr_timer *timer)
{
	mpr_assert_locked(mn);
	if (!timer->armed)
		return;
	timerqueue_del(&mn->timers, &timer->node);
	timer->armed = false;
}

/**
 * mpr_timer_left - how long until a timer is due
 * @timer: an armed timer
 *
 * Return: milliseconds, rounded up.
 */
u32 mpr_timer_left(const struct mpr_timer *timer)
{
	s64 left = timer->node.expires - ktime_get_boottime();

	return left > 0 ? div_u64(left + NSEC_PER_MSEC - 1, NSEC_PER_MSEC) : 0;
}

/**
 * mpr_timer_run - run what is due
 * @work: mpr_net.timer_work
 *
 * What comes due meanwhile is the next run's: timers that arm each other again and again must not
 * keep the lock from everybody else, nor from the end of the namespace.
 */
void mpr_timer_run(struct work_struct *work)
{
	struct mpr_net *mn = container_of(to_delayed_work(work), struct mpr_net, timer_work);
	struct timerqueue_node *next;
	struct mpr_timer *timer;
	ktime_t now;

	mpr_lock(mn);
	now = ktime_get_boottime();
	while (!mn->closing && (next = timerqueue_getnext(&mn->timers))) {
		if (next->expires > now)
			break;
		timer = container_of(next, struct mpr_timer, node);
		mpr_timer_cancel(mn, timer);
		timer->fn(mn, timer);
	}
	mpr_timer_schedule(mn);
	mpr_unlock(mn);
}
