// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	uapi/mpr.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "mpr_nl_gen.h"

#include <uapi/linux/mpr.h>

/* Integer value ranges */
static struct netlink_range_validation mpr_a_interface_connect_timeout_range = {
	.min	= 1ULL,
	.max	= 86400000ULL,
};

static struct netlink_range_validation mpr_a_interface_redial_interval_range = {
	.max	= 86400000ULL,
};

static struct netlink_range_validation mpr_a_interface_backoff_first_range = {
	.max	= 86400000ULL,
};

static struct netlink_range_validation mpr_a_interface_backoff_max_range = {
	.max	= 86400000ULL,
};

static struct netlink_range_validation mpr_a_interface_hold_up_range = {
	.max	= 3600000ULL,
};

static struct netlink_range_validation mpr_a_interface_hold_down_range = {
	.max	= 3600000ULL,
};

static struct netlink_range_validation mpr_a_service_max_interfaces_range = {
	.max	= 1000000ULL,
};

static struct netlink_range_validation mpr_a_service_max_attempts_range = {
	.min	= 1ULL,
	.max	= 1000000ULL,
};

static struct netlink_range_validation mpr_a_service_journal_size_range = {
	.max	= 1000000ULL,
};

static struct netlink_range_validation_signed mpr_a_service_utc_offset_range = {
	.min	= MPR_UTC_OFFSET_MIN,
	.max	= MPR_UTC_OFFSET_MAX,
};

static struct netlink_range_validation mpr_a_dial_status_range = {
	.max	= 65535ULL,
};

static struct netlink_range_validation mpr_a_dial_ifindex_range = {
	.min	= 1ULL,
	.max	= S32_MAX,
};

/* Common nested types */
const struct nla_policy mpr_device_nl_policy[MPR_A_DEVICE_ALTERNATE + 1] = {
	[MPR_A_DEVICE_INDEX] = NLA_POLICY_RANGE(NLA_U32, 1, MPR_DEVICES_MAX),
	[MPR_A_DEVICE_TYPE] = { .type = NLA_NUL_STRING, .len = MPR_DEVICE_TYPE_MAX, },
	[MPR_A_DEVICE_NAME] = { .type = NLA_NUL_STRING, .len = MPR_DEVICE_NAME_MAX, },
	[MPR_A_DEVICE_PHONE] = { .type = NLA_NUL_STRING, .len = MPR_DEVICE_NAME_MAX, },
	[MPR_A_DEVICE_ALTERNATE] = { .type = NLA_STRING, .len = MPR_DEVICE_NAME_MAX, },
};

const struct nla_policy mpr_hours_nl_policy[MPR_A_HOURS_TO + 1] = {
	[MPR_A_HOURS_DAY] = NLA_POLICY_MAX(NLA_U8, 6),
	[MPR_A_HOURS_FROM] = NLA_POLICY_MAX(NLA_U16, 1439),
	[MPR_A_HOURS_TO] = NLA_POLICY_RANGE(NLA_U16, 1, 1440),
};

const struct nla_policy mpr_ppp_nl_policy[MPR_A_PPP_REMOTE_EAP_TYPE + 1] = {
	[MPR_A_PPP_IPCP_ERROR] = { .type = NLA_U32, },
	[MPR_A_PPP_IPCP_OPTIONS] = { .type = NLA_U32, },
	[MPR_A_PPP_IPCP_REMOTE_OPTIONS] = { .type = NLA_U32, },
	[MPR_A_PPP_IPV6CP_ERROR] = { .type = NLA_U32, },
	[MPR_A_PPP_IPV6_LOCAL_ID] = { .type = NLA_U64, },
	[MPR_A_PPP_IPV6_REMOTE_ID] = { .type = NLA_U64, },
	[MPR_A_PPP_CCP_ERROR] = { .type = NLA_U32, },
	[MPR_A_PPP_CCP_ALGORITHM] = { .type = NLA_U32, },
	[MPR_A_PPP_CCP_OPTIONS] = { .type = NLA_U32, },
	[MPR_A_PPP_CCP_REMOTE_ALGORITHM] = { .type = NLA_U32, },
	[MPR_A_PPP_CCP_REMOTE_OPTIONS] = { .type = NLA_U32, },
	[MPR_A_PPP_LCP_ERROR] = { .type = NLA_U32, },
	[MPR_A_PPP_AUTH_PROTOCOL] = { .type = NLA_U32, },
	[MPR_A_PPP_AUTH_DATA] = { .type = NLA_U32, },
	[MPR_A_PPP_REMOTE_AUTH_PROTOCOL] = { .type = NLA_U32, },
	[MPR_A_PPP_REMOTE_AUTH_DATA] = { .type = NLA_U32, },
	[MPR_A_PPP_LCP_OPTIONS] = { .type = NLA_U32, },
	[MPR_A_PPP_LCP_REMOTE_OPTIONS] = { .type = NLA_U32, },
	[MPR_A_PPP_EAP_TYPE] = { .type = NLA_U32, },
	[MPR_A_PPP_REMOTE_EAP_TYPE] = { .type = NLA_U32, },
};

/* MPR_CMD_INTERFACE_GET - do */
const struct nla_policy mpr_interface_get_nl_policy[MPR_A_INTERFACE_NO_CLIENTS + 1] = {
	[MPR_A_INTERFACE_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[MPR_A_INTERFACE_NAME] = { .type = NLA_NUL_STRING, .len = MPR_NAME_MAX, },
	[MPR_A_INTERFACE_NO_CLIENTS] = { .type = NLA_FLAG, },
	[MPR_A_INTERFACE_AFTER] = { .type = NLA_U32, },
};

/* MPR_CMD_INTERFACE_NEW - do */
const struct nla_policy mpr_interface_new_nl_policy[MPR_A_INTERFACE_HOURS + 1] = {
	[MPR_A_INTERFACE_NAME] = { .type = NLA_NUL_STRING, .len = MPR_NAME_MAX, },
	[MPR_A_INTERFACE_TYPE] = NLA_POLICY_MAX(NLA_U32, 7),
	[MPR_A_INTERFACE_ENABLED] = NLA_POLICY_MAX(NLA_U8, 1),
	[MPR_A_INTERFACE_DIALER] = { .type = NLA_NUL_STRING, .len = MPR_KIND_MAX, },
	[MPR_A_INTERFACE_DEVICE] = NLA_POLICY_NESTED(mpr_device_nl_policy),
	[MPR_A_INTERFACE_CONNECT_TIMEOUT] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_interface_connect_timeout_range),
	[MPR_A_INTERFACE_REDIAL_COUNT] = { .type = NLA_U32, },
	[MPR_A_INTERFACE_REDIAL_INTERVAL] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_interface_redial_interval_range),
	[MPR_A_INTERFACE_BACKOFF_FIRST] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_interface_backoff_first_range),
	[MPR_A_INTERFACE_BACKOFF_MAX] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_interface_backoff_max_range),
	[MPR_A_INTERFACE_PERSISTENT] = NLA_POLICY_MAX(NLA_U8, 1),
	[MPR_A_INTERFACE_HOLD_UP] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_interface_hold_up_range),
	[MPR_A_INTERFACE_HOLD_DOWN] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_interface_hold_down_range),
	[MPR_A_INTERFACE_HOURS] = NLA_POLICY_NESTED(mpr_hours_nl_policy),
};

/* MPR_CMD_INTERFACE_SET - do */
const struct nla_policy mpr_interface_set_nl_policy[MPR_A_INTERFACE_HOURS_CLEAR + 1] = {
	[MPR_A_INTERFACE_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[MPR_A_INTERFACE_ENABLED] = NLA_POLICY_MAX(NLA_U8, 1),
	[MPR_A_INTERFACE_DIALER] = { .type = NLA_NUL_STRING, .len = MPR_KIND_MAX, },
	[MPR_A_INTERFACE_DEVICE] = NLA_POLICY_NESTED(mpr_device_nl_policy),
	[MPR_A_INTERFACE_CONNECT_TIMEOUT] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_interface_connect_timeout_range),
	[MPR_A_INTERFACE_REDIAL_COUNT] = { .type = NLA_U32, },
	[MPR_A_INTERFACE_REDIAL_INTERVAL] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_interface_redial_interval_range),
	[MPR_A_INTERFACE_BACKOFF_FIRST] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_interface_backoff_first_range),
	[MPR_A_INTERFACE_BACKOFF_MAX] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_interface_backoff_max_range),
	[MPR_A_INTERFACE_PERSISTENT] = NLA_POLICY_MAX(NLA_U8, 1),
	[MPR_A_INTERFACE_HOLD_UP] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_interface_hold_up_range),
	[MPR_A_INTERFACE_HOLD_DOWN] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_interface_hold_down_range),
	[MPR_A_INTERFACE_HOURS] = NLA_POLICY_NESTED(mpr_hours_nl_policy),
	[MPR_A_INTERFACE_HOURS_CLEAR] = { .type = NLA_FLAG, },
};

/* MPR_CMD_INTERFACE_DEL - do */
const struct nla_policy mpr_interface_del_nl_policy[MPR_A_INTERFACE_ID + 1] = {
	[MPR_A_INTERFACE_ID] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* MPR_CMD_INTERFACE_CONNECT - do */
const struct nla_policy mpr_interface_connect_nl_policy[MPR_A_INTERFACE_NOTIFY + 1] = {
	[MPR_A_INTERFACE_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[MPR_A_INTERFACE_NOTIFY] = { .type = NLA_FLAG, },
};

/* MPR_CMD_INTERFACE_DISCONNECT - do */
const struct nla_policy mpr_interface_disconnect_nl_policy[MPR_A_INTERFACE_ID + 1] = {
	[MPR_A_INTERFACE_ID] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* MPR_CMD_CONNECTION_GET - do */
const struct nla_policy mpr_connection_get_nl_policy[MPR_A_CONNECTION_AFTER + 1] = {
	[MPR_A_CONNECTION_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[MPR_A_CONNECTION_AFTER] = { .type = NLA_U32, },
};

/* MPR_CMD_CONNECTION_CLEAR_STATS - do */
const struct nla_policy mpr_connection_clear_stats_nl_policy[MPR_A_CONNECTION_ID + 1] = {
	[MPR_A_CONNECTION_ID] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* MPR_CMD_CONNECTION_HANGUP - do */
const struct nla_policy mpr_connection_hangup_nl_policy[MPR_A_CONNECTION_ID + 1] = {
	[MPR_A_CONNECTION_ID] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* MPR_CMD_CONNECTION_IDENTIFY - do */
const struct nla_policy mpr_connection_identify_nl_policy[MPR_A_CONNECTION_REMOTE_ENDPOINT + 1] = {
	[MPR_A_CONNECTION_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[MPR_A_CONNECTION_INTERFACE_ID] = { .type = NLA_U32, },
	[MPR_A_CONNECTION_IFINDEX] = { .type = NLA_U32, },
	[MPR_A_CONNECTION_FLAGS] = NLA_POLICY_MASK(NLA_U32, 0x3f),
	[MPR_A_CONNECTION_USER] = { .type = NLA_NUL_STRING, .len = MPR_USER_MAX, },
	[MPR_A_CONNECTION_DOMAIN] = { .type = NLA_NUL_STRING, .len = MPR_DOMAIN_MAX, },
	[MPR_A_CONNECTION_REMOTE_COMPUTER] = { .type = NLA_NUL_STRING, .len = MPR_COMPUTER_MAX, },
	[MPR_A_CONNECTION_PPP] = NLA_POLICY_NESTED(mpr_ppp_nl_policy),
	[MPR_A_CONNECTION_END_REASON] = { .type = NLA_U32, },
	[MPR_A_CONNECTION_LOCAL_ENDPOINT] = { .type = NLA_BINARY, },
	[MPR_A_CONNECTION_REMOTE_ENDPOINT] = { .type = NLA_BINARY, },
};

/* MPR_CMD_PORT_GET - do */
const struct nla_policy mpr_port_get_nl_policy[MPR_A_PORT_AFTER + 1] = {
	[MPR_A_PORT_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[MPR_A_PORT_AFTER] = { .type = NLA_U32, },
	[MPR_A_PORT_CONNECTION_ID] = { .type = NLA_U32, },
};

/* MPR_CMD_SERVICE_GET - do */
const struct nla_policy mpr_service_get_nl_policy[MPR_A_SERVICE_PAD + 1] = {
};

/* MPR_CMD_SERVICE_SET - do */
const struct nla_policy mpr_service_set_nl_policy[MPR_A_SERVICE_UTC_OFFSET + 1] = {
	[MPR_A_SERVICE_LAN_ONLY] = NLA_POLICY_MAX(NLA_U8, 1),
	[MPR_A_SERVICE_PAUSED] = NLA_POLICY_MAX(NLA_U8, 1),
	[MPR_A_SERVICE_MAX_INTERFACES] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_service_max_interfaces_range),
	[MPR_A_SERVICE_MAX_ATTEMPTS] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_service_max_attempts_range),
	[MPR_A_SERVICE_JOURNAL_SIZE] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_service_journal_size_range),
	[MPR_A_SERVICE_UTC_OFFSET] = NLA_POLICY_FULL_RANGE_SIGNED(NLA_S32, &mpr_a_service_utc_offset_range),
};

/* MPR_CMD_JOURNAL_GET - do */
const struct nla_policy mpr_journal_get_nl_policy[MPR_A_EVENT_SEQ + 1] = {
	[MPR_A_EVENT_SEQ] = { .type = NLA_U64, },
};

/* MPR_CMD_DIALER_REGISTER - do */
const struct nla_policy mpr_dialer_register_nl_policy[MPR_A_DIAL_KIND + 1] = {
	[MPR_A_DIAL_KIND] = { .type = NLA_STRING, .len = MPR_KIND_MAX, },
};

/* MPR_CMD_DIAL_ACCEPT - do */
const struct nla_policy mpr_dial_accept_nl_policy[MPR_A_DIAL_KIND + 1] = {
	[MPR_A_DIAL_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[MPR_A_DIAL_KIND] = { .type = NLA_STRING, .len = MPR_KIND_MAX, },
};

/* MPR_CMD_DIAL_PROGRESS - do */
const struct nla_policy mpr_dial_progress_nl_policy[MPR_A_DIAL_CONDITION + 1] = {
	[MPR_A_DIAL_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[MPR_A_DIAL_IFINDEX] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_dial_ifindex_range),
	[MPR_A_DIAL_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[MPR_A_DIAL_CONDITION] = NLA_POLICY_MAX(NLA_U32, 6),
};

/* MPR_CMD_DIAL_DONE - do */
const struct nla_policy mpr_dial_done_nl_policy[MPR_A_DIAL_IFNAME + 1] = {
	[MPR_A_DIAL_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[MPR_A_DIAL_STATUS] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_dial_status_range),
	[MPR_A_DIAL_IFINDEX] = NLA_POLICY_FULL_RANGE(NLA_U32, &mpr_a_dial_ifindex_range),
	[MPR_A_DIAL_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* Ops table for mpr */
const struct genl_ops mpr_nl_ops[18] = {
	{
		.cmd		= MPR_CMD_INTERFACE_GET,
		.doit		= mpr_nl_interface_get_doit,
		.dumpit		= mpr_nl_interface_get_dumpit,
		.policy		= mpr_interface_get_nl_policy,
		.maxattr	= MPR_A_INTERFACE_NO_CLIENTS,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MPR_CMD_INTERFACE_NEW,
		.doit		= mpr_nl_interface_new_doit,
		.policy		= mpr_interface_new_nl_policy,
		.maxattr	= MPR_A_INTERFACE_HOURS,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MPR_CMD_INTERFACE_SET,
		.doit		= mpr_nl_interface_set_doit,
		.policy		= mpr_interface_set_nl_policy,
		.maxattr	= MPR_A_INTERFACE_HOURS_CLEAR,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MPR_CMD_INTERFACE_DEL,
		.doit		= mpr_nl_interface_del_doit,
		.policy		= mpr_interface_del_nl_policy,
		.maxattr	= MPR_A_INTERFACE_ID,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MPR_CMD_INTERFACE_CONNECT,
		.doit		= mpr_nl_interface_connect_doit,
		.policy		= mpr_interface_connect_nl_policy,
		.maxattr	= MPR_A_INTERFACE_NOTIFY,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MPR_CMD_INTERFACE_DISCONNECT,
		.doit		= mpr_nl_interface_disconnect_doit,
		.policy		= mpr_interface_disconnect_nl_policy,
		.maxattr	= MPR_A_INTERFACE_ID,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MPR_CMD_CONNECTION_GET,
		.doit		= mpr_nl_connection_get_doit,
		.dumpit		= mpr_nl_connection_get_dumpit,
		.policy		= mpr_connection_get_nl_policy,
		.maxattr	= MPR_A_CONNECTION_AFTER,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MPR_CMD_CONNECTION_CLEAR_STATS,
		.doit		= mpr_nl_connection_clear_stats_doit,
		.policy		= mpr_connection_clear_stats_nl_policy,
		.maxattr	= MPR_A_CONNECTION_ID,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MPR_CMD_CONNECTION_HANGUP,
		.doit		= mpr_nl_connection_hangup_doit,
		.policy		= mpr_connection_hangup_nl_policy,
		.maxattr	= MPR_A_CONNECTION_ID,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MPR_CMD_CONNECTION_IDENTIFY,
		.doit		= mpr_nl_connection_identify_doit,
		.policy		= mpr_connection_identify_nl_policy,
		.maxattr	= MPR_A_CONNECTION_REMOTE_ENDPOINT,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MPR_CMD_PORT_GET,
		.doit		= mpr_nl_port_get_doit,
		.dumpit		= mpr_nl_port_get_dumpit,
		.policy		= mpr_port_get_nl_policy,
		.maxattr	= MPR_A_PORT_AFTER,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MPR_CMD_SERVICE_GET,
		.doit		= mpr_nl_service_get_doit,
		.policy		= mpr_service_get_nl_policy,
		.maxattr	= MPR_A_SERVICE_PAD,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MPR_CMD_SERVICE_SET,
		.doit		= mpr_nl_service_set_doit,
		.policy		= mpr_service_set_nl_policy,
		.maxattr	= MPR_A_SERVICE_UTC_OFFSET,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MPR_CMD_JOURNAL_GET,
		.doit		= mpr_nl_journal_get_doit,
		.dumpit		= mpr_nl_journal_get_dumpit,
		.policy		= mpr_journal_get_nl_policy,
		.maxattr	= MPR_A_EVENT_SEQ,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MPR_CMD_DIALER_REGISTER,
		.doit		= mpr_nl_dialer_register_doit,
		.policy		= mpr_dialer_register_nl_policy,
		.maxattr	= MPR_A_DIAL_KIND,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MPR_CMD_DIAL_ACCEPT,
		.doit		= mpr_nl_dial_accept_doit,
		.policy		= mpr_dial_accept_nl_policy,
		.maxattr	= MPR_A_DIAL_KIND,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MPR_CMD_DIAL_PROGRESS,
		.doit		= mpr_nl_dial_progress_doit,
		.policy		= mpr_dial_progress_nl_policy,
		.maxattr	= MPR_A_DIAL_CONDITION,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= MPR_CMD_DIAL_DONE,
		.doit		= mpr_nl_dial_done_doit,
		.policy		= mpr_dial_done_nl_policy,
		.maxattr	= MPR_A_DIAL_IFNAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
};
