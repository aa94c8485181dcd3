// SPDX-License-Identifier: GPL-2.0-only
/* mprd(8): dials for the kernel module mpr, restores saved interfaces, hosts admin plugins. */
#include <errno.h>
#include <ev.h>
#include <fcntl.h>
#include <getopt.h>
#include <locale.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "../common/ifconf.h"
#include "config.h"
#include "log.h"
#include "notify.h"
#include "plugins.h"
#include "service.h"
#include "workers.h"

/* How long workers have for hanging up when mprd ends. */
#define HANGUP_WAIT 10.0

static struct {
	struct ev_loop *loop;
	struct config *config;
	const char *config_path, *netns;
	bool config_given, hangup_on_exit;
	struct service service;
	ev_io signals;
	ev_timer hangup;
	bool ending, host_ended;
	double hangup_left;
} mprd;

static const char usage[] =
	"usage: mprd [-fsv] [-c FILE] [--netns NAME] [--hangup-on-exit]\n"
	"\n"
	"Dials WAN interfaces for the kernel module mpr with pppd, WireGuard and scripts, restores\n"
	"saved interfaces at start, and hosts admin plugins.\n"
	"\n"
	"  -c, --config FILE     configuration (default: /etc/mpr/mprd.conf)\n"
	"  -f, --foreground      stay in the foreground (always so)\n"
	"  -n, --netns NAME      serve the network namespace that ip-netns(8) calls NAME\n"
	"      --hangup-on-exit  hang up what mprd has dialled when it ends\n"
	"  -s, --syslog          log to syslog instead of standard error\n"
	"  -v, --verbose         log what pppd and scripts say as well\n"
	"  -h, --help            print this\n"
	"\n"
	"SIGHUP reloads the configuration and the saved interfaces; SIGTERM ends mprd, lines stay up.\n"
	"See mprd(8) and mprd.conf(5).\n";

static void enter_netns(const char *name)
{
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = strchr(name, '/') ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET)) {
		log_err("cannot enter network namespace \"%s\": %s; 'ip netns' lists those there are",
			name, strchr(name, '/') ? "not a name" : strerror(errno));
		exit(1);
	}
	close(fd);
}

static void maybe_exit(void)
{
	if (mprd.host_ended && (mprd.hangup_left <= 0 || workers_count(false) == 0))
		ev_break(mprd.loop, EVBREAK_ALL);
}

static void on_hangup_wait(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)events;
	mprd.hangup_left -= timer->repeat;
	if (mprd.hangup_left <= 0 || workers_count(false) == 0) {
		mprd.hangup_left = 0;
		ev_timer_stop(loop, timer);
	}
	maybe_exit();
}

static void on_host_ended(void *data)
{
	(void)data;
	mprd.host_ended = true;
	maybe_exit();
}

static void finish(struct ev_loop *loop)
{
	if (mprd.ending)
		return;
	mprd.ending = true;
	notify("STOPPING=1");
	log_notice("ending; %s", mprd.hangup_on_exit || mprd.config->hangup_on_exit ?
		   "hanging up" : "lines that are up stay up");
	service_stop(&mprd.service);
	if (mprd.hangup_on_exit || mprd.config->hangup_on_exit) {
		workers_hang_up();
		mprd.hangup_left = HANGUP_WAIT;
		ev_timer_init(&mprd.hangup, on_hangup_wait, 0.1, 0.1);
		ev_timer_start(loop, &mprd.hangup);
	}
	plugins_stop(on_host_ended, NULL);
}

static void on_plugins_ended(void *data)
{
	plugins_start(data, mprd.config);
}

static void reload(struct ev_loop *loop)
{
	char error[PATH_MAX + 256];
	struct config *config;

	notify("RELOADING=1");
	if (config_read(mprd.config_path, mprd.config_given, mprd.netns, &config, error,
			sizeof(error))) {
		log_err("%s; the configuration stays as it is", error);
	} else {
		/* The old one is not freed: timers and the plugins' host may still use it. */
		mprd.config = config;
		service_reload(&mprd.service, config);
		plugins_stop(on_plugins_ended, loop);
		log_notice("reloaded %s", mprd.config_path);
	}
	notify("READY=1");
}

static void on_signal(struct ev_loop *loop, ev_io *io, int events)
{
	struct signalfd_siginfo info;

	(void)events;
	if (read(io->fd, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGHUP && !mprd.ending)
		reload(loop);
	else if (info.ssi_signo != SIGHUP)
		finish(loop);
}

static void watch_signals(struct ev_loop *loop)
{
	sigset_t mask;
	int fd;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&mask);
	sigaddset(&mask, SIGTERM);
	sigaddset(&mask, SIGINT);
	sigaddset(&mask, SIGHUP);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0) {
		log_err("cannot watch signals: %s", strerror(errno));
		exit(1);
	}
	ev_io_init(&mprd.signals, on_signal, fd, EV_READ);
	ev_io_start(loop, &mprd.signals);
}

static void options(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "foreground", no_argument, NULL, 'f' },
		{ "netns", required_argument, NULL, 'n' },
		{ "hangup-on-exit", no_argument, NULL, 'H' },
		{ "syslog", no_argument, NULL, 's' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	bool to_syslog = false, verbose = false;
	int c;

	while ((c = getopt_long(argc, argv, "c:fn:svh", longs, NULL)) != -1) {
		switch (c) {
		case 'c':
			mprd.config_path = optarg;
			mprd.config_given = true;
			break;
		case 'f':
			break;
		case 'n':
			mprd.netns = optarg;
			break;
		case 'H':
			mprd.hangup_on_exit = true;
			break;
		case 's':
			to_syslog = true;
			break;
		case 'v':
			verbose = true;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default:
			fputs("Try 'mprd --help'.\n", stderr);
			exit(2);
		}
	}
	if (optind < argc) {
		fprintf(stderr, "mprd: there is an operand \"%s\" too many. Try 'mprd --help'.\n",
			argv[optind]);
		exit(2);
	}
	log_open(to_syslog, verbose);
}

int main(int argc, char **argv)
{
	static char path[PATH_MAX];
	char dir[PATH_MAX - 16], error[PATH_MAX + 256];
	struct ev_loop *loop;

	/* Wide characters in the messages of plugins, whatever the locale of the start was. */
	setlocale(LC_CTYPE, "C.UTF-8");
	options(argc, argv);
	if (geteuid() != 0) {
		log_err("mprd must be run as root");
		return 1;
	}
	if (!mprd.config_path) {
		if (ifconf_conf_dir(dir, sizeof(dir), NULL))
			return 1;
		snprintf(path, sizeof(path), "%s/mprd.conf", dir);
		mprd.config_path = path;
	}
	if (config_read(mprd.config_path, mprd.config_given, mprd.netns, &mprd.config, error,
			sizeof(error))) {
		log_err("%s", error);
		return 1;
	}
	if (mprd.netns)
		enter_netns(mprd.netns);
	/* The default one collects all children at SIGCHLD, and their statuses are gone. */
	loop = ev_loop_new(EVFLAG_AUTO);
	if (!loop) {
		log_err("cannot start: %s", strerror(errno));
		return 1;
	}
	mprd.loop = loop;
	watch_signals(loop);
	plugins_start(loop, mprd.config);
	if (service_start(&mprd.service, loop, mprd.config))
		return 1;
	notify("READY=1");
	ev_run(loop, 0);
	return 0;
}
