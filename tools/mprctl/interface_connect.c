// SPDX-License-Identifier: GPL-2.0-only
/* mprctl interface connect and disconnect. */
#include <limits.h>
#include <stdio.h>
#include <raserror.h>

#include "mprctl.h"

static void report(struct ctl *ctl, const struct mpr_interface *before, unsigned int code)
{
	struct mpr_interface *now;

	if (ctl->json) {
		json_open(NULL, '{');
		json_number("id", before->id);
		json_string("name", before->name);
		json_code("result", code);
		json_close('}');
		json_end(false);
		return;
	}
	if (code == PENDING) {
		printf("Connecting %s.\n", show_text(before->name));
		return;
	}
	if (mpr_interface_get(ctl->mpr, before->id, &now)) {
		printf("Connected %s.\n", show_text(before->name));
		return;
	}
	printf("Connected %s on %s.\n", show_text(before->name), show_text(now->ifname));
	mpr_free(now);
}

/* Refused from the start, and tried in vain, are the same codes at times; the interface knows. */
static bool was_tried(struct ctl *ctl, const struct mpr_interface *before)
{
	struct mpr_interface *now;
	bool tried;

	if (mpr_interface_get(ctl->mpr, before->id, &now))
		return false;
	tried = now->failures != before->failures;
	mpr_free(now);
	return tried;
}

int interface_connect(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "wait", optional_argument, NULL, 'w' },
		{ NULL, 0, NULL, 0 }
	};
	struct mpr_interface *iface;
	const char *name, *time = NULL;
	struct mpr_error error;
	int timeout = 0, status;
	unsigned int code;

	while (next_option(ctl, argc, argv, options) != -1) {
		time = optarg;
		timeout = -1;
		/* "--wait 30" as well as "--wait=30"; but "--wait 30" alone names an interface */
		if (!time && optind < argc && is_time(argv[optind]) && argc > 3)
			time = argv[optind++];
	}
	name = one_operand(ctl, argc, argv, "the name of an interface");
	if (time) {
		uint32_t ms = parse_seconds(ctl, "--wait", time);

		timeout = ms > INT_MAX ? INT_MAX : (int)ms;
		if (!timeout)
			usage_error(ctl, "--wait wants a time that is longer than nothing");
	}
	iface = find_interface(ctl, name, "connect");
	code = mpr_interface_connect(ctl->mpr, iface->id, timeout);
	error = *mpr_last_error();
	if (!code || (code == PENDING && !timeout) || ctl->json)
		report(ctl, iface, code);
	if (code == PENDING && timeout) {
		complain(ctl, "interface \"%s\" is still being connected; the time is over.",
			 show_text(iface->name));
		status = EXIT_TIMEOUT;
	} else if (!code || code == PENDING) {
		status = 0;
	} else {
		bool tried = timeout && was_tried(ctl, iface);

		status = fail_as(ctl, &error, code, "connect interface \"%s\"",
				 show_text(iface->name));
		if (tried || status == EXIT_FAILED)
			status = EXIT_CONNECT;
	}
	mpr_free(iface);
	return status;
}

int interface_disconnect(struct ctl *ctl, int argc, char **argv)
{
	struct mpr_interface *iface;
	unsigned int code;
	int status = 0;

	next_option(ctl, argc, argv, NULL);
	iface = find_interface(ctl, one_operand(ctl, argc, argv, "the name of an interface"),
			       "disconnect");
	code = mpr_interface_disconnect(ctl->mpr, iface->id);
	if (code)
		status = fail(ctl, code, "disconnect interface \"%s\"", show_text(iface->name));
	mpr_free(iface);
	return status;
}
