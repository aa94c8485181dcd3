// SPDX-License-Identifier: GPL-2.0-only
/* The situations in which operations are tried, and the way back from them. */
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <time.h>

#include "fault.h"
#include "../lib/netdev.h"

#define PATIENCE_MS 20000

void die(const char *what, int err)
{
	printf("Bail out! %s: %s\n", what, strerror(err));
	fflush(stdout);
	_exit(1);
}

void must(const char *what, int err)
{
	if (err)
		die(what, err);
}

void nap(unsigned int ms)
{
	struct timespec ts = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	nanosleep(&ts, NULL);
}

static struct wire *open_wire(void)
{
	struct timeval tv = { .tv_sec = 20 };
	struct wire *w = wire_open();

	if (!w)
		die("family mpr", errno);
	setsockopt(mnl_socket_get_fd(w->nl), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	return w;
}

static struct wire *open_wire_at(int netns, int back)
{
	struct wire *w;

	must("setns", setns(netns, CLONE_NEWNET) ? errno : 0);
	w = open_wire();
	must("setns", setns(back, CLONE_NEWNET) ? errno : 0);
	return w;
}

void world_open(struct ctx *c)
{
	enum wire_group group;
	struct nlmsghdr *nlh;

	c->far = open_wire_at(c->elsewhere, c->netns);
	c->w = open_wire();
	c->ears = open_wire();
	for (group = WIRE_CONNECTIONS; group <= WIRE_SERVICE; group++)
		must("join", wire_join(c->ears, group));
	c->dialer = open_wire();
	must("join", wire_join(c->dialer, WIRE_DIALERS));
	nlh = wire_req(c->dialer, MPR_CMD_DIALER_REGISTER);
	mnl_attr_put_strz(nlh, MPR_A_DIAL_KIND, "scripted");
	must("dialer-register", wire_do(c->dialer, nlh));
}

void world_close(struct ctx *c)
{
	wire_close(c->far);
	wire_close(c->w);
	wire_close(c->ears);
	wire_close(c->dialer);
}

void flush_socket(struct wire *w)
{
	while (recv(mnl_socket_get_fd(w->nl), w->rsp, sizeof(w->rsp), MSG_DONTWAIT) >= 0 ||
	       errno == ENOBUFS)
		;
}

int req_iface(struct ctx *c, uint8_t cmd, uint32_t id)
{
	struct nlmsghdr *nlh = wire_req(c->w, cmd);

	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_ID, id);
	return wire_do(c->w, nlh);
}

uint32_t iface_u32(struct ctx *c, uint32_t id, uint16_t type)
{
	return req_iface(c, MPR_CMD_INTERFACE_GET, id) ? ~0U : wire_u32(c->w->reply, type);
}

bool wait_state(struct ctx *c, uint32_t id, uint32_t state)
{
	unsigned int ms;

	for (ms = 0; ms < PATIENCE_MS; ms += 10) {
		if (iface_u32(c, id, MPR_A_INTERFACE_STATE) == state)
			return true;
		nap(10);
	}
	return false;
}

bool has_failed(struct ctx *c)
{
	return iface_u32(c, c->iface, MPR_A_INTERFACE_STATE) == MPR_IF_STATE_UNREACHABLE &&
	       iface_u32(c, c->iface, MPR_A_INTERFACE_LAST_ERROR);
}

void make_persistent(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_INTERFACE_SET);

	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_ID, c->iface);
	mnl_attr_put_u8(nlh, MPR_A_INTERFACE_PERSISTENT, 1);
	must("interface-set", wire_do(c->w, nlh));
}

uint32_t named(struct wire *w, const char *name)
{
	struct nlmsghdr *nlh = wire_req(w, MPR_CMD_INTERFACE_GET);

	mnl_attr_put_strz(nlh, MPR_A_INTERFACE_NAME, name);
	return wire_do(w, nlh) ? 0 : wire_u32(w->reply, MPR_A_INTERFACE_ID);
}

/* The oldest request that waits, 0 if there is none. */
static uint32_t accept_any(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->dialer, MPR_CMD_DIAL_ACCEPT);

	mnl_attr_put_strz(nlh, MPR_A_DIAL_KIND, "scripted");
	return wire_do(c->dialer, nlh) ? 0 : wire_u32(c->dialer->reply, MPR_A_DIAL_ID);
}

uint32_t take(struct ctx *c)
{
	uint32_t id;

	flush_socket(c->dialer);
	id = accept_any(c);
	if (!id)
		die("nothing to accept", ENOENT);
	return id;
}

static int done(struct ctx *c, uint32_t req, uint32_t status)
{
	struct nlmsghdr *nlh = wire_req(c->dialer, MPR_CMD_DIAL_DONE);

	mnl_attr_put_u32(nlh, MPR_A_DIAL_ID, req);
	mnl_attr_put_u32(nlh, MPR_A_DIAL_STATUS, status);
	return wire_do(c->dialer, nlh);
}

struct id_list {
	uint32_t id[256];
	unsigned int n;
	unsigned int all;
};

static int list_row(const struct nlmsghdr *nlh, void *data)
{
	struct id_list *list = data;

	list->all++;
	if (wire_u32(nlh, MPR_A_INTERFACE_ORIGIN) == MPR_ORIGIN_CONFIGURED && list->n < 256)
		list->id[list->n++] = wire_u32(nlh, MPR_A_INTERFACE_ID);
	return MNL_CB_OK;
}

static void list_ifaces(struct ctx *c, struct id_list *list)
{
	struct nlmsghdr *nlh = wire_msg(c->w, c->w->family, MPR_CMD_INTERFACE_GET, NLM_F_DUMP);
	int ret = MNL_CB_OK;
	ssize_t got;

	list->n = 0;
	list->all = 0;
	mnl_socket_sendto(c->w->nl, nlh, nlh->nlmsg_len);
	while (ret > 0) {
		got = mnl_socket_recvfrom(c->w->nl, c->w->rsp, sizeof(c->w->rsp));
		if (got < 0)
			die("interface dump", errno);
		ret = mnl_cb_run(c->w->rsp, got, nlh->nlmsg_seq, c->w->portid, list_row, list);
	}
}

void wipe(struct ctx *c)
{
	static const char *const devs[] = { "d0", "d1", "d2", "w0", "w1", "b0" };
	struct id_list list;
	struct nlmsghdr *nlh;
	unsigned int i, ms;
	uint32_t req;

	if (c->extra) {
		wire_close(c->extra);
		c->extra = NULL;
		/* A work item buries it. */
		nap(50);
	}
	flush_socket(c->w);
	flush_socket(c->dialer);
	nlh = wire_req(c->w, MPR_CMD_SERVICE_SET);
	mnl_attr_put_u8(nlh, MPR_A_SERVICE_PAUSED, 0);
	mnl_attr_put_u8(nlh, MPR_A_SERVICE_LAN_ONLY, 0);
	mnl_attr_put_u32(nlh, MPR_A_SERVICE_JOURNAL_SIZE, 1024);
	must("service-set", wire_do(c->w, nlh));
	list_ifaces(c, &list);
	for (i = 0; i < list.n; i++) {
		req_iface(c, MPR_CMD_INTERFACE_DISCONNECT, list.id[i]);
		must("interface-del", req_iface(c, MPR_CMD_INTERFACE_DEL, list.id[i]));
	}
	flush_socket(c->dialer);
	/* Hang-ups, also those that an operation has taken. */
	while ((req = accept_any(c)))
		must("dial-done", done(c, req, 0));
	if (c->req)
		done(c, c->req, 0);
	c->req = 0;
	for (i = 0; i < sizeof(devs) / sizeof(devs[0]); i++)
		netdev_del(devs[i]);
	for (ms = 0; ms < PATIENCE_MS; ms += 10) {
		list_ifaces(c, &list);
		if (!list.all)
			return;
		nap(10);
	}
	die("interfaces stay", EBUSY);
}

uint32_t add_iface(struct ctx *c, const char *name, const char *dialer)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_INTERFACE_NEW);

	mnl_attr_put_strz(nlh, MPR_A_INTERFACE_NAME, name);
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_TYPE, MPR_IF_TYPE_FULL_ROUTER);
	if (dialer)
		mnl_attr_put_strz(nlh, MPR_A_INTERFACE_DIALER, dialer);
	must("interface-new", wire_do(c->w, nlh));
	return wire_u32(c->w->reply, MPR_A_INTERFACE_ID);
}

void sit_nothing(struct ctx *c)
{
	c->iface = 0;
}

void sit_scripted(struct ctx *c)
{
	c->iface = add_iface(c, "a", "scripted");
}

static void put_slot(struct nlmsghdr *nlh, uint32_t index, const char *type, const char *name)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_DEVICE);

	mnl_attr_put_u32(nlh, MPR_A_DEVICE_INDEX, index);
	mnl_attr_put_strz(nlh, MPR_A_DEVICE_TYPE, type);
	mnl_attr_put_strz(nlh, MPR_A_DEVICE_NAME, name);
	mnl_attr_nest_end(nlh, nest);
}

void sit_slots(struct ctx *c)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_INTERFACE_NEW);
	struct nlattr *nest;

	mnl_attr_put_strz(nlh, MPR_A_INTERFACE_NAME, "a");
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_TYPE, MPR_IF_TYPE_FULL_ROUTER);
	put_slot(nlh, 1, "scripted", "d0");
	put_slot(nlh, 2, "scripted", "d1");
	nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_HOURS);
	mnl_attr_put_u8(nlh, MPR_A_HOURS_DAY, 1);
	mnl_attr_put_u16(nlh, MPR_A_HOURS_FROM, 0);
	mnl_attr_put_u16(nlh, MPR_A_HOURS_TO, 1440);
	mnl_attr_nest_end(nlh, nest);
	must("interface-new", wire_do(c->w, nlh));
	c->iface = wire_u32(c->w->reply, MPR_A_INTERFACE_ID);
}

void sit_kernel(struct ctx *c)
{
	must("d0", netdev_add("d0", "dummy"));
	c->iface = add_iface(c, "d0", NULL);
}

void sit_kernel_up(struct ctx *c)
{
	sit_kernel(c);
	must("connect", req_iface(c, MPR_CMD_INTERFACE_CONNECT, c->iface));
	if (!wait_state(c, c->iface, MPR_IF_STATE_CONNECTED))
		die("d0 does not connect", ETIMEDOUT);
	c->conn = iface_u32(c, c->iface, MPR_A_INTERFACE_CONNECTION_ID);
}

void sit_rung(struct ctx *c)
{
	sit_scripted(c);
	must("connect", req_iface(c, MPR_CMD_INTERFACE_CONNECT, c->iface));
	c->req = iface_u32(c, c->iface, MPR_A_INTERFACE_ATTEMPT_ID);
}

void sit_taken(struct ctx *c)
{
	sit_rung(c);
	take(c);
}

void sit_taken_dev(struct ctx *c)
{
	must("d0", netdev_add("d0", "dummy"));
	must("d0 up", netdev_up("d0", true));
	sit_taken(c);
}

void sit_connected(struct ctx *c)
{
	struct nlmsghdr *nlh;

	sit_taken_dev(c);
	nlh = wire_req(c->dialer, MPR_CMD_DIAL_PROGRESS);
	mnl_attr_put_u32(nlh, MPR_A_DIAL_ID, c->req);
	mnl_attr_put_strz(nlh, MPR_A_DIAL_IFNAME, "d0");
	must("dial-progress", wire_do(c->dialer, nlh));
	must("dial-done", done(c, c->req, 0));
	if (!wait_state(c, c->iface, MPR_IF_STATE_CONNECTED))
		die("a does not connect", ETIMEDOUT);
	c->conn = iface_u32(c, c->iface, MPR_A_INTERFACE_CONNECTION_ID);
}

void sit_hangup(struct ctx *c)
{
	sit_connected(c);
	must("disconnect", req_iface(c, MPR_CMD_INTERFACE_DISCONNECT, c->iface));
	c->req = take(c);
}

void sit_failed(struct ctx *c)
{
	sit_taken(c);
	must("dial-done", done(c, c->req, 691));
	c->req = 0;
}

void sit_wan(struct ctx *c)
{
	must("w0", netdev_add("w0", "wireguard"));
	c->iface = named(c->w, "w0");
}

void sit_wan_up(struct ctx *c)
{
	sit_wan(c);
	must("address", netdev_address("w0", 1, true));
	must("w0 up", netdev_up("w0", true));
	if (!wait_state(c, c->iface, MPR_IF_STATE_CONNECTED))
		die("w0 does not connect", ETIMEDOUT);
	c->conn = iface_u32(c, c->iface, MPR_A_INTERFACE_CONNECTION_ID);
	/* The address is there when the work item has seen it. */
	nap(50);
}
