// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a network namespace costs more with the module: 1,000 are made and taken down, and the
 * kernel memory that they take, as it is charged to who makes them.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"
#include "group.h"

#define RUNS 5

static unsigned int n;
static int *fds;

static void make(void)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (unshare(CLONE_NEWNET))
			bench_die("unshare: %m");
		fds[i] = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
		if (fds[i] < 0)
			bench_die("/proc/self/ns/net: %m");
	}
}

/* Microseconds for one, and the bytes that it takes. */
static void once(bool with, struct samples *time, struct samples *bytes)
{
	int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	unsigned int late = n < 250 ? n / 10 : 25;
	uint64_t begin;
	unsigned int i;
	long before, taken;

	bench_module(with);
	before = group_charged();
	begin = bench_now();
	make();
	samples_add(time, bench_since(begin) / 1e3 / n);
	taken = group_charged() - before;
	samples_add(bytes, (double)taken / n);
	if (setns(home, CLONE_NEWNET))
		bench_die("setns: %m");
	/*
	 * A work item takes them down, beside which nothing is to be measured. Who loads or unloads
	 * a module waits for it, and the kernel complains after two minutes: not all at once.
	 */
	for (i = n; i--;) {
		close(fds[i]);
		while (i % 50 == 0 && group_charged() - before > taken / n * (i + late))
			usleep(10000);
	}
	close(home);
}

int main(void)
{
	struct bench_row row = {
		.name = "namespace", .unit = "us", .kind = BENCH_NONE,
		.what = "making one of 1,000 network namespaces, with the module",
		.peer = "the same without the module",
	};
	struct samples time[2] = { { 0 }, { 0 } }, bytes[2] = { { 0 }, { 0 } };
	unsigned int i;

	n = bench_size("NAMESPACES", 1000);
	fds = calloc(n, sizeof(*fds));
	bench_descriptors(n);
	group_make();
	group_enter();
	for (i = 0; i < 2 * RUNS; i++)
		once((i + i / 2) & 1, &time[!((i + i / 2) & 1)], &bytes[!((i + i / 2) & 1)]);
	bench_report(&row, &time[0], &time[1]);
	row.name = "memory-namespace";
	row.unit = "bytes";
	row.what = "kernel memory of one of 1,000 network namespaces, with the module";
	bench_report(&row, &bytes[0], &bytes[1]);
	bench_module(true);
	group_leave();
	group_remove();
	return 0;
}
