// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Connections and ports as structures of mprapi.h.
 */
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

#include <mpr/ras.h>
#include <raserror.h>

#include "ras_fill.h"
#include "wide.h"

#define PUT_WIDE(to, from) mpr_utf8_to_wide(from, to, sizeof(to) / sizeof((to)[0]) - 1)
#define MS_PER_S 1000

/* Without compression, data is as long as it was. */
#define RATIO_NONE 100

/* Both have these members. */
#define PUT_COUNTERS(put_to, put_stats) do { \
	const struct mpr_stats *stats = (put_stats); \
	typeof(put_to) to_ = (put_to); \
	to_->dwBytesXmited = (DWORD)stats->tx_bytes; \
	to_->dwBytesRcved = (DWORD)stats->rx_bytes; \
	to_->dwFramesXmited = (DWORD)stats->tx_packets; \
	to_->dwFramesRcved = (DWORD)stats->rx_packets; \
	to_->dwCrcErr = (DWORD)stats->crc_errors; \
	to_->dwAlignmentErr = (DWORD)stats->frame_errors; \
	to_->dwHardwareOverrunErr = (DWORD)stats->fifo_errors; \
	to_->dwFramingErr = (DWORD)stats->length_errors; \
	to_->dwBufferOverrunErr = (DWORD)stats->over_errors; \
	to_->dwCompressionRatioIn = RATIO_NONE; \
	to_->dwCompressionRatioOut = RATIO_NONE; \
} while (0)

static HANDLE handle(uint32_t id)
{
	return (HANDLE)(uintptr_t)id;
}

static GUID guid(const uint8_t *bytes)
{
	GUID id = {
		.Data1 = (DWORD)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3],
		.Data2 = bytes[4] << 8 | bytes[5],
		.Data3 = bytes[6] << 8 | bytes[7],
	};

	memcpy(id.Data4, bytes + 8, sizeof(id.Data4));
	return id;
}

static const struct mpr_address *find_address(const struct mpr_connection *conn, int family)
{
	unsigned int i;

	for (i = 0; i < conn->n_addresses; i++) {
		if (conn->addresses[i].family == family)
			return &conn->addresses[i];
	}
	return NULL;
}

static bool link_local(const struct mpr_address *addr)
{
	return addr->local[0] == 0xfe && (addr->local[1] & 0xc0) == 0x80;
}

/* The IPv6 address that has a prefix worth telling. */
static const struct mpr_address *find_prefix(const struct mpr_connection *conn)
{
	unsigned int i;

	for (i = 0; i < conn->n_addresses; i++) {
		if (conn->addresses[i].family == AF_INET6 && !link_local(&conn->addresses[i]))
			return &conn->addresses[i];
	}
	return NULL;
}

static void put_address(WCHAR *to, size_t max, int family, const uint8_t *addr)
{
	char text[INET6_ADDRSTRLEN] = "";

	inet_ntop(family, addr, text, sizeof(text));
	mpr_utf8_to_wide(text, to, max);
}

/* The two addresses of IPv4; the error member's value. */
static DWORD put_ipv4(const struct mpr_connection *conn, WCHAR *local, WCHAR *remote)
{
	const struct mpr_address *addr = find_address(conn, AF_INET);

	if (!addr)
		return conn->has_ppp && conn->ppp.ipcp_error ? conn->ppp.ipcp_error :
		       ERROR_PROTOCOL_NOT_CONFIGURED;
	put_address(local, IPADDRESSLEN, AF_INET, addr->local);
	if (addr->has_remote)
		put_address(remote, IPADDRESSLEN, AF_INET, addr->remote);
	return 0;
}

static void put_id(BYTE *to, uint64_t id)
{
	int i;

	for (i = 0; i < 8; i++)
		to[i] = id >> (56 - 8 * i);
}

static DWORD put_ipv6(const struct mpr_connection *conn, BYTE *local, BYTE *remote, BYTE *prefix,
		      DWORD *prefix_len)
{
	const struct mpr_address *any = find_address(conn, AF_INET6);
	const struct mpr_address *global = find_prefix(conn);

	if (global) {
		memcpy(prefix, global->local, 8);
		*prefix_len = global->prefix_len;
	}
	if (conn->has_ppp && (conn->ppp.ipv6_local_id || conn->ppp.ipv6_remote_id)) {
		put_id(local, conn->ppp.ipv6_local_id);
		put_id(remote, conn->ppp.ipv6_remote_id);
		return conn->ppp.ipv6cp_error;
	}
	if (!any)
		return conn->has_ppp && conn->ppp.ipv6cp_error ? conn->ppp.ipv6cp_error :
		       ERROR_PROTOCOL_NOT_CONFIGURED;
	memcpy(local, any->local + 8, 8);
	if (any->has_remote)
		memcpy(remote, any->remote + 8, 8);
	return 0;
}

static void put_ccp(const struct mpr_connection *conn, PPP_CCP_INFO *ccp)
{
	const struct mpr_ppp *ppp = &conn->ppp;

	ccp->dwError = conn->has_ppp ? ppp->ccp_error : ERROR_PROTOCOL_NOT_CONFIGURED;
	ccp->dwCompressionAlgorithm = ppp->ccp_algorithm;
	ccp->dwOptions = ppp->ccp_options;
	ccp->dwRemoteCompressionAlgorithm = ppp->ccp_remote_algorithm;
	ccp->dwRemoteOptions = ppp->ccp_remote_options;
}

static void put_lcp(const struct mpr_connection *conn, PPP_LCP_INFO *lcp)
{
	const struct mpr_ppp *ppp = &conn->ppp;

	lcp->dwError = conn->has_ppp ? ppp->lcp_error : ERROR_PROTOCOL_NOT_CONFIGURED;
	lcp->dwAuthenticationProtocol = ppp->auth_protocol;
	lcp->dwAuthenticationData = ppp->auth_data;
	lcp->dwRemoteAuthenticationProtocol = ppp->remote_auth_protocol;
	lcp->dwRemoteAuthenticationData = ppp->remote_auth_data;
	lcp->dwOptions = ppp->lcp_options;
	lcp->dwRemoteOptions = ppp->lcp_remote_options;
	lcp->dwEapTypeId = ppp->eap_type;
	lcp->dwRemoteEapTypeId = ppp->remote_eap_type;
}

static void put_ip2(const struct mpr_connection *conn, PPP_IPCP_INFO2 *ip)
{
	ip->dwError = put_ipv4(conn, ip->wszAddress, ip->wszRemoteAddress);
	ip->dwOptions = conn->ppp.ipcp_options;
	ip->dwRemoteOptions = conn->ppp.ipcp_remote_options;
}

static void put_connection_0(const struct mpr_connection *conn, RAS_CONNECTION_0 *to)
{
	to->hConnection = handle(conn->id);
	to->hInterface = handle(conn->interface_id);
	to->dwConnectDuration = conn->duration / MS_PER_S;
	to->dwInterfaceType = (ROUTER_INTERFACE_TYPE)conn->interface_type;
	to->dwConnectionFlags = conn->flags;
	PUT_WIDE(to->wszInterfaceName, conn->interface_name);
	PUT_WIDE(to->wszUserName, conn->user);
	PUT_WIDE(to->wszLogonDomain, conn->domain);
	PUT_WIDE(to->wszRemoteComputer, conn->remote_computer);
}

static void put_connection_1(const struct mpr_connection *conn, RAS_CONNECTION_1 *to)
{
	PPP_INFO *ppp = &to->PppInfo;

	to->hConnection = handle(conn->id);
	to->hInterface = handle(conn->interface_id);
	ppp->nbf.dwError = ERROR_PROTOCOL_NOT_CONFIGURED;
	ppp->ipx.dwError = ERROR_PROTOCOL_NOT_CONFIGURED;
	ppp->at.dwError = ERROR_PROTOCOL_NOT_CONFIGURED;
	ppp->ip.dwError = put_ipv4(conn, ppp->ip.wszAddress, ppp->ip.wszRemoteAddress);
	PUT_COUNTERS(to, &conn->stats);
}

static void put_connection_2(const struct mpr_connection *conn, RAS_CONNECTION_2 *to)
{
	PPP_INFO_2 *ppp = &to->PppInfo2;

	to->hConnection = handle(conn->id);
	PUT_WIDE(to->wszUserName, conn->user);
	to->dwInterfaceType = (ROUTER_INTERFACE_TYPE)conn->interface_type;
	to->guid = guid(conn->guid);
	ppp->nbf.dwError = ERROR_PROTOCOL_NOT_CONFIGURED;
	ppp->ipx.dwError = ERROR_PROTOCOL_NOT_CONFIGURED;
	ppp->at.dwError = ERROR_PROTOCOL_NOT_CONFIGURED;
	put_ip2(conn, &ppp->ip);
	put_ccp(conn, &ppp->ccp);
	put_lcp(conn, &ppp->lcp);
}

static void put_connection_3(const struct mpr_connection *conn, RAS_CONNECTION_3 *to)
{
	PPP_INFO_3 *ppp = &to->PppInfo3;

	to->dwVersion = 1;
	to->dwSize = sizeof(*to);
	to->hConnection = handle(conn->id);
	PUT_WIDE(to->wszUserName, conn->user);
	to->dwInterfaceType = (ROUTER_INTERFACE_TYPE)conn->interface_type;
	to->guid = guid(conn->guid);
	ppp->nbf.dwError = ERROR_PROTOCOL_NOT_CONFIGURED;
	put_ip2(conn, &ppp->ip);
	ppp->ipv6.dwError = put_ipv6(conn, ppp->ipv6.bInterfaceIdentifier,
				     ppp->ipv6.bRemoteInterfaceIdentifier, ppp->ipv6.bPrefix,
				     &ppp->ipv6.dwPrefixLength);
	put_ccp(conn, &ppp->ccp);
	put_lcp(conn, &ppp->lcp);
	to->rasQuarState = RAS_QUAR_STATE_NORMAL;
}

void mpr_ras_fill(const struct mpr_connection *conn, unsigned int level, void *to)
{
	switch (level) {
	case 0:
		put_connection_0(conn, to);
		break;
	case 1:
		put_connection_1(conn, to);
		break;
	case 2:
		put_connection_2(conn, to);
		break;
	case 3:
		put_connection_3(conn, to);
		break;
	}
}

size_t mpr_ras_connection(const struct mpr_connection *conn, unsigned int level, void *to)
{
	static const size_t sizes[] = { sizeof(RAS_CONNECTION_0), sizeof(RAS_CONNECTION_1),
					sizeof(RAS_CONNECTION_2), sizeof(RAS_CONNECTION_3) };

	if (level >= sizeof(sizes) / sizeof(sizes[0]))
		return 0;
	if (to) {
		memset(to, 0, sizes[level]);
		mpr_ras_fill(conn, level, to);
	}
	return sizes[level];
}

static void put_projection(const struct mpr_connection *conn, PROJECTION_INFO *to)
{
	PPP_PROJECTION_INFO *info = &to->PppProjectionInfo;
	const struct mpr_ppp *ppp = &conn->ppp;

	to->projectionInfoType = MPRAPI_PPP_PROJECTION_INFO_TYPE;
	info->dwIPv4NegotiationError = put_ipv4(conn, info->wszAddress, info->wszRemoteAddress);
	info->dwIPv4Options = ppp->ipcp_options;
	info->dwIPv4RemoteOptions = ppp->ipcp_remote_options;
	info->IPv4SubInterfaceIndex = conn->ifindex;
	info->dwIPv6NegotiationError = put_ipv6(conn, info->bInterfaceIdentifier,
						info->bRemoteInterfaceIdentifier,
						info->bPrefix, &info->dwPrefixLength);
	info->IPv6SubInterfaceIndex = conn->ifindex;
	info->dwLcpError = conn->has_ppp ? ppp->lcp_error : ERROR_PROTOCOL_NOT_CONFIGURED;
	info->dwAuthenticationProtocol = ppp->auth_protocol;
	info->dwAuthenticationData = ppp->auth_data;
	info->dwRemoteAuthenticationProtocol = ppp->remote_auth_protocol;
	info->dwRemoteAuthenticationData = ppp->remote_auth_data;
	info->dwLcpOptions = ppp->lcp_options;
	info->dwLcpRemoteOptions = ppp->lcp_remote_options;
	info->dwEapTypeId = ppp->eap_type;
	info->dwRemoteEapTypeId = ppp->remote_eap_type;
	info->dwCcpError = conn->has_ppp ? ppp->ccp_error : ERROR_PROTOCOL_NOT_CONFIGURED;
	info->dwCompressionAlgorithm = ppp->ccp_algorithm;
	info->dwCcpOptions = ppp->ccp_options;
	info->dwRemoteCompressionAlgorithm = ppp->ccp_remote_algorithm;
	info->dwCcpRemoteOptions = ppp->ccp_remote_options;
}

void mpr_ras_connection_ex(const struct mpr_connection *conn, RAS_CONNECTION_EX *to)
{
	memset(to, 0, sizeof(*to));
	to->Header.revision = MPRAPI_RAS_CONNECTION_OBJECT_REVISION_1;
	to->Header.type = MPRAPI_OBJECT_TYPE_RAS_CONNECTION_OBJECT;
	to->Header.size = sizeof(*to);
	to->dwConnectDuration = conn->duration / MS_PER_S;
	to->dwInterfaceType = (ROUTER_INTERFACE_TYPE)conn->interface_type;
	to->dwConnectionFlags = conn->flags;
	PUT_WIDE(to->wszInterfaceName, conn->interface_name);
	PUT_WIDE(to->wszUserName, conn->user);
	PUT_WIDE(to->wszLogonDomain, conn->domain);
	PUT_WIDE(to->wszRemoteComputer, conn->remote_computer);
	to->guid = guid(conn->guid);
	to->rasQuarState = RAS_QUAR_STATE_NORMAL;
	PUT_COUNTERS(to, &conn->stats);
	if (conn->remote_endpoint.family)
		put_address(to->wszRemoteEndpointAddress, MAXIPADRESSLEN,
			    conn->remote_endpoint.family, conn->remote_endpoint.addr);
	if (conn->local_endpoint.family)
		put_address(to->wszLocalEndpointAddress, MAXIPADRESSLEN,
			    conn->local_endpoint.family, conn->local_endpoint.addr);
	put_projection(conn, &to->ProjectionInfo);
	to->hConnection = handle(conn->id);
	to->hInterface = handle(conn->interface_id);
}

static void put_port_0(const struct mpr_port *port, RAS_PORT_0 *to)
{
	memset(to, 0, sizeof(*to));
	to->hPort = handle(port->id);
	to->hConnection = handle(port->connection_id);
	to->dwPortCondition = (RAS_PORT_CONDITION)port->condition;
	to->dwTotalNumberOfCalls = port->calls;
	to->dwConnectDuration = port->duration / MS_PER_S;
	PUT_WIDE(to->wszPortName, port->name);
	PUT_WIDE(to->wszMediaName, port->media);
	PUT_WIDE(to->wszDeviceName, port->device_name);
	PUT_WIDE(to->wszDeviceType, port->device_type);
}

static void put_port_1(const struct mpr_port *port, RAS_PORT_1 *to)
{
	memset(to, 0, sizeof(*to));
	to->hPort = handle(port->id);
	to->hConnection = handle(port->connection_id);
	to->dwHardwareCondition = RAS_HARDWARE_OPERATIONAL;
	PUT_COUNTERS(to, &port->stats);
}

size_t mpr_ras_port(const struct mpr_port *port, unsigned int level, void *to)
{
	if (level > 1)
		return 0;
	if (to && level == 0)
		put_port_0(port, to);
	else if (to)
		put_port_1(port, to);
	return level ? sizeof(RAS_PORT_1) : sizeof(RAS_PORT_0);
}
