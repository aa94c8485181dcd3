// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sockets, and what is expected of them: the kernel's own way through a datagram tells which
 * messages it will see, and each of those gets the answers that it asked for, no more and no less.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "nl_fuzz.h"
#include "../mpr_wire.h"

#define RCVBUF (2 << 20)

void sock_open(struct worker *w, struct sock *s)
{
	int one = 1, size = RCVBUF;
	unsigned int i;

	memset(s, 0, sizeof(*s));
	s->privileged = w->privileged;
	s->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (s->fd < 0) {
		perror("nl_fuzz: socket");
		exit(2);
	}
	if (setsockopt(s->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(s->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	setsockopt(s->fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	s->extack = rng_chance(&w->rng, 95);
	if (s->extack)
		setsockopt(s->fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	if (rng_chance(&w->rng, 50))
		setsockopt(s->fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	if (rng_chance(&w->rng, 50))
		setsockopt(s->fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof(one));
	for (i = 0; i < spec_n_groups; i++) {
		if (!rng_chance(&w->rng, 40))
			continue;
		if (!setsockopt(s->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &config.groups[i],
				sizeof(config.groups[i])) && !w->privileged)
			finding(RULE_UNPRIVILEGED, w->index, w->stats->number,
				"joined the group %s", spec_groups[i]);
	}
}

void sock_close(struct sock *s)
{
	close(s->fd);
	s->fd = -1;
	s->n = 0;
}

static const struct spec_op *op_of(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

	if (nlh->nlmsg_type != config.family || nlh->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN ||
	    genl->cmd >= spec_n_ops || !spec_ops[genl->cmd].name)
		return NULL;
	return &spec_ops[genl->cmd];
}

/* As netlink_rcv_skb() and genl_rcv_msg() do. */
static void expect(struct worker *w, struct sock *s, struct nlmsghdr *nlh)
{
	struct expect *e = &s->expect[s->n++];
	const struct spec_op *op = op_of(nlh);
	bool dump = (nlh->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;

	if (!++w->seq)
		++w->seq;
	nlh->nlmsg_seq = w->seq;
	memset(e, 0, sizeof(*e));
	e->seq = w->seq;
	e->ack = nlh->nlmsg_flags & NLM_F_ACK;
	if (!(nlh->nlmsg_flags & NLM_F_REQUEST) || nlh->nlmsg_type < NLMSG_MIN_TYPE)
		return;
	if (op && (dump ? op->can_dump : op->can_do)) {
		e->op = op;
		e->dump = dump;
	} else {
		e->core = true;
	}
}

static unsigned int stamp(struct worker *w, struct sock *s)
{
	struct datagram *d = &w->out;
	struct nlmsghdr *nlh;
	size_t at = 0;
	unsigned int n = 0;

	while (d->len - at >= NLMSG_HDRLEN && s->n < EXPECT_MAX) {
		nlh = (void *)(d->data + at);
		if (nlh->nlmsg_len < NLMSG_HDRLEN || nlh->nlmsg_len > d->len - at)
			break;
		/* Damage must not reach other families. */
		if (nlh->nlmsg_type >= NLMSG_MIN_TYPE && nlh->nlmsg_type < 1024)
			nlh->nlmsg_type = config.family;
		expect(w, s, nlh);
		n++;
		if (NLMSG_ALIGN(nlh->nlmsg_len) >= d->len - at)
			return n;
		at += NLMSG_ALIGN(nlh->nlmsg_len);
	}
	/* What the kernel would still read, had there been room to expect it. */
	if (s->n == EXPECT_MAX)
		d->len = at;
	return n;
}

/* Into the ring; and out of the machine when asked to, as a panic takes the ring with it. */
static void record(struct worker *w, const struct sock *s)
{
	struct worker_stats *stats = w->stats;
	unsigned int pos = stats->ring_pos % RING;
	struct record *rec = &stats->ring[pos];
	static int fd = -1;
	char path[512];

	rec->number = stats->number;
	rec->space = w->space;
	rec->sock = s - w->sock;
	rec->family = config.family;
	rec->len = w->out.len;
	memcpy(rec->data, w->out.data, rec->len < RECORD_MAX ? rec->len : RECORD_MAX);
	stats->ring_pos++;
	if (!config.sync || !config.out)
		return;
	if (fd < 0) {
		snprintf(path, sizeof(path), "%s/ring.%u", config.out, w->index);
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	}
	if (pwrite(fd, rec, sizeof(*rec), pos * sizeof(*rec)) != sizeof(*rec))
		perror("nl_fuzz: ring");
}

unsigned int sock_send(struct worker *w, struct sock *s)
{
	struct sockaddr_nl to = { .nl_family = AF_NETLINK };
	unsigned int before = s->n, n = stamp(w, s);

	if (!w->out.len)
		return 0;
	record(w, s);
	w->stats->datagrams++;
	if (sendto(s->fd, w->out.data, w->out.len, 0, (struct sockaddr *)&to, sizeof(to)) < 0)
		s->n = before;
	return n;
}

struct ext {
	bool message, missing;
	const char *text;
};

/* The extended ack of an error or of the end of a dump. */
static void read_ext(const struct nlmsghdr *nlh, size_t skip, struct ext *ext)
{
	const struct nlattr *attr;

	memset(ext, 0, sizeof(*ext));
	ext->text = "";
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS) || skip > mnl_nlmsg_get_payload_len(nlh))
		return;
	mnl_attr_for_each(attr, nlh, skip) {
		switch (mnl_attr_get_type(attr)) {
		case NLMSGERR_ATTR_MSG:
			ext->message = true;
			ext->text = mnl_attr_get_str(attr);
			break;
		case 5:		/* NLMSGERR_ATTR_MISS_TYPE */
		case 6:		/* NLMSGERR_ATTR_MISS_NEST */
			ext->missing = true;
			break;
		}
	}
}

static void check_refusal(struct worker *w, const struct sock *s, const struct expect *e,
			  const struct ext *ext)
{
	const char *name = e->op ? e->op->name : "no operation";

	/* Refused by generic netlink before the module was asked: it gives numbers only. */
	if (e->core || !s->extack || (!w->privileged && e->error == EPERM))
		return;
	/* A dump is under way on this socket: netlink itself says so. */
	if (e->dump && e->error == EBUSY)
		return;
	if (!ext->message && !ext->missing)
		finding(RULE_REASON, w->index, w->stats->number, "%s: %s without a reason", name,
			strerror(e->error));
}

static void take_answer(struct worker *w, struct sock *s, struct expect *e,
			const struct nlmsghdr *nlh)
{
	size_t len = mnl_nlmsg_get_payload_len(nlh), skip;
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	const char *name = e->op ? e->op->name : "?";
	struct ext ext;
	int error = 0;

	if (len >= sizeof(int))
		memcpy(&error, err, sizeof(error));
	if (++e->answers > 1) {
		finding(RULE_ANSWERS, w->index, w->stats->number, "%s: %u answers", name,
			e->answers);
		return;
	}
	e->error = -error;
	skip = sizeof(int);
	if (nlh->nlmsg_type == NLMSG_ERROR) {
		skip = sizeof(*err);
		if (!(nlh->nlmsg_flags & NLM_F_CAPPED) && error)
			skip += NLMSG_ALIGN(err->msg.nlmsg_len) - NLMSG_HDRLEN;
	}
	read_ext(nlh, skip, &ext);
	if (e->error < 0 || e->error >= ERRNOS) {
		finding(RULE_SPEC, w->index, w->stats->number, "error %d", error);
		return;
	}
	w->stats->by_op[e->op ? e->op - spec_ops : GARBAGE_OP][e->error]++;
	if (e->error)
		check_refusal(w, s, e, &ext);
	if (!w->privileged && e->op && !e->error)
		finding(RULE_UNPRIVILEGED, w->index, w->stats->number, "%s succeeded", name);
	if (!e->error && e->op && e->op->replies && !e->dump && e->objects != 1)
		finding(RULE_ANSWERS, w->index, w->stats->number, "%s: %u objects and success",
			name, e->objects);
	if (e->error && e->objects && !e->dump)
		finding(RULE_ANSWERS, w->index, w->stats->number, "%s: an object and %s",
			name, strerror(e->error));
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		e->interrupted = true;
	/* The first message says how many there are; nobody came or went, so they did come. */
	if (e->dump && !e->error && e->told_left && !e->interrupted && e->left != e->objects)
		finding(RULE_AGREE, w->index, w->stats->number, "%s: dump of %u objects has %u",
			name, e->left, e->objects);
}

/* The attribute of the first message of a dump that says how many there are. */
static void look_left(struct expect *e, const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;
	const char *name;

	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		name = e->op->set->attrs[mnl_attr_get_type(attr)].name;
		if (name && !strcmp(name, "left")) {
			e->told_left = true;
			e->left = mnl_attr_get_u32(attr);
		}
	}
}

static void take_object(struct worker *w, struct expect *e, const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	uint64_t mask = e->dump ? e->op->dump_reply : e->op->do_reply;
	const char *what;

	w->stats->replies++;
	if (!w->privileged)
		finding(RULE_UNPRIVILEGED, w->index, w->stats->number, "got an object of %s",
			e->op->name);
	if (&spec_ops[genl->cmd] != e->op || e->answers ||
	    e->dump != !!(nlh->nlmsg_flags & NLM_F_MULTI)) {
		finding(RULE_SPEC, w->index, w->stats->number,
			"%s: a reply of command %u after %u", e->op->name, genl->cmd, e->answers);
		return;
	}
	what = check_attrs(e->op->set, mask, mnl_nlmsg_get_payload_offset(nlh, GENL_HDRLEN),
			   nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, &w->learned);
	if (what) {
		finding(RULE_SPEC, w->index, w->stats->number, "reply to %s: %s", e->op->name,
			what);
		return;
	}
	e->objects++;
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		e->interrupted = true;
	if (e->dump)
		look_left(e, nlh);
	if (w->object)
		w->object(w, e->op, mnl_nlmsg_get_payload_offset(nlh, GENL_HDRLEN),
			  nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN);
}

static void take_event(struct worker *w, const struct nlmsghdr *nlh)
{
	const struct spec_op *op = op_of(nlh);
	const char *what;

	w->stats->events++;
	if (!w->privileged)
		finding(RULE_UNPRIVILEGED, w->index, w->stats->number, "got an event");
	if (!op || !op->event) {
		finding(RULE_SPEC, w->index, w->stats->number, "an event of type %u",
			nlh->nlmsg_type);
		return;
	}
	what = check_attrs(op->set, op->event_attrs, mnl_nlmsg_get_payload_offset(nlh, GENL_HDRLEN),
			   nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, &w->learned);
	if (what)
		finding(RULE_SPEC, w->index, w->stats->number, "%s: %s", op->name, what);
}

static void take(struct worker *w, struct sock *s, const struct nlmsghdr *nlh)
{
	struct expect *e = NULL;
	unsigned int i;

	if (!nlh->nlmsg_seq) {
		take_event(w, nlh);
		return;
	}
	for (i = 0; i < s->n; i++)
		if (s->expect[i].seq == nlh->nlmsg_seq)
			e = &s->expect[i];
	if (!e && s->overrun)
		return;
	if (!e)
		finding(RULE_ANSWERS, w->index, w->stats->number,
			"a message of type %u that nobody asked for", nlh->nlmsg_type);
	else if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE)
		take_answer(w, s, e, nlh);
	else if (e->op && op_of(nlh))
		take_object(w, e, nlh);
	else
		finding(RULE_SPEC, w->index, w->stats->number, "a reply of type %u",
			nlh->nlmsg_type);
}

/* The socket is empty: whoever has no answer now will never get one. */
static void settle(struct worker *w, struct sock *s)
{
	const struct expect *e;

	for (e = s->expect; e < s->expect + s->n; e++) {
		if (!e->answers && (e->ack || e->dump))
			finding(RULE_ANSWERS, w->index, w->stats->number, "%s: no answer",
				e->op ? e->op->name : "?");
		else if (!e->answers && !e->op && e->core)
			finding(RULE_ANSWERS, w->index, w->stats->number, "no refusal");
		else if (!e->answers && e->op && e->op->replies && e->objects != 1)
			finding(RULE_ANSWERS, w->index, w->stats->number,
				"%s: neither answer nor object", e->op->name);
		if (!e->answers)
			w->stats->by_op[e->op ? e->op - spec_ops : GARBAGE_OP][0]++;
		if (e->dump && !e->error)
			w->stats->dumps++;
	}
	s->n = 0;
}

void sock_drain(struct worker *w, struct sock *s, unsigned int max)
{
	const struct nlmsghdr *nlh;
	unsigned int n = 0;
	ssize_t got;
	int len;

	while (!max || n++ < max) {
		got = recv(s->fd, w->in, sizeof(w->in), MSG_DONTWAIT | MSG_TRUNC);
		if (got < 0 && errno == EAGAIN) {
			settle(w, s);
			return;
		}
		if (got < 0 && errno == ENOBUFS) {
			/* Answers may be among what was lost. */
			w->stats->overruns++;
			s->overrun = true;
			s->n = 0;
			continue;
		}
		/* A dump that fails on its way tells so in recvmsg() as well. */
		if (got < 0)
			continue;
		len = got;
		for (nlh = (void *)w->in; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len))
			if (s->n || !nlh->nlmsg_seq)
				take(w, s, nlh);
	}
}

/* ---- who the family is ---- */

int fuzz_resolve(uint16_t *family, uint32_t *groups)
{
	struct wire *w = wire_open();

	if (!w)
		return -1;
	*family = w->family;
	wire_groups(w, spec_groups, spec_n_groups, groups);
	wire_close(w);
	return 0;
}
