// SPDX-License-Identifier: GPL-2.0-only
/* Dial with WireGuard: make the netdevice, configure it, bring it up; hang-up deletes it. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <mpr/winerror.h>
#include <mprerror.h>
#include <raserror.h>

#include "log.h"
#include "netdev.h"
#include "spawn.h"
#include "wgconf.h"
#include "worker.h"

#define STEP_TIMEOUT 8000	/* ms */

static int __attribute__((sentinel)) run_list(int input, ...)
{
	const char *argv[12];
	unsigned int n = 0;
	va_list args;

	va_start(args, input);
	do {
		argv[n] = va_arg(args, const char *);
	} while (argv[n] && ++n < sizeof(argv) / sizeof(argv[0]) - 1);
	va_end(args);
	argv[n] = NULL;
	return spawn_run((char *const *)argv, input, STEP_TIMEOUT);
}

/* The program of the first string with the others as arguments. */
#define run(input, ...) run_list(input, __VA_ARGS__, (char *)NULL)

static unsigned int set_keys(const char *dev, const struct wgconf *conf)
{
	int fd = spawn_memfd(conf->text, conf->len), status;

	if (fd < 0) {
		log_err("cannot hand the configuration of %s to wg: %s", dev, strerror(errno));
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	status = run(fd, "wg", "setconf", dev, "/dev/stdin");
	close(fd);
	return status == 0 ? 0 : ERROR_PORT_NOT_CONFIGURED;
}

static unsigned int configure(const char *dev, const struct wgconf *conf)
{
	unsigned int code, i;
	char mtu[16];

	code = set_keys(dev, conf);
	if (code)
		return code;
	for (i = 0; i < conf->n_addresses; i++)
		if (run(-1, "ip", "address", "replace", conf->addresses[i], "dev", dev))
			return ERROR_IP_CONFIGURATION;
	if (conf->mtu) {
		snprintf(mtu, sizeof(mtu), "%u", conf->mtu);
		if (run(-1, "ip", "link", "set", "dev", dev, "mtu", mtu))
			return ERROR_PORT_NOT_CONFIGURED;
	}
	return run(-1, "ip", "link", "set", "dev", dev, "up") ? ERROR_DEVICE_NOT_READY : 0;
}

static const char *device_of(struct worker *w)
{
	const struct mpr_interface *iface = w->req->interface;

	return iface->n_devices ? iface->devices[0].name : "";
}

static unsigned int connect_device(struct worker *w, const char *dev)
{
	char path[PATH_MAX], error[PATH_MAX + 128];
	struct wgconf conf;
	unsigned int code;
	bool made = false;

	if (!netdev_name_ok(dev)) {
		log_err("\"%s\" cannot be the name of a WireGuard device", dev);
		return ERROR_INTERFACE_HAS_NO_DEVICES;
	}
	if (config_file(w->config, path, sizeof(path), "wireguard/%s.conf", dev))
		return ERROR_PORT_NOT_CONFIGURED;
	if (wgconf_read(path, &conf, error, sizeof(error))) {
		log_err("%s", error);
		return access(path, F_OK) ? ERROR_CANNOT_FIND_PHONEBOOK_ENTRY :
					    ERROR_CORRUPT_PHONEBOOK;
	}
	worker_progress(w, dev, MPR_PORT_COND_INITIALIZING);
	code = 0;
	if (!w->over && !netdev_exists(dev)) {
		if (run(-1, "ip", "link", "add", "dev", dev, "type", "wireguard"))
			code = ERROR_DEVICE_NOT_READY;
		else
			made = true;
	}
	if (!w->over && !code)
		code = configure(dev, &conf);
	if (code && made)
		run(-1, "ip", "link", "delete", "dev", dev, "type", "wireguard");
	wgconf_free(&conf);
	return code;
}

static void dial(struct worker *w)
{
	const char *dev = device_of(w);
	unsigned int code = connect_device(w, dev);

	if (w->over)
		return;
	if (code) {
		worker_failed(w, code);
		return;
	}
	log_notice("%s is up", dev);
	worker_up(w, false);
}

static void remove_device(const char *dev)
{
	if (netdev_name_ok(dev) && netdev_exists(dev) &&
	    run(-1, "ip", "link", "delete", "dev", dev, "type", "wireguard"))
		log_err("cannot delete %s", dev);
}

static void hangup(struct worker *w)
{
	remove_device(device_of(w));
	worker_hung_up(w);
}

/* dial() runs to its end, so that there is nothing under way when this is called. */
static void stop(struct worker *w, double grace)
{
	(void)grace;
	remove_device(device_of(w));
	worker_stopped(w);
}

static unsigned int deadline(struct worker *w)
{
	(void)w;
	return ERROR_REQUEST_TIMEOUT;
}

const struct dialer_ops wireguard_dialer = {
	.kind = "wireguard",
	.dial = dial,
	.hangup = hangup,
	.stop = stop,
	.deadline = deadline,
};
