// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events: each gets the next number of its namespace, is kept in the journal and sent to whoever
 * listens. The attributes are built once, in a draft that every event of the namespace uses;
 * without a journal and without listeners they are not built at all.
 */

#include <linux/slab.h>

#include "mpr_priv.h"
#include "mpr_nl_gen.h"
#include "put.h"

static const struct {
	u8 cmd;
	u8 group;
} mpr_event_route[] = {
	[MPR_EVENT_KIND_CONNECTION_UP] = { MPR_CMD_CONNECTION_UP, MPR_NLGRP_CONNECTIONS },
	[MPR_EVENT_KIND_CONNECTION_DOWN] = { MPR_CMD_CONNECTION_DOWN, MPR_NLGRP_CONNECTIONS },
	[MPR_EVENT_KIND_CONNECTION_CHANGE] = { MPR_CMD_CONNECTION_CHANGE, MPR_NLGRP_INTERFACES },
	[MPR_EVENT_KIND_INTERFACE_NEW] = { MPR_CMD_INTERFACE_ADDED, MPR_NLGRP_INTERFACES },
	[MPR_EVENT_KIND_INTERFACE_CHANGE] = { MPR_CMD_INTERFACE_CHANGED, MPR_NLGRP_INTERFACES },
	[MPR_EVENT_KIND_INTERFACE_DEL] = { MPR_CMD_INTERFACE_REMOVED, MPR_NLGRP_INTERFACES },
	[MPR_EVENT_KIND_PORT_NEW] = { MPR_CMD_PORT_ADDED, MPR_NLGRP_PORTS },
	[MPR_EVENT_KIND_PORT_CHANGE] = { MPR_CMD_PORT_CHANGED, MPR_NLGRP_PORTS },
	[MPR_EVENT_KIND_PORT_DEL] = { MPR_CMD_PORT_REMOVED, MPR_NLGRP_PORTS },
	[MPR_EVENT_KIND_SERVICE_CHANGE] = { MPR_CMD_SERVICE_CHANGED, MPR_NLGRP_SERVICE },
	[MPR_EVENT_KIND_SERVICE_STOP] = { MPR_CMD_SERVICE_STOPPED, MPR_NLGRP_SERVICE },
};

/* What an event is about; exactly one is set, and for a connection its interface too. */
struct mpr_subject {
	struct mpr_iface *iface;
	struct mpr_conn *conn;
	struct mpr_port *port;
	bool service;
	int old_state;
};

static bool mpr_event_wanted(struct mpr_net *mn, enum mpr_event_kind kind)
{
	unsigned int group;

	if (mn->journal_size)
		return true;
	if (kind != MPR_EVENT_KIND_SERVICE_STOP)
		return mpr_nl_listeners(mn, mpr_event_route[kind].group);
	for (group = 0; group <= MPR_NLGRP_SERVICE; group++)
		if (mpr_nl_listeners(mn, group))
			return true;
	return false;
}

/* Enough for all but interfaces with many slots. */
#define MPR_DRAFT_SIZE (MPR_FILL_PORT_SIZE + 256)

static size_t mpr_event_size(const struct mpr_subject *s)
{
	size_t size = 256;

	if (s->iface)
		size += mpr_fill_iface_size(s->iface);
	if (s->conn)
		size += mpr_fill_conn_size(s->conn);
	if (s->port)
		size += MPR_FILL_PORT_SIZE;
	if (s->service)
		size += MPR_FILL_SERVICE_SIZE;
	return size;
}

static int mpr_event_nest(struct sk_buff *skb, struct mpr_net *mn, const struct mpr_subject *s)
{
	struct nlattr *nest;

	if (s->conn) {
		nest = mpr_put_nest(skb, MPR_A_EVENT_CONNECTION);
		if (!nest || mpr_fill_conn(skb, s->conn))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	if (s->iface) {
		nest = mpr_put_nest(skb, MPR_A_EVENT_INTERFACE);
		if (!nest || mpr_fill_iface(skb, s->iface))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	if (s->port) {
		nest = mpr_put_nest(skb, MPR_A_EVENT_PORT);
		if (!nest || mpr_fill_port(skb, s->port))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	if (s->service) {
		nest = mpr_put_nest(skb, MPR_A_EVENT_SERVICE);
		if (!nest || mpr_fill_service(skb, mn))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

/* The attributes of an event are drafted here first: most events are kept, and sent to nobody. */
static struct sk_buff *mpr_event_draft(struct mpr_net *mn, size_t size)
{
	if (mn->draft) {
		skb_trim(mn->draft, 0);
		if (skb_tailroom(mn->draft) >= size)
			return mn->draft;
		kfree_skb(mn->draft);
	}
	mn->draft = alloc_skb(GENL_HDRLEN + max_t(size_t, size, MPR_DRAFT_SIZE), MPR_GFP);
	/* Where they are in a message, as far as the alignment of 64 bits goes. */
	if (mn->draft)
		skb_reserve(mn->draft, GENL_HDRLEN);
	return mn->draft;
}

static struct sk_buff *mpr_event_build(struct mpr_net *mn, enum mpr_event_kind kind,
				       const struct mpr_subject *s, u64 seq)
{
	struct sk_buff *skb = mpr_event_draft(mn, mpr_event_size(s));
	ktime_t now = ktime_get();

	if (!skb)
		return NULL;
	if (mpr_put_u64(skb, MPR_A_EVENT_SEQ, seq, MPR_A_EVENT_PAD) ||
	    mpr_put_u64(skb, MPR_A_EVENT_TIME, ktime_mono_to_real(now), MPR_A_EVENT_PAD) ||
	    mpr_put_u64(skb, MPR_A_EVENT_BOOT_TIME,
			ktime_mono_to_any(now, TK_OFFS_BOOT), MPR_A_EVENT_PAD) ||
	    mpr_put_u64(skb, MPR_A_EVENT_EPOCH, mn->epoch, MPR_A_EVENT_PAD) ||
	    mpr_put_u32(skb, MPR_A_EVENT_KIND, kind) ||
	    (s->old_state >= 0 && mpr_put_u32(skb, MPR_A_EVENT_OLD_STATE, s->old_state)) ||
	    mpr_event_nest(skb, mn, s)) {
		WARN_ON_ONCE(1);
		return NULL;
	}
	return skb;
}

static u32 mpr_journal_slot(u64 seq, u32 size)
{
	u32 rem;

	div_u64_rem(seq, size, &rem);
	return rem;
}

static void mpr_journal_keep(struct mpr_net *mn, u64 seq, const struct sk_buff *attrs)
{
	struct mpr_record *rec, **place;

	if (!mn->journal) {
		mn->journal = kvcalloc(mn->journal_size, sizeof(*mn->journal), MPR_GFP);
		if (!mn->journal)
			return;
		mn->journal_first = seq;
	}
	place = &mn->journal[mpr_journal_slot(seq, mn->journal_size)];
	kfree(*place);
	if (seq - mn->journal_first >= mn->journal_size)
		mn->journal_first = seq - mn->journal_size + 1;
	rec = kmalloc(struct_size(rec, data, attrs->len), MPR_GFP);
	*place = rec;
	if (!rec)
		return;
	rec->seq = seq;
	rec->len = attrs->len;
	memcpy(rec->data, attrs->data, attrs->len);
}

static struct sk_buff *mpr_event_message(enum mpr_event_kind kind, const struct sk_buff *attrs)
{
	struct sk_buff *skb = genlmsg_new(attrs->len, GFP_KERNEL);
	void *hdr;

	if (!skb)
		return NULL;
	hdr = genlmsg_put(skb, 0, 0, &mpr_family, 0, mpr_event_route[kind].cmd);
	skb_put_data(skb, attrs->data, attrs->len);
	genlmsg_end(skb, hdr);
	return skb;
}

/*
 * Without memory, listeners learn from ENOBUFS that they missed something, and readers of the
 * journal from the hole.
 */
static void mpr_event_send(struct mpr_net *mn, enum mpr_event_kind kind, unsigned int group,
			   const struct sk_buff *attrs)
{
	struct sk_buff *skb;

	if (!mpr_nl_listeners(mn, group))
		return;
	skb = attrs ? mpr_event_message(kind, attrs) : NULL;
	if (skb)
		mpr_multicast(&mpr_family, mn->net, skb, group);
	else
		genl_set_err(&mpr_family, mn->net, 0, group, -ENOBUFS);
}

static void mpr_event(struct mpr_net *mn, enum mpr_event_kind kind, const struct mpr_subject *s)
{
	const struct sk_buff *attrs;
	unsigned int group;
	u64 seq = ++mn->seq;

	mpr_assert_locked(mn);
	if (!mpr_event_wanted(mn, kind))
		return;
	attrs = mpr_event_build(mn, kind, s, seq);
	if (attrs && mn->journal_size)
		mpr_journal_keep(mn, seq, attrs);
	if (kind != MPR_EVENT_KIND_SERVICE_STOP) {
		mpr_event_send(mn, kind, mpr_event_route[kind].group, attrs);
		return;
	}
	/* Everybody has to wake up, whatever they listen to. */
	for (group = 0; group <= MPR_NLGRP_SERVICE; group++)
		mpr_event_send(mn, kind, group, attrs);
}

/**
 * mpr_event_iface - something happened to an interface
 * @iface: interface
 * @kind: what
 * @old_state: its state before, -1 if that does not matter
 */
void mpr_event_iface(struct mpr_iface *iface, enum mpr_event_kind kind, int old_state)
{
	struct mpr_subject s = { .iface = iface, .old_state = old_state };

	mpr_event(iface->mn, kind, &s);
}

/**
 * mpr_event_conn - something happened to a connection
 * @conn: connection
 * @kind: what
 */
void mpr_event_conn(struct mpr_conn *conn, enum mpr_event_kind kind)
{
	struct mpr_subject s = { .iface = conn->iface, .conn = conn, .old_state = -1 };

	mpr_event(conn->iface->mn, kind, &s);
}

/**
 * mpr_event_port - something happened to a port
 * @port: port
 * @kind: what
 */
void mpr_event_port(struct mpr_port *port, enum mpr_event_kind kind)
{
	struct mpr_subject s = { .port = port, .old_state = -1 };

	mpr_event(port->iface->mn, kind, &s);
}

/**
 * mpr_event_service - something happened to the service
 * @mn: namespace
 * @kind: what
 */
void mpr_event_service(struct mpr_net *mn, enum mpr_event_kind kind)
{
	struct mpr_subject s = { .service = true, .old_state = -1 };

	mpr_event(mn, kind, &s);
}

/**
 * mpr_journal_at - find an event that is kept
 * @mn: namespace
 * @seq: its number
 *
 * Return: its record, or NULL if it is not kept (any more).
 */
const struct mpr_record *mpr_journal_at(struct mpr_net *mn, u64 seq)
{
	const struct mpr_record *rec;

	mpr_assert_locked(mn);
	if (!mn->journal || seq < mn->journal_first || seq > mn->seq)
		return NULL;
	rec = mn->journal[mpr_journal_slot(seq, mn->journal_size)];
	return rec && rec->seq == seq ? rec : NULL;
}

static void mpr_journal_free(struct mpr_net *mn)
{
	u32 i;

	if (!mn->journal)
		return;
	for (i = 0; i < mn->journal_size; i++)
		kfree(mn->journal[i]);
	kvfree(mn->journal);
	mn->journal = NULL;
}

/**
 * mpr_journal_resize - keep more or fewer events
 * @mn: namespace
 * @size: how many; the newest ones are carried over
 *
 * Return: 0 or -ENOMEM, and nothing changed then.
 */
int mpr_journal_resize(struct mpr_net *mn, u32 size)
{
	struct mpr_record **ring = NULL, **place;
	u64 seq, first = mn->seq + 1;

	mpr_assert_locked(mn);
	if (size == mn->journal_size)
		return 0;
	if (size && mn->journal) {
		ring = kvcalloc(size, sizeof(*ring), MPR_GFP);
		if (!ring)
			return -ENOMEM;
		first = mn->journal_first;
		if (mn->seq + 1 - first > size)
			first = mn->seq + 1 - size;
		for (seq = first; seq <= mn->seq; seq++) {
			place = &mn->journal[mpr_journal_slot(seq, mn->journal_size)];
			swap(ring[mpr_journal_slot(seq, size)], *place);
		}
	}
	mpr_journal_free(mn);
	mn->journal = ring;
	mn->journal_size = size;
	mn->journal_first = first;
	return 0;
}

/**
 * mpr_event_exit - forget all events, none will come any more
 * @mn: namespace
 */
void mpr_event_exit(struct mpr_net *mn)
{
	mpr_journal_free(mn);
	kfree_skb(mn->draft);
	mn->draft = NULL;
}
