// SPDX-License-Identifier: GPL-2.0-only
#include "plugins.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lines.h"
#include "log.h"
#include "plugin_host.h"
#include "spawn.h"

#define FIRST_DELAY 0.2		/* s, before the host is started again */
#define LAST_DELAY 30.0

static struct {
	struct ev_loop *loop;
	const struct config *config;
	struct child child;
	struct lines report;
	ev_io ended;
	ev_timer hang, again;
	double delay;
	char call[512];		/* the callback under way, "" if none */
	bool hung;
	bool stopping;
	void (*then)(void *data);
	void *data;
} host;

static void start(void);

static void on_hang(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)events;
	ev_timer_stop(loop, timer);
	log_err("admin plugin hangs: %s has not returned in %u ms; its host is ended", host.call,
		host.config->plugin_timeout);
	host.hung = true;
	kill(host.child.pid, SIGKILL);
}

static void on_report(void *data, char *line)
{
	(void)data;
	ev_timer_stop(host.loop, &host.hang);
	host.call[0] = '\0';
	if (!strncmp(line, "call ", 5)) {
		snprintf(host.call, sizeof(host.call), "%s", line + 5);
		ev_timer_set(&host.hang, host.config->plugin_timeout / 1000.0, 0);
		ev_timer_start(host.loop, &host.hang);
	} else if (!strcmp(line, "done")) {
		host.delay = FIRST_DELAY;
	}
}

static void on_again(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop;
	(void)timer;
	(void)events;
	start();
}

static void on_ended(struct ev_loop *loop, ev_io *io, int events)
{
	int status;

	(void)events;
	ev_io_stop(loop, io);
	status = spawn_reap(&host.child);
	/* What it said last tells which plugin it was in. */
	lines_finish(&host.report);
	ev_timer_stop(loop, &host.hang);
	if (host.stopping) {
		if (host.then)
			host.then(host.data);
		return;
	}
	/* In a callback it is the plugin that has chosen this status. */
	if (WIFEXITED(status) && WEXITSTATUS(status) == PLUGIN_HOST_REFUSED && !host.call[0]) {
		log_err("the admin plugins are not hosted until mprd is reloaded (SIGHUP)");
		return;
	}
	if (host.hung)
		host.hung = false;
	else if (WIFSIGNALED(status) && host.call[0])
		log_err("admin plugin crashed: %s ended with signal %d", host.call,
			WTERMSIG(status));
	else if (host.call[0])
		log_err("admin plugin ended its host: %s", host.call);
	else
		log_err("the admin plugins' host has ended (status 0x%x)", status);
	log_notice("the admin plugins' host starts again in %.1f s", host.delay);
	ev_timer_init(&host.again, on_again, host.delay, 0);
	ev_timer_start(loop, &host.again);
	host.delay = host.delay * 2 < LAST_DELAY ? host.delay * 2 : LAST_DELAY;
}

static void start(void)
{
	pid_t parent = getpid();
	int report[2];

	if (host.config->n_plugins == 0)
		return;
	if (pipe2(report, O_CLOEXEC)) {
		log_err("cannot start the admin plugins' host: %s", strerror(errno));
		return;
	}
	fcntl(report[0], F_SETFL, O_NONBLOCK);
	host.call[0] = '\0';
	host.child.pid = fork();
	if (host.child.pid == 0) {
		dup2(report[1], 3);
		close_from(4);
		exit(plugin_host_run(host.config, 3, parent));
	}
	close(report[1]);
	host.child.pidfd = host.child.pid > 0 ? pidfd_open_pid(host.child.pid) : -1;
	if (host.child.pidfd < 0) {
		log_err("cannot start the admin plugins' host: %s", strerror(errno));
		close(report[0]);
		if (host.child.pid > 0) {
			kill(host.child.pid, SIGKILL);
			waitpid(host.child.pid, NULL, 0);
		}
		host.child.pid = 0;
		return;
	}
	lines_start(&host.report, host.loop, report[0], on_report, NULL);
	ev_io_init(&host.ended, on_ended, host.child.pidfd, EV_READ);
	ev_io_start(host.loop, &host.ended);
}

void plugins_start(struct ev_loop *loop, const struct config *config)
{
	host.loop = loop;
	host.config = config;
	host.delay = FIRST_DELAY;
	host.stopping = false;
	host.then = NULL;
	ev_timer_init(&host.hang, on_hang, 0, 0);
	start();
}

void plugins_stop(void (*then)(void *data), void *data)
{
	host.stopping = true;
	host.then = then;
	host.data = data;
	ev_timer_stop(host.loop, &host.again);
	if (host.child.pid > 0)
		kill(host.child.pid, SIGTERM);
	else if (then)
		then(data);
}
