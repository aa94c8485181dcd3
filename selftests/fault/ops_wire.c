// SPDX-License-Identifier: GPL-2.0-only
/* Operations of the family, except those of dialers. */
#include "fault.h"
#include "../lib/netdev.h"

/* The end of a dump: an errno, and maybe what the kernel says about it. */
static int dump_done(struct wire *w, const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;

	if (nlh->nlmsg_type == NLMSG_DONE && nlh->nlmsg_flags & NLM_F_ACK_TLVS)
		mnl_attr_for_each(attr, nlh, sizeof(int))
			if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG)
				snprintf(w->message, sizeof(w->message), "%s",
					 mnl_attr_get_str(attr));
	if (nlh->nlmsg_type == NLMSG_ERROR)
		wire_extack(w, nlh);
	return -*(int *)mnl_nlmsg_get_payload(nlh);
}

static uint64_t event;

static int dump(struct ctx *c, uint8_t cmd)
{
	struct nlmsghdr *nlh = wire_msg(c->w, c->w->family, cmd, NLM_F_DUMP);
	unsigned int seq = nlh->nlmsg_seq;
	ssize_t got;
	int len;

	if (cmd == MPR_CMD_JOURNAL_GET)
		mnl_attr_put_u64(nlh, MPR_A_EVENT_SEQ, event);
	if (mnl_socket_sendto(c->w->nl, nlh, nlh->nlmsg_len) < 0)
		return errno;
	for (;;) {
		got = mnl_socket_recvfrom(c->w->nl, c->w->rsp, sizeof(c->w->rsp));
		if (got < 0)
			return errno;
		len = got;
		for (nlh = (void *)c->w->rsp; mnl_nlmsg_ok(nlh, len);
		     nlh = mnl_nlmsg_next(nlh, &len)) {
			if (nlh->nlmsg_seq != seq)
				continue;
			if (nlh->nlmsg_type < NLMSG_MIN_TYPE)
				return dump_done(c->w, nlh);
			c->rows++;
		}
	}
}

static int get_iface(struct ctx *c)
{
	return req_iface(c, MPR_CMD_INTERFACE_GET, c->iface);
}

static int dump_ifaces(struct ctx *c)
{
	return dump(c, MPR_CMD_INTERFACE_GET);
}

static int dump_conns(struct ctx *c)
{
	return dump(c, MPR_CMD_CONNECTION_GET);
}

static int dump_ports(struct ctx *c)
{
	return dump(c, MPR_CMD_PORT_GET);
}

static int get_conn(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_CONNECTION_GET);

	mnl_attr_put_u32(nlh, MPR_A_CONNECTION_ID, c->conn);
	return wire_do(c->w, nlh);
}

static int clear_stats(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_CONNECTION_CLEAR_STATS);

	mnl_attr_put_u32(nlh, MPR_A_CONNECTION_ID, c->conn);
	return wire_do(c->w, nlh);
}

static int hangup(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_CONNECTION_HANGUP);

	mnl_attr_put_u32(nlh, MPR_A_CONNECTION_ID, c->conn);
	return wire_do(c->w, nlh);
}

static int identify(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_CONNECTION_IDENTIFY);
	struct nlattr *nest;

	mnl_attr_put_u32(nlh, MPR_A_CONNECTION_INTERFACE_ID, c->iface);
	mnl_attr_put_u32(nlh, MPR_A_CONNECTION_FLAGS, 1);
	mnl_attr_put_strz(nlh, MPR_A_CONNECTION_USER, "alice");
	mnl_attr_put_strz(nlh, MPR_A_CONNECTION_DOMAIN, "example");
	mnl_attr_put_strz(nlh, MPR_A_CONNECTION_REMOTE_COMPUTER, "there");
	mnl_attr_put_u32(nlh, MPR_A_CONNECTION_LOCAL_ENDPOINT, 0x01020304);
	nest = mnl_attr_nest_start(nlh, MPR_A_CONNECTION_PPP);
	mnl_attr_put_u32(nlh, MPR_A_PPP_AUTH_PROTOCOL, 0xc223);
	mnl_attr_nest_end(nlh, nest);
	return wire_do(c->w, nlh);
}

static uint32_t some_port(struct ctx *c)
{
	static uint32_t iface, port;
	uint32_t id;

	/* The interface's port has the number behind its own, or soon after. */
	if (iface == c->iface)
		return port;
	for (id = c->iface + 1; id < c->iface + 16; id++) {
		struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_PORT_GET);

		mnl_attr_put_u32(nlh, MPR_A_PORT_ID, id);
		if (!wire_do(c->w, nlh)) {
			iface = c->iface;
			port = id;
			return id;
		}
	}
	return 0;
}

static void sit_port(struct ctx *c)
{
	sit_scripted(c);
	some_port(c);
}

static int get_port(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_PORT_GET);

	mnl_attr_put_u32(nlh, MPR_A_PORT_ID, some_port(c));
	return wire_do(c->w, nlh);
}

static int get_service(struct ctx *c)
{
	return wire_do(c->w, wire_req(c->w, MPR_CMD_SERVICE_GET));
}

static void sit_event(struct ctx *c)
{
	sit_scripted(c);
	event = last_event(c);
}

static int get_event(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_JOURNAL_GET);

	mnl_attr_put_u64(nlh, MPR_A_EVENT_SEQ, event);
	return wire_do(c->w, nlh);
}

static int set_journal(struct ctx *c, uint32_t size)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_SERVICE_SET);

	mnl_attr_put_u32(nlh, MPR_A_SERVICE_JOURNAL_SIZE, size);
	return wire_do(c->w, nlh);
}

static int grow_journal(struct ctx *c)
{
	return set_journal(c, 8192);
}

static int shrink_journal(struct ctx *c)
{
	return set_journal(c, 16);
}

/* The next event makes the ring. */
static void sit_no_ring(struct ctx *c)
{
	sit_scripted(c);
	must("service-set", set_journal(c, 0));
	must("service-set", set_journal(c, 64));
	must("service-set", set_journal(c, 0));
}

static int set_paused(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_SERVICE_SET);

	mnl_attr_put_u8(nlh, MPR_A_SERVICE_PAUSED, 1);
	return wire_do(c->w, nlh);
}

static int set_lan_only(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_SERVICE_SET);

	mnl_attr_put_u8(nlh, MPR_A_SERVICE_LAN_ONLY, 1);
	return wire_do(c->w, nlh);
}

static struct nlmsghdr *new_request(struct ctx *c, const char *name)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_INTERFACE_NEW);

	mnl_attr_put_strz(nlh, MPR_A_INTERFACE_NAME, name);
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_TYPE, MPR_IF_TYPE_FULL_ROUTER);
	return nlh;
}

static void put_slot(struct nlmsghdr *nlh, uint32_t index, const char *type, const char *name)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_DEVICE);

	mnl_attr_put_u32(nlh, MPR_A_DEVICE_INDEX, index);
	mnl_attr_put_strz(nlh, MPR_A_DEVICE_TYPE, type);
	mnl_attr_put_strz(nlh, MPR_A_DEVICE_NAME, name);
	mnl_attr_put_strz(nlh, MPR_A_DEVICE_PHONE, "555");
	mnl_attr_put_str(nlh, MPR_A_DEVICE_ALTERNATE, "556");
	mnl_attr_nest_end(nlh, nest);
}

static void put_hours(struct nlmsghdr *nlh, uint8_t day)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_HOURS);

	mnl_attr_put_u8(nlh, MPR_A_HOURS_DAY, day);
	mnl_attr_put_u16(nlh, MPR_A_HOURS_FROM, 0);
	mnl_attr_put_u16(nlh, MPR_A_HOURS_TO, 1440);
	mnl_attr_nest_end(nlh, nest);
}

static int new_plain(struct ctx *c)
{
	return wire_do(c->w, new_request(c, "new"));
}

static int new_full(struct ctx *c)
{
	struct nlmsghdr *nlh = new_request(c, "new");
	uint8_t day;

	put_slot(nlh, 1, "scripted", "d0");
	put_slot(nlh, 2, "scripted", "d1");
	for (day = 0; day < 7; day++)
		put_hours(nlh, day);
	return wire_do(c->w, nlh);
}

/* In the place of the discovered interface, with its device and its connection. */
static int new_over_wan(struct ctx *c)
{
	return wire_do(c->w, new_request(c, "w0"));
}

static struct nlmsghdr *set_request(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_INTERFACE_SET);

	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_ID, c->iface);
	return nlh;
}

static int set_number(struct ctx *c)
{
	struct nlmsghdr *nlh = set_request(c);

	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_HOLD_DOWN, 77);
	return wire_do(c->w, nlh);
}

/* So long that a message is not enough. */
static void sit_events(struct ctx *c)
{
	unsigned int i;

	event = last_event(c);
	sit_slots(c);
	for (i = 0; i < 20; i++)
		must("interface-set", set_number(c));
}

static int dump_journal(struct ctx *c)
{
	return dump(c, MPR_CMD_JOURNAL_GET);
}

static int set_slots(struct ctx *c)
{
	struct nlmsghdr *nlh = set_request(c);

	put_slot(nlh, 2, "scripted", "d2");
	put_slot(nlh, 3, "scripted", "d3");
	put_hours(nlh, 2);
	return wire_do(c->w, nlh);
}

static int set_hours_clear(struct ctx *c)
{
	struct nlmsghdr *nlh = set_request(c);

	mnl_attr_put(nlh, MPR_A_INTERFACE_HOURS_CLEAR, 0, NULL);
	return wire_do(c->w, nlh);
}

/* From the device that it has to one that is a discovered interface, and back. */
static int set_rebind(struct ctx *c)
{
	struct nlmsghdr *nlh = set_request(c);

	put_slot(nlh, 1, "generic", "w0");
	return wire_do(c->w, nlh);
}

static void sit_two_devices(struct ctx *c)
{
	sit_wan_up(c);
	sit_kernel_up(c);
}

static int set_enabled(struct ctx *c, uint8_t enabled)
{
	struct nlmsghdr *nlh = set_request(c);

	mnl_attr_put_u8(nlh, MPR_A_INTERFACE_ENABLED, enabled);
	return wire_do(c->w, nlh);
}

static int disable(struct ctx *c)
{
	return set_enabled(c, 0);
}

static void sit_disabled(struct ctx *c)
{
	sit_kernel(c);
	must("interface-set", set_enabled(c, 0));
	must("d0 up", netdev_up("d0", true));
}

static int enable(struct ctx *c)
{
	return set_enabled(c, 1);
}

static int del(struct ctx *c)
{
	return req_iface(c, MPR_CMD_INTERFACE_DEL, c->iface);
}

/* A configured interface that has taken a WAN device: that is discovered again. */
static void sit_claimed(struct ctx *c)
{
	sit_wan(c);
	c->iface = add_iface(c, "w0", NULL);
}

static int connect_it(struct ctx *c)
{
	return req_iface(c, MPR_CMD_INTERFACE_CONNECT, c->iface);
}

static int connect_notify(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_INTERFACE_CONNECT);

	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_ID, c->iface);
	mnl_attr_put(nlh, MPR_A_INTERFACE_NOTIFY, 0, NULL);
	return wire_do(c->w, nlh);
}

/* The socket that waits is another one: all that it gets is the end of the attempt. */
static void sit_waited_for(struct ctx *c)
{
	struct wire *w = c->w;

	sit_scripted(c);
	c->extra = wire_open();
	if (!c->extra)
		die("wire", ENOMEM);
	c->w = c->extra;
	must("connect", connect_notify(c));
	c->w = w;
}

static int disconnect(struct ctx *c)
{
	return req_iface(c, MPR_CMD_INTERFACE_DISCONNECT, c->iface);
}

/* And who waits is told, or the operation has not taken place. */
static int disconnect_waited_for(struct ctx *c)
{
	const struct nlmsghdr *nlh = (void *)c->extra->rsp;
	int err = disconnect(c);

	if (err)
		return err;
	if (recv(mnl_socket_get_fd(c->extra->nl), c->extra->rsp, sizeof(c->extra->rsp),
		 MSG_DONTWAIT) < 0)
		return errno == ENOBUFS ? 0 : ENOMSG;
	return wire_u32(nlh, MPR_A_INTERFACE_STATUS) == 929 ? 0 : EBADMSG;
}

static void sit_stranger(struct ctx *c)
{
	c->extra = wire_fresh(c->w);
	if (!c->extra)
		die("wire", ENOMEM);
}

static int join_groups(struct ctx *c)
{
	enum wire_group group;
	int err = 0;

	for (group = 0; group < WIRE_GROUPS && !err; group++)
		err = wire_join(c->extra, group);
	return err;
}

const struct op wire_ops[] = {
	{ "interface-get", OP_READS, sit_slots, get_iface },
	{ "interface-get dump", OP_READS | OP_NOT_OURS, sit_slots, dump_ifaces },
	{ "connection-get", OP_READS, sit_wan_up, get_conn },
	{ "connection-get dump", OP_READS | OP_NOT_OURS, sit_wan_up, dump_conns },
	{ "port-get", OP_READS, sit_port, get_port },
	{ "port-get dump", OP_READS | OP_NOT_OURS, sit_slots, dump_ports },
	{ "service-get", OP_READS, sit_nothing, get_service },
	{ "journal-get", OP_READS, sit_event, get_event },
	{ "journal-get dump", OP_READS | OP_NOT_OURS, sit_events, dump_journal },
	{ "join all groups", OP_FRESH | OP_NOT_OURS, sit_stranger, join_groups },
	{ "service-set: larger journal", 0, sit_scripted, grow_journal },
	{ "service-set: smaller journal", 0, sit_scripted, shrink_journal },
	{ "service-set: a journal again", 0, sit_no_ring, grow_journal },
	{ "service-set: paused, while connecting", 0, sit_taken, set_paused },
	{ "service-set: LAN-only, while connecting", 0, sit_rung, set_lan_only },
	{ "interface-new", 0, sit_nothing, new_plain },
	{ "interface-new: devices and hours", 0, sit_nothing, new_full },
	{ "interface-new: in the place of a discovered one", 0, sit_wan_up, new_over_wan },
	{ "interface-set: a number", 0, sit_kernel_up, set_number },
	{ "interface-set: devices and hours", 0, sit_slots, set_slots },
	{ "interface-set: no hours", 0, sit_slots, set_hours_clear },
	{ "interface-set: another device", 0, sit_two_devices, set_rebind },
	{ "interface-set: disabled, while connected", 0, sit_kernel_up, disable },
	{ "interface-set: disabled, while connecting", 0, sit_taken, disable },
	{ "interface-set: enabled, the link is up", 0, sit_disabled, enable },
	{ "interface-del", 0, sit_slots, del },
	{ "interface-del: while connecting", 0, sit_taken, del },
	{ "interface-del: its device is discovered", 0, sit_claimed, del },
	{ "interface-connect", 0, sit_scripted, connect_it },
	{ "interface-connect: notify", 0, sit_scripted, connect_notify },
	{ "interface-connect: kind kernel", OP_TRIES, sit_kernel, connect_it,
	  .accept = has_failed },
	{ "interface-connect: after a failure", 0, sit_failed, connect_notify },
	{ "interface-connect: is connected", 0, sit_kernel_up, connect_notify },
	{ "interface-disconnect: not taken", 0, sit_rung, disconnect },
	{ "interface-disconnect: taken", 0, sit_taken, disconnect },
	{ "interface-disconnect: somebody waits", 0, sit_waited_for, disconnect_waited_for },
	{ "interface-disconnect: connected", 0, sit_connected, disconnect },
	{ "interface-disconnect: kind kernel", 0, sit_kernel_up, disconnect },
	{ "connection-clear-stats", OP_NOT_OURS, sit_kernel_up, clear_stats },
	{ "connection-hangup", 0, sit_connected, hangup },
	{ "connection-identify: connected", 0, sit_wan_up, identify },
	{ "connection-identify: connecting", 0, sit_taken, identify },
	{ }
};
