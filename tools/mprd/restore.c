// SPDX-License-Identifier: GPL-2.0-only
#include "restore.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <mpr/winerror.h>
#include <mprerror.h>
#include <raserror.h>

#include "../common/ifconf.h"
#include "log.h"

static bool same_device(const struct mpr_device *a, const struct mpr_device *b)
{
	unsigned int i;

	if (strcasecmp(a->type, b->type) || strcmp(a->name, b->name) ||
	    strcmp(a->phone, b->phone) || a->n_alternates != b->n_alternates)
		return false;
	for (i = 0; i < a->n_alternates; i++)
		if (strcmp(a->alternates[i], b->alternates[i]))
			return false;
	return true;
}

static bool same_devices(const struct mpr_interface *a, const struct mpr_interface *b)
{
	unsigned int i, j;

	for (i = 0; i < a->n_devices; i++) {
		for (j = 0; j < b->n_devices; j++)
			if (a->devices[i].index == b->devices[j].index)
				break;
		if (j == b->n_devices || !same_device(&a->devices[i], &b->devices[j]))
			return false;
	}
	return true;
}

static bool same_hours(const struct mpr_interface *a, const struct mpr_interface *b)
{
	unsigned int i;

	if (a->n_hours != b->n_hours)
		return false;
	for (i = 0; i < a->n_hours; i++)
		if (a->hours[i].day != b->hours[i].day || a->hours[i].from != b->hours[i].from ||
		    a->hours[i].to != b->hours[i].to)
			return false;
	return true;
}

/*
 * Which of the settings of @conf are not what @is has: a line that is up is not touched for
 * nothing.
 */
static unsigned int different(const struct ifconf *conf, const struct mpr_interface *is)
{
	const struct mpr_interface *want = &conf->iface;
	unsigned int set = conf->settings;

#define KEEP(bit, same) \
	do { \
		if (same) \
			set &= ~(bit); \
	} while (0)
	KEEP(MPR_SET_ENABLED, want->enabled == is->enabled);
	KEEP(MPR_SET_DIALER, !strcmp(want->dialer, is->dialer));
	KEEP(MPR_SET_DEVICES, same_devices(want, is));
	KEEP(MPR_SET_CONNECT_TIMEOUT, want->connect_timeout == is->connect_timeout);
	KEEP(MPR_SET_REDIAL_COUNT, want->redial_count == is->redial_count);
	KEEP(MPR_SET_REDIAL_INTERVAL, want->redial_interval == is->redial_interval);
	KEEP(MPR_SET_BACKOFF_FIRST, want->backoff_first == is->backoff_first);
	KEEP(MPR_SET_BACKOFF_MAX, want->backoff_max == is->backoff_max);
	KEEP(MPR_SET_PERSISTENT, want->persistent == is->persistent);
	KEEP(MPR_SET_HOLD_UP, want->hold_up == is->hold_up);
	KEEP(MPR_SET_HOLD_DOWN, want->hold_down == is->hold_down);
	KEEP(MPR_SET_HOURS, same_hours(want, is));
#undef KEEP
	return set;
}

static const char *why(unsigned int code)
{
	const struct mpr_error *e = mpr_last_error();

	return e->code == code && *e->message ? e->message : mpr_strerror(code);
}

static void dial(struct mpr *mpr, const char *name, uint32_t id)
{
	unsigned int code = mpr_interface_connect(mpr, id, 0);

	if (code && code != PENDING && code != ERROR_ALREADY_CONNECTING)
		log_err("cannot dial \"%s\": %s", name, why(code));
}

/* Returns 0 or a code. */
static unsigned int restore(struct mpr *mpr, const char *path, const struct ifconf *conf,
			    bool connect)
{
	struct mpr_interface *is = NULL;
	unsigned int code, set;
	uint32_t id;

	code = mpr_interface_find(mpr, conf->iface.name, true, &is);
	if (code == ERROR_NO_SUCH_INTERFACE) {
		code = mpr_interface_add(mpr, &conf->iface, conf->settings, &id);
		if (!code)
			log_info("restored interface \"%s\"", conf->iface.name);
	} else if (!code && is->type != conf->iface.type) {
		log_err("%s:1: interface \"%s\" exists with another type and is left as it is",
			path, conf->iface.name);
		goto out;
	} else if (!code) {
		id = is->id;
		set = different(conf, is);
		if (set)
			code = mpr_interface_set(mpr, id, &conf->iface, set);
	}
	if (code)
		log_err("%s:1: cannot restore interface \"%s\": %s", path, conf->iface.name,
			why(code));
	else if (connect && conf->connect)
		dial(mpr, conf->iface.name, id);
out:
	mpr_free(is);
	return code;
}

static int is_conf(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return entry->d_name[0] != '.' && n > 5 && !strcmp(entry->d_name + n - 5, ".conf");
}

void restore_interfaces(const struct config *config, struct mpr *mpr, bool connect)
{
	char dir[PATH_MAX], path[PATH_MAX + 300], error[PATH_MAX + 512];
	struct dirent **entries = NULL;
	unsigned int restored = 0, refused = 0, code = 0;
	struct ifconf *conf;
	int i, n;

	if (config_file(config, dir, sizeof(dir), "interfaces.d"))
		return;
	n = scandir(dir, &entries, is_conf, alphasort);
	if (n < 0) {
		if (errno != ENOENT)
			log_err("cannot read %s: %s", dir, strerror(errno));
		return;
	}
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, entries[i]->d_name);
		free(entries[i]);
		if (code == RPC_S_UNKNOWN_IF)
			continue;
		if (ifconf_read(path, &conf, error, sizeof(error))) {
			log_err("%s; this interface is not restored", error);
			refused++;
			continue;
		}
		code = restore(mpr, path, conf, connect);
		if (code)
			refused++;
		else
			restored++;
		ifconf_free(conf);
	}
	free(entries);
	if (restored || refused)
		log_notice("%u saved interfaces restored, %u refused", restored, refused);
}
