// SPDX-License-Identifier: GPL-2.0-only
/* Samples, rows and what benchmarks measure on. */
#include <errno.h>
#include <fcntl.h>
#include <linux/ppp-ioctl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "module.h"
#include "netdev.h"

uint64_t bench_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

void bench_die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("bench: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(1);
}

void samples_add(struct samples *s, double value)
{
	/* A power of two: full. */
	if (!(s->n & (s->n - 1))) {
		s->v = realloc(s->v, (s->n ? 2 * s->n : 1) * sizeof(*s->v));
		if (!s->v)
			abort();
	}
	s->v[s->n++] = value;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double samples_at(const struct samples *s, double q)
{
	double *sorted = calloc(s->n, sizeof(*sorted)), value;

	if (!sorted)
		abort();
	memcpy(sorted, s->v, s->n * sizeof(*sorted));
	qsort(sorted, s->n, sizeof(*sorted), by_value);
	value = sorted[(unsigned int)lround(q * (s->n - 1))];
	free(sorted);
	return value;
}

static void print_row(const struct bench_row *row)
{
	const char *quote = row->peer ? "\"" : "", *clock = getenv("MPR_BENCH_CLOCK");

	printf("{\"name\": \"%s\", \"what\": \"%s\", ", row->name, row->what);
	printf("\"against\": %s%s%s, ", quote, row->peer ? row->peer : "null", quote);
	printf("\"clock\": \"%s\", \"unit\": \"%s\", ", clock ? clock : "time", row->unit);
}

static void print_side(const char *side, const struct samples *s)
{
	printf("\"%s\": %.9g, \"%s_min\": %.9g, \"%s_max\": %.9g, ", side, samples_at(s, 0.5),
	       side, samples_at(s, 0), side, samples_at(s, 1));
	printf("\"%s_p99\": %.9g, \"%s_runs\": %u, ", side, samples_at(s, 0.99), side, s->n);
}

void bench_report(const struct bench_row *row, const struct samples *ours,
		  const struct samples *peer)
{
	double ratio = samples_at(ours, 0.5) / samples_at(peer, 0.5);
	double p99 = samples_at(ours, 0.99) / samples_at(peer, 0.99);
	bool met = row->kind == BENCH_AT_LEAST ? ratio >= row->budget : ratio <= row->budget;

	if (row->p99_budget > 0 && p99 > row->p99_budget)
		met = false;
	print_row(row);
	print_side("ours", ours);
	print_side("peer", peer);
	printf("\"ratio\": %.4f, \"ratio_p99\": %.4f, ", ratio, p99);
	if (row->kind == BENCH_NONE)
		printf("\"budget\": null, \"met\": null}\n");
	else if (row->p99_budget > 0)
		printf("\"budget\": \"<= %g, p99 <= %g\", \"met\": %s}\n", row->budget,
		       row->p99_budget, met ? "true" : "false");
	else
		printf("\"budget\": \"%s %g\", \"met\": %s}\n",
		       row->kind == BENCH_AT_LEAST ? ">=" : "<=", row->budget,
		       met ? "true" : "false");
	fflush(stdout);
}

void bench_value(const struct bench_row *row, double value)
{
	print_row(row);
	printf("\"ours\": %.9g, \"peer\": null, \"ratio\": null, ", value);
	if (row->kind == BENCH_NONE)
		printf("\"budget\": null, \"met\": null}\n");
	else
		printf("\"budget\": \"<= %g\", \"met\": %s}\n", row->budget,
		       value <= row->budget ? "true" : "false");
	fflush(stdout);
}

void bench_point(const char *curve, double x, double y)
{
	printf("{\"curve\": \"%s\", \"x\": %.9g, \"y\": %.9g}\n", curve, x, y);
	fflush(stdout);
}

unsigned int bench_size(const char *name, unsigned int usual)
{
	char variable[64];
	const char *value;

	snprintf(variable, sizeof(variable), "MPR_BENCH_%s", name);
	value = getenv(variable);
	return value ? strtoul(value, NULL, 10) : usual;
}

void bench_module(bool there)
{
	int err = there ? module_load() : module_unload_unused();

	if (err && (there || err != ENOENT))
		bench_die("the module cannot be %sloaded: %d", there ? "" : "un", err);
}

struct mpr *bench_service(void)
{
	struct mpr_service set = { .max_interfaces = 1000000, .max_attempts = 1000000 };
	struct mpr *h;

	bench_check(netdev_new_netns());
	bench_check(mpr_open(NULL, &h));
	bench_check(mpr_service_set(h, &set, MPR_SERVICE_MAX_INTERFACES |
				    MPR_SERVICE_MAX_ATTEMPTS));
	return h;
}

void bench_descriptors(unsigned int n)
{
	struct rlimit limit = { .rlim_cur = n + 64, .rlim_max = n + 64 };

	bench_check(setrlimit(RLIMIT_NOFILE, &limit));
}

void bench_units(int *fds, unsigned int n)
{
	unsigned int i;
	int unit;

	for (i = 0; i < n; i++) {
		unit = -1;
		fds[i] = open("/dev/ppp", O_RDWR | O_CLOEXEC);
		if (fds[i] < 0 || ioctl(fds[i], PPPIOCNEWUNIT, &unit))
			bench_die("no PPP unit after %u: %m", i);
	}
}
