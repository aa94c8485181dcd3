// SPDX-License-Identifier: GPL-2.0-only
#include "plugin_host.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <mpr/ras.h>

#include "log.h"
#include "place.h"
#include "plugin_call.h"
#include "plugin_links.h"
#include "spawn.h"

#define RETRY_MS 1000

static struct {
	struct mpr *mpr;
	struct plugin plugins[MAX_PLUGINS];
	unsigned int n;
	struct place place;
	int signals;
	int parent;
	bool ending;
} host;

/* ---- one event ---- */

/* The next callback is that of plugin @i in @stage of the present event. */
static void next_is(enum place_stage stage, unsigned int i)
{
	host.place.stage = stage;
	snprintf(host.place.plugin, sizeof(host.place.plugin), "%s", host.plugins[i].path);
}

static bool note(void)
{
	return place_save(&host.place) == 0;
}

/* The first plugin to be called in @stage after a restart in the middle of it. */
static unsigned int resume(enum place_stage stage, const struct place *left)
{
	unsigned int i;

	if (left->stage != stage)
		return 0;
	for (i = 0; i < host.n; i++)
		if (!strcmp(host.plugins[i].path, left->plugin))
			return i + 1;
	return host.n;
}

static void convert(const struct mpr_connection *conn, struct call_connection *c)
{
	mpr_ras_connection(conn, 0, &c->c0);
	mpr_ras_connection(conn, 1, &c->c1);
	mpr_ras_connection(conn, 2, &c->c2);
	mpr_ras_connection(conn, 3, &c->c3);
	mpr_ras_connection_ex(conn, &c->ex);
}

static void convert_port(const struct mpr_port *port, struct call_link *l)
{
	mpr_ras_port(port, 0, &l->p0);
	mpr_ras_port(port, 1, &l->p1);
}

static void hang_up(uint32_t connection, const char *what, const char *plugin)
{
	log_notice("%s is refused by admin plugin %s and is hung up", what, plugin);
	mpr_connection_hangup(host.mpr, connection);
}

static int note_link(const struct mpr_port *port, void *data)
{
	struct known_link *l;

	(void)data;
	if (!port->connection_id)
		return 0;
	links_know_connection(port->connection_id);
	l = links_add(port->id, port->connection_id);
	if (l)
		convert_port(port, &l->link);
	return 0;
}

struct new_link {
	const char *what;
	unsigned int from;	/* plugin */
	bool refused;
};

static int accept_link(const struct mpr_port *port, void *data)
{
	struct new_link *new = data;
	struct known_link *l;
	unsigned int i;

	l = links_add(port->id, port->connection_id);
	if (!l)
		return 0;
	convert_port(port, &l->link);
	for (i = new->from; i < host.n; i++) {
		next_is(PLACE_LINKS, i);
		if (!call_accept_link(&host.plugins[i], &l->link, new->what)) {
			hang_up(port->connection_id, new->what, host.plugins[i].path);
			new->refused = true;
			return 1;
		}
	}
	return 0;
}

/* First all plugins for the connection, then for each of its links. */
static void connection_up(const struct mpr_connection *event, const struct place *left,
			  const char *what)
{
	struct new_link new = { .what = what };
	struct mpr_connection *now = NULL;
	struct call_connection c;
	unsigned int i;

	/* Addresses come a moment after the link. */
	if (mpr_connection_get(host.mpr, event->id, &now))
		now = NULL;
	convert(now ? now : event, &c);
	mpr_free(now);
	links_know_connection(event->id);
	if (left->stage != PLACE_LINKS) {
		for (i = resume(PLACE_CONNECTION, left); i < host.n; i++) {
			next_is(PLACE_CONNECTION, i);
			if (!call_accept(&host.plugins[i], &c, what)) {
				hang_up(event->id, what, host.plugins[i].path);
				return;
			}
		}
	}
	new.from = resume(PLACE_LINKS, left);
	mpr_port_list(host.mpr, event->id, 0, NULL, accept_link, &new);
}

static void link_down(struct known_link *l, const char *what, unsigned int from)
{
	unsigned int i;

	for (i = from; i < host.n; i++) {
		next_is(PLACE_LINKS, i);
		call_hangup_link(&host.plugins[i], &l->link, what);
	}
}

/*
 * A link of a connection that came and went while nobody looked: the connection tells what it
 * was.
 */
static void unseen_link_down(const struct mpr_connection *conn, const char *what,
			     const struct place *left)
{
	struct mpr_port port = {
		.interface_id = conn->interface_id,
		.connection_id = conn->id,
		.name = conn->ifname,
		.media = "",
		.device_type = "",
		.device_name = conn->ifname,
		.ifindex = conn->ifindex,
		.condition = MPR_PORT_COND_DISCONNECTED,
		.calls = 1,
		.duration = conn->duration,
		.stats = conn->stats,
	};
	struct known_link l = { .connection = conn->id };

	convert_port(&port, &l.link);
	link_down(&l, what, resume(PLACE_LINKS, left));
}

static void connection_down(const struct mpr_connection *conn, const struct place *left,
			    const char *what)
{
	struct call_connection c;
	struct known_link *l;
	unsigned int i;

	convert(conn, &c);
	if (left->stage != PLACE_CONNECTION) {
		if (!links_forget_connection(conn->id))
			unseen_link_down(conn, what, left);
		while ((l = links_of(conn->id))) {
			/*
			 * Its last counters are those of the connection when it was the only one.
			 */
			if (conn->ports <= 1) {
				l->link.p1.dwBytesXmited = c.c1.dwBytesXmited;
				l->link.p1.dwBytesRcved = c.c1.dwBytesRcved;
				l->link.p1.dwFramesXmited = c.c1.dwFramesXmited;
				l->link.p1.dwFramesRcved = c.c1.dwFramesRcved;
				l->link.p0.dwConnectDuration = c.c0.dwConnectDuration;
			}
			link_down(l, what, resume(PLACE_LINKS, left));
			links_remove(l);
		}
	}
	for (i = resume(PLACE_CONNECTION, left); i < host.n; i++) {
		next_is(PLACE_CONNECTION, i);
		call_hangup(&host.plugins[i], &c, what);
	}
}

/* A link that joins or leaves a connection which goes on (bonds and teams). */
static void port_changed(const struct mpr_event *event)
{
	const struct mpr_port *port = event->port;
	struct known_link *l = links_find(port->id);
	struct new_link new = { .what = port->name };
	uint32_t connection = event->kind == MPR_EVENT_KIND_PORT_DEL ? 0 : port->connection_id;

	if (l && l->connection != connection) {
		/*
		 * The last one waits for the end of its connection, which has the final counters.
		 */
		if (links_knows_connection(l->connection) && links_only(l))
			return;
		if (port->duration)
			convert_port(port, &l->link);
		link_down(l, port->name, 0);
		links_remove(l);
		l = NULL;
	}
	if (!l && connection && links_knows_connection(connection))
		accept_link(port, &new);
}

/* ---- the journal ---- */

static int on_event(const struct mpr_event *event, void *data);

static void log_lost(uint64_t n)
{
	log_err("%" PRIu64 " events are lost for the plugins: the journal is too short", n);
}

static bool must_end(void)
{
	struct pollfd fds[] = { { .fd = host.signals, .events = POLLIN },
				{ .fd = host.parent, .events = POLLIN } };

	if (poll(fds, 2, 0) > 0)
		host.ending = true;
	return host.ending;
}

/* Another run of the service: what it did before the event that is here first. */
static void new_epoch(const struct mpr_event *event)
{
	if (host.place.epoch)
		log_info("the service was started again; its journal begins anew");
	host.place.epoch = event->epoch;
	host.place.seq = 0;
	host.place.stage = PLACE_DONE;
	host.place.plugin[0] = '\0';
	links_clear();
	if (event->seq > 1)
		mpr_journal_read(host.mpr, 0, NULL, on_event, (void *)event);
}

static void handle(const struct mpr_event *event)
{
	const struct mpr_connection *conn = event->connection;
	struct place left = host.place;
	char what[300];

	/* Nothing is left of an event that was done, or of another one. */
	if (left.seq != event->seq)
		left.stage = PLACE_DONE;
	if (event->kind != MPR_EVENT_KIND_CONNECTION_UP &&
	    event->kind != MPR_EVENT_KIND_CONNECTION_DOWN) {
		host.place.seq = event->seq;
		host.place.stage = PLACE_DONE;
		host.place.plugin[0] = '\0';
		if (event->port && (event->kind == MPR_EVENT_KIND_PORT_CHANGE ||
				    event->kind == MPR_EVENT_KIND_PORT_DEL))
			port_changed(event);
		host.place.stage = PLACE_DONE;
		host.place.plugin[0] = '\0';
		return;
	}
	if (!conn)
		return;
	snprintf(what, sizeof(what), "connection %u of \"%.200s\" (event %" PRIu64 ")", conn->id,
		 conn->interface_name, event->seq);
	host.place.seq = event->seq;
	if (event->kind == MPR_EVENT_KIND_CONNECTION_UP)
		connection_up(conn, &left, what);
	else
		connection_down(conn, &left, what);
	host.place.stage = PLACE_DONE;
	host.place.plugin[0] = '\0';
	place_save(&host.place);
}

/* @data: an event before which this one must be, from the journal; NULL: none */
static int on_event(const struct mpr_event *event, void *data)
{
	const struct mpr_event *before = data;

	if (must_end())
		return 1;
	if (before && (event->epoch != before->epoch || event->seq >= before->seq))
		return 1;
	if (event->lost == UINT64_MAX)
		log_notice("events were missed while the service was started again");
	else if (event->lost)
		log_lost(event->lost);
	if (event->epoch != host.place.epoch)
		new_epoch(event);
	if (host.ending)
		return 1;
	if (event->seq < host.place.seq ||
	    (event->seq == host.place.seq && host.place.stage == PLACE_DONE))
		return 0;
	handle(event);
	return 0;
}

/* What happened since the plugins were told last. */
static void catch_up(void)
{
	struct mpr_service *service;
	uint64_t since, lost = 0;

	if (mpr_service_get(host.mpr, &service))
		return;
	since = service->epoch == host.place.epoch ? host.place.seq : 0;
	mpr_free(service);
	/* One more when that event was not finished. */
	if (since && host.place.stage != PLACE_DONE)
		since--;
	/*
	 * Links of connections that the plugins know; for those they do not, accepting starts
	 * anew.
	 */
	if (since)
		mpr_port_list(host.mpr, 0, 0, NULL, note_link, NULL);
	mpr_journal_read(host.mpr, since, &lost, on_event, NULL);
	if (lost && since)
		log_lost(lost);
}

/* ---- the process ---- */

static int load(const struct config *config)
{
	unsigned int i;

	for (i = 0; i < config->n_plugins; i++) {
		if (plugin_load(config->plugins[i], &host.plugins[i]) ||
		    call_initialize(&host.plugins[i]))
			return -1;
		host.n++;
		log_info("admin plugin %s is loaded", config->plugins[i]);
	}
	return 0;
}

static int watch(pid_t parent)
{
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, SIGTERM);
	sigaddset(&mask, SIGINT);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	host.signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	host.parent = pidfd_open_pid(parent);
	return host.signals < 0 || host.parent < 0 || getppid() != parent ? -1 : 0;
}

static void follow(void)
{
	struct mpr_monitor *mon = NULL;
	struct pollfd fds[3] = { { .fd = host.signals, .events = POLLIN },
				 { .fd = host.parent, .events = POLLIN },
				 { .events = POLLIN } };

	while (!must_end()) {
		if (!mon && !mpr_monitor_open(host.mpr,
					      MPR_MONITOR_CONNECTIONS | MPR_MONITOR_PORTS, &mon))
			catch_up();
		fds[2].fd = mon ? mpr_monitor_fd(mon) : -1;
		if (poll(fds, 3, mon ? -1 : RETRY_MS) < 0 && errno != EINTR)
			break;
		if (mon && (fds[2].revents & (POLLIN | POLLERR)))
			mpr_monitor_read(mon, on_event, NULL);
	}
	mpr_monitor_close(mon);
}

int plugin_host_run(const struct config *config, int report, pid_t parent)
{
	unsigned int i;
	int lock;

	prctl(PR_SET_NAME, "mprd-plugins");
	signal(SIGPIPE, SIG_IGN);
	if (mpr_open(config->server, &host.mpr))
		return 1;
	/* A host that a dead mprd left behind finishes its callback first. */
	signal(SIGTERM, SIG_DFL);
	lock = place_open(host.mpr, &host.place);
	if (lock < 0 || call_init(report, config->plugin_timeout, note) || watch(parent))
		return 1;
	if (load(config))
		return PLUGIN_HOST_REFUSED;
	follow();
	for (i = 0; i < host.n; i++)
		call_terminate(&host.plugins[i]);
	return 0;
}
