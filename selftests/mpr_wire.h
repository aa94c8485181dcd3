/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The family's wire as it is, for tests of the wire itself: one request, its answer, and what
 * the kernel says about a refusal.
 */
#ifndef SELFTESTS_MPR_WIRE_H
#define SELFTESTS_MPR_WIRE_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/mpr.h>
#include <linux/netlink.h>

#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

enum wire_group {
	WIRE_CONNECTIONS,
	WIRE_INTERFACES,
	WIRE_PORTS,
	WIRE_SERVICE,
	WIRE_DIALERS,
	WIRE_GROUPS,
};

struct wire {
	struct mnl_socket *nl;
	uint32_t portid;
	uint16_t family;
	uint32_t group[WIRE_GROUPS];
	uint32_t seq;
	char req[65536];
	char rsp[65536];
	/* of the last answer */
	const struct nlmsghdr *reply;	/* NULL: none */
	char reply_buf[65536];
	char message[256];
	long offset;			/* of the attribute refused, -1: none named */
	int missing;			/* type of the attribute missing, -1: none */
};

static inline struct nlmsghdr *wire_msg(struct wire *w, uint16_t type, uint8_t cmd, uint16_t flags)
{
	struct nlmsghdr *nlh;
	struct genlmsghdr *genl;

	memset(w->req, 0, sizeof(w->req));
	nlh = mnl_nlmsg_put_header(w->req);
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++w->seq;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;
	return nlh;
}

/* Begins a request of the family. */
static inline struct nlmsghdr *wire_req(struct wire *w, uint8_t cmd)
{
	return wire_msg(w, w->family, cmd, NLM_F_ACK);
}

/* NLMSGERR_ATTR_MISS_TYPE, which headers of Linux before 6.1 have no name for. */
#define WIRE_MISS_TYPE 5

static inline void wire_extack(struct wire *w, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	size_t len = sizeof(*err);
	const struct nlattr *attr;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		len += err->msg.nlmsg_len - NLMSG_HDRLEN;
	mnl_attr_for_each(attr, nlh, len) {
		switch (mnl_attr_get_type(attr)) {
		case NLMSGERR_ATTR_MSG:
			snprintf(w->message, sizeof(w->message), "%s", mnl_attr_get_str(attr));
			break;
		case NLMSGERR_ATTR_OFFS:
			w->offset = mnl_attr_get_u32(attr);
			break;
		case WIRE_MISS_TYPE:
			w->missing = mnl_attr_get_u32(attr);
			break;
		}
	}
}

/* Sends @nlh and takes the answer: 0 or the errno that the kernel gave. */
static inline int wire_do(struct wire *w, const struct nlmsghdr *nlh)
{
	const struct nlmsghdr *rsp;
	ssize_t got;
	int len;

	w->reply = NULL;
	w->message[0] = '\0';
	w->offset = -1;
	w->missing = -1;
	if (mnl_socket_sendto(w->nl, nlh, nlh->nlmsg_len) < 0)
		return errno;
	for (;;) {
		got = mnl_socket_recvfrom(w->nl, w->rsp, sizeof(w->rsp));
		if (got < 0)
			return errno;
		len = got;
		for (rsp = (void *)w->rsp; mnl_nlmsg_ok(rsp, len);
		     rsp = mnl_nlmsg_next(rsp, &len)) {
			if (rsp->nlmsg_seq != nlh->nlmsg_seq)
				continue;
			if (rsp->nlmsg_type == NLMSG_ERROR) {
				const struct nlmsgerr *err = mnl_nlmsg_get_payload(rsp);

				wire_extack(w, rsp);
				return -err->error;
			}
			memcpy(w->reply_buf, rsp, rsp->nlmsg_len);
			w->reply = (void *)w->reply_buf;
		}
	}
}

/* An attribute at the top level of a message, NULL if there is none. */
static inline const struct nlattr *wire_attr(const struct nlmsghdr *nlh, uint16_t type)
{
	const struct nlattr *attr;

	if (nlh)
		mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
			if (mnl_attr_get_type(attr) == type)
				return attr;
	return NULL;
}

static inline uint32_t wire_u32(const struct nlmsghdr *nlh, uint16_t type)
{
	const struct nlattr *attr = wire_attr(nlh, type);

	return attr ? mnl_attr_get_u32(attr) : 0;
}

/* What CTRL_CMD_GETFAMILY says of a multicast group. */
static inline const char *wire_group(const struct nlattr *group, uint32_t *id)
{
	const struct nlattr *attr;
	const char *name = "";

	mnl_attr_for_each_nested(attr, group) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID)
			*id = mnl_attr_get_u32(attr);
		else if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_NAME)
			name = mnl_attr_get_str(attr);
	}
	return name;
}

/* The ids of the groups with these names; those that there are not are left alone. */
static inline void wire_groups(const struct wire *w, const char *const *names, unsigned int n,
			       uint32_t *ids)
{
	const struct nlattr *groups = wire_attr(w->reply, CTRL_ATTR_MCAST_GROUPS), *group;
	const char *name;
	unsigned int i;
	uint32_t id;

	if (!groups)
		return;
	mnl_attr_for_each_nested(group, groups) {
		id = 0;
		name = wire_group(group, &id);
		for (i = 0; i < n; i++)
			if (!strcmp(name, names[i]))
				ids[i] = id;
	}
}

/* Asks for the family; w->reply has the answer. */
static inline int wire_resolve(struct wire *w)
{
	static const char *const names[WIRE_GROUPS] = {
		[WIRE_CONNECTIONS] = "connections", [WIRE_INTERFACES] = "interfaces",
		[WIRE_PORTS] = "ports", [WIRE_SERVICE] = "service", [WIRE_DIALERS] = "dialers",
	};
	struct nlmsghdr *nlh = wire_msg(w, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, NLM_F_ACK);
	int err;

	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, MPR_FAMILY_NAME);
	err = wire_do(w, nlh);
	if (err)
		return err;
	w->family = mnl_attr_get_u16(wire_attr(w->reply, CTRL_ATTR_FAMILY_ID));
	wire_groups(w, names, WIRE_GROUPS, w->group);
	return 0;
}

static inline int wire_join(struct wire *w, enum wire_group group)
{
	return setsockopt(mnl_socket_get_fd(w->nl), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
			  &w->group[group], sizeof(w->group[group])) ? errno : 0;
}

/* NULL if there is no family "mpr". Big: free it with wire_close(). */
static inline struct wire *wire_open(void)
{
	struct wire *w = calloc(1, sizeof(*w));
	int one = 1;

	if (!w)
		return NULL;
	w->nl = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);
	if (w->nl && !mnl_socket_bind(w->nl, 0, MNL_SOCKET_AUTOPID) &&
	    !mnl_socket_setsockopt(w->nl, NETLINK_EXT_ACK, &one, sizeof(one)) &&
	    !mnl_socket_setsockopt(w->nl, NETLINK_CAP_ACK, &one, sizeof(one))) {
		w->portid = mnl_socket_get_portid(w->nl);
		if (!wire_resolve(w))
			return w;
	}
	if (w->nl)
		mnl_socket_close(w->nl);
	free(w);
	return NULL;
}

/* A socket that nothing has been read from yet. */
static inline struct wire *wire_fresh(const struct wire *from)
{
	struct wire *w = calloc(1, sizeof(*w));

	if (!w)
		abort();
	w->nl = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);
	if (!w->nl || mnl_socket_bind(w->nl, 0, MNL_SOCKET_AUTOPID))
		abort();
	w->portid = mnl_socket_get_portid(w->nl);
	w->family = from->family;
	memcpy(w->group, from->group, sizeof(w->group));
	return w;
}

static inline void wire_close(struct wire *w)
{
	mnl_socket_close(w->nl);
	free(w);
}

#endif /* SELFTESTS_MPR_WIRE_H */
