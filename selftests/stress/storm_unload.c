// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module is unloaded and loaded again while everything runs: requests, dumps, dials, those
 * who wait, listeners, timers, netdevices that come and go. It needs the module's file in
 * $MPR_MODULE.
 */
#include <net/if.h>

#include <kselftest_harness.h>

#include "storm.h"
#include "module.h"

#define ROUNDS 12

enum { REQUESTS, DUMPS, CONNECTS, TOLD_903, DIALS, STOPS, EVENTS, DEVICES, SOCKETS };

FIXTURE(storm) {
	struct mpr *h;
	struct crew crew;
};

FIXTURE_SETUP(storm)
{
	if (geteuid() || !getenv("MPR_MODULE"))
		SKIP(return, "must be root, with $MPR_MODULE");
	ASSERT_EQ(0, netdev_new_netns());
	ASSERT_EQ(0, module_load());
	ASSERT_EQ(0, mpr_open(NULL, &self->h));
	crew_init(&self->crew);
}

FIXTURE_TEARDOWN(storm)
{
	crew_stop(&self->crew);
	mpr_close(self->h);
	EXPECT_EQ(0, module_load());
}

/* What a call may say while the module comes and goes and others change what there is. */
static void check_code(struct sky *sky, const char *what, unsigned int code)
{
	switch (code) {
	case 0:
	case 6:		/* the interface is gone */
	case 259:	/* somebody else dials */
	case 600:
	case 638:	/* the dialer keeps a request to itself */
	case 651:
	case 679:
	case 678:
	case 691:
	case 718:
	case 903:
	case 904:
	case 905:
	case 906:
	case 908:
	case 910:
	case 925:
	case 929:
	case 1717:
		return;
	}
	crew_wrong(sky, "%s: %u %s", what, code, mpr_strerror(code));
}

static int no_interface(const struct mpr_interface *iface, void *data)
{
	(void)iface;
	(void)data;
	return 0;
}

static int no_connection(const struct mpr_connection *conn, void *data)
{
	(void)conn;
	(void)data;
	return 0;
}

static int no_event(const struct mpr_event *event, void *data)
{
	(void)event;
	(void)data;
	return 0;
}

static struct mpr *open_handle(struct sky *sky)
{
	struct mpr *h;

	if (mpr_open(NULL, &h))
		crew_wrong(sky, "no handle");
	return h;
}

static void request_and_dump(struct sky *sky, unsigned int number)
{
	struct mpr_interface set = { .type = MPR_IF_TYPE_FULL_ROUTER, .hold_up = 20,
				     .hold_down = 20, .redial_count = 2, .redial_interval = 10 };
	struct mpr *h = open_handle(sky);
	unsigned int i;
	char name[32];
	uint32_t id;

	snprintf(name, sizeof(name), "timers%u", number);
	set.name = name;
	while (!sky->over) {
		check_code(sky, "list", mpr_interface_list(h, 0, NULL, no_interface, NULL));
		check_code(sky, "list", mpr_connection_list(h, 0, NULL, no_connection, NULL));
		check_code(sky, "journal", mpr_journal_read(h, 0, NULL, no_event, NULL));
		crew_count(sky, DUMPS);
		/* Unfinished dumps hold the module; there has to be a time without. */
		for (i = 0; i < 20 && !sky->over; i++) {
			id = 0;
			check_code(sky, "add", mpr_interface_add(h, &set, MPR_SET_HOLD_UP |
				   MPR_SET_HOLD_DOWN | MPR_SET_REDIAL_COUNT |
				   MPR_SET_REDIAL_INTERVAL, &id));
			if (id)
				check_code(sky, "delete", mpr_interface_del(h, id));
			crew_count(sky, REQUESTS);
		}
	}
}

/* Connects an interface over and over and waits for each end. */
static void connect_on(struct sky *sky, const struct mpr_interface *set, unsigned int settings)
{
	struct mpr *h = open_handle(sky);
	struct mpr_interface *found;
	unsigned int code;
	uint32_t id;

	while (!sky->over) {
		id = 0;
		code = mpr_interface_add(h, set, settings, &id);
		if (code == 904 && !mpr_interface_find(h, set->name, false, &found)) {
			id = found->id;
			mpr_free(found);
		}
		check_code(sky, "add", code);
		if (!id)
			continue;
		code = mpr_interface_connect(h, id, 4 * SOON);
		check_code(sky, "connect", code);
		if (code == 600)
			crew_wrong(sky, "a connect on %s is not answered", set->name);
		crew_count(sky, code == 903 ? TOLD_903 : CONNECTS);
		crew_progress(sky);
		check_code(sky, "disconnect", mpr_interface_disconnect(h, id));
	}
}

static void connect_kernel(struct sky *sky, unsigned int number)
{
	struct mpr_interface set = { .type = MPR_IF_TYPE_FULL_ROUTER, .backoff_first = 1,
				     .connect_timeout = 3000 };
	char name[IFNAMSIZ];

	snprintf(name, sizeof(name), "d%u", number);
	set.name = name;
	connect_on(sky, &set, MPR_SET_BACKOFF_FIRST | MPR_SET_CONNECT_TIMEOUT);
}

static void connect_dialled(struct sky *sky, unsigned int number)
{
	struct mpr_interface set = { .type = MPR_IF_TYPE_FULL_ROUTER, .backoff_first = 1,
				     .connect_timeout = 3000, .dialer = "scripted" };
	char name[32];

	snprintf(name, sizeof(name), "wan%u", number);
	set.name = name;
	connect_on(sky, &set, MPR_SET_BACKOFF_FIRST | MPR_SET_CONNECT_TIMEOUT | MPR_SET_DIALER);
}

/* Dials everything over a netdevice of its own; now and then it keeps a request to itself. */
static void dial(struct sky *sky, unsigned int number)
{
	const char *kind = "scripted";
	struct mpr *h = open_handle(sky);
	struct mpr_dial_request *req;
	enum mpr_dial_type request;
	struct mpr_dialer *dialer;
	char name[IFNAMSIZ];
	struct pollfd pfd;
	uint32_t id;

	snprintf(name, sizeof(name), "s%u", number);
	while (mpr_dialer_open(h, &kind, 1, &dialer))
		;
	pfd = (struct pollfd){ .fd = mpr_dialer_fd(dialer), .events = POLLIN };
	while (!sky->over) {
		poll(&pfd, 1, 100);
		while (mpr_dialer_ring(dialer, &id, &request))
			;
		while (!mpr_dialer_accept(dialer, 0, &req)) {
			id = req->id;
			request = req->request;
			mpr_free(req);
			crew_count(sky, DIALS);
			if (sky->count[DIALS] % 7 == 0)
				continue;
			if (request == MPR_DIAL_TYPE_DIAL) {
				mpr_dialer_progress(dialer, id, 0, name, 0);
				netdev_up(name, true);
			} else {
				netdev_up(name, false);
			}
			check_code(sky, "done", mpr_dialer_done(dialer, id, 0));
		}
	}
}

struct listening {
	struct sky *sky;
	uint64_t seq, epoch;
};

static int heard(const struct mpr_event *event, void *data)
{
	struct listening *l = data;

	crew_count(l->sky, EVENTS);
	if (event->epoch == l->epoch && event->seq != l->seq + 1 + event->lost)
		crew_wrong(l->sky, "event %" PRIu64 " after %" PRIu64 ", %" PRIu64 " lost",
			   event->seq, l->seq, event->lost);
	l->seq = event->seq;
	l->epoch = event->epoch;
	return 0;
}

static void listen_on(struct sky *sky, unsigned int number)
{
	struct listening listening = { .sky = sky };
	struct mpr *h = open_handle(sky);
	struct mpr_monitor *mon;
	struct pollfd pfd;
	unsigned int code;

	(void)number;
	while (mpr_monitor_open(h, MPR_MONITOR_ALL, &mon))
		;
	pfd = (struct pollfd){ .fd = mpr_monitor_fd(mon), .events = POLLIN };
	while (!sky->over) {
		if (poll(&pfd, 1, 100) < 1)
			continue;
		code = mpr_monitor_read(mon, heard, &listening);
		if (code == 1717)
			crew_count(sky, STOPS);
		else
			check_code(sky, "monitor", code);
	}
	mpr_monitor_close(mon);
}

/* What others have on their netdevices does not stay as it is. */
static void change_devices(struct sky *sky, unsigned int number)
{
	unsigned int i;

	(void)number;
	while (!sky->over) {
		netdev_add("wg9", "wireguard");
		netdev_up("wg9", true);
		for (i = 0; i < 8 && !sky->over; i++) {
			netdev_add("d2", "dummy");
			netdev_up("d2", true);
			netdev_up("d0", false);
			netdev_carrier("d1", false);
			netdev_carrier("d1", true);
			netdev_del("d2");
			crew_count(sky, DEVICES);
		}
		netdev_del("wg9");
	}
}

/* Sockets that come, speak once and go. */
static void come_and_go(struct sky *sky, unsigned int number)
{
	struct mpr_service *service;
	struct mpr_dialer *dialer;
	const char *kind = "fleeting";
	struct mpr *h;

	(void)number;
	while (!sky->over) {
		h = open_handle(sky);
		if (!mpr_service_get(h, &service))
			mpr_free(service);
		if (!mpr_dialer_open(h, &kind, 1, &dialer))
			mpr_dialer_close(dialer);
		mpr_close(h);
		crew_count(sky, SOCKETS);
	}
}

TEST_F_TIMEOUT(storm, of_everything_does_not_hinder_unloading, 400)
{
	unsigned int i, busy = 0, rounds = storm_size(ROUNDS);
	struct sky *sky = self->crew.sky;
	uint64_t begun = now_ms();
	int err;

	for (i = 0; i < 2; i++) {
		ASSERT_EQ(0, netdev_add(i ? "d1" : "d0", "dummy"));
		ASSERT_EQ(0, netdev_add(i ? "s1" : "s0", "dummy"));
	}
	for (i = 0; i < 2; i++) {
		crew_add(&self->crew, request_and_dump, i);
		crew_add(&self->crew, connect_kernel, i);
		crew_add(&self->crew, connect_dialled, i);
		crew_add(&self->crew, dial, i);
		crew_add(&self->crew, listen_on, i);
	}
	crew_add(&self->crew, change_devices, 0);
	crew_add(&self->crew, come_and_go, 0);
	for (i = 0; i < rounds; i++) {
		/* Not before something has happened. */
		ASSERT_STREQ("", crew_await(sky, 4));
		/* An unfinished dump is in the way, for as long as it takes. */
		err = module_unload();
		busy += err == EWOULDBLOCK;
		if (err == EWOULDBLOCK)
			err = module_unload_unused();
		ASSERT_EQ(0, err);
		ASSERT_EQ(0, module_load());
	}
	EXPECT_EQ(0, crew_stop(&self->crew));
	EXPECT_STREQ("", sky->wrong);
	TH_LOG("%u times, %u of them after an unfinished dump; %lu ms", rounds, busy,
	       now_ms() - begun);
	TH_LOG("%lu requests, %lu dumps, %lu connects, %lu told 903, %lu dials",
	       sky->count[REQUESTS], sky->count[DUMPS], sky->count[CONNECTS],
	       sky->count[TOLD_903], sky->count[DIALS]);
	TH_LOG("%lu stops heard, %lu events, %lu rounds of netdevices, %lu sockets",
	       sky->count[STOPS], sky->count[EVENTS], sky->count[DEVICES], sky->count[SOCKETS]);
	EXPECT_LT(0, sky_count(sky, TOLD_903));
	/* An open handle works again, and nothing is left of what was. */
	ASSERT_EQ(0, module_unload_unused());
	ASSERT_EQ(0, module_load());
	EXPECT_EQ(0, service_now(self->h).attempts);
	EXPECT_EQ(0, agree_begin(self->h));
	EXPECT_STREQ("", disagreement(self->h));
}

TEST_HARNESS_MAIN
