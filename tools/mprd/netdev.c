// SPDX-License-Identifier: GPL-2.0-only
#include "netdev.h"

#include <ctype.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>

#include <libmnl/libmnl.h>

bool netdev_name_ok(const char *name)
{
	const unsigned char *p;

	if (!*name || *name == '-' || strlen(name) >= IFNAMSIZ || !strcmp(name, ".") ||
	    !strcmp(name, ".."))
		return false;
	for (p = (const unsigned char *)name; *p; p++)
		if (!isgraph(*p) || *p == '/' || *p == ':')
			return false;
	return true;
}

static int ask(struct mnl_socket *nl, const char *name)
{
	char buf[256] = "", answer[8192];
	struct nlmsghdr *nlh;
	ssize_t got;

	nlh = mnl_nlmsg_put_header(buf);
	nlh->nlmsg_type = RTM_GETLINK;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifinfomsg));
	mnl_attr_put_u32(nlh, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	mnl_attr_put_strz(nlh, IFLA_IFNAME, name);
	if (mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) ||
	    mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		return errno;
	got = mnl_socket_recvfrom(nl, answer, sizeof(answer));
	if (got < 0 || mnl_cb_run(answer, got, 0, 0, NULL, NULL) < 0)
		return errno;
	return 0;
}

/*
 * if_nametoindex() tells the same, but for a name that nobody has the kernel looks for a module
 * first: two runs of modprobe.
 */
bool netdev_exists(const char *name)
{
	struct mnl_socket *nl;
	int err;

	if (!netdev_name_ok(name))
		return false;
	nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!nl)
		return if_nametoindex(name) != 0;
	err = ask(nl, name);
	mnl_socket_close(nl);
	return !err || (err != ENODEV && if_nametoindex(name));
}
