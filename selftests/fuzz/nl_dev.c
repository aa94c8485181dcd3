// SPDX-License-Identifier: GPL-2.0-only
/*
 * Netdevices of several kinds that come, go, flap, move and are renamed below the feet of the
 * others, and namespaces that die with dials under way.
 */
#include <fcntl.h>
#include <linux/ppp-ioctl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "netdev.h"
#include "nl_fuzz.h"

#define UNITS 3

/* A PPP unit lives as long as the descriptor. */
static void ppp_unit(int *fd, struct rng *r)
{
	int unit = rng_below(r, UNITS);

	if (*fd >= 0) {
		close(*fd);
		*fd = -1;
		return;
	}
	*fd = open("/dev/ppp", O_RDWR | O_CLOEXEC);
	if (*fd >= 0 && ioctl(*fd, PPPIOCNEWUNIT, &unit)) {
		close(*fd);
		*fd = -1;
	}
}

/* In a namespace of its own: an interface that is being connected, and the end of it all. */
static void short_life(struct rng *r, unsigned int index)
{
	struct worker *w;
	unsigned int n;
	pid_t pid;

	pid = fork();
	if (pid) {
		if (pid > 0)
			waitpid(pid, NULL, 0);
		return;
	}
	w = calloc(1, sizeof(*w));
	if (!w || unshare(CLONE_NEWNET))
		_exit(1);
	w->index = index;
	w->privileged = true;
	w->stats = &shared->worker[index];
	w->rng = *r;
	netdev_add(fuzz_device_name(rng_below(r, 4)), "dummy");
	for (n = 0; n < SOCKETS; n++)
		sock_open(w, &w->sock[n]);
	for (n = 0; n < 24; n++) {
		w->out.len = 0;
		gen_message(&w->out, &w->rng, &w->learned);
		atomic_fetch_add(&shared->messages, sock_send(w, &w->sock[n % SOCKETS]));
		sock_drain(w, &w->sock[n % SOCKETS], 0);
	}
	_exit(0);
}

static void change(struct rng *r, unsigned int index, unsigned int space, int *units)
{
	static const char *const kinds[] = {
		"dummy", "dummy", "veth", "wireguard", "ipip", "dummy"
	};
	const char *name = fuzz_device_name(rng_below(r, 12));
	const char *other = fuzz_device_name(rng_below(r, 12));
	uint32_t kind = rng_below(r, 32), pick = rng_next(r) >> 32;

	if (kind < 8)
		netdev_add(name, kinds[pick % 6]);
	else if (kind < 11)
		netdev_del(name);
	else if (kind < 20)
		netdev_up(kind < 18 ? name : fuzz_device_name(12 + pick % UNITS), pick % 3);
	else if (kind < 24)
		netdev_carrier(name, pick & 1);
	else if (kind < 26)
		netdev_address(name, pick, pick & 256);
	else if (kind < 28)
		netdev_rename(name, other);
	else if (kind < 29)
		netdev_move(name, config.netns[(space + 1) % SPACES]);
	else if (kind < 31)
		ppp_unit(&units[pick % UNITS], r);
	else if (pick % 4 == 0)
		short_life(r, index);
}

void churn_run(unsigned int index, unsigned int space)
{
	struct worker_stats *stats = &shared->worker[index];
	int units[UNITS] = { -1, -1, -1 };
	unsigned int p;
	struct rng r;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	netdev_up("lo", true);
	for (p = 0; p < 4; p++) {
		netdev_add(fuzz_device_name(p), "dummy");
		netdev_up(fuzz_device_name(p), p & 1);
	}
	for (p = 0; p < config.phases; p++) {
		pthread_barrier_wait(&shared->barrier);
		while (turn_wait(TURN_CHURN + space)) {
			rng_seed(&r, config.seed, index, stats->number++);
			change(&r, index, space, units);
			atomic_fetch_add(&shared->changes, 1);
		}
		pthread_barrier_wait(&shared->barrier);
	}
	_exit(0);
}
