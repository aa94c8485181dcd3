// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Interfaces, and the requests to dial them.
 */
#include "field.h"
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

static const struct mpr_field fields[] = {
	[MPR_A_INTERFACE_ID] = MPR_FIELD(struct mpr_interface, id),
	[MPR_A_INTERFACE_TYPE] = MPR_FIELD(struct mpr_interface, type),
	[MPR_A_INTERFACE_ORIGIN] = MPR_FIELD(struct mpr_interface, origin),
	[MPR_A_INTERFACE_STATE] = MPR_FIELD(struct mpr_interface, state),
	[MPR_A_INTERFACE_REASONS] = MPR_FIELD(struct mpr_interface, reasons),
	[MPR_A_INTERFACE_LAST_ERROR] = MPR_FIELD(struct mpr_interface, last_error),
	[MPR_A_INTERFACE_IFINDEX] = MPR_FIELD(struct mpr_interface, ifindex),
	[MPR_A_INTERFACE_CONNECTION_ID] = MPR_FIELD(struct mpr_interface, connection_id),
	[MPR_A_INTERFACE_ATTEMPT_ID] = MPR_FIELD(struct mpr_interface, attempt_id),
	[MPR_A_INTERFACE_REDIALS_LEFT] = MPR_FIELD(struct mpr_interface, redials_left),
	[MPR_A_INTERFACE_CONNECT_TIMEOUT] = MPR_FIELD(struct mpr_interface, connect_timeout),
	[MPR_A_INTERFACE_REDIAL_COUNT] = MPR_FIELD(struct mpr_interface, redial_count),
	[MPR_A_INTERFACE_REDIAL_INTERVAL] = MPR_FIELD(struct mpr_interface, redial_interval),
	[MPR_A_INTERFACE_BACKOFF_FIRST] = MPR_FIELD(struct mpr_interface, backoff_first),
	[MPR_A_INTERFACE_BACKOFF_MAX] = MPR_FIELD(struct mpr_interface, backoff_max),
	[MPR_A_INTERFACE_BACKOFF_LEFT] = MPR_FIELD(struct mpr_interface, backoff_left),
	[MPR_A_INTERFACE_HOLD_UP] = MPR_FIELD(struct mpr_interface, hold_up),
	[MPR_A_INTERFACE_HOLD_DOWN] = MPR_FIELD(struct mpr_interface, hold_down),
	[MPR_A_INTERFACE_CARRIER_UPS] = MPR_FIELD(struct mpr_interface, carrier_ups),
	[MPR_A_INTERFACE_CARRIER_DOWNS] = MPR_FIELD(struct mpr_interface, carrier_downs),
	[MPR_A_INTERFACE_FLAPS_HIDDEN] = MPR_FIELD(struct mpr_interface, flaps_hidden),
	[MPR_A_INTERFACE_CONNECTS] = MPR_FIELD(struct mpr_interface, connects),
	[MPR_A_INTERFACE_FAILURES] = MPR_FIELD(struct mpr_interface, failures),
};

struct mpr_interface *mpr_parse_interface(struct mpr_arena *arena, struct mpr_attrs attrs)
{
	struct mpr_interface *iface = mpr_arena_alloc(arena, 1, sizeof(*iface));
	const struct nlattr *attr;

	if (!iface)
		return NULL;
	iface->name = "";
	iface->dialer = "";
	iface->ifname = "";
	parse_lists(arena, iface, attrs);
	mpr_for_each_attr(attr, attrs) {
		if (mpr_field_of(fields, iface, attr))
			continue;
		switch (mpr_attr_type(attr)) {
		case MPR_A_INTERFACE_NAME:
			iface->name = mpr_arena_str(arena, attr);
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

static const struct mpr_field dial_fields[] = {
	[MPR_A_DIAL_ID] = MPR_FIELD(struct mpr_dial_request, id),
	[MPR_A_DIAL_REQUEST] = MPR_FIELD(struct mpr_dial_request, request),
	[MPR_A_DIAL_CONNECTION_ID] = MPR_FIELD(struct mpr_dial_request, connection_id),
	[MPR_A_DIAL_TIMEOUT] = MPR_FIELD(struct mpr_dial_request, timeout),
	[MPR_A_DIAL_TRY] = MPR_FIELD(struct mpr_dial_request, attempt_try),
};

struct mpr_dial_request *mpr_parse_dial(struct mpr_arena *arena, struct mpr_attrs attrs)
{
	struct mpr_dial_request *req = mpr_arena_alloc(arena, 1, sizeof(*req));
	const struct nlattr *attr;

	if (!req)
		return NULL;
	req->kind = "";
	mpr_for_each_attr(attr, attrs) {
		if (mpr_field_of(dial_fields, req, attr))
			continue;
		switch (mpr_attr_type(attr)) {
		case MPR_A_DIAL_KIND:
			req->kind = mpr_arena_str(arena, attr);
			break;
		case MPR_A_DIAL_INTERFACE:
			if (req->interface)
				break;
			req->interface = mpr_parse_interface(arena, mpr_attrs_of_nest(attr));
			break;
		}
	}
	return arena->failed ? NULL : req;
}
