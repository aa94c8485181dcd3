// SPDX-License-Identifier: GPL-2.0-only
/*
 * Print how fast this machine's time stamp counter goes, in kHz: an emulated machine has the same
 * one. Nothing, and status 1, where it does not go at one speed.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

struct moment {
	uint64_t tsc;
	uint64_t ns;
};

/* The one of many tries in which the least came in between. */
static struct moment moment(void)
{
	uint64_t before, after, least = UINT64_MAX;
	struct moment m = { 0 };
	struct timespec ts;
	unsigned int i;

	for (i = 0; i < 1000; i++) {
		before = __rdtsc();
		clock_gettime(CLOCK_MONOTONIC_RAW, &ts);
		after = __rdtsc();
		if (after - before >= least)
			continue;
		least = after - before;
		m.tsc = before + least / 2;
		m.ns = ts.tv_sec * 1000000000ULL + ts.tv_nsec;
	}
	return m;
}

static bool is_steady(void)
{
	FILE *f = fopen("/proc/cpuinfo", "r");
	char line[4096];
	bool steady = false;

	while (f && fgets(line, sizeof(line), f) && !steady)
		steady = strstr(line, " constant_tsc ") && strstr(line, " nonstop_tsc ");
	if (f)
		fclose(f);
	return steady;
}

int main(void)
{
	struct moment from, to;

	if (!is_steady())
		return 1;
	from = moment();
	usleep(500000);
	to = moment();
	to.ns -= from.ns;
	printf("%" PRIu64 "\n", ((to.tsc - from.tsc) * 1000000 + to.ns / 2) / to.ns);
	return 0;
}
