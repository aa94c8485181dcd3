// SPDX-License-Identifier: GPL-2.0-only
#include "group.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"

#define GROUP "/sys/fs/cgroup/mpr-bench"

long group_number(const char *path, const char *key)
{
	size_t len = strlen(key);
	char line[256];
	FILE *f = fopen(path, "re");
	long n = -1;

	while (f && n < 0 && fgets(line, sizeof(line), f))
		if (!strncmp(line, key, len))
			n = strtol(line + len, NULL, 10);
	if (!f || n < 0)
		bench_die("%s has no number %s", path, key);
	fclose(f);
	return n;
}

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		bench_die("%s: %m", path);
	close(fd);
}

long group_charged(void)
{
	return group_number(GROUP "/memory.stat", "kernel ");
}

void group_make(void)
{
	put("/sys/fs/cgroup/cgroup.subtree_control", "+memory");
	if (mkdir(GROUP, 0755) && errno != EEXIST)
		bench_die(GROUP ": %m");
}

void group_enter(void)
{
	put(GROUP "/cgroup.procs", "0");
}

void group_leave(void)
{
	put("/sys/fs/cgroup/cgroup.procs", "0");
}

void group_remove(void)
{
	rmdir(GROUP);
}
