// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Requests that grow as attributes are put into them.
 */
#include <stdlib.h>
#include <string.h>

#include "nl.h"

#define MPR_MSG_SIZE 1024

void mpr_msg_init(struct mpr_msg *msg, unsigned int cmd)
{
	struct genlmsghdr *genl;
	struct nlmsghdr *nlh;

	msg->cmd = cmd;
	msg->size = MPR_MSG_SIZE;
	msg->buf = calloc(1, msg->size);
	msg->error = msg->buf ? 0 : ERROR_NOT_ENOUGH_MEMORY;
	if (msg->error)
		return;
	nlh = mnl_nlmsg_put_header(msg->buf);
	nlh->nlmsg_flags = NLM_F_REQUEST;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = MPR_FAMILY_VERSION;
}

void mpr_msg_free(struct mpr_msg *msg)
{
	free(msg->buf);
	msg->buf = NULL;
}

struct nlmsghdr *mpr_msg_header(const struct mpr_msg *msg)
{
	return (struct nlmsghdr *)msg->buf;
}

/* Room for one more attribute of @len bytes. */
static bool reserve(struct mpr_msg *msg, size_t len)
{
	size_t need;
	char *buf;

	if (msg->error)
		return false;
	if (len > UINT16_MAX - MNL_ATTR_HDRLEN) {
		msg->error = ERROR_INVALID_PARAMETER;
		return false;
	}
	need = MNL_ALIGN(mpr_msg_header(msg)->nlmsg_len) + MNL_ATTR_HDRLEN + MNL_ALIGN(len);
	if (need <= msg->size)
		return true;
	buf = realloc(msg->buf, 2 * need);
	if (!buf) {
		msg->error = ERROR_NOT_ENOUGH_MEMORY;
		return false;
	}
	memset(buf + msg->size, 0, 2 * need - msg->size);
	msg->buf = buf;
	msg->size = 2 * need;
	return true;
}

void mpr_put(struct mpr_msg *msg, uint16_t type, const void *data, size_t len)
{
	if (reserve(msg, len))
		mnl_attr_put(mpr_msg_header(msg), type, len, data);
}

void mpr_put_u8(struct mpr_msg *msg, uint16_t type, uint8_t value)
{
	mpr_put(msg, type, &value, sizeof(value));
}

void mpr_put_u16(struct mpr_msg *msg, uint16_t type, uint16_t value)
{
	mpr_put(msg, type, &value, sizeof(value));
}

void mpr_put_u32(struct mpr_msg *msg, uint16_t type, uint32_t value)
{
	mpr_put(msg, type, &value, sizeof(value));
}

void mpr_put_u64(struct mpr_msg *msg, uint16_t type, uint64_t value)
{
	mpr_put(msg, type, &value, sizeof(value));
}

void mpr_put_str(struct mpr_msg *msg, uint16_t type, const char *value)
{
	mpr_put(msg, type, value, strlen(value) + 1);
}

void mpr_put_flag(struct mpr_msg *msg, uint16_t type)
{
	mpr_put(msg, type, "", 0);
}

size_t mpr_nest_begin(struct mpr_msg *msg, uint16_t type)
{
	size_t at;

	if (!reserve(msg, 0))
		return 0;
	at = mpr_msg_header(msg)->nlmsg_len;
	mnl_attr_nest_start(mpr_msg_header(msg), type);
	return at;
}

void mpr_nest_end(struct mpr_msg *msg, size_t nest)
{
	if (msg->error)
		return;
	if (mpr_msg_header(msg)->nlmsg_len - nest > UINT16_MAX) {
		msg->error = ERROR_INVALID_PARAMETER;
		return;
	}
	mnl_attr_nest_end(mpr_msg_header(msg), (struct nlattr *)(msg->buf + nest));
}
