// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sockets in the wrong hands, and numbers of sockets: privileges are those of who opened a socket
 * and of who sends; a portid is a name and no proof; a namespace's dialers and requests are its
 * own.
 */
#include <kselftest_harness.h>

#include "intruder.h"

FIXTURE(sockets) {
	struct mpr *h;
	struct wire *w;
	struct family f;
	int net;			/* the test's namespace */
	uint32_t id;			/* interface "victim", of kind "scripted" */
	struct verdict v;
};

FIXTURE_SETUP(sockets)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_TRUE(service_new(&self->h)) {
		TH_LOG("is mpr.ko loaded?");
	}
	self->w = wire_open();
	ASSERT_NE(NULL, self->w);
	ASSERT_TRUE(family_read(self->w, &self->f));
	self->id = add_scripted(self->h, "victim", NULL, 0);
	ASSERT_NE(0, self->id);
	self->net = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, self->net);
}

FIXTURE_TEARDOWN(sockets)
{
	close(self->net);
	wire_close(self->w);
	mpr_close(self->h);
}

/* ---- who opened it, who sends ---- */

struct hands {
	struct wire *w;
	const struct family *f;
	enum how way;
	bool groups;
};

static void use(struct verdict *v, void *data)
{
	struct hands *hands = data;

	try_ops(hands->w, hands->f, hands->way, v);
	if (hands->groups)
		try_groups(hands->w, hands->f, v);
}

TEST_F(sockets, a_socket_that_root_opened_gives_a_user_no_right)
{
	struct hands hands = { self->w, &self->f, WITH_ADDRESS, true };

	ASSERT_TRUE(intrude(be_nobody, use, &hands, &self->v));
	EXPECT_EQ(self->f.n_asks, self->v.tried);
	EXPECT_TRUE(all_joins_refused(&self->v));
	EXPECT_EQ(self->v.tried, self->v.refused) {
		TH_LOG("allowed: %s", self->v.allowed);
	}
	hands.way = WITHOUT_ADDRESS;
	ASSERT_TRUE(intrude(be_root_without_net_admin, use, &hands, &self->v));
	EXPECT_EQ(self->v.tried, self->v.refused) {
		TH_LOG("allowed: %s", self->v.allowed);
	}
}

static int send_fd(int to, int fd)
{
	char control[CMSG_SPACE(sizeof(int))] = { 0 }, byte = 0;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control,
			      .msg_controllen = sizeof(control) };
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	return sendmsg(to, &msg, 0) == 1 ? 0 : errno;
}

static int receive_fd(int from)
{
	char control[CMSG_SPACE(sizeof(int))], byte;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control,
			      .msg_controllen = sizeof(control) };
	int fd = -1;

	if (recvmsg(from, &msg, MSG_CMSG_CLOEXEC) == 1 && CMSG_FIRSTHDR(&msg))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(fd));
	return fd;
}

struct courier {
	int fd;
	const struct family *f;
};

/* Uses a socket that somebody else hands over when this process has no rights any more. */
static void use_received(struct verdict *v, void *data)
{
	struct courier *courier = data;
	int fd = receive_fd(courier->fd);
	struct wire *w = calloc(1, sizeof(*w));

	w->nl = mnl_socket_fdopen(fd);
	w->family = courier->f->id;
	try_ops(w, courier->f, WITH_ADDRESS, v);
	try_ops(w, courier->f, WITHOUT_ADDRESS, v);
	try_groups(w, courier->f, v);
}

TEST_F(sockets, a_socket_that_is_handed_over_gives_no_right)
{
	int (*become[])(void) = { be_nobody, be_root_of_a_userns, be_container };
	struct courier courier = { .f = &self->f };
	unsigned int i;
	int pair[2];

	for (i = 0; i < sizeof(become) / sizeof(become[0]); i++) {
		ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair));
		courier.fd = pair[1];
		ASSERT_EQ(0, send_fd(pair[0], mnl_socket_get_fd(self->w->nl)));
		ASSERT_TRUE(intrude(become[i], use_received, &courier, &self->v));
		EXPECT_LE(2 * self->f.n_asks, self->v.tried);
		EXPECT_EQ(self->v.tried, self->v.refused) {
			TH_LOG("allowed: %s", self->v.allowed);
		}
		close(pair[0]);
		close(pair[1]);
	}
}

static void hand_out(struct verdict *v, void *data)
{
	int *to = data, fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	v->error = fd < 0 || bind(fd, (struct sockaddr *)&kernel, sizeof(kernel)) ||
		   connect(fd, (struct sockaddr *)&kernel, sizeof(kernel)) || send_fd(*to, fd);
}

/* A program with more rights that a user gives a socket as its output does not mean to send. */
TEST_F(sockets, a_socket_that_a_user_opened_takes_no_right_from_who_writes_to_it)
{
	struct hands hands = { .f = &self->f, .way = WITHOUT_ADDRESS };
	int pair[2];

	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair));
	ASSERT_TRUE(intrude(be_nobody, hand_out, &pair[1], &self->v));
	ASSERT_EQ(0, self->v.error);
	hands.w = calloc(1, sizeof(*hands.w));
	hands.w->nl = mnl_socket_fdopen(receive_fd(pair[0]));
	ASSERT_NE(NULL, hands.w->nl);
	memset(&self->v, 0, sizeof(self->v));
	use(&self->v, &hands);
	EXPECT_EQ(self->f.n_asks, self->v.tried);
	EXPECT_EQ(self->v.tried, self->v.refused) {
		TH_LOG("allowed: %s", self->v.allowed);
	}
	wire_close(hands.w);
	close(pair[0]);
	close(pair[1]);
}

/* ---- which namespace ---- */

TEST_F(sockets, a_socket_speaks_of_the_namespace_that_it_was_opened_in)
{
	struct nlmsghdr *nlh;
	struct mpr *there;

	ASSERT_EQ(0, netdev_new_netns());
	ASSERT_EQ(0, mpr_open(NULL, &there));
	nlh = wire_req(self->w, MPR_CMD_INTERFACE_NEW);
	mnl_attr_put_strz(nlh, MPR_A_INTERFACE_NAME, "mine");
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_TYPE, MPR_IF_TYPE_FULL_ROUTER);
	EXPECT_EQ(0, wire_do(self->w, nlh));
	EXPECT_EQ(0, service_now(there).interfaces);
	EXPECT_EQ(2, service_now(self->h).interfaces);
	mpr_close(there);
}

/* ---- portids ---- */

static bool serves(struct wire *w, const char *kind)
{
	const struct nlattr *attr;

	if (wire_do(w, wire_req(w, MPR_CMD_SERVICE_GET)))
		return false;
	mnl_attr_for_each(attr, w->reply, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == MPR_A_SERVICE_KIND &&
		    !strcmp(mnl_attr_get_str(attr), kind))
			return true;
	return false;
}

static struct nlmsghdr *register_req(struct wire *w, const char *kind)
{
	struct nlmsghdr *nlh = wire_req(w, MPR_CMD_DIALER_REGISTER);

	mnl_attr_put_strz(nlh, MPR_A_DIAL_KIND, kind);
	return nlh;
}

TEST_F(sockets, the_portid_in_a_message_is_not_believed)
{
	struct wire *a = wire_fresh(self->w), *b = wire_fresh(self->w);
	struct nlmsghdr *nlh = register_req(b, "forged");
	struct watch w = { 0 };

	nlh->nlmsg_pid = a->portid;
	EXPECT_EQ(0, wire_do(b, nlh));
	EXPECT_TRUE(serves(self->w, "forged"));
	ASSERT_EQ(0, mpr_monitor_open(self->h, MPR_MONITOR_ALL, &w.mon));
	wire_close(a);
	EXPECT_TRUE(serves(self->w, "forged"));
	wire_close(b);
	EXPECT_NE(NULL, watch_for(&w, MPR_EVENT_KIND_SERVICE_CHANGE, 0));
	EXPECT_FALSE(serves(self->w, "forged"));
	mpr_monitor_close(w.mon);
	free(w.ev);
}

static int bind_to(int protocol, uint32_t portid)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK, .nl_pid = portid };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		close(fd);
		return -errno;
	}
	return fd;
}

TEST_F(sockets, the_portid_of_a_dialer_elsewhere_does_it_no_harm)
{
	struct wire *dialer = wire_fresh(self->w);
	struct watch w = { 0 };
	int fd;

	ASSERT_EQ(0, wire_do(dialer, register_req(dialer, "scripted")));
	/* In the same namespace, but of another protocol. */
	fd = bind_to(NETLINK_ROUTE, dialer->portid);
	ASSERT_LE(0, fd);
	close(fd);
	EXPECT_EQ(-EADDRINUSE, bind_to(NETLINK_GENERIC, dialer->portid));
	ASSERT_EQ(0, netdev_new_netns());
	fd = bind_to(NETLINK_GENERIC, dialer->portid);
	ASSERT_LE(0, fd);
	close(fd);
	ASSERT_EQ(0, setns(self->net, CLONE_NEWNET));
	EXPECT_TRUE(serves(self->w, "scripted"));
	EXPECT_EQ(600, mpr_interface_connect(self->h, self->id, 0));
	/* It answers to nobody's end but its own. */
	ASSERT_EQ(0, mpr_monitor_open(self->h, MPR_MONITOR_SERVICE, &w.mon));
	wire_close(dialer);
	EXPECT_NE(NULL, watch_for(&w, MPR_EVENT_KIND_SERVICE_CHANGE, 0));
	EXPECT_FALSE(serves(self->w, "scripted"));
	mpr_monitor_close(w.mon);
	free(w.ev);
}

/* ---- dialers ---- */

struct thief {
	uint32_t portid;		/* of the dialer outside */
	uint32_t request;
	uint16_t family;
};

/* Everything that a dialer may do with a request, from a socket with the right number. */
static void steal(struct verdict *v, void *data)
{
	const struct thief *thief = data;
	struct wire *w = calloc(1, sizeof(*w));
	struct nlmsghdr *nlh;
	unsigned int i;
	int error;
	int fd = bind_to(NETLINK_GENERIC, thief->portid);

	if (!w)
		abort();
	v->error = fd < 0 ? -fd : 0;
	w->nl = mnl_socket_fdopen(fd);
	w->family = thief->family;
	if (wire_do(w, register_req(w, "scripted")))
		v->error = -2;
	for (i = 0; i < 4; i++) {
		static const uint8_t cmds[] = { MPR_CMD_DIAL_ACCEPT, MPR_CMD_DIAL_PROGRESS,
						MPR_CMD_DIAL_DONE, MPR_CMD_DIAL_ACCEPT };

		nlh = wire_req(w, cmds[i]);
		if (i < 3)
			mnl_attr_put_u32(nlh, MPR_A_DIAL_ID, thief->request);
		else
			mnl_attr_put_strz(nlh, MPR_A_DIAL_KIND, "scripted");
		if (cmds[i] == MPR_CMD_DIAL_PROGRESS)
			mnl_attr_put_u32(nlh, MPR_A_DIAL_CONDITION, MPR_PORT_COND_AUTHENTICATING);
		if (cmds[i] == MPR_CMD_DIAL_DONE)
			mnl_attr_put_u32(nlh, MPR_A_DIAL_STATUS, 691);
		error = wire_do(w, nlh);
		if (error != ENOENT)
			snprintf(v->allowed, sizeof(v->allowed), "command %u: %s", cmds[i],
				 strerror(error));
		v->tried++;
		v->refused += error == ENOENT;
	}
}

static int be_elsewhere(void)
{
	return netdev_new_netns();
}

static void steal_from(struct __test_metadata *_metadata, FIXTURE_DATA(sockets) * self,
		       const struct thief *thief)
{
	int (*become[])(void) = { be_elsewhere, be_nobodys_root_of_a_netns, be_container };
	unsigned int i;

	for (i = 0; i < sizeof(become) / sizeof(become[0]); i++) {
		ASSERT_TRUE(intrude(become[i], steal, (void *)thief, &self->v));
		EXPECT_EQ(0, self->v.error);
		EXPECT_EQ(4, self->v.tried);
		EXPECT_EQ(self->v.tried, self->v.refused) {
			TH_LOG("%s", self->v.allowed);
		}
	}
}

TEST_F(sockets, a_dialer_cannot_take_the_request_of_another_namespace)
{
	struct thief thief = { .family = self->f.id };
	struct wire *dialer = wire_fresh(self->w);
	struct nlmsghdr *nlh;

	ASSERT_EQ(0, wire_do(dialer, register_req(dialer, "scripted")));
	ASSERT_EQ(600, mpr_interface_connect(self->h, self->id, 0));
	thief.portid = dialer->portid;
	thief.request = iface_now(self->h, self->id).attempt_id;
	ASSERT_NE(0, thief.request);
	/* While it rings, and when the dialer has it. */
	steal_from(_metadata, self, &thief);
	nlh = wire_req(dialer, MPR_CMD_DIAL_ACCEPT);
	mnl_attr_put_u32(nlh, MPR_A_DIAL_ID, thief.request);
	EXPECT_EQ(0, wire_do(dialer, nlh));
	steal_from(_metadata, self, &thief);
	EXPECT_EQ(MPR_IF_STATE_CONNECTING, iface_now(self->h, self->id).state);
	nlh = wire_req(dialer, MPR_CMD_DIAL_DONE);
	mnl_attr_put_u32(nlh, MPR_A_DIAL_ID, thief.request);
	mnl_attr_put_u32(nlh, MPR_A_DIAL_STATUS, 678);
	EXPECT_EQ(0, wire_do(dialer, nlh));
	EXPECT_EQ(678, iface_now(self->h, self->id).last_error);
	wire_close(dialer);
}

/* The answer to a connect goes to the socket, not to the number that it had. */
TEST_F(sockets, who_takes_over_a_portid_hears_nothing_that_was_meant_for_its_last_owner)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	struct nlmsghdr *nlh = wire_req(self->w, MPR_CMD_INTERFACE_CONNECT);
	uint32_t portid = self->w->portid, req;
	char buf[8192];
	int fd;

	ASSERT_NE(NULL, dialer);
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_ID, self->id);
	mnl_attr_put(nlh, MPR_A_INTERFACE_NOTIFY, 0, NULL);
	ASSERT_EQ(0, wire_do(self->w, nlh));
	req = take(dialer, MPR_DIAL_TYPE_DIAL);
	ASSERT_NE(0, req);
	wire_close(self->w);
	fd = bind_to(NETLINK_GENERIC, portid);
	ASSERT_LE(0, fd);
	/* The dead socket's end may not have got round yet: nobody may profit from that. */
	EXPECT_EQ(0, mpr_dialer_done(dialer, req, 691));
	EXPECT_EQ(-1, recv(fd, buf, sizeof(buf), MSG_DONTWAIT));
	EXPECT_EQ(691, iface_now(self->h, self->id).last_error);
	close(fd);
	mpr_dialer_close(dialer);
	self->w = wire_open();
}

TEST_HARNESS_MAIN
