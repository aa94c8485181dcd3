// SPDX-License-Identifier: GPL-2.0-only
/*
 * A saved interface. Input: the file. What is understood can be written, and is the same when read
 * again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ifconf.h"
#include "seam.h"

static void differ(const char *what)
{
	fprintf(stderr, "what was written reads differently: %s\n", what);
	abort();
}

static void same_text(const char *a, const char *b, const char *what)
{
	if (strcmp(a ? a : "", b ? b : ""))
		differ(what);
}

static void same_device(const struct mpr_device *a, const struct mpr_device *b)
{
	unsigned int i;

	if (a->index != b->index || a->n_alternates != b->n_alternates)
		differ("device");
	same_text(a->type, b->type, "device type");
	same_text(a->name, b->name, "device name");
	same_text(a->phone, b->phone, "phone");
	for (i = 0; i < a->n_alternates; i++)
		same_text(a->alternates[i], b->alternates[i], "alternate");
}

static bool same_hours(const struct mpr_hours *a, const struct mpr_hours *b)
{
	return a->day == b->day && a->from == b->from && a->to == b->to;
}

static void same(const struct ifconf *a, const struct ifconf *b)
{
	const struct mpr_interface *x = &a->iface, *y = &b->iface;
	unsigned int i, day, k = 0;

	same_text(x->name, y->name, "name");
	same_text(x->dialer, y->dialer, "dialer");
	if (a->settings != b->settings || a->connect != b->connect || x->type != y->type)
		differ("settings");
	if (x->enabled != y->enabled || x->persistent != y->persistent ||
	    x->connect_timeout != y->connect_timeout || x->redial_count != y->redial_count ||
	    x->redial_interval != y->redial_interval || x->backoff_first != y->backoff_first ||
	    x->backoff_max != y->backoff_max || x->hold_up != y->hold_up ||
	    x->hold_down != y->hold_down)
		differ("a number");
	if (x->n_devices != y->n_devices || x->n_hours != y->n_hours)
		differ("number of devices or periods");
	for (i = 0; i < x->n_devices; i++)
		same_device(&x->devices[i], &y->devices[i]);
	/* They are written day by day. */
	for (day = 0; day < 7; day++)
		for (i = 0; i < x->n_hours; i++)
			if (x->hours[i].day == day && !same_hours(&x->hours[i], &y->hours[k++]))
				differ("hours");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = seam_file("x.conf", data, size);
	struct ifconf *conf = NULL, *again = NULL;
	char error[512] = "";

	if (ifconf_read(path, &conf, error, sizeof(error))) {
		if (strncmp(error, path, strlen(path)))
			abort();
		return 0;
	}
	if (ifconf_write(path, conf, error, sizeof(error)) ||
	    ifconf_read(path, &again, error, sizeof(error)))
		differ(error);
	same(conf, again);
	ifconf_free(conf);
	ifconf_free(again);
	return 0;
}
