// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who may set an interface's device (CAP_NET_ADMIN) is not always root: only programs that nobody
 * but root can change are run because of a device name.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "ppp_args.h"

static bool only_root_writes(const char *path, const char *asked)
{
	struct stat st;

	if (stat(path, &st)) {
		log_err("%s: %s", path, strerror(errno));
		return false;
	}
	if (st.st_uid != 0) {
		log_err("%s is not run: %s does not belong to root", asked, path);
		return false;
	}
	/* In a sticky directory nobody can replace a file of root's. */
	if ((st.st_mode & 0022) &&
	    !(S_ISDIR(st.st_mode) && (st.st_mode & S_ISVTX))) {
		log_err("%s is not run: others than root can write to %s", asked, path);
		return false;
	}
	return true;
}

bool trusted_program(const char *path)
{
	char real[PATH_MAX];
	struct stat st;
	char *slash;

	if (path[0] != '/') {
		log_err("\"%s\" is not run: it is not an absolute path", path);
		return false;
	}
	if (!realpath(path, real)) {
		log_err("%s: %s", path, strerror(errno));
		return false;
	}
	if (stat(real, &st) || !S_ISREG(st.st_mode)) {
		log_err("%s is not run: it is not a file", path);
		return false;
	}
	if (access(real, X_OK)) {
		log_err("%s is not run: it is not executable", path);
		return false;
	}
	if (!only_root_writes(real, path))
		return false;
	while ((slash = strrchr(real, '/')) && slash != real) {
		*slash = '\0';
		if (!only_root_writes(real, path))
			return false;
	}
	return true;
}
