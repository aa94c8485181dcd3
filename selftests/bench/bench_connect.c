// SPDX-License-Identifier: GPL-2.0-only
/*
 * A blocking connect of a device that exists, against RTM_SETLINK and waiting for RTM_NEWLINK; and
 * of a program that does it, against nmcli.
 */
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "netdev.h"
#include "rtnl.h"

#define RUNS 201
#define PROGRAM_RUNS 11

static double ours(struct mpr *h, uint32_t id)
{
	uint64_t begin = bench_now();

	bench_check(mpr_interface_connect(h, id, BENCH_SOON));
	return bench_since(begin) / 1e3;
}

static double theirs(struct mnl_socket *nl, struct mnl_socket *listener, int ifindex)
{
	uint64_t begin = bench_now();

	rtnl_set_up(nl, ifindex, true);
	rtnl_wait_running(listener, ifindex);
	return bench_since(begin) / 1e3;
}

/* What no connect that is asked of a family of its own can be faster than. */
static double floor_of_both(struct mpr *h, struct mnl_socket *nl, struct mnl_socket *listener,
			    int ifindex)
{
	uint64_t begin = bench_now();
	struct mpr_service *now;

	bench_check(mpr_service_get(h, &now));
	mpr_free(now);
	rtnl_set_up(nl, ifindex, true);
	rtnl_wait_running(listener, ifindex);
	return bench_since(begin) / 1e3;
}

static uint32_t add(struct mpr *h, const char *name)
{
	struct mpr_interface iface = {
		.name = name, .type = MPR_IF_TYPE_FULL_ROUTER, .dialer = "kernel",
	};
	uint32_t id;

	bench_check(mpr_interface_add(h, &iface, MPR_SET_DIALER, &id));
	return id;
}

/* Two devices alike, so that neither side's leaving disturbs the other. */
static void library(struct mpr *h)
{
	struct bench_row row = {
		.name = "connect", .unit = "us", .kind = BENCH_AT_MOST, .budget = 1.1,
		.what = "mpr_interface_connect of a dummy device until it is connected",
		.peer = "RTM_SETLINK up and waiting for RTM_NEWLINK, through libmnl",
	};
	struct mnl_socket *nl = rtnl_open(), *listener = rtnl_listen();
	struct samples mine = { 0 }, peers = { 0 }, least = { 0 };
	unsigned int i, ifindex;
	uint32_t id;

	bench_check(netdev_add("ours", "dummy"));
	bench_check(netdev_add("theirs", "dummy"));
	ifindex = if_nametoindex("theirs");
	id = add(h, "ours");
	for (i = 0; i < 3 * RUNS; i++) {
		rtnl_drain(listener, NULL, NULL);
		switch ((i + i / 3) % 3) {
		case 0:
			samples_add(&mine, ours(h, id));
			bench_check(mpr_interface_disconnect(h, id));
			continue;
		case 1:
			samples_add(&peers, theirs(nl, listener, ifindex));
			break;
		case 2:
			samples_add(&least, floor_of_both(h, nl, listener, ifindex));
			break;
		}
		rtnl_set_up(nl, ifindex, false);
	}
	bench_report(&row, &mine, &peers);
	row.name = "connect-floor";
	row.what = "the peer's, and a request to a service that does nothing";
	row.kind = BENCH_NONE;
	bench_report(&row, &least, &peers);
	mnl_socket_close(nl);
	mnl_socket_close(listener);
}

static void run(const char *const *argv)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (!freopen("/dev/null", "w", stdout))
			_exit(127);
		execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) != pid || status)
		bench_die("%s %s %s: status %#x", argv[0], argv[1], argv[2], status);
}

static double timed(const char *const *argv)
{
	uint64_t begin = bench_now();

	run(argv);
	return bench_since(begin) / 1e6;
}

/* NetworkManager runs, and has a connection "theirs" for the device nm0. */
static void programs(struct mpr *h)
{
	static const char *const up[] = { "nmcli", "connection", "up", "nm0", NULL };
	static const char *const down[] = { "nmcli", "connection", "down", "nm0", NULL };
	static const char *const connect[] = { "mprctl", "interface", "connect", "ours", NULL };
	struct bench_row row = {
		.name = "connect-nmcli", .unit = "ms", .kind = BENCH_AT_MOST, .budget = 0.05,
		.what = "mpr_interface_connect of a dummy device until it is connected",
		.peer = "nmcli connection up of a dummy device",
	};
	struct samples library = { 0 }, program = { 0 }, nm = { 0 };
	struct mpr_interface *iface;
	unsigned int i;
	uint32_t id;

	bench_check(mpr_interface_find(h, "ours", false, &iface));
	id = iface->id;
	mpr_free(iface);
	for (i = 0; i < PROGRAM_RUNS; i++) {
		samples_add(&nm, timed(up));
		run(down);
		samples_add(&program, timed(connect));
		bench_check(mpr_interface_disconnect(h, id));
		samples_add(&library, ours(h, id) / 1e3);
		bench_check(mpr_interface_disconnect(h, id));
	}
	bench_report(&row, &library, &nm);
	row.name = "connect-mprctl";
	row.what = "mprctl interface connect, a whole program";
	row.kind = BENCH_NONE;
	bench_report(&row, &program, &nm);
}

int main(int argc, char **argv)
{
	struct mpr *h;

	if (argc > 1 && !strcmp(argv[1], "--nmcli")) {
		bench_check(mpr_open(NULL, &h));
		bench_check(netdev_add("ours", "dummy"));
		add(h, "ours");
		programs(h);
	} else {
		h = bench_service();
		library(h);
	}
	mpr_close(h);
	return 0;
}
