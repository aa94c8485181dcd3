// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Connections and ports.
 */
#include <string.h>
#include <sys/socket.h>

#include "field.h"
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

static const struct mpr_field ppp_fields[] = {
	[MPR_A_PPP_IPCP_ERROR] = MPR_FIELD(struct mpr_ppp, ipcp_error),
	[MPR_A_PPP_IPCP_OPTIONS] = MPR_FIELD(struct mpr_ppp, ipcp_options),
	[MPR_A_PPP_IPCP_REMOTE_OPTIONS] = MPR_FIELD(struct mpr_ppp, ipcp_remote_options),
	[MPR_A_PPP_IPV6CP_ERROR] = MPR_FIELD(struct mpr_ppp, ipv6cp_error),
	[MPR_A_PPP_IPV6_LOCAL_ID] = MPR_FIELD(struct mpr_ppp, ipv6_local_id),
	[MPR_A_PPP_IPV6_REMOTE_ID] = MPR_FIELD(struct mpr_ppp, ipv6_remote_id),
	[MPR_A_PPP_CCP_ERROR] = MPR_FIELD(struct mpr_ppp, ccp_error),
	[MPR_A_PPP_CCP_ALGORITHM] = MPR_FIELD(struct mpr_ppp, ccp_algorithm),
	[MPR_A_PPP_CCP_OPTIONS] = MPR_FIELD(struct mpr_ppp, ccp_options),
	[MPR_A_PPP_CCP_REMOTE_ALGORITHM] = MPR_FIELD(struct mpr_ppp, ccp_remote_algorithm),
	[MPR_A_PPP_CCP_REMOTE_OPTIONS] = MPR_FIELD(struct mpr_ppp, ccp_remote_options),
	[MPR_A_PPP_LCP_ERROR] = MPR_FIELD(struct mpr_ppp, lcp_error),
	[MPR_A_PPP_AUTH_PROTOCOL] = MPR_FIELD(struct mpr_ppp, auth_protocol),
	[MPR_A_PPP_AUTH_DATA] = MPR_FIELD(struct mpr_ppp, auth_data),
	[MPR_A_PPP_REMOTE_AUTH_PROTOCOL] = MPR_FIELD(struct mpr_ppp, remote_auth_protocol),
	[MPR_A_PPP_REMOTE_AUTH_DATA] = MPR_FIELD(struct mpr_ppp, remote_auth_data),
	[MPR_A_PPP_LCP_OPTIONS] = MPR_FIELD(struct mpr_ppp, lcp_options),
	[MPR_A_PPP_LCP_REMOTE_OPTIONS] = MPR_FIELD(struct mpr_ppp, lcp_remote_options),
	[MPR_A_PPP_EAP_TYPE] = MPR_FIELD(struct mpr_ppp, eap_type),
	[MPR_A_PPP_REMOTE_EAP_TYPE] = MPR_FIELD(struct mpr_ppp, remote_eap_type),
};

static const struct mpr_field fields[] = {
	[MPR_A_CONNECTION_ID] = MPR_FIELD(struct mpr_connection, id),
	[MPR_A_CONNECTION_INTERFACE_ID] = MPR_FIELD(struct mpr_connection, interface_id),
	[MPR_A_CONNECTION_INTERFACE_TYPE] = MPR_FIELD(struct mpr_connection, interface_type),
	[MPR_A_CONNECTION_IFINDEX] = MPR_FIELD(struct mpr_connection, ifindex),
	[MPR_A_CONNECTION_START_TIME] = MPR_FIELD(struct mpr_connection, start_time),
	[MPR_A_CONNECTION_DURATION] = MPR_FIELD(struct mpr_connection, duration),
	[MPR_A_CONNECTION_FLAGS] = MPR_FIELD(struct mpr_connection, flags),
	[MPR_A_CONNECTION_GUID] = MPR_FIELD(struct mpr_connection, guid),
	[MPR_A_CONNECTION_PORTS] = MPR_FIELD(struct mpr_connection, ports),
	[MPR_A_CONNECTION_END_REASON] = MPR_FIELD(struct mpr_connection, end_reason),
	[MPR_A_CONNECTION_END_CAUSE] = MPR_FIELD(struct mpr_connection, end_cause),
};

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
		if (mpr_field_of(fields, conn, attr))
			continue;
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
		case MPR_A_CONNECTION_ADDRESS:
			add_address(conn, arena, &addresses, attrs, attr);
			break;
		case MPR_A_CONNECTION_STATS:
			mpr_parse_stats(&conn->stats, attr);
			break;
		case MPR_A_CONNECTION_PPP:
			conn->has_ppp = true;
			mpr_fields_of_nest(ppp_fields, &conn->ppp, attr);
			break;
		case MPR_A_CONNECTION_LOCAL_ENDPOINT:
			conn->local_endpoint.family =
				parse_address(conn->local_endpoint.addr, attr);
			break;
		case MPR_A_CONNECTION_REMOTE_ENDPOINT:
			conn->remote_endpoint.family =
				parse_address(conn->remote_endpoint.addr, attr);
			break;
		}
	}
	return arena->failed ? NULL : conn;
}

static const struct mpr_field port_fields[] = {
	[MPR_A_PORT_ID] = MPR_FIELD(struct mpr_port, id),
	[MPR_A_PORT_INTERFACE_ID] = MPR_FIELD(struct mpr_port, interface_id),
	[MPR_A_PORT_CONNECTION_ID] = MPR_FIELD(struct mpr_port, connection_id),
	[MPR_A_PORT_SLOT] = MPR_FIELD(struct mpr_port, slot),
	[MPR_A_PORT_IFINDEX] = MPR_FIELD(struct mpr_port, ifindex),
	[MPR_A_PORT_CONDITION] = MPR_FIELD(struct mpr_port, condition),
	[MPR_A_PORT_CALLS] = MPR_FIELD(struct mpr_port, calls),
	[MPR_A_PORT_DURATION] = MPR_FIELD(struct mpr_port, duration),
};

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
		if (mpr_field_of(port_fields, port, attr))
			continue;
		switch (mpr_attr_type(attr)) {
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
		case MPR_A_PORT_STATS:
			mpr_parse_stats(&port->stats, attr);
			break;
		}
	}
	return arena->failed ? NULL : port;
}
