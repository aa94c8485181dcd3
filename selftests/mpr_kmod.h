/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of the module share: a namespace of the test's own with everything that
 * happens in it, and short forms of the native interface. Include it behind
 * kselftest_harness.h.
 */
#ifndef SELFTESTS_MPR_KMOD_H
#define SELFTESTS_MPR_KMOD_H

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <mpr.h>

#include "netdev.h"

/* Longer than anything that a test waits for, on a slow machine too. */
#define SOON 15000
/* A back-off that does not end during a test. */
#define LONG 600000

/* An event, with what tests look at. */
struct ev {
	uint64_t seq;
	enum mpr_event_kind kind;
	int old;
	uint32_t iface, state, reasons, last_error, redials_left;
	bool want_up;
	uint32_t conn, end_reason, end_cause, conn_ports;
	uint32_t port, slot, cond;
	char name[64];
};

struct watch {
	struct mpr_monitor *mon;
	struct ev *ev;
	unsigned int n, size, pos;
	uint64_t lost;
};

static inline int watch_event(const struct mpr_event *event, void *data)
{
	struct watch *w = data;
	struct ev *ev;

	if (w->n == w->size) {
		w->size = w->size ? 2 * w->size : 256;
		w->ev = realloc(w->ev, w->size * sizeof(*w->ev));
		if (!w->ev)
			abort();
	}
	ev = &w->ev[w->n++];
	memset(ev, 0, sizeof(*ev));
	w->lost += event->lost;
	ev->seq = event->seq;
	ev->kind = event->kind;
	ev->old = event->old_state;
	if (event->interface) {
		ev->iface = event->interface->id;
		ev->state = event->interface->state;
		ev->reasons = event->interface->reasons;
		ev->last_error = event->interface->last_error;
		ev->redials_left = event->interface->redials_left;
		ev->want_up = event->interface->want_up;
		snprintf(ev->name, sizeof(ev->name), "%s", event->interface->name);
	}
	if (event->connection) {
		ev->iface = event->connection->interface_id;
		ev->conn = event->connection->id;
		ev->end_reason = event->connection->end_reason;
		ev->end_cause = event->connection->end_cause;
		ev->conn_ports = event->connection->ports;
	}
	if (event->port) {
		ev->iface = event->port->interface_id;
		ev->conn = event->port->connection_id;
		ev->port = event->port->id;
		ev->slot = event->port->slot;
		ev->cond = event->port->condition;
		snprintf(ev->name, sizeof(ev->name), "%s", event->port->name);
	}
	return 0;
}

/* Waits for more events; false when none came soon. */
static inline bool watch_more(struct watch *w, int timeout_ms)
{
	struct pollfd pfd = { .fd = mpr_monitor_fd(w->mon), .events = POLLIN };
	unsigned int n = w->n;

	while (w->n == n) {
		if (poll(&pfd, 1, timeout_ms) <= 0)
			return false;
		/* The last events come together with the news that the service is gone. */
		if (mpr_monitor_read(w->mon, watch_event, w) && w->n == n)
			return false;
	}
	return true;
}

/*
 * The next event of this kind about interface @iface (0: any); events before it are passed
 * over.
 */
static inline const struct ev *watch_for(struct watch *w, enum mpr_event_kind kind,
					 uint32_t iface)
{
	for (;;) {
		while (w->pos < w->n) {
			const struct ev *ev = &w->ev[w->pos++];

			if (ev->kind == kind && (!iface || ev->iface == iface))
				return ev;
		}
		if (!watch_more(w, SOON))
			return NULL;
	}
}

/* The next change of an interface that leaves it in this state. */
static inline const struct ev *watch_state(struct watch *w, uint32_t iface,
					   enum mpr_if_state state)
{
	const struct ev *ev;

	do {
		ev = watch_for(w, MPR_EVENT_KIND_INTERFACE_CHANGE, iface);
	} while (ev && ev->state != state);
	return ev;
}

/* Takes what has come already, and passes over all of it. */
static inline void watch_skip(struct watch *w)
{
	mpr_monitor_read(w->mon, watch_event, w);
	w->pos = w->n;
}

/*
 * How many events of a kind there are about an interface from place @from on, of those that
 * have come.
 */
static inline unsigned int watch_count(struct watch *w, unsigned int from,
				       enum mpr_event_kind kind, uint32_t iface)
{
	unsigned int i, n = 0;

	if (w->mon)
		mpr_monitor_read(w->mon, watch_event, w);
	for (i = from; i < w->n; i++)
		if (w->ev[i].kind == kind && (!iface || w->ev[i].iface == iface))
			n++;
	return n;
}

static inline uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ULL + ts.tv_nsec / 1000000;
}

/* An interface as it is now, zero if there is none. Strings and arrays are not copied. */
static inline struct mpr_interface iface_now(struct mpr *h, uint32_t id)
{
	struct mpr_interface *got, iface = { 0 };

	if (mpr_interface_get(h, id, &got))
		return iface;
	iface = *got;
	iface.name = NULL;
	iface.dialer = NULL;
	iface.ifname = NULL;
	iface.devices = NULL;
	iface.hours = NULL;
	mpr_free(got);
	return iface;
}

static inline struct mpr_service service_now(struct mpr *h)
{
	struct mpr_service *got, service = { 0 };

	if (mpr_service_get(h, &got))
		return service;
	service = *got;
	service.kinds = NULL;
	mpr_free(got);
	return service;
}

/* The service of a network namespace that is this process's alone from now on. */
static inline bool service_new(struct mpr **h)
{
	return !netdev_new_netns() && !mpr_open(NULL, h) && service_now(*h).max_interfaces;
}

static inline bool service_watched(struct mpr **h, struct mpr_monitor **mon)
{
	return service_new(h) && !mpr_monitor_open(*h, MPR_MONITOR_ALL, mon);
}

/* A state in one number, for one comparison: state, reasons, last error. */
#define ST(state, reasons, error) \
	(((uint64_t)(state) << 48) | ((uint64_t)(reasons) << 32) | (error))

static inline uint64_t st_now(struct mpr *h, uint32_t id)
{
	struct mpr_interface iface = iface_now(h, id);

	return iface.id ? ST(iface.state, iface.reasons, iface.last_error) : UINT64_MAX;
}

static inline uint64_t st_of(const struct ev *ev)
{
	return ev ? ST(ev->state, ev->reasons, ev->last_error) : UINT64_MAX;
}

/* A connect that waits, in a thread. */
struct waiter {
	pthread_t thread;
	struct mpr *h;
	uint32_t id;
	unsigned int code;
};

static inline void *waiter_run(void *data)
{
	struct waiter *waiter = data;

	waiter->code = mpr_interface_connect(waiter->h, waiter->id, SOON);
	return NULL;
}

static inline void waiter_start(struct waiter *waiter, struct mpr *h, uint32_t id)
{
	waiter->h = h;
	waiter->id = id;
	if (pthread_create(&waiter->thread, NULL, waiter_run, waiter))
		abort();
}

static inline unsigned int waiter_end(struct waiter *waiter)
{
	pthread_join(waiter->thread, NULL);
	return waiter->code;
}

/* An interface that a dialer of kind "scripted" dials, with the settings given on top. */
static inline uint32_t add_scripted(struct mpr *h, const char *name,
				    const struct mpr_interface *more, unsigned int settings)
{
	struct mpr_interface iface = { 0 };
	uint32_t id;

	if (more)
		iface = *more;
	iface.name = name;
	iface.type = MPR_IF_TYPE_FULL_ROUTER;
	iface.dialer = "scripted";
	if (!(settings & MPR_SET_BACKOFF_FIRST)) {
		iface.backoff_first = LONG;
		settings |= MPR_SET_BACKOFF_FIRST;
	}
	return mpr_interface_add(h, &iface, settings | MPR_SET_DIALER, &id) ? 0 : id;
}

/* An interface that the kernel dials: the netdevice of its own name. */
static inline uint32_t add_kernel(struct mpr *h, const char *name,
				  const struct mpr_interface *more, unsigned int settings)
{
	struct mpr_interface iface = { 0 };
	uint32_t id;

	if (more)
		iface = *more;
	iface.name = name;
	if (!iface.type)
		iface.type = MPR_IF_TYPE_FULL_ROUTER;
	return mpr_interface_add(h, &iface, settings, &id) ? 0 : id;
}

static inline struct mpr_dialer *dialer_new(struct mpr *h, const char *kind)
{
	struct mpr_dialer *dialer = NULL;

	return mpr_dialer_open(h, &kind, kind ? 1 : 0, &dialer) ? NULL : dialer;
}

/* Waits for a doorbell: its id, 0 when none rang soon. */
static inline uint32_t ring(struct mpr_dialer *dialer, enum mpr_dial_type *request)
{
	struct pollfd pfd = { .fd = mpr_dialer_fd(dialer), .events = POLLIN };
	uint32_t id;

	for (;;) {
		if (mpr_dialer_ring(dialer, &id, request) == 1)
			return id;
		if (poll(&pfd, 1, SOON) <= 0)
			return 0;
	}
}

static inline bool rings_not(struct mpr_dialer *dialer)
{
	enum mpr_dial_type request;
	uint32_t id;

	return !mpr_dialer_ring(dialer, &id, &request);
}

/* Waits for a doorbell of this type and accepts it: the request's id, 0 if that failed. */
static inline uint32_t take(struct mpr_dialer *dialer, enum mpr_dial_type wanted)
{
	struct mpr_dial_request *req;
	enum mpr_dial_type request;
	uint32_t id = ring(dialer, &request);

	if (!id || request != wanted || mpr_dialer_accept(dialer, id, &req))
		return 0;
	if (req->id != id || req->request != wanted)
		id = 0;
	mpr_free(req);
	return id;
}

static inline unsigned int enable(struct mpr *h, uint32_t id, bool on)
{
	struct mpr_interface set = { .enabled = on };

	return mpr_interface_set(h, id, &set, MPR_SET_ENABLED);
}

static inline unsigned int pause_service(struct mpr *h, bool on)
{
	struct mpr_service set = { .paused = on };

	return mpr_service_set(h, &set, MPR_SERVICE_PAUSED);
}

/* Starts a connect and lets it fail with a code. */
static inline unsigned int fail_once(struct mpr *h, struct mpr_dialer *dialer, uint32_t id,
				     unsigned int code)
{
	unsigned int ret = mpr_interface_connect(h, id, 0);
	uint32_t req;

	if (ret != 600)
		return ret;
	req = take(dialer, MPR_DIAL_TYPE_DIAL);
	return req ? mpr_dialer_done(dialer, req, code) : 259;
}

/* Starts a connect and connects it over a netdevice that is up. */
static inline unsigned int connect_over(struct mpr *h, struct mpr_dialer *dialer, uint32_t id,
					const char *ifname)
{
	unsigned int ret = mpr_interface_connect(h, id, 0);
	uint32_t req;

	if (ret != 600)
		return ret;
	req = take(dialer, MPR_DIAL_TYPE_DIAL);
	if (!req)
		return 259;
	ret = mpr_dialer_progress(dialer, req, 0, ifname, MPR_PORT_COND_AUTHENTICATING);
	return ret ?: mpr_dialer_done(dialer, req, 0);
}

#endif /* SELFTESTS_MPR_KMOD_H */
