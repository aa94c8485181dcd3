// SPDX-License-Identifier: GPL-2.0-only
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "log.h"

static char *const minimal_env[] = {
	"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	"LANG=C.UTF-8",
	NULL
};

int pidfd_open_pid(pid_t pid)
{
	return syscall(SYS_pidfd_open, pid, 0);
}

/* C libraries before 2.34 neither have the function nor know its number, which is the kernel's. */
void close_from(unsigned int first)
{
	syscall(__NR_close_range, first, ~0U, 0);
}

/* Between fork and exec: nothing here may allocate or log. */
static void __attribute__((noreturn)) become(const struct spawn *how, pid_t parent)
{
	int fds[SPAWN_MAX_FDS];
	struct sigaction sa = { .sa_handler = SIG_DFL };
	unsigned int i;
	sigset_t none;
	int null, sig;

	setpgid(0, 0);
	if (how->death_signal) {
		prctl(PR_SET_PDEATHSIG, how->death_signal);
		if (getppid() != parent)
			_exit(125);
	}
	null = open("/dev/null", O_RDWR);
	/* First out of the way of the numbers wanted, then to them. */
	for (i = 0; i < how->n_fds; i++) {
		fds[i] = fcntl(how->fds[i] < 0 ? null : how->fds[i], F_DUPFD, 64);
		if (fds[i] < 0)
			_exit(125);
	}
	for (i = 0; i < how->n_fds; i++)
		if (dup2(fds[i], i) < 0)
			_exit(125);
	close_from(how->n_fds);
	for (sig = 1; sig < NSIG; sig++)
		sigaction(sig, &sa, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execve(how->path, how->argv, how->envp ? how->envp : minimal_env);
	_exit(errno == ENOENT ? 127 : 126);
}

int spawn(const struct spawn *how, struct child *child)
{
	pid_t parent = getpid();
	int saved;

	child->pidfd = -1;
	child->pid = fork();
	if (child->pid < 0)
		return -1;
	if (child->pid == 0)
		become(how, parent);
	/* Both set it, so that whoever comes first finds it done. */
	setpgid(child->pid, child->pid);
	child->pidfd = pidfd_open_pid(child->pid);
	if (child->pidfd < 0) {
		saved = errno;
		kill(child->pid, SIGKILL);
		waitpid(child->pid, NULL, 0);
		child->pid = 0;
		errno = saved;
		return -1;
	}
	fcntl(child->pidfd, F_SETFD, FD_CLOEXEC);
	return 0;
}

int spawn_reap(struct child *child)
{
	int status = 0;

	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(child->pidfd);
	child->pidfd = -1;
	child->pid = 0;
	return status;
}

void spawn_kill(const struct child *child, int signal)
{
	if (child->pid <= 0)
		return;
	if (kill(-child->pid, signal))
		kill(child->pid, signal);
}

/* What has come on @fd to the log, a line at a time. */
static void drain(int fd, const char *who)
{
	char buf[512];
	ssize_t n;
	char *line, *rest;

	n = read(fd, buf, sizeof(buf) - 1);
	if (n <= 0)
		return;
	buf[n] = '\0';
	for (line = strtok_r(buf, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		log_info("%s: %s", who, line);
}

static long long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

int spawn_run(char *const *argv, int input, int timeout_ms)
{
	static const char *const dirs[] = { "/usr/sbin", "/usr/bin", "/sbin", "/bin",
					    "/usr/local/sbin", "/usr/local/bin" };
	long long end = now_ms() + timeout_ms;
	struct spawn how = { .argv = argv, .fds = { input, -1, -1 }, .n_fds = 3,
			     .death_signal = SIGKILL };
	struct pollfd fds[2];
	struct child child;
	char path[256];
	int err[2], status, n;
	size_t i;

	for (i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dirs[i], argv[0]);
		if (access(path, X_OK) == 0)
			break;
	}
	if (i == sizeof(dirs) / sizeof(dirs[0])) {
		log_err("the program %s is not installed", argv[0]);
		return -1;
	}
	how.path = path;
	if (pipe2(err, O_CLOEXEC | O_NONBLOCK)) {
		log_err("cannot run %s: %s", argv[0], strerror(errno));
		return -1;
	}
	how.fds[1] = err[1];
	how.fds[2] = err[1];
	if (spawn(&how, &child)) {
		log_err("cannot run %s: %s", argv[0], strerror(errno));
		close(err[0]);
		close(err[1]);
		return -1;
	}
	close(err[1]);
	fds[0] = (struct pollfd){ .fd = child.pidfd, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = err[0], .events = POLLIN };
	for (;;) {
		n = end > now_ms() ? poll(fds, 2, end - now_ms()) : 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			log_err("%s takes longer than %d ms and is killed", argv[0], timeout_ms);
			spawn_kill(&child, SIGKILL);
			break;
		}
		if (fds[1].revents & POLLIN)
			drain(err[0], argv[0]);
		else if (fds[1].revents)
			fds[1].fd = -1;
		if (fds[0].revents)
			break;
	}
	status = spawn_reap(&child);
	drain(err[0], argv[0]);
	close(err[0]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int spawn_memfd(const void *data, size_t len)
{
	int fd = memfd_create("mprd", MFD_CLOEXEC);
	ssize_t n;
	int saved;

	if (fd < 0)
		return -1;
	n = write(fd, data, len);
	if (n != (ssize_t)len || lseek(fd, 0, SEEK_SET) < 0) {
		saved = n < 0 ? errno : EIO;
		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}
