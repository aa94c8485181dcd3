// SPDX-License-Identifier: GPL-2.0-only
/*
 * The suites, and what they share. They run at the end of the module's initialization: before
 * that there is no work queue and no family.
 */

#include <linux/etherdevice.h>

#include "kunit.h"

static struct kunit_suite *const mpr_kunit_suites[] = {
	&mpr_backoff_suite,
	&mpr_hours_suite,
	&mpr_ids_suite,
	&mpr_journal_suite,
	&mpr_state_suite,
	&mpr_timer_suite,
};

static const struct net_device_ops mpr_kunit_dev_ops = { };

/**
 * mpr_kunit_begin - make a test's world
 * @test: test
 *
 * Return: 0 or -ENOMEM.
 */
int mpr_kunit_begin(struct kunit *test)
{
	struct mpr_kunit *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);

	if (!w)
		return -ENOMEM;
	w->mn = kunit_kzalloc(test, sizeof(*w->mn), GFP_KERNEL);
	w->dev = alloc_netdev(0, MPR_KUNIT_DEV, NET_NAME_USER, ether_setup);
	if (!w->mn || !w->dev || mpr_net_setup(w->mn, &init_net)) {
		if (w->dev)
			free_netdev(w->dev);
		return -ENOMEM;
	}
	w->dev->netdev_ops = &mpr_kunit_dev_ops;
	w->dev->ifindex = INT_MAX;
	netif_carrier_off(w->dev);
	test->priv = w;
	mpr_lock(w->mn);
	return 0;
}

/**
 * mpr_kunit_end - the opposite of mpr_kunit_begin()
 * @test: test
 */
void mpr_kunit_end(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;

	if (!w)
		return;
	mpr_unlock(w->mn);
	mpr_net_drain(w->mn);
	mpr_net_teardown(w->mn);
	free_netdev(w->dev);
}

/**
 * mpr_kunit_init - run all tests
 */
void mpr_kunit_init(void)
{
	__kunit_test_suites_init(mpr_kunit_suites, ARRAY_SIZE(mpr_kunit_suites));
}

/**
 * mpr_kunit_exit - forget their results
 */
void mpr_kunit_exit(void)
{
	__kunit_test_suites_exit((struct kunit_suite **)mpr_kunit_suites,
				 ARRAY_SIZE(mpr_kunit_suites));
}
