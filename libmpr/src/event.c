// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Event objects.
 *
 * The truth is the flag ->signalled, under the lock. The epoll descriptor holds the sources and an
 * eventfd that is readable exactly while the flag is set, so that a level-triggered wait on the
 * epoll descriptor, by whomever, never sleeps through a signal. Nobody sleeps with the lock held:
 * a waiter sleeps in the kernel, then takes the lock, drains the sources that are ready and looks
 * at the flag. Of several waiters that wake for one signal of an auto-reset event, the first to get
 * the lock takes it and the others go back to sleep.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "deadline.h"
#include "event.h"

#define EVENTFD_ID 0
#define EPOLL_BATCH 16

struct mpr_event_object {
	struct mpr_object obj;
	pthread_mutex_t lock;
	int epfd;
	int efd;
	bool manual;
	bool signalled;
	bool raised;			/* the eventfd is readable */
	bool closed;			/* wake everybody, and for good */
	uint64_t last_id;
	struct mpr_event_source *sources;
	struct mpr_event_source *finished; /* to be released after the unlock */
};

static __thread DWORD last_error;

DWORD MprEventGetLastError(void)
{
	return last_error;
}

void MprEventSetLastError(DWORD dwError)
{
	last_error = dwError;
}

static DWORD fail(DWORD error)
{
	last_error = error;
	return error;
}

static struct mpr_event_object *to_event(struct mpr_object *obj)
{
	/* The object is the first member. */
	return (struct mpr_event_object *)obj;
}

struct mpr_event_object *mpr_event_get(HANDLE handle)
{
	return to_event(mpr_handle_get(handle, MPR_HANDLE_EVENT));
}

void mpr_event_put(struct mpr_event_object *event)
{
	mpr_object_put(&event->obj);
}

static void event_lock(struct mpr_event_object *event)
{
	pthread_mutex_lock(&event->lock);
}

/* Unlocks, and returns the sources to release, which may take other locks. */
static struct mpr_event_source *event_unlock(struct mpr_event_object *event)
{
	struct mpr_event_source *finished = event->finished;
	bool raise = event->signalled || event->closed;
	eventfd_t count;

	if (raise != event->raised) {
		/* Neither blocks nor fails: the counter only ever is 0 or 1. */
		if (raise)
			eventfd_write(event->efd, 1);
		else
			eventfd_read(event->efd, &count);
		event->raised = raise;
	}
	event->finished = NULL;
	pthread_mutex_unlock(&event->lock);
	return finished;
}

static void release_sources(struct mpr_event_source *src)
{
	struct mpr_event_source *next;

	for (; src; src = next) {
		next = src->next;
		src->release(src);
	}
}

static struct mpr_event_source **find_key(struct mpr_event_object *event, uintptr_t key)
{
	struct mpr_event_source **link;

	for (link = &event->sources; *link; link = &(*link)->next)
		if ((*link)->key == key)
			return link;
	return NULL;
}

static struct mpr_event_source **find_id(struct mpr_event_object *event, uint64_t id)
{
	struct mpr_event_source **link;

	for (link = &event->sources; *link; link = &(*link)->next)
		if ((*link)->id == id)
			return link;
	return NULL;
}

static void unlink_source(struct mpr_event_object *event, struct mpr_event_source **link)
{
	struct mpr_event_source *src = *link;

	epoll_ctl(event->epfd, EPOLL_CTL_DEL, src->fd, NULL);
	*link = src->next;
	src->next = event->finished;
	event->finished = src;
}

static void drain_source(struct mpr_event_object *event, struct mpr_event_source **link)
{
	bool signal = false;
	int done = (*link)->drain(*link, &signal);

	if (signal)
		event->signalled = true;
	if (done)
		unlink_source(event, link);
}

/* Drains what an epoll_wait found ready; sources detached since then are not there any more. */
static void drain_ready(struct mpr_event_object *event, const struct epoll_event *ready, int n)
{
	struct mpr_event_source **link;
	int i;

	for (i = 0; i < n; i++) {
		if (ready[i].data.u64 == EVENTFD_ID)
			continue;
		link = find_id(event, ready[i].data.u64);
		if (link)
			drain_source(event, link);
	}
}

/* Makes the flag say what has happened until now. */
static void update(struct mpr_event_object *event)
{
	struct epoll_event ready[EPOLL_BATCH];
	struct mpr_event_source *src;
	size_t rounds = 1;
	int n;

	/* Bounded, for the case of sources that are filled as fast as they are drained. */
	for (src = event->sources; src; src = src->next)
		rounds++;
	rounds = rounds / EPOLL_BATCH + 1;
	do {
		n = epoll_wait(event->epfd, ready, EPOLL_BATCH, 0);
		drain_ready(event, ready, n);
	} while (n == EPOLL_BATCH && --rounds);
}

/* What a successful wait does. */
static bool take(struct mpr_event_object *event)
{
	if (!event->signalled)
		return false;
	if (!event->manual)
		event->signalled = false;
	return true;
}

static void event_destroy(struct mpr_object *obj)
{
	struct mpr_event_object *event = to_event(obj);

	if (event->efd >= 0)
		close(event->efd);
	if (event->epfd >= 0)
		close(event->epfd);
	pthread_mutex_destroy(&event->lock);
	free(event);
}

static DWORD errno_to_code(int err)
{
	switch (err) {
	case EMFILE:
	case ENFILE:
		return ERROR_TOO_MANY_OPEN_FILES;
	case EBADF:
	case EPERM:
		return ERROR_INVALID_PARAMETER;
	default:
		return ERROR_NOT_ENOUGH_MEMORY;
	}
}

static int watch(struct mpr_event_object *event, int fd, uint64_t id)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.u64 = id };

	return epoll_ctl(event->epfd, EPOLL_CTL_ADD, fd, &ev);
}

/* The descriptors of a new event; on an error some are left for the caller to close. */
static int open_fds(struct mpr_event_object *event)
{
	event->epfd = epoll_create1(EPOLL_CLOEXEC);
	if (event->epfd < 0)
		return -1;
	event->efd = eventfd(event->signalled, EFD_CLOEXEC | EFD_NONBLOCK);
	if (event->efd < 0)
		return -1;
	event->raised = event->signalled;
	return watch(event, event->efd, EVENTFD_ID);
}

HANDLE MprEventCreate(BOOL fManualReset, BOOL fInitialState)
{
	struct mpr_event_object *event = calloc(1, sizeof(*event));
	HANDLE handle;
	DWORD err;

	if (!event) {
		fail(ERROR_NOT_ENOUGH_MEMORY);
		return NULL;
	}
	event->epfd = -1;
	event->efd = -1;
	event->manual = fManualReset;
	event->signalled = fInitialState;
	pthread_mutex_init(&event->lock, NULL);
	mpr_object_init(&event->obj, MPR_HANDLE_EVENT, event_destroy);
	err = open_fds(event) ? errno_to_code(errno) : mpr_handle_new(&event->obj, &handle);
	if (err) {
		mpr_event_put(event);
		fail(err);
		return NULL;
	}
	return handle;
}

DWORD MprEventClose(HANDLE hEvent)
{
	struct mpr_event_object *event = to_event(mpr_handle_remove(hEvent, MPR_HANDLE_EVENT));

	if (!event)
		return fail(ERROR_INVALID_HANDLE);
	event_lock(event);
	event->closed = true;
	while (event->sources)
		unlink_source(event, &event->sources);
	release_sources(event_unlock(event));
	mpr_event_put(event);
	return NO_ERROR;
}

void mpr_event_set(struct mpr_event_object *event)
{
	event_lock(event);
	event->signalled = true;
	release_sources(event_unlock(event));
}

DWORD MprEventSet(HANDLE hEvent)
{
	struct mpr_event_object *event = mpr_event_get(hEvent);

	if (!event)
		return fail(ERROR_INVALID_HANDLE);
	mpr_event_set(event);
	mpr_event_put(event);
	return NO_ERROR;
}

DWORD MprEventReset(HANDLE hEvent)
{
	struct mpr_event_object *event = mpr_event_get(hEvent);

	if (!event)
		return fail(ERROR_INVALID_HANDLE);
	event_lock(event);
	/* A message that waits in a source signalled the event when it arrived. */
	update(event);
	event->signalled = false;
	release_sources(event_unlock(event));
	mpr_event_put(event);
	return NO_ERROR;
}

int MprEventFd(HANDLE hEvent)
{
	struct mpr_event_object *event = mpr_event_get(hEvent);
	int fd;

	if (!event) {
		fail(ERROR_INVALID_HANDLE);
		return -1;
	}
	fd = event->epfd;
	mpr_event_put(event);
	return fd;
}

DWORD mpr_event_attach(struct mpr_event_object *event, struct mpr_event_source *src)
{
	DWORD ret = NO_ERROR;

	event_lock(event);
	if (event->closed) {
		ret = ERROR_INVALID_HANDLE;
	} else if (find_key(event, src->key)) {
		ret = ERROR_ALREADY_EXISTS;
	} else {
		src->id = ++event->last_id;
		if (watch(event, src->fd, src->id)) {
			ret = errno_to_code(errno);
		} else {
			src->next = event->sources;
			event->sources = src;
		}
	}
	release_sources(event_unlock(event));
	return ret;
}

bool mpr_event_detach(struct mpr_event_object *event, uintptr_t key)
{
	struct mpr_event_source **link;

	event_lock(event);
	link = find_key(event, key);
	if (link) {
		struct mpr_event_source *src = *link;

		drain_source(event, link);
		if (*link == src)
			unlink_source(event, link);
	}
	release_sources(event_unlock(event));
	return link;
}

bool mpr_event_has(struct mpr_event_object *event, uintptr_t key)
{
	bool found;

	event_lock(event);
	found = find_key(event, key);
	release_sources(event_unlock(event));
	return found;
}

DWORD MprEventWait(HANDLE hEvent, DWORD dwMilliseconds)
{
	struct mpr_event_object *event = mpr_event_get(hEvent);
	struct epoll_event ready[EPOLL_BATCH];
	struct mpr_deadline deadline;
	bool closed, taken;
	int n, timeout;
	DWORD ret;

	if (!event) {
		fail(ERROR_INVALID_HANDLE);
		return WAIT_FAILED;
	}
	mpr_deadline_init(&deadline, dwMilliseconds);
	for (;;) {
		timeout = mpr_deadline_left(&deadline);
		n = epoll_wait(event->epfd, ready, EPOLL_BATCH, timeout);
		event_lock(event);
		drain_ready(event, ready, n);
		taken = take(event);
		closed = event->closed;
		release_sources(event_unlock(event));
		if (taken) {
			ret = WAIT_OBJECT_0;
			break;
		}
		if (closed) {
			fail(ERROR_INVALID_HANDLE);
			ret = WAIT_FAILED;
			break;
		}
		/* A full batch may not have been all there is. */
		if (!timeout && n < EPOLL_BATCH) {
			ret = WAIT_TIMEOUT;
			break;
		}
	}
	mpr_event_put(event);
	return ret;
}

/* Waits for several events; the order in the array of the caller, and by address for locking. */
struct wait_set {
	DWORD count;
	struct mpr_event_object *event[MAXIMUM_WAIT_OBJECTS];
	struct mpr_event_object *sorted[MAXIMUM_WAIT_OBJECTS];
};

static int compare_events(const void *a, const void *b)
{
	uintptr_t left = (uintptr_t)*(struct mpr_event_object *const *)a;
	uintptr_t right = (uintptr_t)*(struct mpr_event_object *const *)b;

	return left < right ? -1 : left > right;
}

static void wait_set_put(struct wait_set *set)
{
	DWORD i;

	for (i = 0; i < set->count; i++)
		mpr_event_put(set->event[i]);
}

static DWORD wait_set_get(struct wait_set *set, DWORD count, const HANDLE *handles, bool distinct)
{
	DWORD i;

	set->count = 0;
	if (!handles || !count || count > MAXIMUM_WAIT_OBJECTS)
		return ERROR_INVALID_PARAMETER;
	for (i = 0; i < count; i++) {
		set->event[i] = mpr_event_get(handles[i]);
		if (!set->event[i]) {
			wait_set_put(set);
			return ERROR_INVALID_HANDLE;
		}
		set->sorted[i] = set->event[i];
		set->count++;
	}
	qsort(set->sorted, count, sizeof(set->sorted[0]), compare_events);
	for (i = 1; distinct && i < count; i++) {
		if (set->sorted[i] == set->sorted[i - 1]) {
			wait_set_put(set);
			return ERROR_INVALID_PARAMETER;
		}
	}
	return NO_ERROR;
}

/* Sleeps until an event that @pollfd names is readable; returns false when the time is over. */
static bool sleep_on(struct pollfd *pollfd, DWORD n, const struct mpr_deadline *deadline)
{
	int timeout = mpr_deadline_left(deadline);

	return poll(pollfd, n, timeout) != 0 || timeout;
}

static DWORD wait_any(struct wait_set *set, const struct mpr_deadline *deadline)
{
	struct pollfd pollfd[MAXIMUM_WAIT_OBJECTS];
	bool more, taken, closed;
	DWORD i;

	for (i = 0; i < set->count; i++)
		pollfd[i] = (struct pollfd){ .fd = set->event[i]->epfd, .events = POLLIN };
	do {
		more = sleep_on(pollfd, set->count, deadline);
		for (i = 0; i < set->count; i++) {
			struct mpr_event_object *event = set->event[i];

			event_lock(event);
			update(event);
			taken = take(event);
			closed = event->closed;
			release_sources(event_unlock(event));
			if (taken)
				return WAIT_OBJECT_0 + i;
			if (closed) {
				fail(ERROR_INVALID_HANDLE);
				return WAIT_FAILED;
			}
		}
		if (deadline->now)
			more = false;
	} while (more);
	return WAIT_TIMEOUT;
}

/* Takes all events if all are signalled; else fills @pollfd with those that are not. */
static DWORD take_all(struct wait_set *set, struct pollfd *pollfd, DWORD *missing)
{
	struct mpr_event_source *finished[MAXIMUM_WAIT_OBJECTS];
	DWORD i, count = set->count, ret = WAIT_TIMEOUT;

	*missing = 0;
	for (i = 0; i < count; i++) {
		struct mpr_event_object *event = set->sorted[i];

		event_lock(event);
		update(event);
		if (event->closed)
			ret = WAIT_FAILED;
		if (!event->signalled)
			pollfd[(*missing)++] =
				(struct pollfd){ .fd = event->epfd, .events = POLLIN };
	}
	if (!*missing && ret != WAIT_FAILED) {
		for (i = 0; i < count; i++)
			take(set->sorted[i]);
		ret = WAIT_OBJECT_0;
	}
	for (i = 0; i < count; i++)
		finished[i] = event_unlock(set->sorted[i]);
	for (i = 0; i < count; i++)
		release_sources(finished[i]);
	return ret;
}

static DWORD wait_all(struct wait_set *set, const struct mpr_deadline *deadline)
{
	struct pollfd pollfd[MAXIMUM_WAIT_OBJECTS];
	bool more = true;
	DWORD missing, ret;

	for (;;) {
		ret = take_all(set, pollfd, &missing);
		if (ret == WAIT_FAILED)
			fail(ERROR_INVALID_HANDLE);
		if (ret != WAIT_TIMEOUT || !more)
			return ret;
		more = sleep_on(pollfd, missing, deadline) && !deadline->now;
	}
}

DWORD MprEventWaitMany(DWORD dwCount, const HANDLE *phEvents, BOOL fWaitAll, DWORD dwMilliseconds)
{
	struct mpr_deadline deadline;
	struct wait_set set;
	DWORD ret;

	ret = wait_set_get(&set, dwCount, phEvents, fWaitAll);
	if (ret) {
		fail(ret);
		return WAIT_FAILED;
	}
	mpr_deadline_init(&deadline, dwMilliseconds);
	ret = fWaitAll ? wait_all(&set, &deadline) : wait_any(&set, &deadline);
	wait_set_put(&set);
	return ret;
}
