// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Connection notification: a registration is a netlink socket in the event that has joined the
 * multicast group "connections". It also hears nlctrl, so that it joins again when the module has
 * been reloaded.
 *
 * Its key in the event is the server's address, which no other source has while it is registered.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "admin_notify.h"
#include "event.h"

struct registration {
	struct mpr_event_source src;
	uint16_t family;
	struct mpr_rx rx;
};

static struct registration *to_registration(struct mpr_event_source *src)
{
	/* The source is the first member. */
	return (struct registration *)src;
}

/* True when a message is a reason to look what has changed. */
static bool take_message(struct registration *reg, const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	struct mpr_family family;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*genl))
		return false;
	switch (mpr_family_news(nlh, &family)) {
	case CTRL_CMD_NEWFAMILY:
		/* What connected before this is in force cannot be told apart from nothing. */
		reg->family = family.id;
		mpr_group_join(reg->src.fd, family.groups[MPR_GROUP_CONNECTIONS]);
		return true;
	case CTRL_CMD_DELFAMILY:
		return true;
	}
	if (nlh->nlmsg_type != reg->family)
		return false;
	return genl->cmd == MPR_CMD_CONNECTION_UP || genl->cmd == MPR_CMD_CONNECTION_DOWN ||
	       genl->cmd == MPR_CMD_SERVICE_STOPPED;
}

static int registration_drain(struct mpr_event_source *src, bool *signal)
{
	struct registration *reg = to_registration(src);
	const struct nlmsghdr *nlh;
	ssize_t got;
	int len;

	for (;;) {
		got = mpr_nl_recv(src->fd, &reg->rx, MSG_DONTWAIT);
		if (got == -EAGAIN)
			return 0;
		if (got < 0) {
			/* Something was lost, which can only mean that there was something. */
			*signal = true;
			if (got == -ENOBUFS)
				continue;
			return got != -ENOMEM;
		}
		len = got;
		for (nlh = (void *)reg->rx.buf; mpr_nlmsg_ok(nlh, len);
		     nlh = mnl_nlmsg_next(nlh, &len))
			*signal |= take_message(reg, nlh);
	}
}

static void registration_free(struct registration *reg)
{
	if (reg->src.fd >= 0)
		close(reg->src.fd);
	free(reg->rx.buf);
	free(reg);
}

static void registration_release(struct mpr_event_source *src)
{
	registration_free(to_registration(src));
}

static DWORD listen_for_connections(struct mpr_server *srv, struct registration *reg)
{
	struct mpr_family family;
	DWORD code;
	int err;

	reg->src.fd = mpr_nl_open(srv->h, &code);
	if (reg->src.fd < 0)
		return code;
	/* First, so that a reload in the middle of this is seen. */
	err = mpr_group_join(reg->src.fd, MPR_NLCTRL_GROUP);
	if (err)
		return mpr_fail_sys(-err, "joining the group of nlctrl");
	code = mpr_family_resolve(srv->h, &family);
	if (code)
		return mpr_admin_code(code, MPR_DDM);
	reg->family = family.id;
	err = mpr_group_join(reg->src.fd, family.groups[MPR_GROUP_CONNECTIONS]);
	return err ? mpr_fail_sys(-err, "joining the multicast group connections") : NO_ERROR;
}

static DWORD registration_new(struct mpr_server *srv, struct registration **reg)
{
	struct registration *new = calloc(1, sizeof(*new));
	DWORD code;

	if (!new)
		return ERROR_NOT_ENOUGH_MEMORY;
	new->src.fd = -1;
	new->src.key = (uintptr_t)srv;
	new->src.drain = registration_drain;
	new->src.release = registration_release;
	code = listen_for_connections(srv, new);
	if (code)
		registration_free(new);
	else
		*reg = new;
	return code;
}

/* Room for one more event; those that were closed since are forgotten first. */
static bool make_room(struct mpr_server *srv)
{
	unsigned int i, n = 0, size;
	struct mpr_event_object *event;
	HANDLE *events;

	if (srv->n_events < srv->size)
		return true;
	for (i = 0; i < srv->n_events; i++) {
		event = mpr_event_get(srv->events[i]);
		if (!event)
			continue;
		mpr_event_put(event);
		srv->events[n++] = srv->events[i];
	}
	srv->n_events = n;
	if (n <= srv->size / 2 && n < srv->size)
		return true;
	size = srv->size ? 2 * srv->size : 8;
	events = realloc(srv->events, size * sizeof(*events));
	if (!events)
		return false;
	srv->events = events;
	srv->size = size;
	return true;
}

static DWORD attach(struct mpr_server *srv, HANDLE handle, struct mpr_event_object *event,
		    struct registration *reg)
{
	DWORD code;

	pthread_mutex_lock(&srv->lock);
	if (srv->closed)
		code = RPC_S_INVALID_BINDING;
	else if (!make_room(srv))
		code = ERROR_NOT_ENOUGH_MEMORY;
	else
		code = mpr_event_attach(event, &reg->src);
	if (!code)
		srv->events[srv->n_events++] = handle;
	pthread_mutex_unlock(&srv->lock);
	return code;
}

static DWORD do_register(struct mpr_server *srv, HANDLE handle)
{
	struct registration *reg;
	struct mpr_event_object *event;
	DWORD code = mpr_admin_check(srv, MPR_DDM);

	if (code)
		return code;
	event = mpr_event_get(handle);
	if (!event)
		return ERROR_INVALID_PARAMETER;
	code = mpr_event_has(event, (uintptr_t)srv) ? ERROR_ALREADY_EXISTS :
	       registration_new(srv, &reg);
	if (!code) {
		code = attach(srv, handle, event, reg);
		if (code)
			registration_free(reg);
	}
	mpr_event_put(event);
	/* Twice is success and one signal; an event that was closed meanwhile is none. */
	if (code == ERROR_ALREADY_EXISTS)
		return NO_ERROR;
	return code == ERROR_INVALID_HANDLE ? ERROR_INVALID_PARAMETER : code;
}

DWORD MprAdminRegisterConnectionNotification(MPR_SERVER_HANDLE hMprServer,
					     HANDLE hEventNotification)
{
	struct mpr_server *srv;
	DWORD code = mpr_admin_begin(hMprServer, &srv);

	if (code)
		return code;
	code = do_register(srv, hEventNotification);
	mpr_admin_end(srv);
	return code;
}

static void forget(struct mpr_server *srv, HANDLE handle)
{
	unsigned int i;

	for (i = 0; i < srv->n_events; i++) {
		if (srv->events[i] == handle) {
			srv->events[i] = srv->events[--srv->n_events];
			return;
		}
	}
}

static DWORD do_deregister(struct mpr_server *srv, HANDLE handle)
{
	DWORD code = mpr_admin_check(srv, MPR_DDM);
	struct mpr_event_object *event;
	bool found;

	if (code)
		return code;
	event = mpr_event_get(handle);
	if (!event)
		return ERROR_INVALID_PARAMETER;
	pthread_mutex_lock(&srv->lock);
	found = mpr_event_detach(event, (uintptr_t)srv);
	if (found)
		forget(srv, handle);
	pthread_mutex_unlock(&srv->lock);
	mpr_event_put(event);
	return found ? NO_ERROR : ERROR_INVALID_PARAMETER;
}

DWORD MprAdminDeregisterConnectionNotification(MPR_SERVER_HANDLE hMprServer,
					       HANDLE hEventNotification)
{
	struct mpr_server *srv;
	DWORD code = mpr_admin_begin(hMprServer, &srv);

	if (code)
		return code;
	code = do_deregister(srv, hEventNotification);
	mpr_admin_end(srv);
	return code;
}

void mpr_notify_end(struct mpr_server *srv)
{
	struct mpr_event_object *event;

	pthread_mutex_lock(&srv->lock);
	srv->closed = true;
	while (srv->n_events) {
		event = mpr_event_get(srv->events[--srv->n_events]);
		if (!event)
			continue;
		mpr_event_detach(event, (uintptr_t)srv);
		mpr_event_put(event);
	}
	pthread_mutex_unlock(&srv->lock);
}
