// SPDX-License-Identifier: GPL-2.0-only
/* Back-off: 10 minutes, 10 more each time, at most 6 hours, all settable. */

#include "kunit.h"

#define MINUTES (60 * MSEC_PER_SEC)

static void mpr_backoff_default(struct kunit *test)
{
	struct mpr_settings set;
	u32 n;

	mpr_settings_default(&set);
	for (n = 1; n <= 36; n++)
		KUNIT_EXPECT_EQ(test, mpr_backoff(&set, n), (u64)n * 10 * MINUTES);
	KUNIT_EXPECT_EQ(test, mpr_backoff(&set, 37), (u64)360 * MINUTES);
	KUNIT_EXPECT_EQ(test, mpr_backoff(&set, 1000), (u64)360 * MINUTES);
}

static void mpr_backoff_settable(struct kunit *test)
{
	struct mpr_settings set = { .backoff_first = 70, .backoff_max = 200 };

	KUNIT_EXPECT_EQ(test, mpr_backoff(&set, 1), 70ULL);
	KUNIT_EXPECT_EQ(test, mpr_backoff(&set, 2), 140ULL);
	KUNIT_EXPECT_EQ(test, mpr_backoff(&set, 3), 200ULL);
	/* The longest one is never below the first. */
	set.backoff_max = 50;
	KUNIT_EXPECT_EQ(test, mpr_backoff(&set, 1), 70ULL);
	KUNIT_EXPECT_EQ(test, mpr_backoff(&set, 2), 70ULL);
	set.backoff_first = 0;
	KUNIT_EXPECT_EQ(test, mpr_backoff(&set, 1), 0ULL);
	KUNIT_EXPECT_EQ(test, mpr_backoff(&set, U32_MAX), 0ULL);
}

static void mpr_backoff_overflow(struct kunit *test)
{
	struct mpr_settings set = { .backoff_first = 86400000, .backoff_max = 86400000 };

	KUNIT_EXPECT_EQ(test, mpr_backoff(&set, U32_MAX), 86400000ULL);
	set.backoff_first = U32_MAX;
	set.backoff_max = U32_MAX;
	KUNIT_EXPECT_EQ(test, mpr_backoff(&set, U32_MAX), (u64)U32_MAX);
	set.backoff_first = 1;
	KUNIT_EXPECT_EQ(test, mpr_backoff(&set, U32_MAX), (u64)U32_MAX);
}

static struct kunit_case mpr_backoff_cases[] = {
	KUNIT_CASE(mpr_backoff_default),
	KUNIT_CASE(mpr_backoff_settable),
	KUNIT_CASE(mpr_backoff_overflow),
	{ }
};

struct kunit_suite mpr_backoff_suite = {
	.name = "mpr-backoff",
	.test_cases = mpr_backoff_cases,
};
