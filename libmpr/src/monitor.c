// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Following events without gaps.
 *
 * The socket can overrun. What is in it then are the events before the gap, so they are put aside
 * until it is empty (only then does the kernel deliver again), the journal is read from the last
 * event handed over on, and both are merged by number. What is in neither is counted as lost. The
 * same way leads over a reload of the module, except that numbers of different runs do not
 * compare.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "journal.h"
#include "parse.h"

#define MONITOR_RCVBUF (4 << 20)
/* More than this is not put aside: the journal has to have the rest. */
#define ASIDE_MAX 65536

/* A message put aside. */
struct aside {
	struct aside *next;
	uint64_t seq;
	uint64_t epoch;
	struct nlmsghdr nlh[];
};

struct mpr_monitor {
	struct mpr *h;
	int fd;
	unsigned int groups;
	struct mpr_family family;
	uint64_t epoch;
	uint64_t last;			/* number handed over or skipped last */
	uint64_t lost;			/* to be told with the next event */
	bool gap;			/* something was missed: put aside what comes */
	bool again;			/* one more reason for that, seen since close_gap() began */
	bool down;			/* the service is gone */
	bool told;			/* and the user knows */
	bool stopped;			/* by the callback */
	struct aside *aside, **aside_end;
	unsigned int n_aside;
	struct mpr_rx rx;
	struct mpr_arena arena;
	mpr_event_cb *cb;
	void *data;
};

static unsigned int group_of(enum mpr_event_kind kind)
{
	switch (kind) {
	case MPR_EVENT_KIND_CONNECTION_UP:
	case MPR_EVENT_KIND_CONNECTION_DOWN:
		return MPR_MONITOR_CONNECTIONS;
	case MPR_EVENT_KIND_CONNECTION_CHANGE:
	case MPR_EVENT_KIND_INTERFACE_NEW:
	case MPR_EVENT_KIND_INTERFACE_CHANGE:
	case MPR_EVENT_KIND_INTERFACE_DEL:
		return MPR_MONITOR_INTERFACES;
	case MPR_EVENT_KIND_PORT_NEW:
	case MPR_EVENT_KIND_PORT_CHANGE:
	case MPR_EVENT_KIND_PORT_DEL:
		return MPR_MONITOR_PORTS;
	case MPR_EVENT_KIND_SERVICE_CHANGE:
		return MPR_MONITOR_SERVICE;
	default:
		return MPR_MONITOR_ALL;
	}
}

static void miss(struct mpr_monitor *mon)
{
	mon->gap = true;
	mon->again = true;
}

static void lose(struct mpr_monitor *mon, uint64_t n)
{
	mon->lost = n > UINT64_MAX - mon->lost ? UINT64_MAX : mon->lost + n;
}

/* Hands over an event unless it was, or is of no group wanted. */
static void deliver(struct mpr_monitor *mon, const struct mpr_event *event)
{
	struct mpr_event told = *event;

	if (event->seq <= mon->last)
		return;
	mon->last = event->seq;
	if (!(group_of(event->kind) & mon->groups))
		return;
	told.lost = mon->lost;
	mon->lost = 0;
	if (mon->cb(&told, mon->data))
		mon->stopped = true;
}

static void deliver_message(struct mpr_monitor *mon, const struct nlmsghdr *nlh)
{
	const struct mpr_event *event = NULL;

	if (mpr_arena_init(&mon->arena, nlh))
		event = mpr_parse_event(&mon->arena, mpr_attrs_of_msg(nlh));
	/* Another epoch: the news of the reload got lost on the way. */
	if (!event || (event->epoch && event->epoch != mon->epoch)) {
		miss(mon);
		return;
	}
	deliver(mon, event);
}

static void put_aside(struct mpr_monitor *mon, const struct nlmsghdr *nlh)
{
	struct aside *aside;

	if (mon->n_aside >= ASIDE_MAX)
		return;
	aside = malloc(sizeof(*aside) + nlh->nlmsg_len);
	if (!aside)
		return;
	memcpy(aside->nlh, nlh, nlh->nlmsg_len);
	aside->next = NULL;
	aside->seq = mpr_msg_u64(nlh, MPR_A_EVENT_SEQ, 0);
	aside->epoch = mpr_msg_u64(nlh, MPR_A_EVENT_EPOCH, mon->epoch);
	*mon->aside_end = aside;
	mon->aside_end = &aside->next;
	mon->n_aside++;
}

static struct aside *pop_aside(struct mpr_monitor *mon)
{
	struct aside *aside = mon->aside;

	mon->aside = aside->next;
	if (!mon->aside)
		mon->aside_end = &mon->aside;
	mon->n_aside--;
	return aside;
}

/*
 * Hands over what was put aside of the present run and comes before number @seq; what is between
 * two events that are both known is lost.
 */
static void deliver_aside(struct mpr_monitor *mon, uint64_t seq)
{
	struct aside *aside;

	while (!mon->stopped && mon->aside && mon->aside->epoch == mon->epoch &&
	       mon->aside->seq < seq) {
		aside = pop_aside(mon);
		if (aside->seq > mon->last + 1)
			lose(mon, aside->seq - mon->last - 1);
		if (aside->seq > mon->last)
			deliver_message(mon, aside->nlh);
		free(aside);
	}
}

static int join_groups(struct mpr_monitor *mon)
{
	static const struct {
		unsigned int monitor;
		enum mpr_group group;
	} groups[] = {
		{ MPR_MONITOR_CONNECTIONS, MPR_GROUP_CONNECTIONS },
		{ MPR_MONITOR_INTERFACES, MPR_GROUP_INTERFACES },
		{ MPR_MONITOR_PORTS, MPR_GROUP_PORTS },
		{ MPR_MONITOR_SERVICE, MPR_GROUP_SERVICE },
	};
	unsigned int i;
	int err;

	for (i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (!(mon->groups & groups[i].monitor))
			continue;
		err = mpr_group_join(mon->fd, mon->family.groups[groups[i].group]);
		if (err)
			return err;
	}
	return 0;
}

static void take_news(struct mpr_monitor *mon, const struct nlmsghdr *nlh)
{
	struct mpr_family family;

	switch (mpr_family_news(nlh, &family)) {
	case CTRL_CMD_NEWFAMILY:
		miss(mon);
		mon->down = false;
		mon->told = false;
		break;
	case CTRL_CMD_DELFAMILY:
		mon->down = true;
		break;
	}
}

static void take_message(struct mpr_monitor *mon, const struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_type == GENL_ID_CTRL) {
		take_news(mon, nlh);
		return;
	}
	if (nlh->nlmsg_type != mon->family.id)
		return;
	/* One who hears every group hears every number. */
	if (mon->stopped || (mon->groups == MPR_MONITOR_ALL &&
			     mpr_msg_u64(nlh, MPR_A_EVENT_SEQ, 0) > mon->last + 1))
		miss(mon);
	if (mon->gap)
		put_aside(mon, nlh);
	else
		deliver_message(mon, nlh);
}

/* Everything that is in the socket. Events behind a gap are put aside. */
static unsigned int drain(struct mpr_monitor *mon)
{
	const struct nlmsghdr *nlh;
	ssize_t got;
	int len;

	while (!mon->stopped) {
		got = mpr_nl_recv(mon->fd, &mon->rx, MSG_DONTWAIT);
		if (got == -EAGAIN)
			return 0;
		if (got == -ENOBUFS) {
			miss(mon);
			continue;
		}
		if (got < 0)
			return mpr_fail_sys(-got, "netlink");
		len = got;
		for (nlh = (void *)mon->rx.buf; mpr_nlmsg_ok(nlh, len);
		     nlh = mnl_nlmsg_next(nlh, &len))
			take_message(mon, nlh);
	}
	return 0;
}

static int journal_event(const struct mpr_event *event, void *data)
{
	struct mpr_monitor *mon = data;

	/* Reloaded since the service was asked; the news of it is to come. */
	if (event->epoch && event->epoch != mon->epoch) {
		miss(mon);
		return 1;
	}
	deliver_aside(mon, event->seq);
	if (mon->stopped)
		return 1;
	if (event->seq > mon->last + 1)
		lose(mon, event->seq - mon->last - 1);
	deliver(mon, event);
	return mon->stopped;
}

/* The service began anew: its numbers start again, and nobody knows what was missed before. */
static void begin_run(struct mpr_monitor *mon, uint64_t epoch)
{
	deliver_aside(mon, UINT64_MAX);
	if (mon->stopped)
		return;
	while (mon->aside && mon->aside->epoch != epoch)
		free(pop_aside(mon));
	mon->epoch = epoch;
	mon->last = 0;
	mon->lost = UINT64_MAX;
}

static unsigned int rejoin(struct mpr_monitor *mon)
{
	struct mpr_family family;
	unsigned int code = mpr_family_resolve(mon->h, &family);
	int err;

	if (code || family.id == mon->family.id)
		return code;
	mon->family = family;
	err = join_groups(mon);
	return err ? mpr_fail_sys(-err, "joining the multicast groups") : 0;
}

static unsigned int close_gap(struct mpr_monitor *mon)
{
	struct mpr_service *service;
	uint64_t lost, newest;
	unsigned int code;
	bool any;

	mon->again = false;
	code = rejoin(mon);
	if (!code)
		code = mpr_service_get(mon->h, &service);
	if (code == RPC_S_UNKNOWN_IF) {
		deliver_aside(mon, UINT64_MAX);
		mon->gap = mon->stopped;
		mon->down = true;
		return 0;
	}
	if (code)
		return code;
	newest = service->journal_last;
	if (service->epoch != mon->epoch)
		begin_run(mon, service->epoch);
	mpr_free(service);
	/* What the service counted until now is in the journal, in the socket, or lost. */
	if (!mon->stopped)
		code = drain(mon);
	if (!code && !mon->stopped)
		code = mpr_journal_dump(mon->h, mon->last, &any, &lost, journal_event, mon);
	if (code)
		return code;
	deliver_aside(mon, UINT64_MAX);
	if (mon->stopped)
		return 0;
	if (mon->last < newest) {
		lose(mon, newest - mon->last);
		mon->last = newest;
	}
	mon->gap = mon->again;
	while (mon->aside && !mon->gap)
		free(pop_aside(mon));
	return 0;
}

unsigned int mpr_monitor_read(struct mpr_monitor *mon, mpr_event_cb *cb, void *data)
{
	unsigned int code;

	if (!mon || !cb)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	mon->cb = cb;
	mon->data = data;
	mon->stopped = false;
	do {
		code = drain(mon);
		if (!code && mon->gap && !mon->stopped)
			code = close_gap(mon);
	} while (!code && mon->gap && !mon->stopped);
	if (!code && mon->down && !mon->told && !mon->stopped) {
		mon->told = true;
		return mpr_fail(RPC_S_UNKNOWN_IF, 0, "the service is gone", NULL);
	}
	return code;
}

int mpr_monitor_fd(const struct mpr_monitor *mon)
{
	return mon ? mon->fd : -1;
}

/* Where to begin: with what happens from now on. */
static unsigned int begin(struct mpr_monitor *mon)
{
	struct mpr_service *service;
	unsigned int code;
	int err;

	/* First of all, so that a reload in the middle of this is seen. */
	err = mpr_group_join(mon->fd, MPR_NLCTRL_GROUP);
	if (err)
		return mpr_fail_sys(-err, "joining the group of nlctrl");
	code = mpr_family_resolve(mon->h, &mon->family);
	if (code)
		return code;
	err = join_groups(mon);
	if (err)
		return mpr_fail_sys(-err, "joining the multicast groups");
	code = mpr_service_get(mon->h, &service);
	if (code)
		return code;
	mon->epoch = service->epoch;
	mon->last = service->journal_last;
	mpr_free(service);
	return 0;
}

unsigned int mpr_monitor_open(struct mpr *h, unsigned int groups, struct mpr_monitor **mon)
{
	struct mpr_monitor *new;
	unsigned int code;
	int size = MONITOR_RCVBUF;

	if (!h || !mon || !groups || groups & ~MPR_MONITOR_ALL)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	new = calloc(1, sizeof(*new));
	if (!new)
		return mpr_fail(ERROR_NOT_ENOUGH_MEMORY, 0, NULL, NULL);
	new->h = h;
	new->groups = groups;
	new->aside_end = &new->aside;
	new->fd = mpr_nl_open(h, &code);
	if (new->fd >= 0) {
		if (setsockopt(new->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
			setsockopt(new->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
		code = begin(new);
	}
	if (code) {
		mpr_monitor_close(new);
		return code;
	}
	*mon = new;
	return 0;
}

void mpr_monitor_close(struct mpr_monitor *mon)
{
	if (!mon)
		return;
	if (mon->fd >= 0)
		close(mon->fd);
	while (mon->aside)
		free(pop_aside(mon));
	free(mon->rx.buf);
	free(mon->arena.buf);
	free(mon);
}
