/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every difference between kernel versions 5.10 and 7.2, and nothing else. What is a macro in
 * the kernel is tested for by name; what is not is found by a compile probe (compat/).
 */
#ifndef MPR_COMPAT_H
#define MPR_COMPAT_H

#include <linux/capability.h>
#include <net/genetlink.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "mpr-probes.h"

/* 6.7 and stable trees; before that a group takes the flag of operations. */
#ifndef GENL_MCAST_CAP_NET_ADMIN
#define GENL_MCAST_CAP_NET_ADMIN GENL_UNS_ADMIN_PERM
#endif

#ifdef MPR_HAVE_GENL_MCGRP_FLAGS

#define MPR_MCGRP(group_name) { .name = group_name, .flags = GENL_MCAST_CAP_NET_ADMIN }

/**
 * mpr_multicast() - send to those of a group who may listen
 * @family: the family
 * @net: namespace
 * @skb: the message, consumed
 * @group: index of the group
 *
 * Return: 0; -ESRCH when nobody listens; another error.
 */
static inline int mpr_multicast(const struct genl_family *family, struct net *net,
				struct sk_buff *skb, unsigned int group)
{
	return genlmsg_multicast_netns(family, net, skb, 0, group, GFP_KERNEL);
}

#else

/* Where everybody can join a group, only those who should have joined receive something. */
#define MPR_MCGRP(group_name) { .name = group_name }

/**
 * mpr_may_not_listen() - filter of mpr_multicast()
 * @sk: a socket that joined the group
 * @skb: the message
 * @data: namespace
 *
 * Return: 1 when it is not to get the message.
 */
static inline int mpr_may_not_listen(struct sock *sk, struct sk_buff *skb, void *data)
{
	struct net *net = data;
	bool may = false;

	/* Not sk_ns_capable(), which asks for the sender's capability too. */
	read_lock_bh(&sk->sk_callback_lock);
	if (sk->sk_socket && sk->sk_socket->file)
		may = file_ns_capable(sk->sk_socket->file, net->user_ns, CAP_NET_ADMIN);
	read_unlock_bh(&sk->sk_callback_lock);
	return !may;
}

static inline int mpr_multicast(const struct genl_family *family, struct net *net,
				struct sk_buff *skb, unsigned int group)
{
	return netlink_broadcast_filtered(net->genl_sock, skb, 0, family->mcgrp_offset + group,
					  GFP_KERNEL, mpr_may_not_listen, net);
}

#endif

/* 6.1; before that the kernel has no way but words to say which one it is. */
#ifndef GENL_REQ_ATTR_CHECK
#define GENL_REQ_ATTR_CHECK(info, attr) ({				\
	struct genl_info *__info = (info);				\
	bool __missing = !__info->attrs[(attr)];			\
									\
	if (__missing)							\
		NL_SET_ERR_MSG(__info->extack, "missing " #attr);	\
	__missing;							\
})
#endif

#endif /* MPR_COMPAT_H */
