// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bytes of kernel memory that an interface with its port takes, and one with a connection; the
 * size of the module, and of a program that only links the library. All that the kernel allocates
 * for a caller is charged to its memory control group: that is where the bytes are counted.
 */
#include <linux/if.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "group.h"
#include "netdev.h"

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

	before = group_charged();
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "interface %u", i);
		add(h, name, "nobody");
	}
	bench_value(&row, (double)(group_charged() - before) / n);
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
	group_leave();
	h = service();
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "dummy%u", i);
		bench_check(netdev_add(name, "dummy"));
		bench_check(netdev_up(name, true));
	}
	group_enter();
	before = group_charged();
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "dummy%u", i);
		id = add(h, name, "kernel");
		bench_check(mpr_interface_connect(h, id, BENCH_SOON));
	}
	bench_value(&row, (double)(group_charged() - before) / n);
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
	bench_value(&program, (double)group_number("/proc/self/status", "VmRSS:"));
	bench_value(&module, (double)group_number("/sys/module/mpr/coresize", ""));
	group_make();
	group_enter();
	interfaces();
	connections();
	group_leave();
	group_remove();
	return 0;
}
