// SPDX-License-Identifier: GPL-2.0-only
/*
 * The least that a module can do between a link's change and a process awake: two notifiers at
 * mpr's places in the chain, and a wait queue. /dev/mpr_floor is readable when "v0" has changed;
 * reading says whether it is up. The least that one can do that tells it by generic netlink: the
 * same notifiers, and a message of one attribute, for who joined the group that the parameter says.
 */
#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/poll.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include <net/genetlink.h>

#define FLOOR_A_UP 1

static const struct genl_multicast_group floor_groups[] = {
	{ .name = "changes" },
};

static struct genl_family floor_family __ro_after_init = {
	.name = "mpr_floor",
	.version = 1,
	.netnsok = true,
	.module = THIS_MODULE,
	.mcgrps = floor_groups,
	.n_mcgrps = ARRAY_SIZE(floor_groups),
};

static unsigned int floor_group;
module_param_named(group, floor_group, uint, 0444);
MODULE_PARM_DESC(group, "number of the group that is told");

static DECLARE_WAIT_QUEUE_HEAD(floor_wait);
/* Written by the notifiers, below RTNL. */
static bool floor_up = true;
/* What nobody has read yet: 1 up, 0 down, -1 nothing. */
static atomic_t floor_news = ATOMIC_INIT(-1);

static bool floor_is_up(const struct net_device *dev)
{
	return netif_running(dev) && netif_carrier_ok(dev);
}

static void floor_tell(struct net *net, bool up)
{
	struct sk_buff *skb;
	void *hdr;

	if (!genl_has_listeners(&floor_family, net, 0))
		return;
	skb = genlmsg_new(nla_total_size(sizeof(u8)), GFP_KERNEL);
	if (!skb)
		return;
	hdr = genlmsg_put(skb, 0, 0, &floor_family, 0, 0);
	if (!hdr || nla_put_u8(skb, FLOOR_A_UP, up)) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, hdr);
	genlmsg_multicast_netns(&floor_family, net, skb, 0, 0, GFP_KERNEL);
}

static int floor_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	const struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	bool up = floor_is_up(dev);

	if (strcmp(dev->name, "v0") || up == floor_up)
		return NOTIFY_DONE;
	floor_up = up;
	atomic_set(&floor_news, up);
	wake_up_interruptible(&floor_wait);
	floor_tell(dev_net(dev), up);
	return NOTIFY_DONE;
}

static int floor_event_first(struct notifier_block *nb, unsigned long event, void *ptr)
{
	const struct net_device *dev = netdev_notifier_info_to_dev(ptr);

	if (event != NETDEV_DOWN && (event != NETDEV_CHANGE || floor_is_up(dev)))
		return NOTIFY_DONE;
	return floor_event(nb, event, ptr);
}

static struct notifier_block floor_nb = {
	.notifier_call = floor_event,
};

static struct notifier_block floor_first_nb = {
	.notifier_call = floor_event_first,
	.priority = INT_MAX,
};

static ssize_t floor_read(struct file *file, char __user *to, size_t len, loff_t *pos)
{
	int news;
	char up;

	if (!len)
		return -EINVAL;
	news = atomic_xchg(&floor_news, -1);
	if (news < 0)
		return -EAGAIN;
	up = news;
	return copy_to_user(to, &up, sizeof(up)) ? -EFAULT : sizeof(up);
}

static __poll_t floor_poll(struct file *file, poll_table *wait)
{
	poll_wait(file, &floor_wait, wait);
	return atomic_read(&floor_news) >= 0 ? EPOLLIN | EPOLLRDNORM : 0;
}

static const struct file_operations floor_fops = {
	.owner = THIS_MODULE,
	.read = floor_read,
	.poll = floor_poll,
	.llseek = noop_llseek,
};

static struct miscdevice floor_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "mpr_floor",
	.fops = &floor_fops,
};

static int __init floor_init(void)
{
	int err = genl_register_family(&floor_family);

	if (err)
		return err;
	floor_group = floor_family.mcgrp_offset;
	err = misc_register(&floor_device);
	if (err)
		goto err_family;
	err = register_netdevice_notifier(&floor_nb);
	if (err)
		goto err_device;
	err = register_netdevice_notifier(&floor_first_nb);
	if (err)
		goto err_notifier;
	return 0;

err_notifier:
	unregister_netdevice_notifier(&floor_nb);
err_device:
	misc_deregister(&floor_device);
err_family:
	genl_unregister_family(&floor_family);
	return err;
}
module_init(floor_init);

static void __exit floor_exit(void)
{
	unregister_netdevice_notifier(&floor_first_nb);
	unregister_netdevice_notifier(&floor_nb);
	misc_deregister(&floor_device);
	genl_unregister_family(&floor_family);
}
module_exit(floor_exit);

MODULE_DESCRIPTION("What a benchmark of mpr compares with");
MODULE_LICENSE("GPL");
