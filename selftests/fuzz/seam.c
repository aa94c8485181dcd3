// SPDX-License-Identifier: GPL-2.0-only
/* What a netlink socket receives comes from the input. */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/mpr.h>
#include <linux/netlink.h>

#include "seam.h"
#include "wrap.h"

#define FAMILY 0x20
#define SOCKETS 64
#define DATAGRAM 65536

static struct {
	const uint8_t *p, *end;
	unsigned int hostile;
	int fd[SOCKETS];
	unsigned int n_fd;
	uint32_t seq;			/* of the last request */
	uint8_t request[512];		/* its beginning */
	size_t request_len;
	unsigned int canned;		/* SEAM_*: the honest answer that comes next */
	uint32_t canned_seq;
	/* the datagram that recv() has looked at */
	uint8_t data[DATAGRAM];
	size_t len;
	bool ready, foreign;
	bool polled;			/* something was said to be there */
	int error;
} s;

bool (*seam_refuses)(int error, bool interruptible);

static bool refuses(int error, bool interruptible)
{
	return seam_refuses && seam_refuses(error, interruptible);
}

void seam_begin(const uint8_t *data, size_t size, unsigned int hostile)
{
	memset(&s, 0, offsetof(typeof(s), data));
	s.p = data;
	s.end = data + size;
	s.hostile = hostile;
	s.ready = false;
	s.polled = false;
	s.error = 0;
}

void seam_end(void)
{
	s.p = s.end;
	s.n_fd = 0;
}

void (*seam_sees)(const struct nlmsghdr *nlh);

static bool is_ours(int fd)
{
	char path[32], target[32];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, target, sizeof(target));
	return n > 0 && memmem(target, n, "eventfd", 7);
}

/* Always readable, until the input is used up. */
int __wrap_socket(int domain, int type, int protocol)
{
	int fd;

	if (domain != AF_NETLINK || protocol != NETLINK_GENERIC)
		return __real_socket(domain, type, protocol);
	if (refuses(EMFILE, false))
		return -1;
	fd = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
	if (fd >= 0 && s.n_fd < SOCKETS)
		s.fd[s.n_fd++] = fd;
	return fd;
}

int __wrap_bind(int fd, const struct sockaddr *addr, socklen_t len)
{
	if (!is_ours(fd))
		return __real_bind(fd, addr, len);
	return refuses(EACCES, false) ? -1 : 0;
}

int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
	(void)fd;
	(void)level;
	(void)name;
	(void)value;
	(void)len;
	return refuses(EPERM, false) ? -1 : 0;
}

ssize_t __wrap_send(int fd, const void *data, size_t len, int flags)
{
	const struct nlmsghdr *nlh = data;
	const struct genlmsghdr *genl = (const void *)(nlh + 1);

	(void)fd;
	(void)flags;
	if (refuses(ENOBUFS, true))
		return -1;
	if (seam_sees)
		seam_sees(nlh);
	s.seq = nlh->nlmsg_seq;
	s.request_len = len < sizeof(s.request) ? len : sizeof(s.request);
	memcpy(s.request, data, s.request_len);
	s.canned = nlh->nlmsg_type == GENL_ID_CTRL ? SEAM_FAMILY :
		   nlh->nlmsg_type == FAMILY && genl->cmd == MPR_CMD_SERVICE_GET ? SEAM_SERVICE : 0;
	s.canned &= ~s.hostile;
	s.canned_seq = s.seq;
	return len;
}

static void add(const void *data, size_t len)
{
	if (s.len + len > sizeof(s.data))
		return;
	if (len)
		memcpy(s.data + s.len, data, len);
	s.len += len;
}

static void pad(void)
{
	while (s.len % NLMSG_ALIGNTO && s.len < sizeof(s.data))
		s.data[s.len++] = 0;
}

static size_t begin_message(uint16_t type, uint16_t flags, uint32_t seq)
{
	struct nlmsghdr nlh = { .nlmsg_type = type, .nlmsg_flags = flags, .nlmsg_seq = seq };
	size_t at;

	pad();
	at = s.len;
	add(&nlh, sizeof(nlh));
	return at;
}

static void end_message(size_t at, bool lie)
{
	struct nlmsghdr *nlh = (void *)(s.data + at);

	if (s.len < at + sizeof(*nlh))
		return;
	nlh->nlmsg_len = s.len - at;
	if (lie)
		nlh->nlmsg_len += s.len % 7 * 3 - 9;
	pad();
}

static size_t begin_attr(uint16_t type)
{
	struct nlattr attr = { .nla_type = type };
	size_t at = s.len;

	add(&attr, sizeof(attr));
	return at;
}

static void end_attr(size_t at)
{
	((struct nlattr *)(s.data + at))->nla_len = s.len - at;
	pad();
}

static void put_attr(uint16_t type, const void *data, size_t len)
{
	size_t at = begin_attr(type);

	add(data, len);
	end_attr(at);
}

static void put_ack(void)
{
	struct nlmsgerr ack = { .error = 0 };
	size_t at = begin_message(NLMSG_ERROR, NLM_F_CAPPED, s.canned_seq);

	add(&ack, sizeof(ack));
	end_message(at, false);
}

static void answer_service(void)
{
	struct genlmsghdr genl = { .cmd = MPR_CMD_SERVICE_GET, .version = 1 };
	size_t at = begin_message(FAMILY, 0, s.canned_seq);
	uint64_t one = 1;

	add(&genl, sizeof(genl));
	put_attr(MPR_A_SERVICE_EPOCH, &one, sizeof(one));
	put_attr(MPR_A_SERVICE_JOURNAL_LAST, &one, sizeof(one));
	end_message(at, false);
	put_ack();
}

static void answer_family(void)
{
	static const char *const groups[] = {
		"connections", "interfaces", "ports", "service", "dialers"
	};
	struct genlmsghdr genl = { .cmd = CTRL_CMD_NEWFAMILY, .version = 2 };
	size_t at = begin_message(GENL_ID_CTRL, 0, s.canned_seq), nest, one;
	uint16_t id = FAMILY;
	uint32_t i, group;

	add(&genl, sizeof(genl));
	put_attr(CTRL_ATTR_FAMILY_NAME, MPR_FAMILY_NAME, sizeof(MPR_FAMILY_NAME));
	put_attr(CTRL_ATTR_FAMILY_ID, &id, sizeof(id));
	nest = begin_attr(CTRL_ATTR_MCAST_GROUPS | NLA_F_NESTED);
	for (i = 0; i < 5; i++) {
		one = begin_attr((i + 1) | NLA_F_NESTED);
		group = 10 + i;
		put_attr(CTRL_ATTR_MCAST_GRP_ID, &group, sizeof(group));
		put_attr(CTRL_ATTR_MCAST_GRP_NAME, groups[i], strlen(groups[i]) + 1);
		end_attr(one);
	}
	end_attr(nest);
	end_message(at, false);
	put_ack();
}

/* One frame of the input into the datagram; returns whether the next one belongs to it too. */
static bool take_frame(void)
{
	uint8_t kind = s.p[0], flags = s.p[1];
	size_t len = s.p[2] | (s.p[3] & 0x1f) << 8, at;
	uint16_t type = flags & SEAM_FLAG_FOREIGN ? s.p[3] : FAMILY, bits;
	uint32_t seq = flags & SEAM_FLAG_FOREIGN ? s.p[2] : s.seq;
	const uint8_t *payload = s.p + 4;
	int error;

	if (len > (size_t)(s.end - payload))
		len = s.end - payload;
	s.p = payload + len;
	bits = (flags & SEAM_FLAG_INTR ? NLM_F_DUMP_INTR : 0) | NLM_F_MULTI;
	bits |= flags & SEAM_FLAG_TLVS ? NLM_F_ACK_TLVS : 0;
	bits |= flags & SEAM_FLAG_CAPPED ? NLM_F_CAPPED : 0;
	s.foreign |= !!(flags & SEAM_FLAG_SENDER);
	switch (kind & 7) {
	case SEAM_KIND_ERROR:
	case SEAM_KIND_DONE:
		at = begin_message((kind & 7) == SEAM_KIND_DONE ? NLMSG_DONE : NLMSG_ERROR, bits,
				   seq);
		error = len ? -(int)payload[0] : 0;
		add(&error, len ? sizeof(error) : 0);
		if ((kind & 7) == SEAM_KIND_ERROR && len) {
			add(s.request, flags & SEAM_FLAG_CAPPED ? NLMSG_HDRLEN : s.request_len);
			pad();
		}
		add(payload + 1, len ? len - 1 : 0);
		end_message(at, flags & SEAM_FLAG_LENGTH);
		break;
	case SEAM_KIND_RAW:
		add(payload, len);
		break;
	case SEAM_KIND_ERRNO:
		s.error = len ? payload[0] % 2 ? ENOBUFS : EINTR : ECONNREFUSED;
		return false;
	default:
		at = begin_message(type, bits, (kind & 7) == SEAM_KIND_EVENT ? 0 : seq);
		add(payload, len);
		end_message(at, flags & SEAM_FLAG_LENGTH);
	}
	return flags & SEAM_FLAG_MORE && s.end - s.p >= 4;
}

/* Who does not wait gets what comes unasked, but not the answer to a request to come. */
static bool for_now(int flags)
{
	return !(flags & MSG_DONTWAIT) || s.polled || (s.p[0] & 7) >= SEAM_KIND_EVENT ||
	       s.p[1] & SEAM_FLAG_UNASKED;
}

/* Has the next datagram ready; else -1 with errno as of a socket that is empty, or gone. */
static int prepare(int flags)
{
	unsigned int i;
	eventfd_t n;

	do {
		if (s.error) {
			errno = s.error;
			s.error = 0;
			return -1;
		}
		if (s.ready)
			return 0;
		s.len = 0;
		s.foreign = false;
		if (s.canned && !(flags & MSG_DONTWAIT)) {
			if (s.canned == SEAM_FAMILY)
				answer_family();
			else
				answer_service();
			s.canned = 0;
		} else if (s.end - s.p >= 4 && !for_now(flags)) {
			errno = EAGAIN;
			return -1;
		} else if (s.end - s.p >= 4) {
			s.polled = false;
			while (take_frame())
				;
		} else {
			for (i = 0; i < s.n_fd; i++)
				eventfd_read(s.fd[i], &n);
			errno = flags & MSG_DONTWAIT ? EAGAIN : ECONNRESET;
			return -1;
		}
		s.ready = s.len || !s.error;
	} while (!s.ready);
	return 0;
}

ssize_t __wrap_recv(int fd, void *buf, size_t len, int flags)
{
	(void)fd;
	(void)buf;
	(void)len;
	if (refuses(EIO, true) || prepare(flags))
		return -1;
	return s.len;
}

ssize_t __wrap_recvmsg(int fd, struct msghdr *hdr, int flags)
{
	struct sockaddr_nl from = { .nl_family = AF_NETLINK };
	size_t room = hdr->msg_iov[0].iov_len, n;

	(void)fd;
	if (refuses(EIO, true) || prepare(flags))
		return -1;
	s.ready = false;
	n = s.len < room ? s.len : room;
	memcpy(hdr->msg_iov[0].iov_base, s.data, n);
	hdr->msg_flags = s.len > room ? MSG_TRUNC : 0;
	from.nl_pid = s.foreign ? 4711 : 0;
	memcpy(hdr->msg_name, &from, sizeof(from));
	hdr->msg_namelen = sizeof(from);
	return n;
}

/* Nobody waits: what is not there will not come. */
int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout)
{
	nfds_t i;

	if (refuses(EINTR, true))
		return -1;
	if (n && !is_ours(fds[0].fd))
		return __real_poll(fds, n, timeout);
	if (s.end - s.p < 4 && !s.ready && !s.error && !s.canned) {
		errno = EIO;
		return -1;
	}
	s.polled = true;
	for (i = 0; i < n; i++)
		fds[i].revents = fds[i].events & POLLIN;
	return n;
}
