/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The peer: rtnetlink through libmnl, as a careful program uses it (large receive buffers, no more
 * attributes looked at than it needs).
 */
#ifndef SELFTESTS_BENCH_RTNL_H
#define SELFTESTS_BENCH_RTNL_H

#include <stdbool.h>
#include <stdint.h>

#include <libmnl/libmnl.h>

struct rtnl_link {
	int ifindex;
	unsigned int flags;
	unsigned char operstate;
	const char *name;
	uint64_t rx_bytes, tx_bytes;
};

typedef void rtnl_link_cb(const struct rtnl_link *link, void *data);

struct mnl_socket *rtnl_open(void);
/* Joins RTNLGRP_LINK. */
struct mnl_socket *rtnl_listen(void);
/* All links with their counters; how many. */
unsigned int rtnl_dump(struct mnl_socket *nl, rtnl_link_cb *cb, void *data);
/* Sends a request to bring a device up or down and takes the kernel's word for it. */
void rtnl_set_up(struct mnl_socket *nl, int ifindex, bool up);
/* Reads until a message says that this device runs. */
void rtnl_wait_running(struct mnl_socket *listener, int ifindex);
/* Reads what is there; how many messages are about links. */
unsigned int rtnl_drain(struct mnl_socket *listener, rtnl_link_cb *cb, void *data);

/* The same for any group of any netlink. */
struct mnl_socket *nl_listen(int bus, int group);
void nl_drain(struct mnl_socket *listener, mnl_cb_t cb, void *data);

#endif /* SELFTESTS_BENCH_RTNL_H */
