// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Connections: read, clear, hang up, say who is at the other end.
 */
#include "list.h"

static void *parse(struct mpr_arena *arena, struct mpr_attrs attrs)
{
	return mpr_parse_connection(arena, attrs);
}

unsigned int mpr_connection_get(struct mpr *h, uint32_t id, struct mpr_connection **conn)
{
	struct mpr_msg msg;
	void *object;
	unsigned int code;

	if (!h || !conn)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	if (!id)
		return mpr_fail(ERROR_INTERFACE_NOT_CONNECTED, 0,
				"no connection has the number 0", "id");
	mpr_msg_init(&msg, MPR_CMD_CONNECTION_GET);
	mpr_put_u32(&msg, MPR_A_CONNECTION_ID, id);
	code = mpr_get_object(h, -1, &msg, ERROR_INTERFACE_NOT_CONNECTED, NULL, NULL, parse,
			      &object);
	if (!code)
		*conn = object;
	return code;
}

struct cb {
	mpr_connection_cb *cb;
	void *data;
};

static int call_cb(const void *object, void *data)
{
	struct cb *cb = data;

	return cb->cb(object, cb->data);
}

unsigned int mpr_connection_list(struct mpr *h, uint32_t after, uint32_t *left,
				 mpr_connection_cb *cb, void *data)
{
	struct cb user = { .cb = cb, .data = data };
	struct mpr_list list = {
		.cmd = MPR_CMD_CONNECTION_GET,
		.after = MPR_A_CONNECTION_AFTER,
		.left = MPR_A_CONNECTION_LEFT,
		.parse = parse,
		.cb = call_cb,
		.data = &user,
	};

	if (!h || !cb)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	return mpr_list_run(h, &list, after, left);
}

static unsigned int by_id(struct mpr *h, uint32_t id, unsigned int cmd, unsigned int noent)
{
	struct mpr_msg msg;

	if (!h)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	if (!id)
		return mpr_fail(noent, 0, "no connection has the number 0", "id");
	mpr_msg_init(&msg, cmd);
	mpr_put_u32(&msg, MPR_A_CONNECTION_ID, id);
	return mpr_do_simple(h, &msg, noent);
}

unsigned int mpr_connection_clear_stats(struct mpr *h, uint32_t id)
{
	return by_id(h, id, MPR_CMD_CONNECTION_CLEAR_STATS, ERROR_INVALID_PARAMETER);
}

unsigned int mpr_connection_hangup(struct mpr *h, uint32_t id)
{
	return by_id(h, id, MPR_CMD_CONNECTION_HANGUP, ERROR_INTERFACE_NOT_CONNECTED);
}

static void put_ppp(struct mpr_msg *msg, const struct mpr_ppp *ppp)
{
	size_t nest = mpr_nest_begin(msg, MPR_A_CONNECTION_PPP);

	mpr_put_u32(msg, MPR_A_PPP_IPCP_ERROR, ppp->ipcp_error);
	mpr_put_u32(msg, MPR_A_PPP_IPCP_OPTIONS, ppp->ipcp_options);
	mpr_put_u32(msg, MPR_A_PPP_IPCP_REMOTE_OPTIONS, ppp->ipcp_remote_options);
	mpr_put_u32(msg, MPR_A_PPP_IPV6CP_ERROR, ppp->ipv6cp_error);
	mpr_put_u64(msg, MPR_A_PPP_IPV6_LOCAL_ID, ppp->ipv6_local_id);
	mpr_put_u64(msg, MPR_A_PPP_IPV6_REMOTE_ID, ppp->ipv6_remote_id);
	mpr_put_u32(msg, MPR_A_PPP_CCP_ERROR, ppp->ccp_error);
	mpr_put_u32(msg, MPR_A_PPP_CCP_ALGORITHM, ppp->ccp_algorithm);
	mpr_put_u32(msg, MPR_A_PPP_CCP_OPTIONS, ppp->ccp_options);
	mpr_put_u32(msg, MPR_A_PPP_CCP_REMOTE_ALGORITHM, ppp->ccp_remote_algorithm);
	mpr_put_u32(msg, MPR_A_PPP_CCP_REMOTE_OPTIONS, ppp->ccp_remote_options);
	mpr_put_u32(msg, MPR_A_PPP_LCP_ERROR, ppp->lcp_error);
	mpr_put_u32(msg, MPR_A_PPP_AUTH_PROTOCOL, ppp->auth_protocol);
	mpr_put_u32(msg, MPR_A_PPP_AUTH_DATA, ppp->auth_data);
	mpr_put_u32(msg, MPR_A_PPP_REMOTE_AUTH_PROTOCOL, ppp->remote_auth_protocol);
	mpr_put_u32(msg, MPR_A_PPP_REMOTE_AUTH_DATA, ppp->remote_auth_data);
	mpr_put_u32(msg, MPR_A_PPP_LCP_OPTIONS, ppp->lcp_options);
	mpr_put_u32(msg, MPR_A_PPP_LCP_REMOTE_OPTIONS, ppp->lcp_remote_options);
	mpr_put_u32(msg, MPR_A_PPP_EAP_TYPE, ppp->eap_type);
	mpr_put_u32(msg, MPR_A_PPP_REMOTE_EAP_TYPE, ppp->remote_eap_type);
	mpr_nest_end(msg, nest);
}

unsigned int mpr_connection_identify(struct mpr *h, const struct mpr_identity *who)
{
	struct mpr_msg msg;

	if (!h || !who || !!who->id + !!who->interface_id + !!who->ifindex != 1)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	mpr_msg_init(&msg, MPR_CMD_CONNECTION_IDENTIFY);
	if (who->id)
		mpr_put_u32(&msg, MPR_A_CONNECTION_ID, who->id);
	if (who->interface_id)
		mpr_put_u32(&msg, MPR_A_CONNECTION_INTERFACE_ID, who->interface_id);
	if (who->ifindex)
		mpr_put_u32(&msg, MPR_A_CONNECTION_IFINDEX, who->ifindex);
	if (who->flags)
		mpr_put_u32(&msg, MPR_A_CONNECTION_FLAGS, who->flags);
	if (who->user)
		mpr_put_str(&msg, MPR_A_CONNECTION_USER, who->user);
	if (who->domain)
		mpr_put_str(&msg, MPR_A_CONNECTION_DOMAIN, who->domain);
	if (who->remote_computer)
		mpr_put_str(&msg, MPR_A_CONNECTION_REMOTE_COMPUTER, who->remote_computer);
	if (who->ppp)
		put_ppp(&msg, who->ppp);
	if (who->end_reason)
		mpr_put_u32(&msg, MPR_A_CONNECTION_END_REASON, who->end_reason);
	return mpr_do_simple(h, &msg, ERROR_INTERFACE_NOT_CONNECTED);
}
