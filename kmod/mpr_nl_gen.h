/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	uapi/mpr.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_MPR_GEN_H
#define _LINUX_MPR_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/mpr.h>

/* Common nested types */
extern const struct nla_policy mpr_device_nl_policy[MPR_A_DEVICE_ALTERNATE + 1];
extern const struct nla_policy mpr_hours_nl_policy[MPR_A_HOURS_TO + 1];
extern const struct nla_policy mpr_ppp_nl_policy[MPR_A_PPP_REMOTE_EAP_TYPE + 1];

extern const struct nla_policy mpr_interface_get_nl_policy[MPR_A_INTERFACE_NO_CLIENTS + 1];

extern const struct nla_policy mpr_interface_new_nl_policy[MPR_A_INTERFACE_HOURS + 1];

extern const struct nla_policy mpr_interface_set_nl_policy[MPR_A_INTERFACE_HOURS_CLEAR + 1];

extern const struct nla_policy mpr_interface_del_nl_policy[MPR_A_INTERFACE_ID + 1];

extern const struct nla_policy mpr_interface_connect_nl_policy[MPR_A_INTERFACE_NOTIFY + 1];

extern const struct nla_policy mpr_interface_disconnect_nl_policy[MPR_A_INTERFACE_ID + 1];

extern const struct nla_policy mpr_connection_get_nl_policy[MPR_A_CONNECTION_AFTER + 1];

extern const struct nla_policy mpr_connection_clear_stats_nl_policy[MPR_A_CONNECTION_ID + 1];

extern const struct nla_policy mpr_connection_hangup_nl_policy[MPR_A_CONNECTION_ID + 1];

extern const struct nla_policy mpr_connection_identify_nl_policy[MPR_A_CONNECTION_REMOTE_ENDPOINT + 1];

extern const struct nla_policy mpr_port_get_nl_policy[MPR_A_PORT_AFTER + 1];

extern const struct nla_policy mpr_service_get_nl_policy[MPR_A_SERVICE_PAD + 1];

extern const struct nla_policy mpr_service_set_nl_policy[MPR_A_SERVICE_UTC_OFFSET + 1];

extern const struct nla_policy mpr_journal_get_nl_policy[MPR_A_EVENT_SEQ + 1];

extern const struct nla_policy mpr_dialer_register_nl_policy[MPR_A_DIAL_KIND + 1];

extern const struct nla_policy mpr_dial_accept_nl_policy[MPR_A_DIAL_KIND + 1];

extern const struct nla_policy mpr_dial_progress_nl_policy[MPR_A_DIAL_CONDITION + 1];

extern const struct nla_policy mpr_dial_done_nl_policy[MPR_A_DIAL_IFNAME + 1];

/* Ops table for mpr */
extern const struct genl_ops mpr_nl_ops[18];

int mpr_nl_interface_get_doit(struct sk_buff *skb, struct genl_info *info);
int mpr_nl_interface_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int mpr_nl_interface_new_doit(struct sk_buff *skb, struct genl_info *info);
int mpr_nl_interface_set_doit(struct sk_buff *skb, struct genl_info *info);
int mpr_nl_interface_del_doit(struct sk_buff *skb, struct genl_info *info);
int mpr_nl_interface_connect_doit(struct sk_buff *skb, struct genl_info *info);
int mpr_nl_interface_disconnect_doit(struct sk_buff *skb,
				     struct genl_info *info);
int mpr_nl_connection_get_doit(struct sk_buff *skb, struct genl_info *info);
int mpr_nl_connection_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int mpr_nl_connection_clear_stats_doit(struct sk_buff *skb,
				       struct genl_info *info);
int mpr_nl_connection_hangup_doit(struct sk_buff *skb, struct genl_info *info);
int mpr_nl_connection_identify_doit(struct sk_buff *skb,
				    struct genl_info *info);
int mpr_nl_port_get_doit(struct sk_buff *skb, struct genl_info *info);
int mpr_nl_port_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int mpr_nl_service_get_doit(struct sk_buff *skb, struct genl_info *info);
int mpr_nl_service_set_doit(struct sk_buff *skb, struct genl_info *info);
int mpr_nl_journal_get_doit(struct sk_buff *skb, struct genl_info *info);
int mpr_nl_journal_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int mpr_nl_dialer_register_doit(struct sk_buff *skb, struct genl_info *info);
int mpr_nl_dial_accept_doit(struct sk_buff *skb, struct genl_info *info);
int mpr_nl_dial_progress_doit(struct sk_buff *skb, struct genl_info *info);
int mpr_nl_dial_done_doit(struct sk_buff *skb, struct genl_info *info);

enum {
	MPR_NLGRP_CONNECTIONS,
	MPR_NLGRP_INTERFACES,
	MPR_NLGRP_PORTS,
	MPR_NLGRP_SERVICE,
	MPR_NLGRP_DIALERS,
};

#endif /* _LINUX_MPR_GEN_H */
