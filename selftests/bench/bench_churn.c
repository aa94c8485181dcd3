// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the module costs those who make WAN devices: create, up, down and delete of 5,000, with the
 * module and without it; and of devices that are none of its business.
 */
#include <linux/if.h>
#include <stdio.h>
#include <stdlib.h>
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

/* Seconds. The module's limit of interfaces is lifted: each device is to be one. */
static double once(void (*body)(void), bool with)
{
	struct mpr_service set = { .max_interfaces = 1000000 };
	struct mpr *h;
	uint64_t begin;
	double seconds;

	bench_module(with);
	bench_check(netdev_new_netns());
	if (with) {
		bench_check(mpr_open(NULL, &h));
		bench_check(mpr_service_set(h, &set, MPR_SERVICE_MAX_INTERFACES));
	}
	begin = bench_now();
	body();
	seconds = bench_since(begin) / 1e9;
	if (with)
		mpr_close(h);
	return seconds;
}

static void compare(const char *name, const char *what, void (*body)(void))
{
	struct bench_row row = {
		.name = name, .what = what, .unit = "s", .kind = BENCH_AT_MOST, .budget = 1.02,
		.peer = "the same without the module",
	};
	struct samples with = { 0 }, without = { 0 };
	unsigned int i;

	for (i = 0; i < RUNS; i++) {
		if (i & 1)
			samples_add(&with, once(body, true));
		samples_add(&without, once(body, false));
		if (!(i & 1))
			samples_add(&with, once(body, true));
	}
	bench_report(&row, &with, &without);
}

int main(void)
{
	n = bench_size("DEVICES", 5000);
	fds = calloc(n, sizeof(*fds));
	bench_descriptors(n);
	/* What the first device of a kind takes is not what is measured. */
	once(wan, true);
	compare("churn", "create, up, down and delete of 5,000 PPP units with the module", wan);
	compare("churn-others", "the same of 5,000 dummy devices, which are not the module's", lan);
	bench_module(true);
	return 0;
}
