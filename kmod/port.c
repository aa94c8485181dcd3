// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ports: an interface has one for each device slot, or, while a bond or team carries it, one for
 * each slave.
 */

#include <linux/slab.h>

#include "mpr_priv.h"

static u32 mpr_port_condition(const struct mpr_port *port)
{
	const struct mpr_iface *iface = port->iface;

	if (port->conn)
		return MPR_PORT_COND_AUTHENTICATED;
	if (port->slot && iface->attempt)
		return iface->attempt->condition;
	if (iface->reasons & MPR_REASON_NO_DEVICE)
		return MPR_PORT_COND_NON_OPERATIONAL;
	return MPR_PORT_COND_DISCONNECTED;
}

static void mpr_port_update(struct mpr_port *port)
{
	u32 condition = mpr_port_condition(port);

	if (condition == port->condition)
		return;
	port->condition = condition;
	mpr_event_port(port, MPR_EVENT_KIND_PORT_CHANGE);
}

static void mpr_port_join(struct mpr_port *port, struct mpr_conn *conn)
{
	port->conn = conn;
	port->calls++;
	if (conn->begins && port->dev == conn->dev) {
		port->started = conn->started;
		port->base = conn->base;
	} else {
		port->started = ktime_get_boottime_ns();
		mpr_counters_read(port->dev, &port->base);
	}
	conn->n_ports++;
	port->iface->mn->n_ports_used++;
	mpr_port_update(port);
}

static void mpr_port_leave(struct mpr_port *port)
{
	port->conn->n_ports--;
	port->conn = NULL;
	port->iface->mn->n_ports_used--;
	mpr_port_update(port);
}

static int mpr_port_add(struct mpr_iface *iface, u32 slot, struct net_device *dev)
{
	struct mpr_net *mn = iface->mn;
	struct mpr_port *port;
	int err;

	port = kmem_cache_zalloc(mpr_port_cache, GFP_KERNEL);
	if (!port)
		return -ENOMEM;
	port->iface = iface;
	port->slot = slot;
	port->dev = dev;
	err = mpr_id_alloc(mn, &port->obj, MPR_OBJ_PORT);
	if (err)
		goto free;
	if (!slot) {
		mpr_link_name(dev, port->devname);
		err = xa_insert(&mn->links, dev->ifindex, port, MPR_GFP);
		if (err)
			goto free_id;
		/* As in mpr_bind_attach(). */
		smp_mb();
	}
	port->condition = mpr_port_condition(port);
	list_add_tail(&port->list, &iface->ports);
	mn->n_ports++;
	mpr_event_port(port, MPR_EVENT_KIND_PORT_NEW);
	return 0;

free_id:
	mpr_id_free(mn, &port->obj);
free:
	kmem_cache_free(mpr_port_cache, port);
	return err;
}

static void mpr_port_remove(struct mpr_port *port)
{
	struct mpr_net *mn = port->iface->mn;

	if (port->conn)
		mpr_port_leave(port);
	mpr_event_port(port, MPR_EVENT_KIND_PORT_DEL);
	if (!port->slot)
		xa_erase(&mn->links, port->dev->ifindex);
	list_del(&port->list);
	mn->n_ports--;
	mpr_id_free(mn, &port->obj);
	kmem_cache_free(mpr_port_cache, port);
}

static struct mpr_port *mpr_port_find(struct mpr_iface *iface, u32 slot,
				      const struct net_device *dev)
{
	struct mpr_port *port;

	list_for_each_entry(port, &iface->ports, list)
		if (port->slot == slot && (slot || port->dev == dev))
			return port;
	return NULL;
}

struct mpr_slaves {
	struct net_device *master;
	unsigned int n;
	unsigned int max;
	struct net_device **dev;
};

static int mpr_slave_collect(struct net_device *dev, struct netdev_nested_priv *priv)
{
	struct mpr_slaves *slaves = priv->data;

	if (netdev_master_upper_dev_get_rcu(dev) != slaves->master)
		return 0;
	if (slaves->n < slaves->max)
		slaves->dev[slaves->n] = dev;
	slaves->n++;
	return 0;
}

/*
 * The slaves stay valid as long as the lock is held: before one can go, its port has to be
 * removed.
 */
static int mpr_slaves_get(struct net_device *master, struct mpr_slaves *slaves)
{
	struct netdev_nested_priv priv = { .data = slaves };

	memset(slaves, 0, sizeof(*slaves));
	slaves->master = master;
	for (;;) {
		slaves->n = 0;
		rcu_read_lock();
		netdev_walk_all_lower_dev_rcu(master, mpr_slave_collect, &priv);
		rcu_read_unlock();
		if (slaves->n <= slaves->max)
			return 0;
		kfree(slaves->dev);
		slaves->max = slaves->n + 4;
		slaves->dev = kcalloc(slaves->max, sizeof(*slaves->dev), MPR_GFP);
		if (!slaves->dev)
			return -ENOMEM;
	}
}

static bool mpr_slaves_have(const struct mpr_slaves *slaves, const struct net_device *dev)
{
	unsigned int i;

	for (i = 0; i < slaves->n; i++)
		if (slaves->dev[i] == dev)
			return true;
	return false;
}

static bool mpr_port_wanted(struct mpr_port *port, const struct mpr_slaves *slaves)
{
	struct mpr_iface *iface = port->iface;

	if (slaves->master)
		return !port->slot && mpr_slaves_have(slaves, port->dev);
	return port->slot == 1 || (port->slot && mpr_slot_find(&iface->slots, port->slot));
}

/**
 * mpr_ports_sync - make the ports of an interface match its slots or its slaves
 * @iface: interface
 */
void mpr_ports_sync(struct mpr_iface *iface)
{
	struct mpr_slaves slaves = {};
	struct mpr_port *port, *next;
	struct mpr_slot *slot;
	unsigned int i;
	int err = 0;

	if (iface->dev && mpr_link_is_master(iface->dev)) {
		err = mpr_slaves_get(iface->dev, &slaves);
		if (err)
			goto later;
	}
	list_for_each_entry_safe(port, next, &iface->ports, list)
		if (!mpr_port_wanted(port, &slaves))
			mpr_port_remove(port);
	if (slaves.master) {
		for (i = 0; i < slaves.n && !err; i++)
			if (!mpr_port_find(iface, 0, slaves.dev[i]))
				err = mpr_port_add(iface, 0, slaves.dev[i]);
	} else {
		if (!mpr_port_find(iface, 1, NULL))
			err = mpr_port_add(iface, 1, NULL);
		list_for_each_entry(slot, &iface->slots, list)
			if (!err && !mpr_port_find(iface, slot->index, NULL))
				err = mpr_port_add(iface, slot->index, NULL);
		list_for_each_entry(port, &iface->ports, list)
			if (port->slot == 1)
				port->dev = iface->dev;
	}
	kfree(slaves.dev);
	if (iface->conn)
		mpr_ports_attach(iface->conn);
	if (!err)
		return;
later:
	/* Some ports are missing. */
	mpr_resync_later(iface->mn);
}

/**
 * mpr_ports_remove - remove all ports of an interface
 * @iface: interface
 */
void mpr_ports_remove(struct mpr_iface *iface)
{
	struct mpr_port *port, *next;

	list_for_each_entry_safe(port, next, &iface->ports, list)
		mpr_port_remove(port);
}

/**
 * mpr_port_gone - the netdevice of a slave's port goes away
 * @port: port
 */
void mpr_port_gone(struct mpr_port *port)
{
	mpr_port_remove(port);
}

/**
 * mpr_ports_refresh - look at the conditions of an interface's ports again
 * @iface: interface
 */
void mpr_ports_refresh(struct mpr_iface *iface)
{
	struct mpr_port *port;

	list_for_each_entry(port, &iface->ports, list)
		mpr_port_update(port);
}

static bool mpr_port_carries(const struct mpr_port *port)
{
	if (!port->slot)
		return mpr_link_up(port->dev);
	return port->slot == 1;
}

/**
 * mpr_ports_attach - let a connection use the ports whose links are up
 * @conn: connection
 */
void mpr_ports_attach(struct mpr_conn *conn)
{
	struct mpr_port *port;

	list_for_each_entry(port, &conn->iface->ports, list)
		if (!port->conn && mpr_port_carries(port))
			mpr_port_join(port, conn);
}

/**
 * mpr_ports_detach - a connection ends: its ports go first
 * @conn: connection
 */
void mpr_ports_detach(struct mpr_conn *conn)
{
	struct mpr_port *port;

	list_for_each_entry(port, &conn->iface->ports, list)
		if (port->conn == conn)
			mpr_port_leave(port);
}

/**
 * mpr_port_link - the link of a slave may have changed
 * @port: its port
 */
void mpr_port_link(struct mpr_port *port)
{
	struct mpr_conn *conn = port->iface->conn;
	bool up = mpr_link_up(port->dev);

	if (up && conn && !port->conn)
		mpr_port_join(port, conn);
	else if (!up && port->conn)
		mpr_port_leave(port);
}
