// SPDX-License-Identifier: GPL-2.0-only
/* The names of uapi/mpr.yaml; selftests/host/mprctl_cli.sh holds them against that file. */
#include <string.h>

#include "mprctl.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const char *const types[] = {
	[MPR_IF_TYPE_CLIENT] = "client",
	[MPR_IF_TYPE_HOME_ROUTER] = "home-router",
	[MPR_IF_TYPE_FULL_ROUTER] = "full-router",
	[MPR_IF_TYPE_DEDICATED] = "dedicated",
	[MPR_IF_TYPE_INTERNAL] = "internal",
	[MPR_IF_TYPE_LOOPBACK] = "loopback",
	[MPR_IF_TYPE_TUNNEL1] = "tunnel1",
	[MPR_IF_TYPE_DIALOUT] = "dialout",
};

static const char *const states[] = {
	[MPR_IF_STATE_UNREACHABLE] = "unreachable",
	[MPR_IF_STATE_DISCONNECTED] = "disconnected",
	[MPR_IF_STATE_CONNECTING] = "connecting",
	[MPR_IF_STATE_CONNECTED] = "connected",
};

static const char *const origins[] = {
	[MPR_ORIGIN_CONFIGURED] = "configured",
	[MPR_ORIGIN_DISCOVERED] = "discovered",
};

static const char *const causes[] = {
	[MPR_END_CAUSE_LINK_DOWN] = "link-down",
	[MPR_END_CAUSE_DEVICE_GONE] = "device-gone",
	[MPR_END_CAUSE_ADMIN] = "admin",
	[MPR_END_CAUSE_DISABLED] = "disabled",
	[MPR_END_CAUSE_DIALER] = "dialer",
	[MPR_END_CAUSE_SERVICE] = "service",
	[MPR_END_CAUSE_REBOUND] = "rebound",
};

static const char *const conditions[] = {
	[MPR_PORT_COND_NON_OPERATIONAL] = "non-operational",
	[MPR_PORT_COND_DISCONNECTED] = "disconnected",
	[MPR_PORT_COND_CALLING_BACK] = "calling-back",
	[MPR_PORT_COND_LISTENING] = "listening",
	[MPR_PORT_COND_AUTHENTICATING] = "authenticating",
	[MPR_PORT_COND_AUTHENTICATED] = "authenticated",
	[MPR_PORT_COND_INITIALIZING] = "initializing",
};

static const char *const kinds[] = {
	[MPR_EVENT_KIND_CONNECTION_UP] = "connection-up",
	[MPR_EVENT_KIND_CONNECTION_DOWN] = "connection-down",
	[MPR_EVENT_KIND_CONNECTION_CHANGE] = "connection-change",
	[MPR_EVENT_KIND_INTERFACE_NEW] = "interface-new",
	[MPR_EVENT_KIND_INTERFACE_CHANGE] = "interface-change",
	[MPR_EVENT_KIND_INTERFACE_DEL] = "interface-del",
	[MPR_EVENT_KIND_PORT_NEW] = "port-new",
	[MPR_EVENT_KIND_PORT_CHANGE] = "port-change",
	[MPR_EVENT_KIND_PORT_DEL] = "port-del",
	[MPR_EVENT_KIND_SERVICE_CHANGE] = "service-change",
	[MPR_EVENT_KIND_SERVICE_STOP] = "service-stop",
};

/* by bit */
static const char *const reasons[] = {
	"out-of-resources", "admin-disabled", "connection-failure", "service-paused",
	"dialout-hours", "no-media-sense", "no-device",
};

static const char *const flags[] = {
	"ppp", "messenger", "ras", "quarantine", "ikev2", "dormant",
};

static const char *name_in(const char *const *names, size_t n, uint32_t value)
{
	if (value < n && names[value])
		return names[value];
	return show_format("%u", value);	/* of a newer module */
}

static int value_in(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (names[i] && !strcmp(names[i], name))
			return i;
	}
	return -1;
}

static const char *show_bits(const char *const *names, size_t n, uint32_t bits,
			     const char *separator)
{
	const char *text = "";

	for (unsigned int i = 0; i < 32; i++) {
		if (bits & 1U << i)
			text = show_format("%s%s%s", text, *text ? separator : "",
					   name_in(names, n, i));
	}
	return text;
}

const char *type_name(uint32_t type)
{
	return name_in(types, COUNT(types), type);
}

const char *state_name(uint32_t state)
{
	return name_in(states, COUNT(states), state);
}

const char *origin_name(uint32_t origin)
{
	return name_in(origins, COUNT(origins), origin);
}

const char *cause_name(uint32_t cause)
{
	return name_in(causes, COUNT(causes), cause);
}

const char *condition_name(uint32_t condition)
{
	return name_in(conditions, COUNT(conditions), condition);
}

const char *kind_name(uint32_t kind)
{
	return name_in(kinds, COUNT(kinds), kind);
}

int type_value(const char *name)
{
	return value_in(types, COUNT(types), name);
}

int state_value(const char *name)
{
	return value_in(states, COUNT(states), name);
}

int kind_value(const char *name)
{
	return value_in(kinds, COUNT(kinds), name);
}

const char *reason_name(unsigned int bit)
{
	return name_in(reasons, COUNT(reasons), bit);
}

const char *flag_name(unsigned int bit)
{
	return name_in(flags, COUNT(flags), bit);
}

const char *show_reasons(uint32_t bits, const char *separator)
{
	return show_bits(reasons, COUNT(reasons), bits, separator);
}

const char *show_flags(uint32_t bits, const char *separator)
{
	return show_bits(flags, COUNT(flags), bits, separator);
}

unsigned int kind_groups(uint32_t kind)
{
	switch (kind) {
	case MPR_EVENT_KIND_CONNECTION_UP:
	case MPR_EVENT_KIND_CONNECTION_DOWN:
	case MPR_EVENT_KIND_CONNECTION_CHANGE:
		return MPR_MONITOR_CONNECTIONS;
	case MPR_EVENT_KIND_INTERFACE_NEW:
	case MPR_EVENT_KIND_INTERFACE_CHANGE:
	case MPR_EVENT_KIND_INTERFACE_DEL:
		return MPR_MONITOR_INTERFACES;
	case MPR_EVENT_KIND_PORT_NEW:
	case MPR_EVENT_KIND_PORT_CHANGE:
	case MPR_EVENT_KIND_PORT_DEL:
		return MPR_MONITOR_PORTS;
	case MPR_EVENT_KIND_SERVICE_CHANGE:
		return MPR_MONITOR_SERVICE;
	default:
		return MPR_MONITOR_ALL;	/* the end of the service concerns everybody */
	}
}
