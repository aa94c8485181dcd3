/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the storms share: processes that do something over and over until they are told that it is
 * enough, and a size that $MPR_STRESS multiplies. Include it behind kselftest_harness.h.
 */
#ifndef SELFTESTS_STRESS_STORM_H
#define SELFTESTS_STRESS_STORM_H

#include <inttypes.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "../mpr_kmod.h"
#include "agree.h"

#define CREW_MAX 128
/* What a process of a crew leaves with when something is wrong. */
#define CREW_WRONG 2

/* Shared by all processes of a storm. */
struct sky {
	atomic_bool over;
	int progress;			/* eventfd, see crew_progress() */
	atomic_ulong count[16];
	char wrong[512];
};

struct crew {
	struct sky *sky;
	pid_t pid[CREW_MAX];
	unsigned int n;
};

/* A test's own measure, larger for larger storms. */
static inline unsigned int storm_size(unsigned int n)
{
	const char *factor = getenv("MPR_STRESS");
	long times = factor ? strtol(factor, NULL, 10) : 1;

	return n * (times > 0 ? times : 1);
}

static inline void crew_init(struct crew *crew)
{
	memset(crew, 0, sizeof(*crew));
	crew->sky = mmap(NULL, sizeof(*crew->sky), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (crew->sky == MAP_FAILED)
		abort();
	crew->sky->progress = eventfd(0, EFD_CLOEXEC | EFD_SEMAPHORE);
}

/* Runs @fn in a process of its own; it ends soon after sky->over. */
static inline void crew_add(struct crew *crew, void (*fn)(struct sky *sky, unsigned int number),
			    unsigned int number)
{
	pid_t pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		fn(crew->sky, number);
		_exit(0);
	}
	if (pid < 0 || crew->n == CREW_MAX)
		abort();
	crew->pid[crew->n++] = pid;
}

/* In a process of a crew: says what is wrong and leaves. */
#define crew_wrong(sky, ...) do {						\
	snprintf((sky)->wrong, sizeof((sky)->wrong), __VA_ARGS__);	\
	_exit(CREW_WRONG);							\
} while (0)

/* In a process of a crew: the service of the namespace that it is in, and its events. */
static inline struct mpr *crew_watch(struct sky *sky, uint32_t what, struct mpr_monitor **mon)
{
	struct mpr *h;

	if (mpr_open(NULL, &h) || mpr_monitor_open(h, what, mon))
		crew_wrong(sky, "no service to watch");
	return h;
}

static inline unsigned long sky_count(struct sky *sky, unsigned int what)
{
	return atomic_load(&sky->count[what]);
}

static inline void crew_count(struct sky *sky, unsigned int what)
{
	atomic_fetch_add(&sky->count[what], 1);
}

/* In a process of a crew: something that others wait for has happened. */
static inline void crew_progress(struct sky *sky)
{
	eventfd_write(sky->progress, 1);
}

/* Waits until @n such things have happened since the last time; why they do not, or not soon. */
static inline const char *crew_await(struct sky *sky, unsigned int n)
{
	struct pollfd pfd = { .fd = sky->progress, .events = POLLIN };
	eventfd_t one;

	while (n-- && !*sky->wrong)
		if (poll(&pfd, 1, 4 * SOON) != 1 || eventfd_read(sky->progress, &one))
			return "nothing happens any more";
	return sky->wrong;
}

/*
 * In a process of a crew: waits a moment for something to happen to interfaces, so that what
 * reacts to it does not take all the time.
 */
static inline int crew_event(const struct mpr_event *event, void *data)
{
	(void)event;
	(void)data;
	return 0;
}

static inline void crew_react(struct mpr_monitor *mon)
{
	struct pollfd pfd = { .fd = mpr_monitor_fd(mon), .events = POLLIN };

	if (poll(&pfd, 1, 100) == 1)
		mpr_monitor_read(mon, crew_event, NULL);
}

/* Waits for the crew; how many of them found something wrong or died. */
static inline unsigned int crew_wait(struct crew *crew)
{
	unsigned int wrong = 0;
	int status;

	while (crew->n)
		if (waitpid(crew->pid[--crew->n], &status, 0) < 0 || status)
			wrong++;
	return wrong;
}

static inline unsigned int crew_stop(struct crew *crew)
{
	crew->sky->over = true;
	return crew_wait(crew);
}

/* For EXPECT_STREQ("", ...): what does not agree. Not freed: a test ends soon. */
static inline const char *disagreement(struct mpr *h)
{
	char *why = agree_check(h);

	return why ? why : "";
}

#endif /* SELFTESTS_STRESS_STORM_H */
