// SPDX-License-Identifier: GPL-2.0-only
/*
 * The document "MprAdminConnectionEnum", sentence by sentence. Where it is silent: design,
 * section 5, and the reference's enumeration rules.
 */
#include <kselftest_harness.h>

#include "mpr_test.h"

FIXTURE(enumerate) {
	MPR_SERVER_HANDLE server;
};

FIXTURE_SETUP(enumerate)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_EQ(0, admin_setup(&self->server)) {
		TH_LOG("is mpr.ko loaded?");
	}
}

FIXTURE_TEARDOWN(enumerate)
{
	MprAdminServerDisconnect(self->server);
}

/* All of it at @level; NULL if that did not work. */
static void *all(MPR_SERVER_HANDLE server, DWORD level, DWORD *n)
{
	LPBYTE buffer = NULL;
	DWORD total;

	*n = 0;
	if (MprAdminConnectionEnum(server, level, &buffer, -1, n, &total, NULL) || *n != total)
		return NULL;
	return buffer;
}

/* As many connections as there are handles, of interfaces wan0, wan1, ... */
static DWORD connect_many(MPR_SERVER_HANDLE server, HANDLE *iface, unsigned int n)
{
	DWORD code = NO_ERROR;
	char name[IFNAMSIZ];
	unsigned int i;

	for (i = 0; i < n && !code; i++) {
		snprintf(name, sizeof(name), "wan%u", i);
		code = wan_up(server, name, &iface[i]);
	}
	return code;
}

/* "enumerates all active connections": all of them, and nothing that is not connected */
TEST_F(enumerate, all_active_connections_and_no_others)
{
	HANDLE iface[3], idle, dialling;
	RAS_CONNECTION_0 *c;
	DWORD n, i;

	ASSERT_EQ(NO_ERROR, connect_many(self->server, iface, 3));
	ASSERT_EQ(NO_ERROR, wan_add(self->server, "idle", &idle));
	ASSERT_EQ(NO_ERROR, wan_add(self->server, "dialling", &dialling));
	ASSERT_EQ(0, netdev_carrier("dialling", false));
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, dialling, NULL, FALSE));
	c = all(self->server, 0, &n);
	ASSERT_EQ(3, n);
	for (i = 0; i < n; i++)
		EXPECT_EQ(iface[i], c[i].hInterface);
	MprAdminBufferFree(c);
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface[1]));
	c = all(self->server, 0, &n);
	ASSERT_EQ(2, n);
	EXPECT_EQ(iface[0], c[0].hInterface);
	EXPECT_EQ(iface[2], c[1].hInterface);
	MprAdminBufferFree(c);
}

/* hRasServer: the server "on which connections are enumerated" */
TEST_F(enumerate, the_connections_are_those_of_the_server)
{
	MPR_SERVER_HANDLE other;
	HANDLE iface;
	DWORD n;

	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	/* A server is a network namespace. */
	ASSERT_EQ(0, netdev_new_netns());
	ASSERT_EQ(NO_ERROR, MprAdminServerConnect(NULL, &other));
	EXPECT_EQ(NULL, all(other, 0, &n));
	EXPECT_EQ(0, n);
	MprAdminBufferFree(all(self->server, 0, &n));
	EXPECT_EQ(1, n);
	MprAdminServerDisconnect(other);
}

/* dwLevel 0: RAS_CONNECTION_0 */
TEST_F(enumerate, level_0_is_ras_connection_0)
{
	struct mpr_identity who = { .user = "alice", .domain = "example",
				    .remote_computer = "LAPTOP",
				    .flags = MPR_CONN_FLAG_PPP };
	RAS_CONNECTION_0 *c, *again;
	struct mpr *h;
	HANDLE iface;
	DWORD n;

	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	ASSERT_EQ(0, mpr_open(NULL, &h));
	who.interface_id = (uintptr_t)iface;
	ASSERT_EQ(0, mpr_connection_identify(h, &who));
	mpr_close(h);
	c = all(self->server, 0, &n);
	ASSERT_EQ(1, n);
	EXPECT_NE(NULL, c->hConnection);
	EXPECT_NE(iface, c->hConnection);
	EXPECT_EQ(iface, c->hInterface);
	EXPECT_GT(60, c->dwConnectDuration);
	EXPECT_EQ(ROUTER_IF_TYPE_HOME_ROUTER, c->dwInterfaceType);
	EXPECT_EQ(RAS_FLAGS_PPP_CONNECTION, c->dwConnectionFlags);
	EXPECT_EQ(0, wcscmp(L"wan0", c->wszInterfaceName));
	EXPECT_EQ(0, wcscmp(L"alice", c->wszUserName));
	EXPECT_EQ(0, wcscmp(L"example", c->wszLogonDomain));
	EXPECT_EQ(0, wcscmp(L"LAPTOP", c->wszRemoteComputer));
	/* The handle is one that ConnectionGetInfo takes. */
	ASSERT_EQ(NO_ERROR, MprAdminConnectionGetInfo(self->server, 0, c->hConnection,
						      (LPBYTE *)&again));
	EXPECT_EQ(c->hConnection, again->hConnection);
	MprAdminBufferFree(again);
	MprAdminBufferFree(c);
}

/* dwLevel 1: RAS_CONNECTION_1 */
TEST_F(enumerate, level_1_is_ras_connection_1)
{
	RAS_CONNECTION_1 *c;
	HANDLE iface;
	DWORD n;

	ASSERT_TRUE(be_quiet());
	/* Its other end is veth0. */
	ASSERT_EQ(0, netdev_add("wan0", "veth"));
	ASSERT_EQ(0, netdev_up("veth0", true));
	ASSERT_EQ(0, system("ip address add 192.0.2.1 peer 192.0.2.2 dev wan0"));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &iface));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	ASSERT_TRUE(send_frames("wan0", 5, 100));
	ASSERT_TRUE(send_frames("veth0", 3, 60));
	c = all(self->server, 1, &n);
	ASSERT_EQ(1, n);
	EXPECT_NE(NULL, c->hConnection);
	EXPECT_EQ(iface, c->hInterface);
	EXPECT_EQ(0, c->PppInfo.ip.dwError);
	EXPECT_EQ(0, wcscmp(L"192.0.2.1", c->PppInfo.ip.wszAddress));
	EXPECT_EQ(0, wcscmp(L"192.0.2.2", c->PppInfo.ip.wszRemoteAddress));
	EXPECT_EQ(5, c->dwFramesXmited);
	EXPECT_EQ(500, c->dwBytesXmited);
	EXPECT_EQ(3, c->dwFramesRcved);
	EXPECT_EQ(180, c->dwBytesRcved);
	EXPECT_EQ(0, c->dwCrcErr);
	MprAdminBufferFree(c);
	/* The next connection over the same device begins at zero. */
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	ASSERT_TRUE(send_frames("wan0", 1, 80));
	c = all(self->server, 1, &n);
	ASSERT_EQ(1, n);
	EXPECT_EQ(1, c->dwFramesXmited);
	EXPECT_EQ(80, c->dwBytesXmited);
	EXPECT_EQ(0, c->dwFramesRcved);
	EXPECT_EQ(0, c->dwBytesRcved);
	MprAdminBufferFree(c);
}

/* dwLevel 2: RAS_CONNECTION_2 */
TEST_F(enumerate, level_2_is_ras_connection_2)
{
	static const GUID none;
	RAS_CONNECTION_0 *c0;
	RAS_CONNECTION_2 *c;
	HANDLE iface[2];
	DWORD n, i;

	ASSERT_EQ(NO_ERROR, connect_many(self->server, iface, 2));
	c0 = all(self->server, 0, &n);
	ASSERT_EQ(2, n);
	c = all(self->server, 2, &n);
	ASSERT_EQ(2, n);
	for (i = 0; i < n; i++) {
		EXPECT_EQ(c0[i].hConnection, c[i].hConnection);
		EXPECT_EQ(ROUTER_IF_TYPE_HOME_ROUTER, c[i].dwInterfaceType);
		EXPECT_NE(0, memcmp(&none, &c[i].guid, sizeof(none)));
		/* RFC 4122: random, version 4. */
		EXPECT_EQ(4, c[i].guid.Data3 >> 12);
		EXPECT_EQ(0x80, c[i].guid.Data4[0] & 0xc0);
	}
	EXPECT_NE(0, memcmp(&c[0].guid, &c[1].guid, sizeof(none)));
	MprAdminBufferFree(c);
	MprAdminBufferFree(c0);
}

/* dwLevel 3: RAS_CONNECTION_3 */
TEST_F(enumerate, level_3_is_ras_connection_3)
{
	RAS_CONNECTION_2 *c2;
	RAS_CONNECTION_3 *c;
	HANDLE iface[2];
	DWORD n, i;

	ASSERT_EQ(NO_ERROR, connect_many(self->server, iface, 2));
	c2 = all(self->server, 2, &n);
	ASSERT_EQ(2, n);
	c = all(self->server, 3, &n);
	ASSERT_EQ(2, n);
	for (i = 0; i < n; i++) {
		EXPECT_EQ(1, c[i].dwVersion);
		EXPECT_EQ(sizeof(*c), c[i].dwSize);
		EXPECT_EQ(c2[i].hConnection, c[i].hConnection);
		EXPECT_EQ(ROUTER_IF_TYPE_HOME_ROUTER, c[i].dwInterfaceType);
		EXPECT_EQ(0, memcmp(&c2[i].guid, &c[i].guid, sizeof(c->guid)));
		EXPECT_EQ(RAS_QUAR_STATE_NORMAL, c[i].rasQuarState);
	}
	MprAdminBufferFree(c);
	MprAdminBufferFree(c2);
}

/* lplpbBuffer: "to free this memory, call MprAdminBufferFree"; with no connections there is none */
TEST_F(enumerate, the_buffer_is_freed_with_buffer_free)
{
	LPBYTE buffer = (LPBYTE)self;
	DWORD n = 7, total = 7;
	HANDLE iface;

	EXPECT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, 0, &buffer, -1, &n, &total, NULL));
	EXPECT_EQ(NULL, buffer);
	EXPECT_EQ(0, n);
	EXPECT_EQ(0, total);
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	EXPECT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, 0, &buffer, -1, &n, &total, NULL));
	EXPECT_NE(NULL, buffer);
	EXPECT_EQ(NO_ERROR, MprAdminBufferFree(buffer));
}

/*
 * dwPrefMaxLen: "preferred maximum length of returned data in 8-bit bytes"; at least one entry
 * all the same
 */
TEST_F(enumerate, the_preferred_length_limits_the_data)
{
	static const DWORD level_size[] = { sizeof(RAS_CONNECTION_0), sizeof(RAS_CONNECTION_1),
					    sizeof(RAS_CONNECTION_2), sizeof(RAS_CONNECTION_3) };
	DWORD level, size, n, total;
	HANDLE iface[4];
	LPBYTE buffer;

	ASSERT_EQ(NO_ERROR, connect_many(self->server, iface, 4));
	for (level = 0; level < 4; level++) {
		size = level_size[level];
		EXPECT_EQ(ERROR_MORE_DATA, MprAdminConnectionEnum(self->server, level, &buffer, 0,
								  &n, &total, NULL));
		EXPECT_EQ(1, n);
		MprAdminBufferFree(buffer);
		EXPECT_EQ(ERROR_MORE_DATA,
			  MprAdminConnectionEnum(self->server, level, &buffer, 2 * size - 1, &n,
						 &total, NULL));
		EXPECT_EQ(1, n);
		MprAdminBufferFree(buffer);
		EXPECT_EQ(ERROR_MORE_DATA,
			  MprAdminConnectionEnum(self->server, level, &buffer, 4 * size - 1, &n,
						 &total, NULL));
		EXPECT_EQ(3, n);
		MprAdminBufferFree(buffer);
		EXPECT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, level, &buffer, 4 * size,
							   &n, &total, NULL));
		EXPECT_EQ(4, n);
		MprAdminBufferFree(buffer);
	}
}

/* dwPrefMaxLen: "if -1, the buffer returned is large enough to hold all available information" */
TEST_F(enumerate, minus_one_returns_everything)
{
	DWORD n, total, resume = 0;
	HANDLE iface[20];
	LPBYTE buffer;

	ASSERT_EQ(NO_ERROR, connect_many(self->server, iface, 20));
	EXPECT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, 0, &buffer, -1, &n, &total,
						   &resume));
	EXPECT_EQ(20, n);
	EXPECT_EQ(20, total);
	EXPECT_EQ(0, resume);
	MprAdminBufferFree(buffer);
}

/*
 * lpdwEntriesRead: "enumerated from the current resume position"; lpdwTotalEntries: "could have
 * been"
 */
TEST_F(enumerate, entries_read_and_total_entries_count_from_the_resume_position)
{
	static const DWORD reads[] = { 2, 2, 2, 1 }, totals[] = { 7, 5, 3, 1 };
	DWORD n, total, i, k, resume = 0, seen = 0;
	RAS_CONNECTION_0 *c;
	HANDLE iface[7];

	ASSERT_EQ(NO_ERROR, connect_many(self->server, iface, 7));
	for (i = 0; i < 4; i++) {
		EXPECT_EQ(i < 3 ? ERROR_MORE_DATA : NO_ERROR,
			  MprAdminConnectionEnum(self->server, 0, (LPBYTE *)&c, 2 * sizeof(*c), &n,
						 &total, &resume));
		ASSERT_EQ(reads[i], n);
		EXPECT_EQ(totals[i], total);
		for (k = 0; k < n; k++)
			EXPECT_EQ(iface[seen++], c[k].hInterface);
		MprAdminBufferFree(c);
	}
	EXPECT_EQ(7, seen);
}

/*
 * lpdwResumeHandle: "zero on the first call, and left unchanged on subsequent calls"; "NULL upon
 * return ... complete"
 */
TEST_F(enumerate, the_resume_handle_continues_and_is_zero_when_complete)
{
	DWORD n, total, resume = 0;
	HANDLE iface[2];
	LPBYTE buffer;
	int round;

	ASSERT_EQ(NO_ERROR, connect_many(self->server, iface, 2));
	/* Twice with one variable: complete also means ready to begin again. */
	for (round = 0; round < 2; round++) {
		EXPECT_EQ(ERROR_MORE_DATA, MprAdminConnectionEnum(self->server, 0, &buffer, 1, &n,
								  &total, &resume));
		EXPECT_NE(0, resume);
		MprAdminBufferFree(buffer);
		EXPECT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, 0, &buffer, 1, &n, &total,
							   &resume));
		EXPECT_EQ(0, resume);
		MprAdminBufferFree(buffer);
	}
}

/*
 * lpdwResumeHandle: "another call may be made using this handle to retrieve more data", whatever
 * changed between
 */
TEST_F(enumerate, the_resume_handle_stays_right_while_connections_come_and_go)
{
	DWORD n, total, resume = 0;
	RAS_CONNECTION_0 *c;
	HANDLE iface[5], later;

	ASSERT_EQ(NO_ERROR, connect_many(self->server, iface, 5));
	ASSERT_EQ(ERROR_MORE_DATA, MprAdminConnectionEnum(self->server, 0, (LPBYTE *)&c,
							  2 * sizeof(*c), &n, &total, &resume));
	MprAdminBufferFree(c);
	/* One that was returned, the last one of these, and one that was not. */
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface[0]));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface[1]));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface[3]));
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "later", &later));
	ASSERT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, 0, (LPBYTE *)&c, -1, &n, &total,
						   &resume));
	ASSERT_EQ(3, n);
	EXPECT_EQ(3, total);
	EXPECT_EQ(iface[2], c[0].hInterface);
	EXPECT_EQ(iface[4], c[1].hInterface);
	EXPECT_EQ(later, c[2].hInterface);
	EXPECT_EQ(0, resume);
	MprAdminBufferFree(c);
}

/* lpdwResumeHandle: "invalid for other types of error returns": an error gives nothing out */
TEST_F(enumerate, other_errors_give_nothing_out)
{
	DWORD n = 7, total = 7, resume = 0;
	LPBYTE buffer = (LPBYTE)self;
	HANDLE iface;

	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	EXPECT_EQ(ERROR_INVALID_LEVEL, MprAdminConnectionEnum(self->server, 9, &buffer, -1, &n,
							      &total, &resume));
	EXPECT_EQ((LPBYTE)self, buffer);
	EXPECT_EQ(7, n);
	EXPECT_EQ(7, total);
}

/* "If the function succeeds, the return value is NO_ERROR" */
TEST_F(enumerate, code_no_error)
{
	HANDLE iface;
	DWORD n;

	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	EXPECT_EQ(NO_ERROR, MprAdminBufferFree(all(self->server, 0, &n)));
	EXPECT_EQ(1, n);
}

/*
 * ERROR_DDM_NOT_RUNNING: "possibly because the Dynamic Interface Manager is configured to run
 * only on a LAN"
 */
TEST_F(enumerate, code_ddm_not_running)
{
	DWORD n, total;
	LPBYTE buffer;

	ASSERT_EQ(0, admin_service(MPR_SERVICE_LAN_ONLY, true));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  MprAdminConnectionEnum(self->server, 0, &buffer, -1, &n, &total, NULL));
	/* Before parameters are looked at. */
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  MprAdminConnectionEnum(self->server, 9, NULL, -1, NULL, NULL, NULL));
	ASSERT_EQ(0, admin_service(MPR_SERVICE_LAN_ONLY, false));
	EXPECT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, 0, &buffer, -1, &n, &total, NULL));
}

/* ERROR_INVALID_LEVEL: "not zero, one, two, or three" */
TEST_F(enumerate, code_invalid_level)
{
	static const DWORD bad[] = { 4, 5, 100, 0x80000000, (DWORD)-1 };
	DWORD n, total, i;
	LPBYTE buffer;

	for (i = 0; i < 4; i++)
		EXPECT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, i, &buffer, -1, &n, &total,
							   NULL));
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		EXPECT_EQ(ERROR_INVALID_LEVEL,
			  MprAdminConnectionEnum(self->server, bad[i], &buffer, -1, &n, &total,
						 NULL));
}

/*
 * ERROR_INVALID_PARAMETER: "lplpBuffer, lpdwEntriesRead, or lpdwTotalEntries" is NULL; the resume
 * handle may be
 */
TEST_F(enumerate, code_invalid_parameter)
{
	DWORD n, total, resume = 0;
	LPBYTE buffer;

	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminConnectionEnum(self->server, 0, NULL, -1, &n, &total, &resume));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminConnectionEnum(self->server, 0, &buffer, -1, NULL, &total, &resume));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminConnectionEnum(self->server, 0, &buffer, -1, &n, NULL, &resume));
	EXPECT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, 0, &buffer, -1, &n, &total, NULL));
}

/*
 * ERROR_MORE_DATA: "not all of the data was returned with this call"; call again "using the
 * resume handle"
 */
TEST_F(enumerate, code_more_data)
{
	DWORD n, total, resume = 0;
	RAS_CONNECTION_3 *c;
	HANDLE iface[2], first;

	ASSERT_EQ(NO_ERROR, connect_many(self->server, iface, 2));
	ASSERT_EQ(ERROR_MORE_DATA, MprAdminConnectionEnum(self->server, 3, (LPBYTE *)&c, sizeof(*c),
							  &n, &total, &resume));
	ASSERT_EQ(1, n);
	EXPECT_EQ(2, total);
	first = c->hConnection;
	MprAdminBufferFree(c);
	ASSERT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, 3, (LPBYTE *)&c, sizeof(*c), &n,
						   &total, &resume));
	ASSERT_EQ(1, n);
	EXPECT_EQ(1, total);
	EXPECT_NE(first, c->hConnection);
	MprAdminBufferFree(c);
}

/* RPC_S_INVALID_BINDING: "the handle passed in the hRasServer parameter is NULL or invalid" */
TEST_F(enumerate, code_rpc_s_invalid_binding)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;
	MPR_SERVER_HANDLE closed;
	DWORD n, total, i;
	LPBYTE buffer;

	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	ASSERT_EQ(NO_ERROR, MprAdminServerConnect(NULL, &closed));
	MprAdminServerDisconnect(closed);
	HANDLE bad[] = { NULL, NOT_A_HANDLE, (HANDLE)-1, event, iface, closed };

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		EXPECT_EQ(RPC_S_INVALID_BINDING,
			  MprAdminConnectionEnum(bad[i], 0, &buffer, -1, &n, &total, NULL));
	MprEventClose(event);
}

/* Other: "an error from MprError.h, RasError.h, or WinError.h": without privileges */
TEST_F(enumerate, code_other_access_denied)
{
	DWORD n, total;
	LPBYTE buffer;

	ASSERT_TRUE(become_nobody());
	EXPECT_EQ(ERROR_ACCESS_DENIED,
		  MprAdminConnectionEnum(self->server, 0, &buffer, -1, &n, &total, NULL));
	EXPECT_EQ(ERROR_ACCESS_DENIED,
		  MprAdminConnectionEnum(NULL, 9, NULL, -1, NULL, NULL, NULL));
}

TEST_HARNESS_MAIN
