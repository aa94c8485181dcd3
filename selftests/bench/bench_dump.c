// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows a second: all connections with their counters, natively and through the Windows names,
 * against RTM_GETLINK of the same devices; and whether a row costs the same whatever their number.
 */
#include <linux/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <mprapi.h>

#include "bench.h"
#include "netdev.h"
#include "rtnl.h"

#define RUNS 21

struct sum {
	unsigned int n;
	uint64_t bytes;
};

static int add_connection(const struct mpr_connection *conn, void *data)
{
	struct sum *sum = data;

	sum->n++;
	sum->bytes += conn->stats.rx_bytes + conn->stats.tx_bytes;
	return 0;
}

static void add_link(const struct rtnl_link *link, void *data)
{
	struct sum *sum = data;

	sum->n++;
	sum->bytes += link->rx_bytes + link->tx_bytes;
}

static double native(struct mpr *h, unsigned int n)
{
	uint64_t begin = bench_now();
	struct sum sum = { 0 };

	bench_check(mpr_connection_list(h, 0, NULL, add_connection, &sum));
	if (sum.n != n)
		bench_die("%u connections of %u", sum.n, n);
	return n * 1e9 / bench_since(begin);
}

static double windows(MPR_SERVER_HANDLE server, unsigned int n)
{
	DWORD read, total, code, resume = 0;
	RAS_CONNECTION_0 *row;
	uint64_t begin = bench_now();
	unsigned int all = 0;
	LPBYTE rows;
	DWORD i;

	do {
		code = MprAdminConnectionEnum(server, 0, &rows, 1 << 20, &read, &total, &resume);
		if (code != NO_ERROR && code != ERROR_MORE_DATA)
			bench_die("MprAdminConnectionEnum: %u", code);
		row = (void *)rows;
		for (i = 0; i < read; i++)
			all += !!row[i].hConnection;
		MprAdminBufferFree(rows);
	} while (code == ERROR_MORE_DATA);
	if (all != n)
		bench_die("%u connections of %u", all, n);
	return n * 1e9 / bench_since(begin);
}

static double peer(struct mnl_socket *nl, unsigned int n)
{
	uint64_t begin = bench_now();
	struct sum sum = { 0 };

	/* Loopback is one more. */
	if (rtnl_dump(nl, add_link, &sum) != n + 1)
		bench_die("%u links of %u", sum.n, n);
	return n * 1e9 / bench_since(begin);
}

static void connections(void)
{
	unsigned int n = bench_size("CONNECTIONS", 10000), i;
	struct samples ours = { 0 }, win = { 0 }, theirs = { 0 };
	struct bench_row row = {
		.name = "enumerate", .unit = "rows/s", .kind = BENCH_AT_LEAST, .budget = 5,
		.what = "mpr_connection_list of 10,000 PPP connections with counters",
		.peer = "RTM_GETLINK dump of the same devices through libmnl",
	};
	struct mpr *h = bench_service();
	struct mnl_socket *nl = rtnl_open();
	MPR_SERVER_HANDLE server;
	int *fds = calloc(n, sizeof(*fds));
	char name[IFNAMSIZ];

	bench_descriptors(n);
	bench_units(fds, n);
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "ppp%u", i);
		bench_check(netdev_up(name, true));
	}
	bench_check(MprAdminServerConnect(NULL, &server));
	native(h, n);
	peer(nl, n);
	for (i = 0; i < RUNS; i++) {
		if (i & 1)
			samples_add(&theirs, peer(nl, n));
		samples_add(&ours, native(h, n));
		samples_add(&win, windows(server, n));
		if (!(i & 1))
			samples_add(&theirs, peer(nl, n));
	}
	bench_report(&row, &ours, &theirs);
	row.name = "enumerate-windows";
	row.what = "MprAdminConnectionEnum of the same in pages of 1 MiB";
	row.kind = BENCH_NONE;
	bench_report(&row, &win, &theirs);
	MprAdminServerDisconnect(server);
	mpr_close(h);
}

static int count_interface(const struct mpr_interface *iface, void *data)
{
	unsigned int *n = data;

	(void)iface;
	(*n)++;
	return 0;
}

/* Nanoseconds a row. */
static double list(struct mpr *h, unsigned int n)
{
	uint64_t begin = bench_now();
	unsigned int seen = 0;

	bench_check(mpr_interface_list(h, 0, NULL, count_interface, &seen));
	if (seen != n)
		bench_die("%u interfaces of %u", seen, n);
	return bench_since(begin) / (double)n;
}

static double find(struct mpr *h, unsigned int n)
{
	struct mpr_interface *iface;
	unsigned int i, id = 0;
	uint64_t begin = bench_now();
	char name[32];

	for (i = 0; i < 1000; i++) {
		id = (id + 7919) % n;
		snprintf(name, sizeof(name), "interface %u", id);
		bench_check(mpr_interface_find(h, name, false, &iface));
		mpr_free(iface);
	}
	return bench_since(begin) / 1000.0;
}

static void make(struct mpr *h, unsigned int first, unsigned int n)
{
	struct mpr_interface iface = { .type = MPR_IF_TYPE_FULL_ROUTER, .dialer = "nobody" };
	char name[32];
	uint32_t id;

	for (; first < n; first++) {
		snprintf(name, sizeof(name), "interface %u", first);
		iface.name = name;
		bench_check(mpr_interface_add(h, &iface, MPR_SET_DIALER, &id));
	}
}

/* A row and a name. The few are listed often enough that as many rows are read as of the many. */
static void look(struct mpr *h, unsigned int n, unsigned int rows, struct samples *row,
		 struct samples *name)
{
	unsigned int times;
	double sum = 0;

	for (times = 0; times < rows / n; times++)
		sum += list(h, n);
	samples_add(row, sum / times);
	samples_add(name, find(h, n));
}

static void growth(void)
{
	static const unsigned int sizes[] = { 1000, 2000, 5000, 10000, 20000, 50000, 100000 };
	unsigned int largest = bench_size("INTERFACES", 100000), made = 0, i, k, side;
	struct samples rows[2] = { { 0 }, { 0 } }, names[2] = { { 0 }, { 0 } };
	struct bench_row row = {
		.name = "growth", .unit = "ns/row", .kind = BENCH_AT_MOST, .budget = 1.1,
		.what = "a row of mpr_interface_list among 100,000 interfaces",
		.peer = "the same among 1,000",
	};
	struct mpr *h = bench_service(), *few = bench_service();
	struct samples s;
	uint64_t begin;

	make(few, 0, sizes[0]);
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes) && sizes[i] <= largest; i++) {
		begin = bench_now();
		make(h, made, sizes[i]);
		bench_point("create", sizes[i], bench_since(begin) / 1e3 / (sizes[i] - made));
		made = sizes[i];
		s = (struct samples){ 0 };
		for (k = 0; k < 5; k++)
			samples_add(&s, list(h, made));
		bench_point("list", made, samples_at(&s, 0.5) / 1e3);
		bench_point("find", made, find(h, made) / 1e3);
	}
	if (!made)
		bench_die("fewer than %u interfaces", sizes[0]);
	for (k = 0; k < 2 * RUNS; k++) {
		side = (k + k / 2) & 1;
		look(side ? few : h, side ? sizes[0] : made, made, &rows[side], &names[side]);
	}
	bench_report(&row, &rows[0], &rows[1]);
	row.name = "growth-find";
	row.what = "mpr_interface_find by name among 100,000 interfaces";
	row.unit = "ns";
	bench_report(&row, &names[0], &names[1]);
	mpr_close(h);
	mpr_close(few);
}

int main(void)
{
	connections();
	growth();
	return 0;
}
