// SPDX-License-Identifier: GPL-2.0-only
/*
 * For LD_PRELOAD: counts the calls with which a process acts on the world, over all processes of
 * one name, and kills the process (SIGKILL) right before the call of a given number. So a test can
 * end a program at each of its steps, one after the other, until there are no more.
 *
 * $MPR_KILL_CONTROL is the file, shared by all, that says who and when; helper_kill.c writes it.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "kill_control.h"

static struct kill_control *control;
/* A child between fork and what it is to become is not yet somebody. */
static char inherited[KILL_NAME_MAX];

static void after_fork(void)
{
	prctl(PR_GET_NAME, inherited);
}

__attribute__((constructor)) static void start(void)
{
	const char *path = getenv("MPR_KILL_CONTROL");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;

	if (fd < 0)
		return;
	control = mmap(NULL, sizeof(*control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (control == MAP_FAILED)
		control = NULL;
	close(fd);
	pthread_atfork(NULL, NULL, after_fork);
}

static void step(const char *call)
{
	char name[KILL_NAME_MAX] = "";

	if (!control || !control->armed)
		return;
	prctl(PR_GET_NAME, name);
	if (strcmp(name, control->name) || !strcmp(name, inherited))
		return;
	if (__atomic_add_fetch(&control->steps, 1, __ATOMIC_SEQ_CST) != control->at)
		return;
	strncpy(control->call, call, sizeof(control->call) - 1);
	control->hit = 1;
	kill(getpid(), SIGKILL);
}

int socket(int domain, int type, int protocol)
{
	step("socket");
	return syscall(SYS_socket, domain, type, protocol);
}

int connect(int fd, const struct sockaddr *addr, socklen_t len)
{
	step("connect");
	return syscall(SYS_connect, fd, addr, len);
}

int bind(int fd, const struct sockaddr *addr, socklen_t len)
{
	step("bind");
	return syscall(SYS_bind, fd, addr, len);
}

ssize_t sendto(int fd, const void *buf, size_t len, int flags,
	       const struct sockaddr *addr, socklen_t addr_len)
{
	step("sendto");
	return syscall(SYS_sendto, fd, buf, len, flags, addr, addr_len);
}

ssize_t sendmsg(int fd, const struct msghdr *msg, int flags)
{
	step("sendmsg");
	return syscall(SYS_sendmsg, fd, msg, flags);
}

ssize_t recvmsg(int fd, struct msghdr *msg, int flags)
{
	step("recvmsg");
	return syscall(SYS_recvmsg, fd, msg, flags);
}

ssize_t write(int fd, const void *buf, size_t len)
{
	step("write");
	return syscall(SYS_write, fd, buf, len);
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
	step("setsockopt");
	return syscall(SYS_setsockopt, fd, level, name, value, len);
}

int execve(const char *path, char *const argv[], char *const envp[])
{
	step("execve");
	return syscall(SYS_execve, path, argv, envp);
}

int unlink(const char *path)
{
	step("unlink");
	return syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int rename(const char *from, const char *to)
{
	step("rename");
	return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int close(int fd)
{
	step("close");
	return syscall(SYS_close, fd);
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list ap;
	void *arg;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	step("ioctl");
	return syscall(SYS_ioctl, fd, request, arg);
}
