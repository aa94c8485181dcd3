// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who pays: what an operation allocates is charged to the memory control group of the caller. What
 * a work item allocates - above all journal records of what timers and links do - would be charged
 * to nobody, and a container could fill the machine's memory with it. It is charged to whoever set
 * the size of the journal, or else used the service first.
 */

#include <linux/memcontrol.h>
#include <linux/sched.h>

#include "mpr_priv.h"

#ifdef CONFIG_MEMCG

/**
 * mpr_payer_set - the caller pays from now on
 * @mn: namespace
 */
void mpr_payer_set(struct mpr_net *mn)
{
	struct mem_cgroup *old = mn->payer;

	mpr_assert_locked(mn);
	mn->payer = get_mem_cgroup_from_mm(current->mm);
	mem_cgroup_put(old);
}

/**
 * mpr_payer_put - nobody pays any more
 * @mn: namespace that goes away
 */
void mpr_payer_put(struct mpr_net *mn)
{
	mem_cgroup_put(mn->payer);
	mn->payer = NULL;
}

static void mpr_charge_begin(struct mpr_net *mn)
{
	mn->charged = current->active_memcg;
	/* Not set_active_memcg(): what that needs beyond this, 5.10 does not export. */
	if (current->flags & PF_KTHREAD && mn->payer)
		current->active_memcg = mn->payer;
}

static void mpr_charge_end(struct mpr_net *mn)
{
	current->active_memcg = mn->charged;
}

#else

void mpr_payer_set(struct mpr_net *mn)
{
}

void mpr_payer_put(struct mpr_net *mn)
{
}

static void mpr_charge_begin(struct mpr_net *mn)
{
}

static void mpr_charge_end(struct mpr_net *mn)
{
}

#endif /* CONFIG_MEMCG */

/**
 * mpr_lock - take the lock of a service; what is allocated now is its payer's, if it is no task's
 * @mn: namespace
 */
void mpr_lock(struct mpr_net *mn)
{
	mutex_lock(&mn->lock);
	mpr_charge_begin(mn);
}

/**
 * mpr_unlock - the opposite of mpr_lock()
 * @mn: namespace
 */
void mpr_unlock(struct mpr_net *mn)
{
	mpr_charge_end(mn);
	mutex_unlock(&mn->lock);
}
