// SPDX-License-Identifier: GPL-2.0-only
/* mprctl interface: list and show; the other verbs have files of their own. */
#include <inttypes.h>
#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mprctl.h"

const char *state_colour(uint32_t state)
{
	switch (state) {
	case MPR_IF_STATE_UNREACHABLE:
		return "red";
	case MPR_IF_STATE_CONNECTING:
		return "yellow";
	case MPR_IF_STATE_CONNECTED:
		return "green";
	default:
		return NULL;
	}
}

/* In words what the state alone does not say. */
const char *show_detail(const struct mpr_interface *iface)
{
	const char *text = "";

	switch (iface->state) {
	case MPR_IF_STATE_CONNECTED:
		return show_format("on %s", show_text(iface->ifname));
	case MPR_IF_STATE_CONNECTING:
		if (*iface->ifname)
			text = show_format("on %s", show_text(iface->ifname));
		if (iface->redials_left)
			text = show_format("%s%s%u redials left", text, *text ? ", " : "",
					   iface->redials_left);
		return text;
	case MPR_IF_STATE_UNREACHABLE:
		text = show_reasons(iface->reasons, ", ");
		break;
	default:
		break;
	}
	if (iface->last_error)
		text = show_format("%s%s%s", text, *text ? ", " : "", show_code(iface->last_error));
	if (iface->backoff_left)
		text = show_format("%s, again in %s", text,
				   show_duration(iface->backoff_left < 1000 ? iface->backoff_left :
						 iface->backoff_left / 1000 * 1000));
	return text;
}

static const char *show_device(const struct mpr_device *device)
{
	const char *text = show_text(device->type);

	if (*device->name)
		text = show_format("%s%s%s", text, *text ? " " : "", show_text(device->name));
	return text;
}

static void json_device(const struct mpr_device *device)
{
	json_open(NULL, '{');
	json_number("slot", device->index);
	json_string("type", device->type);
	json_string("name", device->name);
	json_string("phone", device->phone);
	json_open("alternates", '[');
	for (unsigned int i = 0; i < device->n_alternates; i++)
		json_string(NULL, device->alternates[i]);
	json_close(']');
	json_close('}');
}

static void json_hours(const struct mpr_interface *iface)
{
	json_open("hours", '[');
	for (unsigned int i = 0; i < iface->n_hours; i++) {
		const struct mpr_hours *h = &iface->hours[i];

		json_open(NULL, '{');
		json_number("day", h->day);
		json_string("from", show_format("%02u:%02u", h->from / 60, h->from % 60));
		json_string("to", show_format("%02u:%02u", h->to / 60, h->to % 60));
		json_close('}');
	}
	json_close(']');
}

static void json_id(const char *key, uint32_t id)
{
	if (id)
		json_number(key, id);
	else
		json_null(key);
}

void json_interface(const struct mpr_interface *iface)
{
	json_number("id", iface->id);
	json_string("name", iface->name);
	json_string("type", type_name(iface->type));
	json_string("origin", origin_name(iface->origin));
	json_bool("enabled", iface->enabled);
	json_string("state", state_name(iface->state));
	json_open("reasons", '[');
	for (unsigned int bit = 0; bit < 32; bit++) {
		if (iface->reasons & 1U << bit)
			json_string(NULL, reason_name(bit));
	}
	json_close(']');
	json_code("last_error", iface->last_error);
	json_bool("want_up", iface->want_up);
	json_string("dialer", iface->dialer);
	json_open("devices", '[');
	for (unsigned int i = 0; i < iface->n_devices; i++)
		json_device(&iface->devices[i]);
	json_close(']');
	json_id("ifindex", iface->ifindex);
	if (*iface->ifname)
		json_string("ifname", iface->ifname);
	else
		json_null("ifname");
	json_id("connection_id", iface->connection_id);
	json_id("attempt_id", iface->attempt_id);
	json_number("redials_left", iface->redials_left);
	json_number("connect_timeout_ms", iface->connect_timeout);
	json_number("redial_count", iface->redial_count);
	json_number("redial_interval_ms", iface->redial_interval);
	json_number("backoff_first_ms", iface->backoff_first);
	json_number("backoff_max_ms", iface->backoff_max);
	json_number("backoff_left_ms", iface->backoff_left);
	json_bool("persistent", iface->persistent);
	json_number("hold_up_ms", iface->hold_up);
	json_number("hold_down_ms", iface->hold_down);
	json_hours(iface);
	json_number("carrier_ups", iface->carrier_ups);
	json_number("carrier_downs", iface->carrier_downs);
	json_number("flaps_hidden", iface->flaps_hidden);
	json_number("connects", iface->connects);
	json_number("failures", iface->failures);
}

static int list_json(const struct mpr_interface *iface, void *data)
{
	(void)data;
	json_open(NULL, '{');
	json_interface(iface);
	json_close('}');
	return 0;
}

static int list_name(const struct mpr_interface *iface, void *data)
{
	(void)data;
	puts(show_text(iface->name));
	return 0;
}

static int list_table(const struct mpr_interface *iface, void *data)
{
	const char *const cells[] = {
		show_format("%u", iface->id), show_text(iface->name), type_name(iface->type),
		iface->n_devices ? show_device(&iface->devices[0]) :
			iface->origin == MPR_ORIGIN_DISCOVERED ? show_text(iface->ifname) : "",
		show_text(iface->dialer), state_name(iface->state), show_detail(iface),
	};

	table_row(data, cells, 7, 5, state_colour(iface->state));
	return 0;
}

static int list_interfaces(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "names", no_argument, NULL, 'N' },
		{ NULL, 0, NULL, 0 }
	};
	static const struct column columns[] = {
		{ "ID", COL_RIGHT }, { "NAME", 0 }, { "TYPE", 0 }, { "DEVICE", 0 }, { "DIALER", 0 },
		{ "STATE", 0 }, { "DETAIL", 0 }, { NULL, 0 }
	};
	struct libscols_table *table = NULL;
	bool names = false;
	unsigned int code;

	while (next_option(ctl, argc, argv, options) != -1)
		names = true;
	no_operands(ctl, argc, argv);
	if (ctl->json && names)
		usage_error(ctl, "--names and --json do not go together");
	ctl_mpr(ctl);
	if (ctl->json)
		json_open(NULL, '[');
	else if (!names)
		table = table_new(columns);
	code = mpr_interface_list(ctl->mpr, 0, NULL,
				  ctl->json ? list_json : names ? list_name : list_table, table);
	if (ctl->json) {
		json_close(']');
		json_end(false);
	}
	if (code)
		return fail(ctl, code, "list the interfaces");
	if (table)
		table_print(table);
	return 0;
}

static void show_devices(struct libscols_table *list, const struct mpr_interface *iface)
{
	for (unsigned int i = 0; i < iface->n_devices; i++) {
		const struct mpr_device *d = &iface->devices[i];

		list_row(list, show_format("device %u", d->index), "%s", show_device(d));
		if (*d->phone)
			list_row(list, "  phone", "%s", show_text(d->phone));
		for (unsigned int k = 0; k < d->n_alternates; k++)
			list_row(list, "  alternate", "%s", show_text(d->alternates[k]));
	}
}

static void show_table(const struct mpr_interface *iface)
{
	struct libscols_table *list = list_new();

	list_row(list, "name", "%s", show_text(iface->name));
	list_row(list, "id", "%u", iface->id);
	list_row(list, "type", "%s, %s", type_name(iface->type), origin_name(iface->origin));
	list_row(list, "enabled", "%s", yes_no(iface->enabled));
	list_row(list, "state", "%s", state_name(iface->state));
	if (iface->reasons)
		list_row(list, "reasons", "%s", show_reasons(iface->reasons, ", "));
	if (iface->last_error)
		list_row(list, "last error", "%s: %s", show_code(iface->last_error),
			 mpr_strerror(iface->last_error));
	if (iface->backoff_left)
		list_row(list, "tried again in", "%s", show_duration(iface->backoff_left));
	if (iface->attempt_id)
		list_row(list, "attempt", "%u, %u redials left", iface->attempt_id,
			 iface->redials_left);
	if (iface->ifindex)
		list_row(list, "netdevice", "%s, index %u", show_text(iface->ifname),
			 iface->ifindex);
	if (iface->connection_id)
		list_row(list, "connection", "%u", iface->connection_id);
	list_row(list, "meant to be up", "%s", yes_no(iface->want_up));
	list_row(list, "dialer", "%s", show_text(iface->dialer));
	show_devices(list, iface);
	list_row(list, "connect timeout", "%s", show_duration(iface->connect_timeout));
	list_row(list, "redials", "%u, %s apart", iface->redial_count,
		 show_duration(iface->redial_interval));
	if (iface->backoff_first)
		list_row(list, "back-off", "%s more each time, at most %s",
			 show_duration(iface->backoff_first), show_duration(iface->backoff_max));
	else
		list_row(list, "back-off", "none");
	list_row(list, "persistent", "%s", yes_no(iface->persistent));
	list_row(list, "hold-up, hold-down", "%s, %s", show_duration(iface->hold_up),
		 show_duration(iface->hold_down));
	list_row(list, "dial-out hours", "%s", iface->n_hours ? show_hours(iface) : "always");
	list_row(list, "carrier", "came %u times, went %u times, %u changes hidden",
		 iface->carrier_ups, iface->carrier_downs, iface->flaps_hidden);
	list_row(list, "connects", "%u, and %u failures", iface->connects, iface->failures);
	table_print(list);
}

static int show_interface(struct ctl *ctl, int argc, char **argv)
{
	struct mpr_interface *iface;

	next_option(ctl, argc, argv, NULL);
	iface = find_interface(ctl, one_operand(ctl, argc, argv, "the name of an interface"),
			       "show");
	if (ctl->json) {
		json_open(NULL, '{');
		json_interface(iface);
		json_close('}');
		json_end(false);
	} else {
		show_table(iface);
	}
	mpr_free(iface);
	return 0;
}

static const struct verb verbs[] = {
	{ "list", "[--names]", "all interfaces, with their states",
	  "  --names  only the names, one on a line, for scripts\n"
	  "\n"
	  "DETAIL says on which netdevice a connected interface is, and why another one is not\n"
	  "connected: the reasons, the code of the last failure, when it can be tried again.\n"
	  "\n"
	  "Examples:\n"
	  "  mprctl interface list\n"
	  "  mprctl -j interface list | jq -r '.[] | select(.state == \"unreachable\") | .name'\n",
	  list_interfaces },
	{ "show", "NAME|id:N", "everything about one interface",
	  "Examples:\n"
	  "  mprctl interface show branch\n"
	  "  mprctl -j interface show id:3 | jq .last_error.name\n",
	  show_interface },
	{ "add", "NAME [SETTINGS] [--user USER] [--save]", "create an interface",
	  interface_add_help, interface_add },
	{ "set", "NAME|id:N SETTINGS [--save]", "change settings of an interface",
	  interface_set_help, interface_set },
	{ "del", "NAME|id:N [--save]", "delete an interface that was created",
	  "  --save  delete what \"--save\" has written, too: it does not come back at the next start\n"
	  "\n"
	  "A connected interface is not deleted; disconnect it first. A connect under way is given up.\n"
	  "The credentials are removed, too, unless the interface is saved and so comes back.\n"
	  "\n"
	  "Example:\n"
	  "  mprctl interface del branch --save\n",
	  interface_del },
	{ "connect", "NAME|id:N [--wait [SECONDS]]", "dial an interface",
	  "  -w, --wait [SECONDS]  wait for the result, or at most so long (other units: 500ms, 2m)\n"
	  "\n"
	  "Without --wait the dialling is started and goes on by itself. The exit status is 0 when it\n"
	  "was started or the interface is connected, 6 when it was dialled in vain, 7 when it cannot\n"
	  "be dialled now, 5 when nobody is there to dial it, 8 when the time to wait is over (and the\n"
	  "dialling goes on).\n"
	  "\n"
	  "Examples:\n"
	  "  mprctl interface connect branch\n"
	  "  mprctl interface connect branch --wait 30 || echo \"no line: $?\"\n",
	  interface_connect },
	{ "disconnect", "NAME|id:N", "hang up an interface, or stop dialling it",
	  "Who waits for a connect of this interface gets 929 ERROR_INTERFACE_DISCONNECTED.\n"
	  "\n"
	  "Example:\n"
	  "  mprctl interface disconnect branch\n",
	  interface_disconnect },
	{ "credentials",
	  "NAME|id:N [--user USER] [--domain DOMAIN] [--password-file FILE|--password-stdin|--remove]",
	  "show or change with what an interface logs in",
	  "  --user USER           user name\n"
	  "  --domain DOMAIN       domain of the user\n"
	  "  --password-file FILE  take the password from the first line of FILE (mode 0600)\n"
	  "  --password-stdin      take it from standard input; asks for it on a terminal\n"
	  "  --remove              forget user, domain and password\n"
	  "\n"
	  "What is not given stays as it is. Without options, shows what is stored; the password is\n"
	  "never shown. It never enters the kernel, and there is no way to give it on a command line,\n"
	  "where everybody could read it.\n"
	  "\n"
	  "Examples:\n"
	  "  mprctl interface credentials branch --user alice --password-stdin\n"
	  "  pass show isp | mprctl interface credentials branch --password-stdin\n"
	  "  mprctl interface credentials branch\n",
	  interface_credentials },
	{ 0 }
};

const struct object interface_object = {
	.name = "interface",
	.summary = "named WAN interfaces: their states, their settings, dialling",
	.verbs = verbs,
	.help =
	"Interfaces are created by \"add\", or discovered: a PPP, tunnel or WWAN netdevice that no\n"
	"created interface claims shows up by itself.\n"
	"\n"
	"Example:\n"
	"  mprctl interface add lab --device-type generic --device dummy0\n"
	"  mprctl interface connect lab --wait\n"
	"  mprctl interface list\n",
};
