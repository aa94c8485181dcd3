// SPDX-License-Identifier: GPL-2.0-only
/* Operations on the service and its journal. */

#include "mpr_nl_gen.h"
#include "mpr_priv.h"

static int mpr_nl_service_send(struct sk_buff *skb, void *hdr, struct genl_info *info,
			       struct mpr_net *mn)
{
	if (mpr_fill_service(skb, mn)) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	return mpr_nl_send(skb, hdr, info);
}

int mpr_nl_service_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mpr_net *mn = mpr_nl_begin(skb, info, 0);
	struct sk_buff *reply;
	int err = -ENOMEM;
	void *hdr;

	if (IS_ERR(mn))
		return PTR_ERR(mn);
	reply = mpr_nl_reply(info, MPR_FILL_SERVICE_SIZE, MPR_CMD_SERVICE_GET, &hdr);
	if (reply)
		err = mpr_nl_service_send(reply, hdr, info, mn);
	return mpr_nl_end(mn, info->extack, err);
}

static int mpr_nl_service_change(struct mpr_net *mn, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct sk_buff *skb;
	void *hdr;
	int err;

	/* What can fail comes first: all or nothing. */
	skb = mpr_nl_reply(info, MPR_FILL_SERVICE_SIZE, MPR_CMD_SERVICE_SET, &hdr);
	if (!skb)
		return -ENOMEM;
	if (attrs[MPR_A_SERVICE_JOURNAL_SIZE]) {
		err = mpr_journal_resize(mn, nla_get_u32(attrs[MPR_A_SERVICE_JOURNAL_SIZE]));
		if (err) {
			nlmsg_free(skb);
			return err;
		}
		mpr_payer_set(mn);
	}
	if (attrs[MPR_A_SERVICE_LAN_ONLY])
		mn->lan_only = nla_get_u8(attrs[MPR_A_SERVICE_LAN_ONLY]);
	if (attrs[MPR_A_SERVICE_PAUSED])
		mn->paused = nla_get_u8(attrs[MPR_A_SERVICE_PAUSED]);
	if (attrs[MPR_A_SERVICE_MAX_INTERFACES])
		mn->max_ifaces = nla_get_u32(attrs[MPR_A_SERVICE_MAX_INTERFACES]);
	if (attrs[MPR_A_SERVICE_MAX_ATTEMPTS])
		mn->max_attempts = nla_get_u32(attrs[MPR_A_SERVICE_MAX_ATTEMPTS]);
	if (attrs[MPR_A_SERVICE_UTC_OFFSET])
		mn->utc_offset = nla_get_s32(attrs[MPR_A_SERVICE_UTC_OFFSET]);
	mpr_event_service(mn, MPR_EVENT_KIND_SERVICE_CHANGE);
	if (attrs[MPR_A_SERVICE_LAN_ONLY] || attrs[MPR_A_SERVICE_PAUSED] ||
	    attrs[MPR_A_SERVICE_UTC_OFFSET])
		mpr_state_refresh_all(mn);
	return mpr_nl_service_send(skb, hdr, info, mn);
}

int mpr_nl_service_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct mpr_net *mn = mpr_nl_begin(skb, info, 0);
	int err;

	if (IS_ERR(mn))
		return PTR_ERR(mn);
	err = mpr_nl_service_change(mn, info);
	return mpr_nl_end(mn, info->extack, err);
}

int mpr_nl_journal_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct mpr_record *rec;
	struct sk_buff *reply;
	struct mpr_net *mn;
	int err = -ENOMEM;
	void *hdr;

	if (GENL_REQ_ATTR_CHECK(info, MPR_A_EVENT_SEQ))
		return -EINVAL;
	mn = mpr_nl_begin(skb, info, 0);
	if (IS_ERR(mn))
		return PTR_ERR(mn);
	rec = mpr_journal_at(mn, nla_get_u64(info->attrs[MPR_A_EVENT_SEQ]));
	if (!rec) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[MPR_A_EVENT_SEQ],
				    "this event is not in the journal");
		err = -ENOENT;
		goto end;
	}
	reply = mpr_nl_reply(info, rec->len, MPR_CMD_JOURNAL_GET, &hdr);
	if (!reply)
		goto end;
	skb_put_data(reply, rec->data, rec->len);
	err = mpr_nl_send(reply, hdr, info);
end:
	return mpr_nl_end(mn, info->extack, err);
}

/**
 * struct mpr_journal_ctx - where a dump of the journal is
 * @seq: number of the last event sent
 * @lost: events that were asked for and are not kept any more, not yet told
 * @begun: @seq is set
 */
struct mpr_journal_ctx {
	u64 seq;
	u64 lost;
	bool begun;
};

static int mpr_journal_row(struct sk_buff *skb, struct netlink_callback *cb,
			   const struct mpr_record *rec, u64 lost)
{
	u32 len = rec ? rec->len : 0;
	void *hdr;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, &mpr_family,
			  NLM_F_MULTI, MPR_CMD_JOURNAL_GET);
	if (!hdr)
		return -EMSGSIZE;
	if ((lost && nla_put_u64_64bit(skb, MPR_A_EVENT_LOST, lost, MPR_A_EVENT_PAD)) ||
	    skb_tailroom(skb) < len) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	if (rec)
		skb_put_data(skb, rec->data, len);
	genlmsg_end(skb, hdr);
	return 0;
}

int mpr_nl_journal_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct mpr_journal_ctx *ctx = (void *)cb->ctx;
	const struct mpr_record *rec;
	const struct nlattr *attr;
	struct mpr_net *mn;
	int err = 0;
	u64 first;

	BUILD_BUG_ON(sizeof(*ctx) > sizeof(cb->ctx));
	mn = mpr_nl_dump_begin(cb);
	if (IS_ERR(mn))
		return PTR_ERR(mn);
	/* The journal only grows at its end: events that come meanwhile are dumped too. */
	cb->seq = 0;
	attr = mpr_nl_dump_attr(cb, MPR_A_EVENT_SEQ);
	if (!ctx->begun && attr)
		ctx->seq = nla_get_u64(attr);
	ctx->begun = true;
	first = mn->journal ? mn->journal_first : mn->seq + 1;
	if (ctx->seq < first - 1) {
		ctx->lost += first - ctx->seq - 1;
		ctx->seq = first - 1;
	}
	while (mn->journal && ctx->seq < mn->seq) {
		rec = mpr_journal_at(mn, ctx->seq + 1);
		if (rec) {
			err = mpr_journal_row(skb, cb, rec, ctx->lost);
			if (err)
				err = mpr_nl_dump_grow(skb) ?:
				      mpr_journal_row(skb, cb, rec, ctx->lost);
			if (err)
				break;
			ctx->lost = 0;
		} else {
			ctx->lost++;
		}
		ctx->seq++;
	}
	/* The newest ones are missing: there is no event to tell it with. */
	if (!err && ctx->lost) {
		err = mpr_journal_row(skb, cb, NULL, ctx->lost);
		if (!err)
			ctx->lost = 0;
	}
	err = mpr_nl_end(mn, cb->extack, err);
	return skb->len ? skb->len : err;
}
