// SPDX-License-Identifier: GPL-2.0-only
/* The peer: links through rtnetlink. */
#include <errno.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "bench.h"
#include "rtnl.h"

#define BUFFER 32768

static char buf[BUFFER];

static struct mnl_socket *open_bus(int bus)
{
	struct mnl_socket *nl = mnl_socket_open2(bus, SOCK_CLOEXEC);

	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID))
		bench_die("no netlink socket: %m");
	return nl;
}

struct mnl_socket *rtnl_open(void)
{
	return open_bus(NETLINK_ROUTE);
}

struct mnl_socket *nl_listen(int bus, int group)
{
	struct mnl_socket *nl = open_bus(bus);

	if (mnl_socket_setsockopt(nl, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)))
		bench_die("cannot join a group: %m");
	return nl;
}

struct mnl_socket *rtnl_listen(void)
{
	return nl_listen(NETLINK_ROUTE, RTNLGRP_LINK);
}

static int link_attr(const struct nlattr *attr, void *data)
{
	const struct rtnl_link_stats64 *stats = mnl_attr_get_payload(attr);
	struct rtnl_link *link = data;

	switch (mnl_attr_get_type(attr)) {
	case IFLA_IFNAME:
		link->name = mnl_attr_get_str(attr);
		break;
	case IFLA_OPERSTATE:
		link->operstate = mnl_attr_get_u8(attr);
		break;
	case IFLA_STATS64:
		link->rx_bytes = stats->rx_bytes;
		link->tx_bytes = stats->tx_bytes;
		break;
	}
	return MNL_CB_OK;
}

struct dump {
	rtnl_link_cb *cb;
	void *data;
	unsigned int n;
};

static int link_message(const struct nlmsghdr *nlh, void *data)
{
	const struct ifinfomsg *ifi = mnl_nlmsg_get_payload(nlh);
	struct rtnl_link link = { .ifindex = ifi->ifi_index, .flags = ifi->ifi_flags };
	struct dump *dump = data;

	if (nlh->nlmsg_type != RTM_NEWLINK)
		return MNL_CB_OK;
	mnl_attr_parse(nlh, sizeof(*ifi), link_attr, &link);
	dump->n++;
	if (dump->cb)
		dump->cb(&link, dump->data);
	return MNL_CB_OK;
}

static void request(struct mnl_socket *nl, struct nlmsghdr *nlh)
{
	static unsigned int seq;

	nlh->nlmsg_seq = ++seq;
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		bench_die("rtnetlink: %m");
}

unsigned int rtnl_dump(struct mnl_socket *nl, rtnl_link_cb *cb, void *data)
{
	struct dump dump = { .cb = cb, .data = data };
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct ifinfomsg *ifi;
	unsigned int seq;
	ssize_t got;
	int more;

	nlh->nlmsg_type = RTM_GETLINK;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	ifi = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifi));
	ifi->ifi_family = AF_UNSPEC;
	request(nl, nlh);
	seq = nlh->nlmsg_seq;
	do {
		got = mnl_socket_recvfrom(nl, buf, sizeof(buf));
		more = got < 0 ? -1 : mnl_cb_run(buf, got, seq, mnl_socket_get_portid(nl),
						 link_message, &dump);
	} while (more > 0);
	if (more < 0)
		bench_die("RTM_GETLINK: %m");
	return dump.n;
}

void rtnl_set_up(struct mnl_socket *nl, int ifindex, bool up)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct ifinfomsg *ifi;
	unsigned int seq;
	ssize_t got;

	nlh->nlmsg_type = RTM_SETLINK;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	ifi = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifi));
	ifi->ifi_index = ifindex;
	ifi->ifi_flags = up ? IFF_UP : 0;
	ifi->ifi_change = IFF_UP;
	request(nl, nlh);
	seq = nlh->nlmsg_seq;
	got = mnl_socket_recvfrom(nl, buf, sizeof(buf));
	if (got < 0 || mnl_cb_run(buf, got, seq, mnl_socket_get_portid(nl), NULL, NULL) < 0)
		bench_die("RTM_SETLINK: %m");
}

struct running {
	int ifindex;
	bool running;
};

static void is_running(const struct rtnl_link *link, void *data)
{
	struct running *r = data;

	if (link->ifindex == r->ifindex && link->flags & IFF_RUNNING)
		r->running = true;
}

void rtnl_wait_running(struct mnl_socket *listener, int ifindex)
{
	struct running r = { .ifindex = ifindex };
	struct dump dump = { .cb = is_running, .data = &r };
	ssize_t got;

	while (!r.running) {
		got = mnl_socket_recvfrom(listener, buf, sizeof(buf));
		if (got < 0 || mnl_cb_run(buf, got, 0, 0, link_message, &dump) < 0)
			bench_die("RTNLGRP_LINK: %m");
	}
}

void nl_drain(struct mnl_socket *listener, mnl_cb_t cb, void *data)
{
	ssize_t got;

	while ((got = recv(mnl_socket_get_fd(listener), buf, sizeof(buf), MSG_DONTWAIT)) > 0)
		if (mnl_cb_run(buf, got, 0, 0, cb, data) < 0)
			bench_die("what a group is told: %m");
	if (errno == ENOBUFS)
		bench_die("a listener has overrun");
}

unsigned int rtnl_drain(struct mnl_socket *listener, rtnl_link_cb *cb, void *data)
{
	struct dump dump = { .cb = cb, .data = data };

	nl_drain(listener, link_message, &dump);
	return dump.n;
}
