// SPDX-License-Identifier: GPL-2.0-only
/*
 * What happens to netdevices: notifiers run in the task that does it, so its fail-nth reaches
 * them. Most of the allocations are the network stack's own, which has its own ways to fail.
 */
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>

#include "fault.h"
#include "../lib/netdev.h"

/* A socket of its own, made beforehand: what opening one allocates is not the matter here. */
static struct mnl_socket *route;

static void sit_route(void)
{
	struct timeval tv = { .tv_sec = 20 };

	if (route)
		return;
	route = mnl_socket_open(NETLINK_ROUTE);
	if (!route || mnl_socket_bind(route, 0, MNL_SOCKET_AUTOPID))
		die("rtnetlink", errno);
	setsockopt(mnl_socket_get_fd(route), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
}

static char buf[8192];
static unsigned int seq;

static struct nlmsghdr *link_msg(int type, int flags, const char *name, struct ifinfomsg **ifi)
{
	struct nlmsghdr *nlh;

	memset(buf, 0, 1024);
	nlh = mnl_nlmsg_put_header(buf);
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	nlh->nlmsg_seq = ++seq;
	*ifi = mnl_nlmsg_put_extra_header(nlh, sizeof(**ifi));
	if (name)
		mnl_attr_put_strz(nlh, IFLA_IFNAME, name);
	return nlh;
}

static int route_do(const struct nlmsghdr *nlh)
{
	unsigned int n = nlh->nlmsg_seq;
	ssize_t got;

	if (mnl_socket_sendto(route, nlh, nlh->nlmsg_len) < 0)
		return errno;
	do {
		got = mnl_socket_recvfrom(route, buf, sizeof(buf));
		if (got < 0)
			return errno;
	} while (((struct nlmsghdr *)buf)->nlmsg_seq != n);
	return mnl_cb_run(buf, got, n, mnl_socket_get_portid(route), NULL, NULL) < 0 ? errno : 0;
}

static int add(const char *name, const char *kind)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh = link_msg(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, name, &ifi);
	struct nlattr *info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);

	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, kind);
	mnl_attr_nest_end(nlh, info);
	return route_do(nlh);
}

static int set_up(const char *name, bool up)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh = link_msg(RTM_NEWLINK, 0, name, &ifi);

	ifi->ifi_flags = up ? IFF_UP : 0;
	ifi->ifi_change = IFF_UP;
	return route_do(nlh);
}

static int set_u32(const char *name, int type, uint32_t value)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh = link_msg(RTM_NEWLINK, 0, name, &ifi);

	mnl_attr_put_u32(nlh, type, value);
	return route_do(nlh);
}

static void sit_wan_dev(struct ctx *c)
{
	sit_route();
	sit_wan(c);
}

static void sit_wan_dev_up(struct ctx *c)
{
	sit_route();
	sit_wan_up(c);
}

static void sit_none(struct ctx *c)
{
	sit_route();
	sit_nothing(c);
}

/* A configured interface waits for d0. */
static void sit_waits(struct ctx *c)
{
	sit_route();
	c->iface = add_iface(c, "d0", NULL);
}

static void sit_dial_over(struct ctx *c)
{
	sit_route();
	sit_kernel(c);
}

static void sit_dial_over_up(struct ctx *c)
{
	sit_route();
	sit_kernel_up(c);
}

static int add_wan(struct ctx *c)
{
	(void)c;
	return add("w0", "wireguard");
}

static int add_waited_for(struct ctx *c)
{
	(void)c;
	return add("d0", "dummy");
}

static int del_name(const char *name)
{
	struct ifinfomsg *ifi;

	return route_do(link_msg(RTM_DELLINK, 0, name, &ifi));
}

static int del_wan(struct ctx *c)
{
	(void)c;
	return del_name("w0");
}

static int del_configured(struct ctx *c)
{
	(void)c;
	return del_name("d0");
}

static int wan_up(struct ctx *c)
{
	(void)c;
	return set_up("w0", true);
}

static int wan_down(struct ctx *c)
{
	(void)c;
	return set_up("w0", false);
}

static int configured_up(struct ctx *c)
{
	(void)c;
	return set_up("d0", true);
}

static int configured_down(struct ctx *c)
{
	(void)c;
	return set_up("d0", false);
}

/* Dials again by itself when its device is taken down. */
static void sit_persistent(struct ctx *c)
{
	sit_route();
	sit_connected(c);
	make_persistent(c);
}

static int rename_to(const char *from, const char *to)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh = link_msg(RTM_NEWLINK, 0, NULL, &ifi);

	ifi->ifi_index = if_nametoindex(from);
	mnl_attr_put_strz(nlh, IFLA_IFNAME, to);
	return route_do(nlh);
}

static int rename_wan(struct ctx *c)
{
	(void)c;
	return rename_to("w0", "w1");
}

/* Away from the interface that waits for its name, which had it. */
static int rename_configured(struct ctx *c)
{
	(void)c;
	return rename_to("d0", "d1");
}

/* To the name that a configured interface waits for. */
static void sit_rename_claims(struct ctx *c)
{
	sit_wan_dev(c);
	c->iface = add_iface(c, "w1", NULL);
}

static int move_away(struct ctx *c)
{
	return set_u32("w0", IFLA_NET_NS_FD, c->elsewhere);
}

static bool elsewhere_soon(struct ctx *c)
{
	unsigned int ms;

	for (ms = 0; ms < 5000; ms += 20) {
		if (named(c->far, "w0"))
			return true;
		nap(20);
	}
	return false;
}

/*
 * The service there knows it, if need be a little later; or as soon as it is up: when IPv4 has no
 * memory for it, we are not told that it has come.
 */
static bool is_elsewhere(struct ctx *c)
{
	if (elsewhere_soon(c))
		return true;
	if (setns(c->elsewhere, CLONE_NEWNET))
		die("setns", errno);
	must("w0 up", netdev_up("w0", true));
	if (setns(c->netns, CLONE_NEWNET))
		die("setns", errno);
	return elsewhere_soon(c);
}

static void drop_elsewhere(struct ctx *c)
{
	if (setns(c->elsewhere, CLONE_NEWNET))
		die("setns", errno);
	netdev_del("w0");
	if (setns(c->netns, CLONE_NEWNET))
		die("setns", errno);
}

static struct nlmsghdr *addr_msg(int type, int flags)
{
	struct nlmsghdr *nlh;
	struct ifaddrmsg *ifa;

	memset(buf, 0, 1024);
	nlh = mnl_nlmsg_put_header(buf);
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	nlh->nlmsg_seq = ++seq;
	ifa = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifa));
	ifa->ifa_family = AF_INET;
	ifa->ifa_prefixlen = 32;
	ifa->ifa_index = if_nametoindex("w0");
	mnl_attr_put_u32(nlh, IFA_LOCAL, 0x0300070a);
	mnl_attr_put_u32(nlh, IFA_ADDRESS, 0x0400070a);
	return nlh;
}

static int add_addr(struct ctx *c)
{
	(void)c;
	return route_do(addr_msg(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL));
}

static void sit_wan_two_addrs(struct ctx *c)
{
	sit_wan_dev_up(c);
	must("address", add_addr(c));
	nap(50);
}

static int del_addr(struct ctx *c)
{
	(void)c;
	return route_do(addr_msg(RTM_DELADDR, 0));
}

/* A bond that carries an interface; its slaves are ports. */
static void sit_bond(struct ctx *c)
{
	sit_route();
	must("b0", netdev_add("b0", "bond"));
	must("d0", netdev_add("d0", "dummy"));
	c->iface = add_iface(c, "b0", NULL);
}

static int enslave(struct ctx *c)
{
	(void)c;
	return set_u32("d0", IFLA_MASTER, if_nametoindex("b0"));
}

static void sit_slave(struct ctx *c)
{
	sit_bond(c);
	must("enslave", enslave(c));
	must("b0 up", netdev_up("b0", true));
	if (!wait_state(c, c->iface, MPR_IF_STATE_CONNECTED))
		die("b0 does not connect", ETIMEDOUT);
}

static int release(struct ctx *c)
{
	(void)c;
	return set_u32("d0", IFLA_MASTER, 0);
}

static int del_bond(struct ctx *c)
{
	(void)c;
	return del_name("b0");
}

/* Namespaces come and go with their service. */
static int new_netns(struct ctx *c)
{
	int err = unshare(CLONE_NEWNET) ? errno : 0;

	/* There is one fault, which may be for the way back. */
	if (!err && setns(c->netns, CLONE_NEWNET) && setns(c->netns, CLONE_NEWNET))
		die("setns", errno);
	return err;
}

/* What the stack says, beside that there is no memory, when there is none for... */
static const int no_name[] = { EINVAL, 0 };	/* the name of a new device */
static const int no_socket[] = { ENFILE, 0 };	/* a socket of WireGuard's */
/* some part of a new namespace */
static const int no_netns[] = { EAFNOSUPPORT, EEXIST, EINVAL, ENFILE, ENODEV, 0 };

const struct op netdev_ops[] = {
	{ "netdevice: a WAN device comes", OP_STACK, sit_none, add_wan,
	  .errnos = no_name },
	{ "netdevice: one that is waited for comes", OP_STACK, sit_waits, add_waited_for,
	  .errnos = no_name },
	{ "netdevice: a discovered one goes", OP_STACK, sit_wan_dev_up, del_wan },
	{ "netdevice: a configured one goes", OP_STACK, sit_dial_over_up, del_configured },
	{ "netdevice: a discovered one up", OP_STACK, sit_wan_dev, wan_up,
	  .errnos = no_socket },
	{ "netdevice: a discovered one down", OP_STACK, sit_wan_dev_up, wan_down },
	{ "netdevice: a configured one up", OP_STACK, sit_dial_over, configured_up },
	{ "netdevice: a configured one down", OP_STACK, sit_dial_over_up, configured_down },
	{ "netdevice: a persistent line is lost", OP_STACK, sit_persistent, configured_down },
	{ "netdevice: rename a discovered one", OP_STACK | OP_LAST, sit_wan_dev, rename_wan },
	{ "netdevice: rename a configured one", OP_STACK | OP_LAST, sit_dial_over,
	  rename_configured },
	{ "netdevice: rename to what is waited for", OP_STACK | OP_LAST, sit_rename_claims,
	  rename_wan },
	{ "netdevice: move to another namespace", OP_STACK, sit_wan_dev, move_away,
	  drop_elsewhere, .there = is_elsewhere },
	/* A work item reads them, so what has changed in the end need not be seen at once. */
	{ "netdevice: address added", OP_STACK | OP_NOT_OURS | OP_FRESH, sit_wan_dev_up,
	  add_addr },
	{ "netdevice: address removed", OP_STACK | OP_NOT_OURS | OP_FRESH, sit_wan_two_addrs,
	  del_addr },
	{ "netdevice: enslave to a bond", OP_STACK, sit_bond, enslave },
	{ "netdevice: release from a bond", OP_STACK, sit_slave, release },
	{ "netdevice: a bond goes", OP_STACK, sit_slave, del_bond },
	{ "namespace: create and destroy", OP_READS | OP_STACK | OP_FEW, sit_nothing, new_netns,
	  .errnos = no_netns },
	{ }
};
