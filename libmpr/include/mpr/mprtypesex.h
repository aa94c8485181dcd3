/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Newer structures of mprapi.h: objects with a header, what a tunnel negotiated, connections at
 * level 4 and Ex, tunnel configuration. Part of mprapi.h; do not include it yourself.
 */
#ifndef MPR_MPRTYPESEX_H
#define MPR_MPRTYPESEX_H

#include <mpr/mprtypes.h>

#define MPRAPI_RAS_CONNECTION_OBJECT_REVISION_1 0x01
#define MPRAPI_MPR_SERVER_OBJECT_REVISION_1 0x01
#define MPRAPI_MPR_SERVER_SET_CONFIG_OBJECT_REVISION_1 0x01

typedef enum {
	MPRAPI_OBJECT_TYPE_RAS_CONNECTION_OBJECT = 0x1,
	MPRAPI_OBJECT_TYPE_MPR_SERVER_OBJECT = 0x2,
	MPRAPI_OBJECT_TYPE_MPR_SERVER_SET_CONFIG_OBJECT = 0x3,
	MPRAPI_OBJECT_TYPE_AUTH_VALIDATION_OBJECT = 0x4,
	MPRAPI_OBJECT_TYPE_UPDATE_CONNECTION_OBJECT = 0x5,
	MPRAPI_OBJECT_TYPE_IF_CUSTOM_CONFIG_OBJECT = 0x6 /* [M] */
} MPRAPI_OBJECT_TYPE;

typedef struct _MPRAPI_OBJECT_HEADER {
	UCHAR revision;
	UCHAR type;
	USHORT size;
} MPRAPI_OBJECT_HEADER, *PMPRAPI_OBJECT_HEADER;

#define MPRAPI_PPP_PROJECTION_INFO_TYPE 1	/* [R] */
#define MPRAPI_IKEV2_PROJECTION_INFO_TYPE 2	/* [R] */

#define MPRAPI_IKEV2_AUTH_USING_CERT 1		/* [R] */
#define MPRAPI_IKEV2_AUTH_USING_EAP 2		/* [R] */

/* dwEncryptionMethod. [R] */
#define IPSEC_CIPHER_TYPE_3DES 2
#define IPSEC_CIPHER_TYPE_AES_128 3
#define IPSEC_CIPHER_TYPE_AES_192 4
#define IPSEC_CIPHER_TYPE_AES_256 5

typedef struct _PPP_PROJECTION_INFO {
	DWORD dwIPv4NegotiationError;
	WCHAR wszAddress[IPADDRESSLEN + 1];
	WCHAR wszRemoteAddress[IPADDRESSLEN + 1];
	DWORD dwIPv4Options;
	DWORD dwIPv4RemoteOptions;
	ULONG64 IPv4SubInterfaceIndex;
	DWORD dwIPv6NegotiationError;
	BYTE bInterfaceIdentifier[8];
	BYTE bRemoteInterfaceIdentifier[8];
	BYTE bPrefix[8];
	DWORD dwPrefixLength;
	ULONG64 IPv6SubInterfaceIndex;
	DWORD dwLcpError;
	DWORD dwAuthenticationProtocol;
	DWORD dwAuthenticationData;
	DWORD dwRemoteAuthenticationProtocol;
	DWORD dwRemoteAuthenticationData;
	DWORD dwLcpTerminateReason;
	DWORD dwLcpRemoteTerminateReason;
	DWORD dwLcpOptions;
	DWORD dwLcpRemoteOptions;
	DWORD dwEapTypeId;
	DWORD dwRemoteEapTypeId;
	DWORD dwCcpError;
	DWORD dwCompressionAlgorithm;
	DWORD dwCcpOptions;
	DWORD dwRemoteCompressionAlgorithm;
	DWORD dwCcpRemoteOptions;
} PPP_PROJECTION_INFO, *PPPP_PROJECTION_INFO;

typedef struct _IKEV2_PROJECTION_INFO {
	DWORD dwIPv4NegotiationError;
	WCHAR wszAddress[IPADDRESSLEN + 1];
	WCHAR wszRemoteAddress[IPADDRESSLEN + 1];
	ULONG64 IPv4SubInterfaceIndex;
	DWORD dwIPv6NegotiationError;
	BYTE bInterfaceIdentifier[8];
	BYTE bRemoteInterfaceIdentifier[8];
	BYTE bPrefix[8];
	DWORD dwPrefixLength;
	ULONG64 IPv6SubInterfaceIndex;
	DWORD dwOptions;
	DWORD dwAuthenticationProtocol;
	DWORD dwEapTypeId;
	DWORD dwCompressionAlgorithm;
	DWORD dwEncryptionMethod;
} IKEV2_PROJECTION_INFO, *PIKEV2_PROJECTION_INFO;

typedef struct _PROJECTION_INFO {
	UCHAR projectionInfoType;	/* MPRAPI_*_PROJECTION_INFO_TYPE */

	__extension__ union {
		IKEV2_PROJECTION_INFO Ikev2ProjectionInfo;
		PPP_PROJECTION_INFO PppProjectionInfo;
	};
} PROJECTION_INFO, *PPROJECTION_INFO;

/* The versions of level 4. [M] */
typedef struct _PPP_PROJECTION_INFO2 {
	DWORD dwIPv4NegotiationError;
	WCHAR wszAddress[IPADDRESSLEN + 1];
	WCHAR wszRemoteAddress[IPADDRESSLEN + 1];
	DWORD dwIPv4Options;
	DWORD dwIPv4RemoteOptions;
	ULONG64 IPv4SubInterfaceIndex;
	DWORD dwIPv6NegotiationError;
	BYTE bInterfaceIdentifier[8];
	BYTE bRemoteInterfaceIdentifier[8];
	BYTE bPrefix[8];
	DWORD dwPrefixLength;
	ULONG64 IPv6SubInterfaceIndex;
	DWORD dwLcpError;
	DWORD dwAuthenticationProtocol;
	DWORD dwAuthenticationData;
	DWORD dwRemoteAuthenticationProtocol;
	DWORD dwRemoteAuthenticationData;
	DWORD dwLcpTerminateReason;
	DWORD dwLcpRemoteTerminateReason;
	DWORD dwLcpOptions;
	DWORD dwLcpRemoteOptions;
	DWORD dwEapTypeId;
	DWORD dwEmbeddedEAPTypeId;
	DWORD dwRemoteEapTypeId;
	DWORD dwCcpError;
	DWORD dwCompressionAlgorithm;
	DWORD dwCcpOptions;
	DWORD dwRemoteCompressionAlgorithm;
	DWORD dwCcpRemoteOptions;
} PPP_PROJECTION_INFO2, *PPPP_PROJECTION_INFO2;

typedef struct _IKEV2_PROJECTION_INFO2 {
	DWORD dwIPv4NegotiationError;
	WCHAR wszAddress[IPADDRESSLEN + 1];
	WCHAR wszRemoteAddress[IPADDRESSLEN + 1];
	ULONG64 IPv4SubInterfaceIndex;
	DWORD dwIPv6NegotiationError;
	BYTE bInterfaceIdentifier[8];
	BYTE bRemoteInterfaceIdentifier[8];
	BYTE bPrefix[8];
	DWORD dwPrefixLength;
	ULONG64 IPv6SubInterfaceIndex;
	DWORD dwOptions;
	DWORD dwAuthenticationProtocol;
	DWORD dwEapTypeId;
	DWORD dwEmbeddedEAPTypeId;
	DWORD dwCompressionAlgorithm;
	DWORD dwEncryptionMethod;
} IKEV2_PROJECTION_INFO2, *PIKEV2_PROJECTION_INFO2;

typedef struct _PROJECTION_INFO2 {
	UCHAR projectionInfoType;

	__extension__ union {
		IKEV2_PROJECTION_INFO2 Ikev2ProjectionInfo;
		PPP_PROJECTION_INFO2 PppProjectionInfo;
	};
} PROJECTION_INFO2, *PPROJECTION_INFO2;

/**
 * struct _RAS_CONNECTION_4 - a connection, level 4 [M]
 * @connectionStartTime: when it was established, UTC
 * @probationTime: end of the probation, UTC
 * @dwNumSwitchOvers: MOBIKE switches
 * @wszRemoteEndpointAddress: outer address of the remote end of a tunnel
 * @wszLocalEndpointAddress: outer address of the local end
 * @ProjectionInfo: what was negotiated
 * @dwDeviceType: RASDEVICETYPE
 *
 * Other members as in the levels before; the handles are near the end.
 */
typedef struct _RAS_CONNECTION_4 {
	DWORD dwConnectDuration;
	ROUTER_INTERFACE_TYPE dwInterfaceType;
	DWORD dwConnectionFlags;
	WCHAR wszInterfaceName[MAX_INTERFACE_NAME_LEN + 1];
	WCHAR wszUserName[UNLEN + 1];
	WCHAR wszLogonDomain[DNLEN + 1];
	WCHAR wszRemoteComputer[NETBIOS_NAME_LEN + 1];
	GUID guid;
	RAS_QUARANTINE_STATE rasQuarState;
	FILETIME probationTime;
	FILETIME connectionStartTime;
	ULONGLONG ullBytesXmited;
	ULONGLONG ullBytesRcved;
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
	DWORD dwNumSwitchOvers;
	WCHAR wszRemoteEndpointAddress[MAXIPADRESSLEN + 1];
	WCHAR wszLocalEndpointAddress[MAXIPADRESSLEN + 1];
	PROJECTION_INFO2 ProjectionInfo;
	HANDLE hConnection;
	HANDLE hInterface;
	DWORD dwDeviceType;
} RAS_CONNECTION_4, *PRAS_CONNECTION_4;

/* What the Ex callbacks get; members as in RAS_CONNECTION_0, _1 and _4. */
typedef struct _RAS_CONNECTION_EX {
	MPRAPI_OBJECT_HEADER Header;
	DWORD dwConnectDuration;
	ROUTER_INTERFACE_TYPE dwInterfaceType;
	DWORD dwConnectionFlags;
	WCHAR wszInterfaceName[MAX_INTERFACE_NAME_LEN + 1];
	WCHAR wszUserName[UNLEN + 1];
	WCHAR wszLogonDomain[DNLEN + 1];
	WCHAR wszRemoteComputer[NETBIOS_NAME_LEN + 1];
	GUID guid;
	RAS_QUARANTINE_STATE rasQuarState;
	FILETIME probationTime;
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
	DWORD dwNumSwitchOvers;
	WCHAR wszRemoteEndpointAddress[MAXIPADRESSLEN + 1];
	WCHAR wszLocalEndpointAddress[MAXIPADRESSLEN + 1];
	PROJECTION_INFO ProjectionInfo;
	HANDLE hConnection;
	HANDLE hInterface;
} RAS_CONNECTION_EX, *PRAS_CONNECTION_EX;

/* dwDeviceType of level 4: a kind, and class bits. [R] */
typedef enum _RASDEVICETYPE {
	RDT_Modem,
	RDT_X25,
	RDT_Isdn,
	RDT_Serial,
	RDT_FrameRelay,
	RDT_Atm,
	RDT_Sonet,
	RDT_Sw56,
	RDT_Tunnel_Pptp,
	RDT_Tunnel_L2tp,
	RDT_Irda,
	RDT_Parallel,
	RDT_Other,
	RDT_PPPoE,
	RDT_Tunnel_Sstp,
	RDT_Tunnel_Ikev2,
	RDT_Tunnel = 0x10000,
	RDT_Direct = 0x20000,
	RDT_Null_Modem = 0x40000,
	RDT_Broadband = 0x80000
} RASDEVICETYPE;

typedef struct _AUTH_VALIDATION_EX {
	MPRAPI_OBJECT_HEADER Header;
	HANDLE hRasConnection;
	WCHAR wszUserName[UNLEN + 1];
	WCHAR wszLogonDomain[DNLEN + 1];
	DWORD AuthInfoSize;
	BYTE AuthInfo[1];
} AUTH_VALIDATION_EX, *PAUTH_VALIDATION_EX;

typedef struct _RAS_UPDATE_CONNECTION {
	MPRAPI_OBJECT_HEADER Header;
	DWORD dwIfIndex;
	WCHAR wszLocalEndpointAddress[MAXIPADRESSLEN + 1];
	WCHAR wszRemoteEndpointAddress[MAXIPADRESSLEN + 1];
} RAS_UPDATE_CONNECTION, *PRAS_UPDATE_CONNECTION;

#define MPRAPI_IKEV2_SET_TUNNEL_CONFIG_PARAMS 0x01

typedef struct _IKEV2_TUNNEL_CONFIG_PARAMS {
	DWORD dwIdleTimeout;
	DWORD dwNetworkBlackoutTime;
	DWORD dwSaLifeTime;
	DWORD dwSaDataSizeForRenegotiation;
	DWORD dwConfigOptions;
	DWORD dwTotalCertificates;
	CERT_NAME_BLOB *certificateNames;
} IKEV2_TUNNEL_CONFIG_PARAMS, *PIKEV2_TUNNEL_CONFIG_PARAMS;

typedef struct _IKEV2_CONFIG_PARAMS {
	DWORD dwNumPorts;
	DWORD dwPortFlags;
	DWORD dwTunnelConfigParamFlags;
	IKEV2_TUNNEL_CONFIG_PARAMS TunnelConfigParams;
} IKEV2_CONFIG_PARAMS, *PIKEV2_CONFIG_PARAMS;

typedef struct _PPTP_CONFIG_PARAMS {
	DWORD dwNumPorts;
	DWORD dwPortFlags;
} PPTP_CONFIG_PARAMS, *PPPTP_CONFIG_PARAMS;

typedef struct _L2TP_CONFIG_PARAMS {
	DWORD dwNumPorts;
	DWORD dwPortFlags;
} L2TP_CONFIG_PARAMS, *PL2TP_CONFIG_PARAMS;

typedef struct _SSTP_CERT_INFO {
	BOOL isDefault;
	CRYPT_HASH_BLOB certBlob;
} SSTP_CERT_INFO, *PSSTP_CERT_INFO;

typedef struct _SSTP_CONFIG_PARAMS {
	DWORD dwNumPorts;
	DWORD dwPortFlags;
	BOOL isUseHttps;
	DWORD certAlgorithm;
	SSTP_CERT_INFO sstpCertDetails;
} SSTP_CONFIG_PARAMS, *PSSTP_CONFIG_PARAMS;

typedef struct _MPRAPI_TUNNEL_CONFIG_PARAMS {
	IKEV2_CONFIG_PARAMS IkeConfigParams;
	PPTP_CONFIG_PARAMS PptpConfigParams;
	L2TP_CONFIG_PARAMS L2tpConfigParams;
	SSTP_CONFIG_PARAMS SstpConfigParams;
} MPRAPI_TUNNEL_CONFIG_PARAMS, *PMPRAPI_TUNNEL_CONFIG_PARAMS;

/* setConfigForProtocols. [M] */
#define MPRAPI_SET_CONFIG_PROTOCOL_FOR_PPTP 0x1
#define MPRAPI_SET_CONFIG_PROTOCOL_FOR_L2TP 0x2
#define MPRAPI_SET_CONFIG_PROTOCOL_FOR_SSTP 0x4
#define MPRAPI_SET_CONFIG_PROTOCOL_FOR_IKEV2 0x8
#define MPRAPI_SET_CONFIG_PROTOCOL_FOR_GRE 0x10

typedef struct _MPR_SERVER_SET_CONFIG_EX {
	MPRAPI_OBJECT_HEADER Header;
	DWORD setConfigForProtocols;
	MPRAPI_TUNNEL_CONFIG_PARAMS ConfigParams;
} MPR_SERVER_SET_CONFIG_EX, *PMPR_SERVER_SET_CONFIG_EX;

typedef struct _MPR_SERVER_EX {
	MPRAPI_OBJECT_HEADER Header;
	DWORD fLanOnlyMode;
	DWORD dwUpTime;
	DWORD dwTotalPorts;
	DWORD dwPortsInUse;
	DWORD Reserved;
	MPRAPI_TUNNEL_CONFIG_PARAMS ConfigParams;
} MPR_SERVER_EX, *PMPR_SERVER_EX;

#endif /* MPR_MPRTYPESEX_H */
