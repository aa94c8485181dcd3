// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interfaces: creation, settings, names, removal. What they do is in state.c, on what device in
 * bind.c.
 */

#include <linux/jhash.h>
#include <linux/slab.h>

#include "mpr_priv.h"

static u32 mpr_name_hash(const void *data, u32 len, u32 seed)
{
	const char *name = data;

	return jhash(name, strlen(name), seed);
}

static u32 mpr_name_obj_hash(const void *data, u32 len, u32 seed)
{
	const struct mpr_iface *iface = data;

	return mpr_name_hash(iface->name, len, seed);
}

static int mpr_name_cmp(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct mpr_iface *iface = obj;

	return strcmp(iface->name, arg->key);
}

static const struct rhashtable_params mpr_names_params = {
	.head_offset = offsetof(struct mpr_iface, name_node),
	.hashfn = mpr_name_hash,
	.obj_hashfn = mpr_name_obj_hash,
	.obj_cmpfn = mpr_name_cmp,
	.automatic_shrinking = true,
};

/**
 * mpr_iface_tables_init - prepare the look-up by name
 * @mn: namespace
 *
 * Return: 0 or -ENOMEM.
 */
int mpr_iface_tables_init(struct mpr_net *mn)
{
	return rhashtable_init(&mn->names, &mpr_names_params);
}

/**
 * mpr_iface_tables_destroy - the opposite of mpr_iface_tables_init()
 * @mn: namespace without interfaces
 */
void mpr_iface_tables_destroy(struct mpr_net *mn)
{
	rhashtable_destroy(&mn->names);
}

/**
 * mpr_iface_by_name - find an interface
 * @mn: namespace
 * @name: name
 *
 * Return: the interface or NULL.
 */
struct mpr_iface *mpr_iface_by_name(struct mpr_net *mn, const char *name)
{
	mpr_assert_locked(mn);
	return rhashtable_lookup_fast(&mn->names, name, mpr_names_params);
}

/**
 * mpr_settings_default - what an interface has when nobody says otherwise
 * @set: filled in
 */
void mpr_settings_default(struct mpr_settings *set)
{
	*set = (struct mpr_settings) {
		.enabled = true,
		.connect_timeout = 60 * MSEC_PER_SEC,
		.redial_interval = 10 * MSEC_PER_SEC,
		.backoff_first = 10 * 60 * MSEC_PER_SEC,
		.backoff_max = 6 * 60 * 60 * MSEC_PER_SEC,
	};
}

static void mpr_slots_free(struct list_head *slots)
{
	struct mpr_slot *slot, *next;

	list_for_each_entry_safe(slot, next, slots, list) {
		list_del(&slot->list);
		kfree(slot);
	}
}

/**
 * mpr_change_free - free what mpr_iface_commit() left over
 * @change: change, committed or not
 */
void mpr_change_free(struct mpr_change *change)
{
	mpr_slots_free(&change->slots);
	kfree(change->hours);
	change->hours = NULL;
}

/**
 * mpr_slot_find - find a device slot
 * @slots: slots of an interface
 * @index: number, from 1
 *
 * Return: the slot or NULL.
 */
struct mpr_slot *mpr_slot_find(const struct list_head *slots, u32 index)
{
	struct mpr_slot *slot;

	list_for_each_entry(slot, slots, list)
		if (slot->index == index)
			return slot;
	return NULL;
}

static void mpr_iface_take(struct mpr_iface *iface, struct mpr_change *change)
{
	iface->set = change->set;
	if (change->slots_given) {
		mpr_slots_free(&iface->slots);
		list_splice_init(&change->slots, &iface->slots);
	}
	if (change->hours_given) {
		if (iface->hours)
			mpr_timer_cancel(iface->mn, &iface->hours->timer);
		swap(iface->hours, change->hours);
		mpr_hours_arm(iface);
	}
}

static struct mpr_iface *mpr_iface_new(struct mpr_net *mn, const char *name)
{
	struct mpr_iface *iface;

	iface = kmem_cache_zalloc(mpr_iface_cache, GFP_KERNEL);
	if (!iface)
		return NULL;
	iface->name = kstrdup(name, MPR_GFP);
	if (!iface->name) {
		kmem_cache_free(mpr_iface_cache, iface);
		return NULL;
	}
	iface->name_len = strlen(name);
	iface->mn = mn;
	INIT_LIST_HEAD(&iface->slots);
	INIT_LIST_HEAD(&iface->ports);
	return iface;
}

static void mpr_iface_free(struct mpr_iface *iface)
{
	mpr_slots_free(&iface->slots);
	mpr_ident_free(iface->ident);
	kfree(iface->hours);
	kfree(iface->name);
	kmem_cache_free(mpr_iface_cache, iface);
}

/**
 * mpr_iface_add - make an interface
 * @mn: namespace
 * @name: its name; a discovered interface that has it makes room for a configured one
 * @type: enum mpr_if_type
 * @origin: configured or discovered
 * @change: settings; slots and hours are taken out of it on success
 * @out: receives the interface
 *
 * Return: 0, -EEXIST or -ENOMEM.
 */
int mpr_iface_add(struct mpr_net *mn, const char *name, u32 type, enum mpr_origin origin,
		  struct mpr_change *change, struct mpr_iface **out)
{
	struct mpr_iface *iface, *old = mpr_iface_by_name(mn, name);
	struct net_device *dev = old ? old->dev : NULL;
	int err;

	mpr_assert_locked(mn);
	if (old && (origin != MPR_ORIGIN_CONFIGURED || old->origin != MPR_ORIGIN_DISCOVERED))
		return -EEXIST;
	iface = mpr_iface_new(mn, name);
	if (!iface)
		return -ENOMEM;
	iface->type = type;
	iface->origin = origin;
	err = mpr_id_alloc(mn, &iface->obj, MPR_OBJ_IFACE);
	if (err)
		goto free;
	if (old)
		err = rhashtable_replace_fast(&mn->names, &old->name_node, &iface->name_node,
					      mpr_names_params);
	else
		err = rhashtable_lookup_insert_key(&mn->names, iface->name, &iface->name_node,
						   mpr_names_params);
	if (err)
		goto free_id;
	/* From here on nothing fails. */
	if (old)
		mpr_iface_remove(old, MPR_END_CAUSE_REBOUND, MPR_CODE_OK);
	mpr_iface_take(iface, change);
	mpr_bind_resolve(iface);
	mpr_state_init(iface);
	mn->n_ifaces++;
	if (origin == MPR_ORIGIN_CONFIGURED)
		mn->n_configured++;
	mpr_event_iface(iface, MPR_EVENT_KIND_INTERFACE_NEW, -1);
	mpr_ports_sync(iface);
	mpr_bind_search(iface);
	if (dev)
		mpr_bind_dev(mn, dev);
	*out = iface;
	return 0;

free_id:
	mpr_id_free(mn, &iface->obj);
free:
	mpr_iface_free(iface);
	return err == -EEXIST ? err : -ENOMEM;
}

/**
 * mpr_iface_commit - change the settings of an interface
 * @iface: interface
 * @change: settings; slots and hours are swapped with the old ones
 *
 * An interface that is disabled, or bound to another device, ends what it is doing first.
 */
void mpr_iface_commit(struct mpr_iface *iface, struct mpr_change *change)
{
	bool rebind = mpr_bind_differs(iface, change);
	bool enabling = change->set.enabled && !iface->set.enabled;
	enum mpr_if_state old;

	mpr_assert_locked(iface->mn);
	if (!change->set.enabled && iface->set.enabled)
		mpr_state_stop(iface, MPR_END_CAUSE_DISABLED, MPR_CODE_INTERFACE_DISABLED);
	else if (rebind)
		mpr_state_stop(iface, MPR_END_CAUSE_REBOUND, MPR_CODE_INTERFACE_DISCONNECTED);
	mpr_iface_take(iface, change);
	if (rebind) {
		/* ORDER: or the netdevice would come back to who still waits for its name. */
		mpr_bind_unwatch(iface);
		mpr_bind_detach(iface, MPR_END_CAUSE_REBOUND, MPR_CODE_INTERFACE_DISCONNECTED);
		mpr_bind_resolve(iface);
	}
	mpr_ports_sync(iface);
	old = mpr_state(iface);
	/* An attempt that this forbids is ended by mpr_state_refresh(), which has to see it. */
	if (iface->phase != MPR_CONNECTING)
		iface->reasons = mpr_state_reasons(iface);
	mpr_event_iface(iface, MPR_EVENT_KIND_INTERFACE_CHANGE, old);
	if (rebind)
		mpr_bind_search(iface);
	if (enabling) {
		/* A link that came up meanwhile counts now. */
		iface->link = false;
		mpr_state_link(iface);
	}
	mpr_state_refresh(iface);
}

/**
 * mpr_iface_remove - unmake an interface
 * @iface: interface; gone afterwards
 * @cause: enum mpr_end_cause for what it is doing
 * @code: code for that
 */
void mpr_iface_remove(struct mpr_iface *iface, u32 cause, u32 code)
{
	bool configured = iface->origin == MPR_ORIGIN_CONFIGURED;
	struct mpr_net *mn = iface->mn;
	struct net_device *dev;

	mpr_assert_locked(mn);
	iface->want_up = false;
	if (cause == MPR_END_CAUSE_ADMIN)
		mpr_state_stop(iface, cause, code);
	mpr_bind_unwatch(iface);
	dev = mpr_bind_drop(iface, cause, code);
	if (iface->attempt)
		mpr_dial_end(iface, code);
	mpr_dial_forget(iface);
	mpr_state_exit(iface);
	mpr_ports_remove(iface);
	iface->phase = MPR_IDLE;
	mpr_event_iface(iface, MPR_EVENT_KIND_INTERFACE_DEL, -1);
	mn->n_ifaces--;
	if (configured)
		mn->n_configured--;
	rhashtable_remove_fast(&mn->names, &iface->name_node, mpr_names_params);
	mpr_id_free(mn, &iface->obj);
	mpr_iface_free(iface);
	/* Its name is free now, should its netdevice become a discovered interface. */
	if (dev && configured)
		mpr_bind_dev(mn, dev);
}

/**
 * mpr_iface_rename - a discovered interface follows the name of its netdevice
 * @iface: interface
 * @name: new name, not in use
 *
 * Return: 0 or -ENOMEM.
 */
int mpr_iface_rename(struct mpr_iface *iface, const char *name)
{
	struct mpr_net *mn = iface->mn;
	char *copy;
	int err;

	copy = kstrdup(name, MPR_GFP);
	if (!copy)
		return -ENOMEM;
	rhashtable_remove_fast(&mn->names, &iface->name_node, mpr_names_params);
	swap(iface->name, copy);
	err = rhashtable_insert_fast(&mn->names, &iface->name_node, mpr_names_params);
	if (err) {
		/* Its old place is still free. */
		swap(iface->name, copy);
		rhashtable_insert_fast(&mn->names, &iface->name_node, mpr_names_params);
	}
	iface->name_len = strlen(iface->name);
	kfree(copy);
	return err;
}
