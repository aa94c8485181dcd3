// SPDX-License-Identifier: GPL-2.0-only
/* Operations of dialers. */
#include "fault.h"

static struct nlmsghdr *dial_request(struct ctx *c, uint8_t cmd)
{
	struct nlmsghdr *nlh = wire_req(c->dialer, cmd);

	mnl_attr_put_u32(nlh, MPR_A_DIAL_ID, c->req);
	return nlh;
}

static void sit_socket(struct ctx *c)
{
	c->extra = wire_open();
	if (!c->extra)
		die("wire", ENOMEM);
}

static int register_kinds(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->extra, MPR_CMD_DIALER_REGISTER);

	mnl_attr_put_str(nlh, MPR_A_DIAL_KIND, "one");
	mnl_attr_put_str(nlh, MPR_A_DIAL_KIND, "two");
	return wire_do(c->extra, nlh);
}

/* The only dialer of a kind goes elsewhere: what waits for it ends. */
static void sit_unserved(struct ctx *c)
{
	sit_socket(c);
	must("dialer-register", register_kinds(c));
	c->iface = add_iface(c, "a", "one");
	must("connect", req_iface(c, MPR_CMD_INTERFACE_CONNECT, c->iface));
}

static int register_other(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->extra, MPR_CMD_DIALER_REGISTER);

	mnl_attr_put_str(nlh, MPR_A_DIAL_KIND, "two");
	return wire_do(c->extra, nlh);
}

static int accept_id(struct ctx *c)
{
	return wire_do(c->dialer, dial_request(c, MPR_CMD_DIAL_ACCEPT));
}

/* By a socket that is no dialer yet, of any request of the kind. */
static void sit_worker(struct ctx *c)
{
	sit_socket(c);
	sit_rung(c);
}

static int accept_kind(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->extra, MPR_CMD_DIAL_ACCEPT);

	mnl_attr_put_str(nlh, MPR_A_DIAL_KIND, "scripted");
	return wire_do(c->extra, nlh);
}

static void sit_hangup_rung(struct ctx *c)
{
	sit_connected(c);
	must("disconnect", req_iface(c, MPR_CMD_INTERFACE_DISCONNECT, c->iface));
	c->req = 0;
}

static int accept_hangup(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->dialer, MPR_CMD_DIAL_ACCEPT);
	int err;

	mnl_attr_put_str(nlh, MPR_A_DIAL_KIND, "scripted");
	err = wire_do(c->dialer, nlh);
	if (!err)
		c->req = wire_u32(c->dialer->reply, MPR_A_DIAL_ID);
	return err;
}

static int progress_condition(struct ctx *c)
{
	struct nlmsghdr *nlh = dial_request(c, MPR_CMD_DIAL_PROGRESS);

	mnl_attr_put_u32(nlh, MPR_A_DIAL_CONDITION, MPR_PORT_COND_CALLING_BACK);
	return wire_do(c->dialer, nlh);
}

static int progress_device(struct ctx *c)
{
	struct nlmsghdr *nlh = dial_request(c, MPR_CMD_DIAL_PROGRESS);

	mnl_attr_put_strz(nlh, MPR_A_DIAL_IFNAME, "d0");
	return wire_do(c->dialer, nlh);
}

/* The netdevice is a discovered interface until then. */
static void sit_taken_wan(struct ctx *c)
{
	sit_wan_up(c);
	sit_taken(c);
}

static int progress_wan(struct ctx *c)
{
	struct nlmsghdr *nlh = dial_request(c, MPR_CMD_DIAL_PROGRESS);

	mnl_attr_put_strz(nlh, MPR_A_DIAL_IFNAME, "w0");
	return wire_do(c->dialer, nlh);
}

static int done(struct ctx *c, uint32_t status)
{
	struct nlmsghdr *nlh = dial_request(c, MPR_CMD_DIAL_DONE);

	mnl_attr_put_u32(nlh, MPR_A_DIAL_STATUS, status);
	if (!status && c->conn != ~0U)
		mnl_attr_put_strz(nlh, MPR_A_DIAL_IFNAME, "d0");
	return wire_do(c->dialer, nlh);
}

static int done_well(struct ctx *c)
{
	c->conn = 0;
	return done(c, 0);
}

static int done_badly(struct ctx *c)
{
	return done(c, 691);
}

static int done_hangup(struct ctx *c)
{
	c->conn = ~0U;
	return done(c, 0);
}

/* There is another dial, after a pause. */
static void sit_redials(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_INTERFACE_NEW);

	mnl_attr_put_strz(nlh, MPR_A_INTERFACE_NAME, "a");
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_TYPE, MPR_IF_TYPE_FULL_ROUTER);
	mnl_attr_put_strz(nlh, MPR_A_INTERFACE_DIALER, "scripted");
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_REDIAL_COUNT, 3);
	must("interface-new", wire_do(c->w, nlh));
	c->iface = wire_u32(c->w->reply, MPR_A_INTERFACE_ID);
	must("connect", req_iface(c, MPR_CMD_INTERFACE_CONNECT, c->iface));
	c->req = take(c);
}

const struct op dial_ops[] = {
	{ "dialer-register", 0, sit_socket, register_kinds },
	{ "dialer-register: leaves a request behind", 0, sit_unserved, register_other },
	{ "dial-accept", 0, sit_rung, accept_id },
	{ "dial-accept: by a worker", 0, sit_worker, accept_kind },
	{ "dial-accept: a hang-up", OP_FRESH, sit_hangup_rung, accept_hangup },
	{ "dial-progress: condition", 0, sit_taken, progress_condition },
	{ "dial-progress: a device that is up", 0, sit_taken_dev, progress_device },
	{ "dial-progress: a discovered device", 0, sit_taken_wan, progress_wan },
	{ "dial-done: failed", 0, sit_taken, done_badly },
	{ "dial-done: failed, redials left", 0, sit_redials, done_badly },
	{ "dial-done: with a device", 0, sit_taken_dev, done_well },
	{ "dial-done: hung up", OP_FRESH | OP_NOT_OURS, sit_hangup, done_hangup },
	{ }
};
