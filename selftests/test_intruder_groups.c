// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who hears what: a group that may not be joined is not heard either, whichever way it was tried,
 * nor is another namespace's, and nobody can speak for the kernel.
 */
#include <kselftest_harness.h>

#include "intruder.h"

#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>

FIXTURE(groups) {
	struct mpr *h;
	struct wire *w;
	struct family f;
	int net;			/* the test's namespace */
	struct verdict v;
};

FIXTURE_SETUP(groups)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_TRUE(service_new(&self->h)) {
		TH_LOG("is mpr.ko loaded?");
	}
	self->w = wire_open();
	ASSERT_NE(NULL, self->w);
	ASSERT_TRUE(family_read(self->w, &self->f));
	self->net = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, self->net);
}

FIXTURE_TEARDOWN(groups)
{
	close(self->net);
	wire_close(self->w);
	mpr_close(self->h);
}

/* With a number: a socket that has none hears nothing of what the kernel sends. */
static int listener(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_GENERIC);
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };

	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)))
		abort();
	return fd;
}

/* Joins by binding a socket to its own number again: 0 or an errno. */
static int bind_to(int fd, uint32_t groups)
{
	struct sockaddr_nl addr;
	socklen_t len = sizeof(addr);

	if (getsockname(fd, (struct sockaddr *)&addr, &len))
		return errno;
	addr.nl_groups = groups;
	return bind(fd, (struct sockaddr *)&addr, sizeof(addr)) ? errno : 0;
}

/* An event of each group, the dialers' too: 0 or what went wrong. */
static int make_noise(struct mpr *h)
{
	struct mpr_service set = { .max_attempts = 7 };
	struct mpr_dialer *dialer;
	uint32_t id, req;
	int err = 1;

	if (mpr_service_set(h, &set, MPR_SERVICE_MAX_ATTEMPTS) || netdev_add("noise0", "dummy"))
		return 1;
	dialer = dialer_new(h, "scripted");
	id = add_scripted(h, "noise", NULL, 0);
	if (dialer && id && mpr_interface_connect(h, id, 0) == 600) {
		req = take(dialer, MPR_DIAL_TYPE_DIAL);
		err = !req || netdev_up("noise0", true) ||
		      mpr_dialer_progress(dialer, req, 0, "noise0", MPR_PORT_COND_AUTHENTICATING);
	}
	mpr_interface_disconnect(h, id);
	mpr_interface_del(h, id);
	mpr_dialer_close(dialer);
	netdev_del("noise0");
	return err;
}

/* Messages of the family that have come to a socket. Multicasts are there when they were sent. */
static unsigned int heard(int fd, uint16_t family)
{
	char buf[65536];
	unsigned int n = 0;

	while (recv(fd, buf, sizeof(buf), MSG_DONTWAIT) > 0)
		n += ((struct nlmsghdr *)buf)->nlmsg_type == family;
	return n;
}

TEST_F(groups, each_group_has_something_to_hear)
{
	unsigned int i;
	int fd[GROUPS_MAX];

	for (i = 0; i < self->f.n_groups; i++) {
		fd[i] = listener();
		ASSERT_EQ(0, join(fd[i], self->f.group[i].id));
	}
	EXPECT_EQ(0, make_noise(self->h));
	for (i = 0; i < self->f.n_groups; i++) {
		EXPECT_NE(0, heard(fd[i], self->f.id)) {
			TH_LOG("group %s", self->f.group[i].name);
		}
		close(fd[i]);
	}
}

struct ear {
	int fd[3];			/* join by membership, by bind, and by bind to everything */
	const struct family *f;
};

static void try_to_listen(struct verdict *v, void *data)
{
	struct ear *ear = data;
	const struct family *f = ear->f;
	unsigned int i;

	for (i = 0; i < f->n_groups; i++)
		judge_join(v, join(ear->fd[0], f->group[i].id), f->group[i].name);
	for (i = 0; i < f->n_groups; i++) {
		if (f->group[i].id > 32)
			continue;
		judge_join(v, bind_to(ear->fd[1], 1U << (f->group[i].id - 1)), f->group[i].name);
	}
	bind_to(ear->fd[2], ~0U);
}

/* Somebody who listens in a process of its own while there is something to hear. */
struct spy {
	body_fn *listen;
	void *data;
	int ready[2], go[2];
	struct verdict *v;
	pid_t pid;
};

static bool spy_start(struct spy *spy, int (*become)(void))
{
	char c = 0;

	spy->v = mmap(NULL, sizeof(*spy->v), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (spy->v == MAP_FAILED || pipe(spy->ready) || pipe(spy->go))
		return false;
	spy->pid = fork();
	if (!spy->pid) {
		if (become())
			_exit(99);
		spy->listen(spy->v, spy);
		_exit(0);
	}
	close(spy->ready[1]);
	return spy->pid > 0 && read(spy->ready[0], &c, 1) == 1;
}

static bool spy_end(struct spy *spy, struct verdict *v)
{
	int status = -1;
	char c = 0;

	if (write(spy->go[1], &c, 1) != 1 || waitpid(spy->pid, &status, 0) != spy->pid)
		status = -1;
	*v = *spy->v;
	munmap(spy->v, sizeof(*spy->v));
	close(spy->ready[0]);
	close(spy->go[0]);
	close(spy->go[1]);
	return !status;
}

static void spy_wait(struct spy *spy)
{
	char c = 0;

	if (write(spy->ready[1], &c, 1) != 1 || read(spy->go[0], &c, 1) != 1)
		_exit(98);
}

static void listen_on_own_sockets(struct verdict *v, void *data)
{
	struct spy *spy = data;
	struct ear ear = { { listener(), listener(), listener() }, spy->data };
	unsigned int i;

	try_to_listen(v, &ear);
	spy_wait(spy);
	for (i = 0; i < 3; i++)
		v->heard += heard(ear.fd[i], ear.f->id);
}

static void expect_deaf(struct __test_metadata *_metadata, FIXTURE_DATA(groups) * self,
			int (*become)(void))
{
	struct spy spy = { .listen = listen_on_own_sockets, .data = &self->f };
	struct ear ear = { { listener(), listener(), listener() }, &self->f };
	unsigned int i;

	ASSERT_TRUE(spy_start(&spy, become));
	EXPECT_EQ(0, make_noise(self->h));
	ASSERT_TRUE(spy_end(&spy, &self->v));
	EXPECT_EQ(0, self->v.heard);
	EXPECT_TRUE(all_joins_refused(&self->v)) {
		TH_LOG("allowed: %s", self->v.allowed);
	}
	/* On sockets that were handed over, where joining is what is refused. */
	ASSERT_TRUE(intrude(become, try_to_listen, &ear, &self->v));
	EXPECT_EQ(0, make_noise(self->h));
	for (i = 0; i < 3; i++) {
		if (self->v.joins_refused)
			EXPECT_EQ(0, heard(ear.fd[i], self->f.id));
		close(ear.fd[i]);
	}
}

TEST_F(groups, a_user_hears_nothing)
{
	expect_deaf(_metadata, self, be_nobody);
}

TEST_F(groups, root_without_cap_net_admin_hears_nothing)
{
	expect_deaf(_metadata, self, be_root_without_net_admin);
}

TEST_F(groups, root_of_a_user_namespace_hears_nothing_of_a_network_that_it_does_not_own)
{
	expect_deaf(_metadata, self, be_root_of_a_userns);
	expect_deaf(_metadata, self, be_nobodys_root);
}

TEST_F(groups, a_container_hears_nothing_on_a_socket_from_outside)
{
	expect_deaf(_metadata, self, be_container);
}

TEST_F(groups, numbers_beyond_the_family_s_groups_are_no_way_in)
{
	uint32_t last = 0;
	unsigned int i;
	int fd = listener();

	for (i = 0; i < self->f.n_groups; i++)
		if (self->f.group[i].id > last)
			last = self->f.group[i].id;
	EXPECT_EQ(EINVAL, join(fd, 0));
	EXPECT_EQ(EINVAL, join(fd, UINT32_MAX));
	EXPECT_EQ(EINVAL, join(fd, 1U << 20));
	/* Numbers behind the last one may be there, for families that are yet to come. */
	for (i = 1; i <= 64; i++)
		join(fd, last + i);
	EXPECT_EQ(0, make_noise(self->h));
	EXPECT_EQ(0, heard(fd, self->f.id));
	close(fd);
}

/* ---- other namespaces ---- */

struct foreign {
	int net;
	const struct family *f;
};

static int all_namespaces(int fd)
{
	int one = 1;

	return setsockopt(fd, SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, &one, sizeof(one)) ? errno : 0;
}

/* Gives the namespace of the test a number in the caller's, as a veth between them would. */
static int name_namespace(int net)
{
	struct mnl_socket *nl = mnl_socket_open(NETLINK_ROUTE);
	char buf[8192];
	struct nlmsghdr *nlh;
	int err = -1;

	memset(buf, 0, sizeof(buf));
	nlh = mnl_nlmsg_put_header(buf);
	nlh->nlmsg_type = RTM_NEWNSID;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct rtgenmsg));
	mnl_attr_put_u32(nlh, NETNSA_FD, net);
	mnl_attr_put_u32(nlh, NETNSA_NSID, 7);
	if (nl && !mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) &&
	    mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) > 0 &&
	    mnl_socket_recvfrom(nl, buf, sizeof(buf)) > 0)
		err = -*(int *)mnl_nlmsg_get_payload((void *)buf);
	mnl_socket_close(nl);
	return err;
}

/* Listens in every namespace that it knows, to all groups. */
static void listen_everywhere(struct verdict *v, void *data)
{
	struct spy *spy = data;
	struct foreign *foreign = spy->data;
	unsigned int i;
	int fd = listener();

	v->error = name_namespace(foreign->net);
	if (!v->error)
		v->error = all_namespaces(fd);
	for (i = 0; i < foreign->f->n_groups && !v->error; i++)
		v->error = join(fd, foreign->f->group[i].id);
	spy_wait(spy);
	v->heard = heard(fd, foreign->f->id);
}

static int be_root_of_a_netns(void)
{
	return netdev_new_netns();
}

/* What somebody in another namespace hears of what happens here. */
static void listen_from(struct __test_metadata *_metadata, FIXTURE_DATA(groups) * self,
			int (*become)(void))
{
	struct foreign foreign = { .net = self->net, .f = &self->f };
	struct spy spy = { .listen = listen_everywhere, .data = &foreign };

	ASSERT_TRUE(spy_start(&spy, become));
	EXPECT_EQ(0, make_noise(self->h));
	ASSERT_TRUE(spy_end(&spy, &self->v));
	EXPECT_EQ(0, self->v.error);
}

TEST_F(groups, root_hears_other_namespaces_when_it_asks_for_them)
{
	listen_from(_metadata, self, be_root_of_a_netns);
	EXPECT_NE(0, self->v.heard);
}

TEST_F(groups, a_container_does_not_hear_the_namespace_outside)
{
	listen_from(_metadata, self, be_container);
	EXPECT_EQ(0, self->v.heard);
	listen_from(_metadata, self, be_nobodys_root_of_a_netns);
	EXPECT_EQ(0, self->v.heard);
}

static void ask_for_all(struct verdict *v, void *data)
{
	(void)data;
	v->error = all_namespaces(listener());
}

TEST_F(groups, a_user_cannot_ask_for_other_namespaces)
{
	ASSERT_TRUE(intrude(be_nobody, ask_for_all, NULL, &self->v));
	EXPECT_EQ(EPERM, self->v.error);
}

/* ---- speaking for the kernel ---- */

struct forgery {
	const struct family *f;
	uint32_t portid;		/* of a client that waits */
};

static void forge(struct verdict *v, void *data)
{
	const struct forgery *forgery = data;
	struct sockaddr_nl to = { .nl_family = AF_NETLINK, .nl_pid = forgery->portid };
	struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genl;
	} msg = { { sizeof(msg), forgery->f->id, 0, 0, 0 }, { MPR_CMD_CONNECTION_UP, 1, 0 } };
	int fd = listener();
	unsigned int i;

	judge(v, sendto(fd, &msg, sizeof(msg), 0, (void *)&to, sizeof(to)) < 0 ? errno : 0, "send",
	      "to a client");
	to.nl_pid = 0;
	for (i = 0; i < forgery->f->n_groups; i++) {
		if (forgery->f->group[i].id > 32)
			continue;
		to.nl_groups = 1U << (forgery->f->group[i].id - 1);
		judge(v, sendto(fd, &msg, sizeof(msg), 0, (void *)&to, sizeof(to)) < 0 ? errno : 0,
		      "send to group", forgery->f->group[i].name);
	}
}

TEST_F(groups, nobody_without_the_capability_can_make_up_an_event)
{
	struct forgery forgery = { &self->f, self->w->portid };

	ASSERT_TRUE(intrude(be_nobody, forge, &forgery, &self->v));
	EXPECT_EQ(self->v.tried, self->v.refused) {
		TH_LOG("allowed: %s", self->v.allowed);
	}
	ASSERT_TRUE(intrude(be_nobodys_root, forge, &forgery, &self->v));
	EXPECT_EQ(self->v.tried, self->v.refused) {
		TH_LOG("allowed: %s", self->v.allowed);
	}
	EXPECT_EQ(-1, recv(mnl_socket_get_fd(self->w->nl), self->w->rsp, 1, MSG_DONTWAIT));
}

TEST_F(groups, what_a_container_makes_up_stays_inside)
{
	struct forgery forgery = { &self->f, self->w->portid };
	unsigned int i;
	int fd = listener();

	for (i = 0; i < self->f.n_groups; i++)
		ASSERT_EQ(0, join(fd, self->f.group[i].id));
	ASSERT_TRUE(intrude(be_container, forge, &forgery, &self->v));
	EXPECT_EQ(-1, recv(mnl_socket_get_fd(self->w->nl), self->w->rsp, 1, MSG_DONTWAIT));
	EXPECT_EQ(0, heard(fd, self->f.id));
	close(fd);
}

TEST_HARNESS_MAIN
