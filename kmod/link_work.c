// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bringing netdevices up and down: needs RTNL, so it is never done in a notifier, but in a work
 * item or, for a request that wants it, in the requester's own context once the lock is let go.
 */

#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "mpr_priv.h"

/**
 * struct mpr_link_job - a netdevice to bring up or down
 * @list: in mpr_net.link_jobs
 * @request: request that waits for it, 0 for none
 * @ifindex: the netdevice
 * @up: or down
 */
struct mpr_link_job {
	struct list_head list;
	u32 request;
	int ifindex;
	bool up;
};

/**
 * mpr_link_set - bring a netdevice up or down soon, after what was asked for before
 * @mn: namespace
 * @request: number of the request that waits for it, 0 for none
 * @ifindex: netdevice
 * @up: or down
 */
void mpr_link_set(struct mpr_net *mn, u32 request, int ifindex, bool up)
{
	struct mpr_link_job *job;

	/*
	 * A few words, by tasks that may sleep. This is also what is left to do when there is no
	 * memory for anything better: a line that stays up costs money, and whoever wanted it down
	 * has been told that it is, or is a timer or a notifier and cannot be told.
	 */
	job = kmalloc(sizeof(*job), MPR_GFP | __GFP_NOFAIL);
	job->request = request;
	job->ifindex = ifindex;
	job->up = up;
	spin_lock(&mn->link_lock);
	list_add_tail(&job->list, &mn->link_jobs);
	spin_unlock(&mn->link_lock);
	if (!mn->link_here)
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

static void mpr_link_tell(struct mpr_net *mn, u32 request, int err)
{
	mpr_lock(mn);
	if (!mn->closing)
		mpr_dial_link_set(mn, request, err);
	mpr_unlock(mn);
}

/**
 * mpr_link_run - do what was asked for, in order
 * @mn: namespace; the caller holds no locks
 */
void mpr_link_run(struct mpr_net *mn)
{
	struct mpr_link_job *job;
	bool none;
	int err;

	spin_lock(&mn->link_lock);
	none = list_empty(&mn->link_jobs);
	spin_unlock(&mn->link_lock);
	if (none)
		return;
	mutex_lock(&mn->link_mutex);
	while ((job = mpr_link_next(mn))) {
		err = mpr_link_do(mn, job);
		if (job->request)
			mpr_link_tell(mn, job->request, err);
		kfree(job);
	}
	mutex_unlock(&mn->link_mutex);
}

/**
 * mpr_link_work_run - the same for who may not wait for RTNL
 * @work: mpr_net.link_work
 */
void mpr_link_work_run(struct work_struct *work)
{
	mpr_link_run(container_of(work, struct mpr_net, link_work));
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
	mutex_lock(&mn->link_mutex);
	while ((job = mpr_link_next(mn)))
		kfree(job);
	mutex_unlock(&mn->link_mutex);
}
