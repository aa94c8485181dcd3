// SPDX-License-Identifier: GPL-2.0-only
/* One event as a line for people, or as a JSON object on a line. */
#include <inttypes.h>
#include <stdio.h>

#include "mprctl.h"

static void json_lost(uint64_t lost)
{
	if (lost == UINT64_MAX)
		json_null("lost");	/* nobody knows */
	else
		json_number("lost", lost);
}

static void json_event(const struct mpr_event *event)
{
	json_open(NULL, '{');
	json_number("seq", event->seq);
	json_string("time", show_time_utc(event->time));
	json_number("boot_time_ns", event->boot_time);
	json_string("epoch", show_format("0x%016" PRIx64, event->epoch));
	json_string("kind", kind_name(event->kind));
	if (event->lost)
		json_lost(event->lost);
	if (event->old_state >= 0)
		json_string("old_state", state_name(event->old_state));
	if (event->connection) {
		json_open("connection", '{');
		json_connection(event->connection);
		json_close('}');
	}
	if (event->interface) {
		json_open("interface", '{');
		json_interface(event->interface);
		json_close('}');
	}
	if (event->port) {
		json_open("port", '{');
		json_port(event->port);
		json_close('}');
	}
	if (event->service) {
		json_open("service", '{');
		json_service(event->service);
		json_close('}');
	}
	json_close('}');
	json_end(true);
}

static void put_identity(const struct mpr_connection *conn)
{
	if (*conn->user || *conn->domain)
		printf(" as %s", show_user(conn));
	if (conn->n_addresses)
		printf(", %s", show_addresses(conn));
}

static void put_connection(const struct mpr_event *event)
{
	const struct mpr_connection *conn = event->connection;

	printf(" %s:", show_text(conn->interface_name));
	switch (event->kind) {
	case MPR_EVENT_KIND_CONNECTION_UP:
		printf(" connection %u on %s", conn->id, show_text(conn->ifname));
		put_identity(conn);
		break;
	case MPR_EVENT_KIND_CONNECTION_DOWN:
		printf(" connection %u on %s ended after %s", conn->id, show_text(conn->ifname),
		       show_duration(conn->duration));
		put_identity(conn);
		printf(", %s in, %s out: %s (%s)", show_bytes(conn->stats.rx_bytes),
		       show_bytes(conn->stats.tx_bytes), cause_name(conn->end_cause),
		       show_code(conn->end_reason));
		break;
	default:
		printf(" connection %u on %s", conn->id, show_text(conn->ifname));
		put_identity(conn);
	}
}

static void put_interface(const struct mpr_event *event)
{
	const struct mpr_interface *iface = event->interface;
	const char *detail = show_detail(iface);

	printf(" %s:", show_text(iface->name));
	if (event->kind == MPR_EVENT_KIND_INTERFACE_NEW)
		printf(" interface %u, %s %s,", iface->id, origin_name(iface->origin),
		       type_name(iface->type));
	if (event->kind == MPR_EVENT_KIND_INTERFACE_DEL) {
		printf(" interface %u deleted", iface->id);
		return;
	}
	if (event->old_state >= 0 && (uint32_t)event->old_state != iface->state)
		printf(" %s ->", state_name(event->old_state));
	printf(" %s", state_name(iface->state));
	if (*detail)
		printf(" (%s)", detail);
}

static void put_port(const struct mpr_event *event)
{
	const struct mpr_port *port = event->port;

	printf(" port %u %s of interface %u: ", port->id, show_text(port->name),
	       port->interface_id);
	if (event->kind == MPR_EVENT_KIND_PORT_DEL)
		printf("deleted");
	else
		printf("%s", condition_name(port->condition));
	if (port->connection_id)
		printf(", connection %u", port->connection_id);
}

static void put_service(const struct mpr_service *service)
{
	printf(" service: %s%s, dialers:", service->paused ? "paused" : "running",
	       service->lan_only ? ", LAN-only" : "");
	for (unsigned int i = 0; i < service->n_kinds; i++)
		printf(" %s", show_text(service->kinds[i]));
	if (!service->n_kinds)
		printf(" none");
}

static void put_line(const struct mpr_event *event)
{
	if (event->lost == UINT64_MAX)
		printf("-- the service was restarted; what happened before is lost --\n");
	else if (event->lost)
		printf("-- %" PRIu64 " events are lost here --\n", event->lost);
	printf("%s #%" PRIu64 " %-17s", show_time(event->time), event->seq,
	       kind_name(event->kind));
	if (event->connection)
		put_connection(event);
	else if (event->port)
		put_port(event);
	else if (event->interface)
		put_interface(event);
	else if (event->kind == MPR_EVENT_KIND_SERVICE_STOP)
		printf(" the service ends here");
	else if (event->service)
		put_service(event->service);
	putchar('\n');
	fflush(stdout);
}

void print_event(const struct ctl *ctl, const struct mpr_event *event)
{
	if (ctl->json)
		json_event(event);
	else
		put_line(event);
}

void print_notice(const struct ctl *ctl, const char *kind, const char *text, uint64_t lost)
{
	if (ctl->json) {
		json_open(NULL, '{');
		json_string("kind", kind);
		if (lost)
			json_lost(lost);
		json_close('}');
		json_end(true);
	} else {
		printf("-- %s --\n", text);
		fflush(stdout);
	}
}
