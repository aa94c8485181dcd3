// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Interfaces, and the requests to dial them.
 */
#include "parse.h"

static void parse_device(struct mpr_arena *arena, struct mpr_device *dev,
			 const struct nlattr *nest)
{
	struct mpr_attrs attrs = mpr_attrs_of_nest(nest);
	const struct nlattr *attr;
	const char **alternates;

	dev->type = "";
	dev->name = "";
	dev->phone = "";
	alternates = mpr_arena_alloc(arena, mpr_attrs_count(attrs, MPR_A_DEVICE_ALTERNATE),
				     sizeof(*alternates));
	dev->alternates = alternates;
	mpr_for_each_attr(attr, attrs) {
		switch (mpr_attr_type(attr)) {
		case MPR_A_DEVICE_INDEX:
			dev->index = mpr_attr_u32(attr);
			break;
		case MPR_A_DEVICE_TYPE:
			dev->type = mpr_arena_str(arena, attr);
			break;
		case MPR_A_DEVICE_NAME:
			dev->name = mpr_arena_str(arena, attr);
			break;
		case MPR_A_DEVICE_PHONE:
			dev->phone = mpr_arena_str(arena, attr);
			break;
		case MPR_A_DEVICE_ALTERNATE:
			if (alternates)
				alternates[dev->n_alternates++] = mpr_arena_str(arena, attr);
			break;
		}
	}
}

static void parse_hours(struct mpr_hours *hours, const struct nlattr *nest)
{
	const struct nlattr *attr;

	mpr_for_each_attr(attr, mpr_attrs_of_nest(nest)) {
		switch (mpr_attr_type(attr)) {
		case MPR_A_HOURS_DAY:
			hours->day = mpr_attr_u8(attr);
			break;
		case MPR_A_HOURS_FROM:
			hours->from = mpr_attr_u16(attr);
			break;
		case MPR_A_HOURS_TO:
			hours->to = mpr_attr_u16(attr);
			break;
		}
	}
}

static void parse_lists(struct mpr_arena *arena, struct mpr_interface *iface,
			struct mpr_attrs attrs)
{
	const struct nlattr *attr;
	struct mpr_device *devices;
	struct mpr_hours *hours;

	devices = mpr_arena_alloc(arena, mpr_attrs_count(attrs, MPR_A_INTERFACE_DEVICE),
				  sizeof(*devices));
	hours = mpr_arena_alloc(arena, mpr_attrs_count(attrs, MPR_A_INTERFACE_HOURS),
				sizeof(*hours));
	if (!devices || !hours)
		return;
	mpr_for_each_attr(attr, attrs) {
		switch (mpr_attr_type(attr)) {
		case MPR_A_INTERFACE_DEVICE:
			parse_device(arena, &devices[iface->n_devices++], attr);
			break;
		case MPR_A_INTERFACE_HOURS:
			parse_hours(&hours[iface->n_hours++], attr);
			break;
		}
	}
	iface->devices = devices;
	iface->hours = hours;
}

/* Where an attribute that is a plain number goes; NULL for the others. */
static uint32_t *number(struct mpr_interface *iface, uint16_t type)
{
	switch (type) {
	case MPR_A_INTERFACE_ID:
		return &iface->id;
	case MPR_A_INTERFACE_REASONS:
		return &iface->reasons;
	case MPR_A_INTERFACE_LAST_ERROR:
		return &iface->last_error;
	case MPR_A_INTERFACE_IFINDEX:
		return &iface->ifindex;
	case MPR_A_INTERFACE_CONNECTION_ID:
		return &iface->connection_id;
	case MPR_A_INTERFACE_ATTEMPT_ID:
		return &iface->attempt_id;
	case MPR_A_INTERFACE_REDIALS_LEFT:
		return &iface->redials_left;
	case MPR_A_INTERFACE_CONNECT_TIMEOUT:
		return &iface->connect_timeout;
	case MPR_A_INTERFACE_REDIAL_COUNT:
		return &iface->redial_count;
	case MPR_A_INTERFACE_REDIAL_INTERVAL:
		return &iface->redial_interval;
	case MPR_A_INTERFACE_BACKOFF_FIRST:
		return &iface->backoff_first;
	case MPR_A_INTERFACE_BACKOFF_MAX:
		return &iface->backoff_max;
	case MPR_A_INTERFACE_BACKOFF_LEFT:
		return &iface->backoff_left;
	case MPR_A_INTERFACE_HOLD_UP:
		return &iface->hold_up;
	case MPR_A_INTERFACE_HOLD_DOWN:
		return &iface->hold_down;
	case MPR_A_INTERFACE_CARRIER_UPS:
		return &iface->carrier_ups;
	case MPR_A_INTERFACE_CARRIER_DOWNS:
		return &iface->carrier_downs;
	case MPR_A_INTERFACE_FLAPS_HIDDEN:
		return &iface->flaps_hidden;
	case MPR_A_INTERFACE_CONNECTS:
		return &iface->connects;
	case MPR_A_INTERFACE_FAILURES:
		return &iface->failures;
	default:
		return NULL;
	}
}

struct mpr_interface *mpr_parse_interface(struct mpr_arena *arena, struct mpr_attrs attrs)
{
	struct mpr_interface *iface = mpr_arena_alloc(arena, 1, sizeof(*iface));
	const struct nlattr *attr;
	uint32_t *value;

	if (!iface)
		return NULL;
	iface->name = "";
	iface->dialer = "";
	iface->ifname = "";
	parse_lists(arena, iface, attrs);
	mpr_for_each_attr(attr, attrs) {
		value = number(iface, mpr_attr_type(attr));
		if (value) {
			*value = mpr_attr_u32(attr);
			continue;
		}
		switch (mpr_attr_type(attr)) {
		case MPR_A_INTERFACE_NAME:
			iface->name = mpr_arena_str(arena, attr);
			break;
		case MPR_A_INTERFACE_TYPE:
			iface->type = mpr_attr_u32(attr);
			break;
		case MPR_A_INTERFACE_ORIGIN:
			iface->origin = mpr_attr_u32(attr);
			break;
		case MPR_A_INTERFACE_ENABLED:
			iface->enabled = mpr_attr_u8(attr);
			break;
		case MPR_A_INTERFACE_PERSISTENT:
			iface->persistent = mpr_attr_u8(attr);
			break;
		case MPR_A_INTERFACE_WANT_UP:
			iface->want_up = mpr_attr_u8(attr);
			break;
		case MPR_A_INTERFACE_STATE:
			iface->state = mpr_attr_u32(attr);
			break;
		case MPR_A_INTERFACE_DIALER:
			iface->dialer = mpr_arena_str(arena, attr);
			break;
		case MPR_A_INTERFACE_IFNAME:
			iface->ifname = mpr_arena_str(arena, attr);
			break;
		}
	}
	return arena->failed ? NULL : iface;
}

struct mpr_dial_request *mpr_parse_dial(struct mpr_arena *arena, struct mpr_attrs attrs)
{
	struct mpr_dial_request *req = mpr_arena_alloc(arena, 1, sizeof(*req));
	const struct nlattr *attr;

	if (!req)
		return NULL;
	req->kind = "";
	mpr_for_each_attr(attr, attrs) {
		switch (mpr_attr_type(attr)) {
		case MPR_A_DIAL_ID:
			req->id = mpr_attr_u32(attr);
			break;
		case MPR_A_DIAL_REQUEST:
			req->request = mpr_attr_u32(attr);
			break;
		case MPR_A_DIAL_KIND:
			req->kind = mpr_arena_str(arena, attr);
			break;
		case MPR_A_DIAL_INTERFACE:
			if (req->interface)
				break;
			req->interface = mpr_parse_interface(arena, mpr_attrs_of_nest(attr));
			break;
		case MPR_A_DIAL_CONNECTION_ID:
			req->connection_id = mpr_attr_u32(attr);
			break;
		case MPR_A_DIAL_TIMEOUT:
			req->timeout = mpr_attr_u32(attr);
			break;
		case MPR_A_DIAL_TRY:
			req->attempt_try = mpr_attr_u32(attr);
			break;
		}
	}
	return arena->failed ? NULL : req;
}
