/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of the MprAdmin functions share: a fixture in a network namespace of its own,
 * and short forms. Include it behind kselftest_harness.h.
 */
#ifndef SELFTESTS_ADMIN_H
#define SELFTESTS_ADMIN_H

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mpr.h>
#include <mprapi.h>
#include <mprerror.h>
#include <raserror.h>

#include "netdev.h"

#define NOT_A_HANDLE ((HANDLE)(uintptr_t)0x7ffffff1)
/* Longer than any attempt of these tests may take, on a slow machine too. */
#define SOON 20000

static inline DWORD admin_create(MPR_SERVER_HANDLE server, const WCHAR *name,
				 ROUTER_INTERFACE_TYPE type, HANDLE *iface)
{
	MPR_INTERFACE_0 info;

	memset(&info, 0, sizeof(info));
	wcsncpy(info.wszInterfaceName, name, MAX_INTERFACE_NAME_LEN);
	info.fEnabled = TRUE;
	info.dwIfType = type;
	return MprAdminInterfaceCreate(server, 0, (LPBYTE)&info, iface);
}

/* Level 0 of an interface, copied so that nothing has to be freed. */
static inline DWORD admin_info(MPR_SERVER_HANDLE server, HANDLE iface, MPR_INTERFACE_0 *info)
{
	LPBYTE buffer;
	DWORD code = MprAdminInterfaceGetInfo(server, iface, 0, &buffer);

	if (code)
		return code;
	memcpy(info, buffer, sizeof(*info));
	return MprAdminBufferFree(buffer);
}

static inline int admin_state(MPR_SERVER_HANDLE server, HANDLE iface)
{
	MPR_INTERFACE_0 info;

	return admin_info(server, iface, &info) ? -1 : (int)info.dwConnectionState;
}

static inline DWORD admin_enable(MPR_SERVER_HANDLE server, HANDLE iface, BOOL enable)
{
	MPR_INTERFACE_0 info;
	DWORD code = admin_info(server, iface, &info);

	if (code)
		return code;
	info.fEnabled = enable;
	return MprAdminInterfaceSetInfo(server, iface, 0, (LPBYTE)&info);
}

/* What the native interface can change of the service. */
static inline unsigned int admin_service(unsigned int setting, bool on)
{
	struct mpr_service service = { .lan_only = on, .paused = on };
	unsigned int code;
	struct mpr *h;

	code = mpr_open(NULL, &h);
	if (code)
		return code;
	code = mpr_service_set(h, &service, setting);
	mpr_close(h);
	return code;
}

/* Runs @fn as a user without any right and returns what it returns (below 255). */
static inline int admin_as_nobody(int (*fn)(void *data), void *data)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (setgid(65534) || setuid(65534))
			_exit(255);
		_exit(fn(data));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* A network namespace of the test's own and a server handle in it: 0, or what is wrong. */
static inline DWORD admin_setup(MPR_SERVER_HANDLE *server)
{
	DWORD code = netdev_new_netns();

	return code ? code : MprAdminServerConnect(NULL, server);
}

#endif /* SELFTESTS_ADMIN_H */
