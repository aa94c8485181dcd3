// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which netdevice carries which interface. A configured interface waits for a netdevice by name,
 * or its dialer says which one to expect; a WAN netdevice that nobody claims becomes a
 * discovered interface. A netdevice belongs to at most one interface.
 */

#include <linux/ctype.h>
#include <linux/slab.h>

#include "mpr_priv.h"

/* A netdevice's name, or a number for it, and "#ifindex" if that is taken. */
#define MPR_NETDEV_TEXT_MAX (IFNAMSIZ + 16)

static const struct rhashtable_params mpr_watches_params = {
	.head_offset = offsetof(struct mpr_iface, watch_node),
	.key_offset = offsetof(struct mpr_iface, watch),
	.key_len = IFNAMSIZ,
	.automatic_shrinking = true,
};

/**
 * mpr_bind_tables_init - prepare the look-up by the name waited for
 * @mn: namespace
 *
 * Return: 0 or -ENOMEM.
 */
int mpr_bind_tables_init(struct mpr_net *mn)
{
	xa_init_flags(&mn->devs, XA_FLAGS_LOCK_BH);
	xa_init(&mn->links);
	return rhltable_init(&mn->watches, &mpr_watches_params);
}

/**
 * mpr_bind_tables_destroy - the opposite of mpr_bind_tables_init()
 * @mn: namespace without interfaces
 */
void mpr_bind_tables_destroy(struct mpr_net *mn)
{
	rhltable_destroy(&mn->watches);
	xa_destroy(&mn->devs);
	xa_destroy(&mn->links);
}

static bool mpr_type_is(const char *type, const char *name)
{
	return !strcasecmp(type, name);
}

/* The kind of dialer that a device type asks for. */
static void mpr_kind_of_type(const char *type, char *kind, size_t size)
{
	char *p;

	if (!*type || mpr_type_is(type, "generic")) {
		strscpy(kind, "kernel", size);
	} else if (mpr_type_is(type, "pppoe") || mpr_type_is(type, "modem") ||
		   mpr_type_is(type, "serial") || mpr_type_is(type, "direct")) {
		strscpy(kind, "pppd", size);
	} else {
		strscpy(kind, type, size);
		/* tolower() alone takes bytes of UTF-8 for letters of Latin-1. */
		for (p = kind; *p; p++)
			*p = isascii(*p) ? tolower(*p) : *p;
	}
}

struct mpr_binding {
	char kind[MPR_KIND_MAX + 1];
	char watch[IFNAMSIZ];
	bool binds;
	bool needs;
};

static void mpr_binding_get(struct mpr_binding *b, const char *name,
			    const struct mpr_settings *set, const struct list_head *slots)
{
	const struct mpr_slot *slot = mpr_slot_find(slots, 1);
	const char *type = slot ? slot->type : "";
	const char *dev = slot ? slot->name : "";

	memset(b, 0, sizeof(*b));
	if (*set->dialer)
		strscpy(b->kind, set->dialer, sizeof(b->kind));
	else
		mpr_kind_of_type(type, b->kind, sizeof(b->kind));
	/* First: whatever the type says, the kernel dials nothing but a netdevice. */
	if (mpr_kind_is_kernel(b->kind)) {
		b->binds = true;
		b->needs = true;
		if (!*dev)
			dev = name;
	} else if (mpr_type_is(type, "modem") || mpr_type_is(type, "serial") ||
		   mpr_type_is(type, "direct")) {
		return;
	} else if (mpr_type_is(type, "pppoe")) {
		b->needs = true;
	} else {
		b->binds = *dev;
	}
	/* A longer name cannot be that of a netdevice: @needs without @watch is never ready. */
	if (strlen(dev) < IFNAMSIZ)
		memcpy(b->watch, dev, strlen(dev));
}

/**
 * mpr_bind_resolve - find out what an interface is dialled with and which netdevice it waits for
 * @iface: interface that has no netdevice
 */
void mpr_bind_resolve(struct mpr_iface *iface)
{
	struct mpr_binding b;

	mpr_assert_locked(iface->mn);
	mpr_bind_unwatch(iface);
	if (iface->origin == MPR_ORIGIN_DISCOVERED) {
		strscpy(iface->kind, "kernel", sizeof(iface->kind));
		return;
	}
	mpr_binding_get(&b, iface->name, &iface->set, &iface->slots);
	strscpy(iface->kind, b.kind, sizeof(iface->kind));
	memcpy(iface->watch, b.watch, sizeof(iface->watch));
	iface->binds = b.binds;
	iface->needs = b.needs;
	mpr_bind_watch(iface);
}

/**
 * mpr_bind_watch - an interface waits for the netdevice that mpr_bind_resolve() found out
 * @iface: interface
 */
void mpr_bind_watch(struct mpr_iface *iface)
{
	if (iface->watched || !*iface->watch)
		return;
	iface->watched = !rhltable_insert(&iface->mn->watches, &iface->watch_node,
					  mpr_watches_params);
	if (!iface->watched)
		mpr_resync_later(iface->mn);
}

/**
 * mpr_bind_differs - would a change bind an interface to something else
 * @iface: interface
 * @change: change
 *
 * Return: whether kind or device differ.
 */
bool mpr_bind_differs(const struct mpr_iface *iface, const struct mpr_change *change)
{
	struct mpr_binding b;

	mpr_binding_get(&b, iface->name, &change->set,
			change->slots_given ? &change->slots : &iface->slots);
	return strcmp(b.kind, iface->kind) || memcmp(b.watch, iface->watch, IFNAMSIZ) ||
	       b.binds != iface->binds || b.needs != iface->needs;
}

/**
 * mpr_bind_unwatch - an interface waits for no netdevice any more
 * @iface: interface
 */
void mpr_bind_unwatch(struct mpr_iface *iface)
{
	if (iface->watched)
		rhltable_remove(&iface->mn->watches, &iface->watch_node, mpr_watches_params);
	iface->watched = false;
}

/**
 * mpr_bind_ready - is the device there without which an interface cannot be dialled
 * @iface: interface
 *
 * Return: whether it is, or none is needed.
 */
bool mpr_bind_ready(const struct mpr_iface *iface)
{
	bool ready;

	if (iface->origin == MPR_ORIGIN_DISCOVERED || !iface->needs)
		return true;
	if (iface->binds)
		return iface->dev;
	rcu_read_lock();
	ready = *iface->watch && dev_get_by_name_rcu(iface->mn->net, iface->watch);
	rcu_read_unlock();
	return ready;
}

static bool mpr_bind_is_free(struct mpr_net *mn, struct net_device *dev)
{
	struct mpr_iface *owner = xa_load(&mn->devs, dev->ifindex);

	return !owner || owner->origin == MPR_ORIGIN_DISCOVERED;
}

/**
 * mpr_bind_attach - a netdevice carries an interface from now on
 * @iface: interface without a netdevice
 * @dev: netdevice that no configured interface has
 */
static void mpr_bind_attach(struct mpr_iface *iface, struct net_device *dev)
{
	struct mpr_net *mn = iface->mn;
	struct mpr_iface *owner = xa_load(&mn->devs, dev->ifindex);

	mpr_assert_locked(mn);
	if (WARN_ON_ONCE(iface->dev))
		return;
	/* ORDER: what may fail comes first, or the owner would be gone for nothing. */
	if (xa_err(xa_store_bh(&mn->devs, dev->ifindex, iface, MPR_GFP))) {
		mpr_resync_later(mn);
		return;
	}
	if (owner)
		mpr_iface_remove(owner, MPR_END_CAUSE_REBOUND, MPR_CODE_OK);
	/* Pairs with mpr_link_is_ours(): either we see a change of the link, or it sees us. */
	smp_mb();
	iface->dev = dev;
	iface->devname_len = mpr_link_name(dev, iface->devname);
	iface->ignore_up = false;
	mpr_ports_sync(iface);
	if (iface->phase == MPR_IDLE)
		iface->reasons = mpr_state_reasons(iface);
	mpr_ports_refresh(iface);
	mpr_event_iface(iface, MPR_EVENT_KIND_INTERFACE_CHANGE, -1);
	mpr_state_link(iface);
}

/**
 * mpr_bind_drop - an interface gives its netdevice up, nobody else gets it yet
 * @iface: interface, with a netdevice or without
 * @cause: enum mpr_end_cause of its connection
 * @code: code of that end
 *
 * Return: the netdevice or NULL.
 */
struct net_device *mpr_bind_drop(struct mpr_iface *iface, u32 cause, u32 code)
{
	struct net_device *dev = iface->dev;

	mpr_assert_locked(iface->mn);
	if (!dev)
		return NULL;
	mpr_state_dev_gone(iface, cause, code);
	/* Unless another interface is taking it over. */
	xa_cmpxchg_bh(&iface->mn->devs, dev->ifindex, iface, NULL, 0);
	iface->dev = NULL;
	mpr_ports_sync(iface);
	return dev;
}

/**
 * mpr_bind_detach - a configured interface gives its netdevice up
 * @iface: interface, with a netdevice or without
 * @cause: enum mpr_end_cause of its connection
 * @code: code of that end
 *
 * The netdevice goes to another interface that waits for it, or a WAN netdevice becomes a
 * discovered interface.
 */
void mpr_bind_detach(struct mpr_iface *iface, u32 cause, u32 code)
{
	struct net_device *dev = mpr_bind_drop(iface, cause, code);

	if (dev)
		mpr_bind_dev(iface->mn, dev);
}

/**
 * mpr_bind_search - look for the netdevice that an interface waits for
 * @iface: interface without a netdevice
 */
void mpr_bind_search(struct mpr_iface *iface)
{
	struct net_device *dev;

	mpr_assert_locked(iface->mn);
	if (!iface->binds || iface->dev || !*iface->watch || iface->mn->closing)
		return;
	rcu_read_lock();
	dev = dev_get_by_name_rcu(iface->mn->net, iface->watch);
	rcu_read_unlock();
	/* Still valid: it was listed, and NETDEV_UNREGISTER waits for the lock. */
	if (dev && mpr_bind_is_free(iface->mn, dev))
		mpr_bind_attach(iface, dev);
}

/**
 * mpr_bind_expect - a dialer says which netdevice will carry the interface
 * @req: the dial
 * @name: its name, or NULL
 * @ifindex: its number, or 0
 * @extack: for the reason of a refusal
 *
 * Return: 0; -ENODEV there is no such @ifindex; -EBUSY it belongs to another interface.
 */
int mpr_bind_expect(struct mpr_request *req, const char *name, int ifindex,
		    struct netlink_ext_ack *extack)
{
	struct mpr_iface *iface = req->iface;
	struct mpr_net *mn = req->mn;
	struct net_device *dev, *old;

	mpr_assert_locked(mn);
	rcu_read_lock();
	dev = ifindex ? dev_get_by_index_rcu(mn->net, ifindex) :
			dev_get_by_name_rcu(mn->net, name);
	rcu_read_unlock();
	if (!dev && ifindex) {
		NL_SET_ERR_MSG(extack, "there is no netdevice of this index");
		return -ENODEV;
	}
	if (!dev) {
		strscpy(req->expect, name, sizeof(req->expect));
		/* What carried it last time is in the way, unless it is waited for by name. */
		if (iface->dev && strcmp(iface->devname, iface->watch))
			mpr_bind_detach(iface, MPR_END_CAUSE_REBOUND, MPR_CODE_OK);
		return 0;
	}
	if (dev == iface->dev)
		return 0;
	if (!mpr_bind_is_free(mn, dev)) {
		NL_SET_ERR_MSG(extack, "the netdevice belongs to another interface");
		return -EBUSY;
	}
	mpr_link_name(dev, req->expect);
	old = mpr_bind_drop(iface, MPR_END_CAUSE_REBOUND, MPR_CODE_OK);
	mpr_bind_attach(iface, dev);
	/* ORDER: or it would come back to the interface, which may wait for its name. */
	if (old)
		mpr_bind_dev(mn, old);
	return 0;
}

static struct mpr_iface *mpr_bind_expected(struct mpr_net *mn, const char *devname)
{
	struct mpr_request *req;

	list_for_each_entry(req, &mn->requests, list)
		if (req->type == MPR_DIAL_TYPE_DIAL && !req->iface->dev &&
		    !strcmp(req->expect, devname))
			return req->iface;
	return NULL;
}

/*
 * The interface that waits for a netdevice of this name, which is zero behind its end; one that
 * only dials over it looks again.
 */
static struct mpr_iface *mpr_bind_watcher(struct mpr_net *mn, const char *devname)
{
	struct mpr_iface *iface, *found = NULL;
	struct rhlist_head *list, *pos;

	rcu_read_lock();
	list = rhltable_lookup(&mn->watches, devname, mpr_watches_params);
	rhl_for_each_entry_rcu(iface, pos, list, watch_node) {
		if (iface->binds && !iface->dev) {
			found = iface;
			break;
		}
	}
	rcu_read_unlock();
	return found;
}

/*
 * Looks again at the interfaces that are dialled over a netdevice that came, went or was
 * renamed.
 */
static void mpr_bind_refresh(struct mpr_net *mn, const char *devname)
{
	struct mpr_iface *iface;
	struct rhlist_head *list, *pos;

	rcu_read_lock();
	list = rhltable_lookup(&mn->watches, devname, mpr_watches_params);
	rcu_read_unlock();
	/* Only the lock's holder changes the table, and a refresh never does. */
	for (pos = list; pos; pos = rcu_dereference_protected(pos->next, true)) {
		iface = container_of(pos, struct mpr_iface, watch_node);
		if (iface->needs && !iface->binds)
			mpr_state_refresh(iface);
	}
}

/* What is to be the name of a discovered interface: the kernel takes any bytes, we take text. */
static void mpr_bind_name(const struct net_device *dev, const char *devname, char *name,
			  size_t size)
{
	if (mpr_utf8_chars(devname, strlen(devname)) >= 0 && !mpr_utf8_odd(devname))
		strscpy(name, devname, size);
	else
		snprintf(name, size, "netdev#%d", dev->ifindex);
}

static void mpr_bind_discover(struct mpr_net *mn, struct net_device *dev, const char *devname,
			      u32 type)
{
	struct mpr_change change = { .slots = LIST_HEAD_INIT(change.slots) };
	struct mpr_iface *iface;
	char name[MPR_NETDEV_TEXT_MAX];

	mpr_settings_default(&change.set);
	mpr_bind_name(dev, devname, name, sizeof(name));
	if (mpr_iface_by_name(mn, name))
		snprintf(name + strlen(name), sizeof(name) - strlen(name), "#%d", dev->ifindex);
	if (mpr_iface_add(mn, name, type, MPR_ORIGIN_DISCOVERED, &change, &iface)) {
		mpr_resync_later(mn);
		return;
	}
	mpr_bind_attach(iface, dev);
	/* One without its netdevice is nothing, and the netdevice comes again. */
	if (!iface->dev)
		mpr_iface_remove(iface, MPR_END_CAUSE_DEVICE_GONE, MPR_CODE_OK);
}

/**
 * mpr_bind_dev - a netdevice is there, and nobody may have claimed it
 * @mn: namespace
 * @dev: netdevice
 */
void mpr_bind_dev(struct mpr_net *mn, struct net_device *dev)
{
	char devname[IFNAMSIZ];
	struct mpr_iface *iface;
	u32 type;

	mpr_assert_locked(mn);
	if (mn->closing)
		return;
	mpr_link_name(dev, devname);
	if (mpr_bind_is_free(mn, dev)) {
		iface = mpr_bind_expected(mn, devname) ?: mpr_bind_watcher(mn, devname);
		if (iface)
			mpr_bind_attach(iface, dev);
		else if (!xa_load(&mn->devs, dev->ifindex) && mpr_link_is_wan(dev, &type))
			mpr_bind_discover(mn, dev, devname, type);
	}
	mpr_bind_refresh(mn, devname);
}

/**
 * mpr_bind_follow_name - a discovered interface that could not be renamed tries again
 * @mn: namespace
 * @dev: its netdevice, or any other
 */
void mpr_bind_follow_name(struct mpr_net *mn, struct net_device *dev)
{
	struct mpr_iface *iface = xa_load(&mn->devs, dev->ifindex);
	char devname[IFNAMSIZ], name[MPR_NETDEV_TEXT_MAX];

	mpr_assert_locked(mn);
	if (!iface || !iface->stale_name)
		return;
	iface->stale_name = false;
	mpr_link_name(dev, devname);
	mpr_bind_name(dev, devname, name, sizeof(name));
	if (!strcmp(iface->name, name) || mpr_iface_by_name(mn, name))
		return;
	if (mpr_iface_rename(iface, name)) {
		iface->stale_name = true;
		mpr_resync_later(mn);
	} else {
		mpr_event_iface(iface, MPR_EVENT_KIND_INTERFACE_CHANGE, -1);
	}
}

/**
 * mpr_bind_dev_renamed - a netdevice has a new name
 * @mn: namespace
 * @dev: netdevice
 */
void mpr_bind_dev_renamed(struct mpr_net *mn, struct net_device *dev)
{
	struct mpr_iface *iface = xa_load(&mn->devs, dev->ifindex);
	struct mpr_port *port = xa_load(&mn->links, dev->ifindex);

	mpr_assert_locked(mn);
	if (mn->closing)
		return;
	if (port)
		mpr_link_name(dev, port->devname);
	if (iface)
		iface->devname_len = mpr_link_name(dev, iface->devname);
	if (iface && iface->origin == MPR_ORIGIN_CONFIGURED) {
		/*
		 * What is connected stays so; what only waited for the name does not have it any
		 * more.
		 */
		if (iface->phase == MPR_IDLE && iface->binds && strcmp(iface->watch, dev->name)) {
			mpr_bind_detach(iface, MPR_END_CAUSE_REBOUND, MPR_CODE_OK);
			mpr_state_refresh(iface);
		} else {
			mpr_event_iface(iface, MPR_EVENT_KIND_INTERFACE_CHANGE, -1);
		}
	}
	mpr_bind_dev(mn, dev);
	iface = xa_load(&mn->devs, dev->ifindex);
	if (iface && iface->origin == MPR_ORIGIN_DISCOVERED) {
		iface->stale_name = true;
		mpr_bind_follow_name(mn, dev);
	}
	/* Nobody says what the old name was. */
	if (atomic_read(&mn->watches.ht.nelems))
		mpr_state_refresh_all(mn);
}

/**
 * mpr_bind_dev_gone - a netdevice is deleted or leaves the namespace
 * @mn: namespace
 * @dev: netdevice
 */
void mpr_bind_dev_gone(struct mpr_net *mn, struct net_device *dev)
{
	struct mpr_iface *iface = xa_load(&mn->devs, dev->ifindex);
	struct mpr_port *port = xa_load(&mn->links, dev->ifindex);
	char devname[IFNAMSIZ];

	mpr_assert_locked(mn);
	mpr_link_name(dev, devname);
	if (port)
		mpr_port_gone(port);
	if (iface && iface->origin == MPR_ORIGIN_DISCOVERED) {
		mpr_iface_remove(iface, MPR_END_CAUSE_DEVICE_GONE,
				 MPR_CODE_DEVICE_DOES_NOT_EXIST);
	} else if (iface) {
		mpr_bind_drop(iface, MPR_END_CAUSE_DEVICE_GONE, MPR_CODE_DEVICE_DOES_NOT_EXIST);
		mpr_event_iface(iface, MPR_EVENT_KIND_INTERFACE_CHANGE, -1);
		mpr_state_refresh(iface);
	}
	mpr_bind_refresh(mn, devname);
}
