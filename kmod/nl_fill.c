// SPDX-License-Identifier: GPL-2.0-only
/* Objects as netlink attributes, for replies, dumps, events and requests to dialers alike. */

#include <linux/if_arp.h>
#include <net/rtnetlink.h>

#include "mpr_priv.h"
#include "put.h"

static size_t mpr_slot_size(const struct mpr_slot *slot)
{
	return nla_total_size(0) + nla_total_size(sizeof(u32)) +
	       nla_total_size(strlen(slot->type) + 1) + nla_total_size(strlen(slot->name) + 1) +
	       nla_total_size(strlen(slot->phone) + 1) + slot->alternates_len +
	       slot->n_alternates * (NLA_HDRLEN + NLA_ALIGNTO);
}

/**
 * mpr_fill_iface_room - how much mpr_fill_iface() needs at most for an interface to be
 * @name: its name
 * @slots: its slots
 * @hours: its dial-out hours or NULL
 *
 * Return: bytes.
 */
size_t mpr_fill_iface_room(const char *name, const struct list_head *slots,
			   const struct mpr_hours *hours)
{
	size_t size = 40 * nla_total_size(sizeof(u32)) + nla_total_size(strlen(name) + 1) +
		      nla_total_size(MPR_KIND_MAX + 1) + nla_total_size(IFNAMSIZ);
	const struct mpr_slot *slot;

	list_for_each_entry(slot, slots, list)
		size += mpr_slot_size(slot);
	if (hours)
		size += hours->n * nla_total_size(3 * nla_total_size(sizeof(u32)));
	return size;
}

/**
 * mpr_fill_iface_size - how much mpr_fill_iface() needs at most
 * @iface: interface
 *
 * Return: bytes.
 */
size_t mpr_fill_iface_size(const struct mpr_iface *iface)
{
	return mpr_fill_iface_room(iface->name, &iface->slots, iface->hours);
}

static int mpr_fill_slot(struct sk_buff *skb, const struct mpr_slot *slot)
{
	struct nlattr *nest = mpr_put_nest(skb, MPR_A_INTERFACE_DEVICE);
	const char *alternate = slot->alternates;
	u32 i;

	if (!nest || mpr_put_u32(skb, MPR_A_DEVICE_INDEX, slot->index) ||
	    mpr_put_string(skb, MPR_A_DEVICE_TYPE, slot->type) ||
	    mpr_put_string(skb, MPR_A_DEVICE_NAME, slot->name) ||
	    (*slot->phone && mpr_put_string(skb, MPR_A_DEVICE_PHONE, slot->phone)))
		return -EMSGSIZE;
	for (i = 0; i < slot->n_alternates; i++) {
		if (mpr_put_string(skb, MPR_A_DEVICE_ALTERNATE, alternate))
			return -EMSGSIZE;
		alternate += strlen(alternate) + 1;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int mpr_fill_period(struct sk_buff *skb, const struct mpr_period *period)
{
	struct nlattr *nest = mpr_put_nest(skb, MPR_A_INTERFACE_HOURS);
	u16 day = period->from / 1440;

	if (!nest || mpr_put_u8(skb, MPR_A_HOURS_DAY, day) ||
	    nla_put_u16(skb, MPR_A_HOURS_FROM, period->from - day * 1440) ||
	    nla_put_u16(skb, MPR_A_HOURS_TO, period->to - day * 1440))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int mpr_fill_settings(struct sk_buff *skb, const struct mpr_settings *set)
{
	if (mpr_put_u8(skb, MPR_A_INTERFACE_ENABLED, set->enabled) ||
	    mpr_put_u8(skb, MPR_A_INTERFACE_PERSISTENT, set->persistent) ||
	    mpr_put_u32(skb, MPR_A_INTERFACE_CONNECT_TIMEOUT, set->connect_timeout) ||
	    mpr_put_u32(skb, MPR_A_INTERFACE_REDIAL_COUNT, set->redial_count) ||
	    mpr_put_u32(skb, MPR_A_INTERFACE_REDIAL_INTERVAL, set->redial_interval) ||
	    mpr_put_u32(skb, MPR_A_INTERFACE_BACKOFF_FIRST, set->backoff_first) ||
	    mpr_put_u32(skb, MPR_A_INTERFACE_BACKOFF_MAX, set->backoff_max) ||
	    mpr_put_u32(skb, MPR_A_INTERFACE_HOLD_UP, set->hold_up) ||
	    mpr_put_u32(skb, MPR_A_INTERFACE_HOLD_DOWN, set->hold_down))
		return -EMSGSIZE;
	return 0;
}

static int mpr_fill_iface_dev(struct sk_buff *skb, const struct mpr_iface *iface)
{
	struct net_device *dev = iface->dev;

	if (!dev)
		return 0;
	if (mpr_put_u32(skb, MPR_A_INTERFACE_IFINDEX, dev->ifindex) ||
	    mpr_put(skb, MPR_A_INTERFACE_IFNAME, iface->devname_len + 1, iface->devname) ||
	    mpr_put_u32(skb, MPR_A_INTERFACE_CARRIER_UPS, atomic_read(&dev->carrier_up_count)) ||
	    mpr_put_u32(skb, MPR_A_INTERFACE_CARRIER_DOWNS,
			atomic_read(&dev->carrier_down_count)))
		return -EMSGSIZE;
	return 0;
}

static int mpr_fill_iface_state(struct sk_buff *skb, const struct mpr_iface *iface)
{
	enum mpr_if_state state = mpr_state(iface);
	u32 reasons = state == MPR_IF_STATE_UNREACHABLE ? iface->reasons : 0;

	if (mpr_put_u32(skb, MPR_A_INTERFACE_STATE, state) ||
	    mpr_put_u32(skb, MPR_A_INTERFACE_REASONS, reasons) ||
	    mpr_put_u32(skb, MPR_A_INTERFACE_LAST_ERROR, iface->last_error) ||
	    mpr_put_u8(skb, MPR_A_INTERFACE_WANT_UP, iface->want_up) ||
	    mpr_put_u32(skb, MPR_A_INTERFACE_CONNECTS, iface->connects) ||
	    mpr_put_u32(skb, MPR_A_INTERFACE_FAILURES, iface->failures) ||
	    mpr_put_u32(skb, MPR_A_INTERFACE_FLAPS_HIDDEN, iface->flaps_hidden))
		return -EMSGSIZE;
	if (iface->conn && mpr_put_u32(skb, MPR_A_INTERFACE_CONNECTION_ID, iface->conn->obj.id))
		return -EMSGSIZE;
	if (iface->attempt &&
	    (mpr_put_u32(skb, MPR_A_INTERFACE_ATTEMPT_ID, iface->attempt->obj.id) ||
	     mpr_put_u32(skb, MPR_A_INTERFACE_REDIALS_LEFT, iface->attempt->redials_left)))
		return -EMSGSIZE;
	if (iface->backoff.armed &&
	    mpr_put_u32(skb, MPR_A_INTERFACE_BACKOFF_LEFT, mpr_timer_left(&iface->backoff)))
		return -EMSGSIZE;
	return 0;
}

/**
 * mpr_fill_iface - an interface as attributes
 * @skb: message
 * @iface: interface
 *
 * Return: 0 or -EMSGSIZE.
 */
int mpr_fill_iface(struct sk_buff *skb, const struct mpr_iface *iface)
{
	const struct mpr_slot *slot;
	unsigned int i;

	if (mpr_put_u32(skb, MPR_A_INTERFACE_ID, iface->obj.id) ||
	    mpr_put(skb, MPR_A_INTERFACE_NAME, iface->name_len + 1, iface->name) ||
	    mpr_put_u32(skb, MPR_A_INTERFACE_TYPE, iface->type) ||
	    mpr_put_u32(skb, MPR_A_INTERFACE_ORIGIN, iface->origin) ||
	    mpr_put_string(skb, MPR_A_INTERFACE_DIALER, iface->kind) ||
	    mpr_fill_iface_state(skb, iface) || mpr_fill_iface_dev(skb, iface) ||
	    mpr_fill_settings(skb, &iface->set))
		return -EMSGSIZE;
	list_for_each_entry(slot, &iface->slots, list)
		if (mpr_fill_slot(skb, slot))
			return -EMSGSIZE;
	for (i = 0; iface->hours && i < iface->hours->n; i++)
		if (mpr_fill_period(skb, &iface->hours->period[i]))
			return -EMSGSIZE;
	return 0;
}

#define MPR_STATS_SIZE \
	nla_total_size(MPR_STATS_COUNT * nla_total_size_64bit(sizeof(u64)))

static u8 *mpr_lay_stats(u8 *at, int type, const struct mpr_counters *c)
{
	u8 *nest = at;
	u64 errors = 0;
	unsigned int i;

	at = mpr_lay_head(at, type | NLA_F_NESTED, 0);
	/* What is zero is left out, and most errors never happen. */
	for (i = MPR_STATS_ERRORS; i < MPR_STATS_COUNT; i++)
		errors |= c->v[i];
	for (i = 0; i < (errors ? MPR_STATS_COUNT : MPR_STATS_ERRORS); i++)
		if (c->v[i])
			at = mpr_lay_u64(at, MPR_A_STATS_RX_BYTES + i, c->v[i], MPR_A_STATS_PAD);
	mpr_lay_head(nest, type | NLA_F_NESTED, at - nest - NLA_HDRLEN);
	return at;
}

static int mpr_fill_stats(struct sk_buff *skb, int type, const struct mpr_counters *c)
{
	u8 *at = mpr_lay_begin(skb, MPR_STATS_SIZE);

	if (unlikely(!at))
		return -EMSGSIZE;
	mpr_lay_end(skb, mpr_lay_stats(at, type, c));
	return 0;
}

static int mpr_fill_addr(struct sk_buff *skb, const struct mpr_addr *addr)
{
	struct nlattr *nest = mpr_put_nest(skb, MPR_A_CONNECTION_ADDRESS);

	if (!nest || mpr_put(skb, MPR_A_ADDRESS_LOCAL, addr->len, addr->local) ||
	    (addr->has_remote && mpr_put(skb, MPR_A_ADDRESS_REMOTE, addr->len, addr->remote)) ||
	    mpr_put_u8(skb, MPR_A_ADDRESS_PREFIX_LEN, addr->prefix_len))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int mpr_fill_ppp(struct sk_buff *skb, const struct mpr_ppp *ppp)
{
	struct nlattr *nest = mpr_put_nest(skb, MPR_A_CONNECTION_PPP);
	unsigned int i;
	int err;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i <= MPR_A_PPP_MAX; i++) {
		if (!(ppp->set & BIT(i)))
			continue;
		if (i == MPR_A_PPP_IPV6_LOCAL_ID || i == MPR_A_PPP_IPV6_REMOTE_ID)
			err = mpr_put_u64(skb, i, ppp->val[i], MPR_A_PPP_PAD);
		else
			err = mpr_put_u32(skb, i, ppp->val[i]);
		if (err)
			return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int mpr_fill_text(struct sk_buff *skb, int type, const char *text)
{
	return text ? mpr_put_string(skb, type, text) : 0;
}

static int mpr_fill_ident(struct sk_buff *skb, const struct mpr_ident *id)
{
	if (mpr_fill_text(skb, MPR_A_CONNECTION_USER, id->user) ||
	    mpr_fill_text(skb, MPR_A_CONNECTION_DOMAIN, id->domain) ||
	    mpr_fill_text(skb, MPR_A_CONNECTION_REMOTE_COMPUTER, id->computer) ||
	    (id->local_len && mpr_put(skb, MPR_A_CONNECTION_LOCAL_ENDPOINT, id->local_len,
				      id->local)) ||
	    (id->remote_len && mpr_put(skb, MPR_A_CONNECTION_REMOTE_ENDPOINT, id->remote_len,
				       id->remote)) ||
	    (id->ppp && mpr_fill_ppp(skb, id->ppp)))
		return -EMSGSIZE;
	return 0;
}

/* What all connections have: one look for room, as it is most of what a row of a dump takes. */
static int mpr_fill_conn_core(struct sk_buff *skb, const struct mpr_conn *conn)
{
	const struct mpr_iface *iface = conn->iface;
	u32 flags = conn->ident ? conn->ident->flags : 0;
	struct mpr_counters stats;
	u8 *at;

	if (conn->dev->type == ARPHRD_PPP)
		flags |= MPR_CONN_FLAG_PPP;
	at = mpr_lay_begin(skb, 6 * nla_total_size(sizeof(u32)) +
			   2 * nla_total_size_64bit(sizeof(u64)) +
			   nla_total_size(iface->name_len + 1) + nla_total_size(IFNAMSIZ) +
			   nla_total_size(sizeof(conn->guid)) + MPR_STATS_SIZE);
	if (unlikely(!at))
		return -EMSGSIZE;
	mpr_conn_stats(conn, &stats);
	at = mpr_lay_u32(at, MPR_A_CONNECTION_ID, conn->obj.id);
	at = mpr_lay_u32(at, MPR_A_CONNECTION_INTERFACE_ID, iface->obj.id);
	at = mpr_lay(at, MPR_A_CONNECTION_INTERFACE_NAME, iface->name_len + 1, iface->name);
	at = mpr_lay_u32(at, MPR_A_CONNECTION_INTERFACE_TYPE, iface->type);
	at = mpr_lay_u32(at, MPR_A_CONNECTION_IFINDEX, conn->dev->ifindex);
	at = mpr_lay(at, MPR_A_CONNECTION_IFNAME, iface->devname_len + 1, iface->devname);
	at = mpr_lay_u64(at, MPR_A_CONNECTION_START_TIME, conn->wall, MPR_A_CONNECTION_PAD);
	at = mpr_lay_u64(at, MPR_A_CONNECTION_DURATION, mpr_lasted(conn->started, conn->ended),
			 MPR_A_CONNECTION_PAD);
	at = mpr_lay_u32(at, MPR_A_CONNECTION_FLAGS, flags);
	at = mpr_lay(at, MPR_A_CONNECTION_GUID, sizeof(conn->guid), conn->guid);
	at = mpr_lay_u32(at, MPR_A_CONNECTION_PORTS, conn->n_ports);
	at = mpr_lay_stats(at, MPR_A_CONNECTION_STATS, &stats);
	mpr_lay_end(skb, at);
	return 0;
}

/**
 * mpr_fill_conn_size - how much mpr_fill_conn() needs at most
 * @conn: connection
 *
 * Return: bytes.
 */
size_t mpr_fill_conn_size(const struct mpr_conn *conn)
{
	size_t size = 1024 + nla_total_size(conn->iface->name_len + 1);
	const struct mpr_ident *id = conn->ident;

	size += conn->n_addrs * nla_total_size(2 * nla_total_size(16) + nla_total_size(1));
	if (!id)
		return size;
	size += 2 * nla_total_size(16) + nla_total_size(MPR_DOMAIN_MAX + 1) +
		nla_total_size(MPR_COMPUTER_MAX + 1);
	if (id->user)
		size += nla_total_size(strlen(id->user) + 1);
	if (id->ppp)
		size += (MPR_A_PPP_MAX + 1) * nla_total_size_64bit(sizeof(u64));
	return size;
}

/**
 * mpr_fill_conn - a connection as attributes
 * @skb: message
 * @conn: connection, alive or just ended
 *
 * Return: 0 or -EMSGSIZE.
 */
int mpr_fill_conn(struct sk_buff *skb, const struct mpr_conn *conn)
{
	u32 i;

	if (mpr_fill_conn_core(skb, conn) ||
	    (conn->ident && mpr_fill_ident(skb, conn->ident)))
		return -EMSGSIZE;
	for (i = 0; i < conn->n_addrs; i++)
		if (mpr_fill_addr(skb, &conn->addrs[i]))
			return -EMSGSIZE;
	if (conn->ended && (mpr_put_u32(skb, MPR_A_CONNECTION_END_REASON, conn->end_reason) ||
			    mpr_put_u32(skb, MPR_A_CONNECTION_END_CAUSE, conn->end_cause)))
		return -EMSGSIZE;
	return 0;
}

static const char *mpr_port_media(const struct mpr_port *port)
{
	if (port->dev && port->dev->rtnl_link_ops)
		return port->dev->rtnl_link_ops->kind;
	return port->slot ? port->iface->kind : "";
}

/**
 * mpr_fill_port - a port as attributes
 * @skb: message
 * @port: port
 *
 * Return: 0 or -EMSGSIZE.
 */
int mpr_fill_port(struct sk_buff *skb, const struct mpr_port *port)
{
	const struct mpr_slot *slot = mpr_slot_find(&port->iface->slots, port->slot);
	const char *devname = port->slot ? port->iface->devname : port->devname;
	const char *device = slot && *slot->name ? slot->name :
			     port->dev ? devname : port->iface->name;
	struct mpr_counters stats = {};
	u64 duration = 0;

	if (port->conn && !port->conn->begins) {
		duration = mpr_lasted(port->started, 0);
		mpr_counters_since(port->dev, &port->base, &stats);
	}
	if (mpr_put_u32(skb, MPR_A_PORT_ID, port->obj.id) ||
	    mpr_put_u32(skb, MPR_A_PORT_INTERFACE_ID, port->iface->obj.id) ||
	    (port->conn && mpr_put_u32(skb, MPR_A_PORT_CONNECTION_ID, port->conn->obj.id)) ||
	    (port->slot && mpr_put_u32(skb, MPR_A_PORT_SLOT, port->slot)) ||
	    mpr_put_string(skb, MPR_A_PORT_NAME, port->dev ? devname : device) ||
	    mpr_put_string(skb, MPR_A_PORT_MEDIA, mpr_port_media(port)) ||
	    mpr_put_string(skb, MPR_A_PORT_DEVICE_TYPE, slot ? slot->type : "") ||
	    mpr_put_string(skb, MPR_A_PORT_DEVICE_NAME, device) ||
	    (port->dev && mpr_put_u32(skb, MPR_A_PORT_IFINDEX, port->dev->ifindex)) ||
	    mpr_put_u32(skb, MPR_A_PORT_CONDITION, port->condition) ||
	    mpr_put_u32(skb, MPR_A_PORT_CALLS, port->calls) ||
	    mpr_put_u64(skb, MPR_A_PORT_DURATION, duration, MPR_A_PORT_PAD) ||
	    mpr_fill_stats(skb, MPR_A_PORT_STATS, &stats))
		return -EMSGSIZE;
	return 0;
}

static int mpr_fill_kinds(struct sk_buff *skb, struct mpr_net *mn)
{
	unsigned int i, room = MPR_FILL_SERVICE_SIZE / 2;
	struct mpr_client *client;

	list_for_each_entry(client, &mn->dialers, list) {
		for (i = 0; i < client->n_kinds; i++) {
			/* Who dials is worth showing, but not more than fits. */
			if (room < nla_total_size(MPR_KIND_MAX + 1))
				return 0;
			room -= nla_total_size(MPR_KIND_MAX + 1);
			if (mpr_put_string(skb, MPR_A_SERVICE_KIND, client->kinds[i].name))
				return -EMSGSIZE;
		}
	}
	return 0;
}

/**
 * mpr_fill_service - the service as attributes
 * @skb: message
 * @mn: namespace
 *
 * Return: 0 or -EMSGSIZE.
 */
int mpr_fill_service(struct sk_buff *skb, struct mpr_net *mn)
{
	u64 uptime = div_u64(ktime_get_boottime_ns() - mn->started, NSEC_PER_MSEC);
	u64 first = mn->journal ? mn->journal_first : mn->seq + 1;

	if (mpr_put_u8(skb, MPR_A_SERVICE_LAN_ONLY, mn->lan_only) ||
	    mpr_put_u8(skb, MPR_A_SERVICE_PAUSED, mn->paused) ||
	    mpr_put_u64(skb, MPR_A_SERVICE_UPTIME, uptime, MPR_A_SERVICE_PAD) ||
	    mpr_put_u64(skb, MPR_A_SERVICE_EPOCH, mn->epoch, MPR_A_SERVICE_PAD) ||
	    mpr_put_u32(skb, MPR_A_SERVICE_INTERFACES, mn->n_ifaces) ||
	    mpr_put_u32(skb, MPR_A_SERVICE_CONNECTIONS, mn->n_conns) ||
	    mpr_put_u32(skb, MPR_A_SERVICE_ATTEMPTS, mn->n_attempts) ||
	    mpr_put_u32(skb, MPR_A_SERVICE_PORTS, mn->n_ports) ||
	    mpr_put_u32(skb, MPR_A_SERVICE_PORTS_IN_USE, mn->n_ports_used) ||
	    mpr_put_u32(skb, MPR_A_SERVICE_MAX_INTERFACES, mn->max_ifaces) ||
	    mpr_put_u32(skb, MPR_A_SERVICE_MAX_ATTEMPTS, mn->max_attempts) ||
	    mpr_put_u32(skb, MPR_A_SERVICE_JOURNAL_SIZE, mn->journal_size) ||
	    mpr_put_u64(skb, MPR_A_SERVICE_JOURNAL_FIRST, first, MPR_A_SERVICE_PAD) ||
	    mpr_put_u64(skb, MPR_A_SERVICE_JOURNAL_LAST, mn->seq, MPR_A_SERVICE_PAD) ||
	    mpr_put_u32(skb, MPR_A_SERVICE_UTC_OFFSET, mn->utc_offset))
		return -EMSGSIZE;
	return mpr_fill_kinds(skb, mn);
}
