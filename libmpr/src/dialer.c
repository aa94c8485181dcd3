// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The dialer's side of dialling.
 *
 * Requests belong to the socket that accepted them, so one socket carries both the dialer's own
 * requests and the doorbells. A bell that arrives while an answer is awaited is kept, and an
 * eventfd makes the dialer's descriptor, an epoll one that holds both, readable until it is
 * taken.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "list.h"

#define DIALER_RCVBUF (1 << 20)

struct bell {
	uint32_t id;
	enum mpr_dial_type request;
};

struct mpr_dialer {
	struct mpr *h;
	int epfd;
	int fd;
	int efd;
	bool raised;			/* the eventfd is readable */
	bool gone;			/* to be told: the service went */
	bool lost;			/* to be told: bells were lost */
	bool back;			/* the service came back: register again */
	uint16_t family;
	char **kinds;
	unsigned int n_kinds;
	struct bell *bells;
	unsigned int n_bells;
	unsigned int size;
	struct mpr_rx rx;
};

static void add_bell(struct mpr_dialer *dialer, const struct nlmsghdr *nlh)
{
	struct bell *bells;

	if (dialer->n_bells == dialer->size) {
		unsigned int size = dialer->size ? 2 * dialer->size : 16;

		bells = realloc(dialer->bells, size * sizeof(*bells));
		if (!bells) {
			dialer->lost = true;
			return;
		}
		dialer->bells = bells;
		dialer->size = size;
	}
	dialer->bells[dialer->n_bells].id = mpr_msg_u32(nlh, MPR_A_DIAL_ID, 0);
	dialer->bells[dialer->n_bells].request = mpr_msg_u32(nlh, MPR_A_DIAL_REQUEST, 0);
	dialer->n_bells++;
}

static void take_message(const struct nlmsghdr *nlh, void *data)
{
	struct mpr_dialer *dialer = data;
	const struct genlmsghdr *genl;
	struct mpr_family family;

	if (!nlh) {
		dialer->lost = true;
		return;
	}
	switch (mpr_family_news(nlh, &family)) {
	case CTRL_CMD_NEWFAMILY:
		dialer->back = true;
		return;
	case CTRL_CMD_DELFAMILY:
		dialer->gone = true;
		dialer->n_bells = 0;
		return;
	}
	genl = mnl_nlmsg_get_payload(nlh);
	if (nlh->nlmsg_type != dialer->family || mnl_nlmsg_get_payload_len(nlh) < sizeof(*genl))
		return;
	if (genl->cmd == MPR_CMD_DIAL_READY)
		add_bell(dialer, nlh);
}

/* The descriptor is readable while there is something to tell. */
static void update(struct mpr_dialer *dialer)
{
	bool raise = dialer->n_bells || dialer->gone || dialer->lost || dialer->back;
	eventfd_t count;

	if (raise == dialer->raised)
		return;
	if (raise)
		eventfd_write(dialer->efd, 1);
	else
		eventfd_read(dialer->efd, &count);
	dialer->raised = raise;
}

static void put_kinds(struct mpr_dialer *dialer, struct mpr_msg *msg)
{
	unsigned int i;

	for (i = 0; i < dialer->n_kinds; i++)
		mpr_put_str(msg, MPR_A_DIAL_KIND, dialer->kinds[i]);
}

/* Sends a request of the dialer's own. */
static unsigned int dialer_do(struct mpr_dialer *dialer, struct mpr_msg *msg, unsigned int noent)
{
	struct mpr_call call = { .noent = noent, .other = take_message, .data = dialer };
	unsigned int code = mpr_nl_do(dialer->h, dialer->fd, msg, &call);

	mpr_msg_free(msg);
	update(dialer);
	return code;
}

/* Joins the group, then registers: the other way round a bell could ring in between. */
static unsigned int enrol(struct mpr_dialer *dialer)
{
	struct mpr_family family;
	struct mpr_msg msg;
	unsigned int code;
	int err;

	code = mpr_family_resolve(dialer->h, &family);
	if (code)
		return code;
	dialer->family = family.id;
	if (!dialer->n_kinds)
		return 0;
	err = mpr_group_join(dialer->fd, family.groups[MPR_GROUP_DIALERS]);
	if (err)
		return mpr_fail_sys(-err, "joining the multicast group dialers");
	mpr_msg_init(&msg, MPR_CMD_DIALER_REGISTER);
	put_kinds(dialer, &msg);
	return dialer_do(dialer, &msg, ERROR_INVALID_PARAMETER);
}

static unsigned int copy_kinds(struct mpr_dialer *dialer, const char *const *kinds,
			       unsigned int n)
{
	if (!n)
		return 0;
	dialer->kinds = calloc(n, sizeof(*dialer->kinds));
	if (!dialer->kinds)
		return mpr_fail(ERROR_NOT_ENOUGH_MEMORY, 0, NULL, NULL);
	while (dialer->n_kinds < n) {
		dialer->kinds[dialer->n_kinds] = strdup(kinds[dialer->n_kinds]);
		if (!dialer->kinds[dialer->n_kinds])
			return mpr_fail(ERROR_NOT_ENOUGH_MEMORY, 0, NULL, NULL);
		dialer->n_kinds++;
	}
	return 0;
}

static unsigned int open_fds(struct mpr_dialer *dialer)
{
	struct epoll_event ev = { .events = EPOLLIN };
	unsigned int code = 0;
	int size = DIALER_RCVBUF;

	dialer->fd = mpr_nl_open(dialer->h, &code);
	if (dialer->fd < 0)
		return code;
	if (setsockopt(dialer->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(dialer->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	dialer->efd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	dialer->epfd = epoll_create1(EPOLL_CLOEXEC);
	if (dialer->efd < 0 || dialer->epfd < 0 ||
	    epoll_ctl(dialer->epfd, EPOLL_CTL_ADD, dialer->fd, &ev) ||
	    epoll_ctl(dialer->epfd, EPOLL_CTL_ADD, dialer->efd, &ev) ||
	    mpr_group_join(dialer->fd, MPR_NLCTRL_GROUP))
		return mpr_fail_sys(errno, "descriptors of a dialer");
	return 0;
}

unsigned int mpr_dialer_open(struct mpr *h, const char *const *kinds, unsigned int n,
			     struct mpr_dialer **dialer)
{
	struct mpr_dialer *new;
	unsigned int code;

	if (!h || !dialer || (n && !kinds))
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	new = calloc(1, sizeof(*new));
	if (!new)
		return mpr_fail(ERROR_NOT_ENOUGH_MEMORY, 0, NULL, NULL);
	new->h = h;
	new->fd = -1;
	new->efd = -1;
	new->epfd = -1;
	code = copy_kinds(new, kinds, n);
	if (!code)
		code = open_fds(new);
	if (!code)
		code = enrol(new);
	if (code) {
		mpr_dialer_close(new);
		return code;
	}
	*dialer = new;
	return 0;
}

int mpr_dialer_fd(const struct mpr_dialer *dialer)
{
	return dialer ? dialer->epfd : -1;
}

/* Everything that is in the socket. */
static void drain(struct mpr_dialer *dialer)
{
	const struct nlmsghdr *nlh;
	ssize_t got;
	int len;

	for (;;) {
		got = mpr_nl_recv(dialer->fd, &dialer->rx, MSG_DONTWAIT);
		if (got == -ENOBUFS) {
			dialer->lost = true;
			continue;
		}
		if (got < 0)
			return;
		len = got;
		for (nlh = (void *)dialer->rx.buf; mpr_nlmsg_ok(nlh, len);
		     nlh = mnl_nlmsg_next(nlh, &len))
			take_message(nlh, dialer);
	}
}

int mpr_dialer_ring(struct mpr_dialer *dialer, uint32_t *id, enum mpr_dial_type *request)
{
	int ret = 0;

	drain(dialer);
	if (dialer->gone) {
		dialer->gone = false;
		ret = -1;
	} else if (dialer->back) {
		dialer->back = false;
		/* Whoever wants to know why it does not work asks the service. */
		if (!enrol(dialer))
			ret = -2;
	} else if (dialer->lost) {
		dialer->lost = false;
		ret = -2;
	} else if (dialer->n_bells) {
		if (id)
			*id = dialer->bells[0].id;
		if (request)
			*request = dialer->bells[0].request;
		dialer->n_bells--;
		memmove(dialer->bells, dialer->bells + 1,
			dialer->n_bells * sizeof(*dialer->bells));
		ret = 1;
	}
	update(dialer);
	return ret;
}

static void *parse(struct mpr_arena *arena, struct mpr_attrs attrs)
{
	return mpr_parse_dial(arena, attrs);
}

unsigned int mpr_dialer_accept(struct mpr_dialer *dialer, uint32_t id,
			       struct mpr_dial_request **req)
{
	struct mpr_msg msg;
	unsigned int code;
	void *object;

	if (!dialer || !req)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	mpr_msg_init(&msg, MPR_CMD_DIAL_ACCEPT);
	if (id)
		mpr_put_u32(&msg, MPR_A_DIAL_ID, id);
	else
		put_kinds(dialer, &msg);
	code = mpr_get_object(dialer->h, dialer->fd, &msg, ERROR_NO_MORE_ITEMS, take_message,
			      dialer, parse, &object);
	update(dialer);
	if (code)
		return code;
	*req = object;
	if (!(*req)->interface) {
		mpr_free(*req);
		return mpr_fail(ERROR_INVALID_DATA, 0, "a request without an interface", NULL);
	}
	return 0;
}

unsigned int mpr_dialer_progress(struct mpr_dialer *dialer, uint32_t id, uint32_t ifindex,
				 const char *ifname, enum mpr_port_cond condition)
{
	struct mpr_msg msg;

	if (!dialer || !id)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	mpr_msg_init(&msg, MPR_CMD_DIAL_PROGRESS);
	mpr_put_u32(&msg, MPR_A_DIAL_ID, id);
	if (ifindex)
		mpr_put_u32(&msg, MPR_A_DIAL_IFINDEX, ifindex);
	if (ifname)
		mpr_put_str(&msg, MPR_A_DIAL_IFNAME, ifname);
	mpr_put_u32(&msg, MPR_A_DIAL_CONDITION, condition);
	return dialer_do(dialer, &msg, ERROR_INVALID_HANDLE);
}

unsigned int mpr_dialer_done(struct mpr_dialer *dialer, uint32_t id, unsigned int status)
{
	struct mpr_msg msg;

	if (!dialer || !id)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	mpr_msg_init(&msg, MPR_CMD_DIAL_DONE);
	mpr_put_u32(&msg, MPR_A_DIAL_ID, id);
	mpr_put_u32(&msg, MPR_A_DIAL_STATUS, status);
	return dialer_do(dialer, &msg, ERROR_INVALID_HANDLE);
}

void mpr_dialer_close(struct mpr_dialer *dialer)
{
	if (!dialer)
		return;
	if (dialer->fd >= 0)
		close(dialer->fd);
	if (dialer->efd >= 0)
		close(dialer->efd);
	if (dialer->epfd >= 0)
		close(dialer->epfd);
	while (dialer->n_kinds)
		free(dialer->kinds[--dialer->n_kinds]);
	free(dialer->kinds);
	free(dialer->bells);
	free(dialer->rx.buf);
	free(dialer);
}
