// SPDX-License-Identifier: GPL-2.0-only
/* Connections: addresses as they change, identity, counters, and what the end still tells. */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <kselftest_harness.h>

#include "mpr_kmod.h"

FIXTURE(connection) {
	struct mpr *h;
	struct watch w;
};

FIXTURE_SETUP(connection)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_TRUE(service_watched(&self->h, &self->w.mon)) {
		TH_LOG("is mpr.ko loaded?");
	}
}

FIXTURE_TEARDOWN(connection)
{
	mpr_monitor_close(self->w.mon);
	mpr_close(self->h);
	free(self->w.ev);
}

/* Sets the address of a netdevice; "0.0.0.0" takes it away. */
static int set_address(const char *ifname, const char *text)
{
	struct ifreq ifr = { 0 };
	struct sockaddr_in *sin = (struct sockaddr_in *)&ifr.ifr_addr;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	int ret;

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", ifname);
	sin->sin_family = AF_INET;
	inet_pton(AF_INET, text, &sin->sin_addr);
	ret = ioctl(fd, SIOCSIFADDR, &ifr);
	close(fd);
	return ret;
}

/* Does an event of this kind say that the connection has this address? */
struct wanted {
	enum mpr_event_kind kind;
	const char *address;
	bool seen;
	bool has;
};

static bool has_address(const struct mpr_connection *conn, const char *text)
{
	char buf[INET6_ADDRSTRLEN];
	unsigned int i;

	for (i = 0; i < conn->n_addresses; i++)
		if (inet_ntop(conn->addresses[i].family, conn->addresses[i].local, buf,
			      sizeof(buf)) && !strcmp(buf, text))
			return true;
	return false;
}

static int look(const struct mpr_event *event, void *data)
{
	struct wanted *wanted = data;

	if (event->kind != wanted->kind || !event->connection)
		return 0;
	wanted->seen = true;
	wanted->has = has_address(event->connection, wanted->address);
	return 0;
}

static uint32_t connection_of(struct mpr *h, uint32_t id)
{
	return iface_now(h, id).connection_id;
}

/* A connected interface "d0" over a dummy device of that name. */
static uint32_t connected(struct mpr *h)
{
	uint32_t id = 0;

	if (!netdev_add("d0", "dummy"))
		id = add_kernel(h, "d0", NULL, 0);
	return id && !mpr_interface_connect(h, id, SOON) ? id : 0;
}

/* Waits until the connection's addresses do, or do not, contain @address. */
static bool addresses_become(struct mpr *h, struct watch *w, uint32_t id, const char *address,
			     bool there)
{
	struct mpr_connection *conn;
	bool is;

	do {
		if (mpr_connection_get(h, connection_of(h, id), &conn))
			return false;
		is = has_address(conn, address);
		mpr_free(conn);
	} while (is != there && watch_for(w, MPR_EVENT_KIND_CONNECTION_CHANGE, 0));
	return is == there;
}

TEST_F(connection, addresses_are_told_as_they_come_and_go)
{
	uint32_t id = connected(self->h);
	struct wanted wanted = { .kind = MPR_EVENT_KIND_CONNECTION_CHANGE,
				 .address = "192.0.2.7" };

	ASSERT_NE(0, id);
	ASSERT_EQ(0, set_address("d0", "192.0.2.7"));
	EXPECT_TRUE(addresses_become(self->h, &self->w, id, "192.0.2.7", true));
	mpr_journal_read(self->h, 0, NULL, look, &wanted);
	EXPECT_TRUE(wanted.seen && wanted.has);
	ASSERT_EQ(0, set_address("d0", "0.0.0.0"));
	EXPECT_TRUE(addresses_become(self->h, &self->w, id, "192.0.2.7", false));
}

TEST_F(connection, the_end_tells_addresses_that_went_just_before_the_link)
{
	uint32_t id = connected(self->h);
	struct wanted wanted = { .kind = MPR_EVENT_KIND_CONNECTION_DOWN,
				 .address = "192.0.2.7" };

	ASSERT_NE(0, id);
	ASSERT_EQ(0, set_address("d0", "192.0.2.7"));
	ASSERT_TRUE(addresses_become(self->h, &self->w, id, "192.0.2.7", true));
	ASSERT_EQ(0, set_address("d0", "0.0.0.0"));
	ASSERT_EQ(0, netdev_up("d0", false));
	ASSERT_NE(NULL, watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_DOWN, id));
	mpr_journal_read(self->h, 0, NULL, look, &wanted);
	EXPECT_TRUE(wanted.seen);
	EXPECT_TRUE(wanted.has);
}

static int no_ipv6(void)
{
	FILE *f = fopen("/proc/sys/net/ipv6/conf/default/disable_ipv6", "w");
	int ret = f ? fputs("1", f) : -1;

	return f && !fclose(f) && ret >= 0 ? 0 : -1;
}

TEST_F(connection, identity_is_news_once)
{
	static const struct mpr_ppp ppp = { .auth_protocol = 0xc223, .auth_data = 5 };
	struct mpr_identity who = { .user = "alice", .domain = "EXAMPLE",
				    .flags = MPR_CONN_FLAG_PPP, .ppp = &ppp };
	struct mpr_connection *conn;
	unsigned int from;
	uint32_t id;

	/* Its addresses would be news, too. */
	ASSERT_EQ(0, no_ipv6());
	id = connected(self->h);
	ASSERT_NE(0, id);
	who.interface_id = id;
	watch_skip(&self->w);
	from = self->w.n;
	ASSERT_EQ(0, mpr_connection_identify(self->h, &who));
	ASSERT_EQ(0, mpr_connection_get(self->h, connection_of(self->h, id), &conn));
	EXPECT_STREQ("alice", conn->user);
	EXPECT_STREQ("EXAMPLE", conn->domain);
	EXPECT_EQ(0xc223, conn->ppp.auth_protocol);
	EXPECT_TRUE(conn->flags & MPR_CONN_FLAG_PPP);
	mpr_free(conn);
	who.ppp = NULL;
	who.domain = NULL;
	ASSERT_EQ(0, mpr_connection_identify(self->h, &who));
	who.user = "bob";
	ASSERT_EQ(0, mpr_connection_identify(self->h, &who));
	ASSERT_EQ(0, mpr_connection_get(self->h, connection_of(self->h, id), &conn));
	EXPECT_STREQ("bob", conn->user);
	EXPECT_STREQ("EXAMPLE", conn->domain);
	EXPECT_EQ(0xc223, conn->ppp.auth_protocol);
	EXPECT_EQ(2, watch_count(&self->w, from, MPR_EVENT_KIND_CONNECTION_CHANGE, id));
	mpr_free(conn);
}

TEST_F(connection, a_device_that_the_kernel_dials_is_down_when_disconnect_returns)
{
	uint32_t id = connected(self->h);
	unsigned int i, up = 0;

	ASSERT_NE(0, id);
	for (i = 0; i < 20; i++) {
		ASSERT_EQ(0, mpr_interface_disconnect(self->h, id));
		up += netdev_is_up("d0");
		ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
		up += !netdev_is_up("d0");
	}
	EXPECT_EQ(0, up);
}

TEST_F(connection, identity_said_before_the_link_is_up_is_kept)
{
	struct mpr_identity who = { .user = "carol" };
	struct mpr_connection *conn;
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	who.interface_id = id;
	ASSERT_EQ(0, mpr_connection_identify(self->h, &who));
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	ASSERT_EQ(0, mpr_connection_get(self->h, connection_of(self->h, id), &conn));
	EXPECT_STREQ("carol", conn->user);
	mpr_free(conn);
}

TEST_F(connection, the_reason_given_before_the_link_goes_down_is_that_of_the_end)
{
	uint32_t id = connected(self->h);
	struct mpr_identity who = { .interface_id = id, .end_reason = 629 };
	const struct ev *ev;

	ASSERT_NE(0, id);
	ASSERT_EQ(0, mpr_connection_identify(self->h, &who));
	ASSERT_EQ(0, netdev_up("d0", false));
	ev = watch_for(&self->w, MPR_EVENT_KIND_CONNECTION_DOWN, id);
	ASSERT_NE(NULL, ev);
	EXPECT_EQ(629, ev->end_reason);
	EXPECT_EQ(MPR_END_CAUSE_DIALER, ev->end_cause);
	EXPECT_EQ(629, iface_now(self->h, id).last_error);
}

/* Sends @n datagrams of 100 bytes out of the device. */
static int send_some(const char *ifname, unsigned int n)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };
	char data[100] = { 0 };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	int ret = 0;

	inet_pton(AF_INET, "192.0.2.255", &to.sin_addr);
	setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &(int){ 1 }, sizeof(int));
	setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, ifname, strlen(ifname));
	while (n-- && !ret)
		if (sendto(fd, data, sizeof(data), 0, (struct sockaddr *)&to, sizeof(to)) < 0)
			ret = -1;
	close(fd);
	return ret;
}

static struct mpr_stats stats_now(struct mpr *h, uint32_t id)
{
	struct mpr_stats stats = { 0 };
	struct mpr_connection *conn;

	if (!mpr_connection_get(h, connection_of(h, id), &conn)) {
		stats = conn->stats;
		mpr_free(conn);
	}
	return stats;
}

static int take_stats(const struct mpr_port *port, void *stats)
{
	*(struct mpr_stats *)stats = port->stats;
	return 0;
}

/* Of the only port of a connection. */
static struct mpr_stats port_stats_now(struct mpr *h, uint32_t id)
{
	struct mpr_stats stats = { 0 };

	mpr_port_list(h, connection_of(h, id), 0, NULL, take_stats, &stats);
	return stats;
}

TEST_F(connection, counters_begin_with_the_connection_and_can_be_cleared)
{
	uint32_t id = connected(self->h);
	struct mpr_stats before, after;

	ASSERT_NE(0, id);
	ASSERT_EQ(0, set_address("d0", "192.0.2.7"));
	before = stats_now(self->h, id);
	ASSERT_EQ(0, send_some("d0", 50));
	after = stats_now(self->h, id);
	EXPECT_LE(before.tx_packets + 50, after.tx_packets);
	EXPECT_LE(before.tx_bytes + 5000, after.tx_bytes);
	EXPECT_LE(50, port_stats_now(self->h, id).tx_packets);
	ASSERT_EQ(0, mpr_connection_clear_stats(self->h, connection_of(self->h, id)));
	EXPECT_GT(after.tx_packets, stats_now(self->h, id).tx_packets + 40);

	/* The device counts on, the next connection begins at zero. */
	ASSERT_EQ(0, mpr_interface_disconnect(self->h, id));
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	EXPECT_GT(50, stats_now(self->h, id).tx_packets);
	EXPECT_GT(50, port_stats_now(self->h, id).tx_packets);
}

TEST_F(connection, what_nobody_said_is_absent)
{
	uint32_t id = connected(self->h);
	struct mpr_connection *conn;

	ASSERT_NE(0, id);
	ASSERT_EQ(0, mpr_connection_get(self->h, connection_of(self->h, id), &conn));
	EXPECT_EQ(0, conn->local_endpoint.family);
	EXPECT_EQ(0, conn->remote_endpoint.family);
	EXPECT_EQ(1, conn->ports);
	EXPECT_EQ(id, conn->interface_id);
	mpr_free(conn);
}

TEST_HARNESS_MAIN
