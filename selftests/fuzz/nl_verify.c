// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dumps, gets and counters of one namespace held against each other. Whether something happened
 * in between, the number of the newest event tells.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nl_fuzz.h"

#define OBJECTS_MAX 512
#define OBJECT_LEN 4096
#define QUIET_SECONDS 30
/* The number of each kind of object; a service has none. */
#define ID MPR_A_INTERFACE_ID
_Static_assert((int)ID == (int)MPR_A_CONNECTION_ID && (int)ID == (int)MPR_A_PORT_ID, "one for all");

struct object {
	uint32_t id;
	int len;
	uint8_t attrs[OBJECT_LEN];
};

struct view {
	unsigned int n;
	struct object object[OBJECTS_MAX];
};

static const char *const volatiles[] = {
	"left", "backoff-left", "redials-left", "carrier-ups", "carrier-downs", "flaps-hidden",
	"duration", "stats", "uptime",
};

static const struct nlattr *next(const uint8_t **p, int *len)
{
	const struct nlattr *attr = (const void *)*p;

	if (*len < NLA_HDRLEN || attr->nla_len < NLA_HDRLEN || attr->nla_len > *len)
		return NULL;
	*p += NLA_ALIGN(attr->nla_len);
	*len -= NLA_ALIGN(attr->nla_len);
	return attr;
}

static uint32_t u32_of(const struct object *o, unsigned int type)
{
	const uint8_t *p = o->attrs;
	const struct nlattr *attr;
	int len = o->len;

	while ((attr = next(&p, &len)))
		if ((attr->nla_type & NLA_TYPE_MASK) == type)
			return mnl_attr_get_u32(attr);
	return 0;
}

static bool is_volatile(const struct spec_set *set, unsigned int type)
{
	unsigned int i;

	if (set->attrs[type].type == SPEC_PAD)
		return true;
	for (i = 0; i < sizeof(volatiles) / sizeof(volatiles[0]); i++)
		if (!strcmp(set->attrs[type].name, volatiles[i]))
			return true;
	return false;
}

static const struct nlattr *next_stable(const struct spec_set *set, const uint8_t **p, int *len)
{
	const struct nlattr *attr;

	while ((attr = next(p, len)))
		if (!is_volatile(set, attr->nla_type & NLA_TYPE_MASK))
			break;
	return attr;
}

/* The name of the attribute that differs, NULL: none. */
static const char *differs(const struct spec_set *set, const struct object *a,
			   const struct object *b)
{
	const uint8_t *p = a->attrs, *q = b->attrs;
	int plen = a->len, qlen = b->len;
	const struct nlattr *x, *y;

	for (;;) {
		x = next_stable(set, &p, &plen);
		y = next_stable(set, &q, &qlen);
		if (!x && !y)
			return NULL;
		if (!x || !y || x->nla_len != y->nla_len || memcmp(x, y, x->nla_len))
			return set->attrs[(x ? x : y)->nla_type & NLA_TYPE_MASK].name;
	}
}

static void take_object(struct worker *w, const struct spec_op *op, const void *attrs, int len)
{
	struct view *view = w->object_data;
	struct object *o = &view->object[view->n];

	if (view->n == OBJECTS_MAX || len > OBJECT_LEN)
		return;
	memcpy(o->attrs, attrs, len);
	o->len = len;
	o->id = op->set->attrs[ID].role ? u32_of(o, ID) : 0;
	view->n++;
}

/* Asks and gathers what comes. @id: attribute with the number to ask for. */
static void ask(struct worker *w, unsigned int cmd, bool dump, unsigned int attr, uint32_t id,
		struct view *view)
{
	struct sock *s = &w->sock[0];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(w->out.data);
	struct genlmsghdr *genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));

	nlh->nlmsg_type = config.family;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | (dump ? NLM_F_DUMP : 0);
	genl->cmd = cmd;
	genl->version = 1;
	if (attr)
		mnl_attr_put_u32(nlh, attr, id);
	w->out.len = nlh->nlmsg_len;
	view->n = 0;
	w->object = take_object;
	w->object_data = view;
	sock_send(w, s);
	sock_drain(w, s, 0);
	w->object = NULL;
}

struct state {
	struct view service, ifaces, conns, ports, one;
	unsigned int wrong;
	char what[200];
};

static void disagree(struct state *st, const char *what, uint32_t a, uint32_t b)
{
	if (!st->wrong++)
		snprintf(st->what, sizeof(st->what), "%s (%u, %u)", what, a, b);
}

static void count(struct state *st, unsigned int type, unsigned int n, const char *what)
{
	if (u32_of(&st->service.object[0], type) != n)
		disagree(st, what, u32_of(&st->service.object[0], type), n);
}

static const struct object *by_id(const struct view *view, uint32_t id)
{
	unsigned int i;

	for (i = 0; i < view->n; i++)
		if (view->object[i].id == id)
			return &view->object[i];
	return NULL;
}

/* Each object of a dump, asked for by itself; @strict: nothing may have changed. */
static void compare_gets(struct worker *w, struct state *st, unsigned int cmd, struct view *view,
			 bool strict)
{
	const struct spec_set *set = spec_ops[cmd].set;
	const char *attr;
	unsigned int i;

	for (i = 0; i < view->n; i++) {
		/* A few are enough while others are at work. */
		if (!strict && i % 16 != w->stats->number % 16)
			continue;
		if (i && view->object[i].id <= view->object[i - 1].id)
			disagree(st, "a dump is not in order", view->object[i - 1].id,
				 view->object[i].id);
		ask(w, cmd, false, ID, view->object[i].id, &st->one);
		if (st->one.n == 1 && st->one.object[0].id != view->object[i].id)
			finding(RULE_AGREE, w->index, w->stats->number, "%s %u has id %u",
				set->name, view->object[i].id, st->one.object[0].id);
		if (st->one.n != 1) {
			disagree(st, "an object of a dump is not there", cmd, view->object[i].id);
			continue;
		}
		attr = differs(set, &view->object[i], &st->one.object[0]);
		if (attr)
			disagree(st, attr, cmd, view->object[i].id);
	}
}

static void compare_links(struct state *st)
{
	unsigned int i, attempts = 0, used = 0;
	const struct object *o;
	uint32_t id;

	for (i = 0; i < st->ifaces.n; i++) {
		attempts += !!u32_of(&st->ifaces.object[i], MPR_A_INTERFACE_ATTEMPT_ID);
		id = u32_of(&st->ifaces.object[i], MPR_A_INTERFACE_CONNECTION_ID);
		o = id ? by_id(&st->conns, id) : NULL;
		if (id && (!o || u32_of(o, MPR_A_CONNECTION_INTERFACE_ID) !=
			   st->ifaces.object[i].id))
			disagree(st, "interface and connection", st->ifaces.object[i].id, id);
	}
	for (i = 0; i < st->ports.n; i++) {
		id = u32_of(&st->ports.object[i], MPR_A_PORT_CONNECTION_ID);
		used += !!id;
		if (id && !by_id(&st->conns, id))
			disagree(st, "port and connection", st->ports.object[i].id, id);
		id = u32_of(&st->ports.object[i], MPR_A_PORT_INTERFACE_ID);
		if (!by_id(&st->ifaces, id))
			disagree(st, "port and interface", st->ports.object[i].id, id);
	}
	count(st, MPR_A_SERVICE_INTERFACES, st->ifaces.n, "count of interfaces");
	count(st, MPR_A_SERVICE_CONNECTIONS, st->conns.n, "count of connections");
	count(st, MPR_A_SERVICE_PORTS, st->ports.n, "count of ports");
	count(st, MPR_A_SERVICE_PORTS_IN_USE, used, "count of ports in use");
	count(st, MPR_A_SERVICE_ATTEMPTS, attempts, "count of attempts");
}

static uint64_t newest(struct worker *w, struct state *st)
{
	const struct nlattr *attr;
	const uint8_t *p;
	int len;

	ask(w, MPR_CMD_SERVICE_GET, false, 0, 0, &st->service);
	if (st->service.n != 1)
		return 0;
	p = st->service.object[0].attrs;
	len = st->service.object[0].len;
	while ((attr = next(&p, &len)))
		if ((attr->nla_type & NLA_TYPE_MASK) == MPR_A_SERVICE_JOURNAL_LAST)
			return mnl_attr_get_u64(attr);
	return 0;
}

/* Returns whether nothing happened meanwhile, so that st->wrong counts. */
static bool look(struct worker *w, struct state *st, bool strict)
{
	uint64_t before = newest(w, st);

	st->wrong = 0;
	ask(w, MPR_CMD_INTERFACE_GET, true, 0, 0, &st->ifaces);
	ask(w, MPR_CMD_CONNECTION_GET, true, 0, 0, &st->conns);
	ask(w, MPR_CMD_PORT_GET, true, 0, 0, &st->ports);
	compare_gets(w, st, MPR_CMD_INTERFACE_GET, &st->ifaces, strict);
	compare_gets(w, st, MPR_CMD_CONNECTION_GET, &st->conns, strict);
	compare_gets(w, st, MPR_CMD_PORT_GET, &st->ports, strict);
	if (newest(w, st) != before || !before)
		return false;
	compare_links(st);
	return true;
}

void verify(struct worker *w, bool quiet)
{
	static struct state *st;
	time_t end = time(NULL) + QUIET_SECONDS;
	bool still;

	if (!st)
		st = malloc(sizeof(*st));
	if (!st)
		return;
	/* A socket of its own: others may have a dump under way. */
	sock_close(&w->sock[0]);
	sock_open(w, &w->sock[0]);
	do {
		still = look(w, st, quiet);
	} while (quiet && !still && time(NULL) < end);
	if (quiet && !still)
		finding(RULE_AGREE, w->index, w->stats->number, "it is never quiet");
	if (still && st->wrong)
		finding(RULE_AGREE, w->index, w->stats->number, "%u times, first: %s", st->wrong,
			st->what);
	if (still)
		w->stats->verified++;
}
