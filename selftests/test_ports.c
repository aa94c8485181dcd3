// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ports, and the devices below them: slots, bonds and teams; devices that come by themselves,
 * are renamed, move to another namespace or vanish; namespaces that die with all they hold.
 */
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <kselftest_harness.h>

#include "mpr_kmod.h"

#define DISCONNECTED MPR_IF_STATE_DISCONNECTED
#define UNREACHABLE MPR_IF_STATE_UNREACHABLE
#define CONNECTING MPR_IF_STATE_CONNECTING
#define CONNECTED MPR_IF_STATE_CONNECTED

FIXTURE(ports) {
	struct mpr *h;
	struct watch w;
};

FIXTURE_SETUP(ports)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_TRUE(service_watched(&self->h, &self->w.mon)) {
		TH_LOG("is mpr.ko loaded?");
	}
}

FIXTURE_TEARDOWN(ports)
{
	mpr_monitor_close(self->w.mon);
	mpr_close(self->h);
	free(self->w.ev);
}

/* Runs a shell command in the caller's namespace. */
static int __attribute__((format(printf, 1, 2))) sh(const char *format, ...)
{
	char cmd[512];
	va_list args;

	va_start(args, format);
	vsnprintf(cmd, sizeof(cmd), format, args);
	va_end(args);
	return system(cmd);
}

struct ports {
	struct mpr_port port[70];
	char name[70][32];
	unsigned int n;
};

static int add_port(const struct mpr_port *port, void *data)
{
	struct ports *ports = data;

	snprintf(ports->name[ports->n], sizeof(ports->name[0]), "%s", port->name);
	ports->port[ports->n++] = *port;
	return ports->n == 70;
}

static unsigned int ports_now(struct mpr *h, struct ports *ports, uint32_t conn)
{
	ports->n = 0;
	return mpr_port_list(h, conn, 0, NULL, add_port, ports) ? 99 : ports->n;
}

static uint32_t port_cond(struct mpr *h, const char *name)
{
	struct ports ports;
	unsigned int i;

	ports_now(h, &ports, 0);
	for (i = 0; i < ports.n; i++)
		if (!strcmp(ports.name[i], name))
			return ports.port[i].condition;
	return 99;
}

static uint32_t conn_ports(struct mpr *h, uint32_t iface)
{
	struct mpr_connection *conn;
	uint32_t n;

	if (mpr_connection_get(h, iface_now(h, iface).connection_id, &conn))
		return 99;
	n = conn->ports;
	mpr_free(conn);
	return n;
}

static const struct ev *wait_port(struct watch *w, enum mpr_event_kind kind, const char *name)
{
	const struct ev *ev;

	do {
		ev = watch_for(w, kind, 0);
	} while (ev && strcmp(ev->name, name));
	return ev;
}

/* Waits for an interface that comes by itself. */
static uint32_t discovered(struct watch *w, const char *name)
{
	const struct ev *ev = wait_port(w, MPR_EVENT_KIND_INTERFACE_NEW, name);

	return ev ? ev->iface : 0;
}

TEST_F(ports, each_slot_is_a_port)
{
	struct mpr_device slots[] = {
		{ .index = 1, .type = "scripted", .name = "l1", .phone = "" },
		{ .index = 2, .type = "scripted", .name = "l2", .phone = "" },
		{ .index = 9, .type = "scripted", .name = "l9", .phone = "" },
	};
	struct mpr_interface set = { .n_devices = 3, .devices = slots };
	uint32_t id = add_scripted(self->h, "w", &set, MPR_SET_DEVICES);
	struct ports ports;

	EXPECT_EQ(3, ports_now(self->h, &ports, 0));
	EXPECT_EQ(1, ports.port[0].slot);
	EXPECT_EQ(2, ports.port[1].slot);
	EXPECT_EQ(9, ports.port[2].slot);
	EXPECT_STREQ("l9", ports.name[2]);
	EXPECT_EQ(id, ports.port[2].interface_id);
	EXPECT_EQ(MPR_PORT_COND_DISCONNECTED, ports.port[0].condition);
	EXPECT_EQ(3, service_now(self->h).ports);
	EXPECT_EQ(0, service_now(self->h).ports_in_use);
	/* Cleared, a slot takes its port with it. */
	slots[1].type = "";
	slots[1].name = "";
	set.devices = slots + 1;
	set.n_devices = 1;
	ASSERT_EQ(0, mpr_interface_set(self->h, id, &set, MPR_SET_DEVICES));
	EXPECT_NE(NULL, watch_for(&self->w, MPR_EVENT_KIND_PORT_DEL, id));
	EXPECT_EQ(2, ports_now(self->h, &ports, 0));
	ASSERT_EQ(0, mpr_interface_del(self->h, id));
	EXPECT_EQ(0, ports_now(self->h, &ports, 0));
}

TEST_F(ports, a_port_is_in_use_while_it_carries_a_connection)
{
	struct ports ports;
	uint32_t id;

	id = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(1, ports_now(self->h, &ports, 0));
	EXPECT_EQ(MPR_PORT_COND_NON_OPERATIONAL, ports.port[0].condition);
	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	EXPECT_EQ(MPR_PORT_COND_DISCONNECTED, port_cond(self->h, "d0"));
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	EXPECT_EQ(1, ports_now(self->h, &ports, iface_now(self->h, id).connection_id));
	EXPECT_EQ(MPR_PORT_COND_AUTHENTICATED, ports.port[0].condition);
	EXPECT_EQ(1, ports.port[0].calls);
	EXPECT_EQ(1, service_now(self->h).ports_in_use);
	ASSERT_EQ(0, netdev_up("d0", false));
	EXPECT_EQ(MPR_PORT_COND_DISCONNECTED, port_cond(self->h, "d0"));
	ASSERT_EQ(0, netdev_up("d0", true));
	ASSERT_EQ(1, ports_now(self->h, &ports, 0));
	EXPECT_EQ(2, ports.port[0].calls);
}

/* A master with slaves d1 and d2, and an interface over it that is connected; its id. */
static uint32_t master_connected(struct mpr *h, const char *name)
{
	uint32_t id;

	if (netdev_add("d1", "dummy") || netdev_add("d2", "dummy") ||
	    sh("ip link set d1 master %s && ip link set d2 master %s", name, name))
		return 0;
	id = add_kernel(h, name, NULL, 0);
	netdev_up("d1", true);
	netdev_up("d2", true);
	return mpr_interface_connect(h, id, SOON) ? 0 : id;
}

#define BOND "ip link add bond7 type bond mode active-backup miimon 50"

TEST_F(ports, a_bond_is_one_connection_with_a_port_for_each_slave)
{
	struct ports ports;
	uint32_t id;

	ASSERT_EQ(0, sh(BOND));
	id = master_connected(self->h, "bond7");
	ASSERT_NE(0, id);
	EXPECT_EQ(2, conn_ports(self->h, id));
	ASSERT_EQ(2, ports_now(self->h, &ports, iface_now(self->h, id).connection_id));
	EXPECT_STREQ("d1", ports.name[0]);
	EXPECT_STREQ("d2", ports.name[1]);
	EXPECT_EQ(0, ports.port[0].slot);
	EXPECT_EQ(MPR_PORT_COND_AUTHENTICATED, ports.port[0].condition);
	EXPECT_EQ(MPR_PORT_COND_AUTHENTICATED, ports.port[1].condition);
	EXPECT_EQ(1, service_now(self->h).connections);
	EXPECT_EQ(2, service_now(self->h).ports_in_use);
}

static void links_go_down(struct __test_metadata *_metadata, struct mpr *h, struct watch *w,
			  uint32_t id)
{
	const struct ev *ev;
	uint64_t last;

	watch_skip(w);
	ASSERT_EQ(0, netdev_up("d1", false));
	ev = wait_port(w, MPR_EVENT_KIND_PORT_CHANGE, "d1");
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(MPR_PORT_COND_DISCONNECTED, ev->cond);
	EXPECT_EQ(CONNECTED, iface_now(h, id).state);
	EXPECT_EQ(1, conn_ports(h, id));
	ASSERT_EQ(0, netdev_up("d2", false));
	ev = wait_port(w, MPR_EVENT_KIND_PORT_CHANGE, "d2");
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(MPR_PORT_COND_DISCONNECTED, ev->cond);
	last = ev->seq;
	/* The hang-up of the connection comes after that of its last link. */
	ev = watch_for(w, MPR_EVENT_KIND_CONNECTION_DOWN, id);
	ASSERT_NE(NULL, ev);
	EXPECT_LT(last, ev->seq);
	EXPECT_EQ(0, ev->conn_ports);
	EXPECT_EQ(829, ev->end_reason);
	EXPECT_EQ(0, service_now(h).ports_in_use);
}

TEST_F(ports, links_of_a_bond_leave_and_the_connection_ends_with_the_last)
{
	uint32_t id;

	ASSERT_EQ(0, sh(BOND));
	id = master_connected(self->h, "bond7");
	ASSERT_NE(0, id);
	links_go_down(_metadata, self->h, &self->w, id);
}

TEST_F(ports, links_of_a_team_leave_and_the_connection_ends_with_the_last)
{
	uint32_t id;

	ASSERT_EQ(0, sh("ip link add team7 type team"));
	id = master_connected(self->h, "team7");
	ASSERT_NE(0, id);
	/* The second port may join after the first has made the connection. */
	while (conn_ports(self->h, id) == 1)
		ASSERT_TRUE(watch_more(&self->w, SOON));
	EXPECT_EQ(2, conn_ports(self->h, id));
	links_go_down(_metadata, self->h, &self->w, id);
}

TEST_F(ports, slaves_come_and_go_while_connected)
{
	const struct ev *ev;
	struct ports ports;
	uint32_t id;

	ASSERT_EQ(0, sh(BOND));
	id = master_connected(self->h, "bond7");
	ASSERT_NE(0, id);
	watch_skip(&self->w);
	ASSERT_EQ(0, netdev_add("d3", "dummy"));
	ASSERT_EQ(0, sh("ip link set d3 master bond7"));
	EXPECT_NE(NULL, wait_port(&self->w, MPR_EVENT_KIND_PORT_NEW, "d3"));
	while (conn_ports(self->h, id) == 2)
		ASSERT_TRUE(watch_more(&self->w, SOON));
	EXPECT_EQ(3, conn_ports(self->h, id));
	/* Released. */
	ASSERT_EQ(0, sh("ip link set d3 nomaster"));
	EXPECT_NE(NULL, wait_port(&self->w, MPR_EVENT_KIND_PORT_DEL, "d3"));
	EXPECT_EQ(2, conn_ports(self->h, id));
	/* Deleted. */
	ASSERT_EQ(0, netdev_del("d2"));
	ev = wait_port(&self->w, MPR_EVENT_KIND_PORT_DEL, "d2");
	EXPECT_NE(NULL, ev);
	EXPECT_EQ(1, conn_ports(self->h, id));
	EXPECT_EQ(CONNECTED, iface_now(self->h, id).state);
	/* The master itself: slots again. */
	ASSERT_EQ(0, netdev_del("bond7"));
	EXPECT_EQ(UNREACHABLE, iface_now(self->h, id).state);
	ASSERT_EQ(1, ports_now(self->h, &ports, 0));
	EXPECT_EQ(1, ports.port[0].slot);
	EXPECT_EQ(0, service_now(self->h).ports_in_use);
}

TEST_F(ports, tunnels_and_wireguard_come_by_themselves)
{
	static const struct {
		const char *name;
		const char *add;
		enum mpr_if_type type;
	} devs[] = {
		{ "wg1", "ip link add wg1 type wireguard", MPR_IF_TYPE_FULL_ROUTER },
		{ "tun1", "ip tuntap add tun1 mode tun", MPR_IF_TYPE_FULL_ROUTER },
		{ "ipip1", "ip link add ipip1 type ipip local 127.0.0.1 remote 127.0.0.2",
		  MPR_IF_TYPE_TUNNEL1 },
		{ "gre1", "ip link add gre1 type gre local 127.0.0.1 remote 127.0.0.2",
		  MPR_IF_TYPE_TUNNEL1 },
	};
	struct mpr_interface *iface;
	unsigned int i;
	uint32_t id;

	sh("test -c /dev/net/tun || modprobe -q tun");
	for (i = 0; i < sizeof(devs) / sizeof(devs[0]); i++) {
		ASSERT_EQ(0, sh("%s", devs[i].add));
		id = discovered(&self->w, devs[i].name);
		ASSERT_NE(0, id);
		ASSERT_EQ(0, mpr_interface_get(self->h, id, &iface));
		EXPECT_EQ(devs[i].type, iface->type);
		EXPECT_EQ(MPR_ORIGIN_DISCOVERED, iface->origin);
		EXPECT_EQ(DISCONNECTED, iface->state);
		mpr_free(iface);
		if (strcmp(devs[i].name, "tun1")) {
			ASSERT_EQ(0, netdev_up(devs[i].name, true));
			EXPECT_EQ(CONNECTED, iface_now(self->h, id).state);
		}
		/* It follows its device, and nothing else. */
		EXPECT_EQ(87, mpr_interface_del(self->h, id));
		ASSERT_EQ(0, netdev_del(devs[i].name));
		EXPECT_NE(NULL, watch_for(&self->w, MPR_EVENT_KIND_INTERFACE_DEL, id));
	}
	/*
	 * The devices that tunnel modules make in every namespace do not count, nor do LAN
	 * devices.
	 */
	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	EXPECT_EQ(0, service_now(self->h).interfaces);
}

#define PPPD "exec pppd nodetach $ppp 10.9.0.1:10.9.0.2 pty \"pppd notty $ppp\" > /dev/null 2>&1"

TEST_F(ports, ppp_sessions_of_somebody_else_are_clients)
{
	struct mpr_connection *conn;
	struct mpr_interface *iface;
	const struct ev *ev;
	unsigned int i;
	uint32_t id;
	pid_t pid;

	if (sh("command -v pppd > /dev/null"))
		SKIP(return, "pppd is not installed");
	sh("modprobe -qa ppp_generic ppp_async");
	if (access("/dev/ppp", F_OK))
		SKIP(return, "the kernel has no PPP");
	pid = fork();
	if (!pid) {
		setenv("ppp", "noauth local nodefaultroute nolock", 1);
		execlp("sh", "sh", "-c", PPPD, NULL);
		_exit(1);
	}
	ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_UP, 0);
	ASSERT_NE(NULL, ev);
	id = ev->iface;
	ASSERT_EQ(0, mpr_interface_get(self->h, id, &iface));
	EXPECT_EQ(MPR_IF_TYPE_CLIENT, iface->type);
	mpr_free(iface);
	EXPECT_EQ(6, mpr_interface_connect(self->h, id, 0));
	/* The addresses of both ends come when PPP has agreed on them. */
	for (;;) {
		const struct mpr_address *ip4 = NULL;

		ASSERT_EQ(0, mpr_connection_get(self->h, ev->conn, &conn));
		EXPECT_TRUE(conn->flags & MPR_CONN_FLAG_PPP);
		for (i = 0; i < conn->n_addresses; i++)
			if (conn->addresses[i].family == AF_INET && conn->addresses[i].has_remote)
				ip4 = &conn->addresses[i];
		if (ip4) {
			EXPECT_EQ(10, ip4->local[0]);
			EXPECT_EQ(9, ip4->remote[1]);
			mpr_free(conn);
			break;
		}
		mpr_free(conn);
		ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_CHANGE, id);
		ASSERT_NE(NULL, ev);
	}
	/* An administrator may hang it up. */
	EXPECT_EQ(0, mpr_interface_disconnect(self->h, id));
	ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_DOWN, id);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(929, ev->end_reason);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	EXPECT_NE(NULL, watch_for(&self->w, MPR_EVENT_KIND_INTERFACE_DEL, id));
}

/* A device of any type, as long as the descriptor is open. */
static int add_tun(const char *name, int type)
{
	struct ifreq req = { .ifr_flags = IFF_TUN | IFF_NO_PI };
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", name);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &req) || ioctl(fd, TUNSETLINK, type))
		return -1;
	return fd;
}

TEST_F(ports, frame_relay_and_wwan_come_by_themselves)
{
	static const struct {
		int hardware;
		enum mpr_if_type type;
	} devs[] = {
		{ ARPHRD_HDLC, MPR_IF_TYPE_DEDICATED },
		{ ARPHRD_RAWHDLC, MPR_IF_TYPE_DEDICATED },
		{ ARPHRD_FRAD, MPR_IF_TYPE_DEDICATED },
		{ ARPHRD_DLCI, MPR_IF_TYPE_DEDICATED },
		{ ARPHRD_RAWIP, MPR_IF_TYPE_HOME_ROUTER },
	};
	struct mpr_interface *iface;
	unsigned int i;
	uint32_t id;
	int fd;

	sh("test -c /dev/net/tun || modprobe -q tun");
	for (i = 0; i < sizeof(devs) / sizeof(devs[0]); i++) {
		fd = add_tun("wan1", devs[i].hardware);
		ASSERT_LE(0, fd);
		/* It is there before its type is said: looked at when nobody has it any more. */
		id = add_kernel(self->h, "wan1", NULL, 0);
		ASSERT_NE(0, id);
		watch_skip(&self->w);
		ASSERT_EQ(0, mpr_interface_del(self->h, id));
		id = discovered(&self->w, "wan1");
		ASSERT_NE(0, id);
		ASSERT_EQ(0, mpr_interface_get(self->h, id, &iface));
		EXPECT_EQ(devs[i].type, iface->type);
		EXPECT_EQ(MPR_ORIGIN_DISCOVERED, iface->origin);
		mpr_free(iface);
		close(fd);
		EXPECT_NE(NULL, watch_for(&self->w, MPR_EVENT_KIND_INTERFACE_DEL, id));
	}
}

TEST_F(ports, a_discovered_interface_gives_way_to_one_that_is_created)
{
	uint32_t old, id;

	ASSERT_EQ(0, netdev_add("wg1", "wireguard"));
	old = discovered(&self->w, "wg1");
	ASSERT_EQ(0, netdev_up("wg1", true));
	id = add_kernel(self->h, "wg1", NULL, 0);
	ASSERT_NE(0, id);
	EXPECT_EQ(0, iface_now(self->h, old).id);
	EXPECT_EQ(ST(CONNECTED, 0, 0), st_now(self->h, id));
	ASSERT_EQ(0, mpr_interface_disconnect(self->h, id));
	ASSERT_EQ(0, mpr_interface_del(self->h, id));
	/* And comes back when that is deleted. */
	watch_skip(&self->w);
	EXPECT_EQ(1, service_now(self->h).interfaces);
}

TEST_F(ports, a_device_that_is_renamed)
{
	struct mpr_interface *iface;
	uint32_t id, wg;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	/* Waited for by its name. */
	ASSERT_EQ(0, sh("ip link set d0 name e0"));
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_NO_DEVICE, 0), st_now(self->h, id));
	ASSERT_EQ(0, sh("ip link set e0 name d0"));
	EXPECT_EQ(ST(DISCONNECTED, 0, 0), st_now(self->h, id));
	/* A discovered interface follows. */
	ASSERT_EQ(0, netdev_add("wg1", "wireguard"));
	wg = discovered(&self->w, "wg1");
	ASSERT_EQ(0, sh("ip link set wg1 name uplink"));
	ASSERT_EQ(0, mpr_interface_get(self->h, wg, &iface));
	EXPECT_STREQ("uplink", iface->name);
	EXPECT_STREQ("uplink", iface->ifname);
	mpr_free(iface);
	/* Unless the name is taken. */
	ASSERT_NE(0, add_scripted(self->h, "wan", NULL, 0));
	ASSERT_EQ(0, sh("ip link set uplink name wan"));
	ASSERT_EQ(0, mpr_interface_get(self->h, wg, &iface));
	EXPECT_STREQ("uplink", iface->name);
	EXPECT_STREQ("wan", iface->ifname);
	mpr_free(iface);
}

TEST_F(ports, a_device_whose_name_is_no_text_is_called_by_its_number)
{
	static const char *const odd[] = { "wg\xff", "caf\xe9", "wg\x01" };
	struct mpr_interface *iface;
	char number[32];
	unsigned int i;
	uint32_t wg;

	ASSERT_EQ(0, netdev_add("wg1", "wireguard"));
	wg = discovered(&self->w, "wg1");
	snprintf(number, sizeof(number), "netdev#%u", if_nametoindex("wg1"));
	ASSERT_EQ(0, netdev_rename("wg1", odd[0]));
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		ASSERT_EQ(0, mpr_interface_get(self->h, wg, &iface));
		EXPECT_STREQ(number, iface->name);
		EXPECT_STREQ(odd[i], iface->ifname);
		mpr_free(iface);
		ASSERT_EQ(0, netdev_rename(odd[i], i < 2 ? odd[i + 1] : "w\xc3\xa9"));
	}
	ASSERT_EQ(0, mpr_interface_get(self->h, wg, &iface));
	EXPECT_STREQ("w\xc3\xa9", iface->name);
	mpr_free(iface);
	ASSERT_EQ(0, netdev_add(odd[0], "wireguard"));
	snprintf(number, sizeof(number), "netdev#%u", if_nametoindex(odd[0]));
	EXPECT_NE(0, discovered(&self->w, number));
}

TEST_F(ports, a_device_that_is_renamed_while_connected)
{
	struct mpr_interface set = { .hold_down = 60000 }, *iface;
	unsigned int from;
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", &set, MPR_SET_HOLD_DOWN);
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	watch_skip(&self->w);
	from = self->w.pos;
	/*
	 * Kernels before 6.2 rename a device only while it is down: the hold-down time covers
	 * that.
	 */
	ASSERT_EQ(0, netdev_up("d0", false));
	ASSERT_EQ(0, sh("ip link set d0 name e0"));
	ASSERT_EQ(0, netdev_up("e0", true));
	ASSERT_EQ(0, mpr_interface_get(self->h, id, &iface));
	EXPECT_EQ(CONNECTED, iface->state);
	EXPECT_STREQ("e0", iface->ifname);
	mpr_free(iface);
	EXPECT_EQ(0, watch_count(&self->w, from, MPR_EVENT_KIND_CONNECTION_DOWN, id));
	EXPECT_LT(0, watch_count(&self->w, from, MPR_EVENT_KIND_INTERFACE_CHANGE, id));
}

#define SHORT_NAME "w0"
#define LONG_NAME "w0-as-long-as0"

static void *rename_often(void *data)
{
	struct ifreq req = { .ifr_name = SHORT_NAME, .ifr_newname = LONG_NAME };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool *over = data;
	unsigned int i;

	for (i = 0; i < 400; i++) {
		snprintf(req.ifr_name, IFNAMSIZ, "%s", i & 1 ? LONG_NAME : SHORT_NAME);
		snprintf(req.ifr_newname, IFNAMSIZ, "%s", i & 1 ? SHORT_NAME : LONG_NAME);
		if (ioctl(fd, SIOCSIFNAME, &req))
			break;
	}
	close(fd);
	__atomic_store_n(over, true, __ATOMIC_RELEASE);
	return i == 400 ? data : NULL;
}

static void count_others(const char *name, unsigned int *others)
{
	if (strcmp(name, SHORT_NAME) && strcmp(name, LONG_NAME))
		(*others)++;
}

static int count_other_ifnames(const struct mpr_interface *iface, void *data)
{
	count_others(iface->ifname, data);
	return 0;
}

static int count_other_ports(const struct mpr_port *port, void *data)
{
	count_others(port->name, data);
	return 0;
}

/* A rename holds RTNL, which nothing that reads interfaces and ports does. */
TEST_F(ports, a_name_that_is_read_while_it_changes_is_a_name_it_had)
{
	unsigned int others = 0;
	bool over = false;
	pthread_t thread;
	void *result;

	ASSERT_EQ(0, netdev_add(SHORT_NAME, "wireguard"));
	ASSERT_NE(0, discovered(&self->w, SHORT_NAME));
	ASSERT_EQ(0, pthread_create(&thread, NULL, rename_often, &over));
	while (!__atomic_load_n(&over, __ATOMIC_ACQUIRE)) {
		EXPECT_EQ(0, mpr_interface_list(self->h, 0, NULL, count_other_ifnames, &others));
		EXPECT_EQ(0, mpr_port_list(self->h, 0, 0, NULL, count_other_ports, &others));
	}
	EXPECT_EQ(0, others);
	pthread_join(thread, &result);
	EXPECT_EQ(&over, result);
}

/* A second namespace with a service handle; the caller goes back to the first. */
static struct mpr *other_netns(struct watch *w, int *fd)
{
	int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	struct mpr *h = NULL;

	if (!netdev_new_netns() && !mpr_open(NULL, &h) &&
	    !mpr_monitor_open(h, MPR_MONITOR_ALL, &w->mon))
		*fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	setns(here, CLONE_NEWNET);
	close(here);
	return h;
}

TEST_F(ports, a_device_that_moves_to_another_namespace)
{
	struct watch there = { 0 };
	struct waiter waiter;
	const struct ev *ev;
	uint32_t id, far, d0;
	struct mpr *other;
	int fd = -1;

	other = other_netns(&there, &fd);
	ASSERT_LE(0, fd);
	/* Connected, discovered. */
	ASSERT_EQ(0, netdev_add("wg1", "wireguard"));
	id = discovered(&self->w, "wg1");
	ASSERT_EQ(0, netdev_up("wg1", true));
	ASSERT_EQ(0, sh("ip link set wg1 netns /proc/%d/fd/%d", getpid(), fd));
	ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_DOWN, id);
	ASSERT_NE(NULL, ev);
	EXPECT_NE(NULL, watch_for(&self->w, MPR_EVENT_KIND_INTERFACE_DEL, id));
	EXPECT_EQ(0, service_now(self->h).interfaces);
	far = discovered(&there, "wg1");
	EXPECT_NE(0, far);
	EXPECT_EQ(DISCONNECTED, iface_now(other, far).state);
	/* Connecting, configured; it is waited for on the other side. */
	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_carrier("d0", false));
	d0 = add_kernel(self->h, "d0", NULL, 0);
	far = add_kernel(other, "d0", NULL, 0);
	EXPECT_EQ(UNREACHABLE, iface_now(other, far).state);
	waiter_start(&waiter, self->h, d0);
	ASSERT_NE(NULL, watch_state(&self->w, d0, CONNECTING));
	ASSERT_EQ(0, sh("ip link set d0 netns /proc/%d/fd/%d", getpid(), fd));
	EXPECT_EQ(925, waiter_end(&waiter));
	EXPECT_EQ(ST(UNREACHABLE, MPR_REASON_NO_DEVICE, 925), st_now(self->h, d0));
	EXPECT_EQ(DISCONNECTED, iface_now(other, far).state);
	mpr_monitor_close(there.mon);
	free(there.ev);
	mpr_close(other);
	close(fd);
}

TEST_F(ports, namespaces_die_with_connections_and_attempts)
{
	uint32_t id, failed;
	struct mpr *h;
	unsigned int i;
	int here;

	here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	for (i = 0; i < 3; i++) {
		struct mpr_interface set = { .backoff_first = LONG, .connect_timeout = 1000 };

		ASSERT_EQ(0, netdev_new_netns());
		ASSERT_EQ(0, mpr_open(NULL, &h));
		ASSERT_EQ(0, netdev_add("wg1", "wireguard"));
		ASSERT_EQ(0, netdev_up("wg1", true));
		ASSERT_EQ(0, sh(BOND));
		id = master_connected(h, "bond7");
		ASSERT_NE(0, id);
		/* One that is connecting, and one whose timer runs. */
		ASSERT_EQ(0, netdev_add("d8", "dummy"));
		ASSERT_EQ(0, netdev_carrier("d8", false));
		id = add_kernel(h, "d8", NULL, 0);
		ASSERT_EQ(600, mpr_interface_connect(h, id, 0));
		ASSERT_EQ(0, netdev_add("d9", "dummy"));
		ASSERT_EQ(0, netdev_carrier("d9", false));
		failed = add_kernel(h, "d9", &set,
				    MPR_SET_BACKOFF_FIRST | MPR_SET_CONNECT_TIMEOUT);
		EXPECT_EQ(679, mpr_interface_connect(h, failed, SOON));
		mpr_close(h);
		ASSERT_EQ(0, setns(here, CLONE_NEWNET));
	}
	close(here);
	/* The first one lives. */
	EXPECT_EQ(0, service_now(self->h).interfaces);
}

TEST_HARNESS_MAIN
