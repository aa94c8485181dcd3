// SPDX-License-Identifier: GPL-2.0-only
/*
 * The document "MprAdminDeregisterConnectionNotification", sentence by sentence. Where it is
 * silent: design, section 5. A second event that stays registered is the witness that there was
 * something to signal.
 */
#include <kselftest_harness.h>

#include "mpr_test.h"

FIXTURE(deregistration) {
	MPR_SERVER_HANDLE server;
};

FIXTURE_SETUP(deregistration)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_EQ(0, admin_setup(&self->server)) {
		TH_LOG("is mpr.ko loaded?");
	}
}

FIXTURE_TEARDOWN(deregistration)
{
	MprAdminServerDisconnect(self->server);
}

/* "deregisters an event object that was previously registered" */
TEST_F(deregistration, deregisters_an_event_that_was_registered)
{
	HANDLE event = MprEventCreate(FALSE, FALSE);

	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	EXPECT_EQ(NO_ERROR, MprAdminDeregisterConnectionNotification(self->server, event));
	/* Now it is not registered any more, */
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminDeregisterConnectionNotification(self->server, event));
	/* but still an event. */
	EXPECT_EQ(NO_ERROR, MprEventSet(event));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, 0));
	MprEventClose(event);
}

/* The same when it was registered twice, which is one registration. */
TEST_F(deregistration, one_call_undoes_registering_twice)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;

	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	EXPECT_EQ(NO_ERROR, MprAdminDeregisterConnectionNotification(self->server, event));
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, A_MOMENT));
	MprEventClose(event);
}

/* "once deregistered, this event is no longer signaled when an interface connects" */
TEST_F(deregistration, no_longer_signalled_when_an_interface_connects)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), witness = MprEventCreate(FALSE, FALSE), iface;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &iface));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, witness));
	ASSERT_EQ(NO_ERROR, MprAdminDeregisterConnectionNotification(self->server, event));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	ASSERT_EQ(WAIT_OBJECT_0, MprEventWait(witness, SOON));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
	MprEventClose(event);
	MprEventClose(witness);
}

/* "... or disconnects" */
TEST_F(deregistration, no_longer_signalled_when_an_interface_disconnects)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), witness = MprEventCreate(FALSE, FALSE), iface;

	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, witness));
	ASSERT_EQ(NO_ERROR, MprAdminDeregisterConnectionNotification(self->server, event));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface));
	ASSERT_EQ(WAIT_OBJECT_0, MprEventWait(witness, SOON));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
	MprEventClose(event);
	MprEventClose(witness);
}

/* hMprServer: "the router on which to execute this call": a registration with another one stays */
TEST_F(deregistration, it_is_the_registration_with_this_server_that_ends)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;
	MPR_SERVER_HANDLE other;

	ASSERT_EQ(NO_ERROR, MprAdminServerConnect(NULL, &other));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(other, event));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminDeregisterConnectionNotification(self->server, event));
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	EXPECT_EQ(NO_ERROR, MprAdminDeregisterConnectionNotification(other, event));
	MprAdminServerDisconnect(other);
	MprEventClose(event);
}

/* hEventNotification: "handle to an event object to deregister": that one and no other */
TEST_F(deregistration, other_events_stay_registered)
{
	HANDLE event[3], iface;
	int i;

	for (i = 0; i < 3; i++) {
		event[i] = MprEventCreate(FALSE, FALSE);
		ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event[i]));
	}
	ASSERT_EQ(NO_ERROR, MprAdminDeregisterConnectionNotification(self->server, event[1]));
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event[0], SOON));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event[2], SOON));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event[1], 0));
	for (i = 0; i < 3; i++)
		MprEventClose(event[i]);
}

/* "no longer signaled": what was signalled before stays signalled */
TEST_F(deregistration, a_signal_that_arrived_before_is_kept)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;

	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	ASSERT_EQ(NO_ERROR, MprAdminDeregisterConnectionNotification(self->server, event));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, 0));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
	MprEventClose(event);
}

/* "deregisters ... previously registered": it can be registered again */
TEST_F(deregistration, the_event_can_be_registered_again)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;

	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	ASSERT_EQ(NO_ERROR, MprAdminDeregisterConnectionNotification(self->server, event));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	MprEventClose(event);
}

/* "If the function is successful, the return value is NO_ERROR" */
TEST_F(deregistration, code_no_error)
{
	HANDLE event = MprEventCreate(TRUE, FALSE);

	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	EXPECT_EQ(NO_ERROR, MprAdminDeregisterConnectionNotification(self->server, event));
	MprEventClose(event);
}

/* ERROR_ACCESS_DENIED: "the calling application does not have sufficient privileges" */
TEST_F(deregistration, code_access_denied)
{
	HANDLE event = MprEventCreate(FALSE, FALSE);

	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	ASSERT_TRUE(become_nobody());
	EXPECT_EQ(ERROR_ACCESS_DENIED,
		  MprAdminDeregisterConnectionNotification(self->server, event));
	EXPECT_EQ(ERROR_ACCESS_DENIED,
		  MprAdminDeregisterConnectionNotification(self->server, NULL));
	MprEventClose(event);
}

/* The same for privileges that do not reach the network namespace. */
TEST_F(deregistration, code_access_denied_in_another_user_namespace)
{
	HANDLE event = MprEventCreate(FALSE, FALSE);

	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	ASSERT_TRUE(become_root_elsewhere());
	EXPECT_EQ(ERROR_ACCESS_DENIED,
		  MprAdminDeregisterConnectionNotification(self->server, event));
	MprEventClose(event);
}

/* ERROR_DDM_NOT_RUNNING: "the Demand Dial Manager (DDM) is not running" */
TEST_F(deregistration, code_ddm_not_running)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;

	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	ASSERT_EQ(0, admin_service(MPR_SERVICE_LAN_ONLY, true));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  MprAdminDeregisterConnectionNotification(self->server, event));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  MprAdminDeregisterConnectionNotification(self->server, NULL));
	/* The registration is as it was. */
	ASSERT_EQ(0, admin_service(MPR_SERVICE_LAN_ONLY, false));
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	EXPECT_EQ(NO_ERROR, MprAdminDeregisterConnectionNotification(self->server, event));
	MprEventClose(event);
}

/*
 * ERROR_INVALID_PARAMETER: "hEventNotification ... is NULL or is an invalid handle", or not
 * registered
 */
TEST_F(deregistration, code_invalid_parameter)
{
	HANDLE closed = MprEventCreate(FALSE, FALSE), unknown = MprEventCreate(FALSE, FALSE);
	HANDLE iface;
	unsigned int i;

	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &iface));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, closed));
	MprEventClose(closed);
	HANDLE bad[] = { NULL, NOT_A_HANDLE, (HANDLE)-1, closed, self->server, iface, unknown };

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		EXPECT_EQ(ERROR_INVALID_PARAMETER,
			  MprAdminDeregisterConnectionNotification(self->server, bad[i]));
	MprEventClose(unknown);
}

/* Other: for instance a server handle that is none */
TEST_F(deregistration, code_other_rpc_s_invalid_binding)
{
	HANDLE event = MprEventCreate(FALSE, FALSE);

	EXPECT_EQ(RPC_S_INVALID_BINDING, MprAdminDeregisterConnectionNotification(NULL, event));
	EXPECT_EQ(RPC_S_INVALID_BINDING, MprAdminDeregisterConnectionNotification(event, event));
	MprEventClose(event);
}

/*
 * Other: "use FormatMessage to retrieve the system error message that corresponds to the error
 * code returned"
 */
TEST_F(deregistration, every_code_has_a_message)
{
	static const DWORD codes[] = { ERROR_ACCESS_DENIED, ERROR_DDM_NOT_RUNNING,
				       ERROR_INVALID_PARAMETER, RPC_S_INVALID_BINDING };
	LPWSTR text;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(codes); i++) {
		ASSERT_EQ(NO_ERROR, MprAdminGetErrorString(codes[i], &text));
		EXPECT_LT(10, wcslen(text));
		MprAdminBufferFree(text);
	}
}

TEST_HARNESS_MAIN
