/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Intruders: what there is to intrude into, as the kernel itself lists it, so that an operation
 * or group that is new is tried as well; what intruders have become; and how much of it they may.
 * Include it behind kselftest_harness.h.
 */
#ifndef SELFTESTS_INTRUDER_H
#define SELFTESTS_INTRUDER_H

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "mpr_kmod.h"
#include "mpr_wire.h"

#define NOBODY 65534
#define OPS_MAX 64
#define GROUPS_MAX 32

/* The family as CTRL_CMD_GETFAMILY describes it to everybody. */
struct family {
	uint16_t id;
	unsigned int n_ops, n_groups, n_asks;
	struct {
		uint32_t cmd, flags;
	} op[OPS_MAX];
	struct {
		uint32_t id;
		char name[32];
	} group[GROUPS_MAX];
};

static inline void family_ops(struct family *f, const struct nlattr *ops)
{
	const struct nlattr *op, *attr;

	mnl_attr_for_each_nested(op, ops) {
		if (f->n_ops == OPS_MAX)
			abort();
		mnl_attr_for_each_nested(attr, op) {
			if (mnl_attr_get_type(attr) == CTRL_ATTR_OP_ID)
				f->op[f->n_ops].cmd = mnl_attr_get_u32(attr);
			else if (mnl_attr_get_type(attr) == CTRL_ATTR_OP_FLAGS)
				f->op[f->n_ops].flags = mnl_attr_get_u32(attr);
		}
		f->n_asks += !!(f->op[f->n_ops].flags & GENL_CMD_CAP_DO);
		f->n_asks += !!(f->op[f->n_ops].flags & GENL_CMD_CAP_DUMP);
		f->n_ops++;
	}
}

static inline void family_groups(struct family *f, const struct nlattr *groups)
{
	const struct nlattr *group;

	mnl_attr_for_each_nested(group, groups) {
		if (f->n_groups == GROUPS_MAX)
			abort();
		snprintf(f->group[f->n_groups].name, sizeof(f->group[0].name), "%s",
			 wire_group(group, &f->group[f->n_groups].id));
		f->n_groups++;
	}
}

static inline bool family_read(struct wire *w, struct family *f)
{
	memset(f, 0, sizeof(*f));
	if (wire_resolve(w) || !wire_attr(w->reply, CTRL_ATTR_OPS) ||
	    !wire_attr(w->reply, CTRL_ATTR_MCAST_GROUPS))
		return false;
	f->id = w->family;
	family_ops(f, wire_attr(w->reply, CTRL_ATTR_OPS));
	family_groups(f, wire_attr(w->reply, CTRL_ATTR_MCAST_GROUPS));
	return true;
}

/* ---- trying everything ---- */

/* How a request is sent: with the kernel's address, or to what the socket is connected to. */
enum how {
	WITH_ADDRESS,
	WITHOUT_ADDRESS,
};

/*
 * Of what was tried, how much was refused for want of permission, and the first that was not.
 * Joining groups counts apart: before 5.10.204, 5.15.143, 6.1.67 and 6.7 a kernel may let everybody
 * join every group, and there the module sends to nobody who should not have joined.
 */
struct verdict {
	unsigned int tried, refused;
	unsigned int joins, joins_refused;
	unsigned int heard;
	int error;			/* of a test that looks at one thing */
	char allowed[64];
};

static inline void judge(struct verdict *v, int error, const char *what, const char *name)
{
	v->tried++;
	if (error == EPERM)
		v->refused++;
	else if (!*v->allowed)
		snprintf(v->allowed, sizeof(v->allowed), "%s %s: %s", what, name, strerror(error));
}

static inline void judge_join(struct verdict *v, int error, const char *name)
{
	v->joins++;
	if (error == EPERM)
		v->joins_refused++;
	else if (!*v->allowed)
		snprintf(v->allowed, sizeof(v->allowed), "join %s: %s", name, strerror(error));
}

/* All or nothing: a group that was forgotten shows. */
static inline bool all_joins_refused(const struct verdict *v)
{
	return v->joins && (v->joins_refused == v->joins || !v->joins_refused);
}

/* The first word of the answer to @nlh: 0 or an errno; what follows is thrown away. */
static inline int try_send(struct wire *w, const struct nlmsghdr *nlh, enum how way)
{
	const struct nlmsghdr *rsp;
	int error = -1, len;

	if (way == WITH_ADDRESS ? mnl_socket_sendto(w->nl, nlh, nlh->nlmsg_len) < 0 :
	    send(mnl_socket_get_fd(w->nl), nlh, nlh->nlmsg_len, 0) < 0)
		return errno;
	for (;;) {
		len = mnl_socket_recvfrom(w->nl, w->rsp, sizeof(w->rsp));
		if (len < 0)
			return error < 0 ? errno : error;
		for (rsp = (void *)w->rsp; mnl_nlmsg_ok(rsp, len);
		     rsp = mnl_nlmsg_next(rsp, &len)) {
			if (rsp->nlmsg_seq != nlh->nlmsg_seq)
				continue;
			if (rsp->nlmsg_type == NLMSG_ERROR) {
				if (error < 0)
					error = -*(int *)mnl_nlmsg_get_payload(rsp);
				return error;
			}
			if (error < 0)
				error = 0;
			if (rsp->nlmsg_type == NLMSG_DONE)
				return error;
		}
	}
}

/* Every operation, do and dump. An attribute that none has keeps those allowed from acting. */
static inline void try_ops(struct wire *w, const struct family *f, enum how way,
			   struct verdict *v)
{
	struct nlmsghdr *nlh;
	char name[16];
	unsigned int i;

	for (i = 0; i < f->n_ops; i++) {
		snprintf(name, sizeof(name), "%u", f->op[i].cmd);
		if (f->op[i].flags & GENL_CMD_CAP_DO) {
			nlh = wire_msg(w, f->id, f->op[i].cmd, NLM_F_ACK);
			mnl_attr_put_u32(nlh, 99, 0);
			judge(v, try_send(w, nlh, way), "do", name);
		}
		if (f->op[i].flags & GENL_CMD_CAP_DUMP) {
			nlh = wire_msg(w, f->id, f->op[i].cmd, NLM_F_DUMP);
			judge(v, try_send(w, nlh, way), "dump", name);
		}
	}
}

static inline int join(int fd, uint32_t group)
{
	return setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) ?
		errno : 0;
}

/* A new socket that binds to the group's bit; EINVAL when groups have no bit. */
static inline int join_by_bind(uint32_t group)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK, .nl_groups = 1U << (group - 1) };
	int fd, error;

	if (group > 32)
		return EINVAL;
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	error = bind(fd, (struct sockaddr *)&addr, sizeof(addr)) ? errno : 0;
	close(fd);
	return error;
}

/* Every group, both ways. */
static inline void try_groups(struct wire *w, const struct family *f, struct verdict *v)
{
	unsigned int i;

	for (i = 0; i < f->n_groups; i++) {
		judge_join(v, join(mnl_socket_get_fd(w->nl), f->group[i].id), f->group[i].name);
		if (f->group[i].id <= 32)
			judge_join(v, join_by_bind(f->group[i].id), f->group[i].name);
	}
}

/* ---- what intruders become ---- */

static inline int be_nobody(void)
{
	return setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
	       setresuid(NOBODY, NOBODY, NOBODY);
}

static inline int drop_cap(int cap)
{
	struct __user_cap_header_struct hdr = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &hdr, data))
		return -1;
	data[cap / 32].effective &= ~(1U << cap % 32);
	data[cap / 32].permitted &= ~(1U << cap % 32);
	data[cap / 32].inheritable &= ~(1U << cap % 32);
	return syscall(SYS_capset, &hdr, data);
}

/* Root in every other respect. */
static inline int be_root_without_net_admin(void)
{
	return drop_cap(CAP_NET_ADMIN);
}

static inline int be_nobody_with_net_admin(void)
{
	struct __user_cap_header_struct hdr = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = {
		{ .effective = 1U << CAP_NET_ADMIN, .permitted = 1U << CAP_NET_ADMIN },
	};

	return prctl(PR_SET_KEEPCAPS, 1) || be_nobody() || syscall(SYS_capset, &hdr, data);
}

static inline int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return err;
}

/* Root of a new user namespace: the other namespaces of @more belong to it. */
static inline int be_root_of_userns(int more)
{
	char uids[32], gids[32];

	/* Inside, both are those of nobody until they are mapped. */
	snprintf(uids, sizeof(uids), "0 %u 1", geteuid());
	snprintf(gids, sizeof(gids), "0 %u 1", getegid());
	return unshare(CLONE_NEWUSER | more) || write_file("/proc/self/uid_map", uids) ||
	       write_file("/proc/self/setgroups", "deny") ||
	       write_file("/proc/self/gid_map", gids) || setresuid(0, 0, 0);
}

static inline int be_root_of_a_userns(void)
{
	return be_root_of_userns(0);
}

/* A process that became nobody is not dumpable, and may not write its own maps, until told. */
static inline int be_nobodys_root(void)
{
	return be_nobody() || prctl(PR_SET_DUMPABLE, 1) || be_root_of_userns(0);
}

static inline int be_nobodys_root_of_a_netns(void)
{
	return be_nobody() || prctl(PR_SET_DUMPABLE, 1) || be_root_of_userns(CLONE_NEWNET) ||
	       netdev_up("lo", true);
}

/* The rest is the container's first process; the caller waits for it outside. */
static inline int enter_container(int namespaces)
{
	int status;
	pid_t pid;

	if (unshare(namespaces))
		return -1;
	pid = fork();
	if (pid > 0)
		_exit(waitpid(pid, &status, 0) != pid || status ? 98 : 0);
	return pid < 0 || mount("proc", "/proc", "proc", 0, NULL);
}

#define CONTAINER (CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP)

/* As a container engine without root makes it. */
static inline int be_container(void)
{
	return be_nobodys_root_of_a_netns() || enter_container(CONTAINER);
}

/* As one with root does when it is given no capabilities over the network. */
static inline int be_container_without_net_admin(void)
{
	return unshare(CLONE_NEWNET) || netdev_up("lo", true) || enter_container(CONTAINER) ||
	       drop_cap(CAP_NET_ADMIN);
}

/* ---- running them ---- */

typedef void body_fn(struct verdict *v, void *data);

/* @body in a process that has become something; false when that failed. */
static inline bool intrude(int (*become)(void), body_fn *body, void *data, struct verdict *v)
{
	struct verdict *shared = mmap(NULL, sizeof(*v), PROT_READ | PROT_WRITE,
				      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status = -1;
	pid_t pid;

	if (shared == MAP_FAILED)
		return false;
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (become && become())
			_exit(99);
		body(shared, data);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		status = -1;
	*v = *shared;
	munmap(shared, sizeof(*v));
	return status == 0;
}

#endif /* SELFTESTS_INTRUDER_H */
