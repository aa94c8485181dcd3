// SPDX-License-Identifier: GPL-2.0-only
/* Connections: from link up to the end of the last port, with counters and addresses. */

#include <linux/inetdevice.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <net/if_inet6.h>
#include <net/addrconf.h>

#include "mpr_priv.h"

static void mpr_count(struct mpr_counters *diff, const struct mpr_counters *base,
		      unsigned int attr, u64 now)
{
	unsigned int i = attr - MPR_A_STATS_RX_BYTES;

	diff->v[i] = now >= base->v[i] ? now - base->v[i] : now;
}

/**
 * mpr_counters_since - what a netdevice has counted since a moment
 * @dev: netdevice, NULL counts as all zero
 * @base: its counters then
 * @diff: filled in; a counter that went backwards (a driver's reset) counts from zero
 */
void mpr_counters_since(struct net_device *dev, const struct mpr_counters *base,
			struct mpr_counters *diff)
{
	struct rtnl_link_stats64 s;

	if (!dev) {
		memset(diff, 0, sizeof(*diff));
		return;
	}
	rcu_read_lock();
	dev_get_stats(dev, &s);
	rcu_read_unlock();
	mpr_count(diff, base, MPR_A_STATS_RX_BYTES, s.rx_bytes);
	mpr_count(diff, base, MPR_A_STATS_TX_BYTES, s.tx_bytes);
	mpr_count(diff, base, MPR_A_STATS_RX_PACKETS, s.rx_packets);
	mpr_count(diff, base, MPR_A_STATS_TX_PACKETS, s.tx_packets);
	mpr_count(diff, base, MPR_A_STATS_RX_ERRORS, s.rx_errors);
	mpr_count(diff, base, MPR_A_STATS_TX_ERRORS, s.tx_errors);
	mpr_count(diff, base, MPR_A_STATS_CRC_ERRORS, s.rx_crc_errors);
	mpr_count(diff, base, MPR_A_STATS_FRAME_ERRORS, s.rx_frame_errors);
	mpr_count(diff, base, MPR_A_STATS_LENGTH_ERRORS, s.rx_length_errors);
	mpr_count(diff, base, MPR_A_STATS_FIFO_ERRORS, s.rx_fifo_errors);
	mpr_count(diff, base, MPR_A_STATS_OVER_ERRORS, s.rx_over_errors);
}

/**
 * mpr_counters_read - read a netdevice's counters
 * @dev: netdevice, NULL counts as all zero
 * @now: filled in
 */
void mpr_counters_read(struct net_device *dev, struct mpr_counters *now)
{
	static const struct mpr_counters zero;

	mpr_counters_since(dev, &zero, now);
}

/**
 * mpr_conn_stats - counters of a connection since it began or was cleared
 * @conn: connection
 * @now: filled in
 */
void mpr_conn_stats(const struct mpr_conn *conn, struct mpr_counters *now)
{
	if (conn->begins)
		memset(now, 0, sizeof(*now));
	else if (conn->ended)
		*now = conn->base;
	else
		mpr_counters_since(conn->dev, &conn->base, now);
}

/**
 * mpr_conn_clear - let the counters of a connection begin at zero again
 * @conn: connection
 */
void mpr_conn_clear(struct mpr_conn *conn)
{
	mpr_counters_read(conn->dev, &conn->base);
}

/**
 * mpr_lasted - how long something has lasted
 * @started: CLOCK_BOOTTIME of its beginning, ns
 * @ended: and of its end, 0 if there was none yet
 *
 * Return: milliseconds.
 */
u64 mpr_lasted(u64 started, u64 ended)
{
	/* Some milliseconds late, but a clock's hardware is slow to ask for each row of a dump. */
	if (!ended)
		ended = max(ktime_get_coarse_boottime_ns(), started);
	return div_u64(ended - started, NSEC_PER_MSEC);
}

static unsigned int mpr_addrs_v4(struct net_device *dev, struct mpr_addr *addr, unsigned int max)
{
	struct in_device *in_dev = __in_dev_get_rcu(dev);
	const struct in_ifaddr *ifa;
	unsigned int n = 0;

	if (!in_dev)
		return 0;
	in_dev_for_each_ifa_rcu(ifa, in_dev) {
		if (n == max)
			break;
		memset(&addr[n], 0, sizeof(addr[n]));
		addr[n].len = sizeof(ifa->ifa_local);
		addr[n].prefix_len = ifa->ifa_prefixlen;
		memcpy(addr[n].local, &ifa->ifa_local, sizeof(ifa->ifa_local));
		addr[n].has_remote = ifa->ifa_address != ifa->ifa_local;
		if (addr[n].has_remote)
			memcpy(addr[n].remote, &ifa->ifa_address, sizeof(ifa->ifa_address));
		n++;
	}
	return n;
}

#if IS_ENABLED(CONFIG_IPV6)
static unsigned int mpr_addrs_v6(struct net_device *dev, struct mpr_addr *addr, unsigned int max)
{
	struct inet6_dev *idev = __in6_dev_get(dev);
	const struct inet6_ifaddr *ifp;
	unsigned int n = 0;

	if (!idev)
		return 0;
	read_lock_bh(&idev->lock);
	list_for_each_entry(ifp, &idev->addr_list, if_list) {
		if (n == max)
			break;
		memset(&addr[n], 0, sizeof(addr[n]));
		addr[n].len = sizeof(ifp->addr);
		addr[n].prefix_len = ifp->prefix_len;
		memcpy(addr[n].local, &ifp->addr, sizeof(ifp->addr));
		addr[n].has_remote = !ipv6_addr_any(&ifp->peer_addr);
		if (addr[n].has_remote)
			memcpy(addr[n].remote, &ifp->peer_addr, sizeof(ifp->peer_addr));
		n++;
	}
	read_unlock_bh(&idev->lock);
	return n;
}
#else
static unsigned int mpr_addrs_v6(struct net_device *dev, struct mpr_addr *addr, unsigned int max)
{
	return 0;
}
#endif

/*
 * Who hangs up takes the addresses away first, and then the link; the end of the connection is to
 * tell which ones it had.
 */
#define MPR_OLD_ADDRS_NS (3ULL * NSEC_PER_SEC)

static void mpr_conn_keep_addrs(struct mpr_conn *conn, u32 n)
{
	u64 now = ktime_get_boottime_ns();

	if (n < conn->n_addrs && !(conn->old && now < conn->old_until)) {
		swap(conn->old, conn->addrs);
		conn->n_old = conn->n_addrs;
		conn->old_until = now + MPR_OLD_ADDRS_NS;
	} else if (n >= conn->n_addrs) {
		conn->old_until = 0;
	}
	kfree(conn->addrs);
}

static void mpr_conn_restore_addrs(struct mpr_conn *conn)
{
	if (!conn->old || conn->ended > conn->old_until)
		return;
	swap(conn->addrs, conn->old);
	swap(conn->n_addrs, conn->n_old);
}

/**
 * mpr_conn_read_addrs - look at the addresses of a connection
 * @conn: connection
 *
 * Notifiers tell of most changes, but not when an IPv6 address gets its peer later.
 *
 * Return: whether they differ from those known so far.
 */
bool mpr_conn_read_addrs(struct mpr_conn *conn)
{
	struct mpr_addr addrs[MPR_ADDRS_MAX], *copy = NULL;
	unsigned int n;

	if (!conn->dev)
		return false;
	rcu_read_lock();
	n = mpr_addrs_v4(conn->dev, addrs, MPR_ADDRS_MAX);
	n += mpr_addrs_v6(conn->dev, addrs + n, MPR_ADDRS_MAX - n);
	rcu_read_unlock();

	if (n == conn->n_addrs && (!n || !memcmp(addrs, conn->addrs, n * sizeof(*addrs))))
		return false;
	if (n) {
		copy = kmemdup(addrs, n * sizeof(*addrs), MPR_GFP);
		if (!copy) {
			mpr_resync_later(conn->iface->mn);
			return false;
		}
	}
	mpr_conn_keep_addrs(conn, n);
	conn->addrs = copy;
	conn->n_addrs = n;
	return true;
}

/* ORDER: before the addresses are read, so that none comes in between. */
static void mpr_conn_listen(struct mpr_conn *conn, bool on)
{
	struct xarray *devs = &conn->iface->mn->devs;

	xa_lock_bh(devs);
	if (on)
		__xa_set_mark(devs, conn->dev->ifindex, XA_MARK_2);
	else
		__xa_clear_mark(devs, conn->dev->ifindex, XA_MARK_2);
	xa_unlock_bh(devs);
}

/* What generate_random_uuid() makes; that computes a block of ChaCha for each. */
static void mpr_conn_make_guid(struct mpr_conn *conn)
{
	u64 random[] = { get_random_u64(), get_random_u64() };

	BUILD_BUG_ON(sizeof(random) != sizeof(conn->guid));
	memcpy(conn->guid, random, sizeof(random));
	conn->guid[6] = (conn->guid[6] & 0x0f) | 0x40;
	conn->guid[8] = (conn->guid[8] & 0x3f) | 0x80;
}

/**
 * mpr_conn_begin - the link of an interface is up: make its connection
 * @iface: interface with a netdevice and without a connection
 *
 * The caller tells that it is there, and then ends @begins.
 *
 * Return: 0 or -ENOMEM.
 */
int mpr_conn_begin(struct mpr_iface *iface)
{
	struct mpr_net *mn = iface->mn;
	ktime_t now = ktime_get();
	struct mpr_conn *conn;
	int err;

	conn = kmem_cache_zalloc(mpr_conn_cache, GFP_KERNEL);
	if (!conn)
		return -ENOMEM;
	err = mpr_id_alloc(mn, &conn->obj, MPR_OBJ_CONN);
	if (err) {
		kmem_cache_free(mpr_conn_cache, conn);
		return err;
	}
	conn->iface = iface;
	conn->dev = iface->dev;
	conn->started = ktime_mono_to_any(now, TK_OFFS_BOOT);
	conn->wall = ktime_mono_to_real(now);
	conn->begins = true;
	mpr_conn_make_guid(conn);
	mpr_counters_read(conn->dev, &conn->base);
	mpr_conn_listen(conn, true);
	mpr_conn_read_addrs(conn);
	swap(conn->ident, iface->ident);
	iface->conn = conn;
	iface->connects++;
	mn->n_conns++;
	mpr_ports_attach(conn);
	return 0;
}

/* An end that somebody wanted leaves no last error behind. */
static bool mpr_end_is_orderly(u32 reason)
{
	switch (reason) {
	case MPR_CODE_OK:
	case MPR_CODE_USER_DISCONNECTION:
	case MPR_CODE_INTERFACE_DISABLED:
	case MPR_CODE_IDLE_DISCONNECTED:
	case MPR_CODE_INTERFACE_DISCONNECTED:
	case MPR_CODE_PPP_SESSION_TIMEOUT:
		return true;
	}
	return false;
}

/**
 * mpr_conn_end - a connection is over
 * @iface: its interface
 * @cause: enum mpr_end_cause
 * @reason: code; for a link that went down, what the dialer foretold comes first
 */
void mpr_conn_end(struct mpr_iface *iface, u32 cause, u32 reason)
{
	struct mpr_conn *conn = iface->conn;
	struct mpr_counters last;

	if (conn->ident && conn->ident->end_reason &&
	    (cause == MPR_END_CAUSE_LINK_DOWN || cause == MPR_END_CAUSE_DEVICE_GONE)) {
		cause = MPR_END_CAUSE_DIALER;
		reason = conn->ident->end_reason;
	}
	mpr_ports_detach(conn);
	mpr_conn_stats(conn, &last);
	conn->base = last;
	conn->ended = ktime_get_boottime_ns();
	mpr_conn_listen(conn, false);
	mpr_conn_restore_addrs(conn);
	conn->end_cause = cause;
	conn->end_reason = reason;
	iface->last_error = mpr_end_is_orderly(reason) ? 0 : reason;
	mpr_event_conn(conn, MPR_EVENT_KIND_CONNECTION_DOWN);

	iface->conn = NULL;
	iface->mn->n_conns--;
	mpr_id_free(iface->mn, &conn->obj);
	mpr_ident_free(conn->ident);
	kfree(conn->old);
	kfree(conn->addrs);
	kmem_cache_free(mpr_conn_cache, conn);
}

/**
 * mpr_conn_addrs_run - look at the interfaces whose addresses changed
 * @work: mpr_net.addr_work
 */
void mpr_conn_addrs_run(struct work_struct *work)
{
	struct mpr_net *mn = container_of(work, struct mpr_net, addr_work);
	struct mpr_iface *iface;
	unsigned long ifindex;

	mpr_lock(mn);
	xa_for_each_marked(&mn->devs, ifindex, iface, XA_MARK_1) {
		xa_lock_bh(&mn->devs);
		__xa_clear_mark(&mn->devs, ifindex, XA_MARK_1);
		xa_unlock_bh(&mn->devs);
		if (iface->conn && mpr_conn_read_addrs(iface->conn))
			mpr_event_conn(iface->conn, MPR_EVENT_KIND_CONNECTION_CHANGE);
	}
	mpr_unlock(mn);
}
