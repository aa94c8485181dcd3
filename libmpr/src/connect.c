// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Connecting an interface and waiting for the result.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connect.h"
#include "deadline.h"
#include "parse.h"

unsigned int mpr_connect_open(struct mpr *h, uint32_t id, struct mpr_connect *connect)
{
	unsigned int code = 0;

	connect->id = id;
	connect->done = false;
	connect->fd = mpr_nl_open(h, &code);
	if (connect->fd < 0)
		return code;
	/* The module tells its waiters before it goes; this is for one that cannot. */
	mpr_group_join(connect->fd, MPR_NLCTRL_GROUP);
	return 0;
}

void mpr_connect_close(struct mpr_connect *connect)
{
	if (connect->fd >= 0)
		close(connect->fd);
	connect->fd = -1;
}

/* One that nothing has come to since: what did could be the end of an attempt long over. */
static bool take_idle(struct mpr *h, struct mpr_connect *connect)
{
	char c;

	connect->fd = mpr_nl_idle_take(h, &h->waiter);
	if (connect->fd >= 0 &&
	    (recv(connect->fd, &c, sizeof(c), MSG_PEEK | MSG_DONTWAIT) >= 0 || errno != EAGAIN))
		mpr_connect_close(connect);
	return connect->fd >= 0;
}

/* To be used again when all that was to come to it has. */
static void give_idle(struct mpr *h, struct mpr_connect *connect)
{
	if (connect->fd >= 0 && connect->done && mpr_nl_idle_give(h, &h->waiter, connect->fd))
		connect->fd = -1;
	mpr_connect_close(connect);
}

static void finish(struct mpr_connect *connect, uint32_t status)
{
	if (connect->done)
		return;
	connect->done = true;
	connect->status = status;
}

static void take_done(const struct nlmsghdr *nlh, struct mpr_connect *connect)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

	if (nlh->nlmsg_type == connect->family &&
	    mnl_nlmsg_get_payload_len(nlh) >= sizeof(*genl) &&
	    genl->cmd == MPR_CMD_CONNECT_DONE &&
	    mpr_msg_u32(nlh, MPR_A_INTERFACE_ID, 0) == connect->id)
		finish(connect, mpr_msg_u32(nlh, MPR_A_INTERFACE_STATUS, ERROR_INVALID_DATA));
}

/* A message that is no answer to a request: connect-done, or news of families. */
static void take_news(const struct nlmsghdr *nlh, struct mpr_connect *connect)
{
	struct mpr_family family;

	if (mpr_family_news(nlh, &family) == CTRL_CMD_DELFAMILY)
		finish(connect, ERROR_DDM_NOT_RUNNING);
	else
		take_done(nlh, connect);
}

struct start {
	struct mpr *h;
	struct mpr_connect *connect;
	uint32_t attempt;
	uint32_t status;
};

static unsigned int start_reply(const struct nlmsghdr *nlh, void *data)
{
	struct start *start = data;

	start->attempt = mpr_msg_u32(nlh, MPR_A_INTERFACE_ATTEMPT_ID, 0);
	start->status = mpr_msg_u32(nlh, MPR_A_INTERFACE_STATUS, ERROR_INVALID_DATA);
	return 0;
}

static void start_other(const struct nlmsghdr *nlh, void *data)
{
	struct start *start = data;

	if (!nlh)
		return;
	/*
	 * The end can overtake the answer; the family may have been resolved just now. News of
	 * families is left: a module that goes before the answer is not the one that gives it.
	 */
	start->connect->family = atomic_load(&start->h->family);
	take_done(nlh, start->connect);
}

unsigned int mpr_connect_start(struct mpr *h, struct mpr_connect *connect)
{
	struct start start = { .h = h, .connect = connect,
			       .status = ERROR_INVALID_DATA };
	struct mpr_call call = { .noent = ERROR_INVALID_HANDLE, .reply = start_reply,
				 .other = start_other, .data = &start };
	struct mpr_msg msg;
	unsigned int code;

	mpr_msg_init(&msg, MPR_CMD_INTERFACE_CONNECT);
	mpr_put_u32(&msg, MPR_A_INTERFACE_ID, connect->id);
	if (connect->fd >= 0)
		mpr_put_flag(&msg, MPR_A_INTERFACE_NOTIFY);
	code = mpr_nl_do(h, connect->fd, &msg, &call);
	mpr_msg_free(&msg);
	if (code)
		return code;
	connect->family = atomic_load(&h->family);
	connect->attempt = start.attempt;
	return start.status;
}

int mpr_connect_read(struct mpr_connect *connect)
{
	const struct nlmsghdr *nlh;
	struct mpr_rx rx = { 0 };
	ssize_t got;
	int len;

	do {
		got = mpr_nl_recv(connect->fd, &rx, MSG_DONTWAIT);
		len = got;
		for (nlh = (void *)rx.buf; got > 0 && mpr_nlmsg_ok(nlh, len);
		     nlh = mnl_nlmsg_next(nlh, &len))
			take_news(nlh, connect);
	} while (got >= 0 && !connect->done);
	free(rx.buf);
	return connect->done ? 0 : -got;
}

/* After an overrun, the interface itself tells whether the attempt is over. */
static void look(struct mpr *h, struct mpr_connect *connect)
{
	struct mpr_interface *iface;
	unsigned int code = mpr_interface_get(h, connect->id, &iface);

	if (code) {
		finish(connect, code == RPC_S_UNKNOWN_IF ? ERROR_DDM_NOT_RUNNING : code);
		return;
	}
	if (iface->attempt_id != connect->attempt)
		finish(connect, iface->state == MPR_IF_STATE_CONNECTED ? 0 :
		       iface->last_error ? iface->last_error : ERROR_INTERFACE_DISCONNECTED);
	mpr_free(iface);
}

static unsigned int wait_done(struct mpr *h, struct mpr_connect *connect, int timeout_ms)
{
	struct pollfd pfd = { .fd = connect->fd, .events = POLLIN };
	struct mpr_deadline deadline;
	int err, left;

	mpr_deadline_init(&deadline, timeout_ms < 0 ? INFINITE : (DWORD)timeout_ms);
	while (!connect->done) {
		err = mpr_connect_read(connect);
		if (err == ENOBUFS)
			look(h, connect);
		else if (err && err != EAGAIN)
			return mpr_fail_sys(err, "netlink");
		if (err != EAGAIN)
			continue;
		left = mpr_deadline_left(&deadline);
		if (!left)
			return PENDING;
		if (poll(&pfd, 1, left) < 0 && errno != EINTR)
			return mpr_fail_sys(errno, "poll");
	}
	if (connect->status)
		return mpr_fail(connect->status, 0, mpr_strerror(connect->status), NULL);
	return 0;
}

/* On an idle socket, or on a new one. */
static unsigned int start_on_any(struct mpr *h, struct mpr_connect *connect, bool *idle)
{
	unsigned int code = 0;

	*idle = take_idle(h, connect);
	if (!*idle)
		code = mpr_connect_open(h, connect->id, connect);
	return code ? code : mpr_connect_start(h, connect);
}

unsigned int mpr_interface_connect(struct mpr *h, uint32_t id, int timeout_ms)
{
	struct mpr_connect connect = { .fd = -1, .id = id };
	unsigned int code;
	bool idle;

	if (!h)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	if (!id)
		return mpr_fail(ERROR_INVALID_HANDLE, 0, "no interface has the number 0", "id");
	if (!timeout_ms)
		return mpr_connect_start(h, &connect);
	/* The kernel also looks at who opened the socket, which may have been before a setuid. */
	do {
		mpr_connect_close(&connect);
		code = start_on_any(h, &connect, &idle);
	} while (code == ERROR_ACCESS_DENIED && idle);
	if (code == PENDING)
		code = wait_done(h, &connect, timeout_ms);
	give_idle(h, &connect);
	return code;
}
