// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Sending requests and reading answers.
 *
 * A request has a socket of its own while it is under way, so threads do not wait for each other;
 * idle sockets go to a small pool.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "nl.h"

/*
 * Twice what the kernel fills a dump's datagrams up to, and more than any other message of the
 * module's or of nlctrl's, so that nobody has to look first how long the next one is.
 */
#define RX_SIZE 65536
/* A socket that also hears groups could have lost its answer to them. */
#define SHARED_TIMEOUT_MS 10000

int mpr_nl_open(struct mpr *h, unsigned int *code)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };
	int fd = mpr_netns_socket(h, code);
	int one = 1;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		*code = mpr_fail_sys(errno, "bind of a netlink socket");
		close(fd);
		return -1;
	}
	return fd;
}

/* In the child of a fork the pool is the parent's. */
static bool pool_is_ours(const struct mpr *h)
{
	return h->pid == getpid();
}

int mpr_nl_idle_take(struct mpr *h, atomic_int *place)
{
	return pool_is_ours(h) ? atomic_exchange(place, -1) : -1;
}

bool mpr_nl_idle_give(struct mpr *h, atomic_int *place, int fd)
{
	int none = -1;

	return pool_is_ours(h) && atomic_compare_exchange_strong(place, &none, fd);
}

static int pool_take(struct mpr *h)
{
	int i, fd = -1;

	for (i = 0; fd < 0 && i < MPR_NL_POOL; i++)
		fd = mpr_nl_idle_take(h, &h->pool[i]);
	return fd;
}

static void pool_give(struct mpr *h, int fd)
{
	int i;

	for (i = 0; i < MPR_NL_POOL; i++)
		if (mpr_nl_idle_give(h, &h->pool[i], fd))
			return;
	close(fd);
}

ssize_t mpr_nl_recv(int fd, struct mpr_rx *rx, int flags)
{
	struct sockaddr_nl from;
	struct iovec iov;
	struct msghdr hdr = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t len;

	if (!rx->buf)
		rx->buf = malloc(RX_SIZE);
	if (!rx->buf)
		return -ENOMEM;
	iov.iov_base = rx->buf;
	iov.iov_len = RX_SIZE;
	for (;;) {
		hdr.msg_name = &from;
		hdr.msg_namelen = sizeof(from);
		len = recvmsg(fd, &hdr, flags);
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return -errno;
		/* Not from our kernel; what is cut off is as good as lost. */
		if (hdr.msg_flags & MSG_TRUNC)
			return -ENOBUFS;
		if (hdr.msg_namelen == sizeof(from) && from.nl_pid == 0)
			return len;
	}
}

/* A request under way. */
struct transaction {
	struct mpr_msg *msg;
	const struct mpr_call *call;
	uint16_t type;
	uint32_t seq;
	bool dump;
	bool interrupted;
	bool clean;			/* nothing of the answer is left in the socket */
	unsigned int code;		/* of the reply callback */
	int sys;			/* errno of the kernel's */
	struct mpr_extack ext;
};

/* One message; true when the answer is complete. */
static bool take_message(struct transaction *t, const struct nlmsghdr *nlh)
{
	size_t len = mnl_nlmsg_get_payload_len(nlh);
	int error = 0;

	if (nlh->nlmsg_seq != t->seq) {
		if (t->call->other)
			t->call->other(nlh, t->call->data);
		return false;
	}
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		t->interrupted = true;
	switch (nlh->nlmsg_type) {
	case NLMSG_NOOP:
	case NLMSG_OVERRUN:
		return false;
	case NLMSG_ERROR:
		if (len < sizeof(struct nlmsgerr)) {
			t->sys = EBADMSG;
			return true;
		}
		/* fall through */
	case NLMSG_DONE:
		if (len >= sizeof(error))
			memcpy(&error, mnl_nlmsg_get_payload(nlh), sizeof(error));
		/* A dump whose first part found no memory is not over for the kernel. */
		t->clean = !t->dump || nlh->nlmsg_type == NLMSG_DONE;
		t->sys = error < 0 ? -error : 0;
		if (t->sys)
			mpr_extack_parse(nlh, mpr_msg_header(t->msg), t->msg->cmd, &t->ext);
		return true;
	}
	if (nlh->nlmsg_type != t->type || len < sizeof(struct genlmsghdr) || t->code ||
	    !t->call->reply)
		return false;
	t->code = t->call->reply(nlh, t->call->data);
	t->clean = !t->dump;
	/* The rest of a dump would have to be read only to be thrown away. */
	return !t->dump || t->code;
}

/* Datagrams that wait in a socket which also hears groups, so that there is room for the answer. */
static void make_room(int fd, const struct mpr_call *call, struct mpr_rx *rx)
{
	const struct nlmsghdr *nlh;
	ssize_t got;
	int len;

	for (;;) {
		got = mpr_nl_recv(fd, rx, MSG_DONTWAIT);
		if (got == -ENOBUFS && call->other)
			call->other(NULL, call->data);
		if (got == -ENOBUFS)
			continue;
		if (got < 0)
			return;
		len = got;
		for (nlh = (void *)rx->buf; mpr_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len))
			if (call->other)
				call->other(nlh, call->data);
	}
}

/* Sends and reads until the answer is complete: 0, or an errno of our own side. */
static int exchange(int fd, bool shared, struct transaction *t)
{
	struct nlmsghdr *req = mpr_msg_header(t->msg);
	/* There before the request is sent: what it has done must not look as if it had failed. */
	struct mpr_rx rx = { .buf = malloc(RX_SIZE) };
	const struct nlmsghdr *nlh;
	bool complete = false;
	ssize_t got;
	int len;

	if (!rx.buf)
		return ENOMEM;
	req->nlmsg_type = t->type;
	req->nlmsg_seq = t->seq;
	req->nlmsg_flags = NLM_F_REQUEST;
	if (t->dump)
		req->nlmsg_flags |= NLM_F_DUMP;
	else if (!t->call->reply)	/* a reply says as much, and refusals come in any case */
		req->nlmsg_flags |= NLM_F_ACK;
	if (shared)
		make_room(fd, t->call, &rx);
	do {
		got = send(fd, req, req->nlmsg_len, 0);
	} while (got < 0 && errno == EINTR);
	if (got < 0) {
		free(rx.buf);
		return errno;
	}
	while (!complete) {
		struct pollfd pfd = { .fd = fd, .events = POLLIN };

		if (shared) {
			got = poll(&pfd, 1, SHARED_TIMEOUT_MS);
			if (got < 0 && errno == EINTR)
				continue;
			if (got <= 0) {
				got = got ? -errno : -ETIMEDOUT;
				break;
			}
		}
		got = mpr_nl_recv(fd, &rx, 0);
		if (got == -ENOBUFS && shared) {
			if (t->call->other)
				t->call->other(NULL, t->call->data);
			continue;
		}
		if (got < 0)
			break;
		len = got;
		for (nlh = (void *)rx.buf; mpr_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len))
			complete |= take_message(t, nlh);
	}
	free(rx.buf);
	return complete ? 0 : -got;
}

static unsigned int transact(struct mpr *h, int fd, struct transaction *t)
{
	bool pooled = false, shared = fd >= 0;
	unsigned int code;
	int sys;

	if (t->msg->error)
		return mpr_fail(t->msg->error, 0, t->msg->error == ERROR_INVALID_PARAMETER ?
				"the request is too large" : NULL, NULL);
again:
	if (!shared) {
		fd = pool_take(h);
		pooled = fd >= 0;
		if (!pooled)
			fd = mpr_nl_open(h, &code);
		if (fd < 0)
			return code;
	}
	t->clean = false;
	t->interrupted = false;
	t->code = 0;
	t->sys = 0;
	do {
		t->seq = atomic_fetch_add(&h->seq, 1);
	} while (!t->seq);
	sys = exchange(fd, shared, t);
	if (!shared) {
		if (!sys && t->clean && t->sys != EPERM)
			pool_give(h, fd);
		else
			close(fd);
	}
	if (sys)
		return mpr_fail_sys(sys, "netlink");
	/* The kernel also looks at who opened the socket, which may have been before a setuid. */
	if (t->sys == EPERM && pooled)
		goto again;
	if (t->sys)
		return mpr_fail(mpr_errno_code(t->msg->cmd, t->call->noent, t->sys), t->sys,
				t->ext.message, t->ext.attr);
	return t->code;
}

static unsigned int request(struct mpr *h, int fd, struct transaction *t)
{
	bool fresh = false;	/* the number was looked up just now */
	struct mpr_family family;
	unsigned int code;

	for (;;) {
		t->type = atomic_load(&h->family);
		if (!t->type) {
			code = mpr_family_resolve(h, &family);
			if (code)
				return code;
			t->type = family.id;
			fresh = true;
		}
		code = transact(h, fd, t);
		/* What the kernel says when the module of a dump is about to go. */
		if (t->sys == EPROTONOSUPPORT && t->dump && !*t->ext.message)
			return mpr_fail(RPC_S_UNKNOWN_IF, t->sys, NULL, NULL);
		/*
		 * A message of no family gets a bare errno; the module adds a sentence to each of
		 * its own. The number may belong to the family as it was before a reload.
		 */
		if (*t->ext.message || (t->sys != ENOENT && t->sys != EOPNOTSUPP))
			return code;
		/* What was there a moment ago has gone meanwhile. */
		if (fresh)
			return t->sys == ENOENT ?
			       mpr_fail(RPC_S_UNKNOWN_IF, t->sys, NULL, NULL) : code;
		if (mpr_family_resolve(h, &family))
			return mpr_last_error()->code;
		if (family.id == t->type)
			return mpr_fail(code, t->sys, NULL, t->ext.attr);
		fresh = true;
	}
}

unsigned int mpr_nl_do(struct mpr *h, int fd, struct mpr_msg *msg, const struct mpr_call *call)
{
	struct transaction t = { .msg = msg, .call = call };

	return request(h, fd, &t);
}

unsigned int mpr_nl_ctrl(struct mpr *h, struct mpr_msg *msg, const struct mpr_call *call)
{
	struct transaction t = { .msg = msg, .call = call, .type = GENL_ID_CTRL };

	return transact(h, -1, &t);
}

unsigned int mpr_nl_dump(struct mpr *h, struct mpr_msg *msg, const struct mpr_call *call,
			 bool *interrupted)
{
	struct transaction t = { .msg = msg, .call = call, .dump = true };
	unsigned int code = request(h, -1, &t);

	*interrupted = t.interrupted;
	return code == MPR_CALL_STOP ? 0 : code;
}
