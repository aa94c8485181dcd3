/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of the seed documents need beside admin.h: a dialer that does what the test
 * says, a connect in a thread of its own, traffic, and an end of privileges. Include it behind
 * kselftest_harness.h.
 */
#ifndef SELFTESTS_MPR_TEST_H
#define SELFTESTS_MPR_TEST_H

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "admin.h"

/* The device type of interfaces that the test's own dialer dials, and so its kind. */
#define TEST_KIND "test"
/* For looking that something does not happen; whatever would be wrong happens at once. */
#define A_MOMENT 100

static inline bool readable(int fd, int timeout_ms)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	return poll(&pfd, 1, timeout_ms) == 1;
}

/* ---- interfaces ---- */

static inline bool to_wide(WCHAR *to, size_t size, const char *ascii)
{
	return swprintf(to, size, L"%s", ascii) >= 0;
}

/* An interface that the kernel itself dials: a dummy device of this name, which is down. */
static inline DWORD wan_add(MPR_SERVER_HANDLE server, const char *name, HANDLE *iface)
{
	WCHAR wide[IFNAMSIZ + 1];

	if (!to_wide(wide, IFNAMSIZ, name) || netdev_add(name, "dummy"))
		return ERROR_INVALID_DATA;
	return admin_create(server, wide, ROUTER_IF_TYPE_HOME_ROUTER, iface);
}

/* The same, connected. */
static inline DWORD wan_up(MPR_SERVER_HANDLE server, const char *name, HANDLE *iface)
{
	DWORD code = wan_add(server, name, iface);

	return code ? code : MprAdminInterfaceConnect(server, *iface, NULL, TRUE);
}

/* An interface over a new dummy device that the test's dialer dials. */
static inline DWORD dialled_add(MPR_SERVER_HANDLE server, const char *dev, HANDLE *iface)
{
	MPR_DEVICE_0 slot = { .szDeviceType = L"" TEST_KIND };
	DWORD code;

	if (!to_wide(slot.szDeviceName, IFNAMSIZ, dev) || netdev_add(dev, "dummy"))
		return ERROR_INVALID_DATA;
	code = admin_create(server, slot.szDeviceName, ROUTER_IF_TYPE_FULL_ROUTER, iface);
	if (code)
		return code;
	return MprAdminInterfaceDeviceSetInfo(server, *iface, 1, 0, (LPBYTE)&slot);
}

/* ---- the dialer ---- */

/*
 * A process that listens as dialer of TEST_KIND: says which request it has taken and waits for
 * what to do. Hang-ups it does by itself.
 */
struct dialer {
	pid_t pid;
	int fd;
};

struct dialer_request {
	uint32_t id;			/* 0: the dialer is ready */
	enum mpr_dial_type request;
	uint32_t attempt_try;
	char name[256];			/* interface */
};

/* The link of @ifname comes up (unless it is ""), then dialling is done with @status. */
struct dialer_answer {
	uint32_t id;
	unsigned int status;
	char ifname[IFNAMSIZ];
};

static inline void dialer_take(struct mpr_dialer *dialer, uint32_t id, enum mpr_dial_type request,
			       int fd)
{
	struct dialer_request told = { .id = id, .request = request };
	struct mpr_dial_request *req;
	unsigned int code = mpr_dialer_accept(dialer, id, &req);

	if (!code) {
		told.attempt_try = req->attempt_try;
		snprintf(told.name, sizeof(told.name), "%s", req->interface->name);
		if (request == MPR_DIAL_TYPE_HANGUP) {
			if (*req->interface->ifname)
				netdev_up(req->interface->ifname, false);
			mpr_dialer_done(dialer, id, 0);
		}
		mpr_free(req);
	}
	/* The bell for an attempt that was given up has nothing to accept. */
	if (!code || request == MPR_DIAL_TYPE_HANGUP)
		send(fd, &told, sizeof(told), MSG_NOSIGNAL);
}

static inline void dialer_do(struct mpr_dialer *dialer, const struct dialer_answer *answer)
{
	if (*answer->ifname) {
		mpr_dialer_progress(dialer, answer->id, 0, answer->ifname,
				    MPR_PORT_COND_AUTHENTICATING);
		netdev_up(answer->ifname, true);
	}
	mpr_dialer_done(dialer, answer->id, answer->status);
}

static inline void dialer_run(int fd)
{
	struct dialer_request ready = { .id = 0 };
	static const char *const kinds[] = { TEST_KIND };
	struct dialer_answer answer;
	enum mpr_dial_type request;
	struct mpr_dialer *dialer;
	struct pollfd pfds[2];
	struct mpr *h;
	uint32_t id;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (mpr_open(NULL, &h) || mpr_dialer_open(h, kinds, 1, &dialer))
		_exit(1);
	send(fd, &ready, sizeof(ready), MSG_NOSIGNAL);
	pfds[0] = (struct pollfd){ .fd = mpr_dialer_fd(dialer), .events = POLLIN };
	pfds[1] = (struct pollfd){ .fd = fd, .events = POLLIN };
	while (poll(pfds, 2, -1) > 0) {
		while (mpr_dialer_ring(dialer, &id, &request) == 1)
			dialer_take(dialer, id, request, fd);
		if (!pfds[1].revents)
			continue;
		if (recv(fd, &answer, sizeof(answer), 0) != sizeof(answer))
			break;
		dialer_do(dialer, &answer);
	}
	_exit(0);
}

/* The next request that the dialer has taken. */
static inline bool dialer_next(struct dialer *d, struct dialer_request *req)
{
	return readable(d->fd, SOON) && recv(d->fd, req, sizeof(*req), 0) == sizeof(*req);
}

static inline bool dialer_start(struct dialer *d)
{
	struct dialer_request ready;
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds))
		return false;
	d->pid = fork();
	if (!d->pid) {
		close(fds[0]);
		dialer_run(fds[1]);
	}
	close(fds[1]);
	d->fd = fds[0];
	return d->pid > 0 && dialer_next(d, &ready) && !ready.id;
}

static inline bool dialer_answer(struct dialer *d, uint32_t id, unsigned int status,
				 const char *ifname)
{
	struct dialer_answer answer = { .id = id, .status = status };

	snprintf(answer.ifname, sizeof(answer.ifname), "%.*s", IFNAMSIZ - 1, ifname);
	return send(d->fd, &answer, sizeof(answer), MSG_NOSIGNAL) == sizeof(answer);
}

/* The process is over and its socket closed when this returns. */
static inline bool dialer_stop(struct dialer *d)
{
	close(d->fd);
	return waitpid(d->pid, NULL, 0) == d->pid;
}

/* ---- a blocking connect, watched from outside ---- */

struct blocking {
	MPR_SERVER_HANDLE server;
	HANDLE iface;
	pthread_t thread;
	int over;			/* readable when the call has returned */
	DWORD code;
};

static inline void *blocking_run(void *data)
{
	struct blocking *b = data;

	b->code = MprAdminInterfaceConnect(b->server, b->iface, NULL, TRUE);
	eventfd_write(b->over, 1);
	return NULL;
}

static inline bool blocking_start(struct blocking *b, MPR_SERVER_HANDLE server, HANDLE iface)
{
	b->server = server;
	b->iface = iface;
	b->over = eventfd(0, EFD_CLOEXEC);
	return b->over >= 0 && !pthread_create(&b->thread, NULL, blocking_run, b);
}

/* What the call returned; 0xffffffff: it does not return. */
static inline DWORD blocking_end(struct blocking *b)
{
	if (!readable(b->over, SOON))
		return 0xffffffff;
	pthread_join(b->thread, NULL);
	close(b->over);
	return b->code;
}

/* ---- privileges ---- */

/* For the rest of the process. */
static inline bool become_nobody(void)
{
	return !setgroups(0, NULL) && !setresgid(65534, 65534, 65534) &&
	       !setresuid(65534, 65534, 65534);
}

/* All capabilities, but in a user namespace that does not own the network namespace. */
static inline bool become_root_elsewhere(void)
{
	return !unshare(CLONE_NEWUSER);
}

/* ---- traffic ---- */

/* So that nothing but the test sends: devices made after this have no IPv6. */
static inline bool be_quiet(void)
{
	int fd = open("/proc/sys/net/ipv6/conf/default/disable_ipv6", O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write(fd, "1", 1) == 1;

	if (fd >= 0)
		close(fd);
	return ok;
}

/* @count frames of @len bytes, Ethernet header included, out of a device. */
static inline bool send_frames(const char *ifname, unsigned int count, size_t len)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_halen = ETH_ALEN,
				  .sll_ifindex = if_nametoindex(ifname) };
	char frame[ETH_FRAME_LEN] = { [12] = 0x88, [13] = 0xb5 };
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	bool ok = fd >= 0 && len <= sizeof(frame);

	while (ok && count--)
		ok = sendto(fd, frame, len, 0, (struct sockaddr *)&to, sizeof(to)) == (ssize_t)len;
	if (fd >= 0)
		close(fd);
	return ok;
}

#endif /* SELFTESTS_MPR_TEST_H */
