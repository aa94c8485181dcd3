// SPDX-License-Identifier: GPL-2.0-only
/* The module, and the service's life in each network namespace. */

#include <linux/module.h>
#include <linux/random.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <net/netns/generic.h>

#include "mpr_priv.h"

#define MPR_IFACES_MAX 16384
#define MPR_ATTEMPTS_MAX 1024
#define MPR_JOURNAL_SIZE 1024

static unsigned int mpr_net_id __read_mostly;
static bool mpr_exiting;

/* Not one of the system's: the link work waits for RTNL and would hold others up. */
struct workqueue_struct *mpr_wq;

/**
 * mpr_net - the service of a namespace
 * @net: namespace
 *
 * Return: the service, there as long as the namespace and the module are.
 */
struct mpr_net *mpr_net(const struct net *net)
{
	return net_generic(net, mpr_net_id);
}

/**
 * mpr_net_setup - make the service of a namespace
 * @mn: service, all zero
 * @net: namespace
 *
 * Return: 0 or a negative errno.
 */
VISIBLE_IF_MPR_KUNIT int mpr_net_setup(struct mpr_net *mn, struct net *net)
{
	int err;

	mn->net = net;
	mutex_init(&mn->lock);
	spin_lock_init(&mn->link_lock);
	mutex_init(&mn->link_mutex);
	xa_init_flags(&mn->ids, XA_FLAGS_ALLOC1);
	xa_init(&mn->clients);
	INIT_LIST_HEAD(&mn->requests);
	INIT_LIST_HEAD(&mn->dialers);
	INIT_LIST_HEAD(&mn->link_jobs);
	timerqueue_init_head(&mn->timers);
	INIT_DELAYED_WORK(&mn->timer_work, mpr_timer_run);
	INIT_WORK(&mn->addr_work, mpr_conn_addrs_run);
	INIT_WORK(&mn->release_work, mpr_client_release_run);
	INIT_WORK(&mn->link_work, mpr_link_work_run);
	INIT_DELAYED_WORK(&mn->resync_work, mpr_resync_run);
	mn->epoch = get_random_u64();
	mn->started = ktime_get_boottime_ns();
	mn->utc_offset = -sys_tz.tz_minuteswest * 60;
	mn->max_ifaces = MPR_IFACES_MAX;
	mn->max_attempts = MPR_ATTEMPTS_MAX;
	mn->journal_size = MPR_JOURNAL_SIZE;
	mn->journal_first = 1;
	mn->closing = READ_ONCE(mpr_exiting);
	err = mpr_iface_tables_init(mn);
	if (err)
		return err;
	err = mpr_bind_tables_init(mn);
	if (err)
		mpr_iface_tables_destroy(mn);
	return err;
}

static int __net_init mpr_net_init(struct net *net)
{
	return mpr_net_setup(mpr_net(net), net);
}

/**
 * mpr_net_drain - end everything that goes on
 * @mn: service
 *
 * Nothing new begins afterwards. Lines that are up stay up.
 */
VISIBLE_IF_MPR_KUNIT void mpr_net_drain(struct mpr_net *mn)
{
	struct mpr_obj *obj;
	unsigned long id;

	mpr_lock(mn);
	if (!mn->closing) {
		mn->closing = true;
		xa_for_each_marked(&mn->ids, id, obj, XA_MARK_1)
			mpr_iface_remove(container_of(obj, struct mpr_iface, obj),
					 MPR_END_CAUSE_SERVICE, MPR_CODE_DDM_NOT_RUNNING);
		mpr_dial_drain(mn);
		mpr_event_service(mn, MPR_EVENT_KIND_SERVICE_STOP);
	}
	mpr_unlock(mn);
}

static void __net_exit mpr_net_pre_exit(struct net *net)
{
	mpr_net_drain(mpr_net(net));
}

/**
 * mpr_net_teardown - free what belongs to a service
 * @mn: service, drained
 */
VISIBLE_IF_MPR_KUNIT void mpr_net_teardown(struct mpr_net *mn)
{
	cancel_delayed_work_sync(&mn->timer_work);
	cancel_delayed_work_sync(&mn->resync_work);
	cancel_work_sync(&mn->addr_work);
	cancel_work_sync(&mn->release_work);
	mpr_link_work_flush(mn);
	mpr_clients_destroy(mn);
	mpr_event_exit(mn);
	mpr_payer_put(mn);
	mpr_bind_tables_destroy(mn);
	mpr_iface_tables_destroy(mn);
	WARN_ON(!xa_empty(&mn->ids));
	xa_destroy(&mn->ids);
}

static void __net_exit mpr_net_exit(struct net *net)
{
	mpr_net_teardown(mpr_net(net));
}

static struct pernet_operations mpr_net_ops = {
	.init = mpr_net_init,
	.pre_exit = mpr_net_pre_exit,
	.exit = mpr_net_exit,
	.id = &mpr_net_id,
	.size = sizeof(struct mpr_net),
};

static void mpr_drain_all(void)
{
	struct net *net;

	WRITE_ONCE(mpr_exiting, true);
	down_read(&net_rwsem);
	for_each_net(net)
		mpr_net_drain(mpr_net(net));
	up_read(&net_rwsem);
}

static int __init mpr_init(void)
{
	int err;

	err = mpr_slab_init();
	if (err)
		return err;
	err = -ENOMEM;
	mpr_wq = alloc_workqueue("mpr", WQ_UNBOUND, 0);
	if (!mpr_wq)
		goto slab;
	err = register_pernet_subsys(&mpr_net_ops);
	if (err)
		goto wq;
	err = mpr_client_init();
	if (err)
		goto pernet;
	/* ORDER: before requests can come, which may bind netdevices that are then deleted. */
	err = mpr_link_init();
	if (err)
		goto client;
	err = mpr_nl_init();
	if (err)
		goto link;
	mpr_kunit_init();
	return 0;
link:
	mpr_drain_all();
	mpr_link_exit();
client:
	mpr_client_exit();
pernet:
	unregister_pernet_subsys(&mpr_net_ops);
wq:
	destroy_workqueue(mpr_wq);
slab:
	mpr_slab_exit();
	return err;
}

static void __exit mpr_exit(void)
{
	mpr_kunit_exit();
	/* ORDER: first everybody who waits is told, while the family can still speak. */
	mpr_drain_all();
	/* Waits for namespaces that were being made and are to be drained as well. */
	mpr_link_exit();
	mpr_drain_all();
	mpr_nl_exit();
	mpr_client_exit();
	unregister_pernet_subsys(&mpr_net_ops);
	destroy_workqueue(mpr_wq);
	rcu_barrier();
	mpr_slab_exit();
}

module_init(mpr_init);
module_exit(mpr_exit);

MODULE_LICENSE("GPL");
MODULE_AUTHOR("The mpr authors");
MODULE_DESCRIPTION("The one authority on a router's WAN interfaces");
MODULE_ALIAS_GENL_FAMILY(MPR_FAMILY_NAME);
