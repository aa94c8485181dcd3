// SPDX-License-Identifier: GPL-2.0-only
/*
 * What work items do: bringing links up and down, timers, addresses, dead clients. The fault is
 * armed in all kernel threads that run work items, before the operation that gives them work.
 */
#include "fault.h"
#include "../lib/netdev.h"

static int connect_it(struct ctx *c)
{
	return req_iface(c, MPR_CMD_INTERFACE_CONNECT, c->iface);
}

/* Unlike an interface's disconnect, which takes the link down itself. */
static int hang_up(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_CONNECTION_HANGUP);

	mnl_attr_put_u32(nlh, MPR_A_CONNECTION_ID, c->conn);
	return wire_do(c->w, nlh);
}

/* What is lost is dialled again, without anybody who asks for it. */
static void sit_persistent(struct ctx *c)
{
	sit_kernel_up(c);
	make_persistent(c);
}

static int lose_it(struct ctx *c)
{
	(void)c;
	return netdev_up("d0", false);
}

static int add_addr(struct ctx *c)
{
	(void)c;
	return netdev_address("w0", 3, true);
}

/* An interface with short times, over a device that needs no dialer. */
static void put_new(struct ctx *c, const char *name, const char *dialer, uint16_t type,
		    uint32_t value, uint16_t type2, uint32_t value2)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_INTERFACE_NEW);

	mnl_attr_put_strz(nlh, MPR_A_INTERFACE_NAME, name);
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_TYPE, MPR_IF_TYPE_FULL_ROUTER);
	if (dialer)
		mnl_attr_put_strz(nlh, MPR_A_INTERFACE_DIALER, dialer);
	mnl_attr_put_u32(nlh, type, value);
	if (type2)
		mnl_attr_put_u32(nlh, type2, value2);
	must("interface-new", wire_do(c->w, nlh));
	c->iface = wire_u32(c->w->reply, MPR_A_INTERFACE_ID);
}

static void sit_hold(struct ctx *c)
{
	must("d0", netdev_add("d0", "dummy"));
	put_new(c, "d0", NULL, MPR_A_INTERFACE_HOLD_UP, 60, 0, 0);
}

static int up_held(struct ctx *c)
{
	(void)c;
	return netdev_up("d0", true);
}

static int fail_it(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->dialer, MPR_CMD_DIAL_DONE);

	mnl_attr_put_u32(nlh, MPR_A_DIAL_ID, c->req);
	mnl_attr_put_u32(nlh, MPR_A_DIAL_STATUS, 691);
	return wire_do(c->dialer, nlh);
}

static void sit_backoff(struct ctx *c)
{
	put_new(c, "a", "scripted", MPR_A_INTERFACE_BACKOFF_FIRST, 60, 0, 0);
	must("connect", connect_it(c));
	c->req = take(c);
}

static void sit_redial(struct ctx *c)
{
	put_new(c, "a", "scripted", MPR_A_INTERFACE_REDIAL_COUNT, 1,
		MPR_A_INTERFACE_REDIAL_INTERVAL, 60);
	must("connect", connect_it(c));
	c->req = take(c);
}

static void sit_deadline(struct ctx *c)
{
	put_new(c, "a", "scripted", MPR_A_INTERFACE_CONNECT_TIMEOUT, 60, 0, 0);
}

/* The socket that has taken the request closes, and nobody else dials. */
static void sit_dies(struct ctx *c)
{
	struct nlmsghdr *nlh;

	c->extra = wire_open();
	if (!c->extra)
		die("wire", ENOMEM);
	nlh = wire_req(c->extra, MPR_CMD_DIALER_REGISTER);
	mnl_attr_put_strz(nlh, MPR_A_DIAL_KIND, "mortal");
	must("dialer-register", wire_do(c->extra, nlh));
	c->iface = add_iface(c, "a", "mortal");
	must("connect", connect_it(c));
	nlh = wire_req(c->extra, MPR_CMD_DIAL_ACCEPT);
	mnl_attr_put_strz(nlh, MPR_A_DIAL_KIND, "mortal");
	must("dial-accept", wire_do(c->extra, nlh));
}

static int die_now(struct ctx *c)
{
	wire_close(c->extra);
	c->extra = NULL;
	return 0;
}

const struct op work_ops[] = {
	{ "work: link up", OP_WORKERS | OP_TRIES, sit_persistent, lose_it, .accept = has_failed },
	{ "work: link down", OP_WORKERS, sit_kernel_up, hang_up },
	{ "work: addresses", OP_WORKERS, sit_wan_up, add_addr },
	{ "work: hold-up is over", OP_WORKERS, sit_hold, up_held },
	{ "work: back-off is over", OP_WORKERS, sit_backoff, fail_it },
	{ "work: redial", OP_WORKERS, sit_redial, fail_it },
	{ "work: deadline", OP_WORKERS, sit_deadline, connect_it },
	{ "work: a dialer dies", OP_WORKERS, sit_dies, die_now },
	{ }
};
