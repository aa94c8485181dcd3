// SPDX-License-Identifier: GPL-2.0-only
/* mprctl port: the links of the connections, and the idle device slots. */
#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mprctl.h"

void json_port(const struct mpr_port *port)
{
	json_number("id", port->id);
	json_string("name", port->name);
	json_number("interface_id", port->interface_id);
	if (port->connection_id)
		json_number("connection_id", port->connection_id);
	else
		json_null("connection_id");
	if (port->slot)
		json_number("slot", port->slot);
	else
		json_null("slot");
	json_string("condition", condition_name(port->condition));
	json_string("media", port->media);
	json_string("device_type", port->device_type);
	json_string("device_name", port->device_name);
	if (port->ifindex)
		json_number("ifindex", port->ifindex);
	else
		json_null("ifindex");
	json_number("calls", port->calls);
	json_number("duration_ms", port->duration);
	json_stats("stats", &port->stats);
}

static int list_json(const struct mpr_port *port, void *data)
{
	(void)data;
	json_open(NULL, '{');
	json_port(port);
	json_close('}');
	return 0;
}

static int list_table(const struct mpr_port *port, void *data)
{
	const char *const cells[] = {
		show_format("%u", port->id), show_text(port->name),
		show_format("%u", port->interface_id),
		port->connection_id ? show_format("%u", port->connection_id) : "",
		condition_name(port->condition), show_text(port->media),
		show_format("%s%s%s", show_text(port->device_type),
			    *port->device_type && *port->device_name ? " " : "",
			    show_text(port->device_name)),
		show_format("%u", port->calls),
		port->connection_id ? show_duration(port->duration / 1000 * 1000) : "",
		show_bytes(port->stats.rx_bytes), show_bytes(port->stats.tx_bytes),
	};

	table_row(data, cells, 11, 0, NULL);
	return 0;
}

static int list_ports(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "connection", required_argument, NULL, 'c' },
		{ NULL, 0, NULL, 0 }
	};
	static const struct column columns[] = {
		{ "ID", COL_RIGHT }, { "NAME", 0 }, { "INTERFACE", COL_RIGHT },
		{ "CONNECTION", COL_RIGHT }, { "CONDITION", 0 }, { "MEDIA", 0 }, { "DEVICE", 0 },
		{ "CALLS", COL_RIGHT }, { "DURATION", COL_RIGHT }, { "IN", COL_RIGHT },
		{ "OUT", COL_RIGHT }, { NULL, 0 }
	};
	struct libscols_table *table = NULL;
	uint32_t connection = 0;
	unsigned int code;

	while (next_option(ctl, argc, argv, options) != -1) {
		if (!parse_id(ctl, optarg, &connection))
			connection = parse_number(ctl, "--connection", optarg);
		if (!connection)
			usage_error(ctl, "0 is never the number of a connection");
	}
	no_operands(ctl, argc, argv);
	ctl_mpr(ctl);
	if (ctl->json)
		json_open(NULL, '[');
	else
		table = table_new(columns);
	code = mpr_port_list(ctl->mpr, connection, 0, NULL, ctl->json ? list_json : list_table,
			     table);
	if (ctl->json) {
		json_close(']');
		json_end(false);
	}
	if (code)
		return fail(ctl, code, "list the ports");
	if (table)
		table_print(table);
	return 0;
}

static const struct verb verbs[] = {
	{ "list", "[--connection ID]", "the ports, idle ones included",
	  "  -c, --connection ID  only the links of that connection\n"
	  "\n"
	  "A bond or team has one port for each of its links. IN, OUT and DURATION are those of the\n"
	  "present call.\n"
	  "\n"
	  "Examples:\n"
	  "  mprctl port list\n"
	  "  mprctl -j port list --connection 12 | jq '.[].condition'\n",
	  list_ports },
	{ 0 }
};

const struct object port_object = {
	.name = "port",
	.summary = "the links that carry connections, and the idle ones",
	.verbs = verbs,
	.help = "Example:\n  mprctl port list\n",
};
