// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Connecting and disconnecting interfaces.
 */
#include <errno.h>
#include <stdlib.h>

#include "admin.h"
#include "connect.h"
#include "event.h"

/*
 * A connect that an event waits for. The source is in the event before the request is sent, for
 * when the attempt has begun there must be nothing left that can fail. Until the answer is there
 * the socket is the caller's alone: ->armed.
 */
struct pending {
	struct mpr_event_source src;
	atomic_int refs;		/* the event and the caller */
	atomic_bool armed;
	struct mpr_connect connect;
};

static struct pending *to_pending(struct mpr_event_source *src)
{
	/* The source is the first member. */
	return (struct pending *)src;
}

static void pending_put(struct pending *pending)
{
	if (atomic_fetch_sub(&pending->refs, 1) != 1)
		return;
	mpr_connect_close(&pending->connect);
	free(pending);
}

static int pending_drain(struct mpr_event_source *src, bool *signal)
{
	struct pending *pending = to_pending(src);
	int err;

	if (!atomic_load(&pending->armed))
		return 0;
	err = mpr_connect_read(&pending->connect);
	if (err == EAGAIN)
		return 0;
	/* Over, or lost sight of: either way the one who waits has to look. */
	*signal = true;
	return 1;
}

static void pending_release(struct mpr_event_source *src)
{
	pending_put(to_pending(src));
}

static DWORD pending_new(struct mpr_server *srv, uint32_t id, struct mpr_event_object *event,
			 struct pending **pending)
{
	struct pending *new = calloc(1, sizeof(*new));
	DWORD code;

	if (!new)
		return ERROR_NOT_ENOUGH_MEMORY;
	code = mpr_connect_open(srv->h, id, &new->connect);
	if (code) {
		free(new);
		return code;
	}
	atomic_init(&new->refs, 2);
	atomic_init(&new->armed, false);
	new->src.fd = new->connect.fd;
	new->src.key = (uintptr_t)new;
	new->src.drain = pending_drain;
	new->src.release = pending_release;
	code = mpr_event_attach(event, &new->src);
	if (code) {
		mpr_connect_close(&new->connect);
		free(new);
		/* The event was closed by another thread. */
		return code == ERROR_INVALID_HANDLE ? ERROR_INVALID_PARAMETER : code;
	}
	*pending = new;
	return NO_ERROR;
}

static DWORD connect_with_event(struct mpr_server *srv, uint32_t id,
				struct mpr_event_object *event)
{
	struct pending *pending;
	DWORD code;

	code = pending_new(srv, id, event, &pending);
	if (code)
		return code;
	code = mpr_connect_start(srv->h, &pending->connect);
	if (code == PENDING && !pending->connect.done) {
		atomic_store(&pending->armed, true);
	} else {
		mpr_event_detach(event, pending->src.key);
		if (code == NO_ERROR || code == PENDING)
			mpr_event_set(event);
	}
	pending_put(pending);
	return code;
}

static DWORD connect_interface(struct mpr_server *srv, HANDLE hif, HANDLE hevent, BOOL wait)
{
	struct mpr_event_object *event;
	uint32_t id;
	DWORD code;

	if (!mpr_admin_id(hif, &id))
		return mpr_admin_refuse(srv, MPR_DDM, ERROR_INVALID_HANDLE);
	if (!hevent) {
		code = mpr_interface_connect(srv->h, id, wait ? -1 : 0);
		return mpr_admin_code(code, MPR_DDM);
	}
	event = mpr_event_get(hevent);
	if (!event)
		return mpr_admin_refuse(srv, MPR_DDM, ERROR_INVALID_PARAMETER);
	code = connect_with_event(srv, id, event);
	mpr_event_put(event);
	return mpr_admin_code(code, MPR_DDM);
}

DWORD MprAdminInterfaceConnect(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface, HANDLE hEvent,
			       BOOL fSynchronous)
{
	struct mpr_server *srv;
	DWORD code = mpr_admin_begin(hMprServer, &srv);

	if (code)
		return code;
	code = connect_interface(srv, hInterface, hEvent, fSynchronous);
	mpr_admin_end(srv);
	return code;
}

DWORD MprAdminInterfaceDisconnect(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface)
{
	struct mpr_server *srv;
	DWORD code = mpr_admin_begin(hMprServer, &srv);
	uint32_t id;

	if (code)
		return code;
	if (mpr_admin_id(hInterface, &id))
		code = mpr_admin_code(mpr_interface_disconnect(srv->h, id), MPR_DDM);
	else
		code = mpr_admin_refuse(srv, MPR_DDM, ERROR_INVALID_HANDLE);
	mpr_admin_end(srv);
	return code;
}
