// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interfaces through MprAdmin: create, find, read, change, delete, dial. The netdevices are
 * dummies, which the module itself brings up.
 */
#include <poll.h>
#include <stdio.h>
#include <time.h>

#include <kselftest_harness.h>

#include "admin.h"

FIXTURE(interface) {
	MPR_SERVER_HANDLE server;
};

FIXTURE_SETUP(interface)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_EQ(NO_ERROR, admin_setup(&self->server)) {
		TH_LOG("is mpr.ko loaded?");
	}
}

FIXTURE_TEARDOWN(interface)
{
	MprAdminServerDisconnect(self->server);
}

TEST_F(interface, create_returns_the_handle_that_get_handle_and_get_info_report)
{
	MPR_INTERFACE_0 info;
	HANDLE made, found;

	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"br\u00e4nch", ROUTER_IF_TYPE_FULL_ROUTER,
					 &made));
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceGetHandle(self->server, L"br\u00e4nch", &found,
						       FALSE));
	EXPECT_EQ(made, found);
	ASSERT_EQ(NO_ERROR, admin_info(self->server, made, &info));
	EXPECT_EQ(made, info.hInterface);
	EXPECT_EQ(0, wcscmp(L"br\u00e4nch", info.wszInterfaceName));
	EXPECT_EQ(ROUTER_IF_TYPE_FULL_ROUTER, info.dwIfType);
	EXPECT_TRUE(info.fEnabled);
	EXPECT_EQ(0, info.dwLastError);
}

TEST_F(interface, create_with_a_name_that_exists_is_904)
{
	HANDLE iface;

	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan", ROUTER_IF_TYPE_HOME_ROUTER, &iface));
	EXPECT_EQ(ERROR_INTERFACE_ALREADY_EXISTS,
		  admin_create(self->server, L"wan", ROUTER_IF_TYPE_HOME_ROUTER, &iface));
}

TEST_F(interface, create_checks_pointers_then_level_then_name_and_type)
{
	MPR_INTERFACE_0 info = { .dwIfType = ROUTER_IF_TYPE_HOME_ROUTER, .fEnabled = TRUE };
	LPBYTE buffer = (LPBYTE)&info;
	HANDLE iface;

	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceCreate(self->server, 9, NULL, &iface));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, MprAdminInterfaceCreate(self->server, 9, buffer, NULL));
	EXPECT_EQ(ERROR_NOT_SUPPORTED, MprAdminInterfaceCreate(self->server, 2, buffer, &iface));
	EXPECT_EQ(ERROR_NOT_SUPPORTED, MprAdminInterfaceCreate(self->server, 9, buffer, &iface));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceCreate(self->server, 0, buffer, &iface));
	wcscpy(info.wszInterfaceName, L"wan");
	info.dwIfType = ROUTER_IF_TYPE_TUNNEL1;
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceCreate(self->server, 0, buffer, &iface));
	info.dwIfType = ROUTER_IF_TYPE_DIALOUT;
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceCreate(self->server, 0, buffer, &iface));
	info.dwIfType = ROUTER_IF_TYPE_DEDICATED;
	info.fEnabled = FALSE;
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceCreate(self->server, 0, buffer, &iface));
	info.fEnabled = TRUE;
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceCreate(self->server, 0, buffer, &iface));
}

TEST_F(interface, create_ignores_the_hours_of_level_1)
{
	MPR_INTERFACE_1 info = { .dwIfType = ROUTER_IF_TYPE_HOME_ROUTER, .fEnabled = TRUE,
				 .wszInterfaceName = L"wan",
				 .lpwsDialoutHoursRestriction = L"nonsense\0" };
	MPR_INTERFACE_1 *got;
	HANDLE iface;

	ASSERT_EQ(NO_ERROR, MprAdminInterfaceCreate(self->server, 1, (LPBYTE)&info, &iface));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceGetInfo(self->server, iface, 1, (LPBYTE *)&got));
	EXPECT_EQ(NULL, got->lpwsDialoutHoursRestriction);
	MprAdminBufferFree(got);
}

TEST_F(interface, demand_dial_interfaces_are_not_created_in_lan_only_mode)
{
	HANDLE iface;

	ASSERT_EQ(0, admin_service(MPR_SERVICE_LAN_ONLY, true));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  admin_create(self->server, L"", ROUTER_IF_TYPE_CLIENT, &iface));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  admin_create(self->server, L"wan", ROUTER_IF_TYPE_HOME_ROUTER, &iface));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  admin_create(self->server, L"wan", ROUTER_IF_TYPE_FULL_ROUTER, &iface));
	EXPECT_EQ(NO_ERROR,
		  admin_create(self->server, L"lan", ROUTER_IF_TYPE_DEDICATED, &iface));
}

TEST_F(interface, one_that_is_created_disabled_is_unreachable_for_that_reason)
{
	MPR_INTERFACE_0 info = { .dwIfType = ROUTER_IF_TYPE_HOME_ROUTER,
				 .wszInterfaceName = L"wan" };
	HANDLE iface;

	ASSERT_EQ(NO_ERROR, MprAdminInterfaceCreate(self->server, 0, (LPBYTE)&info, &iface));
	ASSERT_EQ(NO_ERROR, admin_info(self->server, iface, &info));
	EXPECT_FALSE(info.fEnabled);
	EXPECT_EQ(ROUTER_IF_STATE_UNREACHABLE, info.dwConnectionState);
	EXPECT_TRUE(info.fUnReachabilityReasons & MPR_INTERFACE_ADMIN_DISABLED);
}

TEST_F(interface, get_info_checks_the_pointer_then_the_level_then_the_handle)
{
	LPBYTE buffer;
	HANDLE home, full;

	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"h", ROUTER_IF_TYPE_HOME_ROUTER, &home));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"f", ROUTER_IF_TYPE_FULL_ROUTER, &full));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceGetInfo(self->server, NOT_A_HANDLE, 9, NULL));
	EXPECT_EQ(ERROR_NOT_SUPPORTED,
		  MprAdminInterfaceGetInfo(self->server, NOT_A_HANDLE, 9, &buffer));
	EXPECT_EQ(ERROR_INVALID_HANDLE,
		  MprAdminInterfaceGetInfo(self->server, NOT_A_HANDLE, 0, &buffer));
	EXPECT_EQ(ERROR_INVALID_LEVEL, MprAdminInterfaceGetInfo(self->server, home, 2, &buffer));
	EXPECT_EQ(ERROR_INVALID_LEVEL, MprAdminInterfaceGetInfo(self->server, home, 3, &buffer));
	EXPECT_EQ(ERROR_NOT_SUPPORTED, MprAdminInterfaceGetInfo(self->server, full, 2, &buffer));
}

TEST_F(interface, level_1_sets_and_reads_the_dial_out_hours)
{
	static const WCHAR hours[] = L"2 09:00-12:00 13:00-17:30\0004 09:00-12:00\0";
	MPR_INTERFACE_1 *got, info;
	HANDLE iface;

	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan", ROUTER_IF_TYPE_HOME_ROUTER, &iface));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceGetInfo(self->server, iface, 1, (LPBYTE *)&got));
	EXPECT_EQ(NULL, got->lpwsDialoutHoursRestriction);
	info = *got;
	MprAdminBufferFree(got);
	info.lpwsDialoutHoursRestriction = (LPWSTR)hours;
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceSetInfo(self->server, iface, 1, (LPBYTE)&info));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceGetInfo(self->server, iface, 1, (LPBYTE *)&got));
	ASSERT_NE(NULL, got->lpwsDialoutHoursRestriction);
	EXPECT_EQ(0, memcmp(hours, got->lpwsDialoutHoursRestriction, sizeof(hours)));
	MprAdminBufferFree(got);
	/* A malformed list changes nothing, not even what is well-formed. */
	info.lpwsDialoutHoursRestriction = L"2 09:00-08:00\0";
	info.fEnabled = FALSE;
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceSetInfo(self->server, iface, 1, (LPBYTE)&info));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceGetInfo(self->server, iface, 1, (LPBYTE *)&got));
	EXPECT_TRUE(got->fEnabled);
	EXPECT_NE(NULL, got->lpwsDialoutHoursRestriction);
	MprAdminBufferFree(got);
	info.lpwsDialoutHoursRestriction = NULL;
	info.fEnabled = TRUE;
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceSetInfo(self->server, iface, 1, (LPBYTE)&info));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceGetInfo(self->server, iface, 1, (LPBYTE *)&got));
	EXPECT_EQ(NULL, got->lpwsDialoutHoursRestriction);
	MprAdminBufferFree(got);
}

TEST_F(interface, set_info_checks_the_pointer_then_the_level_then_the_handle)
{
	MPR_INTERFACE_0 info = { .fEnabled = TRUE };
	HANDLE lan;

	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceSetInfo(self->server, NOT_A_HANDLE, 9, NULL));
	EXPECT_EQ(ERROR_NOT_SUPPORTED,
		  MprAdminInterfaceSetInfo(self->server, NOT_A_HANDLE, 9, (LPBYTE)&info));
	EXPECT_EQ(ERROR_INVALID_HANDLE,
		  MprAdminInterfaceSetInfo(self->server, NOT_A_HANDLE, 0, (LPBYTE)&info));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"lan", ROUTER_IF_TYPE_DEDICATED, &lan));
	info.fEnabled = FALSE;
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceSetInfo(self->server, lan, 0, (LPBYTE)&info));
}

TEST_F(interface, outside_the_dial_out_hours_connect_is_944)
{
	MPR_INTERFACE_1 info = { .fEnabled = TRUE };
	struct mpr_service service = { .utc_offset = 0 };
	MPR_INTERFACE_0 after;
	WCHAR hours[32];
	struct mpr *h;
	HANDLE iface;
	int day;

	/* Allowed only four days from now, whatever day it is. */
	day = (time(NULL) / 86400 + 4 + 4) % 7;
	swprintf(hours, 30, L"%d 00:00-00:01", day);
	hours[wcslen(hours) + 1] = 0;
	ASSERT_EQ(0, mpr_open(NULL, &h));
	ASSERT_EQ(0, mpr_service_set(h, &service, MPR_SERVICE_UTC_OFFSET));
	mpr_close(h);
	ASSERT_EQ(0, netdev_add("wan0", "dummy"));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &iface));
	info.lpwsDialoutHoursRestriction = hours;
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceSetInfo(self->server, iface, 1, (LPBYTE)&info));
	EXPECT_EQ(ERROR_DIALOUT_HOURS_RESTRICTION,
		  MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	ASSERT_EQ(NO_ERROR, admin_info(self->server, iface, &after));
	EXPECT_EQ(ROUTER_IF_STATE_UNREACHABLE, after.dwConnectionState);
	EXPECT_TRUE(after.fUnReachabilityReasons & MPR_INTERFACE_DIALOUT_HOURS_RESTRICTION);
}

TEST_F(interface, get_handle_says_1780_for_no_name_and_905_for_an_unknown_one)
{
	HANDLE iface;

	EXPECT_EQ(RPC_X_NULL_REF_POINTER,
		  MprAdminInterfaceGetHandle(self->server, NULL, NULL, FALSE));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceGetHandle(self->server, L"x", NULL, FALSE));
	EXPECT_EQ(ERROR_NO_SUCH_INTERFACE,
		  MprAdminInterfaceGetHandle(self->server, L"x", &iface, FALSE));
}

TEST_F(interface, delete_of_a_connected_interface_is_908_and_works_after_the_disconnect)
{
	HANDLE iface;

	ASSERT_EQ(0, netdev_add("wan0", "dummy"));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &iface));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	EXPECT_EQ(ERROR_INTERFACE_CONNECTED, MprAdminInterfaceDelete(self->server, iface));
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTED, admin_state(self->server, iface));
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface));
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceDelete(self->server, iface));
	EXPECT_EQ(ERROR_INVALID_HANDLE, MprAdminInterfaceDelete(self->server, iface));
}

TEST_F(interface, device_slots_are_numbered_from_1_and_keep_their_numbers_at_level_0)
{
	MPR_DEVICE_1 dev = { .szDeviceType = L"modem", .szDeviceName = L"/dev/ttyS0",
			     .szLocalPhoneNumber = L"+49 30 1",
			     .szAlternates = L"2\0003\0" };
	MPR_DEVICE_0 *got0;
	MPR_DEVICE_1 *got;
	HANDLE iface;

	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan", ROUTER_IF_TYPE_HOME_ROUTER, &iface));
	/* Without a slot, the device is the one of the interface's name. */
	ASSERT_EQ(NO_ERROR,
		  MprAdminInterfaceDeviceGetInfo(self->server, iface, 1, 0, (LPBYTE *)&got0));
	EXPECT_EQ(0, wcscmp(L"wan", got0->szDeviceName));
	MprAdminBufferFree(got0);
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceDeviceGetInfo(self->server, iface, 0, 0, (LPBYTE *)&got0));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceDeviceGetInfo(self->server, iface, 2, 0, (LPBYTE *)&got0));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceDeviceSetInfo(self->server, iface, 0, 1, (LPBYTE)&dev));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceDeviceSetInfo(self->server, iface, 65, 1, (LPBYTE)&dev));
	EXPECT_EQ(NO_ERROR,
		  MprAdminInterfaceDeviceSetInfo(self->server, iface, 1, 1, (LPBYTE)&dev));
	wcscpy(dev.szDeviceName, L"/dev/ttyS1");
	EXPECT_EQ(NO_ERROR,
		  MprAdminInterfaceDeviceSetInfo(self->server, iface, 1, 0, (LPBYTE)&dev));
	ASSERT_EQ(NO_ERROR,
		  MprAdminInterfaceDeviceGetInfo(self->server, iface, 1, 1, (LPBYTE *)&got));
	EXPECT_EQ(0, wcscmp(L"modem", got->szDeviceType));
	EXPECT_EQ(0, wcscmp(L"/dev/ttyS1", got->szDeviceName));
	EXPECT_EQ(0, wcscmp(L"+49 30 1", got->szLocalPhoneNumber));
	ASSERT_NE(NULL, got->szAlternates);
	EXPECT_EQ(0, memcmp(L"2\0003\0", got->szAlternates, 5 * sizeof(WCHAR)));
	MprAdminBufferFree(got);
}

TEST_F(interface, device_functions_check_the_pointer_then_the_level_then_the_handle)
{
	MPR_DEVICE_0 dev = { .szDeviceName = L"x" };
	LPBYTE buffer;

	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceDeviceGetInfo(self->server, NOT_A_HANDLE, 1, 9, NULL));
	EXPECT_EQ(ERROR_NOT_SUPPORTED,
		  MprAdminInterfaceDeviceGetInfo(self->server, NOT_A_HANDLE, 1, 2, &buffer));
	EXPECT_EQ(ERROR_INVALID_HANDLE,
		  MprAdminInterfaceDeviceGetInfo(self->server, NOT_A_HANDLE, 1, 0, &buffer));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceDeviceSetInfo(self->server, NOT_A_HANDLE, 1, 9, NULL));
	EXPECT_EQ(ERROR_NOT_SUPPORTED,
		  MprAdminInterfaceDeviceSetInfo(self->server, NOT_A_HANDLE, 1, 2, (LPBYTE)&dev));
	EXPECT_EQ(ERROR_INVALID_HANDLE,
		  MprAdminInterfaceDeviceSetInfo(self->server, NOT_A_HANDLE, 1, 0, (LPBYTE)&dev));
}

TEST_F(interface, a_connect_with_an_event_signals_it_when_the_attempt_is_over)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;
	struct pollfd pfd = { MprEventFd(event), POLLIN, 0 };

	ASSERT_EQ(0, netdev_add("wan0", "dummy"));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &iface));
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, event, TRUE));
	EXPECT_EQ(1, poll(&pfd, 1, SOON));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTED, admin_state(self->server, iface));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
	/* Connected already: nothing happens but the signal. */
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, event, FALSE));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, 0));
	MprEventClose(event);
}

TEST_F(interface, a_connect_that_is_refused_leaves_the_event_alone)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;

	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &iface));
	EXPECT_EQ(ERROR_INTERFACE_HAS_NO_DEVICES,
		  MprAdminInterfaceConnect(self->server, iface, event, FALSE));
	ASSERT_EQ(NO_ERROR, admin_enable(self->server, iface, FALSE));
	EXPECT_EQ(ERROR_INTERFACE_DISABLED,
		  MprAdminInterfaceConnect(self->server, iface, event, FALSE));
	ASSERT_EQ(NO_ERROR, admin_enable(self->server, iface, TRUE));
	ASSERT_EQ(0, admin_service(MPR_SERVICE_PAUSED, true));
	EXPECT_EQ(ERROR_SERVICE_IS_PAUSED,
		  MprAdminInterfaceConnect(self->server, iface, event, FALSE));
	EXPECT_EQ(ERROR_INVALID_HANDLE,
		  MprAdminInterfaceConnect(self->server, NOT_A_HANDLE, event, FALSE));
	ASSERT_EQ(0, admin_service(MPR_SERVICE_LAN_ONLY, true));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  MprAdminInterfaceConnect(self->server, NOT_A_HANDLE, event, FALSE));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  MprAdminInterfaceConnect(self->server, NOT_A_HANDLE, NOT_A_HANDLE, FALSE));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING, MprAdminInterfaceDisconnect(self->server, NOT_A_HANDLE));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
	MprEventClose(event);
}

TEST_F(interface, a_dial_that_nobody_can_do_is_903)
{
	MPR_DEVICE_0 dev = { .szDeviceType = L"PPPoE", .szDeviceName = L"eth7" };
	HANDLE iface;

	ASSERT_EQ(0, netdev_add("eth7", "dummy"));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan", ROUTER_IF_TYPE_HOME_ROUTER, &iface));
	ASSERT_EQ(NO_ERROR,
		  MprAdminInterfaceDeviceSetInfo(self->server, iface, 1, 0, (LPBYTE)&dev));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
}

TEST_F(interface, a_disconnect_gives_up_the_attempt_and_its_waiters_get_929)
{
	HANDLE event = MprEventCreate(TRUE, FALSE), iface;
	struct mpr_interface *native;
	struct mpr *h;
	int status;
	pid_t pid;

	ASSERT_EQ(0, netdev_add("wan0", "dummy"));
	ASSERT_EQ(0, netdev_carrier("wan0", false));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &iface));
	pid = fork();
	if (!pid) {
		MPR_SERVER_HANDLE server;

		if (MprAdminServerConnect(NULL, &server))
			_exit(1);
		_exit(MprAdminInterfaceConnect(server, iface, NULL, TRUE) ==
		      ERROR_INTERFACE_DISCONNECTED ? 0 : 2);
	}
	ASSERT_EQ(0, mpr_open(NULL, &h));
	do {
		ASSERT_EQ(0, mpr_interface_get(h, (uintptr_t)iface, &native));
		status = native->state;
		mpr_free(native);
		sched_yield();
	} while (status != MPR_IF_STATE_CONNECTING);
	mpr_close(h);
	EXPECT_EQ(ERROR_ALREADY_CONNECTING,
		  MprAdminInterfaceConnect(self->server, iface, event, FALSE));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface));
	EXPECT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(ROUTER_IF_STATE_DISCONNECTED, admin_state(self->server, iface));
	EXPECT_EQ(ERROR_INTERFACE_NOT_CONNECTED, MprAdminInterfaceDisconnect(self->server, iface));
	MprEventClose(event);
}

TEST_F(interface, the_event_of_an_attempt_that_is_given_up_is_signalled)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;

	ASSERT_EQ(0, netdev_add("wan0", "dummy"));
	ASSERT_EQ(0, netdev_carrier("wan0", false));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &iface));
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, event, FALSE));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 50));
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceDelete(self->server, iface));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	MprEventClose(event);
}

TEST_F(interface, neither_event_nor_blocking_returns_pending_at_once)
{
	HANDLE iface;

	ASSERT_EQ(0, netdev_add("wan0", "dummy"));
	ASSERT_EQ(0, netdev_carrier("wan0", false));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &iface));
	EXPECT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, NULL, FALSE));
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTING, admin_state(self->server, iface));
}

TEST_F(interface, disabling_a_connected_interface_hangs_it_up)
{
	MPR_INTERFACE_0 info;
	HANDLE iface;

	ASSERT_EQ(0, netdev_add("wan0", "dummy"));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &iface));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	ASSERT_EQ(NO_ERROR, admin_enable(self->server, iface, FALSE));
	ASSERT_EQ(NO_ERROR, admin_info(self->server, iface, &info));
	EXPECT_EQ(ROUTER_IF_STATE_UNREACHABLE, info.dwConnectionState);
	EXPECT_TRUE(info.fUnReachabilityReasons & MPR_INTERFACE_ADMIN_DISABLED);
}

TEST_HARNESS_MAIN
