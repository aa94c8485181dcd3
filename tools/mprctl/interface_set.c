// SPDX-License-Identifier: GPL-2.0-only
/* mprctl interface add, set and del. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <mprerror.h>
#include <mpr/winerror.h>

#include "../common/ifconf.h"
#include "mprctl.h"

#define ALTERNATES_MAX 16

struct slot {
	const char *type, *name, *phone;	/* NULL: not given */
	const char *alternates[ALTERNATES_MAX];
	unsigned int n_alternates;
	bool given, alternates_given;
};

struct request {
	struct mpr_interface iface;
	unsigned int settings;
	struct slot slots[MPR_DEVICES_MAX];
	struct mpr_device devices[MPR_DEVICES_MAX];
	struct mpr_hours hours[MPR_HOURS_MAX];
	const char *user, *domain;
	char *password;
	bool save;
	bool autoconnect, autoconnect_given;
};

#define SETTINGS_HELP \
"Device, one slot or more:\n" \
"  --device-type TYPE    generic: a netdevice that the kernel brings up (the default);\n" \
"                        pppoe: pppd over an Ethernet device; modem, serial, direct: pppd\n" \
"                        over a tty; another word is the kind of dialer, such as wireguard\n" \
"  --device NAME         name of the netdevice or tty; without one, the interface's own name\n" \
"  --phone NUMBER        number or host to dial\n" \
"  --alternate NUMBER    tried when the one before failed; may be given up to 16 times\n" \
"  --slot N              the options behind this one are about slot N, not slot 1\n" \
"\n" \
"Dialling (times in ms, or with a unit: 500ms, 30s, 10m, 6h):\n" \
"  --dialer KIND         who dials, if not the one for the device type\n" \
"  --connect-timeout T   longest time of one dial (60s)\n" \
"  --redial-count N      redials when the first dial of a connect has failed (0)\n" \
"  --redial-interval T   pause before a redial (10s)\n" \
"  --backoff-first T     how long it is unreachable after a failure, more by the same each\n" \
"                        time; 0: no back-off (10m)\n" \
"  --backoff-max T       longest back-off (6h)\n" \
"  --persistent yes|no   dial again at once when the line is lost (no)\n" \
"  --hours TEXT          when dialling is allowed, for each day (0 is Sunday) its periods:\n" \
"                        \"1 09:00-12:00 13:00-17:30; 2 08:00-24:00\"; or \"always\"\n" \
"\n" \
"Others:\n" \
"  --enabled yes|no      a disabled interface is never connected (yes)\n" \
"  --hold-up T           a link counts when it has been up so long (0)\n" \
"  --hold-down T         a link is lost when it has been down so long (0)\n" \
"  --save                also write it below /etc/mpr/interfaces.d, from where mprd restores\n" \
"                        it at its next start\n" \
"  --autoconnect yes|no  with --save: whether mprd then dials it at once (no)\n" \
"\n"

const char interface_add_help[] =
"  --type TYPE           full-router (either side dials; the default), home-router (only this side\n"
"                        dials) or dedicated (connected whenever its link is up)\n"
"\n"
SETTINGS_HELP
"Credentials:\n"
"  --user USER, --domain DOMAIN, --password-file FILE, --password-stdin\n"
"                        see \"mprctl interface credentials --help\"\n"
"\n"
"When a part of it fails, nothing is created. With -j, prints the id and the name.\n"
"\n"
"Examples:\n"
"  mprctl interface add branch --device-type pppoe --device eth1 \\\n"
"         --user alice --password-file /root/branch.pw --save --autoconnect yes\n"
"  mprctl interface add lab --device dummy0\n"
"  mprctl interface add backup --device-type modem --device ttyUSB0 --phone 5550100 \\\n"
"         --alternate 5550101 --redial-count 3 --redial-interval 30s\n";

const char interface_set_help[] =
SETTINGS_HELP
"All of it is changed, or nothing. What is not given stays; of a slot, too. An empty type and an\n"
"empty name (--device-type '' --device '') clear a slot, --alternate '' the alternates.\n"
"\n"
"Examples:\n"
"  mprctl interface set branch --persistent yes --backoff-first 30s\n"
"  mprctl interface set branch --hours '1 08:00-18:00; 2 08:00-18:00' --save\n"
"  mprctl interface set branch --enabled no\n";

enum {
	OPT_TYPE = 256, OPT_DEVICE_TYPE, OPT_DEVICE, OPT_PHONE, OPT_ALTERNATE, OPT_SLOT, OPT_DIALER,
	OPT_CONNECT_TIMEOUT, OPT_REDIAL_COUNT, OPT_REDIAL_INTERVAL, OPT_BACKOFF_FIRST,
	OPT_BACKOFF_MAX, OPT_PERSISTENT, OPT_HOURS, OPT_ENABLED, OPT_HOLD_UP, OPT_HOLD_DOWN,
	OPT_SAVE, OPT_AUTOCONNECT, OPT_USER, OPT_DOMAIN, OPT_PASSWORD_FILE, OPT_PASSWORD_STDIN,
};

/* What only "add" has, first. */
static const struct option all_options[] = {
	{ "type", required_argument, NULL, OPT_TYPE },
	{ "user", required_argument, NULL, OPT_USER },
	{ "domain", required_argument, NULL, OPT_DOMAIN },
	{ "password-file", required_argument, NULL, OPT_PASSWORD_FILE },
	{ "password-stdin", no_argument, NULL, OPT_PASSWORD_STDIN },
	{ "device-type", required_argument, NULL, OPT_DEVICE_TYPE },
	{ "device", required_argument, NULL, OPT_DEVICE },
	{ "phone", required_argument, NULL, OPT_PHONE },
	{ "alternate", required_argument, NULL, OPT_ALTERNATE },
	{ "slot", required_argument, NULL, OPT_SLOT },
	{ "dialer", required_argument, NULL, OPT_DIALER },
	{ "connect-timeout", required_argument, NULL, OPT_CONNECT_TIMEOUT },
	{ "redial-count", required_argument, NULL, OPT_REDIAL_COUNT },
	{ "redial-interval", required_argument, NULL, OPT_REDIAL_INTERVAL },
	{ "backoff-first", required_argument, NULL, OPT_BACKOFF_FIRST },
	{ "backoff-max", required_argument, NULL, OPT_BACKOFF_MAX },
	{ "persistent", required_argument, NULL, OPT_PERSISTENT },
	{ "hours", required_argument, NULL, OPT_HOURS },
	{ "enabled", required_argument, NULL, OPT_ENABLED },
	{ "hold-up", required_argument, NULL, OPT_HOLD_UP },
	{ "hold-down", required_argument, NULL, OPT_HOLD_DOWN },
	{ "save", no_argument, NULL, OPT_SAVE },
	{ "autoconnect", required_argument, NULL, OPT_AUTOCONNECT },
	{ NULL, 0, NULL, 0 }
};

#define SET_OPTIONS (&all_options[5])

static void set_time(struct ctl *ctl, struct request *req, const char *option, uint32_t *to,
		     enum mpr_setting setting)
{
	*to = parse_time(ctl, option, optarg);
	req->settings |= setting;
}

static void add_alternate(struct ctl *ctl, struct slot *slot)
{
	slot->alternates_given = true;
	if (!*optarg) {
		slot->n_alternates = 0;
		return;
	}
	if (slot->n_alternates == ALTERNATES_MAX)
		usage_error(ctl, "there are more than %d alternates", ALTERNATES_MAX);
	slot->alternates[slot->n_alternates++] = optarg;
}

static void set_hours(struct ctl *ctl, struct request *req)
{
	const char *wrong = NULL;

	if (!strcmp(optarg, "always"))
		req->iface.n_hours = 0;
	else
		wrong = ifconf_parse_hours(optarg, req->hours, MPR_HOURS_MAX, &req->iface.n_hours);
	if (wrong)
		usage_error(ctl, "--hours \"%s\": %s", show_text(optarg), wrong);
	req->iface.hours = req->hours;
	req->settings |= MPR_SET_HOURS;
}

/* One of SET_OPTIONS. */
static void set_option(struct ctl *ctl, struct request *req, struct slot **slot, int opt)
{
	struct mpr_interface *iface = &req->iface;
	uint32_t index;

	switch (opt) {
	case OPT_SLOT:
		index = parse_number(ctl, "--slot", optarg);
		if (!index || index > MPR_DEVICES_MAX)
			usage_error(ctl, "--slot wants a number from 1 to %d", MPR_DEVICES_MAX);
		*slot = &req->slots[index - 1];
		return;
	case OPT_DEVICE_TYPE:
		(*slot)->type = optarg;
		break;
	case OPT_DEVICE:
		(*slot)->name = optarg;
		break;
	case OPT_PHONE:
		(*slot)->phone = optarg;
		break;
	case OPT_ALTERNATE:
		add_alternate(ctl, *slot);
		break;
	case OPT_DIALER:
		iface->dialer = optarg;
		req->settings |= MPR_SET_DIALER;
		return;
	case OPT_CONNECT_TIMEOUT:
		set_time(ctl, req, "--connect-timeout", &iface->connect_timeout,
			 MPR_SET_CONNECT_TIMEOUT);
		return;
	case OPT_REDIAL_COUNT:
		iface->redial_count = parse_number(ctl, "--redial-count", optarg);
		req->settings |= MPR_SET_REDIAL_COUNT;
		return;
	case OPT_REDIAL_INTERVAL:
		set_time(ctl, req, "--redial-interval", &iface->redial_interval,
			 MPR_SET_REDIAL_INTERVAL);
		return;
	case OPT_BACKOFF_FIRST:
		set_time(ctl, req, "--backoff-first", &iface->backoff_first, MPR_SET_BACKOFF_FIRST);
		return;
	case OPT_BACKOFF_MAX:
		set_time(ctl, req, "--backoff-max", &iface->backoff_max, MPR_SET_BACKOFF_MAX);
		return;
	case OPT_HOLD_UP:
		set_time(ctl, req, "--hold-up", &iface->hold_up, MPR_SET_HOLD_UP);
		return;
	case OPT_HOLD_DOWN:
		set_time(ctl, req, "--hold-down", &iface->hold_down, MPR_SET_HOLD_DOWN);
		return;
	case OPT_PERSISTENT:
		iface->persistent = parse_yes_no(ctl, "--persistent", optarg);
		req->settings |= MPR_SET_PERSISTENT;
		return;
	case OPT_ENABLED:
		iface->enabled = parse_yes_no(ctl, "--enabled", optarg);
		req->settings |= MPR_SET_ENABLED;
		return;
	case OPT_HOURS:
		set_hours(ctl, req);
		return;
	case OPT_SAVE:
		req->save = true;
		return;
	case OPT_AUTOCONNECT:
		req->autoconnect = parse_yes_no(ctl, "--autoconnect", optarg);
		req->autoconnect_given = true;
		return;
	}
	(*slot)->given = true;
}

/*
 * The slots as the kernel wants them: whole. What was not given comes from those that the
 * interface has; NULL: it has none.
 */
static void fill_devices(struct request *req, const struct mpr_interface *before)
{
	struct mpr_interface *iface = &req->iface;

	iface->devices = req->devices;
	for (unsigned int i = 0; i < MPR_DEVICES_MAX; i++) {
		static const struct mpr_device empty = { .type = "", .name = "", .phone = "" };
		const struct slot *slot = &req->slots[i];
		const struct mpr_device *old = &empty;
		struct mpr_device *d;

		if (!slot->given)
			continue;
		for (unsigned int k = 0; before && k < before->n_devices; k++) {
			if (before->devices[k].index == i + 1)
				old = &before->devices[k];
		}
		d = &req->devices[iface->n_devices++];
		d->index = i + 1;
		d->type = slot->type ? slot->type : old->type;
		d->name = slot->name ? slot->name : old->name;
		d->phone = slot->phone ? slot->phone : old->phone;
		d->alternates = slot->alternates_given ? slot->alternates : old->alternates;
		d->n_alternates = slot->alternates_given ? slot->n_alternates : old->n_alternates;
		req->settings |= MPR_SET_DEVICES;
	}
}

static const char *default_dialer(const struct mpr_interface *iface)
{
	static const char *const pppd[] = { "pppoe", "modem", "serial", "direct" };
	const char *type = "";

	for (unsigned int i = 0; i < iface->n_devices; i++) {
		if (iface->devices[i].index == 1)
			type = iface->devices[i].type;
	}
	if (!*type || !strcasecmp(type, "generic"))
		return "kernel";
	for (size_t i = 0; i < sizeof(pppd) / sizeof(*pppd); i++) {
		if (!strcasecmp(type, pppd[i]))
			return "pppd";
	}
	return type;
}

/* Write the whole interface as it is now; false after a message when that fails. */
static bool save_interface(struct ctl *ctl, uint32_t id, const struct request *req)
{
	struct ifconf conf = { .connect = req->autoconnect }, *old;
	char path[PATH_MAX], error[PATH_MAX + 256];
	struct mpr_interface *iface;
	unsigned int code;
	bool ok = false;

	code = mpr_interface_get(ctl->mpr, id, &iface);
	if (code) {
		fail(ctl, code, "read interface id:%u for saving it", id);
		return false;
	}
	if (ifconf_path(path, sizeof(path), ctl->netns, iface->name)) {
		complain(ctl, "cannot save interface \"%s\": the name of its file is too long.",
			 show_text(iface->name));
		goto out;
	}
	if (!req->autoconnect_given && !access(path, F_OK)) {
		if (ifconf_read(path, &old, error, sizeof(error))) {
			complain(ctl, "cannot save interface \"%s\" over a bad file:\n%s.",
				 show_text(iface->name), show_text(error));
			goto out;
		}
		conf.connect = old->connect;
		ifconf_free(old);
	}
	conf.iface = *iface;
	conf.settings = MPR_SET_ENABLED | MPR_SET_DEVICES | MPR_SET_CONNECT_TIMEOUT |
		MPR_SET_REDIAL_COUNT | MPR_SET_REDIAL_INTERVAL | MPR_SET_BACKOFF_FIRST |
		MPR_SET_BACKOFF_MAX | MPR_SET_PERSISTENT | MPR_SET_HOLD_UP | MPR_SET_HOLD_DOWN;
	if (strcasecmp(iface->dialer, default_dialer(iface)))
		conf.settings |= MPR_SET_DIALER;
	if (iface->n_hours)
		conf.settings |= MPR_SET_HOURS;
	ok = !ifconf_write(path, &conf, error, sizeof(error));
	if (!ok)
		complain(ctl, "cannot save interface \"%s\": %s.", show_text(iface->name),
			 show_text(error));
out:
	mpr_free(iface);
	return ok;
}

static void check_request(struct ctl *ctl, const struct request *req)
{
	if (req->autoconnect_given && !req->save)
		usage_error(ctl, "--autoconnect is about the saved interface and needs --save");
	if (req->domain && !req->user)
		usage_error(ctl, "--domain needs --user");
}

int interface_add(struct ctl *ctl, int argc, char **argv)
{
	struct request req = { .iface.type = MPR_IF_TYPE_FULL_ROUTER };
	struct slot *slot = &req.slots[0];
	const char *file = NULL;
	bool secret = false;
	unsigned int code;
	uint32_t id;
	int opt, status = 0;

	while ((opt = next_option(ctl, argc, argv, all_options)) != -1) {
		switch (opt) {
		case OPT_TYPE:
			opt = type_value(optarg);
			if (opt < MPR_IF_TYPE_HOME_ROUTER || opt > MPR_IF_TYPE_DEDICATED)
				usage_error(ctl, "%s wants home-router, full-router or dedicated",
					    "--type");
			req.iface.type = opt;
			break;
		case OPT_USER:
			req.user = optarg;
			break;
		case OPT_DOMAIN:
			req.domain = optarg;
			break;
		case OPT_PASSWORD_FILE:
			file = optarg;
			secret = true;
			break;
		case OPT_PASSWORD_STDIN:
			file = NULL;
			secret = true;
			break;
		default:
			set_option(ctl, &req, &slot, opt);
		}
	}
	req.iface.name = one_operand(ctl, argc, argv, "the name of the new interface");
	check_request(ctl, &req);
	if (!strncmp(req.iface.name, "id:", 3))
		usage_error(ctl, "a name that begins with \"id:\" stands for a number");
	fill_devices(&req, NULL);
	ctl_mpr(ctl);
	if (secret)
		req.password = read_secret(ctl, file);
	code = mpr_interface_add(ctl->mpr, &req.iface, req.settings, &id);
	if (code) {
		free_secret(req.password);
		return fail(ctl, code, "add interface \"%s\"", show_text(req.iface.name));
	}
	if (req.user || req.password) {
		code = mpr_credentials_set(ctl->mpr, req.iface.name, req.user, req.domain,
					   req.password);
		free_secret(req.password);
		if (code)
			status = fail(ctl, code, "store the credentials of interface \"%s\"",
				      show_text(req.iface.name));
	}
	if (!status && req.save && !save_interface(ctl, id, &req))
		status = EXIT_FAILED;
	if (status) {
		if (req.user || req.password)
			mpr_credentials_set(ctl->mpr, req.iface.name, NULL, NULL, NULL);
		mpr_interface_del(ctl->mpr, id);
		fprintf(stderr, "The interface was not created.\n");
	} else if (ctl->json) {
		json_open(NULL, '{');
		json_number("id", id);
		json_string("name", req.iface.name);
		json_close('}');
		json_end(false);
	}
	return status;
}

int interface_set(struct ctl *ctl, int argc, char **argv)
{
	struct request req = { 0 };
	struct slot *slot = &req.slots[0];
	struct mpr_interface *before;
	const char *name;
	unsigned int code = 0;
	int opt, status = 0;

	while ((opt = next_option(ctl, argc, argv, SET_OPTIONS)) != -1)
		set_option(ctl, &req, &slot, opt);
	name = one_operand(ctl, argc, argv, "the name of an interface");
	check_request(ctl, &req);
	before = find_interface(ctl, name, "set");
	fill_devices(&req, before);
	if (!req.settings && !req.save) {
		mpr_free(before);
		usage_error(ctl, "there is nothing to set");
	}
	if (req.save && before->origin != MPR_ORIGIN_CONFIGURED) {
		complain(ctl, "cannot save interface \"%s\": it was discovered and not created.",
			 show_text(before->name));
		mpr_free(before);
		return EXIT_FAILED;
	}
	if (req.settings)
		code = mpr_interface_set(ctl->mpr, before->id, &req.iface, req.settings);
	if (code)
		status = fail(ctl, code, "set interface \"%s\"", show_text(before->name));
	else if (req.save && !save_interface(ctl, before->id, &req))
		status = EXIT_FAILED;
	mpr_free(before);
	return status;
}

/* Remove what --save has written; false after a message when that fails. */
static bool unsave(struct ctl *ctl, const char *name, bool *there)
{
	char path[PATH_MAX];

	*there = false;
	if (ifconf_path(path, sizeof(path), ctl->netns, name))
		return true;	/* so it cannot have been saved */
	*there = !unlink(path);
	if (*there || errno == ENOENT)
		return true;
	complain(ctl, "cannot remove %s: %s.", show_text(path), strerror(errno));
	return false;
}

static bool is_saved(const struct ctl *ctl, const char *name)
{
	char path[PATH_MAX];

	return !ifconf_path(path, sizeof(path), ctl->netns, name) && !access(path, F_OK);
}

/*
 * Delete the interface and its credentials. These can be removed only as long as the interface is
 * there, so they go first, and come back when it stays.
 */
static unsigned int del_with_credentials(struct ctl *ctl, const struct mpr_interface *iface)
{
	struct mpr_credentials cred;
	bool stored = !mpr_credentials_get(ctl->mpr, iface->name, &cred);
	struct mpr_error error;
	unsigned int code;

	if (stored)
		mpr_credentials_set(ctl->mpr, iface->name, NULL, NULL, NULL);
	code = mpr_interface_del(ctl->mpr, iface->id);
	error = *mpr_last_error();
	if (stored && code)
		mpr_credentials_set(ctl->mpr, iface->name, cred.user, cred.domain, cred.password);
	if (stored)
		mpr_credentials_wipe(&cred);
	if (code)
		fail_as(ctl, &error, code, "delete interface \"%s\"", show_text(iface->name));
	return code;
}

int interface_del(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "save", no_argument, NULL, OPT_SAVE },
		{ NULL, 0, NULL, 0 }
	};
	struct mpr_interface *iface;
	bool forget = false, there;
	unsigned int code;
	const char *name;
	uint32_t id;
	int status = 0;

	while (next_option(ctl, argc, argv, options) != -1)
		forget = true;
	name = one_operand(ctl, argc, argv, "the name of an interface");
	if (parse_id(ctl, name, &id))
		code = mpr_interface_get(ctl_mpr(ctl), id, &iface);
	else
		code = mpr_interface_find(ctl_mpr(ctl), name, false, &iface);
	/* saved only: it was refused at the start of mprd, say */
	if (code == ERROR_NO_SUCH_INTERFACE && forget) {
		if (!unsave(ctl, name, &there))
			return EXIT_FAILED;
		if (there)
			return 0;
		code = ERROR_NO_SUCH_INTERFACE;
	}
	if (code)
		return fail(ctl, code, "delete interface \"%s\"", show_text(name));
	/* one that comes back at the next start, or that is refused, keeps its credentials */
	if (iface->state != MPR_IF_STATE_CONNECTED && (forget || !is_saved(ctl, iface->name))) {
		status = exit_code(del_with_credentials(ctl, iface));
	} else {
		code = mpr_interface_del(ctl->mpr, iface->id);
		if (code)
			status = fail(ctl, code, "delete interface \"%s\"", show_text(iface->name));
	}
	if (!status && forget && !unsave(ctl, iface->name, &there))
		status = EXIT_FAILED;
	mpr_free(iface);
	return status;
}
