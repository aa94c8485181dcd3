// SPDX-License-Identifier: GPL-2.0-only
/* What the service looks like from outside: its objects, its events, its journal. */
#include <inttypes.h>

#include "fault.h"

#define LINES_MAX 256
#define BIT64(n) (1ULL << (n))

/* What is left out of each kind of row; @varies also unless the view is exact. */
static const struct {
	uint8_t cmd;
	bool dump;
	uint64_t skip, varies, present;
} rows[] = {
	{ MPR_CMD_INTERFACE_GET, true, BIT64(MPR_A_INTERFACE_LEFT),
	  BIT64(MPR_A_INTERFACE_ID) | BIT64(MPR_A_INTERFACE_IFINDEX) |
	  BIT64(MPR_A_INTERFACE_CARRIER_UPS) | BIT64(MPR_A_INTERFACE_CARRIER_DOWNS),
	  BIT64(MPR_A_INTERFACE_BACKOFF_LEFT) | BIT64(MPR_A_INTERFACE_ATTEMPT_ID) |
	  BIT64(MPR_A_INTERFACE_CONNECTION_ID) },
	{ MPR_CMD_CONNECTION_GET, true,
	  BIT64(MPR_A_CONNECTION_LEFT) | BIT64(MPR_A_CONNECTION_DURATION) |
	  BIT64(MPR_A_CONNECTION_STATS),
	  BIT64(MPR_A_CONNECTION_ID) | BIT64(MPR_A_CONNECTION_INTERFACE_ID) |
	  BIT64(MPR_A_CONNECTION_IFINDEX) | BIT64(MPR_A_CONNECTION_START_TIME) |
	  BIT64(MPR_A_CONNECTION_GUID), 0 },
	{ MPR_CMD_PORT_GET, true,
	  BIT64(MPR_A_PORT_LEFT) | BIT64(MPR_A_PORT_DURATION) | BIT64(MPR_A_PORT_STATS),
	  BIT64(MPR_A_PORT_ID) | BIT64(MPR_A_PORT_INTERFACE_ID) | BIT64(MPR_A_PORT_IFINDEX),
	  BIT64(MPR_A_PORT_CONNECTION_ID) },
	{ MPR_CMD_SERVICE_GET, false,
	  BIT64(MPR_A_SERVICE_UPTIME) | BIT64(MPR_A_SERVICE_JOURNAL_FIRST) |
	  BIT64(MPR_A_SERVICE_JOURNAL_LAST), BIT64(MPR_A_SERVICE_EPOCH), 0 },
};

struct view {
	char *line[LINES_MAX];
	unsigned int n;
};

/* Kinds come in the order of sockets, which is a matter of chance: a line for each. */
static void add_kind(struct view *v, const struct nlattr *attr)
{
	if (v->n == LINES_MAX || asprintf(&v->line[v->n++], "kind %s", mnl_attr_get_str(attr)) < 0)
		die("too many kinds", ENOMEM);
}

static void add_row(struct view *v, const struct nlmsghdr *nlh, unsigned int kind, bool exact)
{
	uint64_t skip = rows[kind].skip | (exact ? 0 : rows[kind].varies);
	const struct nlattr *attr;
	const uint8_t *p;
	size_t size;
	FILE *out;
	unsigned int i;

	if (v->n == LINES_MAX)
		die("too many objects", 0);
	out = open_memstream(&v->line[v->n++], &size);
	if (!out)
		die("open_memstream", errno);
	fprintf(out, "%u:", kind);
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (skip & BIT64(mnl_attr_get_type(attr)))
			continue;
		if (rows[kind].cmd == MPR_CMD_SERVICE_GET &&
		    mnl_attr_get_type(attr) == MPR_A_SERVICE_KIND) {
			add_kind(v, attr);
			continue;
		}
		fprintf(out, " %u=", mnl_attr_get_type(attr));
		/* Where times and numbers change, that there is one does not. */
		if (rows[kind].present & BIT64(mnl_attr_get_type(attr)) &&
		    (!exact || (!kind && mnl_attr_get_type(attr) == MPR_A_INTERFACE_BACKOFF_LEFT)))
			continue;
		p = mnl_attr_get_payload(attr);
		for (i = 0; i < mnl_attr_get_payload_len(attr); i++)
			fprintf(out, p[i] > 0x20 && p[i] < 0x7f && p[i] != '%' ? "%c" : "%%%02x",
				p[i]);
	}
	fclose(out);
}

struct dump {
	struct view *v;
	unsigned int kind;
	bool exact;
};

static int dump_row(const struct nlmsghdr *nlh, void *data)
{
	struct dump *dump = data;

	add_row(dump->v, nlh, dump->kind, dump->exact);
	return MNL_CB_OK;
}

/* False when something changed meanwhile: what was handed over is not to be trusted. */
static bool dump_all(struct wire *w, uint8_t cmd, mnl_cb_t cb, void *data, uint64_t since)
{
	struct nlmsghdr *nlh = wire_msg(w, w->family, cmd, NLM_F_DUMP);
	int ret = MNL_CB_OK;
	ssize_t got;

	flush_socket(w);
	if (cmd == MPR_CMD_JOURNAL_GET)
		mnl_attr_put_u64(nlh, MPR_A_EVENT_SEQ, since);
	if (mnl_socket_sendto(w->nl, nlh, nlh->nlmsg_len) < 0)
		die("dump", errno);
	while (ret > 0) {
		got = mnl_socket_recvfrom(w->nl, w->rsp, sizeof(w->rsp));
		if (got < 0)
			die("dump", errno);
		ret = mnl_cb_run(w->rsp, got, nlh->nlmsg_seq, w->portid, cb, data);
	}
	if (ret < 0 && errno != EINTR)
		die("dump", errno);
	return ret >= 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool look(struct ctx *c, struct view *v, bool exact)
{
	struct dump dump = { .v = v, .exact = exact };
	bool whole = true;
	unsigned int i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		dump.kind = i;
		if (rows[i].dump) {
			whole &= dump_all(c->w, rows[i].cmd, dump_row, &dump, 0);
		} else {
			must("service-get", wire_do(c->w, wire_req(c->w, rows[i].cmd)));
			add_row(v, c->w->reply, i, exact);
		}
	}
	return whole;
}

char *view(struct ctx *c, bool exact)
{
	struct view v = { .n = 0 };
	size_t size;
	char *text;
	FILE *out;
	unsigned int i;

	while (!look(c, &v, exact))
		while (v.n)
			free(v.line[--v.n]);
	qsort(v.line, v.n, sizeof(v.line[0]), by_text);
	out = open_memstream(&text, &size);
	if (!out)
		die("open_memstream", errno);
	for (i = 0; i < v.n; i++) {
		fprintf(out, "%s\n", v.line[i]);
		free(v.line[i]);
	}
	fclose(out);
	return text;
}

uint64_t last_event(struct ctx *c)
{
	must("service-get", wire_do(c->w, wire_req(c->w, MPR_CMD_SERVICE_GET)));
	return mnl_attr_get_u64(wire_attr(c->w->reply, MPR_A_SERVICE_JOURNAL_LAST));
}

uint32_t service_u32(struct ctx *c, uint16_t type)
{
	must("service-get", wire_do(c->w, wire_req(c->w, MPR_CMD_SERVICE_GET)));
	return wire_u32(c->w->reply, type);
}

static uint64_t seq_of(const struct nlmsghdr *nlh)
{
	const struct nlattr *attr = wire_attr(nlh, MPR_A_EVENT_SEQ);

	return attr ? mnl_attr_get_u64(attr) : 0;
}

/* Takes what the listener has; whether it was told that it missed something. */
static bool hear(struct ctx *c, uint64_t since, uint64_t last, bool *heard)
{
	struct wire *w = c->ears;
	bool told = false;
	uint64_t seq;
	ssize_t got;

	for (;;) {
		got = recv(mnl_socket_get_fd(w->nl), w->rsp, sizeof(w->rsp), MSG_DONTWAIT);
		if (got < 0 && errno == ENOBUFS) {
			told = true;
			continue;
		}
		if (got < 0)
			return told;
		seq = seq_of((void *)w->rsp);
		if (heard && seq > since && seq <= last)
			heard[seq - since - 1] = true;
	}
}

void forget_events(struct ctx *c)
{
	hear(c, 0, 0, NULL);
}

struct kept {
	uint64_t since, last, lost, n;
	bool wrong;
};

static int journal_row(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *lost = wire_attr(nlh, MPR_A_EVENT_LOST);
	uint64_t seq = seq_of(nlh);
	struct kept *kept = data;

	if (lost)
		kept->lost += mnl_attr_get_u64(lost);
	if (!seq || seq > kept->last)
		return MNL_CB_OK;
	kept->n++;
	/* Each one is in its place, when those that are missing are counted. */
	if (seq != kept->since + kept->n + kept->lost)
		kept->wrong = true;
	return MNL_CB_OK;
}

const char *check_events(struct ctx *c, uint64_t since, unsigned int *lost)
{
	struct kept kept = { .since = since, .last = last_event(c) };
	uint64_t i, n = kept.last - since;
	bool heard[512] = { false };
	bool told;

	if (kept.last < since || n > sizeof(heard))
		return "the numbers of events make no sense";
	told = hear(c, since, kept.last, heard);
	for (i = 0; i < n && !told; i++)
		if (!heard[i])
			return "an event was not heard, and the listener was not told";
	dump_all(c->w, MPR_CMD_JOURNAL_GET, journal_row, &kept, since);
	if (kept.wrong)
		return "the journal counts its losses wrong";
	if (kept.n + kept.lost < n)
		return "the journal lacks an event and does not say so";
	if (kept.lost)
		*lost += kept.lost;
	return NULL;
}
