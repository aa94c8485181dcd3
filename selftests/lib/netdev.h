/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Network devices for tests, in the caller's network namespace. All return 0 or an errno.
 */
#ifndef SELFTESTS_NETDEV_H
#define SELFTESTS_NETDEV_H

#include <stdbool.h>

/* A device of this kind ("dummy"), which is down. */
int netdev_add(const char *name, const char *kind);
int netdev_del(const char *name);
int netdev_up(const char *name, bool up);
/* Whether it is; also false when it cannot be told. */
bool netdev_is_up(const char *name);
/* A dummy device has a carrier unless it is told to have none. */
int netdev_carrier(const char *name, bool on);

/* A pair; the other end is made in the network namespace @netns (a descriptor; -1: the same). */
int netdev_add_veth(const char *name, const char *peer, int netns);
/* Many kernels want the device to be down for these three. */
int netdev_rename(const char *name, const char *to);
int netdev_move(const char *name, int netns);
/* @master NULL: none any more. */
int netdev_enslave(const char *name, const char *master);
/* An IPv4 address, 10.0.0.@host/24. */
int netdev_address(const char *name, unsigned char host, bool add);

/*
 * A network namespace of the test's own, with loopback up: nothing that other tests made is
 * there. 0 or an errno.
 */
int netdev_new_netns(void);

#endif /* SELFTESTS_NETDEV_H */
