// SPDX-License-Identifier: GPL-2.0-only
/* Dial with a script; mpr-exec-dialer(7) is the contract with it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mpr/winerror.h>
#include <mprerror.h>
#include <raserror.h>

#include "lines.h"
#include "log.h"
#include "netdev.h"
#include "ppp_args.h"
#include "worker.h"

#define CREDENTIALS_FD 3

struct script {
	struct child child;
	ev_io ended;
	ev_timer kill;
	struct lines out;	/* device=, error=, ... */
	struct lines err;	/* for the log */
	unsigned int error;	/* that the script named; 0: none */
	bool hanging_up;
	char **env;
	unsigned int n_env;
};

/* Exit statuses of a script that failed; the table in the manual page is this one. */
static const unsigned short codes[] = {
	[1] = ERROR_UNKNOWN,
	[2] = ERROR_PORT_NOT_CONFIGURED,
	[3] = ERROR_NO_ANSWER,
	[4] = ERROR_AUTHENTICATION_FAILURE,
	[5] = ERROR_LINE_BUSY,
	[6] = ERROR_NO_CARRIER,
	[7] = ERROR_NO_DIALTONE,
	[8] = ERROR_DEVICE_DOES_NOT_EXIST,
	[9] = ERROR_PORT_NOT_AVAILABLE,
	[10] = ERROR_REQUEST_TIMEOUT,
	[11] = ERROR_REMOTE_DISCONNECTION,
	[12] = ERROR_IP_CONFIGURATION,
	[13] = ERROR_HARDWARE_FAILURE,
};

static unsigned int code_of(const struct script *s, int status)
{
	unsigned int n;

	if (!WIFEXITED(status)) {
		log_err("the script was killed by signal %d", WTERMSIG(status));
		return s->error ? s->error : ERROR_PORT_DISCONNECTED;
	}
	n = WEXITSTATUS(status);
	if (s->error)
		return s->error;
	if (n == 0)
		return 0;
	log_info("the script has ended with status %u", n);
	if (n == 126 || n == 127)
		return ERROR_PORT_NOT_CONFIGURED;
	return n < sizeof(codes) / sizeof(codes[0]) && codes[n] ? codes[n] : ERROR_UNKNOWN;
}

static void on_out(void *data, char *line)
{
	struct worker *w = data;
	struct script *s = w->data;
	struct mpr_identity who = { .interface_id = w->req->interface->id };
	unsigned long n;
	char *end;

	if (s->hanging_up) {
		log_debug("script: %s", line);
	} else if (!strncmp(line, "device=", 7)) {
		if (netdev_name_ok(line + 7))
			worker_progress(w, line + 7, MPR_PORT_COND_AUTHENTICATING);
		else
			log_warn("the script names a device \"%s\" that cannot be", line + 7);
	} else if (!strncmp(line, "error=", 6)) {
		n = strtoul(line + 6, &end, 10);
		if (*end || end == line + 6 || n == 0 || n == PENDING || n > 65535)
			log_warn("the script gives an error \"%s\" that is no code", line + 6);
		else
			s->error = n;
	} else if (!strncmp(line, "user=", 5)) {
		who.user = line + 5;
		mpr_connection_identify(w->mpr, &who);
	} else if (!strncmp(line, "remote-computer=", 16)) {
		who.remote_computer = line + 16;
		mpr_connection_identify(w->mpr, &who);
	} else {
		log_info("script: %s", line);
	}
}

static void on_err(void *data, char *line)
{
	(void)data;
	log_info("script: %s", line);
}

static void on_ended(struct ev_loop *loop, ev_io *io, int events)
{
	struct worker *w = io->data;
	struct script *s = w->data;
	pid_t group = s->child.pid;
	unsigned int code;
	int status;

	(void)events;
	ev_io_stop(loop, io);
	ev_timer_stop(loop, &s->kill);
	status = spawn_reap(&s->child);
	/* A script may leave a daemon behind that carries the line, but not when it failed. */
	lines_finish(&s->out);
	lines_finish(&s->err);
	code = code_of(s, status);
	if (w->stopping || (code && !s->hanging_up))
		kill(-group, SIGKILL);
	worker_owns(w, NULL);
	if (w->stopping)
		worker_stopped(w);
	else if (s->hanging_up)
		worker_hung_up(w);
	else if (code)
		worker_failed(w, code);
	else
		worker_up(w, false);
}

static void __attribute__((format(printf, 2, 3)))
set_env(struct script *s, const char *fmt, ...)
{
	char **bigger = realloc(s->env, (s->n_env + 2) * sizeof(*bigger));
	va_list args;

	if (!bigger)
		return;
	s->env = bigger;
	va_start(args, fmt);
	if (vasprintf(&s->env[s->n_env], fmt, args) >= 0)
		s->n_env++;
	va_end(args);
	s->env[s->n_env] = NULL;
}

static void make_env(struct worker *w, struct script *s, const struct mpr_device *dev)
{
	const struct mpr_interface *iface = w->req->interface;
	unsigned int n, try = w->req->attempt_try;

	set_env(s, "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
	set_env(s, "LANG=C.UTF-8");
	set_env(s, "MPR_ACTION=%s", s->hanging_up ? "disconnect" : "connect");
	set_env(s, "MPR_INTERFACE=%s", iface->name);
	set_env(s, "MPR_INTERFACE_ID=%u", iface->id);
	set_env(s, "MPR_DEVICE=%s", iface->ifname);
	set_env(s, "MPR_DEVICE_TYPE=%s", dev->type);
	set_env(s, "MPR_DEVICE_NAME=%s", dev->name);
	n = dev->n_alternates + 1;
	set_env(s, "MPR_DEVICE_PHONE=%s",
		try % n ? dev->alternates[try % n - 1] : dev->phone);
	set_env(s, "MPR_TRY=%u", try);
	set_env(s, "MPR_TIMEOUT=%u", w->req->timeout);
	set_env(s, "MPR_CREDENTIALS_FD=%d", CREDENTIALS_FD);
	if (w->config->netns)
		set_env(s, "MPR_NETNS=%s", w->config->netns);
}

/*
 * Three lines: user, domain, password; -1 when there are none (the script reads nothing), -2 on
 * failure.
 */
static int credentials(struct worker *w)
{
	struct mpr_credentials cred;
	char text[sizeof(cred) + 8];
	unsigned int err;
	int n, fd;

	err = mpr_credentials_get(w->mpr, w->req->interface->name, &cred);
	if (err == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY)
		return -1;
	if (err) {
		log_err("cannot read the credentials: %s", mpr_strerror(err));
		return -2;
	}
	n = snprintf(text, sizeof(text), "%s\n%s\n%s\n", cred.user, cred.domain, cred.password);
	fd = spawn_memfd(text, n);
	explicit_bzero(text, sizeof(text));
	mpr_credentials_wipe(&cred);
	return fd < 0 ? -2 : fd;
}

static unsigned int start(struct worker *w, struct script *s)
{
	const struct mpr_interface *iface = w->req->interface;
	char *argv[2] = { NULL, NULL };
	struct spawn how = { .argv = argv, .n_fds = 4, .death_signal = SIGKILL };
	int out[2], err[2], fd, failed;
	unsigned int i;

	if (iface->n_devices == 0) {
		log_err("the interface has no device, which must name the script");
		return ERROR_INTERFACE_HAS_NO_DEVICES;
	}
	if (!trusted_program(iface->devices[0].name))
		return ERROR_PORT_NOT_CONFIGURED;
	fd = credentials(w);
	if (fd == -2)
		return ERROR_PORT_NOT_CONFIGURED;
	if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		return ERROR_NOT_ENOUGH_MEMORY;
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	fcntl(err[0], F_SETFL, O_NONBLOCK);
	make_env(w, s, &iface->devices[0]);
	argv[0] = (char *)iface->devices[0].name;
	how.path = argv[0];
	how.envp = s->env;
	how.fds[0] = -1;
	how.fds[1] = out[1];
	how.fds[2] = err[1];
	how.fds[CREDENTIALS_FD] = fd;
	failed = spawn(&how, &s->child);
	if (failed)
		log_err("cannot start the script: %s", strerror(errno));
	for (i = 0; i < s->n_env; i++)
		free(s->env[i]);
	free(s->env);
	s->env = NULL;
	if (fd >= 0)
		close(fd);
	close(out[1]);
	close(err[1]);
	if (failed) {
		close(out[0]);
		close(err[0]);
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	worker_owns(w, &s->child);
	lines_start(&s->out, w->loop, out[0], on_out, w);
	lines_start(&s->err, w->loop, err[0], on_err, w);
	ev_io_init(&s->ended, on_ended, s->child.pidfd, EV_READ);
	s->ended.data = w;
	ev_io_start(w->loop, &s->ended);
	return 0;
}

static void dial(struct worker *w)
{
	struct script *s = calloc(1, sizeof(*s));
	unsigned int code;

	w->data = s;
	worker_progress(w, NULL, MPR_PORT_COND_INITIALIZING);
	if (w->over)
		return;
	code = s ? start(w, s) : ERROR_NOT_ENOUGH_MEMORY;
	if (code)
		worker_failed(w, code);
}

static void on_kill(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct worker *w = timer->data;
	struct script *s = w->data;

	(void)loop;
	(void)events;
	log_warn("the script does not end and is killed");
	spawn_kill(&s->child, SIGKILL);
}

static void stop(struct worker *w, double grace)
{
	struct script *s = w->data;

	if (!s || s->child.pid <= 0) {
		worker_stopped(w);
		return;
	}
	spawn_kill(&s->child, SIGTERM);
	ev_timer_init(&s->kill, on_kill, grace, 0.5);
	s->kill.data = w;
	ev_timer_start(w->loop, &s->kill);
}

static unsigned int deadline(struct worker *w)
{
	const struct script *s = w->data;

	return s && s->error ? s->error : ERROR_REQUEST_TIMEOUT;
}

static void hangup(struct worker *w)
{
	struct script *s = calloc(1, sizeof(*s));

	w->data = s;
	if (!s) {
		worker_hung_up(w);
		return;
	}
	s->hanging_up = true;
	if (start(w, s)) {
		worker_hung_up(w);
		return;
	}
	/* The kernel takes the line down by itself after 10 s. */
	ev_timer_init(&s->kill, on_kill, 9, 0.5);
	s->kill.data = w;
	ev_timer_start(w->loop, &s->kill);
}

const struct dialer_ops exec_dialer = {
	.kind = "exec",
	.dial = dial,
	.hangup = hangup,
	.stop = stop,
	.deadline = deadline,
};
