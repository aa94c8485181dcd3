// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Which number the kernel gave the family "mpr" and its multicast groups this time.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "attr.h"
#include "nl.h"

static const char *const group_names[MPR_GROUP_MAX] = {
	[MPR_GROUP_CONNECTIONS] = MPR_MCGRP_CONNECTIONS,
	[MPR_GROUP_INTERFACES] = MPR_MCGRP_INTERFACES,
	[MPR_GROUP_PORTS] = MPR_MCGRP_PORTS,
	[MPR_GROUP_SERVICE] = MPR_MCGRP_SERVICE,
	[MPR_GROUP_DIALERS] = MPR_MCGRP_DIALERS,
};

static void parse_group(const struct nlattr *nest, struct mpr_family *family)
{
	const struct nlattr *attr;
	const char *name = NULL;
	uint32_t id = 0;
	size_t len = 0;
	int i;

	mpr_for_each_attr(attr, mpr_attrs_of_nest(nest)) {
		switch (mpr_attr_type(attr)) {
		case CTRL_ATTR_MCAST_GRP_NAME:
			name = mpr_attr_str(attr, &len);
			break;
		case CTRL_ATTR_MCAST_GRP_ID:
			id = mpr_attr_u32(attr);
			break;
		}
	}
	for (i = 0; name && i < MPR_GROUP_MAX; i++) {
		if (strlen(group_names[i]) == len && !memcmp(group_names[i], name, len))
			family->groups[i] = id;
	}
}

unsigned int mpr_family_news(const struct nlmsghdr *nlh, struct mpr_family *family)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr, *group;
	bool ours = false;
	size_t len;

	if (nlh->nlmsg_type != GENL_ID_CTRL || mnl_nlmsg_get_payload_len(nlh) < sizeof(*genl) ||
	    (genl->cmd != CTRL_CMD_NEWFAMILY && genl->cmd != CTRL_CMD_DELFAMILY))
		return 0;
	memset(family, 0, sizeof(*family));
	mpr_for_each_attr(attr, mpr_attrs_of_msg(nlh)) {
		switch (mpr_attr_type(attr)) {
		case CTRL_ATTR_FAMILY_ID:
			family->id = mpr_attr_u16(attr);
			break;
		case CTRL_ATTR_FAMILY_NAME:
			ours = !strncmp(mpr_attr_str(attr, &len), MPR_FAMILY_NAME,
					sizeof(MPR_FAMILY_NAME) - 1) &&
			       len == sizeof(MPR_FAMILY_NAME) - 1;
			break;
		case CTRL_ATTR_MCAST_GROUPS:
			mpr_for_each_attr(group, mpr_attrs_of_nest(attr))
				parse_group(group, family);
			break;
		}
	}
	return ours && family->id ? genl->cmd : 0;
}

static unsigned int family_reply(const struct nlmsghdr *nlh, void *data)
{
	struct mpr_family *family = data;

	return mpr_family_news(nlh, family) == CTRL_CMD_NEWFAMILY ? 0 : ERROR_INVALID_DATA;
}

unsigned int mpr_family_resolve(struct mpr *h, struct mpr_family *family)
{
	struct mpr_call call = {
		.noent = RPC_S_UNKNOWN_IF,
		.reply = family_reply,
		.data = family,
	};
	struct mpr_msg msg;
	unsigned int code;

	memset(family, 0, sizeof(*family));
	mpr_msg_init(&msg, CTRL_CMD_GETFAMILY);
	mpr_put_str(&msg, CTRL_ATTR_FAMILY_NAME, MPR_FAMILY_NAME);
	code = mpr_nl_ctrl(h, &msg, &call);
	mpr_msg_free(&msg);
	if (!code && !family->id)
		code = mpr_fail(RPC_S_UNKNOWN_IF, ENOENT, "the kernel module is not loaded", NULL);
	atomic_store(&h->family, code ? 0 : family->id);
	return code;
}

int mpr_group_join(int fd, uint32_t group)
{
	return setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) ?
	       -errno : 0;
}
