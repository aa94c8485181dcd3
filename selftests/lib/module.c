// SPDX-License-Identifier: GPL-2.0-only
/* Loading and unloading the module. */
#include <errno.h>
#include <fcntl.h>
#include <linux/membarrier.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "module.h"

/* A grace period takes some milliseconds. */
#define GRACE_PERIODS 1000

int module_load(void)
{
	const char *path = getenv("MPR_MODULE");
	int fd, err;

	if (!path)
		return EINVAL;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	err = syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
	close(fd);
	return err == EEXIST ? 0 : err;
}

int module_unload(void)
{
	return syscall(SYS_delete_module, "mpr", 0) ? errno : 0;
}

int module_unload_unused(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < GRACE_PERIODS; i++) {
		err = module_unload();
		if (err != EWOULDBLOCK || syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0))
			return err;
	}
	return err;
}
