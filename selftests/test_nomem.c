// SPDX-License-Identifier: GPL-2.0-only
/*
 * libmpr without memory: each function is called with its first, second, third... allocation
 * failing until it needs no more. It says ERROR_NOT_ENOUGH_MEMORY, has done nothing then, and
 * leaks nothing.
 */
#include <kselftest_harness.h>

#include "admin.h"
#include "nomem.h"

FIXTURE(nomem) {
	MPR_SERVER_HANDLE server, other;
	HANDLE iface, made, event, conn;
	struct mpr *h;
	struct mpr_monitor *mon;
	struct mpr_dialer *dialer;
	LPBYTE buffer;
	WCHAR *text;
};

FIXTURE_SETUP(nomem)
{
	RAS_CONNECTION_0 *conns;
	DWORD n, total;
	LPBYTE buffer;

	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_EQ(0, admin_setup(&self->server));
	ASSERT_EQ(0, mpr_open(NULL, &self->h));
	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_up("d0", true));
	ASSERT_EQ(0, admin_create(self->server, L"d0", ROUTER_IF_TYPE_FULL_ROUTER, &self->iface));
	ASSERT_EQ(ROUTER_IF_STATE_CONNECTED, admin_state(self->server, self->iface));
	ASSERT_EQ(0, MprAdminConnectionEnum(self->server, 0, &buffer, (DWORD)-1, &n, &total, NULL));
	ASSERT_EQ(1, n);
	conns = (RAS_CONNECTION_0 *)buffer;
	self->conn = conns->hConnection;
	MprAdminBufferFree(buffer);
	self->event = MprEventCreate(FALSE, FALSE);
	ASSERT_NE(NULL, self->event);
}

FIXTURE_TEARDOWN(nomem)
{
	MprEventClose(self->event);
	mpr_close(self->h);
	MprAdminServerDisconnect(self->server);
}

#define self_t FIXTURE_DATA(nomem)

static DWORD free_buffer(self_t *self)
{
	return MprAdminBufferFree(self->buffer);
}

static DWORD server_connect(self_t *self)
{
	return MprAdminServerConnect(NULL, &self->other);
}

static DWORD server_disconnect(self_t *self)
{
	MprAdminServerDisconnect(self->other);
	return 0;
}

static DWORD server_info(self_t *self)
{
	return MprAdminServerGetInfo(self->server, 0, &self->buffer);
}

static DWORD error_string(self_t *self)
{
	return MprAdminGetErrorString(ERROR_DDM_NOT_RUNNING, &self->text);
}

static DWORD free_text(self_t *self)
{
	return MprAdminBufferFree(self->text);
}

static DWORD get_handle(self_t *self)
{
	HANDLE iface;

	return MprAdminInterfaceGetHandle(self->server, L"d0", &iface, FALSE);
}

static DWORD create(self_t *self)
{
	return admin_create(self->server, L"made", ROUTER_IF_TYPE_FULL_ROUTER, &self->made);
}

static DWORD delete(self_t *self)
{
	return MprAdminInterfaceDelete(self->server, self->made);
}

static DWORD get_info(self_t *self)
{
	return MprAdminInterfaceGetInfo(self->server, self->iface, 0, &self->buffer);
}

static DWORD set_info(self_t *self)
{
	MPR_INTERFACE_0 info = { .wszInterfaceName = L"d0", .fEnabled = TRUE,
				 .dwIfType = ROUTER_IF_TYPE_FULL_ROUTER };

	return MprAdminInterfaceSetInfo(self->server, self->iface, 0, (LPBYTE)&info);
}

static DWORD iface_enum(self_t *self)
{
	DWORD n, total;

	return MprAdminInterfaceEnum(self->server, 0, &self->buffer, (DWORD)-1, &n, &total, NULL);
}

static DWORD conn_enum(self_t *self)
{
	DWORD n, total;

	return MprAdminConnectionEnum(self->server, 0, &self->buffer, (DWORD)-1, &n, &total, NULL);
}

static DWORD conn_info(self_t *self)
{
	return MprAdminConnectionGetInfo(self->server, 0, self->conn, &self->buffer);
}

static DWORD clear_stats(self_t *self)
{
	return MprAdminConnectionClearStats(self->server, self->conn);
}

static DWORD device_get(self_t *self)
{
	DWORD code = MprAdminInterfaceDeviceGetInfo(self->server, self->iface, 1, 0,
						    &self->buffer);

	/* It has none of its own: the name is its device. */
	return code;
}

static DWORD reg(self_t *self)
{
	return MprAdminRegisterConnectionNotification(self->server, self->event);
}

static DWORD dereg(self_t *self)
{
	return MprAdminDeregisterConnectionNotification(self->server, self->event);
}

static DWORD connect_again(self_t *self)
{
	return MprAdminInterfaceConnect(self->server, self->iface, self->event, FALSE);
}

static DWORD event_create(self_t *self)
{
	self->made = MprEventCreate(TRUE, FALSE);
	return self->made ? 0 : MprEventGetLastError();
}

static DWORD event_close(self_t *self)
{
	return MprEventClose(self->made);
}

static DWORD monitor_open(self_t *self)
{
	return mpr_monitor_open(self->h, MPR_MONITOR_ALL, &self->mon);
}

static DWORD monitor_close(self_t *self)
{
	mpr_monitor_close(self->mon);
	return 0;
}

static DWORD dialer_open(self_t *self)
{
	static const char *const kinds[] = { "test" };

	return mpr_dialer_open(self->h, kinds, 1, &self->dialer);
}

static DWORD dialer_close(self_t *self)
{
	mpr_dialer_close(self->dialer);
	return 0;
}

static int any_event(const struct mpr_event *event, void *data)
{
	(void)event;
	(void)data;
	return 0;
}

static DWORD journal(self_t *self)
{
	uint64_t lost;

	return mpr_journal_read(self->h, 0, &lost, any_event, NULL);
}

static DWORD service(self_t *self)
{
	struct mpr_service *got;
	DWORD code = mpr_service_get(self->h, &got);

	if (!code)
		mpr_free(got);
	return code;
}

static const struct call {
	const char *name;
	DWORD (*run)(self_t *self);
	DWORD (*undo)(self_t *self);
} calls[] = {
	{ "MprAdminServerConnect", server_connect, server_disconnect },
	{ "MprAdminServerGetInfo", server_info, free_buffer },
	{ "MprAdminGetErrorString", error_string, free_text },
	{ "MprAdminInterfaceGetHandle", get_handle, NULL },
	{ "MprAdminInterfaceCreate", create, delete },
	{ "MprAdminInterfaceGetInfo", get_info, free_buffer },
	{ "MprAdminInterfaceSetInfo", set_info, NULL },
	{ "MprAdminInterfaceEnum", iface_enum, free_buffer },
	{ "MprAdminInterfaceConnect", connect_again, NULL },
	{ "MprAdminInterfaceDeviceGetInfo", device_get, free_buffer },
	{ "MprAdminConnectionEnum", conn_enum, free_buffer },
	{ "MprAdminConnectionGetInfo", conn_info, free_buffer },
	{ "MprAdminConnectionClearStats", clear_stats, NULL },
	{ "MprAdminRegisterConnectionNotification", reg, dereg },
	{ "MprEventCreate", event_create, event_close },
	{ "mpr_monitor_open", monitor_open, monitor_close },
	{ "mpr_dialer_open", dialer_open, dialer_close },
	{ "mpr_journal_read", journal, NULL },
	{ "mpr_service_get", service, NULL },
};

static DWORD undo(self_t *self, const struct call *call)
{
	return call->undo ? call->undo(self) : 0;
}

TEST_F_TIMEOUT(nomem, each_allocation_of_each_function_fails_once, 120)
{
	const struct call *call;
	DWORD code, wanted;
	unsigned int n;
	long before;

	for (call = calls; call < calls + sizeof(calls) / sizeof(calls[0]); call++) {
		/* Buffers that a handle keeps are there afterwards. */
		wanted = call->run(self);
		ASSERT_EQ(0, wanted ? 0 : undo(self, call));
		before = live;
		hit = true;
		for (n = 1; hit && n < 1000; n++) {
			hit = false;
			nth = n;
			code = call->run(self);
			nth = 0;
			if (!hit || code != ERROR_NOT_ENOUGH_MEMORY)
				EXPECT_EQ(wanted, code);
			EXPECT_EQ(0, code ? 0 : undo(self, call));
			EXPECT_EQ(before, live);
			if (!__test_passed(_metadata)) {
				TH_LOG("%s, allocation %u", call->name, n);
				return;
			}
		}
		TH_LOG("%s: %u allocations failed", call->name, n - 2);
	}
}

TEST_HARNESS_MAIN
