// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bytes of kernel memory that an interface with its port takes, and one with a connection; the
 * size of the module, and of a program that only links the library. All that the kernel allocates
 * for a caller is charged to its memory control group: that is where the bytes are counted.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "netdev.h"

#define GROUP "/sys/fs/cgroup/mpr-bench"

static long number(const char *path, const char *key)
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

static long charged(void)
{
	return number(GROUP "/memory.stat", "kernel ");
}

static uint32_t add(struct mpr *h, const char *name, const char *dialer)
{
	struct mpr_interface iface = {
		.name = name, .type = MPR_IF_TYPE_FULL_ROUTER, .dialer = dialer,
	};
	uint32_t id;

	bench_check(mpr_interface_add(h, &iface, MPR_SET_DIALER, &id));
	return id;
}

static struct mpr *service(void)
{
	struct mpr_service set = { .journal_size = 0 };
	struct mpr *h = bench_service();

	bench_check(mpr_service_set(h, &set, MPR_SERVICE_JOURNAL_SIZE));
	return h;
}

static void interfaces(void)
{
	unsigned int n = bench_size("INTERFACES", 100000), i;
	struct bench_row row = {
		.name = "memory-interface", .unit = "bytes", .kind = BENCH_NONE,
		.what = "an interface with its port, of 100,000",
	};
	struct mpr *h = service();
	char name[32];
	long before;

	before = charged();
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "interface %u", i);
		add(h, name, "nobody");
	}
	bench_value(&row, (double)(charged() - before) / n);
	mpr_close(h);
}

static void connections(void)
{
	unsigned int n = bench_size("CONNECTIONS", 10000), i;
	struct bench_row row = {
		.name = "memory-connection", .unit = "bytes", .kind = BENCH_AT_MOST,
		.budget = 1024, .what = "a connection with its interface and port, of 10,000",
	};
	char name[IFNAMSIZ];
	struct mpr *h;
	long before;
	uint32_t id;

	/* The devices are not what is measured. */
	put("/sys/fs/cgroup/cgroup.procs", "0");
	h = service();
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "dummy%u", i);
		bench_check(netdev_add(name, "dummy"));
		bench_check(netdev_up(name, true));
	}
	put(GROUP "/cgroup.procs", "0");
	before = charged();
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "dummy%u", i);
		id = add(h, name, "kernel");
		bench_check(mpr_interface_connect(h, id, BENCH_SOON));
	}
	bench_value(&row, (double)(charged() - before) / n);
	mpr_close(h);
}

int main(void)
{
	struct bench_row module = {
		.name = "size-module", .unit = "bytes", .what = "mpr.ko in memory",
	};
	struct bench_row program = {
		.name = "size-library", .unit = "KiB",
		.what = "resident set of a program that links libmpr and has asked one thing",
	};
	struct mpr_service *now;
	struct mpr *h;

	bench_check(mpr_open(NULL, &h));
	bench_check(mpr_service_get(h, &now));
	mpr_free(now);
	mpr_close(h);
	bench_value(&program, (double)number("/proc/self/status", "VmRSS:"));
	bench_value(&module, (double)number("/sys/module/mpr/coresize", ""));
	put("/sys/fs/cgroup/cgroup.subtree_control", "+memory");
	if (mkdir(GROUP, 0755) && errno != EEXIST)
		bench_die(GROUP ": %m");
	put(GROUP "/cgroup.procs", "0");
	interfaces();
	connections();
	put("/sys/fs/cgroup/cgroup.procs", "0");
	rmdir(GROUP);
	return 0;
}
