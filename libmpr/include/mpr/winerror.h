/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The general Win32 and RPC codes that functions of mprapi.h and mprevent.h return. */
#ifndef MPR_WINERROR_H
#define MPR_WINERROR_H

#define NO_ERROR 0			/* done; for a connect: the attempt is over and worked */
#define ERROR_SUCCESS 0
#define ERROR_FILE_NOT_FOUND 2
#define ERROR_TOO_MANY_OPEN_FILES 4	/* the process or the system is out of descriptors */
#define ERROR_ACCESS_DENIED 5		/* no CAP_NET_ADMIN over the network namespace */
#define ERROR_INVALID_HANDLE 6		/* not a handle of a current interface */
#define ERROR_NOT_ENOUGH_MEMORY 8
#define ERROR_INVALID_DATA 13
#define ERROR_OUTOFMEMORY 14
#define ERROR_NOT_SUPPORTED 50		/* bad level of an Interface, Device or Server function */
#define ERROR_BAD_NETPATH 53		/* a server that is no network namespace of this machine */
#define ERROR_INVALID_PARAMETER 87	/* pointer NULL, string too long, bad event handle */
#define ERROR_CALL_NOT_IMPLEMENTED 120
#define ERROR_INSUFFICIENT_BUFFER 122
#define ERROR_INVALID_NAME 123
#define ERROR_INVALID_LEVEL 124		/* bad level of a Connection function */
#define ERROR_PROC_NOT_FOUND 127
#define ERROR_BUSY 170
#define ERROR_ALREADY_EXISTS 183
#define ERROR_MORE_DATA 234		/* enumeration incomplete: call again */
#define ERROR_NO_MORE_ITEMS 259
#define ERROR_MR_MID_NOT_FOUND 317	/* no text is known for this code */
#define ERROR_IO_PENDING 997
#define ERROR_SERVICE_DISABLED 1058
#define ERROR_SERVICE_DOES_NOT_EXIST 1060
#define ERROR_SERVICE_NOT_ACTIVE 1062	/* mpr.ko is not loaded */
#define ERROR_NOT_FOUND 1168
#define ERROR_CANCELLED 1223
#define ERROR_ILL_FORMED_PASSWORD 1324
#define ERROR_TIMEOUT 1460
#define RPC_S_INVALID_BINDING 1702	/* server handle NULL or invalid */
#define RPC_S_UNKNOWN_IF 1717		/* the routing service does not run */
#define RPC_S_SERVER_UNAVAILABLE 1722
#define RPC_S_CALL_FAILED 1726
#define RPC_X_NULL_REF_POINTER 1780	/* MprAdminInterfaceGetHandle: name NULL */
#define ERROR_SUCCESS_REBOOT_REQUIRED 3010

#endif /* MPR_WINERROR_H */
