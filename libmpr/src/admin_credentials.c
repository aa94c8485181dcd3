// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Credentials by the name of the interface.
 */
#include <string.h>

#include "admin.h"
#include "wide.h"

#define NAME_SIZE (4 * MAX_INTERFACE_NAME_LEN + 1)

/* What credentials look like in UTF-8; a NULL string stays one. */
struct text {
	char interface[NAME_SIZE];
	char user[4 * UNLEN + 1];
	char domain[4 * DNLEN + 1];
	char password[4 * PWLEN + 1];
};

static bool take(const WCHAR *from, size_t max, char *to)
{
	return !from || mpr_wide_to_utf8(from, max, to);
}

/* Opens the service and sees to access, which comes before anything else. */
static DWORD open_service(LPWSTR server, struct mpr **h)
{
	struct mpr_service *service;
	DWORD code = mpr_admin_open(server, h);

	if (code)
		return code;
	code = mpr_service_get(*h, &service);
	if (code)
		mpr_close(*h);
	else
		mpr_free(service);
	return code;
}

DWORD MprAdminInterfaceSetCredentials(LPWSTR lpwsServer, LPWSTR lpwsInterfaceName,
				      LPWSTR lpwsUserName, LPWSTR lpwsDomainName,
				      LPWSTR lpwsPassword)
{
	struct text text;
	struct mpr *h;
	DWORD code;

	code = open_service(lpwsServer, &h);
	if (code)
		return code;
	if (!lpwsInterfaceName ||
	    !mpr_wide_to_utf8(lpwsInterfaceName, MAX_INTERFACE_NAME_LEN, text.interface) ||
	    !take(lpwsUserName, UNLEN, text.user) || !take(lpwsDomainName, DNLEN, text.domain) ||
	    !take(lpwsPassword, PWLEN, text.password))
		code = ERROR_INVALID_PARAMETER;
	else
		code = mpr_credentials_set(h, text.interface, lpwsUserName ? text.user : NULL,
					   lpwsDomainName ? text.domain : NULL,
					   lpwsPassword ? text.password : NULL);
	explicit_bzero(&text, sizeof(text));
	mpr_close(h);
	return code;
}

DWORD MprAdminInterfaceGetCredentials(LPWSTR lpwsServer, LPWSTR lpwsInterfaceName,
				      LPWSTR lpwsUserName, LPWSTR lpwsPassword,
				      LPWSTR lpwsDomainName)
{
	struct mpr_credentials cred;
	char name[NAME_SIZE];
	struct mpr *h;
	DWORD code;

	code = open_service(lpwsServer, &h);
	if (code)
		return code;
	if (!lpwsInterfaceName ||
	    !mpr_wide_to_utf8(lpwsInterfaceName, MAX_INTERFACE_NAME_LEN, name)) {
		code = ERROR_INVALID_PARAMETER;
	} else if (lpwsUserName || lpwsPassword || lpwsDomainName) {
		code = mpr_credentials_get(h, name, &cred);
		if (!code) {
			if (lpwsUserName)
				mpr_utf8_to_wide(cred.user, lpwsUserName, UNLEN);
			if (lpwsPassword)
				mpr_utf8_to_wide(cred.password, lpwsPassword, PWLEN);
			if (lpwsDomainName)
				mpr_utf8_to_wide(cred.domain, lpwsDomainName, DNLEN);
		}
		mpr_credentials_wipe(&cred);
	}
	mpr_close(h);
	return code;
}
