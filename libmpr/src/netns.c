// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Network namespaces: which one a service is, sockets in it, and where its state is kept.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <linux/magic.h>
#include <linux/nsfs.h>

#include "nl.h"

#define NETNS_DIR "/run/netns"
#define NETNS_SELF "/proc/thread-self/ns/net"
#define NETNS_INIT "/proc/1/ns/net"
#define STATE_DIR "/var/lib/mpr"

static bool is_netns(int fd)
{
	int type = ioctl(fd, NS_GET_NSTYPE);
	struct statfs fs;

	/* 32-bit programs on a 64-bit kernel may not have it: setns() tells then. */
	if (type < 0 && errno == ENOTTY)
		return !fstatfs(fd, &fs) && fs.f_type == NSFS_MAGIC;
	return type == CLONE_NEWNET;
}

static unsigned int open_named(const char *name, struct mpr *h)
{
	char path[sizeof(NETNS_DIR) + sizeof(h->name)];
	unsigned int code;

	if (!*name || strlen(name) >= sizeof(h->name) || strchr(name, '/') ||
	    !strcmp(name, ".") || !strcmp(name, ".."))
		return mpr_fail(ERROR_BAD_NETPATH, 0, "not a name of a network namespace", NULL);
	snprintf(path, sizeof(path), NETNS_DIR "/%s", name);
	h->netns = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (h->netns < 0) {
		code = mpr_fail_sys(errno, path);
		return code == RPC_S_CALL_FAILED ? ERROR_BAD_NETPATH : code;
	}
	if (!is_netns(h->netns)) {
		close(h->netns);
		return mpr_fail(ERROR_BAD_NETPATH, 0, "not a network namespace", NULL);
	}
	memcpy(h->name, name, strlen(name) + 1);
	return 0;
}

unsigned int mpr_netns_open(const char *server, struct mpr *h)
{
	unsigned int code = 0;
	struct stat st;

	h->name[0] = '\0';
	if (!server || !*server || !strcasecmp(server, "localhost")) {
		h->netns = open(NETNS_SELF, O_RDONLY | O_CLOEXEC);
		/* Without /proc it is wherever the thread is. */
		if (h->netns < 0 && errno == ENOENT)
			return 0;
		if (h->netns < 0)
			return mpr_fail_sys(errno, NETNS_SELF);
	} else if (!strncmp(server, "netns:", 6)) {
		code = open_named(server + 6, h);
		if (code)
			return code;
	} else {
		return mpr_fail(ERROR_BAD_NETPATH, 0,
				"only \"localhost\" and \"netns:NAME\" can be opened", NULL);
	}
	if (fstat(h->netns, &st)) {
		code = mpr_fail_sys(errno, "fstat of a network namespace");
		close(h->netns);
		return code;
	}
	h->netns_dev = st.st_dev;
	h->netns_ino = st.st_ino;
	return 0;
}

static int netlink_socket(unsigned int *code)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);

	if (fd < 0)
		*code = mpr_fail_sys(errno, "netlink socket");
	return fd;
}

/*
 * A socket belongs to the namespace that its creator is in, so a thread that is elsewhere goes
 * there and back. Being stuck there would make the caller's next sockets go wrong: that is an
 * error, never silence.
 */
int mpr_netns_socket(struct mpr *h, unsigned int *code)
{
	struct stat st;
	int back, fd;

	if (h->netns < 0)
		return netlink_socket(code);
	if (!stat(NETNS_SELF, &st) && st.st_dev == h->netns_dev && st.st_ino == h->netns_ino)
		return netlink_socket(code);
	back = open(NETNS_SELF, O_RDONLY | O_CLOEXEC);
	if (back < 0) {
		*code = mpr_fail_sys(errno, NETNS_SELF);
		return -1;
	}
	if (setns(h->netns, CLONE_NEWNET)) {
		*code = errno == EINVAL ?
			mpr_fail(ERROR_BAD_NETPATH, EINVAL, "not a network namespace", NULL) :
			mpr_fail_sys(errno, "entering the network namespace");
		close(back);
		return -1;
	}
	fd = netlink_socket(code);
	if (setns(back, CLONE_NEWNET)) {
		*code = mpr_fail_sys(errno, "this thread cannot return to its network namespace");
		if (fd >= 0)
			close(fd);
		fd = -1;
	}
	close(back);
	return fd;
}

static bool same(const struct mpr *h, int dir, const char *path)
{
	struct stat st;

	return !fstatat(dir, path, &st, 0) && st.st_dev == h->netns_dev &&
	       st.st_ino == h->netns_ino;
}

/* The name that ip-netns(8) knows the namespace by, "" if it has none or is the initial one. */
static void find_name(const struct mpr *h, char *name, size_t len)
{
	struct dirent *ent;
	DIR *dir;

	*name = '\0';
	if (same(h, AT_FDCWD, NETNS_INIT))
		return;
	if (*h->name) {
		snprintf(name, len, "%s", h->name);
		return;
	}
	dir = opendir(NETNS_DIR);
	if (!dir)
		return;
	while ((ent = readdir(dir))) {
		if (ent->d_name[0] != '.' && same(h, dirfd(dir), ent->d_name)) {
			snprintf(name, len, "%s", ent->d_name);
			break;
		}
	}
	closedir(dir);
}

unsigned int mpr_state_dir(struct mpr *h, char *buf, size_t len)
{
	const char *base = secure_getenv("MPR_STATE_DIR");
	char name[sizeof(h->name)];
	int n;

	if (!h || (!buf && len))
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	if (!base || !*base)
		base = STATE_DIR;
	find_name(h, name, sizeof(name));
	n = snprintf(buf, len, "%s%s%s", base, *name ? "/netns/" : "", name);
	if (n < 0 || (size_t)n >= len)
		return mpr_fail(ERROR_INSUFFICIENT_BUFFER, 0, NULL, NULL);
	return 0;
}
