// SPDX-License-Identifier: GPL-2.0-only
/* Bringing netdevices up and down: needs RTNL, so it is done here and never in a notifier. */

#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "mpr_priv.h"

/**
 * struct mpr_link_job - a netdevice to bring up or down
 * @list: in mpr_net.link_jobs
 * @iface_id: interface whose attempt fails if that fails, 0 for none
 * @ifindex: the netdevice
 * @up: or down
 */
struct mpr_link_job {
	struct list_head list;
	u32 iface_id;
	int ifindex;
	bool up;
};

/**
 * mpr_link_set - bring a netdevice up or down soon, after what was asked for before
 * @mn: namespace
 * @iface_id: interface whose attempt is to fail if that fails, 0 for none
 * @ifindex: netdevice
 * @up: or down
 */
void mpr_link_set(struct mpr_net *mn, u32 iface_id, int ifindex, bool up)
{
	struct mpr_link_job *job;

	/* If this allocation fails, a connect still ends at its deadline. */
	job = kmalloc(sizeof(*job), MPR_GFP);
	if (!job)
		return;
	job->iface_id = iface_id;
	job->ifindex = ifindex;
	job->up = up;
	spin_lock(&mn->link_lock);
	list_add_tail(&job->list, &mn->link_jobs);
	spin_unlock(&mn->link_lock);
	queue_work(mpr_wq, &mn->link_work);
}

static struct mpr_link_job *mpr_link_next(struct mpr_net *mn)
{
	struct mpr_link_job *job;

	spin_lock(&mn->link_lock);
	job = list_first_entry_or_null(&mn->link_jobs, struct mpr_link_job, list);
	if (job)
		list_del(&job->list);
	spin_unlock(&mn->link_lock);
	return job;
}

static int mpr_link_do(struct mpr_net *mn, const struct mpr_link_job *job)
{
	struct net_device *dev;
	unsigned int flags;
	int err = 0;

	rtnl_lock();
	dev = __dev_get_by_index(mn->net, job->ifindex);
	if (dev) {
		flags = job->up ? dev->flags | IFF_UP : dev->flags & ~IFF_UP;
		if (flags != dev->flags)
			err = dev_change_flags(dev, flags, NULL);
	}
	rtnl_unlock();
	return err;
}

static void mpr_link_failed(struct mpr_net *mn, u32 iface_id)
{
	struct mpr_iface *iface;

	mutex_lock(&mn->lock);
	iface = mpr_iface_by_id(mn, iface_id);
	if (iface && iface->attempt && !mn->closing)
		mpr_state_failed(iface, MPR_CODE_FROM_DEVICE);
	mutex_unlock(&mn->lock);
}

/**
 * mpr_link_work_run - do what was asked for, in order
 * @work: mpr_net.link_work
 */
void mpr_link_work_run(struct work_struct *work)
{
	struct mpr_net *mn = container_of(work, struct mpr_net, link_work);
	struct mpr_link_job *job;

	while ((job = mpr_link_next(mn))) {
		if (mpr_link_do(mn, job) && job->iface_id)
			mpr_link_failed(mn, job->iface_id);
		kfree(job);
	}
}

/**
 * mpr_link_work_flush - forget what was asked for and wait for what is being done
 * @mn: namespace; the caller holds no locks
 */
void mpr_link_work_flush(struct mpr_net *mn)
{
	struct mpr_link_job *job;

	while ((job = mpr_link_next(mn)))
		kfree(job);
	cancel_work_sync(&mn->link_work);
	while ((job = mpr_link_next(mn)))
		kfree(job);
}
