/* SPDX-License-Identifier: GPL-2.0-only */
/* What the linker puts in the place of functions of the C library (--wrap), and these. */
#ifndef FUZZ_WRAP_H
#define FUZZ_WRAP_H

#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>

int __wrap_socket(int domain, int type, int protocol);
int __real_socket(int domain, int type, int protocol);
int __real_bind(int fd, const struct sockaddr *addr, socklen_t len);
int __real_poll(struct pollfd *fds, nfds_t n, int timeout);
int __wrap_bind(int fd, const struct sockaddr *addr, socklen_t len);
int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t len);
ssize_t __wrap_send(int fd, const void *data, size_t len, int flags);
ssize_t __wrap_recv(int fd, void *buf, size_t len, int flags);
ssize_t __wrap_recvmsg(int fd, struct msghdr *hdr, int flags);
int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout);

/* main() of mprctl */
int mprctl_main(int argc, char **argv);
void __wrap_exit(int status) __attribute__((noreturn));
void __real_exit(int status) __attribute__((noreturn));
int __wrap_open(const char *path, int flags, ...);
FILE *__wrap_fopen(const char *path, const char *mode);
FILE *__real_fopen(const char *path, const char *mode);
int __real_open(const char *path, int flags, ...);

#endif /* FUZZ_WRAP_H */
