/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Event objects as the rest of the library sees them: things that can signal ("sources", each a
 * descriptor, usually a netlink socket) are attached to an event.
 */
#ifndef MPR_SRC_EVENT_H
#define MPR_SRC_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include <mprevent.h>

#include "handle.h"

struct mpr_event_object;

/*
 * One thing that can signal an event. Embedded in the caller's own structure; the caller fills
 * in the first group and leaves the second alone.
 */
struct mpr_event_source {
	int fd;				/* readable when there may be a signal; the source's own */
	uintptr_t key;			/* names the source within its event */
	/*
	 * Reads everything there is on @fd without blocking (MSG_DONTWAIT until EAGAIN) and sets
	 * *@signal when any of it is a reason to signal; what is of no interest is swallowed.
	 * An overrun (ENOBUFS) is a signal, for something was lost. Returns 0, or 1 when the source
	 * is finished and must be detached: a connect that completed, a socket that is dead (or it
	 * would read as ready for ever). Called with the event's lock held, by any thread, maybe
	 * with nothing to read: must not block and not call mpr_event_* or mpr_object_put().
	 */
	int (*drain)(struct mpr_event_source *src, bool *signal);
	/*
	 * The event is through with the source: closes the fd, frees it. Called exactly once for an
	 * attached source, without the event's lock.
	 */
	void (*release)(struct mpr_event_source *src);

	struct mpr_event_source *next;
	uint64_t id;
};

/* The event of a handle with a reference for the caller, or NULL when it is no event's handle. */
struct mpr_event_object *mpr_event_get(HANDLE handle);
void mpr_event_put(struct mpr_event_object *event);

/*
 * Adds a source; from now on it belongs to the event, which releases it when it is finished,
 * detached or the event is closed. A second source with the same key is refused.
 * Returns NO_ERROR, ERROR_ALREADY_EXISTS, ERROR_INVALID_HANDLE (event closed meanwhile),
 * ERROR_NOT_ENOUGH_MEMORY; on an error the source is still the caller's.
 */
DWORD mpr_event_attach(struct mpr_event_object *event, struct mpr_event_source *src);

/*
 * Removes and releases the source with this key. It is drained first, so a signal that had
 * arrived is kept in the event. Returns false when there is none.
 */
bool mpr_event_detach(struct mpr_event_object *event, uintptr_t key);

/* True when a source with this key is attached. */
bool mpr_event_has(struct mpr_event_object *event, uintptr_t key);

/* Signals the event, as MprEventSet() does. */
void mpr_event_set(struct mpr_event_object *event);

#endif /* MPR_SRC_EVENT_H */
