// SPDX-License-Identifier: LGPL-2.1-or-later
#include <stdlib.h>

#include <mprapi.h>

#include "buffer.h"

void *mpr_buffer_alloc(size_t size)
{
	return calloc(1, size ? size : 1);
}

DWORD MprAdminBufferFree(LPVOID pBuffer)
{
	if (!pBuffer)
		return ERROR_INVALID_PARAMETER;
	free(pBuffer);
	return NO_ERROR;
}
