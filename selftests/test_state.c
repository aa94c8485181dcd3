// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state machine: every row of the design's table, last errors, hold-up and hold-down. The
 * dialer is this process itself, so that each step happens when the test wants it. What makes an
 * interface unreachable is in test_reasons.c.
 */
#include <kselftest_harness.h>

#include "mpr_kmod.h"

#define UNREACHABLE MPR_IF_STATE_UNREACHABLE
#define DISCONNECTED MPR_IF_STATE_DISCONNECTED
#define CONNECTING MPR_IF_STATE_CONNECTING
#define CONNECTED MPR_IF_STATE_CONNECTED
#define FAILURE MPR_REASON_CONNECTION_FAILURE

FIXTURE(state) {
	struct mpr *h;
	struct watch w;
};

FIXTURE_SETUP(state)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_TRUE(service_watched(&self->h, &self->w.mon)) {
		TH_LOG("is mpr.ko loaded?");
	}
}

FIXTURE_TEARDOWN(state)
{
	mpr_monitor_close(self->w.mon);
	mpr_close(self->h);
	free(self->w.ev);
}

static struct mpr_interface timed(uint32_t timeout, uint32_t redials, uint32_t interval)
{
	return (struct mpr_interface) {
		.connect_timeout = timeout, .redial_count = redials, .redial_interval = interval,
	};
}

#define TIMED (MPR_SET_CONNECT_TIMEOUT | MPR_SET_REDIAL_COUNT | MPR_SET_REDIAL_INTERVAL)

TEST_F(state, connect_from_disconnected_is_connecting)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0);
	const struct ev *ev;

	ASSERT_NE(NULL, dialer);
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, id));
	EXPECT_EQ(600, mpr_interface_connect(self->h, id, 0));
	ev = watch_state(&self->w, id, CONNECTING);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(DISCONNECTED, ev->old);
	EXPECT_TRUE(ev->want_up);
	EXPECT_TRUE(iface_now(self->h, id).want_up);
	EXPECT_NE(0, iface_now(self->h, id).attempt_id);
	EXPECT_EQ(1, service_now(self->h).attempts);
	mpr_dialer_close(dialer);
}

TEST_F(state, connect_from_unreachable_clears_last_error_and_failure)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0);

	ASSERT_EQ(0, fail_once(self->h, dialer, id, 691));
	ASSERT_EQ(ST(UNREACHABLE, FAILURE, 691), st_now(self->h, id));
	EXPECT_EQ(600, mpr_interface_connect(self->h, id, 0));
	EXPECT_EQ(ST(CONNECTING, 0, 0), st_now(self->h, id));
	EXPECT_EQ(0, iface_now(self->h, id).backoff_left);
	mpr_dialer_close(dialer);
}

TEST_F(state, link_up_makes_a_connection_and_waiters_get_0)
{
	const struct ev *ev;
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, id));
	EXPECT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	EXPECT_EQ(ST(CONNECTED, 0, 0), st_now(self->h, id));
	ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_UP, id);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(ev->conn, iface_now(self->h, id).connection_id);
	EXPECT_EQ(0, iface_now(self->h, id).attempt_id);
	EXPECT_EQ(1, iface_now(self->h, id).connects);
	ev = watch_state(&self->w, id, CONNECTED);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(CONNECTING, ev->old);
}

TEST_F(state, link_up_resets_the_back_off)
{
	struct mpr_interface set = { .backoff_first = 100000, .backoff_max = LONG };
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", &set,
				   MPR_SET_BACKOFF_FIRST | MPR_SET_BACKOFF_MAX);

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_up("d0", true));
	ASSERT_EQ(0, fail_once(self->h, dialer, id, 678));
	ASSERT_EQ(0, fail_once(self->h, dialer, id, 678));
	EXPECT_LT(100000, iface_now(self->h, id).backoff_left);
	ASSERT_EQ(0, connect_over(self->h, dialer, id, "d0"));
	EXPECT_EQ(ST(CONNECTED, 0, 0), st_now(self->h, id));
	ASSERT_EQ(0, netdev_del("d0"));
	ASSERT_EQ(0, fail_once(self->h, dialer, id, 678));
	EXPECT_GE(100000, iface_now(self->h, id).backoff_left);
	EXPECT_LT(0, iface_now(self->h, id).backoff_left);
	mpr_dialer_close(dialer);
}

TEST_F(state, failed_with_redials_left_dials_again_after_the_interval)
{
	struct mpr_interface set = timed(60000, 2, 300);
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", &set, TIMED);
	struct mpr_dial_request *req;
	uint64_t begun;
	uint32_t bell;

	begun = now_ms();
	ASSERT_EQ(0, fail_once(self->h, dialer, id, 678));
	EXPECT_EQ(ST(CONNECTING, 0, 0), st_now(self->h, id));
	EXPECT_EQ(1, iface_now(self->h, id).redials_left);
	bell = ring(dialer, NULL);
	EXPECT_LE(290, now_ms() - begun);
	ASSERT_EQ(0, mpr_dialer_accept(dialer, bell, &req));
	EXPECT_EQ(1, req->attempt_try);
	EXPECT_EQ(req->id, iface_now(self->h, id).attempt_id);
	mpr_free(req);
	EXPECT_EQ(0, iface_now(self->h, id).failures);
	mpr_dialer_close(dialer);
}

TEST_F(state, failed_with_none_left_is_unreachable_and_waiters_get_the_code)
{
	struct mpr_interface set = timed(60000, 1, 0);
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", &set, TIMED), req;
	struct waiter waiter;
	const struct ev *ev;

	waiter_start(&waiter, self->h, id);
	req = take(dialer, MPR_DIAL_TYPE_DIAL);
	EXPECT_EQ(0, mpr_dialer_done(dialer, req, 678));
	req = take(dialer, MPR_DIAL_TYPE_DIAL);
	EXPECT_EQ(0, mpr_dialer_done(dialer, req, 691));
	EXPECT_EQ(691, waiter_end(&waiter));
	EXPECT_EQ(ST(UNREACHABLE, FAILURE, 691), st_now(self->h, id));
	ev = watch_state(&self->w, id, UNREACHABLE);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(CONNECTING, ev->old);
	EXPECT_EQ(1, iface_now(self->h, id).failures);
	EXPECT_LT(0, iface_now(self->h, id).backoff_left);
	EXPECT_EQ(0, service_now(self->h).attempts);
	mpr_dialer_close(dialer);
}

TEST_F(state, deadline_passed_with_redials_left_dials_again)
{
	struct mpr_interface set = timed(1000, 1, 0);
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", &set, TIMED), first;
	enum mpr_dial_type type;

	ASSERT_EQ(600, mpr_interface_connect(self->h, id, 0));
	first = take(dialer, MPR_DIAL_TYPE_DIAL);
	ASSERT_NE(0, first);
	/* The worker is told to give up, then the bell rings for the second dial. */
	EXPECT_EQ(first, ring(dialer, &type));
	EXPECT_EQ(MPR_DIAL_TYPE_HANGUP, type);
	EXPECT_EQ(first, ring(dialer, &type));
	EXPECT_EQ(MPR_DIAL_TYPE_DIAL, type);
	mpr_dialer_close(dialer);
}

TEST_F(state, deadline_passed_with_none_left_is_unreachable_with_638)
{
	struct mpr_interface set = timed(200, 0, 0);
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", &set, TIMED);

	EXPECT_EQ(638, mpr_interface_connect(self->h, id, SOON));
	EXPECT_EQ(ST(UNREACHABLE, FAILURE, 638), st_now(self->h, id));
	mpr_dialer_close(dialer);
}

TEST_F(state, deadline_of_the_kernel_without_a_carrier_is_679)
{
	struct mpr_interface set = timed(1000, 0, 0);
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_carrier("d0", false));
	id = add_kernel(self->h, "d0", &set, TIMED);
	EXPECT_EQ(679, mpr_interface_connect(self->h, id, SOON));
	EXPECT_EQ(ST(UNREACHABLE, FAILURE, 679), st_now(self->h, id));
}

TEST_F(state, disconnect_while_connecting_tells_the_dialer_and_waiters_get_929)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0), req;
	enum mpr_dial_type type;
	struct waiter waiter;

	waiter_start(&waiter, self->h, id);
	req = take(dialer, MPR_DIAL_TYPE_DIAL);
	ASSERT_NE(0, req);
	EXPECT_EQ(0, mpr_interface_disconnect(self->h, id));
	EXPECT_EQ(929, waiter_end(&waiter));
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, id));
	EXPECT_FALSE(iface_now(self->h, id).want_up);
	EXPECT_EQ(req, ring(dialer, &type));
	EXPECT_EQ(MPR_DIAL_TYPE_HANGUP, type);
	EXPECT_EQ(6, mpr_dialer_progress(dialer, req, 0, NULL, MPR_PORT_COND_AUTHENTICATING));
	EXPECT_EQ(6, mpr_dialer_done(dialer, req, 0));
	EXPECT_EQ(906, mpr_interface_disconnect(self->h, id));
	mpr_dialer_close(dialer);
}

TEST_F(state, link_down_while_connected_is_disconnected_with_829)
{
	const struct ev *ev;
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	ASSERT_EQ(0, netdev_up("d0", false));
	ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_DOWN, id);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(829, ev->end_reason);
	EXPECT_EQ(MPR_END_CAUSE_LINK_DOWN, ev->end_cause);
	EXPECT_EQ(ST(DISCONNECTED, 0, 829), st_now(self->h, id));
	EXPECT_EQ(0, iface_now(self->h, id).connection_id);
	ev = watch_state(&self->w, id, DISCONNECTED);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(CONNECTED, ev->old);
}

TEST_F(state, device_gone_while_connected_ends_the_connection_with_608)
{
	const struct ev *ev;
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	ASSERT_EQ(0, netdev_del("d0"));
	ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_DOWN, id);
	ASSERT_NE(NULL, ev);
	/* A device that is deleted goes down first. */
	EXPECT_TRUE(ev->end_reason == 608 || ev->end_reason == 829);
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_NO_DEVICE, ev->end_reason), st_now(self->h, id));
	EXPECT_EQ(0, iface_now(self->h, id).ifindex);
}

TEST_F(state, a_persistent_interface_that_is_lost_dials_again)
{
	struct mpr_interface set = { .persistent = true };
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", &set, MPR_SET_PERSISTENT);
	const struct ev *ev;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_up("d0", true));
	ASSERT_EQ(0, connect_over(self->h, dialer, id, "d0"));
	ASSERT_EQ(0, netdev_up("d0", false));
	ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_DOWN, id);
	ASSERT_NE(NULL, ev);
	ASSERT_NE(NULL, watch_state(&self->w, id, DISCONNECTED));
	ASSERT_NE(NULL, watch_state(&self->w, id, CONNECTING));
	ASSERT_EQ(0, netdev_up("d0", true));
	EXPECT_NE(NULL, watch_state(&self->w, id, CONNECTED));
	/* Hung up on somebody's wish, it stays down. */
	ASSERT_EQ(0, mpr_interface_disconnect(self->h, id));
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, id));
	mpr_dialer_close(dialer);
}

TEST_F(state, a_persistent_interface_whose_device_goes_dials_again)
{
	struct mpr_interface set = { .persistent = true };
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", &set, MPR_SET_PERSISTENT);

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_up("d0", true));
	ASSERT_EQ(0, connect_over(self->h, dialer, id, "d0"));
	watch_skip(&self->w);
	ASSERT_EQ(0, netdev_del("d0"));
	EXPECT_NE(NULL, watch_state(&self->w, id, CONNECTING));
	EXPECT_NE(0, take(dialer, MPR_DIAL_TYPE_DIAL));
	mpr_dialer_close(dialer);
}

TEST_F(state, disconnect_while_connected_takes_the_link_down_reason_929)
{
	const struct ev *ev;
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	EXPECT_EQ(0, mpr_interface_disconnect(self->h, id));
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, id));
	ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_DOWN, id);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(929, ev->end_reason);
	EXPECT_EQ(MPR_END_CAUSE_ADMIN, ev->end_cause);
	/* It may be connected again at once: down and up come in order. */
	EXPECT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	EXPECT_EQ(ST(CONNECTED, 0, 0), st_now(self->h, id));
	EXPECT_EQ(2, iface_now(self->h, id).connects);
}

TEST_F(state, back_off_over_is_disconnected)
{
	struct mpr_interface set = { .backoff_first = 200, .backoff_max = 200 };
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", &set,
				   MPR_SET_BACKOFF_FIRST | MPR_SET_BACKOFF_MAX);
	const struct ev *ev;

	ASSERT_EQ(0, fail_once(self->h, dialer, id, 676));
	ev = watch_state(&self->w, id, UNREACHABLE);
	EXPECT_EQ(ST(UNREACHABLE, FAILURE, 676), st_of(ev));
	ev = watch_state(&self->w, id, DISCONNECTED);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(UNREACHABLE, ev->old);
	EXPECT_EQ(0, ev->reasons);
	EXPECT_EQ(676, ev->last_error);
	mpr_dialer_close(dialer);
}

TEST_F(state, a_persistent_interface_dials_again_when_its_back_off_is_over)
{
	struct mpr_interface set = { .persistent = true, .backoff_first = 200 };
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", &set,
				   MPR_SET_BACKOFF_FIRST | MPR_SET_PERSISTENT);

	ASSERT_EQ(0, fail_once(self->h, dialer, id, 676));
	ASSERT_NE(NULL, watch_state(&self->w, id, UNREACHABLE));
	EXPECT_NE(NULL, watch_state(&self->w, id, CONNECTING));
	EXPECT_NE(0, take(dialer, MPR_DIAL_TYPE_DIAL));
	mpr_dialer_close(dialer);
}

TEST_F(state, a_persistent_interface_without_back_off_pauses_before_it_dials_again)
{
	struct mpr_interface set = { .persistent = true, .redial_interval = 100 };
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", &set, MPR_SET_BACKOFF_FIRST |
				   MPR_SET_REDIAL_INTERVAL | MPR_SET_PERSISTENT);
	uint64_t begun = now_ms();

	ASSERT_EQ(0, fail_once(self->h, dialer, id, 676));
	ASSERT_NE(NULL, watch_state(&self->w, id, DISCONNECTED));
	EXPECT_NE(NULL, watch_state(&self->w, id, CONNECTING));
	EXPECT_LE(1000, now_ms() - begun);
	EXPECT_NE(0, take(dialer, MPR_DIAL_TYPE_DIAL));
	mpr_dialer_close(dialer);
}

TEST_F(state, a_disconnect_that_finds_nothing_to_end_tells_that_it_does_not_dial_again)
{
	struct mpr_interface set = { .persistent = true };
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", &set, MPR_SET_PERSISTENT);
	const struct ev *ev;

	ASSERT_EQ(0, fail_once(self->h, dialer, id, 676));
	ASSERT_NE(NULL, watch_state(&self->w, id, UNREACHABLE));
	EXPECT_EQ(906, mpr_interface_disconnect(self->h, id));
	ev = watch_for(&self->w, MPR_EVENT_KIND_INTERFACE_CHANGE, id);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(UNREACHABLE, ev->state);
	EXPECT_FALSE(ev->want_up);
	EXPECT_EQ(906, mpr_interface_disconnect(self->h, id));
	EXPECT_EQ(0, watch_count(&self->w, self->w.pos, MPR_EVENT_KIND_INTERFACE_CHANGE, id));
	mpr_dialer_close(dialer);
}

TEST_F(state, back_off_grows_by_the_first_up_to_the_longest)
{
	struct mpr_interface set = { .backoff_first = 100000, .backoff_max = 250000 };
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", &set,
				   MPR_SET_BACKOFF_FIRST | MPR_SET_BACKOFF_MAX);
	static const uint32_t longest[] = { 100000, 200000, 250000, 250000 };
	unsigned int i;

	for (i = 0; i < 4; i++) {
		ASSERT_EQ(0, fail_once(self->h, dialer, id, 678));
		EXPECT_GE(longest[i], iface_now(self->h, id).backoff_left);
		EXPECT_LT(longest[i] - 30000, iface_now(self->h, id).backoff_left);
	}
	mpr_dialer_close(dialer);
}

TEST_F(state, back_off_of_0_is_none)
{
	struct mpr_interface set = { .backoff_first = 0 };
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", &set, MPR_SET_BACKOFF_FIRST);

	ASSERT_EQ(0, fail_once(self->h, dialer, id, 678));
	EXPECT_EQ(ST(DISCONNECTED, 0, 678), st_now(self->h, id));
	mpr_dialer_close(dialer);
}

TEST_F(state, link_up_without_a_connect_is_connected_and_clears_a_failure)
{
	struct mpr_interface set = timed(1000, 0, 0);
	const struct ev *ev;
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_carrier("d0", false));
	id = add_kernel(self->h, "d0", &set, TIMED);
	ASSERT_EQ(679, mpr_interface_connect(self->h, id, SOON));
	ASSERT_EQ(ST(UNREACHABLE, FAILURE, 679), st_now(self->h, id));
	ASSERT_EQ(0, netdev_carrier("d0", true));
	ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_UP, id);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(ST(CONNECTED, 0, 0), st_now(self->h, id));
	EXPECT_EQ(0, iface_now(self->h, id).backoff_left);
	EXPECT_EQ(1, iface_now(self->h, id).connects);
}

TEST_F(state, delete_while_connecting_gives_waiters_929)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0), req;
	enum mpr_dial_type type;
	struct waiter waiter;

	waiter_start(&waiter, self->h, id);
	req = take(dialer, MPR_DIAL_TYPE_DIAL);
	EXPECT_EQ(0, mpr_interface_del(self->h, id));
	EXPECT_EQ(929, waiter_end(&waiter));
	EXPECT_EQ(0, iface_now(self->h, id).id);
	EXPECT_EQ(req, ring(dialer, &type));
	EXPECT_EQ(MPR_DIAL_TYPE_HANGUP, type);
	EXPECT_NE(NULL, watch_for(&self->w, MPR_EVENT_KIND_INTERFACE_DEL, id));
	mpr_dialer_close(dialer);
}

TEST_F(state, delete_while_connected_is_refused_with_908)
{
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	EXPECT_EQ(908, mpr_interface_del(self->h, id));
	EXPECT_EQ(ST(CONNECTED, 0, 0), st_now(self->h, id));
	ASSERT_EQ(0, mpr_interface_disconnect(self->h, id));
	EXPECT_EQ(0, mpr_interface_del(self->h, id));
}

TEST_F(state, another_device_hangs_up_first)
{
	struct mpr_device slot = { .index = 1, .type = "", .name = "d1", .phone = "" };
	struct mpr_interface set = { .n_devices = 1, .devices = &slot };
	const struct ev *ev;
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_add("d1", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	EXPECT_EQ(0, mpr_interface_set(self->h, id, &set, MPR_SET_DEVICES));
	ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_DOWN, id);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(MPR_END_CAUSE_REBOUND, ev->end_cause);
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, id));
	EXPECT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	EXPECT_EQ(ST(CONNECTED, 0, 0), st_now(self->h, id));
}

TEST_F(state, last_error_is_0_after_an_orderly_end)
{
	struct mpr_identity why = { .end_reason = 631 };
	const struct ev *ev;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	why.interface_id = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(0, mpr_interface_connect(self->h, why.interface_id, SOON));
	ASSERT_EQ(0, mpr_connection_identify(self->h, &why));
	ASSERT_EQ(0, netdev_up("d0", false));
	ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_DOWN, why.interface_id);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(631, ev->end_reason);
	EXPECT_EQ(MPR_END_CAUSE_DIALER, ev->end_cause);
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, why.interface_id));
}

TEST_F(state, last_error_is_the_reason_that_the_dialer_foretold)
{
	struct mpr_identity why = { .end_reason = 629 };

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	why.interface_id = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(0, mpr_interface_connect(self->h, why.interface_id, SOON));
	ASSERT_EQ(0, mpr_connection_identify(self->h, &why));
	ASSERT_EQ(0, netdev_up("d0", false));
	EXPECT_EQ(ST(DISCONNECTED, 0, 629), st_now(self->h, why.interface_id));
	/* It is for that connection only. */
	ASSERT_EQ(0, mpr_interface_connect(self->h, why.interface_id, SOON));
	ASSERT_EQ(0, netdev_up("d0", false));
	EXPECT_EQ(ST(DISCONNECTED, 0, 829), st_now(self->h, why.interface_id));
}

TEST_F(state, a_link_up_shorter_than_hold_up_does_not_count)
{
	struct mpr_interface set = { .hold_up = 400 };
	uint64_t begun;
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", &set, MPR_SET_HOLD_UP);
	set.hold_up = 60000;
	ASSERT_EQ(0, mpr_interface_set(self->h, id, &set, MPR_SET_HOLD_UP));
	ASSERT_EQ(0, netdev_up("d0", true));
	EXPECT_EQ(DISCONNECTED, iface_now(self->h, id).state);
	ASSERT_EQ(0, netdev_up("d0", false));
	EXPECT_EQ(1, iface_now(self->h, id).flaps_hidden);
	EXPECT_EQ(0, iface_now(self->h, id).connects);
	set.hold_up = 400;
	ASSERT_EQ(0, mpr_interface_set(self->h, id, &set, MPR_SET_HOLD_UP));
	watch_skip(&self->w);
	begun = now_ms();
	ASSERT_EQ(0, netdev_up("d0", true));
	EXPECT_NE(NULL, watch_state(&self->w, id, CONNECTED));
	EXPECT_LE(390, now_ms() - begun);
	EXPECT_EQ(1, iface_now(self->h, id).flaps_hidden);
}

TEST_F(state, a_link_down_shorter_than_hold_down_does_not_count)
{
	struct mpr_interface set = { .hold_down = 60000 };
	unsigned int from;
	uint64_t begun;
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", &set, MPR_SET_HOLD_DOWN);
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	watch_skip(&self->w);
	from = self->w.pos;
	ASSERT_EQ(0, netdev_up("d0", false));
	EXPECT_EQ(CONNECTED, iface_now(self->h, id).state);
	ASSERT_EQ(0, netdev_up("d0", true));
	EXPECT_EQ(ST(CONNECTED, 0, 0), st_now(self->h, id));
	EXPECT_EQ(1, iface_now(self->h, id).flaps_hidden);
	EXPECT_EQ(0, watch_count(&self->w, from, MPR_EVENT_KIND_CONNECTION_DOWN, id));
	set.hold_down = 400;
	ASSERT_EQ(0, mpr_interface_set(self->h, id, &set, MPR_SET_HOLD_DOWN));
	begun = now_ms();
	ASSERT_EQ(0, netdev_up("d0", false));
	EXPECT_NE(NULL, watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_DOWN, id));
	EXPECT_LE(390, now_ms() - begun);
	EXPECT_EQ(ST(DISCONNECTED, 0, 829), st_now(self->h, id));
}

TEST_F(state, carrier_changes_are_counted)
{
	struct mpr_interface before, after;
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	before = iface_now(self->h, id);
	/* linkwatch merges these two, nobody sees them go by. */
	ASSERT_EQ(0, netdev_carrier("d0", false));
	ASSERT_EQ(0, netdev_carrier("d0", true));
	after = iface_now(self->h, id);
	EXPECT_EQ(before.carrier_downs + 1, after.carrier_downs);
	EXPECT_EQ(before.carrier_ups + 1, after.carrier_ups);
}

TEST_F(state, a_dedicated_interface_is_connected_whenever_its_link_is_up)
{
	struct mpr_interface set = { .type = MPR_IF_TYPE_DEDICATED };
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", &set, 0);
	EXPECT_EQ(6, mpr_interface_connect(self->h, id, 0));
	ASSERT_EQ(0, netdev_up("d0", true));
	EXPECT_EQ(ST(CONNECTED, 0, 0), st_now(self->h, id));
	EXPECT_EQ(6, mpr_interface_connect(self->h, id, 0));
	EXPECT_EQ(6, mpr_interface_disconnect(self->h, id));
	EXPECT_EQ(87, enable(self->h, id, false));
	/* Pausing and LAN-only are about dialling. */
	EXPECT_EQ(0, pause_service(self->h, true));
	ASSERT_EQ(0, netdev_up("d0", false));
	EXPECT_EQ(ST(DISCONNECTED, 0, 829), st_now(self->h, id));
	ASSERT_EQ(0, netdev_up("d0", true));
	EXPECT_EQ(ST(CONNECTED, 0, 0), st_now(self->h, id));
	/* Deleting it is no reason to take the LAN down. */
	watch_skip(&self->w);
	EXPECT_EQ(0, mpr_interface_del(self->h, id));
	id = add_kernel(self->h, "d0", &set, 0);
	EXPECT_EQ(ST(CONNECTED, 0, 0), st_now(self->h, id));
}

TEST_F(state, a_dedicated_interface_without_a_carrier_is_unreachable_for_that)
{
	struct mpr_interface set = { .type = MPR_IF_TYPE_DEDICATED };
	const struct ev *ev;
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_carrier("d0", false));
	ASSERT_EQ(0, netdev_up("d0", true));
	id = add_kernel(self->h, "d0", &set, 0);
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_NO_MEDIA_SENSE, 0), st_now(self->h, id));
	ASSERT_EQ(0, netdev_carrier("d0", true));
	EXPECT_NE(NULL, watch_state(&self->w, id, CONNECTED));
	ASSERT_EQ(0, netdev_carrier("d0", false));
	ev = watch_state(&self->w, id, UNREACHABLE);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(MPR_REASON_NO_MEDIA_SENSE, ev->reasons);
}

TEST_F(state, the_kernel_does_not_dial_what_no_netdevice_carries)
{
	struct mpr_device slot = { .index = 1, .type = "modem", .name = "ttyS7", .phone = "1" };
	struct mpr_interface set = { .name = "w", .type = MPR_IF_TYPE_FULL_ROUTER,
				     .dialer = "kernel", .n_devices = 1, .devices = &slot };
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, mpr_interface_add(self->h, &set, MPR_SET_DEVICES | MPR_SET_DIALER, &id));
	EXPECT_EQ(925, mpr_interface_connect(self->h, id, 0));
	slot.type = "PPPoE";
	slot.name = "d0";
	EXPECT_EQ(0, mpr_interface_set(self->h, id, &set, MPR_SET_DEVICES));
	EXPECT_EQ(0, mpr_interface_connect(self->h, id, SOON));
}

TEST_HARNESS_MAIN
