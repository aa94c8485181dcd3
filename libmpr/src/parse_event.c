// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The service, and events.
 */
#include "field.h"
#include "parse.h"

static const struct mpr_field service_fields[] = {
	[MPR_A_SERVICE_INTERFACES] = MPR_FIELD(struct mpr_service, interfaces),
	[MPR_A_SERVICE_CONNECTIONS] = MPR_FIELD(struct mpr_service, connections),
	[MPR_A_SERVICE_ATTEMPTS] = MPR_FIELD(struct mpr_service, attempts),
	[MPR_A_SERVICE_PORTS] = MPR_FIELD(struct mpr_service, ports),
	[MPR_A_SERVICE_PORTS_IN_USE] = MPR_FIELD(struct mpr_service, ports_in_use),
	[MPR_A_SERVICE_MAX_INTERFACES] = MPR_FIELD(struct mpr_service, max_interfaces),
	[MPR_A_SERVICE_MAX_ATTEMPTS] = MPR_FIELD(struct mpr_service, max_attempts),
	[MPR_A_SERVICE_JOURNAL_SIZE] = MPR_FIELD(struct mpr_service, journal_size),
	[MPR_A_SERVICE_UPTIME] = MPR_FIELD(struct mpr_service, uptime),
	[MPR_A_SERVICE_EPOCH] = MPR_FIELD(struct mpr_service, epoch),
	[MPR_A_SERVICE_JOURNAL_FIRST] = MPR_FIELD(struct mpr_service, journal_first),
	[MPR_A_SERVICE_JOURNAL_LAST] = MPR_FIELD(struct mpr_service, journal_last),
	[MPR_A_SERVICE_UTC_OFFSET] = MPR_FIELD(struct mpr_service, utc_offset),
};

struct mpr_service *mpr_parse_service(struct mpr_arena *arena, struct mpr_attrs attrs)
{
	struct mpr_service *service = mpr_arena_alloc(arena, 1, sizeof(*service));
	const struct nlattr *attr;
	const char **kinds;

	kinds = mpr_arena_alloc(arena, mpr_attrs_count(attrs, MPR_A_SERVICE_KIND),
				sizeof(*kinds));
	if (!service || !kinds)
		return NULL;
	service->kinds = kinds;
	mpr_for_each_attr(attr, attrs) {
		if (mpr_field_of(service_fields, service, attr))
			continue;
		switch (mpr_attr_type(attr)) {
		case MPR_A_SERVICE_LAN_ONLY:
			service->lan_only = mpr_attr_u8(attr);
			break;
		case MPR_A_SERVICE_PAUSED:
			service->paused = mpr_attr_u8(attr);
			break;
		case MPR_A_SERVICE_KIND:
			kinds[service->n_kinds++] = mpr_arena_str(arena, attr);
			break;
		}
	}
	return arena->failed ? NULL : service;
}

static const struct mpr_field event_fields[] = {
	[MPR_A_EVENT_SEQ] = MPR_FIELD(struct mpr_event, seq),
	[MPR_A_EVENT_EPOCH] = MPR_FIELD(struct mpr_event, epoch),
	[MPR_A_EVENT_TIME] = MPR_FIELD(struct mpr_event, time),
	[MPR_A_EVENT_BOOT_TIME] = MPR_FIELD(struct mpr_event, boot_time),
	[MPR_A_EVENT_KIND] = MPR_FIELD(struct mpr_event, kind),
	[MPR_A_EVENT_LOST] = MPR_FIELD(struct mpr_event, lost),
};

struct mpr_event *mpr_parse_event(struct mpr_arena *arena, struct mpr_attrs attrs)
{
	struct mpr_event *event = mpr_arena_alloc(arena, 1, sizeof(*event));
	const struct nlattr *attr;

	if (!event)
		return NULL;
	event->old_state = -1;
	mpr_for_each_attr(attr, attrs) {
		if (mpr_field_of(event_fields, event, attr))
			continue;
		switch (mpr_attr_type(attr)) {
		case MPR_A_EVENT_OLD_STATE:
			event->old_state = mpr_attr_u32(attr) & INT32_MAX;
			break;
		/* Each once, for the arena has room for one of each. */
		case MPR_A_EVENT_INTERFACE:
			if (!event->interface)
				event->interface =
					mpr_parse_interface(arena, mpr_attrs_of_nest(attr));
			break;
		case MPR_A_EVENT_CONNECTION:
			if (!event->connection)
				event->connection =
					mpr_parse_connection(arena, mpr_attrs_of_nest(attr));
			break;
		case MPR_A_EVENT_PORT:
			if (!event->port)
				event->port = mpr_parse_port(arena, mpr_attrs_of_nest(attr));
			break;
		case MPR_A_EVENT_SERVICE:
			if (!event->service)
				event->service =
					mpr_parse_service(arena, mpr_attrs_of_nest(attr));
			break;
		}
	}
	return arena->failed ? NULL : event;
}
