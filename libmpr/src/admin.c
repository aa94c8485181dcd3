// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What the MprAdmin functions share.
 */
#include <stdlib.h>
#include <string.h>

#include "admin.h"
#include "buffer.h"
#include "wide.h"

/* "netns:" and a file name. */
#define SERVER_NAME_MAX 300

static DWORD service_check(struct mpr *h, enum mpr_ddm ddm)
{
	struct mpr_service *service;
	DWORD code = mpr_service_get(h, &service);

	if (code)
		return mpr_admin_code(code, ddm);
	if (ddm == MPR_DDM && service->lan_only)
		code = ERROR_DDM_NOT_RUNNING;
	mpr_free(service);
	return code;
}

/* With no server to ask, the one of the caller's namespace says whether the caller may ask. */
static DWORD no_server(void)
{
	DWORD code = RPC_S_INVALID_BINDING;
	struct mpr *h;

	if (mpr_open(NULL, &h))
		return code;
	if (service_check(h, MPR_NO_DDM) == ERROR_ACCESS_DENIED)
		code = ERROR_ACCESS_DENIED;
	mpr_close(h);
	return code;
}

DWORD mpr_admin_begin(HANDLE handle, struct mpr_server **srv)
{
	/* The object is the first member. */
	*srv = (struct mpr_server *)mpr_handle_get(handle, MPR_HANDLE_SERVER);
	return *srv ? NO_ERROR : no_server();
}

void mpr_admin_end(struct mpr_server *srv)
{
	mpr_object_put(&srv->obj);
}

DWORD mpr_admin_check(struct mpr_server *srv, enum mpr_ddm ddm)
{
	return service_check(srv->h, ddm);
}

DWORD mpr_admin_refuse(struct mpr_server *srv, enum mpr_ddm ddm, DWORD code)
{
	DWORD first = mpr_admin_check(srv, ddm);

	return first ? first : code;
}

DWORD mpr_admin_code(unsigned int code, enum mpr_ddm ddm)
{
	return code == RPC_S_UNKNOWN_IF && ddm == MPR_DDM ? ERROR_DDM_NOT_RUNNING : code;
}

bool mpr_admin_id(HANDLE handle, uint32_t *id)
{
	*id = (uint32_t)(uintptr_t)handle;
	return *id && *id == (uintptr_t)handle;
}

DWORD mpr_admin_open(LPWSTR name, struct mpr **h)
{
	char utf8[4 * SERVER_NAME_MAX + 1];

	if (name && !mpr_wide_to_utf8(name, SERVER_NAME_MAX, utf8))
		return mpr_fail(ERROR_BAD_NETPATH, 0, "not a name of a server", NULL);
	return mpr_open(name ? utf8 : NULL, h);
}

void mpr_enum_init(struct mpr_enum *list, size_t entry, DWORD pref_max_len)
{
	memset(list, 0, sizeof(*list));
	list->entry = entry;
	list->max = pref_max_len == (DWORD)-1 ? UINT32_MAX : pref_max_len / entry;
	if (!list->max)
		list->max = 1;
}

static bool grow(struct mpr_enum *list)
{
	DWORD want = list->n ? 2 * list->n : list->left ? list->left : 1;
	BYTE *buf;

	if (want > list->max)
		want = list->max;
	buf = mpr_buffer_alloc((size_t)want * list->entry);
	if (!buf) {
		list->no_memory = true;
		return false;
	}
	if (list->buf)
		memcpy(buf, list->buf, (size_t)list->n * list->entry);
	MprAdminBufferFree(list->buf);
	list->buf = buf;
	list->size = want;
	return true;
}

void *mpr_enum_next(struct mpr_enum *list, uint32_t id)
{
	if (list->n == list->max) {
		list->more = true;
		return NULL;
	}
	if (list->n == list->size && !grow(list))
		return NULL;
	list->last = id;
	return list->buf + (size_t)list->n++ * list->entry;
}

DWORD mpr_enum_finish(struct mpr_enum *list, DWORD code, LPBYTE *buffer, LPDWORD read,
		      LPDWORD total, LPDWORD resume)
{
	if (!code && list->no_memory)
		code = ERROR_NOT_ENOUGH_MEMORY;
	if (code) {
		MprAdminBufferFree(list->buf);
		return code;
	}
	*buffer = list->buf;
	*read = list->n;
	*total = list->n;
	if (list->more)
		*total = list->left > list->n ? list->left : list->n + 1;
	if (resume)
		*resume = list->more ? list->last : 0;
	return list->more ? ERROR_MORE_DATA : NO_ERROR;
}
