/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Admin plugins: what a shared object exports to be asked about and told of connections and links.
 * Part of mprapi.h; do not include it yourself. libmpr implements none of these functions, the
 * plugin does, and mprd calls them.
 *
 * A plugin exports MprAdminInitializeDll or MprAdminInitializeDllEx, MprAdminTerminateDll, the
 * link functions, and MprAdminAcceptNewConnection and MprAdminConnectionHangupNotification in the
 * same form (plain, 2, 3 or Ex). All plugins must accept, in configured order; every end is told
 * to all. The structures belong to the caller and are valid during the call only.
 *
 * Source: "RAS Administration DLL" in the Win32 API documentation, and the page of each function.
 */
#ifndef MPR_ADMINDLL_H
#define MPR_ADMINDLL_H

#include <mpr/mprtypes.h>
#include <mpr/mprtypesex.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The address to give to a user: *address is 0 or the address that would be used, in network byte
 * order, and may be replaced. A result that is not NO_ERROR ends the connection. *notify nonzero:
 * the release function is called when the user goes. Both or neither of a pair.
 */
typedef DWORD (*PMPRADMINGETIPADDRESSFORUSER)(WCHAR *user, WCHAR *port, DWORD *address,
					      BOOL *notify);
typedef VOID (*PMPRADMINRELEASEIPADRESS)(WCHAR *user, WCHAR *port, DWORD *address);
typedef DWORD (*PMPRADMINGETIPV6ADDRESSFORUSER)(WCHAR *user, WCHAR *port, IN6_ADDR *address,
						BOOL *notify);
typedef VOID (*PMPRADMINRELEASEIPV6ADDRESSFORUSER)(WCHAR *user, WCHAR *port, IN6_ADDR *address);

/* Zero refuses the link. */
typedef BOOL (*PMPRADMINACCEPTNEWLINK)(RAS_PORT_0 *port0, RAS_PORT_1 *port1);
typedef VOID (*PMPRADMINLINKHANGUPNOTIFICATION)(RAS_PORT_0 *port0, RAS_PORT_1 *port1);

/* Zero refuses the user. */
typedef BOOL (*PMPRADMINACCEPTNEWCONNECTION)(RAS_CONNECTION_0 *conn0, RAS_CONNECTION_1 *conn1);
typedef BOOL (*PMPRADMINACCEPTNEWCONNECTION2)(RAS_CONNECTION_0 *conn0, RAS_CONNECTION_1 *conn1,
					      RAS_CONNECTION_2 *conn2);
typedef BOOL (*PMPRADMINACCEPTNEWCONNECTION3)(RAS_CONNECTION_0 *conn0, RAS_CONNECTION_1 *conn1,
					      RAS_CONNECTION_2 *conn2, RAS_CONNECTION_3 *conn3);
typedef BOOL (*PMPRADMINACCEPTNEWCONNECTIONEX)(RAS_CONNECTION_EX *conn);

/* The connection is over; its counters and duration are final. */
typedef VOID (*PMPRADMINCONNECTIONHANGUPNOTIFICATION)(RAS_CONNECTION_0 *conn0,
						      RAS_CONNECTION_1 *conn1);
typedef VOID (*PMPRADMINCONNECTIONHANGUPNOTIFICATION2)(RAS_CONNECTION_0 *conn0,
						       RAS_CONNECTION_1 *conn1,
						       RAS_CONNECTION_2 *conn2);
typedef VOID (*PMPRADMINCONNECTIONHANGUPNOTIFICATION3)(RAS_CONNECTION_0 *conn0,
						       RAS_CONNECTION_1 *conn1,
						       RAS_CONNECTION_2 *conn2,
						       RAS_CONNECTION_3 *conn3);
typedef VOID (*PMPRADMINCONNECTIONHANGUPNOTIFICATIONEX)(RAS_CONNECTION_EX *conn);

/* The quarantine state of a connection changed; zero refuses the user. */
typedef BOOL (*PMPRADMINACCEPTREAUTHENTICATION)(RAS_CONNECTION_0 *conn0, RAS_CONNECTION_1 *conn1,
						RAS_CONNECTION_2 *conn2, RAS_CONNECTION_3 *conn3);
typedef BOOL (*PMPRADMINACCEPTREAUTHENTICATIONEX)(RAS_CONNECTION_EX *conn);
typedef BOOL (*PMPRADMINACCEPTTUNNELENDPOINTCHANGEEX)(RAS_CONNECTION_EX *previous,
						      RAS_CONNECTION_EX *next);
typedef DWORD (*PMGMRASVALIDATEPREAUTHENTICATEDCONNECTIONEX)(AUTH_VALIDATION_EX *info);

typedef DWORD (*PMPRADMINTERMINATEDLL)(void);

#define MPRAPI_ADMIN_DLL_VERSION_1 1
#define MPRAPI_ADMIN_DLL_VERSION_2 2	/* [M] */

/**
 * struct _MPRAPI_ADMIN_DLL_CALLBACKS - what MprAdminInitializeDllEx() fills in
 * @revision: MPRAPI_ADMIN_DLL_VERSION_1, or _2 when members after
 *	@lpfnRasAdminConnectionHangupNotificationEx are used
 *
 * Members that are NULL are not called. The order is that of mingw-w64; newer SDKs have the
 * members of revision 2 in between, which makes no difference to source code.
 */
typedef struct _MPRAPI_ADMIN_DLL_CALLBACKS {
	UCHAR revision;
	PMPRADMINGETIPADDRESSFORUSER lpfnMprAdminGetIpAddressForUser;
	PMPRADMINRELEASEIPADRESS lpfnMprAdminReleaseIpAddress;
	PMPRADMINGETIPV6ADDRESSFORUSER lpfnMprAdminGetIpv6AddressForUser;
	PMPRADMINRELEASEIPV6ADDRESSFORUSER lpfnMprAdminReleaseIpV6AddressForUser;
	PMPRADMINACCEPTNEWLINK lpfnRasAdminAcceptNewLink;
	PMPRADMINLINKHANGUPNOTIFICATION lpfnRasAdminLinkHangupNotification;
	PMPRADMINTERMINATEDLL lpfnRasAdminTerminateDll;
	PMPRADMINACCEPTNEWCONNECTIONEX lpfnRasAdminAcceptNewConnectionEx;
	PMPRADMINACCEPTREAUTHENTICATIONEX lpfnRasAdminAcceptReauthenticationEx;
	PMPRADMINCONNECTIONHANGUPNOTIFICATIONEX lpfnRasAdminConnectionHangupNotificationEx;
	/* [M] */
	PMPRADMINACCEPTTUNNELENDPOINTCHANGEEX lpfnRasAdminAcceptEndpointChangeEx;
	PMGMRASVALIDATEPREAUTHENTICATEDCONNECTIONEX lpfnRASValidatePreAuthenticatedConnectionEx;
} MPRAPI_ADMIN_DLL_CALLBACKS, *PMPRAPI_ADMIN_DLL_CALLBACKS;

/* Called once before anything else; a result that is not NO_ERROR refuses the plugin. */
typedef DWORD (*PMPRADMININITIALIZEDLL)(void);
typedef DWORD (*PMPRADMININITIALIZEDLLEX)(PMPRAPI_ADMIN_DLL_CALLBACKS callbacks);

/* The same as exports of the plugin, declared so that the compiler checks its definitions. */
DWORD APIENTRY MprAdminInitializeDll(void);
DWORD APIENTRY MprAdminInitializeDllEx(PMPRAPI_ADMIN_DLL_CALLBACKS pAdminCallbacks);
DWORD APIENTRY MprAdminTerminateDll(void);
BOOL CALLBACK MprAdminAcceptNewConnection(RAS_CONNECTION_0 *pRasConnection0,
					  RAS_CONNECTION_1 *pRasConnection1);
BOOL CALLBACK MprAdminAcceptNewConnection2(RAS_CONNECTION_0 *pRasConnection0,
					   RAS_CONNECTION_1 *pRasConnection1,
					   RAS_CONNECTION_2 *pRasConnection2);
BOOL CALLBACK MprAdminAcceptNewConnection3(RAS_CONNECTION_0 *pRasConnection0,
					   RAS_CONNECTION_1 *pRasConnection1,
					   RAS_CONNECTION_2 *pRasConnection2,
					   RAS_CONNECTION_3 *pRasConnection3);
BOOL CALLBACK MprAdminAcceptReauthentication(RAS_CONNECTION_0 *pRasConnection0,
					     RAS_CONNECTION_1 *pRasConnection1,
					     RAS_CONNECTION_2 *pRasConnection2,
					     RAS_CONNECTION_3 *pRasConnection3);
BOOL CALLBACK MprAdminAcceptNewLink(RAS_PORT_0 *pRasPort0, RAS_PORT_1 *pRasPort1);
VOID CALLBACK MprAdminConnectionHangupNotification(RAS_CONNECTION_0 *pRasConnection0,
						   RAS_CONNECTION_1 *pRasConnection1);
VOID CALLBACK MprAdminConnectionHangupNotification2(RAS_CONNECTION_0 *pRasConnection0,
						    RAS_CONNECTION_1 *pRasConnection1,
						    RAS_CONNECTION_2 *pRasConnection2);
VOID CALLBACK MprAdminConnectionHangupNotification3(RAS_CONNECTION_0 *pRasConnection0,
						    RAS_CONNECTION_1 *pRasConnection1,
						    RAS_CONNECTION_2 *pRasConnection2,
						    RAS_CONNECTION_3 *pRasConnection3);
VOID CALLBACK MprAdminLinkHangupNotification(RAS_PORT_0 *pRasPort0, RAS_PORT_1 *pRasPort1);
DWORD CALLBACK MprAdminGetIpAddressForUser(WCHAR *lpwszUserName, WCHAR *lpwszPortName,
					   DWORD *lpdwIpAddress, BOOL *bNotifyRelease);
VOID CALLBACK MprAdminReleaseIpAddress(WCHAR *lpszUserName, WCHAR *lpszPortName,
				       DWORD *lpdwIpAddress);
DWORD CALLBACK MprAdminGetIpv6AddressForUser(WCHAR *lpwszUserName, WCHAR *lpwszPortName,
					     IN6_ADDR *lpdwIpv6Address, BOOL *bNotifyRelease);
DWORD CALLBACK MprAdminReleaseIpv6AddressForUser(WCHAR *lpwszUserName, WCHAR *lpwszPortName,
						 IN6_ADDR *lpdwIpv6Address);

#ifdef __cplusplus
}
#endif

#endif /* MPR_ADMINDLL_H */
