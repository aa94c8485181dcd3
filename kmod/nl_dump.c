// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dumps. The cursor is the number of the last object sent, so that objects which come and go
 * meanwhile neither repeat nor hide others; a dump may also start behind a number. The lock is
 * held for one message at a time.
 */

#include "mpr_nl_gen.h"
#include "mpr_priv.h"

/**
 * struct mpr_dump_type - what is dumped
 * @kind: kind of object
 * @mark: mark of that kind in mpr_net.ids, or XA_PRESENT
 * @cmd: command of the replies
 * @after: attribute of the request: number to start behind
 * @left: attribute of the first reply: how many there are
 * @filter: attribute of the request that selects some, 0 if there is none
 * @fill: puts one object into a message
 * @match: is the object one that the filter selects
 */
struct mpr_dump_type {
	enum mpr_obj_kind kind;
	xa_mark_t mark;
	u8 cmd;
	int after;
	int left;
	int filter;
	int (*fill)(struct sk_buff *skb, const struct mpr_obj *obj);
	bool (*match)(const struct mpr_obj *obj, u32 value);
};

/**
 * struct mpr_dump_ctx - where a dump is
 * @last: number of the last object sent
 * @value: value of the filter, 0 for none
 * @begun: the first message has been sent
 */
struct mpr_dump_ctx {
	unsigned long last;
	u32 value;
	bool begun;
};

/* Who starts behind what no number reaches finds nothing. */
static unsigned long mpr_dump_from(const struct mpr_dump_ctx *ctx)
{
	return min_t(unsigned long, ctx->last, S32_MAX) + 1;
}

/* @xas keeps its place from call to call: the lock, which is held, keeps the array as it is. */
static struct mpr_obj *mpr_dump_next(struct xa_state *xas, const struct mpr_dump_type *type,
				     u32 value)
{
	struct mpr_obj *obj;

	rcu_read_lock();
	do {
		if (type->mark == XA_PRESENT)
			obj = xas_find(xas, S32_MAX);
		else
			obj = xas_find_marked(xas, S32_MAX, type->mark);
	} while (obj && (obj->kind != type->kind || (value && !type->match(obj, value))));
	rcu_read_unlock();
	return obj;
}

static u32 mpr_dump_count(struct mpr_net *mn, const struct mpr_dump_type *type,
			  const struct mpr_dump_ctx *ctx)
{
	XA_STATE(xas, &mn->ids, mpr_dump_from(ctx));
	u32 n = 0;

	if (!ctx->last && type->kind == MPR_OBJ_IFACE)
		return mn->n_ifaces;
	if (!ctx->last && type->kind == MPR_OBJ_CONN)
		return mn->n_conns;
	while (mpr_dump_next(&xas, type, ctx->value))
		n++;
	return n;
}

static int mpr_dump_row(struct sk_buff *skb, struct netlink_callback *cb,
			const struct mpr_dump_type *type, const struct mpr_obj *obj, u32 left)
{
	const struct mpr_dump_ctx *ctx = (const void *)cb->ctx;
	void *hdr;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, &mpr_family,
			  NLM_F_MULTI, type->cmd);
	if (!hdr)
		return -EMSGSIZE;
	genl_dump_check_consistent(cb, hdr);
	if ((!ctx->begun && nla_put_u32(skb, type->left, left)) || type->fill(skb, obj)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static void mpr_dump_begin(struct netlink_callback *cb, const struct mpr_dump_type *type)
{
	struct mpr_dump_ctx *ctx = (void *)cb->ctx;
	const struct nlattr *attr;

	attr = mpr_nl_dump_attr(cb, type->after);
	if (attr)
		ctx->last = nla_get_u32(attr);
	attr = type->filter ? mpr_nl_dump_attr(cb, type->filter) : NULL;
	if (attr)
		ctx->value = nla_get_u32(attr);
}

static int mpr_nl_dump(struct sk_buff *skb, struct netlink_callback *cb,
		       const struct mpr_dump_type *type)
{
	struct mpr_dump_ctx *ctx = (void *)cb->ctx;
	XA_STATE(xas, NULL, 0);
	struct mpr_net *mn;
	struct mpr_obj *obj;
	u32 left = 0;
	int err = 0;

	BUILD_BUG_ON(sizeof(*ctx) > sizeof(cb->ctx));
	mn = mpr_nl_dump_begin(cb);
	if (IS_ERR(mn))
		return PTR_ERR(mn);
	if (!ctx->begun) {
		mpr_dump_begin(cb, type);
		left = mpr_dump_count(mn, type, ctx);
	}
	xas.xa = &mn->ids;
	xas_set(&xas, mpr_dump_from(ctx));
	while ((obj = mpr_dump_next(&xas, type, ctx->value))) {
		err = mpr_dump_row(skb, cb, type, obj, left);
		if (err)
			err = mpr_nl_dump_grow(skb) ?: mpr_dump_row(skb, cb, type, obj, left);
		if (err)
			break;
		ctx->last = obj->id;
		ctx->begun = true;
	}
	err = mpr_nl_end(mn, cb->extack, err);
	return skb->len ? skb->len : err;
}

static int mpr_dump_iface(struct sk_buff *skb, const struct mpr_obj *obj)
{
	return mpr_fill_iface(skb, container_of(obj, struct mpr_iface, obj));
}

static int mpr_dump_conn(struct sk_buff *skb, const struct mpr_obj *obj)
{
	return mpr_fill_conn(skb, container_of(obj, struct mpr_conn, obj));
}

static int mpr_dump_port(struct sk_buff *skb, const struct mpr_obj *obj)
{
	return mpr_fill_port(skb, container_of(obj, struct mpr_port, obj));
}

static bool mpr_port_of_conn(const struct mpr_obj *obj, u32 id)
{
	const struct mpr_conn *conn = container_of(obj, struct mpr_port, obj)->conn;

	return conn && conn->obj.id == id;
}

static const struct mpr_dump_type mpr_dump_ifaces = {
	.kind = MPR_OBJ_IFACE,
	.mark = XA_MARK_1,
	.cmd = MPR_CMD_INTERFACE_GET,
	.after = MPR_A_INTERFACE_AFTER,
	.left = MPR_A_INTERFACE_LEFT,
	.fill = mpr_dump_iface,
};

static const struct mpr_dump_type mpr_dump_conns = {
	.kind = MPR_OBJ_CONN,
	.mark = XA_MARK_2,
	.cmd = MPR_CMD_CONNECTION_GET,
	.after = MPR_A_CONNECTION_AFTER,
	.left = MPR_A_CONNECTION_LEFT,
	.fill = mpr_dump_conn,
};

static const struct mpr_dump_type mpr_dump_ports = {
	.kind = MPR_OBJ_PORT,
	.mark = XA_PRESENT,
	.cmd = MPR_CMD_PORT_GET,
	.after = MPR_A_PORT_AFTER,
	.left = MPR_A_PORT_LEFT,
	.filter = MPR_A_PORT_CONNECTION_ID,
	.fill = mpr_dump_port,
	.match = mpr_port_of_conn,
};

int mpr_nl_interface_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return mpr_nl_dump(skb, cb, &mpr_dump_ifaces);
}

int mpr_nl_connection_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return mpr_nl_dump(skb, cb, &mpr_dump_conns);
}

int mpr_nl_port_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return mpr_nl_dump(skb, cb, &mpr_dump_ports);
}
