/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel of ../fuzz/seam.h is to answer, put together with libmpr's own requests. */
#ifndef HOST_FRAMES_H
#define HOST_FRAMES_H

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nl.h"
#include "seam.h"

struct frames {
	uint8_t data[8192];
	size_t len;
};

static inline void frame(struct frames *f, uint8_t kind, uint8_t flags, const void *payload,
			 size_t len)
{
	if (f->len + 4 + len > sizeof(f->data))
		abort();
	f->data[f->len++] = kind;
	f->data[f->len++] = flags;
	f->data[f->len++] = len & 0xff;
	f->data[f->len++] = len >> 8;
	if (len)
		memcpy(f->data + f->len, payload, len);
	f->len += len;
}

/* A message of the family that begins with mpr_msg_init(), as a reply or an event; frees it. */
static inline void frame_message(struct frames *f, uint8_t kind, uint8_t flags,
				 struct mpr_msg *msg)
{
	const struct nlmsghdr *nlh = mpr_msg_header(msg);

	frame(f, kind, flags, mnl_nlmsg_get_payload(nlh), mnl_nlmsg_get_payload_len(nlh));
	mpr_msg_free(msg);
}

/* The doorbell rings for a request. */
static inline void frame_bell(struct frames *f, uint32_t id, enum mpr_dial_type type)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_DIAL_READY);
	mpr_put_u32(&msg, MPR_A_DIAL_ID, id);
	mpr_put_u32(&msg, MPR_A_DIAL_REQUEST, type);
	frame_message(f, SEAM_KIND_EVENT, 0, &msg);
}

/* The end of an answer that is no dump: 0, or an errno. */
static inline void frame_ack(struct frames *f, uint8_t error)
{
	frame(f, SEAM_KIND_ERROR, SEAM_FLAG_CAPPED, &error, 1);
}

static inline void frame_done(struct frames *f, uint8_t flags, uint8_t error)
{
	frame(f, SEAM_KIND_DONE, flags, &error, 1);
}

/* The end of an answer (SEAM_KIND_ERROR) or of a dump (SEAM_KIND_DONE) that says why it is one. */
static inline void frame_refusal(struct frames *f, uint8_t kind, uint8_t error, const char *why)
{
	char answer[64] __attribute__((aligned(4))) = "";
	struct nlattr *attr = (struct nlattr *)(answer + 4);
	size_t len = strlen(why) + 1;

	answer[3] = error;
	attr->nla_type = NLMSGERR_ATTR_MSG;
	attr->nla_len = sizeof(*attr) + len;
	memcpy(attr + 1, why, len);
	frame(f, kind, SEAM_FLAG_TLVS | (kind == SEAM_KIND_ERROR ? SEAM_FLAG_CAPPED : 0),
	      answer + 3, 1 + attr->nla_len);
}

/* There is no such thing: as the module says it, where that of a missing family is bare. */
static inline void frame_none(struct frames *f)
{
	frame_refusal(f, SEAM_KIND_ERROR, ENOENT, "there is none");
}

/* The service, with what leads from one run of the module to another. */
static inline void frame_service(struct frames *f, uint64_t epoch, uint64_t journal_last)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_SERVICE_GET);
	mpr_put_u64(&msg, MPR_A_SERVICE_EPOCH, epoch);
	mpr_put_u64(&msg, MPR_A_SERVICE_JOURNAL_LAST, journal_last);
	frame_message(f, 0, SEAM_FLAG_MORE, &msg);
	frame_ack(f, 0);
}

/* recv() fails: datagrams were lost. */
static inline void frame_overrun(struct frames *f)
{
	frame(f, SEAM_KIND_ERRNO, 0, "\1", 1);
}

/* The family @name comes (CTRL_CMD_NEWFAMILY) or goes. */
static inline void frame_news(struct frames *f, uint8_t cmd, const char *name)
{
	char buf[256] __attribute__((aligned(4))) = "";
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = GENL_ID_CTRL;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, name);
	mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID, 0x20);
	frame(f, SEAM_KIND_RAW, 0, nlh, nlh->nlmsg_len);
}

static inline void seam_play(const struct frames *f)
{
	seam_begin(f->data, f->len, 0);
}

#endif /* HOST_FRAMES_H */
