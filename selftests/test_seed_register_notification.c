// SPDX-License-Identifier: GPL-2.0-only
/*
 * The document "MprAdminRegisterConnectionNotification", sentence by sentence. Where it is
 * silent: design, section 5.
 */
#include <kselftest_harness.h>

#include "mpr_test.h"

FIXTURE(registration) {
	MPR_SERVER_HANDLE server;
};

FIXTURE_SETUP(registration)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_EQ(0, admin_setup(&self->server)) {
		TH_LOG("is mpr.ko loaded?");
	}
}

FIXTURE_TEARDOWN(registration)
{
	MprAdminServerDisconnect(self->server);
}

/* "registers an event object ... so that, if an interface connects ..., the event is signaled" */
TEST_F(registration, the_event_is_signalled_if_an_interface_connects)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &iface));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, A_MOMENT));
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, NULL, FALSE));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	MprEventClose(event);
}

/* "... if an interface ... disconnects, the event is signaled" */
TEST_F(registration, the_event_is_signalled_if_an_interface_disconnects)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;

	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, A_MOMENT));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	MprEventClose(event);
}

/*
 * hMprServer: "handle to the router on which to execute this call": its interfaces count, others
 * do not
 */
TEST_F(registration, only_the_router_of_the_server_handle_counts)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), here = MprEventCreate(FALSE, FALSE), iface;
	MPR_SERVER_HANDLE other;

	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	/* A router is a network namespace. */
	ASSERT_EQ(0, netdev_new_netns());
	ASSERT_EQ(NO_ERROR, MprAdminServerConnect(NULL, &other));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(other, here));
	ASSERT_EQ(NO_ERROR, wan_up(other, "wan0", &iface));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(here, SOON));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
	MprAdminServerDisconnect(other);
	MprEventClose(event);
	MprEventClose(here);
}

/* hEventNotification: "signaled whenever an interface connects or disconnects": every time */
TEST_F(registration, the_event_is_signalled_whenever_it_happens)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;
	int i;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &iface));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
		EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
		EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
		ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface));
		EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
		EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
	}
	MprEventClose(event);
}

/* The same: whatever ends the connection. */
TEST_F(registration, the_event_is_signalled_however_it_disconnects)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;

	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	/* The line is lost, */
	ASSERT_EQ(0, netdev_carrier("wan0", false));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	/* comes back without a connect, */
	ASSERT_EQ(0, netdev_carrier("wan0", true));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	/* is disabled, */
	ASSERT_EQ(NO_ERROR, admin_enable(self->server, iface, FALSE));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	ASSERT_EQ(NO_ERROR, admin_enable(self->server, iface, TRUE));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	/* and vanishes with its device. */
	ASSERT_EQ(0, netdev_del("wan0"));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
	MprEventClose(event);
}

/* The same: "an interface" is any, also one that nobody configured. */
TEST_F(registration, the_event_is_signalled_for_discovered_interfaces)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;

	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	if (netdev_add("wg0", "wireguard"))
		SKIP(return, "no wireguard devices");
	ASSERT_EQ(0, netdev_up("wg0", true));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceGetHandle(self->server, L"wg0", &iface, FALSE));
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTED, admin_state(self->server, iface));
	ASSERT_EQ(0, netdev_del("wg0"));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	MprEventClose(event);
}

/* "connects or disconnects" and nothing else: not when an attempt begins, fails or is given up */
TEST_F(registration, attempts_that_do_not_connect_signal_nothing)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), done = MprEventCreate(FALSE, FALSE), iface;
	struct dialer_request req;
	struct dialer dialer;

	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	ASSERT_TRUE(dialer_start(&dialer));
	ASSERT_EQ(NO_ERROR, dialled_add(self->server, "wan0", &iface));
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, done, FALSE));
	ASSERT_TRUE(dialer_next(&dialer, &req));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
	ASSERT_TRUE(dialer_answer(&dialer, req.id, ERROR_NO_ANSWER, ""));
	ASSERT_EQ(WAIT_OBJECT_0, MprEventWait(done, SOON));
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, done, FALSE));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface));
	ASSERT_EQ(WAIT_OBJECT_0, MprEventWait(done, SOON));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDelete(self->server, iface));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, A_MOMENT));
	MprEventClose(event);
	MprEventClose(done);
}

/*
 * "registers an event object": each of several, of either sort, and one that is registered twice
 * is signalled once
 */
TEST_F(registration, every_registered_event_is_signalled)
{
	HANDLE automatic = MprEventCreate(FALSE, FALSE), manual = MprEventCreate(TRUE, FALSE);
	HANDLE iface;

	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, automatic));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, automatic));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, manual));
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(automatic, SOON));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(automatic, 0));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(manual, SOON));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(manual, 0));
	ASSERT_EQ(NO_ERROR, MprEventReset(manual));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(manual, 0));
	MprEventClose(automatic);
	MprEventClose(manual);
}

/* "If the function is successful, the return value is NO_ERROR" */
TEST_F(registration, code_no_error)
{
	HANDLE event = MprEventCreate(TRUE, FALSE);

	EXPECT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	/* And the event is not touched by that. */
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
	MprEventClose(event);
}

/* ERROR_ACCESS_DENIED: "the calling application does not have sufficient privileges" */
TEST_F(registration, code_access_denied)
{
	HANDLE event = MprEventCreate(FALSE, FALSE);

	ASSERT_TRUE(become_nobody());
	EXPECT_EQ(ERROR_ACCESS_DENIED, MprAdminRegisterConnectionNotification(self->server, event));
	EXPECT_EQ(ERROR_ACCESS_DENIED, MprAdminRegisterConnectionNotification(self->server, NULL));
	MprEventClose(event);
}

/* The same for privileges that do not reach the network namespace. */
TEST_F(registration, code_access_denied_in_another_user_namespace)
{
	HANDLE event = MprEventCreate(FALSE, FALSE);

	ASSERT_TRUE(become_root_elsewhere());
	EXPECT_EQ(ERROR_ACCESS_DENIED, MprAdminRegisterConnectionNotification(self->server, event));
	MprEventClose(event);
}

/* ERROR_DDM_NOT_RUNNING: "the Demand Dial Manager (DDM) is not running" */
TEST_F(registration, code_ddm_not_running)
{
	HANDLE event = MprEventCreate(FALSE, FALSE);

	ASSERT_EQ(0, admin_service(MPR_SERVICE_LAN_ONLY, true));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  MprAdminRegisterConnectionNotification(self->server, event));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  MprAdminRegisterConnectionNotification(self->server, NULL));
	ASSERT_EQ(0, admin_service(MPR_SERVICE_LAN_ONLY, false));
	EXPECT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	MprEventClose(event);
}

/* ERROR_INVALID_PARAMETER: "hEventNotification ... is NULL or is an invalid handle" */
TEST_F(registration, code_invalid_parameter)
{
	HANDLE closed = MprEventCreate(FALSE, FALSE), iface;
	unsigned int i;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &iface));
	MprEventClose(closed);
	HANDLE bad[] = { NULL, NOT_A_HANDLE, (HANDLE)-1, closed, self->server, iface };

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		EXPECT_EQ(ERROR_INVALID_PARAMETER,
			  MprAdminRegisterConnectionNotification(self->server, bad[i]));
}

/* Other: for instance a server handle that is none */
TEST_F(registration, code_other_rpc_s_invalid_binding)
{
	HANDLE event = MprEventCreate(FALSE, FALSE);

	EXPECT_EQ(RPC_S_INVALID_BINDING, MprAdminRegisterConnectionNotification(NULL, event));
	EXPECT_EQ(RPC_S_INVALID_BINDING, MprAdminRegisterConnectionNotification(event, event));
	MprEventClose(event);
}

/*
 * Other: "use FormatMessage to retrieve the system error message that corresponds to the error
 * code returned"
 */
TEST_F(registration, every_code_has_a_message)
{
	static const DWORD codes[] = { ERROR_ACCESS_DENIED, ERROR_DDM_NOT_RUNNING,
				       ERROR_INVALID_PARAMETER, RPC_S_INVALID_BINDING,
				       ERROR_NOT_ENOUGH_MEMORY };
	LPWSTR text[ARRAY_SIZE(codes)];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(codes); i++) {
		ASSERT_EQ(NO_ERROR, MprAdminGetErrorString(codes[i], &text[i]));
		EXPECT_LT(10, wcslen(text[i]));
		EXPECT_TRUE(!i || wcscmp(text[i], text[i - 1]));
	}
	for (i = 0; i < ARRAY_SIZE(codes); i++)
		MprAdminBufferFree(text[i]);
}

/*
 * Remarks: "when an event is signaled, ... which interface is affected ...
 * MprAdminConnectionEnum"
 */
TEST_F(registration, after_the_signal_connection_enum_shows_the_interface_affected)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), other, iface;
	RAS_CONNECTION_0 *c;
	DWORD n, total;

	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &other));
	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan1", &iface));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, NULL, FALSE));
	ASSERT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	ASSERT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, 0, (LPBYTE *)&c, -1, &n, &total,
						   NULL));
	ASSERT_EQ(2, n);
	EXPECT_EQ(other, c[0].hInterface);
	EXPECT_EQ(iface, c[1].hInterface);
	MprAdminBufferFree(c);
	ASSERT_EQ(0, netdev_carrier("wan0", false));
	ASSERT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	ASSERT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, 0, (LPBYTE *)&c, -1, &n, &total,
						   NULL));
	ASSERT_EQ(1, n);
	EXPECT_EQ(iface, c[0].hInterface);
	MprAdminBufferFree(c);
	MprEventClose(event);
}

/* The state of an interface as MprAdminInterfaceEnum has it. */
static int enum_state(MPR_SERVER_HANDLE server, HANDLE iface)
{
	MPR_INTERFACE_0 *list;
	DWORD n, total, i;
	int state = -1;

	if (MprAdminInterfaceEnum(server, 0, (LPBYTE *)&list, -1, &n, &total, NULL))
		return -1;
	for (i = 0; i < n; i++)
		if (list[i].hInterface == iface)
			state = list[i].dwConnectionState;
	MprAdminBufferFree(list);
	return state;
}

/* Remarks: "... or MprAdminInterfaceEnum" */
TEST_F(registration, after_the_signal_interface_enum_shows_the_interface_affected)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), other, iface;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &other));
	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan1", &iface));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, NULL, FALSE));
	ASSERT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTED, enum_state(self->server, iface));
	EXPECT_EQ(ROUTER_IF_STATE_DISCONNECTED, enum_state(self->server, other));
	ASSERT_EQ(0, netdev_carrier("wan1", false));
	ASSERT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	EXPECT_EQ(ROUTER_IF_STATE_DISCONNECTED, enum_state(self->server, iface));
	MprEventClose(event);
}

TEST_HARNESS_MAIN
