// SPDX-License-Identifier: GPL-2.0-only
/* Operations of dialers. */

#include <linux/slab.h>

#include "mpr_nl_gen.h"
#include "mpr_priv.h"

#define MPR_KINDS_MAX 32
#define MPR_DIAL_MULTI BIT_ULL(MPR_A_DIAL_KIND)

static int mpr_nl_kind(const struct nlattr *attr, char *kind, struct netlink_ext_ack *extack)
{
	size_t len = strnlen(nla_data(attr), nla_len(attr));
	int err = mpr_nl_text(attr, extack);

	if (err < 0)
		return err;
	if (!len || len > MPR_KIND_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "dialer kind is empty or too long");
		return -EINVAL;
	}
	memcpy(kind, nla_data(attr), len);
	kind[len] = '\0';
	if (!mpr_kind_is_kernel(kind))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr, "kind \"kernel\" is dialled by the kernel");
	return -EINVAL;
}

int mpr_nl_dialer_register_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *attr;
	struct mpr_net *mn;
	struct mpr_kind *kinds;
	unsigned int n = 0;
	int rem, err = 0;

	kinds = kcalloc(MPR_KINDS_MAX, sizeof(*kinds), MPR_GFP);
	if (!kinds)
		return mpr_nl_nomem(info->extack);
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != MPR_A_DIAL_KIND)
			continue;
		if (n == MPR_KINDS_MAX) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr, "too many kinds");
			err = -EINVAL;
			goto free;
		}
		err = mpr_nl_kind(attr, kinds[n++].name, info->extack);
		if (err)
			goto free;
	}
	mn = mpr_nl_begin(skb, info, MPR_DIAL_MULTI);
	err = PTR_ERR_OR_ZERO(mn);
	if (err)
		goto free;
	err = mpr_client_register(mn, info->snd_portid, kinds, n);
	if (!err)
		kinds = NULL;
	err = mpr_nl_end(mn, info->extack, err);
free:
	kfree(kinds);
	return err;
}

static struct mpr_request *mpr_nl_find_pending(struct mpr_net *mn, struct genl_info *info)
{
	struct mpr_request *req = NULL;
	char kind[MPR_KIND_MAX + 1];
	const struct nlattr *attr;
	int rem, err;

	if (info->attrs[MPR_A_DIAL_ID]) {
		req = mpr_request_by_id(mn, nla_get_u32(info->attrs[MPR_A_DIAL_ID]));
	} else {
		nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
			if (nla_type(attr) != MPR_A_DIAL_KIND || req)
				continue;
			err = mpr_nl_kind(attr, kind, info->extack);
			if (err)
				return ERR_PTR(err);
			req = mpr_dial_pending(mn, kind, info->snd_portid);
		}
	}
	if (req && req->state == MPR_REQ_RUNG)
		return req;
	NL_SET_ERR_MSG(info->extack, "nothing to accept");
	return ERR_PTR(-ENOENT);
}

static int mpr_fill_request(struct sk_buff *skb, const struct mpr_request *req)
{
	struct nlattr *nest;

	if (nla_put_u32(skb, MPR_A_DIAL_ID, req->obj.id) ||
	    nla_put_u32(skb, MPR_A_DIAL_REQUEST, req->type) ||
	    nla_put_string(skb, MPR_A_DIAL_KIND, req->kind) ||
	    nla_put_u32(skb, MPR_A_DIAL_TIMEOUT, mpr_timer_left(&req->timer)) ||
	    nla_put_u32(skb, MPR_A_DIAL_TRY, req->try) ||
	    (req->conn_id && nla_put_u32(skb, MPR_A_DIAL_CONNECTION_ID, req->conn_id)))
		return -EMSGSIZE;
	nest = nla_nest_start(skb, MPR_A_DIAL_INTERFACE);
	if (!nest)
		return -EMSGSIZE;
	if (req->snap) {
		if (skb_tailroom(skb) < req->snap_len)
			return -EMSGSIZE;
		skb_put_data(skb, req->snap, req->snap_len);
	} else if (mpr_fill_iface(skb, req->iface)) {
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int mpr_nl_accept(struct mpr_net *mn, struct genl_info *info)
{
	struct mpr_request *req = mpr_nl_find_pending(mn, info);
	struct sk_buff *skb;
	size_t size = 512;
	void *hdr;
	int err;

	if (IS_ERR(req))
		return PTR_ERR(req);
	size += req->snap ? req->snap_len : mpr_fill_iface_size(req->iface);
	skb = mpr_nl_reply(info, size, MPR_CMD_DIAL_ACCEPT, &hdr);
	if (!skb)
		return -ENOMEM;
	err = mpr_fill_request(skb, req);
	if (!err)
		err = mpr_dial_accept(req, info->snd_portid);
	if (err) {
		if (err == -ENOENT)
			NL_SET_ERR_MSG(info->extack, "this request is for another dialer");
		nlmsg_free(skb);
		return err;
	}
	return mpr_nl_send(skb, hdr, info);
}

int mpr_nl_dial_accept_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mpr_net *mn = mpr_nl_begin(skb, info, MPR_DIAL_MULTI);
	int err;

	if (IS_ERR(mn))
		return PTR_ERR(mn);
	err = mpr_nl_accept(mn, info);
	return mpr_nl_end(mn, info->extack, err);
}

/*
 * The request that a dialer speaks of. It has to be under way, but any privileged socket may
 * speak of it.
 */
static struct mpr_request *mpr_nl_request(struct mpr_net *mn, struct genl_info *info)
{
	struct mpr_request *req;

	if (GENL_REQ_ATTR_CHECK(info, MPR_A_DIAL_ID))
		return ERR_PTR(-EINVAL);
	req = mpr_request_by_id(mn, nla_get_u32(info->attrs[MPR_A_DIAL_ID]));
	if (req && (req->state == MPR_REQ_TAKEN || (req->state == MPR_REQ_LINK && req->owner)))
		return req;
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[MPR_A_DIAL_ID], "this request is over");
	return ERR_PTR(-ENOENT);
}

static int mpr_nl_expect(struct mpr_request *req, struct genl_info *info)
{
	const struct nlattr *name = info->attrs[MPR_A_DIAL_IFNAME];
	const struct nlattr *index = info->attrs[MPR_A_DIAL_IFINDEX];

	if (req->type != MPR_DIAL_TYPE_DIAL || (!name && !index))
		return 0;
	return mpr_bind_expect(req, name ? nla_data(name) : NULL,
			       index ? nla_get_u32(index) : 0, info->extack);
}

static int mpr_nl_progress(struct mpr_net *mn, struct genl_info *info)
{
	const struct nlattr *condition = info->attrs[MPR_A_DIAL_CONDITION];
	struct mpr_request *req = mpr_nl_request(mn, info);

	if (IS_ERR(req))
		return PTR_ERR(req);
	if (condition && req->type == MPR_DIAL_TYPE_DIAL) {
		req->condition = nla_get_u32(condition);
		mpr_ports_refresh(req->iface);
	}
	/* May end the request, when the netdevice is up already. */
	return mpr_nl_expect(req, info);
}

int mpr_nl_dial_progress_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mpr_net *mn = mpr_nl_begin(skb, info, 0);
	int err;

	if (IS_ERR(mn))
		return PTR_ERR(mn);
	err = mpr_nl_progress(mn, info);
	return mpr_nl_end(mn, info->extack, err);
}

static int mpr_nl_done(struct mpr_net *mn, struct genl_info *info)
{
	struct mpr_request *req;
	u32 id, status;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, MPR_A_DIAL_ID) ||
	    GENL_REQ_ATTR_CHECK(info, MPR_A_DIAL_STATUS))
		return -EINVAL;
	id = nla_get_u32(info->attrs[MPR_A_DIAL_ID]);
	status = nla_get_u32(info->attrs[MPR_A_DIAL_STATUS]);
	/* The link was faster than the dialer. */
	if (!status && mpr_client_is_owner(mn, info->snd_portid, id))
		return 0;
	req = mpr_nl_request(mn, info);
	if (IS_ERR(req))
		return PTR_ERR(req);
	if (!status) {
		err = mpr_nl_expect(req, info);
		req = mpr_request_by_id(mn, id);
		if (err || !req)
			return err;
	}
	mpr_dial_done(req, status);
	return 0;
}

int mpr_nl_dial_done_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mpr_net *mn = mpr_nl_begin(skb, info, 0);
	int err;

	if (IS_ERR(mn))
		return PTR_ERR(mn);
	err = mpr_nl_done(mn, info);
	return mpr_nl_end(mn, info->extack, err);
}
