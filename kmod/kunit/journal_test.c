// SPDX-License-Identifier: GPL-2.0-only
/* The journal: a ring of the last events, found by their numbers. */

#include "kunit.h"

static void mpr_journal_add(struct mpr_net *mn, unsigned int n)
{
	while (n--)
		mpr_event_service(mn, MPR_EVENT_KIND_SERVICE_CHANGE);
}

/* Exactly the events from @first to @last are kept, each under its own number. */
static void mpr_journal_holds(struct kunit *test, u64 first, u64 last)
{
	struct mpr_kunit *w = test->priv;
	const struct mpr_record *rec;
	u64 seq;

	KUNIT_EXPECT_EQ(test, w->mn->seq, last);
	for (seq = 0; seq <= last + 2; seq++) {
		rec = mpr_journal_at(w->mn, seq);
		KUNIT_EXPECT_EQ(test, !!rec, seq >= first && seq <= last);
		if (rec)
			KUNIT_EXPECT_EQ(test, rec->seq, seq);
	}
	if (w->mn->journal)
		KUNIT_EXPECT_EQ(test, w->mn->journal_first, first);
}

static void mpr_journal_default(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;

	KUNIT_EXPECT_EQ(test, w->mn->journal_size, 1024U);
	KUNIT_EXPECT_NULL(test, w->mn->journal);
	mpr_journal_holds(test, 1, 0);
	mpr_journal_add(w->mn, 3);
	mpr_journal_holds(test, 1, 3);
}

static void mpr_journal_wraps(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;
	unsigned int n;

	KUNIT_EXPECT_EQ(test, mpr_journal_resize(w->mn, 4), 0);
	for (n = 1; n <= 4; n++) {
		mpr_journal_add(w->mn, 1);
		mpr_journal_holds(test, 1, n);
	}
	for (; n <= 13; n++) {
		mpr_journal_add(w->mn, 1);
		mpr_journal_holds(test, n - 3, n);
	}
}

static void mpr_journal_of_one(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;

	KUNIT_EXPECT_EQ(test, mpr_journal_resize(w->mn, 1), 0);
	mpr_journal_add(w->mn, 1);
	mpr_journal_holds(test, 1, 1);
	mpr_journal_add(w->mn, 1);
	mpr_journal_holds(test, 2, 2);
}

static void mpr_journal_grows(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;

	KUNIT_EXPECT_EQ(test, mpr_journal_resize(w->mn, 3), 0);
	mpr_journal_add(w->mn, 5);
	KUNIT_EXPECT_EQ(test, mpr_journal_resize(w->mn, 7), 0);
	mpr_journal_holds(test, 3, 5);
	mpr_journal_add(w->mn, 4);
	mpr_journal_holds(test, 3, 9);
	mpr_journal_add(w->mn, 1);
	mpr_journal_holds(test, 4, 10);
}

static void mpr_journal_shrinks(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;

	KUNIT_EXPECT_EQ(test, mpr_journal_resize(w->mn, 10), 0);
	mpr_journal_add(w->mn, 8);
	KUNIT_EXPECT_EQ(test, mpr_journal_resize(w->mn, 3), 0);
	mpr_journal_holds(test, 6, 8);
	mpr_journal_add(w->mn, 1);
	mpr_journal_holds(test, 7, 9);
}

static void mpr_journal_same_size(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;

	KUNIT_EXPECT_EQ(test, mpr_journal_resize(w->mn, 5), 0);
	mpr_journal_add(w->mn, 2);
	KUNIT_EXPECT_EQ(test, mpr_journal_resize(w->mn, 5), 0);
	mpr_journal_holds(test, 1, 2);
}

static void mpr_journal_size_0(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;

	mpr_journal_add(w->mn, 2);
	KUNIT_EXPECT_EQ(test, mpr_journal_resize(w->mn, 0), 0);
	KUNIT_EXPECT_NULL(test, w->mn->journal);
	mpr_journal_holds(test, 3, 2);
	mpr_journal_add(w->mn, 3);
	/* Numbers go on, nothing is kept. */
	mpr_journal_holds(test, 6, 5);
	KUNIT_EXPECT_NULL(test, w->mn->journal);
	KUNIT_EXPECT_EQ(test, mpr_journal_resize(w->mn, 4), 0);
	mpr_journal_holds(test, 6, 5);
	mpr_journal_add(w->mn, 1);
	mpr_journal_holds(test, 6, 6);
}

/* An event that there was no memory for is a hole, and only that one. */
static void mpr_journal_hole(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;

	KUNIT_EXPECT_EQ(test, mpr_journal_resize(w->mn, 4), 0);
	mpr_journal_add(w->mn, 1);
	w->mn->seq++;
	mpr_journal_add(w->mn, 1);
	KUNIT_EXPECT_NOT_NULL(test, mpr_journal_at(w->mn, 1));
	KUNIT_EXPECT_NULL(test, mpr_journal_at(w->mn, 2));
	KUNIT_EXPECT_NOT_NULL(test, mpr_journal_at(w->mn, 3));
	/* Also when its place was another event's before. */
	mpr_journal_add(w->mn, 2);
	w->mn->seq++;
	mpr_journal_add(w->mn, 1);
	KUNIT_EXPECT_NULL(test, mpr_journal_at(w->mn, 2));
	KUNIT_EXPECT_NULL(test, mpr_journal_at(w->mn, 6));
	KUNIT_EXPECT_NOT_NULL(test, mpr_journal_at(w->mn, 5));
	KUNIT_EXPECT_NOT_NULL(test, mpr_journal_at(w->mn, 7));
	/* And it stays one when the ring changes its size. */
	KUNIT_EXPECT_EQ(test, mpr_journal_resize(w->mn, 9), 0);
	KUNIT_EXPECT_NULL(test, mpr_journal_at(w->mn, 6));
	KUNIT_EXPECT_NOT_NULL(test, mpr_journal_at(w->mn, 7));
}

/* Numbers of 64 bits: where 32 of them are over, nothing happens. */
static void mpr_journal_beyond_32_bits(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;
	u64 base = (1ULL << 32) - 3;
	unsigned int i;

	KUNIT_EXPECT_EQ(test, mpr_journal_resize(w->mn, 5), 0);
	w->mn->seq = base;
	mpr_journal_add(w->mn, 7);
	KUNIT_EXPECT_EQ(test, w->mn->seq, base + 7);
	KUNIT_EXPECT_EQ(test, w->mn->journal_first, base + 3);
	for (i = 1; i <= 7; i++)
		KUNIT_EXPECT_EQ(test, !!mpr_journal_at(w->mn, base + i), i >= 3);
	KUNIT_EXPECT_NULL(test, mpr_journal_at(w->mn, 3));
}

static struct kunit_case mpr_journal_cases[] = {
	KUNIT_CASE(mpr_journal_default),
	KUNIT_CASE(mpr_journal_wraps),
	KUNIT_CASE(mpr_journal_of_one),
	KUNIT_CASE(mpr_journal_grows),
	KUNIT_CASE(mpr_journal_shrinks),
	KUNIT_CASE(mpr_journal_same_size),
	KUNIT_CASE(mpr_journal_size_0),
	KUNIT_CASE(mpr_journal_hole),
	KUNIT_CASE(mpr_journal_beyond_32_bits),
	{ }
};

struct kunit_suite mpr_journal_suite = {
	.name = "mpr-journal",
	.init = mpr_kunit_begin,
	.exit = mpr_kunit_end,
	.test_cases = mpr_journal_cases,
};
