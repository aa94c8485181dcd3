// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linked into all programs of a coverage build: counters are also written where a process ends
 * with _exit(), as each test of the kselftest harness does, or by a signal that asks it to.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "coverage.h"

#define MAX_OBJECTS 32

/* Each shared object has counters, and a function that writes them, of its own. */
static void (*dumps[MAX_OBJECTS])(void);
static size_t n_dumps;
static int dumped;

void mpr_coverage_object(void (*dump)(void))
{
	if (n_dumps < MAX_OBJECTS)
		dumps[n_dumps++] = dump;
}

void mpr_coverage_room(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= 64)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void dump_all(void)
{
	size_t i;

	if (__atomic_exchange_n(&dumped, 1, __ATOMIC_RELAXED))
		return;
	mpr_coverage_room();
	for (i = 0; i < n_dumps; i++)
		dumps[i]();
}

void _exit(int status)
{
	dump_all();
	for (;;)
		syscall(SYS_exit_group, status);
}

/* A process that ends itself so. */
int raise(int sig)
{
	struct sigaction now;

	if (!sigaction(sig, NULL, &now) && now.sa_handler == SIG_DFL)
		dump_all();
	return syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), sig);
}

static void on_signal(int sig)
{
	dump_all();
	signal(sig, SIG_DFL);
	raise(sig);
}

static __attribute__((constructor)) void watch(void)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGALRM };
	struct sigaction old;
	size_t i;

	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (!sigaction(signals[i], NULL, &old) && old.sa_handler == SIG_DFL)
			signal(signals[i], on_signal);
}
