// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Connections and ports.
 */
#include <string.h>
#include <sys/socket.h>

#include "parse.h"

/* An address of 4 or 16 bytes; its family, or 0 for any other size. */
static int parse_address(uint8_t *to, const struct nlattr *attr)
{
	size_t len = mpr_attr_len(attr);

	if (len != 4 && len != 16)
		return 0;
	memcpy(to, mpr_attr_data(attr), len);
	return len == 4 ? AF_INET : AF_INET6;
}

/* False for something that is no pair of addresses. */
static bool parse_addresses(struct mpr_address *addr, const struct nlattr *nest)
{
	const struct nlattr *attr;
	int remote = 0;

	memset(addr, 0, sizeof(*addr));
	mpr_for_each_attr(attr, mpr_attrs_of_nest(nest)) {
		switch (mpr_attr_type(attr)) {
		case MPR_A_ADDRESS_LOCAL:
			addr->family = parse_address(addr->local, attr);
			break;
		case MPR_A_ADDRESS_REMOTE:
			remote = parse_address(addr->remote, attr);
			break;
		case MPR_A_ADDRESS_PREFIX_LEN:
			addr->prefix_len = mpr_attr_u8(attr);
			break;
		}
	}
	addr->has_remote = remote && remote == addr->family;
	return addr->family && addr->prefix_len <= (addr->family == AF_INET ? 32 : 128);
}

/* One of the addresses of @attrs; room for all is made at the first. */
static void add_address(struct mpr_connection *conn, struct mpr_arena *arena,
			struct mpr_address **addresses, struct mpr_attrs attrs,
			const struct nlattr *nest)
{
	if (!*addresses)
		*addresses = mpr_arena_alloc(arena,
					     mpr_attrs_count(attrs, MPR_A_CONNECTION_ADDRESS),
					     sizeof(**addresses));
	if (!*addresses)
		return;
	conn->addresses = *addresses;
	if (parse_addresses(&(*addresses)[conn->n_addresses], nest))
		conn->n_addresses++;
}

/* Where a number of PPP's goes; NULL for the two that have 64 bits. */
static uint32_t *ppp_number(struct mpr_ppp *ppp, uint16_t type)
{
	switch (type) {
	case MPR_A_PPP_IPCP_ERROR:
		return &ppp->ipcp_error;
	case MPR_A_PPP_IPCP_OPTIONS:
		return &ppp->ipcp_options;
	case MPR_A_PPP_IPCP_REMOTE_OPTIONS:
		return &ppp->ipcp_remote_options;
	case MPR_A_PPP_IPV6CP_ERROR:
		return &ppp->ipv6cp_error;
	case MPR_A_PPP_CCP_ERROR:
		return &ppp->ccp_error;
	case MPR_A_PPP_CCP_ALGORITHM:
		return &ppp->ccp_algorithm;
	case MPR_A_PPP_CCP_OPTIONS:
		return &ppp->ccp_options;
	case MPR_A_PPP_CCP_REMOTE_ALGORITHM:
		return &ppp->ccp_remote_algorithm;
	case MPR_A_PPP_CCP_REMOTE_OPTIONS:
		return &ppp->ccp_remote_options;
	case MPR_A_PPP_LCP_ERROR:
		return &ppp->lcp_error;
	case MPR_A_PPP_AUTH_PROTOCOL:
		return &ppp->auth_protocol;
	case MPR_A_PPP_AUTH_DATA:
		return &ppp->auth_data;
	case MPR_A_PPP_REMOTE_AUTH_PROTOCOL:
		return &ppp->remote_auth_protocol;
	case MPR_A_PPP_REMOTE_AUTH_DATA:
		return &ppp->remote_auth_data;
	case MPR_A_PPP_LCP_OPTIONS:
		return &ppp->lcp_options;
	case MPR_A_PPP_LCP_REMOTE_OPTIONS:
		return &ppp->lcp_remote_options;
	case MPR_A_PPP_EAP_TYPE:
		return &ppp->eap_type;
	case MPR_A_PPP_REMOTE_EAP_TYPE:
		return &ppp->remote_eap_type;
	default:
		return NULL;
	}
}

static void parse_ppp(struct mpr_ppp *ppp, const struct nlattr *nest)
{
	const struct nlattr *attr;
	uint32_t *value;

	mpr_for_each_attr(attr, mpr_attrs_of_nest(nest)) {
		value = ppp_number(ppp, mpr_attr_type(attr));
		if (value)
			*value = mpr_attr_u32(attr);
		else if (mpr_attr_type(attr) == MPR_A_PPP_IPV6_LOCAL_ID)
			ppp->ipv6_local_id = mpr_attr_u64(attr);
		else if (mpr_attr_type(attr) == MPR_A_PPP_IPV6_REMOTE_ID)
			ppp->ipv6_remote_id = mpr_attr_u64(attr);
	}
}

static void parse_numbers(struct mpr_connection *conn, const struct nlattr *attr)
{
	switch (mpr_attr_type(attr)) {
	case MPR_A_CONNECTION_ID:
		conn->id = mpr_attr_u32(attr);
		break;
	case MPR_A_CONNECTION_INTERFACE_ID:
		conn->interface_id = mpr_attr_u32(attr);
		break;
	case MPR_A_CONNECTION_INTERFACE_TYPE:
		conn->interface_type = mpr_attr_u32(attr);
		break;
	case MPR_A_CONNECTION_IFINDEX:
		conn->ifindex = mpr_attr_u32(attr);
		break;
	case MPR_A_CONNECTION_START_TIME:
		conn->start_time = mpr_attr_u64(attr);
		break;
	case MPR_A_CONNECTION_DURATION:
		conn->duration = mpr_attr_u64(attr);
		break;
	case MPR_A_CONNECTION_FLAGS:
		conn->flags = mpr_attr_u32(attr);
		break;
	case MPR_A_CONNECTION_PORTS:
		conn->ports = mpr_attr_u32(attr);
		break;
	case MPR_A_CONNECTION_END_REASON:
		conn->end_reason = mpr_attr_u32(attr);
		break;
	case MPR_A_CONNECTION_END_CAUSE:
		conn->end_cause = mpr_attr_u32(attr);
		break;
	}
}

struct mpr_connection *mpr_parse_connection(struct mpr_arena *arena, struct mpr_attrs attrs)
{
	struct mpr_connection *conn = mpr_arena_alloc(arena, 1, sizeof(*conn));
	struct mpr_address *addresses = NULL;
	const struct nlattr *attr;

	if (!conn)
		return NULL;
	conn->interface_name = "";
	conn->ifname = "";
	conn->user = "";
	conn->domain = "";
	conn->remote_computer = "";
	mpr_for_each_attr(attr, attrs) {
		switch (mpr_attr_type(attr)) {
		case MPR_A_CONNECTION_INTERFACE_NAME:
			conn->interface_name = mpr_arena_str(arena, attr);
			break;
		case MPR_A_CONNECTION_IFNAME:
			conn->ifname = mpr_arena_str(arena, attr);
			break;
		case MPR_A_CONNECTION_USER:
			conn->user = mpr_arena_str(arena, attr);
			break;
		case MPR_A_CONNECTION_DOMAIN:
			conn->domain = mpr_arena_str(arena, attr);
			break;
		case MPR_A_CONNECTION_REMOTE_COMPUTER:
			conn->remote_computer = mpr_arena_str(arena, attr);
			break;
		case MPR_A_CONNECTION_GUID:
			if (mpr_attr_len(attr) == sizeof(conn->guid))
				memcpy(conn->guid, mpr_attr_data(attr), sizeof(conn->guid));
			break;
		case MPR_A_CONNECTION_ADDRESS:
			add_address(conn, arena, &addresses, attrs, attr);
			break;
		case MPR_A_CONNECTION_STATS:
			mpr_parse_stats(&conn->stats, attr);
			break;
		case MPR_A_CONNECTION_PPP:
			conn->has_ppp = true;
			parse_ppp(&conn->ppp, attr);
			break;
		case MPR_A_CONNECTION_LOCAL_ENDPOINT:
			conn->local_endpoint.family =
				parse_address(conn->local_endpoint.addr, attr);
			break;
		case MPR_A_CONNECTION_REMOTE_ENDPOINT:
			conn->remote_endpoint.family =
				parse_address(conn->remote_endpoint.addr, attr);
			break;
		default:
			parse_numbers(conn, attr);
		}
	}
	return arena->failed ? NULL : conn;
}

struct mpr_port *mpr_parse_port(struct mpr_arena *arena, struct mpr_attrs attrs)
{
	struct mpr_port *port = mpr_arena_alloc(arena, 1, sizeof(*port));
	const struct nlattr *attr;

	if (!port)
		return NULL;
	port->name = "";
	port->media = "";
	port->device_type = "";
	port->device_name = "";
	mpr_for_each_attr(attr, attrs) {
		switch (mpr_attr_type(attr)) {
		case MPR_A_PORT_ID:
			port->id = mpr_attr_u32(attr);
			break;
		case MPR_A_PORT_INTERFACE_ID:
			port->interface_id = mpr_attr_u32(attr);
			break;
		case MPR_A_PORT_CONNECTION_ID:
			port->connection_id = mpr_attr_u32(attr);
			break;
		case MPR_A_PORT_SLOT:
			port->slot = mpr_attr_u32(attr);
			break;
		case MPR_A_PORT_NAME:
			port->name = mpr_arena_str(arena, attr);
			break;
		case MPR_A_PORT_MEDIA:
			port->media = mpr_arena_str(arena, attr);
			break;
		case MPR_A_PORT_DEVICE_TYPE:
			port->device_type = mpr_arena_str(arena, attr);
			break;
		case MPR_A_PORT_DEVICE_NAME:
			port->device_name = mpr_arena_str(arena, attr);
			break;
		case MPR_A_PORT_IFINDEX:
			port->ifindex = mpr_attr_u32(attr);
			break;
		case MPR_A_PORT_CONDITION:
			port->condition = mpr_attr_u32(attr);
			break;
		case MPR_A_PORT_CALLS:
			port->calls = mpr_attr_u32(attr);
			break;
		case MPR_A_PORT_DURATION:
			port->duration = mpr_attr_u64(attr);
			break;
		case MPR_A_PORT_STATS:
			mpr_parse_stats(&port->stats, attr);
			break;
		}
	}
	return arena->failed ? NULL : port;
}
