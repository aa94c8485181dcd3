// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events: each gets the next number of its namespace, is kept in the journal and sent to whoever
 * listens. The attributes are built once; without a journal and without listeners they are not
 * built at all.
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

static struct sk_buff *mpr_event_build(struct mpr_net *mn, enum mpr_event_kind kind,
				       const struct mpr_subject *s, u64 seq)
{
	ktime_t now = ktime_get();
	struct sk_buff *skb;
	void *hdr;

	skb = genlmsg_new(mpr_event_size(s), GFP_KERNEL);
	if (!skb)
		return NULL;
	hdr = genlmsg_put(skb, 0, 0, &mpr_family, 0, mpr_event_route[kind].cmd);
	if (!hdr)
		goto free;
	if (mpr_put_u64(skb, MPR_A_EVENT_SEQ, seq, MPR_A_EVENT_PAD) ||
	    mpr_put_u64(skb, MPR_A_EVENT_TIME, ktime_mono_to_real(now), MPR_A_EVENT_PAD) ||
	    mpr_put_u64(skb, MPR_A_EVENT_BOOT_TIME,
			ktime_mono_to_any(now, TK_OFFS_BOOT), MPR_A_EVENT_PAD) ||
	    mpr_put_u64(skb, MPR_A_EVENT_EPOCH, mn->epoch, MPR_A_EVENT_PAD) ||
	    mpr_put_u32(skb, MPR_A_EVENT_KIND, kind) ||
	    (s->old_state >= 0 && mpr_put_u32(skb, MPR_A_EVENT_OLD_STATE, s->old_state)) ||
	    mpr_event_nest(skb, mn, s))
		goto free;
	genlmsg_end(skb, hdr);
	return skb;
free:
	WARN_ON_ONCE(1);
	nlmsg_free(skb);
	return NULL;
}

static u32 mpr_journal_slot(u64 seq, u32 size)
{
	u32 rem;

	div_u64_rem(seq, size, &rem);
	return rem;
}

static void mpr_journal_keep(struct mpr_net *mn, u64 seq, const struct sk_buff *skb)
{
	const struct nlmsghdr *nlh = nlmsg_hdr(skb);
	int len = nlmsg_attrlen(nlh, GENL_HDRLEN);
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
	rec = kmalloc(struct_size(rec, data, len), MPR_GFP);
	*place = rec;
	if (!rec)
		return;
	rec->seq = seq;
	rec->len = len;
	memcpy(rec->data, nlmsg_attrdata(nlh, GENL_HDRLEN), len);
}

static void mpr_event_send(struct mpr_net *mn, struct sk_buff *skb, unsigned int group)
{
	if (mpr_nl_listeners(mn, group))
		mpr_multicast(&mpr_family, mn->net, skb, group);
	else
		nlmsg_free(skb);
}

static void mpr_event_missed(struct mpr_net *mn, unsigned int group)
{
	if (mpr_nl_listeners(mn, group))
		genl_set_err(&mpr_family, mn->net, 0, group, -ENOBUFS);
}

static void mpr_event(struct mpr_net *mn, enum mpr_event_kind kind, const struct mpr_subject *s)
{
	unsigned int group = mpr_event_route[kind].group;
	u64 seq = ++mn->seq;
	struct sk_buff *skb, *copy;

	mpr_assert_locked(mn);
	if (!mpr_event_wanted(mn, kind))
		return;
	skb = mpr_event_build(mn, kind, s, seq);
	/*
	 * Without memory, listeners learn from ENOBUFS that they missed something, and readers
	 * from the hole.
	 */
	if (!skb)
		mpr_event_missed(mn, group);
	else if (mn->journal_size)
		mpr_journal_keep(mn, seq, skb);
	if (kind == MPR_EVENT_KIND_SERVICE_STOP) {
		/* Everybody has to wake up, whatever they listen to. */
		for (group = 0; group < MPR_NLGRP_SERVICE; group++) {
			copy = skb ? skb_clone(skb, GFP_KERNEL) : NULL;
			if (copy)
				mpr_event_send(mn, copy, group);
			else
				mpr_event_missed(mn, group);
		}
	}
	if (skb)
		mpr_event_send(mn, skb, group);
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
 * mpr_journal_free - forget all events
 * @mn: namespace
 */
void mpr_journal_free(struct mpr_net *mn)
{
	u32 i;

	if (!mn->journal)
		return;
	for (i = 0; i < mn->journal_size; i++)
		kfree(mn->journal[i]);
	kvfree(mn->journal);
	mn->journal = NULL;
}
