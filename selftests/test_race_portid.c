// SPDX-License-Identifier: GPL-2.0-only
/*
 * The number of a netlink socket is free again before the kernel tells anybody that the socket
 * has closed. Who gets the number meanwhile is somebody else: nothing of the dead socket's is
 * his, and nothing of his ends with it.
 *
 * That moment is met exactly: a thread that waits for room in the socket's receive queue is woken
 * in it, and being a real-time thread on the same processor, runs on before the close goes on.
 */
#include <sched.h>
#include <semaphore.h>

#include <kselftest_harness.h>

#include "mpr_kmod.h"
#include "mpr_wire.h"

FIXTURE(portid) {
	struct mpr *h;
	struct wire *wire;		/* knows the family */
	struct wire *next;		/* gets the number */
	uint32_t number;
	void (*speak)(struct wire *next, void *data);
	void *data;
	sem_t full;
	pthread_t thread;
};

FIXTURE_SETUP(portid)
{
	cpu_set_t one;

	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_TRUE(service_new(&self->h)) {
		TH_LOG("is mpr.ko loaded?");
	}
	self->wire = wire_open();
	ASSERT_NE(NULL, self->wire);
	ASSERT_EQ(0, sem_init(&self->full, 0, 0));
	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	ASSERT_EQ(0, sched_setaffinity(0, sizeof(one), &one));
}

FIXTURE_TEARDOWN(portid)
{
	if (self->next)
		wire_close(self->next);
	wire_close(self->wire);
	mpr_close(self->h);
}

/* Registers as dialer of a kind: 0 or an errno. */
static int dial(struct wire *w, const char *kind)
{
	struct nlmsghdr *nlh = wire_req(w, MPR_CMD_DIALER_REGISTER);

	mnl_attr_put_strz(nlh, MPR_A_DIAL_KIND, kind);
	return wire_do(w, nlh);
}

/* Is this one dialled, as the socket that asks sees it? */
static bool dialled(struct wire *w, const char *kind)
{
	struct nlmsghdr *nlh = wire_req(w, MPR_CMD_SERVICE_GET);
	const struct nlattr *attr;

	if (wire_do(w, nlh))
		return false;
	mnl_attr_for_each(attr, w->reply, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == MPR_A_SERVICE_KIND &&
		    !strcmp(mnl_attr_get_str(attr), kind))
			return true;
	return false;
}

/* A connect that is answered when it is over: the attempt's number, 0 if it did not start. */
static uint32_t connect_and_wait(struct wire *w, uint32_t iface)
{
	struct nlmsghdr *nlh = wire_req(w, MPR_CMD_INTERFACE_CONNECT);

	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_ID, iface);
	mnl_attr_put(nlh, MPR_A_INTERFACE_NOTIFY, 0, NULL);
	return wire_do(w, nlh) ? 0 : wire_u32(w->reply, MPR_A_INTERFACE_ATTEMPT_ID);
}

/* The first connect-done that comes, of any attempt: its status, -1 if none comes soon. */
static int connect_done(struct wire *w)
{
	struct pollfd pfd = { .fd = mnl_socket_get_fd(w->nl), .events = POLLIN };
	const struct nlmsghdr *nlh = (void *)w->rsp;

	while (poll(&pfd, 1, SOON) == 1) {
		if (recv(pfd.fd, w->rsp, sizeof(w->rsp), 0) <= 0)
			return -1;
		if (((struct genlmsghdr *)mnl_nlmsg_get_payload(nlh))->cmd ==
		    MPR_CMD_CONNECT_DONE)
			return wire_u32(nlh, MPR_A_INTERFACE_STATUS);
	}
	return -1;
}

static struct wire *fresh_socket(const struct wire *from)
{
	struct wire *w = calloc(1, sizeof(*w));

	if (!w)
		abort();
	w->nl = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);
	if (!w->nl)
		abort();
	w->family = from->family;
	return w;
}

static void *wait_for_room(void *data)
{
	struct _test_data_portid *self = data;
	struct sockaddr_nl to = { .nl_family = AF_NETLINK, .nl_pid = self->number };
	struct nlmsghdr nlh = { .nlmsg_len = sizeof(nlh), .nlmsg_type = NLMSG_NOOP };
	int fd = mnl_socket_get_fd(self->wire->nl);

	while (sendto(fd, &nlh, sizeof(nlh), MSG_DONTWAIT, (void *)&to, sizeof(to)) > 0)
		;
	/* Who is told now does not run before this thread sleeps. */
	sem_post(&self->full);
	sendto(fd, &nlh, sizeof(nlh), 0, (void *)&to, sizeof(to));
	if (mnl_socket_bind(self->next->nl, 0, self->number))
		return NULL;
	self->speak(self->next, self->data);
	return self;
}

/* Closes a socket; somebody with its number speaks meanwhile. False: that could not be done. */
static bool close_and_speak(struct _test_data_portid *self, struct wire *old,
			    void (*speak)(struct wire *next, void *data), void *data)
{
	struct sched_param prio = { .sched_priority = 1 };
	pthread_attr_t attr;
	void *met;

	self->number = mnl_socket_get_portid(old->nl);
	self->next = fresh_socket(self->wire);
	self->speak = speak;
	self->data = data;
	pthread_attr_init(&attr);
	pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&attr, SCHED_FIFO);
	pthread_attr_setschedparam(&attr, &prio);
	if (pthread_create(&self->thread, &attr, wait_for_room, self))
		return false;
	sem_wait(&self->full);
	wire_close(old);
	pthread_join(self->thread, &met);
	return met;
}

static void dial_next(struct wire *next, void *data)
{
	*(int *)data = dial(next, "next");
}

TEST_F(portid, the_next_owner_keeps_the_kinds_that_he_dials)
{
	struct wire *old = wire_fresh(self->wire);
	int err = -1;

	ASSERT_EQ(0, dial(old, "old"));
	ASSERT_TRUE(close_and_speak(self, old, dial_next, &err));
	EXPECT_EQ(0, err);
	EXPECT_TRUE(dialled(self->next, "next"));
	EXPECT_FALSE(dialled(self->next, "old"));
}

struct attempt {
	uint32_t iface;
	uint32_t id;
};

static void connect_next(struct wire *next, void *data)
{
	struct attempt *attempt = data;

	attempt->id = connect_and_wait(next, attempt->iface);
}

TEST_F(portid, the_next_owner_is_told_how_his_attempt_ended)
{
	struct wire *old = wire_fresh(self->wire);
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t first = add_scripted(self->h, "a", NULL, 0);
	struct attempt attempt = { .iface = add_scripted(self->h, "b", NULL, 0) };

	ASSERT_NE(0, connect_and_wait(old, first));
	ASSERT_NE(0, take(dialer, MPR_DIAL_TYPE_DIAL));
	ASSERT_TRUE(close_and_speak(self, old, connect_next, &attempt));
	ASSERT_NE(0, attempt.id);
	/* The late news of the first socket's end has been seen when this has been answered. */
	dialled(self->next, "");
	/* What the dead one waited for is not his. */
	ASSERT_EQ(0, mpr_interface_disconnect(self->h, first));
	ASSERT_EQ(0, mpr_dialer_done(dialer, take(dialer, MPR_DIAL_TYPE_DIAL), 691));
	EXPECT_EQ(691, connect_done(self->next));
	mpr_dialer_close(dialer);
}

TEST_F(portid, what_the_dead_one_had_taken_goes_to_another_dialer)
{
	struct wire *old = wire_fresh(self->wire);
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id = add_scripted(self->h, "a", NULL, 0);
	enum mpr_dial_type request;
	struct nlmsghdr *nlh;
	int err = -1;
	uint32_t bell;

	ASSERT_EQ(600, mpr_interface_connect(self->h, id, 0));
	bell = ring(dialer, &request);
	nlh = wire_req(old, MPR_CMD_DIAL_ACCEPT);
	mnl_attr_put_u32(nlh, MPR_A_DIAL_ID, bell);
	ASSERT_EQ(0, wire_do(old, nlh));
	ASSERT_TRUE(close_and_speak(self, old, dial_next, &err));
	EXPECT_EQ(0, err);
	EXPECT_EQ(bell, take(dialer, MPR_DIAL_TYPE_DIAL));
	mpr_dialer_close(dialer);
}

struct stray {
	struct mpr *h;
	uint32_t iface;
	unsigned int code;
	int err;
};

static void end_attempt(struct wire *next, void *data)
{
	struct stray *stray = data;

	stray->code = mpr_interface_disconnect(stray->h, stray->iface);
	stray->err = recv(mnl_socket_get_fd(next->nl), next->rsp, sizeof(next->rsp),
			  MSG_DONTWAIT) < 0 ? errno : 0;
}

TEST_F(portid, the_next_owner_is_not_told_what_the_dead_one_waited_for)
{
	struct wire *old = wire_fresh(self->wire);
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	struct stray stray = { .h = self->h, .iface = add_scripted(self->h, "a", NULL, 0) };

	ASSERT_NE(0, connect_and_wait(old, stray.iface));
	ASSERT_TRUE(close_and_speak(self, old, end_attempt, &stray));
	EXPECT_EQ(0, stray.code);
	EXPECT_EQ(EAGAIN, stray.err);
	mpr_dialer_close(dialer);
}

TEST_HARNESS_MAIN
