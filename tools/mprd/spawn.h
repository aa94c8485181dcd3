/* SPDX-License-Identifier: GPL-2.0-only */
/* Child processes: their descriptors, their group, and how they end. */
#ifndef SPAWN_H
#define SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

#define SPAWN_MAX_FDS 6

struct spawn {
	const char *path;
	char *const *argv;
	char *const *envp;		/* NULL: a minimal environment */
	int fds[SPAWN_MAX_FDS];		/* what the child has at 0, 1, ...; -1: /dev/null */
	unsigned int n_fds;		/* at least 3 */
	int death_signal;		/* sent when the parent dies; 0: none */
};

struct child {
	pid_t pid;
	int pidfd;			/* readable when it has ended */
};

/*
 * Start a process in a group of its own with default signals and no descriptors but those given.
 * Returns 0, or -1 with errno when there is no process. A program that cannot be executed exits
 * with 127 (not found) or 126.
 */
int spawn(const struct spawn *how, struct child *child);

/* Collect a child that has ended: the status of waitpid(2). The pidfd is closed. */
int spawn_reap(struct child *child);

/* Send @signal to the whole group of a child that has not been collected. */
void spawn_kill(const struct child *child, int signal);

/*
 * Run @argv to its end with @input (-1: nothing) as standard input and wait at most @timeout_ms,
 * then kill it. What it says on standard error goes to the log. Returns its exit status, 128 +
 * signal, or -1.
 */
int spawn_run(char *const *argv, int input, int timeout_ms);

/*
 * A descriptor from which @data can be read once and that no other process can open. -1 with
 * errno.
 */
int spawn_memfd(const void *data, size_t len);

int pidfd_open_pid(pid_t pid);

/* Close @first and all descriptors above it. */
void close_from(unsigned int first);

#endif /* SPAWN_H */
