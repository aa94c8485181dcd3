/* SPDX-License-Identifier: GPL-2.0-only */
/* mprd's place at the module: registered as dialler, or waiting for the module to come. */
#ifndef SERVICE_H
#define SERVICE_H

#include <ev.h>
#include <mpr.h>

#include "config.h"

struct service {
	struct ev_loop *loop;
	const struct config *config;
	struct mpr *mpr;
	struct mpr_dialer *dialer;	/* NULL: waiting for the module */
	bool said_waiting;
	bool ending;
	int32_t utc_offset;		/* what the module was told; INT32_MIN: nothing */
	ev_io bell;
	ev_timer retry, minute;
};

/* Returns 0, or -1 after a message. */
int service_start(struct service *s, struct ev_loop *loop, const struct config *config);
/* The configuration has changed. */
void service_reload(struct service *s, const struct config *config);
/* Take no more requests. */
void service_stop(struct service *s);

#endif /* SERVICE_H */
