// SPDX-License-Identifier: GPL-2.0-only
/* The netlink family, and what its operations have in common. */

#include <linux/module.h>
#include <net/sock.h>

#include "mpr_nl_gen.h"
#include "mpr_priv.h"

/* Larger than any object. */
#define MPR_DUMP_MAX 32768

static const struct genl_multicast_group mpr_nl_groups[] = {
	[MPR_NLGRP_CONNECTIONS] = MPR_MCGRP("connections"),
	[MPR_NLGRP_INTERFACES] = MPR_MCGRP("interfaces"),
	[MPR_NLGRP_PORTS] = MPR_MCGRP("ports"),
	[MPR_NLGRP_SERVICE] = MPR_MCGRP("service"),
	[MPR_NLGRP_DIALERS] = MPR_MCGRP("dialers"),
};

/*
 * The operations' policies, one for each, are in mpr_nl_gen.c. Operations run in parallel:
 * mpr_net.lock is all that they need.
 */
struct genl_family mpr_family __ro_after_init = {
	.name = MPR_FAMILY_NAME,
	.version = MPR_FAMILY_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = mpr_nl_ops,
	.n_ops = ARRAY_SIZE(mpr_nl_ops),
	.mcgrps = mpr_nl_groups,
	.n_mcgrps = ARRAY_SIZE(mpr_nl_groups),
};

/**
 * mpr_nl_init - make the family known
 *
 * Return: 0 or an error of generic netlink.
 */
int __init mpr_nl_init(void)
{
	return genl_register_family(&mpr_family);
}

/**
 * mpr_nl_exit - take the family back, wait for operations that run
 */
void mpr_nl_exit(void)
{
	genl_unregister_family(&mpr_family);
}

/**
 * mpr_nl_dups - refuse attributes that are given twice
 * @head: first attribute
 * @len: bytes of all
 * @multi: bit n: attribute n may be given more than once
 * @extack: receives the attribute
 *
 * Return: 0 or -EINVAL.
 */
int mpr_nl_dups(const struct nlattr *head, int len, u64 multi, struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	u64 seen = 0;
	int rem;

	nla_for_each_attr(attr, head, len, rem) {
		if (nla_type(attr) > 63 || multi & BIT_ULL(nla_type(attr)))
			continue;
		if (seen & BIT_ULL(nla_type(attr))) {
			NL_SET_ERR_MSG_ATTR(extack, attr, "attribute is given twice");
			return -EINVAL;
		}
		seen |= BIT_ULL(nla_type(attr));
	}
	return 0;
}

static int mpr_nl_check(const struct nlmsghdr *nlh, u64 multi, struct netlink_ext_ack *extack)
{
	const struct genlmsghdr *hdr = nlmsg_data(nlh);

	if (hdr->version != MPR_FAMILY_VERSION) {
		NL_SET_ERR_MSG(extack, "version of the family is not supported");
		return -EPROTONOSUPPORT;
	}
	return mpr_nl_dups(nlmsg_attrdata(nlh, GENL_HDRLEN), nlmsg_attrlen(nlh, GENL_HDRLEN),
			   multi, extack);
}

static struct mpr_net *mpr_nl_lock(struct net *net, struct netlink_ext_ack *extack)
{
	struct mpr_net *mn = mpr_net(net);

	mpr_lock(mn);
	if (!mn->closing)
		return mn;
	mpr_unlock(mn);
	NL_SET_ERR_MSG(extack, "service is stopping");
	return ERR_PTR(-ESRCH);
}

/**
 * mpr_nl_begin - begin an operation
 * @skb: the request's message
 * @info: the request
 * @multi: bit n: attribute n may be given more than once
 *
 * Return: the namespace, locked; or an error pointer.
 */
struct mpr_net *mpr_nl_begin(const struct sk_buff *skb, struct genl_info *info, u64 multi)
{
	int err = mpr_nl_check(info->nlhdr, multi, info->extack);
	struct mpr_net *mn;

	if (err)
		return ERR_PTR(err);
	mn = mpr_nl_lock(genl_info_net(info), info->extack);
	if (IS_ERR(mn))
		return mn;
	if (!mn->payer)
		mpr_payer_set(mn);
	mpr_client_speaks(mn, info->snd_portid, NETLINK_CB(skb).sk);
	return mn;
}

/**
 * mpr_nl_dump_begin - begin, or go on with, a dump
 * @cb: dump
 *
 * Return: the namespace, locked; or an error pointer.
 */
struct mpr_net *mpr_nl_dump_begin(struct netlink_callback *cb)
{
	struct mpr_net *mn;
	int err;

	err = mpr_nl_check(cb->nlh, 0, cb->extack);
	if (err)
		return ERR_PTR(err);
	mn = mpr_nl_lock(sock_net(cb->skb->sk), cb->extack);
	if (!IS_ERR(mn))
		cb->seq = mn->gen << 1 | 1;
	return mn;
}

/**
 * mpr_nl_dump_grow - make room in a message of a dump that one object alone does not fit
 * @skb: empty message
 *
 * netlink makes messages as large as the buffers that it saw, and the first one of a socket
 * smaller than an interface may be.
 *
 * Return: 0; -EMSGSIZE the message is not empty; -ENOMEM.
 */
int mpr_nl_dump_grow(struct sk_buff *skb)
{
	if (skb->len)
		return -EMSGSIZE;
	return pskb_expand_head(skb, 0, MPR_DUMP_MAX, GFP_KERNEL);
}

/**
 * mpr_nl_dump_attr - an attribute of a dump request
 * @cb: dump
 * @type: attribute
 *
 * Return: the attribute, validated, or NULL.
 */
struct nlattr *mpr_nl_dump_attr(const struct netlink_callback *cb, int type)
{
	return nlmsg_find_attr(cb->nlh, GENL_HDRLEN, type);
}

/**
 * mpr_nl_end - end an operation
 * @mn: what mpr_nl_begin() returned
 * @extack: of the request
 * @err: what became of it
 *
 * Return: @err.
 */
int mpr_nl_end(struct mpr_net *mn, struct netlink_ext_ack *extack, int err)
{
	mpr_unlock(mn);
	return err == -ENOMEM ? mpr_nl_nomem(extack) : err;
}

/**
 * mpr_nl_nomem - refuse a request for want of memory
 * @extack: of the request
 *
 * Return: -ENOMEM.
 */
int mpr_nl_nomem(struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack, "out of memory");
	return -ENOMEM;
}

/**
 * mpr_nl_text - check that a string is valid UTF-8
 * @attr: attribute
 * @extack: receives the attribute
 *
 * Return: characters, or -EILSEQ.
 */
int mpr_nl_text(const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	int chars = mpr_utf8_chars(nla_data(attr), strnlen(nla_data(attr), nla_len(attr)));

	if (chars < 0)
		NL_SET_ERR_MSG_ATTR(extack, attr, "string is not valid UTF-8");
	return chars;
}

/**
 * mpr_nl_name - check the name of an interface to be
 * @attr: attribute
 * @extack: receives the attribute
 *
 * Return: 0; -EINVAL empty; -ENAMETOOLONG; -EILSEQ not UTF-8; -EBADMSG a slash or control
 * character.
 */
int mpr_nl_name(const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	int chars = mpr_nl_text(attr, extack);

	if (chars < 0)
		return chars;
	if (!chars) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "name is empty");
		return -EINVAL;
	}
	if (chars > MPR_NAME_CHARS_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "name is longer than 256 characters");
		return -ENAMETOOLONG;
	}
	if (mpr_utf8_odd(nla_data(attr))) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "name has a slash or a control character");
		return -EBADMSG;
	}
	return 0;
}

/**
 * mpr_nl_reply - begin the reply to a request
 * @info: the request
 * @size: bytes of attributes
 * @cmd: command
 * @hdr: receives the header for mpr_nl_send()
 *
 * Return: the message or NULL.
 */
struct sk_buff *mpr_nl_reply(struct genl_info *info, size_t size, u8 cmd, void **hdr)
{
	struct sk_buff *skb = genlmsg_new(size, GFP_KERNEL);

	if (!skb)
		return NULL;
	*hdr = genlmsg_put_reply(skb, info, &mpr_family, 0, cmd);
	if (*hdr)
		return skb;
	nlmsg_free(skb);
	return NULL;
}

/**
 * mpr_nl_send - send the reply to a request
 * @skb: message
 * @hdr: its header
 * @info: the request
 *
 * Return: 0 or an error of netlink.
 */
int mpr_nl_send(struct sk_buff *skb, void *hdr, struct genl_info *info)
{
	genlmsg_end(skb, hdr);
	return genlmsg_reply(skb, info);
}

/**
 * mpr_nl_listeners - does anybody listen to a group
 * @mn: namespace
 * @group: MPR_NLGRP_*
 *
 * Return: whether somebody does.
 */
bool mpr_nl_listeners(struct mpr_net *mn, unsigned int group)
{
	/* Devices make events before the family is there; its groups begin at 0 then. */
	return READ_ONCE(mpr_family.mcgrp_offset) &&
	       genl_has_listeners(&mpr_family, mn->net, group);
}

/**
 * mpr_nl_connect_done_new - a message for mpr_nl_connect_done(), while it can still be refused
 *
 * Return: the message or NULL.
 */
struct sk_buff *mpr_nl_connect_done_new(void)
{
	return genlmsg_new(4 * nla_total_size(sizeof(u32)), GFP_KERNEL);
}

/**
 * mpr_nl_connect_done - tell a socket that an attempt is over
 * @iface: interface
 * @skb: what mpr_nl_connect_done_new() returned; consumed
 * @portid: the socket
 * @attempt: number of the attempt
 * @status: code
 */
void mpr_nl_connect_done(struct mpr_iface *iface, struct sk_buff *skb, u32 portid, u32 attempt,
			 u32 status)
{
	void *hdr;

	hdr = genlmsg_put(skb, portid, 0, &mpr_family, 0, MPR_CMD_CONNECT_DONE);
	if (!hdr || nla_put_u32(skb, MPR_A_INTERFACE_ID, iface->obj.id) ||
	    nla_put_u32(skb, MPR_A_INTERFACE_ATTEMPT_ID, attempt) ||
	    nla_put_u32(skb, MPR_A_INTERFACE_STATUS, status) ||
	    nla_put_u32(skb, MPR_A_INTERFACE_STATE, mpr_state(iface))) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, hdr);
	genlmsg_unicast(iface->mn->net, skb, portid);
}

/**
 * mpr_nl_doorbell_new - a message for mpr_nl_doorbell()
 *
 * Return: the message or NULL.
 */
struct sk_buff *mpr_nl_doorbell_new(void)
{
	return genlmsg_new(2 * nla_total_size(sizeof(u32)) + nla_total_size(MPR_KIND_MAX + 1),
			   GFP_KERNEL);
}

/**
 * mpr_nl_doorbell - tell dialers that there is something to do
 * @req: what
 * @type: whether to dial or to stop
 * @portid: the socket to tell, with the message in @req; 0 for the whole group
 *
 * A doorbell that is lost loses nothing: requests are pulled, and a group that was not told of one
 * is told so.
 */
void mpr_nl_doorbell(struct mpr_request *req, enum mpr_dial_type type, u32 portid)
{
	struct net *net = req->mn->net;
	struct sk_buff *skb;
	void *hdr;

	if (!portid && !mpr_nl_listeners(req->mn, MPR_NLGRP_DIALERS))
		return;
	skb = portid ? req->bell : mpr_nl_doorbell_new();
	if (portid)
		req->bell = NULL;
	if (!skb) {
		genl_set_err(&mpr_family, net, 0, MPR_NLGRP_DIALERS, -ENOBUFS);
		return;
	}
	hdr = genlmsg_put(skb, portid, 0, &mpr_family, 0, MPR_CMD_DIAL_READY);
	if (!hdr || nla_put_u32(skb, MPR_A_DIAL_ID, req->obj.id) ||
	    nla_put_u32(skb, MPR_A_DIAL_REQUEST, type) ||
	    nla_put_string(skb, MPR_A_DIAL_KIND, req->kind)) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, hdr);
	if (portid)
		genlmsg_unicast(net, skb, portid);
	else
		mpr_multicast(&mpr_family, net, skb, MPR_NLGRP_DIALERS);
}
