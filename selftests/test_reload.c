// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loading and unloading: devices that are there already, clients that are connected, connects
 * and dials under way, monitors open. It needs the module's file in $MPR_MODULE, as in the VM,
 * and is skipped without it: nobody wants this on a router that is in use.
 */
#include <kselftest_harness.h>

#include "mpr_kmod.h"
#include "mpr_wire.h"
#include "module.h"

#define CONNECTING MPR_IF_STATE_CONNECTING
#define CONNECTED MPR_IF_STATE_CONNECTED

FIXTURE(reload) {
	struct mpr *h;
	struct watch w;
};

FIXTURE_SETUP(reload)
{
	if (geteuid() || !getenv("MPR_MODULE"))
		SKIP(return, "must be root, with $MPR_MODULE");
	ASSERT_EQ(0, netdev_new_netns());
	ASSERT_EQ(0, module_load());
	ASSERT_EQ(0, mpr_open(NULL, &self->h));
	ASSERT_EQ(0, mpr_monitor_open(self->h, MPR_MONITOR_ALL, &self->w.mon));
}

FIXTURE_TEARDOWN(reload)
{
	mpr_monitor_close(self->w.mon);
	mpr_close(self->h);
	free(self->w.ev);
	/* Tests that follow need it. */
	EXPECT_EQ(0, module_load());
}

static int one_interface(const struct mpr_interface *iface, void *data)
{
	struct mpr_interface *one = data;

	*one = *iface;
	one->name = strcmp(iface->name, "wg1") ? "" : "wg1";
	return 0;
}

TEST_F(reload, devices_that_are_there_already)
{
	struct mpr_interface one = { 0 };
	struct mpr_connection *conn;

	ASSERT_EQ(0, module_unload());
	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_up("d0", true));
	ASSERT_EQ(0, netdev_add("wg1", "wireguard"));
	ASSERT_EQ(0, system("ip address add 10.7.0.1 peer 10.7.0.2 dev wg1"));
	ASSERT_EQ(0, netdev_up("wg1", true));
	ASSERT_EQ(0, module_load());
	EXPECT_EQ(1, service_now(self->h).interfaces);
	ASSERT_EQ(0, mpr_interface_list(self->h, 0, NULL, one_interface, &one));
	EXPECT_STREQ("wg1", one.name);
	EXPECT_EQ(CONNECTED, one.state);
	ASSERT_EQ(0, mpr_connection_get(self->h, one.connection_id, &conn));
	ASSERT_LE(1, conn->n_addresses);
	EXPECT_EQ(10, conn->addresses[0].local[0]);
	EXPECT_EQ(2, conn->addresses[0].remote[3]);
	mpr_free(conn);
	/* The other one, when it is asked for. */
	EXPECT_EQ(ST(CONNECTED, 0, 0), st_now(self->h, add_kernel(self->h, "d0", NULL, 0)));
}

TEST_F(reload, a_bond_that_is_there_already_has_its_ports)
{
	ASSERT_EQ(0, module_unload());
	ASSERT_EQ(0, netdev_add("d1", "dummy"));
	ASSERT_EQ(0, netdev_add("d2", "dummy"));
	ASSERT_EQ(0, system("ip link add bond7 type bond mode active-backup miimon 50"));
	ASSERT_EQ(0, system("ip link set d1 master bond7 && ip link set d2 master bond7"));
	ASSERT_EQ(0, netdev_up("bond7", true));
	ASSERT_EQ(0, module_load());
	ASSERT_NE(0, add_kernel(self->h, "bond7", NULL, 0));
	EXPECT_EQ(2, service_now(self->h).ports);
}

/* Reads a socket that waited for connect-done: its status. */
static uint32_t connect_done(struct wire *w)
{
	const struct nlmsghdr *nlh = (void *)w->rsp;

	while (recv(mnl_socket_get_fd(w->nl), w->rsp, sizeof(w->rsp), 0) > 0)
		if (((struct genlmsghdr *)mnl_nlmsg_get_payload(nlh))->cmd ==
		    MPR_CMD_CONNECT_DONE)
			return wire_u32(nlh, MPR_A_INTERFACE_STATUS);
	return 1;
}

TEST_F(reload, unload_with_everything_under_way)
{
	struct mpr_dialer *dialer, *worker;
	uint32_t taken, rung, failed, bell;
	struct mpr_interface set = { .backoff_first = LONG };
	struct wire *wire = wire_open(), *ears[WIRE_GROUPS];
	struct mpr_dial_request *req;
	struct nlmsghdr *nlh;
	struct waiter waiter;
	uint64_t begun;
	unsigned int i;

	ASSERT_NE(NULL, wire);
	for (i = WIRE_CONNECTIONS; i <= WIRE_SERVICE; i++) {
		ears[i] = wire_open();
		ASSERT_NE(NULL, ears[i]);
		ASSERT_EQ(0, wire_join(ears[i], i));
	}
	/* Connected, with a worker that supervises it. */
	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_up("d0", true));
	dialer = dialer_new(self->h, "scripted");
	worker = dialer_new(self->h, NULL);
	taken = add_scripted(self->h, "a", NULL, 0);
	ASSERT_EQ(0, connect_over(self->h, dialer, taken, "d0"));
	ASSERT_EQ(0, netdev_add("wg1", "wireguard"));
	ASSERT_EQ(0, netdev_up("wg1", true));
	/* A dial that a worker is at; one that waits for a dialer; a back-off; a hang-up. */
	failed = add_scripted(self->h, "f", &set, MPR_SET_BACKOFF_FIRST);
	ASSERT_EQ(0, fail_once(self->h, dialer, failed, 691));
	taken = add_scripted(self->h, "b", NULL, 0);
	waiter_start(&waiter, self->h, taken);
	bell = ring(dialer, NULL);
	ASSERT_EQ(0, mpr_dialer_accept(worker, bell, &req));
	mpr_free(req);
	rung = add_scripted(self->h, "c", NULL, 0);
	nlh = wire_req(wire, MPR_CMD_INTERFACE_CONNECT);
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_ID, rung);
	mnl_attr_put(nlh, MPR_A_INTERFACE_NOTIFY, 0, NULL);
	ASSERT_EQ(0, wire_do(wire, nlh));
	EXPECT_EQ(600, wire_u32(wire->reply, MPR_A_INTERFACE_STATUS));
	watch_skip(&self->w);
	begun = now_ms();
	EXPECT_EQ(0, module_unload());
	EXPECT_GT(5000, now_ms() - begun);
	/* Everybody who waits is told, and every group hears the end. */
	EXPECT_EQ(903, waiter_end(&waiter));
	EXPECT_EQ(903, connect_done(wire));
	for (i = WIRE_CONNECTIONS; i <= WIRE_SERVICE; i++) {
		do {
			ASSERT_LT(0, recv(mnl_socket_get_fd(ears[i]->nl), ears[i]->rsp,
					  sizeof(ears[i]->rsp), MSG_DONTWAIT));
			nlh = (void *)ears[i]->rsp;
		} while (((struct genlmsghdr *)mnl_nlmsg_get_payload(nlh))->cmd !=
			 MPR_CMD_SERVICE_STOPPED);
		EXPECT_NE(NULL, wire_attr(nlh, MPR_A_EVENT_SERVICE));
		wire_close(ears[i]);
	}
	EXPECT_EQ(-1, mpr_dialer_ring(dialer, NULL, NULL));
	EXPECT_EQ(1717, mpr_interface_connect(self->h, rung, 0));
	/* Lines that are up stay up. */
	EXPECT_EQ(0, system("ip link show dev d0 up | grep -q d0"));
	EXPECT_EQ(0, module_load());
	EXPECT_EQ(1, service_now(self->h).interfaces);
	EXPECT_EQ(1, service_now(self->h).connections);
	mpr_dialer_close(worker);
	mpr_dialer_close(dialer);
	wire_close(wire);
}

TEST_F(reload, the_end_tells_how_connections_ended)
{
	const struct ev *ev;
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	EXPECT_EQ(0, module_unload());
	ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_DOWN, id);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(903, ev->end_reason);
	EXPECT_EQ(MPR_END_CAUSE_SERVICE, ev->end_cause);
	EXPECT_NE(NULL, watch_for(&self->w, MPR_EVENT_KIND_SERVICE_STOP, 0));
}

TEST_F(reload, what_waited_for_a_connect_waits_for_the_next_one_with_a_new_module)
{
	uint32_t id;
	int i;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	for (i = 0; i < 3; i++) {
		id = add_kernel(self->h, "d0", NULL, 0);
		ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
		ASSERT_EQ(0, mpr_interface_disconnect(self->h, id));
		ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
		ASSERT_EQ(0, module_unload());
		ASSERT_EQ(0, module_load());
		ASSERT_EQ(0, netdev_up("d0", false));
	}
}

TEST_F(reload, unload_while_requests_come_in)
{
	unsigned int i;
	int status;
	pid_t pid;

	pid = fork();
	if (!pid) {
		struct mpr_interface set = { .name = "d0", .type = MPR_IF_TYPE_FULL_ROUTER };
		struct mpr *h;
		uint32_t id;

		if (netdev_add("d0", "dummy") || mpr_open(NULL, &h))
			_exit(1);
		for (;;) {
			netdev_up("d0", false);
			if (!mpr_interface_add(h, &set, 0, &id))
				mpr_interface_connect(h, id, SOON);
			netdev_up("d0", false);
			mpr_interface_del(h, id);
		}
	}
	for (i = 0; i < 10; i++) {
		EXPECT_EQ(0, module_unload());
		EXPECT_EQ(0, module_load());
	}
	kill(pid, SIGKILL);
	EXPECT_EQ(pid, waitpid(pid, &status, 0));
}

TEST_F_TIMEOUT(reload, load_and_unload_50_times, 600)
{
	unsigned int i;

	ASSERT_EQ(0, netdev_add("wg1", "wireguard"));
	ASSERT_EQ(0, netdev_up("wg1", true));
	for (i = 0; i < 50; i++) {
		ASSERT_EQ(0, module_unload());
		ASSERT_EQ(0, module_load());
	}
	EXPECT_EQ(1, service_now(self->h).connections);
}

TEST_HARNESS_MAIN
