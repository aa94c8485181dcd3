// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clock is set forwards and backwards by hours and years while connections last, back-offs,
 * timeouts and hold times run and dial-out hours are in force. Only the hours follow it.
 */
#include <kselftest_harness.h>

#include "storm.h"

#define HOUR 3600LL
#define YEAR (HOUR * 365 * 24)
#define JUMPS 40
/* 2026-11-25, a Wednesday, 10:30 UTC */
#define WEDNESDAY 1795602600LL

FIXTURE(storm) {
	struct mpr *h;
	struct watch w;
	struct timespec wall, boot;
};

static int64_t ns(const struct timespec *ts)
{
	return ts->tv_sec * 1000000000LL + ts->tv_nsec;
}

FIXTURE_SETUP(storm)
{
	struct mpr_service set = { .utc_offset = 0 };

	if (geteuid() || !getenv("MPR_VM"))
		SKIP(return, "must be root in a VM: it sets the clock");
	ASSERT_TRUE(service_new(&self->h)) {
		TH_LOG("is mpr.ko loaded?");
	}
	ASSERT_EQ(0, agree_begin(self->h));
	ASSERT_EQ(0, mpr_service_set(self->h, &set, MPR_SERVICE_UTC_OFFSET));
	ASSERT_EQ(0, mpr_monitor_open(self->h, MPR_MONITOR_ALL, &self->w.mon));
	clock_gettime(CLOCK_REALTIME, &self->wall);
	clock_gettime(CLOCK_BOOTTIME, &self->boot);
}

FIXTURE_TEARDOWN(storm)
{
	struct timespec now, back;
	int64_t t;

	clock_gettime(CLOCK_BOOTTIME, &now);
	t = ns(&self->wall) + ns(&now) - ns(&self->boot);
	back = (struct timespec){ .tv_sec = t / 1000000000, .tv_nsec = t % 1000000000 };
	EXPECT_EQ(0, clock_settime(CLOCK_REALTIME, &back));
	mpr_monitor_close(self->w.mon);
	mpr_close(self->h);
	free(self->w.ev);
}

static bool set_clock(int64_t seconds)
{
	struct timespec ts = { .tv_sec = seconds };

	return !clock_settime(CLOCK_REALTIME, &ts);
}

/* Where the clock goes: everywhere within some decades, by hours and by years. */
static int64_t somewhere(unsigned int i)
{
	static const int64_t steps[] = { HOUR, -HOUR, YEAR, -YEAR, 7 * HOUR, -12 * YEAR, 10 * YEAR,
					 -25 * HOUR };

	return WEDNESDAY + 20 * YEAR * (i % 2) + steps[i % 8] * (1 + i % 3);
}

static uint64_t duration(struct mpr *h, uint32_t conn)
{
	struct mpr_connection *c;
	uint64_t ms;

	if (mpr_connection_get(h, conn, &c))
		return UINT64_MAX;
	ms = c->duration;
	mpr_free(c);
	return ms;
}

TEST_F_TIMEOUT(storm, of_clock_settings_moves_no_duration_and_no_timer, 120)
{
	struct mpr_interface failing = { .backoff_first = 4000, .backoff_max = 4000 };
	struct mpr_interface slow = { .connect_timeout = 4000 };
	struct mpr_interface held = { .hold_down = 4000, .connect_timeout = LONG };
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t up, backing, timing, holding, conn;
	uint64_t begun, connected, ms;
	const struct ev *ev;
	unsigned int i;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_add("h0", "dummy"));
	up = add_kernel(self->h, "d0", NULL, 0);
	holding = add_kernel(self->h, "h0", &held, MPR_SET_HOLD_DOWN | MPR_SET_CONNECT_TIMEOUT);
	connected = now_ms();
	ASSERT_EQ(0, mpr_interface_connect(self->h, up, SOON));
	ASSERT_EQ(0, mpr_interface_connect(self->h, holding, SOON));
	conn = iface_now(self->h, up).connection_id;
	backing = add_scripted(self->h, "b", &failing, MPR_SET_BACKOFF_FIRST |
			       MPR_SET_BACKOFF_MAX);
	timing = add_scripted(self->h, "t", &slow, MPR_SET_CONNECT_TIMEOUT);
	watch_skip(&self->w);
	begun = now_ms();
	ASSERT_EQ(0, fail_once(self->h, dialer, backing, 691));
	ASSERT_EQ(600, mpr_interface_connect(self->h, timing, 0));
	ASSERT_EQ(0, netdev_up("h0", false));
	for (i = 0; i < storm_size(JUMPS); i++) {
		ASSERT_TRUE(set_clock(somewhere(i)));
		ms = duration(self->h, conn);
		EXPECT_GE(now_ms() - connected, ms);
		EXPECT_GE(4000, iface_now(self->h, backing).backoff_left);
		/* The pace of the storm; a timer that followed the clock would be due. */
		poll(NULL, 0, 20);
	}
	TH_LOG("%u jumps in %lu ms", i, now_ms() - begun);
	/* Each ends when it would have, and not before. */
	ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_DOWN, holding);
	ASSERT_NE(NULL, ev);
	EXPECT_LE(3900, now_ms() - begun);
	self->w.pos = 0;
	ASSERT_NE(NULL, watch_state(&self->w, timing, MPR_IF_STATE_UNREACHABLE));
	self->w.pos = 0;
	ASSERT_NE(NULL, watch_state(&self->w, backing, MPR_IF_STATE_UNREACHABLE));
	ASSERT_NE(NULL, watch_state(&self->w, backing, MPR_IF_STATE_DISCONNECTED));
	ms = now_ms() - begun;
	TH_LOG("4000 ms of back-off, timeout and hold-down were over after %lu ms", ms);
	EXPECT_LE(3900, ms);
	EXPECT_GT(3 * 4000 + SOON, ms);
	EXPECT_EQ(ST(MPR_IF_STATE_CONNECTED, 0, 0), st_now(self->h, up));
	ASSERT_EQ(0, mpr_interface_disconnect(self->h, up));
	/* Durations in the journal are those of boot time. */
	EXPECT_STREQ("", disagreement(self->h));
	mpr_dialer_close(dialer);
}

/* On weekdays from 10 to 11. */
static unsigned int set_hours(struct mpr *h, uint32_t id)
{
	struct mpr_hours hours[5];
	struct mpr_interface set = { .n_hours = 5, .hours = hours };
	unsigned int i;

	for (i = 0; i < 5; i++)
		hours[i] = (struct mpr_hours){ .day = i + 1, .from = 600, .to = 660 };
	return mpr_interface_set(h, id, &set, MPR_SET_HOURS);
}

TEST_F_TIMEOUT(storm, of_clock_settings_is_followed_by_dial_out_hours, 240)
{
	uint32_t id, persistent, waiting;
	struct mpr_interface set = { .persistent = true };
	unsigned int i, n = storm_size(JUMPS) / 2;
	uint64_t begun = now_ms(), slowest = 0;

	ASSERT_TRUE(set_clock(WEDNESDAY));
	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(0, set_hours(self->h, id));
	for (i = 0; i < n; i++) {
		/* The year after, the same weekday and hour. */
		int64_t year = HOUR * 364 * 24 * (i % 30);

		ASSERT_TRUE(set_clock(WEDNESDAY + year + 2 * HOUR));
		EXPECT_EQ(944, mpr_interface_connect(self->h, id, 0));
		ASSERT_TRUE(set_clock(WEDNESDAY - year));
		ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
		/* What is connected stays so. */
		ASSERT_TRUE(set_clock(WEDNESDAY - year - 2 * HOUR));
		EXPECT_EQ(ST(MPR_IF_STATE_CONNECTED, 0, 0),
			  st_now(self->h, id) & ~((uint64_t)MPR_REASON_DIALOUT_HOURS << 32));
		ASSERT_EQ(0, mpr_interface_disconnect(self->h, id));
		EXPECT_EQ(944, mpr_interface_connect(self->h, id, 0));
	}
	TH_LOG("%u times in and out of the hours, %lu ms", n, now_ms() - begun);
	/* Nobody asks: a persistent interface dials and an attempt is given up all the same. */
	ASSERT_EQ(0, netdev_add("v0", "dummy"));
	ASSERT_EQ(0, netdev_carrier("v0", false));
	persistent = add_kernel(self->h, "v0", &set, MPR_SET_PERSISTENT);
	ASSERT_EQ(0, set_hours(self->h, persistent));
	ASSERT_TRUE(set_clock(WEDNESDAY));
	ASSERT_EQ(600, mpr_interface_connect(self->h, persistent, 0));
	waiting = persistent;
	for (i = 0; i < 2; i++) {
		watch_skip(&self->w);
		begun = now_ms();
		ASSERT_TRUE(set_clock(i ? WEDNESDAY - YEAR - 3 * HOUR : WEDNESDAY + 5 * HOUR));
		while (iface_now(self->h, waiting).state != MPR_IF_STATE_UNREACHABLE &&
		       watch_more(&self->w, 70000))
			;
		EXPECT_EQ(MPR_IF_STATE_UNREACHABLE, iface_now(self->h, waiting).state);
		if (now_ms() - begun > slowest)
			slowest = now_ms() - begun;
		begun = now_ms();
		ASSERT_TRUE(set_clock(WEDNESDAY + (i ? 0 : HOUR * 364 * 24)));
		while (iface_now(self->h, waiting).state == MPR_IF_STATE_UNREACHABLE &&
		       watch_more(&self->w, 70000))
			;
		EXPECT_NE(MPR_IF_STATE_UNREACHABLE, iface_now(self->h, waiting).state);
		if (now_ms() - begun > slowest)
			slowest = now_ms() - begun;
		mpr_interface_connect(self->h, waiting, 0);
	}
	TH_LOG("noticed by itself after %lu ms at most", slowest);
	EXPECT_GT(10000, slowest);
	EXPECT_STREQ("", disagreement(self->h));
}

/* Nothing makes the module look at the interface before the clock is set the second time. */
TEST_F(storm, of_two_settings_ends_the_attempt_that_began_between_them)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id;

	ASSERT_TRUE(set_clock(WEDNESDAY - 2 * HOUR));
	id = add_scripted(self->h, "wan", NULL, 0);
	ASSERT_EQ(0, set_hours(self->h, id));
	EXPECT_EQ(944, mpr_interface_connect(self->h, id, 0));
	ASSERT_TRUE(set_clock(WEDNESDAY));
	ASSERT_EQ(600, mpr_interface_connect(self->h, id, 0));
	watch_skip(&self->w);
	ASSERT_TRUE(set_clock(WEDNESDAY + 2 * HOUR));
	EXPECT_NE(NULL, watch_state(&self->w, id, MPR_IF_STATE_UNREACHABLE));
	EXPECT_EQ(ST(MPR_IF_STATE_UNREACHABLE, MPR_REASON_DIALOUT_HOURS, 944),
		  st_now(self->h, id));
	mpr_dialer_close(dialer);
}

TEST_HARNESS_MAIN
