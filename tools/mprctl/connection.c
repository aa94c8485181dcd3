// SPDX-License-Identifier: GPL-2.0-only
/* mprctl connection: the sessions that there are at present. */
#include <libsmartcols.h>
#include <stdio.h>
#include <string.h>
#include <mprerror.h>
#include <mpr/winerror.h>

#include "mprctl.h"

void json_stats(const char *key, const struct mpr_stats *stats)
{
	json_open(key, '{');
	json_number("rx_bytes", stats->rx_bytes);
	json_number("tx_bytes", stats->tx_bytes);
	json_number("rx_packets", stats->rx_packets);
	json_number("tx_packets", stats->tx_packets);
	json_number("rx_errors", stats->rx_errors);
	json_number("tx_errors", stats->tx_errors);
	json_number("crc_errors", stats->crc_errors);
	json_number("frame_errors", stats->frame_errors);
	json_number("length_errors", stats->length_errors);
	json_number("fifo_errors", stats->fifo_errors);
	json_number("over_errors", stats->over_errors);
	json_close('}');
}

static void json_ppp(const struct mpr_ppp *ppp)
{
	json_open("ppp", '{');
	json_code("lcp_error", ppp->lcp_error);
	json_number("auth_protocol", ppp->auth_protocol);
	json_number("auth_data", ppp->auth_data);
	json_number("remote_auth_protocol", ppp->remote_auth_protocol);
	json_number("remote_auth_data", ppp->remote_auth_data);
	json_number("lcp_options", ppp->lcp_options);
	json_number("lcp_remote_options", ppp->lcp_remote_options);
	json_number("eap_type", ppp->eap_type);
	json_number("remote_eap_type", ppp->remote_eap_type);
	json_code("ipcp_error", ppp->ipcp_error);
	json_number("ipcp_options", ppp->ipcp_options);
	json_number("ipcp_remote_options", ppp->ipcp_remote_options);
	json_code("ipv6cp_error", ppp->ipv6cp_error);
	/* identifiers and not quantities: JSON readers that count in doubles would change them */
	json_string("ipv6_local_id", show_format("0x%016llx",
						 (unsigned long long)ppp->ipv6_local_id));
	json_string("ipv6_remote_id", show_format("0x%016llx",
						  (unsigned long long)ppp->ipv6_remote_id));
	json_code("ccp_error", ppp->ccp_error);
	json_number("ccp_algorithm", ppp->ccp_algorithm);
	json_number("ccp_options", ppp->ccp_options);
	json_number("ccp_remote_algorithm", ppp->ccp_remote_algorithm);
	json_number("ccp_remote_options", ppp->ccp_remote_options);
	json_close('}');
}

static const char *show_guid(const uint8_t *g)
{
	return show_format("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
			   g[0], g[1], g[2], g[3], g[4], g[5], g[6], g[7], g[8], g[9], g[10], g[11],
			   g[12], g[13], g[14], g[15]);
}

static void json_addresses(const struct mpr_connection *conn)
{
	json_open("addresses", '[');
	for (unsigned int i = 0; i < conn->n_addresses; i++) {
		const struct mpr_address *a = &conn->addresses[i];

		json_open(NULL, '{');
		json_string("local", show_addr(a->family, a->local));
		if (a->has_remote)
			json_string("remote", show_addr(a->family, a->remote));
		else
			json_null("remote");
		json_number("prefix_len", a->prefix_len);
		json_close('}');
	}
	json_close(']');
}

void json_connection(const struct mpr_connection *conn)
{
	json_number("id", conn->id);
	json_number("interface_id", conn->interface_id);
	json_string("interface_name", conn->interface_name);
	json_string("interface_type", type_name(conn->interface_type));
	json_number("ifindex", conn->ifindex);
	json_string("ifname", conn->ifname);
	json_string("start_time", show_time_utc(conn->start_time));
	json_number("duration_ms", conn->duration);
	json_open("flags", '[');
	for (unsigned int bit = 0; bit < 32; bit++) {
		if (conn->flags & 1U << bit)
			json_string(NULL, flag_name(bit));
	}
	json_close(']');
	json_string("guid", show_guid(conn->guid));
	json_string("user", conn->user);
	json_string("domain", conn->domain);
	json_string("remote_computer", conn->remote_computer);
	json_addresses(conn);
	if (conn->local_endpoint.family)
		json_string("local_endpoint", show_addr(conn->local_endpoint.family,
							conn->local_endpoint.addr));
	else
		json_null("local_endpoint");
	if (conn->remote_endpoint.family)
		json_string("remote_endpoint", show_addr(conn->remote_endpoint.family,
							 conn->remote_endpoint.addr));
	else
		json_null("remote_endpoint");
	json_number("ports", conn->ports);
	json_stats("stats", &conn->stats);
	if (conn->has_ppp)
		json_ppp(&conn->ppp);
	else
		json_null("ppp");
	if (conn->end_cause) {
		json_code("end_reason", conn->end_reason);
		json_string("end_cause", cause_name(conn->end_cause));
	} else {
		json_null("end_reason");
		json_null("end_cause");
	}
}

const char *show_user(const struct mpr_connection *conn)
{
	if (*conn->domain)
		return show_format("%s\\%s", show_text(conn->domain), show_text(conn->user));
	return show_text(conn->user);
}

static const char *show_address(const struct mpr_address *a)
{
	const char *local = show_addr(a->family, a->local);

	if (a->has_remote)
		return show_format("%s -> %s", local, show_addr(a->family, a->remote));
	return show_format("%s/%u", local, a->prefix_len);
}

const char *show_addresses(const struct mpr_connection *conn)
{
	const char *text = "";

	for (unsigned int i = 0; i < conn->n_addresses; i++)
		text = show_format("%s%s%s", text, *text ? ", " : "",
				   show_address(&conn->addresses[i]));
	return text;
}

static int list_json(const struct mpr_connection *conn, void *data)
{
	(void)data;
	json_open(NULL, '{');
	json_connection(conn);
	json_close('}');
	return 0;
}

static int list_table(const struct mpr_connection *conn, void *data)
{
	const char *const cells[] = {
		show_format("%u", conn->id), show_text(conn->interface_name),
		show_text(conn->ifname), show_user(conn),
		show_duration(conn->duration / 1000 * 1000),
		show_bytes(conn->stats.rx_bytes), show_bytes(conn->stats.tx_bytes),
		conn->n_addresses ? show_address(&conn->addresses[0]) : "",
	};

	table_row(data, cells, 8, 0, NULL);
	return 0;
}

static int list_connections(struct ctl *ctl, int argc, char **argv)
{
	static const struct column columns[] = {
		{ "ID", COL_RIGHT }, { "INTERFACE", 0 }, { "DEVICE", 0 }, { "USER", 0 },
		{ "DURATION", COL_RIGHT }, { "IN", COL_RIGHT }, { "OUT", COL_RIGHT },
		{ "ADDRESSES", 0 }, { NULL, 0 }
	};
	struct libscols_table *table = NULL;
	unsigned int code;

	next_option(ctl, argc, argv, NULL);
	no_operands(ctl, argc, argv);
	ctl_mpr(ctl);
	if (ctl->json)
		json_open(NULL, '[');
	else
		table = table_new(columns);
	code = mpr_connection_list(ctl->mpr, 0, NULL, ctl->json ? list_json : list_table, table);
	if (ctl->json) {
		json_close(']');
		json_end(false);
	}
	if (code)
		return fail(ctl, code, "list the connections");
	if (table)
		table_print(table);
	return 0;
}

/* The connection that the operand names by its own number or by the name of its interface. */
static uint32_t connection_id(struct ctl *ctl, int argc, char **argv, const char *doing)
{
	const char *name = one_operand(ctl, argc, argv, "a connection");
	struct mpr_interface *iface;
	uint32_t id;

	if (parse_id(ctl, name, &id))
		return id;
	if (strspn(name, "0123456789") == strlen(name) && *name) {
		id = parse_number(ctl, "the number of a connection", name);
		if (!id)
			usage_error(ctl, "0 is never the number of a connection");
		return id;
	}
	iface = find_interface(ctl, name, doing);
	id = iface->connection_id;
	mpr_free(iface);
	return id;
}

/* Functions have different codes for a connection that is not there; here it is one thing. */
static int fail_connection(struct ctl *ctl, unsigned int code, const char *doing, uint32_t id,
			   const char *name)
{
	if (id && code != ERROR_INTERFACE_NOT_CONNECTED && code != ERROR_INVALID_PARAMETER)
		return fail(ctl, code, "%s connection %u", doing, id);
	if (id)
		complain(ctl, "cannot %s connection %u: there is no connection of that number.",
			 doing, id);
	else
		complain(ctl, "cannot %s interface \"%s\": it is not connected.", doing,
			 show_text(name));
	fputs("\"mprctl connection list\" shows the connections that there are.\n", stderr);
	return EXIT_NO_OBJECT;
}

static void show_table(const struct mpr_connection *conn)
{
	struct libscols_table *list = list_new();
	const struct mpr_stats *s = &conn->stats;

	list_row(list, "id", "%u", conn->id);
	list_row(list, "interface", "%s (%u, %s)", show_text(conn->interface_name),
		 conn->interface_id, type_name(conn->interface_type));
	list_row(list, "netdevice", "%s, index %u", show_text(conn->ifname), conn->ifindex);
	list_row(list, "since", "%s", show_time(conn->start_time));
	list_row(list, "duration", "%s", show_duration(conn->duration));
	if (*conn->user)
		list_row(list, "user", "%s", show_user(conn));
	if (*conn->remote_computer)
		list_row(list, "remote computer", "%s", show_text(conn->remote_computer));
	for (unsigned int i = 0; i < conn->n_addresses; i++)
		list_row(list, "address", "%s", show_address(&conn->addresses[i]));
	if (conn->local_endpoint.family)
		list_row(list, "own endpoint", "%s", show_addr(conn->local_endpoint.family,
							       conn->local_endpoint.addr));
	if (conn->remote_endpoint.family)
		list_row(list, "remote endpoint", "%s", show_addr(conn->remote_endpoint.family,
								  conn->remote_endpoint.addr));
	if (conn->flags)
		list_row(list, "flags", "%s", show_flags(conn->flags, ", "));
	list_row(list, "ports", "%u", conn->ports);
	list_row(list, "in", "%s, %llu packets, %llu errors", show_bytes(s->rx_bytes),
		 (unsigned long long)s->rx_packets, (unsigned long long)s->rx_errors);
	list_row(list, "out", "%s, %llu packets, %llu errors", show_bytes(s->tx_bytes),
		 (unsigned long long)s->tx_packets, (unsigned long long)s->tx_errors);
	list_row(list, "guid", "%s", show_guid(conn->guid));
	table_print(list);
}

static int show_connection(struct ctl *ctl, int argc, char **argv)
{
	struct mpr_connection *conn;
	unsigned int code = ERROR_INTERFACE_NOT_CONNECTED;
	uint32_t id;

	next_option(ctl, argc, argv, NULL);
	id = connection_id(ctl, argc, argv, "show the connection of");
	if (id)
		code = mpr_connection_get(ctl_mpr(ctl), id, &conn);
	if (code)
		return fail_connection(ctl, code, "show", id, argv[optind]);
	if (ctl->json) {
		json_open(NULL, '{');
		json_connection(conn);
		json_close('}');
		json_end(false);
	} else {
		show_table(conn);
	}
	mpr_free(conn);
	return 0;
}

static int hangup(struct ctl *ctl, int argc, char **argv)
{
	unsigned int code = ERROR_INTERFACE_NOT_CONNECTED;
	uint32_t id;

	next_option(ctl, argc, argv, NULL);
	id = connection_id(ctl, argc, argv, "hang up");
	if (id)
		code = mpr_connection_hangup(ctl_mpr(ctl), id);
	return code ? fail_connection(ctl, code, "hang up", id, argv[optind]) : 0;
}

static int clear_stats(struct ctl *ctl, int argc, char **argv)
{
	unsigned int code = ERROR_INTERFACE_NOT_CONNECTED;
	uint32_t id;

	next_option(ctl, argc, argv, NULL);
	id = connection_id(ctl, argc, argv, "clear the counters of");
	if (id)
		code = mpr_connection_clear_stats(ctl_mpr(ctl), id);
	return code ? fail_connection(ctl, code, "clear the counters of", id, argv[optind]) : 0;
}

static const struct verb verbs[] = {
	{ "list", "", "the connections that there are",
	  "IN and OUT count from the beginning of the connection, or from when they were cleared.\n"
	  "\n"
	  "Examples:\n"
	  "  mprctl connection list\n"
	  "  mprctl -j connection list | jq '.[] | {user, rx: .stats.rx_bytes}'\n",
	  list_connections },
	{ "show", "ID|INTERFACE", "everything about one connection",
	  "Examples:\n"
	  "  mprctl connection show 12\n"
	  "  mprctl -j connection show branch | jq -r '.addresses[].local'\n",
	  show_connection },
	{ "hangup", "ID|INTERFACE", "end a connection",
	  "Example:\n"
	  "  mprctl connection hangup 12\n",
	  hangup },
	{ "clear-stats", "ID|INTERFACE", "set the counters of a connection to zero",
	  "The counters of the netdevice itself (\"ip -s link\") go on.\n"
	  "\n"
	  "Example:\n"
	  "  mprctl connection clear-stats branch\n",
	  clear_stats },
	{ 0 }
};

const struct object connection_object = {
	.name = "connection",
	.summary = "the sessions that there are: since when, as whom, how much",
	.verbs = verbs,
	.help =
	"A connection is given by its number (12 or id:12), or by the name of its interface.\n"
	"\n"
	"Example:\n"
	"  mprctl connection list\n"
	"  mprctl connection hangup branch\n",
};
