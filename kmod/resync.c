// SPDX-License-Identifier: GPL-2.0-only
/*
 * What could not be done for want of memory, and nobody could be told to try again, is done a
 * little later: devices that were not bound, ports, connections and addresses that are missing.
 */

#include <linux/rtnetlink.h>

#include "mpr_priv.h"

#define MPR_RESYNC_FIRST (HZ / 10)
#define MPR_RESYNC_AGAIN HZ

/**
 * mpr_resync_later - something is missing: look at everything again soon
 * @mn: namespace
 */
void mpr_resync_later(struct mpr_net *mn)
{
	mpr_assert_locked(mn);
	if (!mn->closing)
		queue_delayed_work(mpr_wq, &mn->resync_work,
				   mn->resyncing ? MPR_RESYNC_AGAIN : MPR_RESYNC_FIRST);
}

static void mpr_resync_iface(struct mpr_iface *iface)
{
	if (iface->dev)
		mpr_state_link(iface);
	if (iface->conn && mpr_conn_read_addrs(iface->conn))
		mpr_event_conn(iface->conn, MPR_EVENT_KIND_CONNECTION_CHANGE);
	mpr_state_refresh(iface);
}

/* Each step does nothing where nothing is missing. */
static void mpr_resync(struct mpr_net *mn)
{
	struct net_device *dev;
	struct mpr_iface *iface;
	struct mpr_obj *obj;
	unsigned long id;

	xa_for_each_marked(&mn->ids, id, obj, XA_MARK_1) {
		iface = container_of(obj, struct mpr_iface, obj);
		mpr_bind_watch(iface);
		mpr_ports_sync(iface);
	}
	for_each_netdev(mn->net, dev) {
		mpr_bind_dev(mn, dev);
		mpr_bind_follow_name(mn, dev);
	}
	xa_for_each_marked(&mn->ids, id, obj, XA_MARK_1)
		mpr_resync_iface(container_of(obj, struct mpr_iface, obj));
}

/**
 * mpr_resync_run - look at everything again
 * @work: mpr_net.resync_work
 */
void mpr_resync_run(struct work_struct *work)
{
	struct mpr_net *mn = container_of(to_delayed_work(work), struct mpr_net, resync_work);

	rtnl_lock();
	mpr_lock(mn);
	if (!mn->closing) {
		mn->resyncing = true;
		mpr_resync(mn);
		mn->resyncing = false;
	}
	mpr_unlock(mn);
	rtnl_unlock();
}
