// SPDX-License-Identifier: GPL-2.0-only
#include "worker.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <mpr/winerror.h>
#include <mprerror.h>
#include <raserror.h>

#include "log.h"

/* Time in which a dialler that supervises a line has to hang it up; the kernel waits 10 s. */
#define HANGUP_GRACE 5.0

static const struct dialer_ops *const all_ops[] = { &pppd_dialer, &wireguard_dialer,
						    &exec_dialer };

static void report(struct worker *w, unsigned int code)
{
	unsigned int err;

	if (w->over)
		return;
	err = mpr_dialer_done(w->dialer, w->req->id, code);
	if (err && err != ERROR_INVALID_HANDLE)
		log_warn("cannot report the result %u: %s", code, mpr_strerror(err));
	w->over = true;
}

void worker_progress(struct worker *w, const char *ifname, enum mpr_port_cond condition)
{
	unsigned int err;

	if (w->over || w->up)
		return;
	err = mpr_dialer_progress(w->dialer, w->req->id, 0, ifname, condition);
	/* Nobody waits for this dial any more; the doorbell that says so may come later. */
	if (err == ERROR_INVALID_HANDLE && !w->stopping) {
		w->over = true;
		worker_stop(w, 0, HANGUP_GRACE);
	} else if (err && err != ERROR_INVALID_HANDLE) {
		log_warn("cannot report progress: %s", mpr_strerror(err));
	}
}

static void end(struct worker *w)
{
	w->finished = true;
	ev_break(w->loop, EVBREAK_ALL);
}

void worker_up(struct worker *w, bool supervise)
{
	if (w->stopping || w->up)
		return;
	ev_timer_stop(w->loop, &w->deadline);
	w->up = true;
	w->slot->connected = true;
	report(w, 0);
	if (!supervise)
		end(w);
}

void worker_failed(struct worker *w, unsigned int code)
{
	if (w->up)
		log_notice("the line has ended: %s", log_code(code));
	else
		log_notice("the dial has failed: %s", log_code(code));
	report(w, code);
	end(w);
}

void worker_stop(struct worker *w, unsigned int code, double grace)
{
	if (w->stopping)
		return;
	w->stopping = true;
	w->stop_code = code;
	ev_timer_stop(w->loop, &w->deadline);
	w->ops->stop(w, grace);
}

void worker_stopped(struct worker *w)
{
	if (w->stop_code && !w->up) {
		log_notice("the dial has failed: %s", log_code(w->stop_code));
		report(w, w->stop_code);
	}
	if (w->hangup_id)
		mpr_dialer_done(w->dialer, w->hangup_id, 0);
	end(w);
}

void worker_hung_up(struct worker *w)
{
	report(w, 0);
	end(w);
}

void worker_owns(struct worker *w, const struct child *child)
{
	w->slot->group = child ? child->pid : 0;
}

static void hang_up(struct worker *w, uint32_t id)
{
	struct mpr_dial_request *req;

	/* A dial that is given up keeps its number; there is nothing to accept. */
	if (id == w->req->id) {
		w->over = true;
		log_info("the dial is given up");
	} else {
		if (mpr_dialer_accept(w->dialer, id, &req))
			return;
		mpr_free(req);
		w->hangup_id = id;
		log_info("hanging up");
	}
	worker_stop(w, 0, HANGUP_GRACE);
}

static void on_bell(struct ev_loop *loop, ev_io *io, int events)
{
	struct worker *w = io->data;
	enum mpr_dial_type request;
	uint32_t id;
	int n;

	(void)events;
	while ((n = mpr_dialer_ring(w->dialer, &id, &request)) == 1)
		if (request == MPR_DIAL_TYPE_HANGUP)
			hang_up(w, id);
	if (n != -1)
		return;
	/* Without the module a line that is up stays up, and a dial has nobody to dial for. */
	ev_io_stop(loop, io);
	w->over = true;
	if (w->up) {
		log_notice("the module mpr is gone; the line stays up");
	} else {
		log_notice("the module mpr is gone; the dial is given up");
		worker_stop(w, 0, HANGUP_GRACE);
	}
}

static void on_parent_died(struct ev_loop *loop, ev_io *io, int events)
{
	struct worker *w = io->data;

	(void)events;
	ev_io_stop(loop, io);
	if (w->up)
		return;
	log_notice("mprd has ended; the dial is given up");
	worker_stop(w, ERROR_DDM_NOT_RUNNING, 1.0);
}

static void on_signal(struct ev_loop *loop, ev_io *io, int events)
{
	struct worker *w = io->data;
	struct signalfd_siginfo info;

	(void)loop;
	(void)events;
	if (read(io->fd, &info, sizeof(info)) != sizeof(info))
		return;
	/* A hang-up is what mprd wants, and is under way. */
	if (w->req->request == MPR_DIAL_TYPE_HANGUP)
		return;
	log_info(w->up ? "mprd ends; hanging up" : "mprd ends; the dial is given up");
	worker_stop(w, ERROR_DDM_NOT_RUNNING, HANGUP_GRACE);
}

static void on_deadline(struct ev_loop *loop, ev_timer *timer, int revents)
{
	struct worker *w = timer->data;

	(void)loop;
	(void)revents;
	log_notice("the dial takes longer than the %u ms that it may", w->req->timeout);
	worker_stop(w, w->ops->deadline(w), timer->repeat);
}

/* Both ends of the line must be taken down before the kernel's own deadline. */
static void start_deadline(struct worker *w)
{
	double timeout = w->req->timeout / 1000.0;
	double margin = timeout / 3 < 2.0 ? timeout / 3 : 2.0;

	ev_timer_init(&w->deadline, on_deadline, timeout - margin, margin / 2);
	w->deadline.data = w;
	ev_timer_start(w->loop, &w->deadline);
}

static int watch(struct worker *w, pid_t parent)
{
	sigset_t mask;
	int fd;

	sigemptyset(&mask);
	sigaddset(&mask, SIGTERM);
	sigaddset(&mask, SIGINT);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0) {
		log_err("cannot watch signals: %s", strerror(errno));
		report(w, ERROR_NOT_ENOUGH_MEMORY);
		return -1;
	}
	ev_io_init(&w->signals, on_signal, fd, EV_READ);
	w->signals.data = w;
	ev_io_start(w->loop, &w->signals);

	ev_io_init(&w->bell, on_bell, mpr_dialer_fd(w->dialer), EV_READ);
	w->bell.data = w;
	ev_io_start(w->loop, &w->bell);

	fd = pidfd_open_pid(parent);
	if (fd < 0 || getppid() != parent) {
		/* It has died between fork and here. */
		if (fd >= 0)
			close(fd);
		report(w, ERROR_DDM_NOT_RUNNING);
		return -1;
	}
	ev_io_init(&w->parent, on_parent_died, fd, EV_READ);
	w->parent.data = w;
	ev_io_start(w->loop, &w->parent);
	return 0;
}

static const struct dialer_ops *find_ops(const char *kind)
{
	size_t i;

	for (i = 0; i < sizeof(all_ops) / sizeof(all_ops[0]); i++)
		if (!strcmp(all_ops[i]->kind, kind))
			return all_ops[i];
	return NULL;
}

int worker_run(const struct config *config, struct worker_slot *slot, uint32_t id, pid_t parent)
{
	struct worker w = { .config = config, .slot = slot };
	unsigned int err;

	prctl(PR_SET_NAME, "mprd-worker");
	/* No core dump: it would have passwords and keys. */
	prctl(PR_SET_DUMPABLE, 0);
	err = mpr_open(config->server, &w.mpr);
	if (!err)
		err = mpr_dialer_open(w.mpr, NULL, 0, &w.dialer);
	if (!err)
		err = mpr_dialer_accept(w.dialer, id, &w.req);
	slot->taken = !err || err == ERROR_NO_MORE_ITEMS;
	if (err) {
		/* Another dialler was faster, or it was given up. */
		if (err != ERROR_NO_MORE_ITEMS)
			log_err("cannot accept request %u: %s", id, mpr_strerror(err));
		return 1;
	}
	log_about(w.req->interface->name);
	w.ops = find_ops(w.req->kind);
	w.loop = ev_loop_new(EVFLAG_AUTO);
	if (!w.ops || !w.loop) {
		report(&w, ERROR_DDM_NOT_RUNNING);
		return 1;
	}
	if (watch(&w, parent))
		return 1;
	if (w.req->request == MPR_DIAL_TYPE_HANGUP) {
		log_info("hanging up");
		slot->connected = true;
		w.up = true;
		w.ops->hangup(&w);
	} else {
		log_info("dialling (%s, try %u, %u ms)", w.req->kind, w.req->attempt_try,
			 w.req->timeout);
		start_deadline(&w);
		w.ops->dial(&w);
	}
	if (!w.finished)
		ev_run(w.loop, 0);
	mpr_dialer_close(w.dialer);
	mpr_free(w.req);
	mpr_close(w.mpr);
	return 0;
}
