// SPDX-License-Identifier: GPL-2.0-only
/*
 * Enumerations in parts, while interfaces and connections come and go.
 */
#include <stdio.h>

#include <kselftest_harness.h>

#include "admin.h"

#define COUNT 40

FIXTURE(paging) {
	MPR_SERVER_HANDLE server;
};

FIXTURE_SETUP(paging)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_EQ(NO_ERROR, admin_setup(&self->server)) {
		TH_LOG("is mpr.ko loaded?");
	}
}

FIXTURE_TEARDOWN(paging)
{
	MprAdminServerDisconnect(self->server);
}

/* Interfaces wan0, wan1, ... connected on dummies of these names. */
static int connect_many(MPR_SERVER_HANDLE server, int from, int to)
{
	WCHAR wide[16];
	char name[16];
	HANDLE iface;
	int i;

	for (i = from; i < to; i++) {
		snprintf(name, sizeof(name), "wan%d", i);
		swprintf(wide, 16, L"wan%d", i);
		if (netdev_add(name, "dummy") ||
		    admin_create(server, wide, ROUTER_IF_TYPE_HOME_ROUTER, &iface) ||
		    MprAdminInterfaceConnect(server, iface, NULL, TRUE))
			return -1;
	}
	return 0;
}

TEST_F(paging, minus_one_returns_everything_and_both_totals_agree)
{
	DWORD n, total, resume = 0;
	RAS_CONNECTION_0 *conn;
	MPR_INTERFACE_0 *iface;

	ASSERT_EQ(0, connect_many(self->server, 0, COUNT));
	ASSERT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, 0, (LPBYTE *)&conn, -1, &n,
						   &total, &resume));
	EXPECT_EQ(COUNT, n);
	EXPECT_EQ(COUNT, total);
	EXPECT_EQ(0, resume);
	EXPECT_EQ(0, wcscmp(L"wan0", conn[0].wszInterfaceName));
	EXPECT_EQ(0, wcscmp(L"wan39", conn[COUNT - 1].wszInterfaceName));
	MprAdminBufferFree(conn);
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceEnum(self->server, 0, (LPBYTE *)&iface, -1, &n,
						  &total, &resume));
	EXPECT_EQ(COUNT, n);
	EXPECT_EQ(COUNT, total);
	MprAdminBufferFree(iface);
}

TEST_F(paging, nothing_is_a_success_without_a_buffer)
{
	DWORD n = 7, total = 7, resume = 0;
	LPBYTE buffer = (LPBYTE)&n;

	ASSERT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, 0, &buffer, -1, &n, &total,
						   &resume));
	EXPECT_EQ(NULL, buffer);
	EXPECT_EQ(0, n);
	EXPECT_EQ(0, total);
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceEnum(self->server, 0, &buffer, 0, &n, &total, NULL));
	EXPECT_EQ(NULL, buffer);
}

static size_t level_size(DWORD level)
{
	switch (level) {
	case 0:
		return sizeof(RAS_CONNECTION_0);
	case 1:
		return sizeof(RAS_CONNECTION_1);
	case 2:
		return sizeof(RAS_CONNECTION_2);
	default:
		return sizeof(RAS_CONNECTION_3);
	}
}

static HANDLE level_handle(DWORD level, LPBYTE entry)
{
	return level == 3 ? ((RAS_CONNECTION_3 *)entry)->hConnection : *(HANDLE *)entry;
}

/* Every connection exactly once at this level and length; the totals count down. */
static int page_through(struct __test_metadata *_metadata, MPR_SERVER_HANDLE server, DWORD level,
			DWORD pref, DWORD fit)
{
	DWORD n, total, resume = 0, seen = 0, code, i;
	HANDLE last = NULL;
	LPBYTE buffer;

	do {
		code = MprAdminConnectionEnum(server, level, &buffer, pref, &n, &total, &resume);
		ASSERT_TRUE(code == NO_ERROR || code == ERROR_MORE_DATA);
		EXPECT_EQ(COUNT - seen, total);
		EXPECT_TRUE(code == NO_ERROR || n == fit);
		for (i = 0; i < n; i++) {
			HANDLE handle = level_handle(level, buffer + i * level_size(level));

			EXPECT_LT((uintptr_t)last, (uintptr_t)handle);
			last = handle;
		}
		seen += n;
		MprAdminBufferFree(buffer);
	} while (code == ERROR_MORE_DATA);
	EXPECT_EQ(COUNT, seen);
	EXPECT_EQ(0, resume);
	return 0;
}

TEST_F(paging, any_length_returns_as_many_whole_entries_as_fit_and_at_least_one)
{
	DWORD level;

	ASSERT_EQ(0, connect_many(self->server, 0, COUNT));
	for (level = 0; level <= 3; level++) {
		size_t size = level_size(level);

		page_through(_metadata, self->server, level, 0, 1);
		page_through(_metadata, self->server, level, 1, 1);
		page_through(_metadata, self->server, level, size - 1, 1);
		page_through(_metadata, self->server, level, size, 1);
		page_through(_metadata, self->server, level, 2 * size - 1, 1);
		page_through(_metadata, self->server, level, 7 * size + 3, 7);
		page_through(_metadata, self->server, level, COUNT * size, COUNT);
	}
}

TEST_F(paging, what_stays_is_returned_exactly_once_while_others_come_and_go)
{
	DWORD n, total, resume = 0, code, i, pages = 0;
	int seen[2 * COUNT] = { 0 }, number;
	RAS_CONNECTION_0 *conn;
	char name[16];

	ASSERT_EQ(0, connect_many(self->server, 0, COUNT));
	do {
		code = MprAdminConnectionEnum(self->server, 0, (LPBYTE *)&conn,
					      3 * sizeof(*conn), &n, &total, &resume);
		ASSERT_TRUE(code == NO_ERROR || code == ERROR_MORE_DATA);
		for (i = 0; i < n; i++) {
			number = wcstol(conn[i].wszInterfaceName + 3, NULL, 10);
			seen[number]++;
		}
		MprAdminBufferFree(conn);
		if (pages >= 10)
			continue;
		/* One that was seen, the very one the handle stands for, one to come; a new one. */
		snprintf(name, sizeof(name), "wan%u", pages * 4);
		netdev_del(name);
		if (pages == 2)
			netdev_del("wan8");
		snprintf(name, sizeof(name), "wan%u", COUNT - 1 - pages);
		netdev_del(name);
		ASSERT_EQ(0, connect_many(self->server, COUNT + pages, COUNT + pages + 1));
		pages++;
	} while (code == ERROR_MORE_DATA);
	EXPECT_EQ(0, resume);
	for (i = 0; i < 2 * COUNT; i++)
		EXPECT_GE(1, seen[i]);
	/* These were there all the time. */
	for (i = 0; i < COUNT - 10; i++)
		EXPECT_TRUE(i % 4 == 0 || seen[i] == 1);
	for (i = COUNT; i < COUNT + pages - 1; i++)
		EXPECT_EQ(1, seen[i]);
}

TEST_F(paging, without_a_resume_handle_every_call_begins_at_the_start)
{
	DWORD n, total;
	MPR_INTERFACE_0 *iface;
	int i;

	ASSERT_EQ(0, connect_many(self->server, 0, 3));
	for (i = 0; i < 2; i++) {
		ASSERT_EQ(ERROR_MORE_DATA,
			  MprAdminInterfaceEnum(self->server, 0, (LPBYTE *)&iface,
						2 * sizeof(*iface), &n, &total, NULL));
		EXPECT_EQ(2, n);
		EXPECT_EQ(3, total);
		EXPECT_EQ(0, wcscmp(L"wan0", iface[0].wszInterfaceName));
		MprAdminBufferFree(iface);
	}
}

TEST_F(paging, checks_pointers_then_the_level)
{
	DWORD n, total, resume = 0;
	LPBYTE buffer;

	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminConnectionEnum(self->server, 9, NULL, -1, &n, &total, &resume));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminConnectionEnum(self->server, 9, &buffer, -1, NULL, &total, &resume));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminConnectionEnum(self->server, 9, &buffer, -1, &n, NULL, &resume));
	EXPECT_EQ(ERROR_INVALID_LEVEL,
		  MprAdminConnectionEnum(self->server, 4, &buffer, -1, &n, &total, &resume));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceEnum(self->server, 9, NULL, -1, &n, &total, &resume));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceEnum(self->server, 9, &buffer, -1, NULL, &total, &resume));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceEnum(self->server, 9, &buffer, -1, &n, NULL, &resume));
	EXPECT_EQ(ERROR_NOT_SUPPORTED,
		  MprAdminInterfaceEnum(self->server, 1, &buffer, -1, &n, &total, &resume));
}

TEST_F(paging, get_info_returns_what_the_enumeration_returned_at_each_level)
{
	DWORD n, total, level;
	LPBYTE list, one;
	HANDLE conn;

	ASSERT_EQ(0, connect_many(self->server, 0, 1));
	for (level = 0; level <= 3; level++) {
		ASSERT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, level, &list, -1, &n,
							   &total, NULL));
		ASSERT_EQ(1, n);
		conn = level_handle(level, list);
		ASSERT_EQ(NO_ERROR, MprAdminConnectionGetInfo(self->server, level, conn, &one));
		EXPECT_EQ(conn, level_handle(level, one));
		if (level == 0) {
			RAS_CONNECTION_0 *conn0 = (RAS_CONNECTION_0 *)one;

			EXPECT_EQ(0, wcscmp(L"wan0", conn0->wszInterfaceName));
		} else if (level == 3) {
			RAS_CONNECTION_3 *a = (RAS_CONNECTION_3 *)list;
			RAS_CONNECTION_3 *b = (RAS_CONNECTION_3 *)one;

			EXPECT_EQ(0, memcmp(&a->guid, &b->guid, sizeof(GUID)));
			EXPECT_EQ(sizeof(*b), b->dwSize);
		}
		MprAdminBufferFree(list);
		MprAdminBufferFree(one);
	}
}

TEST_F(paging, clear_stats_sets_the_counters_to_zero)
{
	RAS_CONNECTION_1 *conn;
	DWORD n, total;
	HANDLE handle;
	int tries;

	ASSERT_EQ(0, connect_many(self->server, 0, 1));
	/* IPv6 says hello by itself; this makes sure. */
	ASSERT_EQ(0, system("ip addr add 192.0.2.1/24 dev wan0; "
			    "ping -c 1 -W 1 192.0.2.2 > /dev/null; true"));
	for (tries = 0; tries < 2; tries++) {
		ASSERT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, 1, (LPBYTE *)&conn, -1, &n,
							   &total, NULL));
		ASSERT_EQ(1, n);
		handle = conn->hConnection;
		EXPECT_EQ(!tries, !!conn->dwBytesXmited);
		EXPECT_EQ(0, wcscmp(L"192.0.2.1", conn->PppInfo.ip.wszAddress));
		MprAdminBufferFree(conn);
		if (!tries) {
			/* So that nothing more is sent. */
			ASSERT_EQ(0, system("sysctl -qw net.ipv6.conf.wan0.disable_ipv6=1; "
					    "ip link set wan0 arp off"));
			ASSERT_EQ(NO_ERROR, MprAdminConnectionClearStats(self->server, handle));
		}
	}
}

TEST_HARNESS_MAIN
