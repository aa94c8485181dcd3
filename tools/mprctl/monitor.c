// SPDX-License-Identifier: GPL-2.0-only
/* mprctl monitor: events as they happen. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <mpr/winerror.h>

#include "mprctl.h"

#define UNTIL_MAX 16

struct watch {
	struct ctl *ctl;
	struct filter filter;
	struct {
		int kind;
		int state;	/* -1: any */
	} until[UNTIL_MAX];
	unsigned int n_until;
	uint64_t count;		/* events still to show, 0: no limit */
	uint64_t epoch, seq;	/* last event that came from the journal */
	uint64_t lost;		/* events that the journal no longer had */
	bool said;		/* that they are lost */
	bool over;
};

static void add_until(struct ctl *ctl, struct watch *w, const char *name)
{
	int state = state_value(name);
	int kind = state < 0 ? kind_value(name) : MPR_EVENT_KIND_INTERFACE_CHANGE;

	if (kind < 0)
		usage_error(ctl, "--until: \"%s\" is neither a kind of event nor a state",
			    show_text(name));
	if (w->n_until == UNTIL_MAX)
		usage_error(ctl, "there are more than %d times --until", UNTIL_MAX);
	w->until[w->n_until].kind = kind;
	w->until[w->n_until++].state = state;
}

static bool ends_it(const struct watch *w, const struct mpr_event *event)
{
	for (unsigned int i = 0; i < w->n_until; i++) {
		if (w->until[i].kind != (int)event->kind)
			continue;
		if (w->until[i].state < 0 ||
		    (event->interface && (int)event->interface->state == w->until[i].state))
			return true;
	}
	return false;
}

static int on_event(const struct mpr_event *event, void *data)
{
	struct watch *w = data;

	if (event->epoch == w->epoch && event->seq <= w->seq)
		return 0;	/* has come from the journal */
	if (!is_wanted(event, &w->filter)) {
		if (event->lost)
			print_notice(w->ctl, "lost", show_format("%" PRIu64 " events are lost here",
								 event->lost), event->lost);
		return 0;
	}
	print_event(w->ctl, event);
	w->over = ends_it(w, event) || (w->count && !--w->count) || ferror(stdout);
	return w->over;
}

static void say_lost(struct watch *w)
{
	if (w->lost && !w->said)
		print_notice(w->ctl, "lost",
			     show_format("%" PRIu64 " older events are no longer kept", w->lost),
			     w->lost);
	w->said = true;
}

static int on_old_event(const struct mpr_event *event, void *data)
{
	struct mpr_event copy = *event;
	struct watch *w = data;
	int over;

	say_lost(w);
	copy.lost = 0;
	over = on_event(&copy, data);
	w->epoch = event->epoch;
	w->seq = event->seq;
	return over;
}

/* What happened before the monitor was open; it is read after that, so nothing falls between. */
static unsigned int replay(struct watch *w, uint64_t since)
{
	unsigned int code = mpr_journal_read(w->ctl->mpr, since, &w->lost, on_old_event, w);

	if (!code)
		say_lost(w);
	return code;
}

static void say_ready(struct watch *w, int fd)
{
	struct mpr_service *service;
	uint64_t last = 0;

	if (!mpr_service_get(w->ctl->mpr, &service)) {
		last = service->journal_last;
		mpr_free(service);
	}
	if (w->ctl->json) {
		json_open(NULL, '{');
		json_string("kind", "ready");
		json_number("last_seq", last);
		json_close('}');
		json_end(true);
	} else {
		printf("-- listening to %s; the last event was #%" PRIu64 " --\n",
		       show_groups(w->filter.groups), last);
		fflush(stdout);
	}
	if (fd >= 0) {
		if (write(fd, "ready\n", 6) != 6)
			complain(w->ctl, "cannot write to file descriptor %d: %s.", fd,
				 strerror(errno));
		close(fd);
	}
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

static int follow(struct watch *w, struct mpr_monitor *mon, int64_t deadline)
{
	struct pollfd fds[2] = {
		{ .fd = mpr_monitor_fd(mon), .events = POLLIN },
		{ .fd = STDOUT_FILENO },	/* a pipe whose reader has gone says POLLERR */
	};
	unsigned int code;
	int64_t left = -1;

	while (!w->over) {
		if (deadline >= 0) {
			left = deadline - now_ms();
			if (left <= 0) {
				complain(w->ctl, "the time to wait is over.");
				return EXIT_TIMEOUT;
			}
		}
		if (poll(fds, 2, left > INT_MAX ? INT_MAX : (int)left) < 0 && errno != EINTR) {
			complain(w->ctl, "cannot wait for events: %s.", strerror(errno));
			return EXIT_FAILED;
		}
		if (fds[1].revents & (POLLERR | POLLHUP | POLLNVAL))
			return 0;
		if (!fds[0].revents)
			continue;
		code = mpr_monitor_read(mon, on_event, w);
		if (code == RPC_S_UNKNOWN_IF)
			print_notice(w->ctl, "gone",
				     "the module is not loaded any more; waiting for its return",
				     0);
		else if (code)
			return fail(w->ctl, code, "follow the events");
	}
	return 0;
}

static int monitor(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "since", required_argument, NULL, 's' },
		{ "interface", required_argument, NULL, 'i' },
		{ "count", required_argument, NULL, 'c' },
		{ "until", required_argument, NULL, 'u' },
		{ "timeout", required_argument, NULL, 't' },
		{ "ready-fd", required_argument, NULL, 'r' },
		{ NULL, 0, NULL, 0 }
	};
	struct watch w = { .ctl = ctl };
	struct mpr_monitor *mon;
	int64_t deadline = -1;
	bool replayed = false;
	uint64_t since = 0;
	int opt, status = 0, ready_fd = -1;
	unsigned int code;

	while ((opt = next_option(ctl, argc, argv, options)) != -1) {
		switch (opt) {
		case 's':
			since = parse_u64(ctl, "--since", optarg);
			replayed = true;
			break;
		case 'i':
			parse_interface_filter(ctl, &w.filter, optarg);
			break;
		case 'c':
			w.count = parse_u64(ctl, "--count", optarg);
			if (!w.count)
				usage_error(ctl, "--count wants a number from 1");
			break;
		case 'u':
			add_until(ctl, &w, optarg);
			break;
		case 't':
			deadline = now_ms() + parse_seconds(ctl, "--timeout", optarg);
			break;
		case 'r':
			ready_fd = parse_number(ctl, "--ready-fd", optarg);
			break;
		}
	}
	w.filter.groups = parse_groups(ctl, argc, argv);
	code = mpr_monitor_open(ctl_mpr(ctl), w.filter.groups, &mon);
	if (code)
		return fail(ctl, code, "listen for events");
	say_ready(&w, ready_fd);
	if (replayed) {
		code = replay(&w, since);
		if (code)
			status = fail(ctl, code, "read the journal");
	}
	if (!status)
		status = follow(&w, mon, deadline);
	mpr_monitor_close(mon);
	return status;
}

static const struct verb verbs[] = {
	{ "monitor",
	  "[--interface NAME|id:N] [--since SEQ] [--count N] [--until KIND|STATE] [--timeout SECONDS] [GROUP ...]",
	  "what happens, as it happens",
	  "  -i, --interface NAME     only events about that interface and its connections\n"
	  "  -s, --since SEQ          first the events behind number SEQ that the journal still has\n"
	  "  -c, --count N            end after N events\n"
	  "  -u, --until KIND|STATE   end after an event of that kind, or when an interface gets into\n"
	  "                           that state; may be given more than once\n"
	  "  -t, --timeout SECONDS    give up after so long, with exit status 8\n"
	  "  -r, --ready-fd N         write \"ready\" to file descriptor N as soon as nothing is missed\n"
	  "\n"
	  "GROUP is connections, interfaces, ports or service; without one, all are shown. Kinds are\n"
	  "connection-up, connection-down, connection-change, interface-new, interface-change,\n"
	  "interface-del, port-new, port-change, port-del, service-change and service-stop. States are\n"
	  "unreachable, disconnected, connecting and connected.\n"
	  "\n"
	  "The first line says that it is listening: all that happens from then on is shown. When\n"
	  "events come faster than they can be read they are taken from the journal; when that is too\n"
	  "short, a line says how many are lost. Each line is written at once. With -j, one object on\n"
	  "a line. A module that is unloaded does not end it.\n"
	  "\n"
	  "Examples:\n"
	  "  mprctl monitor\n"
	  "  mprctl monitor connections --interface branch --until connection-up --timeout 60\n"
	  "  mprctl -j monitor interfaces | jq -r --unbuffered 'select(.interface) |\n"
	  "         \"\\(.interface.name) is \\(.interface.state)\"'\n",
	  monitor },
	{ 0 }
};

const struct object monitor_object = {
	.name = "monitor",
	.summary = "what happens, as it happens",
	.verbs = verbs,
};
