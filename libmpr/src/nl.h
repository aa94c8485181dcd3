/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Netlink below the native interface: sockets, requests and answers, errors.
 */
#ifndef MPR_SRC_NL_H
#define MPR_SRC_NL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>

#include <mpr.h>
#include <mpr/winerror.h>
#include <mprerror.h>
#include <raserror.h>

#define MPR_NL_POOL 4

/*
 * An open service. There is no lock: the pool is an array of descriptors that threads take out
 * and put back by atomic exchange, everything else is set once.
 */
struct mpr {
	int netns;			/* namespace file of the service */
	dev_t netns_dev;
	ino_t netns_ino;
	pid_t pid;			/* the pool is this process's */
	char name[256];			/* NAME of "netns:NAME", else "" */
	atomic_uint family;		/* id of the family, 0 unknown */
	atomic_uint seq;
	atomic_int pool[MPR_NL_POOL];	/* idle sockets, -1 none */
	atomic_int waiter;		/* the same, but one that connects wait on */
};

/* ---- error.c, extack.c ---- */

/* What the kernel added to an error. */
struct mpr_extack {
	char message[256];
	char attr[64];
};

/* Reads the extended ack of @nlh (NLMSG_ERROR or NLMSG_DONE), the answer to @req. */
void mpr_extack_parse(const struct nlmsghdr *nlh, const struct nlmsghdr *req, unsigned int cmd,
		      struct mpr_extack *ext);

/* Keeps the details for mpr_last_error() and returns @code. @message and @attr may be NULL. */
unsigned int mpr_fail(unsigned int code, int sys, const char *message, const char *attr);
/* The same for a system call of our own that failed with @sys; @what names it. */
unsigned int mpr_fail_sys(int sys, const char *what);
/* What an errno of the kernel means as the answer to @cmd; @noent is the code for ENOENT. */
unsigned int mpr_errno_code(unsigned int cmd, unsigned int noent, int sys);

/* ---- attrnames.c (generated) ---- */

struct mpr_attr_set;
struct mpr_attr_desc {
	const char *name;
	const struct mpr_attr_set *nested;
};

struct mpr_attr_set {
	unsigned int n;
	const struct mpr_attr_desc *attrs;
};

/* The attributes of a command of the family, NULL for an unknown one. */
const struct mpr_attr_set *mpr_cmd_attrs(unsigned int cmd);

/* ---- netns.c ---- */

unsigned int mpr_netns_open(const char *server, struct mpr *h);
/* A netlink socket in the namespace of @h; a code in *@code and -1 if there is none to be had. */
int mpr_netns_socket(struct mpr *h, unsigned int *code);

/* ---- msg.c: requests of any size ---- */

struct mpr_msg {
	char *buf;
	size_t size;
	unsigned int cmd;
	unsigned int error;		/* why the request cannot be built: 8, 87; else 0 */
};

void mpr_msg_init(struct mpr_msg *msg, unsigned int cmd);
void mpr_msg_free(struct mpr_msg *msg);
struct nlmsghdr *mpr_msg_header(const struct mpr_msg *msg);
void mpr_put(struct mpr_msg *msg, uint16_t type, const void *data, size_t len);
void mpr_put_u8(struct mpr_msg *msg, uint16_t type, uint8_t value);
void mpr_put_u16(struct mpr_msg *msg, uint16_t type, uint16_t value);
void mpr_put_u32(struct mpr_msg *msg, uint16_t type, uint32_t value);
void mpr_put_u64(struct mpr_msg *msg, uint16_t type, uint64_t value);
void mpr_put_str(struct mpr_msg *msg, uint16_t type, const char *value);
void mpr_put_flag(struct mpr_msg *msg, uint16_t type);
/* The position to pass to mpr_nest_end(). */
size_t mpr_nest_begin(struct mpr_msg *msg, uint16_t type);
void mpr_nest_end(struct mpr_msg *msg, size_t nest);

/* ---- nl.c ---- */

/* Room for a datagram, made when it is needed and to be freed by the user. */
struct mpr_rx {
	char *buf;
};

/*
 * The next datagram of the kernel's (those of other processes are dropped): its length, or -errno.
 * @flags: MSG_DONTWAIT or 0.
 */
ssize_t mpr_nl_recv(int fd, struct mpr_rx *rx, int flags);

/* As mnl_nlmsg_ok(), which takes a length beyond INT_MAX for a negative one. */
static inline bool mpr_nlmsg_ok(const struct nlmsghdr *nlh, int len)
{
	return mnl_nlmsg_ok(nlh, len) && nlh->nlmsg_len <= (unsigned int)len;
}

/* What to do with the messages of an answer. */
struct mpr_call {
	unsigned int noent;		/* code for ENOENT */
	/* Each message of the answer; nonzero ends the call: a code, or MPR_CALL_STOP. */
	unsigned int (*reply)(const struct nlmsghdr *nlh, void *data);
	/* Messages that arrive meanwhile and are no part of the answer; NULL: some were lost. */
	void (*other)(const struct nlmsghdr *nlh, void *data);
	void *data;
};

#define MPR_CALL_STOP UINT32_MAX

/* A new socket, never of the pool; -1 and a code if there is none to be had. */
int mpr_nl_open(struct mpr *h, unsigned int *code);
/* The idle socket of @place, which is the caller's now; -1 if there is none. */
int mpr_nl_idle_take(struct mpr *h, atomic_int *place);
/* Leaves @fd at @place for the next one; false if there is one, or this is a fork's child. */
bool mpr_nl_idle_give(struct mpr *h, atomic_int *place, int fd);

/*
 * Send the request and read the answer, on a socket of the pool or, with @fd >= 0, on that one.
 * The family is resolved again and the request repeated when the module was reloaded.
 */
unsigned int mpr_nl_do(struct mpr *h, int fd, struct mpr_msg *msg, const struct mpr_call *call);

/* The same for a request to the controller of generic netlink itself. */
unsigned int mpr_nl_ctrl(struct mpr *h, struct mpr_msg *msg, const struct mpr_call *call);

/*
 * A dump. *@interrupted is set when objects came or went meanwhile; MPR_CALL_STOP from the reply
 * ends it early with 0.
 */
unsigned int mpr_nl_dump(struct mpr *h, struct mpr_msg *msg, const struct mpr_call *call,
			 bool *interrupted);

/* ---- family.c ---- */

enum mpr_group {
	MPR_GROUP_CONNECTIONS,
	MPR_GROUP_INTERFACES,
	MPR_GROUP_PORTS,
	MPR_GROUP_SERVICE,
	MPR_GROUP_DIALERS,
	MPR_GROUP_MAX
};

struct mpr_family {
	uint16_t id;
	uint32_t groups[MPR_GROUP_MAX];	/* 0: there is no such group */
};

/* Asks the kernel. Errors: 1717 there is no such family. */
unsigned int mpr_family_resolve(struct mpr *h, struct mpr_family *family);
/*
 * What a message of nlctrl's says about the family: CTRL_CMD_NEWFAMILY (@family filled in),
 * CTRL_CMD_DELFAMILY, or 0 for nothing.
 */
unsigned int mpr_family_news(const struct nlmsghdr *nlh, struct mpr_family *family);
/* The group of nlctrl that tells of families coming and going has a fixed number. */
#define MPR_NLCTRL_GROUP GENL_ID_CTRL
int mpr_group_join(int fd, uint32_t group);

#endif /* MPR_SRC_NL_H */
