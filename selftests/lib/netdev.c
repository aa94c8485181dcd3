// SPDX-License-Identifier: GPL-2.0-only
/* Network devices for tests, through rtnetlink. */
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <libmnl/libmnl.h>

#include "netdev.h"

#define REQUEST_SIZE 1024

static int talk(struct nlmsghdr *nlh)
{
	struct mnl_socket *nl = mnl_socket_open(NETLINK_ROUTE);
	char buf[8192];
	ssize_t got;
	int err = 0;

	if (!nl)
		return errno;
	nlh->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	nlh->nlmsg_seq = time(NULL);
	if (mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0) {
		err = errno;
	} else {
		got = mnl_socket_recvfrom(nl, buf, sizeof(buf));
		if (got < 0 || mnl_cb_run(buf, got, nlh->nlmsg_seq, mnl_socket_get_portid(nl),
					  NULL, NULL) < 0)
			err = errno;
	}
	mnl_socket_close(nl);
	return err;
}

static struct nlmsghdr *link_request(char *buf, int type, const char *name, struct ifinfomsg **ifi)
{
	struct nlmsghdr *nlh;

	memset(buf, 0, REQUEST_SIZE);
	nlh = mnl_nlmsg_put_header(buf);
	nlh->nlmsg_type = type;
	*ifi = mnl_nlmsg_put_extra_header(nlh, sizeof(**ifi));
	mnl_attr_put_strz(nlh, IFLA_IFNAME, name);
	return nlh;
}

int netdev_add(const char *name, const char *kind)
{
	struct ifinfomsg *ifi;
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = link_request(buf, RTM_NEWLINK, name, &ifi);
	struct nlattr *info;

	nlh->nlmsg_flags = NLM_F_CREATE | NLM_F_EXCL;
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, kind);
	mnl_attr_nest_end(nlh, info);
	return talk(nlh);
}

int netdev_del(const char *name)
{
	struct ifinfomsg *ifi;
	char buf[REQUEST_SIZE];

	return talk(link_request(buf, RTM_DELLINK, name, &ifi));
}

int netdev_up(const char *name, bool up)
{
	struct ifinfomsg *ifi;
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = link_request(buf, RTM_NEWLINK, name, &ifi);

	ifi->ifi_flags = up ? IFF_UP : 0;
	ifi->ifi_change = IFF_UP;
	return talk(nlh);
}

int netdev_carrier(const char *name, bool on)
{
	struct ifinfomsg *ifi;
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = link_request(buf, RTM_NEWLINK, name, &ifi);

	mnl_attr_put_u8(nlh, IFLA_CARRIER, on);
	return talk(nlh);
}

int netdev_add_veth(const char *name, const char *peer, int netns)
{
	struct nlattr *info, *data, *other;
	struct ifinfomsg *ifi;
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = link_request(buf, RTM_NEWLINK, name, &ifi);

	nlh->nlmsg_flags = NLM_F_CREATE | NLM_F_EXCL;
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, "veth");
	data = mnl_attr_nest_start(nlh, IFLA_INFO_DATA);
	other = mnl_attr_nest_start(nlh, VETH_INFO_PEER);
	mnl_nlmsg_put_extra_header(nlh, sizeof(*ifi));
	mnl_attr_put_strz(nlh, IFLA_IFNAME, peer);
	if (netns >= 0)
		mnl_attr_put_u32(nlh, IFLA_NET_NS_FD, netns);
	mnl_attr_nest_end(nlh, other);
	mnl_attr_nest_end(nlh, data);
	mnl_attr_nest_end(nlh, info);
	return talk(nlh);
}

int netdev_rename(const char *name, const char *to)
{
	struct ifinfomsg *ifi;
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = link_request(buf, RTM_NEWLINK, to, &ifi);

	ifi->ifi_index = if_nametoindex(name);
	return ifi->ifi_index ? talk(nlh) : ENODEV;
}

int netdev_move(const char *name, int netns)
{
	struct ifinfomsg *ifi;
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = link_request(buf, RTM_NEWLINK, name, &ifi);

	mnl_attr_put_u32(nlh, IFLA_NET_NS_FD, netns);
	return talk(nlh);
}

int netdev_enslave(const char *name, const char *master)
{
	struct ifinfomsg *ifi;
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = link_request(buf, RTM_NEWLINK, name, &ifi);

	mnl_attr_put_u32(nlh, IFLA_MASTER, master ? if_nametoindex(master) : 0);
	return talk(nlh);
}

bool netdev_is_up(const char *name)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq ifr = { 0 };
	bool up;

	strncpy(ifr.ifr_name, name, sizeof(ifr.ifr_name) - 1);
	up = !ioctl(fd, SIOCGIFFLAGS, &ifr) && ifr.ifr_flags & IFF_UP;
	close(fd);
	return up;
}

int netdev_address(const char *name, unsigned char host, bool add)
{
	unsigned char addr[4] = { 10, 0, 0, host };
	struct ifaddrmsg *ifa;
	char buf[REQUEST_SIZE] = { 0 };
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = add ? RTM_NEWADDR : RTM_DELADDR;
	nlh->nlmsg_flags = add ? NLM_F_CREATE : 0;
	ifa = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifa));
	ifa->ifa_family = AF_INET;
	ifa->ifa_prefixlen = 24;
	ifa->ifa_index = if_nametoindex(name);
	mnl_attr_put(nlh, IFA_LOCAL, sizeof(addr), addr);
	return ifa->ifa_index ? talk(nlh) : ENODEV;
}

int netdev_new_netns(void)
{
	return unshare(CLONE_NEWNET) ? errno : netdev_up("lo", true);
}
