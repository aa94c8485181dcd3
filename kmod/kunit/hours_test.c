// SPDX-License-Identifier: GPL-2.0-only
/* Dial-out hours: periods of a week that begins on Sunday 00:00, local time. */

#include "kunit.h"

#define HOUR 3600LL
#define DAY (24 * HOUR)
#define WEEK (7 * DAY)
/* Sunday, 1970-01-04 00:00 */
#define SUNDAY (3 * DAY)

struct mpr_hours_case {
	unsigned int n;
	struct mpr_period period[4];
};

static struct mpr_hours *mpr_hours_of(struct kunit *test, const struct mpr_hours_case *from)
{
	struct mpr_hours *hours;

	hours = kunit_kzalloc(test, struct_size(hours, period, from->n), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, hours);
	hours->n = from->n;
	memcpy(hours->period, from->period, from->n * sizeof(*hours->period));
	return hours;
}

static void mpr_hours_none_means_always(struct kunit *test)
{
	s64 t;

	for (t = SUNDAY; t < SUNDAY + WEEK; t += HOUR)
		KUNIT_EXPECT_TRUE(test, mpr_hours_allow(NULL, t));
}

static void mpr_hours_empty_means_never(struct kunit *test)
{
	struct mpr_hours *hours = mpr_hours_of(test, &(struct mpr_hours_case){ .n = 0 });
	s64 t;

	for (t = SUNDAY; t < SUNDAY + WEEK; t += HOUR)
		KUNIT_EXPECT_FALSE(test, mpr_hours_allow(hours, t));
	KUNIT_EXPECT_EQ(test, mpr_hours_next(hours, SUNDAY), (u32)WEEK);
}

static void mpr_hours_whole_week(struct kunit *test)
{
	const struct mpr_hours_case all = { 1, { { 0, 7 * 1440 } } };
	struct mpr_hours *hours = mpr_hours_of(test, &all);
	s64 t;

	for (t = SUNDAY; t < SUNDAY + 2 * WEEK; t += HOUR / 2)
		KUNIT_EXPECT_TRUE(test, mpr_hours_allow(hours, t));
	KUNIT_EXPECT_TRUE(test, mpr_hours_allow(hours, SUNDAY + WEEK - 1));
}

/* Monday 08:00 to 17:00: the first second is in, the last one is not. */
static void mpr_hours_edges(struct kunit *test)
{
	const struct mpr_hours_case monday = { 1, { { 1440 + 8 * 60, 1440 + 17 * 60 } } };
	struct mpr_hours *hours = mpr_hours_of(test, &monday);
	s64 from = SUNDAY + DAY + 8 * HOUR, to = SUNDAY + DAY + 17 * HOUR;

	KUNIT_EXPECT_FALSE(test, mpr_hours_allow(hours, from - 1));
	KUNIT_EXPECT_TRUE(test, mpr_hours_allow(hours, from));
	KUNIT_EXPECT_TRUE(test, mpr_hours_allow(hours, to - 1));
	KUNIT_EXPECT_FALSE(test, mpr_hours_allow(hours, to));
	KUNIT_EXPECT_EQ(test, mpr_hours_next(hours, from - 1), 1U);
	KUNIT_EXPECT_EQ(test, mpr_hours_next(hours, from), (u32)(9 * HOUR));
	KUNIT_EXPECT_EQ(test, mpr_hours_next(hours, to - 1), 1U);
	KUNIT_EXPECT_EQ(test, mpr_hours_next(hours, to), (u32)(WEEK - 9 * HOUR));
}

/* Over the end of the week: Saturday evening, and Sunday morning as a period of its own. */
static void mpr_hours_over_the_week(struct kunit *test)
{
	const struct mpr_hours_case night = { 2, { { 6 * 1440 + 22 * 60, 7 * 1440 },
						   { 0, 6 * 60 } } };
	struct mpr_hours *hours = mpr_hours_of(test, &night);

	KUNIT_EXPECT_FALSE(test, mpr_hours_allow(hours, SUNDAY + WEEK - 2 * HOUR - 1));
	KUNIT_EXPECT_TRUE(test, mpr_hours_allow(hours, SUNDAY + WEEK - 2 * HOUR));
	KUNIT_EXPECT_TRUE(test, mpr_hours_allow(hours, SUNDAY + WEEK - 1));
	KUNIT_EXPECT_TRUE(test, mpr_hours_allow(hours, SUNDAY + WEEK));
	KUNIT_EXPECT_TRUE(test, mpr_hours_allow(hours, SUNDAY + WEEK + 6 * HOUR - 1));
	KUNIT_EXPECT_FALSE(test, mpr_hours_allow(hours, SUNDAY + WEEK + 6 * HOUR));
	KUNIT_EXPECT_EQ(test, mpr_hours_next(hours, SUNDAY + WEEK - 1), 1U);
	KUNIT_EXPECT_EQ(test, mpr_hours_next(hours, SUNDAY + WEEK), (u32)(6 * HOUR));
}

/* Known dates, and times before 1970, as a clock without a battery has with an offset. */
static void mpr_hours_dates(struct kunit *test)
{
	const struct mpr_hours_case friday = { 1, { { 5 * 1440, 6 * 1440 } } };
	struct mpr_hours *hours = mpr_hours_of(test, &friday);

	/* Friday 2026-11-20 12:00 UTC and the Saturday after it */
	KUNIT_EXPECT_TRUE(test, mpr_hours_allow(hours, 1795176000));
	KUNIT_EXPECT_FALSE(test, mpr_hours_allow(hours, 1795176000 + DAY));
	/* 1970-01-01 was a Thursday. */
	KUNIT_EXPECT_FALSE(test, mpr_hours_allow(hours, 0));
	KUNIT_EXPECT_TRUE(test, mpr_hours_allow(hours, DAY));
	KUNIT_EXPECT_FALSE(test, mpr_hours_allow(hours, -1));
	KUNIT_EXPECT_TRUE(test, mpr_hours_allow(hours, -6 * DAY));
	KUNIT_EXPECT_FALSE(test, mpr_hours_allow(hours, -6 * DAY - 1));
	/* After 2038, and after 32 bits without a sign. */
	KUNIT_EXPECT_TRUE(test, mpr_hours_allow(hours, DAY + 5000 * WEEK));
	KUNIT_EXPECT_TRUE(test, mpr_hours_allow(hours, DAY + 10000 * WEEK));
}

/* From each second of a week, the next look is never late: nothing changes before it. */
static void mpr_hours_next_is_exact(struct kunit *test)
{
	const struct mpr_hours_case some = { 4, { { 0, 1 }, { 60, 61 }, { 61, 120 },
						  { 7 * 1440 - 1, 7 * 1440 } } };
	struct mpr_hours *hours = mpr_hours_of(test, &some);
	s64 t = SUNDAY, end = SUNDAY + WEEK;
	unsigned int steps = 0;
	bool allowed;
	u32 left;

	while (t < end && steps++ < 100) {
		allowed = mpr_hours_allow(hours, t);
		left = mpr_hours_next(hours, t);
		KUNIT_EXPECT_GE(test, left, 1U);
		KUNIT_EXPECT_EQ(test, mpr_hours_allow(hours, t + left - 1), allowed);
		KUNIT_EXPECT_EQ(test, mpr_hours_allow(hours, t + left / 2), allowed);
		t += left;
	}
	KUNIT_EXPECT_EQ(test, t, end);
	KUNIT_EXPECT_EQ(test, steps, 6U);
}

/* What is in force is local time: the offset that an administrator sets. */
static void mpr_hours_utc_offset(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;
	struct mpr_change change = { .slots = LIST_HEAD_INIT(change.slots) };
	struct mpr_iface *iface;
	struct mpr_hours *hours;
	s32 offset, day;

	mpr_settings_default(&change.set);
	KUNIT_EXPECT_EQ(test, mpr_iface_add(w->mn, "a", MPR_IF_TYPE_FULL_ROUTER,
					    MPR_ORIGIN_CONFIGURED, &change, &iface), 0);
	hours = kzalloc(struct_size(hours, period, 1), GFP_KERNEL);
	if (!hours)
		return;
	hours->n = 1;
	iface->hours = hours;
	/* One day of the week is allowed: exactly one of seven offsets of a day each hits it. */
	hours->period[0] = (struct mpr_period){ 3 * 1440, 4 * 1440 };
	for (offset = 0, day = 0; day < 7; day++) {
		w->mn->utc_offset = day * DAY;
		offset += mpr_hours_now(iface);
	}
	KUNIT_EXPECT_EQ(test, offset, 1);
	w->mn->utc_offset = 0;
}

static struct kunit_case mpr_hours_cases[] = {
	KUNIT_CASE(mpr_hours_none_means_always),
	KUNIT_CASE(mpr_hours_empty_means_never),
	KUNIT_CASE(mpr_hours_whole_week),
	KUNIT_CASE(mpr_hours_edges),
	KUNIT_CASE(mpr_hours_over_the_week),
	KUNIT_CASE(mpr_hours_dates),
	KUNIT_CASE(mpr_hours_next_is_exact),
	KUNIT_CASE(mpr_hours_utc_offset),
	{ }
};

struct kunit_suite mpr_hours_suite = {
	.name = "mpr-hours",
	.init = mpr_kunit_begin,
	.exit = mpr_kunit_end,
	.test_cases = mpr_hours_cases,
};
