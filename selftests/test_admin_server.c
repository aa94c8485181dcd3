// SPDX-License-Identifier: GPL-2.0-only
/*
 * The service, server handles, connection notification, and the module going and coming.
 */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <kselftest_harness.h>

#include "admin.h"

FIXTURE(server) {
	MPR_SERVER_HANDLE server;
};

FIXTURE_SETUP(server)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_EQ(NO_ERROR, admin_setup(&self->server)) {
		TH_LOG("is mpr.ko loaded?");
	}
}

FIXTURE_TEARDOWN(server)
{
	MprAdminServerDisconnect(self->server);
}

static WCHAR local[] = L"localhost", remote[] = L"\\\\remote", none[] = L"netns:mpr-none";

TEST_F(server, the_service_runs_by_any_of_its_names)
{
	EXPECT_TRUE(MprAdminIsServiceRunning(NULL));
	EXPECT_TRUE(MprAdminIsServiceRunning(L""));
	EXPECT_TRUE(MprAdminIsServiceRunning(local));
	EXPECT_FALSE(MprAdminIsServiceRunning(remote));
	EXPECT_FALSE(MprAdminIsServiceRunning(none));
}

TEST_F(server, a_service_that_runs_is_initialised)
{
	BOOL initialised = FALSE;

	EXPECT_EQ(NO_ERROR, MprAdminIsServiceInitialized(NULL, &initialised));
	EXPECT_TRUE(initialised);
	EXPECT_EQ(ERROR_INVALID_PARAMETER, MprAdminIsServiceInitialized(NULL, NULL));
}

TEST_F(server, connect_needs_somewhere_to_put_the_handle)
{
	EXPECT_EQ(RPC_S_INVALID_BINDING, MprAdminServerConnect(NULL, NULL));
}

TEST_F(server, only_this_machine_has_servers)
{
	MPR_SERVER_HANDLE handle;

	EXPECT_EQ(ERROR_BAD_NETPATH, MprAdminServerConnect(remote, &handle));
	EXPECT_EQ(ERROR_FILE_NOT_FOUND, MprAdminServerConnect(none, &handle));
}

static int ask_everything(void *data)
{
	MPR_SERVER_HANDLE server = *(MPR_SERVER_HANDLE *)data, handle;
	HANDLE event = MprEventCreate(FALSE, FALSE);
	DWORD n, total;
	BOOL is;
	LPBYTE buffer;

	if (MprAdminIsServiceRunning(NULL))
		return 1;
	if (MprAdminIsServiceInitialized(NULL, &is) != ERROR_ACCESS_DENIED ||
	    MprAdminIsServiceInitialized(NULL, NULL) != ERROR_ACCESS_DENIED)
		return 2;
	if (MprAdminServerConnect(NULL, &handle) != ERROR_ACCESS_DENIED)
		return 3;
	/* Of another process, and of no use: but access comes first. */
	if (MprAdminServerGetInfo(server, 9, NULL) != ERROR_ACCESS_DENIED ||
	    MprAdminInterfaceEnum(NULL, 9, NULL, 0, NULL, NULL, NULL) != ERROR_ACCESS_DENIED ||
	    MprAdminConnectionEnum(NULL, 9, &buffer, 0, &n, &total, NULL) != ERROR_ACCESS_DENIED ||
	    MprAdminRegisterConnectionNotification(server, event) != ERROR_ACCESS_DENIED ||
	    MprAdminInterfaceConnect(server, NULL, event, TRUE) != ERROR_ACCESS_DENIED)
		return 4;
	if (MprAdminInterfaceSetCredentials(NULL, NULL, NULL, NULL, NULL) != ERROR_ACCESS_DENIED ||
	    MprAdminInterfaceGetCredentials(NULL, L"x", NULL, NULL, NULL) != ERROR_ACCESS_DENIED)
		return 5;
	return 0;
}

TEST_F(server, who_is_no_administrator_gets_5_before_anything_else)
{
	EXPECT_EQ(0, admin_as_nobody(ask_everything, &self->server));
}

/* A handle that was opened by root stays closed to who has become somebody else. */
TEST_F(server, a_process_that_gives_up_its_rights_gets_5_from_its_own_handle)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;
	DWORD n, total;
	LPBYTE buffer;

	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan", ROUTER_IF_TYPE_HOME_ROUTER, &iface));
	ASSERT_EQ(0, setgid(65534));
	ASSERT_EQ(0, setuid(65534));
	EXPECT_EQ(ERROR_ACCESS_DENIED, MprAdminServerGetInfo(self->server, 9, NULL));
	EXPECT_EQ(ERROR_ACCESS_DENIED, MprAdminInterfaceGetHandle(self->server, NULL, NULL, FALSE));
	EXPECT_EQ(ERROR_ACCESS_DENIED, MprAdminInterfaceCreate(self->server, 9, NULL, NULL));
	EXPECT_EQ(ERROR_ACCESS_DENIED, MprAdminInterfaceGetInfo(self->server, NULL, 9, NULL));
	EXPECT_EQ(ERROR_ACCESS_DENIED, MprAdminInterfaceSetInfo(self->server, NULL, 9, NULL));
	EXPECT_EQ(ERROR_ACCESS_DENIED, MprAdminInterfaceDelete(self->server, NULL));
	EXPECT_EQ(ERROR_ACCESS_DENIED, MprAdminInterfaceDelete(self->server, iface));
	EXPECT_EQ(ERROR_ACCESS_DENIED,
		  MprAdminInterfaceEnum(self->server, 0, &buffer, -1, &n, &total, NULL));
	EXPECT_EQ(ERROR_ACCESS_DENIED,
		  MprAdminInterfaceDeviceGetInfo(self->server, NULL, 0, 9, NULL));
	EXPECT_EQ(ERROR_ACCESS_DENIED,
		  MprAdminInterfaceDeviceSetInfo(self->server, NULL, 0, 9, NULL));
	EXPECT_EQ(ERROR_ACCESS_DENIED, MprAdminInterfaceConnect(self->server, iface, event, TRUE));
	EXPECT_EQ(ERROR_ACCESS_DENIED, MprAdminInterfaceDisconnect(self->server, NULL));
	EXPECT_EQ(ERROR_ACCESS_DENIED, MprAdminConnectionGetInfo(self->server, 9, NULL, NULL));
	EXPECT_EQ(ERROR_ACCESS_DENIED, MprAdminConnectionClearStats(self->server, NULL));
	EXPECT_EQ(ERROR_ACCESS_DENIED,
		  MprAdminRegisterConnectionNotification(self->server, NULL));
	EXPECT_EQ(ERROR_ACCESS_DENIED,
		  MprAdminDeregisterConnectionNotification(self->server, NULL));
	MprEventClose(event);
}

TEST_F(server, a_handle_is_invalid_after_the_disconnect)
{
	MPR_SERVER_HANDLE handle;
	LPBYTE buffer;

	ASSERT_EQ(NO_ERROR, MprAdminServerConnect(local, &handle));
	EXPECT_NE(handle, self->server);
	MprAdminServerDisconnect(handle);
	EXPECT_EQ(RPC_S_INVALID_BINDING, MprAdminServerGetInfo(handle, 0, &buffer));
	MprAdminServerDisconnect(handle);
	MprAdminServerDisconnect(NULL);
}

TEST_F(server, a_handle_survives_fork_in_the_child_only_as_an_error)
{
	LPBYTE buffer;
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(MprAdminServerGetInfo(self->server, 0, &buffer) == RPC_S_INVALID_BINDING ?
		      0 : 1);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(NO_ERROR, MprAdminServerGetInfo(self->server, 0, &buffer));
	MprAdminBufferFree(buffer);
}

TEST_F(server, get_info_tells_mode_uptime_and_ports)
{
	MPR_SERVER_0 *info;
	HANDLE iface;

	EXPECT_EQ(ERROR_INVALID_PARAMETER, MprAdminServerGetInfo(self->server, 9, NULL));
	EXPECT_EQ(ERROR_NOT_SUPPORTED, MprAdminServerGetInfo(self->server, 3, (LPBYTE *)&info));
	ASSERT_EQ(0, netdev_add("wan0", "dummy"));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &iface));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	ASSERT_EQ(NO_ERROR, MprAdminServerGetInfo(self->server, 0, (LPBYTE *)&info));
	EXPECT_FALSE(info->fLanOnlyMode);
	EXPECT_EQ(1, info->dwTotalPorts);
	EXPECT_EQ(1, info->dwPortsInUse);
	/* Of this namespace, which is seconds old at most. */
	EXPECT_LE(info->dwUpTime, 60);
	MprAdminBufferFree(info);
	ASSERT_EQ(0, admin_service(MPR_SERVICE_LAN_ONLY, true));
	ASSERT_EQ(NO_ERROR, MprAdminServerGetInfo(self->server, 0, (LPBYTE *)&info));
	EXPECT_TRUE(info->fLanOnlyMode);
	MprAdminBufferFree(info);
}

TEST_F(server, what_needs_the_demand_dial_manager_is_903_in_lan_only_mode)
{
	HANDLE event = MprEventCreate(FALSE, FALSE);

	ASSERT_EQ(0, admin_service(MPR_SERVICE_LAN_ONLY, true));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  MprAdminConnectionEnum(self->server, 9, NULL, 0, NULL, NULL, NULL));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING, MprAdminConnectionGetInfo(self->server, 9, NULL, NULL));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING, MprAdminConnectionClearStats(self->server, NULL));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  MprAdminRegisterConnectionNotification(self->server, event));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  MprAdminDeregisterConnectionNotification(self->server, event));
	MprEventClose(event);
}

TEST_F(server, another_namespace_is_opened_by_its_name_and_the_thread_stays_in_its_own)
{
	WCHAR name[64] = L"netns:mpr-selftest";
	const char *path = "/run/netns/mpr-selftest";
	MPR_SERVER_HANDLE other;
	struct stat before, after;
	HANDLE iface;
	int fd;

	mkdir("/run/netns", 0755);
	fd = open(path, O_CREAT | O_RDONLY, 0444);
	ASSERT_LE(0, fd);
	close(fd);
	/* Neither a file nor a namespace of another kind is one. */
	EXPECT_EQ(ERROR_BAD_NETPATH, MprAdminServerConnect(name, &other));
	ASSERT_EQ(0, system("mount --bind /proc/$PPID/ns/uts /run/netns/mpr-selftest"));
	EXPECT_EQ(ERROR_BAD_NETPATH, MprAdminServerConnect(name, &other));
	ASSERT_EQ(0, system("umount /run/netns/mpr-selftest"));
	/* This namespace gets a name; the test goes on in a new one. */
	ASSERT_EQ(0, system("mount --bind /proc/$PPID/ns/net /run/netns/mpr-selftest"));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"there", ROUTER_IF_TYPE_HOME_ROUTER,
					 &iface));
	ASSERT_EQ(0, netdev_new_netns());
	ASSERT_EQ(0, stat("/proc/thread-self/ns/net", &before));
	EXPECT_EQ(NO_ERROR, MprAdminServerConnect(name, &other));
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceGetHandle(other, L"there", &iface, FALSE));
	ASSERT_EQ(0, stat("/proc/thread-self/ns/net", &after));
	EXPECT_EQ(before.st_ino, after.st_ino);
	MprAdminServerDisconnect(other);
	/* An open handle stays with the namespace that it was opened in. */
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceGetHandle(self->server, L"there", &iface, FALSE));
	ASSERT_EQ(NO_ERROR, MprAdminServerConnect(NULL, &other));
	EXPECT_EQ(ERROR_NO_SUCH_INTERFACE,
		  MprAdminInterfaceGetHandle(other, L"there", &iface, FALSE));
	MprAdminServerDisconnect(other);
	EXPECT_EQ(0, system("umount /run/netns/mpr-selftest && rm /run/netns/mpr-selftest"));
}

TEST_F(server, an_event_is_signalled_when_an_interface_connects_and_disconnects)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;

	ASSERT_EQ(0, netdev_add("wan0", "dummy"));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	/* Twice is one registration. */
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &iface));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	EXPECT_EQ(NO_ERROR, MprAdminDeregisterConnectionNotification(self->server, event));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminDeregisterConnectionNotification(self->server, event));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 50));
	MprEventClose(event);
}

TEST_F(server, attempts_that_begin_or_fail_do_not_signal)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), done = MprEventCreate(FALSE, FALSE), iface;

	ASSERT_EQ(0, netdev_add("wan0", "dummy"));
	ASSERT_EQ(0, netdev_carrier("wan0", false));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &iface));
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, iface, done, FALSE));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(done, SOON));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 50));
	MprEventClose(event);
	MprEventClose(done);
}

TEST_F(server, each_server_handle_has_its_own_registration_of_an_event)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;
	MPR_SERVER_HANDLE second;

	ASSERT_EQ(0, netdev_add("wan0", "dummy"));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &iface));
	ASSERT_EQ(NO_ERROR, MprAdminServerConnect(NULL, &second));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(second, event));
	ASSERT_EQ(NO_ERROR, MprAdminDeregisterConnectionNotification(self->server, event));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	/* The disconnect of the handle is the end of the second one. */
	MprAdminServerDisconnect(second);
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 50));
	EXPECT_EQ(NO_ERROR, MprEventSet(event));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, 0));
	MprEventClose(event);
}

TEST_F(server, an_overrun_registration_reads_as_signalled)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), iface;
	int i;

	ASSERT_EQ(0, netdev_add("wan0", "dummy"));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &iface));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	for (i = 0; i < 400; i++) {
		ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
		ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface));
	}
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, 0));
	EXPECT_EQ(WAIT_TIMEOUT, MprEventWait(event, 0));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	MprEventClose(event);
}

struct blocked {
	MPR_SERVER_HANDLE server;
	HANDLE iface;
	DWORD code;
};

static void *connect_blocking(void *data)
{
	struct blocked *blocked = data;

	blocked->code = MprAdminInterfaceConnect(blocked->server, blocked->iface, NULL, TRUE);
	return NULL;
}

TEST_F(server, a_blocking_connect_does_not_block_other_threads)
{
	struct blocked blocked = { .server = self->server };
	pthread_t thread;
	HANDLE other;
	int i;

	ASSERT_EQ(0, netdev_add("wan0", "dummy"));
	ASSERT_EQ(0, netdev_carrier("wan0", false));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &blocked.iface));
	ASSERT_EQ(0, pthread_create(&thread, NULL, connect_blocking, &blocked));
	while (admin_state(self->server, blocked.iface) != ROUTER_IF_STATE_CONNECTING)
		sched_yield();
	for (i = 0; i < 20; i++) {
		ASSERT_EQ(NO_ERROR, admin_create(self->server, L"x", ROUTER_IF_TYPE_HOME_ROUTER,
						 &other));
		ASSERT_EQ(NO_ERROR, MprAdminInterfaceDelete(self->server, other));
	}
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTING, admin_state(self->server, blocked.iface));
	ASSERT_EQ(0, netdev_carrier("wan0", true));
	pthread_join(thread, NULL);
	EXPECT_EQ(NO_ERROR, blocked.code);
}

/* Only where the module can be taken away: in the VM, with nobody else using it. */
static const char *module_path(void)
{
	return getenv("MPR_VM") ? getenv("MPR_MODULE") : NULL;
}

static int unload(void)
{
	return syscall(SYS_delete_module, "mpr", 0) ? errno : 0;
}

static int load(const char *path)
{
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1, err;

	if (fd < 0)
		return ENOENT;
	err = syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
	close(fd);
	return err;
}

TEST_F(server, when_the_module_goes_waiters_wake_and_when_it_is_back_the_handle_works_again)
{
	HANDLE done = MprEventCreate(FALSE, FALSE), event = MprEventCreate(FALSE, FALSE), pending;
	struct blocked blocked = { .server = self->server };
	DWORD n, total;
	MPR_SERVER_HANDLE handle;
	pthread_t thread;
	BOOL is;
	LPBYTE buffer;

	if (!module_path())
		SKIP(return, "the module is not ours to unload");
	ASSERT_EQ(0, netdev_add("wan0", "dummy"));
	ASSERT_EQ(0, netdev_add("wan1", "dummy"));
	ASSERT_EQ(0, netdev_carrier("wan0", false));
	ASSERT_EQ(0, netdev_carrier("wan1", false));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &blocked.iface));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan1", ROUTER_IF_TYPE_HOME_ROUTER,
					 &pending));
	ASSERT_EQ(NO_ERROR, MprAdminRegisterConnectionNotification(self->server, event));
	ASSERT_EQ(PENDING, MprAdminInterfaceConnect(self->server, pending, done, FALSE));
	ASSERT_EQ(0, pthread_create(&thread, NULL, connect_blocking, &blocked));
	while (admin_state(self->server, blocked.iface) != ROUTER_IF_STATE_CONNECTING)
		sched_yield();

	ASSERT_EQ(0, unload());
	pthread_join(thread, NULL);
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING, blocked.code);
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(done, SOON));
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	EXPECT_FALSE(MprAdminIsServiceRunning(NULL));
	EXPECT_EQ(ERROR_SERVICE_NOT_ACTIVE, MprAdminIsServiceInitialized(NULL, &is));
	EXPECT_EQ(RPC_S_UNKNOWN_IF, MprAdminServerConnect(NULL, &handle));
	EXPECT_EQ(RPC_S_UNKNOWN_IF, MprAdminServerGetInfo(self->server, 0, &buffer));
	EXPECT_EQ(RPC_S_UNKNOWN_IF,
		  MprAdminInterfaceEnum(self->server, 0, &buffer, -1, &n, &total, NULL));
	EXPECT_EQ(RPC_S_UNKNOWN_IF, MprAdminInterfaceDelete(self->server, pending));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  MprAdminConnectionEnum(self->server, 0, &buffer, -1, &n, &total, NULL));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  MprAdminInterfaceConnect(self->server, pending, done, FALSE));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  MprAdminInterfaceConnect(self->server, pending, NULL, TRUE));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING, MprAdminInterfaceDisconnect(self->server, pending));
	EXPECT_EQ(ERROR_DDM_NOT_RUNNING,
		  MprAdminRegisterConnectionNotification(self->server, event));

	ASSERT_EQ(0, load(module_path()));
	/* Something may have connected unseen, which is worth a look. */
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	EXPECT_EQ(NO_ERROR,
		  MprAdminInterfaceEnum(self->server, 0, &buffer, -1, &n, &total, NULL));
	EXPECT_EQ(0, n);
	EXPECT_EQ(NULL, buffer);
	ASSERT_EQ(0, netdev_carrier("wan0", true));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &blocked.iface));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, blocked.iface, NULL, TRUE));
	/* The registration has come back with it. */
	EXPECT_EQ(WAIT_OBJECT_0, MprEventWait(event, SOON));
	MprEventClose(event);
	MprEventClose(done);
}

TEST_HARNESS_MAIN
