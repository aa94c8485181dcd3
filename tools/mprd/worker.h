/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A worker is the process that does one request of the kernel: it dials and, for as long as the
 * dialler's process lives, supervises it; or it hangs up what no worker supervises.
 */
#ifndef WORKER_H
#define WORKER_H

#include <ev.h>
#include <mpr.h>

#include "config.h"
#include "spawn.h"

/* In memory shared with the main process, which cleans up after a worker that died. */
struct worker_slot {
	pid_t group;		/* process group that the worker runs; 0: none */
	unsigned int unit;	/* PPP unit that the worker may use */
	bool taken;		/* the request is its own, or another dialler's */
	bool connected;		/* no longer dialling */
};

struct worker;

struct dialer_ops {
	const char *kind;
	/* Begin w->req; ends in worker_up(), worker_failed() or, after stop(), worker_stopped(). */
	void (*dial)(struct worker *w);
	/* Undo a connection that nobody supervises; ends in worker_hung_up(). */
	void (*hangup)(struct worker *w);
	/* End what dial() began, within @grace seconds if it can be; ends in worker_stopped(). */
	void (*stop)(struct worker *w, double grace);
	/* The code for a dial whose time is over. */
	unsigned int (*deadline)(struct worker *w);
};

struct worker {
	struct ev_loop *loop;
	const struct config *config;
	struct worker_slot *slot;
	struct mpr *mpr;
	struct mpr_dialer *dialer;
	struct mpr_dial_request *req;
	const struct dialer_ops *ops;
	bool up;		/* said to be up */
	bool over;		/* the kernel wants to hear no more about req */
	bool stopping;
	bool finished;
	unsigned int stop_code;	/* why, when it was stopped while dialling */
	uint32_t hangup_id;	/* the request to hang up that is being done; 0: none */
	void *data;		/* the dialler's own */
	ev_io bell, parent, signals;
	ev_timer deadline;
};

extern const struct dialer_ops pppd_dialer, wireguard_dialer, exec_dialer;

/*
 * In a new process: accept request @id and do it. @parent: the main process. Returns the exit
 * status.
 */
int worker_run(const struct config *config, struct worker_slot *slot, uint32_t id, pid_t parent);

/* Say how far it is and which netdevice to expect; NULL: not said. */
void worker_progress(struct worker *w, const char *ifname, enum mpr_port_cond condition);
/* The line is up. The worker goes on when @supervise, else it ends. */
void worker_up(struct worker *w, bool supervise);
/* It did not come up, or (after worker_up()) it has ended by itself. */
void worker_failed(struct worker *w, unsigned int code);
/* What stop() was asked for has been done. */
void worker_stopped(struct worker *w);
/* What hangup() was asked for has been done. */
void worker_hung_up(struct worker *w);
/* End what was begun; @code is reported for a dial, 0: the kernel knows. */
void worker_stop(struct worker *w, unsigned int code, double grace);
/* How the process group that the worker runs is known to the main process. */
void worker_owns(struct worker *w, const struct child *child);

#endif /* WORKER_H */
