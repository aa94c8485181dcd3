// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the native interface promises beyond MprAdmin: events without gaps, the journal, the
 * dialer's side.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/syscall.h>

#include <kselftest_harness.h>

#include "admin.h"

#define STORM 1500

FIXTURE(native) {
	struct mpr *h;
};

FIXTURE_SETUP(native)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_EQ(0, netdev_new_netns());
	ASSERT_EQ(0, mpr_open(NULL, &self->h));
}

FIXTURE_TEARDOWN(native)
{
	mpr_close(self->h);
}

static unsigned int add(struct mpr *h, const char *name, const char *dialer, uint32_t *id)
{
	struct mpr_interface iface = { .name = name, .type = MPR_IF_TYPE_HOME_ROUTER,
				       .dialer = dialer, .enabled = true };

	return mpr_interface_add(h, &iface, dialer ? MPR_SET_DIALER : 0, id);
}

static unsigned int set_journal(struct mpr *h, uint32_t size)
{
	struct mpr_service service = { .journal_size = size };

	return mpr_service_set(h, &service, MPR_SERVICE_JOURNAL_SIZE);
}

/* What a reader has seen of one run of numbers. */
struct seen {
	uint64_t first, last, n, lost, since;
	uint64_t epoch;
	bool unknown;			/* UINT64_MAX was reported */
	bool jumped;			/* a number was missing and not reported */
	enum mpr_event_kind kind;
	unsigned int stop;		/* stop after so many, 0: never */
	char name[64];
};

static int watch(const struct mpr_event *event, void *data)
{
	struct seen *seen = data;

	if (event->lost == UINT64_MAX)
		seen->unknown = true;
	else if (event->seq != seen->last + 1 + event->lost)
		seen->jumped = true;
	if (event->lost != UINT64_MAX)
		seen->lost += event->lost;
	if (!seen->n)
		seen->first = event->seq;
	seen->last = event->seq;
	seen->epoch = event->epoch;
	seen->kind = event->kind;
	if (event->interface)
		snprintf(seen->name, sizeof(seen->name), "%s", event->interface->name);
	seen->n++;
	return seen->stop && seen->n == seen->stop;
}

static uint64_t newest(struct mpr *h)
{
	struct mpr_service *service;
	uint64_t last;

	if (mpr_service_get(h, &service))
		return 0;
	last = service->journal_last;
	mpr_free(service);
	return last;
}

TEST_F(native, a_monitor_hands_over_every_event_with_its_object)
{
	struct mpr_monitor *mon;
	struct seen seen = { 0 };
	struct pollfd pfd = { .events = POLLIN };
	uint32_t id;

	ASSERT_EQ(0, mpr_monitor_open(self->h, MPR_MONITOR_ALL, &mon));
	seen.last = newest(self->h);
	pfd.fd = mpr_monitor_fd(mon);
	EXPECT_EQ(0, poll(&pfd, 1, 0));
	EXPECT_EQ(0, mpr_monitor_read(mon, watch, &seen));
	EXPECT_EQ(0, seen.n);
	ASSERT_EQ(0, add(self->h, "wan0", NULL, &id));
	ASSERT_EQ(1, poll(&pfd, 1, SOON));
	EXPECT_EQ(0, mpr_monitor_read(mon, watch, &seen));
	EXPECT_LT(0, seen.n);
	EXPECT_EQ(0, strcmp("wan0", seen.name));
	ASSERT_EQ(0, mpr_interface_del(self->h, id));
	EXPECT_EQ(0, mpr_monitor_read(mon, watch, &seen));
	EXPECT_EQ(newest(self->h), seen.last);
	EXPECT_FALSE(seen.jumped);
	EXPECT_EQ(0, seen.lost);
	mpr_monitor_close(mon);
}

TEST_F(native, a_monitor_of_one_group_is_not_woken_by_the_others)
{
	struct mpr_monitor *mon;
	struct seen seen = { 0 };
	uint32_t id;

	ASSERT_EQ(0, mpr_monitor_open(self->h, MPR_MONITOR_SERVICE, &mon));
	ASSERT_EQ(0, add(self->h, "wan0", NULL, &id));
	EXPECT_EQ(0, mpr_monitor_read(mon, watch, &seen));
	EXPECT_EQ(0, seen.n);
	ASSERT_EQ(0, admin_service(MPR_SERVICE_PAUSED, true));
	EXPECT_EQ(0, mpr_monitor_read(mon, watch, &seen));
	EXPECT_EQ(1, seen.n);
	EXPECT_EQ(MPR_EVENT_KIND_SERVICE_CHANGE, seen.kind);
	mpr_monitor_close(mon);
}

/* Interfaces that come and go: many events, each with an object of some size. */
static int storm(struct mpr *h, int n)
{
	uint32_t id;

	while (n--) {
		if (add(h, "a-name-of-some-length-so-that-the-socket-is-full-sooner", NULL, &id) ||
		    mpr_interface_del(h, id))
			return -1;
	}
	return 0;
}

TEST_F(native, a_reader_that_does_not_read_loses_nothing_that_the_journal_holds)
{
	int small = 4096;
	struct mpr_monitor *mon;
	struct seen seen = { 0 };

	ASSERT_EQ(0, set_journal(self->h, 100000));
	ASSERT_EQ(0, mpr_monitor_open(self->h, MPR_MONITOR_ALL, &mon));
	ASSERT_EQ(0, setsockopt(mpr_monitor_fd(mon), SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)));
	seen.last = newest(self->h);
	seen.since = seen.last;
	ASSERT_EQ(0, storm(self->h, STORM));
	EXPECT_EQ(0, mpr_monitor_read(mon, watch, &seen));
	EXPECT_EQ(newest(self->h), seen.last);
	EXPECT_EQ(seen.last - seen.since, seen.n);
	EXPECT_LE(2 * STORM, seen.n);
	EXPECT_FALSE(seen.jumped);
	EXPECT_EQ(0, seen.lost);
	/* And goes on as if nothing had been. */
	ASSERT_EQ(0, storm(self->h, 1));
	EXPECT_EQ(0, mpr_monitor_read(mon, watch, &seen));
	EXPECT_EQ(newest(self->h), seen.last);
	mpr_monitor_close(mon);
}

TEST_F(native, where_the_journal_is_too_short_the_reader_is_told_how_many_are_lost)
{
	int small = 4096;
	struct mpr_monitor *mon;
	struct seen seen = { 0 };

	ASSERT_EQ(0, set_journal(self->h, 10));
	ASSERT_EQ(0, mpr_monitor_open(self->h, MPR_MONITOR_ALL, &mon));
	ASSERT_EQ(0, setsockopt(mpr_monitor_fd(mon), SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)));
	seen.last = newest(self->h);
	seen.since = seen.last;
	ASSERT_EQ(0, storm(self->h, STORM));
	EXPECT_EQ(0, mpr_monitor_read(mon, watch, &seen));
	EXPECT_EQ(newest(self->h), seen.last);
	EXPECT_FALSE(seen.jumped);
	/* To the last one; what was in the socket before the gap is not among them. */
	EXPECT_EQ(seen.last - seen.since, seen.n + seen.lost);
	EXPECT_LT(10, seen.n);
	EXPECT_LT(0, seen.lost);
	mpr_monitor_close(mon);
}

TEST_F(native, without_a_journal_the_loss_is_told_with_the_next_event)
{
	int small = 4096;
	struct mpr_monitor *mon;
	struct seen seen = { 0 };

	ASSERT_EQ(0, set_journal(self->h, 0));
	ASSERT_EQ(0, mpr_monitor_open(self->h, MPR_MONITOR_ALL, &mon));
	ASSERT_EQ(0, setsockopt(mpr_monitor_fd(mon), SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)));
	seen.last = newest(self->h);
	seen.since = seen.last;
	ASSERT_EQ(0, storm(self->h, STORM));
	EXPECT_EQ(0, mpr_monitor_read(mon, watch, &seen));
	ASSERT_EQ(0, storm(self->h, 1));
	EXPECT_EQ(0, mpr_monitor_read(mon, watch, &seen));
	EXPECT_EQ(newest(self->h), seen.last);
	EXPECT_FALSE(seen.jumped);
	EXPECT_EQ(seen.last - seen.since, seen.n + seen.lost);
	EXPECT_LT(0, seen.lost);
	mpr_monitor_close(mon);
}

TEST_F(native, a_callback_that_stops_gets_the_rest_at_the_next_read)
{
	struct mpr_monitor *mon;
	struct seen seen = { .stop = 2 };

	ASSERT_EQ(0, mpr_monitor_open(self->h, MPR_MONITOR_ALL, &mon));
	seen.last = newest(self->h);
	seen.since = seen.last;
	ASSERT_EQ(0, storm(self->h, 5));
	EXPECT_EQ(0, mpr_monitor_read(mon, watch, &seen));
	EXPECT_EQ(2, seen.n);
	EXPECT_EQ(0, mpr_monitor_read(mon, watch, &seen));
	EXPECT_EQ(newest(self->h), seen.last);
	EXPECT_EQ(seen.last - seen.since, seen.n);
	EXPECT_FALSE(seen.jumped);
	mpr_monitor_close(mon);
}

TEST_F(native, the_journal_is_read_from_a_number_on_and_says_what_it_has_lost)
{
	struct seen seen = { 0 };
	uint64_t lost = 7, last;

	ASSERT_EQ(0, storm(self->h, 20));
	last = newest(self->h);
	seen.last = last - 10;
	ASSERT_EQ(0, mpr_journal_read(self->h, last - 10, &lost, watch, &seen));
	EXPECT_EQ(10, seen.n);
	EXPECT_EQ(0, lost);
	EXPECT_FALSE(seen.jumped);
	ASSERT_EQ(0, mpr_journal_read(self->h, last, &lost, watch, &seen));
	EXPECT_EQ(10, seen.n);
	EXPECT_EQ(0, lost);
	ASSERT_EQ(0, set_journal(self->h, 4));
	memset(&seen, 0, sizeof(seen));
	last = newest(self->h);
	ASSERT_EQ(0, mpr_journal_read(self->h, last - 10, &lost, watch, &seen));
	EXPECT_EQ(4, seen.n);
	EXPECT_EQ(last, seen.last);
	EXPECT_EQ(6, lost);
	ASSERT_EQ(0, set_journal(self->h, 0));
	last = newest(self->h);
	ASSERT_EQ(0, mpr_journal_read(self->h, last - 10, &lost, watch, &seen));
	EXPECT_EQ(4, seen.n);
	EXPECT_EQ(10, lost);
}

static int take_first(const struct mpr_interface *first, void *data)
{
	*(uint32_t *)data = first->id;
	return 1;
}

TEST_F(native, lists_begin_behind_an_id_and_say_how_many_there_are)
{
	struct mpr_interface *iface;
	uint32_t id, left = 0, first = 0;
	char name[16];
	int i;

	for (i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "wan%d", i);
		ASSERT_EQ(0, add(self->h, name, NULL, &id));
	}
	ASSERT_EQ(0, mpr_interface_find(self->h, "wan49", true, &iface));
	id = iface->id;
	mpr_free(iface);
	ASSERT_EQ(0, mpr_interface_list(self->h, id, &left, take_first, &first));
	EXPECT_EQ(50, left);
	EXPECT_LT(id, first);
}

static int take_connection(const struct mpr_connection *conn, void *data)
{
	*(uint32_t *)data = conn->id;
	return 1;
}

/* A dialer in the test's own process: the worker is a second socket, as in mprd. */
struct dialling {
	struct mpr_dialer *bell, *worker;
	struct mpr_dial_request *req;
	uint32_t iface, id;
};

static int ring(struct mpr_dialer *dialer, uint32_t *id, enum mpr_dial_type *type)
{
	struct pollfd pfd = { mpr_dialer_fd(dialer), POLLIN, 0 };
	int ret = mpr_dialer_ring(dialer, id, type);

	if (!ret && poll(&pfd, 1, SOON) == 1)
		ret = mpr_dialer_ring(dialer, id, type);
	return ret;
}

/* From the connect to an accepted request. */
static int begin_dialling(struct mpr *h, struct dialling *d)
{
	static const char *const kinds[] = { "test", "other" };
	enum mpr_dial_type type;

	memset(d, 0, sizeof(*d));
	if (mpr_dialer_open(h, kinds, 2, &d->bell) || add(h, "wan0", "test", &d->iface) ||
	    mpr_interface_connect(h, d->iface, 0) != PENDING)
		return 1;
	if (ring(d->bell, &d->id, &type) != 1 || type != MPR_DIAL_TYPE_DIAL)
		return 2;
	if (mpr_dialer_open(h, NULL, 0, &d->worker) ||
	    mpr_dialer_accept(d->worker, d->id, &d->req))
		return 3;
	return 0;
}

static void end_dialling(struct dialling *d)
{
	mpr_free(d->req);
	mpr_dialer_close(d->worker);
	mpr_dialer_close(d->bell);
}

static unsigned int last_error(struct mpr *h, uint32_t id, enum mpr_if_state *state)
{
	struct mpr_interface *iface;
	unsigned int code = mpr_interface_get(h, id, &iface);

	if (code)
		return code;
	code = iface->last_error;
	*state = iface->state;
	mpr_free(iface);
	return code;
}

TEST_F(native, a_dialer_hears_the_bell_accepts_and_fails_the_attempt_with_its_code)
{
	enum mpr_if_state state = MPR_IF_STATE_UNREACHABLE;
	struct dialling d;

	ASSERT_EQ(0, begin_dialling(self->h, &d));
	EXPECT_EQ(MPR_DIAL_TYPE_DIAL, d.req->request);
	EXPECT_EQ(0, strcmp("test", d.req->kind));
	EXPECT_EQ(0, strcmp("wan0", d.req->interface->name));
	EXPECT_EQ(0, d.req->attempt_try);
	EXPECT_LT(0, d.req->timeout);
	/* It is taken. */
	mpr_free(d.req);
	d.req = NULL;
	EXPECT_EQ(ERROR_NO_MORE_ITEMS, mpr_dialer_accept(d.bell, 0, &d.req));
	EXPECT_EQ(0, mpr_dialer_progress(d.worker, d.id, 0, "ppp7", MPR_PORT_COND_AUTHENTICATING));
	EXPECT_EQ(0, mpr_dialer_done(d.worker, d.id, ERROR_AUTHENTICATION_FAILURE));
	EXPECT_EQ(ERROR_AUTHENTICATION_FAILURE, last_error(self->h, d.iface, &state));
	EXPECT_EQ(MPR_IF_STATE_UNREACHABLE, state);
	EXPECT_EQ(ERROR_INVALID_HANDLE, mpr_dialer_done(d.worker, d.id, 0));
	end_dialling(&d);
}

TEST_F(native, the_device_that_a_dialer_expects_completes_the_attempt_when_its_link_is_up)
{
	struct mpr_connection *conn = NULL;
	enum mpr_dial_type type;
	enum mpr_if_state state = MPR_IF_STATE_UNREACHABLE;
	struct dialling d;
	uint32_t id = 0;

	ASSERT_EQ(0, begin_dialling(self->h, &d));
	ASSERT_EQ(0, mpr_dialer_progress(d.worker, d.id, 0, "ppp7", MPR_PORT_COND_AUTHENTICATING));
	ASSERT_EQ(0, mpr_connection_identify(self->h, &(struct mpr_identity) {
		.interface_id = d.iface, .user = "alice", .domain = "office",
		.remote_computer = "concentrator", .flags = MPR_CONN_FLAG_PPP,
		.ppp = &(struct mpr_ppp) { .auth_protocol = 0xc223, .auth_data = 5,
					   .ipv6_local_id = 0x0102030405060708ULL },
		.end_reason = 0 }));
	ASSERT_EQ(0, netdev_add("ppp7", "dummy"));
	ASSERT_EQ(0, netdev_up("ppp7", true));
	EXPECT_EQ(0, mpr_interface_connect(self->h, d.iface, SOON) % ERROR_ALREADY_CONNECTING);
	EXPECT_EQ(0, last_error(self->h, d.iface, &state));
	ASSERT_EQ(0, mpr_connection_list(self->h, 0, NULL, take_connection, &id));
	ASSERT_EQ(0, mpr_connection_get(self->h, id, &conn));
	EXPECT_EQ(0, strcmp("alice", conn->user));
	EXPECT_EQ(0, strcmp("office", conn->domain));
	EXPECT_EQ(0, strcmp("concentrator", conn->remote_computer));
	EXPECT_EQ(0, strcmp("ppp7", conn->ifname));
	EXPECT_TRUE(conn->has_ppp);
	EXPECT_EQ(0xc223, conn->ppp.auth_protocol);
	EXPECT_EQ(0x0102030405060708ULL, conn->ppp.ipv6_local_id);
	EXPECT_TRUE(conn->flags & MPR_CONN_FLAG_PPP);
	/* The hang-up rings at the socket that dialled. */
	ASSERT_EQ(0, mpr_connection_hangup(self->h, conn->id));
	ASSERT_EQ(1, ring(d.worker, &id, &type));
	EXPECT_EQ(MPR_DIAL_TYPE_HANGUP, type);
	mpr_free(d.req);
	ASSERT_EQ(0, mpr_dialer_accept(d.worker, id, &d.req));
	EXPECT_EQ(MPR_DIAL_TYPE_HANGUP, d.req->request);
	EXPECT_EQ(0, mpr_dialer_done(d.worker, id, 0));
	mpr_free(conn);
	end_dialling(&d);
}

TEST_F(native, a_worker_that_dies_gives_the_request_back_to_the_bell_once_then_it_fails)
{
	static const char *const kinds[] = { "test" };
	struct mpr_dialer *second;
	enum mpr_dial_type type;
	enum mpr_if_state state = MPR_IF_STATE_UNREACHABLE;
	struct dialling d;
	uint32_t id;

	ASSERT_EQ(0, begin_dialling(self->h, &d));
	ASSERT_EQ(0, mpr_dialer_open(self->h, kinds, 1, &second));
	mpr_dialer_close(d.worker);
	d.worker = NULL;
	ASSERT_EQ(1, ring(second, &id, &type));
	EXPECT_EQ(d.id, id);
	mpr_free(d.req);
	ASSERT_EQ(0, mpr_dialer_accept(second, 0, &d.req));
	EXPECT_EQ(d.id, d.req->id);
	mpr_dialer_close(second);
	/* The one with the bell is still there; that the attempt is over is an event. */
	while (last_error(self->h, d.iface, &state) == 0 && state == MPR_IF_STATE_CONNECTING)
		sched_yield();
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING, last_error(self->h, d.iface, &state));
	EXPECT_EQ(MPR_IF_STATE_UNREACHABLE, state);
	end_dialling(&d);
}

TEST_F(native, a_disconnect_rings_the_worker_to_give_the_dial_up)
{
	enum mpr_dial_type type;
	struct dialling d;
	uint32_t id;

	ASSERT_EQ(0, begin_dialling(self->h, &d));
	ASSERT_EQ(0, mpr_interface_disconnect(self->h, d.iface));
	ASSERT_EQ(1, ring(d.worker, &id, &type));
	EXPECT_EQ(MPR_DIAL_TYPE_HANGUP, type);
	EXPECT_EQ(d.id, id);
	EXPECT_EQ(ERROR_INVALID_HANDLE, mpr_dialer_progress(d.worker, id, 0, NULL,
							    MPR_PORT_COND_AUTHENTICATING));
	end_dialling(&d);
}

TEST_F(native, a_connect_waits_as_long_as_it_is_told_and_the_attempt_goes_on)
{
	uint32_t id;

	ASSERT_EQ(0, netdev_add("wan0", "dummy"));
	ASSERT_EQ(0, netdev_carrier("wan0", false));
	ASSERT_EQ(0, add(self->h, "wan0", NULL, &id));
	EXPECT_EQ(PENDING, mpr_interface_connect(self->h, id, 30));
	EXPECT_EQ(ERROR_ALREADY_CONNECTING, mpr_interface_connect(self->h, id, 30));
	EXPECT_EQ(0, mpr_interface_disconnect(self->h, id));
}

static const char *module_path(void)
{
	return getenv("MPR_VM") ? getenv("MPR_MODULE") : NULL;
}

static int reload(const char *path)
{
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1, err;

	if (fd < 0)
		return ENOENT;
	err = syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
	close(fd);
	return err;
}

TEST_F(native, monitor_and_dialer_go_on_by_themselves_when_the_module_is_back)
{
	static const char *const kinds[] = { "test" };
	struct seen seen = { 0 };
	struct mpr_dialer *dialer;
	struct mpr_monitor *mon;
	struct pollfd pfd[2] = { { .events = POLLIN }, { .events = POLLIN } };
	enum mpr_dial_type type;
	uint32_t id, iface;

	if (!module_path())
		SKIP(return, "the module is not ours to unload");
	ASSERT_EQ(0, mpr_monitor_open(self->h, MPR_MONITOR_INTERFACES, &mon));
	ASSERT_EQ(0, mpr_dialer_open(self->h, kinds, 1, &dialer));
	pfd[0].fd = mpr_monitor_fd(mon);
	pfd[1].fd = mpr_dialer_fd(dialer);
	ASSERT_EQ(0, syscall(SYS_delete_module, "mpr", 0));
	EXPECT_EQ(2, poll(pfd, 2, SOON));
	EXPECT_EQ(RPC_S_UNKNOWN_IF, mpr_monitor_read(mon, watch, &seen));
	EXPECT_EQ(MPR_EVENT_KIND_SERVICE_STOP, seen.kind);
	EXPECT_EQ(0, mpr_monitor_read(mon, watch, &seen));
	EXPECT_EQ(-1, mpr_dialer_ring(dialer, &id, &type));
	EXPECT_EQ(0, mpr_dialer_ring(dialer, &id, &type));
	EXPECT_EQ(0, poll(pfd, 2, 0));
	memset(&seen, 0, sizeof(seen));
	ASSERT_EQ(0, reload(module_path()));
	EXPECT_EQ(2, poll(pfd, 2, SOON));
	EXPECT_EQ(-2, mpr_dialer_ring(dialer, &id, &type));
	ASSERT_EQ(0, add(self->h, "wan0", "test", &iface));
	EXPECT_EQ(0, mpr_monitor_read(mon, watch, &seen));
	EXPECT_TRUE(seen.unknown);
	EXPECT_EQ(0, strcmp("wan0", seen.name));
	EXPECT_EQ(PENDING, mpr_interface_connect(self->h, iface, 0));
	EXPECT_EQ(1, ring(dialer, &id, &type));
	mpr_dialer_close(dialer);
	mpr_monitor_close(mon);
}

TEST_HARNESS_MAIN
