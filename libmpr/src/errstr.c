// SPDX-License-Identifier: LGPL-2.1-or-later
/* Names and sentences of codes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <mpr.h>
#include <mprapi.h>
#include <mprerror.h>
#include <raserror.h>

#include "buffer.h"

struct code {
	uint32_t code;
	const char *name;
	const char *text;
};

static const struct code codes[] = {
#define MPR_CODE(code, text) { code, #code, text },
#include "codes.h"
#undef MPR_CODE
};

static int compare(const void *key, const void *elem)
{
	uint32_t code = *(const unsigned int *)key;
	const struct code *c = elem;

	return code < c->code ? -1 : code > c->code;
}

static const struct code *find(unsigned int code)
{
	return bsearch(&code, codes, sizeof(codes) / sizeof(codes[0]), sizeof(codes[0]), compare);
}

const char *mpr_strerror(unsigned int code)
{
	const struct code *c = find(code);

	return c ? c->text : "unknown error";
}

const char *mpr_code_name(unsigned int code)
{
	const struct code *c = find(code);

	return c ? c->name : NULL;
}

DWORD MprAdminGetErrorString(DWORD dwError, LPWSTR *lpwsErrorString)
{
	const struct code *c = find(dwError);
	size_t i, len;
	WCHAR *text;

	if (!lpwsErrorString)
		return ERROR_INVALID_PARAMETER;
	*lpwsErrorString = NULL;
	if (!c)
		return ERROR_MR_MID_NOT_FOUND;
	len = strlen(c->text);
	text = mpr_buffer_alloc((len + 1) * sizeof(*text));
	if (!text)
		return ERROR_NOT_ENOUGH_MEMORY;
	/* The texts are ASCII: no locale is involved. */
	for (i = 0; i < len; i++)
		text[i] = (unsigned char)c->text[i];
	*lpwsErrorString = text;
	return NO_ERROR;
}
