// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers that hold: how many interfaces, attempts, registrations, events and bytes there can be,
 * with the code that says so.
 */
#include <sys/resource.h>

#include <wchar.h>

#include <kselftest_harness.h>

/* Before a test's LONG becomes a number. */
#include <mprapi.h>

#include "intruder.h"

FIXTURE(limits) {
	struct mpr *h;
	struct wire *w;
	MPR_SERVER_HANDLE server;
};

FIXTURE_SETUP(limits)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_TRUE(service_new(&self->h)) {
		TH_LOG("is mpr.ko loaded?");
	}
	self->w = wire_open();
	ASSERT_NE(NULL, self->w);
	ASSERT_EQ(0, MprAdminServerConnect(NULL, &self->server));
}

FIXTURE_TEARDOWN(limits)
{
	MprAdminServerDisconnect(self->server);
	wire_close(self->w);
	mpr_close(self->h);
}

static DWORD create(MPR_SERVER_HANDLE server, const WCHAR *name)
{
	MPR_INTERFACE_0 info = { .dwIfType = ROUTER_IF_TYPE_FULL_ROUTER, .fEnabled = TRUE };
	HANDLE iface;

	wcscpy(info.wszInterfaceName, name);
	return MprAdminInterfaceCreate(server, 0, (LPBYTE)&info, &iface);
}

TEST_F(limits, one_interface_too_many_is_934)
{
	struct mpr_service set = { .max_interfaces = 3 };
	HANDLE iface;
	WCHAR name[] = L"i0";
	unsigned int i;

	ASSERT_EQ(0, mpr_service_set(self->h, &set, MPR_SERVICE_MAX_INTERFACES));
	for (i = 0; i < 3; i++, name[1]++)
		EXPECT_EQ(0, create(self->server, name));
	EXPECT_EQ(934, create(self->server, name));
	EXPECT_EQ(0, add_scripted(self->h, "more", NULL, 0));
	EXPECT_EQ(3, service_now(self->h).interfaces);
	/* Room for one is room for one. */
	EXPECT_EQ(0, MprAdminInterfaceGetHandle(self->server, L"i0", &iface, FALSE));
	EXPECT_EQ(0, MprAdminInterfaceDelete(self->server, iface));
	EXPECT_NE(0, add_scripted(self->h, "more", NULL, 0));
	EXPECT_EQ(0, add_scripted(self->h, "and more", NULL, 0));
}

TEST_F(limits, each_namespace_has_its_own)
{
	struct mpr_service set = { .max_interfaces = 1 };
	struct mpr *there;

	ASSERT_EQ(0, mpr_service_set(self->h, &set, MPR_SERVICE_MAX_INTERFACES));
	EXPECT_NE(0, add_scripted(self->h, "one", NULL, 0));
	EXPECT_EQ(0, add_scripted(self->h, "two", NULL, 0));
	ASSERT_EQ(0, netdev_new_netns());
	ASSERT_EQ(0, mpr_open(NULL, &there));
	EXPECT_EQ(16384, service_now(there).max_interfaces);
	EXPECT_NE(0, add_scripted(there, "one", NULL, 0));
	EXPECT_NE(0, add_scripted(there, "two", NULL, 0));
	mpr_close(there);
}

TEST_F(limits, one_attempt_too_many_is_8)
{
	struct mpr_service set = { .max_attempts = 2 };
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t id[3];
	unsigned int i;
	char name[8];

	ASSERT_NE(NULL, dialer);
	ASSERT_EQ(0, mpr_service_set(self->h, &set, MPR_SERVICE_MAX_ATTEMPTS));
	for (i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "i%u", i);
		id[i] = add_scripted(self->h, name, NULL, 0);
		ASSERT_NE(0, id[i]);
	}
	EXPECT_EQ(600, mpr_interface_connect(self->h, id[0], 0));
	EXPECT_EQ(600, mpr_interface_connect(self->h, id[1], 0));
	EXPECT_EQ(8, mpr_interface_connect(self->h, id[2], 0));
	EXPECT_EQ(MPR_IF_STATE_DISCONNECTED, iface_now(self->h, id[2]).state);
	EXPECT_EQ(2, service_now(self->h).attempts);
	EXPECT_EQ(0, mpr_interface_disconnect(self->h, id[0]));
	EXPECT_EQ(600, mpr_interface_connect(self->h, id[2], 0));
	mpr_dialer_close(dialer);
}

/* A registration is a socket: the process's limit for those is theirs. */
TEST_F(limits, registrations_end_where_descriptors_do)
{
	struct rlimit before, few = { 64, 64 };
	HANDLE event[64];
	unsigned int n, i;
	DWORD code = 0;

	ASSERT_EQ(0, getrlimit(RLIMIT_NOFILE, &before));
	few.rlim_max = before.rlim_max;
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &few));
	for (n = 0; n < 64 && !code; n++) {
		event[n] = MprEventCreate(FALSE, FALSE);
		if (!event[n])
			break;
		code = MprAdminRegisterConnectionNotification(self->server, event[n]);
		if (code)
			MprEventClose(event[n]);
	}
	EXPECT_LT(n, 64);
	EXPECT_TRUE(!code || code == 8) {
		TH_LOG("code %u", (unsigned int)code);
	}
	/* What there is still works, and room that is made can be used. */
	n -= !!code;
	ASSERT_LT(4, n);
	for (i = 0; i < 4; i++) {
		n--;
		EXPECT_EQ(0, MprAdminDeregisterConnectionNotification(self->server, event[n]));
		EXPECT_EQ(0, MprEventClose(event[n]));
	}
	EXPECT_EQ(0, service_now(self->h).connections);
	event[n] = MprEventCreate(FALSE, FALSE);
	ASSERT_NE(NULL, event[n]);
	EXPECT_EQ(0, MprAdminRegisterConnectionNotification(self->server, event[n]));
	for (i = 0; i <= n; i++)
		MprEventClose(event[i]);
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &before));
}

/*
 * Each attempt is over and begins again before all others have had their turn. On a slow kernel
 * each of the three hundred requests may wait for a round of them.
 */
TEST_F_TIMEOUT(limits, timers_that_are_always_due_keep_nobody_else_out, 300)
{
	struct mpr_interface often = {
		.connect_timeout = 1, .redial_count = UINT32_MAX, .redial_interval = 0,
	};
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	char name[16];
	uint32_t id;
	int i;

	ASSERT_NE(NULL, dialer);
	for (i = 0; i < 150; i++) {
		snprintf(name, sizeof(name), "i%d", i);
		id = add_scripted(self->h, name, &often, MPR_SET_CONNECT_TIMEOUT |
				  MPR_SET_REDIAL_COUNT | MPR_SET_REDIAL_INTERVAL);
		ASSERT_NE(0, id);
		ASSERT_EQ(600, mpr_interface_connect(self->h, id, 0));
	}
	EXPECT_EQ(150, service_now(self->h).attempts);
	mpr_dialer_close(dialer);
}

static int kinds_req(struct wire *w, unsigned int n)
{
	struct nlmsghdr *nlh = wire_req(w, MPR_CMD_DIALER_REGISTER);
	unsigned int i;
	char kind[MPR_KIND_MAX + 9];

	for (i = 0; i < n; i++) {
		snprintf(kind, sizeof(kind), "kind-with-a-name-of-31-bytes-%02u", i);
		mnl_attr_put_strz(nlh, MPR_A_DIAL_KIND, kind);
	}
	return wire_do(w, nlh);
}

TEST_F(limits, dialers_do_not_overflow_what_shows_them)
{
	struct wire *w[40];
	unsigned int i;

	EXPECT_EQ(EINVAL, kinds_req(self->w, 33));
	for (i = 0; i < 40; i++) {
		w[i] = wire_fresh(self->w);
		EXPECT_EQ(0, kinds_req(w[i], 32));
	}
	EXPECT_EQ(0, wire_do(self->w, wire_req(self->w, MPR_CMD_SERVICE_GET)));
	for (i = 0; i < 40; i++)
		wire_close(w[i]);
}

TEST_F(limits, the_journal_keeps_no_more_than_its_size)
{
	struct mpr_service set = { .journal_size = 10 };
	struct watch w = { 0 };
	uint64_t lost;
	unsigned int i;
	char name[16];

	ASSERT_EQ(0, mpr_service_set(self->h, &set, MPR_SERVICE_JOURNAL_SIZE));
	for (i = 0; i < 50; i++) {
		snprintf(name, sizeof(name), "i%u", i);
		ASSERT_NE(0, add_scripted(self->h, name, NULL, 0));
	}
	EXPECT_EQ(0, mpr_journal_read(self->h, 0, &lost, watch_event, &w));
	EXPECT_EQ(10, w.n);
	EXPECT_EQ(service_now(self->h).journal_last - 10, lost);
	free(w.ev);
}

static int set_u32(struct wire *w, uint16_t type, uint32_t value)
{
	struct nlmsghdr *nlh = wire_req(w, MPR_CMD_SERVICE_SET);

	mnl_attr_put_u32(nlh, type, value);
	return wire_do(w, nlh);
}

TEST_F(limits, limits_have_limits)
{
	EXPECT_EQ(ERANGE, set_u32(self->w, MPR_A_SERVICE_JOURNAL_SIZE, 1000001));
	EXPECT_EQ(ERANGE, set_u32(self->w, MPR_A_SERVICE_JOURNAL_SIZE, UINT32_MAX));
	EXPECT_EQ(ERANGE, set_u32(self->w, MPR_A_SERVICE_MAX_INTERFACES, 1000001));
	EXPECT_EQ(ERANGE, set_u32(self->w, MPR_A_SERVICE_MAX_ATTEMPTS, 1000001));
	EXPECT_EQ(1024, service_now(self->h).journal_size);
}

/* ---- odd attributes ---- */

#define HUGE_BYTES 60000

static char huge[HUGE_BYTES + 1];

struct place {
	uint16_t cmd;
	uint16_t type;
	uint16_t nest;			/* 0: at the top level */
	bool text;			/* that the module repeats */
};

static const struct place places[] = {
	{ MPR_CMD_INTERFACE_GET, MPR_A_INTERFACE_NAME, 0, false },
	{ MPR_CMD_INTERFACE_NEW, MPR_A_INTERFACE_NAME, 0, true },
	{ MPR_CMD_INTERFACE_SET, MPR_A_INTERFACE_DIALER, 0, true },
	{ MPR_CMD_INTERFACE_SET, MPR_A_DEVICE_TYPE, MPR_A_INTERFACE_DEVICE, true },
	{ MPR_CMD_INTERFACE_SET, MPR_A_DEVICE_NAME, MPR_A_INTERFACE_DEVICE, true },
	{ MPR_CMD_INTERFACE_SET, MPR_A_DEVICE_PHONE, MPR_A_INTERFACE_DEVICE, true },
	{ MPR_CMD_INTERFACE_SET, MPR_A_DEVICE_ALTERNATE, MPR_A_INTERFACE_DEVICE, true },
	{ MPR_CMD_INTERFACE_SET, MPR_A_HOURS_FROM, MPR_A_INTERFACE_HOURS, false },
	{ MPR_CMD_CONNECTION_IDENTIFY, MPR_A_CONNECTION_USER, 0, true },
	{ MPR_CMD_CONNECTION_IDENTIFY, MPR_A_CONNECTION_DOMAIN, 0, true },
	{ MPR_CMD_CONNECTION_IDENTIFY, MPR_A_CONNECTION_REMOTE_COMPUTER, 0, true },
	{ MPR_CMD_CONNECTION_IDENTIFY, MPR_A_CONNECTION_LOCAL_ENDPOINT, 0, false },
	{ MPR_CMD_CONNECTION_IDENTIFY, MPR_A_CONNECTION_REMOTE_ENDPOINT, 0, false },
	{ MPR_CMD_DIALER_REGISTER, MPR_A_DIAL_KIND, 0, true },
	{ MPR_CMD_DIAL_ACCEPT, MPR_A_DIAL_KIND, 0, true },
	{ MPR_CMD_DIAL_PROGRESS, MPR_A_DIAL_IFNAME, 0, false },
};

/* A request about interface @id with these bytes in that place; what the kernel says. */
static int ask_with(struct wire *w, uint32_t id, const struct place *place, const void *data,
		    size_t len)
{
	struct nlmsghdr *nlh = wire_req(w, place->cmd);
	struct nlattr *nest = NULL;

	if (place->cmd == MPR_CMD_INTERFACE_SET)
		mnl_attr_put_u32(nlh, MPR_A_INTERFACE_ID, id);
	if (place->cmd == MPR_CMD_CONNECTION_IDENTIFY)
		mnl_attr_put_u32(nlh, MPR_A_CONNECTION_INTERFACE_ID, id);
	if (place->cmd == MPR_CMD_INTERFACE_NEW)
		mnl_attr_put_u32(nlh, MPR_A_INTERFACE_TYPE, MPR_IF_TYPE_FULL_ROUTER);
	if (place->nest) {
		nest = mnl_attr_nest_start(nlh, place->nest);
		if (place->nest == MPR_A_INTERFACE_DEVICE)
			mnl_attr_put_u32(nlh, MPR_A_DEVICE_INDEX, 1);
	}
	mnl_attr_put(nlh, place->type, len, data);
	if (place->nest)
		mnl_attr_nest_end(nlh, nest);
	return wire_do(w, nlh);
}

TEST_F(limits, an_attribute_of_60000_bytes_is_refused_wherever_it_is)
{
	uint32_t id = add_scripted(self->h, "w", NULL, 0);
	uint64_t seq = service_now(self->h).journal_last;
	unsigned int i;
	int err;

	memset(huge, 'x', HUGE_BYTES);
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		err = ask_with(self->w, id, &places[i], huge, sizeof(huge));
		EXPECT_TRUE(err == ERANGE || err == EINVAL) {
			TH_LOG("command %u, attribute %u: %s", places[i].cmd, places[i].type,
			       strerror(err));
		}
	}
	EXPECT_EQ(seq, service_now(self->h).journal_last);
}

TEST_F(limits, text_that_is_not_utf8_is_refused_wherever_it_would_be_repeated)
{
	/* For some of the kernel's functions the bytes of Latin-1 are letters. */
	static const char *const odd[] = { "\xff", "caf\xe9", "a\xc0\x80" };
	uint32_t id = add_scripted(self->h, "w", NULL, 0);
	uint64_t seq = service_now(self->h).journal_last;
	unsigned int i, k;
	int err;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		for (k = 0; places[i].text && k < sizeof(odd) / sizeof(odd[0]); k++) {
			err = ask_with(self->w, id, &places[i], odd[k], strlen(odd[k]) + 1);
			EXPECT_TRUE(err == EILSEQ || err == EINVAL) {
				TH_LOG("command %u, attribute %u: %s", places[i].cmd,
				       places[i].type, strerror(err));
			}
			EXPECT_LT(0, self->w->offset);
			EXPECT_STRNE("", self->w->message);
		}
	}
	EXPECT_EQ(seq, service_now(self->h).journal_last);
}

TEST_HARNESS_MAIN
