// SPDX-License-Identifier: GPL-2.0-only
/*
 * libmpr against a kernel that cannot be trusted. Input: a byte of calls' number and of SEAM_*, up
 * to three calls, frames.
 */
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <malloc.h>
#include <mpr.h>
#include <mprapi.h>
#include <mprevent.h>

#include "seam.h"

#define CALLS 36

unsigned int fuzz_sink;		/* not static: reading is not to be optimised away */

static void touch(const void *data, size_t len)
{
	const unsigned char *p = data;
	unsigned int sum = 0;

	while (len--)
		sum += *p++;
	fuzz_sink += sum;
}

static void text(const char *str)
{
	touch(str, strlen(str));
}

static int on_interface(const struct mpr_interface *iface, void *data)
{
	unsigned int i, k;

	(void)data;
	text(iface->name);
	text(iface->dialer);
	text(iface->ifname);
	for (i = 0; i < iface->n_devices; i++) {
		text(iface->devices[i].type);
		text(iface->devices[i].name);
		text(iface->devices[i].phone);
		for (k = 0; k < iface->devices[i].n_alternates; k++)
			text(iface->devices[i].alternates[k]);
	}
	touch(iface->hours, iface->n_hours * sizeof(*iface->hours));
	return iface->id % 16 == 15;
}

static int on_connection(const struct mpr_connection *conn, void *data)
{
	(void)data;
	text(conn->interface_name);
	text(conn->ifname);
	text(conn->user);
	text(conn->domain);
	text(conn->remote_computer);
	touch(conn->addresses, conn->n_addresses * sizeof(*conn->addresses));
	return conn->id % 16 == 15;
}

static int on_port(const struct mpr_port *port, void *data)
{
	(void)data;
	text(port->name);
	text(port->media);
	text(port->device_type);
	text(port->device_name);
	return port->id % 16 == 15;
}

static void on_service(const struct mpr_service *service)
{
	unsigned int i;

	for (i = 0; i < service->n_kinds; i++)
		text(service->kinds[i]);
}

static int on_event(const struct mpr_event *event, void *data)
{
	if (event->interface)
		on_interface(event->interface, data);
	if (event->connection)
		on_connection(event->connection, data);
	if (event->port)
		on_port(event->port, data);
	if (event->service)
		on_service(event->service);
	return event->seq % 16 == 15;
}

static void call_interface(struct mpr *h, unsigned int call)
{
	struct mpr_device device = { .index = 1, .type = "", .name = "d", .phone = "" };
	struct mpr_interface *iface = NULL, new = {
		.name = "x", .type = MPR_IF_TYPE_FULL_ROUTER, .dialer = "exec", .n_devices = 1,
		.devices = &device, .enabled = true,
	};
	uint32_t left;

	switch (call) {
	case 0:
		mpr_interface_get(h, 1, &iface);
		break;
	case 1:
		mpr_interface_find(h, "x", true, &iface);
		break;
	case 2:
		mpr_interface_list(h, 0, &left, on_interface, NULL);
		break;
	case 3:
		mpr_interface_add(h, &new, MPR_SET_DIALER | MPR_SET_DEVICES, &left);
		break;
	case 4:
		mpr_interface_set(h, 1, &new, MPR_SET_DEVICES | MPR_SET_HOURS);
		break;
	case 5:
		mpr_interface_connect(h, 1, 50);
		break;
	default:
		mpr_interface_disconnect(h, 1);
	}
	if (iface)
		on_interface(iface, NULL);
	mpr_free(iface);
}

static void call_other(struct mpr *h, unsigned int call)
{
	struct mpr_ppp ppp = { .ipv6_local_id = 1 };
	struct mpr_identity who = { .id = 1, .user = "u", .ppp = &ppp };
	struct mpr_connection *conn = NULL;
	struct mpr_service *service = NULL;
	struct mpr_port *port = NULL;
	uint32_t left;
	uint64_t lost;

	switch (call) {
	case 0:
		if (!mpr_connection_get(h, 1, &conn))
			on_connection(conn, NULL);
		break;
	case 1:
		mpr_connection_list(h, 0, &left, on_connection, NULL);
		break;
	case 2:
		mpr_connection_identify(h, &who);
		break;
	case 3:
		if (!mpr_port_get(h, 1, &port))
			on_port(port, NULL);
		break;
	case 4:
		mpr_port_list(h, 3, 0, &left, on_port, NULL);
		break;
	case 5:
		if (!mpr_service_get(h, &service))
			on_service(service);
		break;
	case 6:
		mpr_service_set(h, &(struct mpr_service){ .paused = true }, MPR_SERVICE_PAUSED);
		break;
	default:
		mpr_journal_read(h, 0, &lost, on_event, NULL);
	}
	mpr_free(conn);
	mpr_free(port);
	mpr_free(service);
}

static void call_monitor(struct mpr *h, unsigned int groups)
{
	struct mpr_monitor *mon;
	unsigned int i;

	if (mpr_monitor_open(h, groups, &mon))
		return;
	for (i = 0; i < 6; i++)
		mpr_monitor_read(mon, on_event, NULL);
	mpr_monitor_close(mon);
}

static void call_dialer(struct mpr *h, unsigned int n)
{
	static const char *const kinds[] = { "exec", "pppd" };
	struct mpr_dial_request *req;
	struct mpr_dialer *dialer;
	enum mpr_dial_type type;
	unsigned int i;
	uint32_t id;

	if (mpr_dialer_open(h, kinds, n, &dialer))
		return;
	for (i = 0; i < 4; i++) {
		if (mpr_dialer_ring(dialer, &id, &type) == 0)
			id = 0;
		if (mpr_dialer_accept(dialer, n ? id : 7, &req))
			continue;
		text(req->kind);
		if (req->interface)
			on_interface(req->interface, NULL);
		mpr_dialer_progress(dialer, req->id, 3, "ppp0", MPR_PORT_COND_AUTHENTICATING);
		mpr_dialer_done(dialer, req->id, 0);
		mpr_free(req);
	}
	mpr_dialer_close(dialer);
}

/* ---- the Windows names ---- */

/* The whole buffer can be read, and the list of hours in it has its end. */
static void touch_buffer(LPBYTE buffer, DWORD level)
{
	const WCHAR *hours;

	if (!buffer)
		return;
	touch(buffer, malloc_usable_size(buffer));
	if (level != 1)
		return;
	for (hours = ((MPR_INTERFACE_1 *)buffer)->lpwsDialoutHoursRestriction; hours && *hours;)
		hours += wcslen(hours) + 1;
}

static void call_enum(MPR_SERVER_HANDLE server, DWORD level, BOOL connections)
{
	DWORD read = 0, total = 0, resume = 0, code;
	LPBYTE buffer;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		buffer = NULL;
		code = connections ?
		       MprAdminConnectionEnum(server, level, &buffer, i ? 1 : 2000, &read, &total,
					      &resume) :
		       MprAdminInterfaceEnum(server, 0, &buffer, i ? 1 : 2000, &read, &total,
					     &resume);
		if (buffer && (!code || code == ERROR_MORE_DATA))
			touch(buffer, malloc_usable_size(buffer));
		if (!code || code == ERROR_MORE_DATA)
			MprAdminBufferFree(buffer);
	}
}

static void call_get(MPR_SERVER_HANDLE server, HANDLE iface, unsigned int call)
{
	LPBYTE buffer = NULL;
	DWORD code;

	if (call < 4)
		code = MprAdminInterfaceGetInfo(server, iface, call, &buffer);
	else if (call < 6)
		code = MprAdminInterfaceDeviceGetInfo(server, iface, 1, call - 4, &buffer);
	else if (call < 10)
		code = MprAdminConnectionGetInfo(server, call - 6, iface, &buffer);
	else
		code = MprAdminServerGetInfo(server, call % 2, &buffer);
	if (code)
		return;
	touch_buffer(buffer, call);
	MprAdminBufferFree(buffer);
}

static void call_events(MPR_SERVER_HANDLE server, HANDLE iface)
{
	HANDLE event = MprEventCreate(FALSE, FALSE);
	unsigned int i;

	MprAdminRegisterConnectionNotification(server, event);
	MprAdminInterfaceConnect(server, iface, event, FALSE);
	for (i = 0; i < 4; i++)
		MprEventWait(event, 0);
	MprAdminInterfaceDisconnect(server, iface);
	MprAdminDeregisterConnectionNotification(server, event);
	MprEventClose(event);
}

static void call_admin(MPR_SERVER_HANDLE server, unsigned int call)
{
	HANDLE iface = NULL;
	WCHAR name[] = L"x";

	if (MprAdminInterfaceGetHandle(server, name, &iface, call & 1) || !iface)
		iface = (HANDLE)(uintptr_t)5;
	if (call < 12)
		call_get(server, iface, call);
	else if (call < 15)
		call_enum(server, call - 12, TRUE);
	else if (call == 15)
		call_enum(server, 0, FALSE);
	else if (call == 16)
		MprAdminInterfaceConnect(server, iface, NULL, TRUE);
	else
		call_events(server, iface);
}

static void call_one(struct mpr *h, MPR_SERVER_HANDLE server, unsigned int call)
{
	if (call < 7)
		call_interface(h, call);
	else if (call < 15)
		call_other(h, call - 7);
	else if (call < 17)
		call_monitor(h, call == 15 ? MPR_MONITOR_ALL : MPR_MONITOR_CONNECTIONS);
	else if (call < 19)
		call_dialer(h, call == 17 ? 2 : 0);
	else
		call_admin(server, call - 19);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	MPR_SERVER_HANDLE server = NULL;
	unsigned int n, i;
	struct mpr *h;

	if (size < 2)
		return 0;
	n = 1 + (data[0] & 0x3f) % 3;
	if (size < n + 1)
		return 0;
	seam_begin(data + n + 1, size - n - 1,
		   data[0] & (SEAM_FAMILY | SEAM_SERVICE));
	if (!mpr_open(NULL, &h)) {
		MprAdminServerConnect(NULL, &server);
		for (i = 1; i <= n; i++)
			call_one(h, server, data[i] % (CALLS + 1));
		text(mpr_last_error()->message);
		text(mpr_last_error()->attr);
		MprAdminServerDisconnect(server);
		mpr_close(h);
	}
	seam_end();
	return 0;
}
