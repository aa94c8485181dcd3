// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the module costs those who make WAN devices: create, up, down and delete of 5,000, with the
 * module and without it; and of a fifth as many that are none of its business, each of which waits
 * for grace periods of its own.
 */
#include <linux/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "netdev.h"

#define RUNS 3

static unsigned int n;
static int *fds;

static void flip(const char *prefix, bool up)
{
	char name[IFNAMSIZ];
	unsigned int i;

	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%s%u", prefix, i);
		bench_check(netdev_up(name, up));
	}
}

static void wan(void)
{
	unsigned int i;

	bench_units(fds, n);
	flip("ppp", true);
	flip("ppp", false);
	for (i = 0; i < n; i++)
		close(fds[i]);
}

static void lan(void)
{
	char name[IFNAMSIZ];
	unsigned int i;

	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "dummy%u", i);
		bench_check(netdev_add(name, "dummy"));
	}
	flip("dummy", true);
	flip("dummy", false);
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "dummy%u", i);
		bench_check(netdev_del(name));
	}
}

/* Seconds that all processors together have idled. */
static double idled(void)
{
	FILE *f = fopen("/proc/uptime", "r");
	char line[128], *second;

	if (!f || !fgets(line, sizeof(line), f))
		bench_die("/proc/uptime: %m");
	fclose(f);
	second = strchr(line, ' ');
	return second ? strtod(second, NULL) : 0;
}

/* In seconds: from beginning to end, and what processors worked. */
struct took {
	struct samples all;
	struct samples work;
};

/* The module's limit of interfaces is lifted: each device is to be one. */
static void once(void (*body)(void), bool with, struct took *took)
{
	struct mpr_service set = { .max_interfaces = 1000000 };
	double seconds, idle;
	struct mpr *h;
	uint64_t begin;

	bench_module(with);
	bench_check(netdev_new_netns());
	if (with) {
		bench_check(mpr_open(NULL, &h));
		bench_check(mpr_service_set(h, &set, MPR_SERVICE_MAX_INTERFACES));
	}
	idle = idled();
	begin = bench_now();
	body();
	seconds = bench_since(begin) / 1e9;
	idle = idled() - idle;
	samples_add(&took->all, seconds);
	samples_add(&took->work, seconds * (double)sysconf(_SC_NPROCESSORS_ONLN) - idle);
	if (with)
		mpr_close(h);
}

static void compare(const char *name, const char *what, void (*body)(void))
{
	char work_name[32];
	struct bench_row row = {
		.name = name, .what = what, .unit = "s", .kind = BENCH_AT_MOST, .budget = 1.02,
		.peer = "the same without the module",
	};
	struct took with = { 0 }, without = { 0 };
	unsigned int i;

	for (i = 0; i < RUNS; i++) {
		if (i & 1)
			once(body, true, &with);
		once(body, false, &without);
		if (!(i & 1))
			once(body, true, &with);
	}
	bench_report(&row, &with.all, &without.all);
	/* Mostly it waits until nobody can be looking at a device any more. */
	snprintf(work_name, sizeof(work_name), "%s-work", name);
	row.name = work_name;
	row.what = "of that, what processors were busy";
	row.kind = BENCH_NONE;
	bench_report(&row, &with.work, &without.work);
}

int main(void)
{
	struct took first = { 0 };

	n = bench_size("DEVICES", 5000);
	fds = calloc(n, sizeof(*fds));
	bench_descriptors(n);
	/* What the first device of a kind takes is not what is measured. */
	once(wan, true, &first);
	compare("churn", "create, up, down and delete of 5,000 PPP units with the module", wan);
	n /= 5;
	compare("churn-others", "the same of 1,000 dummy devices, which are not the module's", lan);
	bench_module(true);
	return 0;
}
