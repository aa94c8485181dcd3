// SPDX-License-Identifier: GPL-2.0-only
/*
 * The document "MprAdminInterfaceConnect", sentence by sentence. Where it is silent: design,
 * section 5.
 */
#include <kselftest_harness.h>

#include "mpr_test.h"

FIXTURE(connect) {
	MPR_SERVER_HANDLE server;
};

FIXTURE_SETUP(connect)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_EQ(0, admin_setup(&self->server)) {
		TH_LOG("is mpr.ko loaded?");
	}
}

FIXTURE_TEARDOWN(connect)
{
	MprAdminServerDisconnect(self->server);
}

/* "creates a connection to the specified WAN interface" */
TEST_F(connect, creates_a_connection_to_the_specified_wan_interface)
{
	HANDLE other, iface;
	RAS_CONNECTION_0 *c;
	DWORD n, total;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &other));
	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan1", &iface));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	ASSERT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, 0, (LPBYTE *)&c, -1, &n, &total,
						   NULL));
	ASSERT_EQ(1, n);
	EXPECT_EQ(iface, c->hInterface);
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTED, admin_state(self->server, iface));
	EXPECT_EQ(ROUTER_IF_STATE_DISCONNECTED, admin_state(self->server, other));
	MprAdminBufferFree(c);
}

/* hMprServer: "obtain this handle by calling MprAdminServerConnect"; any other is refused */
TEST_F(connect, the_server_handle_is_one_of_server_connect)
{
	MPR_SERVER_HANDLE second;
	HANDLE iface;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &iface));
	EXPECT_EQ(RPC_S_INVALID_BINDING, MprAdminInterfaceConnect(NULL, iface, NULL, TRUE));
	EXPECT_EQ(RPC_S_INVALID_BINDING, MprAdminInterfaceConnect(iface, iface, NULL, TRUE));
	ASSERT_EQ(NO_ERROR, MprAdminServerConnect(NULL, &second));
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceConnect(second, iface, NULL, TRUE));
	MprAdminServerDisconnect(second);
	EXPECT_EQ(RPC_S_INVALID_BINDING, MprAdminInterfaceConnect(second, iface, NULL, TRUE));
}

/* hInterface: "obtained from a previous call to MprAdminInterfaceCreate" */
TEST_F(connect, the_interface_handle_is_one_of_interface_create)
{
	HANDLE made, found;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &made));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceGetHandle(self->server, L"wan0", &found, FALSE));
	EXPECT_EQ(made, found);
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, made, NULL, TRUE));
}

/* hEvent: "signaled after the attempt to connect the interface has completed", not before */
TEST_F(connect, the_event_is_signalled_after_the_attempt_has_completed)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;
	struct dialer_request req;
	struct dialer dialer;

	ASSERT_TRUE(dialer_start(&dialer));
	ASSERT_EQ(NO_ERROR, dialled_add(self->server, "wan0", &iface));
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, event, FALSE));
	ASSERT_TRUE(dialer_next(&dialer, &req));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, A_MOMENT));
	ASSERT_TRUE(dialer_answer(&dialer, req.id, 0, "wan0"));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTED, admin_state(self->server, iface));
	/* Once. */
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
	MprEventClose(event);
}

/* The same sentence: an attempt that failed has completed too. */
TEST_F(connect, the_event_is_signalled_after_an_attempt_that_failed)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;
	struct dialer_request req;
	struct dialer dialer;

	ASSERT_TRUE(dialer_start(&dialer));
	ASSERT_EQ(NO_ERROR, dialled_add(self->server, "wan0", &iface));
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, event, FALSE));
	ASSERT_TRUE(dialer_next(&dialer, &req));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
	ASSERT_TRUE(dialer_answer(&dialer, req.id, ERROR_NO_ANSWER, ""));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
	MprEventClose(event);
}

/* hEvent: "initiates the connection attempt and returns immediately" */
TEST_F(connect, with_an_event_it_initiates_the_attempt_and_returns_immediately)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;
	struct dialer_request req;
	struct dialer dialer;

	ASSERT_TRUE(dialer_start(&dialer));
	ASSERT_EQ(NO_ERROR, dialled_add(self->server, "wan0", &iface));
	/* Nobody answers this one: a call that waited would not come back. */
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, event, TRUE));
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTING, admin_state(self->server, iface));
	ASSERT_TRUE(dialer_next(&dialer, &req));
	EXPECT_STREQ("wan0", req.name);
	EXPECT_EQ(MPR_DIAL_TYPE_DIAL, req.request);
	MprEventClose(event);
}

/*
 * hEvent: "after the event is signaled, you can obtain the result by calling
 * MprAdminInterfaceGetInfo"
 */
TEST_F(connect, after_the_signal_get_info_has_the_result)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;
	struct dialer_request req;
	struct dialer dialer;
	MPR_INTERFACE_0 info;

	ASSERT_TRUE(dialer_start(&dialer));
	ASSERT_EQ(NO_ERROR, dialled_add(self->server, "wan0", &iface));
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, event, FALSE));
	ASSERT_TRUE(dialer_next(&dialer, &req));
	ASSERT_TRUE(dialer_answer(&dialer, req.id, ERROR_AUTHENTICATION_FAILURE, ""));
	ASSERT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	ASSERT_EQ(NO_ERROR, admin_info(self->server, iface, &info));
	EXPECT_EQ(ROUTER_IF_STATE_UNREACHABLE, info.dwConnectionState);
	EXPECT_EQ(MPR_INTERFACE_CONNECTION_FAILURE, info.fUnReachabilityReasons);
	EXPECT_EQ(ERROR_AUTHENTICATION_FAILURE, info.dwLastError);

	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, event, FALSE));
	ASSERT_TRUE(dialer_next(&dialer, &req));
	ASSERT_TRUE(dialer_answer(&dialer, req.id, 0, "wan0"));
	ASSERT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	ASSERT_EQ(NO_ERROR, admin_info(self->server, iface, &info));
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTED, info.dwConnectionState);
	EXPECT_EQ(0, info.fUnReachabilityReasons);
	EXPECT_EQ(0, info.dwLastError);
	MprEventClose(event);
}

/*
 * hEvent: "must specify NULL ... if hMprServer specifies a remote router": there is none to be
 * had
 */
TEST_F(connect, no_server_handle_specifies_a_remote_router)
{
	MPR_SERVER_HANDLE remote = NULL;

	EXPECT_NE(NO_ERROR, MprAdminServerConnect(L"\\\\router.example", &remote));
	EXPECT_NE(NO_ERROR, MprAdminServerConnect(L"192.0.2.1", &remote));
	EXPECT_EQ(NULL, remote);
}

/*
 * fSynchronous: "does not return until the connection attempt has completed"; NO_ERROR when it
 * worked
 */
TEST_F(connect, a_synchronous_call_returns_when_the_attempt_has_completed)
{
	struct dialer_request req;
	struct dialer dialer;
	struct blocking call;
	HANDLE iface;

	ASSERT_TRUE(dialer_start(&dialer));
	ASSERT_EQ(NO_ERROR, dialled_add(self->server, "wan0", &iface));
	ASSERT_TRUE(blocking_start(&call, self->server, iface));
	ASSERT_TRUE(dialer_next(&dialer, &req));
	EXPECT_FALSE(readable(call.over, A_MOMENT));
	/* Other calls through the same handle need not wait for it. */
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTING, admin_state(self->server, iface));
	ASSERT_TRUE(dialer_answer(&dialer, req.id, 0, "wan0"));
	EXPECT_EQ(NO_ERROR, blocking_end(&call));
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTED, admin_state(self->server, iface));
}

/* The same with an attempt that fails, redial included: the call returns why. */
TEST_F(connect, a_synchronous_call_returns_why_the_attempt_failed)
{
	struct mpr_interface set = { .redial_count = 1, .redial_interval = 1 };
	struct dialer_request req;
	struct dialer dialer;
	struct blocking call;
	HANDLE iface;
	struct mpr *h;

	ASSERT_TRUE(dialer_start(&dialer));
	ASSERT_EQ(NO_ERROR, dialled_add(self->server, "wan0", &iface));
	ASSERT_EQ(0, mpr_open(NULL, &h));
	ASSERT_EQ(0, mpr_interface_set(h, (uintptr_t)iface, &set,
				       MPR_SET_REDIAL_COUNT | MPR_SET_REDIAL_INTERVAL));
	ASSERT_TRUE(blocking_start(&call, self->server, iface));
	ASSERT_TRUE(dialer_next(&dialer, &req));
	EXPECT_EQ(0, req.attempt_try);
	ASSERT_TRUE(dialer_answer(&dialer, req.id, ERROR_LINE_BUSY, ""));
	ASSERT_TRUE(dialer_next(&dialer, &req));
	EXPECT_EQ(1, req.attempt_try);
	EXPECT_FALSE(readable(call.over, 0));
	ASSERT_TRUE(dialer_answer(&dialer, req.id, ERROR_NO_ANSWER, ""));
	EXPECT_EQ(ERROR_NO_ANSWER, blocking_end(&call));
	mpr_close(h);
}

/* The same with an attempt that nobody answers: its deadline completes it. */
TEST_F(connect, a_synchronous_call_returns_at_the_deadline_of_the_attempt)
{
	/* Long enough for the dialer to have taken the request. */
	struct mpr_interface set = { .connect_timeout = 2000 };
	struct dialer_request req;
	struct dialer dialer;
	struct blocking call;
	HANDLE iface;
	struct mpr *h;

	ASSERT_TRUE(dialer_start(&dialer));
	ASSERT_EQ(NO_ERROR, dialled_add(self->server, "wan0", &iface));
	ASSERT_EQ(0, mpr_open(NULL, &h));
	ASSERT_EQ(0, mpr_interface_set(h, (uintptr_t)iface, &set, MPR_SET_CONNECT_TIMEOUT));
	ASSERT_TRUE(blocking_start(&call, self->server, iface));
	ASSERT_TRUE(dialer_next(&dialer, &req));
	EXPECT_EQ(ERROR_REQUEST_TIMEOUT, blocking_end(&call));
	/* The dialer is told that it can stop. */
	ASSERT_TRUE(dialer_next(&dialer, &req));
	EXPECT_EQ(MPR_DIAL_TYPE_HANGUP, req.request);
	mpr_close(h);
}

/*
 * fSynchronous FALSE, hEvent NULL: "will return immediately"; "PENDING indicates ... initiated
 * successfully"
 */
TEST_F(connect, neither_event_nor_synchronous_initiates_and_returns_pending)
{
	struct dialer_request req;
	struct dialer dialer;
	HANDLE iface;

	ASSERT_TRUE(dialer_start(&dialer));
	ASSERT_EQ(NO_ERROR, dialled_add(self->server, "wan0", &iface));
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, NULL, FALSE));
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTING, admin_state(self->server, iface));
	EXPECT_TRUE(dialer_next(&dialer, &req));
	EXPECT_EQ(MPR_DIAL_TYPE_DIAL, req.request);
}

/* fSynchronous: "if hEvent is not NULL, this parameter is ignored" */
TEST_F(connect, with_an_event_synchronous_is_ignored)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface[2];
	struct dialer_request req;
	struct dialer dialer;
	BOOL synchronous;

	ASSERT_TRUE(dialer_start(&dialer));
	ASSERT_EQ(NO_ERROR, dialled_add(self->server, "wan0", &iface[0]));
	ASSERT_EQ(NO_ERROR, dialled_add(self->server, "wan1", &iface[1]));
	for (synchronous = FALSE; synchronous <= TRUE; synchronous++) {
		EXPECT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface[synchronous],
							    event, synchronous));
		ASSERT_TRUE(dialer_next(&dialer, &req));
		EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
		ASSERT_TRUE(dialer_answer(&dialer, req.id, 0, req.name));
		EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	}
	MprEventClose(event);
}

/* "If the function succeeds, the return value is NO_ERROR" */
TEST_F(connect, code_no_error)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &iface));
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	/* Connected already: nothing happens, but nobody waits in vain. */
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, event, FALSE));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, 0));
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, FALSE));
	MprEventClose(event);
}

/* ERROR_ACCESS_DENIED: "the calling application does not have sufficient privileges" */
TEST_F(connect, code_access_denied)
{
	HANDLE iface;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &iface));
	ASSERT_TRUE(become_nobody());
	EXPECT_EQ(ERROR_ACCESS_DENIED, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	/* Before anything else is looked at. */
	EXPECT_EQ(ERROR_ACCESS_DENIED,
		  MprAdminInterfaceConnect(self->server, NOT_A_HANDLE, NULL, TRUE));
	EXPECT_EQ(ERROR_ACCESS_DENIED, MprAdminInterfaceConnect(NULL, NULL, NULL, TRUE));
}

/* The same for privileges that do not reach the network namespace. */
TEST_F(connect, code_access_denied_in_another_user_namespace)
{
	HANDLE iface;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &iface));
	ASSERT_TRUE(become_root_elsewhere());
	EXPECT_EQ(ERROR_ACCESS_DENIED, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
}

/* ERROR_ALREADY_CONNECTING: "a connection is already in progress on this interface" */
TEST_F(connect, code_already_connecting)
{
	HANDLE first = MprEventCreate(FALSE, FALSE), second = MprEventCreate(FALSE, FALSE), iface;
	struct dialer_request req;
	struct dialer dialer;

	ASSERT_TRUE(dialer_start(&dialer));
	ASSERT_EQ(NO_ERROR, dialled_add(self->server, "wan0", &iface));
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, first, FALSE));
	EXPECT_EQ(ERROR_ALREADY_CONNECTING,
		  MprAdminInterfaceConnect(self->server, iface, second, FALSE));
	EXPECT_EQ(ERROR_ALREADY_CONNECTING,
		  MprAdminInterfaceConnect(self->server, iface, NULL, FALSE));
	EXPECT_EQ(ERROR_ALREADY_CONNECTING,
		  MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	/* The attempt under way does not care, and the event of the refused call is left alone. */
	ASSERT_TRUE(dialer_next(&dialer, &req));
	ASSERT_TRUE(dialer_answer(&dialer, req.id, 0, "wan0"));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(first, SOON));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(second, 0));
	MprEventClose(first);
	MprEventClose(second);
}

/* ERROR_DDM_NOT_RUNNING: "the Demand Dial Manager (DDM) is not running": the router is LAN-only */
TEST_F(connect, code_ddm_not_running_lan_only)
{
	HANDLE iface;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &iface));
	ASSERT_EQ(0, admin_service(MPR_SERVICE_LAN_ONLY, true));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	ASSERT_EQ(0, admin_service(MPR_SERVICE_LAN_ONLY, false));
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
}

/* The same: nobody who dials this kind of interface is there. */
TEST_F(connect, code_ddm_not_running_no_dialer)
{
	struct dialer dialer;
	HANDLE iface;

	ASSERT_EQ(NO_ERROR, dialled_add(self->server, "wan0", &iface));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	ASSERT_TRUE(dialer_start(&dialer));
	EXPECT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, NULL, FALSE));
}

/* The same: the only dialer dies with the attempt in its hands, and whoever waits is told. */
TEST_F(connect, code_ddm_not_running_dialer_dies)
{
	struct dialer_request req;
	struct dialer dialer;
	struct blocking call;
	HANDLE iface;

	ASSERT_TRUE(dialer_start(&dialer));
	ASSERT_EQ(NO_ERROR, dialled_add(self->server, "wan0", &iface));
	ASSERT_TRUE(blocking_start(&call, self->server, iface));
	ASSERT_TRUE(dialer_next(&dialer, &req));
	ASSERT_TRUE(dialer_stop(&dialer));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING, blocking_end(&call));
}

/* ERROR_INTERFACE_DISABLED: "the interface is currently disabled" */
TEST_F(connect, code_interface_disabled)
{
	HANDLE iface;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &iface));
	ASSERT_EQ(NO_ERROR, admin_enable(self->server, iface, FALSE));
	EXPECT_EQ(ERROR_INTERFACE_DISABLED,
		  MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	ASSERT_EQ(NO_ERROR, admin_enable(self->server, iface, TRUE));
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
}

/* ERROR_INTERFACE_HAS_NO_DEVICES: "no adapters are available for this interface" */
TEST_F(connect, code_interface_has_no_devices)
{
	MPR_INTERFACE_0 info;
	HANDLE iface;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &iface));
	ASSERT_EQ(0, netdev_del("wan0"));
	EXPECT_EQ(ERROR_INTERFACE_HAS_NO_DEVICES,
		  MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	ASSERT_EQ(NO_ERROR, admin_info(self->server, iface, &info));
	EXPECT_EQ(MPR_INTERFACE_NO_DEVICE, info.fUnReachabilityReasons);
	ASSERT_EQ(0, netdev_add("wan0", "dummy"));
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
}

/* ERROR_INVALID_HANDLE: "the hInterface value is invalid" */
TEST_F(connect, code_invalid_handle)
{
	HANDLE iface, lan;
	RAS_CONNECTION_0 *c;
	DWORD n, total;

	EXPECT_EQ(ERROR_INVALID_HANDLE, MprAdminInterfaceConnect(self->server, NULL, NULL, TRUE));
	EXPECT_EQ(ERROR_INVALID_HANDLE,
		  MprAdminInterfaceConnect(self->server, NOT_A_HANDLE, NULL, TRUE));
	EXPECT_EQ(ERROR_INVALID_HANDLE,
		  MprAdminInterfaceConnect(self->server, (HANDLE)-1, NULL, TRUE));
	EXPECT_EQ(ERROR_INVALID_HANDLE,
		  MprAdminInterfaceConnect(self->server, self->server, NULL, TRUE));
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	/* A handle of a connection is none of an interface. */
	ASSERT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, 0, (LPBYTE *)&c, -1, &n, &total,
						   NULL));
	ASSERT_EQ(1, n);
	EXPECT_EQ(ERROR_INVALID_HANDLE,
		  MprAdminInterfaceConnect(self->server, c->hConnection, NULL, TRUE));
	MprAdminBufferFree(c);
	/* Nor is that of an interface which no longer exists. */
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDelete(self->server, iface));
	EXPECT_EQ(ERROR_INVALID_HANDLE, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	/* Only WAN interfaces can be connected. */
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"lan", ROUTER_IF_TYPE_DEDICATED, &lan));
	EXPECT_EQ(ERROR_INVALID_HANDLE, MprAdminInterfaceConnect(self->server, lan, NULL, TRUE));
}

/* ERROR_SERVICE_IS_PAUSED: "the Demand Dial service is currently paused" */
TEST_F(connect, code_service_is_paused)
{
	HANDLE iface;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &iface));
	ASSERT_EQ(0, admin_service(MPR_SERVICE_PAUSED, true));
	EXPECT_EQ(ERROR_SERVICE_IS_PAUSED,
		  MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	ASSERT_EQ(0, admin_service(MPR_SERVICE_PAUSED, false));
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
}

/*
 * PENDING: "in the process of connecting"; wait on hEvent, then state "and any associated error"
 * from GetInfo
 */
TEST_F(connect, code_pending)
{
	HANDLE event = MprEventCreate(TRUE, FALSE), iface;
	struct dialer_request req;
	struct dialer dialer;
	MPR_INTERFACE_0 info;

	ASSERT_EQ(600, PENDING);
	ASSERT_TRUE(dialer_start(&dialer));
	ASSERT_EQ(NO_ERROR, dialled_add(self->server, "wan0", &iface));
	EXPECT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, event, FALSE));
	ASSERT_EQ(NO_ERROR, admin_info(self->server, iface, &info));
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTING, info.dwConnectionState);
	EXPECT_EQ(0, info.dwLastError);
	ASSERT_TRUE(dialer_next(&dialer, &req));
	ASSERT_TRUE(dialer_answer(&dialer, req.id, ERROR_NO_CARRIER, ""));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	ASSERT_EQ(NO_ERROR, admin_info(self->server, iface, &info));
	EXPECT_EQ(ROUTER_IF_STATE_UNREACHABLE, info.dwConnectionState);
	EXPECT_EQ(ERROR_NO_CARRIER, info.dwLastError);
	MprEventClose(event);
}

/*
 * Table: "Event Handle | Ignored": returns immediately, PENDING; signalled; GetInfo has success
 * or failure
 */
TEST_F(connect, table_event_and_anything)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;
	MPR_INTERFACE_0 info;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &iface));
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, event, TRUE));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	ASSERT_EQ(NO_ERROR, admin_info(self->server, iface, &info));
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTED, info.dwConnectionState);
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface));
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, event, FALSE));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTED, admin_state(self->server, iface));
	MprEventClose(event);
}

/* Table: "NULL | TRUE": "does not return until the connection attempt has completed" */
TEST_F(connect, table_no_event_and_blocking)
{
	struct blocking call;
	HANDLE iface;

	/* The kernel dials this one, and waits for the carrier. */
	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &iface));
	ASSERT_EQ(0, netdev_carrier("wan0", false));
	ASSERT_TRUE(blocking_start(&call, self->server, iface));
	EXPECT_FALSE(readable(call.over, A_MOMENT));
	ASSERT_EQ(0, netdev_carrier("wan0", true));
	EXPECT_EQ(NO_ERROR, blocking_end(&call));
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTED, admin_state(self->server, iface));
}

/* Table: "NULL | FALSE": returns immediately, PENDING */
TEST_F(connect, table_no_event_and_not_blocking)
{
	HANDLE iface;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &iface));
	ASSERT_EQ(0, netdev_carrier("wan0", false));
	EXPECT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, NULL, FALSE));
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTING, admin_state(self->server, iface));
}

TEST_HARNESS_MAIN
