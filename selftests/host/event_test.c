// SPDX-License-Identifier: GPL-2.0-only
/* Event objects and handles of libmpr, with a socketpair in the place of a netlink socket. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <mprapi.h>
#include <raserror.h>

#include "event.h"
#include "tap.h"

#define THREADS 16

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

static bool readable(HANDLE h)
{
	struct pollfd p = { .fd = MprEventFd(h), .events = POLLIN };

	return poll(&p, 1, 0) == 1;
}

static int count_fds(void)
{
	int fd, n = 0;

	for (fd = 0; fd < 4096; fd++) {
		struct pollfd p = { .fd = fd };

		if (poll(&p, 1, 0) >= 0 && !(p.revents & POLLNVAL))
			n++;
	}
	return n;
}

/* ---- a source: a byte is 's' (signal), 'n' (no interest) or 'f' (finished) ---- */

struct fake {
	struct mpr_event_source src;
	int peer;
	int released;
	atomic_int drains;
};

static int fake_drain(struct mpr_event_source *src, bool *signal)
{
	struct fake *fake = (struct fake *)src;
	int done = 0;
	char c;

	fake->drains++;
	while (recv(src->fd, &c, 1, MSG_DONTWAIT) == 1) {
		if (c != 'n')
			*signal = true;
		if (c == 'f')
			done = 1;
	}
	return done;
}

static void fake_release(struct mpr_event_source *src)
{
	struct fake *fake = (struct fake *)src;

	close(src->fd);
	close(fake->peer);
	fake->released++;
}

static void fake_init(struct fake *fake, uintptr_t key)
{
	int fds[2];

	memset(fake, 0, sizeof(*fake));
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
		abort();
	fake->src.fd = fds[0];
	fake->src.key = key;
	fake->src.drain = fake_drain;
	fake->src.release = fake_release;
	fake->peer = fds[1];
}

static void fake_send(struct fake *fake, char c)
{
	if (send(fake->peer, &c, 1, MSG_NOSIGNAL) != 1)
		abort();
}

static DWORD attach(HANDLE h, struct fake *fake)
{
	struct mpr_event_object *event = mpr_event_get(h);
	DWORD ret = mpr_event_attach(event, &fake->src);

	mpr_event_put(event);
	return ret;
}

static bool detach(HANDLE h, uintptr_t key)
{
	struct mpr_event_object *event = mpr_event_get(h);
	bool ret = mpr_event_detach(event, key);

	mpr_event_put(event);
	return ret;
}

/* ---- tests ---- */

static void test_set_reset(void)
{
	HANDLE h = MprEventCreate(FALSE, FALSE), m = MprEventCreate(TRUE, FALSE);
	HANDLE init = MprEventCreate(FALSE, TRUE);
	DWORD first;
	int fd = MprEventFd(h);

	ok(h && m && init, "events are created");
	ok(MprEventWait(h, 0) == WAIT_TIMEOUT, "a new event is not signalled");
	first = MprEventWait(init, 0);
	ok(first == WAIT_OBJECT_0 && MprEventWait(init, 0) == WAIT_TIMEOUT,
	   "initial state signalled, once for auto-reset");
	ok(MprEventSet(h) == NO_ERROR && readable(h), "a set event is readable");
	MprEventSet(h);
	ok(MprEventWait(h, INFINITE) == WAIT_OBJECT_0, "the wait returns at once");
	ok(MprEventWait(h, 0) == WAIT_TIMEOUT && !readable(h),
	   "auto-reset: a wait takes the signal, two sets are one");
	MprEventSet(m);
	ok(MprEventWait(m, 0) == WAIT_OBJECT_0 && MprEventWait(m, 0) == WAIT_OBJECT_0 &&
	   readable(m),
	   "manual reset: a wait leaves the signal");
	ok(MprEventReset(m) == NO_ERROR && MprEventWait(m, 0) == WAIT_TIMEOUT && !readable(m),
	   "reset takes the signal");
	ok(MprEventFd(h) == fd && fd >= 0, "the descriptor stays the same");
	MprEventClose(h);
	MprEventClose(m);
	MprEventClose(init);
}

static void test_timeouts(void)
{
	HANDLE h = MprEventCreate(FALSE, FALSE), two[2] = { h, MprEventCreate(TRUE, FALSE) };
	int64_t start = now_ms();
	bool good;

	good = MprEventWait(h, 50) == WAIT_TIMEOUT && now_ms() - start >= 50;
	ok(good && now_ms() - start < 2000, "a wait times out, not too early");
	start = now_ms();
	ok(MprEventWaitMany(2, two, FALSE, 50) == WAIT_TIMEOUT && now_ms() - start >= 50,
	   "waiting for any times out");
	start = now_ms();
	MprEventSet(h);
	ok(MprEventWaitMany(2, two, TRUE, 50) == WAIT_TIMEOUT && now_ms() - start >= 50,
	   "waiting for all times out");
	ok(MprEventWait(h, 0) == WAIT_OBJECT_0, "waiting for all in vain resets nothing");
	MprEventClose(two[0]);
	MprEventClose(two[1]);
}

static void test_bad_handles(void)
{
	static const uintptr_t bad[] = {
		0, 1, 2, 7, 0x1000, 0x7fffffff, 0x80000000, 0x90000000, 0x90000001, 0xa0000000,
		0xffffffff, UINTPTR_MAX, UINTPTR_MAX - 1,
	};
	HANDLE h = MprEventCreate(FALSE, FALSE), again, hs[2] = { h, NULL };
	int local, good = 1, fd = MprEventFd(h);
	struct mpr_object *obj;
	DWORD first;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		HANDLE b = (HANDLE)bad[i];

		if (b == h)
			continue;
		MprEventSetLastError(0);
		good &= MprEventSet(b) == ERROR_INVALID_HANDLE;
		good &= MprEventGetLastError() == ERROR_INVALID_HANDLE;
		good &= MprEventReset(b) == ERROR_INVALID_HANDLE;
		good &= MprEventWait(b, 0) == WAIT_FAILED;
		good &= MprEventFd(b) == -1;
		good &= MprEventClose(b) == ERROR_INVALID_HANDLE;
		hs[1] = b;
		good &= MprEventWaitMany(2, hs, FALSE, 0) == WAIT_FAILED;
	}
	good &= MprEventSet(&local) == ERROR_INVALID_HANDLE;
	good &= MprEventClose(malloc) == ERROR_INVALID_HANDLE;
	ok(good, "NULL, foreign and random handles are errors everywhere");

	ok((uintptr_t)h <= UINT32_MAX && (uintptr_t)h >> 31 == 1 && h != INVALID_HANDLE_VALUE,
	   "a handle fits into 32 bits and is above all ids");
	first = MprEventClose(h);
	ok(first == NO_ERROR && MprEventClose(h) == ERROR_INVALID_HANDLE,
	   "closing twice is an error");
	again = MprEventCreate(FALSE, FALSE);
	ok(again != h && MprEventFd(again) == fd && MprEventSet(h) == ERROR_INVALID_HANDLE,
	   "a stale handle does not name a newer event, even with the same descriptor");
	obj = mpr_handle_get(again, MPR_HANDLE_SERVER);
	ok(!obj, "a handle of the wrong kind is detected");
	MprEventClose(again);

	hs[0] = MprEventCreate(FALSE, TRUE);
	hs[1] = hs[0];
	MprEventSetLastError(0);
	ok(MprEventWaitMany(2, hs, TRUE, 0) == WAIT_FAILED &&
	   MprEventGetLastError() == ERROR_INVALID_PARAMETER, "the same event twice for all: 87");
	ok(MprEventWaitMany(0, hs, FALSE, 0) == WAIT_FAILED &&
	   MprEventWaitMany(65, hs, FALSE, 0) == WAIT_FAILED &&
	   MprEventWaitMany(2, NULL, FALSE, 0) == WAIT_FAILED &&
	   MprEventGetLastError() == ERROR_INVALID_PARAMETER, "bad counts and arrays: 87");
	MprEventClose(hs[0]);
}

static void test_many_handles(void)
{
	enum { N = 400 };
	struct rlimit old, low;
	HANDLE h[N];
	int i, j, good = 1, n;

	for (i = 0; i < N; i++)
		h[i] = MprEventCreate(i & 1, FALSE);
	for (i = 0; i < N; i++)
		for (j = 0; j < i; j++)
			good &= h[i] && h[i] != h[j];
	for (i = 0; i < N; i++)
		good &= MprEventClose(h[i]) == NO_ERROR;
	/* Once round the table and more, so that slots are used again. */
	for (i = 0; i < 40000; i++) {
		HANDLE x = MprEventCreate(FALSE, FALSE);

		good &= x && MprEventClose(x) == NO_ERROR;
	}
	ok(good, "handles are distinct, slots are used again");

	n = count_fds();
	getrlimit(RLIMIT_NOFILE, &old);
	low = old;
	low.rlim_cur = dup(0);	/* the lowest that is free */
	close(low.rlim_cur);
	low.rlim_cur++;
	setrlimit(RLIMIT_NOFILE, &low);
	good = !MprEventCreate(FALSE, FALSE) && MprEventGetLastError() == ERROR_TOO_MANY_OPEN_FILES;
	setrlimit(RLIMIT_NOFILE, &old);
	ok(good && count_fds() == n, "out of descriptors: an error and nothing leaked");
}

static void test_wait_many(void)
{
	HANDLE h[3] = { MprEventCreate(FALSE, FALSE), MprEventCreate(TRUE, FALSE),
			MprEventCreate(FALSE, FALSE) };

	MprEventSet(h[2]);
	ok(MprEventWaitMany(3, h, FALSE, INFINITE) == WAIT_OBJECT_0 + 2 &&
	   MprEventWait(h[2], 0) == WAIT_TIMEOUT, "any: the index of the one that is set");
	MprEventSet(h[2]);
	MprEventSet(h[1]);
	ok(MprEventWaitMany(3, h, FALSE, 0) == WAIT_OBJECT_0 + 1 &&
	   MprEventWait(h[2], 0) == WAIT_OBJECT_0, "any: the first of several, the others stay");
	MprEventSet(h[0]);
	MprEventSet(h[2]);
	ok(MprEventWaitMany(3, h, TRUE, 0) == WAIT_OBJECT_0, "all: when all are set");
	ok(MprEventWait(h[0], 0) == WAIT_TIMEOUT && MprEventWait(h[1], 0) == WAIT_OBJECT_0 &&
	   MprEventWait(h[2], 0) == WAIT_TIMEOUT,
	   "all: auto-reset ones are reset, manual ones not");
	MprEventClose(h[0]);
	MprEventClose(h[1]);
	MprEventClose(h[2]);
}

/* ---- threads ---- */

struct waiters {
	HANDLE h[2];
	DWORD n;
	BOOL all;
	DWORD ms;
	atomic_int asleep;
	atomic_int released;
	atomic_int failed;
	atomic_int timed_out;
};

static void *waiter(void *arg)
{
	struct waiters *w = arg;
	DWORD ret;

	w->asleep++;
	ret = w->n == 1 ? MprEventWait(w->h[0], w->ms) :
			  MprEventWaitMany(w->n, w->h, w->all, w->ms);
	if (ret == WAIT_FAILED)
		w->failed++;
	else if (ret == WAIT_TIMEOUT)
		w->timed_out++;
	else
		w->released++;
	return NULL;
}

static void start(struct waiters *w, pthread_t *threads, int n)
{
	int i;

	w->asleep = 0;
	w->released = 0;
	w->failed = 0;
	w->timed_out = 0;
	for (i = 0; i < n; i++)
		pthread_create(&threads[i], NULL, waiter, w);
	while (w->asleep < n)
		sched_yield();
}

static void join(pthread_t *threads, int n)
{
	while (n--)
		pthread_join(threads[n], NULL);
}

static void until(atomic_int *value, int n)
{
	while (*value < n)
		sched_yield();
}

static void test_threads(void)
{
	struct waiters w = { .h = { MprEventCreate(FALSE, FALSE), MprEventCreate(FALSE, FALSE) },
			     .n = 1, .ms = INFINITE };
	pthread_t threads[THREADS];
	struct fake fake;
	int i, good = 1;

	start(&w, threads, THREADS);
	for (i = 1; i <= THREADS; i++) {
		MprEventSet(w.h[0]);
		until(&w.released, i);
		good &= w.released == i;
	}
	join(threads, THREADS);
	ok(good && w.released == THREADS && MprEventWait(w.h[0], 0) == WAIT_TIMEOUT,
	   "auto-reset: each signal releases exactly one of many waiters");

	fake_init(&fake, 1);
	attach(w.h[0], &fake);
	start(&w, threads, THREADS);
	good = 1;
	for (i = 1; i <= THREADS; i++) {
		fake_send(&fake, 'n');
		fake_send(&fake, 's');
		until(&w.released, i);
		good &= w.released == i;
	}
	join(threads, THREADS);
	ok(good && MprEventWait(w.h[0], 0) == WAIT_TIMEOUT,
	   "auto-reset: each message of a source releases exactly one");

	w.n = 2;
	w.all = FALSE;
	start(&w, threads, THREADS);
	for (i = 1; i <= THREADS; i++) {
		MprEventSet(w.h[i & 1]);
		until(&w.released, i);
	}
	join(threads, THREADS);
	ok(w.released == THREADS, "the same with waiters for any of two");

	w.all = TRUE;
	start(&w, threads, THREADS);
	for (i = 1; i <= THREADS; i++) {
		MprEventSet(w.h[0]);
		fake_send(&fake, 's');
		MprEventSet(w.h[1]);
		until(&w.released, i);
	}
	join(threads, THREADS);
	ok(w.released == THREADS, "the same with waiters for both of two");
	MprEventClose(w.h[0]);
	MprEventClose(w.h[1]);
	ok(fake.released == 1, "closing the event released its source");

	w.h[0] = MprEventCreate(TRUE, FALSE);
	w.n = 1;
	fake_init(&fake, 1);
	attach(w.h[0], &fake);
	start(&w, threads, THREADS);
	fake_send(&fake, 's');
	join(threads, THREADS);
	ok(w.released == THREADS, "manual reset: one message releases every waiter");
	MprEventClose(w.h[0]);
}

static void test_close_while_waiting(void)
{
	struct waiters w = { .n = 1, .ms = INFINITE };
	pthread_t threads[THREADS];
	int n, round, good = 1, fds = count_fds();

	for (n = 1; n <= 2; n++) {
		for (round = 0; round < 20; round++) {
			w.n = n;
			w.all = round & 1;
			w.h[0] = MprEventCreate(FALSE, FALSE);
			w.h[1] = MprEventCreate(FALSE, FALSE);
			start(&w, threads, THREADS);
			MprEventClose(w.h[0]);
			join(threads, THREADS);
			MprEventClose(w.h[1]);
			good &= w.failed == THREADS;
		}
	}
	ok(good, "closing an event wakes its waiters with an error");
	ok(count_fds() == fds, "closed events leave no descriptor behind");
}

/* ---- sources ---- */

static void test_sources(void)
{
	HANDLE h = MprEventCreate(FALSE, FALSE), m = MprEventCreate(TRUE, FALSE);
	struct fake a, b, c, many[40];
	struct mpr_event_object *event;
	int i, good = 1;

	fake_init(&a, 1);
	fake_init(&b, 2);
	ok(attach(h, &a) == NO_ERROR && attach(h, &b) == NO_ERROR, "sources are attached");
	fake_init(&c, 2);
	ok(attach(h, &c) == ERROR_ALREADY_EXISTS, "a second one with the same key is refused");
	fake_release(&c.src);
	event = mpr_event_get(h);
	ok(mpr_event_has(event, 1) && !mpr_event_has(event, 3), "a source is found by its key");
	mpr_event_put(event);

	fake_send(&a, 's');
	ok(readable(h), "a message makes the descriptor readable by itself");
	ok(MprEventWait(h, INFINITE) == WAIT_OBJECT_0 && MprEventWait(h, 0) == WAIT_TIMEOUT,
	   "and ends one wait");
	fake_send(&a, 'n');
	ok(MprEventWait(h, 20) == WAIT_TIMEOUT && !readable(h),
	   "a message of no interest ends no wait and is gone");
	fake_send(&a, 's');
	fake_send(&b, 's');
	fake_send(&b, 's');
	ok(MprEventWait(h, INFINITE) == WAIT_OBJECT_0, "messages that came together");
	MprEventWait(h, 0);
	fake_send(&a, 's');
	MprEventReset(h);
	ok(MprEventWait(h, 0) == WAIT_TIMEOUT,
	   "reset takes the signal of a message that came before");

	fake_send(&a, 's');
	ok(detach(h, 1) && a.released == 1 && MprEventWait(h, 0) == WAIT_OBJECT_0,
	   "detaching keeps a signal that had arrived");
	ok(!detach(h, 1), "detaching twice finds nothing");
	ok(MprEventWait(h, 0) == WAIT_TIMEOUT, "the kept signal was one");
	fake_send(&b, 'n');
	ok(detach(h, 2) && MprEventWait(h, 0) == WAIT_TIMEOUT,
	   "detaching makes no signal of a message of no interest");

	fake_init(&a, 1);
	attach(h, &a);
	fake_send(&a, 'f');
	ok(MprEventWait(h, INFINITE) == WAIT_OBJECT_0 && a.released == 1,
	   "a source that is finished signals and goes");
	fake_init(&a, 1);
	attach(h, &a);
	fake_send(&a, 'f');
	ok(detach(h, 1) && a.released == 1 && MprEventWait(h, 0) == WAIT_OBJECT_0,
	   "detaching one that is finished releases it once");

	fake_init(&a, 1);
	attach(m, &a);
	fake_send(&a, 's');
	ok(MprEventWait(m, 0) == WAIT_OBJECT_0 && MprEventWait(m, 0) == WAIT_OBJECT_0 &&
	   readable(m),
	   "manual reset: the signal of a message stays until reset");
	MprEventReset(m);
	ok(!readable(m) && MprEventWait(m, 0) == WAIT_TIMEOUT, "and is gone after it");

	for (i = 0; i < 40; i++) {
		fake_init(&many[i], 10 + i);
		good &= attach(h, &many[i]) == NO_ERROR;
		fake_send(&many[i], i == 39 ? 's' : 'n');
	}
	ok(good && MprEventWait(h, 0) == WAIT_OBJECT_0,
	   "a look without waiting sees the one signal among many sources");
	MprEventClose(h);
	for (i = 0; i < 40; i++)
		good &= many[i].released == 1;
	ok(good, "closing releases every source once");
	event = mpr_event_get(m);
	MprEventClose(m);
	fake_init(&a, 1);
	ok(mpr_event_attach(event, &a.src) == ERROR_INVALID_HANDLE,
	   "nothing can be attached to a closed event");
	fake_release(&a.src);
	mpr_event_put(event);
}

struct churn {
	HANDLE h;
	atomic_bool stop;
};

static void *churn_thread(void *arg)
{
	struct churn *churn = arg;

	while (!churn->stop)
		MprEventWait(churn->h, 1);
	return NULL;
}

static void test_churn(void)
{
	struct churn churn = { .h = MprEventCreate(FALSE, FALSE) };
	pthread_t threads[4];
	int i, good = 1, fds;

	for (i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, churn_thread, &churn);
	fds = count_fds();
	for (i = 0; i < 3000; i++) {
		struct fake fake;

		fake_init(&fake, 5);
		good &= attach(churn.h, &fake) == NO_ERROR;
		fake_send(&fake, i % 3 ? 's' : 'n');
		good &= detach(churn.h, 5) && fake.released == 1;
	}
	churn.stop = true;
	for (i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	ok(good && count_fds() == fds,
	   "sources come and go while threads wait: each released once, nothing leaked");
	MprEventClose(churn.h);
}

/*
 * What @child says in a child process, -1 if it does not come to that. The exit status is not used,
 * because below valgrind it says that the memory of the parent's events is lost in the child.
 */
static int in_child(int (*child)(HANDLE h), HANDLE h)
{
	int pipefd[2];
	char result;
	ssize_t n;
	pid_t pid;

	if (pipe(pipefd))
		abort();
	pid = fork();
	if (!pid) {
		alarm(60);
		result = child(h);
		_exit(write(pipefd[1], &result, 1) != 1);
	}
	close(pipefd[1]);
	n = read(pipefd[0], &result, 1);
	close(pipefd[0]);
	waitpid(pid, NULL, 0);
	return n == 1 ? result : -1;
}

static int use_parents(HANDLE h)
{
	return MprEventSet(h) == ERROR_INVALID_HANDLE && MprEventWait(h, 0) == WAIT_FAILED &&
	       MprEventClose(h) == ERROR_INVALID_HANDLE;
}

static int use_own(HANDLE h)
{
	HANDLE own = MprEventCreate(FALSE, TRUE);

	return own && own != h && MprEventWait(own, 0) == WAIT_OBJECT_0 &&
	       MprEventClose(own) == NO_ERROR && MprEventClose(h) == ERROR_INVALID_HANDLE;
}

static void test_fork(void)
{
	HANDLE h = MprEventCreate(FALSE, TRUE);

	ok(in_child(use_parents, h) == 1, "a handle of the parent is an error in the child");
	ok(in_child(use_own, h) == 1, "a child can have events of its own");
	ok(MprEventWait(h, 0) == WAIT_OBJECT_0, "the parent's event is as it was");
	MprEventClose(h);
}

static void *spin_thread(void *arg)
{
	atomic_bool *stop = arg;

	while (!*stop)
		MprEventClose(MprEventCreate(FALSE, FALSE));
	return NULL;
}

static void test_fork_busy(void)
{
	atomic_bool stop = false;
	pthread_t thread;
	int i, good = 1;

	pthread_create(&thread, NULL, spin_thread, &stop);
	for (i = 0; i < 50; i++)
		good &= in_child(use_own, NULL) == 1;
	stop = true;
	pthread_join(thread, NULL);
	ok(good, "a child works whatever other threads did during the fork");
}

static void test_strings(void)
{
	LPWSTR text;

	ok(MprAdminGetErrorString(ERROR_AUTHENTICATION_FAILURE, &text) == NO_ERROR &&
	   wcslen(text) > 10 && MprAdminBufferFree(text) == NO_ERROR, "691 has a text");
	ok(MprAdminGetErrorString(599, &text) == ERROR_MR_MID_NOT_FOUND &&
	   MprAdminGetErrorString(947, &text) == ERROR_MR_MID_NOT_FOUND &&
	   MprAdminGetErrorString(0xffffffff, &text) == ERROR_MR_MID_NOT_FOUND,
	   "codes without a text: 317");
	ok(MprAdminGetErrorString(0, NULL) == ERROR_INVALID_PARAMETER &&
	   MprAdminGetErrorString(599, NULL) == ERROR_INVALID_PARAMETER, "no pointer: 87");
	ok(MprAdminBufferFree(NULL) == ERROR_INVALID_PARAMETER, "freeing NULL: 87");
}

int main(void)
{
	int fds = count_fds();

	test_set_reset();
	test_timeouts();
	test_bad_handles();
	test_many_handles();
	test_wait_many();
	test_threads();
	test_close_while_waiting();
	test_sources();
	test_churn();
	test_fork();
	test_fork_busy();
	test_strings();
	ok(count_fds() == fds, "no descriptor is left");
	return tap_done();
}
