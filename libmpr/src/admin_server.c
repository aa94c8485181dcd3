// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The service and server handles.
 */
#include <stdlib.h>

#include "admin.h"
#include "admin_notify.h"
#include "buffer.h"

#define MS_PER_S 1000

BOOL MprAdminIsServiceRunning(LPWSTR lpwsServerName)
{
	struct mpr_service *service;
	struct mpr *h;
	BOOL running;

	if (mpr_admin_open(lpwsServerName, &h))
		return FALSE;
	running = !mpr_service_get(h, &service);
	if (running)
		mpr_free(service);
	mpr_close(h);
	return running;
}

DWORD MprAdminIsServiceInitialized(LPWSTR lpwsServerName, BOOL *fIsServiceInitialized)
{
	struct mpr_service *service;
	struct mpr *h;
	DWORD code;

	code = mpr_admin_open(lpwsServerName, &h);
	if (code)
		return code;
	code = mpr_service_get(h, &service);
	mpr_close(h);
	if (!code)
		mpr_free(service);
	if (code == ERROR_ACCESS_DENIED)
		return code;
	if (!fIsServiceInitialized)
		return ERROR_INVALID_PARAMETER;
	if (code == RPC_S_UNKNOWN_IF)
		return ERROR_SERVICE_NOT_ACTIVE;
	/* It is initialised when it begins to answer. */
	if (!code)
		*fIsServiceInitialized = TRUE;
	return code;
}

static void server_destroy(struct mpr_object *obj)
{
	struct mpr_server *srv = (struct mpr_server *)obj;

	mpr_close(srv->h);
	pthread_mutex_destroy(&srv->lock);
	free(srv->events);
	free(srv);
}

DWORD MprAdminServerConnect(LPWSTR lpwsServerName, MPR_SERVER_HANDLE *phMprServer)
{
	struct mpr_server *srv;
	struct mpr *h;
	DWORD code;

	code = mpr_admin_open(lpwsServerName, &h);
	if (code)
		return phMprServer ? code : RPC_S_INVALID_BINDING;
	srv = calloc(1, sizeof(*srv));
	if (!srv) {
		mpr_close(h);
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	srv->h = h;
	pthread_mutex_init(&srv->lock, NULL);
	mpr_object_init(&srv->obj, MPR_HANDLE_SERVER, server_destroy);
	code = mpr_admin_check(srv, MPR_NO_DDM);
	if (!phMprServer && code != ERROR_ACCESS_DENIED)
		code = RPC_S_INVALID_BINDING;
	if (!code)
		code = mpr_handle_new(&srv->obj, phMprServer);
	if (code)
		mpr_admin_end(srv);
	return code;
}

VOID MprAdminServerDisconnect(MPR_SERVER_HANDLE hMprServer)
{
	struct mpr_server *srv;

	srv = (struct mpr_server *)mpr_handle_remove(hMprServer, MPR_HANDLE_SERVER);
	if (!srv)
		return;
	mpr_notify_end(srv);
	mpr_admin_end(srv);
}

static DWORD get_info(struct mpr_server *srv, DWORD level, LPBYTE *buffer)
{
	struct mpr_service *service;
	MPR_SERVER_0 *info;
	DWORD code;

	if (!buffer)
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_INVALID_PARAMETER);
	if (level != 0)
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_NOT_SUPPORTED);
	code = mpr_service_get(srv->h, &service);
	if (code)
		return code;
	info = mpr_buffer_alloc(sizeof(*info));
	if (info) {
		info->fLanOnlyMode = service->lan_only;
		info->dwUpTime = service->uptime / MS_PER_S;
		info->dwTotalPorts = service->ports;
		info->dwPortsInUse = service->ports_in_use;
		*buffer = (LPBYTE)info;
	}
	mpr_free(service);
	return info ? NO_ERROR : ERROR_NOT_ENOUGH_MEMORY;
}

DWORD MprAdminServerGetInfo(MPR_SERVER_HANDLE hMprServer, DWORD dwLevel, LPBYTE *lplpbBuffer)
{
	struct mpr_server *srv;
	DWORD code = mpr_admin_begin(hMprServer, &srv);

	if (code)
		return code;
	code = get_info(srv, dwLevel, lplpbBuffer);
	mpr_admin_end(srv);
	return code;
}
