// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Connections.
 */
#include <mpr/ras.h>

#include "admin.h"
#include "buffer.h"
#include "ras_fill.h"

#define LEVEL_MAX 3

struct conn_enum {
	struct mpr_enum list;
	DWORD level;
};

static int enum_connection(const struct mpr_connection *conn, void *data)
{
	struct conn_enum *ce = data;
	void *entry = mpr_enum_next(&ce->list, conn->id);

	if (!entry)
		return 1;
	mpr_ras_fill(conn, ce->level, entry);
	return 0;
}

static DWORD enum_connections(struct mpr_server *srv, DWORD level, LPBYTE *buffer, DWORD pref,
			      LPDWORD read, LPDWORD total, LPDWORD resume)
{
	DWORD code = mpr_admin_check(srv, MPR_DDM);
	struct conn_enum ce = { .level = level };

	if (code)
		return code;
	if (!buffer || !read || !total)
		return ERROR_INVALID_PARAMETER;
	if (level > LEVEL_MAX)
		return ERROR_INVALID_LEVEL;
	mpr_enum_init(&ce.list, mpr_ras_connection(NULL, level, NULL), pref);
	code = mpr_connection_list(srv->h, resume ? *resume : 0, &ce.list.left, enum_connection,
				   &ce);
	return mpr_enum_finish(&ce.list, mpr_admin_code(code, MPR_DDM), buffer, read, total,
			       resume);
}

DWORD MprAdminConnectionEnum(RAS_SERVER_HANDLE hRasServer, DWORD dwLevel, LPBYTE *lplpbBuffer,
			     DWORD dwPrefMaxLen, LPDWORD lpdwEntriesRead, LPDWORD lpdwTotalEntries,
			     LPDWORD lpdwResumeHandle)
{
	struct mpr_server *srv;
	DWORD code = mpr_admin_begin(hRasServer, &srv);

	if (code)
		return code;
	code = enum_connections(srv, dwLevel, lplpbBuffer, dwPrefMaxLen, lpdwEntriesRead,
				lpdwTotalEntries, lpdwResumeHandle);
	mpr_admin_end(srv);
	return code;
}

static DWORD get_info(struct mpr_server *srv, DWORD level, HANDLE hconn, LPBYTE *buffer)
{
	DWORD code = mpr_admin_check(srv, MPR_DDM);
	struct mpr_connection *conn;
	uint32_t id;
	void *info;

	if (code)
		return code;
	if (!buffer)
		return ERROR_INVALID_PARAMETER;
	if (level > LEVEL_MAX)
		return ERROR_INVALID_LEVEL;
	if (!mpr_admin_id(hconn, &id))
		return ERROR_INVALID_PARAMETER;
	code = mpr_connection_get(srv->h, id, &conn);
	if (code)
		return mpr_admin_code(code, MPR_DDM);
	info = mpr_buffer_alloc(mpr_ras_connection(NULL, level, NULL));
	if (info) {
		mpr_ras_fill(conn, level, info);
		*buffer = info;
	}
	mpr_free(conn);
	return info ? NO_ERROR : ERROR_NOT_ENOUGH_MEMORY;
}

DWORD MprAdminConnectionGetInfo(RAS_SERVER_HANDLE hRasServer, DWORD dwLevel, HANDLE hConnection,
				LPBYTE *lplpbBuffer)
{
	struct mpr_server *srv;
	DWORD code = mpr_admin_begin(hRasServer, &srv);

	if (code)
		return code;
	code = get_info(srv, dwLevel, hConnection, lplpbBuffer);
	mpr_admin_end(srv);
	return code;
}

static DWORD clear_stats(struct mpr_server *srv, HANDLE hconn)
{
	DWORD code = mpr_admin_check(srv, MPR_DDM);
	uint32_t id;

	if (code)
		return code;
	if (!mpr_admin_id(hconn, &id))
		return ERROR_INVALID_PARAMETER;
	return mpr_admin_code(mpr_connection_clear_stats(srv->h, id), MPR_DDM);
}

DWORD MprAdminConnectionClearStats(RAS_SERVER_HANDLE hRasServer, HANDLE hConnection)
{
	struct mpr_server *srv;
	DWORD code = mpr_admin_begin(hRasServer, &srv);

	if (code)
		return code;
	code = clear_stats(srv, hConnection);
	mpr_admin_end(srv);
	return code;
}
