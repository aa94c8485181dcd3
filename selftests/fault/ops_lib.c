// SPDX-License-Identifier: GPL-2.0-only
/* libmpr, when it is the kernel that has no memory. */
#include <mpr.h>

#include "fault.h"

static struct mpr *handle;

static void sit_lib(struct ctx *c)
{
	unsigned int i;
	char name[16];

	if (!handle && mpr_open(NULL, &handle))
		die("mpr_open", ENOMEM);
	for (i = 0; i < 8; i++) {
		snprintf(name, sizeof(name), "lib%u", i);
		add_iface(c, name, "scripted");
	}
}

static void close_lib(struct ctx *c)
{
	(void)c;
	mpr_close(handle);
	handle = NULL;
}

static int count_row(const struct mpr_interface *iface, void *data)
{
	unsigned int *n = data;

	(void)iface;
	(*n)++;
	return 0;
}

/* One that fails is without consequences for the next one, which has the same socket. */
static int list(struct ctx *c)
{
	unsigned int n = 0;

	if (!mpr_interface_list(handle, 0, NULL, count_row, &c->rows))
		return 0;
	if (mpr_last_error()->code != 8)
		return EPROTO;
	c->rows = 0;
	return mpr_interface_list(handle, 0, NULL, count_row, &n) || n != 8 ? EPROTO : ENOMEM;
}

const struct op lib_ops[] = {
	{ "libmpr: interfaces", OP_READS | OP_NOT_OURS, sit_lib, list, close_lib },
	{ }
};
