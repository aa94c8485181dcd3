// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Interfaces.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "admin.h"
#include "buffer.h"
#include "hours.h"
#include "wide.h"

#define NAME_SIZE (4 * MAX_INTERFACE_NAME_LEN + 1)

/* MPR_INTERFACE_1 begins with the members of MPR_INTERFACE_0. */
_Static_assert(offsetof(MPR_INTERFACE_1, dwLastError) == offsetof(MPR_INTERFACE_0, dwLastError),
	       "layout of MPR_INTERFACE_1");

static HANDLE handle(uint32_t id)
{
	return (HANDLE)(uintptr_t)id;
}

static void put_interface(const struct mpr_interface *iface, MPR_INTERFACE_0 *to)
{
	mpr_utf8_to_wide(iface->name, to->wszInterfaceName, MAX_INTERFACE_NAME_LEN);
	to->hInterface = handle(iface->id);
	to->fEnabled = iface->enabled;
	to->dwIfType = (ROUTER_INTERFACE_TYPE)iface->type;
	to->dwConnectionState = (ROUTER_CONNECTION_STATE)iface->state;
	to->fUnReachabilityReasons = iface->reasons;
	to->dwLastError = iface->last_error;
}

static DWORD get_handle(struct mpr_server *srv, LPWSTR wide, HANDLE *to, BOOL clients)
{
	struct mpr_interface *iface;
	char name[NAME_SIZE];
	DWORD code;

	if (!wide)
		return mpr_admin_refuse(srv, MPR_NO_DDM, RPC_X_NULL_REF_POINTER);
	if (!to)
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_INVALID_PARAMETER);
	/* What cannot be a name is not that of any interface. */
	if (!mpr_wide_to_utf8(wide, MAX_INTERFACE_NAME_LEN, name) || !*name)
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_NO_SUCH_INTERFACE);
	code = mpr_interface_find(srv->h, name, !clients, &iface);
	if (code == ERROR_INVALID_PARAMETER || code == ERROR_INVALID_NAME)
		code = ERROR_NO_SUCH_INTERFACE;
	if (code)
		return code;
	*to = handle(iface->id);
	mpr_free(iface);
	return NO_ERROR;
}

DWORD MprAdminInterfaceGetHandle(MPR_SERVER_HANDLE hMprServer, LPWSTR lpwsInterfaceName,
				 HANDLE *phInterface, BOOL fIncludeClientInterfaces)
{
	struct mpr_server *srv;
	DWORD code = mpr_admin_begin(hMprServer, &srv);

	if (code)
		return code;
	code = get_handle(srv, lpwsInterfaceName, phInterface, fIncludeClientInterfaces);
	mpr_admin_end(srv);
	return code;
}

static bool wan(ROUTER_INTERFACE_TYPE type)
{
	return type == ROUTER_IF_TYPE_CLIENT || type == ROUTER_IF_TYPE_HOME_ROUTER ||
	       type == ROUTER_IF_TYPE_FULL_ROUTER;
}

/* Everything but name, fEnabled and dwIfType is ignored, at level 1 too. */
static DWORD create(struct mpr_server *srv, DWORD level, const MPR_INTERFACE_0 *info, HANDLE *to)
{
	struct mpr_interface iface = { 0 };
	char name[NAME_SIZE];
	uint32_t id;
	DWORD code;

	if (!info || !to)
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_INVALID_PARAMETER);
	if (level > 1)
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_NOT_SUPPORTED);
	code = mpr_admin_check(srv, wan(info->dwIfType) ? MPR_DDM : MPR_NO_DDM);
	if (code)
		return code;
	/* An interface that is never dialled has nothing that could be disabled. */
	if (!mpr_wide_to_utf8(info->wszInterfaceName, MAX_INTERFACE_NAME_LEN, name) || !*name ||
	    (!wan(info->dwIfType) && !info->fEnabled))
		return ERROR_INVALID_PARAMETER;
	iface.name = name;
	iface.type = (enum mpr_if_type)info->dwIfType;
	iface.enabled = info->fEnabled;
	code = mpr_interface_add(srv->h, &iface, MPR_SET_ENABLED, &id);
	if (!code)
		*to = handle(id);
	return mpr_admin_code(code, MPR_DDM);
}

DWORD MprAdminInterfaceCreate(MPR_SERVER_HANDLE hMprServer, DWORD dwLevel, LPBYTE lpbBuffer,
			      HANDLE *phInterface)
{
	struct mpr_server *srv;
	DWORD code = mpr_admin_begin(hMprServer, &srv);

	if (code)
		return code;
	code = create(srv, dwLevel, (const MPR_INTERFACE_0 *)lpbBuffer, phInterface);
	mpr_admin_end(srv);
	return code;
}

/* Level 1 has the dial-out hours behind the structure. */
static void *interface_buffer(const struct mpr_interface *iface, DWORD level)
{
	MPR_INTERFACE_1 *info;
	size_t n = 0;

	if (level == 0) {
		MPR_INTERFACE_0 *info_0 = mpr_buffer_alloc(sizeof(*info_0));

		if (info_0)
			put_interface(iface, info_0);
		return info_0;
	}
	if (iface->n_hours)
		n = mpr_hours_format(iface->hours, iface->n_hours, NULL);
	info = mpr_buffer_alloc(sizeof(*info) + n * sizeof(WCHAR));
	if (!info)
		return NULL;
	put_interface(iface, (MPR_INTERFACE_0 *)info);
	if (n) {
		info->lpwsDialoutHoursRestriction = (LPWSTR)(info + 1);
		mpr_hours_format(iface->hours, iface->n_hours, info->lpwsDialoutHoursRestriction);
	}
	return info;
}

static DWORD get_info(struct mpr_server *srv, HANDLE hif, DWORD level, LPBYTE *buffer)
{
	struct mpr_interface *iface;
	uint32_t id;
	void *info;
	DWORD code;

	if (!buffer)
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_INVALID_PARAMETER);
	if (level > 3)
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_NOT_SUPPORTED);
	if (!mpr_admin_id(hif, &id))
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_INVALID_HANDLE);
	code = mpr_interface_get(srv->h, id, &iface);
	if (code)
		return code;
	/* Only two-way interfaces have a level 2 and 3 at all, and none here has it yet. */
	if (level > 1) {
		code = iface->type == MPR_IF_TYPE_FULL_ROUTER ? ERROR_NOT_SUPPORTED :
		       ERROR_INVALID_LEVEL;
	} else {
		info = interface_buffer(iface, level);
		if (info)
			*buffer = info;
		else
			code = ERROR_NOT_ENOUGH_MEMORY;
	}
	mpr_free(iface);
	return code;
}

DWORD MprAdminInterfaceGetInfo(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface, DWORD dwLevel,
			       LPBYTE *lplpbBuffer)
{
	struct mpr_server *srv;
	DWORD code = mpr_admin_begin(hMprServer, &srv);

	if (code)
		return code;
	code = get_info(srv, hInterface, dwLevel, lplpbBuffer);
	mpr_admin_end(srv);
	return code;
}

static DWORD set_info(struct mpr_server *srv, HANDLE hif, DWORD level, LPBYTE buffer)
{
	const MPR_INTERFACE_1 *info = (const MPR_INTERFACE_1 *)buffer;
	unsigned int settings = MPR_SET_ENABLED;
	struct mpr_hours hours[MPR_HOURS_MAX];
	struct mpr_interface new = { 0 };
	struct mpr_interface *iface;
	DWORD code;
	int n = 0;

	if (!info)
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_INVALID_PARAMETER);
	if (level > 1)
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_NOT_SUPPORTED);
	if (!mpr_admin_id(hif, &new.id))
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_INVALID_HANDLE);
	code = mpr_interface_get(srv->h, new.id, &iface);
	if (code)
		return code;
	if (iface->type >= MPR_IF_TYPE_DEDICATED && iface->type <= MPR_IF_TYPE_LOOPBACK &&
	    !info->fEnabled)
		code = ERROR_INVALID_PARAMETER;
	mpr_free(iface);
	if (level == 1) {
		n = mpr_hours_parse(info->lpwsDialoutHoursRestriction, hours);
		settings |= MPR_SET_HOURS;
	}
	if (code || n < 0)
		return ERROR_INVALID_PARAMETER;
	new.enabled = info->fEnabled;
	new.hours = hours;
	new.n_hours = n;
	return mpr_interface_set(srv->h, new.id, &new, settings);
}

DWORD MprAdminInterfaceSetInfo(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface, DWORD dwLevel,
			       LPBYTE lpbBuffer)
{
	struct mpr_server *srv;
	DWORD code = mpr_admin_begin(hMprServer, &srv);

	if (code)
		return code;
	code = set_info(srv, hInterface, dwLevel, lpbBuffer);
	mpr_admin_end(srv);
	return code;
}

DWORD MprAdminInterfaceDelete(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface)
{
	struct mpr_server *srv;
	DWORD code = mpr_admin_begin(hMprServer, &srv);
	uint32_t id;

	if (code)
		return code;
	if (mpr_admin_id(hInterface, &id))
		code = mpr_interface_del(srv->h, id);
	else
		code = mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_INVALID_HANDLE);
	mpr_admin_end(srv);
	return code;
}

static int enum_interface(const struct mpr_interface *iface, void *data)
{
	MPR_INTERFACE_0 *entry = mpr_enum_next(data, iface->id);

	if (!entry)
		return 1;
	put_interface(iface, entry);
	return 0;
}

static DWORD enum_interfaces(struct mpr_server *srv, DWORD level, LPBYTE *buffer, DWORD pref,
			     LPDWORD read, LPDWORD total, LPDWORD resume)
{
	struct mpr_enum list;
	DWORD code;

	if (!buffer || !read || !total)
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_INVALID_PARAMETER);
	if (level != 0)
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_NOT_SUPPORTED);
	mpr_enum_init(&list, sizeof(MPR_INTERFACE_0), pref);
	code = mpr_interface_list(srv->h, resume ? *resume : 0, &list.left, enum_interface, &list);
	return mpr_enum_finish(&list, code, buffer, read, total, resume);
}

DWORD MprAdminInterfaceEnum(MPR_SERVER_HANDLE hMprServer, DWORD dwLevel, LPBYTE *lplpbBuffer,
			    DWORD dwPrefMaxLen, LPDWORD lpdwEntriesRead, LPDWORD lpdwTotalEntries,
			    LPDWORD lpdwResumeHandle)
{
	struct mpr_server *srv;
	DWORD code = mpr_admin_begin(hMprServer, &srv);

	if (code)
		return code;
	code = enum_interfaces(srv, dwLevel, lplpbBuffer, dwPrefMaxLen, lpdwEntriesRead,
			       lpdwTotalEntries, lpdwResumeHandle);
	mpr_admin_end(srv);
	return code;
}
