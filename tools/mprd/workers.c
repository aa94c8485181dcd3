// SPDX-License-Identifier: GPL-2.0-only
#include "workers.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "log.h"
#include "netdev.h"
#include "spawn.h"
#include "worker.h"

#define MAX_WORKERS 1024
#define MAX_UNIT 65535

struct entry {
	struct child child;
	ev_io ended;
	ev_timer reaper;
	uint32_t request;
	pid_t group;
	unsigned int tries;
	bool dead;		/* waits for its group to end */
};

static struct worker_slot *slots;	/* shared with the workers */
static struct entry entries[MAX_WORKERS];
static workers_untaken_fn *untaken;
static void *untaken_data;

int workers_init(workers_untaken_fn *fn, void *data)
{
	untaken = fn;
	untaken_data = data;
	slots = mmap(NULL, MAX_WORKERS * sizeof(*slots), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return slots == MAP_FAILED ? -1 : 0;
}

/* The lowest that neither a device nor a worker has. */
static unsigned int free_unit(void)
{
	char name[16];
	unsigned int unit, i;

	for (unit = 0; unit < MAX_UNIT; unit++) {
		for (i = 0; i < MAX_WORKERS; i++)
			if (entries[i].child.pid && !slots[i].connected && slots[i].unit == unit)
				break;
		if (i < MAX_WORKERS)
			continue;
		snprintf(name, sizeof(name), "ppp%u", unit);
		if (!netdev_exists(name))
			break;
	}
	return unit;
}

/* A worker that died leaves what it ran: ask it to end, then make it. */
static void on_reaper(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct entry *e = timer->data;

	(void)events;
	if (kill(-e->group, e->tries++ < 30 ? 0 : SIGKILL) == 0 && e->tries < 60)
		return;
	ev_timer_stop(loop, timer);
	e->dead = false;
}

static void on_ended(struct ev_loop *loop, ev_io *io, int events)
{
	struct entry *e = io->data;
	struct worker_slot *slot = &slots[e - entries];
	pid_t pid = e->child.pid;
	int status;

	(void)events;
	ev_io_stop(loop, io);
	status = spawn_reap(&e->child);
	if (WIFSIGNALED(status))
		log_err("worker %d was killed by signal %d", pid, WTERMSIG(status));
	if (!slot->taken)
		untaken(untaken_data, e->request);
	if (!slot->group)
		return;
	e->group = slot->group;
	e->dead = true;
	e->tries = 0;
	kill(-e->group, SIGTERM);
	ev_timer_init(&e->reaper, on_reaper, 0.1, 0.1);
	e->reaper.data = e;
	ev_timer_start(loop, &e->reaper);
}

static void __attribute__((noreturn))
work(const struct config *config, struct worker_slot *slot, uint32_t id, pid_t parent)
{
	setpgid(0, 0);
	/*
	 * The parent's descriptors, its epoll and its doorbell among them, are no business of a
	 * worker's.
	 */
	close_from(3);
	exit(worker_run(config, slot, id, parent));
}

/* A child that is watched, or 0. */
static pid_t start(const struct config *config, struct entry *e, uint32_t id)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid == 0)
		work(config, &slots[e - entries], id, parent);
	if (pid < 0) {
		log_err("cannot start a worker for request %u: %s", id, strerror(errno));
		return 0;
	}
	setpgid(pid, pid);
	e->child.pidfd = pidfd_open_pid(pid);
	if (e->child.pidfd >= 0)
		return pid;
	log_err("cannot watch worker %d: %s", pid, strerror(errno));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return 0;
}

void workers_start(struct ev_loop *loop, const struct config *config, uint32_t id)
{
	struct entry *e;
	unsigned int i;

	for (i = 0; i < MAX_WORKERS; i++)
		if (!entries[i].child.pid && !entries[i].dead)
			break;
	if (i == MAX_WORKERS) {
		log_err("cannot start a worker for request %u: there are %u", id, MAX_WORKERS);
		untaken(untaken_data, id);
		return;
	}
	e = &entries[i];
	memset(&slots[i], 0, sizeof(slots[i]));
	slots[i].unit = free_unit();
	e->request = id;
	e->child.pid = start(config, e, id);
	if (!e->child.pid) {
		untaken(untaken_data, id);
		return;
	}
	ev_io_init(&e->ended, on_ended, e->child.pidfd, EV_READ);
	e->ended.data = e;
	ev_io_start(loop, &e->ended);
}

unsigned int workers_count(bool dialling)
{
	unsigned int i, n = 0;

	for (i = 0; i < MAX_WORKERS; i++)
		if (entries[i].child.pid && !(dialling && slots[i].connected))
			n++;
	return n;
}

void workers_hang_up(void)
{
	unsigned int i;

	for (i = 0; i < MAX_WORKERS; i++)
		if (entries[i].child.pid)
			kill(entries[i].child.pid, SIGTERM);
}
