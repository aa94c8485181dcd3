// SPDX-License-Identifier: GPL-2.0-only
/*
 * What stands in the way of an interface: disabled, service paused, outside the dial-out hours, no
 * device, LAN only; each while it is disconnected, connecting and connected, and the order in which
 * a connect is refused for them.
 */
#include <kselftest_harness.h>

#include "mpr_kmod.h"

#define UNREACHABLE MPR_IF_STATE_UNREACHABLE
#define DISCONNECTED MPR_IF_STATE_DISCONNECTED
#define CONNECTING MPR_IF_STATE_CONNECTING
#define CONNECTED MPR_IF_STATE_CONNECTED
#define FAILURE MPR_REASON_CONNECTION_FAILURE

FIXTURE(reasons) {
	struct mpr *h;
	struct watch w;
};

FIXTURE_SETUP(reasons)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_TRUE(service_watched(&self->h, &self->w.mon)) {
		TH_LOG("is mpr.ko loaded?");
	}
}

FIXTURE_TEARDOWN(reasons)
{
	mpr_monitor_close(self->w.mon);
	mpr_close(self->h);
	free(self->w.ev);
}

TEST_F(reasons, disabled_while_disconnected_is_unreachable_and_back)
{
	uint32_t id = add_scripted(self->h, "w", NULL, 0);

	EXPECT_EQ(0, enable(self->h, id, false));
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_ADMIN_DISABLED, 0), st_now(self->h, id));
	EXPECT_EQ(0, enable(self->h, id, true));
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, id));
}

TEST_F(reasons, disabled_while_connecting_ends_the_attempt_first)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0), req;
	enum mpr_dial_type type;
	struct waiter waiter;

	waiter_start(&waiter, self->h, id);
	req = take(dialer, MPR_DIAL_TYPE_DIAL);
	EXPECT_EQ(0, enable(self->h, id, false));
	EXPECT_EQ(916, waiter_end(&waiter));
	EXPECT_EQ(UNREACHABLE, iface_now(self->h, id).state);
	EXPECT_EQ(MPR_REASON_ADMIN_DISABLED, iface_now(self->h, id).reasons);
	EXPECT_EQ(req, ring(dialer, &type));
	EXPECT_EQ(MPR_DIAL_TYPE_HANGUP, type);
	mpr_dialer_close(dialer);
}

TEST_F(reasons, disabled_while_connected_ends_the_connection_first)
{
	const struct ev *ev;
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	EXPECT_EQ(0, enable(self->h, id, false));
	ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_DOWN, id);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(916, ev->end_reason);
	EXPECT_EQ(MPR_END_CAUSE_DISABLED, ev->end_cause);
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_ADMIN_DISABLED, 0), st_now(self->h, id));
}

TEST_F(reasons, link_up_of_a_disabled_interface_counts_once_it_is_enabled)
{
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	EXPECT_EQ(0, enable(self->h, id, false));
	EXPECT_EQ(0, netdev_up("d0", true));
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_ADMIN_DISABLED, 0), st_now(self->h, id));
	EXPECT_EQ(0, enable(self->h, id, true));
	EXPECT_EQ(ST(CONNECTED, 0, 0), st_now(self->h, id));
}

TEST_F(reasons, service_paused_is_unreachable_and_back)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0);
	uint32_t failed = add_scripted(self->h, "x", NULL, 0);

	ASSERT_EQ(0, fail_once(self->h, dialer, failed, 691));
	EXPECT_EQ(0, pause_service(self->h, true));
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_SERVICE_PAUSED, 0), st_now(self->h, id));
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_SERVICE_PAUSED | FAILURE, 691),
		  st_now(self->h, failed));
	EXPECT_EQ(0, pause_service(self->h, false));
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, id));
	EXPECT_EQ(ST(UNREACHABLE, FAILURE, 691), st_now(self->h, failed));
	mpr_dialer_close(dialer);
}

TEST_F(reasons, service_paused_while_connecting_is_928_and_leaves_what_is_connected)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0), up;
	struct waiter waiter;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	up = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(0, mpr_interface_connect(self->h, up, SOON));
	waiter_start(&waiter, self->h, id);
	ASSERT_NE(0, take(dialer, MPR_DIAL_TYPE_DIAL));
	EXPECT_EQ(0, pause_service(self->h, true));
	EXPECT_EQ(928, waiter_end(&waiter));
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_SERVICE_PAUSED, 928), st_now(self->h, id));
	EXPECT_EQ(ST(CONNECTED, 0, 0), st_now(self->h, up));
	/* It ends while the service is paused: unreachable then. */
	ASSERT_EQ(0, netdev_up("d0", false));
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_SERVICE_PAUSED, 829), st_now(self->h, up));
	mpr_dialer_close(dialer);
}

/* Sets the local time of the service to this minute of a Sunday. */
static unsigned int set_sunday(struct mpr *h, int minute)
{
	struct mpr_service set = { 0 };
	int day = 24 * 60 * 60;
	time_t now = time(NULL);

	/*
	 * 1970-01-04 was a Sunday; the offset has to stay within a day, so the hours follow it
	 * instead.
	 */
	set.utc_offset = minute * 60L - now % day;
	return mpr_service_set(h, &set, MPR_SERVICE_UTC_OFFSET);
}

/* Dialling is allowed every day from 10:00 to 12:00. */
static unsigned int set_hours(struct mpr *h, uint32_t id)
{
	struct mpr_hours hours[7];
	struct mpr_interface set = { .n_hours = 7, .hours = hours };
	unsigned int i;

	for (i = 0; i < 7; i++)
		hours[i] = (struct mpr_hours) { .day = i, .from = 600, .to = 720 };
	return mpr_interface_set(h, id, &set, MPR_SET_HOURS);
}

TEST_F(reasons, outside_dial_out_hours_is_unreachable_and_back)
{
	uint32_t id = add_scripted(self->h, "w", NULL, 0);
	struct mpr_interface none = { 0 };

	ASSERT_EQ(0, set_sunday(self->h, 660));
	ASSERT_EQ(0, set_hours(self->h, id));
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, id));
	ASSERT_EQ(0, set_sunday(self->h, 900));
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_DIALOUT_HOURS, 0), st_now(self->h, id));
	EXPECT_EQ(944, mpr_interface_connect(self->h, id, 0));
	ASSERT_EQ(0, set_sunday(self->h, 601));
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, id));
	ASSERT_EQ(0, set_sunday(self->h, 598));
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_DIALOUT_HOURS, 0), st_now(self->h, id));
	/* No hours mean always. */
	EXPECT_EQ(0, mpr_interface_set(self->h, id, &none, MPR_SET_HOURS));
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, id));
}

TEST_F(reasons, dial_out_hours_that_begin_are_noticed)
{
	struct mpr_hours hours[7];
	struct mpr_interface set = { .n_hours = 7, .hours = hours };
	uint32_t id = add_scripted(self->h, "w", NULL, 0);
	struct mpr_service service = { 0 };
	unsigned int i;

	/* The next minute of UTC is one second away. */
	for (i = 0; i < 7; i++)
		hours[i] = (struct mpr_hours) { .day = i, .from = 60, .to = 1440 };
	service.utc_offset = 3599 - time(NULL) % 86400;
	ASSERT_EQ(0, mpr_service_set(self->h, &service, MPR_SERVICE_UTC_OFFSET));
	ASSERT_EQ(0, mpr_interface_set(self->h, id, &set, MPR_SET_HOURS));
	EXPECT_NE(NULL, watch_state(&self->w, id, DISCONNECTED));
}

TEST_F(reasons, dial_out_hours_that_end_while_connecting_are_944)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0), up;
	struct waiter waiter;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	up = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(0, mpr_interface_connect(self->h, up, SOON));
	ASSERT_EQ(0, set_sunday(self->h, 660));
	ASSERT_EQ(0, set_hours(self->h, id));
	ASSERT_EQ(0, set_hours(self->h, up));
	waiter_start(&waiter, self->h, id);
	ASSERT_NE(0, take(dialer, MPR_DIAL_TYPE_DIAL));
	ASSERT_EQ(0, set_sunday(self->h, 900));
	EXPECT_EQ(944, waiter_end(&waiter));
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_DIALOUT_HOURS, 944), st_now(self->h, id));
	EXPECT_EQ(ST(CONNECTED, 0, 0), st_now(self->h, up));
	EXPECT_EQ(0, mpr_interface_connect(self->h, up, 0));
	mpr_dialer_close(dialer);
}

TEST_F(reasons, dial_out_hours_set_while_connecting_are_944)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0);
	struct waiter waiter;

	ASSERT_EQ(0, set_sunday(self->h, 900));
	waiter_start(&waiter, self->h, id);
	ASSERT_NE(0, take(dialer, MPR_DIAL_TYPE_DIAL));
	ASSERT_EQ(0, set_hours(self->h, id));
	EXPECT_EQ(944, waiter_end(&waiter));
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_DIALOUT_HOURS, 944), st_now(self->h, id));
	mpr_dialer_close(dialer);
}

TEST_F(reasons, no_device_is_unreachable_and_back)
{
	uint32_t id = add_kernel(self->h, "d0", NULL, 0);

	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_NO_DEVICE, 0), st_now(self->h, id));
	EXPECT_EQ(925, mpr_interface_connect(self->h, id, 0));
	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, id));
	ASSERT_EQ(0, netdev_del("d0"));
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_NO_DEVICE, 0), st_now(self->h, id));
}

TEST_F(reasons, the_device_that_it_dials_over_is_needed_too)
{
	struct mpr_device slot = { .index = 1, .type = "PPPoE", .name = "d0", .phone = "" };
	struct mpr_interface set = { .name = "w", .type = MPR_IF_TYPE_FULL_ROUTER,
				     .n_devices = 1, .devices = &slot };
	struct mpr_dialer *dialer = dialer_new(self->h, "pppd");
	struct waiter waiter;
	uint32_t id;

	ASSERT_EQ(0, mpr_interface_add(self->h, &set, MPR_SET_DEVICES, &id));
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_NO_DEVICE, 0), st_now(self->h, id));
	EXPECT_EQ(925, mpr_interface_connect(self->h, id, 0));
	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, id));
	/* The device does not carry it: up, it is no connection. */
	ASSERT_EQ(0, netdev_up("d0", true));
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, id));
	waiter_start(&waiter, self->h, id);
	ASSERT_NE(0, take(dialer, MPR_DIAL_TYPE_DIAL));
	ASSERT_EQ(0, netdev_del("d0"));
	EXPECT_EQ(925, waiter_end(&waiter));
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_NO_DEVICE, 925), st_now(self->h, id));
	mpr_dialer_close(dialer);
}

TEST_F(reasons, no_device_while_connecting_is_925)
{
	struct waiter waiter;
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_carrier("d0", false));
	id = add_kernel(self->h, "d0", NULL, 0);
	waiter_start(&waiter, self->h, id);
	ASSERT_NE(NULL, watch_state(&self->w, id, CONNECTING));
	ASSERT_EQ(0, netdev_del("d0"));
	EXPECT_EQ(925, waiter_end(&waiter));
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_NO_DEVICE, 925), st_now(self->h, id));
}

TEST_F(reasons, order_of_checks_lan_only_before_all)
{
	struct mpr_service set = { .lan_only = true };
	uint32_t id = add_scripted(self->h, "w", NULL, 0), none;
	struct mpr_interface new = { .name = "n", .type = MPR_IF_TYPE_FULL_ROUTER };

	ASSERT_EQ(0, enable(self->h, id, false));
	ASSERT_EQ(0, mpr_service_set(self->h, &set, MPR_SERVICE_LAN_ONLY));
	EXPECT_EQ(903, mpr_interface_connect(self->h, id, 0));
	EXPECT_EQ(903, mpr_interface_connect(self->h, 0x7ffffff0, 0));
	EXPECT_EQ(903, mpr_interface_disconnect(self->h, id));
	EXPECT_EQ(903, mpr_interface_add(self->h, &new, 0, &none));
	set.lan_only = false;
	ASSERT_EQ(0, mpr_service_set(self->h, &set, MPR_SERVICE_LAN_ONLY));
	EXPECT_EQ(6, mpr_interface_connect(self->h, 0x7ffffff0, 0));
	EXPECT_EQ(6, mpr_interface_disconnect(self->h, 0x7ffffff0));
}

TEST_F(reasons, lan_only_while_connecting_is_903)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0);
	struct mpr_service set = { .lan_only = true };
	struct waiter waiter;

	waiter_start(&waiter, self->h, id);
	ASSERT_NE(0, take(dialer, MPR_DIAL_TYPE_DIAL));
	ASSERT_EQ(0, mpr_service_set(self->h, &set, MPR_SERVICE_LAN_ONLY));
	EXPECT_EQ(903, waiter_end(&waiter));
	EXPECT_EQ(903, iface_now(self->h, id).last_error);
	mpr_dialer_close(dialer);
}

TEST_F(reasons, order_of_checks_916_928_connected_910_944_925_903)
{
	struct mpr_dialer *dialer;
	uint32_t id, none, w;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	none = add_kernel(self->h, "none", NULL, 0);
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	ASSERT_EQ(0, enable(self->h, none, false));
	ASSERT_EQ(0, set_sunday(self->h, 900));
	ASSERT_EQ(0, set_hours(self->h, none));
	ASSERT_EQ(0, pause_service(self->h, true));
	EXPECT_EQ(916, mpr_interface_connect(self->h, none, 0));
	ASSERT_EQ(0, enable(self->h, none, true));
	EXPECT_EQ(928, mpr_interface_connect(self->h, none, 0));
	EXPECT_EQ(928, mpr_interface_connect(self->h, id, 0));
	ASSERT_EQ(0, pause_service(self->h, false));
	EXPECT_EQ(944, mpr_interface_connect(self->h, none, 0));
	ASSERT_EQ(0, set_hours(self->h, id));
	EXPECT_EQ(0, mpr_interface_connect(self->h, id, 0));
	ASSERT_EQ(0, set_sunday(self->h, 660));
	EXPECT_EQ(925, mpr_interface_connect(self->h, none, 0));
	w = add_scripted(self->h, "w", NULL, 0);
	EXPECT_EQ(903, mpr_interface_connect(self->h, w, 0));
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, w));
	dialer = dialer_new(self->h, "scripted");
	EXPECT_EQ(600, mpr_interface_connect(self->h, w, 0));
	EXPECT_EQ(910, mpr_interface_connect(self->h, w, 0));
	mpr_dialer_close(dialer);
}

TEST_F(reasons, a_refused_connect_changes_nothing)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0);
	struct mpr_service before, after;

	ASSERT_EQ(0, fail_once(self->h, dialer, id, 691));
	mpr_dialer_close(dialer);
	ASSERT_NE(NULL, watch_for(&self->w, MPR_EVENT_KIND_SERVICE_CHANGE, 0));
	ASSERT_NE(NULL, watch_for(&self->w, MPR_EVENT_KIND_SERVICE_CHANGE, 0));
	before = service_now(self->h);
	EXPECT_EQ(903, mpr_interface_connect(self->h, id, 0));
	EXPECT_EQ(ST(UNREACHABLE, FAILURE, 691), st_now(self->h, id));
	after = service_now(self->h);
	EXPECT_EQ(before.journal_last, after.journal_last);
}

TEST_HARNESS_MAIN
