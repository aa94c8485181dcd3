/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the system gives can be refused: of the allocations, or of the system calls below, that a
 * program and its children make from now on, the n-th fails. The linker puts these functions in
 * the place of the C library's ($refusable in program.sh). Include it in one file of a program,
 * which is linked with ../fuzz/seam.c.
 */
#ifndef HOST_REFUSE_H
#define HOST_REFUSE_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../nomem.h"
#include "seam.h"
#include "tap.h"

/* Shared with the children. */
static struct refuse {
	unsigned int nth;		/* system call to refuse, 0: none */
	bool interrupt;			/* only those that a signal may interrupt, with EINTR */
	bool hit;
} *refuse;

static bool refused(int error, bool interruptible)
{
	if (!refuse || !refuse->nth || (refuse->interrupt && !interruptible) ||
	    __atomic_sub_fetch(&refuse->nth, 1, __ATOMIC_RELAXED))
		return false;
	refuse->hit = true;
	errno = refuse->interrupt ? EINTR : error;
	return true;
}

/* Those behind the functions below: --wrap has renamed them. */
extern typeof(opendir) __real_opendir, __wrap_opendir;
extern typeof(fopen64) __real_fopen64, __wrap_fopen64;
extern typeof(fdopen) __real_fdopen, __wrap_fdopen;
extern typeof(mkostemp64) __real_mkostemp64, __wrap_mkostemp64;
extern typeof(mkdir) __real_mkdir, __wrap_mkdir;
extern typeof(rename) __real_rename, __wrap_rename;
extern typeof(unlink) __real_unlink, __wrap_unlink;
extern typeof(flock) __real_flock, __wrap_flock;
extern typeof(fsync) __real_fsync, __wrap_fsync;
extern typeof(write) __real_write, __wrap_write;
extern typeof(getrandom) __real_getrandom, __wrap_getrandom;
extern typeof(epoll_create1) __real_epoll_create1, __wrap_epoll_create1;
extern typeof(epoll_ctl) __real_epoll_ctl, __wrap_epoll_ctl;
extern typeof(epoll_wait) __real_epoll_wait, __wrap_epoll_wait;
extern typeof(eventfd) __real_eventfd, __wrap_eventfd;
extern typeof(setns) __real_setns, __wrap_setns;
extern typeof(madvise) __real_madvise, __wrap_madvise;
extern typeof(fclose) __real_fclose, __wrap_fclose;
extern typeof(mmap64) __real_mmap64, __wrap_mmap64;
extern typeof(open64) __real_open64, __wrap_open64;
extern typeof(fork) __real_fork, __wrap_fork;
extern typeof(pipe2) __real_pipe2, __wrap_pipe2;
extern typeof(dup2) __real_dup2, __wrap_dup2;
extern typeof(fcntl64) __real_fcntl64, __wrap_fcntl64;
extern typeof(memfd_create) __real_memfd_create, __wrap_memfd_create;
extern typeof(lseek64) __real_lseek64, __wrap_lseek64;
extern typeof(timer_create) __real_timer_create, __wrap_timer_create;
extern typeof(syscall) __real_syscall, __wrap_syscall;

DIR *__wrap_opendir(const char *path)
{
	return refused(EMFILE, false) ? NULL : __real_opendir(path);
}

FILE *__wrap_fopen64(const char *path, const char *mode)
{
	return refused(EMFILE, false) ? NULL : __real_fopen64(path, mode);
}

FILE *__wrap_fdopen(int fd, const char *mode)
{
	return refused(ENOMEM, false) ? NULL : __real_fdopen(fd, mode);
}

int __wrap_mkostemp64(char *path, int flags)
{
	return refused(EMFILE, false) ? -1 : __real_mkostemp64(path, flags);
}

int __wrap_mkdir(const char *path, mode_t mode)
{
	return refused(ENOSPC, false) ? -1 : __real_mkdir(path, mode);
}

int __wrap_rename(const char *old, const char *new)
{
	return refused(EIO, false) ? -1 : __real_rename(old, new);
}

int __wrap_unlink(const char *path)
{
	return refused(EIO, false) ? -1 : __real_unlink(path);
}

int __wrap_flock(int fd, int op)
{
	return refused(ENOLCK, true) ? -1 : __real_flock(fd, op);
}

int __wrap_fsync(int fd)
{
	return refused(EIO, false) ? -1 : __real_fsync(fd);
}

ssize_t __wrap_write(int fd, const void *buf, size_t n)
{
	return refused(ENOSPC, false) ? -1 : __real_write(fd, buf, n);
}

ssize_t __wrap_getrandom(void *buf, size_t n, unsigned int flags)
{
	return refused(EAGAIN, false) ? -1 : __real_getrandom(buf, n, flags);
}

int __wrap_epoll_create1(int flags)
{
	return refused(EMFILE, false) ? -1 : __real_epoll_create1(flags);
}

int __wrap_epoll_ctl(int epfd, int op, int fd, struct epoll_event *ev)
{
	return refused(ENOSPC, false) ? -1 : __real_epoll_ctl(epfd, op, fd, ev);
}

int __wrap_epoll_wait(int epfd, struct epoll_event *ev, int n, int timeout)
{
	return refused(EINTR, true) ? -1 : __real_epoll_wait(epfd, ev, n, timeout);
}

int __wrap_eventfd(unsigned int n, int flags)
{
	return refused(ENFILE, false) ? -1 : __real_eventfd(n, flags);
}

pid_t __wrap_fork(void)
{
	return refused(EAGAIN, false) ? -1 : __real_fork();
}

int __wrap_pipe2(int fds[2], int flags)
{
	return refused(EMFILE, false) ? -1 : __real_pipe2(fds, flags);
}

int __wrap_dup2(int fd, int to)
{
	return refused(EBUSY, false) ? -1 : __real_dup2(fd, to);
}

int __wrap_memfd_create(const char *name, unsigned int flags)
{
	return refused(EMFILE, false) ? -1 : __real_memfd_create(name, flags);
}

off64_t __wrap_lseek64(int fd, off64_t offset, int whence)
{
	return refused(EINVAL, false) ? -1 : __real_lseek64(fd, offset, whence);
}

int __wrap_timer_create(clockid_t clock, struct sigevent *event, timer_t *timer)
{
	return refused(EAGAIN, false) ? -1 : __real_timer_create(clock, event, timer);
}

/* Of what goes this way, pidfd_open() may fail. */
long __wrap_syscall(long number, ...)
{
	long args[3];
	va_list list;
	int i;

	va_start(list, number);
	for (i = 0; i < 3; i++)
		args[i] = va_arg(list, long);
	va_end(list);
	if (number == SYS_pidfd_open && refused(EMFILE, false))
		return -1;
	return __real_syscall(number, args[0], args[1], args[2]);
}

/* And F_DUPFD. */
int __wrap_fcntl64(int fd, int command, ...)
{
	va_list list;
	long arg;

	va_start(list, command);
	arg = va_arg(list, long);
	va_end(list);
	if (command == F_DUPFD && refused(EMFILE, false))
		return -1;
	return __real_fcntl64(fd, command, arg);
}

int __wrap_setns(int fd, int type)
{
	return refused(EPERM, false) ? -1 : __real_setns(fd, type);
}

int __wrap_madvise(void *mem, size_t len, int advice)
{
	return refused(EINVAL, false) ? -1 : __real_madvise(mem, len, advice);
}

int __wrap_fclose(FILE *file)
{
	bool fails = refused(ENOSPC, false);
	int error = errno;

	if (__real_fclose(file))
		return EOF;
	errno = error;
	return fails ? EOF : 0;
}

void *__wrap_mmap64(void *at, size_t len, int prot, int flags, int fd, off_t offset)
{
	if (refused(ENOMEM, false))
		return MAP_FAILED;
	return __real_mmap64(at, len, prot, flags, fd, offset);
}

int __wrap_open64(const char *path, int flags, ...)
{
	va_list args;
	int mode;

	va_start(args, flags);
	mode = flags & O_CREAT ? va_arg(args, int) : 0;
	va_end(args);
	return refused(EMFILE, false) ? -1 : __real_open64(path, flags, mode);
}

static void refuse_init(void)
{
	refuse = mmap(NULL, sizeof(*refuse), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (refuse == MAP_FAILED)
		abort();
	seam_refuses = refused;
}

static inline unsigned int open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}

enum refusal {
	NO_MEMORY,
	REFUSED,
	INTERRUPTED,
	REFUSALS
};

/* A piece of work of the program's. */
struct work {
	const char *name;
	void (*prepare)(void);		/* before each run; may be NULL */
	unsigned int (*run)(void);	/* returns 0 or a code */
	void (*undo)(void);		/* what a run did that returned 0; may be NULL */
	/* Whether the program may say this; NULL: any code. */
	bool (*sane)(enum refusal what, unsigned int code);
};

static inline unsigned int run_once(const struct work *work)
{
	unsigned int code;

	if (work->prepare)
		work->prepare();
	code = work->run();
	if (!code && work->undo)
		work->undo();
	return code;
}

static inline bool run_refused(const struct work *work, enum refusal what, unsigned int n,
			       unsigned int wanted)
{
	unsigned int code, fds;
	bool fine;
	long before;

	/* What is made once and kept is there then, even if the last refusal was to it. */
	run_once(work);
	before = live;
	fds = open_descriptors();
	if (work->prepare)
		work->prepare();
	hit = false;
	refuse->hit = false;
	refuse->interrupt = what == INTERRUPTED;
	if (what == NO_MEMORY)
		nth = n;
	else
		refuse->nth = n;
	code = work->run();
	nth = 0;
	refuse->nth = 0;
	refuse->hit |= hit;
	if (!code && work->undo)
		work->undo();
	/* A call that does without is a success like any other. */
	fine = code == wanted ||
	       (refuse->hit && what != INTERRUPTED && (!work->sane || work->sane(what, code)));
	if (!fine)
		printf("# %s, %u: %u\n", work->name, n, code);
	if (open_descriptors() > fds) {
		printf("# %s, %u: descriptors are left open\n", work->name, n);
		fine = false;
	}
	if (live != before) {
		printf("# %s, %u: %ld allocations are left\n", work->name, n, live - before);
		fine = false;
	}
	return fine;
}

/* Runs it with each of its allocations and calls refused once, from @what on. */
static inline void refuse_from(enum refusal what, const struct work *work)
{
	static const char *const says[] = {
		[NO_MEMORY] = "without memory, at any allocation: it says so, and leaks nothing",
		[REFUSED] = "with any system call refused: it says so, and leaks nothing",
		[INTERRUPTED] = "interrupted at any system call: nobody notices",
	};
	unsigned int n, wanted = run_once(work);
	char name[160];
	bool fine;

	for (; what < REFUSALS; what++) {
		fine = true;
		refuse->hit = true;
		for (n = 1; fine && refuse->hit; n++)
			fine = run_refused(work, what, n, wanted);
		snprintf(name, sizeof(name), "%s %s (%u)", work->name, says[what], n - 2);
		ok(fine, name);
	}
}

static inline void refuse_each(const struct work *work)
{
	refuse_from(NO_MEMORY, work);
}

#endif /* HOST_REFUSE_H */
