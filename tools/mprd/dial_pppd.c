// SPDX-License-Identifier: GPL-2.0-only
/* Dial with pppd: PPPoE, and PPP over a tty or a program's pty. */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mpr/winerror.h>
#include <mprerror.h>
#include <raserror.h>

#include "../common/pppcode.h"
#include "lines.h"
#include "log.h"
#include "ppp_args.h"
#include "worker.h"

struct pppd {
	struct child child;
	ev_io ended;
	ev_timer kill;
	struct lines log;	/* pppd's standard output */
	struct lines report;	/* from the plugin */
	char ifname[32];
	unsigned int log_code;	/* what the log said was wrong */
	char last[256];		/* its last line */
	bool auth;		/* it got as far as authentication */
	bool secret;
};

static void on_log(void *data, char *line)
{
	struct worker *w = data;
	struct pppd *p = w->data;
	unsigned int code = pppcode_from_log(line);

	log_debug("pppd: %s", line);
	snprintf(p->last, sizeof(p->last), "%s", line);
	if (code && !p->log_code && !w->up) {
		p->log_code = code;
		log_notice("pppd: %s", line);
	}
}

static void on_report(void *data, char *line)
{
	struct worker *w = data;
	struct pppd *p = w->data;

	log_debug("plugin: %s", line);
	if (!strncmp(line, "ifname ", 7)) {
		if (strcmp(line + 7, p->ifname)) {
			snprintf(p->ifname, sizeof(p->ifname), "%s", line + 7);
			worker_progress(w, p->ifname, MPR_PORT_COND_INITIALIZING);
		}
	} else if (!strcmp(line, "auth")) {
		p->auth = true;
		worker_progress(w, p->ifname, MPR_PORT_COND_AUTHENTICATING);
	} else if (!strcmp(line, "up")) {
		log_notice("connected through %s", p->ifname);
		worker_up(w, true);
	}
}

static unsigned int result(struct worker *w, int status)
{
	struct pppd *p = w->data;
	unsigned int code;

	if (!WIFEXITED(status)) {
		log_warn("pppd was killed by signal %d", WTERMSIG(status));
		return ERROR_PORT_DISCONNECTED;
	}
	log_debug("pppd has ended with status %d", WEXITSTATUS(status));
	if (WEXITSTATUS(status) >= 125)
		log_err("cannot run %s", w->config->pppd);
	else if (!w->up && !w->stopping && !p->log_code && p->last[0])
		log_notice("pppd's last words: %s", p->last);
	code = pppcode_from_status(WEXITSTATUS(status), w->up);
	if (!w->up && p->log_code && pppcode_log_is_better(WEXITSTATUS(status)))
		code = p->log_code;
	/*
	 * The server wants to know who we are, and nobody has told us: it ends LCP where
	 * authentication would begin.
	 */
	if (!w->up && !p->secret &&
	    (code == ERROR_AUTHENTICATION_FAILURE || code == ERROR_NO_AUTH_PROTOCOL_AVAILABLE ||
	     code == ERROR_PPP_LCP_TERMINATED))
		code = ERROR_NO_INTERFACE_CREDENTIALS_SET;
	return code;
}

static void on_ended(struct ev_loop *loop, ev_io *io, int events)
{
	struct worker *w = io->data;
	struct pppd *p = w->data;
	unsigned int code;
	pid_t group = p->child.pid;
	int status;

	(void)events;
	ev_io_stop(loop, io);
	ev_timer_stop(loop, &p->kill);
	status = spawn_reap(&p->child);
	/* Programs that it ran (chat, a pty's) do not outlive it. */
	kill(-group, SIGKILL);
	worker_owns(w, NULL);
	lines_finish(&p->report);
	lines_finish(&p->log);
	code = result(w, status);
	if (w->stopping)
		worker_stopped(w);
	else
		worker_failed(w, code);
}

static void on_kill(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct worker *w = timer->data;
	struct pppd *p = w->data;

	(void)loop;
	(void)events;
	log_warn("pppd does not end and is killed");
	spawn_kill(&p->child, SIGKILL);
}

/*
 * "user\0password\0" for the plugin. Returns the descriptor, -1 without credentials, -2 when they
 * cannot be used.
 */
static int secret(struct worker *w)
{
	struct mpr_credentials cred;
	char text[600];
	unsigned int err;
	int n, fd = -2;

	err = mpr_credentials_get(w->mpr, w->req->interface->name, &cred);
	if (err == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY)
		return -1;
	if (err) {
		log_err("cannot read the credentials: %s", mpr_strerror(err));
		return -2;
	}
	/* pppd's own limits */
	if (strlen(cred.user) + strlen(cred.domain) + 2 > 256 || strlen(cred.password) + 1 > 256) {
		log_err("the user name or the password is longer than pppd allows");
	} else {
		n = snprintf(text, sizeof(text), "%s%s%s%c%s", cred.domain,
			     *cred.domain ? "\\" : "", cred.user, '\0', cred.password);
		fd = spawn_memfd(text, n + 1);
		if (fd < 0) {
			log_err("cannot hand the credentials to pppd: %s", strerror(errno));
			fd = -2;
		}
		explicit_bzero(text, sizeof(text));
	}
	mpr_credentials_wipe(&cred);
	return fd;
}

static unsigned int start(struct worker *w, struct pppd *p)
{
	struct ppp_args args;
	struct spawn how = { .path = w->config->pppd, .n_fds = 5, .death_signal = SIGTERM };
	int out[2] = { -1, -1 }, report[2] = { -1, -1 };
	unsigned int code;
	int fd;

	fd = secret(w);
	if (fd == -2)
		return ERROR_PORT_NOT_CONFIGURED;
	p->secret = fd >= 0;
	code = ppp_args_make(w->config, w->req->interface, w->slot->unit, w->req->attempt_try,
			     fd >= 0, &args);
	if (code) {
		if (fd >= 0)
			close(fd);
		return code;
	}
	snprintf(p->ifname, sizeof(p->ifname), "ppp%u", w->slot->unit);
	worker_progress(w, p->ifname, MPR_PORT_COND_INITIALIZING);
	if (!w->over && (pipe2(out, O_CLOEXEC) || pipe2(report, O_CLOEXEC))) {
		log_err("cannot start pppd: %s", strerror(errno));
		code = 8;
	}
	if (!code && !w->over) {
		fcntl(out[0], F_SETFL, O_NONBLOCK);
		fcntl(report[0], F_SETFL, O_NONBLOCK);
		how.argv = args.argv;
		how.fds[0] = -1;
		how.fds[1] = out[1];
		how.fds[2] = out[1];
		how.fds[PPP_SECRET_FD] = fd;
		how.fds[PPP_REPORT_FD] = report[1];
		if (spawn(&how, &p->child)) {
			log_err("cannot start pppd: %s", strerror(errno));
			code = 8;
		}
	}
	ppp_args_free(&args);
	if (fd >= 0)
		close(fd);
	if (out[1] >= 0)
		close(out[1]);
	if (report[1] >= 0)
		close(report[1]);
	if (code || w->over) {
		if (out[0] >= 0)
			close(out[0]);
		if (report[0] >= 0)
			close(report[0]);
		return code;
	}
	worker_owns(w, &p->child);
	lines_start(&p->log, w->loop, out[0], on_log, w);
	lines_start(&p->report, w->loop, report[0], on_report, w);
	ev_io_init(&p->ended, on_ended, p->child.pidfd, EV_READ);
	p->ended.data = w;
	ev_io_start(w->loop, &p->ended);
	return 0;
}

static void dial(struct worker *w)
{
	struct pppd *p = calloc(1, sizeof(*p));
	unsigned int code;

	w->data = p;
	code = p ? start(w, p) : 8;
	if (code)
		worker_failed(w, code);
}

static void stop(struct worker *w, double grace)
{
	struct pppd *p = w->data;

	if (!p || p->child.pid <= 0) {
		worker_stopped(w);
		return;
	}
	kill(p->child.pid, SIGTERM);
	ev_timer_init(&p->kill, on_kill, grace, 0.5);
	p->kill.data = w;
	ev_timer_start(w->loop, &p->kill);
}

static unsigned int deadline(struct worker *w)
{
	struct pppd *p = w->data;

	if (p && p->log_code)
		return p->log_code;
	return p && p->auth ? ERROR_AUTH_SERVER_TIMEOUT : ERROR_NO_ANSWER;
}

/* ---- a pppd that no worker supervises ---- */

/*
 * /proc/PID/ns/net tells only those who may trace the process, and one that somebody else has
 * started has more capabilities than mprd. What its network namespace lists, anybody may see: is a
 * socket of ours there?
 */
static bool same_namespace(pid_t pid)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };
	char path[64], line[256], *inode;
	bool same = false;
	struct stat own;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/net/netlink", pid);
	f = fopen(path, "re");
	if (f && fd >= 0 && !bind(fd, (struct sockaddr *)&addr, sizeof(addr)) && !fstat(fd, &own)) {
		/* The inode is the last number of a line. */
		while (!same && fgets(line, sizeof(line), f)) {
			line[strcspn(line, "\n")] = '\0';
			for (inode = line + strlen(line); inode > line && inode[-1] == ' '; inode--)
				inode[-1] = '\0';
			inode = strrchr(line, ' ');
			same = inode && strtoul(inode, NULL, 10) == own.st_ino;
		}
	}
	if (f)
		fclose(f);
	if (fd >= 0)
		close(fd);
	return same;
}

static pid_t find_pppd(const char *ifname)
{
	char path[128], comm[32] = "";
	char line[32];
	long pid = 0;
	FILE *f;

	if (strchr(ifname, '/'))
		return 0;
	snprintf(path, sizeof(path), "/run/%s.pid", ifname);
	f = fopen(path, "re");
	if (!f)
		return 0;
	if (fgets(line, sizeof(line), f))
		pid = strtol(line, NULL, 10);
	fclose(f);
	snprintf(path, sizeof(path), "/proc/%ld/comm", pid);
	f = pid > 1 ? fopen(path, "re") : NULL;
	if (!f)
		return 0;
	if (!fgets(comm, sizeof(comm), f))
		comm[0] = '\0';
	fclose(f);
	return !strncmp(comm, "pppd", 4) && same_namespace(pid) ? pid : 0;
}

static void on_other_ended(struct ev_loop *loop, ev_io *io, int events)
{
	(void)events;
	ev_io_stop(loop, io);
	worker_hung_up(io->data);
}

static void on_other_late(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct worker *w = timer->data;

	(void)loop;
	(void)events;
	log_warn("pppd does not end; the kernel takes the line down");
	worker_hung_up(w);
}

static void hangup(struct worker *w)
{
	struct pppd *p = calloc(1, sizeof(*p));
	pid_t pid = find_pppd(w->req->interface->ifname);
	int fd = pid ? pidfd_open_pid(pid) : -1;

	w->data = p;
	if (!p || fd < 0 || kill(pid, SIGTERM)) {
		log_warn("there is no pppd for %s; the kernel takes the line down",
			 w->req->interface->ifname);
		worker_hung_up(w);
		return;
	}
	ev_io_init(&p->ended, on_other_ended, fd, EV_READ);
	p->ended.data = w;
	ev_io_start(w->loop, &p->ended);
	ev_timer_init(&p->kill, on_other_late, 8, 0);
	p->kill.data = w;
	ev_timer_start(w->loop, &p->kill);
}

const struct dialer_ops pppd_dialer = {
	.kind = "pppd",
	.dial = dial,
	.hangup = hangup,
	.stop = stop,
	.deadline = deadline,
};
