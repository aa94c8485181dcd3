/* SPDX-License-Identifier: GPL-2.0-only */
/* What the suites share: a service of the test's own, and a netdevice that nobody else knows. */
#ifndef MPR_KUNIT_H
#define MPR_KUNIT_H

#include <kunit/test.h>

#include "../mpr_priv.h"

#define MPR_KUNIT_DEV "mprkunit0"

/**
 * struct mpr_kunit - a test's world, in kunit.priv
 * @mn: a service; its lock is held while the test runs
 * @dev: a netdevice, which is not registered
 */
struct mpr_kunit {
	struct mpr_net *mn;
	struct net_device *dev;
};

int mpr_kunit_begin(struct kunit *test);
void mpr_kunit_end(struct kunit *test);

extern struct kunit_suite mpr_backoff_suite;
extern struct kunit_suite mpr_hours_suite;
extern struct kunit_suite mpr_ids_suite;
extern struct kunit_suite mpr_journal_suite;
extern struct kunit_suite mpr_state_suite;
extern struct kunit_suite mpr_timer_suite;

#endif /* MPR_KUNIT_H */
