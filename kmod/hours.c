// SPDX-License-Identifier: GPL-2.0-only
/* Dial-out hours: periods of a week, in local time. */

#include "mpr_priv.h"

#define MPR_WEEK_MINUTES (7 * 24 * 60)
#define MPR_WEEK_SECONDS (MPR_WEEK_MINUTES * 60)
/* 1970-01-01 was a Thursday. */
#define MPR_EPOCH_SECONDS (4 * 24 * 60 * 60)

/* The clock may be set at any time and tells nobody: look again at least this often. */
#define MPR_HOURS_NAP (60 * MSEC_PER_SEC)

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
static bool mpr_hours_allow(const struct mpr_hours *hours, s64 local)
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
static u32 mpr_hours_next(const struct mpr_hours *hours, s64 local)
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
	return ktime_get_real_seconds() + mn->utc_offset;
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
}
