// SPDX-License-Identifier: GPL-2.0-only
/* Operations on interfaces. */

#include "mpr_nl_gen.h"
#include "mpr_priv.h"

#define MPR_IFACE_MULTI (BIT_ULL(MPR_A_INTERFACE_DEVICE) | BIT_ULL(MPR_A_INTERFACE_HOURS))

static struct mpr_iface *mpr_nl_iface(struct mpr_net *mn, struct genl_info *info)
{
	struct mpr_iface *iface;

	if (GENL_REQ_ATTR_CHECK(info, MPR_A_INTERFACE_ID))
		return ERR_PTR(-EINVAL);
	iface = mpr_iface_by_id(mn, nla_get_u32(info->attrs[MPR_A_INTERFACE_ID]));
	if (iface)
		return iface;
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[MPR_A_INTERFACE_ID], "no such interface");
	return ERR_PTR(-ENOENT);
}

static struct mpr_iface *mpr_nl_configured(struct mpr_net *mn, struct genl_info *info)
{
	struct mpr_iface *iface = mpr_nl_iface(mn, info);

	if (IS_ERR(iface) || iface->origin == MPR_ORIGIN_CONFIGURED)
		return iface;
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[MPR_A_INTERFACE_ID],
			    "interface is discovered: it follows its netdevice");
	return ERR_PTR(-EOPNOTSUPP);
}

static struct mpr_iface *mpr_nl_iface_named(struct mpr_net *mn, struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[MPR_A_INTERFACE_NAME];
	struct mpr_iface *iface = mpr_iface_by_name(mn, nla_data(attr));

	if (iface && info->attrs[MPR_A_INTERFACE_NO_CLIENTS] &&
	    iface->type == MPR_IF_TYPE_CLIENT)
		iface = NULL;
	if (iface)
		return iface;
	NL_SET_ERR_MSG_ATTR(info->extack, attr, "no interface of this name");
	return ERR_PTR(-ENOENT);
}

static int mpr_nl_iface_send(struct sk_buff *skb, void *hdr, struct genl_info *info,
			     const struct mpr_iface *iface)
{
	if (mpr_fill_iface(skb, iface)) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	return mpr_nl_send(skb, hdr, info);
}

static int mpr_nl_iface_reply(struct genl_info *info, const struct mpr_iface *iface)
{
	struct sk_buff *skb;
	void *hdr;

	skb = mpr_nl_reply(info, mpr_fill_iface_size(iface), info->genlhdr->cmd, &hdr);
	return skb ? mpr_nl_iface_send(skb, hdr, info, iface) : -ENOMEM;
}

/* The reply for an interface as it will be: a change is not made that could not be confirmed. */
static struct sk_buff *mpr_nl_change_reply(struct genl_info *info, const char *name,
					   const struct mpr_iface *iface,
					   const struct mpr_change *change, void **hdr)
{
	const struct mpr_hours *hours = iface ? iface->hours : NULL;
	const struct list_head *slots = &change->slots;

	if (iface && !change->slots_given)
		slots = &iface->slots;
	if (change->hours_given)
		hours = change->hours;
	return mpr_nl_reply(info, mpr_fill_iface_room(name, slots, hours), info->genlhdr->cmd,
			    hdr);
}

int mpr_nl_interface_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mpr_net *mn = mpr_nl_begin(skb, info, 0);
	struct mpr_iface *iface;
	int err;

	if (IS_ERR(mn))
		return PTR_ERR(mn);
	if (info->attrs[MPR_A_INTERFACE_NAME] && !info->attrs[MPR_A_INTERFACE_ID])
		iface = mpr_nl_iface_named(mn, info);
	else
		iface = mpr_nl_iface(mn, info);
	err = IS_ERR(iface) ? PTR_ERR(iface) : mpr_nl_iface_reply(info, iface);
	return mpr_nl_end(mn, info->extack, err);
}

/* May an interface of this name and type be made? */
static int mpr_nl_new_check(struct mpr_net *mn, struct genl_info *info, u32 type)
{
	const struct nlattr *name = info->attrs[MPR_A_INTERFACE_NAME];
	const struct mpr_iface *old;

	if (mpr_type_dials(type) && mn->lan_only) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[MPR_A_INTERFACE_TYPE],
				    "service is LAN-only");
		return -ESRCH;
	}
	if (!mpr_type_dials(type) && type != MPR_IF_TYPE_DEDICATED) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[MPR_A_INTERFACE_TYPE],
				    "interfaces of this type cannot be created");
		return -EINVAL;
	}
	old = mpr_iface_by_name(mn, nla_data(name));
	if (old && old->origin == MPR_ORIGIN_CONFIGURED) {
		NL_SET_ERR_MSG_ATTR(info->extack, name, "an interface of this name exists");
		return -EEXIST;
	}
	if (mn->n_configured >= mn->max_ifaces) {
		NL_SET_ERR_MSG(info->extack, "too many interfaces");
		return -ENOSPC;
	}
	return 0;
}

static int mpr_nl_dedicated_check(struct genl_info *info, u32 type,
				  const struct mpr_change *change)
{
	if (type != MPR_IF_TYPE_DEDICATED || change->set.enabled)
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[MPR_A_INTERFACE_ENABLED],
			    "dedicated interfaces cannot be disabled");
	return -EINVAL;
}

static int mpr_nl_new(struct mpr_net *mn, struct genl_info *info, struct mpr_change *change)
{
	const struct nlattr *name = info->attrs[MPR_A_INTERFACE_NAME];
	u32 type = nla_get_u32(info->attrs[MPR_A_INTERFACE_TYPE]);
	struct mpr_iface *iface;
	struct sk_buff *skb;
	void *hdr;
	int err;

	err = mpr_nl_new_check(mn, info, type);
	if (!err)
		err = mpr_change_parse(info, NULL, change);
	if (!err)
		err = mpr_nl_dedicated_check(info, type, change);
	if (err)
		return err;
	skb = mpr_nl_change_reply(info, nla_data(name), NULL, change, &hdr);
	if (!skb)
		return -ENOMEM;
	err = mpr_iface_add(mn, nla_data(name), type, MPR_ORIGIN_CONFIGURED, change, &iface);
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	return mpr_nl_iface_send(skb, hdr, info, iface);
}

int mpr_nl_interface_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mpr_change change = { .slots = LIST_HEAD_INIT(change.slots) };
	struct mpr_net *mn;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, MPR_A_INTERFACE_NAME) ||
	    GENL_REQ_ATTR_CHECK(info, MPR_A_INTERFACE_TYPE))
		return -EINVAL;
	err = mpr_nl_name(info->attrs[MPR_A_INTERFACE_NAME], info->extack);
	if (err)
		return err;
	mn = mpr_nl_begin(skb, info, MPR_IFACE_MULTI);
	if (IS_ERR(mn))
		return PTR_ERR(mn);
	err = mpr_nl_new(mn, info, &change);
	mpr_change_free(&change);
	return mpr_nl_end(mn, info->extack, err);
}

static int mpr_nl_set(struct genl_info *info, struct mpr_iface *iface, struct mpr_change *change)
{
	struct sk_buff *skb;
	void *hdr;
	int err;

	err = mpr_change_parse(info, iface, change);
	if (!err)
		err = mpr_nl_dedicated_check(info, iface->type, change);
	if (err)
		return err;
	skb = mpr_nl_change_reply(info, iface->name, iface, change, &hdr);
	if (!skb)
		return -ENOMEM;
	mpr_iface_commit(iface, change);
	return mpr_nl_iface_send(skb, hdr, info, iface);
}

int mpr_nl_interface_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mpr_change change = { .slots = LIST_HEAD_INIT(change.slots) };
	struct mpr_net *mn = mpr_nl_begin(skb, info, MPR_IFACE_MULTI);
	struct mpr_iface *iface;
	int err;

	if (IS_ERR(mn))
		return PTR_ERR(mn);
	iface = mpr_nl_configured(mn, info);
	err = IS_ERR(iface) ? PTR_ERR(iface) : mpr_nl_set(info, iface, &change);
	mpr_change_free(&change);
	return mpr_nl_end(mn, info->extack, err);
}

int mpr_nl_interface_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mpr_net *mn = mpr_nl_begin(skb, info, 0);
	struct mpr_iface *iface;
	int err;

	if (IS_ERR(mn))
		return PTR_ERR(mn);
	iface = mpr_nl_configured(mn, info);
	err = PTR_ERR_OR_ZERO(iface);
	if (!err && iface->phase == MPR_CONNECTED && mpr_type_dials(iface->type)) {
		NL_SET_ERR_MSG(info->extack, "interface is connected: disconnect it first");
		err = -EISCONN;
	}
	if (!err)
		mpr_iface_remove(iface, MPR_END_CAUSE_ADMIN, MPR_CODE_INTERFACE_DISCONNECTED);
	return mpr_nl_end(mn, info->extack, err);
}

static int mpr_nl_connect_send(struct sk_buff *skb, void *hdr, struct genl_info *info,
			       const struct mpr_iface *iface)
{
	u32 status = iface->attempt ? MPR_CODE_PENDING : MPR_CODE_OK;

	if (nla_put_u32(skb, MPR_A_INTERFACE_ID, iface->obj.id) ||
	    (iface->attempt &&
	     nla_put_u32(skb, MPR_A_INTERFACE_ATTEMPT_ID, iface->attempt->obj.id)) ||
	    nla_put_u32(skb, MPR_A_INTERFACE_STATUS, status) ||
	    nla_put_u32(skb, MPR_A_INTERFACE_STATE, mpr_state(iface))) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	return mpr_nl_send(skb, hdr, info);
}

static int mpr_nl_connect(struct mpr_iface *iface, struct genl_info *info)
{
	struct mpr_waiter *waiter = NULL;
	struct sk_buff *skb;
	int err = -ENOMEM;
	void *hdr;

	skb = mpr_nl_reply(info, 4 * nla_total_size(sizeof(u32)), MPR_CMD_INTERFACE_CONNECT, &hdr);
	if (!skb)
		return -ENOMEM;
	if (info->attrs[MPR_A_INTERFACE_NOTIFY]) {
		waiter = mpr_waiter_new(iface->mn, info->snd_portid);
		if (!waiter)
			goto free;
	}
	err = mpr_state_connect(iface, info->extack);
	if (err)
		goto free;
	if (iface->attempt && waiter)
		mpr_dial_wait(iface, waiter);
	else
		mpr_waiter_free(waiter);
	return mpr_nl_connect_send(skb, hdr, info, iface);
free:
	mpr_waiter_free(waiter);
	nlmsg_free(skb);
	return err;
}

static bool mpr_nl_lan_only(const struct mpr_net *mn, struct genl_info *info)
{
	if (mn->lan_only)
		NL_SET_ERR_MSG(info->extack, "service is LAN-only");
	return mn->lan_only;
}

/* Connect and disconnect: a device that only has to come up or go down waits for no worker. */
static int mpr_nl_dial(struct sk_buff *skb, struct genl_info *info,
		       int (*dial)(struct mpr_iface *iface, struct genl_info *info))
{
	struct mpr_net *mn = mpr_nl_begin(skb, info, 0);
	struct mpr_iface *iface;
	int err = -ESRCH;

	if (IS_ERR(mn))
		return PTR_ERR(mn);
	if (!mpr_nl_lan_only(mn, info)) {
		iface = mpr_nl_iface(mn, info);
		mn->link_here = true;
		err = IS_ERR(iface) ? PTR_ERR(iface) : dial(iface, info);
		mn->link_here = false;
	}
	err = mpr_nl_end(mn, info->extack, err);
	mpr_link_run(mn);
	return err;
}

int mpr_nl_interface_connect_doit(struct sk_buff *skb, struct genl_info *info)
{
	return mpr_nl_dial(skb, info, mpr_nl_connect);
}

static int mpr_nl_disconnect(struct mpr_iface *iface, struct genl_info *info)
{
	return mpr_state_disconnect(iface, info->extack);
}

int mpr_nl_interface_disconnect_doit(struct sk_buff *skb, struct genl_info *info)
{
	return mpr_nl_dial(skb, info, mpr_nl_disconnect);
}
