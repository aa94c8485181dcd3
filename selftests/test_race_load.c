// SPDX-License-Identifier: GPL-2.0-only
/*
 * The moments at which the module comes and goes. It needs the module's file in $MPR_MODULE, as
 * in the VM, and is skipped without it.
 */
#include <net/if.h>
#include <stdatomic.h>

#include <kselftest_harness.h>

#include "mpr_kmod.h"
#include "mpr_wire.h"
#include "module.h"

#define DEVICES 40

FIXTURE(load) {
	struct mpr *h;
	struct wire *ctrl;
};

FIXTURE_SETUP(load)
{
	if (geteuid() || !getenv("MPR_MODULE"))
		SKIP(return, "must be root, with $MPR_MODULE");
	ASSERT_EQ(0, netdev_new_netns());
	ASSERT_EQ(0, module_load());
	ASSERT_EQ(0, mpr_open(NULL, &self->h));
	self->ctrl = wire_open();
	ASSERT_NE(NULL, self->ctrl);
}

FIXTURE_TEARDOWN(load)
{
	wire_close(self->ctrl);
	mpr_close(self->h);
	/* Tests that follow need it. */
	EXPECT_EQ(0, module_load());
}

static void *load_run(void *data)
{
	*(int *)data = module_load();
	return NULL;
}

/* Waits until the kernel says that there is a family of this name. */
static bool family_comes(struct wire *ctrl, const char *name)
{
	struct pollfd pfd = { .fd = mnl_socket_get_fd(ctrl->nl), .events = POLLIN };
	const struct nlmsghdr *nlh = (void *)ctrl->rsp;
	const struct nlattr *attr;

	while (poll(&pfd, 1, SOON) == 1) {
		if (recv(pfd.fd, ctrl->rsp, sizeof(ctrl->rsp), 0) <= 0)
			return false;
		attr = wire_attr(nlh, CTRL_ATTR_FAMILY_NAME);
		if (((struct genlmsghdr *)mnl_nlmsg_get_payload(nlh))->cmd ==
		    CTRL_CMD_NEWFAMILY && attr && !strcmp(mnl_attr_get_str(attr), name))
			return true;
	}
	return false;
}

/* And so no request can bind a netdevice whose end the module would not hear of. */
TEST_F(load, netdevices_are_known_before_the_first_request)
{
	unsigned int i, notify = GENL_ID_CTRL;
	char name[IFNAMSIZ];
	pthread_t thread;
	int err;

	ASSERT_EQ(0, module_unload());
	for (i = 0; i < DEVICES; i++) {
		snprintf(name, sizeof(name), "wg%u", i);
		ASSERT_EQ(0, netdev_add(name, "wireguard"));
	}
	ASSERT_EQ(0, setsockopt(mnl_socket_get_fd(self->ctrl->nl), SOL_NETLINK,
				NETLINK_ADD_MEMBERSHIP, &notify, sizeof(notify)));
	ASSERT_EQ(0, pthread_create(&thread, NULL, load_run, &err));
	EXPECT_TRUE(family_comes(self->ctrl, "mpr"));
	EXPECT_EQ(DEVICES, service_now(self->h).interfaces);
	pthread_join(thread, NULL);
	EXPECT_EQ(0, err);
}

/* Begins a dump that does not fit into one message, and reads only that. */
static int begin_dump(struct wire *w)
{
	struct nlmsghdr *nlh = wire_msg(w, w->family, MPR_CMD_INTERFACE_GET, NLM_F_DUMP);

	if (mnl_socket_sendto(w->nl, nlh, nlh->nlmsg_len) < 0)
		return errno;
	return mnl_socket_recvfrom(w->nl, w->rsp, sizeof(w->rsp)) > 0 ? 0 : errno;
}

TEST_F(load, an_unfinished_dump_holds_the_module_until_its_socket_closes)
{
	struct wire *w = wire_fresh(self->ctrl);
	char name[IFNAMSIZ];
	unsigned int i;

	for (i = 0; i < 3 * DEVICES; i++) {
		snprintf(name, sizeof(name), "wan%u", i);
		ASSERT_NE(0, add_scripted(self->h, name, NULL, 0));
	}
	ASSERT_EQ(0, begin_dump(w));
	EXPECT_EQ(EWOULDBLOCK, module_unload());
	/* Nothing has been stopped. */
	EXPECT_EQ(3 * DEVICES, service_now(self->h).interfaces);
	wire_close(w);
	EXPECT_EQ(0, module_unload_unused());
}

static int nothing(const struct mpr_interface *iface, void *data)
{
	(void)iface;
	(void)data;
	return 0;
}

static atomic_bool enough;

static void *reload_run(void *data)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < 5 && !err; i++) {
		err = module_unload_unused();
		if (!err)
			err = module_load();
	}
	*(int *)data = err;
	enough = true;
	return NULL;
}

TEST_F_TIMEOUT(load, a_dump_meanwhile_is_answered_or_told_that_the_module_is_not_there, 120)
{
	unsigned int code, answered = 0, refused = 0;
	pthread_t thread;
	int err;

	enough = false;
	ASSERT_EQ(0, pthread_create(&thread, NULL, reload_run, &err));
	while (!enough) {
		code = mpr_interface_list(self->h, 0, NULL, nothing, NULL);
		answered += !code;
		refused += code == 1717;
		if (code && code != 1717) {
			TH_LOG("%u: %s, errno %d", code, mpr_strerror(code), mpr_last_error()->sys);
			EXPECT_EQ(0, code);
		}
	}
	pthread_join(thread, NULL);
	EXPECT_EQ(0, err);
	EXPECT_LT(0, answered);
	EXPECT_LT(0, refused);
}

TEST_HARNESS_MAIN
