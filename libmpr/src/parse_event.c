// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The service, and events.
 */
#include "parse.h"

/* Where a number goes; NULL for the others. */
static uint32_t *number(struct mpr_service *service, uint16_t type)
{
	switch (type) {
	case MPR_A_SERVICE_INTERFACES:
		return &service->interfaces;
	case MPR_A_SERVICE_CONNECTIONS:
		return &service->connections;
	case MPR_A_SERVICE_ATTEMPTS:
		return &service->attempts;
	case MPR_A_SERVICE_PORTS:
		return &service->ports;
	case MPR_A_SERVICE_PORTS_IN_USE:
		return &service->ports_in_use;
	case MPR_A_SERVICE_MAX_INTERFACES:
		return &service->max_interfaces;
	case MPR_A_SERVICE_MAX_ATTEMPTS:
		return &service->max_attempts;
	case MPR_A_SERVICE_JOURNAL_SIZE:
		return &service->journal_size;
	default:
		return NULL;
	}
}

struct mpr_service *mpr_parse_service(struct mpr_arena *arena, struct mpr_attrs attrs)
{
	struct mpr_service *service = mpr_arena_alloc(arena, 1, sizeof(*service));
	const struct nlattr *attr;
	const char **kinds;
	uint32_t *value;

	kinds = mpr_arena_alloc(arena, mpr_attrs_count(attrs, MPR_A_SERVICE_KIND),
				sizeof(*kinds));
	if (!service || !kinds)
		return NULL;
	service->kinds = kinds;
	mpr_for_each_attr(attr, attrs) {
		value = number(service, mpr_attr_type(attr));
		if (value) {
			*value = mpr_attr_u32(attr);
			continue;
		}
		switch (mpr_attr_type(attr)) {
		case MPR_A_SERVICE_LAN_ONLY:
			service->lan_only = mpr_attr_u8(attr);
			break;
		case MPR_A_SERVICE_PAUSED:
			service->paused = mpr_attr_u8(attr);
			break;
		case MPR_A_SERVICE_UPTIME:
			service->uptime = mpr_attr_u64(attr);
			break;
		case MPR_A_SERVICE_EPOCH:
			service->epoch = mpr_attr_u64(attr);
			break;
		case MPR_A_SERVICE_JOURNAL_FIRST:
			service->journal_first = mpr_attr_u64(attr);
			break;
		case MPR_A_SERVICE_JOURNAL_LAST:
			service->journal_last = mpr_attr_u64(attr);
			break;
		case MPR_A_SERVICE_UTC_OFFSET:
			service->utc_offset = (int32_t)mpr_attr_u32(attr);
			break;
		case MPR_A_SERVICE_KIND:
			kinds[service->n_kinds++] = mpr_arena_str(arena, attr);
			break;
		}
	}
	return arena->failed ? NULL : service;
}

struct mpr_event *mpr_parse_event(struct mpr_arena *arena, struct mpr_attrs attrs)
{
	struct mpr_event *event = mpr_arena_alloc(arena, 1, sizeof(*event));
	const struct nlattr *attr;

	if (!event)
		return NULL;
	event->old_state = -1;
	mpr_for_each_attr(attr, attrs) {
		switch (mpr_attr_type(attr)) {
		case MPR_A_EVENT_SEQ:
			event->seq = mpr_attr_u64(attr);
			break;
		case MPR_A_EVENT_EPOCH:
			event->epoch = mpr_attr_u64(attr);
			break;
		case MPR_A_EVENT_TIME:
			event->time = mpr_attr_u64(attr);
			break;
		case MPR_A_EVENT_BOOT_TIME:
			event->boot_time = mpr_attr_u64(attr);
			break;
		case MPR_A_EVENT_KIND:
			event->kind = mpr_attr_u32(attr);
			break;
		case MPR_A_EVENT_OLD_STATE:
			event->old_state = mpr_attr_u32(attr) & INT32_MAX;
			break;
		case MPR_A_EVENT_LOST:
			event->lost = mpr_attr_u64(attr);
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
