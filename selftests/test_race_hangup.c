// SPDX-License-Identifier: GPL-2.0-only
/*
 * A hang-up and the dial that follows it: the module takes the netdevice down behind the dialer,
 * from a work item, and that must not come after the next dialer has brought it up.
 *
 * Real-time threads keep all processors from workers, while the test, which has the highest
 * priority, goes on.
 */
#include <sched.h>
#include <stdatomic.h>

#include <kselftest_harness.h>

#include "mpr_kmod.h"

#define HOGS_MAX 64

FIXTURE(hangup) {
	struct mpr *h;
	struct watch w;
	struct mpr_dialer *dialer;
	uint32_t id;
	pthread_t hog[HOGS_MAX];
	unsigned int n_hogs;
};

static atomic_bool hogging;

FIXTURE_SETUP(hangup)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_TRUE(service_watched(&self->h, &self->w.mon)) {
		TH_LOG("is mpr.ko loaded?");
	}
	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_up("d0", true));
	self->dialer = dialer_new(self->h, "scripted");
	ASSERT_NE(NULL, self->dialer);
	self->id = add_scripted(self->h, "wan", NULL, 0);
	ASSERT_EQ(0, connect_over(self->h, self->dialer, self->id, "d0"));
}

FIXTURE_TEARDOWN(hangup)
{
	mpr_dialer_close(self->dialer);
	mpr_monitor_close(self->w.mon);
	mpr_close(self->h);
	free(self->w.ev);
}

static void *hog(void *data)
{
	(void)data;
	while (hogging)
		;
	return NULL;
}

static int hog_one(pthread_t *thread, unsigned int cpu)
{
	struct sched_param prio = { .sched_priority = 1 };
	pthread_attr_t attr;
	cpu_set_t one;
	int err;

	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	pthread_attr_init(&attr);
	pthread_attr_setaffinity_np(&attr, sizeof(one), &one);
	pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&attr, SCHED_FIFO);
	pthread_attr_setschedparam(&attr, &prio);
	err = pthread_create(thread, &attr, hog, NULL);
	pthread_attr_destroy(&attr);
	return err;
}

/* The dialer brings the link up, as one does that uses the same netdevice each time. */
static unsigned int bring_up(struct mpr_dialer *dialer, uint32_t req)
{
	unsigned int code = mpr_dialer_progress(dialer, req, 0, "d0", 0);

	if (!code)
		code = netdev_up("d0", true);
	return code ?: mpr_dialer_done(dialer, req, 0);
}

TEST_F(hangup, does_not_take_down_what_is_dialled_next)
{
	struct sched_param prio = { .sched_priority = 2 };
	uint32_t hangup, dial = 0;
	unsigned int i, n = sysconf(_SC_NPROCESSORS_ONLN);
	struct mpr_dial_request *req;
	enum mpr_dial_type request;

	ASSERT_EQ(0, mpr_interface_disconnect(self->h, self->id));
	hangup = take(self->dialer, MPR_DIAL_TYPE_HANGUP);
	ASSERT_NE(0, hangup);
	ASSERT_EQ(600, mpr_interface_connect(self->h, self->id, 0));
	watch_skip(&self->w);
	ASSERT_EQ(0, sched_setscheduler(0, SCHED_FIFO, &prio));
	hogging = true;
	ASSERT_GE(HOGS_MAX, n);
	for (i = 0; i < n; i++)
		ASSERT_EQ(0, hog_one(&self->hog[i], i));
	EXPECT_EQ(0, mpr_dialer_done(self->dialer, hangup, 0));
	if (mpr_dialer_ring(self->dialer, &dial, &request) == 1) {
		EXPECT_EQ(0, mpr_dialer_accept(self->dialer, dial, &req));
		EXPECT_EQ(0, bring_up(self->dialer, dial));
	}
	hogging = false;
	for (i = 0; i < n; i++)
		pthread_join(self->hog[i], NULL);
	if (!dial) {
		dial = take(self->dialer, MPR_DIAL_TYPE_DIAL);
		EXPECT_NE(0, dial);
		EXPECT_EQ(0, bring_up(self->dialer, dial));
	}
	EXPECT_NE(NULL, watch_state(&self->w, self->id, MPR_IF_STATE_CONNECTED));
	EXPECT_EQ(ST(MPR_IF_STATE_CONNECTED, 0, 0), st_now(self->h, self->id));
}

TEST_F(hangup, of_a_dialer_that_dies_ends_the_connect_that_waits_for_it)
{
	ASSERT_EQ(0, mpr_interface_disconnect(self->h, self->id));
	ASSERT_NE(0, take(self->dialer, MPR_DIAL_TYPE_HANGUP));
	ASSERT_EQ(600, mpr_interface_connect(self->h, self->id, 0));
	mpr_dialer_close(self->dialer);
	self->dialer = NULL;
	ASSERT_NE(NULL, watch_state(&self->w, self->id, MPR_IF_STATE_UNREACHABLE));
	EXPECT_EQ(ST(MPR_IF_STATE_UNREACHABLE, MPR_REASON_CONNECTION_FAILURE, 903),
		  st_now(self->h, self->id));
}

TEST_HARNESS_MAIN
