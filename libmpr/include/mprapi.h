/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Router administration: WAN interfaces, their connections, and being told when they change.
 *
 * Names, numbers, structure members and return codes are those of the Windows API of this name.
 * What differs: WCHAR is wchar_t, HANDLE values always fit into 32 bits, the server is a network
 * namespace of this machine, and calls made from an admin callback work.
 *
 * Functions return NO_ERROR (0) or a code of mpr/winerror.h, raserror.h or mprerror.h. All but
 * MprAdminBufferFree() and MprAdminGetErrorString() need CAP_NET_ADMIN over the network
 * namespace, else they return ERROR_ACCESS_DENIED. Where the routing service (the kernel module)
 * is not there, functions that list ERROR_DDM_NOT_RUNNING return it, all others RPC_S_UNKNOWN_IF;
 * a server handle works again when the service is back.
 *
 * Every function may be called from any thread, several may use one server handle at a time. In
 * the child of a fork the handles of the parent are invalid.
 *
 * Sources: the pages of mprapi.h in the Win32 API documentation, each named after its function;
 * [MS-RRASM]; mprapi.h of mingw-w64 for numbers and layouts.
 */
#ifndef MPRAPI_H
#define MPRAPI_H

#include <mpr/winerror.h>
#include <mpr/wintypes.h>
#include <mpr/mprtypes.h>
#include <mpr/mprtypesex.h>
#include <mpr/admindll.h>
#include <mprevent.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * MprAdminIsServiceRunning - is the routing service there?
 * @lpwsServerName: NULL, "" or "localhost": the caller's network namespace; "netns:NAME" another
 *	one on this machine
 *
 * Return: nonzero if the service runs; zero if it does not or the caller may not know.
 */
BOOL MprAdminIsServiceRunning(LPWSTR lpwsServerName);

/**
 * MprAdminIsServiceInitialized - is the routing service ready?
 * @lpwsServerName: as in MprAdminIsServiceRunning()
 * @fIsServiceInitialized: receives nonzero when it is
 *
 * Return: NO_ERROR; ERROR_INVALID_PARAMETER (@fIsServiceInitialized is NULL);
 * ERROR_SERVICE_NOT_ACTIVE (the service does not run); ERROR_ACCESS_DENIED.
 */
DWORD MprAdminIsServiceInitialized(LPWSTR lpwsServerName, BOOL *fIsServiceInitialized);

/**
 * MprAdminServerConnect - open the routing service
 * @lpwsServerName: as in MprAdminIsServiceRunning()
 * @phMprServer: receives the handle, to be closed with MprAdminServerDisconnect()
 *
 * Return: NO_ERROR; RPC_S_INVALID_BINDING (@phMprServer is NULL); RPC_S_UNKNOWN_IF (the service
 * does not run); ERROR_ACCESS_DENIED; or another code, for instance for a namespace that does not
 * exist.
 */
DWORD MprAdminServerConnect(LPWSTR lpwsServerName, MPR_SERVER_HANDLE *phMprServer);

/**
 * MprAdminServerDisconnect - close a server handle
 * @hMprServer: handle to close; an invalid one is ignored
 *
 * Ends the registrations made through it, so their events are signalled no more. Attempts to
 * connect go on; calls of other threads that use the handle complete.
 */
VOID MprAdminServerDisconnect(MPR_SERVER_HANDLE hMprServer);

/**
 * MprAdminServerGetInfo - state of the routing service
 * @hMprServer: server handle
 * @dwLevel: 0: MPR_SERVER_0
 * @lplpbBuffer: receives the structure, to be freed with MprAdminBufferFree()
 *
 * Works in LAN-only mode too.
 *
 * Return: NO_ERROR; RPC_S_INVALID_BINDING (server handle NULL or invalid);
 * ERROR_INVALID_PARAMETER (@lplpbBuffer is NULL); ERROR_NOT_SUPPORTED (any other level);
 * ERROR_ACCESS_DENIED; ERROR_NOT_ENOUGH_MEMORY; RPC_S_UNKNOWN_IF.
 */
DWORD MprAdminServerGetInfo(MPR_SERVER_HANDLE hMprServer, DWORD dwLevel, LPBYTE *lplpbBuffer);

/**
 * MprAdminBufferFree - free a buffer that a function of this header returned
 * @pBuffer: the buffer; pointers inside it become invalid with it
 *
 * Return: NO_ERROR; ERROR_INVALID_PARAMETER (@pBuffer is NULL).
 */
DWORD MprAdminBufferFree(LPVOID pBuffer);

/**
 * MprAdminGetErrorString - the sentence for a code
 * @dwError: code of mpr/winerror.h, raserror.h or mprerror.h
 * @lpwsErrorString: receives the text, to be freed with MprAdminBufferFree() or LocalFree()
 *
 * Return: NO_ERROR; ERROR_MR_MID_NOT_FOUND (no text for this code); ERROR_INVALID_PARAMETER
 * (@lpwsErrorString is NULL); ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD MprAdminGetErrorString(DWORD dwError, LPWSTR *lpwsErrorString);

/**
 * MprAdminInterfaceGetHandle - find an interface by name
 * @hMprServer: server handle
 * @lpwsInterfaceName: its name
 * @phInterface: receives the interface handle; it needs no closing
 * @fIncludeClientInterfaces: zero: interfaces of dialled-in clients are not looked at; nonzero:
 *	they are, and of several with this name the first is found
 *
 * Return: NO_ERROR; RPC_S_INVALID_BINDING (server handle NULL or invalid); RPC_X_NULL_REF_POINTER
 * (@lpwsInterfaceName is NULL); ERROR_INVALID_PARAMETER (@phInterface is NULL);
 * ERROR_NO_SUCH_INTERFACE; ERROR_ACCESS_DENIED; RPC_S_UNKNOWN_IF.
 */
DWORD MprAdminInterfaceGetHandle(MPR_SERVER_HANDLE hMprServer, LPWSTR lpwsInterfaceName,
				 HANDLE *phInterface, BOOL fIncludeClientInterfaces);

/**
 * MprAdminInterfaceCreate - create a demand-dial interface
 * @hMprServer: server handle
 * @dwLevel: 0: MPR_INTERFACE_0; 1: MPR_INTERFACE_1
 * @lpbBuffer: the structure; name, fEnabled and dwIfType are used
 * @phInterface: receives the interface handle
 *
 * Return: NO_ERROR; RPC_S_INVALID_BINDING; ERROR_INVALID_PARAMETER (a pointer is NULL, name empty
 * or too long, type that cannot be created); ERROR_NOT_SUPPORTED (level);
 * ERROR_INTERFACE_ALREADY_EXISTS; ERROR_DDM_NOT_RUNNING (LAN-only mode);
 * ERROR_MAX_WAN_INTERFACE_LIMIT; ERROR_NOT_ENOUGH_MEMORY; ERROR_ACCESS_DENIED.
 */
DWORD MprAdminInterfaceCreate(MPR_SERVER_HANDLE hMprServer, DWORD dwLevel, LPBYTE lpbBuffer,
			      HANDLE *phInterface);

/**
 * MprAdminInterfaceGetInfo - read an interface
 * @hMprServer: server handle
 * @hInterface: interface handle
 * @dwLevel: 0: MPR_INTERFACE_0; 1: MPR_INTERFACE_1
 * @lplpbBuffer: receives the structure, to be freed with MprAdminBufferFree()
 *
 * This is how the result of an asynchronous connect is learnt: dwConnectionState and dwLastError.
 *
 * Return: NO_ERROR; RPC_S_INVALID_BINDING; ERROR_INVALID_HANDLE (no such interface);
 * ERROR_INVALID_PARAMETER (@lplpbBuffer is NULL); ERROR_NOT_SUPPORTED (level);
 * ERROR_INVALID_LEVEL (the level does not apply to this interface); ERROR_NOT_ENOUGH_MEMORY;
 * ERROR_ACCESS_DENIED; RPC_S_UNKNOWN_IF.
 */
DWORD MprAdminInterfaceGetInfo(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface, DWORD dwLevel,
			       LPBYTE *lplpbBuffer);

/**
 * MprAdminInterfaceSetInfo - change an interface
 * @hMprServer: server handle
 * @hInterface: interface handle
 * @dwLevel: 0: fEnabled is set; 1: fEnabled and the dial-out hours
 * @lpbBuffer: MPR_INTERFACE_0 or MPR_INTERFACE_1; other members are ignored
 *
 * An interface that is connected or connecting is hung up when it is disabled.
 *
 * Return: NO_ERROR; RPC_S_INVALID_BINDING; ERROR_INVALID_HANDLE; ERROR_INVALID_PARAMETER
 * (@lpbBuffer is NULL, dial-out hours malformed); ERROR_NOT_SUPPORTED (level);
 * ERROR_NOT_ENOUGH_MEMORY; ERROR_ACCESS_DENIED; RPC_S_UNKNOWN_IF.
 */
DWORD MprAdminInterfaceSetInfo(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface, DWORD dwLevel,
			       LPBYTE lpbBuffer);

/**
 * MprAdminInterfaceDelete - delete a demand-dial interface
 * @hMprServer: server handle
 * @hInterface: interface handle; invalid afterwards
 *
 * An attempt to connect it is aborted: its waiters get ERROR_INTERFACE_DISCONNECTED.
 *
 * Return: NO_ERROR; RPC_S_INVALID_BINDING; ERROR_INVALID_HANDLE; ERROR_INTERFACE_CONNECTED
 * (disconnect it first); ERROR_ACCESS_DENIED; RPC_S_UNKNOWN_IF.
 */
DWORD MprAdminInterfaceDelete(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface);

/**
 * MprAdminInterfaceEnum - list the interfaces
 * @hMprServer: server handle
 * @dwLevel: 0
 * @lplpbBuffer: receives an array of MPR_INTERFACE_0, to be freed with MprAdminBufferFree();
 *	NULL when there is none
 * @dwPrefMaxLen: preferred size of the array in bytes; as many whole entries as fit are returned,
 *	and at least one. (DWORD)-1: all
 * @lpdwEntriesRead: receives the number of entries in the array
 * @lpdwTotalEntries: receives the number of entries there are from where this call began
 * @lpdwResumeHandle: 0 in the first call, then what the call before returned; 0 again when
 *	everything was returned. May be NULL: begins at the start
 *
 * Entries that stay between two calls are returned exactly once, whatever else comes and goes.
 *
 * Return: NO_ERROR (complete); ERROR_MORE_DATA (call again with the resume handle);
 * RPC_S_INVALID_BINDING; ERROR_INVALID_PARAMETER (one of the three pointers before the last is
 * NULL); ERROR_NOT_SUPPORTED (level); ERROR_NOT_ENOUGH_MEMORY; ERROR_ACCESS_DENIED;
 * RPC_S_UNKNOWN_IF.
 */
DWORD MprAdminInterfaceEnum(MPR_SERVER_HANDLE hMprServer, DWORD dwLevel, LPBYTE *lplpbBuffer,
			    DWORD dwPrefMaxLen, LPDWORD lpdwEntriesRead, LPDWORD lpdwTotalEntries,
			    LPDWORD lpdwResumeHandle);

/**
 * MprAdminInterfaceConnect - connect a WAN interface
 * @hMprServer: server handle
 * @hInterface: interface handle
 * @hEvent: event to signal when the attempt is over, worked or not, or NULL. It may be closed
 *	before that
 * @fSynchronous: without an event: nonzero: return when the attempt is over; zero: return at once.
 *	With an event it is ignored and the call returns at once
 *
 * Redials are part of the attempt. The result of an attempt that was not waited for is in
 * MprAdminInterfaceGetInfo(). A connected interface is left as it is: NO_ERROR, the event is
 * signalled. An unreachable one is tried again.
 *
 * Return, in the order in which it is checked: ERROR_ACCESS_DENIED; RPC_S_INVALID_BINDING;
 * ERROR_DDM_NOT_RUNNING (LAN-only mode, or nobody who dials this kind of interface is running);
 * ERROR_INVALID_HANDLE (no such interface, or no WAN interface); ERROR_INTERFACE_DISABLED;
 * ERROR_SERVICE_IS_PAUSED; ERROR_ALREADY_CONNECTING (the event is left alone);
 * ERROR_DIALOUT_HOURS_RESTRICTION; ERROR_INTERFACE_HAS_NO_DEVICES (the device it binds to or dials
 * with is not there). Then NO_ERROR (connected); PENDING (600: started); or, when it was waited
 * for, why the attempt failed: a code of raserror.h or mprerror.h, such as
 * ERROR_AUTHENTICATION_FAILURE, or ERROR_INTERFACE_DISCONNECTED when somebody disconnected.
 * ERROR_INVALID_PARAMETER: @hEvent is neither NULL nor an event.
 */
DWORD MprAdminInterfaceConnect(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface, HANDLE hEvent,
			       BOOL fSynchronous);

/**
 * MprAdminInterfaceDisconnect - hang up a WAN interface
 * @hMprServer: server handle
 * @hInterface: interface handle
 *
 * Ends all links of the connection. An attempt under way is aborted: its waiters get
 * ERROR_INTERFACE_DISCONNECTED.
 *
 * Return: NO_ERROR; RPC_S_INVALID_BINDING; ERROR_INVALID_HANDLE; ERROR_INTERFACE_NOT_CONNECTED;
 * ERROR_DDM_NOT_RUNNING; ERROR_ACCESS_DENIED.
 */
DWORD MprAdminInterfaceDisconnect(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface);

/**
 * MprAdminInterfaceDeviceGetInfo - read a device slot of an interface
 * @hMprServer: server handle
 * @hInterface: interface handle
 * @dwIndex: slot, from 1
 * @dwLevel: 0: MPR_DEVICE_0; 1: MPR_DEVICE_1
 * @lplpBuffer: receives the structure, to be freed with MprAdminBufferFree()
 *
 * Return: NO_ERROR; RPC_S_INVALID_BINDING; ERROR_INVALID_HANDLE; ERROR_INVALID_PARAMETER
 * (@lplpBuffer is NULL, or there is no such slot); ERROR_NOT_SUPPORTED (level);
 * ERROR_NOT_ENOUGH_MEMORY; ERROR_ACCESS_DENIED; RPC_S_UNKNOWN_IF.
 */
DWORD MprAdminInterfaceDeviceGetInfo(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface,
				     DWORD dwIndex, DWORD dwLevel, LPBYTE *lplpBuffer);

/**
 * MprAdminInterfaceDeviceSetInfo - set a device slot of an interface
 * @hMprServer: server handle
 * @hInterface: interface handle
 * @dwIndex: slot, from 1; it is made if it is not there
 * @dwLevel: 0: MPR_DEVICE_0; 1: MPR_DEVICE_1
 * @lplpBuffer: the structure
 *
 * The device of slot 1 is the one that the interface binds to, or with type "PPPoE" the Ethernet
 * device, and with "modem", "SERIAL" and "direct" the tty that is dialled over.
 *
 * Return: as MprAdminInterfaceDeviceGetInfo(); ERROR_INVALID_PARAMETER also for a string that is
 * not terminated or a slot that is out of range.
 */
DWORD MprAdminInterfaceDeviceSetInfo(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface,
				     DWORD dwIndex, DWORD dwLevel, LPBYTE lplpBuffer);

/**
 * MprAdminInterfaceSetCredentials - store what an interface dials out with
 * @lpwsServer: as in MprAdminIsServiceRunning()
 * @lpwsInterfaceName: interface
 * @lpwsUserName: user, at most UNLEN characters
 * @lpwsDomainName: domain, at most DNLEN characters
 * @lpwsPassword: password, at most PWLEN characters
 *
 * A string that is NULL stays as it is; all three NULL remove the credentials. Note that the order
 * of the last two differs from MprAdminInterfaceGetCredentials().
 *
 * Return: NO_ERROR; ERROR_INVALID_PARAMETER (@lpwsInterfaceName is NULL, a string is too long);
 * ERROR_NOT_ENOUGH_MEMORY; ERROR_ACCESS_DENIED; or another code.
 */
DWORD MprAdminInterfaceSetCredentials(LPWSTR lpwsServer, LPWSTR lpwsInterfaceName,
				      LPWSTR lpwsUserName, LPWSTR lpwsDomainName,
				      LPWSTR lpwsPassword);

/**
 * MprAdminInterfaceGetCredentials - read what an interface dials out with
 * @lpwsServer: as in MprAdminIsServiceRunning()
 * @lpwsInterfaceName: interface
 * @lpwsUserName: the caller's array of UNLEN + 1 characters, or NULL
 * @lpwsPassword: the caller's array of PWLEN + 1 characters, or NULL
 * @lpwsDomainName: the caller's array of DNLEN + 1 characters, or NULL
 *
 * Return: NO_ERROR; ERROR_INVALID_PARAMETER (@lpwsInterfaceName is NULL);
 * ERROR_CANNOT_FIND_PHONEBOOK_ENTRY (623: nothing is stored for it); ERROR_ACCESS_DENIED; or
 * another code.
 */
DWORD MprAdminInterfaceGetCredentials(LPWSTR lpwsServer, LPWSTR lpwsInterfaceName,
				      LPWSTR lpwsUserName, LPWSTR lpwsPassword,
				      LPWSTR lpwsDomainName);

/**
 * MprAdminRegisterConnectionNotification - signal an event at each connect and disconnect
 * @hMprServer: server handle
 * @hEventNotification: event; registering it twice is one registration
 *
 * The event says that something changed, not what: compare lists of MprAdminConnectionEnum() or
 * MprAdminInterfaceEnum(). Attempts that begin or fail do not signal it. The registration ends
 * with MprAdminDeregisterConnectionNotification(), with either handle and with the process.
 *
 * Return: NO_ERROR; RPC_S_INVALID_BINDING; ERROR_INVALID_PARAMETER (@hEventNotification is NULL or
 * no event); ERROR_DDM_NOT_RUNNING (LAN-only mode); ERROR_ACCESS_DENIED; or another code.
 */
DWORD MprAdminRegisterConnectionNotification(MPR_SERVER_HANDLE hMprServer,
					     HANDLE hEventNotification);

/**
 * MprAdminDeregisterConnectionNotification - undo MprAdminRegisterConnectionNotification()
 * @hMprServer: server handle
 * @hEventNotification: event
 *
 * The event is signalled no more; a signal that had arrived is kept.
 *
 * Return: as MprAdminRegisterConnectionNotification(); ERROR_INVALID_PARAMETER also when the event
 * is not registered.
 */
DWORD MprAdminDeregisterConnectionNotification(MPR_SERVER_HANDLE hMprServer,
					       HANDLE hEventNotification);

/**
 * MprAdminConnectionEnum - list the connections
 * @hRasServer: server handle
 * @dwLevel: 0 to 3: RAS_CONNECTION_0 to RAS_CONNECTION_3
 * @lplpbBuffer: receives an array of these, to be freed with MprAdminBufferFree(); NULL when
 *	there is none
 * @dwPrefMaxLen: as in MprAdminInterfaceEnum()
 * @lpdwEntriesRead: as in MprAdminInterfaceEnum()
 * @lpdwTotalEntries: as in MprAdminInterfaceEnum()
 * @lpdwResumeHandle: as in MprAdminInterfaceEnum()
 *
 * Return: NO_ERROR (complete); ERROR_MORE_DATA (call again with the resume handle);
 * RPC_S_INVALID_BINDING (server handle NULL or invalid); ERROR_INVALID_PARAMETER (one of the three
 * pointers before the last is NULL); ERROR_INVALID_LEVEL; ERROR_DDM_NOT_RUNNING (LAN-only mode);
 * ERROR_ACCESS_DENIED; ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD MprAdminConnectionEnum(RAS_SERVER_HANDLE hRasServer, DWORD dwLevel, LPBYTE *lplpbBuffer,
			     DWORD dwPrefMaxLen, LPDWORD lpdwEntriesRead, LPDWORD lpdwTotalEntries,
			     LPDWORD lpdwResumeHandle);

/**
 * MprAdminConnectionGetInfo - read a connection
 * @hRasServer: server handle
 * @dwLevel: 0 to 3: RAS_CONNECTION_0 to RAS_CONNECTION_3
 * @hConnection: connection handle
 * @lplpbBuffer: receives the structure, to be freed with MprAdminBufferFree()
 *
 * Return: NO_ERROR; RPC_S_INVALID_BINDING (server handle NULL or invalid); ERROR_INVALID_PARAMETER
 * (@lplpbBuffer or @hConnection is NULL); ERROR_INVALID_LEVEL; ERROR_INTERFACE_NOT_CONNECTED (no
 * such connection, or it has ended); ERROR_DDM_NOT_RUNNING; ERROR_ACCESS_DENIED;
 * ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD MprAdminConnectionGetInfo(RAS_SERVER_HANDLE hRasServer, DWORD dwLevel, HANDLE hConnection,
				LPBYTE *lplpbBuffer);

/**
 * MprAdminConnectionClearStats - set the counters of a connection to zero
 * @hRasServer: server handle
 * @hConnection: connection handle
 *
 * Return: NO_ERROR; RPC_S_INVALID_BINDING; ERROR_INVALID_PARAMETER (no such connection);
 * ERROR_DDM_NOT_RUNNING; ERROR_ACCESS_DENIED.
 */
DWORD MprAdminConnectionClearStats(RAS_SERVER_HANDLE hRasServer, HANDLE hConnection);

#ifdef __cplusplus
}
#endif

#endif /* MPRAPI_H */
