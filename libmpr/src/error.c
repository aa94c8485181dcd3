// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The details of a thread's last failure, and what an errno means as a code.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nl.h"

static _Thread_local struct mpr_error last;

const struct mpr_error *mpr_last_error(void)
{
	return &last;
}

unsigned int mpr_fail(unsigned int code, int sys, const char *message, const char *attr)
{
	last.code = code;
	last.sys = sys;
	snprintf(last.message, sizeof(last.message), "%s", message ? message : "");
	snprintf(last.attr, sizeof(last.attr), "%s", attr ? attr : "");
	return code;
}

unsigned int mpr_fail_sys(int sys, const char *what)
{
	char message[sizeof(last.message)];
	char text[128];
	unsigned int code;

	switch (sys) {
	case EPERM:
	case EACCES:
		code = ERROR_ACCESS_DENIED;
		break;
	case ENOMEM:
	case ENOBUFS:
		code = ERROR_NOT_ENOUGH_MEMORY;
		break;
	case EMFILE:
	case ENFILE:
		code = ERROR_TOO_MANY_OPEN_FILES;
		break;
	case ENOENT:
		code = ERROR_FILE_NOT_FOUND;
		break;
	case EAFNOSUPPORT:
	case EPROTONOSUPPORT:
		code = RPC_S_UNKNOWN_IF;
		break;
	default:
		code = RPC_S_CALL_FAILED;
	}
	snprintf(message, sizeof(message), "%s: %s", what,
		 strerror_r(sys, text, sizeof(text)));
	return mpr_fail(code, sys, message, NULL);
}

unsigned int mpr_errno_code(unsigned int cmd, unsigned int noent, int sys)
{
	switch (sys) {
	case EPERM:
	case EACCES:
		return ERROR_ACCESS_DENIED;
	case ENOENT:
		return noent;
	case EOPNOTSUPP:
		if (cmd == MPR_CMD_INTERFACE_CONNECT || cmd == MPR_CMD_INTERFACE_DISCONNECT)
			return ERROR_INVALID_HANDLE;
		return ERROR_INVALID_PARAMETER;
	case ESRCH:
		return ERROR_DDM_NOT_RUNNING;
	case ENETDOWN:
		return ERROR_INTERFACE_DISABLED;
	case ESHUTDOWN:
		return ERROR_SERVICE_IS_PAUSED;
	case EALREADY:
		return ERROR_ALREADY_CONNECTING;
	case ETIME:
		return ERROR_DIALOUT_HOURS_RESTRICTION;
	case ENODEV:
		return ERROR_INTERFACE_HAS_NO_DEVICES;
	case ENOTCONN:
		return ERROR_INTERFACE_NOT_CONNECTED;
	case EISCONN:
		return ERROR_INTERFACE_CONNECTED;
	case EEXIST:
		return ERROR_INTERFACE_ALREADY_EXISTS;
	case ENOSPC:
		return ERROR_MAX_WAN_INTERFACE_LIMIT;
	case EUSERS:
	case ENOMEM:
	case ENOBUFS:
		return ERROR_NOT_ENOUGH_MEMORY;
	case EBADMSG:
		return ERROR_INVALID_NAME;
	case EINVAL:
	case EILSEQ:
	case ERANGE:
	case ENAMETOOLONG:
	case EPROTONOSUPPORT:
	case EMSGSIZE:
		return ERROR_INVALID_PARAMETER;
	default:
		return ERROR_INVALID_DATA;
	}
}
