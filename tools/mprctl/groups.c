// SPDX-License-Identifier: GPL-2.0-only
/* Which events are wanted: groups and an interface. */
#include <string.h>

#include "mprctl.h"

static const struct {
	const char *name;
	unsigned int group;
} groups[] = {
	{ "connections", MPR_MONITOR_CONNECTIONS },
	{ "interfaces", MPR_MONITOR_INTERFACES },
	{ "ports", MPR_MONITOR_PORTS },
	{ "service", MPR_MONITOR_SERVICE },
};

unsigned int parse_groups(struct ctl *ctl, int argc, char **argv)
{
	unsigned int wanted = 0, group;

	for (; optind < argc; optind++) {
		group = 0;
		for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
			if (!strcmp(groups[i].name, argv[optind]))
				group = groups[i].group;
		}
		if (!group)
			usage_error(ctl, "there is no group \"%s\"; there are %s",
				    show_text(argv[optind]), show_groups(MPR_MONITOR_ALL));
		wanted |= group;
	}
	return wanted ? wanted : MPR_MONITOR_ALL;
}

const char *show_groups(unsigned int wanted)
{
	const char *text = "";

	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		if (wanted & groups[i].group)
			text = show_format("%s%s%s", text, *text ? ", " : "", groups[i].name);
	}
	return text;
}

static bool is_about(const struct mpr_event *event, struct filter *filter)
{
	uint32_t id = event->interface ? event->interface->id :
		event->connection ? event->connection->interface_id :
		event->port ? event->port->interface_id : 0;
	const char *name = event->interface ? event->interface->name :
		event->connection ? event->connection->interface_name : NULL;

	if (filter->id)
		return id == filter->id;
	if (!name)
		return id && id == filter->known;
	if (strcmp(name, filter->name))
		return false;
	filter->known = id;
	return true;
}

bool is_wanted(const struct mpr_event *event, struct filter *filter)
{
	if (!(kind_groups(event->kind) & filter->groups))
		return false;
	if (event->kind == MPR_EVENT_KIND_SERVICE_STOP || (!filter->id && !filter->name))
		return true;
	return is_about(event, filter);
}

void parse_interface_filter(struct ctl *ctl, struct filter *filter, const char *text)
{
	struct mpr_interface *iface;

	if (parse_id(ctl, text, &filter->id))
		return;
	filter->name = text;
	/* one that is not there yet will tell its number when it comes */
	if (!mpr_interface_find(ctl_mpr(ctl), text, false, &iface)) {
		filter->known = iface->id;
		mpr_free(iface);
	}
}
