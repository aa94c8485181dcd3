// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a link's change to a process awake that waits for it, and from one event to the last of a
 * thousand listeners; against listeners of RTNLGRP_LINK.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/genetlink.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "group.h"
#include "netdev.h"
#include "rtnl.h"

#define RUNS 1920
#define LISTENER_RUNS 31

/* A process that waits, and says when it woke up. */
struct waiter {
	pid_t pid;
	int go, ready, awake;		/* eventfds */
	uint64_t *when;
};

static struct mnl_socket *changer, *peer_changer;
static int peer_index, device_index;

static void on_processor(unsigned int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu % sysconf(_SC_NPROCESSORS_ONLN), &set);
	bench_check(sched_setaffinity(0, sizeof(set), &set));
}

static void await(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	int n = poll(&pfd, 1, BENCH_SOON);

	if (n != 1)
		bench_die("what is waited for does not come");
}

static void take(int fd)
{
	eventfd_t one;

	await(fd);
	bench_check(eventfd_read(fd, &one));
}

/* One way to wait for changes. */
struct way {
	/* What @read takes, and the descriptor to wait for. */
	void *(*open)(int *fd);
	/* What the news that has come says of the device; @up stays if they are about others. */
	void (*read)(void *from, bool *up);
	enum bench_budget kind;
};

static int ours_event(const struct mpr_event *event, void *data)
{
	bool *up = data;

	if (event->lost)
		bench_die("%lu events were lost", (unsigned long)event->lost);
	if (event->interface)
		*up = event->interface->state == MPR_IF_STATE_CONNECTED;
	return 0;
}

static void *ours_open(int *fd)
{
	struct mpr_monitor *mon;
	struct mpr *h;

	bench_check(mpr_open(NULL, &h));
	bench_check(mpr_monitor_open(h, MPR_MONITOR_INTERFACES, &mon));
	*fd = mpr_monitor_fd(mon);
	return mon;
}

static void ours_read(void *mon, bool *up)
{
	bench_check(mpr_monitor_read(mon, ours_event, up));
}

static void peer_event(const struct rtnl_link *link, void *data)
{
	bool *up = data;

	if (link->ifindex == device_index)
		*up = link->flags & IFF_RUNNING;
}

static void *peer_open(int *fd)
{
	struct mnl_socket *nl = rtnl_listen();

	*fd = mnl_socket_get_fd(nl);
	return nl;
}

static void peer_read(void *nl, bool *up)
{
	rtnl_drain(nl, peer_event, up);
}

static void *floor_open(int *fd)
{
	*fd = open("/dev/mpr_floor", O_RDONLY | O_CLOEXEC);
	if (*fd < 0)
		bench_die("/dev/mpr_floor: %m");
	return fd;
}

static void floor_read(void *fd, bool *up)
{
	char now;

	if (read(*(int *)fd, &now, sizeof(now)) == sizeof(now))
		*up = now;
}

static void *message_open(int *fd)
{
	int group = group_number("/sys/module/mpr_floor/parameters/group", "");
	struct mnl_socket *nl = nl_listen(NETLINK_GENERIC, group);

	*fd = mnl_socket_get_fd(nl);
	return nl;
}

static int message_is_up(const struct nlmsghdr *nlh, void *data)
{
	bool *up = data;

	*up = mnl_attr_get_u8(mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr)));
	return MNL_CB_OK;
}

static void message_read(void *nl, bool *up)
{
	nl_drain(nl, message_is_up, up);
}

static const struct way ours = { ours_open, ours_read, BENCH_AT_MOST };
static const struct way peer = { peer_open, peer_read, BENCH_NONE };
static const struct way least = { floor_open, floor_read, BENCH_NONE };
static const struct way message = { message_open, message_read, BENCH_NONE };

static void wait_for_changes(struct waiter *w, const struct way *way)
{
	bool up = true, now = true;
	uint64_t when;
	void *from;
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	on_processor(1);
	from = way->open(&fd);
	for (;;) {
		eventfd_write(w->ready, 1);
		/* rtnetlink also tells what leads to a change, and that it is a step further. */
		do {
			await(fd);
			when = bench_now();
			way->read(from, &now);
		} while (now == up);
		up = now;
		*w->when = when;
		eventfd_write(w->awake, 1);
		take(w->go);
	}
}

static void waiter_start(struct waiter *w, const struct way *way)
{
	w->go = eventfd(0, 0);
	w->ready = eventfd(0, 0);
	w->awake = eventfd(0, 0);
	w->when = mmap(NULL, sizeof(*w->when), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		       -1, 0);
	if (w->when == MAP_FAILED)
		bench_die("mmap: %m");
	w->pid = fork();
	if (!w->pid)
		wait_for_changes(w, way);
	take(w->ready);
}

static void waiter_stop(struct waiter *w)
{
	kill(w->pid, SIGKILL);
	waitpid(w->pid, NULL, 0);
}

/* What is changed, and back; whether it is up now. */
typedef bool change_fn(void);

static bool carrier = true, admin = true;

/* The other end goes down: this one has no carrier, without waiting for linkwatch's second. */
static bool change_carrier(void)
{
	carrier = !carrier;
	rtnl_set_up(peer_changer, peer_index, carrier);
	return carrier;
}

static bool change_admin(void)
{
	admin = !admin;
	rtnl_set_up(changer, device_index, admin);
	return admin;
}

/* Microseconds until the waiter is awake; @s has those of going down and those of coming up. */
static void measure(struct waiter *w, change_fn *change, struct samples s[2])
{
	uint64_t begin = bench_now();
	bool up = change();

	take(w->awake);
	samples_add(&s[up], (double)(int64_t)(*w->when - begin) / 1e3);
	/* Nearly always enough for all that belongs to one change. */
	bench_check(usleep(3000));
	eventfd_write(w->go, 1);
	take(w->ready);
}

static void latency_report(const char *name, const char *what, bool up, const struct way *way,
			   const struct samples *ours, const struct samples *theirs)
{
	char full_name[32], full_what[128];
	struct bench_row row = {
		.name = full_name, .what = full_what, .unit = "us", .kind = way->kind,
		.budget = 1, .p99_budget = 1.1, .peer = "a libmnl listener of RTNLGRP_LINK",
	};

	snprintf(full_name, sizeof(full_name), "%s-%s", name, up ? "up" : "down");
	snprintf(full_what, sizeof(full_what), what, up ? "up" : "down");
	bench_report(&row, ours, theirs);
}

static void latency(const char *name, const char *what, const struct way *way, change_fn *change)
{
	const struct way *ways[2] = { way, &peer };
	struct samples s[2][2] = { 0 };
	/* Each waiter begins and ends with the link up. */
	unsigned int i, k, who, turns = 8;
	struct waiter w;

	/* In turns, and each alone: one that is told makes the other late. */
	for (i = 0; i < 2 * turns; i++) {
		who = (i + i / 2) & 1;
		waiter_start(&w, ways[who]);
		for (k = 0; k < RUNS / turns; k++)
			measure(&w, change, s[who]);
		waiter_stop(&w);
	}
	/* Apart: the median of two humps would be anywhere between them. */
	latency_report(name, what, false, way, &s[0][false], &s[1][false]);
	latency_report(name, what, true, way, &s[0][true], &s[1][true]);
}

/* Milliseconds until the last of @n is readable. */
static double tell_all(int epoll, unsigned int n)
{
	struct epoll_event ev[64];
	unsigned int told = 0;
	uint64_t begin = bench_now();
	int got;

	change_carrier();
	while (told < n) {
		got = epoll_wait(epoll, ev, 64, BENCH_SOON);
		if (got <= 0)
			bench_die("%u of %u listeners are told", told, n);
		told += got;
	}
	return bench_since(begin) / 1e6;
}

static void add_listener(int epoll, int fd)
{
	/* One shot: whom it has counted it does not count again. */
	struct epoll_event ev = { .events = EPOLLIN | EPOLLONESHOT, .data.fd = fd };

	bench_check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &ev));
}

static void rearm(int epoll, int fd)
{
	struct epoll_event ev = { .events = EPOLLIN | EPOLLONESHOT, .data.fd = fd };

	bench_check(epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &ev));
}

static void listeners(struct mpr *h)
{
	unsigned int n = bench_size("LISTENERS", 1000), i, k;
	struct mpr_monitor **mon = calloc(n, sizeof(*mon));
	struct mnl_socket **nl = calloc(n, sizeof(*nl));
	struct samples ours = { 0 }, theirs = { 0 };
	struct bench_row row = {
		.name = "listeners", .unit = "ms", .kind = BENCH_AT_MOST, .budget = 1,
		.what = "a change of carrier until the last of 1,000 listeners has it, none lost",
		.peer = "1,000 listeners of RTNLGRP_LINK",
	};
	bool up;
	int epoll;

	if (!mon || !nl)
		bench_die("no memory");
	for (k = 0; k < 2 * LISTENER_RUNS; k++) {
		bool mine = (k + k / 2) & 1;

		epoll = epoll_create1(EPOLL_CLOEXEC);
		for (i = 0; i < n; i++) {
			if (mine) {
				bench_check(mpr_monitor_open(h, MPR_MONITOR_INTERFACES, &mon[i]));
				add_listener(epoll, mpr_monitor_fd(mon[i]));
			} else {
				nl[i] = rtnl_listen();
				add_listener(epoll, mnl_socket_get_fd(nl[i]));
			}
		}
		samples_add(mine ? &ours : &theirs, tell_all(epoll, n));
		bench_check(usleep(20000));
		for (i = 0; i < n; i++) {
			if (mine) {
				rearm(epoll, mpr_monitor_fd(mon[i]));
				bench_check(mpr_monitor_read(mon[i], ours_event, &up));
				mpr_monitor_close(mon[i]);
			} else {
				if (!rtnl_drain(nl[i], NULL, NULL))
					bench_die("a listener has nothing to read");
				mnl_socket_close(nl[i]);
			}
		}
		close(epoll);
	}
	free(mon);
	free(nl);
	bench_report(&row, &ours, &theirs);
}

static void await_state(struct mpr *h, uint32_t id, enum mpr_if_state state)
{
	struct mpr_interface *iface;
	bool there;

	do {
		bench_check(mpr_interface_get(h, id, &iface));
		there = iface->state == state;
		mpr_free(iface);
		if (!there)
			usleep(1000);
	} while (!there);
}

/*
 * A device whose other end is in a namespace of its own, where nobody listens to what happens to
 * that. linkwatch does not wait if their numbers differ.
 */
static void make_pair(void)
{
	int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), there;

	bench_check(netdev_new_netns());
	there = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	bench_check(netdev_add("d0", "dummy"));
	bench_check(netdev_add("d1", "dummy"));
	bench_check(setns(here, CLONE_NEWNET));
	bench_check(netdev_add_veth("v0", "v1", there));
	device_index = if_nametoindex("v0");
	changer = rtnl_open();
	bench_check(setns(there, CLONE_NEWNET));
	peer_index = if_nametoindex("v1");
	peer_changer = rtnl_open();
	bench_check(setns(here, CLONE_NEWNET));
	if (device_index == peer_index)
		bench_die("both ends have the same number");
	close(there);
	close(here);
	rtnl_set_up(peer_changer, peer_index, true);
	rtnl_set_up(changer, device_index, true);
}

static void service(void)
{
	struct mpr *h = bench_service();
	struct mpr_device slot = { .index = 1, .type = "generic", .name = "v0" };
	struct mpr_interface iface = {
		.name = "v0", .type = MPR_IF_TYPE_DEDICATED, .dialer = "kernel",
		.n_devices = 1, .devices = &slot,
	};
	uint32_t id;

	make_pair();
	bench_check(mpr_interface_add(h, &iface, MPR_SET_DIALER | MPR_SET_DEVICES, &id));
	await_state(h, id, MPR_IF_STATE_CONNECTED);
	latency("link-carrier", "a carrier that goes %s until a process that waits for it is awake",
		&ours, change_carrier);
	latency("link-admin", "RTM_SETLINK %s until a process that waits for that is awake",
		&ours, change_admin);
	listeners(h);
	mpr_close(h);
}

/* With floor/mpr_floor.ko in the place of mpr.ko. */
static void without_service(void)
{
	bench_check(netdev_new_netns());
	make_pair();
	latency("link-carrier-floor", "two notifiers at our places that only wake it: carrier %s",
		&least, change_carrier);
	latency("link-admin-floor", "two notifiers at our places that only wake it: RTM_SETLINK %s",
		&least, change_admin);
	latency("link-admin-message", "the same that send a message of one number: RTM_SETLINK %s",
		&message, change_admin);
}

int main(int argc, char **argv)
{
	on_processor(0);
	bench_descriptors(4 * bench_size("LISTENERS", 1000));
	if (argc > 1 && !strcmp(argv[1], "--floor"))
		without_service();
	else
		service();
	return 0;
}
