// SPDX-License-Identifier: GPL-2.0-only
/*
 * A thousand network namespaces are made and die with connects and back-offs under way, with WAN
 * devices in them, with a socket of another process's in them. Each of them is really gone in the
 * end: it held one end of a veth pair whose other end goes with it.
 */
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <kselftest_harness.h>

#include "storm.h"
#include "../mpr_wire.h"
#include "module.h"

#define PROCESSES 4
#define NAMESPACES 250

enum { MADE, PENDING, TAKEN, BACKING_OFF, HELD };

FIXTURE(storm) {
	struct mpr *h;
	struct crew crew;
};

/* Where the other ends of the pairs are. */
static int witness;

/*
 * A kernel that has its tunnels built in makes their fallback devices in every namespace, the
 * witness's too, and that takes longer than all else here: while this file says 1, in none but the
 * first.
 */
static int only_for_init_net;

FIXTURE_SETUP(storm)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_EQ(0, system("modprobe -aq dummy veth wireguard"));
	only_for_init_net = open("/proc/sys/net/core/fb_tunnels_only_for_init_net",
				 O_WRONLY | O_CLOEXEC);
	ASSERT_EQ(1, pwrite(only_for_init_net, "1", 1, 0));
	ASSERT_TRUE(service_new(&self->h)) {
		TH_LOG("is mpr.ko loaded?");
	}
	witness = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	ASSERT_EQ(0, agree_begin(self->h));
	crew_init(&self->crew);
}

FIXTURE_TEARDOWN(storm)
{
	crew_stop(&self->crew);
	close(witness);
	mpr_close(self->h);
	pwrite(only_for_init_net, "0", 1, 0);
	close(only_for_init_net);
}

/* Another process that listens in the namespace, for longer than we are in it. */
static pid_t keep_listening(struct sky *sky, int *until)
{
	int fds[2], ready[2];
	struct mpr_monitor *mon;
	pid_t pid;
	char c;

	if (pipe2(fds, O_CLOEXEC) || pipe2(ready, O_CLOEXEC))
		crew_wrong(sky, "pipe: %m");
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(fds[1]);
		/* The one before us waits for the end of that one. */
		close(*until);
		crew_watch(sky, MPR_MONITOR_ALL, &mon);
		if (write(ready[1], "r", 1) != 1 || read(fds[0], &c, 1))
			crew_wrong(sky, "pipe: %m");
		crew_count(sky, HELD);
		_exit(0);
	}
	close(fds[0]);
	close(ready[1]);
	if (pid < 0 || read(ready[0], &c, 1) != 1)
		crew_wrong(sky, "the listener does not start");
	close(ready[0]);
	*until = fds[1];
	return pid;
}

/* Fills the present namespace with what its end interrupts. */
static void fill(struct sky *sky, unsigned int round)
{
	struct mpr_dialer *dialer;
	uint32_t kernel, scripted;
	unsigned int code;
	struct mpr *h;

	if (mpr_open(NULL, &h))
		crew_wrong(sky, "no handle");
	/* A WAN device with a connection; they are dear. */
	if (round % 8 == 0) {
		if (netdev_add("wg0", "wireguard") || netdev_up("wg0", true))
			crew_wrong(sky, "no wg0");
		if (service_now(h).connections != 1)
			crew_wrong(sky, "wg0 is up and not connected");
	}
	/* A connect that waits for the link: v0's other end is down. */
	kernel = add_kernel(h, "v0", NULL, 0);
	code = mpr_interface_connect(h, kernel, 0);
	if (code != 600)
		crew_wrong(sky, "v0: %s", mpr_strerror(code));
	crew_count(sky, PENDING);
	/* A dial in a dialer's hands that dies with it, and a back-off. */
	dialer = dialer_new(h, "scripted");
	scripted = add_scripted(h, "wan", NULL, 0);
	if (!dialer || !scripted)
		crew_wrong(sky, "no dialer");
	if (round % 2) {
		if (mpr_interface_connect(h, scripted, 0) != 600 ||
		    !take(dialer, MPR_DIAL_TYPE_DIAL))
			crew_wrong(sky, "no dial");
		crew_count(sky, TAKEN);
	} else {
		if (fail_once(h, dialer, scripted, 691))
			crew_wrong(sky, "no failure");
		crew_count(sky, BACKING_OFF);
	}
	mpr_dialer_close(dialer);
	mpr_close(h);
}

static void make_namespaces(struct sky *sky, unsigned int number)
{
	unsigned int i, n = storm_size(NAMESPACES);
	int until = -1, last_until;
	pid_t keeper = 0, last;
	char peer[IFNAMSIZ];

	for (i = 0; i < n && !sky->over; i++) {
		if (unshare(CLONE_NEWNET))
			crew_wrong(sky, "no namespace: %m");
		snprintf(peer, sizeof(peer), "w%u-%u", number, i);
		if (netdev_add_veth("v0", peer, witness))
			crew_wrong(sky, "no veth pair");
		fill(sky, i);
		crew_count(sky, MADE);
		/* Every fourth has a listener in it that ends when the next but three is there. */
		if (i % 4)
			continue;
		last = keeper;
		last_until = until;
		keeper = keep_listening(sky, &until);
		if (last) {
			close(last_until);
			if (waitpid(last, NULL, 0) != last)
				crew_wrong(sky, "the listener does not end");
		}
	}
	close(until);
	waitpid(keeper, NULL, 0);
}

/* Waits until no netdevice is there but loopback. */
static bool all_gone(void)
{
	struct mnl_socket *nl = mnl_socket_open(NETLINK_ROUTE);
	struct pollfd pfd = { .fd = mnl_socket_get_fd(nl), .events = POLLIN };
	struct if_nameindex *all, *dev;
	char buf[65536];
	unsigned int n = 0;

	if (mnl_socket_bind(nl, RTMGRP_LINK, MNL_SOCKET_AUTOPID))
		return false;
	do {
		while (recv(pfd.fd, buf, sizeof(buf), MSG_DONTWAIT) > 0)
			;
		all = if_nameindex();
		if (!all)
			break;
		for (n = 0, dev = all; dev->if_index; dev++)
			n++;
		if_freenameindex(all);
	} while (n > 1 && poll(&pfd, 1, 4 * SOON) == 1);
	mnl_socket_close(nl);
	return n == 1;
}

TEST_F_TIMEOUT(storm, of_namespaces_leaves_none_behind, 1800)
{
	struct sky *sky = self->crew.sky;
	uint64_t begun = now_ms(), made;
	unsigned int i;

	for (i = 0; i < PROCESSES; i++)
		crew_add(&self->crew, make_namespaces, i);
	EXPECT_EQ(0, crew_wait(&self->crew));
	EXPECT_STREQ("", sky->wrong);
	made = now_ms();
	EXPECT_TRUE(all_gone());
	TH_LOG("%lu namespaces in %lu ms, gone %lu ms later", sky->count[MADE], made - begun,
	       now_ms() - made);
	TH_LOG("%lu with a connect pending, %lu a dial taken, %lu a back-off, %lu held by a socket",
	       sky->count[PENDING], sky->count[TAKEN], sky->count[BACKING_OFF],
	       sky->count[HELD]);
	EXPECT_EQ(PROCESSES * storm_size(NAMESPACES), sky_count(sky, MADE));
	EXPECT_STREQ("", disagreement(self->h));
	if (getenv("MPR_MODULE")) {
		EXPECT_EQ(0, module_unload_unused());
		EXPECT_EQ(0, module_load());
	}
}

TEST_HARNESS_MAIN
