// SPDX-License-Identifier: GPL-2.0-only
/*
 * An admin plugin that tells test_seed_hangup_notification.c of each callback, and calls RAS
 * administration functions from inside the one for the hang-up. The test gives mprd copies of it
 * under several names.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "plugin_hangup.h"

static void begin(struct plugin_said *said, enum plugin_call call)
{
	Dl_info info;
	const char *slash;

	memset(said, 0, sizeof(*said));
	said->call = call;
	if (!dladdr(begin, &info) || !info.dli_fname)
		return;
	slash = strrchr(info.dli_fname, '/');
	snprintf(said->name, sizeof(said->name), "%s", slash ? slash + 1 : info.dli_fname);
}

static void tell(const struct plugin_said *said)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const char *path = getenv(PLUGIN_SOCKET);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (path && fd >= 0) {
		snprintf(to.sun_path, sizeof(to.sun_path), "%s", path);
		sendto(fd, said, sizeof(*said), 0, (struct sockaddr *)&to, sizeof(to));
	}
	if (fd >= 0)
		close(fd);
}

static void call_back(struct plugin_said *said)
{
	MPR_SERVER_HANDLE server;
	DWORD total;
	LPBYTE buf;

	said->connect_code = MprAdminServerConnect(NULL, &server);
	if (said->connect_code)
		return;
	said->enum_code = MprAdminConnectionEnum(server, 0, &buf, -1, &said->connections, &total,
						 NULL);
	if (!said->enum_code)
		MprAdminBufferFree(buf);
	said->conn_info_code = MprAdminConnectionGetInfo(server, 0, said->c0.hConnection, &buf);
	if (!said->conn_info_code)
		MprAdminBufferFree(buf);
	said->iface_enum_code = MprAdminInterfaceEnum(server, 0, &buf, -1, &said->interfaces,
						      &total, NULL);
	if (!said->iface_enum_code)
		MprAdminBufferFree(buf);
	said->iface_info_code = MprAdminInterfaceGetInfo(server, said->c0.hInterface, 0, &buf);
	if (!said->iface_info_code) {
		said->iface_state = ((MPR_INTERFACE_0 *)buf)->dwConnectionState;
		MprAdminBufferFree(buf);
	}
	said->iface_connect_code = MprAdminInterfaceConnect(server, NULL, NULL, TRUE);
	MprAdminServerDisconnect(server);
}

DWORD APIENTRY MprAdminInitializeDll(void)
{
	struct plugin_said said;

	begin(&said, PLUGIN_INITIALIZE);
	tell(&said);
	return NO_ERROR;
}

DWORD APIENTRY MprAdminTerminateDll(void)
{
	struct plugin_said said;

	begin(&said, PLUGIN_TERMINATE);
	tell(&said);
	return NO_ERROR;
}

BOOL CALLBACK MprAdminAcceptNewConnection(RAS_CONNECTION_0 *c0, RAS_CONNECTION_1 *c1)
{
	struct plugin_said said;

	begin(&said, PLUGIN_ACCEPT);
	said.c0 = *c0;
	said.c1 = *c1;
	tell(&said);
	return strcmp(said.name, PLUGIN_REFUSES) != 0;
}

VOID CALLBACK MprAdminConnectionHangupNotification(RAS_CONNECTION_0 *c0, RAS_CONNECTION_1 *c1)
{
	struct plugin_said said;

	begin(&said, PLUGIN_HANGUP);
	said.c0 = *c0;
	said.c1 = *c1;
	call_back(&said);
	tell(&said);
}

BOOL CALLBACK MprAdminAcceptNewLink(RAS_PORT_0 *p0, RAS_PORT_1 *p1)
{
	struct plugin_said said;

	(void)p1;
	begin(&said, PLUGIN_ACCEPT_LINK);
	said.port = *p0;
	tell(&said);
	return TRUE;
}

VOID CALLBACK MprAdminLinkHangupNotification(RAS_PORT_0 *p0, RAS_PORT_1 *p1)
{
	struct plugin_said said;

	(void)p1;
	begin(&said, PLUGIN_HANGUP_LINK);
	said.port = *p0;
	tell(&said);
}
