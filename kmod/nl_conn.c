// SPDX-License-Identifier: GPL-2.0-only
/* Operations on connections and ports. */

#include <linux/slab.h>

#include "mpr_nl_gen.h"
#include "mpr_priv.h"

static struct mpr_conn *mpr_nl_conn(struct mpr_net *mn, struct genl_info *info)
{
	struct mpr_conn *conn;

	if (GENL_REQ_ATTR_CHECK(info, MPR_A_CONNECTION_ID))
		return ERR_PTR(-EINVAL);
	conn = mpr_conn_by_id(mn, nla_get_u32(info->attrs[MPR_A_CONNECTION_ID]));
	if (conn)
		return conn;
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[MPR_A_CONNECTION_ID], "no such connection");
	return ERR_PTR(-ENOENT);
}

static int mpr_nl_conn_reply(struct genl_info *info, const struct mpr_conn *conn)
{
	struct sk_buff *skb;
	void *hdr;

	skb = mpr_nl_reply(info, mpr_fill_conn_size(conn), MPR_CMD_CONNECTION_GET, &hdr);
	if (!skb)
		return -ENOMEM;
	if (mpr_fill_conn(skb, conn)) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	return mpr_nl_send(skb, hdr, info);
}

int mpr_nl_connection_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mpr_net *mn = mpr_nl_begin(skb, info, 0);
	struct mpr_conn *conn;
	int err;

	if (IS_ERR(mn))
		return PTR_ERR(mn);
	conn = mpr_nl_conn(mn, info);
	err = PTR_ERR_OR_ZERO(conn);
	if (!err && mpr_conn_read_addrs(conn))
		mpr_event_conn(conn, MPR_EVENT_KIND_CONNECTION_CHANGE);
	if (!err)
		err = mpr_nl_conn_reply(info, conn);
	return mpr_nl_end(mn, info->extack, err);
}

int mpr_nl_connection_clear_stats_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mpr_net *mn = mpr_nl_begin(skb, info, 0);
	struct mpr_conn *conn;

	if (IS_ERR(mn))
		return PTR_ERR(mn);
	conn = mpr_nl_conn(mn, info);
	if (!IS_ERR(conn))
		mpr_conn_clear(conn);
	return mpr_nl_end(mn, info->extack, PTR_ERR_OR_ZERO(conn));
}

int mpr_nl_connection_hangup_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mpr_net *mn = mpr_nl_begin(skb, info, 0);
	struct mpr_conn *conn;
	int err;

	if (IS_ERR(mn))
		return PTR_ERR(mn);
	conn = mpr_nl_conn(mn, info);
	err = IS_ERR(conn) ? PTR_ERR(conn) : mpr_state_disconnect(conn->iface, info->extack);
	return mpr_nl_end(mn, info->extack, err);
}

static int mpr_ident_text(struct genl_info *info, int type, char **text)
{
	const struct nlattr *attr = info->attrs[type];
	int err;

	if (!attr)
		return 0;
	err = mpr_nl_text(attr, info->extack);
	if (err < 0)
		return err;
	*text = nla_strdup(attr, MPR_GFP);
	return *text ? 0 : -ENOMEM;
}

static int mpr_ident_endpoint(struct genl_info *info, int type, u8 *addr, u8 *len)
{
	const struct nlattr *attr = info->attrs[type];

	if (!attr)
		return 0;
	if (nla_len(attr) != 4 && nla_len(attr) != 16) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr, "an address has 4 or 16 bytes");
		return -EINVAL;
	}
	*len = nla_len(attr);
	memcpy(addr, nla_data(attr), *len);
	return 0;
}

static int mpr_ident_ppp(struct genl_info *info, struct mpr_ident *ident)
{
	const struct nlattr *nest = info->attrs[MPR_A_CONNECTION_PPP];
	struct nlattr *tb[MPR_A_PPP_MAX + 1];
	unsigned int i;
	int err;

	if (!nest)
		return 0;
	err = mpr_nl_dups(nla_data(nest), nla_len(nest), 0, info->extack);
	if (!err)
		err = nla_parse_nested(tb, MPR_A_PPP_MAX, nest, mpr_ppp_nl_policy, info->extack);
	if (err)
		return err;
	ident->ppp = kzalloc(sizeof(*ident->ppp), MPR_GFP);
	if (!ident->ppp)
		return -ENOMEM;
	for (i = 0; i <= MPR_A_PPP_MAX; i++) {
		if (!tb[i])
			continue;
		ident->ppp->set |= BIT(i);
		ident->ppp->val[i] = nla_len(tb[i]) == sizeof(u64) ? nla_get_u64(tb[i]) :
								      nla_get_u32(tb[i]);
	}
	return 0;
}

static int mpr_ident_parse(struct genl_info *info, struct mpr_ident *ident)
{
	int err;

	if (info->attrs[MPR_A_CONNECTION_FLAGS])
		ident->flags = nla_get_u32(info->attrs[MPR_A_CONNECTION_FLAGS]);
	if (info->attrs[MPR_A_CONNECTION_END_REASON])
		ident->end_reason = nla_get_u32(info->attrs[MPR_A_CONNECTION_END_REASON]);
	err = mpr_ident_text(info, MPR_A_CONNECTION_USER, &ident->user);
	if (!err)
		err = mpr_ident_text(info, MPR_A_CONNECTION_DOMAIN, &ident->domain);
	if (!err)
		err = mpr_ident_text(info, MPR_A_CONNECTION_REMOTE_COMPUTER, &ident->computer);
	if (!err)
		err = mpr_ident_endpoint(info, MPR_A_CONNECTION_LOCAL_ENDPOINT, ident->local,
					 &ident->local_len);
	if (!err)
		err = mpr_ident_endpoint(info, MPR_A_CONNECTION_REMOTE_ENDPOINT, ident->remote,
					 &ident->remote_len);
	if (!err)
		err = mpr_ident_ppp(info, ident);
	return err;
}

/* The interface that is meant, by its connection, its netdevice or itself. */
static struct mpr_iface *mpr_ident_target(struct mpr_net *mn, struct genl_info *info)
{
	const struct nlattr *id = info->attrs[MPR_A_CONNECTION_INTERFACE_ID];
	const struct nlattr *ifindex = info->attrs[MPR_A_CONNECTION_IFINDEX];
	struct mpr_iface *iface = NULL;
	struct mpr_conn *conn;

	if (info->attrs[MPR_A_CONNECTION_ID]) {
		conn = mpr_nl_conn(mn, info);
		return IS_ERR(conn) ? ERR_CAST(conn) : conn->iface;
	}
	if (id)
		iface = mpr_iface_by_id(mn, nla_get_u32(id));
	else if (ifindex)
		iface = xa_load(&mn->devs, nla_get_u32(ifindex));
	else if (GENL_REQ_ATTR_CHECK(info, MPR_A_CONNECTION_ID))
		return ERR_PTR(-EINVAL);
	if (iface)
		return iface;
	NL_SET_ERR_MSG(info->extack, "no such interface");
	return ERR_PTR(-ENOENT);
}

static void mpr_ident_apply(struct mpr_iface *iface, struct mpr_ident *ident)
{
	struct mpr_conn *conn = iface->conn;
	bool news = mpr_ident_merge(conn ? &conn->ident : &iface->ident, ident);

	if (!conn)
		return;
	news |= mpr_conn_read_addrs(conn);
	if (news)
		mpr_event_conn(conn, MPR_EVENT_KIND_CONNECTION_CHANGE);
}

int mpr_nl_connection_identify_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mpr_iface *iface;
	struct mpr_ident *ident;
	struct mpr_net *mn;
	int err;

	ident = kzalloc(sizeof(*ident), MPR_GFP);
	if (!ident)
		return mpr_nl_nomem(info->extack);
	err = mpr_ident_parse(info, ident);
	if (err == -ENOMEM)
		mpr_nl_nomem(info->extack);
	if (err)
		goto free;
	mn = mpr_nl_begin(skb, info, 0);
	err = PTR_ERR_OR_ZERO(mn);
	if (err)
		goto free;
	iface = mpr_ident_target(mn, info);
	err = PTR_ERR_OR_ZERO(iface);
	if (!err) {
		mpr_ident_apply(iface, ident);
		ident = NULL;
	}
	err = mpr_nl_end(mn, info->extack, err);
free:
	mpr_ident_free(ident);
	return err;
}

int mpr_nl_port_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mpr_port *port;
	struct sk_buff *reply;
	struct mpr_net *mn;
	int err = -ENOMEM;
	void *hdr;

	if (GENL_REQ_ATTR_CHECK(info, MPR_A_PORT_ID))
		return -EINVAL;
	mn = mpr_nl_begin(skb, info, 0);
	if (IS_ERR(mn))
		return PTR_ERR(mn);
	port = mpr_port_by_id(mn, nla_get_u32(info->attrs[MPR_A_PORT_ID]));
	if (!port) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[MPR_A_PORT_ID], "no such port");
		err = -ENOENT;
		goto end;
	}
	reply = mpr_nl_reply(info, MPR_FILL_PORT_SIZE, MPR_CMD_PORT_GET, &hdr);
	if (!reply)
		goto end;
	err = mpr_fill_port(reply, port);
	if (err)
		nlmsg_free(reply);
	else
		err = mpr_nl_send(reply, hdr, info);
end:
	return mpr_nl_end(mn, info->extack, err);
}
