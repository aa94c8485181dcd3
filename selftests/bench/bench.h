/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the benchmarks share: samples of ours and of a peer's taken in turn, and how they are told:
 * a line of JSON for each row of the table (report.py) and each point of a curve.
 */
#ifndef SELFTESTS_BENCH_H
#define SELFTESTS_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#include <mpr.h>

/* Longer than anything that is measured, in milliseconds. */
#define BENCH_SOON 60000

struct samples {
	double *v;
	unsigned int n;
};

/* How a ratio of medians (ours to the peer's) meets its budget. */
enum bench_budget {
	BENCH_NONE,
	BENCH_AT_MOST,
	BENCH_AT_LEAST,
};

struct bench_row {
	const char *name;
	const char *what;		/* what was measured, in words */
	const char *peer;		/* against what */
	const char *unit;
	enum bench_budget kind;
	double budget;
	double p99_budget;		/* of the ratio of the 99th percentiles; 0: none */
};

/* Nanoseconds of a clock that nobody sets. */
uint64_t bench_now(void);

static inline double bench_since(uint64_t begin)
{
	return (double)(bench_now() - begin);
}

void samples_add(struct samples *s, double value);
/* Quantile @q (0 to 1) of what was added. */
double samples_at(const struct samples *s, double q);

void bench_report(const struct bench_row *row, const struct samples *ours,
		  const struct samples *peer);
/* A measure without a peer, whose budget is a value. */
void bench_value(const struct bench_row *row, double value);
void bench_point(const char *curve, double x, double y);

/* What goes wrong in a benchmark ends it: sentence to standard error, status 1. */
void bench_die(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));
#define bench_check(call) do {							\
	int __err = (call);							\
										\
	if (__err)								\
		bench_die("%s:%d: %s: %d", __FILE__, __LINE__, #call, __err);	\
} while (0)

/* $MPR_BENCH_@name, or what is usual. */
unsigned int bench_size(const char *name, unsigned int usual);

/* The module is there, or is not, whatever was before. */
void bench_module(bool there);

/* The service of a new network namespace, without limits that a benchmark would reach. */
struct mpr *bench_service(void);

/*
 * PPP units are netdevices like those of real lines, and need no peer. Descriptors as many as there
 * are in @fds; closing one deletes its device.
 */
void bench_units(int *fds, unsigned int n);
void bench_descriptors(unsigned int n);

#endif /* SELFTESTS_BENCH_H */
