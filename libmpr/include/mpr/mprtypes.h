/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Types, constants and structures of mprapi.h, which includes this; do not include it yourself.
 *
 * Names, numbers and member order are those of Windows. Members and constants marked [R] are from
 * [MS-RRASM], [M] from the metadata of newer SDKs; all others from mprapi.h of mingw-w64.
 */
#ifndef MPR_MPRTYPES_H
#define MPR_MPRTYPES_H

#include <mpr/wintypes.h>

#define RRAS_SERVICE_NAME L"RemoteAccess"

/* Transports. */
#define PID_IP 0x00000021
#define PID_ATALK 0x00000029
#define PID_IPX 0x0000002B
#define PID_NBF 0x0000003F
#define PID_IPV6 0x00000057 /* [R] */

/* Longest strings, in characters without the terminating NUL; arrays have one more. */
#define MAX_INTERFACE_NAME_LEN 256
#define MAX_TRANSPORT_NAME_LEN 40
#define MAX_MEDIA_NAME 16
#define MAX_PORT_NAME 16
#define MAX_DEVICE_NAME 128
#define MAX_PHONE_NUMBER_LEN 128
#define MAX_DEVICETYPE_NAME 16

#define IPADDRESSLEN 15
#define IPXADDRESSLEN 22
#define ATADDRESSLEN 32
#define MAXIPADRESSLEN 64

#ifndef UNLEN
#define UNLEN 256
#endif
#ifndef PWLEN
#define PWLEN 256
#endif
#ifndef CNLEN
#define CNLEN 15
#endif
#ifndef DNLEN
#define DNLEN CNLEN
#endif
#ifndef NETBIOS_NAME_LEN
#define NETBIOS_NAME_LEN 16
#endif

#define RAS_MaxDeviceType 16
#define RAS_MaxPhoneNumber 128
#define RAS_MaxIpAddress 15
#define RAS_MaxIpxAddress 21
#define RAS_MaxEntryName 256
#define RAS_MaxDeviceName 128
#define RAS_MaxCallbackNumber RAS_MaxPhoneNumber
#define RAS_MaxAreaCode 10
#define RAS_MaxPadType 32
#define RAS_MaxX25Address 200
#define RAS_MaxFacilities 200
#define RAS_MaxUserData 200

#define MPR_MaxDeviceType RAS_MaxDeviceType
#define MPR_MaxPhoneNumber RAS_MaxPhoneNumber
#define MPR_MaxIpAddress RAS_MaxIpAddress
#define MPR_MaxIpxAddress RAS_MaxIpxAddress
#define MPR_MaxEntryName RAS_MaxEntryName
#define MPR_MaxDeviceName RAS_MaxDeviceName
#define MPR_MaxCallbackNumber RAS_MaxCallbackNumber
#define MPR_MaxAreaCode RAS_MaxAreaCode
#define MPR_MaxPadType RAS_MaxPadType
#define MPR_MaxX25Address RAS_MaxX25Address
#define MPR_MaxFacilities RAS_MaxFacilities
#define MPR_MaxUserData RAS_MaxUserData

/* From MprAdminServerConnect(); one object serves for all three. */
typedef HANDLE RAS_SERVER_HANDLE;
typedef HANDLE MPR_SERVER_HANDLE;
typedef HANDLE MIB_SERVER_HANDLE;

typedef enum _ROUTER_INTERFACE_TYPE {
	ROUTER_IF_TYPE_CLIENT,		/* a dialled-in client, while it is connected */
	ROUTER_IF_TYPE_HOME_ROUTER,	/* demand-dial, one side always calls */
	ROUTER_IF_TYPE_FULL_ROUTER,	/* demand-dial, either side calls: the usual kind */
	ROUTER_IF_TYPE_DEDICATED,	/* LAN or leased line */
	ROUTER_IF_TYPE_INTERNAL,	/* towards clients */
	ROUTER_IF_TYPE_LOOPBACK,
	ROUTER_IF_TYPE_TUNNEL1,		/* IP in IP */
	ROUTER_IF_TYPE_DIALOUT,
	ROUTER_IF_TYPE_MAX		/* [M] a bound, not a type */
} ROUTER_INTERFACE_TYPE;

/* Zero is UNREACHABLE, not DISCONNECTED. */
typedef enum _ROUTER_CONNECTION_STATE {
	ROUTER_IF_STATE_UNREACHABLE,	/* fUnReachabilityReasons says why */
	ROUTER_IF_STATE_DISCONNECTED,
	ROUTER_IF_STATE_CONNECTING,
	ROUTER_IF_STATE_CONNECTED
} ROUTER_CONNECTION_STATE;

/* Why an interface is unreachable (fUnReachabilityReasons). */
#define MPR_INTERFACE_OUT_OF_RESOURCES 0x00000001	/* no port or device is free for it */
#define MPR_INTERFACE_ADMIN_DISABLED 0x00000002
#define MPR_INTERFACE_CONNECTION_FAILURE 0x00000004	/* dwLastError has the code */
#define MPR_INTERFACE_SERVICE_PAUSED 0x00000008
#define MPR_INTERFACE_DIALOUT_HOURS_RESTRICTION 0x00000010
#define MPR_INTERFACE_NO_MEDIA_SENSE 0x00000020		/* cable unplugged */
#define MPR_INTERFACE_NO_DEVICE 0x00000040

/**
 * struct _MPR_INTERFACE_0 - an interface, level 0
 * @wszInterfaceName: given at creation
 * @hInterface: read-only
 * @fEnabled: zero when an administrator disabled it
 * @dwIfType: given at creation
 * @dwConnectionState: read-only
 * @fUnReachabilityReasons: MPR_INTERFACE_* mask; read-only
 * @dwLastError: code of the last attempt if it failed, else 0; read-only
 */
typedef struct _MPR_INTERFACE_0 {
	WCHAR wszInterfaceName[MAX_INTERFACE_NAME_LEN + 1];
	HANDLE hInterface;
	BOOL fEnabled;
	ROUTER_INTERFACE_TYPE dwIfType;
	ROUTER_CONNECTION_STATE dwConnectionState;
	DWORD fUnReachabilityReasons;
	DWORD dwLastError;
} MPR_INTERFACE_0, *PMPR_INTERFACE_0;

typedef struct _MPR_IPINIP_INTERFACE_0 {
	WCHAR wszFriendlyName[MAX_INTERFACE_NAME_LEN + 1];
	GUID Guid;
} MPR_IPINIP_INTERFACE_0, *PMPR_IPINIP_INTERFACE_0;

/**
 * struct _MPR_INTERFACE_1 - an interface, level 1
 * @lpwsDialoutHoursRestriction: when it may dial out; NULL or empty: always. One string for each
 *	day, "<day> HH:MM-HH:MM HH:MM-HH:MM ..." with day 0 for Sunday to 6 for Saturday, in
 *	ascending times of a 24-hour clock, and an empty string at the end. What is not listed is
 *	forbidden.
 *
 * Other members as in level 0.
 */
typedef struct _MPR_INTERFACE_1 {
	WCHAR wszInterfaceName[MAX_INTERFACE_NAME_LEN + 1];
	HANDLE hInterface;
	BOOL fEnabled;
	ROUTER_INTERFACE_TYPE dwIfType;
	ROUTER_CONNECTION_STATE dwConnectionState;
	DWORD fUnReachabilityReasons;
	DWORD dwLastError;
	LPWSTR lpwsDialoutHoursRestriction;
} MPR_INTERFACE_1, *PMPR_INTERFACE_1;

/* dwfOptions. */
#define MPRIO_SpecificIpAddr 0x00000002			/* ipaddr is meant */
#define MPRIO_SpecificNameServers 0x00000004		/* the DNS and WINS members are meant */
#define MPRIO_IpHeaderCompression 0x00000008
#define MPRIO_RemoteDefaultGateway 0x00000010		/* default route over it while up */
#define MPRIO_DisableLcpExtensions 0x00000020
#define MPRIO_SwCompression 0x00000200
#define MPRIO_RequireEncryptedPw 0x00000400		/* no clear-text password */
#define MPRIO_RequireMsEncryptedPw 0x00000800
#define MPRIO_RequireDataEncryption 0x00001000		/* drop the connection unless encrypted */
#define MPRIO_NetworkLogon 0x00002000
#define MPRIO_UseLogonCredentials 0x00004000		/* [R] */
#define MPRIO_PromoteAlternates 0x00008000		/* an alternate that works is primary */
#define MPRIO_SecureLocalFiles 0x00010000
#define MPRIO_RequireEAP 0x00020000
#define MPRIO_RequirePAP 0x00040000
#define MPRIO_RequireSPAP 0x00080000
#define MPRIO_SharedPhoneNumbers 0x00800000
#define MPRIO_RequireMachineCertificates 0x01000000	/* [R] */
#define MPRIO_UsePreSharedKeyForIkev2Initiator 0x02000000 /* [R] */
#define MPRIO_UsePreSharedKeyForIkev2Responder 0x04000000 /* [R] */
#define MPRIO_RequireCHAP 0x08000000
#define MPRIO_RequireMsCHAP 0x10000000
#define MPRIO_RequireMsCHAP2 0x20000000
#define MPRIO_IpSecPreSharedKey 0x80000000

/* dwfNetProtocols. */
#define MPRNP_Ipx 0x00000002
#define MPRNP_Ip 0x00000004
#define MPRNP_Ipv6 0x00000008 /* [R] */

/* szDeviceType, wszDeviceType; compared without regard to case. */
#define MPRDT_Modem L"modem"
#define MPRDT_Isdn L"isdn"
#define MPRDT_X25 L"x25"
#define MPRDT_Vpn L"vpn"
#define MPRDT_Pad L"pad"
#define MPRDT_Generic L"GENERIC"
#define MPRDT_Serial L"SERIAL"
#define MPRDT_FrameRelay L"FRAMERELAY"
#define MPRDT_Atm L"ATM"
#define MPRDT_Sonet L"SONET"
#define MPRDT_SW56 L"SW56"
#define MPRDT_Irda L"IRDA"
#define MPRDT_Parallel L"PARALLEL"
#define RASDT_PPPoE L"PPPoE"

/* dwType. */
#define MPRET_Phone 1
#define MPRET_Vpn 2
#define MPRET_Direct 3

/* dwDialMode. */
#define MPRDM_DialFirst 0
#define MPRDM_DialAll 1
#define MPRDM_DialAsNeeded 2

/* dwIdleDisconnectSeconds, where it is not a number of seconds. */
#define MPRIDS_Disabled 0xffffffff
#define MPRIDS_UseGlobalValue 0

/* dwEncryptionType. */
#define MPR_ET_None 0
#define MPR_ET_Require 1
#define MPR_ET_RequireMax 2
#define MPR_ET_Optional 3

/* dwVpnStrategy. */
#define MPR_VS_Default 0
#define MPR_VS_PptpOnly 1
#define MPR_VS_PptpFirst 2
#define MPR_VS_L2tpOnly 3
#define MPR_VS_L2tpFirst 4
#define MPR_VS_Ikev2Only 7	/* [R] */
#define MPR_VS_Ikev2First 8	/* [R] */

/**
 * struct _MPR_INTERFACE_2 - a two-way demand-dial interface with its dial parameters
 * @dwfOptions: MPRIO_* mask
 * @szLocalPhoneNumber: number to dial, or host name or address of a VPN server
 * @szAlternates: further numbers, each ended by a NUL, with an empty one at the end
 * @ipaddr: own IPv4 address to ask for
 * @ipaddrDns: DNS server
 * @ipaddrDnsAlt: second DNS server
 * @ipaddrWins: WINS server
 * @ipaddrWinsAlt: second WINS server
 * @dwfNetProtocols: MPRNP_* mask
 * @szDeviceType: MPRDT_*
 * @szDeviceName: device to dial with
 * @szX25PadType: X.25 pad type
 * @szX25Address: X.25 address
 * @szX25Facilities: ignored without an X.25 address
 * @szX25UserData: ignored without an X.25 address
 * @dwChannels: reserved, 0
 * @dwSubEntries: number of multilink sub-entries; read-only
 * @dwDialMode: MPRDM_*
 * @dwDialExtraPercent: utilisation in percent above which another link is dialled
 * @dwDialExtraSampleSeconds: for so long, in seconds
 * @dwHangUpExtraPercent: utilisation in percent below which a link is dropped
 * @dwHangUpExtraSampleSeconds: for so long, in seconds
 * @dwIdleDisconnectSeconds: idle time in seconds or MPRIDS_*
 * @dwType: MPRET_*; read-only
 * @dwEncryptionType: MPR_ET_*
 * @dwCustomAuthKey: EAP type
 * @dwCustomAuthDataSize: bytes at @lpbCustomAuthData
 * @lpbCustomAuthData: EAP configuration
 * @guidId: identifies the dial parameters; read-only
 * @dwVpnStrategy: MPR_VS_*
 *
 * Other members as in level 0.
 */
typedef struct _MPR_INTERFACE_2 {
	WCHAR wszInterfaceName[MAX_INTERFACE_NAME_LEN + 1];
	HANDLE hInterface;
	BOOL fEnabled;
	ROUTER_INTERFACE_TYPE dwIfType;
	ROUTER_CONNECTION_STATE dwConnectionState;
	DWORD fUnReachabilityReasons;
	DWORD dwLastError;
	DWORD dwfOptions;
	WCHAR szLocalPhoneNumber[MPR_MaxPhoneNumber + 1];
	PWCHAR szAlternates;
	DWORD ipaddr;
	DWORD ipaddrDns;
	DWORD ipaddrDnsAlt;
	DWORD ipaddrWins;
	DWORD ipaddrWinsAlt;
	DWORD dwfNetProtocols;
	WCHAR szDeviceType[MPR_MaxDeviceType + 1];
	WCHAR szDeviceName[MPR_MaxDeviceName + 1];
	WCHAR szX25PadType[MPR_MaxPadType + 1];
	WCHAR szX25Address[MPR_MaxX25Address + 1];
	WCHAR szX25Facilities[MPR_MaxFacilities + 1];
	WCHAR szX25UserData[MPR_MaxUserData + 1];
	DWORD dwChannels;
	DWORD dwSubEntries;
	DWORD dwDialMode;
	DWORD dwDialExtraPercent;
	DWORD dwDialExtraSampleSeconds;
	DWORD dwHangUpExtraPercent;
	DWORD dwHangUpExtraSampleSeconds;
	DWORD dwIdleDisconnectSeconds;
	DWORD dwType;
	DWORD dwEncryptionType;
	DWORD dwCustomAuthKey;
	DWORD dwCustomAuthDataSize;
	LPBYTE lpbCustomAuthData;
	GUID guidId;
	DWORD dwVpnStrategy;
} MPR_INTERFACE_2, *PMPR_INTERFACE_2;

/**
 * struct _MPR_INTERFACE_3 - as level 2, with IPv6
 * @AddressCount: unused
 * @ipv6addrDns: DNS server
 * @ipv6addrDnsAlt: second DNS server
 * @ipv6addr: unused
 *
 * Other members as in level 2.
 */
typedef struct _MPR_INTERFACE_3 {
	WCHAR wszInterfaceName[MAX_INTERFACE_NAME_LEN + 1];
	HANDLE hInterface;
	BOOL fEnabled;
	ROUTER_INTERFACE_TYPE dwIfType;
	ROUTER_CONNECTION_STATE dwConnectionState;
	DWORD fUnReachabilityReasons;
	DWORD dwLastError;
	DWORD dwfOptions;
	WCHAR szLocalPhoneNumber[MPR_MaxPhoneNumber + 1];
	PWCHAR szAlternates;
	DWORD ipaddr;
	DWORD ipaddrDns;
	DWORD ipaddrDnsAlt;
	DWORD ipaddrWins;
	DWORD ipaddrWinsAlt;
	DWORD dwfNetProtocols;
	WCHAR szDeviceType[MPR_MaxDeviceType + 1];
	WCHAR szDeviceName[MPR_MaxDeviceName + 1];
	WCHAR szX25PadType[MPR_MaxPadType + 1];
	WCHAR szX25Address[MPR_MaxX25Address + 1];
	WCHAR szX25Facilities[MPR_MaxFacilities + 1];
	WCHAR szX25UserData[MPR_MaxUserData + 1];
	DWORD dwChannels;
	DWORD dwSubEntries;
	DWORD dwDialMode;
	DWORD dwDialExtraPercent;
	DWORD dwDialExtraSampleSeconds;
	DWORD dwHangUpExtraPercent;
	DWORD dwHangUpExtraSampleSeconds;
	DWORD dwIdleDisconnectSeconds;
	DWORD dwType;
	DWORD dwEncryptionType;
	DWORD dwCustomAuthKey;
	DWORD dwCustomAuthDataSize;
	LPBYTE lpbCustomAuthData;
	GUID guidId;
	DWORD dwVpnStrategy;
	ULONG AddressCount;
	IN6_ADDR ipv6addrDns;
	IN6_ADDR ipv6addrDnsAlt;
	IN6_ADDR *ipv6addr;
} MPR_INTERFACE_3, *PMPR_INTERFACE_3;

/* A device that an interface dials with; level 1 adds its numbers (as in MPR_INTERFACE_2). */
typedef struct _MPR_DEVICE_0 {
	WCHAR szDeviceType[MPR_MaxDeviceType + 1];
	WCHAR szDeviceName[MPR_MaxDeviceName + 1];
} MPR_DEVICE_0, *PMPR_DEVICE_0;

typedef struct _MPR_DEVICE_1 {
	WCHAR szDeviceType[MPR_MaxDeviceType + 1];
	WCHAR szDeviceName[MPR_MaxDeviceName + 1];
	WCHAR szLocalPhoneNumber[MPR_MaxPhoneNumber + 1];
	PWCHAR szAlternates;
} MPR_DEVICE_1, *PMPR_DEVICE_1;

/* EAP user data; dwSize is the number of bytes. */
typedef struct _MPR_CREDENTIALSEX_0 {
	DWORD dwSize;
	LPBYTE lpbCredentialsInfo;
} MPR_CREDENTIALSEX_0, *PMPR_CREDENTIALSEX_0;

/* Pre-shared key of at most 256 bytes. */
typedef struct _MPR_CREDENTIALSEX_1 {
	DWORD dwSize;
	LPBYTE lpbCredentialsInfo;
} MPR_CREDENTIALSEX_1, *PMPR_CREDENTIALSEX_1;

typedef struct _MPR_TRANSPORT_0 {
	DWORD dwTransportId;
	HANDLE hTransport;
	WCHAR wszTransportName[MAX_TRANSPORT_NAME_LEN + 1];
} MPR_TRANSPORT_0, *PMPR_TRANSPORT_0;

typedef struct _MPR_IFTRANSPORT_0 {
	DWORD dwTransportId;
	HANDLE hIfTransport;
	WCHAR wszIfTransportName[MAX_TRANSPORT_NAME_LEN + 1];
} MPR_IFTRANSPORT_0, *PMPR_IFTRANSPORT_0;

typedef struct _MPR_FILTER_0 {
	BOOL fEnabled;
} MPR_FILTER_0, *PMPR_FILTER_0;

/**
 * struct _MPR_SERVER_0 - the routing service
 * @fLanOnlyMode: nonzero: nothing is dialled
 * @dwUpTime: seconds since the service started
 * @dwTotalPorts: ports there are
 * @dwPortsInUse: of these, carrying a connection
 */
typedef struct _MPR_SERVER_0 {
	BOOL fLanOnlyMode;
	DWORD dwUpTime;
	DWORD dwTotalPorts;
	DWORD dwPortsInUse;
} MPR_SERVER_0, *PMPR_SERVER_0;

#define MPR_ENABLE_RAS_ON_DEVICE 0x00000001
#define MPR_ENABLE_ROUTING_ON_DEVICE 0x00000002

typedef struct _MPR_SERVER_1 {
	DWORD dwNumPptpPorts;
	DWORD dwPptpPortFlags;
	DWORD dwNumL2tpPorts;
	DWORD dwL2tpPortFlags;
} MPR_SERVER_1, *PMPR_SERVER_1;

typedef struct _MPR_SERVER_2 {
	DWORD dwNumPptpPorts;
	DWORD dwPptpPortFlags;
	DWORD dwNumL2tpPorts;
	DWORD dwL2tpPortFlags;
	DWORD dwNumSstpPorts;
	DWORD dwSstpPortFlags;
} MPR_SERVER_2, *PMPR_SERVER_2;

typedef enum _RAS_PORT_CONDITION {
	RAS_PORT_NON_OPERATIONAL,
	RAS_PORT_DISCONNECTED,
	RAS_PORT_CALLING_BACK,
	RAS_PORT_LISTENING,
	RAS_PORT_AUTHENTICATING,
	RAS_PORT_AUTHENTICATED,		/* carries a connection */
	RAS_PORT_INITIALIZING
} RAS_PORT_CONDITION;

typedef enum _RAS_HARDWARE_CONDITION {
	RAS_HARDWARE_OPERATIONAL,
	RAS_HARDWARE_FAILURE
} RAS_HARDWARE_CONDITION;

/**
 * struct _RAS_PORT_0 - one link of a connection, level 0
 * @hPort: port handle
 * @hConnection: connection using it, or NULL
 * @dwPortCondition: what it does
 * @dwTotalNumberOfCalls: calls served so far
 * @dwConnectDuration: seconds of the present call
 * @wszPortName: name
 * @wszMediaName: medium
 * @wszDeviceName: device
 * @wszDeviceType: MPRDT_*
 */
typedef struct _RAS_PORT_0 {
	HANDLE hPort;
	HANDLE hConnection;
	RAS_PORT_CONDITION dwPortCondition;
	DWORD dwTotalNumberOfCalls;
	DWORD dwConnectDuration;
	WCHAR wszPortName[MAX_PORT_NAME + 1];
	WCHAR wszMediaName[MAX_MEDIA_NAME + 1];
	WCHAR wszDeviceName[MAX_DEVICE_NAME + 1];
	WCHAR wszDeviceType[MAX_DEVICETYPE_NAME + 1];
} RAS_PORT_0, *PRAS_PORT_0;

/**
 * struct _RAS_PORT_1 - one link of a connection, level 1
 * @hPort: port handle
 * @hConnection: connection using it, or NULL
 * @dwHardwareCondition: state of the hardware
 * @dwLineSpeed: bits per second
 * @dwBytesXmited: bytes sent; like all counters here it wraps at 2^32
 * @dwBytesRcved: bytes received
 * @dwFramesXmited: frames sent
 * @dwFramesRcved: frames received
 * @dwCrcErr: frames with a wrong checksum
 * @dwTimeoutErr: time-outs
 * @dwAlignmentErr: alignment errors
 * @dwHardwareOverrunErr: hardware overruns
 * @dwFramingErr: framing errors
 * @dwBufferOverrunErr: buffer overruns
 * @dwCompressionRatioIn: compressed size in percent of the uncompressed size
 * @dwCompressionRatioOut: the same for what is sent
 */
typedef struct _RAS_PORT_1 {
	HANDLE hPort;
	HANDLE hConnection;
	RAS_HARDWARE_CONDITION dwHardwareCondition;
	DWORD dwLineSpeed;
	DWORD dwBytesXmited;
	DWORD dwBytesRcved;
	DWORD dwFramesXmited;
	DWORD dwFramesRcved;
	DWORD dwCrcErr;
	DWORD dwTimeoutErr;
	DWORD dwAlignmentErr;
	DWORD dwHardwareOverrunErr;
	DWORD dwFramingErr;
	DWORD dwBufferOverrunErr;
	DWORD dwCompressionRatioIn;
	DWORD dwCompressionRatioOut;
} RAS_PORT_1, *PRAS_PORT_1;

/*
 * What PPP negotiated. dwError 0 means that this part was, anything else is why it was not.
 * wszAddress is the address of this end, wszRemoteAddress of the other ("" if unknown).
 */
typedef struct _PPP_NBFCP_INFO {
	DWORD dwError;
	WCHAR wszWksta[NETBIOS_NAME_LEN + 1];
} PPP_NBFCP_INFO;

typedef struct _PPP_IPCP_INFO {
	DWORD dwError;
	WCHAR wszAddress[IPADDRESSLEN + 1];
	WCHAR wszRemoteAddress[IPADDRESSLEN + 1];
} PPP_IPCP_INFO;

#define PPP_IPCP_VJ 0x00000001

typedef struct _PPP_IPCP_INFO2 {
	DWORD dwError;
	WCHAR wszAddress[IPADDRESSLEN + 1];
	WCHAR wszRemoteAddress[IPADDRESSLEN + 1];
	DWORD dwOptions;
	DWORD dwRemoteOptions;
} PPP_IPCP_INFO2;

typedef struct _PPP_IPXCP_INFO {
	DWORD dwError;
	WCHAR wszAddress[IPXADDRESSLEN + 1];
} PPP_IPXCP_INFO;

typedef struct _PPP_ATCP_INFO {
	DWORD dwError;
	WCHAR wszAddress[ATADDRESSLEN + 1];
} PPP_ATCP_INFO;

/* The remote address is bPrefix (dwPrefixLength is in bits) followed by the remote identifier. */
typedef struct _PPP_IPV6CP_INFO {
	DWORD dwVersion;
	DWORD dwSize;
	DWORD dwError;
	BYTE bInterfaceIdentifier[8];
	BYTE bRemoteInterfaceIdentifier[8];
	DWORD dwOptions;
	DWORD dwRemoteOptions;
	BYTE bPrefix[8];
	DWORD dwPrefixLength;
} PPP_IPV6_CP_INFO, *PPPP_IPV6_CP_INFO;

typedef struct _PPP_INFO {
	PPP_NBFCP_INFO nbf;
	PPP_IPCP_INFO ip;
	PPP_IPXCP_INFO ipx;
	PPP_ATCP_INFO at;
} PPP_INFO;

/* Compression algorithms; 0 is none. */
#define RASCCPCA_STAC 0x00000005
#define RASCCPCA_MPPC 0x00000006

#define PPP_CCP_COMPRESSION 0x00000001
#define PPP_CCP_ENCRYPTION40BITOLD 0x00000010
#define PPP_CCP_ENCRYPTION40BIT 0x00000020
#define PPP_CCP_ENCRYPTION128BIT 0x00000040
#define PPP_CCP_ENCRYPTION56BIT 0x00000080
#define PPP_CCP_HISTORYLESS 0x01000000

typedef struct _PPP_CCP_INFO {
	DWORD dwError;
	DWORD dwCompressionAlgorithm;
	DWORD dwOptions;
	DWORD dwRemoteCompressionAlgorithm;
	DWORD dwRemoteOptions;
} PPP_CCP_INFO;

/* Authentication protocols; 0 is none. */
#define PPP_LCP_PAP 0xC023
#define PPP_LCP_SPAP 0xC027
#define PPP_LCP_CHAP 0xC223
#define PPP_LCP_EAP 0xC227

/* Authentication data, with CHAP. */
#define PPP_LCP_CHAP_MD5 0x05
#define PPP_LCP_CHAP_MS 0x80
#define PPP_LCP_CHAP_MSV2 0x81

#define PPP_LCP_MULTILINK_FRAMING 0x00000001
#define PPP_LCP_PFC 0x00000002
#define PPP_LCP_ACFC 0x00000004
#define PPP_LCP_SSHF 0x00000008
#define PPP_LCP_DES_56 0x00000010
#define PPP_LCP_3_DES 0x00000020
#define PPP_LCP_AES_128 0x00000040	/* [R], as the following */
#define PPP_LCP_AES_256 0x00000080
#define PPP_LCP_AES_192 0x00000100
#define PPP_LCP_GCM_AES_128 0x00000200
#define PPP_LCP_GCM_AES_192 0x00000400
#define PPP_LCP_GCM_AES_256 0x00000800

/* dwAuthenticationProtocol is how the local side was authenticated. */
typedef struct _PPP_LCP_INFO {
	DWORD dwError;
	DWORD dwAuthenticationProtocol;
	DWORD dwAuthenticationData;
	DWORD dwRemoteAuthenticationProtocol;
	DWORD dwRemoteAuthenticationData;
	DWORD dwTerminateReason;
	DWORD dwRemoteTerminateReason;
	DWORD dwOptions;
	DWORD dwRemoteOptions;
	DWORD dwEapTypeId;
	DWORD dwRemoteEapTypeId;
} PPP_LCP_INFO;

typedef struct _PPP_INFO_2 {
	PPP_NBFCP_INFO nbf;
	PPP_IPCP_INFO2 ip;
	PPP_IPXCP_INFO ipx;
	PPP_ATCP_INFO at;
	PPP_CCP_INFO ccp;
	PPP_LCP_INFO lcp;
} PPP_INFO_2;

typedef struct _PPP_INFO_3 {
	PPP_NBFCP_INFO nbf;
	PPP_IPCP_INFO2 ip;
	PPP_IPV6_CP_INFO ipv6;
	PPP_CCP_INFO ccp;
	PPP_LCP_INFO lcp;
} PPP_INFO_3;

/* dwConnectionFlags. */
#define RAS_FLAGS_PPP_CONNECTION 0x00000001
#define RAS_FLAGS_MESSENGER_PRESENT 0x00000002
#define RAS_FLAGS_RAS_CONNECTION 0x00000004		/* [R] */
#define RAS_FLAGS_QUARANTINE_PRESENT 0x00000008
#define RAS_FLAGS_ARAP_CONNECTION 0x00000010
#define RAS_FLAGS_IKEV2_CONNECTION 0x00000010
#define RAS_FLAGS_DORMANT 0x00000020			/* IKEv2 peer cannot be reached now */

typedef enum _RAS_QUARANTINE_STATE {
	RAS_QUAR_STATE_NORMAL,
	RAS_QUAR_STATE_QUARANTINE,
	RAS_QUAR_STATE_PROBATION,
	RAS_QUAR_STATE_NOT_CAPABLE
} RAS_QUARANTINE_STATE;

/**
 * struct _RAS_CONNECTION_0 - a connection, level 0
 * @hConnection: connection handle
 * @hInterface: interface that carries it
 * @dwConnectDuration: seconds since it was established
 * @dwInterfaceType: type of that interface
 * @dwConnectionFlags: RAS_FLAGS_* mask
 * @wszInterfaceName: name of the interface
 * @wszUserName: user at the other end, or the one it was dialled as
 * @wszLogonDomain: domain that authenticated the user
 * @wszRemoteComputer: name of the remote computer
 */
typedef struct _RAS_CONNECTION_0 {
	HANDLE hConnection;
	HANDLE hInterface;
	DWORD dwConnectDuration;
	ROUTER_INTERFACE_TYPE dwInterfaceType;
	DWORD dwConnectionFlags;
	WCHAR wszInterfaceName[MAX_INTERFACE_NAME_LEN + 1];
	WCHAR wszUserName[UNLEN + 1];
	WCHAR wszLogonDomain[DNLEN + 1];
	WCHAR wszRemoteComputer[NETBIOS_NAME_LEN + 1];
} RAS_CONNECTION_0, *PRAS_CONNECTION_0;

/**
 * struct _RAS_CONNECTION_1 - a connection, level 1
 * @hConnection: connection handle
 * @hInterface: interface that carries it
 * @PppInfo: what PPP negotiated
 *
 * The counters are those of RAS_PORT_1, of all links together.
 */
typedef struct _RAS_CONNECTION_1 {
	HANDLE hConnection;
	HANDLE hInterface;
	PPP_INFO PppInfo;
	DWORD dwBytesXmited;
	DWORD dwBytesRcved;
	DWORD dwFramesXmited;
	DWORD dwFramesRcved;
	DWORD dwCrcErr;
	DWORD dwTimeoutErr;
	DWORD dwAlignmentErr;
	DWORD dwHardwareOverrunErr;
	DWORD dwFramingErr;
	DWORD dwBufferOverrunErr;
	DWORD dwCompressionRatioIn;
	DWORD dwCompressionRatioOut;
} RAS_CONNECTION_1, *PRAS_CONNECTION_1;

/* Level 2; guid identifies the connection for as long as it lives. */
typedef struct _RAS_CONNECTION_2 {
	HANDLE hConnection;
	WCHAR wszUserName[UNLEN + 1];
	ROUTER_INTERFACE_TYPE dwInterfaceType;
	GUID guid;
	PPP_INFO_2 PppInfo2;
} RAS_CONNECTION_2, *PRAS_CONNECTION_2;

/* Level 3; hConnection is not the first member. timer is the end of the probation, UTC. */
typedef struct _RAS_CONNECTION_3 {
	DWORD dwVersion;
	DWORD dwSize;
	HANDLE hConnection;
	WCHAR wszUserName[UNLEN + 1];
	ROUTER_INTERFACE_TYPE dwInterfaceType;
	GUID guid;
	PPP_INFO_3 PppInfo3;
	RAS_QUARANTINE_STATE rasQuarState;
	FILETIME timer;
} RAS_CONNECTION_3, *PRAS_CONNECTION_3;

#endif /* MPR_MPRTYPES_H */
