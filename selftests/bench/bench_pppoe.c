// SPDX-License-Identifier: GPL-2.0-only
/*
 * A PPPoE connect until it is CONNECTED, against a pppd that is run by hand until the address is
 * up: there, on a link that is up. Between the two pppd runs /etc/ppp/ip-pre-up and waits for it,
 * unless IPv6CP is faster and has the link brought up before that, which mprd does not allow: so
 * the one to compare with is a pppd without IPv6, and the other is a row without a budget.
 * Interface, row and command are arguments: bench_pppoe INTERFACE ROW COMMAND...
 */
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libmnl/libmnl.h>

#include "bench.h"
#include "rtnl.h"

#define RUNS 9

static double ours(struct mpr *h, uint32_t id)
{
	uint64_t begin = bench_now();

	bench_check(mpr_interface_connect(h, id, BENCH_SOON));
	return bench_since(begin) / 1e6;
}

struct line {
	bool address, up;
};

static int look(const struct nlmsghdr *nlh, void *data)
{
	const struct ifinfomsg *ifi = mnl_nlmsg_get_payload(nlh);
	struct line *line = data;

	if (nlh->nlmsg_type == RTM_NEWADDR)
		line->address = true;
	else if (nlh->nlmsg_type == RTM_NEWLINK && ifi->ifi_type == ARPHRD_PPP)
		line->up = ifi->ifi_flags & IFF_UP;
	return MNL_CB_OK;
}

static double by_hand(char **argv)
{
	struct mnl_socket *nl = rtnl_open();
	struct timeval patience = { .tv_sec = 30 };
	static const int groups[] = { RTNLGRP_IPV4_IFADDR, RTNLGRP_LINK };
	struct line line = { false, false };
	unsigned int i;
	uint64_t begin;
	double ms;
	char buf[8192];
	ssize_t got;
	pid_t pid;

	bench_check(setsockopt(mnl_socket_get_fd(nl), SOL_SOCKET, SO_RCVTIMEO, &patience,
			       sizeof(patience)));
	for (i = 0; i < 2; i++)
		bench_check(mnl_socket_setsockopt(nl, NETLINK_ADD_MEMBERSHIP, (void *)&groups[i],
						  sizeof(groups[i])));
	begin = bench_now();
	pid = fork();
	if (!pid) {
		if (!freopen("/dev/null", "w", stdout))
			_exit(127);
		execvp(argv[0], argv);
		_exit(127);
	}
	while (!line.address || !line.up) {
		got = mnl_socket_recvfrom(nl, buf, sizeof(buf));
		if (got < 0 || mnl_cb_run(buf, got, 0, 0, look, &line) < 0)
			bench_die("%s brings no address up: %m", argv[0]);
	}
	ms = bench_since(begin) / 1e6;
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	mnl_socket_close(nl);
	return ms;
}

int main(int argc, char **argv)
{
	struct bench_row row = {
		.unit = "ms", .what = "mpr_interface_connect of a PPPoE line, dialled by mprd",
	};
	struct samples s[2] = { { 0 }, { 0 } };
	struct mpr_interface *iface;
	unsigned int i;
	struct mpr *h;
	uint32_t id;

	if (argc < 4)
		bench_die("usage: bench_pppoe INTERFACE ROW COMMAND...");
	row.name = argv[2];
	if (!strcmp(row.name, "connect-pppoe")) {
		row.kind = BENCH_AT_MOST;
		row.budget = 1.05;
		row.peer = "pppd with the same options by hand until address and link are up";
	} else {
		row.kind = BENCH_NONE;
		row.peer = "the same, of whose link IPv6 need not wait for ip-pre-up";
	}
	bench_check(mpr_open(NULL, &h));
	bench_check(mpr_interface_find(h, argv[1], false, &iface));
	id = iface->id;
	mpr_free(iface);
	for (i = 0; i < 2 * RUNS; i++) {
		if ((i + i / 2) & 1) {
			samples_add(&s[1], by_hand(argv + 3));
		} else {
			samples_add(&s[0], ours(h, id));
			bench_check(mpr_interface_disconnect(h, id));
		}
		/* The other end takes leave of the line too. */
		sleep(1);
	}
	bench_report(&row, &s[0], &s[1]);
	mpr_close(h);
	return 0;
}
