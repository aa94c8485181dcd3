// SPDX-License-Identifier: GPL-2.0-only
/* Replays the journal and compares it with what there is. */
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agree.h"

#define JOURNAL_SIZE 1000000
/* How often the service may change while it is looked at. */
#define LOOKS 50
/* The clock is read for the event and then for its connection. */
#define DURATION_SLACK_MS 1000

enum sort { NOTHING, IFACE, CONN, PORT };

struct object {
	enum sort type;
	bool live;
	bool listed;
	uint32_t state;			/* interface: state; port: condition */
	uint32_t conn;			/* interface, port: its connection */
	uint32_t iface;			/* connection, port: its interface */
	uint64_t begun;			/* connection: boot time */
};

struct replay {
	struct object *object;		/* by number */
	uint32_t size;
	uint64_t seq, epoch, boot;
	uint32_t live[PORT + 1], used, connecting;
	bool stopped;
	char *why;
};

static unsigned long events;

static int no(struct replay *r, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (!r->why && vasprintf(&r->why, format, args) < 0)
		abort();
	va_end(args);
	return 1;
}

static struct object *object_at(struct replay *r, uint32_t id)
{
	uint32_t size = r->size ? r->size : 1024;

	while (size <= id)
		size *= 2;
	if (size != r->size) {
		struct object *grown = realloc(r->object, size * sizeof(*grown));

		if (!grown)
			abort();
		r->object = grown;
		memset(r->object + r->size, 0, (size - r->size) * sizeof(*r->object));
		r->size = size;
	}
	return &r->object[id];
}

static struct object *begins(struct replay *r, enum sort type, uint32_t id, uint64_t seq)
{
	struct object *o = object_at(r, id);

	if (o->type != NOTHING) {
		no(r, "event %lu: number %u was used before", seq, id);
		return NULL;
	}
	o->type = type;
	o->live = true;
	r->live[type]++;
	return o;
}

static struct object *goes_on(struct replay *r, enum sort type, uint32_t id, uint64_t seq)
{
	struct object *o = object_at(r, id);

	if (o->type == type && o->live)
		return o;
	no(r, "event %lu: %u is not there", seq, id);
	return NULL;
}

static bool legal(uint32_t from, uint32_t to)
{
	/* From, down: to unreachable, disconnected, connecting, connected. */
	static const bool table[4][4] = {
		[MPR_IF_STATE_UNREACHABLE] = { true, true, true, true },
		[MPR_IF_STATE_DISCONNECTED] = { true, true, true, true },
		[MPR_IF_STATE_CONNECTING] = { true, true, true, true },
		[MPR_IF_STATE_CONNECTED] = { true, true, false, true },
	};

	return from < 4 && to < 4 && table[from][to];
}

static int interface_is(struct replay *r, const struct object *o,
			const struct mpr_interface *i, uint64_t seq)
{
	bool connecting = i->state == MPR_IF_STATE_CONNECTING;
	bool connected = i->state == MPR_IF_STATE_CONNECTED;
	bool unreachable = i->state == MPR_IF_STATE_UNREACHABLE;

	if (!connecting && !connected && unreachable != !!i->reasons)
		return no(r, "event %lu: %s has state %u and reasons 0x%x", seq, i->name, i->state,
			  i->reasons);
	if (connecting != !!i->attempt_id)
		return no(r, "event %lu: %s has state %u and attempt %u", seq, i->name, i->state,
			  i->attempt_id);
	if (connected != !!i->connection_id)
		return no(r, "event %lu: %s has state %u and connection %u", seq, i->name,
			  i->state, i->connection_id);
	if (i->connection_id != o->conn)
		return no(r, "event %lu: %s has connection %u and not %u", seq, i->name,
			  i->connection_id, o->conn);
	if (connected && !i->enabled)
		return no(r, "event %lu: %s is disabled and connected", seq, i->name);
	return 0;
}

static int interface_event(struct replay *r, const struct mpr_event *e)
{
	const struct mpr_interface *i = e->interface;
	struct object *o;

	if (e->kind == MPR_EVENT_KIND_INTERFACE_NEW) {
		o = begins(r, IFACE, i->id, e->seq);
		if (o)
			o->state = i->state;
		return o ? interface_is(r, o, i, e->seq) : 1;
	}
	o = goes_on(r, IFACE, i->id, e->seq);
	if (!o)
		return 1;
	if (e->kind == MPR_EVENT_KIND_INTERFACE_DEL) {
		o->live = false;
		r->live[IFACE]--;
		return o->conn ? no(r, "event %lu: %s goes before its connection", e->seq,
				    i->name) : 0;
	}
	if (e->old_state >= 0 && (uint32_t)e->old_state != o->state)
		return no(r, "event %lu: %s was in state %u and not %d", e->seq, i->name, o->state,
			  e->old_state);
	if (!legal(o->state, i->state))
		return no(r, "event %lu: %s goes from state %u to %u", e->seq, i->name, o->state,
			  i->state);
	o->state = i->state;
	return interface_is(r, o, i, e->seq);
}

static int connection_event(struct replay *r, const struct mpr_event *e)
{
	const struct mpr_connection *c = e->connection;
	struct object *o, *iface;
	int64_t lasted;

	/* ORDER: one that begins may move all that are known. */
	o = e->kind == MPR_EVENT_KIND_CONNECTION_UP ? begins(r, CONN, c->id, e->seq) :
						      goes_on(r, CONN, c->id, e->seq);
	iface = o ? goes_on(r, IFACE, c->interface_id, e->seq) : NULL;
	if (!iface)
		return 1;
	if (e->kind == MPR_EVENT_KIND_CONNECTION_UP) {
		if (iface->conn)
			return no(r, "event %lu: %s had a connection", e->seq, c->interface_name);
		o->iface = c->interface_id;
		o->begun = e->boot_time - c->duration * 1000000;
		iface->conn = c->id;
		return 0;
	}
	if (iface->conn != c->id)
		return no(r, "event %lu: connection %u is not that of %s", e->seq, c->id,
			  c->interface_name);
	lasted = (e->boot_time - o->begun) / 1000000;
	if (llabs(lasted - (int64_t)c->duration) > DURATION_SLACK_MS)
		return no(r, "event %lu: connection %u lasted %ld ms and says %lu", e->seq, c->id,
			  lasted, c->duration);
	if (e->kind == MPR_EVENT_KIND_CONNECTION_CHANGE)
		return 0;
	if (!c->end_cause)
		return no(r, "event %lu: connection %u ended without a cause", e->seq, c->id);
	iface->conn = 0;
	o->live = false;
	r->live[CONN]--;
	return 0;
}

static int port_event(struct replay *r, const struct mpr_event *e)
{
	const struct mpr_port *p = e->port;
	struct object *o;

	if (!goes_on(r, IFACE, p->interface_id, e->seq))
		return 1;
	o = e->kind == MPR_EVENT_KIND_PORT_NEW ? begins(r, PORT, p->id, e->seq) :
						 goes_on(r, PORT, p->id, e->seq);
	if (!o)
		return 1;
	o->iface = p->interface_id;
	o->state = p->condition;
	r->used += !!p->connection_id - !!o->conn;
	o->conn = p->connection_id;
	if (e->kind != MPR_EVENT_KIND_PORT_DEL)
		return 0;
	o->live = false;
	r->live[PORT]--;
	return o->conn ? no(r, "event %lu: port %u goes and carries %u", e->seq, p->id, o->conn) :
			 0;
}

static int replay_event(const struct mpr_event *e, void *data)
{
	struct replay *r = data;

	if (e->lost || e->seq != r->seq + 1)
		return no(r, "event %lu follows %lu, %lu lost", e->seq, r->seq, e->lost);
	if (r->epoch && e->epoch != r->epoch)
		return no(r, "event %lu is of another run", e->seq);
	if (e->boot_time < r->boot)
		return no(r, "event %lu is older than the one before", e->seq);
	if (r->stopped)
		return no(r, "event %lu comes after the end of the service", e->seq);
	r->seq = e->seq;
	r->epoch = e->epoch;
	r->boot = e->boot_time;
	switch (e->kind) {
	case MPR_EVENT_KIND_INTERFACE_NEW:
	case MPR_EVENT_KIND_INTERFACE_CHANGE:
	case MPR_EVENT_KIND_INTERFACE_DEL:
		return interface_event(r, e);
	case MPR_EVENT_KIND_CONNECTION_UP:
	case MPR_EVENT_KIND_CONNECTION_CHANGE:
	case MPR_EVENT_KIND_CONNECTION_DOWN:
		return connection_event(r, e);
	case MPR_EVENT_KIND_PORT_NEW:
	case MPR_EVENT_KIND_PORT_CHANGE:
	case MPR_EVENT_KIND_PORT_DEL:
		return port_event(r, e);
	case MPR_EVENT_KIND_SERVICE_STOP:
		r->stopped = true;
		return 0;
	default:
		return 0;
	}
}

static struct object *take_listed(struct replay *r, enum sort type, uint32_t id, const char *name)
{
	struct object *o = object_at(r, id);

	if (o->type == type && o->live && !o->listed) {
		o->listed = true;
		r->live[type]--;
		return o;
	}
	no(r, "%s %u is listed%s and the journal does not know it", name, id,
	   o->listed ? " twice" : "");
	return NULL;
}

static int list_interface(const struct mpr_interface *i, void *data)
{
	struct replay *r = data;
	struct object *o = take_listed(r, IFACE, i->id, "interface");

	if (!o)
		return 1;
	r->connecting += i->state == MPR_IF_STATE_CONNECTING;
	if (o->state != i->state)
		return no(r, "%s is in state %u, in the journal %u", i->name, i->state, o->state);
	return interface_is(r, o, i, r->seq);
}

static int list_connection(const struct mpr_connection *c, void *data)
{
	struct object *o = take_listed(data, CONN, c->id, "connection");

	if (o && o->iface != c->interface_id)
		return no(data, "connection %u is of another interface", c->id);
	return !o;
}

static int list_port(const struct mpr_port *p, void *data)
{
	struct object *o = take_listed(data, PORT, p->id, "port");

	if (o && (o->iface != p->interface_id || o->conn != p->connection_id ||
		  o->state != p->condition))
		return no(data, "port %u carries %u in condition %u, in the journal %u in %u",
			  p->id, p->connection_id, p->condition, o->conn, o->state);
	return !o;
}

static void compare_counts(struct replay *r, const struct mpr_service *s,
			   const uint32_t live[PORT + 1])
{
	if (s->interfaces != live[IFACE] || s->connections != live[CONN] ||
	    s->ports != live[PORT] || s->ports_in_use != r->used ||
	    s->attempts != r->connecting)
		no(r,
		   "service: %u interfaces %u connections %u ports %u used %u attempts, journal: %u %u %u %u %u",
		   s->interfaces, s->connections, s->ports, s->ports_in_use, s->attempts,
		   live[IFACE], live[CONN], live[PORT], r->used, r->connecting);
	if (r->live[IFACE] || r->live[CONN] || r->live[PORT])
		no(r, "%u interfaces, %u connections, %u ports of the journal are not listed",
		   r->live[IFACE], r->live[CONN], r->live[PORT]);
	if (s->journal_last != r->seq || (r->epoch && s->epoch != r->epoch))
		no(r, "the last event is %lu and not %lu", s->journal_last, r->seq);
}

static unsigned int look(struct mpr *h, struct replay *r)
{
	uint32_t live[PORT + 1];
	struct mpr_service *s;
	uint64_t lost = 0;
	unsigned int code;

	code = mpr_journal_read(h, 0, &lost, replay_event, r);
	if (!code && lost)
		no(r, "the journal has lost %lu events", lost);
	memcpy(live, r->live, sizeof(live));
	if (!code && !r->why)
		code = mpr_interface_list(h, 0, NULL, list_interface, r);
	if (!code && !r->why)
		code = mpr_connection_list(h, 0, NULL, list_connection, r);
	if (!code && !r->why)
		code = mpr_port_list(h, 0, 0, NULL, list_port, r);
	if (!code && !r->why)
		code = mpr_service_get(h, &s);
	if (code)
		return code;
	if (!r->why) {
		compare_counts(r, s, live);
		mpr_free(s);
	}
	return 0;
}

static uint64_t last_event(struct mpr *h)
{
	struct mpr_service *s;
	uint64_t seq;

	if (mpr_service_get(h, &s))
		return 0;
	seq = s->journal_last;
	mpr_free(s);
	return seq;
}

unsigned int agree_begin(struct mpr *h)
{
	struct mpr_service set = { .journal_size = JOURNAL_SIZE };

	return mpr_service_set(h, &set, MPR_SERVICE_JOURNAL_SIZE);
}

char *agree_check(struct mpr *h)
{
	struct replay r;
	unsigned int i, code;
	uint64_t before;

	/* When something happened between the dumps, they tell nothing. */
	for (i = 0; i < LOOKS; i++) {
		memset(&r, 0, sizeof(r));
		before = last_event(h);
		code = look(h, &r);
		free(r.object);
		if (code)
			no(&r, "cannot look: %s", mpr_strerror(code));
		if (!r.why || last_event(h) == before)
			break;
		free(r.why);
		r.why = NULL;
		/* linkwatch merges changes for up to a second. */
		poll(NULL, 0, 100);
	}
	if (i == LOOKS)
		no(&r, "the storm does not come to rest");
	events = r.seq;
	return r.why;
}

unsigned long agree_events(void)
{
	return events;
}
