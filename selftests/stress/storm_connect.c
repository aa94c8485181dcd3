// SPDX-License-Identifier: GPL-2.0-only
/*
 * 64 processes connect and disconnect the same interface. Whoever starts an attempt is told
 * exactly once how it ended; everybody else is refused; the counts agree.
 */
#include <kselftest_harness.h>

#include "storm.h"
#include "../mpr_wire.h"

#define PROCESSES 64
#define ROUNDS 12

enum { STARTED, CONNECTED_ALREADY, REFUSED, DISCONNECTED, DIALLED, FAILED };

FIXTURE(storm) {
	struct mpr *h;
	struct crew crew;
	uint32_t id;
};

static uint32_t storm_id;

FIXTURE_SETUP(storm)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_TRUE(service_new(&self->h)) {
		TH_LOG("is mpr.ko loaded?");
	}
	ASSERT_EQ(0, agree_begin(self->h));
	crew_init(&self->crew);
}

FIXTURE_TEARDOWN(storm)
{
	crew_stop(&self->crew);
	mpr_close(self->h);
}

/* What a socket has been told about the attempt that it started. */
struct told {
	bool acked;
	int err;
	uint32_t attempt, status;
	unsigned int ends;
	uint32_t ended;
};

static void take_message(const struct nlmsghdr *nlh, struct told *told)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	const struct nlmsgerr *ack = mnl_nlmsg_get_payload(nlh);

	if (nlh->nlmsg_type == NLMSG_ERROR) {
		told->err = -ack->error;
		told->acked = true;
	} else if (genl->cmd == MPR_CMD_CONNECT_DONE) {
		told->ended = wire_u32(nlh, MPR_A_INTERFACE_ATTEMPT_ID);
		told->ends++;
	} else {
		told->attempt = wire_u32(nlh, MPR_A_INTERFACE_ATTEMPT_ID);
		told->status = wire_u32(nlh, MPR_A_INTERFACE_STATUS);
	}
}

/* Takes the messages that come within @ms; false if there are none. */
static bool take_some(struct sky *sky, struct wire *w, struct told *told, int ms)
{
	struct pollfd pfd = { .fd = mnl_socket_get_fd(w->nl), .events = POLLIN };
	const struct nlmsghdr *nlh;
	ssize_t got;
	int len;

	if (poll(&pfd, 1, ms) < 1)
		return false;
	got = recv(pfd.fd, w->rsp, sizeof(w->rsp), 0);
	if (got < 0)
		crew_wrong(sky, "receive: %m");
	len = got;
	for (nlh = (void *)w->rsp; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len))
		take_message(nlh, told);
	return true;
}

static void connect_once(struct sky *sky, struct wire *w)
{
	struct nlmsghdr *nlh = wire_req(w, MPR_CMD_INTERFACE_CONNECT);
	struct told told = { .ends = 0 };

	/* An end that comes twice would be found here, a round later. */
	if (take_some(sky, w, &told, 0))
		crew_wrong(sky, "a message that nobody asked for");
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_ID, storm_id);
	mnl_attr_put(nlh, MPR_A_INTERFACE_NOTIFY, 0, NULL);
	if (mnl_socket_sendto(w->nl, nlh, nlh->nlmsg_len) < 0)
		crew_wrong(sky, "send: %m");
	/* The end may come before the answer that the attempt has begun. */
	while (!told.acked || (told.attempt && !told.ends))
		if (!take_some(sky, w, &told, 4 * SOON))
			crew_wrong(sky, "attempt %u does not end", told.attempt);
	if (told.ends != !!told.attempt || told.ended != told.attempt)
		crew_wrong(sky, "attempt %u is answered %u times, attempt %u last", told.attempt,
			   told.ends, told.ended);
	if (told.err && told.err != EALREADY)
		crew_wrong(sky, "refused with error %d", told.err);
	crew_count(sky, told.attempt ? STARTED : told.err ? REFUSED : CONNECTED_ALREADY);
}

static void connect_and_disconnect(struct sky *sky, unsigned int number)
{
	unsigned int i, rounds = storm_size(ROUNDS);
	struct wire *w = wire_open();
	struct told told = { .ends = 0 };
	struct nlmsghdr *nlh;
	int err;

	if (!w)
		crew_wrong(sky, "no socket");
	for (i = 0; i < rounds; i++) {
		connect_once(sky, w);
		if ((i + number) % 3)
			continue;
		nlh = wire_req(w, MPR_CMD_INTERFACE_DISCONNECT);
		mnl_attr_put_u32(nlh, MPR_A_INTERFACE_ID, storm_id);
		err = wire_do(w, nlh);
		if (err && err != ENOTCONN)
			crew_wrong(sky, "disconnect: %d", err);
		if (!err)
			crew_count(sky, DISCONNECTED);
	}
	if (take_some(sky, w, &told, 0))
		crew_wrong(sky, "a message that nobody asked for");
	wire_close(w);
}

static void report(struct __test_metadata *_metadata, const struct sky *sky, uint64_t begun)
{
	TH_LOG("%lu attempts, each answered once; %lu connected already, %lu refused, %lu hung up",
	       sky->count[STARTED], sky->count[CONNECTED_ALREADY], sky->count[REFUSED],
	       sky->count[DISCONNECTED]);
	TH_LOG("%lu dialled, %lu failed; %lu events agree; %lu ms", sky->count[DIALLED],
	       sky->count[FAILED], agree_events(), now_ms() - begun);
}

TEST_F_TIMEOUT(storm, of_64_processes_on_an_interface_that_the_kernel_dials, 300)
{
	struct sky *sky = self->crew.sky;
	uint64_t begun = now_ms();
	unsigned int i;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	self->id = add_kernel(self->h, "d0", NULL, 0);
	storm_id = self->id;
	ASSERT_NE(0, self->id);
	for (i = 0; i < PROCESSES; i++)
		crew_add(&self->crew, connect_and_disconnect, i);
	EXPECT_EQ(0, crew_wait(&self->crew));
	EXPECT_STREQ("", sky->wrong);
	EXPECT_LT(PROCESSES, sky_count(sky, STARTED));
	EXPECT_STREQ("", disagreement(self->h));
	EXPECT_GE(sky_count(sky, STARTED), iface_now(self->h, self->id).connects);
	EXPECT_EQ(0, service_now(self->h).attempts);
	/* And it still works. */
	mpr_interface_disconnect(self->h, self->id);
	EXPECT_EQ(0, mpr_interface_connect(self->h, self->id, SOON));
	report(_metadata, sky, begun);
}

/* Takes what there is, connects it over d0 or lets it fail, and hangs up; without haste. */
static void dial(struct sky *sky, unsigned int number)
{
	struct pollfd pfd = { .events = POLLIN };
	const char *kind = "scripted";
	struct mpr_dial_request *req;
	enum mpr_dial_type request;
	struct mpr_dialer *dialer;
	unsigned int n = number;
	struct mpr *h;
	uint32_t id;

	if (mpr_open(NULL, &h) || mpr_dialer_open(h, &kind, 1, &dialer))
		crew_wrong(sky, "no dialer");
	crew_progress(sky);
	pfd.fd = mpr_dialer_fd(dialer);
	while (!sky->over) {
		poll(&pfd, 1, 200);
		while (mpr_dialer_ring(dialer, &id, &request))
			;
		while (!mpr_dialer_accept(dialer, 0, &req)) {
			id = req->id;
			request = req->request;
			mpr_free(req);
			if (request == MPR_DIAL_TYPE_HANGUP) {
				netdev_up("d0", false);
				mpr_dialer_done(dialer, id, 0);
			} else if (++n % 5) {
				crew_count(sky, DIALLED);
				mpr_dialer_progress(dialer, id, 0, "d0", 0);
				netdev_up("d0", true);
				mpr_dialer_done(dialer, id, 0);
			} else {
				crew_count(sky, FAILED);
				mpr_dialer_done(dialer, id, 691);
			}
		}
	}
}

TEST_F_TIMEOUT(storm, of_64_processes_on_an_interface_that_two_processes_dial, 300)
{
	struct mpr_interface set = { .backoff_first = 1, .backoff_max = 1,
				     .connect_timeout = SOON };
	struct crew dialers;
	uint64_t begun = now_ms();
	struct sky *sky = self->crew.sky;
	unsigned int i;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	self->id = add_scripted(self->h, "wan", &set, MPR_SET_BACKOFF_FIRST |
				MPR_SET_BACKOFF_MAX | MPR_SET_CONNECT_TIMEOUT);
	storm_id = self->id;
	ASSERT_NE(0, self->id);
	crew_init(&dialers);
	dialers.sky = sky;
	for (i = 0; i < 2; i++)
		crew_add(&dialers, dial, i);
	ASSERT_STREQ("", crew_await(sky, 2));
	for (i = 0; i < PROCESSES; i++)
		crew_add(&self->crew, connect_and_disconnect, i);
	EXPECT_EQ(0, crew_wait(&self->crew));
	EXPECT_EQ(0, crew_stop(&dialers));
	EXPECT_STREQ("", sky->wrong);
	EXPECT_LT(PROCESSES / 4, sky_count(sky, STARTED));
	EXPECT_STREQ("", disagreement(self->h));
	EXPECT_EQ(0, service_now(self->h).attempts);
	report(_metadata, sky, begun);
}

TEST_HARNESS_MAIN
