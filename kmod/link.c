// SPDX-License-Identifier: GPL-2.0-only
/*
 * Watching links: turns netdevice and address events into what interfaces need to know. Runs
 * under RTNL, and with some drivers under the device's own lock: reads, and changes no
 * netdevice.
 */

#include <linux/compiler.h>
#include <linux/if_arp.h>
#include <linux/inetdevice.h>
#include <linux/string.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/rtnetlink.h>

#include "mpr_priv.h"

/**
 * mpr_link_up - is the link of a netdevice up
 * @dev: netdevice
 *
 * Return: running, carrier on and operational state up or unknown (RFC 2863).
 */
bool mpr_link_up(const struct net_device *dev)
{
	return netif_running(dev) && netif_carrier_ok(dev) && netif_oper_up(dev);
}

/**
 * mpr_link_is_master - is a netdevice one that bundles links
 * @dev: netdevice
 *
 * Return: whether it is a bond or a team.
 */
bool mpr_link_is_master(const struct net_device *dev)
{
	return netif_is_bond_master(dev) || netif_is_team_master(dev);
}

/**
 * mpr_link_name - copy the name of a netdevice
 * @dev: netdevice
 * @name: IFNAMSIZ bytes, zero behind its end
 *
 * Without RTNL a rename may happen meanwhile. The copy is a string in any case, and right as soon
 * as NETDEV_CHANGENAME gets the lock.
 *
 * Return: bytes without the NUL.
 */
unsigned int mpr_link_name(const struct net_device *dev, char *name)
{
	/* A rename writes the name in place: above is why that may be seen half done. */
	data_race(strscpy_pad(name, dev->name, IFNAMSIZ));
	return strlen(name);
}

/* The devices that the tunnel modules make in every namespace are nobody's WAN. */
static bool mpr_link_is_fallback(const struct net_device *dev)
{
	static const char * const names[] = {
		"tunl0", "sit0", "gre0", "ip6tnl0", "ip6gre0", "ip_vti0", "ip6_vti0", "erspan0",
	};
	char name[IFNAMSIZ];
	unsigned int i;

	mpr_link_name(dev, name);
	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/**
 * mpr_link_is_wan - is a netdevice a WAN device
 * @dev: netdevice
 * @type: receives the type of interface that it makes
 *
 * Return: whether it becomes an interface by itself.
 */
bool mpr_link_is_wan(const struct net_device *dev, u32 *type)
{
	switch (dev->type) {
	case ARPHRD_PPP:
		*type = MPR_IF_TYPE_CLIENT;
		return true;
	case ARPHRD_TUNNEL:
	case ARPHRD_TUNNEL6:
	case ARPHRD_SIT:
	case ARPHRD_IPGRE:
	case ARPHRD_IP6GRE:
		*type = MPR_IF_TYPE_TUNNEL1;
		return dev->rtnl_link_ops && !mpr_link_is_fallback(dev);
	case ARPHRD_HDLC:
	case ARPHRD_RAWHDLC:
	case ARPHRD_FRAD:
	case ARPHRD_DLCI:
		*type = MPR_IF_TYPE_DEDICATED;
		return true;
	case ARPHRD_RAWIP:
		*type = MPR_IF_TYPE_HOME_ROUTER;
		return true;
	case ARPHRD_NONE:
		*type = MPR_IF_TYPE_FULL_ROUTER;
		return dev->rtnl_link_ops;
	}
	return false;
}

static void mpr_link_changed(struct mpr_net *mn, const struct net_device *dev)
{
	struct mpr_port *port = xa_load(&mn->links, dev->ifindex);
	struct mpr_iface *iface = xa_load(&mn->devs, dev->ifindex);

	if (port)
		mpr_port_link(port);
	if (iface)
		mpr_state_link(iface);
}

static void mpr_link_upper(struct mpr_net *mn, const struct netdev_notifier_changeupper_info *info)
{
	struct mpr_iface *iface;

	if (!info->master || !mpr_link_is_master(info->upper_dev))
		return;
	iface = xa_load(&mn->devs, info->upper_dev->ifindex);
	if (iface)
		mpr_ports_sync(iface);
}

/* Most netdevices are nobody's: look without the lock whether it is worth taking. */
static bool mpr_link_is_ours(struct mpr_net *mn, unsigned long event,
			     const struct net_device *dev, void *ptr)
{
	const struct netdev_notifier_changeupper_info *info = ptr;

	/* The change that is told, before who is bound: pairs with mpr_bind_attach(). */
	smp_mb();
	switch (event) {
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
		return xa_load(&mn->devs, dev->ifindex) || xa_load(&mn->links, dev->ifindex);
	case NETDEV_CHANGEUPPER:
		return xa_load(&mn->devs, info->upper_dev->ifindex);
	case NETDEV_REGISTER:
	case NETDEV_UNREGISTER:
	case NETDEV_CHANGENAME:
	case NETDEV_UP:
		return true;
	}
	return false;
}

static void mpr_link_dispatch(struct mpr_net *mn, unsigned long event, struct net_device *dev,
			      void *ptr)
{
	switch (event) {
	case NETDEV_REGISTER:
		mpr_bind_dev(mn, dev);
		break;
	case NETDEV_UNREGISTER:
		mpr_bind_dev_gone(mn, dev);
		break;
	case NETDEV_CHANGENAME:
		mpr_bind_dev_renamed(mn, dev);
		break;
	case NETDEV_CHANGEUPPER:
		mpr_link_upper(mn, ptr);
		break;
	case NETDEV_UP:
		/* We are not told that it has come when a notifier before ours has no memory. */
		if (!xa_load(&mn->devs, dev->ifindex))
			mpr_bind_dev(mn, dev);
		fallthrough;
	default:
		mpr_link_changed(mn, dev);
	}
}

static int mpr_link_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct mpr_net *mn = mpr_net(dev_net(dev));

	if (!mpr_link_is_ours(mn, event, dev, ptr))
		return NOTIFY_DONE;
	mpr_lock(mn);
	if (!mn->closing)
		mpr_link_dispatch(mn, event, dev, ptr);
	mpr_unlock(mn);
	return NOTIFY_DONE;
}

static struct notifier_block mpr_link_nb = {
	.notifier_call = mpr_link_event,
};

/*
 * The end of a link is told before anybody has taken its routes and addresses away, which takes
 * longer than all that we do; its beginning, after they are there. The other notifier looks again,
 * and finds nothing new but a carrier that has come back meanwhile.
 */
static int mpr_link_event_first(struct notifier_block *nb, unsigned long event, void *ptr)
{
	const struct net_device *dev = netdev_notifier_info_to_dev(ptr);

	if (event != NETDEV_DOWN && (event != NETDEV_CHANGE || mpr_link_up(dev)))
		return NOTIFY_DONE;
	return mpr_link_event(nb, event, ptr);
}

static struct notifier_block mpr_link_first_nb = {
	.notifier_call = mpr_link_event_first,
	.priority = INT_MAX,
};

/* IPv6 calls this in atomic context: leave a mark, the rest is for the work item. */
static void mpr_link_addr(const struct net_device *dev)
{
	struct mpr_net *mn = mpr_net(dev_net(dev));
	bool ours;

	xa_lock_bh(&mn->devs);
	ours = xa_get_mark(&mn->devs, dev->ifindex, XA_MARK_2);
	if (ours)
		__xa_set_mark(&mn->devs, dev->ifindex, XA_MARK_1);
	xa_unlock_bh(&mn->devs);
	if (ours)
		queue_work(mpr_wq, &mn->addr_work);
}

static int mpr_link_inet(struct notifier_block *nb, unsigned long event, void *ptr)
{
	const struct in_ifaddr *ifa = ptr;

	mpr_link_addr(ifa->ifa_dev->dev);
	return NOTIFY_DONE;
}

static int mpr_link_inet6(struct notifier_block *nb, unsigned long event, void *ptr)
{
	const struct inet6_ifaddr *ifp = ptr;

	mpr_link_addr(ifp->idev->dev);
	return NOTIFY_DONE;
}

static struct notifier_block mpr_link_inet_nb = {
	.notifier_call = mpr_link_inet,
};

static struct notifier_block mpr_link_inet6_nb = {
	.notifier_call = mpr_link_inet6,
};

/**
 * mpr_link_init - begin to watch; netdevices that exist are reported as if they had just come
 *
 * Return: 0 or an error of the notifier chains.
 */
int mpr_link_init(void)
{
	int err;

	err = register_inetaddr_notifier(&mpr_link_inet_nb);
	if (err)
		return err;
	err = register_inet6addr_notifier(&mpr_link_inet6_nb);
	if (err)
		goto inet;
	err = register_netdevice_notifier(&mpr_link_nb);
	if (err)
		goto inet6;
	err = register_netdevice_notifier(&mpr_link_first_nb);
	if (err)
		goto late;
	return 0;
late:
	unregister_netdevice_notifier(&mpr_link_nb);
inet6:
	unregister_inet6addr_notifier(&mpr_link_inet6_nb);
inet:
	unregister_inetaddr_notifier(&mpr_link_inet_nb);
	return err;
}

/**
 * mpr_link_exit - the opposite of mpr_link_init()
 */
void mpr_link_exit(void)
{
	unregister_netdevice_notifier(&mpr_link_first_nb);
	unregister_netdevice_notifier(&mpr_link_nb);
	unregister_inet6addr_notifier(&mpr_link_inet6_nb);
	unregister_inetaddr_notifier(&mpr_link_inet_nb);
}
