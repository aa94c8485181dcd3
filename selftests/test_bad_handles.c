// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bad input of every kind gets the documented code, changes nothing and crashes nothing. Worth
 * running below valgrind too.
 */
#include <stdio.h>

#include <kselftest_harness.h>

#include "admin.h"

FIXTURE(bad) {
	MPR_SERVER_HANDLE server;
	HANDLE event;
	HANDLE iface;		/* connected */
	HANDLE conn;
	uint32_t port;
	uint64_t last;		/* number of the last event */
};

/* Which event was the last: any change makes another. */
static uint64_t last_event(void)
{
	struct mpr_service *service;
	uint64_t last;
	struct mpr *h;

	if (mpr_open(NULL, &h))
		return 0;
	if (mpr_service_get(h, &service)) {
		mpr_close(h);
		return 0;
	}
	last = service->journal_last;
	mpr_free(service);
	mpr_close(h);
	return last;
}

static int take_port(const struct mpr_port *port, void *data)
{
	*(uint32_t *)data = port->id;
	return 1;
}

static int take_connection(const struct mpr_connection *conn, void *data)
{
	*(HANDLE *)data = (HANDLE)(uintptr_t)conn->id;
	return 1;
}

FIXTURE_SETUP(bad)
{
	struct mpr *h;

	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_EQ(0, netdev_new_netns());
	ASSERT_EQ(0, netdev_add("wan0", "dummy"));
	/* Its addresses would come late, and are events of their own. */
	ASSERT_EQ(0, system("sysctl -qw net.ipv6.conf.wan0.disable_ipv6=1"));
	ASSERT_EQ(NO_ERROR, MprAdminServerConnect(NULL, &self->server));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &self->iface));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, self->iface, NULL, TRUE));
	ASSERT_EQ(0, mpr_open(NULL, &h));
	ASSERT_EQ(0, mpr_connection_list(h, 0, NULL, take_connection, &self->conn));
	ASSERT_EQ(0, mpr_port_list(h, 0, 0, NULL, take_port, &self->port));
	ASSERT_NE(0, self->port);
	mpr_close(h);
	self->event = MprEventCreate(FALSE, FALSE);
	self->last = last_event();
}

FIXTURE_TEARDOWN(bad)
{
	/* Nothing changed and nothing was signalled. */
	EXPECT_EQ(self->last, last_event());
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTED, admin_state(self->server, self->iface));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(self->event, 0));
	MprEventClose(self->event);
	MprAdminServerDisconnect(self->server);
}

static const uintptr_t rubbish[] = {
	0, 0x7ffffff1, 0xfffffff1, 0x80000001, 0xffffffff, (uintptr_t)-1,
#if UINTPTR_MAX > UINT32_MAX
	0x100000001, 0xdeadbeefcafe,
#endif
};

#define N_RUBBISH (sizeof(rubbish) / sizeof(rubbish[0]))

TEST_F(bad, a_server_handle_that_is_none_is_1702_everywhere)
{
	MPR_INTERFACE_0 info = { .wszInterfaceName = L"x", .dwIfType = ROUTER_IF_TYPE_HOME_ROUTER };
	HANDLE bad[N_RUBBISH + 4], iface;
	MPR_SERVER_HANDLE closed;
	DWORD n, total, resume = 0;
	unsigned int i;
	LPBYTE buffer;

	ASSERT_EQ(NO_ERROR, MprAdminServerConnect(NULL, &closed));
	MprAdminServerDisconnect(closed);
	for (i = 0; i < N_RUBBISH; i++)
		bad[i] = (HANDLE)rubbish[i];
	bad[i++] = closed;
	bad[i++] = self->event;
	bad[i++] = self->iface;
	bad[i++] = &info;
	while (i--) {
		HANDLE h = bad[i];

		EXPECT_EQ(RPC_S_INVALID_BINDING, MprAdminServerGetInfo(h, 0, &buffer));
		EXPECT_EQ(RPC_S_INVALID_BINDING,
			  MprAdminInterfaceGetHandle(h, L"wan0", &iface, FALSE));
		EXPECT_EQ(RPC_S_INVALID_BINDING,
			  MprAdminInterfaceCreate(h, 0, (LPBYTE)&info, &iface));
		EXPECT_EQ(RPC_S_INVALID_BINDING,
			  MprAdminInterfaceGetInfo(h, self->iface, 0, &buffer));
		EXPECT_EQ(RPC_S_INVALID_BINDING,
			  MprAdminInterfaceSetInfo(h, self->iface, 0, (LPBYTE)&info));
		EXPECT_EQ(RPC_S_INVALID_BINDING, MprAdminInterfaceDelete(h, self->iface));
		EXPECT_EQ(RPC_S_INVALID_BINDING,
			  MprAdminInterfaceEnum(h, 0, &buffer, -1, &n, &total, &resume));
		EXPECT_EQ(RPC_S_INVALID_BINDING,
			  MprAdminInterfaceConnect(h, self->iface, self->event, FALSE));
		EXPECT_EQ(RPC_S_INVALID_BINDING, MprAdminInterfaceDisconnect(h, self->iface));
		EXPECT_EQ(RPC_S_INVALID_BINDING,
			  MprAdminInterfaceDeviceGetInfo(h, self->iface, 1, 0, &buffer));
		EXPECT_EQ(RPC_S_INVALID_BINDING,
			  MprAdminInterfaceDeviceSetInfo(h, self->iface, 1, 0, (LPBYTE)&info));
		EXPECT_EQ(RPC_S_INVALID_BINDING,
			  MprAdminRegisterConnectionNotification(h, self->event));
		EXPECT_EQ(RPC_S_INVALID_BINDING,
			  MprAdminDeregisterConnectionNotification(h, self->event));
		EXPECT_EQ(RPC_S_INVALID_BINDING,
			  MprAdminConnectionEnum(h, 0, &buffer, -1, &n, &total, &resume));
		EXPECT_EQ(RPC_S_INVALID_BINDING,
			  MprAdminConnectionGetInfo(h, 0, self->conn, &buffer));
		EXPECT_EQ(RPC_S_INVALID_BINDING, MprAdminConnectionClearStats(h, self->conn));
	}
}

TEST_F(bad, an_interface_handle_that_is_none_is_6_everywhere)
{
	MPR_INTERFACE_1 info = { .fEnabled = TRUE };
	HANDLE bad[N_RUBBISH + 4], event = self->event, server = self->server;
	MPR_DEVICE_0 dev = { .szDeviceName = L"x" };
	unsigned int i;
	LPBYTE buffer;

	for (i = 0; i < N_RUBBISH; i++)
		bad[i] = (HANDLE)rubbish[i];
	bad[i++] = self->conn;
	bad[i++] = (HANDLE)(uintptr_t)self->port;
	bad[i++] = event;
	bad[i++] = server;
	while (i--) {
		HANDLE h = bad[i];

		EXPECT_EQ(ERROR_INVALID_HANDLE, MprAdminInterfaceGetInfo(server, h, 0, &buffer));
		EXPECT_EQ(ERROR_INVALID_HANDLE,
			  MprAdminInterfaceSetInfo(server, h, 0, (LPBYTE)&info));
		EXPECT_EQ(ERROR_INVALID_HANDLE, MprAdminInterfaceDelete(server, h));
		EXPECT_EQ(ERROR_INVALID_HANDLE, MprAdminInterfaceConnect(server, h, event, FALSE));
		EXPECT_EQ(ERROR_INVALID_HANDLE, MprAdminInterfaceConnect(server, h, NULL, TRUE));
		EXPECT_EQ(ERROR_INVALID_HANDLE, MprAdminInterfaceConnect(server, h, NULL, FALSE));
		EXPECT_EQ(ERROR_INVALID_HANDLE, MprAdminInterfaceDisconnect(server, h));
		EXPECT_EQ(ERROR_INVALID_HANDLE,
			  MprAdminInterfaceDeviceGetInfo(server, h, 1, 0, &buffer));
		EXPECT_EQ(ERROR_INVALID_HANDLE,
			  MprAdminInterfaceDeviceSetInfo(server, h, 1, 0, (LPBYTE)&dev));
	}
}

TEST_F(bad, a_connection_handle_that_is_none_is_906_or_87_when_it_cannot_be_one)
{
	HANDLE server = self->server, others[] = { self->iface, self->event, self->server,
						   (HANDLE)(uintptr_t)self->port };
	unsigned int i;
	LPBYTE buffer;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		EXPECT_EQ(ERROR_INTERFACE_NOT_CONNECTED,
			  MprAdminConnectionGetInfo(server, 0, others[i], &buffer));
		EXPECT_EQ(ERROR_INVALID_PARAMETER,
			  MprAdminConnectionClearStats(server, others[i]));
	}
	for (i = 0; i < N_RUBBISH; i++) {
		bool possible = rubbish[i] && rubbish[i] <= UINT32_MAX;

		EXPECT_EQ(possible ? ERROR_INTERFACE_NOT_CONNECTED : ERROR_INVALID_PARAMETER,
			  MprAdminConnectionGetInfo(server, 0, (HANDLE)rubbish[i], &buffer));
		EXPECT_EQ(ERROR_INVALID_PARAMETER,
			  MprAdminConnectionClearStats(server, (HANDLE)rubbish[i]));
	}
	EXPECT_EQ(ERROR_INVALID_PARAMETER, MprAdminConnectionGetInfo(server, 9, self->conn, NULL));
	EXPECT_EQ(ERROR_INVALID_LEVEL, MprAdminConnectionGetInfo(server, 4, self->conn, &buffer));
}

TEST_F(bad, an_event_that_is_none_is_87)
{
	HANDLE server = self->server, bad[N_RUBBISH + 3], closed = MprEventCreate(FALSE, FALSE);
	unsigned int i;

	MprEventClose(closed);
	for (i = 0; i < N_RUBBISH; i++)
		bad[i] = (HANDLE)rubbish[i];
	bad[i++] = closed;
	bad[i++] = server;
	bad[i++] = self->iface;
	while (i--) {
		EXPECT_EQ(ERROR_INVALID_PARAMETER,
			  MprAdminRegisterConnectionNotification(server, bad[i]));
		EXPECT_EQ(ERROR_INVALID_PARAMETER,
			  MprAdminDeregisterConnectionNotification(server, bad[i]));
		/* NULL is how to say that there is none. */
		if (!bad[i])
			continue;
		EXPECT_EQ(ERROR_INVALID_PARAMETER,
			  MprAdminInterfaceConnect(server, self->iface, bad[i], FALSE));
	}
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminDeregisterConnectionNotification(server, self->event));
}

/* A string of @n characters @c. */
static void make_name(WCHAR *to, size_t n, WCHAR c)
{
	wmemset(to, c, n);
	to[n] = 0;
}

TEST_F(bad, names_that_no_interface_can_have_are_905_to_get_handle)
{
	static const struct {
		size_t n;
		WCHAR c;
	} names[] = {
		{ 0, 'n' }, { 256, 'n' }, { 257, 'n' }, { 10000, 'n' }, { 3, 0xd800 }, { 3, '/' },
		{ 256, 0x1f600 },
	};
	static WCHAR name[10001];
	HANDLE iface;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		make_name(name, names[i].n, names[i].c);
		EXPECT_EQ(ERROR_NO_SUCH_INTERFACE,
			  MprAdminInterfaceGetHandle(self->server, name, &iface, TRUE));
	}
}

static DWORD create(MPR_SERVER_HANDLE server, size_t n, WCHAR c)
{
	MPR_INTERFACE_0 info = { .dwIfType = ROUTER_IF_TYPE_HOME_ROUTER, .fEnabled = TRUE };
	HANDLE iface;
	DWORD code;

	/* 257 characters fill the array to the end, so that there is no NUL. */
	wmemset(info.wszInterfaceName, c, n);
	code = MprAdminInterfaceCreate(server, 0, (LPBYTE)&info, &iface);
	return code ? code : MprAdminInterfaceDelete(server, iface);
}

TEST_F(bad, names_of_0_and_257_characters_and_of_no_characters_are_87_to_create)
{
	EXPECT_EQ(ERROR_INVALID_PARAMETER, create(self->server, 0, 'n'));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, create(self->server, 257, 'n'));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, create(self->server, 3, 0xdfff));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, create(self->server, 3, 0x110000));
	EXPECT_EQ(ERROR_INVALID_NAME, create(self->server, 3, '/'));
	EXPECT_EQ(ERROR_INVALID_NAME, create(self->server, 3, '\n'));
}

TEST_F(bad, names_of_256_characters_are_good_whatever_the_characters_are)
{
	EXPECT_EQ(NO_ERROR, create(self->server, 256, 'n'));
	EXPECT_EQ(NO_ERROR, create(self->server, 256, 0x1f600));
	/* Made and deleted: this is the test that changes something. */
	self->last = last_event();
}

TEST_F(bad, names_of_files_below_the_api_are_checked_too)
{
	struct mpr_interface iface = { .type = MPR_IF_TYPE_HOME_ROUTER }, *got;
	struct mpr_credentials cred;
	static char name[10001];
	struct mpr *h;
	uint32_t id;

	ASSERT_EQ(0, mpr_open(NULL, &h));
	memset(name, 'n', 10000);
	iface.name = name;
	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_interface_add(h, &iface, 0, &id));
	EXPECT_EQ(ERROR_NO_SUCH_INTERFACE, mpr_interface_find(h, name, false, &got));
	EXPECT_EQ(ERROR_CANNOT_FIND_PHONEBOOK_ENTRY, mpr_credentials_get(h, name, &cred));
	EXPECT_EQ(ERROR_NO_SUCH_INTERFACE, mpr_credentials_set(h, name, "u", NULL, NULL));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_credentials_set(h, "wan0", name, NULL, NULL));
	name[1025] = '\0';
	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_interface_add(h, &iface, 0, &id));
	EXPECT_EQ(0, strcmp("name", mpr_last_error()->attr));
	iface.name = "a\xff";
	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_interface_add(h, &iface, 0, &id));
	EXPECT_EQ(0, strcmp("name", mpr_last_error()->attr));
	EXPECT_NE(0, *mpr_last_error()->message);
	iface.name = "";
	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_interface_add(h, &iface, 0, &id));
	mpr_close(h);
}

TEST_F(bad, null_pointers_are_87_below_the_api)
{
	struct mpr *h;

	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_open(NULL, NULL));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_interface_get(NULL, 1, NULL));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_interface_connect(NULL, 1, 0));
	ASSERT_EQ(0, mpr_open(NULL, &h));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_interface_get(h, 1, NULL));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_interface_find(h, NULL, false, NULL));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_interface_list(h, 0, NULL, NULL, NULL));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_interface_add(h, NULL, 0, NULL));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_connection_get(h, 1, NULL));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_connection_identify(h, NULL));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_service_get(h, NULL));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_monitor_open(h, 0, NULL));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_journal_read(h, 0, NULL, NULL, NULL));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, mpr_dialer_open(h, NULL, 1, NULL));
	EXPECT_EQ(ERROR_INVALID_HANDLE, mpr_interface_get(h, 0, (struct mpr_interface **)&h));
	mpr_free(NULL);
	mpr_close(NULL);
	mpr_close(h);
}

TEST_HARNESS_MAIN
