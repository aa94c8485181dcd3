// SPDX-License-Identifier: LGPL-2.1-or-later
/* Dial a WAN interface and say what came of it:  mpr-example-connect INTERFACE */
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <mprapi.h>
#include <raserror.h>

static void check(const char *what, DWORD code)
{
	LPWSTR text = NULL;

	if (!code)
		return;
	MprAdminGetErrorString(code, &text);
	fprintf(stderr, "%s: %u %ls\n", what, code, text ? text : L"");
	exit(1);
}

/* One level of all connections, in the same order as every other level. */
static void *list(MPR_SERVER_HANDLE server, DWORD level, DWORD *n)
{
	BYTE *buffer;
	DWORD total;

	check("MprAdminConnectionEnum",
	      MprAdminConnectionEnum(server, level, &buffer, -1, n, &total, NULL));
	return buffer;
}

int main(int argc, char **argv)
{
	HANDLE done = MprEventCreate(FALSE, FALSE), changed = MprEventCreate(FALSE, FALSE), wan;
	struct pollfd fds[] = { { .fd = MprEventFd(done), .events = POLLIN },
				{ .fd = MprEventFd(changed), .events = POLLIN } };
	WCHAR name[MAX_INTERFACE_NAME_LEN + 1] = L"";
	MPR_SERVER_HANDLE server;
	MPR_INTERFACE_0 *info;
	DWORD code, n[4], i;

	setlocale(LC_ALL, "");
	if (argc != 2 || mbstowcs(name, argv[1], MAX_INTERFACE_NAME_LEN) == (size_t)-1)
		return fprintf(stderr, "usage: mpr-example-connect INTERFACE\n"), 2;
	check("no service", MprAdminServerConnect(NULL, &server));
	check("no such interface", MprAdminInterfaceGetHandle(server, name, &wan, FALSE));
	check("not registered", MprAdminRegisterConnectionNotification(server, changed));

	code = MprAdminInterfaceConnect(server, wan, done, FALSE);
	check("not started", code == PENDING ? 0 : code);
	printf("MprAdminInterfaceConnect: %s\n", code == PENDING ? "PENDING" : "connected already");
	while (MprEventWait(done, 0) != WAIT_OBJECT_0) {
		poll(fds, 2, -1);
		if (MprEventWait(changed, 0) == WAIT_OBJECT_0)
			printf("event: something has connected or disconnected\n");
	}
	check("no information", MprAdminInterfaceGetInfo(server, wan, 0, (LPBYTE *)&info));
	printf("event: the attempt is over, %ls is in state %d\n", name, info->dwConnectionState);
	check("not connected", info->dwLastError);
	MprAdminBufferFree(info);

	RAS_CONNECTION_0 *c0 = list(server, 0, &n[0]);
	RAS_CONNECTION_1 *c1 = list(server, 1, &n[1]);
	RAS_CONNECTION_2 *c2 = list(server, 2, &n[2]);
	RAS_CONNECTION_3 *c3 = list(server, 3, &n[3]);

	for (i = 0; i < n[0] && i < n[1] && i < n[2] && i < n[3]; i++) {
		printf("%ls: user %ls for %u s, login %#x, IPv6 %s\n", c0[i].wszInterfaceName,
		       c0[i].wszUserName, c0[i].dwConnectDuration,
		       c2[i].PppInfo2.lcp.dwAuthenticationProtocol,
		       c3[i].PppInfo3.ipv6.dwError ? "no" : "yes");
		printf("  %ls here, %ls there, %u bytes out, %u in\n", c1[i].PppInfo.ip.wszAddress,
		       c1[i].PppInfo.ip.wszRemoteAddress, c1[i].dwBytesXmited, c1[i].dwBytesRcved);
	}
	MprAdminBufferFree(c0);
	MprAdminBufferFree(c1);
	MprAdminBufferFree(c2);
	MprAdminBufferFree(c3);
	MprAdminServerDisconnect(server);
	return 0;
}
