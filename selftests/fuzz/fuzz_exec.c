// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a dialling script prints. Input: a byte of whether it is hanging up, and its output, in
 * pieces of a few sizes as pipes deliver them.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../tools/mprd/dial_exec.c"
#include "seam.h"

/* The parts of a worker that the protocol reaches. */
static bool named;

void worker_progress(struct worker *w, const char *ifname, enum mpr_port_cond condition)
{
	(void)w;
	(void)condition;
	/* Only what can be the name of a netdevice goes on. */
	if (ifname && (!*ifname || strlen(ifname) > 15 || strpbrk(ifname, "/: \t\n")))
		abort();
	named = true;
}

void worker_up(struct worker *w, bool supervise)
{
	(void)w;
	(void)supervise;
}

void worker_failed(struct worker *w, unsigned int code)
{
	(void)w;
	(void)code;
}

void worker_stopped(struct worker *w)
{
	(void)w;
}

void worker_hung_up(struct worker *w)
{
	(void)w;
}

void worker_owns(struct worker *w, const struct child *c)
{
	(void)w;
	(void)c;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ev_loop *loop;
	struct mpr_interface iface = { .id = 1 };
	struct mpr_dial_request req = { .interface = &iface };
	struct script script = { .hanging_up = false };
	struct worker w = { .req = &req, .data = &script };
	size_t piece, n;
	int out[2];

	if (!loop)
		loop = ev_loop_new(0);
	if (!size || pipe2(out, O_CLOEXEC | O_NONBLOCK))
		return 0;
	if (mpr_open(NULL, &w.mpr))
		abort();
	seam_begin(data, 0, SEAM_SERVICE);
	script.hanging_up = data[0] & 1;
	piece = 1 + data[0] / 2 * 16;
	w.loop = loop;
	lines_start(&script.out, loop, out[0], on_out, &w);
	for (data++, size--; size; data += n, size -= n) {
		n = size < piece ? size : piece;
		if (write(out[1], data, n) != (ssize_t)n)
			break;
		ev_run(loop, EVRUN_NOWAIT);
	}
	close(out[1]);
	lines_finish(&script.out);
	if (script.error > 65535)
		abort();
	(void)exec_dialer;
	mpr_close(w.mpr);
	seam_end();
	return 0;
}
