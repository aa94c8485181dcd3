// SPDX-License-Identifier: LGPL-2.1-or-later
/* Generated from uapi/mpr.yaml by libmpr/attrnames.py. Do not edit. */
#include "nl.h"

#define MPR_ATTR_SET(name) \
	static const struct mpr_attr_set name##_set = { \
		sizeof(name##_attrs) / sizeof(name##_attrs[0]), name##_attrs \
	}

static const struct mpr_attr_desc device_attrs[] = {
	[MPR_A_DEVICE_INDEX] = { "index", NULL },
	[MPR_A_DEVICE_TYPE] = { "type", NULL },
	[MPR_A_DEVICE_NAME] = { "name", NULL },
	[MPR_A_DEVICE_PHONE] = { "phone", NULL },
	[MPR_A_DEVICE_ALTERNATE] = { "alternate", NULL },
};

MPR_ATTR_SET(device);

static const struct mpr_attr_desc hours_attrs[] = {
	[MPR_A_HOURS_DAY] = { "day", NULL },
	[MPR_A_HOURS_FROM] = { "from", NULL },
	[MPR_A_HOURS_TO] = { "to", NULL },
};

MPR_ATTR_SET(hours);

static const struct mpr_attr_desc interface_attrs[] = {
	[MPR_A_INTERFACE_ID] = { "id", NULL },
	[MPR_A_INTERFACE_NAME] = { "name", NULL },
	[MPR_A_INTERFACE_TYPE] = { "type", NULL },
	[MPR_A_INTERFACE_ORIGIN] = { "origin", NULL },
	[MPR_A_INTERFACE_ENABLED] = { "enabled", NULL },
	[MPR_A_INTERFACE_STATE] = { "state", NULL },
	[MPR_A_INTERFACE_REASONS] = { "reasons", NULL },
	[MPR_A_INTERFACE_LAST_ERROR] = { "last-error", NULL },
	[MPR_A_INTERFACE_DIALER] = { "dialer", NULL },
	[MPR_A_INTERFACE_DEVICE] = { "device", &device_set },
	[MPR_A_INTERFACE_IFINDEX] = { "ifindex", NULL },
	[MPR_A_INTERFACE_IFNAME] = { "ifname", NULL },
	[MPR_A_INTERFACE_CONNECTION_ID] = { "connection-id", NULL },
	[MPR_A_INTERFACE_ATTEMPT_ID] = { "attempt-id", NULL },
	[MPR_A_INTERFACE_REDIALS_LEFT] = { "redials-left", NULL },
	[MPR_A_INTERFACE_CONNECT_TIMEOUT] = { "connect-timeout", NULL },
	[MPR_A_INTERFACE_REDIAL_COUNT] = { "redial-count", NULL },
	[MPR_A_INTERFACE_REDIAL_INTERVAL] = { "redial-interval", NULL },
	[MPR_A_INTERFACE_BACKOFF_FIRST] = { "backoff-first", NULL },
	[MPR_A_INTERFACE_BACKOFF_MAX] = { "backoff-max", NULL },
	[MPR_A_INTERFACE_BACKOFF_LEFT] = { "backoff-left", NULL },
	[MPR_A_INTERFACE_PERSISTENT] = { "persistent", NULL },
	[MPR_A_INTERFACE_HOLD_UP] = { "hold-up", NULL },
	[MPR_A_INTERFACE_HOLD_DOWN] = { "hold-down", NULL },
	[MPR_A_INTERFACE_HOURS] = { "hours", &hours_set },
	[MPR_A_INTERFACE_HOURS_CLEAR] = { "hours-clear", NULL },
	[MPR_A_INTERFACE_CARRIER_UPS] = { "carrier-ups", NULL },
	[MPR_A_INTERFACE_CARRIER_DOWNS] = { "carrier-downs", NULL },
	[MPR_A_INTERFACE_FLAPS_HIDDEN] = { "flaps-hidden", NULL },
	[MPR_A_INTERFACE_CONNECTS] = { "connects", NULL },
	[MPR_A_INTERFACE_FAILURES] = { "failures", NULL },
	[MPR_A_INTERFACE_STATUS] = { "status", NULL },
	[MPR_A_INTERFACE_NOTIFY] = { "notify", NULL },
	[MPR_A_INTERFACE_AFTER] = { "after", NULL },
	[MPR_A_INTERFACE_LEFT] = { "left", NULL },
	[MPR_A_INTERFACE_NO_CLIENTS] = { "no-clients", NULL },
	[MPR_A_INTERFACE_WANT_UP] = { "want-up", NULL },
};

MPR_ATTR_SET(interface);

static const struct mpr_attr_desc address_attrs[] = {
	[MPR_A_ADDRESS_LOCAL] = { "local", NULL },
	[MPR_A_ADDRESS_REMOTE] = { "remote", NULL },
	[MPR_A_ADDRESS_PREFIX_LEN] = { "prefix-len", NULL },
};

MPR_ATTR_SET(address);

static const struct mpr_attr_desc stats_attrs[] = {
	[MPR_A_STATS_RX_BYTES] = { "rx-bytes", NULL },
	[MPR_A_STATS_TX_BYTES] = { "tx-bytes", NULL },
	[MPR_A_STATS_RX_PACKETS] = { "rx-packets", NULL },
	[MPR_A_STATS_TX_PACKETS] = { "tx-packets", NULL },
	[MPR_A_STATS_RX_ERRORS] = { "rx-errors", NULL },
	[MPR_A_STATS_TX_ERRORS] = { "tx-errors", NULL },
	[MPR_A_STATS_CRC_ERRORS] = { "crc-errors", NULL },
	[MPR_A_STATS_FRAME_ERRORS] = { "frame-errors", NULL },
	[MPR_A_STATS_LENGTH_ERRORS] = { "length-errors", NULL },
	[MPR_A_STATS_FIFO_ERRORS] = { "fifo-errors", NULL },
	[MPR_A_STATS_OVER_ERRORS] = { "over-errors", NULL },
};

MPR_ATTR_SET(stats);

static const struct mpr_attr_desc ppp_attrs[] = {
	[MPR_A_PPP_IPCP_ERROR] = { "ipcp-error", NULL },
	[MPR_A_PPP_IPCP_OPTIONS] = { "ipcp-options", NULL },
	[MPR_A_PPP_IPCP_REMOTE_OPTIONS] = { "ipcp-remote-options", NULL },
	[MPR_A_PPP_IPV6CP_ERROR] = { "ipv6cp-error", NULL },
	[MPR_A_PPP_IPV6_LOCAL_ID] = { "ipv6-local-id", NULL },
	[MPR_A_PPP_IPV6_REMOTE_ID] = { "ipv6-remote-id", NULL },
	[MPR_A_PPP_CCP_ERROR] = { "ccp-error", NULL },
	[MPR_A_PPP_CCP_ALGORITHM] = { "ccp-algorithm", NULL },
	[MPR_A_PPP_CCP_OPTIONS] = { "ccp-options", NULL },
	[MPR_A_PPP_CCP_REMOTE_ALGORITHM] = { "ccp-remote-algorithm", NULL },
	[MPR_A_PPP_CCP_REMOTE_OPTIONS] = { "ccp-remote-options", NULL },
	[MPR_A_PPP_LCP_ERROR] = { "lcp-error", NULL },
	[MPR_A_PPP_AUTH_PROTOCOL] = { "auth-protocol", NULL },
	[MPR_A_PPP_AUTH_DATA] = { "auth-data", NULL },
	[MPR_A_PPP_REMOTE_AUTH_PROTOCOL] = { "remote-auth-protocol", NULL },
	[MPR_A_PPP_REMOTE_AUTH_DATA] = { "remote-auth-data", NULL },
	[MPR_A_PPP_LCP_OPTIONS] = { "lcp-options", NULL },
	[MPR_A_PPP_LCP_REMOTE_OPTIONS] = { "lcp-remote-options", NULL },
	[MPR_A_PPP_EAP_TYPE] = { "eap-type", NULL },
	[MPR_A_PPP_REMOTE_EAP_TYPE] = { "remote-eap-type", NULL },
};

MPR_ATTR_SET(ppp);

static const struct mpr_attr_desc connection_attrs[] = {
	[MPR_A_CONNECTION_ID] = { "id", NULL },
	[MPR_A_CONNECTION_INTERFACE_ID] = { "interface-id", NULL },
	[MPR_A_CONNECTION_INTERFACE_NAME] = { "interface-name", NULL },
	[MPR_A_CONNECTION_INTERFACE_TYPE] = { "interface-type", NULL },
	[MPR_A_CONNECTION_IFINDEX] = { "ifindex", NULL },
	[MPR_A_CONNECTION_IFNAME] = { "ifname", NULL },
	[MPR_A_CONNECTION_START_TIME] = { "start-time", NULL },
	[MPR_A_CONNECTION_DURATION] = { "duration", NULL },
	[MPR_A_CONNECTION_FLAGS] = { "flags", NULL },
	[MPR_A_CONNECTION_GUID] = { "guid", NULL },
	[MPR_A_CONNECTION_USER] = { "user", NULL },
	[MPR_A_CONNECTION_DOMAIN] = { "domain", NULL },
	[MPR_A_CONNECTION_REMOTE_COMPUTER] = { "remote-computer", NULL },
	[MPR_A_CONNECTION_ADDRESS] = { "address", &address_set },
	[MPR_A_CONNECTION_STATS] = { "stats", &stats_set },
	[MPR_A_CONNECTION_PPP] = { "ppp", &ppp_set },
	[MPR_A_CONNECTION_PORTS] = { "ports", NULL },
	[MPR_A_CONNECTION_END_REASON] = { "end-reason", NULL },
	[MPR_A_CONNECTION_END_CAUSE] = { "end-cause", NULL },
	[MPR_A_CONNECTION_AFTER] = { "after", NULL },
	[MPR_A_CONNECTION_LEFT] = { "left", NULL },
	[MPR_A_CONNECTION_LOCAL_ENDPOINT] = { "local-endpoint", NULL },
	[MPR_A_CONNECTION_REMOTE_ENDPOINT] = { "remote-endpoint", NULL },
};

MPR_ATTR_SET(connection);

static const struct mpr_attr_desc port_attrs[] = {
	[MPR_A_PORT_ID] = { "id", NULL },
	[MPR_A_PORT_INTERFACE_ID] = { "interface-id", NULL },
	[MPR_A_PORT_CONNECTION_ID] = { "connection-id", NULL },
	[MPR_A_PORT_SLOT] = { "slot", NULL },
	[MPR_A_PORT_NAME] = { "name", NULL },
	[MPR_A_PORT_MEDIA] = { "media", NULL },
	[MPR_A_PORT_DEVICE_TYPE] = { "device-type", NULL },
	[MPR_A_PORT_DEVICE_NAME] = { "device-name", NULL },
	[MPR_A_PORT_IFINDEX] = { "ifindex", NULL },
	[MPR_A_PORT_CONDITION] = { "condition", NULL },
	[MPR_A_PORT_CALLS] = { "calls", NULL },
	[MPR_A_PORT_DURATION] = { "duration", NULL },
	[MPR_A_PORT_STATS] = { "stats", &stats_set },
	[MPR_A_PORT_AFTER] = { "after", NULL },
	[MPR_A_PORT_LEFT] = { "left", NULL },
};

MPR_ATTR_SET(port);

static const struct mpr_attr_desc service_attrs[] = {
	[MPR_A_SERVICE_LAN_ONLY] = { "lan-only", NULL },
	[MPR_A_SERVICE_PAUSED] = { "paused", NULL },
	[MPR_A_SERVICE_UPTIME] = { "uptime", NULL },
	[MPR_A_SERVICE_EPOCH] = { "epoch", NULL },
	[MPR_A_SERVICE_INTERFACES] = { "interfaces", NULL },
	[MPR_A_SERVICE_CONNECTIONS] = { "connections", NULL },
	[MPR_A_SERVICE_ATTEMPTS] = { "attempts", NULL },
	[MPR_A_SERVICE_PORTS] = { "ports", NULL },
	[MPR_A_SERVICE_PORTS_IN_USE] = { "ports-in-use", NULL },
	[MPR_A_SERVICE_MAX_INTERFACES] = { "max-interfaces", NULL },
	[MPR_A_SERVICE_MAX_ATTEMPTS] = { "max-attempts", NULL },
	[MPR_A_SERVICE_JOURNAL_SIZE] = { "journal-size", NULL },
	[MPR_A_SERVICE_JOURNAL_FIRST] = { "journal-first", NULL },
	[MPR_A_SERVICE_JOURNAL_LAST] = { "journal-last", NULL },
	[MPR_A_SERVICE_UTC_OFFSET] = { "utc-offset", NULL },
	[MPR_A_SERVICE_KIND] = { "kind", NULL },
};

MPR_ATTR_SET(service);

static const struct mpr_attr_desc dial_attrs[] = {
	[MPR_A_DIAL_ID] = { "id", NULL },
	[MPR_A_DIAL_REQUEST] = { "request", NULL },
	[MPR_A_DIAL_KIND] = { "kind", NULL },
	[MPR_A_DIAL_INTERFACE] = { "interface", &interface_set },
	[MPR_A_DIAL_CONNECTION_ID] = { "connection-id", NULL },
	[MPR_A_DIAL_TIMEOUT] = { "timeout", NULL },
	[MPR_A_DIAL_TRY] = { "try", NULL },
	[MPR_A_DIAL_STATUS] = { "status", NULL },
	[MPR_A_DIAL_IFINDEX] = { "ifindex", NULL },
	[MPR_A_DIAL_IFNAME] = { "ifname", NULL },
	[MPR_A_DIAL_CONDITION] = { "condition", NULL },
};

MPR_ATTR_SET(dial);

static const struct mpr_attr_desc event_attrs[] = {
	[MPR_A_EVENT_SEQ] = { "seq", NULL },
	[MPR_A_EVENT_TIME] = { "time", NULL },
	[MPR_A_EVENT_BOOT_TIME] = { "boot-time", NULL },
	[MPR_A_EVENT_KIND] = { "kind", NULL },
	[MPR_A_EVENT_OLD_STATE] = { "old-state", NULL },
	[MPR_A_EVENT_INTERFACE] = { "interface", &interface_set },
	[MPR_A_EVENT_CONNECTION] = { "connection", &connection_set },
	[MPR_A_EVENT_PORT] = { "port", &port_set },
	[MPR_A_EVENT_SERVICE] = { "service", &service_set },
	[MPR_A_EVENT_LOST] = { "lost", NULL },
	[MPR_A_EVENT_EPOCH] = { "epoch", NULL },
};

MPR_ATTR_SET(event);

const struct mpr_attr_set *mpr_cmd_attrs(unsigned int cmd)
{
	switch (cmd) {
	case MPR_CMD_INTERFACE_GET:
	case MPR_CMD_INTERFACE_NEW:
	case MPR_CMD_INTERFACE_SET:
	case MPR_CMD_INTERFACE_DEL:
	case MPR_CMD_INTERFACE_CONNECT:
	case MPR_CMD_INTERFACE_DISCONNECT:
	case MPR_CMD_CONNECT_DONE:
		return &interface_set;
	case MPR_CMD_CONNECTION_GET:
	case MPR_CMD_CONNECTION_CLEAR_STATS:
	case MPR_CMD_CONNECTION_HANGUP:
	case MPR_CMD_CONNECTION_IDENTIFY:
		return &connection_set;
	case MPR_CMD_PORT_GET:
		return &port_set;
	case MPR_CMD_SERVICE_GET:
	case MPR_CMD_SERVICE_SET:
		return &service_set;
	case MPR_CMD_JOURNAL_GET:
	case MPR_CMD_CONNECTION_UP:
	case MPR_CMD_CONNECTION_DOWN:
	case MPR_CMD_CONNECTION_CHANGE:
	case MPR_CMD_INTERFACE_ADDED:
	case MPR_CMD_INTERFACE_CHANGED:
	case MPR_CMD_INTERFACE_REMOVED:
	case MPR_CMD_PORT_ADDED:
	case MPR_CMD_PORT_CHANGED:
	case MPR_CMD_PORT_REMOVED:
	case MPR_CMD_SERVICE_CHANGED:
	case MPR_CMD_SERVICE_STOPPED:
		return &event_set;
	case MPR_CMD_DIALER_REGISTER:
	case MPR_CMD_DIAL_ACCEPT:
	case MPR_CMD_DIAL_PROGRESS:
	case MPR_CMD_DIAL_DONE:
	case MPR_CMD_DIAL_READY:
		return &dial_set;
	default:
		return NULL;
	}
}
