// SPDX-License-Identifier: GPL-2.0-only
/* Dial-out hours: periods of a week, in local time. */

#include "mpr_priv.h"

#define MPR_WEEK_MINUTES (7 * 24 * 60)
#define MPR_WEEK_SECONDS (MPR_WEEK_MINUTES * 60)
/* 1970-01-01 was a Thursday. */
#define MPR_EPOCH_SECONDS (4 * 24 * 60 * 60)

/* The clock is slewed all the time: work the next moment out again at least this often. */
#define MPR_HOURS_NAP (60 * MSEC_PER_SEC)
/* It may also be set, of which nobody is told: look at least this often whether it was. */
#define MPR_CLOCK_NAP (5 * MSEC_PER_SEC)
/* More than slewing does meanwhile. */
#define MPR_CLOCK_SET_NS NSEC_PER_SEC

static u32 mpr_week_second(s64 local)
{
	s32 rem;

	div_s64_rem(local + MPR_EPOCH_SECONDS, MPR_WEEK_SECONDS, &rem);
	return rem < 0 ? rem + MPR_WEEK_SECONDS : rem;
}

/**
 * mpr_hours_allow - may an interface dial out at this time
 * @hours: its periods, NULL for always
 * @local: seconds since 1970, local time
 *
 * Return: whether some period covers that moment.
 */
VISIBLE_IF_MPR_KUNIT bool mpr_hours_allow(const struct mpr_hours *hours, s64 local)
{
	u32 minute = mpr_week_second(local) / 60;
	unsigned int i;

	if (!hours)
		return true;
	for (i = 0; i < hours->n; i++)
		if (minute >= hours->period[i].from && minute < hours->period[i].to)
			return true;
	return false;
}

/**
 * mpr_hours_next - when the answer of mpr_hours_allow() may change
 * @hours: periods
 * @local: seconds since 1970, local time
 *
 * Return: seconds until the next beginning or end of a period, at least 1.
 */
VISIBLE_IF_MPR_KUNIT u32 mpr_hours_next(const struct mpr_hours *hours, s64 local)
{
	u32 now = mpr_week_second(local), next = MPR_WEEK_SECONDS, left;
	unsigned int i, edge;

	for (i = 0; i < hours->n; i++) {
		for (edge = 0; edge < 2; edge++) {
			left = (edge ? hours->period[i].to : hours->period[i].from) * 60;
			left = (left + MPR_WEEK_SECONDS - now) % MPR_WEEK_SECONDS;
			if (left && left < next)
				next = left;
		}
	}
	return next;
}

static s64 mpr_local_seconds(const struct mpr_net *mn)
{
	/* One load where words are long enough, which the kernel itself does not mark. */
	return data_race(ktime_get_real_seconds()) + mn->utc_offset;
}

/**
 * mpr_hours_now - may an interface dial out now
 * @iface: interface
 *
 * Return: whether it may.
 */
bool mpr_hours_now(const struct mpr_iface *iface)
{
	return mpr_hours_allow(iface->hours, mpr_local_seconds(iface->mn));
}

static s64 mpr_clock_offset(void)
{
	return ktime_get_real_ns() - ktime_get_boottime_ns();
}

/* The clock was set: the hours of all interfaces are looked at. Return: whether any has some. */
static bool mpr_clock_was_set(struct mpr_net *mn, bool set)
{
	struct mpr_iface *iface;
	struct mpr_obj *obj;
	unsigned long id;
	bool any = false;

	xa_for_each_marked(&mn->ids, id, obj, XA_MARK_1) {
		iface = container_of(obj, struct mpr_iface, obj);
		if (!iface->hours)
			continue;
		any = true;
		if (!set)
			break;
		mpr_hours_arm(iface);
		mpr_state_refresh(iface);
	}
	return any;
}

static void mpr_clock_due(struct mpr_net *mn, struct mpr_timer *timer)
{
	s64 offset = mpr_clock_offset();
	bool set = abs(offset - mn->clock_offset) > MPR_CLOCK_SET_NS;

	mn->clock_offset = offset;
	if (mpr_clock_was_set(mn, set))
		mpr_timer_arm(mn, timer, MPR_CLOCK_NAP);
}

static void mpr_clock_watch(struct mpr_net *mn)
{
	if (mn->clock.armed)
		return;
	mn->clock.fn = mpr_clock_due;
	mn->clock_offset = mpr_clock_offset();
	mpr_timer_arm(mn, &mn->clock, MPR_CLOCK_NAP);
}

static void mpr_hours_due(struct mpr_net *mn, struct mpr_timer *timer)
{
	struct mpr_hours *hours = container_of(timer, struct mpr_hours, timer);

	mpr_hours_arm(hours->iface);
	mpr_state_refresh(hours->iface);
}

/**
 * mpr_hours_arm - look at an interface again when its hours may change
 * @iface: interface, with dial-out hours or without
 */
void mpr_hours_arm(struct mpr_iface *iface)
{
	struct mpr_hours *hours = iface->hours;
	u64 ms;

	if (!hours)
		return;
	hours->iface = iface;
	hours->timer.fn = mpr_hours_due;
	ms = (u64)mpr_hours_next(hours, mpr_local_seconds(iface->mn)) * MSEC_PER_SEC;
	mpr_timer_arm(iface->mn, &hours->timer, min_t(u64, ms, MPR_HOURS_NAP));
	mpr_clock_watch(iface->mn);
}
