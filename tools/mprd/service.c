// SPDX-License-Identifier: GPL-2.0-only
#include "service.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include <mpr/winerror.h>
#include <mprerror.h>
#include <raserror.h>

#include "log.h"
#include "notify.h"
#include "restore.h"
#include "workers.h"

/* How often to look whether the module has come. */
#define RETRY 1.0

static void wait_for_module(struct service *s);

static void close_dialer(struct service *s)
{
	if (!s->dialer)
		return;
	ev_io_stop(s->loop, &s->bell);
	mpr_dialer_close(s->dialer);
	s->dialer = NULL;
}

/*
 * Takes what pends, or one request of it, and gives it back at once, so that it rings again. The
 * kernel rings twice for a request and then lets it fail. Returns how many there were, -1 if it
 * cannot be asked.
 */
static int ring_again(struct service *s, uint32_t id)
{
	struct mpr_dial_request *req;
	struct mpr_dialer *taker;
	int n = 0;

	if (mpr_dialer_open(s->mpr, id ? NULL : s->config->kinds, id ? 0 : s->config->n_kinds,
			    &taker))
		return -1;
	while (!mpr_dialer_accept(taker, id, &req)) {
		mpr_free(req);
		n++;
	}
	mpr_dialer_close(taker);
	return n;
}

static void ring_all_again(struct service *s)
{
	int n = ring_again(s, 0);

	if (n >= 0)
		log_warn("doorbells were lost; %d requests ring again", n);
}

static void on_untaken(void *data, uint32_t id)
{
	struct service *s = data;

	/* Without us it fails, or is somebody else's. */
	if (s->dialer && ring_again(s, id) > 0)
		log_warn("request %u was not begun; it rings again", id);
}

/* Every doorbell that waits; false: the module is gone. */
static bool answer_bells(struct service *s)
{
	enum mpr_dial_type request;
	uint32_t id;
	int n;

	while ((n = mpr_dialer_ring(s->dialer, &id, &request)) != 0) {
		if (n == -1)
			return false;
		if (n == -2)
			ring_all_again(s);
		else
			workers_start(s->loop, s->config, id);
	}
	return true;
}

static void on_bell(struct ev_loop *loop, ev_io *io, int events)
{
	struct service *s = io->data;

	(void)loop;
	(void)events;
	if (answer_bells(s))
		return;
	log_notice("the module mpr is gone");
	close_dialer(s);
	wait_for_module(s);
}

/* The module cannot know the time zone; dial-out hours are in local time. */
static void tell_utc_offset(struct service *s)
{
	struct mpr_service service = { .utc_offset = 0 };
	time_t now = time(NULL);
	unsigned int code;
	struct tm tm;

	tzset();
	if (!s->dialer || !localtime_r(&now, &tm) || tm.tm_gmtoff == s->utc_offset)
		return;
	service.utc_offset = tm.tm_gmtoff;
	code = mpr_service_set(s->mpr, &service, MPR_SERVICE_UTC_OFFSET);
	if (code) {
		log_warn("cannot tell the module the offset of local time: %s", mpr_strerror(code));
		return;
	}
	s->utc_offset = tm.tm_gmtoff;
	log_debug("local time is %d s ahead of UTC", s->utc_offset);
}

static void on_minute(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop;
	(void)events;
	tell_utc_offset(timer->data);
}

static unsigned int attach(struct service *s)
{
	struct mpr_dialer *dialer;
	unsigned int code;

	if (s->config->n_kinds == 0)
		log_warn("mprd dials nothing: there are no dialers in %s", s->config->path);
	code = mpr_dialer_open(s->mpr, s->config->kinds, s->config->n_kinds, &dialer);
	if (code)
		return code;
	/* On a reload the new registration is there before the old one goes. */
	if (s->dialer)
		answer_bells(s);
	close_dialer(s);
	s->dialer = dialer;
	ev_io_init(&s->bell, on_bell, mpr_dialer_fd(s->dialer), EV_READ);
	s->bell.data = s;
	ev_io_start(s->loop, &s->bell);
	s->said_waiting = false;
	s->utc_offset = INT32_MIN;
	log_notice("ready to dial");
	notify("STATUS=Ready to dial");
	tell_utc_offset(s);
	restore_interfaces(s->config, s->mpr, true);
	return 0;
}

static void on_retry(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct service *s = timer->data;
	unsigned int code;

	(void)events;
	code = attach(s);
	if (!code) {
		ev_timer_stop(loop, timer);
		return;
	}
	if (s->said_waiting)
		return;
	s->said_waiting = true;
	if (code == RPC_S_UNKNOWN_IF || code == ERROR_DDM_NOT_RUNNING) {
		log_warn("the module mpr is not loaded (modprobe mpr); waiting for it");
		notify("STATUS=Waiting for the module mpr");
	} else {
		log_err("cannot register as dialler, trying again: %s", mpr_strerror(code));
		notify("STATUS=Cannot register as dialler");
	}
}

static void wait_for_module(struct service *s)
{
	ev_timer_init(&s->retry, on_retry, 0, RETRY);
	s->retry.data = s;
	ev_timer_start(s->loop, &s->retry);
}

int service_start(struct service *s, struct ev_loop *loop, const struct config *config)
{
	unsigned int code;

	memset(s, 0, sizeof(*s));
	s->loop = loop;
	s->config = config;
	if (workers_init(on_untaken, s)) {
		log_err("cannot start: %s", strerror(errno));
		return -1;
	}
	code = mpr_open(config->server, &s->mpr);
	if (code) {
		log_err("cannot open the service: %s", mpr_strerror(code));
		return -1;
	}
	ev_timer_init(&s->minute, on_minute, 60, 60);
	s->minute.data = s;
	ev_timer_start(loop, &s->minute);
	wait_for_module(s);
	return 0;
}

void service_reload(struct service *s, const struct config *config)
{
	s->config = config;
	if (!s->dialer)
		return;
	if (attach(s)) {
		close_dialer(s);
		wait_for_module(s);
	}
}

void service_stop(struct service *s)
{
	ev_timer_stop(s->loop, &s->retry);
	ev_timer_stop(s->loop, &s->minute);
	close_dialer(s);
	mpr_close(s->mpr);
	s->mpr = NULL;
}
