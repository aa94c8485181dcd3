// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dialling: the bell and the request, devices to come, dialers that die or never answer,
 * hanging up. Every request ends exactly once.
 */
#include <net/if.h>

#include <kselftest_harness.h>

#include "mpr_kmod.h"

#define DISCONNECTED MPR_IF_STATE_DISCONNECTED
#define CONNECTING MPR_IF_STATE_CONNECTING
#define CONNECTED MPR_IF_STATE_CONNECTED

FIXTURE(dial) {
	struct mpr *h;
	struct watch w;
};

FIXTURE_SETUP(dial)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_TRUE(service_watched(&self->h, &self->w.mon)) {
		TH_LOG("is mpr.ko loaded?");
	}
}

FIXTURE_TEARDOWN(dial)
{
	mpr_monitor_close(self->w.mon);
	mpr_close(self->h);
	free(self->w.ev);
}

/* The module takes netdevices down from a work item. */
static bool goes_down(const char *name)
{
	unsigned int i;

	for (i = 0; i < 1000 && netdev_is_up(name); i++)
		usleep(10000);
	return !netdev_is_up(name);
}

static bool has_kind(struct mpr *h, const char *kind)
{
	struct mpr_service *service;
	unsigned int i;
	bool has = false;

	if (mpr_service_get(h, &service))
		return false;
	for (i = 0; i < service->n_kinds; i++)
		has |= !strcmp(service->kinds[i], kind);
	mpr_free(service);
	return has;
}

TEST_F(dial, the_bell_rings_and_the_request_says_what_to_dial)
{
	static const char *const others[] = { "555-2", "555-3" };
	struct mpr_device slots[] = {
		{ .index = 1, .type = "scripted", .name = "line0", .phone = "555-1",
		  .n_alternates = 2, .alternates = others },
		{ .index = 3, .type = "scripted", .name = "line2", .phone = "" },
	};
	struct mpr_interface set = { .n_devices = 2, .devices = slots, .connect_timeout = 50000 };
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", &set,
				   MPR_SET_DEVICES | MPR_SET_CONNECT_TIMEOUT);
	struct mpr_dial_request *req;
	enum mpr_dial_type type;
	uint32_t bell;

	ASSERT_EQ(600, mpr_interface_connect(self->h, id, 0));
	bell = ring(dialer, &type);
	EXPECT_EQ(MPR_DIAL_TYPE_DIAL, type);
	EXPECT_EQ(bell, iface_now(self->h, id).attempt_id);
	ASSERT_EQ(0, mpr_dialer_accept(dialer, bell, &req));
	EXPECT_EQ(bell, req->id);
	EXPECT_EQ(MPR_DIAL_TYPE_DIAL, req->request);
	EXPECT_STREQ("scripted", req->kind);
	EXPECT_EQ(0, req->attempt_try);
	EXPECT_EQ(0, req->connection_id);
	EXPECT_GE(50000, req->timeout);
	EXPECT_LT(20000, req->timeout);
	EXPECT_EQ(id, req->interface->id);
	EXPECT_STREQ("w", req->interface->name);
	ASSERT_EQ(2, req->interface->n_devices);
	EXPECT_STREQ("line0", req->interface->devices[0].name);
	EXPECT_STREQ("555-1", req->interface->devices[0].phone);
	ASSERT_EQ(2, req->interface->devices[0].n_alternates);
	EXPECT_STREQ("555-3", req->interface->devices[0].alternates[1]);
	EXPECT_EQ(3, req->interface->devices[1].index);
	mpr_free(req);
	mpr_dialer_close(dialer);
}

TEST_F(dial, progress_shows_in_the_condition_of_the_ports)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0), req;
	static const enum mpr_port_cond steps[] = {
		MPR_PORT_COND_INITIALIZING, MPR_PORT_COND_AUTHENTICATING,
		MPR_PORT_COND_CALLING_BACK, MPR_PORT_COND_AUTHENTICATED,
		MPR_PORT_COND_DISCONNECTED,
	};
	const struct ev *ev;
	unsigned int i;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_up("d0", true));
	ASSERT_EQ(600, mpr_interface_connect(self->h, id, 0));
	req = take(dialer, MPR_DIAL_TYPE_DIAL);
	EXPECT_EQ(0, mpr_dialer_progress(dialer, req, 0, NULL, MPR_PORT_COND_CALLING_BACK));
	EXPECT_EQ(0, mpr_dialer_progress(dialer, req, 0, "d0", MPR_PORT_COND_CALLING_BACK));
	EXPECT_EQ(CONNECTED, iface_now(self->h, id).state);
	EXPECT_EQ(0, mpr_interface_disconnect(self->h, id));
	for (i = 0; i < 5; i++) {
		ev = watch_for(&self->w, MPR_EVENT_KIND_PORT_CHANGE, id);
		ASSERT_NE(NULL, ev);
		EXPECT_EQ(steps[i], ev->cond);
	}
	mpr_dialer_close(dialer);
}

TEST_F(dial, the_expected_device_is_claimed_before_it_exists)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0), req;
	struct waiter waiter;

	waiter_start(&waiter, self->h, id);
	req = take(dialer, MPR_DIAL_TYPE_DIAL);
	/* WireGuard devices become interfaces by themselves, unless somebody claims them. */
	EXPECT_EQ(0, mpr_dialer_progress(dialer, req, 0, "wg7", MPR_PORT_COND_AUTHENTICATING));
	watch_skip(&self->w);
	ASSERT_EQ(0, netdev_add("wg7", "wireguard"));
	EXPECT_NE(0, iface_now(self->h, id).ifindex);
	EXPECT_EQ(CONNECTING, iface_now(self->h, id).state);
	ASSERT_EQ(0, netdev_up("wg7", true));
	EXPECT_EQ(0, waiter_end(&waiter));
	EXPECT_EQ(CONNECTED, iface_now(self->h, id).state);
	EXPECT_EQ(0, watch_count(&self->w, self->w.pos, MPR_EVENT_KIND_INTERFACE_NEW, 0));
	/* The link was faster than the dialer. */
	EXPECT_EQ(0, mpr_dialer_done(dialer, req, 0));
	EXPECT_EQ(6, mpr_dialer_progress(dialer, req, 0, NULL, MPR_PORT_COND_AUTHENTICATED));
	mpr_dialer_close(dialer);
}

TEST_F(dial, the_device_of_the_last_time_makes_room_for_the_one_expected)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0), req;
	struct waiter waiter;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_up("d0", true));
	ASSERT_EQ(0, connect_over(self->h, dialer, id, "d0"));
	ASSERT_EQ(0, netdev_up("d0", false));
	waiter_start(&waiter, self->h, id);
	req = take(dialer, MPR_DIAL_TYPE_DIAL);
	EXPECT_EQ(0, mpr_dialer_progress(dialer, req, 0, "d1", MPR_PORT_COND_AUTHENTICATING));
	ASSERT_EQ(0, netdev_up("d0", true));
	EXPECT_EQ(CONNECTING, iface_now(self->h, id).state);
	ASSERT_EQ(0, netdev_add("d1", "dummy"));
	ASSERT_EQ(0, netdev_up("d1", true));
	EXPECT_EQ(0, waiter_end(&waiter));
	mpr_dialer_close(dialer);
}

TEST_F(dial, a_discovered_device_that_a_dialer_names_changes_hands)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0);
	const struct ev *ev;
	uint32_t found;

	ASSERT_EQ(0, netdev_add("wg7", "wireguard"));
	do {
		ev = watch_for(&self->w, MPR_EVENT_KIND_INTERFACE_NEW, 0);
		ASSERT_NE(NULL, ev);
	} while (strcmp(ev->name, "wg7"));
	found = ev->iface;
	ASSERT_EQ(0, netdev_up("wg7", true));
	EXPECT_EQ(CONNECTED, iface_now(self->h, found).state);
	ASSERT_EQ(0, connect_over(self->h, dialer, id, "wg7"));
	EXPECT_EQ(CONNECTED, iface_now(self->h, id).state);
	EXPECT_EQ(0, iface_now(self->h, found).id);
	ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_DOWN, found);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(MPR_END_CAUSE_REBOUND, ev->end_cause);
	EXPECT_NE(NULL, watch_for(&self->w, MPR_EVENT_KIND_INTERFACE_DEL, found));
	mpr_dialer_close(dialer);
}

TEST_F(dial, a_device_of_another_interface_is_refused)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0), req;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_NE(0, add_kernel(self->h, "d0", NULL, 0));
	ASSERT_EQ(600, mpr_interface_connect(self->h, id, 0));
	req = take(dialer, MPR_DIAL_TYPE_DIAL);
	EXPECT_NE(0, mpr_dialer_progress(dialer, req, 0, "d0", MPR_PORT_COND_AUTHENTICATING));
	EXPECT_EQ(EBUSY, mpr_last_error()->sys);
	EXPECT_NE(0, mpr_dialer_progress(dialer, req, 99999, NULL, MPR_PORT_COND_AUTHENTICATING));
	EXPECT_EQ(ENODEV, mpr_last_error()->sys);
	EXPECT_EQ(CONNECTING, iface_now(self->h, id).state);
	mpr_dialer_close(dialer);
}

TEST_F(dial, the_own_device_is_free_once_a_dialer_names_another)
{
	struct mpr_device slot = { .index = 1, .type = "exec", .name = "d0" };
	struct mpr_interface more = { .n_devices = 1, .devices = &slot };
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id, other, req, d0;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_add("d1", "dummy"));
	id = add_scripted(self->h, "w", &more, MPR_SET_DEVICES);
	d0 = iface_now(self->h, id).ifindex;
	EXPECT_EQ(if_nametoindex("d0"), d0);
	ASSERT_EQ(600, mpr_interface_connect(self->h, id, 0));
	req = take(dialer, MPR_DIAL_TYPE_DIAL);
	ASSERT_EQ(0, mpr_dialer_progress(dialer, req, if_nametoindex("d1"), NULL,
					 MPR_PORT_COND_AUTHENTICATING));
	EXPECT_EQ(if_nametoindex("d1"), iface_now(self->h, id).ifindex);
	other = add_kernel(self->h, "d0", NULL, 0);
	EXPECT_EQ(d0, iface_now(self->h, other).ifindex);
	/* Nothing is left of either where the devices are looked up. */
	ASSERT_EQ(0, mpr_interface_del(self->h, id));
	ASSERT_EQ(0, mpr_interface_del(self->h, other));
	other = add_kernel(self->h, "d0", NULL, 0);
	EXPECT_EQ(d0, iface_now(self->h, other).ifindex);
	mpr_dialer_close(dialer);
}

TEST_F(dial, done_waits_for_the_link_until_the_deadline)
{
	struct mpr_interface set = { .connect_timeout = 1000 };
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", &set, MPR_SET_CONNECT_TIMEOUT), req;
	struct waiter waiter;

	waiter_start(&waiter, self->h, id);
	req = take(dialer, MPR_DIAL_TYPE_DIAL);
	EXPECT_EQ(0, mpr_dialer_done(dialer, req, 0));
	EXPECT_EQ(CONNECTING, iface_now(self->h, id).state);
	EXPECT_EQ(638, waiter_end(&waiter));
	mpr_dialer_close(dialer);
}

TEST_F(dial, a_bell_that_nobody_heard_loses_nothing)
{
	struct mpr_dialer *deaf = dialer_new(self->h, "scripted"), *dialer;
	uint32_t a = add_scripted(self->h, "a", NULL, 0), b = add_scripted(self->h, "b", NULL, 0);
	struct mpr_dial_request *req;

	ASSERT_EQ(600, mpr_interface_connect(self->h, a, 0));
	ASSERT_EQ(600, mpr_interface_connect(self->h, b, 0));
	/* One that comes later asks for what there is, the oldest first. */
	dialer = dialer_new(self->h, "scripted");
	ASSERT_EQ(0, mpr_dialer_accept(dialer, 0, &req));
	EXPECT_EQ(a, req->interface->id);
	mpr_free(req);
	ASSERT_EQ(0, mpr_dialer_accept(dialer, 0, &req));
	EXPECT_EQ(b, req->interface->id);
	mpr_free(req);
	EXPECT_EQ(259, mpr_dialer_accept(dialer, 0, &req));
	mpr_dialer_close(dialer);
	mpr_dialer_close(deaf);
}

TEST_F(dial, one_request_has_one_taker)
{
	struct mpr_dialer *first = dialer_new(self->h, "scripted");
	struct mpr_dialer *second = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0);
	struct mpr_dial_request *req;
	uint32_t bell;

	ASSERT_EQ(600, mpr_interface_connect(self->h, id, 0));
	bell = ring(first, NULL);
	EXPECT_EQ(bell, ring(second, NULL));
	ASSERT_EQ(0, mpr_dialer_accept(first, bell, &req));
	mpr_free(req);
	EXPECT_EQ(259, mpr_dialer_accept(second, bell, &req));
	EXPECT_EQ(259, mpr_dialer_accept(first, bell, &req));
	mpr_dialer_close(first);
	mpr_dialer_close(second);
}

TEST_F(dial, an_attempt_ends_exactly_once)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0), req;
	struct waiter waiter;
	unsigned int from;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	waiter_start(&waiter, self->h, id);
	req = take(dialer, MPR_DIAL_TYPE_DIAL);
	EXPECT_EQ(0, mpr_dialer_progress(dialer, req, 0, "d0", MPR_PORT_COND_AUTHENTICATING));
	EXPECT_EQ(0, mpr_dialer_done(dialer, req, 0));
	EXPECT_EQ(0, netdev_up("d0", true));
	EXPECT_EQ(0, waiter_end(&waiter));
	/* Late news of it changes nothing. */
	watch_skip(&self->w);
	from = self->w.pos;
	EXPECT_EQ(6, mpr_dialer_done(dialer, req, 691));
	EXPECT_EQ(CONNECTED, iface_now(self->h, id).state);
	EXPECT_EQ(0, watch_count(&self->w, from, MPR_EVENT_KIND_INTERFACE_CHANGE, id));
	EXPECT_EQ(0, service_now(self->h).attempts);
	mpr_dialer_close(dialer);
}

TEST_F(dial, the_only_dialer_dies_before_it_accepts_903)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0);
	struct waiter waiter;

	waiter_start(&waiter, self->h, id);
	ASSERT_NE(0, ring(dialer, NULL));
	mpr_dialer_close(dialer);
	EXPECT_EQ(903, waiter_end(&waiter));
	EXPECT_EQ(903, iface_now(self->h, id).last_error);
}

TEST_F(dial, one_of_two_dialers_dies_before_it_accepts)
{
	struct mpr_dialer *first = dialer_new(self->h, "scripted");
	struct mpr_dialer *second = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0);

	ASSERT_EQ(600, mpr_interface_connect(self->h, id, 0));
	ASSERT_NE(0, ring(first, NULL));
	mpr_dialer_close(first);
	EXPECT_NE(0, take(second, MPR_DIAL_TYPE_DIAL));
	mpr_dialer_close(second);
}

TEST_F(dial, the_only_dialer_dies_after_it_accepted_903)
{
	struct mpr_interface set = { .redial_count = 5, .redial_interval = 60000 };
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", &set,
				   MPR_SET_REDIAL_COUNT | MPR_SET_REDIAL_INTERVAL);
	struct waiter waiter;

	waiter_start(&waiter, self->h, id);
	ASSERT_NE(0, take(dialer, MPR_DIAL_TYPE_DIAL));
	mpr_dialer_close(dialer);
	/* Without anybody to dial there is nothing to redial. */
	EXPECT_EQ(903, waiter_end(&waiter));
}

TEST_F(dial, a_worker_dies_and_the_request_goes_back_to_the_bell_once)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	struct mpr_dialer *worker = dialer_new(self->h, NULL);
	uint32_t id = add_scripted(self->h, "w", NULL, 0), bell;
	struct mpr_dial_request *req;
	enum mpr_dial_type type;
	struct waiter waiter;

	waiter_start(&waiter, self->h, id);
	bell = ring(dialer, NULL);
	ASSERT_EQ(0, mpr_dialer_accept(worker, bell, &req));
	mpr_free(req);
	mpr_dialer_close(worker);
	EXPECT_EQ(bell, ring(dialer, &type));
	EXPECT_EQ(MPR_DIAL_TYPE_DIAL, type);
	worker = dialer_new(self->h, NULL);
	ASSERT_EQ(0, mpr_dialer_accept(worker, bell, &req));
	mpr_free(req);
	mpr_dialer_close(worker);
	EXPECT_EQ(903, waiter_end(&waiter));
	EXPECT_TRUE(rings_not(dialer));
	mpr_dialer_close(dialer);
}

TEST_F(dial, a_dialer_killed_in_the_middle_leaves_nothing_hanging)
{
	uint32_t id = add_scripted(self->h, "w", NULL, 0);
	struct waiter waiter;
	int ready[2], status;
	char c;
	pid_t pid;

	ASSERT_EQ(0, pipe(ready));
	pid = fork();
	if (!pid) {
		struct mpr *h;
		struct mpr_dialer *dialer;

		if (mpr_open(NULL, &h))
			_exit(1);
		dialer = dialer_new(h, "scripted");
		if (write(ready[1], "r", 1) != 1 || !take(dialer, MPR_DIAL_TYPE_DIAL) ||
		    write(ready[1], "t", 1) != 1)
			_exit(1);
		pause();
		_exit(1);
	}
	ASSERT_EQ(1, read(ready[0], &c, 1));
	waiter_start(&waiter, self->h, id);
	ASSERT_EQ(1, read(ready[0], &c, 1));
	EXPECT_EQ(0, kill(pid, SIGKILL));
	EXPECT_EQ(903, waiter_end(&waiter));
	EXPECT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, service_now(self->h).attempts);
}

TEST_F(dial, the_socket_that_waits_dies_and_the_attempt_goes_on)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0), req;
	int status;
	pid_t pid;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_up("d0", true));
	pid = fork();
	if (!pid) {
		struct mpr *h;

		_exit(mpr_open(NULL, &h) || mpr_interface_connect(h, id, SOON));
	}
	req = take(dialer, MPR_DIAL_TYPE_DIAL);
	EXPECT_EQ(0, kill(pid, SIGKILL));
	EXPECT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, mpr_dialer_progress(dialer, req, 0, "d0", MPR_PORT_COND_AUTHENTICATING));
	EXPECT_EQ(CONNECTED, iface_now(self->h, id).state);
	mpr_dialer_close(dialer);
}

TEST_F(dial, a_dialer_that_never_answers_ends_with_638_and_hears_it)
{
	struct mpr_interface set = { .connect_timeout = 1000 };
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	struct mpr_dialer *worker = dialer_new(self->h, NULL);
	uint32_t id = add_scripted(self->h, "w", &set, MPR_SET_CONNECT_TIMEOUT), bell;
	struct mpr_dial_request *req;
	enum mpr_dial_type type;
	struct waiter waiter;

	waiter_start(&waiter, self->h, id);
	bell = ring(dialer, NULL);
	ASSERT_EQ(0, mpr_dialer_accept(worker, bell, &req));
	mpr_free(req);
	EXPECT_EQ(638, waiter_end(&waiter));
	EXPECT_EQ(bell, ring(worker, &type));
	EXPECT_EQ(MPR_DIAL_TYPE_HANGUP, type);
	/* It is nobody else's business. */
	EXPECT_TRUE(rings_not(worker));
	EXPECT_TRUE(rings_not(dialer));
	mpr_dialer_close(worker);
	mpr_dialer_close(dialer);
}

/* Lets a worker of its own dial @id over d0, which is up. */
static struct mpr_dialer *worker_connects(struct mpr *h, struct mpr_dialer *dialer, uint32_t id)
{
	struct mpr_dialer *worker = dialer_new(h, NULL);
	struct mpr_dial_request *req;

	if (mpr_interface_connect(h, id, 0) != 600 ||
	    mpr_dialer_accept(worker, ring(dialer, NULL), &req) ||
	    mpr_dialer_progress(worker, req->id, 0, "d0", MPR_PORT_COND_AUTHENTICATING) ||
	    mpr_dialer_done(worker, req->id, 0))
		return NULL;
	mpr_free(req);
	return worker;
}

TEST_F(dial, hanging_up_goes_to_the_socket_that_dialled)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted"), *worker;
	uint32_t id = add_scripted(self->h, "w", NULL, 0), bell, conn;
	struct mpr_dial_request *req;
	enum mpr_dial_type type;
	const struct ev *ev;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_up("d0", true));
	worker = worker_connects(self->h, dialer, id);
	ASSERT_NE(NULL, worker);
	conn = iface_now(self->h, id).connection_id;
	EXPECT_EQ(0, mpr_connection_hangup(self->h, conn));
	/* For everybody it is over at once. */
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, id));
	ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_DOWN, id);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(929, ev->end_reason);
	bell = ring(worker, &type);
	EXPECT_EQ(MPR_DIAL_TYPE_HANGUP, type);
	EXPECT_EQ(259, mpr_dialer_accept(dialer, bell, &req));
	EXPECT_TRUE(rings_not(dialer));
	ASSERT_EQ(0, mpr_dialer_accept(worker, bell, &req));
	EXPECT_EQ(MPR_DIAL_TYPE_HANGUP, req->request);
	EXPECT_EQ(conn, req->connection_id);
	EXPECT_EQ(id, req->interface->id);
	mpr_free(req);
	EXPECT_TRUE(netdev_is_up("d0"));
	EXPECT_EQ(0, mpr_dialer_done(worker, bell, 0));
	/* What the dialer leaves up, the kernel takes down. */
	EXPECT_TRUE(goes_down("d0"));
	EXPECT_EQ(6, mpr_dialer_done(worker, bell, 0));
	mpr_dialer_close(worker);
	mpr_dialer_close(dialer);
}

TEST_F(dial, hanging_up_goes_to_the_group_when_the_owner_is_gone)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted"), *worker;
	uint32_t id = add_scripted(self->h, "w", NULL, 0);

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_up("d0", true));
	worker = worker_connects(self->h, dialer, id);
	ASSERT_NE(NULL, worker);
	mpr_dialer_close(worker);
	/* The connection does not depend on the socket. */
	EXPECT_EQ(CONNECTED, iface_now(self->h, id).state);
	EXPECT_EQ(0, mpr_interface_disconnect(self->h, id));
	EXPECT_NE(0, take(dialer, MPR_DIAL_TYPE_HANGUP));
	/* It dies in turn: the kernel does it. */
	mpr_dialer_close(dialer);
	EXPECT_TRUE(goes_down("d0"));
}

TEST_F(dial, hanging_up_without_any_dialer_is_done_by_the_kernel)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted"), *worker;
	uint32_t id = add_scripted(self->h, "w", NULL, 0);

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_up("d0", true));
	worker = worker_connects(self->h, dialer, id);
	ASSERT_NE(NULL, worker);
	mpr_dialer_close(worker);
	mpr_dialer_close(dialer);
	ASSERT_NE(NULL, watch_for(&self->w, MPR_EVENT_KIND_SERVICE_CHANGE, 0));
	ASSERT_NE(NULL, watch_for(&self->w, MPR_EVENT_KIND_SERVICE_CHANGE, 0));
	EXPECT_EQ(0, mpr_interface_disconnect(self->h, id));
	EXPECT_TRUE(goes_down("d0"));
}

TEST_F_TIMEOUT(dial, a_hang_up_that_nobody_finishes_is_done_by_the_kernel_after_10_s, 240)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted"), *worker;
	uint32_t id = add_scripted(self->h, "w", NULL, 0);
	enum mpr_dial_type type;
	uint64_t begun;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_up("d0", true));
	worker = worker_connects(self->h, dialer, id);
	ASSERT_NE(NULL, worker);
	begun = now_ms();
	EXPECT_EQ(0, mpr_interface_disconnect(self->h, id));
	EXPECT_NE(0, ring(worker, &type));
	/* A new dial waits until the old line is down. */
	EXPECT_EQ(600, mpr_interface_connect(self->h, id, 0));
	EXPECT_TRUE(rings_not(dialer));
	EXPECT_TRUE(netdev_is_up("d0"));
	EXPECT_NE(0, ring(dialer, &type));
	EXPECT_EQ(MPR_DIAL_TYPE_DIAL, type);
	EXPECT_LE(9900, now_ms() - begun);
	EXPECT_TRUE(goes_down("d0"));
	mpr_dialer_close(worker);
	mpr_dialer_close(dialer);
}

TEST_F(dial, a_connect_during_a_hang_up_dials_when_that_is_done)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0), hangup;
	struct mpr_dial_request *req;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_up("d0", true));
	ASSERT_EQ(0, connect_over(self->h, dialer, id, "d0"));
	ASSERT_EQ(0, mpr_interface_disconnect(self->h, id));
	hangup = take(dialer, MPR_DIAL_TYPE_HANGUP);
	ASSERT_NE(0, hangup);
	EXPECT_EQ(600, mpr_interface_connect(self->h, id, 0));
	EXPECT_EQ(259, mpr_dialer_accept(dialer, 0, &req));
	EXPECT_EQ(0, netdev_del("d0"));
	EXPECT_EQ(0, mpr_dialer_done(dialer, hangup, 0));
	EXPECT_NE(0, take(dialer, MPR_DIAL_TYPE_DIAL));
	mpr_dialer_close(dialer);
}

TEST_F(dial, a_hang_up_outlives_its_interface)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0), bell;
	struct mpr_dial_request *req;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_up("d0", true));
	ASSERT_EQ(0, connect_over(self->h, dialer, id, "d0"));
	ASSERT_EQ(0, mpr_interface_disconnect(self->h, id));
	ASSERT_EQ(0, mpr_interface_del(self->h, id));
	bell = ring(dialer, NULL);
	ASSERT_EQ(0, mpr_dialer_accept(dialer, bell, &req));
	EXPECT_EQ(id, req->interface->id);
	EXPECT_STREQ("d0", req->interface->ifname);
	mpr_free(req);
	EXPECT_EQ(0, mpr_dialer_done(dialer, bell, 0));
	EXPECT_TRUE(goes_down("d0"));
	mpr_dialer_close(dialer);
}

TEST_F(dial, a_lost_connection_rings_for_nobody)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "w", NULL, 0);

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_up("d0", true));
	ASSERT_EQ(0, connect_over(self->h, dialer, id, "d0"));
	ASSERT_EQ(0, netdev_up("d0", false));
	EXPECT_EQ(ST(DISCONNECTED, 0, 829), st_now(self->h, id));
	EXPECT_TRUE(rings_not(dialer));
	EXPECT_EQ(906, mpr_connection_hangup(self->h, 0x7ffffff0));
	mpr_dialer_close(dialer);
}

TEST_F(dial, no_more_attempts_at_a_time_than_allowed)
{
	struct mpr_service set = { .max_attempts = 1 };
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t a = add_scripted(self->h, "a", NULL, 0), b = add_scripted(self->h, "b", NULL, 0);

	ASSERT_EQ(0, mpr_service_set(self->h, &set, MPR_SERVICE_MAX_ATTEMPTS));
	EXPECT_EQ(600, mpr_interface_connect(self->h, a, 0));
	EXPECT_EQ(8, mpr_interface_connect(self->h, b, 0));
	EXPECT_EQ(EUSERS, mpr_last_error()->sys);
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, b));
	EXPECT_EQ(0, mpr_interface_disconnect(self->h, a));
	EXPECT_EQ(600, mpr_interface_connect(self->h, b, 0));
	mpr_dialer_close(dialer);
}

TEST_F(dial, dialers_come_and_go)
{
	static const char *const kinds[] = { "scripted", "other" };
	struct mpr_dialer *dialer = NULL;

	EXPECT_FALSE(has_kind(self->h, "scripted"));
	ASSERT_EQ(0, mpr_dialer_open(self->h, kinds, 2, &dialer));
	EXPECT_TRUE(has_kind(self->h, "scripted"));
	EXPECT_TRUE(has_kind(self->h, "other"));
	EXPECT_NE(NULL, watch_for(&self->w, MPR_EVENT_KIND_SERVICE_CHANGE, 0));
	mpr_dialer_close(dialer);
	EXPECT_NE(NULL, watch_for(&self->w, MPR_EVENT_KIND_SERVICE_CHANGE, 0));
	EXPECT_FALSE(has_kind(self->h, "scripted"));
	EXPECT_FALSE(has_kind(self->h, "other"));
}

TEST_F(dial, a_device_type_is_the_kind_in_small_ascii_letters)
{
	static const char *const kind = "\xc3\x89ther";
	struct mpr_device slot = { .index = 1, .type = "\xc3\x89THER", .name = "line0" };
	struct mpr_interface iface = {
		.name = "typed", .type = MPR_IF_TYPE_FULL_ROUTER, .n_devices = 1, .devices = &slot,
	};
	struct mpr_dialer *dialer = NULL;
	struct mpr_dial_request *req;
	uint32_t id;

	ASSERT_EQ(0, mpr_dialer_open(self->h, &kind, 1, &dialer));
	ASSERT_EQ(0, mpr_interface_add(self->h, &iface, MPR_SET_DEVICES, &id));
	ASSERT_EQ(600, mpr_interface_connect(self->h, id, 0));
	ASSERT_EQ(0, mpr_dialer_accept(dialer, 0, &req));
	EXPECT_STREQ(kind, req->kind);
	mpr_free(req);
	mpr_dialer_close(dialer);
}

TEST_F(dial, kinds_that_cannot_be)
{
	const char *kinds[33], *kernel = "kernel", *empty = "";
	const char *longest = "0123456789012345678901234567890";
	const char *longer = "01234567890123456789012345678901";
	struct mpr_dialer *dialer;
	unsigned int i;

	for (i = 0; i < 33; i++)
		kinds[i] = "many";
	EXPECT_EQ(87, mpr_dialer_open(self->h, kinds, 33, &dialer));
	EXPECT_EQ(87, mpr_dialer_open(self->h, &kernel, 1, &dialer));
	EXPECT_EQ(87, mpr_dialer_open(self->h, &empty, 1, &dialer));
	EXPECT_NE(0, mpr_dialer_open(self->h, &longer, 1, &dialer));
	EXPECT_FALSE(has_kind(self->h, "many"));
	EXPECT_EQ(0, mpr_dialer_open(self->h, &longest, 1, &dialer));
	mpr_dialer_close(dialer);
}

TEST_HARNESS_MAIN
